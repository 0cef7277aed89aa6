package cohort

import (
	"math/bits"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Answers are the outputs for n cases, 64 a block.
type Answers struct {
	e     *Engine
	n     int
	words []uint64
}

// NewAnswers makes room for the answers to n cases. Until they are decided they
// are undecided.
func (e *Engine) NewAnswers(n int) *Answers {
	a := &Answers{e: e}
	a.Resize(n)
	return a
}

// Resize makes the answers n, reusing their memory. All of them are undecided.
func (a *Answers) Resize(n int) {
	a.words, a.n = cleared(a.words, blocks(n)*a.e.program.outputs), n
}

// cleared is n words without a bit, in the same memory where it is enough.
func cleared(words []uint64, n int) []uint64 {
	if cap(words) < n {
		return make([]uint64, n)
	}
	words = words[:n]
	clear(words)
	return words
}

// Len is the number of cases.
func (a *Answers) Len() int { return a.n }

// bit reads one plane of one case.
func (a *Answers) bit(i, plane int) bool {
	if i < 0 || i >= a.n {
		panic("cohort: there is no such case")
	}
	return a.words[i/64*a.e.program.outputs+plane]>>uint(i%64)&1 == 1
}

// Shown is the disposition to show of a case.
func (a *Answers) Shown(i int) clinical.Disposition { return a.rung(i, a.e.shape.shown) }

// Floor is the least cautious outcome that its answers leave possible.
func (a *Answers) Floor(i int) clinical.Disposition { return a.rung(i, a.e.shape.floor) }

// AtMost is the most cautious outcome that they leave possible.
func (a *Answers) AtMost(i int) clinical.Disposition { return a.rung(i, a.e.shape.ceiling) }

// rung is the highest disposition whose plane is set; none reads as undecided.
func (a *Answers) rung(i, first int) clinical.Disposition {
	for d := dispositions - 1; d > 0; d-- {
		if a.bit(i, first+d) {
			return clinical.Disposition(d)
		}
	}
	return clinical.Undecided
}

// Settled reports whether no further answer can change the outcome of a case.
func (a *Answers) Settled(i int) bool { return a.bit(i, a.e.shape.settled) }

// Care is who to see and how soon, of the floor.
func (a *Answers) Care(i int) clinical.Care {
	for k := len(a.e.shape.cares) - 1; k > 0; k-- {
		if a.bit(i, a.e.shape.care+k) {
			return a.e.shape.cares[k]
		}
	}
	return clinical.Care{}
}

// Rule is the low end of the condition of a rule.
func (a *Answers) Rule(i, rule int) ruleset.Truth {
	switch {
	case a.bit(i, a.e.shape.holds+rule):
		return ruleset.True
	case a.bit(i, a.e.shape.doubts+rule):
		return ruleset.Unsure
	}
	return ruleset.False
}

// Limit reports whether a limit of the Set is in force, of the floor.
func (a *Answers) Limit(i, limit int) bool { return a.bit(i, a.e.shape.limits+limit) }

// Counts are how many cases there are of each kind.
type Counts struct {
	Cases         int
	Dispositions  [dispositions]int // shown
	Settled       int
	Holds, Doubts []int // by rule
}

// Count adds the answers up.
func (a *Answers) Count(c *Counts) {
	sh := &a.e.shape
	if c.Holds == nil {
		c.Holds, c.Doubts = make([]int, len(a.e.set.Rules)), make([]int, len(a.e.set.Rules))
	}
	c.Cases += a.n
	for b := range blocks(a.n) {
		out := a.words[b*sh.size : (b+1)*sh.size]
		cases := ^uint64(0)
		if left := a.n - b*64; left < 64 {
			cases = 1<<uint(left) - 1
		}
		ones := func(plane int) int { return bits.OnesCount64(out[plane] & cases) }
		for d := range c.Dispositions {
			c.Dispositions[d] += ones(sh.shown + d)
		}
		c.Settled += ones(sh.settled)
		for i := range c.Holds {
			c.Holds[i] += ones(sh.holds + i)
			c.Doubts[i] += ones(sh.doubts + i)
		}
	}
}

// Add adds other counts of the same Set.
func (c *Counts) Add(o *Counts) {
	if o.Holds == nil {
		return
	}
	if c.Holds == nil {
		c.Holds, c.Doubts = make([]int, len(o.Holds)), make([]int, len(o.Doubts))
	}
	c.Cases += o.Cases
	c.Settled += o.Settled
	for d := range c.Dispositions {
		c.Dispositions[d] += o.Dispositions[d]
	}
	for i := range c.Holds {
		c.Holds[i] += o.Holds[i]
		c.Doubts[i] += o.Doubts[i]
	}
}
