package care_test

import (
	"slices"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
)

const (
	left  = clinical.Left
	right = clinical.Right
)

func entry(p session.Pains, at time.Time) care.Entry {
	return care.Entry{At: at, Kind: care.Noted, Measures: session.Measures{Pains: p}}
}

func measured(m session.Motor, at time.Time) care.Entry {
	return care.Entry{At: at, Kind: care.Noted, Measures: session.Measures{Motor: m}}
}

// weak is a self-check in which these legs cannot walk on the heel.
func weak(legs ...clinical.Side) session.Motor {
	return care.MotorOf(func(test session.MotorTest, s clinical.Side) session.MotorResult {
		if test == session.HeelWalk && slices.Contains(legs, s) {
			return session.Cannot
		}
		return session.CanDo
	})
}

func TestNoteKeepsOrder(t *testing.T) {
	f := care.New(set)
	f.Note(set, entry(pains(t, 5, 0, 2, 0), hours(2)), hours(2))
	f.Note(set, entry(pains(t, 3, 0, 2, 0), hours(1)), hours(2))
	if len(f.Diary) != 2 || !f.Diary[0].At.Equal(hours(1)) || f.Begun() {
		t.Errorf("the diary is %v", f.Diary)
	}
	rev := f.Rev
	f.Remove(7)
	f.Remove(-1)
	if len(f.Diary) != 2 || f.Rev != rev {
		t.Error("an entry that is not there was removed")
	}
	f.Remove(0)
	if len(f.Diary) != 1 || !f.Diary[0].At.Equal(hours(2)) || f.Rev == rev {
		t.Errorf("the diary is %v", f.Diary)
	}
}

func TestLostPowerIsUrgentAtOnce(t *testing.T) {
	all := weak()
	tests := []struct {
		name   string
		before []session.Motor
		now    session.Motor
		want   clinical.Disposition
		side   string
	}{
		{"one leg, never tried before", nil, weak(left), clinical.Urgent, "left"},
		{"one leg", []session.Motor{all}, weak(right), clinical.Urgent, "right"},
		{"both legs", []session.Motor{all}, weak(left, right), clinical.Emergency, "both"},
		{"the other leg after the first", []session.Motor{weak(left)}, weak(left, right), clinical.Emergency, "both"},
		{"lost, back, and lost again", []session.Motor{weak(left), all}, weak(left), clinical.Urgent, "left"},
		{"tried in part in between", []session.Motor{all, {ToeWalk: session.Sides{Left: session.CanDo}}}, weak(left), clinical.Urgent, "left"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := checked(t, nil, noon)
			for i, m := range tt.before {
				f.Note(set, measured(m, hours(float64(i))), hours(float64(i)))
			}
			ch, found := f.Note(set, measured(tt.now, hours(9)), hours(9)) // without pains or sites
			if ch.Overall != session.Alarm || found["neuro.weakness"] != choice("new") {
				t.Errorf("change %v, found %v", ch.Overall, found)
			}
			if f.Findings["neuro.weakness_side"] != choice(tt.side) {
				t.Errorf("side %v, want %s", f.Findings["neuro.weakness_side"], tt.side)
			}
			disposition(t, f, tt.want)
			if may(f, hours(9)) {
				t.Error("massage is still allowed")
			}
			if n := len(f.History); n == 0 || f.History[n-1].Disposition != tt.want {
				t.Errorf("not remembered as an alarm: %v", f.History)
			}
			f.Remove(len(f.Diary) - 1)
			disposition(t, f, tt.want) // the entry goes, the sign stays
		})
	}
}

func TestKnownWeaknessAlarmsOnce(t *testing.T) {
	f := checked(t, nil, noon)
	f.Note(set, measured(weak(left), hours(1)), hours(1))
	if _, found := f.Note(set, measured(weak(left), hours(2)), hours(2)); len(found) > 0 {
		t.Error("the same weakness counts as new twice")
	}
	f.Seen(set, []clinical.FindingID{"neuro.weakness"}, hours(30))
	if f.First().Motor != f.Now().Motor {
		t.Error("examined weakness is not what is started from")
	}
	if _, found := f.Note(set, measured(weak(left), hours(31)), hours(31)); len(found) > 0 || f.Findings["neuro.weakness"] != choice("examined") {
		t.Error("examined weakness that is the same locks again")
	}
}

