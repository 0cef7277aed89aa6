package main

import (
	"fmt"
	"strings"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// person is one complete case: every finding that a rule reads is known or
// does not concern the person, so that every rule is true or false.
type person struct {
	name   string
	c      clinical.Case
	facts  ruleset.Facts
	values []int32  // of each finding; nothing when it does not concern the person
	fired  []uint64 // rules that hold, by the trees of the Set: what everyone must agree to
}

// nothing is the value of a finding that does not concern the person: below
// everything that an integer can be, and no value of a choice.
func nothing(f *ruleset.Finding) int32 {
	switch f.Type {
	case ruleset.Int:
		return f.Min - 1
	case ruleset.Bool:
		return 0
	}
	return -1
}

// complete prepares a case, if it is complete.
func complete(set *ruleset.Set, name string, c clinical.Case) (person, bool) {
	p := person{name: name, c: c, values: make([]int32, len(set.Findings)), fired: make([]uint64, (len(set.Rules)+63)/64)}
	set.Resolve(&p.c, p.c.Now, &p.facts)
	for i := range set.Atoms {
		if v := p.facts.Atoms().At(i); !v.Point() || v.Lo == ruleset.Unsure {
			return p, false
		}
	}
	for i, st := range p.facts.States {
		if p.values[i] = st.Lo; st.Status != ruleset.Value {
			p.values[i] = nothing(&set.Findings[i])
		}
	}
	for i := range set.Rules {
		if set.Rules[i].When.Eval(p.facts.Atoms()).Lo == ruleset.True {
			p.fired[i/64] |= 1 << (i % 64)
		}
	}
	return p, true
}

// crowd is n random people, and the hand-written cases, completed where they are not.
func crowd(set *ruleset.Set, n int) ([]person, error) {
	var out []person
	random := corpus.NewPeople(set, 18)
	random.Unsure = 0
	for len(out) < n {
		if p, ok := complete(set, fmt.Sprintf("random person %d", len(out)), random.Next()); ok {
			out = append(out, p)
		}
	}
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		return nil, problems
	}
	examples, problems := corpus.Examples(src, set)
	if len(problems) > 0 {
		return nil, problems
	}
	for _, e := range examples {
		if p, ok := complete(set, e.Name, filled(e.Case, random.Next())); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// filled is a case with what it leaves open answered as another one does, and
// without doubts.
func filled(c, by clinical.Case) clinical.Case {
	all := by.WithAll(c.Findings)
	for id, a := range c.Findings {
		if a.Kind == clinical.Unsure {
			all = all.With(id, by.Get(id))
		}
	}
	c.Findings = all.Findings
	return c
}

// differs names the first rule about which two sets of fired rules disagree.
func differs(set *ruleset.Set, got, want []uint64) string {
	for i := range set.Rules {
		g, w := got[i/64]>>(i%64)&1 == 1, want[i/64]>>(i%64)&1 == 1
		if g != w {
			return fmt.Sprintf("%s fires: %v, want %v: %s", set.Rules[i].ID, g, w, set.Rules[i].Source)
		}
	}
	return ""
}

// told lists the values of a person that are not nothing.
func told(set *ruleset.Set, p *person) string {
	var out []string
	for i := range set.Findings {
		if f := &set.Findings[i]; len(set.AtomsOf(i)) > 0 && p.values[i] != nothing(f) {
			out = append(out, fmt.Sprintf("%s %v", f.ID, named(f, p.values[i])))
		}
	}
	return strings.Join(out, ", ")
}

// named is a value as engines get it: a text, a truth value or a number.
func named(f *ruleset.Finding, v int32) any {
	switch f.Type {
	case ruleset.Bool:
		return v == 1
	case ruleset.Int:
		return int64(v)
	}
	if v < 0 {
		return ""
	}
	return f.Values[v]
}

// read lists the findings that rules compare.
func read(set *ruleset.Set) []int {
	var out []int
	for i := range set.Findings {
		if len(set.AtomsOf(i)) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// facts is a person as a map by name.
func facts(set *ruleset.Set, p *person) map[string]any {
	out := map[string]any{}
	for _, i := range read(set) {
		out[ident(&set.Findings[i])] = named(&set.Findings[i], p.values[i])
	}
	return out
}

// ident is the name of a finding where no dots may be.
func ident(f *ruleset.Finding) string { return strings.ReplaceAll(string(f.ID), ".", "_") }
