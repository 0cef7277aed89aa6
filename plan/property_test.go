package plan_test

import (
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

// somebody answers at random; most answers are reassuring.
func somebody(s *ruleset.Set, r *rand.Rand) clinical.Case {
	differ := answers{}
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Derive != nil || !f.OnlyIf.IsZero() || r.IntN(4) > 0 {
			continue
		}
		switch f.Type {
		case ruleset.Bool:
			differ[f.ID] = clinical.BoolAnswer(r.IntN(2) == 0)
		case ruleset.Choice:
			differ[f.ID] = clinical.ChoiceAnswer(f.Values[r.IntN(len(f.Values))])
		case ruleset.Int:
			differ[f.ID] = clinical.IntAnswer(int(f.Min) + r.IntN(int(f.Max-f.Min)+1))
		}
		if r.IntN(8) == 0 {
			differ[f.ID] = clinical.UnsureAnswer()
		}
	}
	c := person(s, differ)
	for range r.IntN(4) {
		c.History = append(c.History, session(-9+len(c.History), nil))
	}
	return c
}

// bears reports, without the table, whether a limit concerns a touch.
func bears(l *ruleset.Limit, limited clinical.Side, setting clinical.Setting, region string, side clinical.Side) bool {
	return (len(l.Settings) == 0 || slices.Contains(l.Settings, setting)) && (len(l.Regions) == 0 || slices.Contains(l.Regions, region)) && limited.Overlaps(side)
}

func checkTouch(t *testing.T, s *ruleset.Set, limits []assess.Limit, p *plan.Plan, technique, region string, side clinical.Side, pressure clinical.Pressure) {
	t.Helper()
	i, _ := s.Technique(technique)
	tech := &s.Techniques[i]
	if region == "spine_band" || tech.Never || pressure > clinical.Moderate || pressure < tech.Least {
		t.Errorf("%s on %s with %s", technique, region, pressure)
	}
	for _, l := range limits {
		if !bears(l.Limit, l.Side, p.Setting, region, side) {
			continue
		}
		bad := false
		switch l.Kind {
		case ruleset.NoTouch:
			bad = tech.Kind == "hands" || tech.Kind == ruleset.KindTool
		case ruleset.PressureCap:
			bad = pressure > l.Pressure()
		case ruleset.NoTechnique, ruleset.NoTool:
			bad = l.Target == technique || l.Target[0] == '#' && tech.Has(l.Target[1:]) || slices.Contains(tech.Tools, l.Target)
		case ruleset.NoHeat:
			bad = tech.Has("heat")
		case ruleset.NoPosition:
			bad = l.Target == technique
		case ruleset.NoSetting:
			bad = l.Target == p.Setting.String()
		}
		if bad {
			t.Errorf("%s %s: %s on %s %s with %s against %s %s:%s", p.Setting, l.Rule, technique, region, side, pressure, l.Kind, l.Target, l.Regions)
		}
	}
}

func checkPlan(t *testing.T, s *ruleset.Set, a *assess.Assessment, p *plan.Plan) {
	t.Helper()
	limits := slices.Clone(a.Limits)
	for _, u := range a.Universal() {
		limits = append(limits, assess.Limit{Limit: u})
	}
	if len(limits) != len(p.Limits) {
		t.Errorf("%d limits in force, the plan has %d", len(limits), len(p.Limits))
	}
	most := 1 << 20
	for _, l := range limits {
		if l.Kind == ruleset.MinutesCap && len(l.Regions) == 0 && bears(l.Limit, l.Side, p.Setting, "", clinical.AnySide) {
			most = min(most, l.Minutes())
		}
	}
	if len(p.Techniques) != len(s.Techniques) {
		t.Errorf("%d verdicts for %d techniques", len(p.Techniques), len(s.Techniques))
	}
	for i, v := range p.Techniques {
		tech := &s.Techniques[i]
		if v.ID != tech.ID {
			t.Fatalf("verdict %d is about %s, not %s", i, v.ID, tech.ID)
		}
		if v.Status == plan.Excluded {
			if len(v.Reasons) == 0 || len(v.Regions) > 0 || v.Pressure > 0 || v.MostMinutes > 0 {
				t.Errorf("%s is excluded: %+v", v.ID, v)
			}
			continue
		}
		if v.FirstMinutes > v.MostMinutes || v.MostMinutes > tech.MostMinutes || v.MostMinutes > most || tech.Never || !slices.Contains(tech.Settings, p.Setting) {
			t.Errorf("%s: %+v", v.ID, v)
		}
		if len(tech.Regions) > 0 && len(v.Regions) == 0 {
			t.Errorf("%s is %s nowhere", v.ID, v.Status)
		}
		for _, b := range v.Reasons {
			if v.Status == plan.Allowed && b.Limit != nil && !b.Universal {
				t.Errorf("%s is allowed although %s bears", v.ID, b.Rule)
			}
		}
		for _, w := range v.Regions {
			if v.Pressure > w.Pressure || v.MostMinutes > w.Minutes {
				t.Errorf("%s: more in all than on %s", v.ID, w.Region)
			}
			checkTouch(t, s, limits, p, v.ID, w.Region, w.Side, w.Pressure)
		}
	}
	for _, zones := range [][]plan.Zone{p.Zones, p.Heat} {
		for _, z := range zones {
			if z.Region == "spine_band" && z.Status != plan.Forbidden || (z.Status == plan.Forbidden) != (z.Pressure == 0) && z.Status == plan.Forbidden || z.Status != plan.Open && len(z.Reasons) == 0 {
				t.Errorf("zone %+v", z)
			}
			for _, l := range limits {
				if l.Kind == ruleset.PressureCap && bears(l.Limit, l.Side, p.Setting, z.Region, z.Side) && z.Pressure > l.Pressure() {
					t.Errorf("zone %s %s with %s against %s", z.Region, z.Side, z.Pressure, l.Rule)
				}
			}
		}
	}
	checkSteps(t, s, limits, p, most)
}