// In a re-check the weakness known before has not been asked again yet.
func TestWeaknessOfTheOtherLegInARecheck(t *testing.T) {
	f := checked(t, answers{"neuro.weakness": choice("examined"), "neuro.weakness_side": choice("left")}, noon)
	f.Note(set, measured(weak(left), hours(1)), hours(1))
	f.Seen(set, []clinical.FindingID{"neuro.weakness"}, hours(2))
	f.Again(set, hours(30))
	f.Note(set, measured(weak(left, right), hours(31)), hours(31))
	disposition(t, f, clinical.Emergency)
}

func TestPainGoneAndAFootWeak(t *testing.T) {
	f := care.New(set)
	f.Note(set, care.Entry{At: noon, Measures: session.Measures{Pains: pains(t, 3, 6, 5, 0), Motor: weak(left)}}, noon)
	f.Seen(set, []clinical.FindingID{"neuro.weakness"}, hours(10))
	gone := care.Entry{At: hours(20), Measures: session.Measures{Pains: pains(t, 0, 0, 0, 0), Motor: weak(left)}}
	ch, found := f.Note(set, gone, hours(20))
	if !ch.GoneWeak || found["neuro.weakness_side"] != choice("left") {
		t.Errorf("%+v, %v", ch, found)
	}
	disposition(t, f, clinical.Urgent)
	gone.At = hours(21)
	if _, found := f.Note(set, gone, hours(21)); len(found) > 0 {
		t.Error("said twice")
	}
}

func TestWorsePainUsesUpThePermission(t *testing.T) {
	tests := []struct {
		name string
		now  session.Pains
		want bool
	}{
		{"as told", pains(t, 2, 0, 2, 0), true},
		{"only the back, the same", session.Pains{Back: nrs(t, 2), Leg: nrs(t, 0)}, true},
		{"better", pains(t, 0, 0, 1, 0), true},
		{"further down", pains(t, 2, 0, 3, 0), false},
		{"2 points more", session.Pains{Back: nrs(t, 4), Leg: nrs(t, 0)}, false},
		{"pain in the leg", session.Pains{Back: nrs(t, 2), Leg: nrs(t, 2)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := checked(t, nil, noon)
			f.Note(set, entry(tt.now, hours(1)), hours(1))
			f = reload(t, f)
			if may(f, hours(1)) != tt.want {
				t.Errorf("allowed: %v", !tt.want)
			}
			f.Again(set, hours(2))
			if f.Spent {
				t.Error("a new check is spent before it begins")
			}
		})
	}
}

func TestNothingToldGivesPermission(t *testing.T) {
	// Day 3 of a flare: it waits until 72 hours have passed.
	flare := answers{"pain.flare": yes, "flare.date": clinical.DateAnswer(date(t, "2026-11-18T18:00:00Z"))}
	waiting := func() *care.File {
		f := care.New(set)
		took(f, hours(-80))
		goOn(t, f, mild(t, flare), noon)
		disposition(t, f, clinical.Postpone)
		f.GoAheads = []clinical.GoAhead{{Kind: "clinician", At: date(t, "2026-11-20"), Until: date(t, "2026-12-20")}}
		return f
	}
	for name, do := range map[string]func(*care.File){
		"a check-in": func(f *care.File) {
			if _, err := f.CheckIn(set, fine(pains(t, 2, 0, 2, 0)), hours(8)); err != nil {
				t.Fatal(err)
			}
		},
		"a diary entry":             func(f *care.File) { f.Note(set, entry(pains(t, 0, 0, 0, 0), hours(8)), hours(8)) },
		"a go-ahead withdrawn":      func(f *care.File) { f.Withdraw(set, 0, hours(8)) },
		"a review":                  func(f *care.File) { f.Review(set, session.VeryMuchImproved, hours(8)) },
		"a review by a clinician":   func(f *care.File) { f.ClinicianReview(hours(8)) },
		"an entry taken out":        func(f *care.File) { f.Remove(0) },
		"looking at it once more":   func(f *care.File) { f.Finish() },
		"writing and reading again": func(f *care.File) { *f = *reload(t, f) },
	} {
		f := waiting()
		do(f)
		if may(f, hours(8)) {
			t.Errorf("%s gives permission", name)
		}
	}
	f := waiting()
	say(t, f, "pain.back", number(1), hours(8)) // an answer may
	goOn(t, f, mild(t, flare), hours(8))
	if !may(f, hours(8)) {
		t.Errorf("an answer after the wait does not: %v", f.Assess(set).Disposition)
	}
}

