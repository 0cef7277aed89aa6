package ruleset_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// byTree evaluates every rule by its tree, one after the other, and joins the
// effects as they are written: what Eval has to give by its shorter way.
func byTree(s *ruleset.Set, f *ruleset.Facts, lifted []bool) ruleset.Result {
	r := ruleset.Result{Values: make([]ruleset.Interval, len(s.Rules))}
	words := (len(s.Limits) + 63) / 64
	for _, j := range []*ruleset.Join{&r.Floor, &r.Ceiling} {
		j.Disposition, j.Limits = clinical.Suitable, make([]uint64, words)
	}
	for i := range s.Rules {
		rule := &s.Rules[i]
		v := rule.When.Eval(f.Atoms())
		r.Values[i] = v
		up := lifted != nil && lifted[i]
		addTo(&r.Floor, rule.At(v.Lo, up))
		for t := v.Lo; t <= v.Hi; t++ {
			addTo(&r.Ceiling, rule.At(t, up))
		}
	}
	return r
}

func addTo(j *ruleset.Join, e *ruleset.Effect) {
	if e == nil {
		return
	}
	j.Disposition, j.Care = max(j.Disposition, e.Disposition), j.Care.Join(e.Care)
	for _, l := range e.Limits {
		j.Limits[l/64] |= 1 << (l % 64)
	}
}

func sameJoin(a, b ruleset.Join) bool {
	return a.Disposition == b.Disposition && a.Care == b.Care && slices.Equal(a.Limits, b.Limits)
}

// sameAsTree fails when Eval gives another result than the trees do. r is used
// again and again, as it is in life.
func sameAsTree(t *testing.T, s *ruleset.Set, f *ruleset.Facts, lifted []bool, r *ruleset.Result) {
	t.Helper()
	for a := range s.Atoms {
		if got, want := f.Atoms().At(a), s.Atoms[a].Eval(f.States[s.Atoms[a].Finding]); got != want {
			t.Fatalf("%+v of %+v is %v, want %v", s.Atoms[a], f.States[s.Atoms[a].Finding], got, want)
		}
	}
	s.Eval(f, lifted, r)
	want := byTree(s, f, lifted)
	for i, v := range want.Values {
		if r.Values[i] != v {
			t.Fatalf("%s is %v, want %v: %s", s.Rules[i].ID, r.Values[i], v, s.Rules[i].Source)
		}
	}
	if len(r.Values) != len(want.Values) || !sameJoin(r.Floor, want.Floor) || !sameJoin(r.Ceiling, want.Ceiling) {
		t.Fatalf("got %+v to %+v, want %+v to %+v", r.Floor, r.Ceiling, want.Floor, want.Ceiling)
	}
}

// anyLifted lifts some rules, also those that no go-ahead may lift.
func anyLifted(rng *rand.Rand, s *ruleset.Set) []bool {
	lifted := make([]bool, len(s.Rules))
	for i := range lifted {
		lifted[i] = rng.IntN(4) == 0
	}
	return lifted
}

func TestTheFastEvaluationGivesWhatTheTreesGive(t *testing.T) {
	_, set := theProtocol(t)
	rng := rand.New(rand.NewPCG(21, 22))
	people := corpus.NewPeople(set, 23)
	cases := 24_000
	if testing.Short() {
		cases = 1_000
	}
	var f ruleset.Facts
	var r ruleset.Result
	seen := map[ruleset.Interval]int{}
	sure := 0
	var whole clinical.Case
	for i := range cases {
		if i%4 == 0 { // then three times in part
			people.Odd, people.Unsure = []int{0, 20, 60, 200, 1000}[i/4%5], []int{0, 0, 12, 300}[i/4%4]
			if whole = people.Next(); i%12 == 0 {
				whole.Zone = nil
			}
		}
		c := whole
		if i%4 > 0 {
			c = people.Partial(whole, rng.IntN(1000))
		}
		set.Resolve(&c, c.Now, &f)
		sameAsTree(t, set, &f, nil, &r)
		points := true
		for _, v := range r.Values {
			seen[v]++
			points = points && v.Point() && v.Lo != ruleset.Unsure
		}
		if points {
			sure++
		}
		sameAsTree(t, set, &f, anyLifted(rng, set), &r)
	}
	t.Logf("values of rules: %v, cases without doubt %d", seen, sure)
	if len(seen) != 6 && !testing.Short() || sure == 0 || sure == cases {
		t.Error("the people are not varied enough")
	}
}

