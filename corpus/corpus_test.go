package corpus_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/corpus"
	"paraspinal/internal/protocoltest"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/prove"
	"paraspinal/ruleset"
)

// source reads the real protocol afresh, to be changed. It is in English alone:
// no translation fits a protocol with a rule less.
func source(t *testing.T) *protocol.Source {
	t.Helper()
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	src.Meta.Languages, src.Texts = []string{protocol.English}, nil
	return src
}

func compiled(t *testing.T, src *protocol.Source) *ruleset.Set {
	t.Helper()
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set
}

func topic(src *protocol.Source, id string) *protocol.Topic {
	return &src.Topics[slices.IndexFunc(src.Topics, func(t protocol.Topic) bool { return t.ID == id })]
}

// whole is the protocol of this source, which no test changes.
var whole = protocoltest.Compiled

func TestProtocolHolds(t *testing.T) {
	src, set := whole(t)
	for _, p := range corpus.Check(src, set) {
		t.Error(p)
	}
}

func TestCheckFindsPlantedFaults(t *testing.T) {
	_, set := whole(t)
	rows := []struct {
		name  string
		plant func(*protocol.Source)
		code  string
		says  string
	}{
		{"a wrong disposition", func(s *protocol.Source) { k := &topic(s, "cauda_equina").Cases[0]; k.Want = clinical.Postpone }, "P210", "want postpone"},
		{"a rule that does not fire", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].Fires = map[string]string{"RF-CES-06": "emergency now"}
		}, "P210", "RF-CES-06 is silent, want emergency now"},
		{"a rule that is not open", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].Open = map[string]string{"RF-CES-06": "urgent today"}
		}, "P210", "RF-CES-06 is silent, want urgent today"},
		{"a rule that is not there", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].Fires = map[string]string{"RF-CES-99": "emergency now"}
		}, "P112", `there is no rule "RF-CES-99"`},
		{"an unknown finding", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].Findings = map[string]string{"neuro.badder": "new"}
		}, "P112", `there is no finding "neuro.badder"`},
		{"a computed finding", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].Findings = map[string]string{"onset.weeks": "3"}
		}, "P201", "is computed, not answered"},
		{"a wrong value", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].Findings = map[string]string{"neuro.bladder": "bad"}
		}, "P202", `"bad" is not a value`},
		{"an unknown unsure finding", func(s *protocol.Source) { topic(s, "cauda_equina").Cases[0].Unsure = []string{"horoscope"} }, "P112", `there is no finding "horoscope"`},
		{"an unknown base", func(s *protocol.Source) { topic(s, "cauda_equina").Cases[0].Base = "severe" }, "P112", `there is no base "severe"`},
		{"a wrong instant", func(s *protocol.Source) { topic(s, "cauda_equina").Cases[0].Now = "noon" }, "P200", `"noon" is not an instant`},
		{"a wrong event", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].History = []protocol.Event{{Kind: "party", At: corpus.Now}}
		}, "P202", `"party" is not an event`},
		{"a wrong disposition in the history", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].History = []protocol.Event{{Kind: "result", At: corpus.Now, Disposition: "fine"}}
		}, "P202", `unknown disposition "fine"`},
		{"a wrong go-ahead", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].GoAheads = []protocol.GoAhead{{Kind: "barber", At: "2026", Until: "2027", Covers: []string{"RC-XX-01"}}}
		}, "P112", `there is no go-ahead "barber"`},
		{"a go-ahead without dates", func(s *protocol.Source) {
			topic(s, "cauda_equina").Cases[0].GoAheads = []protocol.GoAhead{{Kind: "surgeon", At: "soon", Until: "2027"}}
		}, "P202", "has no proper dates"},
		{"a person told something else", func(s *protocol.Source) { s.People[0].Want = clinical.Emergency }, "P210", "want emergency"},
		{"a person sent to somebody else", func(s *protocol.Source) { s.People[0].Care = "midwife now" }, "P210", `want "midwife now"`},
		{"a person for other reasons", func(s *protocol.Source) { s.People[0].Reasons = []string{"RF-CES-01"} }, "P210", "missing [RF-CES-01]"},
		{"a person with other limits", func(s *protocol.Source) { s.People[0].Limits = []string{"minutes:1"} }, "P210", `want ["minutes:1"]`},
		{"a person with a limit that reads as none", func(s *protocol.Source) { s.People[0].Limits = []string{"touch calf"} }, "P203", "a part starts with"},
		{"a person with another rest", func(s *protocol.Source) { s.People[0].Rest = "fine" }, "P202", `"fine" is not a way`},
		{"a rule without a case that fires it", func(s *protocol.Source) { drop(topic(s, "cauda_equina"), "RF-CES-01", true, false) }, "P211", "no case fires RF-CES-01"},
		{"a rule without a case that leaves it open", func(s *protocol.Source) { drop(topic(s, "cauda_equina"), "RF-CES-01", false, true) }, "P211", "no case leaves open RF-CES-01"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			src := source(t)
			row.plant(src)
			problems := corpus.Check(src, set)
			for _, p := range problems {
				if p.Code == row.code && strings.Contains(p.Message, row.says) {
					if p.Pos.File == "" || p.Pos.Line == 0 {
						t.Errorf("no place: %v", p)
					}
					return
				}
			}
			t.Errorf("no %s that says %q:\n%v", row.code, row.says, problems)
		})
	}
}

