package main

import (
	"fmt"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// times is a Set with every topic several times over: its findings, its
// comparisons and its rules, each copy about findings of its own. The last rule
// stands first, so that the batch takes none of them for the protocol that it
// has Go code of: all run step by step.
func times(set *ruleset.Set, n int) *ruleset.Set {
	big := *set
	big.Findings, big.Order, big.Atoms, big.Rules, big.Questions, big.Techniques = nil, nil, nil, nil, nil, nil
	for k := range n {
		findings, atoms := k*len(set.Findings), k*len(set.Atoms)
		for _, f := range set.Findings {
			f.ID = copied(f.ID, k)
			f.OnlyIf = shifted(f.OnlyIf, atoms)
			if f.Derive != nil {
				d := *f.Derive
				d.Of += findings
				f.Derive = &d
			}
			big.Findings = append(big.Findings, f)
		}
		for _, i := range set.Order {
			big.Order = append(big.Order, findings+i)
		}
		for _, a := range set.Atoms {
			a.Finding += findings
			big.Atoms = append(big.Atoms, a)
		}
		for _, r := range set.Rules {
			r.ID = clinical.RuleID(copied(clinical.FindingID(r.ID), k))
			r.When = shifted(r.When, atoms)
			reads := make([]int, len(r.Reads))
			for i, f := range r.Reads {
				reads[i] = findings + f
			}
			r.Reads = reads
			big.Rules = append(big.Rules, r)
		}
	}
	last := len(big.Rules) - 1
	big.Rules = append([]ruleset.Rule{big.Rules[last]}, big.Rules[:last]...)
	ruleset.Seal(&big)
	return &big
}

func copied(id clinical.FindingID, k int) clinical.FindingID {
	return clinical.FindingID(fmt.Sprintf("%s.%d", id, k))
}

func shifted(e ruleset.Expr, atoms int) ruleset.Expr {
	if e.Op == ruleset.OpAtom {
		e.Atom += atoms
	}
	args := make([]ruleset.Expr, len(e.Args))
	for i := range e.Args {
		args[i] = shifted(e.Args[i], atoms)
	}
	e.Args = args
	return e
}

// grown is people of a Set with n copies: each copy of the findings as another
// random person answers them.
func grown(set, big *ruleset.Set, n, people int) []person {
	random := corpus.NewPeople(set, 19)
	random.Unsure = 0
	var out []person
	for len(out) < people {
		c := random.Next()
		all := map[clinical.FindingID]clinical.Answer{}
		for k := range n {
			other := random.Next()
			for _, ok := complete(set, "", other); !ok; _, ok = complete(set, "", other) {
				other = random.Next()
			}
			for id, a := range other.Findings {
				all[copied(id, k)] = a
			}
		}
		c.Findings, c.History = all, nil
		if p, ok := complete(big, "", c); ok {
			out = append(out, p)
		}
	}
	return out
}
