package plan_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

func TestNoPlanWithoutPermission(t *testing.T) {
	s := small()
	good := cleared(t, s, person(s, nil))
	for name, c := range map[string]struct {
		c       assess.Clearance
		setting clinical.Setting
		at      time.Time
	}{
		"zero clearance":          {assess.Clearance{}, clinical.Self, now},
		"no setting":              {good, clinical.NoSetting, now},
		"a setting out of range":  {good, clinical.Professional + 1, now},
		"after it has run out":    {good, clinical.Self, now.Add(24 * time.Hour)},
		"before it was given":     {good, clinical.Self, now.Add(-time.Second)},
		"at no time":              {good, clinical.Self, time.Time{}},
		"zero clearance, no time": {assess.Clearance{}, clinical.Professional, time.Time{}},
	} {
		if p, ok := plan.Make(c.c, c.setting, c.at); ok || !reflect.DeepEqual(p, plan.Plan{}) {
			t.Errorf("%s: a plan was made", name)
		}
	}
	if _, ok := plan.Help(assess.Clearance{}, now); ok {
		t.Error("help without a clearance")
	}
	if _, ok := plan.Make(good, clinical.Self, now.Add(24*time.Hour-time.Second)); !ok {
		t.Error("no plan in the last second of the clearance")
	}
	var v plan.Verdict
	var z plan.Zone
	var a plan.Advice
	if v.Status != plan.Excluded || z.Status != plan.Forbidden || a.Action != plan.Cancel || v.Pressure != clinical.NoPressure {
		t.Error("a zero value permits something")
	}
}