func checkSteps(t *testing.T, s *ruleset.Set, limits []assess.Limit, p *plan.Plan, most int) {
	t.Helper()
	if p.Minutes.Now > most || p.Minutes.Most > most || p.Minutes.First > p.Minutes.Most {
		t.Errorf("minutes %+v above %d", p.Minutes, most)
	}
	for _, x := range p.Course.Sessions {
		if x.Minutes > most || x.Number > p.Course.MostSessions {
			t.Errorf("session %+v", x)
		}
	}
	if (len(p.Steps) == 0) == (p.Lack == plan.LackNothing) {
		t.Errorf("%d steps, lack %q", len(p.Steps), p.Lack)
	}
	sum, last := 0, ""
	for _, x := range p.Steps {
		sum += int(x.Duration)
		if x.Duration == 0 || x.Duration > x.Most || int(x.Most) > 60*p.Minutes.Now {
			t.Errorf("step %+v of %d minutes", x, p.Minutes.Now)
		}
		if v, _ := p.Verdict(x.Technique); v.Status == plan.Excluded {
			t.Errorf("step %s uses %s, which is excluded", x.ID, x.Technique)
		}
		if x.Position != "" && !slices.Contains(p.Positions, x.Position) {
			t.Errorf("step %s in position %s", x.ID, x.Position)
		}
		if x.Region == "" {
			continue
		}
		checkTouch(t, s, limits, p, x.Technique, x.Region, x.Side, x.Pressure)
		i, _ := s.Technique(x.Technique)
		if last == "" && !s.Techniques[i].Has("stroking") {
			t.Errorf("%s begins with %s", x.Routine, x.Technique)
		}
		last = x.Technique
	}
	if i, ok := s.Technique(last); len(p.Steps) > 0 && (!ok || !s.Techniques[i].Has("stroking")) {
		t.Errorf("a session ends with %q", last)
	}
	if sum > 60*p.Minutes.Now {
		t.Errorf("%d seconds of steps in %d minutes", sum, p.Minutes.Now)
	}
}

