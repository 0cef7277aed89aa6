package session_test

import (
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

var course = ruleset.Course{Sessions: 6, MostSessions: 10, ReviewAfter: 3, ReviewWeeks: []int{4, 6}, CheckInHours: []int{0, 72, 24}}

func hours(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }

func event(k clinical.EventKind, h int) clinical.Event { return clinical.Event{Kind: k, At: hours(h)} }

func TestCheckIns(t *testing.T) {
	given := func(h ...int) []clinical.Event {
		out := []clinical.Event{event(clinical.CheckInEvent, -1), event(clinical.SessionEvent, 0), event(clinical.CheckInEvent, 0)}
		for _, v := range h {
			out = append(out, event(clinical.CheckInEvent, v))
		}
		return out
	}
	tests := []struct {
		name    string
		history []clinical.Event
		now     int
		want    [2]session.CheckInState
	}{
		{"the evening after", given(), 8, [2]session.CheckInState{session.CheckInAhead, session.CheckInAhead}},
		{"just before it opens", given(), 19, [2]session.CheckInState{session.CheckInAhead, session.CheckInAhead}},
		{"the next day", given(), 20, [2]session.CheckInState{session.CheckInOpen, session.CheckInAhead}},
		{"at 36 hours", given(), 36, [2]session.CheckInState{session.CheckInOpen, session.CheckInAhead}},
		{"at 37 hours", given(), 37, [2]session.CheckInState{session.CheckInLate, session.CheckInAhead}},
		{"answered", given(24), 30, [2]session.CheckInState{session.CheckInGiven, session.CheckInAhead}},
		{"answered late", given(50), 55, [2]session.CheckInState{session.CheckInGiven, session.CheckInAhead}},
		{"the second opens, the first is missed", given(), 60, [2]session.CheckInState{session.CheckInMissed, session.CheckInOpen}},
		{"one answer does not stand for two", given(61), 70, [2]session.CheckInState{session.CheckInMissed, session.CheckInGiven}},
		{"both answered", given(24, 72), 100, [2]session.CheckInState{session.CheckInGiven, session.CheckInGiven}},
		{"after 5 days", given(24), 120, [2]session.CheckInState{session.CheckInGiven, session.CheckInLate}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := session.CheckIns(course, tt.history, hours(tt.now))
			if len(got) != 2 || got[0].Hours != 24 || got[1].Hours != 72 || !got[0].At.Equal(hours(24)) {
				t.Fatalf("check-ins %v", got)
			}
			if got[0].State != tt.want[0] || got[1].State != tt.want[1] {
				t.Errorf("got %q and %q, want %q", got[0].State, got[1].State, tt.want)
			}
		})
	}
	if got := session.CheckIns(course, nil, noon); got != nil {
		t.Errorf("no session gives the check-ins %v", got)
	}
}

func TestCheckIn(t *testing.T) {
	set := protocolSet()
	past := event(clinical.SessionEvent, 0)
	past.Findings = map[clinical.FindingID]clinical.Answer{"pain.back": clinical.IntAnswer(3), "pain.leg": clinical.IntAnswer(2), "site.left": clinical.IntAnswer(4), "site.right": clinical.IntAnswer(1)}
	h := []clinical.Event{past}
	rep := fine(t, pains(t, 2, 2, 5, 1))
	e, err := session.CheckIn(set, h, session.Motor{}, rep, hours(24))
	if err != nil || e.Kind != clinical.CheckInEvent || !e.At.Equal(hours(24)) || e.Findings["site.left"].Int != 5 {
		t.Fatalf("%v, %v", e, err)
	}
	if !e.Findings["after.spread"].Bool {
		t.Error("pain further down than before the session is not pain that moved down the leg")
	}
	rep.Motor.HeelWalk.Right = session.Cannot
	if e, _ := session.CheckIn(set, h, session.Motor{}, rep, hours(24)); e.Findings["neuro.weakness"].Choice != "new" || e.Findings["neuro.weakness_side"].Choice != "right" {
		t.Errorf("a lost heel walk gives %v", e.Findings)
	}
	delete(rep.Answers, "after.worse")
	if _, err := session.CheckIn(set, h, session.Motor{}, rep, hours(24)); code(err) != session.Incomplete {
		t.Errorf("a missing answer: %v", err)
	}
	if _, err := session.CheckIn(nil, h, session.Motor{}, rep, hours(24)); code(err) != session.BadProtocol {
		t.Errorf("no protocol: %v", err)
	}
	if _, err := session.CheckIn(set, nil, session.Motor{}, rep, hours(24)); code(err) != session.NotBegun {
		t.Errorf("no session: %v", err)
	}
	if _, err := session.CheckIn(set, h, session.Motor{}, rep, hours(-1)); code(err) != session.NotBegun {
		t.Errorf("before the session: %v", err)
	}
}

