package care

import (
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// EntryKind says where an entry of the diary comes from.
type EntryKind string

const (
	Noted        EntryKind = "noted" // the person wrote it
	AtCheck      EntryKind = "check"
	AfterSession EntryKind = "session"
	FromCheckIn  EntryKind = "check_in"
)

// Entry is one measurement in the diary.
type Entry struct {
	At       time.Time
	Kind     EntryKind
	Measures session.Measures
	Note     string // the person's own words; never read as an answer
}

// Aim is one activity of the patient-specific functional scale, in the
// person's own words.
type Aim struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// note puts an entry into the diary in the order of time.
func (f *File) note(e Entry) {
	f.Diary = append(slices.Clip(f.Diary), e)
	slices.SortStableFunc(f.Diary, func(x, y Entry) int { return x.At.Compare(y.At) })
}

// Note takes an entry that the person wrote. The second result is the findings
// that need a new decision at once: power that was lost.
func (f *File) Note(set *ruleset.Set, e Entry, now time.Time) (session.Change, map[clinical.FindingID]clinical.Answer) {
	first := f.First()
	f.Rev++
	f.note(e)
	ch := session.Compare(first, e.Measures)
	if ch.Overall != session.Alarm {
		return ch, nil
	}
	v := session.Report{Pains: e.Measures.Pains, Motor: e.Measures.Motor}
	found, err := v.Findings(set, first.Pains, first.Motor, nil)
	if err != nil || found["neuro.weakness"].Kind == clinical.NotAsked {
		found = map[clinical.FindingID]clinical.Answer{"neuro.weakness": clinical.ChoiceAnswer("new")}
	}
	kept := map[clinical.FindingID]clinical.Answer{}
	for _, id := range []clinical.FindingID{"neuro.weakness", "neuro.weakness_side"} {
		if a := found[id]; a.Kind != clinical.NotAsked {
			kept[id] = a
		}
	}
	f.Findings = f.Case().WithAll(kept).Findings
	f.touch(set, now)
	f.remember(set)
	return ch, kept
}

// Remove takes an entry out of the diary by its place.
func (f *File) Remove(n int) {
	if n >= 0 && n < len(f.Diary) {
		f.Diary = slices.Delete(slices.Clone(f.Diary), n, n+1)
		f.Rev++
	}
}

// First is the measures before the first session of the course, or of the
// first entry where there was none.
func (f *File) First() session.Measures {
	var m session.Measures
	for _, e := range f.Diary {
		if m.Missing() != "" && e.Measures.Missing() == "" {
			m.Pains = e.Measures.Pains
		}
		if m.Motor == (session.Motor{}) {
			m.Motor = e.Measures.Motor
		}
		if len(m.PSFS) == 0 {
			m.PSFS = e.Measures.PSFS
		}
	}
	begin := false
	for _, e := range f.History {
		switch {
		case e.Kind == clinical.ClinicianReviewEvent:
			begin = false
		case e.Kind == clinical.SessionEvent && !begin:
			if p := session.PainsOf(e.Findings); p.Missing() == "" {
				m.Pains, begin = p, true
			}
		}
	}
	return m
}

// Now is the latest measures known: of the diary, the history and the answers.
func (f *File) Now() session.Measures {
	var m session.Measures
	for _, e := range f.Diary {
		if e.Measures.Missing() == "" {
			m.Pains = e.Measures.Pains
		}
		if e.Measures.Motor != (session.Motor{}) {
			m.Motor = e.Measures.Motor
		}
		if len(e.Measures.PSFS) > 0 {
			m.PSFS = e.Measures.PSFS
		}
	}
	if p := session.PainsOf(f.Findings); p.Missing() == "" {
		if n := len(f.Diary); n == 0 || f.Diary[n-1].At.Before(f.At) {
			m.Pains = p
		}
	}
	return m
}

func (f *File) lastMotor() session.Motor {
	var m session.Motor
	for _, e := range f.Diary {
		if e.Measures.Motor != (session.Motor{}) {
			m = e.Measures.Motor
		}
	}
	return m
}

// Review decides how the course of the last setting goes on. With a rating of
// change it records what it found.
func (f *File) Review(set *ruleset.Set, grc session.GRC, now time.Time) session.Verdict {
	m := f.Now()
	m.Change = grc
	v := session.Review(Course(set, f.setting()), f.History, f.First(), m, now)
	if grc == session.NoGRC || v.Decision == session.NotDue || v.Decision == session.AnswersNeeded {
		return v
	}
	f.add(clinical.Event{Kind: clinical.ReviewEvent, At: now, Findings: v.Findings})
	if len(v.Findings) > 0 {
		f.Findings = f.Case().WithAll(v.Findings).Findings
	}
	f.Rev++
	return v
}

// ClinicianReview notes that a clinician has looked at the course: the counts
// begin anew.
func (f *File) ClinicianReview(now time.Time) {
	f.Rev++
	f.add(clinical.Event{Kind: clinical.ClinicianReviewEvent, At: now})
}
