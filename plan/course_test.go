package plan_test

import (
	"slices"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

func at(days int) time.Time { return now.AddDate(0, 0, days) }

func session(days int, found answers) clinical.Event {
	return clinical.Event{Kind: clinical.SessionEvent, At: at(days), Findings: found}
}

func checkIn(days int, found answers) clinical.Event {
	return clinical.Event{Kind: clinical.CheckInEvent, At: at(days), Findings: found}
}

func dates(c plan.Course) (out []string, minutes []int) {
	for _, s := range c.Sessions {
		out, minutes = append(out, s.Day.Format("01-02")), append(minutes, s.Minutes)
	}
	return out, minutes
}

func TestCourseFromTheStart(t *testing.T) {
	s := small()
	p := planFor(t, s, person(s, nil), clinical.Self)
	days, minutes := dates(p.Course)
	if !slices.Equal(days, []string{"11-21", "11-28", "12-05", "12-12"}) || !slices.Equal(minutes, []int{15, 20, 25, 30}) {
		t.Errorf("sessions %v %v", days, minutes)
	}
	c := p.Course
	if c.ID != "home" || c.Done != 0 || c.NotBefore != nil || c.RestLeast != 10 || c.RestMost != 20 || c.MaintenanceDays != 28 || c.ReviewAfter != 3 || c.MostSessions != 6 {
		t.Errorf("course %+v", c)
	}
	if c.Sessions[1].Review || !c.Sessions[2].Review || c.Sessions[2].Number != 3 || c.Sessions[0].Maintenance {
		t.Errorf("review after the third: %+v", c.Sessions)
	}
	if got := c.ReviewFrom.Format("01-02") + " " + c.ReviewTo.Format("01-02"); got != "12-19 01-02" {
		t.Errorf("review window %s", got)
	}
	if c.Sessions[0].Day.Location() != zone || c.Sessions[0].Day.Hour() != 0 {
		t.Errorf("a day begins at %v", c.Sessions[0].Day)
	}
	if len(p.CheckIns) != 3 || p.CheckIns[1].Hours != 24 || !p.CheckIns[1].At.Equal(now.Add(24*time.Hour+15*time.Minute)) {
		t.Errorf("check-ins %+v", p.CheckIns)
	}
	if p.Minutes != (plan.Minutes{First: 15, Grow: 5, Most: 30, Now: 15}) {
		t.Errorf("minutes %+v", p.Minutes)
	}
	without := person(s, nil)
	without.Zone = nil // the zone of now stands in
	if d := planFor(t, s, without, clinical.Self).Course.Sessions[0].Day; d.Format("01-02") != "11-21" || d.Location() != zone {
		t.Errorf("without a zone: %v", d)
	}
}

func TestCourseGoesOn(t *testing.T) {
	s := small()
	fine := answers{"after.worse": clinical.BoolAnswer(false), "pain.back": clinical.IntAnswer(2), "goal.main": clinical.ChoiceAnswer("calm"), "retired": yes}
	pain2 := answers{"pain.back": clinical.IntAnswer(2)}
	grow := []clinical.Event{session(-15, pain2), checkIn(-14, fine), session(-8, pain2), checkIn(-7, fine)}
	with := func(h []clinical.Event, e ...clinical.Event) []clinical.Event { return append(slices.Clone(h), e...) }
	for _, c := range []struct {
		name    string
		history []clinical.Event
		differ  answers
		days    []string
		minutes []int
	}{
		{"weekly after two fine sessions", grow, nil, []string{"11-21", "11-28"}, []int{25, 30}},
		{"the week is not over", []clinical.Event{session(-2, nil), checkIn(-1, fine)}, nil, []string{"11-26", "12-03", "12-10"}, []int{20, 25, 30}},
		{"no check-in, no growth", []clinical.Event{session(-8, nil)}, nil, []string{"11-21", "11-28", "12-05"}, []int{15, 20, 25}},
		{"an empty check-in is none", []clinical.Event{session(-8, nil), checkIn(-7, nil)}, nil, []string{"11-21", "11-28", "12-05"}, []int{15, 20, 25}},
		{"a check-in before any session", []clinical.Event{checkIn(-9, fine), session(-8, nil)}, nil, []string{"11-21", "11-28", "12-05"}, []int{15, 20, 25}},
		{"more pain after it: back to the first dose", with(grow[:3], checkIn(-7, answers{"pain.back": clinical.IntAnswer(3)})), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"less pain after it", with(grow[:3], checkIn(-7, answers{"pain.back": clinical.IntAnswer(1)})), nil, []string{"11-21", "11-28"}, []int{25, 30}},
		{"worse after it", with(grow[:3], checkIn(-7, answers{"after.worse": yes})), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"one bad check-in of two", with(grow[:3], checkIn(-7, answers{"after.worse": yes}), checkIn(-6, fine)), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"not sure after it", with(grow[:3], checkIn(-7, answers{"after.worse": clinical.UnsureAnswer()})), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"a value that does not exist", with(grow[:3], checkIn(-7, answers{"trend": clinical.ChoiceAnswer("odd")})), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"better than normal is fine", with(grow[:3], checkIn(-7, answers{"trend": clinical.ChoiceAnswer("improving")})), nil, []string{"11-21", "11-28"}, []int{25, 30}},
		{"trend worsening", with(grow[:3], checkIn(-7, answers{"trend": clinical.ChoiceAnswer("worsening")})), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"another value without an order", with(grow[:3], checkIn(-7, answers{"numb": clinical.ChoiceAnswer("stable")})), nil, []string{"11-21", "11-28"}, []int{15, 20}},
		{"a question that was left out", with(grow[:3], checkIn(-7, answers{"after.worse": {}})), nil, []string{"11-21", "11-28"}, []int{25, 30}},
		{"told only before the next session", grow, answers{"after.worse": yes}, []string{"11-21", "11-28"}, []int{15, 20}},
		{"not sure before the next session", grow, answers{"after.worse": clinical.UnsureAnswer()}, []string{"11-21", "11-28"}, []int{15, 20}},
		{"after the course: maintenance", with(grow, session(-6, pain2), session(-3, pain2)), nil, []string{"12-16", "01-13"}, []int{25, 30}},
		{"a clinician's review starts anew", with(grow, clinical.Event{Kind: clinical.ClinicianReviewEvent, At: at(-1)}), nil, []string{"11-21", "11-28", "12-05", "12-12"}, []int{15, 20, 25, 30}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := person(s, c.differ)
			k.History = c.history
			p := planFor(t, s, k, clinical.Self)
			days, minutes := dates(p.Course)
			if !slices.Equal(days, c.days) || !slices.Equal(minutes, c.minutes) {
				t.Errorf("%v %v, want %v %v", days, minutes, c.days, c.minutes)
			}
			if len(p.Course.Sessions) > 0 && p.Course.Sessions[0].Number != p.Course.Done+1 {
				t.Errorf("session %d after %d", p.Course.Sessions[0].Number, p.Course.Done)
			}
			if p.Minutes.Now != minutes[0] || p.Lack != plan.LackNothing {
				t.Errorf("now %d minutes, lack %q", p.Minutes.Now, p.Lack)
			}
		})
	}
	k := person(s, nil)
	k.History = []clinical.Event{session(-1, nil)}
	p := planFor(t, s, k, clinical.Self)
	if p.Course.NotBefore == nil || !p.Course.NotBefore.Equal(at(1)) {
		t.Errorf("not before %v", p.Course.NotBefore)
	}
	if got := p.Course.ReviewFrom.Format("01-02"); got != "12-18" {
		t.Errorf("the review counts from the first session: %s", got)
	}
	k.History = nil
	for i := range 6 {
		if p = planFor(t, s, k, clinical.Self); p.Lack != plan.LackNothing || p.Course.Done != i {
			t.Errorf("after %d sessions: %q", i, p.Lack)
		}
		k.History = append(k.History, session(i-20, nil))
	}
	if p = planFor(t, s, k, clinical.Self); p.Lack != plan.LackReview || p.Steps != nil || p.Course.Sessions != nil || p.CheckIns != nil {
		t.Errorf("after the last session: %q, %d steps", p.Lack, len(p.Steps))
	}
	if p = planFor(t, s, k, clinical.Professional); p.Course.Sessions != nil {
		t.Error("a course without maintenance goes on")
	}
}

