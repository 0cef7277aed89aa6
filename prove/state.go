package prove

import (
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// ends is what is known of a condition: the low and the high end of its
// interval, each as "unsure or more" and "true".
type ends struct{ loU, loT, hiU, hiT bit }

// between joins ends that lie at the same truth.
func point(t bit) ends { return ends{t, t, t, t} }

// isFalse is on when the condition is false for certain.
func (e ends) isFalse() bit { return -e.hiU }

// state is one finding as the rules see it: open, in doubt, nothing to do with
// this person, or else a value.
type state struct {
	open, doubt, nothing bit
	// compare says of a value whether it lies within a comparison for certain,
	// and whether it lies outside for certain.
	compare func(ruleset.Atom) (within, outside bit)
}

func (s *state) value(c *circuit) bit { return c.and(-s.open, -s.doubt, -s.nothing) }

// view is one person as one protocol sees them.
type view struct {
	c      *circuit
	set    *ruleset.Set
	p      *answers
	states []state
	atoms  []ends
}

// newView resolves every finding, as ruleset.Set.Resolve does.
func newView(c *circuit, set *ruleset.Set, p *answers) *view {
	v := &view{c: c, set: set, p: p, states: make([]state, len(set.Findings)), atoms: make([]ends, len(set.Atoms))}
	for _, i := range set.Order {
		f := &set.Findings[i]
		s := v.raw(f)
		if f.UnsureIs != nil {
			s = v.counted(s, *f.UnsureIs)
		}
		if !f.OnlyIf.IsZero() {
			aside := c.and(s.open, v.expr(&f.OnlyIf, v.atoms).isFalse())
			s.open, s.nothing = c.and(s.open, -aside), c.or(s.nothing, aside)
		}
		v.states[i] = s
		for _, a := range set.AtomsOf(i) {
			v.atoms[a] = v.atom(set.Atoms[a])
		}
	}
	return v
}

// counted is a state in which "not sure" counts as a value.
func (v *view) counted(s state, is int32) state {
	unsure, compare := s.doubt, s.compare
	s.doubt = no
	s.compare = func(a ruleset.Atom) (bit, bit) {
		within, outside := compare(a)
		if holds(a, is) {
			return v.c.or(within, unsure), v.c.and(outside, -unsure)
		}
		return v.c.and(within, -unsure), v.c.or(outside, unsure)
	}
	return s
}

func holds(a ruleset.Atom, n int32) bool { return a.Eval(ruleset.Known(n)).Lo == ruleset.True }

func (v *view) raw(f *ruleset.Finding) state {
	if f.Derive == nil {
		return v.told(f)
	}
	switch f.Derive.Kind {
	case "elapsed":
		return v.elapsed(f)
	case "change":
		return v.change(f)
	case "count":
		e := v.p.events[f.Derive.Ev]
		return state{open: no, doubt: no, nothing: no, compare: v.within(func(n int32) (bit, bit) {
			at := e.reached(v.c, n, f.Max)
			return at, at
		})}
	}
	e := v.p.events[f.Derive.Ev]
	s, ahead := &e.since, e.ahead
	if f.Derive.Kind == "first" {
		s, ahead = &e.first, e.all
	}
	over := v.outOfRange(f, s)
	return state{open: no, doubt: v.c.and(e.ever, v.c.or(ahead, over)), nothing: -e.ever, compare: v.passed(f, s)}
}

// told is a finding that the person answers.
func (v *view) told(f *ruleset.Finding) state {
	a := v.p.of[f.ID]
	s := state{open: a.open, doubt: a.unsure, nothing: no}
	switch f.Type {
	case ruleset.Choice: // a value that this protocol does not have counts as unsure
		var strange []bit
		for i, name := range a.names {
			if _, ok := f.Value(name); !ok {
				strange = append(strange, a.is[i])
			}
		}
		s.doubt = v.c.or(append(strange, a.unsure)...)
		s.compare = func(at ruleset.Atom) (bit, bit) {
			var in, out []bit
			for i, name := range a.names {
				if n, ok := f.Value(name); !ok {
					continue
				} else if holds(at, n) {
					in = append(in, a.is[i])
				} else {
					out = append(out, a.is[i])
				}
			}
			return v.c.or(in...), v.c.or(out...)
		}
	case ruleset.Bool:
		s.compare = func(at ruleset.Atom) (bit, bit) {
			in, out := []bit{}, []bit{}
			for n := range a.is {
				if holds(at, int32(n)) {
					in = append(in, a.is[n])
				} else {
					out = append(out, a.is[n])
				}
			}
			return v.c.or(in...), v.c.or(out...)
		}
	case ruleset.Int:
		var strange []bit
		for i, k := range a.classes {
			if k.lo < f.Min || k.hi > f.Max {
				strange = append(strange, a.is[i])
			}
		}
		s.doubt = v.c.or(append(strange, a.unsure)...)
		s.compare = func(at ruleset.Atom) (bit, bit) {
			var in, out []bit
			for i, k := range a.classes {
				switch {
				case k.lo < f.Min || k.hi > f.Max:
				case k.lo >= at.Min && k.hi <= at.Max:
					in = append(in, a.is[i])
				default:
					out = append(out, a.is[i])
				}
			}
			return v.c.or(in...), v.c.or(out...)
		}
	default:
		s.compare = func(ruleset.Atom) (bit, bit) { return no, yes } // a date is compared by what is derived from it
	}
	return s
}

// within makes a comparison out of how much a number has reached at least and
// at most.
func (v *view) within(reached func(n int32) (lo, hi bit)) func(ruleset.Atom) (bit, bit) {
	return func(a ruleset.Atom) (bit, bit) {
		lo, hi := bit(yes), bit(yes) // the lower bound is reached for certain; perhaps
		over, overHi := bit(no), bit(no)
		if a.Min > -1<<31 {
			lo, hi = reached(a.Min)
		}
		if a.Max < 1<<31-1 {
			over, overHi = reached(a.Max + 1)
		}
		return v.c.and(lo, -overHi), v.c.or(-hi, over)
	}
}

// passed compares a time passed with numbers of whole units.
func (v *view) passed(f *ruleset.Finding, s *span) func(ruleset.Atom) (bit, bit) {
	return v.within(func(n int32) (bit, bit) {
		t := threshold{n, f.Derive.Unit}
		if n > f.Max { // such a value would be out of range
			return no, no
		}
		return s.reached(s.lo, t), s.reached(s.hi, t)
	})
}

// outOfRange is on when a time passed is shorter or longer than the finding can be.
func (v *view) outOfRange(f *ruleset.Finding, s *span) bit {
	return v.c.or(s.reached(s.hi, threshold{f.Max + 1, f.Derive.Unit}), -s.reached(s.lo, threshold{f.Min, f.Derive.Unit}))
}

// elapsed is the time since a date.
func (v *view) elapsed(f *ruleset.Finding) state {
	from := &v.states[f.Derive.Of]
	s := v.p.of[v.set.Findings[f.Derive.Of].ID].date
	return state{
		open: from.open, nothing: from.nothing,
		doubt:   v.c.or(from.doubt, v.c.and(from.value(v.c), v.outOfRange(f, s))),
		compare: v.passed(f, s),
	}
}

// change is a number now minus the same at the last session.
func (v *view) change(f *ruleset.Finding) state {
	c := v.c
	of := &v.set.Findings[f.Derive.Of]
	now, e := &v.states[f.Derive.Of], v.p.events[string(clinical.SessionEvent)]
	was, a := e.was[of.ID], v.p.of[of.ID]
	since := e.many[0] // a session since the last review
	return state{
		open:    c.and(since, now.open),
		doubt:   c.and(since, c.or(now.doubt, c.and(now.value(c), -was.known))),
		nothing: c.or(-since, now.nothing),
		compare: v.within(func(n int32) (bit, bit) {
			var at []bit
			for i, k := range a.classes { // was <= now-n
				at = append(at, c.and(a.is[i], -was.atLeast(k.lo-n+1)))
			}
			up := c.or(at...)
			return up, up
		}),
	}
}

// reached is on when there were so many events or more. What a protocol
// counts ends at its finding's highest number.
func (e *event) reached(c *circuit, n, most int32) bit {
	if n <= 0 {
		return yes
	}
	if n > most {
		return no
	}
	for i, k := range e.counts {
		if k == n {
			return e.many[i]
		}
	}
	return no
}

// atom compares one finding.
func (v *view) atom(a ruleset.Atom) ends {
	s, c := &v.states[a.Finding], v.c
	within, outside := s.compare(a)
	value := s.value(c)
	within, outside = c.and(value, within), c.and(value, outside)
	lo := c.or(within, s.doubt, c.and(value, -outside)) // unsure or true
	return ends{loU: lo, loT: within, hiU: c.or(lo, s.open), hiT: c.or(within, s.open)}
}

// expr evaluates a condition over atoms.
func (v *view) expr(e *ruleset.Expr, atoms []ends) ends {
	args := make([]ends, len(e.Args))
	for i := range e.Args {
		args[i] = v.expr(&e.Args[i], atoms)
	}
	each := func(join func(...bit) bit) ends {
		col := func(f func(ends) bit) bit {
			list := make([]bit, len(args))
			for i, a := range args {
				list[i] = f(a)
			}
			return join(list...)
		}
		return ends{
			col(func(a ends) bit { return a.loU }), col(func(a ends) bit { return a.loT }),
			col(func(a ends) bit { return a.hiU }), col(func(a ends) bit { return a.hiT }),
		}
	}
	switch e.Op {
	case ruleset.OpAtom:
		return atoms[e.Atom]
	case ruleset.OpNot:
		a := args[0]
		return ends{loU: -a.hiT, loT: -a.hiU, hiU: -a.loT, hiT: -a.loU}
	case ruleset.OpAnd:
		return each(v.c.and)
	case ruleset.OpOr:
		return each(v.c.or)
	case ruleset.OpAtLeast:
		return each(func(list ...bit) bit { return v.c.atLeast(e.N, list) })
	}
	return point(yes)
}
