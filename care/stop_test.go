package care_test

import (
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

var stopNoon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// inSession is the file of a person in the first step of a session.
func inSession(t *testing.T) (*care.File, *ruleset.Set) {
	t.Helper()
	set := ruleset.Embedded()
	day := func(s string) clinical.Answer {
		d, err := clinical.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return clinical.DateAnswer(d)
	}
	c, _ := set.Rest(clinical.Case{Schema: clinical.CaseSchema, Now: stopNoon, Role: clinical.Person, Findings: map[clinical.FindingID]clinical.Answer{
		"person.born": day("1986-03"), "onset.date": day("2026-09-26"), "disc.type": clinical.ChoiceAnswer("bulge"), "care.assessed": clinical.BoolAnswer(true),
		"pain.back": clinical.IntAnswer(2), "pain.leg": clinical.IntAnswer(0), "site.left": clinical.IntAnswer(2), "site.right": clinical.IntAnswer(0), "goal.main": clinical.ChoiceAnswer("stiffness"),
	}})
	f := care.New(set)
	f.Findings, f.At, f.Began, f.Finished = c.Findings, stopNoon, stopNoon, true
	if i, _ := set.Finding("care.assessed"); set.Findings[i].Type == ruleset.Choice {
		f.Findings["care.assessed"] = clinical.ChoiceAnswer("yes")
	}
	if err := f.Begin(set, clinical.Self, stopNoon); err != nil {
		t.Fatal(err)
	}
	cfg, _, err := f.Config(set)
	if err != nil {
		t.Fatal(err)
	}
	no := map[string]session.Reply{}
	for _, name := range cfg.StartItems() {
		no[name] = session.No
	}
	for i, ev := range []session.Event{{Kind: session.Check, Replies: no}, {Kind: session.Start}} {
		ev.Seq = uint64(i + 1)
		if _, err := f.Apply(set, ev, stopNoon); err != nil {
			t.Fatal(err)
		}
	}
	return f, set
}

func lastEvent(f *care.File, kind clinical.EventKind) clinical.Event {
	for i := len(f.History) - 1; i >= 0; i-- {
		if f.History[i].Kind == kind {
			return f.History[i]
		}
	}
	return clinical.Event{}
}

func TestFirstTapOnStopEndsTheSession(t *testing.T) {
	f, set := inSession(t)
	if err := f.Halt(set, stopNoon.Add(10*time.Second)); err != nil {
		t.Fatal(err)
	}
	f = reload(t, f)
	if !f.Session.Stopping || !f.Session.State.Over() {
		t.Fatalf("session %+v", f.Session)
	}
	out, err := f.Apply(set, session.Event{Kind: session.EndCheck, Seq: 9}, stopNoon.Add(20*time.Second))
	if err != nil || len(out) > 0 || !f.Session.Stopping {
		t.Errorf("an event before the reason: %v, %v", out, err)
	}
	if err := f.Begin(set, clinical.Helper, stopNoon.Add(time.Minute)); err != nil || f.Session.Setting != clinical.Self {
		t.Errorf("another session begins: %v", err)
	}
	f.Again(set, stopNoon.Add(time.Hour))
	if e := lastEvent(f, clinical.SessionEvent); e.Findings["after.spread"].Kind != clinical.Unsure || e.Note != string(session.Stopped) {
		t.Errorf("a stop without a reason is kept as %+v", e)
	}
}

func TestReasonOfAStop(t *testing.T) {
	f, set := inSession(t)
	if as := f.IfStopped(set, "urge_or_leak"); as.Disposition != clinical.Emergency {
		t.Errorf("it would mean %v", as.Disposition)
	}
	_ = f.Halt(set, stopNoon.Add(10*time.Second))
	if err := f.Stop(set, "wants_to_stop", stopNoon.Add(20*time.Second)); err != nil {
		t.Fatal(err)
	}
	if s := f.Session; s.Stopping || s.State.End != session.Stopped || len(f.Found(set)) != 0 {
		t.Errorf("session %+v, found %v", s, f.Found(set))
	}
	for _, odd := range []string{"start_ate", "never heard of"} {
		f, set := inSession(t)
		if err := f.Stop(set, odd, stopNoon); err != nil || f.Found(set)["after.spread"].Kind != clinical.Unsure {
			t.Errorf("%s: %v, found %v", odd, err, f.Found(set))
		}
	}
	f = care.New(set)
	if err := f.Stop(set, "pain_down_leg", stopNoon); err != nil || len(f.History) != 1 || len(f.Findings) == 0 {
		t.Errorf("without a session the sign is lost: %v, %v", err, f.Findings)
	}
}

func TestStopCountsWhenTheSessionCannotBeRead(t *testing.T) {
	f, set := inSession(t)
	f.Findings["pain.back"] = clinical.IntAnswer(3) // answers changed in another tab
	if err := f.Halt(set, stopNoon); err == nil {
		t.Error("the state could be read")
	}
	if !f.Session.Stopping {
		t.Error("the stop is lost")
	}
	if err := f.Stop(set, "urge_or_leak", stopNoon); err != nil {
		t.Fatal(err)
	}
	if e := lastEvent(f, clinical.SessionEvent); !f.Session.Taken || e.Findings["neuro.bladder"].Choice != "new" {
		t.Errorf("kept as %+v", e)
	}
	if as := f.Assess(set); as.Disposition != clinical.Emergency {
		t.Errorf("it means %v", as.Disposition)
	}
}

func TestStopAfterTheEnd(t *testing.T) {
	f, set := inSession(t)
	if _, err := f.Apply(set, session.Event{Kind: session.Done, Seq: 3}, stopNoon); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(set, stopNoon); err != nil {
		t.Fatal(err)
	}
	if err := f.Halt(set, stopNoon); err != nil || f.Session.Stopping {
		t.Errorf("halt after the end: %v", err)
	}
	if err := f.Stop(set, "new_numbness_saddle", stopNoon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if as := f.Assess(set); as.Disposition != clinical.Emergency {
		t.Errorf("it means %v", as.Disposition)
	}
	n := len(f.History)
	if f.Tell(set, nil, stopNoon); len(f.History) != n {
		t.Error("nothing was told, and something was kept")
	}
}
