package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"paraspinal/cohort"
)

// A chunk is a few lines that one core reads and decides at once. Its memory is
// used again, so that a file of any size takes the same.
type chunk struct {
	text   []byte
	lines  []line
	out    bytes.Buffer // answers, a line each
	errs   bytes.Buffer // for people
	bad    int
	old    int // decided longer ago than it holds
	counts cohort.Counts
	ready  chan struct{}
}

// line is where a line lies in the text of its chunk.
type line struct {
	number   int
	from, to int
	long     bool // longer than a case file may be; its text is not kept
}

const (
	chunkLines = 256
	chunkBytes = 1 << 18
)

// lineReader cuts a text into lines.
type lineReader struct {
	r      *bufio.Reader
	number int
	empty  bool // a line without any text is told: it may be the one field of a case
}

func newLines(r io.Reader) *lineReader { return &lineReader{r: bufio.NewReaderSize(r, 1<<16)} }

// add reads one line into a chunk. A line without any text holds no case,
// unless it is told.
func (l *lineReader) add(c *chunk) error {
	ln := line{number: l.number + 1, from: len(c.text)}
	var err error
	for {
		var part []byte
		part, err = l.r.ReadSlice('\n')
		switch {
		case len(c.text)-ln.from+len(part) > maxCase:
			ln.long = true
			c.text = c.text[:ln.from]
		case !ln.long:
			c.text = append(c.text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
	}
	ln.to = len(c.text)
	there := ln.long || ln.to > ln.from // after the last line end there is none
	if there {
		l.number++
	}
	if l.number == 1 && ln.from == 0 { // a mark of the encoding is no text
		c.text = bytes.TrimPrefix(c.text, []byte("\ufeff"))
		ln.to = len(c.text)
	}
	if ln.long || l.empty && there || len(bytes.Trim(c.text[ln.from:ln.to], " \t\r\n")) > 0 {
		c.lines = append(c.lines, ln)
	} else {
		c.text = c.text[:ln.from]
	}
	return err
}

// head is the first line that has text.
func (l *lineReader) head() (text []byte, number int, err error) {
	var c chunk
	for err == nil && len(c.lines) == 0 {
		c.text = c.text[:0]
		err = l.add(&c)
	}
	switch {
	case len(c.lines) == 0 && errors.Is(err, io.EOF):
		return nil, l.number, errors.New("there is no line with the names of the columns")
	case len(c.lines) == 0:
		return nil, l.number, err
	case c.lines[0].long:
		return nil, l.number, errLong
	}
	return c.text, l.number, nil
}

// fill reads lines until the chunk is full, the text ends, or the next line is
// not there yet.
func (l *lineReader) fill(c *chunk) error {
	c.text, c.lines = c.text[:0], c.lines[:0]
	for len(c.lines) < chunkLines && len(c.text) < chunkBytes {
		if err := l.add(c); err != nil {
			return err
		}
		if len(c.lines) > 0 && l.r.Buffered() == 0 {
			return nil
		}
	}
	return nil
}

// pipeline reads lines, decides about them on all cores and writes the answers
// in the order of the lines.
type pipeline struct {
	read   reading
	engine *cohort.Engine
	lines  *lineReader
	out    io.Writer
	errs   io.Writer
	count  bool
	clear  string // takes the progress from a terminal; empty: there is none
	now    time.Time

	done, bad, last int // lines that held something; those that could not be read; the number of the last
	old             int // decided longer ago than it holds
	counts          cohort.Counts
}

// run goes on until the text ends or the context does. What is decided by then
// is written.
func (p *pipeline) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	free, work, queue := make(chan *chunk, 3*workers), make(chan *chunk, 3*workers), make(chan *chunk, 3*workers)
	for range cap(free) {
		free <- &chunk{ready: make(chan struct{}, 1)}
	}
	for range workers {
		d := decider{reading: p.read, batch: p.engine.NewBatch(), count: p.count, present: p.now}
		go func() {
			for c := range work {
				d.decide(c)
				c.ready <- struct{}{}
			}
		}()
	}
	fault := make(chan error, 1) // what ended the reading
	go func() {
		defer close(queue)
		defer close(work)
		var err error
		for err == nil && ctx.Err() == nil {
			var c *chunk
			select {
			case c = <-free:
			case <-ctx.Done():
				continue
			}
			err = p.lines.fill(c)
			if len(c.lines) == 0 {
				free <- c
				continue
			}
			work <- c // there is room for all chunks
			queue <- c
		}
		fault <- err
	}()
	beat := time.NewTicker(time.Second)
	defer beat.Stop()
	for {
		select {
		case c, ok := <-queue:
			if !ok {
				if err := <-fault; err == nil {
					return errStopped
				} else if !errors.Is(err, io.EOF) {
					return inputError{err}
				}
				return nil
			}
			if err := p.write(ctx, c); err != nil {
				return err
			}
			free <- c
		case <-beat.C:
			if p.clear != "" {
				fmt.Fprintf(p.errs, "%s%d lines, %d bad", p.clear, p.done, p.bad)
			}
		case <-ctx.Done():
			return p.rest(ctx, queue)
		}
	}
}

// rest writes what was decided before the context ended.
func (p *pipeline) rest(ctx context.Context, queue <-chan *chunk) error {
	for {
		select {
		case c, ok := <-queue:
			if !ok {
				return errStopped
			}
			if err := p.write(ctx, c); err != nil {
				return err
			}
		default:
			return errStopped
		}
	}
}

// write waits for the answers of a chunk and writes them. After the context has
// ended it does not wait: one chunk can take long.
func (p *pipeline) write(ctx context.Context, c *chunk) error {
	select {
	case <-c.ready:
	case <-ctx.Done():
		select {
		case <-c.ready:
		default:
			return errStopped
		}
	}
	if c.errs.Len() > 0 {
		fmt.Fprintf(p.errs, "%s%s", p.clear, c.errs.Bytes())
	}
	if _, err := p.out.Write(c.out.Bytes()); err != nil {
		return err
	}
	p.done += len(c.lines)
	p.bad += c.bad
	p.old += c.old
	p.last = c.lines[len(c.lines)-1].number
	p.counts.Add(&c.counts)
	return nil
}
