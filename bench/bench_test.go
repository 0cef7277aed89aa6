package main

import (
	"strings"
	"testing"

	"paraspinal/ruleset"
)

func TestADisagreementNamesThePersonAndTheRule(t *testing.T) {
	set := ruleset.Embedded()
	people, err := crowd(set, 50)
	if err != nil {
		t.Fatal(err)
	}
	if len(people) < 500 {
		t.Fatalf("%d people: the cases of the protocol are missing", len(people))
	}
	for name, e := range map[string]engine{"ours": newOurs(set, people), "compared": &compared{ours: newOurs(set, people)}, "ifs": newIfs(people)} {
		if err := agree(set, peer{name, e}, people); err != nil {
			t.Error(err)
		}
	}
	people[7].fired[0] ^= 1 << 3
	err = agree(set, peer{"ours", newOurs(set, people)}, people)
	if err == nil || !strings.Contains(err.Error(), people[7].name) || !strings.Contains(err.Error(), string(set.Rules[3].ID)) {
		t.Errorf("got %v", err)
	}
}

func TestTheMadeCodeIsOfThisProtocol(t *testing.T) {
	set := ruleset.Embedded()
	if err := fresh(set); err != nil {
		t.Error(err)
	}
	if err := fresh(set.Replace(0, set.Rules[1])); err == nil {
		t.Error("code made from another protocol is taken")
	}
}

// Topics several times over are decided as each of them is.
func TestAGrownSetAgreesWithItself(t *testing.T) {
	set := ruleset.Embedded()
	big := times(set, 3)
	if len(big.Rules) != 3*len(set.Rules) || len(big.Atoms) != 3*len(set.Atoms) {
		t.Fatalf("%d rules and %d comparisons", len(big.Rules), len(big.Atoms))
	}
	people := grown(set, big, 3, 20)
	if err := agree(big, peer{"ours", newOurs(big, people)}, people); err != nil {
		t.Error(err)
	}
}
