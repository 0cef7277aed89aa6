package ruleset_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"paraspinal/ruleset"
)

var points = []ruleset.Truth{ruleset.False, ruleset.Unsure, ruleset.True}

// intervals are the six that exist.
func intervals() []ruleset.Interval {
	var out []ruleset.Interval
	for _, lo := range points {
		for _, hi := range points {
			if lo <= hi {
				out = append(out, ruleset.Interval{Lo: lo, Hi: hi})
			}
		}
	}
	return out
}

func eval(e ruleset.Expr, atoms ...ruleset.Interval) ruleset.Interval {
	return e.Eval(ruleset.AtomsOf(atoms...))
}

func TestIntervalsObeyTheLawsOfMinAndMax(t *testing.T) {
	a, b, c := is(0), is(1), is(2)
	laws := []struct {
		name string
		l, r ruleset.Expr
	}{
		{"not not is the same", not(not(a)), a},
		{"and is commutative", all(a, b), all(b, a)},
		{"or is commutative", anyOf(a, b), anyOf(b, a)},
		{"and is associative", all(all(a, b), c), all(a, all(b, c))},
		{"or is associative", anyOf(anyOf(a, b), c), anyOf(a, anyOf(b, c))},
		{"and of three is and of two twice", all(a, b, c), all(a, all(b, c))},
		{"and is idempotent", all(a, a), a},
		{"or is idempotent", anyOf(a, a), a},
		{"not of and is or of nots", not(all(a, b)), anyOf(not(a), not(b))},
		{"not of or is and of nots", not(anyOf(a, b)), all(not(a), not(b))},
		{"and absorbs or", all(a, anyOf(a, b)), a},
		{"and distributes over or", all(a, anyOf(b, c)), anyOf(all(a, b), all(a, c))},
		{"true is neutral to and", all(a, ruleset.Expr{Op: ruleset.OpTrue}), a},
		{"not true is neutral to or", anyOf(a, not(ruleset.Expr{Op: ruleset.OpTrue})), a},
		{"at least one is or", atLeast(1, a, b, c), anyOf(a, b, c)},
		{"at least all is and", atLeast(3, a, b, c), all(a, b, c)},
		{"at least two of three by pairs", atLeast(2, a, b, c), anyOf(all(a, b), all(a, c), all(b, c))},
		{"not at least two is at least two nots of three", not(atLeast(2, a, b, c)), atLeast(2, not(a), not(b), not(c))},
	}
	for _, law := range laws {
		t.Run(law.name, func(t *testing.T) {
			for _, x := range intervals() {
				for _, y := range intervals() {
					for _, z := range intervals() {
						l, r := eval(law.l, x, y, z), eval(law.r, x, y, z)
						if l != r {
							t.Fatalf("for %v %v %v: %v and %v", x, y, z, l, r)
						}
						if l.Lo > l.Hi {
							t.Fatalf("for %v %v %v: %v is upside down", x, y, z, l)
						}
					}
				}
			}
		})
	}
}

func TestAtLeastIsTheNthLargest(t *testing.T) {
	iv := intervals()
	for _, x := range iv {
		for _, y := range iv {
			for _, z := range iv {
				for n := 1; n <= 3; n++ {
					lo, hi := []ruleset.Truth{x.Lo, y.Lo, z.Lo}, []ruleset.Truth{x.Hi, y.Hi, z.Hi}
					slices.Sort(lo)
					slices.Sort(hi)
					want := ruleset.Interval{Lo: lo[3-n], Hi: hi[3-n]}
					if got := eval(atLeast(n, is(0), is(1), is(2)), x, y, z); got != want {
						t.Fatalf("at least %d of %v %v %v is %v, want %v", n, x, y, z, got, want)
					}
				}
			}
		}
	}
}

// inside reports whether a says at least as much as b.
func inside(a, b ruleset.Interval) bool { return a.Lo >= b.Lo && a.Hi <= b.Hi }