func TestVerdicts(t *testing.T) {
	s := small()
	for _, c := range []struct {
		name      string
		differ    answers
		setting   clinical.Setting
		technique string
		status    plan.Status
		pressure  clinical.Pressure
		first     int
		most      int
		reasons   []clinical.RuleID
	}{
		{"stroking for a mild person", nil, clinical.Professional, "effleurage", plan.Allowed, clinical.Light, 5, 10, []clinical.RuleID{"region"}},
		{"never planned firmer than moderate", nil, clinical.Professional, "petrissage", plan.Allowed, clinical.Light, 5, 8, []clinical.RuleID{"region", "PR-ALL-01", "technique"}},
		{"cannot be done softly enough", nil, clinical.Professional, "deep_press", plan.Excluded, 0, 0, 0, []clinical.RuleID{"PR-ALL-01", "technique"}},
		{"never for anyone", nil, clinical.Professional, "tapotement", plan.Excluded, 0, 0, 0, []clinical.RuleID{"technique"}},
		{"not meant for the setting", nil, clinical.Helper, "petrissage", plan.Excluded, 0, 0, 0, []clinical.RuleID{"setting"}},
		{"never for anyone, and not meant for the setting", nil, clinical.Helper, "tapotement", plan.Excluded, 0, 0, 0, []clinical.RuleID{"technique", "setting"}},
		{"ball only where its tool may be", nil, clinical.Self, "ball_press", plan.Allowed, clinical.Moderate, 1, 2, []clinical.RuleID{"PR-ALL-01", "technique"}},
		{"blood thinner takes the ball away", answers{"thinner": yes}, clinical.Self, "ball_press", plan.Excluded, 0, 0, 0, []clinical.RuleID{"technique", "PR-BLD-01"}},
		{"blood thinner softens kneading", answers{"thinner": yes}, clinical.Professional, "petrissage", plan.Limited, clinical.Light, 5, 8, []clinical.RuleID{"region", "PR-ALL-01", "PR-BLD-01", "technique"}},
		{"opioid leaves stroking", answers{"opioid": yes}, clinical.Professional, "effleurage", plan.Limited, clinical.Stroking, 5, 10, []clinical.RuleID{"region", "PR-OPI-01"}},
		{"a limit for another setting", answers{"self.light": yes}, clinical.Professional, "effleurage", plan.Allowed, clinical.Light, 5, 10, []clinical.RuleID{"region"}},
		{"minutes of the session cap it", answers{"no.time": yes}, clinical.Professional, "effleurage", plan.Excluded, 0, 0, 0, []clinical.RuleID{"region", "DO-NIL-01"}},
		{"minutes on one region", answers{"short.buttocks": yes}, clinical.Professional, "petrissage", plan.Limited, clinical.Light, 1, 1, []clinical.RuleID{"region", "PR-ALL-01", "DO-GLU-01", "technique"}},
		{"one position left", answers{"no.prone": yes}, clinical.Professional, "effleurage", plan.Allowed, clinical.Light, 5, 10, []clinical.RuleID{"region"}},
		{"no position left", answers{"no.lying": yes}, clinical.Professional, "effleurage", plan.Excluded, 0, 0, 0, []clinical.RuleID{"region", "PR-LIE-01"}},
		{"setting forbidden", answers{"no.self": yes}, clinical.Self, "oil", plan.Excluded, 0, 0, 0, []clinical.RuleID{"PR-SET-01"}},
		{"no touch leaves breathing, oil and positions to whole-body limits", answers{"sore": yes}, clinical.Self, "breathing", plan.Excluded, 0, 0, 0, []clinical.RuleID{"PR-TOU-01"}},
		{"no touch leaves positions", answers{"sore": yes}, clinical.Self, "side_lying", plan.Allowed, 0, 0, 0, nil},
		{"no touch of one region leaves breathing", nil, clinical.Self, "breathing", plan.Allowed, 0, 2, 5, nil},
		{"breathing is not for the professional", nil, clinical.Professional, "breathing", plan.Excluded, 0, 0, 0, []clinical.RuleID{"setting"}},
		{"position forbidden", answers{"no.prone": yes}, clinical.Helper, "prone", plan.Excluded, 0, 0, 0, []clinical.RuleID{"PR-PRO-01"}},
		{"heat where skin feels", answers{"numb": clinical.ChoiceAnswer("stable")}, clinical.Self, "lamp", plan.Limited, 0, 0, 15, []clinical.RuleID{"region", "RC-NUM-01"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := cleared(t, s, person(s, c.differ))
			v, ok := plan.Can(k, c.technique, c.setting)
			if !ok {
				t.Fatal("not answered")
			}
			if v.Status != c.status || v.Pressure != c.pressure || v.FirstMinutes != c.first || v.MostMinutes != c.most {
				t.Errorf("%s %s, first %d, most %d; want %s %s, %d, %d", v.Status, v.Pressure, v.FirstMinutes, v.MostMinutes, c.status, c.pressure, c.first, c.most)
			}
			got := rules(v.Reasons)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.reasons))
			if !slices.Equal(got, want) {
				t.Errorf("reasons %v, want %v", got, want)
			}
		})
	}
	p := planFor(t, s, person(s, nil), clinical.Self)
	if v, ok := p.Verdict("efleurage"); ok || !reflect.DeepEqual(v, plan.Verdict{}) {
		t.Error("the plan answers for an unknown technique")
	}
	if v := verdict(t, planFor(t, s, person(s, answers{"no.prone": yes}), clinical.Professional), "effleurage"); !slices.Equal(v.Positions, []string{"side_lying"}) {
		t.Errorf("positions left: %v", v.Positions)
	}
}

