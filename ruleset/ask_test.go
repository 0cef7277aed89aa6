package ruleset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// naiveReach is section 4.5 of the design word by word: for each unanswered,
// askable finding the most cautious disposition of a rule that reads it and can
// still add to the floor, and once all is settled the sides of its limits.
func naiveReach(s *ruleset.Set, f *ruleset.Facts, lifted []bool, r *ruleset.Result) map[int]clinical.Disposition {
	reach := map[int]clinical.Disposition{}
	if r.Floor.Disposition == clinical.Emergency {
		return reach
	}
	if r.Settled() {
		for i := range s.Limits {
			if side := s.Limits[i].Side - 1; side >= 0 && r.Floor.Has(i) && r.Floor.Disposition.Allows() && f.States[side].Status == ruleset.Open && s.Askable(side, f) {
				reach[side] = r.Floor.Disposition
			}
		}
		return reach
	}
	var ask func(finding int, d clinical.Disposition)
	var condition func(e *ruleset.Expr, d clinical.Disposition)
	condition = func(e *ruleset.Expr, d clinical.Disposition) {
		if e.Eval(f.Atoms()).Point() {
			return
		}
		if e.Op == ruleset.OpAtom {
			ask(s.Atoms[e.Atom].Finding, d)
		}
		for i := range e.Args {
			condition(&e.Args[i], d)
		}
	}
	ask = func(finding int, d clinical.Disposition) {
		fd := &s.Findings[finding]
		switch {
		case fd.Derive != nil:
			ask(fd.Derive.Of, d)
		case s.Askable(finding, f):
			reach[finding] = max(reach[finding], d)
		default:
			condition(&fd.OnlyIf, d)
		}
	}
	for i := range s.Rules {
		for t := r.Values[i].Lo + 1; t <= r.Values[i].Hi; t++ {
			if e := s.Rules[i].At(t, lifted[i]); r.Floor.Adds(e) {
				condition(&s.Rules[i].When, e.Disposition)
			}
		}
	}
	return reach
}

func TestWhatIsAskedIsWhatTheDesignSays(t *testing.T) {
	src, set := theProtocol(t)
	people := corpus.NewPeople(set, 21)
	rng := rand.New(rand.NewPCG(21, 22))
	n := 3_000
	if testing.Short() {
		n = 300
	}
	var f ruleset.Facts
	var r ruleset.Result
	asks, sides := 0, 0
	for i := range n {
		people.Odd, people.Unsure = []int{0, 20, 60}[i%3], []int{0, 12, 40}[i%3]
		c := people.Next()
		if i%4 == 0 {
			c = nearly(t, src, set, c, rng)
			c = c.With("neuro.sensation", choice("before")).With("neuro.sensation_side", clinical.Answer{})
		} else {
			c = people.Partial(c, rng.IntN(1000))
		}
		lifted := make([]bool, len(set.Rules))
		for k := range lifted {
			lifted[k] = set.Rules[k].LiftedBy != "" && rng.IntN(3) == 0
		}
		set.Resolve(&c, c.Now, &f)
		set.Eval(&f, lifted, &r)
		reach := naiveReach(set, &f, lifted, &r)
		for _, recheck := range []bool{false, true} {
			got := set.Ask(&f, lifted, &r, recheck)
			open := len(got.Open)
			for _, k := range got.Open {
				if reach[k] == clinical.Undecided {
					open = -1
				}
			}
			if open != len(reach) || !slices.IsSorted(got.Open) {
				t.Fatalf("open are %v, want %v\n%s", got.Open, reach, told(set, c))
			}
			if (got.Question < 0) != (len(reach) == 0) {
				t.Fatalf("asks page %d, open are %v\n%s", got.Question, got.Open, told(set, c))
			}
			if got.Question < 0 {
				continue
			}
			asks++
			if r.Settled() {
				sides++
			}
			most, here := clinical.Undecided, clinical.Undecided
			for _, d := range reach {
				most = max(most, d)
			}
			for _, k := range set.Questions[got.Question].Asks {
				here = max(here, reach[k])
				open := f.States[k].Status == ruleset.Open && set.Askable(k, &f)
				if open != slices.Contains(got.Findings, k) {
					t.Fatalf("on page %s asks %v", set.Questions[got.Question].ID, got.Findings)
				}
			}
			if here != most {
				t.Fatalf("asks page %s, which reaches %s of %s\n%s", set.Questions[got.Question].ID, here, most, told(set, c))
			}
		}
	}
	if asks == 0 || sides == 0 {
		t.Errorf("%d pages asked, %d for a side: the people are not varied enough", asks, sides)
	}
}
