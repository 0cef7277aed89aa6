package plan_test

import (
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

// protocol builds a small Set by hand, so that these tests do not depend on
// the clinical protocol.
type protocol struct{ s *ruleset.Set }

func (p *protocol) finding(f ruleset.Finding) int {
	p.s.Order = append(p.s.Order, len(p.s.Findings))
	p.s.Findings = append(p.s.Findings, f)
	return len(p.s.Findings) - 1
}

func (p *protocol) yesNo(id clinical.FindingID) int {
	normal := int32(0)
	return p.finding(ruleset.Finding{ID: id, Type: ruleset.Bool, Values: []string{"false", "true"}, Normal: &normal, Danger: []int32{0, 1}})
}

func (p *protocol) score(id clinical.FindingID, most int32) int {
	return p.finding(ruleset.Finding{ID: id, Type: ruleset.Int, Max: most, Danger: []int32{0, most}})
}

func (p *protocol) choice(id clinical.FindingID, values ...string) int {
	return p.finding(ruleset.Finding{ID: id, Type: ruleset.Choice, Values: values})
}

func (p *protocol) atom(a ruleset.Atom) ruleset.Expr {
	p.s.Atoms = append(p.s.Atoms, a)
	return ruleset.Expr{Op: ruleset.OpAtom, Atom: len(p.s.Atoms) - 1}
}

func (p *protocol) yes(finding int) ruleset.Expr {
	return p.atom(ruleset.Atom{Finding: finding, Mask: 2})
}

func (p *protocol) limit(l ruleset.Limit) int {
	p.s.Limits = append(p.s.Limits, l)
	return len(p.s.Limits) - 1
}

func (p *protocol) rule(id clinical.RuleID, when ruleset.Expr, then ruleset.Effect) *ruleset.Rule {
	var reads []int
	when.Walk(func(a int) { reads = append(reads, p.s.Atoms[a].Finding) })
	same := then
	p.s.Rules = append(p.s.Rules, ruleset.Rule{ID: id, When: when, Then: then, Unsure: &same, Universal: when.Op == ruleset.OpTrue, Until: then.Disposition >= clinical.Postpone, Reads: reads})
	return &p.s.Rules[len(p.s.Rules)-1]
}

// bearing makes a rule of one yes/no finding that sets limits.
func (p *protocol) bearing(id clinical.RuleID, finding clinical.FindingID, limits ...ruleset.Limit) {
	e := ruleset.Effect{Disposition: clinical.Modify}
	for _, l := range limits {
		e.Limits = append(e.Limits, p.limit(l))
	}
	p.rule(id, p.yes(p.yesNo(finding)), e)
}

var (
	selfOnly = []clinical.Setting{clinical.Self}
	proOnly  = []clinical.Setting{clinical.Professional}
	everyone = clinical.Settings()
	back     = []string{"paraspinal_lumbar", "paraspinal_thoracic"}
	leg      = []string{"calf"}
	buttocks = []string{"gluteus"}
)

// small is the protocol of these tests.
func small() *ruleset.Set {
	p := &protocol{&ruleset.Set{ID: "small", Version: "1", ValidHours: 24}}
	s := p.s
	s.Regions = []ruleset.Region{
		{ID: "spine_band"}, {ID: "paraspinal_lumbar", Sided: true}, {ID: "paraspinal_thoracic", Sided: true}, {ID: "sacrum"},
		{ID: "gluteus", Sided: true, Sensitive: true}, {ID: "calf", Sided: true}, {ID: "abdomen"},
	}
	s.Groups = []ruleset.Group{{ID: "buttocks", Regions: buttocks}, {ID: "leg", Regions: leg}}
	all := slices.Concat(back, []string{"spine_band", "sacrum", "gluteus", "calf"})
	slices.Sort(all)
	s.Techniques = []ruleset.Technique{
		{ID: "effleurage", Kind: "hands", Tags: []string{"stroking"}, Least: clinical.Stroking, Most: clinical.Light, Settings: everyone, Regions: all, First: 5, MostMinutes: 10,
			Positions: []string{"prone", "side_lying"}},
		{ID: "petrissage", Kind: "hands", Tags: []string{"kneading"}, Least: clinical.Light, Most: clinical.Firm, Settings: proOnly, Regions: all, First: 5, MostMinutes: 8,
			NeverIn: []ruleset.NeverIn{{Settings: proOnly, Regions: leg}}},
		{ID: "ball_press", Kind: "hands", Tags: []string{"ball"}, Least: clinical.Light, Most: clinical.Moderate, Settings: selfOnly, Regions: slices.Concat(buttocks, back), Tools: []string{"ball"},
			First: 1, MostMinutes: 2, SpotSeconds: 30, Positions: []string{"standing"}},
		{ID: "ball", Kind: ruleset.KindTool, Tags: []string{"ball"}, Least: clinical.Light, Most: clinical.Moderate, Settings: selfOnly, Regions: slices.Concat(buttocks, back),
			NeverIn: []ruleset.NeverIn{{Regions: back}}},
		{ID: "tapotement", Kind: "hands", Tags: []string{"percussion"}, Least: clinical.Light, Most: clinical.Deep, Settings: proOnly, Regions: append([]string{"abdomen"}, back...), Never: true},
		{ID: "deep_press", Kind: "hands", Least: clinical.Deep, Most: clinical.Deep, Settings: proOnly, Regions: back, MostMinutes: 3},
		{ID: "lamp", Kind: ruleset.KindHeat, Tags: []string{"heat"}, Settings: everyone, Regions: all, MostMinutes: 15},
		{ID: "electric", Kind: ruleset.KindDevice, Tags: []string{"electric"}, Least: clinical.Stroking, Most: clinical.Light, Settings: proOnly, Regions: back, MostMinutes: 10},
		{ID: "oil", Kind: ruleset.KindLubricant, Settings: everyone},
		{ID: "breathing", Kind: "modality", Tags: []string{"calming"}, Settings: []clinical.Setting{clinical.Self, clinical.Helper}, First: 2, MostMinutes: 5},
		{ID: "prone", Kind: ruleset.KindPosition, Settings: everyone, Positions: []string{"prone"}},
		{ID: "side_lying", Kind: ruleset.KindPosition, Settings: everyone},
		{ID: "standing", Kind: ruleset.KindPosition, Settings: selfOnly},
	}
	always := ruleset.Expr{Op: ruleset.OpTrue}
	p.rule("PR-ALL-01", always, ruleset.Effect{Disposition: clinical.Suitable, Limits: []int{
		p.limit(ruleset.Limit{Kind: ruleset.NoTouch, Regions: []string{"spine_band"}}),
		p.limit(ruleset.Limit{Kind: ruleset.PressureCap, Target: "light", Regions: back}),
		p.limit(ruleset.Limit{Kind: ruleset.NoTouch, Regions: back[:1], Settings: []clinical.Setting{clinical.Helper}}),
	}})
	left, right := p.score("site.left", 6), p.score("site.right", 6)
	p.score("pain.back", 10)
	p.score("pain.leg", 10)
	p.choice("goal.main", "calm", "tense_buttocks")
	p.choice("trend", "improving", "steady", "worsening")
	s.Findings[len(s.Findings)-1].Danger = []int32{0, 1, 2}
	s.Findings[len(s.Findings)-1].Normal = new(int32)
	*s.Findings[len(s.Findings)-1].Normal = 1
	numb := p.choice("numb.side", "left", "right", "both")
	none := p.choice("numb", "none", "stable")
	s.Findings[none].Normal = new(int32)
	p.rule("RC-NUM-01", p.atom(ruleset.Atom{Finding: none, Mask: 2}), ruleset.Effect{Disposition: clinical.Modify, Limits: []int{
		p.limit(ruleset.Limit{Kind: ruleset.NoTouch, Regions: leg, Side: numb + 1}),
		p.limit(ruleset.Limit{Kind: ruleset.NoHeat, Regions: leg, Side: numb + 1}),
	}})
	far := func(f int) ruleset.Expr { return p.atom(ruleset.Atom{Finding: f, Min: 4, Max: 6}) }
	p.rule("ST-LEG-01", ruleset.Expr{Op: ruleset.OpOr, Args: []ruleset.Expr{far(left), far(right)}}, ruleset.Effect{Disposition: clinical.Modify, Limits: []int{
		p.limit(ruleset.Limit{Kind: ruleset.NoTool, Target: "#ball"}),
	}})
	p.bearing("PR-BLD-01", "thinner", ruleset.Limit{Kind: ruleset.PressureCap, Target: "light"}, ruleset.Limit{Kind: ruleset.NoTool, Target: "ball"})
	p.bearing("PR-OPI-01", "opioid", ruleset.Limit{Kind: ruleset.PressureCap, Target: "stroking"})
	p.bearing("PR-PRO-01", "no.prone", ruleset.Limit{Kind: ruleset.NoPosition, Target: "prone"})
	p.bearing("PR-LIE-01", "no.lying", ruleset.Limit{Kind: ruleset.NoPosition, Target: "prone"}, ruleset.Limit{Kind: ruleset.NoPosition, Target: "side_lying"})
	p.bearing("DO-SHO-01", "short", ruleset.Limit{Kind: ruleset.MinutesCap, Target: "10"})
	p.bearing("DO-GLU-01", "short.buttocks", ruleset.Limit{Kind: ruleset.MinutesCap, Target: "1", Regions: buttocks})
	p.bearing("DO-SID-01", "short.side", ruleset.Limit{Kind: ruleset.MinutesCap, Target: "1", Regions: buttocks, Side: numb + 1})
	p.bearing("DO-NIL-01", "no.time", ruleset.Limit{Kind: ruleset.MinutesCap, Target: "0"})
	p.bearing("PR-SET-01", "no.self", ruleset.Limit{Kind: ruleset.NoSetting, Target: "self"}, ruleset.Limit{Kind: ruleset.NoSetting, Target: "professional"})
	p.bearing("PR-CON-01", "young", ruleset.Limit{Kind: ruleset.Consent, Target: "guardian"})
	p.bearing("PR-TOU-01", "sore", ruleset.Limit{Kind: ruleset.NoTouch})
	p.bearing("PR-SLF-01", "self.light", ruleset.Limit{Kind: ruleset.PressureCap, Target: "stroking", Settings: selfOnly})
	p.rule("PO-FLA-01", p.yes(p.yesNo("flare")), ruleset.Effect{Disposition: clinical.Postpone})
	p.rule("RF-ILL-01", p.yes(p.yesNo("ill")), ruleset.Effect{Disposition: clinical.Urgent, Care: clinical.Care{Who: clinical.Doctor, Within: clinical.Today}})
	lifted := p.rule("RC-REF-01", p.yes(p.yesNo("surgery")), ruleset.Effect{Disposition: clinical.Refer, Care: clinical.Care{Who: clinical.Surgeon, Within: clinical.Routine}})
	lifted.LiftedBy, lifted.Remains = "surgeon", &ruleset.Effect{Disposition: clinical.Modify}
	s.GoAheads = []ruleset.GoAheadKind{{ID: "surgeon", MaxDays: 30}}
	// A rule that time alone brings, and one that time alone ends.
	injected := p.finding(ruleset.Finding{ID: "injection.date", Type: ruleset.Date})
	hours := p.finding(ruleset.Finding{ID: "injection.hours", Type: ruleset.Int, Max: 1 << 20, Derive: &ruleset.Derive{Kind: "elapsed", Of: injected, Unit: "hours"}})
	p.rule("PO-INJ-01", p.atom(ruleset.Atom{Finding: hours, Min: 0, Max: 71}), ruleset.Effect{Disposition: clinical.Postpone})
	p.rule("DO-INJ-02", p.atom(ruleset.Atom{Finding: hours, Min: 500, Max: 1 << 20}), ruleset.Effect{Disposition: clinical.Modify, Limits: []int{
		p.limit(ruleset.Limit{Kind: ruleset.NoTechnique, Target: "#kneading"}),
	}})
	p.rule("PO-INJ-03", p.atom(ruleset.Atom{Finding: hours, Min: 2000, Max: 1 << 20}), ruleset.Effect{Disposition: clinical.Postpone})
	late := p.finding(ruleset.Finding{ID: "late", Type: ruleset.Bool, Values: []string{"false", "true"}, OnlyIf: p.atom(ruleset.Atom{Finding: hours, Min: 900, Max: 1 << 20})})
	p.rule("PO-LAT-01", p.yes(late), ruleset.Effect{Disposition: clinical.Postpone})
	p.yesNo("after.worse")

	step := func(id, technique, region, sides string, seconds, most int, pr clinical.Pressure, position string) ruleset.RoutineStep {
		return ruleset.RoutineStep{ID: id, Technique: technique, Region: region, Sides: sides, Seconds: seconds, Most: most, Pressure: pr, Position: position}
	}
	s.Routines = []ruleset.Routine{
		{ID: "self_buttocks", Setting: clinical.Self, Goals: []string{"tense_buttocks"}, Steps: []ruleset.RoutineStep{
			step("breathe", "breathing", "", "", 120, 120, clinical.NoPressure, ""),
			step("warm", "effleurage", "gluteus", "each", 90, 180, clinical.Stroking, ""),
			step("press", "ball_press", "gluteus", "painful", 60, 90, clinical.Moderate, "standing"),
			step("settle", "effleurage", "gluteus", "", 120, 240, clinical.Stroking, ""),
		}},
		{ID: "self_calm", Setting: clinical.Self, Goals: []string{"calm"}, Steps: []ruleset.RoutineStep{
			step("breathe", "breathing", "", "", 120, 300, clinical.NoPressure, ""),
			step("calf", "effleurage", "calf", "pain_free", 120, 300, clinical.Light, ""),
			step("legs", "effleurage", "calf", "", 120, 300, clinical.Stroking, "prone"),
		}},
		{ID: "pro_calm", Setting: clinical.Professional, Goals: []string{"calm"}, Steps: []ruleset.RoutineStep{
			step("knead_first", "petrissage", "gluteus", "each", 60, 120, clinical.Moderate, ""),
			step("open", "effleurage", "paraspinal_lumbar", "each", 300, 400, clinical.Stroking, "prone"),
			step("knead", "petrissage", "gluteus", "each", 200, 400, clinical.Moderate, "prone"),
			step("sacrum", "effleurage", "sacrum", "", 300, 500, clinical.Light, ""),
			step("close", "effleurage", "paraspinal_lumbar", "each", 300, 400, clinical.Stroking, "side_lying"),
			step("knead_last", "petrissage", "gluteus", "each", 60, 120, clinical.Moderate, ""),
		}},
	}
	s.Courses = []ruleset.Course{
		{ID: "home", Settings: selfOnly, Sessions: 4, MostSessions: 6, EveryDays: 7, LeastHours: 48, FirstMinutes: 15, GrowMinutes: 5, MostMinutes: 30, ReviewAfter: 3,
			ReviewWeeks: []int{4, 6}, RestMinutes: []int{10, 20}, CheckInHours: []int{0, 24, 72}, MaintenanceDays: 28},
		{ID: "practice", Settings: proOnly, Sessions: 4, MostSessions: 6, EveryDays: 7, LeastHours: 48, FirstMinutes: 20, GrowMinutes: 5, MostMinutes: 40, ReviewAfter: 3, CheckInHours: []int{0}},
	}
	s.Cards = []ruleset.Card{
		{ID: "prepare_all", Kind: "prepare"}, {ID: "prepare_pro", Kind: "prepare", Settings: proOnly}, {ID: "after", Kind: "aftercare"}, {ID: "tell", Kind: "tell"},
		{ID: "tell_thinner", Kind: "tell", When: p.yes(slices.IndexFunc(s.Findings, func(f ruleset.Finding) bool { return f.ID == "thinner" }))},
		{ID: "expect", Kind: "expect"}, {ID: "walk", Kind: "do_today"}, {ID: "myth", Kind: "myth"},
	}
	s.Stops = []ruleset.Stop{{ID: "sharp", Event: "sharp"}}
	ruleset.Seal(s)
	return s
}

var zone = time.FixedZone("CET", 3600)
var now = time.Date(2026, 11, 21, 10, 0, 0, 0, zone)

type answers map[clinical.FindingID]clinical.Answer

// person is a mild case with differences: every finding answered.
func person(s *ruleset.Set, differ answers) clinical.Case {
	c := clinical.Case{Now: now, Zone: zone, Findings: map[clinical.FindingID]clinical.Answer{}}
	long, _ := clinical.ParseDate("2026-11-10")
	for i := range s.Findings {
		f := &s.Findings[i]
		switch {
		case f.Derive != nil || !f.OnlyIf.IsZero():
		case f.Normal != nil:
			c.Findings[f.ID] = f.Answer(*f.Normal)
		case f.Type == ruleset.Date:
			c.Findings[f.ID] = clinical.DateAnswer(long)
		case f.Type == ruleset.Choice:
			c.Findings[f.ID] = clinical.ChoiceAnswer(f.Values[0])
		default:
			c.Findings[f.ID] = clinical.IntAnswer(1)
		}
	}
	for id, a := range differ {
		c.Findings[id] = a
	}
	return c
}

var yes = clinical.BoolAnswer(true)

func cleared(t testing.TB, s *ruleset.Set, c clinical.Case) assess.Clearance {
	t.Helper()
	a := assess.Assess(s, c, now)
	k, ok := a.Clearance()
	if !ok {
		t.Fatalf("no clearance: %s, open %v, reasons %v", a.Disposition, a.Open, a.Reasons)
	}
	return k
}

func planFor(t testing.TB, s *ruleset.Set, c clinical.Case, setting clinical.Setting) plan.Plan {
	t.Helper()
	p, ok := plan.Make(cleared(t, s, c), setting, now)
	if !ok {
		t.Fatal("no plan from a clearance")
	}
	return p
}

func verdict(t testing.TB, p plan.Plan, id string) plan.Verdict {
	t.Helper()
	v, ok := p.Verdict(id)
	if !ok {
		t.Fatalf("the plan does not answer for %s", id)
	}
	return v
}

func zoneOf(t testing.TB, zones []plan.Zone, region string, side clinical.Side) plan.Zone {
	t.Helper()
	for _, z := range zones {
		if z.Region == region && z.Side == side {
			return z
		}
	}
	t.Fatalf("no zone %s %s", region, side)
	return plan.Zone{}
}

func rules(reasons []plan.Because) []clinical.RuleID {
	var out []clinical.RuleID
	for _, b := range reasons {
		if !slices.Contains(out, b.Rule) {
			out = append(out, b.Rule)
		}
	}
	return out
}