// In the evening 12 weeks are over and a limit ends: a check says so, and not a
// check-in.
func TestACheckInLiftsNoLimit(t *testing.T) {
	f := care.New(set)
	took(f, hours(-80))
	goOn(t, f, mild(t, answers{"disc.type": choice("extrusion"), "onset.date": clinical.DateAnswer(date(t, "2026-08-29T18:00:00Z"))}), noon)
	before := disposition(t, f, clinical.Modify)
	if _, err := f.CheckIn(set, fine(pains(t, 2, 0, 2, 0)), hours(1)); err != nil {
		t.Fatal(err)
	}
	if !may(f, hours(1)) {
		t.Errorf("a check-in with nothing new takes permission away: spent %v, %v, then %v", f.Spent, before.Reasons, f.Assess(set))
	}
	after, err := f.CheckIn(set, fine(pains(t, 2, 0, 2, 0)), hours(8))
	if err != nil {
		t.Fatal(err)
	}
	if after.Reasons[0].Rule == before.Reasons[0].Rule {
		t.Fatalf("no limit has ended: %v", after.Reasons)
	}
	if may(f, hours(8)) {
		t.Error("more is allowed than before")
	}
}

func TestClinicianReviewNeedsACheck(t *testing.T) {
	f := care.New(set)
	f.ClinicianReview(hours(-50))
	if f.Spent {
		t.Error("no check is spent")
	}
	f = care.New(set)
	say(t, f, "neuro.saddle_sensation", choice("new"), hours(-40))
	f.Restart(set, noon)
	goOn(t, f, mild(t, nil), noon)
	disposition(t, f, clinical.Refer)
	f.ClinicianReview(hours(1))
	if _, _, ok := f.LastReview(); ok {
		t.Error("a review of before counts")
	}
	if may(f, hours(1)) {
		t.Error("saying that a clinician has looked gives permission at once")
	}
	f.Again(set, hours(2))
	goOn(t, f, mild(t, nil), hours(2))
	if !may(f, hours(2)) {
		t.Errorf("and not after a check either: %v", f.Assess(set).Reasons)
	}
}

func TestFirstAndNow(t *testing.T) {
	f := care.New(set)
	if f.First().Missing() == "" || f.Now().Missing() == "" {
		t.Error("measures out of nothing")
	}
	part := session.Pains{Back: nrs(t, 6), Leg: nrs(t, 5)}
	f.Note(set, entry(part, hours(-100)), hours(-100))
	f.Note(set, care.Entry{At: hours(-90), Measures: session.Measures{Pains: pains(t, 4, 4, 4, 0), Motor: weak(), PSFS: psfs(1, 2, 3)}}, hours(-90))
	f.Note(set, care.Entry{At: hours(-80), Measures: session.Measures{Pains: session.Pains{Back: nrs(t, 1)}, PSFS: psfs(5, 5, 5)}}, hours(-80))
	first, now := f.First(), f.Now()
	if first.Pains != pains(t, 6, 5, 4, 0) || now.Pains != pains(t, 1, 4, 4, 0) {
		t.Errorf("first %v, now %v", first.Pains, now.Pains)
	}
	if ch := session.Compare(first, now); ch.Back != session.Better || ch.Function != session.Better {
		t.Errorf("%+v", ch)
	}
	f.Note(set, care.Entry{At: hours(-70), Measures: session.Measures{PSFS: session.PSFS{{ID: "x"}, {ID: "y"}, {ID: "z"}}}}, hours(-70))
	if ch := session.Compare(f.First(), f.Now()); ch.OtherPSFS {
		t.Error("other activities are compared with the old ones")
	}
	took(f, hours(-60))
	f.History = append(f.History, clinical.Event{Kind: clinical.SessionEvent, At: hours(-55), Findings: answers{"pain.back": number(9), "pain.leg": number(9), "site.left": number(6), "site.right": number(6)}})
	if f.First().Pains != pains(t, 2, 0, 2, 0) {
		t.Errorf("the first session does not count: %v", f.First().Pains)
	}
	f.ClinicianReview(hours(-50))
	if f.First().Pains != pains(t, 1, 4, 4, 0) || f.First().Motor != weak() {
		t.Errorf("the new course does not begin where the old one ended: %v", f.First())
	}
	f.Note(set, measured(weak(left), hours(-40)), hours(-40))
	if ch := session.Compare(f.First(), f.Now()); ch.Overall != session.Alarm {
		t.Error("power lost since the review by a clinician does not count")
	}
	say(t, f, "pain.back", number(8), noon)
	if got, _ := f.Now().Back.Score(); got == 8 {
		t.Error("a check begun before the last entry counts as later")
	}
	f.Diary = nil
	if got, _ := f.Now().Back.Score(); got != 8 {
		t.Errorf("the answers do not count: %d", got)
	}
}

