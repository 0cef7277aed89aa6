package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

func brief(steps []plan.Step) []string {
	var out []string
	for _, s := range steps {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %d", s.ID, s.Side, s.Pressure, s.Duration)))
	}
	return out
}

func TestSteps(t *testing.T) {
	s := small()
	site := func(left, right int) answers {
		return answers{"site.left": clinical.IntAnswer(left), "site.right": clinical.IntAnswer(right), "goal.main": clinical.ChoiceAnswer("tense_buttocks")}
	}
	and := func(a answers, id clinical.FindingID, v clinical.Answer) answers { a[id] = v; return a }
	numbLeft := answers{"numb": clinical.ChoiceAnswer("stable"), "numb.side": clinical.ChoiceAnswer("left")}
	for _, c := range []struct {
		name    string
		differ  answers
		setting clinical.Setting
		want    []string
	}{
		{"buttock pain on the left", site(3, 1), clinical.Self, []string{"breathe  none 120", "warm left stroking 90", "warm right stroking 90", "press left moderate 60", "settle bilateral stroking 120"}},
		{"pain in the middle: no painful side", site(1, 1), clinical.Self, []string{"breathe  none 120", "warm left stroking 90", "warm right stroking 90", "settle bilateral stroking 120"}},
		{"both buttocks alike", site(3, 3), clinical.Self, []string{"breathe  none 120", "warm left stroking 90", "warm right stroking 90", "press left moderate 60", "press right moderate 60", "settle bilateral stroking 120"}},
		{"pain down the leg: no ball", site(1, 5), clinical.Self, []string{"breathe  none 120", "warm left stroking 90", "warm right stroking 90", "settle bilateral stroking 120"}},
		{"a side not known", and(site(3, 1), "site.right", clinical.UnsureAnswer()), clinical.Self, []string{"breathe  none 120", "warm left stroking 90", "warm right stroking 90", "settle bilateral stroking 120"}},
		{"calm, calf pain on the right", answers{"site.right": clinical.IntAnswer(5)}, clinical.Self, []string{"breathe  none 120", "calf left light 120", "legs bilateral stroking 120"}},
		{"calm, buttock pain leaves both calves free", answers{"site.right": clinical.IntAnswer(3)}, clinical.Self, []string{"breathe  none 120", "calf left light 120", "calf right light 120", "legs bilateral stroking 120"}},
		{"calm, numb left calf", numbLeft, clinical.Self, []string{"breathe  none 120", "calf right light 120", "legs right stroking 120"}},
		{"no goal: calm", answers{"goal.main": {}}, clinical.Self, []string{"breathe  none 120", "calf left light 120", "calf right light 120", "legs bilateral stroking 120"}},
		{"only stroking", answers{"opioid": yes}, clinical.Professional, []string{"open left stroking 240", "open right stroking 240", "sacrum  stroking 240", "close left stroking 240", "close right stroking 240"}},
		{"ten minutes in all", answers{"short": yes, "opioid": yes}, clinical.Professional, []string{"open left stroking 120", "open right stroking 120", "sacrum  stroking 120", "close left stroking 120", "close right stroking 120"}},
		{"no prone: the other position", answers{"no.prone": yes, "opioid": yes}, clinical.Professional, []string{"open left stroking 240", "open right stroking 240", "sacrum  stroking 240", "close left stroking 240", "close right stroking 240"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planFor(t, s, person(s, c.differ), c.setting)
			got := brief(p.Steps)
			if !slices.Equal(got, c.want) {
				t.Errorf("steps\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
	p := planFor(t, s, person(s, site(1, 1)), clinical.Professional)
	if p.Routine != "pro_calm" || p.Goal != "tense_buttocks" || p.Steps[0].ID != "open" || p.Steps[len(p.Steps)-1].ID != "close" {
		t.Errorf("%s from %s: %v", p.Routine, p.Goal, brief(p.Steps))
	}
	for _, st := range planFor(t, s, person(s, answers{"no.prone": yes}), clinical.Professional).Steps {
		if st.Position == "prone" {
			t.Errorf("%s is done prone", st.ID)
		}
	}
	for _, st := range planFor(t, s, person(s, site(3, 1)), clinical.Self).Steps {
		if st.ID == "press" && st.Most != 60 {
			t.Errorf("the first time the ball may press for %d seconds, not 60", st.Most)
		}
	}
	for _, st := range planFor(t, s, person(s, answers{"short.side": yes, "numb.side": clinical.ChoiceAnswer("left")}), clinical.Professional).Steps {
		if st.ID == "knead" && (st.Side == clinical.Left) != (st.Duration <= 60) {
			t.Errorf("kneading on the %s for %d seconds, 60 only on the left", st.Side, st.Duration)
		}
	}
	p = planFor(t, s, person(s, answers{"short.buttocks": yes}), clinical.Professional)
	sum := map[clinical.Side]plan.Seconds{}
	for _, st := range p.Steps {
		if st.Region == "gluteus" {
			sum[clinical.AnySide] += st.Duration
			if st.Most > 60 {
				t.Errorf("%s may last %d seconds on the buttocks", st.ID, st.Most)
			}
		}
	}
	if sum[clinical.AnySide] == 0 || sum[clinical.AnySide] > 60 {
		t.Errorf("%d seconds on the buttocks, at most 60", sum[clinical.AnySide])
	}
}

func TestStepsGrowWithTheCourse(t *testing.T) {
	s := small()
	k := person(s, nil)
	first := planFor(t, s, k, clinical.Self)
	k.History = []clinical.Event{session(-15, nil), checkIn(-14, answers{"after.worse": clinical.BoolAnswer(false)})}
	second := planFor(t, s, k, clinical.Self)
	for i, st := range second.Steps {
		if st.Duration <= first.Steps[i].Duration || st.Duration > st.Most {
			t.Errorf("%s: %d seconds after %d, most %d", st.ID, st.Duration, first.Steps[i].Duration, st.Most)
		}
	}
}

func TestStepsOfAnOddRoutine(t *testing.T) {
	s := small()
	step := ruleset.RoutineStep{ID: "a", Technique: "effleurage", Region: "sacrum", Seconds: 60, Most: 60, Pressure: clinical.Stroking}
	with := func(f func(*ruleset.RoutineStep)) ruleset.RoutineStep { o := step; f(&o); return o }
	s.Routines = []ruleset.Routine{{ID: "odd", Setting: clinical.Self, Goals: []string{"calm"}, Steps: []ruleset.RoutineStep{
		with(func(o *ruleset.RoutineStep) { o.ID, o.Technique = "no such technique", "x" }),
		with(func(o *ruleset.RoutineStep) { o.ID, o.Region = "no such region", "x" }),
		with(func(o *ruleset.RoutineStep) {
			o.ID, o.Technique, o.Region, o.Position = "no position", "ball_press", "gluteus", "x"
		}),
		with(func(o *ruleset.RoutineStep) { o.ID, o.Pressure = "too soft to be a touch", clinical.NoPressure }),
		with(func(o *ruleset.RoutineStep) { o.ID, o.Technique, o.Region = "spine", "effleurage", "spine_band" }),
		with(func(o *ruleset.RoutineStep) { o.ID, o.Position = "other position", "x" }),
	}}}
	ruleset.Seal(s)
	p := planFor(t, s, person(s, nil), clinical.Self)
	if len(p.Steps) != 1 || p.Steps[0].ID != "other position" || p.Steps[0].Position != "prone" {
		t.Errorf("steps %+v", p.Steps)
	}
	s.Routines[0].Steps = []ruleset.RoutineStep{with(func(o *ruleset.RoutineStep) { o.Technique, o.Region = "breathing", "" })}
	ruleset.Seal(s)
	if p = planFor(t, s, person(s, nil), clinical.Self); p.Steps != nil || p.Lack != plan.LackLimits {
		t.Errorf("a session that touches nothing: %v, %q", p.Steps, p.Lack)
	}
}