func TestPlansStayUnderTheLimits(t *testing.T) {
	s := small()
	r := rand.New(rand.NewPCG(1, 2))
	plans := 0
	for range people(4000) {
		a := assess.Assess(s, somebody(s, r), now)
		c, ok := a.Clearance()
		for _, setting := range clinical.Settings() {
			p, made := plan.Make(c, setting, now)
			if made != ok {
				t.Fatal("a plan and a clearance go together")
			}
			if made {
				plans++
				checkPlan(t, s, &a, &p)
				for i, v := range p.Techniques {
					if most, _ := plan.Everyone(s, s.Techniques[i].ID, setting); v.Status > most.Status {
						t.Errorf("%s is %s, for everyone %s", v.ID, v.Status, most.Status)
					}
				}
			}
			for i := range s.Techniques {
				if v, _ := plan.CanUse(s, &a, s.Techniques[i].ID, setting); !ok && v.Status != plan.Excluded && v.Kind != ruleset.KindPosition {
					t.Errorf("%s: %s is %s", a.Disposition, v.ID, v.Status)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("person %+v", a.Limits)
		}
	}
	if plans < people(1000) {
		t.Errorf("only %d plans were looked at", plans)
	}
}

// mirrored swaps left and right.
func mirrored(c clinical.Case) clinical.Case {
	f := answers{}
	for id, a := range c.Findings {
		switch {
		case id == "site.left":
			id = "site.right"
		case id == "site.right":
			id = "site.left"
		case a.Choice == "left":
			a.Choice = "right"
		case a.Choice == "right":
			a.Choice = "left"
		}
		f[id] = a
	}
	c.Findings = f
	return c
}

func otherSide(s clinical.Side) clinical.Side {
	switch s {
	case clinical.Left:
		return clinical.Right
	case clinical.Right:
		return clinical.Left
	}
	return s
}

func TestMirror(t *testing.T) {
	s := small()
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		c := somebody(s, r)
		k, ok := permitted(s, c)
		m, ok2 := permitted(s, mirrored(c))
		if ok != ok2 {
			t.Fatal("the side decides about permission")
		}
		if !ok {
			continue
		}
		for _, setting := range clinical.Settings() {
			p, _ := plan.Make(k, setting, now)
			q, _ := plan.Make(m, setting, now)
			for _, z := range p.Zones {
				o := zoneOf(t, q.Zones, z.Region, otherSide(z.Side))
				if z.Status != o.Status || z.Pressure != o.Pressure || !reflect.DeepEqual(rules(z.Reasons), rules(o.Reasons)) {
					t.Fatalf("%s %s is %s, mirrored %s", z.Region, z.Side, z.Status, o.Status)
				}
			}
			touched := func(p plan.Plan, turn func(clinical.Side) clinical.Side) map[plan.Step]int {
				out := map[plan.Step]int{}
				for _, x := range p.Steps {
					x.Side = turn(x.Side)
					out[x]++
				}
				return out
			}
			if a, b := touched(p, otherSide), touched(q, func(s clinical.Side) clinical.Side { return s }); !reflect.DeepEqual(a, b) {
				t.Fatalf("steps %v, mirrored %v", a, b)
			}
		}
	}
}

func permitted(s *ruleset.Set, c clinical.Case) (assess.Clearance, bool) {
	a := assess.Assess(s, c, now)
	return a.Clearance()
}

// answered answers what is still open, as the rules ask for it: reassuringly,
// except now and then.
func answered(s *ruleset.Set, r *rand.Rand) assess.Assessment {
	c := clinical.Case{Now: now, Zone: zone, Findings: answers{}}
	born, _ := clinical.ParseDate("1981")
	since, _ := clinical.ParseDate("2026-06-01")
	a := assess.Assess(s, c, now)
	for len(a.Open) > 0 {
		for _, id := range a.Open {
			i, _ := s.Finding(id)
			f := &s.Findings[i]
			odd := r.IntN(40) == 0
			switch {
			case id == "person.born":
				c.Findings[id] = clinical.DateAnswer(born)
			case f.Type == ruleset.Date:
				c.Findings[id] = clinical.DateAnswer(since)
			case f.Normal != nil && !odd:
				c.Findings[id] = f.Answer(*f.Normal)
			case f.Type == ruleset.Choice:
				c.Findings[id] = clinical.ChoiceAnswer(f.Values[r.IntN(len(f.Values))])
			case f.Type == ruleset.Bool:
				c.Findings[id] = clinical.BoolAnswer(r.IntN(2) == 0)
			default:
				c.Findings[id] = clinical.IntAnswer(int(f.Min) + r.IntN(min(6, int(f.Max-f.Min)+1)))
			}
		}
		if goal := []string{"calm", "sleep", "stiffness", "tense_buttocks"}; c.Get("goal.main").Kind == clinical.NotAsked {
			c.Findings["goal.main"] = clinical.ChoiceAnswer(goal[r.IntN(4)])
		}
		a = assess.Assess(s, c, now)
	}
	return a
}

// people is how many of them are tried: fewer under the race detector.
func people(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// checkProtocol holds the plans of a protocol to the properties, and wants some to be useful.
func checkProtocol(t *testing.T, s *ruleset.Set) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	plans, sessions := 0, 0
	for range people(1500) {
		a := answered(s, r)
		c, _ := a.Clearance()
		for _, setting := range clinical.Settings() {
			p, ok := plan.Make(c, setting, now)
			if !ok {
				continue
			}
			plans++
			if p.Lack == plan.LackNothing {
				sessions++
			}
			checkPlan(t, s, &a, &p)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	if plans == 0 || sessions == 0 {
		t.Errorf("%d plans, %d of them with a session", plans, sessions)
	}
}

// TestTheClinicalProtocol holds the plans of the real protocol to the same
// properties.
func TestTheClinicalProtocol(t *testing.T) {
	b, err := os.ReadFile("../ruleset/data/set.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ruleset.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	checkProtocol(t, s)
}