func TestNext(t *testing.T) {
	type answers = map[clinical.FindingID]clinical.Answer
	word := clinical.ChoiceAnswer
	date := func(s string) clinical.Answer {
		d, err := clinical.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return clinical.DateAnswer(d)
	}
	with := func(k clinical.EventKind, h int, f answers) clinical.Event {
		return clinical.Event{Kind: k, At: hours(h), Findings: f}
	}
	tests := []struct {
		name    string
		have    answers
		history []clinical.Event
		id      clinical.FindingID
		want    clinical.Answer
	}{
		{"a new sign at a check-in", answers{"neuro.bladder": word("none")},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.bladder": word("new")})}, "neuro.bladder", word("new")},
		{"a sign that went away was never examined", nil,
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.bladder": word("new")}), with(clinical.CheckInEvent, 72, answers{"neuro.bladder": word("none")})}, "neuro.bladder", word("new")},
		{"a sign that was examined since", nil,
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.bladder": word("new")}), with(clinical.CheckInEvent, 72, answers{"neuro.bladder": word("examined")})}, "neuro.bladder", word("examined")},
		{"not sure after none", answers{"neuro.bladder": word("none")},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.bladder": clinical.UnsureAnswer()})}, "neuro.bladder", clinical.UnsureAnswer()},
		{"new after not sure", nil,
			[]clinical.Event{with(clinical.SessionEvent, 0, answers{"neuro.bladder": word("new")}), with(clinical.CheckInEvent, 24, answers{"neuro.bladder": clinical.UnsureAnswer()})}, "neuro.bladder", word("new")},
		{"what a stop rule recorded", nil, []clinical.Event{with(clinical.SessionEvent, 0, answers{"after.spread": clinical.BoolAnswer(true)})}, "after.spread", clinical.BoolAnswer(true)},
		{"what was fine is asked again", nil, []clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"after.worse": clinical.BoolAnswer(false)})}, "after.worse", clinical.Answer{}},
		{"an answer about the session before", answers{"after.worse": clinical.BoolAnswer(false)}, []clinical.Event{event(clinical.SessionEvent, 0)}, "after.worse", clinical.Answer{}},
		{"a check-in before the last session", nil,
			[]clinical.Event{with(clinical.CheckInEvent, -24, answers{"after.worse": clinical.BoolAnswer(true)}), event(clinical.SessionEvent, 0)}, "after.worse", clinical.Answer{}},
		{"worse pain at the last check-in", answers{"pain.back": clinical.IntAnswer(2)},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"pain.back": clinical.IntAnswer(9)})}, "pain.back", clinical.IntAnswer(9)},
		{"worse pain where none was known", nil,
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"site.left": clinical.IntAnswer(5)})}, "site.left", clinical.IntAnswer(5)},
		{"less pain has to be measured again", answers{"pain.back": clinical.IntAnswer(4)},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"pain.back": clinical.IntAnswer(1)})}, "pain.back", clinical.IntAnswer(4)},
		{"worse pain that has passed by the next check-in", answers{"pain.back": clinical.IntAnswer(2)},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"pain.back": clinical.IntAnswer(9)}), with(clinical.CheckInEvent, 72, answers{"pain.back": clinical.IntAnswer(2)})}, "pain.back", clinical.IntAnswer(2)},
		{"pain at the start of a session is that of the check", answers{"pain.back": clinical.IntAnswer(2)},
			[]clinical.Event{with(clinical.SessionEvent, 0, answers{"pain.back": clinical.IntAnswer(5)})}, "pain.back", clinical.IntAnswer(2)},
		{"pain of a check-in before the last session", answers{"pain.back": clinical.IntAnswer(2)},
			[]clinical.Event{with(clinical.CheckInEvent, -24, answers{"pain.back": clinical.IntAnswer(9)}), event(clinical.SessionEvent, 0)}, "pain.back", clinical.IntAnswer(2)},
		{"taken in by an assessment, and examined since", answers{"neuro.bladder": word("examined")},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.bladder": word("new")}), event(clinical.ResultEvent, 25)}, "neuro.bladder", word("examined")},
		{"an old weakness stays when nothing is said", answers{"neuro.weakness": word("examined")},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.weakness": word("none")})}, "neuro.weakness", word("examined")},
		{"examined alone is taken over", nil,
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.weakness": word("examined")})}, "neuro.weakness", word("examined")},
		{"the other side too", answers{"neuro.weakness_side": word("left")},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.weakness_side": word("right")})}, "neuro.weakness_side", word("both")},
		{"a first side", nil,
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"neuro.weakness_side": word("right")})}, "neuro.weakness_side", word("right")},
		{"a later date", answers{"flare.date": date("2026-11-01")},
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.CheckInEvent, 24, answers{"flare.date": date("2026-11-22")})}, "flare.date", date("2026-11-22")},
		{"a review says nothing here", nil,
			[]clinical.Event{event(clinical.SessionEvent, 0), with(clinical.ReviewEvent, 24, answers{"after.worse": clinical.BoolAnswer(true)})}, "after.worse", clinical.Answer{}},
		{"a finding that does not exist", nil, []clinical.Event{with(clinical.SessionEvent, 0, answers{"x.y": clinical.BoolAnswer(true)})}, "x.y", clinical.Answer{}},
		{"nothing happened", answers{"after.worse": clinical.BoolAnswer(true)}, nil, "after.worse", clinical.BoolAnswer(true)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(tt.have)
			got := session.Next(protocolSet(), clinical.Case{Findings: tt.have, History: tt.history})
			if got.Get(tt.id) != tt.want {
				t.Errorf("got %+v, want %+v", got.Get(tt.id), tt.want)
			}
			if len(tt.have) != before {
				t.Error("the case given was changed")
			}
		})
	}
	if c := session.Next(nil, clinical.Case{Note: "kept"}); c.Note != "kept" {
		t.Error("without a protocol the case is not as it was")
	}
}
