package ruleset_test

import (
	"slices"
	"sync"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// catalog is a Set with one technique on two regions under one limit.
func catalog(t ruleset.Technique, limits ...ruleset.Limit) *ruleset.Set {
	s := &ruleset.Set{Limits: limits, Regions: []ruleset.Region{{ID: "gluteus", Sided: true}, {ID: "calf", Sided: true}},
		Techniques: []ruleset.Technique{t, {ID: "ball", Kind: ruleset.KindTool, Tags: []string{"ball"}}}}
	ruleset.Seal(s)
	return s
}

var kneading = ruleset.Technique{ID: "petrissage", Kind: "hands", Tags: []string{"kneading"}, Least: clinical.Light, Most: clinical.Moderate,
	Settings: []clinical.Setting{clinical.Self, clinical.Professional}, Regions: []string{"gluteus", "calf"}, Positions: []string{"prone"}}

func changed(t ruleset.Technique, f func(*ruleset.Technique)) ruleset.Technique { f(&t); return t }

func TestCellBearings(t *testing.T) {
	withBall := changed(kneading, func(k *ruleset.Technique) { k.Tools = []string{"ball"} })
	twoPositions := changed(kneading, func(k *ruleset.Technique) { k.Positions = []string{"prone", "side_lying"} })
	of := func(kind string) func(*ruleset.Technique) { return func(k *ruleset.Technique) { k.Kind = kind } }
	for _, c := range []struct {
		name      string
		technique ruleset.Technique
		limit     ruleset.Limit
		excludes  bool
		caps      bool
	}{
		{"pressure above what it uses", kneading, ruleset.Limit{Kind: ruleset.PressureCap, Target: "firm"}, false, false},
		{"pressure as much as it uses", kneading, ruleset.Limit{Kind: ruleset.PressureCap, Target: "moderate"}, false, false},
		{"pressure below what it uses", kneading, ruleset.Limit{Kind: ruleset.PressureCap, Target: "light"}, false, true},
		{"pressure below what it needs", kneading, ruleset.Limit{Kind: ruleset.PressureCap, Target: "stroking"}, true, false},
		{"pressure that no band names", kneading, ruleset.Limit{Kind: ruleset.PressureCap, Target: "odd"}, true, false},
		{"minutes", kneading, ruleset.Limit{Kind: ruleset.MinutesCap, Target: "10"}, false, true},
		{"no touch", kneading, ruleset.Limit{Kind: ruleset.NoTouch}, true, false},
		{"no touch leaves a position", changed(kneading, of(ruleset.KindPosition)), ruleset.Limit{Kind: ruleset.NoTouch}, false, false},
		{"no touch takes a lubricant too, which is rubbed in", changed(kneading, of(ruleset.KindLubricant)), ruleset.Limit{Kind: ruleset.NoTouch}, true, false},
		{"by its id", kneading, ruleset.Limit{Kind: ruleset.NoTechnique, Target: "petrissage"}, true, false},
		{"by its tag", kneading, ruleset.Limit{Kind: ruleset.NoTechnique, Target: "#kneading"}, true, false},
		{"by another id", kneading, ruleset.Limit{Kind: ruleset.NoTechnique, Target: "friction"}, false, false},
		{"by another tag", kneading, ruleset.Limit{Kind: ruleset.NoTechnique, Target: "#rubbing"}, false, false},
		{"by nothing", kneading, ruleset.Limit{Kind: ruleset.NoTechnique}, false, false},
		{"by its tool", withBall, ruleset.Limit{Kind: ruleset.NoTool, Target: "ball"}, true, false},
		{"by the tag of its tool", withBall, ruleset.Limit{Kind: ruleset.NoTool, Target: "#ball"}, true, false},
		{"by another tool", withBall, ruleset.Limit{Kind: ruleset.NoTool, Target: "roller"}, false, false},
		{"heat", changed(kneading, func(k *ruleset.Technique) { k.Tags = []string{"heat"} }), ruleset.Limit{Kind: ruleset.NoHeat}, true, false},
		{"heat on what is not warm", kneading, ruleset.Limit{Kind: ruleset.NoHeat}, false, false},
		{"its only position", kneading, ruleset.Limit{Kind: ruleset.NoPosition, Target: "prone"}, true, false},
		{"one of two positions", twoPositions, ruleset.Limit{Kind: ruleset.NoPosition, Target: "prone"}, false, false},
		{"the position itself", changed(kneading, func(k *ruleset.Technique) { k.ID = "prone" }), ruleset.Limit{Kind: ruleset.NoPosition, Target: "prone"}, true, false},
		{"this setting", kneading, ruleset.Limit{Kind: ruleset.NoSetting, Target: "self"}, true, false},
		{"another setting", kneading, ruleset.Limit{Kind: ruleset.NoSetting, Target: "helper"}, false, false},
		{"a consent takes nothing away", kneading, ruleset.Limit{Kind: ruleset.Consent, Target: "guardian"}, false, false},
		{"limited to this region", kneading, ruleset.Limit{Kind: ruleset.NoTouch, Regions: []string{"gluteus"}}, true, false},
		{"limited to another region", kneading, ruleset.Limit{Kind: ruleset.NoTouch, Regions: []string{"calf"}}, false, false},
		{"limited to this setting", kneading, ruleset.Limit{Kind: ruleset.MinutesCap, Target: "5", Settings: []clinical.Setting{clinical.Self}}, false, true},
		{"limited to another setting", kneading, ruleset.Limit{Kind: ruleset.MinutesCap, Target: "5", Settings: []clinical.Setting{clinical.Helper}}, false, false},
	} {
		cell := catalog(c.technique, c.limit).Cell(0, 0, clinical.Self)
		if (len(cell.Excludes) == 1) != c.excludes || (len(cell.Caps) == 1) != c.caps {
			t.Errorf("%s: excludes %v, caps %v", c.name, cell.Excludes, cell.Caps)
		}
	}
}

func TestCellOfItsOwn(t *testing.T) {
	helper := []clinical.Setting{clinical.Helper}
	for _, c := range []struct {
		name      string
		technique ruleset.Technique
		region    int
		setting   clinical.Setting
		never     bool
		outside   bool
	}{
		{"meant for it", kneading, 0, clinical.Self, false, false},
		{"not for a helper", kneading, 0, clinical.Helper, false, true},
		{"not for the calf", changed(kneading, func(k *ruleset.Technique) { k.Regions = k.Regions[:1] }), 1, clinical.Self, false, true},
		{"never", changed(kneading, func(k *ruleset.Technique) { k.Never = true }), 0, clinical.Self, true, false},
		{"never in a setting", changed(kneading, func(k *ruleset.Technique) { k.NeverIn = []ruleset.NeverIn{{Settings: helper}} }), 0, clinical.Helper, true, true},
		{"never in another setting", changed(kneading, func(k *ruleset.Technique) { k.NeverIn = []ruleset.NeverIn{{Settings: helper}} }), 0, clinical.Self, false, false},
		{"never on a region", changed(kneading, func(k *ruleset.Technique) { k.NeverIn = []ruleset.NeverIn{{Regions: []string{"calf"}}} }), 1, clinical.Self, true, false},
		{"never on another region", changed(kneading, func(k *ruleset.Technique) { k.NeverIn = []ruleset.NeverIn{{Regions: []string{"calf"}}} }), 0, clinical.Self, false, false},
		{"never on a region in another setting", changed(kneading, func(k *ruleset.Technique) {
			k.NeverIn = []ruleset.NeverIn{{Settings: helper, Regions: []string{"calf"}}}
		}), 1, clinical.Professional, false, false},
	} {
		if cell := catalog(c.technique).Cell(0, c.region, c.setting); cell.Never != c.never || cell.Outside != c.outside {
			t.Errorf("%s: never %v, outside %v", c.name, cell.Never, cell.Outside)
		}
	}
}

// TestCellsStandApart makes sure that no entry of the table is read as another's.
func TestCellsStandApart(t *testing.T) {
	s := catalog(kneading, ruleset.Limit{Kind: ruleset.NoTouch, Regions: []string{"calf"}, Settings: []clinical.Setting{clinical.Professional}})
	for technique := range s.Techniques {
		for region := range s.Regions {
			for _, setting := range clinical.Settings() {
				want := s.Regions[region].ID == "calf" && setting == clinical.Professional
				if got := slices.Equal(s.Cell(technique, region, setting).Excludes, []int{0}); got != want {
					t.Errorf("technique %d, region %d, %s: %v", technique, region, setting, got)
				}
			}
		}
	}
}

// The table is made when it is first read, by whoever is first.
func TestTheTableIsReadAtOnceByMany(t *testing.T) {
	s := catalog(kneading, ruleset.Limit{Kind: ruleset.NoTouch})
	s.Rules = []ruleset.Rule{{ID: "A"}}
	ruleset.Seal(s)
	copied := s.Replace(0, ruleset.Rule{})
	var wg sync.WaitGroup
	for _, set := range []*ruleset.Set{s, copied, s, copied} {
		wg.Go(func() {
			if !slices.Equal(set.Cell(0, 1, clinical.Professional).Excludes, []int{0}) {
				t.Error("the limit is missing")
			}
		})
	}
	wg.Wait()
	if s.Cell(0, 1, clinical.Self) != copied.Cell(0, 1, clinical.Self) {
		t.Error("a copy that changes a rule makes its own table")
	}
}

func TestLimitNumbers(t *testing.T) {
	if p := (&ruleset.Limit{Kind: ruleset.NoTouch, Target: "light"}).Pressure(); p != clinical.NoPressure {
		t.Errorf("a limit on touch has no pressure: %s", p)
	}
	if n := (&ruleset.Limit{Kind: ruleset.MinutesCap, Target: "12"}).Minutes(); n != 12 {
		t.Errorf("12 minutes read as %d", n)
	}
	if n := (&ruleset.Limit{Kind: ruleset.MinutesCap, Target: "odd"}).Minutes(); n != 0 {
		t.Errorf("what is no number read as %d minutes", n)
	}
}

func TestFits(t *testing.T) {
	s := &ruleset.Set{Findings: []ruleset.Finding{{ID: "thinner", Type: ruleset.Bool}}, Order: []int{0}, Atoms: []ruleset.Atom{{Finding: 0, Mask: 2}}}
	ruleset.Seal(s)
	only := ruleset.Card{ID: "only", When: ruleset.Expr{Op: ruleset.OpAtom}}
	all := ruleset.Card{ID: "all"}
	for _, c := range []struct {
		name string
		a    clinical.Answer
		want bool
	}{{"yes", clinical.BoolAnswer(true), true}, {"no", clinical.BoolAnswer(false), false}, {"not sure", clinical.UnsureAnswer(), false}, {"not asked", clinical.Answer{}, false}} {
		k := clinical.Case{Findings: map[clinical.FindingID]clinical.Answer{"thinner": c.a}}
		var f ruleset.Facts
		s.Resolve(&k, k.Now, &f)
		if s.Fits(&only, &f) != c.want || !s.Fits(&all, &f) {
			t.Errorf("%s: a card for those with a blood thinner", c.name)
		}
	}
}
