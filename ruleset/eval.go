package ruleset

import (
	"paraspinal/clinical"
)

// Join is what several effects come to: the most cautious disposition, the
// soonest care, all limits. The zero value with Disposition Suitable is the
// join of nothing.
type Join struct {
	Disposition clinical.Disposition
	Care        clinical.Care
	Limits      []uint64 // bit set over Set.Limits
}

// Result is the evaluation of all rules for one case. The zero value is
// ready; Eval reuses its memory.
type Result struct {
	Values  []Interval // the condition of each rule
	Floor   Join       // the least cautious outcome that the answers leave possible
	Ceiling Join       // the most cautious one

}

// Has reports whether a limit is in the join.
func (j *Join) Has(limit int) bool { return j.Limits[limit>>6]>>uint(limit&63)&1 == 1 }

// Adds reports whether an effect would change the join. Limits count only
// below Postpone: above it no plan is made that they could shape.
func (j *Join) Adds(e *Effect) bool {
	if e == nil {
		return false
	}
	if e.Disposition > j.Disposition || !e.Care.AtMost(j.Care) {
		return true
	}
	if j.Disposition >= clinical.Postpone {
		return false
	}
	for _, l := range e.Limits {
		if !j.Has(l) {
			return true
		}
	}
	return false
}

// Settled reports whether no further answer can change the outcome: floor and
// ceiling have the same disposition and care and, below Postpone, the same limits.
func (r *Result) Settled() bool {
	if r.Floor.Disposition != r.Ceiling.Disposition || r.Floor.Care != r.Ceiling.Care {
		return false
	}
	if r.Floor.Disposition >= clinical.Postpone {
		return true
	}
	for i := range r.Floor.Limits {
		if r.Floor.Limits[i] != r.Ceiling.Limits[i] {
			return false
		}
	}
	return true
}

// Shown is the disposition to show: the floor when it is settled or already
// Postpone or more, otherwise Undecided.
func (r *Result) Shown() clinical.Disposition {
	if r.Floor.Disposition >= clinical.Postpone || r.Settled() {
		return r.Floor.Disposition
	}
	return clinical.Undecided
}