func TestCanUseWithoutPermission(t *testing.T) {
	s := small()
	other := small()
	other.Version = "2"
	ruleset.Seal(other)
	assessed := func(set *ruleset.Set, differ answers) *assess.Assessment {
		a := assess.Assess(set, person(set, differ), now)
		return &a
	}
	open := person(s, nil)
	delete(open.Findings, "ill")
	undecided := assess.Assess(s, open, now)
	for _, c := range []struct {
		name      string
		a         *assess.Assessment
		technique string
		status    plan.Status
		reasons   []clinical.RuleID
	}{
		{"nothing answered", nil, "effleurage", plan.Excluded, []clinical.RuleID{"decision"}},
		{"nothing answered, a position", nil, "prone", plan.Excluded, []clinical.RuleID{"decision"}},
		{"a decision of another protocol", assessed(other, nil), "effleurage", plan.Excluded, []clinical.RuleID{"decision"}},
		{"a question is open", &undecided, "effleurage", plan.Excluded, []clinical.RuleID{"decision"}},
		{"flare: no stroking", assessed(s, answers{"flare": yes, "thinner": yes}), "effleurage", plan.Excluded, []clinical.RuleID{"PO-FLA-01"}},
		{"flare: the position stays", assessed(s, answers{"flare": yes}), "prone", plan.Allowed, nil},
		{"flare: a forbidden position", assessed(s, answers{"flare": yes, "no.prone": yes}), "prone", plan.Excluded, []clinical.RuleID{"PR-PRO-01"}},
		{"ill: not even a position", assessed(s, answers{"ill": yes}), "prone", plan.Excluded, []clinical.RuleID{"RF-ILL-01"}},
		{"ill: a technique that is never used", assessed(s, answers{"ill": yes}), "tapotement", plan.Excluded, []clinical.RuleID{"technique", "RF-ILL-01"}},
		{"operation: no heat either", assessed(s, answers{"surgery": yes}), "lamp", plan.Excluded, []clinical.RuleID{"RC-REF-01"}},
		{"cleared", assessed(s, nil), "effleurage", plan.Allowed, []clinical.RuleID{"region"}},
	} {
		v, ok := plan.CanUse(s, c.a, c.technique, clinical.Self)
		if !ok || v.ID != c.technique || v.Status != c.status {
			t.Errorf("%s: %v %s, want %s", c.name, ok, v.Status, c.status)
		}
		if c.status == plan.Excluded && !slices.Equal(rules(v.Reasons), c.reasons) {
			t.Errorf("%s: reasons %v, want %v", c.name, rules(v.Reasons), c.reasons)
		}
	}
	k := cleared(t, s, person(s, nil))
	if v, ok := plan.Can(k, "efleurage", clinical.Self); ok || !reflect.DeepEqual(v, plan.Verdict{}) {
		t.Error("an unknown technique was answered")
	}
	if _, ok := plan.Can(k, "effleurage", clinical.NoSetting); ok {
		t.Error("a setting that does not exist was answered")
	}
	if _, ok := plan.Can(assess.Clearance{}, "effleurage", clinical.Self); ok {
		t.Error("the zero clearance was answered")
	}
}

func TestZones(t *testing.T) {
	s := small()
	numbLeft := answers{"numb": clinical.ChoiceAnswer("stable"), "numb.side": clinical.ChoiceAnswer("left")}
	for _, c := range []struct {
		name     string
		differ   answers
		setting  clinical.Setting
		region   string
		side     clinical.Side
		status   plan.ZoneStatus
		pressure clinical.Pressure
		reason   clinical.RuleID
	}{
		{"the spine", nil, clinical.Professional, "spine_band", clinical.AnySide, plan.Forbidden, 0, "region"},
		{"the back of a mild person", nil, clinical.Professional, "paraspinal_lumbar", clinical.Left, plan.Open, clinical.Light, "PR-ALL-01"},
		{"the buttock of a mild person", nil, clinical.Professional, "gluteus", clinical.Right, plan.Open, clinical.Moderate, ""},
		{"a helper keeps off the lower back", nil, clinical.Helper, "paraspinal_lumbar", clinical.Right, plan.Forbidden, 0, "PR-ALL-01"},
		{"nothing is meant for the tummy at home", nil, clinical.Self, "abdomen", clinical.AnySide, plan.Forbidden, 0, "setting"},
		{"only what is never used is meant for the tummy", nil, clinical.Professional, "abdomen", clinical.AnySide, plan.Forbidden, 0, "technique"},
		{"numb calf", numbLeft, clinical.Professional, "calf", clinical.Left, plan.Forbidden, 0, "RC-NUM-01"},
		{"the other calf", numbLeft, clinical.Professional, "calf", clinical.Right, plan.Open, clinical.Light, ""},
		{"side of the numbness not known", answers{"numb": clinical.ChoiceAnswer("stable"), "numb.side": clinical.UnsureAnswer()}, clinical.Professional, "calf", clinical.Right, plan.Forbidden, 0, "RC-NUM-01"},
		{"blood thinner", answers{"thinner": yes}, clinical.Professional, "gluteus", clinical.Left, plan.Careful, clinical.Light, "PR-BLD-01"},
		{"a shorter session is no matter of place", answers{"short": yes}, clinical.Professional, "gluteus", clinical.Left, plan.Open, clinical.Moderate, "DO-SHO-01"},
		{"shorter work on the buttocks is", answers{"short.buttocks": yes}, clinical.Professional, "gluteus", clinical.Left, plan.Careful, clinical.Moderate, "DO-GLU-01"},
	} {
		z := zoneOf(t, planFor(t, s, person(s, c.differ), c.setting).Zones, c.region, c.side)
		if z.Status != c.status || z.Pressure != c.pressure {
			t.Errorf("%s: %s %s, want %s %s", c.name, z.Status, z.Pressure, c.status, c.pressure)
		}
		if c.reason != "" && !slices.Contains(rules(z.Reasons), c.reason) {
			t.Errorf("%s: reasons %v lack %s", c.name, rules(z.Reasons), c.reason)
		}
	}
	p := planFor(t, s, person(s, numbLeft), clinical.Self)
	for side, want := range map[clinical.Side]plan.ZoneStatus{clinical.Left: plan.Forbidden, clinical.Right: plan.Open} {
		if z := zoneOf(t, p.Heat, "calf", side); z.Status != want {
			t.Errorf("heat on the %s calf: %s", side, z.Status)
		}
	}
	if z := zoneOf(t, p.Heat, "spine_band", clinical.AnySide); z.Status != plan.Forbidden {
		t.Error("heat on the spine band")
	}
}

