package ruleset

import (
	"slices"

	"paraspinal/clinical"
)

// Asking is what is still to be asked of a person.
type Asking struct {
	Question int   // the page to ask next, as an index; -1 when there is none
	Findings []int // those on that page that are open
	Open     []int // all that can still change the outcome or, once it is settled, the side of a limit
}

// Ask finds what is still to be asked. An emergency asks nothing more. Of the
// pages that can change something it is the one with the most cautious outcome
// in reach, then the first.
func (s *Set) Ask(f *Facts, lifted []bool, r *Result, recheck bool) Asking {
	out := Asking{Question: -1}
	if r.Floor.Disposition == clinical.Emergency {
		return out
	}
	rc := reach{s: s, f: f}
	if r.Settled() {
		rc.sides(r)
	} else {
		rc.rules(lifted, r)
	}
	if rc.of == nil {
		return out
	}
	for i, d := range rc.of {
		if d > clinical.Undecided {
			out.Open = append(out.Open, i)
		}
	}
	best := clinical.Undecided
	for _, i := range s.pages(recheck) {
		q := &s.Questions[i]
		var d clinical.Disposition
		for _, a := range q.Asks {
			if s.onPage(q, a, recheck) {
				d = max(d, rc.of[a])
			}
		}
		if d > best {
			out.Question, best = i, d
		}
	}
	if out.Question < 0 {
		return out
	}
	for _, a := range s.Questions[out.Question].Asks {
		if f.States[a].Status == Open && s.Askable(a, f) {
			out.Findings = append(out.Findings, a)
		}
	}
	return out
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
// disposition of a rule that reads it and can still add to the floor.
type reach struct {
	s    *Set
	f    *Facts
	of   []clinical.Disposition // by finding; nil while there is none
	seen []clinical.Disposition // by finding: what was passed on already
}

func (rc *reach) start() {
	if n := len(rc.s.Findings); rc.of == nil {
		both := make([]clinical.Disposition, 2*n)
		rc.of, rc.seen = both[:n], both[n:]
	}
}

// rules marks what the rules that can still add to the floor read.
func (rc *reach) rules(lifted []bool, r *Result) {
	for i := range rc.s.Rules {
		v := r.Values[i]
		if v.Point() {
			continue
		}
		rule := &rc.s.Rules[i]
		up := lifted != nil && lifted[i]
		top := clinical.Undecided
		for t := v.Lo + 1; t <= v.Hi; t++ {
			if e := rule.At(t, up); r.Floor.Adds(e) {
				top = max(top, e.Disposition)
			}
		}
		if top > clinical.Undecided {
			rc.start()
			rc.open(&rule.When, top)
		}
	}
}

// open marks what can still change a condition that is not a point.
func (rc *reach) open(e *Expr, d clinical.Disposition) {
	if e.Op == OpAtom {
		rc.mark(rc.s.Atoms[e.Atom].Finding, d)
		return
	}
	for i := range e.Args {
		if !e.Args[i].Eval(rc.f.Atoms()).Point() {
			rc.open(&e.Args[i], d)
		}
	}
}

// mark notes the reach of a finding. A finding that only becomes askable by
// another one lends its reach to it.
func (rc *reach) mark(finding int, d clinical.Disposition) {
	if rc.seen[finding] >= d {
		return
	}
	rc.seen[finding] = d
	fd := &rc.s.Findings[finding]
	switch {
	case fd.Derive != nil:
		rc.mark(fd.Derive.Of, d) // only elapsed and change stay open, with what they come from
	case rc.s.Askable(finding, rc.f):
		rc.of[finding] = d
	case !fd.OnlyIf.Eval(rc.f.Atoms()).Point():
		rc.open(&fd.OnlyIf, d)
	}
}

// sides marks the unanswered findings that say on which side a limit in force
// lies. They change no outcome: until they are answered the limit holds on both
// sides. From Postpone on there is no plan that a side could shape.
func (rc *reach) sides(r *Result) {
	if r.Floor.Disposition >= clinical.Postpone {
		return
	}
	for _, l := range rc.s.sided {
		side := rc.s.Limits[l].Side - 1
		if r.Floor.Has(l) && rc.f.States[side].Status == Open && rc.s.Askable(side, rc.f) {
			rc.start()
			rc.of[side] = r.Floor.Disposition
		}
	}
}

// Grounds adds to a list the findings that a rule's present value rests on:
// those whose comparisons, taken alone, are not false where the rule needs them.
// Findings that were tried and did not contribute are left out.
func (s *Set) Grounds(rule *Rule, f *Facts, out []int) []int {
	return s.grounds(&rule.When, f, false, out, len(out))
}

func (s *Set) grounds(e *Expr, f *Facts, negated bool, out []int, from int) []int {
	v := e.Eval(f.Atoms())
	if negated {
		v = v.not()
	}
	if v.Lo == False {
		return out
	}
	switch e.Op {
	case OpAtom:
		if i := s.Atoms[e.Atom].Finding; !slices.Contains(out[from:], i) {
			out = append(out, i)
		}
	case OpNot:
		return s.grounds(&e.Args[0], f, !negated, out, from)
	case OpAnd, OpOr, OpAtLeast:
		for i := range e.Args {
			out = s.grounds(&e.Args[i], f, negated, out, from)
		}
	}
	return out
}

// Askable reports whether a finding can be asked: it concerns this person, or
// the person is not sure whether it does.
func (s *Set) Askable(finding int, f *Facts) bool {
	only := &s.Findings[finding].OnlyIf
	return only.IsZero() || only.Eval(f.Atoms()).Lo >= Unsure
}

// Concerns reports whether a finding may concern this person: its condition is
// not known to be false.
func (s *Set) Concerns(finding int, f *Facts) bool {
	only := &s.Findings[finding].OnlyIf
	return only.IsZero() || only.Eval(f.Atoms()) != isFalse
}