func TestNoSession(t *testing.T) {
	s := small()
	bare := small()
	bare.Courses = bare.Courses[:1]
	bare.Routines = bare.Routines[2:]
	bare.Groups = nil
	ruleset.Seal(bare)
	for _, c := range []struct {
		name    string
		set     *ruleset.Set
		differ  answers
		setting clinical.Setting
		want    plan.Lack
	}{
		{"setting forbidden", s, answers{"no.self": yes}, clinical.Self, plan.LackSetting},
		{"no minutes left", s, answers{"no.time": yes}, clinical.Self, plan.LackCourse},
		{"no course for the setting", bare, nil, clinical.Professional, plan.LackCourse},
		{"no routine for the setting", bare, nil, clinical.Self, plan.LackRoutine},
		{"nothing may touch", s, answers{"sore": yes}, clinical.Self, plan.LackLimits},
	} {
		p := planFor(t, c.set, person(c.set, c.differ), c.setting)
		if p.Lack != c.want || p.Steps != nil || p.Routine != "" {
			t.Errorf("%s: %q with %d steps", c.name, p.Lack, len(p.Steps))
		}
	}
	if p, ok := plan.Help(cleared(t, s, person(s, nil)), now); !ok || p.Setting != clinical.Helper || p.Lack != plan.LackCourse {
		t.Errorf("help: %v %s %q", ok, p.Setting, p.Lack)
	}
}
