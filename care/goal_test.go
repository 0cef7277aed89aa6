package care_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

func TestSetGoalChangesNothingElse(t *testing.T) {
	set := ruleset.Embedded()
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	f := care.New(set)
	q, _ := set.Question("goal")
	f.Answer(set, q, map[clinical.FindingID]clinical.Answer{"goal.main": clinical.ChoiceAnswer("calm")}, now)
	f.Finish()
	before, was := *f, f.Assess(set)
	answers := maps.Clone(f.Findings)

	for _, bad := range []string{"", "unsure", "cure", "CALM"} {
		if err := f.SetGoal(set, bad); !errors.Is(err, care.ErrNoGoal) || f.Rev != before.Rev {
			t.Errorf("goal %q: %v, revision %d", bad, err, f.Rev)
		}
	}
	if err := f.SetGoal(set, "sleep"); err != nil {
		t.Fatal(err)
	}
	if got := f.Findings["goal.main"]; got != clinical.ChoiceAnswer("sleep") || f.Pages[0].Answers["goal.main"] != got {
		t.Errorf("the goal is %v, on its page %v", got, f.Pages[0].Answers)
	}
	if !f.At.Equal(before.At) || !f.Began.Equal(before.Began) || !f.Finished || f.Rev != before.Rev+1 {
		t.Errorf("at %s, began %s, finished %v, revision %d", f.At, f.Began, f.Finished, f.Rev)
	}
	if is := f.Assess(set); is.Disposition != was.Disposition || is.Settled != was.Settled {
		t.Errorf("%s became %s", was.Disposition, is.Disposition)
	}
	if !maps.Equal(before.Findings, answers) {
		t.Error("the answers of a copy changed with it")
	}
	if i, _ := set.Finding("goal.main"); len(set.Readers(i)) != 0 {
		t.Error("a rule reads the goal: SetGoal may no longer leave the decision as it is")
	}
}

func TestAppointmentIsKept(t *testing.T) {
	set := ruleset.Embedded()
	f := care.New(set)
	if b, err := f.Encode(set); err != nil || !f.Empty() {
		t.Fatal(err, f.Empty())
	} else if g, _, err := care.Decode(b, set); err != nil || !g.Appointment.IsZero() {
		t.Errorf("no appointment became %v, %v", g.Appointment, err)
	}
	at := time.Date(2026, 11, 27, 15, 30, 12, 0, time.FixedZone("", 3600))
	f.SetAppointment(at)
	b, err := f.Encode(set)
	if err != nil {
		t.Fatal(err)
	}
	g, lost, err := care.Decode(b, set)
	if err != nil || len(lost) > 0 || !g.Appointment.Equal(at.Truncate(time.Minute)) || g.Empty() || g.Rev != 1 {
		t.Errorf("%v, lost %v, appointment %v, revision %d", err, lost, g.Appointment, g.Rev)
	}
	f.SetAppointment(time.Time{})
	if !f.Appointment.IsZero() || !f.Empty() {
		t.Errorf("the appointment is still %v", f.Appointment)
	}
}
