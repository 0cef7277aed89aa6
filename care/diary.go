package care

import (
	"slices"
	"strings"
	"time"

	"paraspinal/assess"
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
	f.order()
}

// order puts the diary into the order of time.
func (f *File) order() {
	for i := range f.Diary {
		f.Diary[i].At = second(f.Diary[i].At)
	}
	slices.SortStableFunc(f.Diary, func(x, y Entry) int { return x.At.Compare(y.At) })
}

const (
	weakness     clinical.FindingID = "neuro.weakness"
	weaknessSide clinical.FindingID = "neuro.weakness_side"
)

// Note takes an entry that the person wrote. The change is that since the
// first measures, with power compared with the last time it was tried. The
// second result is the findings that need a new decision at once: power that
// was lost. Pain that is further down or worse than the check was told uses up
// the permission of the check.
func (f *File) Note(set *ruleset.Set, e Entry, now time.Time) (session.Change, map[clinical.FindingID]clinical.Answer) {
	first, last := f.First(), f.Now()
	first.Motor = f.lastMotor()
	f.Rev++
	f.note(e)
	ch := session.Compare(first, e.Measures)
	leg, asked := last.Leg.Score()
	known := asked && leg == 0 && first.Motor.Weak() // that the pain went and weakness stayed was said before
	if len(ch.Lost) == 0 && (!ch.GoneWeak || known) {
		if f.Begun() && worse(session.PainsOf(f.Findings), e.Measures.Pains) {
			f.Spent = true
		}
		return ch, nil
	}
	lost := ch.Lost
	if len(lost) == 0 {
		lost = e.Measures.Motor.Lost(session.Motor{})
	}
	found := map[clinical.FindingID]clinical.Answer{weakness: clinical.ChoiceAnswer("new"), weaknessSide: clinical.ChoiceAnswer(sides(lost))}
	f.told(set, f.weaker(set, found), now)
	return ch, found
}

// worse reports whether pain is further down, or stronger so that it counts,
// than it was told.
func worse(told, now session.Pains) bool {
	ch := session.Compare(session.Measures{Pains: told}, session.Measures{Pains: now})
	return ch.Direction == session.Peripheralizing || ch.Back == session.Worse || ch.Leg == session.Worse
}

func sides(lost []session.Loss) string {
	side := lost[0].Side
	for _, l := range lost {
		if l.Side != side {
			return "both"
		}
	}
	return side.String()
}

// weaker takes findings about power into the answers: weakness of the other
// leg than the one known makes it both.
func (f *File) weaker(set *ruleset.Set, found map[clinical.FindingID]clinical.Answer) map[clinical.FindingID]clinical.Answer {
	c, known := f.Case(), f.known()
	if is := known.Get(weakness); is.Kind == clinical.Known && is.Choice != "none" {
		c = c.With(weaknessSide, known.Get(weaknessSide))
	}
	c.History = []clinical.Event{{Kind: clinical.CheckInEvent, Findings: found}}
	return session.Next(set, c).Findings
}

// told decides again with what was said outside a check. It only ever takes
// permission away: where less would hold it back than before, such as after
// time has passed, the check is spent.
func (f *File) told(set *ruleset.Set, findings map[clinical.FindingID]clinical.Answer, now time.Time) assess.Assessment {
	before := f.Assess(set)
	f.Findings = findings
	f.touch(set, now)
	as := f.Assess(set)
	f.Spent = f.Spent || relaxed(&before, &as)
	if as.Disposition >= clinical.Urgent {
		f.remember(set)
	}
	return as
}

// relaxed reports whether a decision allows massage and something that held it
// back before, or limited it, is gone.
func relaxed(before, as *assess.Assessment) bool {
	if !as.Disposition.Allows() {
		return false
	}
	for _, r := range before.Reasons {
		if !slices.ContainsFunc(as.Reasons, func(o assess.Reason) bool { return o.Rule == r.Rule && o.Lifted == r.Lifted }) {
			return true
		}
	}
	return !before.Disposition.Allows()
}

// Remove takes an entry out of the diary by its place.
func (f *File) Remove(n int) {
	if n >= 0 && n < len(f.Diary) {
		f.Diary = slices.Delete(slices.Clone(f.Diary), n, n+1)
		f.Rev++
	}
}

// First is the measures at the beginning of the course: before its first
// session, or of the first entries where there was none, each measure as it
// was first known. A review by a clinician begins a new course. With weakness
// that a clinician has examined, the power known now is what to start from.
func (f *File) First() session.Measures {
	var begin time.Time
	var start session.Pains
	for _, e := range f.History {
		switch {
		case e.Kind == clinical.ClinicianReviewEvent:
			begin, start = e.At, session.Pains{}
		case e.Kind == clinical.SessionEvent && start == (session.Pains{}):
			if p := session.PainsOf(e.Findings); p.Missing() == "" {
				start = p
			}
		}
	}
	m := session.Measures{Pains: start}
	var before session.Measures
	aims := f.Now().PSFS
	for _, e := range f.Diary {
		is := e.Measures
		if !sameAims(is.PSFS, aims) {
			is.PSFS = nil
		}
		if e.At.Before(begin) {
			over(&before, is, true)
		} else {
			over(&m, is, false)
		}
	}
	motor := before.Motor // what could be done before counts, not what could be done first
	overMotor(&motor, m.Motor, false)
	over(&m, before, false)
	m.Motor = motor
	if a := f.Findings[weakness].Choice; a == "examined" || a == "before" {
		m.Motor = f.lastMotor()
	}
	return m
}