func TestConsentsCardsAndPressure(t *testing.T) {
	s := small()
	c := person(s, answers{"young": yes, "thinner": yes, "pain.leg": clinical.IntAnswer(3)})
	p := planFor(t, s, c, clinical.Professional)
	if want := []plan.Consent{{For: "guardian", Rule: "PR-CON-01"}, {For: plan.ConsentSensitive, Regions: []string{"gluteus"}}}; !reflect.DeepEqual(p.Consents, want) {
		t.Errorf("consents %v", p.Consents)
	}
	if !slices.Equal(p.Prepare, []string{"prepare_all", "prepare_pro"}) || !slices.Equal(p.Tell, []string{"tell", "tell_thinner"}) ||
		!slices.Equal(p.Aftercare, []string{"after"}) || !slices.Equal(p.Expect, []string{"expect"}) || !slices.Equal(p.DoToday, []string{"walk"}) || !slices.Equal(p.Stops, []string{"sharp"}) {
		t.Errorf("cards: %v %v %v %v %v %v", p.Prepare, p.Tell, p.Aftercare, p.Expect, p.DoToday, p.Stops)
	}
	if p.PressureCheck.Start != 3 || p.PressureCheck.Most != 4 || p.PressureCheck.Elsewhere != 0 || !slices.Equal(p.PressureCheck.Buttocks, buttocks) {
		t.Errorf("pressure check %+v", p.PressureCheck)
	}
	if !slices.Equal(p.Tools, []string{"electric"}) || !slices.Equal(p.Positions, []string{"prone", "side_lying"}) {
		t.Errorf("tools %v, positions %v", p.Tools, p.Positions)
	}
	p = planFor(t, s, person(s, answers{"opioid": yes, "young": yes}), clinical.Self)
	if len(p.Consents) != 1 || p.PressureCheck.Most != 0 || p.PressureCheck.Buttocks != nil || !slices.Equal(p.Tell, []string{"tell"}) || !slices.Equal(p.Prepare, []string{"prepare_all"}) {
		t.Errorf("self on an opioid: %v %+v %v", p.Consents, p.PressureCheck, p.Tell)
	}
	if p = planFor(t, s, person(s, answers{"sore": yes}), clinical.Professional); p.Consents != nil || p.Lack != plan.LackLimits || p.Steps != nil {
		t.Errorf("no touch at all: %v, %q", p.Consents, p.Lack)
	}
}

func TestEveryoneKnowsNoPerson(t *testing.T) {
	s := small()
	for _, x := range s.Techniques {
		v, ok := plan.Everyone(s, x.ID, clinical.Self)
		if !ok || v.ID != x.ID || x.Never && v.Status != plan.Excluded || v.Status == plan.Limited {
			t.Errorf("%s for everyone: %+v", x.ID, v)
		}
	}
	if _, ok := plan.Everyone(s, "nothing", clinical.Self); ok {
		t.Error("an unknown technique has a verdict")
	}
	if _, ok := plan.Everyone(s, s.Techniques[0].ID, clinical.NoSetting); ok {
		t.Error("no setting has a verdict")
	}
}
