package main

import (
	"runtime"
	"slices"
	"syscall"
	"time"
)

// contestant is one row: something that works through cases.
type contestant struct {
	name  string
	run   func(i int)                              // one case
	block func(from, n int) (time.Duration, error) // or n cases, which it times itself
	each  int                                      // cases in one call of run; 0 is one
	n     int                                      // calls a repetition
	size  int                                      // cases that there are
	took  []float64                                // nanoseconds a case, of each repetition
	alloc struct {
		bytes, objects float64
		known          bool
	} // a case
}

// cpu is the processor time that this process has used: what else the machine
// does bears on it less than on the time of day.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no other way to fail than a wrong argument
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// once works through n calls from the given case on.
func (c *contestant) once(from, n int) (time.Duration, error) {
	if c.block != nil {
		return c.block(from, n)
	}
	i := from % c.size
	begin := cpu()
	for range n {
		c.run(i)
		if i++; i == c.size {
			i = 0
		}
	}
	return cpu() - begin, nil
}

// calibrate finds how many calls make a repetition, and what one allocates.
func (c *contestant) calibrate(long time.Duration) error {
	for c.n = 1; ; c.n *= 2 {
		d, err := c.once(0, c.n)
		if err != nil {
			return err
		}
		if d >= long/4 {
			c.n = max(1, int(float64(c.n)*float64(long)/float64(d)))
			break
		}
	}
	if c.run == nil || c.block != nil {
		return nil
	}
	var was, is runtime.MemStats
	n := min(c.n, 2000)
	runtime.ReadMemStats(&was)
	for i := range n {
		c.run(i % c.size)
	}
	runtime.ReadMemStats(&is)
	per := float64(n * max(c.each, 1))
	c.alloc.bytes, c.alloc.objects, c.alloc.known = float64(is.TotalAlloc-was.TotalAlloc)/per, float64(is.Mallocs-was.Mallocs)/per, true
	return nil
}

// measure runs all in turns, so that what else the machine does bears on all alike.
func measure(all []*contestant, repetitions int, long time.Duration) error {
	for _, c := range all {
		if err := c.calibrate(long); err != nil {
			return err
		}
	}
	for r := range repetitions {
		for _, c := range all {
			d, err := c.once(r*1117, c.n)
			if err != nil {
				return err
			}
			c.took = append(c.took, float64(d.Nanoseconds())/float64(c.n*max(c.each, 1)))
		}
	}
	return nil
}

// median is the nanoseconds a case.
func (c *contestant) median() float64 {
	s := slices.Sorted(slices.Values(c.took))
	return s[len(s)/2]
}