func sameAims(a, b session.PSFS) bool {
	return slices.EqualFunc(a, b, func(x, y session.Activity) bool { return x.ID == y.ID })
}

// Now is the latest measures known, each by itself: of the diary and the answers.
func (f *File) Now() session.Measures {
	var m session.Measures
	for _, e := range f.Diary {
		over(&m, e.Measures, true)
	}
	n := len(f.Diary)
	over(&m, session.Measures{Pains: session.PainsOf(f.Findings)}, n == 0 || f.Diary[n-1].At.Before(f.Began))
	return m
}

// lastMotor is the last result of each test of power.
func (f *File) lastMotor() session.Motor {
	var m session.Motor
	for _, e := range f.Diary {
		overMotor(&m, e.Measures.Motor, true)
	}
	return m
}

// over takes what is known of one measurement into another: where nothing is
// known yet, or over what is.
func over(m *session.Measures, is session.Measures, replace bool) {
	pick(&m.Back, is.Back, replace)
	pick(&m.Leg, is.Leg, replace)
	pick(&m.Left, is.Left, replace)
	pick(&m.Right, is.Right, replace)
	overMotor(&m.Motor, is.Motor, replace)
	if len(is.PSFS) > 0 && (replace || len(m.PSFS) == 0) {
		m.PSFS = is.PSFS
	}
}

func overMotor(m *session.Motor, is session.Motor, replace bool) {
	both := func(s *session.Sides, is session.Sides) {
		pick(&s.Left, is.Left, replace)
		pick(&s.Right, is.Right, replace)
	}
	both(&m.HeelWalk, is.HeelWalk)
	both(&m.ToeWalk, is.ToeWalk)
	both(&m.HeelRaise, is.HeelRaise)
	both(&m.BigToeUp, is.BigToeUp)
	both(&m.SitToStand, is.SitToStand)
}

// pick takes a value that is known, over one that is not or over any.
func pick[T comparable](into *T, is T, replace bool) {
	var unknown T
	if is != unknown && (replace || *into == unknown) {
		*into = is
	}
}

// DueReview says without recording anything whether a review is due and what
// stands in its way.
func (f *File) DueReview(set *ruleset.Set, now time.Time) session.Verdict {
	return session.Review(Course(set, f.setting()), f.History, f.First(), f.Now(), now)
}

// Review decides how the course of the last setting goes on and records what
// it found. It gives no new permission.
func (f *File) Review(set *ruleset.Set, grc session.GRC, now time.Time) session.Verdict {
	m := f.Now()
	m.Change = grc
	v := session.Review(Course(set, f.setting()), f.History, f.First(), m, now)
	if grc == session.NoGRC || v.Decision == session.NotDue || v.Decision == session.AnswersNeeded {
		return v
	}
	f.Rev++
	f.add(clinical.Event{Kind: clinical.ReviewEvent, At: now, Findings: v.Findings, Note: noteOf(&v)})
	if v.Findings[weakness].Kind == clinical.Known {
		f.told(set, f.weaker(set, v.Findings), now)
	} else if len(v.Findings) > 0 {
		f.told(set, f.Case().WithAll(v.Findings).Findings, now)
	}
	return v
}

// noteOf keeps what a review decided, for reading it again.
func noteOf(v *session.Verdict) string {
	parts := []string{string(v.Decision), v.Care.Who.String(), v.Care.Within.String()}
	for _, w := range v.Reasons {
		parts = append(parts, string(w))
	}
	return strings.Join(parts, ";")
}

// LastReview is what the latest review decided, without its measures; false
// when there was none, or a clinician has looked since.
func (f *File) LastReview() (session.Verdict, time.Time, bool) {
	for i := len(f.History) - 1; i >= 0; i-- {
		e := &f.History[i]
		if e.Kind == clinical.ClinicianReviewEvent {
			break
		}
		parts := strings.Split(e.Note, ";")
		if e.Kind != clinical.ReviewEvent || len(parts) < 3 {
			continue
		}
		v := session.Verdict{Decision: session.Decision(parts[0])}
		if v.Care.Who.UnmarshalText([]byte(parts[1])) != nil || v.Care.Within.UnmarshalText([]byte(parts[2])) != nil {
			continue
		}
		for _, w := range parts[3:] {
			v.Reasons = append(v.Reasons, session.Why(w))
		}
		return v, e.At, true
	}
	return session.Verdict{}, time.Time{}, false
}

// ClinicianReview notes that a clinician has looked at the course: the counts
// begin anew. What that allows shows in the next check.
func (f *File) ClinicianReview(now time.Time) {
	f.Rev++
	f.add(clinical.Event{Kind: clinical.ClinicianReviewEvent, At: now})
	f.Spent = f.Begun()
}
