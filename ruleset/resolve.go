package ruleset

import (
	"time"

	"paraspinal/clinical"
)

// Facts are the resolved findings of one case at one instant, and the values
// of all atoms over them. The zero value is ready; Resolve reuses its memory.
type Facts struct {
	States []State
	Atoms  []Interval
	Faulty []int // findings whose answer was out of range or of the wrong type; they count as unsure

	// Atoms as four bit sets, for Eval.
	words int  // of each
	sure  bool // every atom is true or false
	some  [ends][few]uint64
	many  []uint64 // where few are not enough
}

// Resolve computes the state of every finding of a case at now: answers as
// given, derived findings from dates and history, and findings that do not
// concern the person. A value that the finding cannot have counts as unsure.
func (s *Set) Resolve(c *clinical.Case, now time.Time, f *Facts) {
	f.States = grow(f.States, len(s.Findings))
	f.Atoms = grow(f.Atoms, len(s.Atoms))
	f.Faulty = f.Faulty[:0]
	for i := range f.States {
		f.States[i] = State{}
	}
	for _, i := range s.Order {
		d := &s.Findings[i]
		var ok bool
		if d.Derive != nil {
			f.States[i], ok = s.derive(d, c, now, f.States)
		} else {
			f.States[i], ok = answer(d, c.Findings[d.ID], c.Zone, now)
		}
		if !ok {
			f.States[i] = State{Status: Doubt}
			f.Faulty = append(f.Faulty, i)
		}
		if f.States[i].Status == Doubt && d.UnsureIs != nil {
			f.States[i] = Known(*d.UnsureIs)
		}
		if f.States[i].Status == Open && !d.OnlyIf.IsZero() && d.OnlyIf.Eval(f.Atoms) == isFalse {
			f.States[i] = State{Status: Nothing}
		}
		for _, a := range s.atomsOf[i] {
			f.Atoms[a] = s.Atoms[a].Eval(f.States[i])
		}
	}
	s.pack(f)
}

func answer(d *Finding, a clinical.Answer, zone *time.Location, now time.Time) (State, bool) {
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
		return Known(v), ok && a == clinical.ChoiceAnswer(a.Choice)
	case Bool:
		if a.Bool {
			return Known(1), a == clinical.BoolAnswer(true)
		}
		return Known(0), a == clinical.BoolAnswer(false)
	case Int:
		ok := a.Int >= int(d.Min) && a.Int <= int(d.Max)
		return Known(int32(a.Int)), ok && a == clinical.IntAnswer(a.Int)
	}
	if a.Date.IsZero() || a != clinical.DateAnswer(a.Date) {
		return State{}, false
	}
	first, _ := a.Date.Span(zone)
	return Known(0), !first.After(now) // a date that can only lie ahead is out of range
}

func (s *Set) derive(d *Finding, c *clinical.Case, now time.Time, states []State) (State, bool) {
	switch d.Derive.Kind {
	case "elapsed":
		from := states[d.Derive.Of]
		if from.Status != Value {
			return from, true
		}
		first, last := c.Findings[s.Findings[d.Derive.Of].ID].Date.Span(c.Zone)
		return between(d, first, last, now)
	case "change":
		return s.change(d, c, states), true
	case "count":
		n := 0
		for _, e := range sinceReview(c.History) {
			if counts(d.Derive.Ev, e) {
				n++
			}
		}
		return Known(min(int32(n), d.Max)), true
	}
	for i := range c.History { // since: the last one; first: the first one
		e := c.History[i]
		if d.Derive.Kind == "since" {
			e = c.History[len(c.History)-1-i]
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
		was, ok := answer(of, h[i].Findings[of.ID], c.Zone, h[i].At)
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

func counts(kind string, e clinical.Event) bool {
	if kind == "alarm" {
		return e.Disposition >= clinical.Urgent
	}
	return string(e.Kind) == kind
}

// elapsed is the number of whole units from one instant to a later one.
func elapsed(from, to time.Time, unit string) int32 {
	switch unit {
	case "hours":
		return clamp(to.Sub(from) / time.Hour)
	case "days":
		return clamp(to.Sub(from) / (24 * time.Hour))
	case "weeks":
		return clamp(to.Sub(from) / (7 * 24 * time.Hour))
	}
	step := 1 // months
	if unit == "years" {
		step = 12
	}
	to = to.In(from.Location()) // months are counted in the calendar that the date hangs in
	n := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	n = n/step + 1 // too many, for certain
	for n > 0 && addMonths(from, n*step).After(to) {
		n--
	}
	return int32(n)
}

func clamp(d time.Duration) int32 { return int32(min(int64(d), 1<<31-1)) }

// addMonths adds whole months; a day that the month does not have is its last day.
func addMonths(t time.Time, months int) time.Time {
	y, m, day := t.Date()
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	day = min(day, first.AddDate(0, 1, -1).Day())
	h, mi, s := t.Clock()
	return time.Date(first.Year(), first.Month(), day, h, mi, s, t.Nanosecond(), t.Location())
}

// reaches is the instant at which n whole units have passed since from.
func reaches(from time.Time, n int32, unit string) time.Time {
	switch unit {
	case "hours":
		return from.Add(time.Duration(n) * time.Hour)
	case "days":
		return from.Add(time.Duration(n) * 24 * time.Hour)
	case "weeks":
		return from.Add(time.Duration(n) * 7 * 24 * time.Hour)
	case "years":
		n *= 12
	}
	return addMonths(from, int(n))
}

// Turns lists the instants after now at which time alone can change an atom
// of this case: when a whole number of hours, days ... named by a rule is
// reached. The list is unsorted and may repeat.
func (s *Set) Turns(c *clinical.Case, now time.Time) []time.Time {
	var out []time.Time
	add := func(d *Finding, first, last time.Time) {
		if first.After(now) {
			out = append(out, first) // until then it lies ahead, and counts as unsure
		}
		for _, a := range s.atomsOf[s.findings[d.ID]] {
			for _, n := range [2]int32{s.Atoms[a].Min, s.Atoms[a].Max + 1} {
				if n <= d.Min || n > d.Max {
					continue
				}
				for _, from := range [2]time.Time{first, last} {
					if t := reaches(from, n, d.Derive.Unit); t.After(now) {
						out = append(out, t)
					}
				}
			}
		}
	}
	for i := range s.Findings {
		d := &s.Findings[i]
		if d.Derive == nil || d.Derive.Unit == "" {
			continue
		}
		if d.Derive.Kind == "elapsed" {
			if a := c.Findings[s.Findings[d.Derive.Of].ID]; a.Kind == clinical.Known && !a.Date.IsZero() {
				first, last := a.Date.Span(c.Zone)
				add(d, first, last)
			}
			continue
		}
		for _, e := range c.History {
			if counts(d.Derive.Ev, e) {
				add(d, e.At, e.At)
			}
		}
	}
	return out
}

func grow[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n)
	}
	return b[:n]
}
