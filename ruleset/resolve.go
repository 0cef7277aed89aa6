package ruleset

import (
	"slices"
	"time"

	"paraspinal/clinical"
)

// Facts are the resolved findings of one case at one instant, and the values
// of all atoms over them. The zero value is ready; Resolve reuses its memory.
type Facts struct {
	// Atoms as four bit sets. Eval mostly reads nothing else: it stands together.
	words int  // of each
	sure  bool // every atom is true or false
	some  [ends][few]uint64

	States []State
	Codes  []uint8 // by column, the code of the state of its finding
	Faulty []int   // findings whose answer was out of range or of the wrong type; they count as unsure

	spans []span   // of the answers that are dates, as Set.slot says
	many  []uint64 // where few are not enough
	set   *Set     // that made the codes
}

// Atoms are the values of all atoms.
func (f *Facts) Atoms() Atoms { return Atoms{f.set, f.Codes} }

// Atoms are the values of all atoms of one case, as the codes of the columns
// tell them.
type Atoms struct {
	set   *Set
	codes []uint8
}

// At is the value of one atom.
func (a Atoms) At(atom int) Interval {
	p := &a.set.spots[atom]
	return a.set.verdicts[int(p.first)+int(a.codes[p.column])*int(p.wide)]
}

// span is the first and the last instant that a date can mean.
type span struct{ first, last time.Time }

// Resolve computes the state of every finding of a case at now: answers as
// given, derived findings from dates and history, and findings that do not
// concern the person. A value that the finding cannot have counts as unsure.
func (s *Set) Resolve(c *clinical.Case, now time.Time, f *Facts) {
	f.States = grow(f.States, len(s.Findings))
	f.set, f.Codes = s, grow(f.Codes, len(s.columns))
	f.spans = grow(f.spans, len(s.dates))
	f.Faulty = f.Faulty[:0]
	clear(f.States)
	clear(f.Codes)
	clear(f.spans)
	for _, i := range s.Order {
		s.settle(i, c, now, f)
	}
	s.pack(f)
}

// Advance brings the facts of a case, resolved before, to another instant: it
// computes again only what time can change. It reports whether any atom has
// another value than before.
func (s *Set) Advance(c *clinical.Case, now time.Time, f *Facts) bool {
	f.Faulty = slices.DeleteFunc(f.Faulty, func(i int) bool { return s.timed[i] })
	changed := false
	for _, i := range s.timedOrder {
		changed = s.settle(i, c, now, f) || changed
	}
	if changed {
		s.pack(f)
	}
	return changed
}

// settle finds the state of one finding and compares it with the constants of
// the rules. It reports whether any comparison has another value than before.
func (s *Set) settle(i int, c *clinical.Case, now time.Time, f *Facts) bool {
	d := &s.Findings[i]
	var st State
	var ok bool
	if d.Derive != nil {
		st, ok = s.derive(d, c, now, f)
	} else {
		a := c.Findings[d.ID]
		if d.Type == Date && a.Kind == clinical.Known && !a.Date.IsZero() {
			sp := &f.spans[s.slot[i]]
			sp.first, sp.last = a.Date.Span(c.Zone)
		}
		st, ok = answer(d, &a, f.spans, s.slot[i], now)
	}
	if !ok {
		st = State{Status: Doubt}
		f.Faulty = append(f.Faulty, i)
	}
	if st.Status == Doubt && d.UnsureIs != nil {
		st = Known(*d.UnsureIs)
	}
	if st.Status == Open && !d.OnlyIf.IsZero() && d.OnlyIf.Eval(f.Atoms()) == isFalse {
		st = State{Status: Nothing}
	}
	f.States[i] = st
	return s.code(i, f)
}

// answer is the state that an answer gives a finding. What the dates among the
// answers can mean is in spans, at slot for this one.
func answer(d *Finding, a *clinical.Answer, spans []span, slot int, now time.Time) (State, bool) {
	switch a.Kind {
	case clinical.NotAsked:
		return State{}, true
	case clinical.Unsure:
		return State{Status: Doubt}, true
	case clinical.Known:
	default:
		return State{}, false
	}
	// An answer that also, or only, holds a value of another type is no answer
	// to this finding: a text given to a yes/no finding must not read as no.
	switch d.Type {
	case Choice:
		v, ok := d.Value(a.Choice)
		return Known(v), ok && a.Int == 0 && !a.Bool && a.Date == (clinical.Date{})
	case Bool:
		ok := a.Choice == "" && a.Int == 0 && a.Date == (clinical.Date{})
		if a.Bool {
			return Known(1), ok
		}
		return Known(0), ok
	case Int:
		ok := a.Int >= int(d.Min) && a.Int <= int(d.Max)
		return Known(int32(a.Int)), ok && a.Choice == "" && !a.Bool && a.Date == (clinical.Date{})
	}
	if a.Date.IsZero() || a.Choice != "" || a.Int != 0 || a.Bool {
		return State{}, false
	}
	return Known(0), !spans[slot].first.After(now) // a date that can only lie ahead is out of range
}

func (s *Set) derive(d *Finding, c *clinical.Case, now time.Time, f *Facts) (State, bool) {
	switch d.Derive.Kind {
	case "elapsed":
		from := f.States[d.Derive.Of]
		if from.Status != Value {
			return from, true
		}
		of := &f.spans[s.slot[d.Derive.Of]]
		return between(d, of.first, of.last, now)
	case "change":
		return s.change(d, c, f.States), true
	case "count":
		n := 0
		h := sinceReview(c.History)
		for i := range h {
			if counts(d.Derive.Ev, &h[i]) {
				n++
			}
		}
		return Known(min(int32(n), d.Max)), true
	}
	for i := range c.History { // since: the last one; first: the first one
		e := &c.History[i]
		if d.Derive.Kind == "since" {
			e = &c.History[len(c.History)-1-i]
		}
		if counts(d.Derive.Ev, e) {
			return between(d, e.At, e.At, now)
		}
	}
	return State{Status: Nothing}, true
}

// between is the time elapsed since an instant known to lie between two.
func between(d *Finding, first, last, now time.Time) (State, bool) {
	if first.After(now) {
		return State{}, false
	}
	if last.After(now) {
		last = now // it has begun, so it did not begin later than now
	}
	st := State{Value, elapsed(last, now, d.Derive.Unit), elapsed(first, now, d.Derive.Unit)}
	return st, st.Lo >= d.Min && st.Hi <= d.Max
}

// change compares an answer with the one given at the last session, if no
// clinician has reviewed the course since: a review starts the comparison anew.
func (s *Set) change(d *Finding, c *clinical.Case, states []State) State {
	of := &s.Findings[d.Derive.Of]
	h := sinceReview(c.History)
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Kind != clinical.SessionEvent {
			continue
		}
		cur := states[d.Derive.Of]
		if cur.Status != Value {
			return cur
		}
		a := h[i].Findings[of.ID]
		was, ok := answer(of, &a, nil, 0, h[i].At) // of is a number: no date to look at
		if !ok || was.Status != Value {
			return State{Status: Doubt}
		}
		return Known(cur.Lo - was.Lo)
	}
	return State{Status: Nothing}
}

// sinceReview is the part of the history after the last review by a clinician.
func sinceReview(h []clinical.Event) []clinical.Event {
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Kind == clinical.ClinicianReviewEvent {
			return h[i+1:]
		}
	}
	return h
}

func counts(kind string, e *clinical.Event) bool {
	if kind == "alarm" {
		return e.Disposition >= clinical.Urgent
	}
	return string(e.Kind) == kind
}

func grow[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n)
	}
	return b[:n]
}
