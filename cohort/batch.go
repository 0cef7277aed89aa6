package cohort

import (
	"slices"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Batch decides about whole cases, each at its own instant. Its memory is used
// again for the next ones. It belongs to one goroutine.
type Batch struct {
	*Answers
	rows  *Rows
	facts ruleset.Facts
	turns []time.Time
	one   assess.Assessor
}

// NewBatch makes a batch of no cases.
func (e *Engine) NewBatch() *Batch { return &Batch{Answers: e.NewAnswers(0), rows: e.NewRows(0)} }

// Reset begins n new cases, in which nothing was asked. Nothing is decided.
func (b *Batch) Reset(n int) {
	b.rows.Resize(n)
	b.Answers.Resize(n)
}

// Put resolves a case at its instant, with its go-aheads, as case i.
func (b *Batch) Put(i int, c *clinical.Case) {
	set := b.e.set
	set.Resolve(c, c.Now, &b.facts)
	b.rows.Put(i, &b.facts, assess.Lifted(set, c, &b.facts, c.Now))
}

// Decide decides about all cases of the batch.
func (b *Batch) Decide() { b.e.DecideRows(b.rows, b.Answers) }

// ValidUntil is when the answer to case i ends, at the latest, as in an
// Assessment; the zero time while it is undecided. c is the case that was put.
func (b *Batch) ValidUntil(i int, c *clinical.Case) time.Time {
	if b.Shown(i) == clinical.Undecided {
		return time.Time{}
	}
	set := b.e.set
	until := c.Now.Add(time.Duration(set.ValidHours) * time.Hour)
	set.Resolve(c, c.Now, &b.facts)
	b.turns = set.Turns(c, &b.facts, c.Now, until, b.turns[:0])
	if len(b.turns) == 0 && len(c.GoAheads) == 0 { // by then time changes nothing
		return until
	}
	return *b.one.Assess(set, *c, c.Now).ValidUntil
}

// Reason is one rule that holds, or that stays unsure and has an effect.
type Reason struct {
	Rule           int
	Effect         *ruleset.Effect
	Unsure, Lifted bool
}

// Reasons appends the reasons of case i, in the order of an Assessment: the
// most cautious first, without the rules that hold for everyone.
func (b *Batch) Reasons(i int, to []Reason) []Reason {
	from := len(to)
	for k := range b.e.set.Rules {
		rule := &b.e.set.Rules[k]
		if rule.Universal {
			continue
		}
		v := b.Rule(i, k)
		if v == ruleset.False {
			continue
		}
		up := b.rows.Lifted(i, k)
		if e := rule.At(v, up); e != nil {
			to = append(to, Reason{k, e, v == ruleset.Unsure, up})
		}
	}
	slices.SortStableFunc(to[from:], func(x, y Reason) int {
		if x.Effect.Disposition != y.Effect.Disposition {
			return int(y.Effect.Disposition) - int(x.Effect.Disposition)
		}
		return int(y.Effect.Care.Within) - int(x.Effect.Care.Within)
	})
	return to
}
