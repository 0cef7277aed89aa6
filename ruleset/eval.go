package ruleset

import (
	"slices"

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

// Next is the question to ask next, with the findings on it that matter.
// ok is false when no question can change the outcome.
func (s *Set) Next(f *Facts, lifted []bool, r *Result, recheck bool) (question int, findings []int, ok bool) {
	if r.Floor.Disposition == clinical.Emergency || r.Settled() {
		return 0, nil, false
	}
	reach := s.reach(f, lifted, r)
	best, bestReach := -1, clinical.Undecided
	for _, i := range s.pages(recheck) {
		q := &s.Questions[i]
		var d clinical.Disposition
		for _, a := range q.Asks {
			if s.onPage(q, a, recheck) {
				d = max(d, reach[a])
			}
		}
		if d > bestReach {
			best, bestReach = i, d
		}
	}
	if best < 0 {
		return 0, nil, false
	}
	for _, a := range s.Questions[best].Asks {
		if f.States[a].Status == Open && s.Askable(a, f) {
			findings = append(findings, a)
		}
	}
	return best, findings, true
}

// pages lists the pages in the order in which they are asked: protocol order,
// and before a further session the pages made for it first.
func (s *Set) pages(recheck bool) []int {
	if recheck {
		return s.again
	}
	return s.inOrder
}

// onPage reports whether a page is the place to ask a finding: a page of the
// first check, or one of the re-check. A finding that no page of the first
// check asks is asked there by its page of the re-check, and the other way
// round, so that nothing stays open for want of a page.
func (s *Set) onPage(q *Question, finding int, recheck bool) bool {
	if recheck {
		return q.Recheck || !s.rechecked[finding]
	}
	return q.First || !s.first[finding]
}

// reach gives for each unanswered, askable finding the most cautious
// disposition of a rule that reads it and can still add to the floor. A
// finding that only becomes askable by another one lends its reach to it.
func (s *Set) reach(f *Facts, lifted []bool, r *Result) []clinical.Disposition {
	reach := make([]clinical.Disposition, len(s.Findings))
	var mark func(finding int, d clinical.Disposition)
	mark = func(finding int, d clinical.Disposition) {
		fd := &s.Findings[finding]
		if fd.Derive != nil {
			mark(fd.Derive.Of, d) // only elapsed and change stay open, with what they come from
			return
		}
		if !s.Askable(finding, f) {
			fd.OnlyIf.open(f.Atoms, func(a int) { mark(s.Atoms[a].Finding, d) })
			return
		}
		reach[finding] = max(reach[finding], d)
	}
	for i := range s.Rules {
		rule, v := &s.Rules[i], r.Values[i]
		if v.Point() {
			continue
		}
		up := lifted != nil && lifted[i]
		top := clinical.Undecided
		for t := v.Lo + 1; t <= v.Hi; t++ {
			if e := rule.At(t, up); r.Floor.Adds(e) {
				top = max(top, e.Disposition)
			}
		}
		if top == clinical.Undecided {
			continue
		}
		rule.When.open(f.Atoms, func(a int) { mark(s.Atoms[a].Finding, top) })
	}
	return reach
}

// Open lists the unanswered findings that can still change the outcome.
func (s *Set) Open(f *Facts, lifted []bool, r *Result) []int {
	if r.Floor.Disposition == clinical.Emergency || r.Settled() {
		return nil
	}
	var out []int
	for i, d := range s.reach(f, lifted, r) {
		if d > clinical.Undecided {
			out = append(out, i)
		}
	}
	return out
}

// Grounds lists the findings that a rule's present value rests on: those whose
// comparisons, taken alone, are not false where the rule needs them. Findings
// that were tried and did not contribute are left out.
func (s *Set) Grounds(rule *Rule, f *Facts) []int {
	var out []int
	var walk func(e *Expr, negated bool)
	walk = func(e *Expr, negated bool) {
		v := e.Eval(f.Atoms)
		if negated {
			v = v.not()
		}
		if v.Lo == False {
			return
		}
		switch e.Op {
		case OpAtom:
			if i := s.Atoms[e.Atom].Finding; !slices.Contains(out, i) {
				out = append(out, i)
			}
		case OpNot:
			walk(&e.Args[0], !negated)
		case OpAnd, OpOr, OpAtLeast:
			for i := range e.Args {
				walk(&e.Args[i], negated)
			}
		}
	}
	walk(&rule.When, false)
	return out
}

// Askable reports whether a finding can be asked: it concerns this person, or
// the person is not sure whether it does.
func (s *Set) Askable(finding int, f *Facts) bool {
	only := &s.Findings[finding].OnlyIf
	return only.IsZero() || only.Eval(f.Atoms).Lo >= Unsure
}

// Concerns reports whether a finding may concern this person: its condition is
// not known to be false.
func (s *Set) Concerns(finding int, f *Facts) bool {
	only := &s.Findings[finding].OnlyIf
	return only.IsZero() || only.Eval(f.Atoms) != isFalse
}
