package main

import (
	"fmt"
	"io"

	"paraspinal/cohort"
	"paraspinal/ruleset"
)

// round is how many cases the batch decides at a time: rows and planes of so
// many stay in the cache of one core.
const round = 16 * 64

// batch decides about people by the thousand.
type batch struct {
	engine  *cohort.Engine
	rows    *cohort.Rows
	planes  *cohort.Planes
	answers *cohort.Answers
	facts   []ruleset.Facts
}

// newBatch holds n cases, which are the people over and over.
func newBatch(engine *cohort.Engine, people []person, n int) *batch {
	b := &batch{engine: engine, rows: engine.NewRows(n), planes: engine.NewPlanes(n), answers: engine.NewAnswers(n)}
	for i := range n {
		b.rows.Put(i, &people[i%len(people)].facts, nil)
	}
	b.planes.Pack(b.rows)
	return b
}

func (b *batch) ready(int)  { b.engine.Decide(b.planes, b.answers) }
func (b *batch) packed(int) { b.engine.DecideRows(b.rows, b.answers) }

// found also makes the rows, from the findings of each case.
func (b *batch) found(int) {
	for i := range b.facts {
		b.rows.Put(i, &b.facts[i], nil)
	}
	b.engine.DecideRows(b.rows, b.answers)
}

// batches holds the answers of the batch against the trees and gives its rows,
// for so many cases at a time.
func batches(set *ruleset.Set, people []person, size int) ([]*contestant, error) {
	engine := cohort.New(set)
	whole := newBatch(engine, people, len(people))
	fired := make([]uint64, len(people[0].fired))
	for _, decide := range []func(int){whole.ready, whole.packed} {
		whole.answers.Resize(len(people))
		decide(0)
		for i := range people {
			clear(fired)
			for k := range set.Rules {
				if whole.answers.Rule(i, k) == ruleset.True {
					fired[k/64] |= 1 << (k % 64)
				}
			}
			if d := differs(set, fired, people[i].fired); d != "" {
				return nil, fmt.Errorf("the batch disagrees about %s: %s\n%s", people[i].name, d, told(set, &people[i]))
			}
		}
	}
	b := newBatch(engine, people, size)
	for i := range size {
		b.facts = append(b.facts, people[i].facts)
	}
	l := newLimits(engine, size)
	return []*contestant{
		{name: batchReady, run: b.ready, size: 1, each: size},
		{name: batchPacked, run: b.packed, size: 1, each: size},
		{name: "ours, batch, rows of findings too", run: b.found, size: 1, each: size},
		{name: limitBits, run: l.bits, size: 1, each: size},
		{name: limitMemory, run: l.memory, size: 1, each: size},
	}, nil
}

const (
	batchReady  = "ours, batch, planes ready"
	batchPacked = "ours, batch, packing of rows too"
	limitBits   = "limit: a plain loop of as many bit operations"
	limitMemory = "limit: a plain read of the same planes"
)

// limits is the least that the batch would have to do.
type limits struct {
	stream []uint64 // as many words as there are bit operations for 64 cases
	planes []uint64 // as many as go in and come out
	blocks int      // of 64 cases
	sum    uint64
}

func newLimits(e *cohort.Engine, size int) *limits {
	blocks := size / 64
	return &limits{stream: make([]uint64, e.Steps()), planes: make([]uint64, (e.InPlanes()+e.OutPlanes())*blocks), blocks: blocks}
}

func (l *limits) bits(int) {
	for range l.blocks {
		x0, x1, x2, x3 := l.sum, l.sum, l.sum, l.sum
		for s := l.stream; len(s) >= 4; s = s[4:] {
			x0 &= s[0]
			x1 |= s[1]
			x2 ^= s[2]
			x3 &^= s[3]
		}
		l.sum = x0 ^ x1 ^ x2 ^ x3
	}
}

func (l *limits) memory(int) {
	var x0, x1, x2, x3 uint64
	for s := l.planes; len(s) >= 4; s = s[4:] {
		x0 |= s[0]
		x1 |= s[1]
		x2 |= s[2]
		x3 |= s[3]
	}
	l.sum ^= x0 ^ x1 ^ x2 ^ x3
}

// share says how near the batch comes to the smaller of its limits.
func share(w io.Writer, all []*contestant) {
	took := map[string]float64{}
	for _, c := range all {
		took[c.name] = c.median()
	}
	fmt.Fprintf(w, "\nOf the smaller of its two limits the batch reaches %.0f %% on ready planes.\n", 100*max(took[limitBits], took[limitMemory])/took[batchReady])
}

// cases is the batch with more cases; ten millions are ten times one million.
func cases(w io.Writer, set *ruleset.Set, people []person) error {
	engine := cohort.New(set)
	var all []*contestant
	for n := 1000; n <= 1_000_000; n *= 10 {
		b := newBatch(engine, people, n)
		all = append(all, &contestant{name: thousands(float64(n)), run: b.packed, size: 1, each: n})
		if n == 1_000_000 {
			all = append(all, &contestant{name: "10,000,000", size: 1, each: 10 * n, run: func(int) {
				for range 10 {
					b.packed(0)
				}
			}})
		}
	}
	if err := measure(all, 5, repetition); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n| cases in a batch, packed | ns a case |\n|---|---|\n")
	for _, c := range all {
		fmt.Fprintf(w, "| %s | %.1f |\n", c.name, c.median())
	}
	return nil
}
