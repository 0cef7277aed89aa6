package ruleset_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// mixedSet is a Set of every type of finding, also such as hang on others or
// count time, with comparisons as no protocol has them, and none at all.
func mixedSet(rng *rand.Rand, n int) *ruleset.Set {
	var s ruleset.Set
	findings := 1 + rng.IntN(40)
	switch {
	case n%25 == 0:
		findings = 300
	case n%40 == 3:
		findings = 0
	}
	for i := range findings {
		d := ruleset.Finding{ID: clinical.FindingID(strconv.Itoa(i)), Type: ruleset.Int, Min: -1000, Max: 100_000}
		switch rng.IntN(5) {
		case 0:
			d.Type, d.Values = ruleset.Bool, []string{"false", "true"}
		case 1:
			d.Type = ruleset.Choice
			for k := range 1 + rng.IntN(64) {
				d.Values = append(d.Values, "v"+strconv.Itoa(k))
			}
		case 2:
			d.Type = ruleset.Date
		case 3:
			if i > 0 && s.Findings[i-1].Type == ruleset.Date {
				units := []string{"hours", "days", "weeks", "months", "years"}
				d.Min, d.Derive = 0, &ruleset.Derive{Kind: "elapsed", Of: i - 1, Unit: units[rng.IntN(len(units))]}
			}
		}
		if d.Derive == nil && d.Type != ruleset.Date {
			if rng.IntN(2) == 0 {
				d.Normal = ptr(int32(0))
			}
			if rng.IntN(8) == 0 {
				d.UnsureIs = ptr(int32(rng.IntN(2)))
			}
		}
		if len(s.Atoms) > 0 && rng.IntN(4) == 0 {
			d.OnlyIf = randomExpr(rng, len(s.Atoms), rng.IntN(3))
		}
		s.Findings = append(s.Findings, d)
		atoms := rng.IntN(5)
		if rng.IntN(6) == 0 {
			atoms = 60
		}
		for range atoms {
			s.Atoms = append(s.Atoms, mixedAtom(rng, i))
		}
	}
	s.Limits = make([]ruleset.Limit, rng.IntN(200))
	rules := rng.IntN(30)
	if n%10 == 0 {
		rules = 500
	}
	for range rules {
		if len(s.Atoms) > 0 {
			s.Rules = append(s.Rules, randomRule(rng, len(s.Atoms), len(s.Limits)))
		}
	}
	return sealed(s)
}

func mixedAtom(rng *rand.Rand, finding int) ruleset.Atom {
	a := ruleset.Atom{Finding: finding}
	switch rng.IntN(6) {
	case 0:
		a.Mask = rng.Uint64()
	case 1:
		a.Mask = 1 << rng.IntN(64)
	case 2:
		a.Min, a.Max = int32(rng.Uint32()), int32(rng.Uint32())
	case 3:
		a.Min, a.Max = math.MinInt32, []int32{math.MinInt32, math.MaxInt32, -1, 0}[rng.IntN(4)]
	case 4:
		a.Min, a.Max = int32(rng.IntN(2000)-500), math.MaxInt32
	default:
		a.Min = int32(rng.IntN(60))
		a.Max = a.Min + int32(rng.IntN(30)) - 3
	}
	return a
}

func mixedCase(t *testing.T, rng *rand.Rand, set *ruleset.Set, zone *time.Location) clinical.Case {
	dates := []string{"2026-03-28", "2026-03", "2025", "2026-03-29", "0001", "9999", "2026-03-29T00:10:00+01:00", "1969-12-31"}
	c := clinical.Case{Findings: answers{}, Zone: zone}
	sure := rng.IntN(2) == 0
	for i := range set.Findings {
		d := &set.Findings[i]
		k := rng.IntN(8)
		switch {
		case d.Derive != nil, k == 1 && !sure:
		case k == 0 && !sure:
			c.Findings[d.ID] = clinical.UnsureAnswer()
		case d.Type == ruleset.Bool:
			c.Findings[d.ID] = clinical.BoolAnswer(k&1 == 0)
		case d.Type == ruleset.Choice:
			c.Findings[d.ID] = clinical.ChoiceAnswer("v" + strconv.Itoa(rng.IntN(len(d.Values)+1)))
		case d.Type == ruleset.Date:
			c.Findings[d.ID] = clinical.DateAnswer(date(t, dates[rng.IntN(len(dates))]))
		case rng.IntN(20) == 0:
			c.Findings[d.ID] = clinical.IntAnswer(math.MaxInt32)
		default:
			c.Findings[d.ID] = clinical.IntAnswer(rng.IntN(1200) - 1100*rng.IntN(2))
		}
	}
	return c
}