// drop takes away the cases of a topic that fire a rule, or leave it open.
func drop(t *protocol.Topic, id string, fires, open bool) {
	t.Cases = slices.DeleteFunc(t.Cases, func(k protocol.Case) bool {
		_, f := k.Fires[id]
		_, o := k.Open[id]
		return f && fires || o && open
	})
}

// nobody proves that a changed Set treats nobody differently.
func nobody(t *testing.T, set *ruleset.Set) func(*ruleset.Set) bool {
	return func(changed *ruleset.Set) bool {
		c, err := prove.Compare(set, changed, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
		if err != nil {
			t.Error(err)
		}
		return c.Same()
	}
}

func TestMutateTheProtocol(t *testing.T) {
	src, set := whole(t)
	m, problems := corpus.Mutate(src, set, nobody(t, set))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if m.Mutants <= 1500 || m.Caught+len(m.Equivalent)+len(m.Survivors) != m.Mutants {
		t.Errorf("%d mutants: %d caught, %d equivalent, %d survived", m.Mutants, m.Caught, len(m.Equivalent), len(m.Survivors))
	}
	for _, s := range m.Survivors {
		t.Errorf("survived: %s: %s", s.Rule, s.Change)
	}
	for _, e := range m.Equivalent {
		if e.Why == "" {
			t.Errorf("equivalent without a reason: %s: %s", e.Rule, e.Change)
		}
	}
}

func TestMutateFindsWhatCasesDoNotHold(t *testing.T) {
	src := source(t)
	_, set := whole(t)
	src.People = nil
	ces := topic(src, "cauda_equina")
	ces.Cases = slices.DeleteFunc(ces.Cases, func(k protocol.Case) bool { return k.Findings["neuro.saddle_sensation"] == "unexamined" })
	m, problems := corpus.Mutate(src, set, nobody(t, set))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := corpus.Mutant{Rule: "RF-CES-01", Change: "comparison 1 becomes neuro.saddle_sensation in [new]"}
	if !slices.Contains(m.Survivors, want) {
		t.Errorf("%q did not survive: %v", want.Change, m.Survivors)
	}
	for _, e := range m.Equivalent {
		if e.Rule == want.Rule && e.Change == want.Change {
			t.Errorf("%q counts as equivalent: %s", e.Change, e.Why)
		}
	}
}

func TestMutateRefusesAProtocolWhoseCasesFail(t *testing.T) {
	src := source(t)
	_, set := whole(t)
	drop(topic(src, "cauda_equina"), "RF-CES-01", true, true)
	m, problems := corpus.Mutate(src, set, nobody(t, set))
	if m.Mutants != 0 || !slices.ContainsFunc(problems, func(p strict.Problem) bool { return p.Code == "P211" }) {
		t.Errorf("%d mutants, faults:\n%v", m.Mutants, problems)
	}
}

func TestCover(t *testing.T) {
	set := &ruleset.Set{
		Rules:      []ruleset.Rule{{ID: "PR-A-01", Evidence: []string{"S000-001", "S000-001", "consensus"}}, {ID: "PR-A-02", Evidence: []string{"S000-004"}}},
		Cards:      []ruleset.Card{{ID: "learn", Kind: "learn", Evidence: []string{"S000-002", "S000-003"}}, {ID: "myth", Kind: "myth", Evidence: []string{"S000-005"}}},
		Regions:    []ruleset.Region{{ID: "calf", Evidence: []string{"S001-001", "S001-002", "S001-003", "S001-004", "S001-005", "S001-006", "S001-007", "S001-008", "S001-009"}}},
		OutOfScope: []ruleset.OutOfScope{{Statements: []string{"S000-006", "S000-007"}}},
	}
	claims, err := corpus.ReadClaims([]byte(`
- {id: S000-001, kind: dose, stance: adopt}
- {id: S000-002, kind: red-flag, stance: adopt}
- {id: S000-003, kind: effect, stance: reject}
- {id: S000-004, kind: effect, stance: reject}
- {id: S000-005, kind: effect, stance: reject}
- {id: S000-006, kind: price, stance: adopt}
- {id: S000-007, kind: dose, stance: adopt}
- {id: S000-008, kind: effect, stance: adopt}
`))
	if err != nil {
		t.Fatal(err)
	}
	c := corpus.Cover(set, claims)
	want := map[string]string{
		"S000-002": "only a rule, technique, routine, course or stop rule can hold a red-flag",
		"S000-003": "it is rejected, and no myth or exclusion answers it",
		"S000-004": "it is rejected, and no myth or exclusion answers it",
		"S000-007": "nothing cites it", "S000-008": "nothing cites it",
	}
	if len(c.Missing) != len(want) || c.Statements != 8 || c.Held != 3 || c.OutOfScope != 1 || c.Whole() {
		t.Errorf("%+v", c)
	}
	for _, m := range c.Missing {
		if want[m.ID] != m.Why {
			t.Errorf("%s: %s, want %q", m.ID, m.Why, want[m.ID])
		}
	}
	if len(c.Misplaced) != 2 || c.Misplaced[0].Why != "card learn cites it but is neither a myth nor an exclusion" || c.Misplaced[1].ID != "S000-004" {
		t.Errorf("misplaced: %+v", c.Misplaced)
	}
	if len(c.Crowded) != 1 || c.Crowded[0].ID != "calf" || len(c.Crowded[0].Statements) != 9 {
		t.Errorf("crowded: %+v", c.Crowded)
	}
	for _, bad := range []string{"- {id: S000-001}", "a: [", "- 3"} {
		if _, err := corpus.ReadClaims([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if len(corpus.Items(ruleset.Embedded())) < 300 {
		t.Error("the real protocol cites too little")
	}
}

// The bars of the design for how long people are asked.
func TestBurden(t *testing.T) {
	src, set := whole(t)
	b, problems := corpus.MeasureBurden(src, set, 2000)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if missed := b.Missed(); len(missed) > 0 {
		t.Errorf("%v: %q", b, missed)
	}
	if b.People != 2000 || b.Median < 5 || b.Median > b.P95 || b.P95 > b.Most || b.Cases < 500 || b.Screen < 1 || b.Recheck < 1 {
		t.Errorf("not plausible: %+v", b)
	}
	again, _ := corpus.MeasureBurden(src, set, 2000)
	if again != b {
		t.Errorf("the same people give %+v, then %+v", b, again)
	}
	if !strings.Contains(b.String(), "2000 random people: median") {
		t.Errorf("%s", b)
	}
	bad := corpus.Burden{Healthy: 25, P95: 33, Screen: 6, Recheck: 7, Unsettled: 1}
	if got := bad.Missed(); len(got) != 5 {
		t.Errorf("missed bars: %q", got)
	}
}

func TestInterviewEnds(t *testing.T) {
	src, set := whole(t)
	examples, problems := corpus.Examples(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	sided := 0
	for _, e := range examples {
		start := e.Case
		start.Findings = nil
		pages, a := corpus.Interview(set, e.Case, start)
		if a.Next != nil || !a.Settled || len(pages) > len(set.Questions) {
			t.Errorf("%s: %d pages, settled %v, next %v", e.Name, len(pages), a.Settled, a.Next)
		}
		if whole := assess.Assess(set, e.Case, e.Case.Now); a.Disposition.Allows() && a.Disposition == whole.Disposition {
			if have, want := oneSided(&a), oneSided(&whole); !slices.Equal(have, want) {
				t.Errorf("%s: limits on one side %q, with all answers %q", e.Name, have, want)
			} else if len(want) > 0 {
				sided++
			}
		}
		for i, p := range pages {
			if slices.Contains(pages[:i], p) {
				t.Errorf("%s: the page %s is asked twice", e.Name, p)
			}
		}
	}
	if sided < 3 {
		t.Errorf("%d people have a limit on the side that they say", sided)
	}
}

// oneSided is the limits on the side that the person says it is.
func oneSided(a *assess.Assessment) []string {
	var out []string
	for _, l := range a.Limits {
		if l.Limit.Side > 0 && l.Side != clinical.Bilateral {
			out = append(out, fmt.Sprint(l.Rule, l.Kind, l.Target, l.Side))
		}
	}
	return out
}

func TestDiffShowsTheLessCautiousFirst(t *testing.T) {
	src, set := whole(t)
	less := source(t)
	ces := topic(less, "cauda_equina")
	ces.Rules = slices.DeleteFunc(ces.Rules, func(r protocol.Rule) bool { return r.ID == "RF-CES-01" })
	lessSet := compiled(t, less)
	for i := range less.Topics { // its cases speak of a rule that is gone
		for j := range less.Topics[i].Cases {
			delete(less.Topics[i].Cases[j].Fires, "RF-CES-01")
			delete(less.Topics[i].Cases[j].Open, "RF-CES-01")
		}
	}
	d, problems := corpus.Diff(src, set, less, lessSet, 300)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(d.Less) == 0 || len(d.More) != 0 || d.People != 300 {
		t.Fatalf("%d less, %d more cautious", len(d.Less), len(d.More))
	}
	if first := d.Less[0]; first.Was != clinical.Emergency || first.Is >= first.Was {
		t.Errorf("the first is %+v", first)
	}
	if !slices.IsSortedFunc(d.Less, func(a, b corpus.Change) int { return int(b.Was) - int(b.Is) - int(a.Was) + int(a.Is) }) {
		t.Error("not sorted by how much less cautious")
	}
	back, _ := corpus.Diff(less, lessSet, src, set, 300)
	if len(back.More) == 0 || len(back.Less) != 0 {
		t.Errorf("the other way round: %d less, %d more cautious", len(back.Less), len(back.More))
	}
	none, _ := corpus.Diff(src, set, src, set, 50)
	if len(none.Less)+len(none.More)+len(none.Other) != 0 {
		t.Errorf("a protocol differs from itself: %+v", none)
	}
}

// On a tick list every yes has the same floor, so that it does not matter to
// safety which one is ticked.
func TestTickListsHaveOneFloor(t *testing.T) {
	src, set := whole(t)
	base := mild(t, src, set)
	for i := range set.Questions {
		q := &set.Questions[i]
		if q.Kind != "check" {
			continue
		}
		floors := map[clinical.Disposition][]string{}
		for _, it := range q.Items {
			f := &set.Findings[it.Finding]
			a := assess.Assess(set, base.With(f.ID, f.Answer(it.Tick)), base.Now)
			floors[a.Disposition] = append(floors[a.Disposition], string(f.ID))
		}
		if len(floors) > 1 {
			t.Errorf("the tick list %s has floors %v", q.ID, floors)
		}
	}
}

// mild is the base person of the protocol, all else normal.
func mild(t *testing.T, src *protocol.Source, set *ruleset.Set) clinical.Case {
	t.Helper()
	s := *src
	s.People, s.Topics = nil, []protocol.Topic{{ID: "x", Cases: []protocol.Case{{Name: "mild", Base: "mild"}}}}
	examples, problems := corpus.Examples(&s, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return examples[0].Case
}