func psfs(scores ...int) session.PSFS {
	var out session.PSFS
	for i, s := range scores {
		out = append(out, session.Activity{ID: string(rune('a' + i)), Score: s})
	}
	return out
}

func TestReview(t *testing.T) {
	course := func(p session.Pains, m session.Motor) *care.File {
		f := checked(t, nil, hours(-200))
		for _, h := range []float64{-190, -120, -60} {
			took(f, hours(h))
		}
		f.Note(set, measured(weak(), hours(-199)), hours(-199))
		f.Restart(set, noon)
		goOn(t, f, mild(t, nil), noon)
		f.Note(set, care.Entry{At: hours(1), Measures: session.Measures{Pains: p}}, hours(1))
		f.Diary = append(f.Diary, measured(m, hours(2)))
		return f
	}
	tests := []struct {
		name string
		p    session.Pains
		m    session.Motor
		grc  session.GRC
		want session.Decision
		is   clinical.Disposition
	}{
		{"better", pains(t, 0, 0, 0, 0), weak(), session.MuchImproved, session.GoOn, clinical.Suitable},
		{"not answered", pains(t, 0, 0, 0, 0), weak(), session.NoGRC, session.GoOn, clinical.Suitable},
		{"worse", pains(t, 2, 0, 2, 0), weak(), session.MuchWorse, session.SeeClinician, clinical.Suitable},
		{"power lost", pains(t, 0, 0, 0, 0), weak(left), session.MuchImproved, session.SeeClinician, clinical.Urgent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := course(tt.p, tt.m)
			if v := f.DueReview(set, hours(3)); v.Decision == session.NotDue {
				t.Fatal("not due")
			}
			n := len(f.History)
			v := f.Review(set, tt.grc, hours(3))
			if v.Decision != tt.want {
				t.Errorf("%+v", v)
			}
			if tt.grc == session.NoGRC {
				if _, _, ok := f.LastReview(); ok || len(f.History) != n {
					t.Error("a review without an answer is recorded")
				}
				return
			}
			if !slices.ContainsFunc(f.History[n:], func(e clinical.Event) bool { return e.Kind == clinical.ReviewEvent }) {
				t.Error("not recorded")
			}
			f.History = append(f.History, clinical.Event{Kind: clinical.ReviewEvent, At: hours(4)}, clinical.Event{Kind: clinical.ReviewEvent, At: hours(4), Note: "a;b;c"})
			if last, at, ok := reload(t, f).LastReview(); !ok || last.Decision != v.Decision || last.Care != v.Care || !slices.Equal(last.Reasons, v.Reasons) || !at.Equal(hours(3)) {
				t.Errorf("read again it is %+v", last)
			}
			if as := f.Assess(set); as.Disposition < tt.is {
				t.Errorf("the result is %s", as.Disposition)
			}
			if tt.want == session.SeeClinician && may(f, hours(3)) {
				t.Error("massage is allowed")
			}
		})
	}
}
