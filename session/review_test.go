package session_test

import (
	"reflect"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

const week = 7 * 24

func TestReview(t *testing.T) {
	sessions := func(n int) (h []clinical.Event) {
		for i := range n {
			h = append(h, event(clinical.SessionEvent, i*week))
		}
		return h
	}
	reviewed := func(h []clinical.Event, at int, how string) []clinical.Event {
		e := event(clinical.ReviewEvent, at)
		e.Findings = map[clinical.FindingID]clinical.Answer{"review.change": clinical.ChoiceAnswer(how)}
		return append(h, e)
	}
	first := session.Measures{Pains: pains(t, 6, 6, 5, 1)}
	better := session.Measures{Pains: pains(t, 6, 3, 3, 1)}
	worse := session.Measures{Pains: pains(t, 6, 6, 6, 1)}
	weak := better
	weak.Motor.HeelWalk.Left = session.Cannot
	gone := session.Measures{Pains: pains(t, 0, 0, 0, 0), Motor: weak.Motor}
	goneFirst := first
	goneFirst.Motor = weak.Motor

	tests := []struct {
		name     string
		history  []clinical.Event
		first    session.Measures
		now      session.Measures
		at       int
		want     session.Decision
		why      session.Why
		due      []session.Why
		within   clinical.Within
		findings map[clinical.FindingID]string
	}{
		{"no session", nil, first, better, 0, session.NotDue, "", nil, 0, nil},
		{"after 2 sessions", sessions(2), first, worse, week, session.NotDue, "", nil, 0, nil},
		{"after 3, better", sessions(3), first, better, 2 * week, session.GoOn, session.GotBetter, []session.Why{session.AfterSessions}, 0, map[clinical.FindingID]string{"review.change": "better"}},
		{"after 3, the same", sessions(3), first, first, 2 * week, session.ChangePlan, session.StayedSame, []session.Why{session.AfterSessions}, 0, map[clinical.FindingID]string{"review.change": "same"}},
		{"after 3, worse", sessions(3), first, worse, 2 * week, session.SeeClinician, session.GotWorse, []session.Why{session.AfterSessions}, clinical.In2Weeks, map[clinical.FindingID]string{"review.change": "worse"}},
		{"after 3, not measured", sessions(3), first, session.Measures{}, 2 * week, session.AnswersNeeded, session.NotMeasured, []session.Why{session.AfterSessions}, 0, nil},
		{"after 3 and reviewed", reviewed(sessions(3), 2*week, "better"), first, better, 2*week + 1, session.NotDue, "", nil, 0, nil},
		{"a review before the third session does not count", append(reviewed(nil, 1, "better"), sessions(3)...), first, better, 2 * week, session.GoOn, session.GotBetter, []session.Why{session.AfterSessions}, 0, nil},
		{"just before 4 weeks", reviewed(sessions(3), 2*week, "better"), first, better, 4*week - 1, session.NotDue, "", nil, 0, nil},
		{"at 4 weeks, better", reviewed(sessions(3), 2*week, "better"), first, better, 4 * week, session.GoOn, session.GotBetter, []session.Why{session.AtWeeks}, 0, nil},
		{"at 4 weeks, the same", reviewed(sessions(3), 2*week, "same"), first, first, 4 * week, session.ChangePlan, session.StayedSame, []session.Why{session.AtWeeks}, 0, nil},
		{"at 5 weeks, reviewed at 4", reviewed(sessions(5), 4*week, "same"), first, first, 5 * week, session.NotDue, "", nil, 0, nil},
		{"at 6 weeks, the same at 4 and now", reviewed(sessions(6), 4*week, "same"), first, first, 6 * week, session.SeeClinician, session.NoneAfter, []session.Why{session.AtWeeks}, clinical.In2Weeks, nil},
		{"at 6 weeks, better at 4", reviewed(sessions(6), 4*week, "much_better"), first, first, 6 * week, session.NotDue, "", nil, 0, nil},
		{"at 6 weeks, all sessions done, better", reviewed(sessions(6), 2*week, "better"), first, better, 6 * week, session.Maintenance, session.GotBetter, []session.Why{session.AtWeeks}, 0, nil},
		{"at 6 weeks, never reviewed", sessions(3), first, first, 6 * week, session.SeeClinician, session.NoneAfter, []session.Why{session.AfterSessions, session.AtWeeks}, clinical.In2Weeks, nil},
		{"10 sessions, however well", reviewed(sessions(10), 9*week, "better"), first, better, 9*week + 1, session.SeeClinician, session.TooMany, []session.Why{session.TooMany}, clinical.Routine, nil},
		{"10 sessions, seen by a clinician since", append(sessions(10), event(clinical.ClinicianReviewEvent, 10*week)), first, better, 10 * week, session.NotDue, "", nil, 0, nil},
		{"power lost, no review due", sessions(1), first, weak, 1, session.SeeClinician, session.PowerLost, nil, clinical.Today, map[clinical.FindingID]string{"neuro.weakness": "new", "neuro.weakness_side": "left"}},
		{"pain gone, an old weakness stays", sessions(1), goneFirst, gone, 1, session.SeeClinician, session.PowerLost, nil, clinical.Today, map[clinical.FindingID]string{"neuro.weakness": "new"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := session.Review(course, tt.history, tt.first, tt.now, hours(tt.at))
			if v.Decision != tt.want || !reflect.DeepEqual(v.Due, tt.due) || v.Care.Within != tt.within {
				t.Fatalf("got %q, due %v, care %v; want %q, due %v, %v", v.Decision, v.Due, v.Care, tt.want, tt.due, tt.within)
			}
			if tt.why != "" && (len(v.Reasons) == 0 || v.Reasons[0] != tt.why) {
				t.Errorf("reasons %v, want %q", v.Reasons, tt.why)
			}
			for id, w := range tt.findings {
				if v.Findings[id].Choice != w {
					t.Errorf("%s is %q, want %q", id, v.Findings[id].Choice, w)
				}
			}
			if tt.within == clinical.Today && v.Care.Who != clinical.Doctor {
				t.Errorf("care %v, want a doctor", v.Care)
			}
		})
	}
	if v := session.Review(ruleset.Course{}, sessions(1), first, better, hours(0)); v.Decision != session.SeeClinician {
		t.Errorf("a course without numbers lets go on: %q", v.Decision)
	}
}
