package assess_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// crowd calls f for n random people of the embedded protocol: some nearly
// healthy, some with much the matter. The people are the same in every run.
func crowd(t *testing.T, seed uint64, n int, f func(*crowdMember)) {
	t.Helper()
	src, set := theProtocol(t)
	people := corpus.NewPeople(set, seed)
	if testing.Short() {
		n /= 10
	}
	m := &crowdMember{set: set, people: people, rng: rand.New(rand.NewPCG(seed, 99)), said: map[string]int{}}
	mild := clinical.Case{Findings: answers{}}
	for id, text := range src.Bases[0].Findings {
		i, ok := set.Finding(clinical.FindingID(id))
		if !ok {
			t.Fatalf("the base names %s", id)
		}
		a, err := set.Findings[i].ParseAnswer(text)
		if err != nil {
			t.Fatal(err)
		}
		mild.Findings[clinical.FindingID(id)] = a
	}
	for i := range n {
		people.Odd, people.Unsure = []int{0, 20, 60, 200}[i%4], []int{0, 5, 30}[i%3]
		m.Case = people.Next()
		if i%2 == 0 { // a mild person with a few answers of another
			c := clinical.Case{Schema: m.Schema, Now: m.Now, Zone: m.Zone, Findings: mild.Findings, History: m.History}
			c, _ = set.Rest(c)
			for range m.rng.IntN(4) {
				id := set.Findings[m.rng.IntN(len(set.Findings))].ID
				c = c.With(id, m.Get(id))
			}
			m.Case = c
		}
		f(m)
	}
	m.report(t)
}

// crowdMember is one person of a crowd, and what was found wrong so far.
type crowdMember struct {
	clinical.Case
	set    *ruleset.Set
	people *corpus.People
	rng    *rand.Rand
	said   map[string]int
	first  []string
	tried  int
}

// wrong notes a failure; only the first of its kind is told in full.
func (m *crowdMember) wrong(kind string, c clinical.Case, format string, args ...any) {
	if m.said[kind]++; m.said[kind] == 1 {
		m.first = append(m.first, kind+": "+fmt.Sprintf(format, args...)+"\n"+told(m.set, c))
	}
}

func (m *crowdMember) report(t *testing.T) {
	t.Helper()
	for _, s := range m.first {
		t.Error(s)
	}
	if len(m.said) > 0 {
		t.Logf("failures: %v", m.said)
	}
	if m.tried == 0 {
		t.Error("nothing was tried")
	}
}

// outcome is what the answers so far make of the rules.
type outcome struct {
	ruleset.Result
	f ruleset.Facts
}

func outcomeOf(set *ruleset.Set, c clinical.Case) *outcome {
	o := new(outcome)
	set.Resolve(&c, c.Now, &o.f)
	set.Eval(&o.f, nil, &o.Result)
	return o
}

// concerning leaves out the answers to findings that do not concern the person.
func concerning(set *ruleset.Set, c clinical.Case) clinical.Case {
	var f ruleset.Facts
	set.Resolve(&c, c.Now, &f)
	for _, i := range set.Order {
		d := &set.Findings[i]
		if c.Get(d.ID).Kind != clinical.NotAsked && !d.OnlyIf.IsZero() && d.OnlyIf.Eval(f.Atoms()).Hi == ruleset.False {
			c = c.With(d.ID, clinical.Answer{})
			set.Resolve(&c, c.Now, &f)
		}
	}
	return c
}

// atLeast reports whether a is as cautious as b in everything: disposition,
// care and, where a plan could be made, limits.
func atLeast(a, b *ruleset.Join) bool {
	if a.Disposition < b.Disposition || !b.Care.AtMost(a.Care) {
		return false
	}
	if a.Disposition >= clinical.Postpone {
		return true
	}
	for i := range a.Limits {
		if b.Limits[i]&^a.Limits[i] != 0 {
			return false
		}
	}
	return true
}

// lost names the rules that ask for less in b than in a, for a failure.
func lost(set *ruleset.Set, a, b *outcome) string {
	out := ""
	for i := range set.Rules {
		if b.Values[i].Lo < a.Values[i].Lo {
			out += fmt.Sprintf("%s (%s to %s) ", set.Rules[i].ID, a.Values[i].Lo, b.Values[i].Lo)
		}
	}
	return fmt.Sprintf("%s %v to %s %v; less: %s", a.Floor.Disposition, a.Floor.Care, b.Floor.Disposition, b.Floor.Care, out)
}

// seen is everything that an assessment shows, as text.
func seen(t *testing.T, a assess.Assessment) string {
	t.Helper()
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	u, err := json.Marshal(a.Universal())
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + string(u)
}

// mirrored swaps left and right in every answer of a case.
func mirrored(c clinical.Case) clinical.Case {
	c.Findings = mirroredAnswers(c.Findings)
	c.History = slices.Clone(c.History)
	for i := range c.History {
		c.History[i].Findings = mirroredAnswers(c.History[i].Findings)
	}
	return c
}

func mirroredAnswers(f answers) answers {
	out := answers{}
	for id, a := range f {
		switch a.Choice {
		case "left":
			a.Choice = "right"
		case "right":
			a.Choice = "left"
		}
		out[clinical.FindingID(otherSide(string(id)))] = a
	}
	return out
}
