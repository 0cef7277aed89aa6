package ruleset

import (
	"slices"
	"time"

	"paraspinal/clinical"
)

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
	n := wholeMonths(from, to)
	if unit == "years" {
		return n / 12
	}
	return n
}

// wholeMonths is the number of whole months from one instant to a later one,
// counted in the calendar that the first hangs in.
func wholeMonths(from, to time.Time) int32 {
	y, m, day := from.Date()
	ty, tm, tday := to.In(from.Location()).Date()
	n := (ty-y)*12 + int(tm) - int(m)
	switch { // two days apart no clock or length of a month can matter
	case tday > day+1:
		return int32(n)
	case tday < day-1 && day <= 28:
		return int32(n - 1)
	}
	n++ // too many, for certain
	for n > 0 && addMonths(from, n).After(to) {
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

// Reaches is the instant at which n whole units have passed since from; with a
// negative n, the one since which -n have passed.
func Reaches(from time.Time, n int32, unit string) time.Time {
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

// Turns adds to a list the instants after now, and before until, at which time alone can
// change an atom of a case that was resolved: when a whole number of hours, days
// ... named by a rule is reached. A zero until is no end. They come in no
// order, and some more than once.
func (s *Set) Turns(c *clinical.Case, f *Facts, now, until time.Time, out []time.Time) []time.Time {
	t := turning{now, until, out}
	for _, i := range s.timedOrder {
		d := &s.Findings[i]
		if d.Derive == nil || d.Derive.Unit == "" {
			continue
		}
		if d.Derive.Kind == "elapsed" {
			if of := &f.spans[s.slot[d.Derive.Of]]; !of.last.IsZero() {
				t.since(of, d.Derive.Unit, s.bounds[i])
			}
			continue
		}
		for k := range c.History {
			if e := &c.History[k]; counts(d.Derive.Ev, e) {
				t.since(&span{e.At, e.At}, d.Derive.Unit, s.bounds[i])
			}
		}
	}
	return t.out
}

// turning collects instants after now and before until.
type turning struct {
	now, until time.Time
	out        []time.Time
}

func (t *turning) add(at time.Time) {
	if at.After(t.now) && (t.until.IsZero() || at.Before(t.until)) {
		t.out = append(t.out, at)
	}
}

// since adds the instants at which any of some numbers of units is reached.
func (t *turning) since(sp *span, unit string, bounds []int32) {
	t.add(sp.first) // until then it lies ahead, and counts as unsure
	for _, n := range bounds {
		if t.far(sp, n, unit) {
			continue
		}
		t.add(Reaches(sp.first, n, unit))
		if !sp.last.Equal(sp.first) {
			t.add(Reaches(sp.last, n, unit))
		}
	}
}

// far reports, without the calendar, that both ends reach n months or years
// certainly before now or after until: a year has 365 or 366 days, a month 28
// to 31, and no clock is changed by more than two days.
func (t *turning) far(sp *span, n int32, unit string) bool {
	const day = 24 * 60 * 60
	years, months := int64(0), int64(n)
	switch unit {
	case "years":
		years, months = int64(n), 0
	case "months":
		years, months = months/12, months%12
	default:
		return false
	}
	least, most := years*365+months*28-2, years*366+months*31+2
	return sp.last.Unix()+most*day < t.now.Unix() || !t.until.IsZero() && sp.first.Unix()+least*day > t.until.Unix()
}

// timing finds what time can change: the findings that are dates or that count
// time, those that hang on them, the rules that read any of these, and the
// numbers of units at which a comparison can change.
func (s *Set) timing() {
	s.timed = make([]bool, len(s.Findings))
	s.timedOrder = nil
	s.bounds = make([][]int32, len(s.Findings))
	s.dates, s.slot = nil, make([]int, len(s.Findings))
	reads := func(e *Expr) bool {
		found := false
		e.Walk(func(a int) { found = found || s.timed[s.Atoms[a].Finding] })
		return found
	}
	for _, i := range s.Order {
		d := &s.Findings[i]
		if d.Type == Date {
			s.slot[i] = len(s.dates)
			s.dates = append(s.dates, i)
		}
		s.timed[i] = d.Type == Date || reads(&d.OnlyIf)
		if d.Derive != nil {
			of := d.Derive.Kind == "change" && s.timed[d.Derive.Of]
			s.timed[i] = s.timed[i] || of || d.Derive.Unit != ""
		}
		if !s.timed[i] {
			continue
		}
		s.timedOrder = append(s.timedOrder, i)
		for _, a := range s.atomsOf[i] {
			for _, n := range s.Atoms[a].Cuts() {
				if n > d.Min && n <= d.Max && !slices.Contains(s.bounds[i], n) {
					s.bounds[i] = append(s.bounds[i], n)
				}
			}
		}
	}
	s.lasting = make([]bool, len(s.Rules))
	for i := range s.Rules {
		s.lasting[i] = !reads(&s.Rules[i].When)
	}
}

// Lasting reports whether time alone cannot change the value of a rule.
func (s *Set) Lasting(rule int) bool { return s.lasting[rule] }
