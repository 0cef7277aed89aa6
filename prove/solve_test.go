package prove

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// TestSolverAndCheckerAgreeWithTryingEverything holds both against all
// assignments of small random formulas.
func TestSolverAndCheckerAgreeWithTryingEverything(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	sat, unsat := 0, 0
	for range 3000 {
		f := formula{vars: 3 + rng.IntN(8)}
		for range f.vars * (3 + rng.IntN(4)) {
			var cl []int32
			for range 1 + rng.IntN(3) + rng.IntN(2) {
				l := int32(1 + rng.IntN(f.vars))
				if rng.IntN(2) == 0 {
					l = -l
				}
				cl = append(cl, l)
			}
			f.clauses = append(f.clauses, cl)
		}
		want := false
		for n := range 1 << f.vars {
			values := make([]bool, f.vars+1)
			for v := 1; v <= f.vars; v++ {
				values[v] = n>>(v-1)&1 == 1
			}
			if f.satisfied(values) {
				want = true
				break
			}
		}
		v := f.solve()
		if v.sat != want {
			t.Fatalf("the solver says %v, want %v: %v", v.sat, want, f.clauses)
		}
		if v.sat {
			sat++
			if !f.satisfied(v.values) {
				t.Fatalf("the assignment is none: %v %v", f.clauses, v.values)
			}
			if check(f.vars, f.clauses, append(v.lemmas, []int32{})) {
				t.Fatalf("a proof of what is not true was accepted: %v", f.clauses)
			}
			continue
		}
		unsat++
		if !check(f.vars, f.clauses, v.lemmas) {
			t.Fatalf("the certificate does not hold: %v\n%v", f.clauses, v.lemmas)
		}
	}
	if sat < 200 || unsat < 200 {
		t.Fatalf("%d with and %d without an assignment: too few of a kind", sat, unsat)
	}
}

// TestSearchesAtOnce: whoever proves beside somebody else gets the right answer.
// More pigeons than holes: there is no way, and much to learn on the way.
func TestSearchesAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			f := pigeons(5 + n%2)
			v := f.solve()
			if v.sat || !check(f.vars, f.clauses, v.lemmas) {
				t.Errorf("%d pigeons find room, or the certificate is none", 6+n%2)
			}
		})
	}
	all.Wait()
}

// pigeons is one pigeon more than there are holes, each in a hole of its own.
func pigeons(holes int) *formula {
	f := &formula{vars: (holes + 1) * holes}
	in := func(pigeon, hole int) int32 { return int32(pigeon*holes + hole + 1) }
	for p := range holes + 1 {
		var somewhere []int32
		for h := range holes {
			somewhere = append(somewhere, in(p, h))
			for other := range p {
				f.clauses = append(f.clauses, []int32{-in(p, h), -in(other, h)})
			}
		}
		f.clauses = append(f.clauses, somewhere)
	}
	return f
}
