package prove

import (
	"maps"
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// realize writes a person of the circuit as a case. It fails when no date has
// the thresholds that the solver chose.
func (p *answers) realize(k *asked, v []bool, now time.Time) (clinical.Case, bool) {
	kase := clinical.Case{Schema: clinical.CaseSchema, Now: now, Zone: now.Location(), Findings: map[clinical.FindingID]clinical.Answer{}}
	for _, id := range p.order {
		a, f := p.of[id], k.findings[id]
		if is(v, a.open) {
			continue
		}
		if is(v, a.unsure) {
			kase.Findings[id] = clinical.UnsureAnswer()
			continue
		}
		i := slices.IndexFunc(a.is, func(b bit) bool { return is(v, b) })
		switch f.Type {
		case ruleset.Choice:
			kase.Findings[id] = clinical.ChoiceAnswer(a.names[i])
		case ruleset.Bool:
			kase.Findings[id] = clinical.BoolAnswer(i == 1)
		case ruleset.Int:
			kase.Findings[id] = clinical.IntAnswer(int(a.classes[i].lo))
		case ruleset.Date:
			d, ok := a.date.realize(v, now)
			if !ok {
				return kase, false
			}
			kase.Findings[id] = clinical.DateAnswer(d)
		}
	}
	ok := p.history(&kase, v, now)
	p.goAheads(&kase, k.sets, v, now)
	return kase, ok
}

// realize finds a date that has reached exactly the thresholds chosen.
func (s *span) realize(v []bool, now time.Time) (clinical.Date, bool) {
	reached := func(side []bit) []bool {
		out := make([]bool, len(side))
		for i, b := range side {
			out[i] = is(v, b)
		}
		return out
	}
	lo, hi := reached(s.lo), reached(s.hi)
	for _, t := range candidates(s.at, now) {
		for _, layout := range []string{time.RFC3339, "2006-01-02", "2006-01", "2006"} {
			d, err := clinical.ParseDate(t.Format(layout))
			if err != nil {
				continue
			}
			first, last := d.Span(now.Location())
			if first.After(now) {
				continue
			}
			if last.After(now) {
				last = now
			}
			if slices.Equal(s.passed(last, now), lo) && slices.Equal(s.passed(first, now), hi) {
				return d, true
			}
		}
	}
	return clinical.Date{}, false
}

// passed says which thresholds an instant has reached.
func (s *span) passed(at, now time.Time) []bool {
	out := make([]bool, len(s.at))
	for i, t := range s.at {
		out[i] = !ruleset.Reaches(at, t.n, t.unit).After(now)
	}
	return out
}

// candidates lists instants around every threshold and between them, the
// latest first.
func candidates(at []threshold, now time.Time) []time.Time {
	out := []time.Time{now.Add(-time.Hour), now.AddDate(0, 0, -1)}
	before := now
	for _, t := range at {
		turn := ruleset.Reaches(now, -t.n, t.unit)
		out = append(out, turn.Add(before.Sub(turn)/2))
		for _, d := range []time.Duration{time.Hour, 24 * time.Hour, -time.Hour, -24 * time.Hour, -40 * 24 * time.Hour, 40 * 24 * time.Hour, -200 * 24 * time.Hour, 200 * 24 * time.Hour} {
			out = append(out, turn.Add(d))
		}
		before = turn
	}
	out = slices.DeleteFunc(out, func(t time.Time) bool { return t.After(now) || t.Year() < 1 })
	slices.SortStableFunc(out, func(x, y time.Time) int { return y.Compare(x) })
	return out
}

// history writes the events. What counts no more stands before a review by a
// clinician, what counts after it.
func (p *answers) history(kase *clinical.Case, v []bool, now time.Time) bool {
	var settled, counted, undated []clinical.Event
	review := now.AddDate(-20, 0, 0)
	for _, kind := range slices.Sorted(maps.Keys(p.events)) {
		e := p.events[kind]
		if !is(v, e.ever) {
			continue
		}
		last, ok := e.since.instant(v, now)
		first, ok2 := e.first.instant(v, now)
		if !ok || !ok2 {
			return false
		}
		if is(v, e.ahead) {
			last = now.Add(time.Hour)
		}
		if is(v, e.all) {
			first = last
		}
		n, next := e.number(v)
		if n == 0 && len(e.since.at) == 0 && len(e.first.at) == 0 {
			first, last = review, review // nothing asks when it was
		}
		if first.After(last) {
			first = last
		}
		at := []time.Time{first}
		for len(at) < int(n) || first.Before(last) && len(at) < 2 {
			at = append(at, last)
		}
		if n > 0 && int32(len(at)) >= next {
			return false
		}
		for _, t := range at {
			ev := clinical.Event{Kind: clinical.EventKind(kind), At: t}
			switch kind {
			case "alarm":
				ev.Kind, ev.Disposition = clinical.ResultEvent, clinical.Urgent
			case string(clinical.SessionEvent):
				ev.Findings = p.then(v)
			}
			switch {
			case n > 0 && len(e.since.at) == 0 && len(e.first.at) == 0:
				undated = append(undated, ev)
			case n > 0:
				counted = append(counted, ev)
			default:
				settled = append(settled, ev)
				if t.After(review) {
					review = t
				}
			}
		}
	}
	if len(settled) > 0 {
		settled = append(settled, clinical.Event{Kind: clinical.ClinicianReviewEvent, At: review})
	}
	for i := range undated { // nothing asks when it was, and it counts
		if undated[i].At.Before(review) {
			undated[i].At = review
		}
	}
	for i := range counted {
		if len(settled) > 0 && counted[i].At.Before(review) {
			return false
		}
	}
	kase.History = append(append(settled, counted...), undated...)
	slices.SortStableFunc(kase.History, func(x, y clinical.Event) int { return x.At.Compare(y.At) })
	return true
}

// number is the least that a count can be, and the first that would be too many.
func (e *event) number(v []bool) (n, next int32) {
	next = 1<<31 - 1
	for i, b := range e.many {
		if !is(v, b) {
			return n, e.counts[i]
		}
		n = e.counts[i]
	}
	return n, next
}

// instant finds an instant that has reached exactly the thresholds chosen.
func (s *span) instant(v []bool, now time.Time) (time.Time, bool) {
	want := make([]bool, len(s.at))
	for i, b := range s.lo {
		want[i] = is(v, b)
	}
	for _, t := range candidates(s.at, now) {
		if slices.Equal(s.passed(t, now), want) {
			return t, true
		}
	}
	return now, false
}

// then is what was answered at the last session.
func (p *answers) then(v []bool) map[clinical.FindingID]clinical.Answer {
	out := map[clinical.FindingID]clinical.Answer{}
	for id, b := range p.events[string(clinical.SessionEvent)].was {
		if !is(v, b.known) {
			continue
		}
		n := b.min
		for _, w := range b.least {
			if is(v, w) {
				n++
			}
		}
		out[id] = clinical.IntAnswer(int(n))
	}
	return out
}

// goAheads writes the agreements, given today to the answers of today.
func (p *answers) goAheads(kase *clinical.Case, sets []*ruleset.Set, v []bool, now time.Time) {
	rests := map[string][]clinical.FindingID{} // by kind: what it rests on, in any of the protocols
	for _, set := range sets {
		for _, kind := range set.GoAheads {
			for _, f := range kind.LapsesOn {
				rests[kind.ID] = append(rests[kind.ID], set.Findings[f].ID)
			}
		}
	}
	covers := map[string][]clinical.RuleID{}
	for a, b := range p.agreed {
		if is(v, b) {
			covers[a.kind] = append(covers[a.kind], a.rule)
		}
	}
	today, _ := clinical.ParseDate(now.Format(time.DateOnly)) // our own format
	for _, name := range slices.Sorted(maps.Keys(covers)) {
		slices.Sort(covers[name])
		g := clinical.GoAhead{Kind: name, At: today, Until: today, Covers: covers[name], Answers: map[clinical.FindingID]clinical.Answer{}}
		for _, id := range rests[name] {
			if a, ok := kase.Findings[id]; ok {
				g.Answers[id] = a
			}
		}
		kase.GoAheads = append(kase.GoAheads, g)
	}
}