// Sets of random conditions, as no protocol has them: deep, long, empty,
// denied, of more rules than one block holds.
func TestTheFastEvaluationOfRandomConditions(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	sets := 400
	if testing.Short() {
		sets = 40
	}
	for n := range sets {
		set := randomSet(rng, n)
		var f ruleset.Facts
		var r ruleset.Result
		for range 30 {
			c := clinical.Case{Findings: answers{}}
			sure := rng.IntN(2) == 0
			for i := range set.Findings {
				switch k := rng.IntN(10); {
				case k == 0 && !sure:
					c.Findings[set.Findings[i].ID] = clinical.UnsureAnswer()
				case k > 1 || sure:
					c.Findings[set.Findings[i].ID] = clinical.BoolAnswer(rng.IntN(2) == 0)
				}
			}
			set.Resolve(&c, c.Now, &f)
			sameAsTree(t, set, &f, nil, &r)
			sameAsTree(t, set, &f, anyLifted(rng, set), &r)
		}
		// A changed rule is the one that counts.
		changed := set.Replace(0, randomRule(rng, len(set.Atoms), len(set.Limits)))
		sameAsTree(t, changed, &f, nil, &r)
	}
}

func randomSet(rng *rand.Rand, n int) *ruleset.Set {
	var s ruleset.Set
	most := 150
	if n%20 == 0 {
		most = 600 // more than Facts keeps beside itself
	}
	for i := range 1 + rng.IntN(most) {
		s.Findings = append(s.Findings, ruleset.Finding{ID: clinical.FindingID(strconv.Itoa(i)), Type: ruleset.Bool, Values: []string{"false", "true"}})
		s.Atoms = append(s.Atoms, ruleset.Atom{Finding: i, Mask: 2})
	}
	s.Limits = make([]ruleset.Limit, rng.IntN(130))
	rules := 1 + rng.IntN(20)
	if n%10 == 0 {
		rules = 64*6 + rng.IntN(20)
	}
	for range rules {
		s.Rules = append(s.Rules, randomRule(rng, len(s.Atoms), len(s.Limits)))
	}
	return sealed(s)
}

// Conditions at the edge: of nothing, and of more ways than are written down.
func TestTheFastEvaluationAtTheEdge(t *testing.T) {
	never := ruleset.Rule{ID: "never", When: not(ruleset.Expr{Op: ruleset.OpTrue}), Then: does(clinical.Emergency)}
	always := ruleset.Rule{ID: "always", When: ruleset.Expr{Op: ruleset.OpTrue}, Then: does(clinical.Modify)}
	var f ruleset.Facts
	var r ruleset.Result
	nothing := sealed(ruleset.Set{Rules: []ruleset.Rule{never, always}})
	nothing.Resolve(&clinical.Case{}, instant(t, "2026-11-21T10:00:00Z"), &f)
	sameAsTree(t, nothing, &f, nil, &r)
	if r.Floor.Disposition != clinical.Modify {
		t.Errorf("nothing asked gives %s", r.Floor.Disposition)
	}

	var s ruleset.Set
	var args []ruleset.Expr
	for i := range 16 {
		s.Findings = append(s.Findings, ruleset.Finding{ID: clinical.FindingID(strconv.Itoa(i)), Type: ruleset.Bool, Values: []string{"false", "true"}})
		s.Atoms = append(s.Atoms, ruleset.Atom{Finding: i, Mask: 2})
		args = append(args, is(i))
	}
	s.Rules = []ruleset.Rule{{ID: "half", When: atLeast(8, args...), Then: does(clinical.Refer)}}
	half := sealed(s)
	for yes := range 17 {
		c := clinical.Case{Findings: answers{}}
		for i := range 16 {
			c.Findings[s.Findings[i].ID] = clinical.BoolAnswer(i < yes)
		}
		half.Resolve(&c, c.Now, &f)
		sameAsTree(t, half, &f, nil, &r)
		if got := r.Floor.Disposition == clinical.Refer; got != (yes >= 8) {
			t.Errorf("%d of 16: %s", yes, r.Floor.Disposition)
		}
	}
}