// TestOneMemoryForManySets: whatever was resolved before, of whichever Set, and
// however its rules were replaced, what is decided is what the trees give.
func TestOneMemoryForManySets(t *testing.T) {
	rng := rand.New(rand.NewPCG(91, 92))
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 3, 29, 0, 30, 0, 0, berlin) // the night in which the clocks change
	var f ruleset.Facts
	var r ruleset.Result
	split := 0
	sets := 250
	if testing.Short() {
		sets = 30
	}
	for n := range sets {
		set := mixedSet(rng, n)
		of := map[int]int{}
		for _, c := range set.Columns() {
			if of[c.Finding]++; of[c.Finding] == 3 { // one of the rules, one of the rest
				split++
			}
		}
		both := func(s *ruleset.Set) {
			sameAsTree(t, s, &f, nil, &r)
			sameAsTree(t, s, &f, anyLifted(rng, s), &r)
		}
		for range 8 {
			where := berlin
			if rng.IntN(3) == 0 {
				where = nil
			}
			c := mixedCase(t, rng, set, where)
			set.Resolve(&c, now, &f)
			both(set)
			set.Advance(&c, now.Add(time.Duration(rng.IntN(5000))*time.Hour), &f)
			both(set)
			if len(set.Rules) == 0 || rng.IntN(4) > 0 {
				continue
			}
			var more []ruleset.Atom
			for range rng.IntN(70) {
				more = append(more, mixedAtom(rng, rng.IntN(len(set.Findings))))
			}
			changed := set.Replace(rng.IntN(len(set.Rules)), randomRule(rng, len(set.Atoms)+len(more), len(set.Limits)), more...)
			changed.Resolve(&c, now, &f)
			both(changed)
		}
	}
	if split == 0 {
		t.Error("no finding has more codes than a column may have")
	}
}

// TestAStateThatCannotBeIsUnsure: such as a number between two others where
// none is counted from a date. It never reads as the lower of the two.
func TestAStateThatCannotBeIsUnsure(t *testing.T) {
	set := sealed(ruleset.Set{Findings: []ruleset.Finding{{ID: "n", Type: ruleset.Int, Max: 100}}, Atoms: []ruleset.Atom{{Min: 5, Max: math.MaxInt32}}})
	unsure := ruleset.Interval{Lo: ruleset.Unsure, Hi: ruleset.Unsure}
	for _, st := range []ruleset.State{{Status: ruleset.Value, Lo: 0, Hi: 10}, {Status: ruleset.Value, Lo: 10}, {Status: 4, Lo: 1, Hi: 1}} {
		f := ruleset.Facts{States: []ruleset.State{st}}
		set.Compare(&f)
		if got := f.Atoms().At(0); got != unsure {
			t.Errorf("%+v reads %v", st, got)
		}
	}
}

// TestAFindingThatIsNotInOrderStaysOpen: an earlier case does not show through.
func TestAFindingThatIsNotInOrderStaysOpen(t *testing.T) {
	s := ruleset.Set{Findings: []ruleset.Finding{{ID: "x", Type: ruleset.Bool, Values: []string{"false", "true"}}}, Atoms: []ruleset.Atom{{Mask: 2}}}
	gap := s
	ruleset.Seal(&gap)
	c := clinical.Case{Findings: answers{"x": clinical.BoolAnswer(true)}}
	var f ruleset.Facts
	sealed(s).Resolve(&c, c.Now, &f)
	gap.Resolve(&clinical.Case{}, c.Now, &f)
	if got := f.Atoms().At(0); got != (ruleset.Interval{Lo: ruleset.False, Hi: ruleset.True}) {
		t.Errorf("reads %v", got)
	}
}

// TestVeryManyFindings: no index wraps where there are more than 65,536.
func TestVeryManyFindings(t *testing.T) {
	var s ruleset.Set
	for i := range 1<<16 + 4 {
		s.Findings = append(s.Findings, ruleset.Finding{ID: clinical.FindingID(strconv.Itoa(i)), Type: ruleset.Bool, Values: []string{"false", "true"}})
		s.Atoms = append(s.Atoms, ruleset.Atom{Finding: i, Mask: 2})
	}
	set := sealed(s)
	c := clinical.Case{Findings: answers{"65536": clinical.BoolAnswer(true), "1": clinical.BoolAnswer(true), "65537": clinical.BoolAnswer(false)}}
	var f ruleset.Facts
	set.Resolve(&c, c.Now, &f)
	for i, a := range set.Atoms {
		if got, want := f.Atoms().At(i), a.Eval(f.States[a.Finding]); got != want {
			t.Fatalf("comparison %d is %v, want %v", i, got, want)
		}
	}
}
