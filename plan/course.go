package plan

import (
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Minutes is how long hands may work in one session.
type Minutes struct {
	First, Grow, Most int
	Now               int // of the next session
}

// Course is the series of sessions, from the next one on.
type Course struct {
	ID              string
	Done            int       // sessions so far, since a clinician last reviewed the course
	Sessions        []Session // planned from now on; none when a clinician has to review first
	ReviewAfter     int       // the number of the session after which it is reviewed
	ReviewFrom      time.Time // first day of the second review
	ReviewTo        time.Time // last day of it
	MostSessions    int       // never more without a clinician's review
	RestLeast       int       // minutes of rest after a session
	RestMost        int
	MaintenanceDays int        // between sessions once the course is over; 0: none
	NotBefore       *time.Time // no session before this instant; nil when none has been yet
}

// Session is one planned session.
type Session struct {
	Number      int
	Day         time.Time // start of the day in the person's zone
	Minutes     int       // most that it may last, if the check-ins before it are fine
	Review      bool      // the course is reviewed after it
	Maintenance bool      // after the course: for comfort
}

// CheckIn is one time at which the person is asked how it was.
type CheckIn struct {
	Hours int       // after the end of the session
	At    time.Time // when the session begins now and lasts its planned minutes
}

// courseFor is the first course of the protocol that is meant for the setting.
func courseFor(set *ruleset.Set, s clinical.Setting) *ruleset.Course {
	for i := range set.Courses {
		if slices.Contains(set.Courses[i].Settings, s) {
			return &set.Courses[i]
		}
	}
	return nil
}

// minutes is the dose of the course under the limits in force; grown is how
// many sessions were followed by check-ins that were all fine.
func (f *force) minutes(k *ruleset.Course, grown int) Minutes {
	m := Minutes{First: k.FirstMinutes, Grow: k.GrowMinutes, Most: k.MostMinutes}
	for _, i := range f.inSetting(ruleset.MinutesCap) {
		if l := &f.limits[i]; len(l.Regions) == 0 {
			m.Most = min(m.Most, l.Minutes())
		}
	}
	m.First = min(m.First, m.Most)
	m.Now = m.at(grown)
	return m
}

func (m Minutes) at(grown int) int { return min(m.First+m.Grow*grown, m.Most) }

// course plans the sessions from now on.
func course(k *ruleset.Course, m Minutes, h past, zone *time.Location, now time.Time) Course {
	c := Course{ID: k.ID, Done: h.done, ReviewAfter: k.ReviewAfter, MostSessions: k.MostSessions, MaintenanceDays: k.MaintenanceDays}
	if len(k.RestMinutes) == 2 {
		c.RestLeast, c.RestMost = k.RestMinutes[0], k.RestMinutes[1]
	}
	next := day(now, zone, 0)
	every, last, maintenance := k.EveryDays, k.Sessions, false
	if h.done >= k.Sessions {
		every, last, maintenance = k.MaintenanceDays, k.MostSessions, true
	}
	if h.done > 0 {
		least := h.last.Add(time.Duration(k.LeastHours) * time.Hour)
		c.NotBefore = &least
		for _, t := range [2]time.Time{day(least, zone, 0), day(h.last, zone, every)} {
			if t.After(next) {
				next = t
			}
		}
	}
	start := next
	if h.done > 0 {
		start = day(h.first, zone, 0)
	}
	if len(k.ReviewWeeks) == 2 {
		c.ReviewFrom, c.ReviewTo = day(start, zone, 7*k.ReviewWeeks[0]), day(start, zone, 7*k.ReviewWeeks[1])
	}
	if every <= 0 || m.Now <= 0 {
		return c
	}
	for n := h.done + 1; n <= last; n++ {
		i := n - h.done - 1
		c.Sessions = append(c.Sessions, Session{Number: n, Day: day(next, zone, i*every), Minutes: m.at(h.grown + i), Review: n == k.ReviewAfter, Maintenance: maintenance})
	}
	return c
}

// day is the start of the civil day of an instant, some days later.
func day(t time.Time, zone *time.Location, days int) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, zone)
}

// past is what the history says about the course so far.
type past struct {
	done        int
	first, last time.Time // instants of the first and the last session
	grown       int       // sessions with fine check-ins since the last one without
}

// afterSession are the answers about the last session that are given before the next one.
var afterSession = []clinical.FindingID{"after.leg_pain", "after.spread", "after.worse", "after.bruise"}

// history reads the course so far. A session counts towards growth when it has
// a check-in and all its check-ins are fine; a check-in that is not fine goes
// back to the first dose; without a check-in the dose stays as it is.
func history(set *ruleset.Set, c *clinical.Case) past {
	var p past
	var session *clinical.Event
	asked, fine := false, true
	ended := func() {
		switch {
		case !fine:
			p.grown = 0
		case asked:
			p.grown++
		}
	}
	for i := range c.History {
		e := &c.History[i]
		switch e.Kind {
		case clinical.ClinicianReviewEvent:
			p, session, asked, fine = past{}, nil, false, true
		case clinical.SessionEvent:
			if session == nil {
				p.first = e.At
			} else {
				ended()
			}
			session, asked, fine = e, false, true
			p.done, p.last = p.done+1, e.At
		case clinical.CheckInEvent:
			if session != nil && len(e.Findings) > 0 {
				asked, fine = true, fine && isFine(set, e.Findings, session.Findings)
			}
		}
	}
	if session == nil {
		return p
	}
	for _, id := range afterSession {
		if a := c.Get(id); a.Kind == clinical.Unsure || a.Bool {
			fine = false
		}
	}
	ended()
	return p
}

// isFine reports whether no answer of a check-in is worse than normal or, for
// what has no normal value, worse than at the session. Not sure is not fine.
func isFine(set *ruleset.Set, now, then map[clinical.FindingID]clinical.Answer) bool {
	for id, a := range now {
		i, ok := set.Finding(id)
		if !ok || a.Kind == clinical.NotAsked {
			continue
		}
		f := &set.Findings[i]
		is, ok := value(f, a)
		if !ok {
			return false
		}
		was, ok := value(f, then[id])
		if f.Normal != nil {
			was, ok = *f.Normal, true
		}
		if ok && worse(f, is, was) {
			return false
		}
	}
	return true
}

// value is an answer as the rules see it; dates have none.
func value(f *ruleset.Finding, a clinical.Answer) (int32, bool) {
	switch {
	case a.Kind != clinical.Known:
		return 0, false
	case f.Type == ruleset.Choice:
		return f.Value(a.Choice)
	case f.Type == ruleset.Bool && a.Bool:
		return 1, true
	case f.Type == ruleset.Int:
		return int32(a.Int), true
	}
	return 0, true
}

// worse compares two values by the danger order of a finding.
func worse(f *ruleset.Finding, is, was int32) bool {
	switch {
	case is == was:
		return false
	case len(f.Danger) == 0:
		return f.Normal != nil // no order: whatever is not normal is worse
	case f.Type == ruleset.Int:
		return (is > was) == (f.Danger[1] > f.Danger[0])
	}
	return slices.Index(f.Danger, is) > slices.Index(f.Danger, was)
}