func TestKnowingMoreOfAnAtomNeverWidensACondition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var random func(depth int) ruleset.Expr
	random = func(depth int) ruleset.Expr {
		if depth == 0 {
			return is(rng.IntN(4))
		}
		args := []ruleset.Expr{random(depth - 1), random(depth - 1), random(depth - 1)}
		switch rng.IntN(4) {
		case 0:
			return all(args...)
		case 1:
			return anyOf(args...)
		case 2:
			return atLeast(1+rng.IntN(3), args...)
		}
		return not(args[0])
	}
	iv := intervals()
	for range 20_000 {
		e := random(1 + rng.IntN(3))
		wide := make([]ruleset.Interval, 4)
		for i := range wide {
			wide[i] = iv[rng.IntN(len(iv))]
		}
		narrow := slices.Clone(wide)
		k := rng.IntN(4)
		narrow[k] = iv[rng.IntN(len(iv))]
		if !inside(narrow[k], wide[k]) {
			continue
		}
		if w, n := eval(e, wide...), eval(e, narrow...); !inside(n, w) {
			t.Fatalf("%v: %v gives %v, and knowing more, %v, gives %v", e, wide, w, narrow, n)
		}
	}
}

func TestAComparisonOfOneFinding(t *testing.T) {
	open := ruleset.Interval{Lo: ruleset.False, Hi: ruleset.True}
	no, unsure, yes := ruleset.Interval{}, ruleset.Interval{Lo: ruleset.Unsure, Hi: ruleset.Unsure}, ruleset.Interval{Lo: ruleset.True, Hi: ruleset.True}
	between := func(lo, hi int32) ruleset.State { return ruleset.State{Status: ruleset.Value, Lo: lo, Hi: hi} }
	least, most := int32(math.MinInt32), int32(math.MaxInt32)
	third := ruleset.Atom{Mask: 1 << 2}
	from3 := ruleset.Atom{Min: 3, Max: most}
	to3 := ruleset.Atom{Min: least, Max: 3}
	just3 := ruleset.Atom{Min: 3, Max: 3}
	for _, row := range []struct {
		name  string
		atom  ruleset.Atom
		state ruleset.State
		want  ruleset.Interval
	}{
		{"not asked", third, ruleset.State{}, open},
		{"not sure", third, ruleset.State{Status: ruleset.Doubt}, unsure},
		{"does not concern the person", third, ruleset.State{Status: ruleset.Nothing}, no},
		{"the value in the list", third, ruleset.Known(2), yes},
		{"the value before it", third, ruleset.Known(1), no},
		{"the value after it", third, ruleset.Known(3), no},
		{"the last of 64 values", ruleset.Atom{Mask: 1 << 63}, ruleset.Known(63), yes},
		{"a number not asked", from3, ruleset.State{}, open},
		{"a number not sure", from3, ruleset.State{Status: ruleset.Doubt}, unsure},
		{"a number that does not concern", from3, ruleset.State{Status: ruleset.Nothing}, no},
		{"at the lower bound", from3, ruleset.Known(3), yes},
		{"one below the lower bound", from3, ruleset.Known(2), no},
		{"at the upper bound", to3, ruleset.Known(3), yes},
		{"one above the upper bound", to3, ruleset.Known(4), no},
		{"exactly", just3, ruleset.Known(3), yes},
		{"one beside", just3, ruleset.Known(4), no},
		{"a range that touches from below", from3, between(1, 3), unsure},
		{"a range that ends below", from3, between(1, 2), no},
		{"a range that begins at the bound", from3, between(3, 9), yes},
		{"a range around a point", just3, between(2, 4), unsure},
		{"a range that begins at the upper bound", to3, between(3, 4), unsure},
		{"a range that begins above", to3, between(4, 5), no},
		{"the smallest number there is", to3, ruleset.Known(least), yes},
		{"the largest number there is", from3, ruleset.Known(most), yes},
		{"zero between bounds on both sides", ruleset.Atom{Min: -1, Max: 1}, ruleset.Known(0), yes},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.atom.Eval(row.state); got != row.want {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestConditionsNameTheirAtomsInOrder(t *testing.T) {
	e := all(is(3), not(anyOf(is(1), is(3))), atLeast(1, is(0)))
	var got []int
	e.Walk(func(a int) { got = append(got, a) })
	if fmt.Sprint(got) != "[3 1 3 0]" {
		t.Errorf("atoms are %v", got)
	}
	if e.IsZero() || !(ruleset.Expr{}).IsZero() {
		t.Error("only the zero value is no condition")
	}
}

func TestTruthsAreNamedAndOrdered(t *testing.T) {
	if fmt.Sprint(points) != "[false unsure true]" {
		t.Errorf("truths are %v", points)
	}
	for _, i := range intervals() {
		if i.Point() != (i.Lo == i.Hi) {
			t.Errorf("%v is a point: %v", i, i.Point())
		}
	}
}
