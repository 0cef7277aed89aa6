package session

import (
	"maps"
	"slices"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// CheckInState is where one check-in stands. The zero value is missed: what
// was not answered is never counted as fine.
type CheckInState string

const (
	CheckInMissed CheckInState = ""      // the next one, or the next session, has come
	CheckInAhead  CheckInState = "ahead" // its time has not come
	CheckInOpen   CheckInState = "open"  // to be answered now
	CheckInLate   CheckInState = "late"  // it can still be answered, and should have been
	CheckInGiven  CheckInState = "given"
)

// Due is one check-in after the last session.
type Due struct {
	Hours int       // after the session, as the course says
	From  time.Time // it opens
	At    time.Time
	Until time.Time // after this it is late
	State CheckInState
}

// A check-in opens a sixth of its hours early, so that "tomorrow at this time"
// need not be exact, and is late after half of them more. Consensus.
const (
	earlyPart = 6
	latePart  = 2
)

// CheckIns lists the check-ins after the last session. The one at 0 hours is
// the end check and is not listed. A check-in belongs to the last one that was
// open then; one answer never stands for two.
func CheckIns(course ruleset.Course, history []clinical.Event, now time.Time) []Due {
	last := lastOf(history, clinical.SessionEvent)
	if last < 0 {
		return nil
	}
	at := history[last].At
	var out []Due
	for _, h := range slices.Sorted(slices.Values(course.CheckInHours)) {
		if h <= 0 {
			continue
		}
		d := time.Duration(h) * time.Hour
		out = append(out, Due{Hours: h, From: at.Add(d - d/earlyPart), At: at.Add(d), Until: at.Add(d + d/latePart)})
	}
	for i := range out {
		ends := now // no later check-in takes over
		if i+1 < len(out) {
			ends = out[i+1].From
		}
		out[i].State = out[i].state(history[last+1:], ends, i+1 < len(out), now)
	}
	return out
}

func (d *Due) state(after []clinical.Event, ends time.Time, bounded bool, now time.Time) CheckInState {
	for _, e := range after {
		if e.Kind == clinical.CheckInEvent && !e.At.Before(d.From) && (!bounded || e.At.Before(ends)) {
			return CheckInGiven
		}
	}
	switch {
	case now.Before(d.From):
		return CheckInAhead
	case bounded && !now.Before(ends):
		return CheckInMissed
	case now.After(d.Until):
		return CheckInLate
	}
	return CheckInOpen
}

// CheckIn makes the event of a check-in from its answers. It is compared with
// the pains and sites at the start of the last session. motor is the last
// self-check before that session.
func CheckIn(set *ruleset.Set, history []clinical.Event, motor Motor, r Report, at time.Time) (clinical.Event, error) {
	if set == nil {
		return clinical.Event{}, refuse(BadProtocol, "")
	}
	last := lastOf(history, clinical.SessionEvent)
	if last < 0 || at.Before(history[last].At) {
		return clinical.Event{}, refuse(NotBegun, "")
	}
	f, err := r.Findings(set, PainsOf(history[last].Findings), motor, CheckInAsks())
	if err != nil {
		return clinical.Event{}, err
	}
	return clinical.Event{Kind: clinical.CheckInEvent, At: at, Findings: f}, nil
}

// Next takes what the last session and its check-ins said into the answers of
// the case, for the next check. It only ever makes an answer more cautious,
// with one way back: an examination after the sign was reported. What was fine
// then is not taken over, because it has to be asked again. Events before the
// last assessment were taken in by that one.
func Next(set *ruleset.Set, c clinical.Case) clinical.Case {
	if set == nil {
		return c
	}
	recent := c.History[lastOf(c.History, clinical.ResultEvent)+1:]
	f := maps.Clone(c.Findings)
	if f == nil {
		f = map[clinical.FindingID]clinical.Answer{}
	}
	if s := lastOf(recent, clinical.SessionEvent); s >= 0 {
		recent = recent[s:]
		for id := range f {
			if strings.HasPrefix(string(id), "after.") {
				delete(f, id) // they are about the session before
			}
		}
	}
	for _, e := range recent {
		if e.Kind != clinical.SessionEvent && e.Kind != clinical.CheckInEvent {
			continue
		}
		for id, a := range e.Findings {
			merge(set, f, id, a)
		}
	}
	if i := lastOf(recent, clinical.CheckInEvent); i >= 0 && i > lastOf(recent, clinical.SessionEvent) {
		worsePain(f, recent[i].Findings)
	}
	c.Findings = f
	return c
}

// worsePain takes in the pains and sites of the last check-in that are worse
// than those known: 9 of 10 the day after is not a level to wait with. A better
// one is measured again at the next check.
func worsePain(f, said map[clinical.FindingID]clinical.Answer) {
	for id, a := range said {
		was := f[id]
		if isPain(id) && a.Kind == clinical.Known && was.Kind != clinical.Unsure && (was.Kind == clinical.NotAsked || a.Int > was.Int) {
			f[id] = a
		}
	}
}

// merge takes one later answer into the findings of a case.
func merge(set *ruleset.Set, f map[clinical.FindingID]clinical.Answer, id clinical.FindingID, a clinical.Answer) {
	i, ok := set.Finding(id)
	if !ok || a.Kind == clinical.NotAsked {
		return
	}
	d := &set.Findings[i]
	switch {
	case isPain(id): // only the latest counts: worsePain
	case otherSide(d, f[id], a):
		f[id] = clinical.ChoiceAnswer(bothSides)
	case len(d.Danger) == 0:
		f[id] = a // no answer is more cautious than another: the latest
	case d.Type == ruleset.Choice && a.Choice == examined && d.Normal != nil && danger(d, f[id]) > danger(d, d.Answer(*d.Normal)):
		f[id] = a
	case d.Normal != nil && danger(d, a) <= danger(d, d.Answer(*d.Normal)): // was fine then
	case f[id].Kind == clinical.NotAsked || danger(d, a) > danger(d, f[id]):
		f[id] = a
	}
}

// examined is the value of a sign that a clinician has looked into since.
const examined = "examined"

func lastOf(h []clinical.Event, kind clinical.EventKind) int {
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Kind == kind {
			return i
		}
	}
	return -1
}
