package ruleset_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// A finding that counts time, with so many comparisons that one code cannot
// tell all of them, beside a choice, a yes and a number.
func manyComparisons(rng *rand.Rand) *ruleset.Set {
	s := ruleset.Set{Findings: []ruleset.Finding{
		{ID: "date", Type: ruleset.Date},
		{ID: "weeks", Type: ruleset.Int, Max: 5000, Derive: &ruleset.Derive{Kind: "elapsed", Of: 0, Unit: "weeks"}},
		{ID: "which", Type: ruleset.Choice, Values: []string{"a", "b", "c", "d"}},
		{ID: "yes", Type: ruleset.Bool, Values: []string{"false", "true"}},
		{ID: "number", Type: ruleset.Int, Max: math.MaxInt32},
	}}
	for range 5 + rng.IntN(20) {
		a := ruleset.Atom{Finding: 1, Min: int32(rng.IntN(300)), Max: math.MaxInt32}
		if rng.IntN(2) == 0 {
			a.Min, a.Max = math.MinInt32, a.Min
		}
		s.Atoms = append(s.Atoms, a, ruleset.Atom{Finding: 2, Mask: 1 + rng.Uint64N(14)}, ruleset.Atom{Finding: 3, Mask: 2},
			ruleset.Atom{Finding: 4, Min: rng.Int32(), Max: math.MaxInt32})
	}
	var args []ruleset.Expr
	for i := range s.Atoms {
		if rng.IntN(3) > 0 { // the others are read by no rule
			args = append(args, is(i))
		}
	}
	s.Rules = []ruleset.Rule{{ID: "R", When: anyOf(args...), Then: does(clinical.Refer)}}
	return sealed(s)
}

// TestCodesTellWhatTheComparisonsTell: the code of a state stands for exactly
// what each comparison makes of it.
func TestCodesTellWhatTheComparisonsTell(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	split := false
	for range 60 {
		set := manyComparisons(rng)
		columns := 0
		for _, c := range set.Columns() {
			if c.Finding == 1 {
				columns++
			}
		}
		split = split || columns > 2 // one of the rules, one of the rest
		f := ruleset.Facts{States: make([]ruleset.State, len(set.Findings))}
		for range 100 {
			for i := range f.States {
				st := ruleset.State{Status: ruleset.Status(rng.IntN(4))}
				if st.Status == ruleset.Value {
					switch d := &set.Findings[i]; {
					case d.Derive != nil:
						st.Lo = int32(rng.IntN(310)) - 5
						st.Hi = st.Lo + int32(rng.IntN(3)*rng.IntN(100))
					case d.Type == ruleset.Int:
						st = ruleset.Known(int32(rng.Uint32()))
					default:
						st = ruleset.Known(int32(rng.IntN(len(d.Values) + 3))) // also what is no value of it
					}
				}
				f.States[i] = st
			}
			set.Compare(&f)
			for k, c := range set.Columns() {
				for i, a := range c.Atoms {
					want := set.Atoms[a].Eval(f.States[c.Finding])
					if f.Atoms().At(a) != want || c.Verdicts[f.Codes[k]][i] != want {
						t.Fatalf("%+v of %+v: %v, and %v by its code; want %v", set.Atoms[a], f.States[c.Finding], f.Atoms().At(a), c.Verdicts[f.Codes[k]][i], want)
					}
				}
			}
		}
	}
	if !split {
		t.Error("no finding has more codes than a column may have")
	}
}
