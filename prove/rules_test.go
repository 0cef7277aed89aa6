package prove

import (
	"slices"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// TestNoRuleIsDeletedUnseen takes away each rule in turn. The law alone is
// asked, which needs no circuit.
func TestNoRuleIsDeletedUnseen(t *testing.T) {
	set, props := TheProtocol(t)
	i := slices.IndexFunc(props, func(p ruleset.Property) bool { return p.Then.Law == ruleset.LawTheseRules })
	if i < 0 {
		t.Fatal("no property lists the rules")
	}
	law := &props[i]
	if r := (&Prover{set: set}).Prove(law); !r.Holds {
		t.Error(r.Fault)
	}
	want := make([]clinical.RuleID, len(set.Rules))
	for i := range set.Rules {
		want[i] = set.Rules[i].ID
	}
	have := slices.Sorted(slices.Values(law.Then.Rules))
	if slices.Sort(want); !slices.Equal(have, want) {
		t.Errorf("the list is not that of the protocol: add the new ids to %s\n%v\n%v", law.ID, have, want)
	}
	for _, id := range want {
		without := *set
		without.Rules = slices.DeleteFunc(slices.Clone(set.Rules), func(r ruleset.Rule) bool { return r.ID == id })
		ruleset.Seal(&without)
		r := (&Prover{set: &without}).Prove(law)
		if !r.Broken() || !strings.HasSuffix(r.Fault, ": "+string(id)) {
			t.Errorf("%s can be deleted unseen: %s", id, r.Fault)
		}
	}
}
