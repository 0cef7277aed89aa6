package cohort

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// wideSet is a Set of many findings and rules, most of which a go-ahead lifts.
func wideSet(rng *rand.Rand) *ruleset.Set {
	s := &ruleset.Set{ID: "wide"}
	for i := range rng.IntN(60) {
		d := ruleset.Finding{ID: clinical.FindingID(strconv.Itoa(i)), Type: ruleset.Int, Min: -20, Max: 100}
		switch rng.IntN(3) {
		case 0:
			d.Type, d.Values = ruleset.Choice, make([]string, 1+rng.IntN(64))
		case 1:
			d.Derive = &ruleset.Derive{Kind: "since", Unit: "days", Ev: "session"}
		}
		s.Findings, s.Order = append(s.Findings, d), append(s.Order, i)
		atoms := rng.IntN(5)
		if rng.IntN(8) == 0 {
			atoms = 70
		}
		for range atoms {
			a := ruleset.Atom{Finding: i, Mask: rng.Uint64()}
			if d.Type == ruleset.Int {
				a.Mask, a.Min, a.Max = 0, int32(rng.IntN(120)-20), int32(rng.IntN(120)-20)
			}
			s.Atoms = append(s.Atoms, a)
		}
	}
	s.Limits = make([]ruleset.Limit, rng.IntN(150))
	for i := range rng.IntN(150) {
		r := ruleset.Rule{ID: clinical.RuleID(strconv.Itoa(i)), When: ruleset.Expr{Op: ruleset.OpTrue}, Then: anyEffect(rng, len(s.Limits))}
		if len(s.Atoms) > 0 {
			r.When = anyExpr(rng, len(s.Atoms), 2)
		}
		if rng.IntN(2) == 0 {
			u := anyEffect(rng, len(s.Limits))
			r.Unsure = &u
		}
		if rng.IntN(4) > 0 {
			r.LiftedBy = "surgeon"
		}
		s.Rules = append(s.Rules, r)
	}
	ruleset.Seal(s)
	return s
}

// TestWideAndChangedSetsAreDecidedAlike: rows of none to several words, more
// rules to lift than a word has bits, rules that read comparisons which stand
// behind those of the rest, and rows that are written twice.
func TestWideAndChangedSetsAreDecidedAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	apart, lifts, words := 0, 0, map[int]bool{}
	var f ruleset.Facts
	sets := 60
	if testing.Short() {
		sets = 16
	}
	for n := range sets {
		set := wideSet(rng)
		if n%2 == 1 && len(set.Rules) > 0 && len(set.Atoms) > 0 {
			more := []ruleset.Atom{set.Atoms[0], set.Atoms[len(set.Atoms)/2]}
			more[0].Min--
			more[0].Mask >>= 1
			r := set.Rules[0]
			r.When = ruleset.Expr{Op: ruleset.OpOr, Args: []ruleset.Expr{anyExpr(rng, len(set.Atoms)+2, 3), {Op: ruleset.OpAtom, Atom: len(set.Atoms)}}}
			set = set.Replace(0, r, more...)
		}
		e := New(set)
		words[len(e.row)] = true
		if !e.whole {
			apart++
		}
		if len(e.lifts) > 64 {
			lifts++
		}
		const cases = 70
		rows, answers := e.NewRows(cases), e.NewAnswers(cases)
		want := make([]ruleset.Result, cases)
		for range 2 {
			for i := range cases {
				states(set, &f, func(int) uint32 { return rng.Uint32() })
				var lifted []bool
				if rng.IntN(2) == 0 {
					lifted = make([]bool, len(set.Rules))
					for _, k := range e.lifts {
						lifted[k] = rng.IntN(2) == 0
					}
				}
				rows.Put(i, &f, lifted)
				set.Eval(&f, lifted, &want[i])
				for k := range lifted {
					if rows.Lifted(i, k) != lifted[k] {
						t.Fatalf("rule %d of %d is lifted: %v", k, len(lifted), !lifted[k])
					}
				}
			}
			e.DecideRows(rows, answers)
			for i := range cases {
				if d := differ(answers, i, &want[i]); d != "" {
					t.Fatal(d)
				}
			}
		}
	}
	t.Logf("%d Sets with columns apart, %d with many rules to lift, words of rows %v", apart, lifts, words)
	if apart == 0 || lifts == 0 || len(words) < 4 || !words[0] {
		t.Error("the Sets are not varied enough")
	}
}