func TestFactsThatNobodyComparedAreRefused(t *testing.T) {
	_, set := theProtocol(t)
	var f ruleset.Facts
	var r ruleset.Result
	c := crowd(set, 1)[0]
	set.Resolve(&c, c.Now, &f)
	by := ruleset.Facts{States: f.States}
	set.Compare(&by)
	sameAsTree(t, set, &by, nil, &r)
	if !slices.Equal(by.Codes, f.Codes) {
		t.Error("Compare does not give what Resolve does")
	}
	defer func() {
		if recover() == nil {
			t.Error("facts without comparisons were evaluated")
		}
	}()
	set.Eval(&ruleset.Facts{States: f.States, Codes: f.Codes}, nil, &r)
}

// A rule that reads a new comparison needs facts that know it.
func TestFactsFromBeforeAComparisonAreRefused(t *testing.T) {
	s := ruleset.Set{Findings: []ruleset.Finding{{ID: "n", Type: ruleset.Int, Max: 100}}, Atoms: []ruleset.Atom{{Min: 50, Max: 100}},
		Rules: []ruleset.Rule{{ID: "E", When: is(0), Then: does(clinical.Emergency)}}}
	set := sealed(s)
	changed := set.Replace(0, ruleset.Rule{ID: "E", When: is(1), Then: does(clinical.Emergency)}, ruleset.Atom{Min: 10, Max: 100})
	c := clinical.Case{Findings: answers{"n": clinical.IntAnswer(20)}}
	var f ruleset.Facts
	var r ruleset.Result
	changed.Resolve(&c, c.Now, &f)
	if changed.Eval(&f, nil, &r); r.Floor.Disposition != clinical.Emergency {
		t.Errorf("got %s", r.Floor.Disposition)
	}
	set.Resolve(&c, c.Now, &f)
	defer func() {
		if recover() == nil {
			t.Error("facts that do not know a comparison were evaluated")
		}
	}()
	changed.Eval(&f, nil, &r)
}

func randomRule(rng *rand.Rand, atoms, limits int) ruleset.Rule {
	effect := func() *ruleset.Effect {
		if rng.IntN(3) == 0 {
			return nil
		}
		all := clinical.Dispositions()
		e := &ruleset.Effect{Disposition: all[rng.IntN(len(all))], Care: clinical.Care{Who: clinical.Who(rng.IntN(10)), Within: clinical.Within(rng.IntN(6))}}
		for i := range limits {
			if rng.IntN(20) == 0 {
				e.Limits = append(e.Limits, i)
			}
		}
		return e
	}
	r := ruleset.Rule{When: randomExpr(rng, atoms, rng.IntN(5)), Unsure: effect(), Remains: effect()}
	if e := effect(); e != nil {
		r.Then = *e
	}
	return r
}

func randomExpr(rng *rand.Rand, atoms, depth int) ruleset.Expr {
	if depth == 0 {
		if rng.IntN(12) == 0 {
			return ruleset.Expr{Op: ruleset.OpTrue}
		}
		return is(rng.IntN(atoms))
	}
	var args []ruleset.Expr
	for range rng.IntN(6) {
		args = append(args, randomExpr(rng, atoms, depth-1))
	}
	switch rng.IntN(4) {
	case 0:
		return not(randomExpr(rng, atoms, depth-1))
	case 1:
		return all(args...)
	case 2:
		return anyOf(args...)
	}
	return atLeast(rng.IntN(len(args)+2), args...)
}

func BenchmarkEvalSure(b *testing.B) { benchmarkEval(b, 0) }
func BenchmarkEvalOpen(b *testing.B) { benchmarkEval(b, 12) }

func benchmarkEval(b *testing.B, unsure int) {
	_, set := theProtocol(b)
	people := corpus.NewPeople(set, 5)
	people.Unsure = unsure
	facts := make([]ruleset.Facts, 4096)
	for i := range facts {
		c := people.Next()
		set.Resolve(&c, c.Now, &facts[i])
	}
	var r ruleset.Result
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		set.Eval(&facts[i%len(facts)], nil, &r)
	}
}
