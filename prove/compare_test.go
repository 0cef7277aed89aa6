package prove_test

import (
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/prove"
	"paraspinal/ruleset"
)

// TestCompare plants changes and asks who is treated differently.
func TestCompare(t *testing.T) {
	set, _ := prove.TheProtocol(t)
	for _, tt := range []struct {
		name       string
		faults     []ruleset.Fault
		change     func(*ruleset.Set)
		less, more bool
		what       string // is said of one of them
	}{
		{name: "the same protocol"},
		{name: "a rule is gone", faults: []ruleset.Fault{{Drop: "RF-CES-02"}}, less: true},
		{name: "a rule asks for less", faults: []ruleset.Fault{{Lower: "RF-VES-01", To: clinical.Refer}}, less: true},
		{name: "not being sure is nothing", faults: []ruleset.Fault{{Unsure: "RC-SER-11"}}, less: true},
		{name: "not being sure is an emergency, with nobody to see", faults: []ruleset.Fault{{Unsure: "RC-SER-11", To: clinical.Emergency}}, less: true, more: true},
		{name: "a cap is gone", faults: []ruleset.Fault{{Drop: "PR-MED-01"}}, less: true, what: ", deeper than stroking"},
		{name: "a technique is allowed", faults: []ruleset.Fault{{Allow: "sauna"}}, less: true, what: "less careful plan: new: sauna on "},
		{name: "a go-ahead lifts more", faults: []ruleset.Fault{{Lift: "CI-CARE-02"}}, less: true},
		{name: "a rule that says nothing new is gone", faults: []ruleset.Fault{{Drop: "ST-STG-01"}}},
		{name: "a consent is not asked for", change: func(s *ruleset.Set) {
			for i := range s.Limits {
				if s.Limits[i].Kind == ruleset.Consent {
					s.Limits[i] = ruleset.Limit{Kind: ruleset.NoTool, Target: "#gun"}
				}
			}
		}, less: true, more: true, what: "less careful plan: gone: a consent"},
		{name: "somebody less able is to be seen", change: func(s *ruleset.Set) { care(s, "RC-SENS-03").Who = clinical.Pharmacist }, less: true},
		{name: "somebody more able is to be seen", change: func(s *ruleset.Set) { care(s, "RC-SENS-03").Who = clinical.Surgeon }, more: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := prove.Plant(set, tt.faults)
			if tt.change != nil {
				tt.change(changed)
				ruleset.Seal(changed)
			}
			c, err := prove.Compare(set, changed, now)
			if err != nil {
				t.Fatal(err)
			}
			if (len(c.Less) > 0) != tt.less || (len(c.More) > 0) != tt.more || c.Same() == (tt.less || tt.more) {
				t.Errorf("less %v, more %v", c.Less, c.More)
			}
			said := tt.what == ""
			for _, ch := range append(c.Less, c.More...) {
				said = said || strings.Contains(ch.What, tt.what)
				t.Logf("%s: %s becomes %s", ch.What, ch.Was.Result.Disposition, ch.Is.Result.Disposition)
			}
			if !said {
				t.Errorf("nobody is told %q", tt.what)
			}
		})
	}
}

// care is what a rule of a planted copy asks for.
func care(set *ruleset.Set, id clinical.RuleID) *clinical.Care {
	i, _ := set.Rule(id)
	if u := set.Rules[i].Unsure; u != nil {
		set.Rules[i].Unsure = &ruleset.Effect{Disposition: u.Disposition, Limits: u.Limits}
	}
	return &set.Rules[i].Then.Care
}
