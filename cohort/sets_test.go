package cohort

import (
	"math"
	"math/rand/v2"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// TestAnySetIsDecidedAlike holds small random Sets, also such as compile would
// refuse, against Set.Eval.
func TestAnySetIsDecidedAlike(t *testing.T) {
	sets := 300
	if testing.Short() {
		sets = 30
	}
	rng := rand.New(rand.NewPCG(21, 22))
	for range sets {
		set := anySet(rng)
		e := New(set)
		const n = 130
		rows, answers := e.NewRows(n), e.NewAnswers(n)
		var f ruleset.Facts
		want := make([]ruleset.Result, n)
		for i := range n {
			states(set, &f, func(int) uint32 { return rng.Uint32() })
			lifted := make([]bool, len(set.Rules))
			for k := range lifted {
				lifted[k] = set.Rules[k].LiftedBy != "" && rng.IntN(2) == 0
			}
			rows.Put(i, &f, lifted)
			set.Eval(&f, lifted, &want[i])
		}
		e.DecideRows(rows, answers)
		for i := range n {
			if d := differ(answers, i, &want[i]); d != "" {
				t.Fatalf("%s\n%+v", d, set.Rules)
			}
		}
	}
}

func anySet(rng *rand.Rand) *ruleset.Set {
	s := &ruleset.Set{ID: "any"}
	for i := range 1 + rng.IntN(6) {
		f := ruleset.Finding{ID: clinical.FindingID(rune('a' + i)), Type: ruleset.Int, Min: -20, Max: 100}
		switch rng.IntN(4) {
		case 0:
			f.Type, f.Values, f.Min, f.Max = ruleset.Choice, make([]string, 1+rng.IntN(64)), 0, 0
		case 1:
			f.Type, f.Min, f.Max = ruleset.Bool, 0, 0
		case 2:
			f.Derive = &ruleset.Derive{Kind: "since", Unit: "days", Ev: "session"}
		}
		s.Findings, s.Order = append(s.Findings, f), append(s.Order, i)
		for range 1 + rng.IntN(20) {
			a := ruleset.Atom{Finding: i, Mask: rng.Uint64() & rng.Uint64()}
			if f.Type == ruleset.Bool {
				a.Mask &= 3
			}
			if f.Type == ruleset.Int || a.Mask == 0 {
				a.Mask = 0
				a.Min = []int32{math.MinInt32, int32(rng.IntN(120) - 20)}[rng.IntN(2)]
				a.Max = []int32{math.MaxInt32, int32(rng.IntN(120) - 20)}[rng.IntN(2)]
			}
			s.Atoms = append(s.Atoms, a)
		}
	}
	for range 1 + rng.IntN(10) {
		s.Limits = append(s.Limits, ruleset.Limit{Kind: ruleset.NoHeat})
	}
	for i := range 1 + rng.IntN(12) {
		r := ruleset.Rule{ID: clinical.RuleID(rune('A' + i)), When: anyExpr(rng, len(s.Atoms), 3), Then: anyEffect(rng, len(s.Limits))}
		if rng.IntN(2) == 0 {
			u := anyEffect(rng, len(s.Limits))
			r.Unsure = &u
		}
		if rng.IntN(3) == 0 {
			r.LiftedBy = "surgeon"
		}
		if rng.IntN(2) == 0 {
			e := anyEffect(rng, len(s.Limits))
			r.Remains = &e
		}
		s.Rules = append(s.Rules, r)
	}
	ruleset.Seal(s)
	return s
}

func anyEffect(rng *rand.Rand, limits int) ruleset.Effect {
	e := ruleset.Effect{Disposition: clinical.Disposition(rng.IntN(dispositions)), Care: clinical.Care{Who: clinical.Who(rng.IntN(3)), Within: clinical.Within(rng.IntN(3))}}
	for l := range limits {
		if rng.IntN(4) == 0 {
			e.Limits = append(e.Limits, l)
		}
	}
	return e
}

func anyExpr(rng *rand.Rand, atoms, deep int) ruleset.Expr {
	e := ruleset.Expr{Op: []ruleset.Op{ruleset.OpAtom, ruleset.OpNot, ruleset.OpAnd, ruleset.OpOr, ruleset.OpAtLeast, ruleset.OpTrue}[rng.IntN(6)]}
	if deep == 0 {
		e.Op = ruleset.OpAtom
	}
	args := 0
	switch e.Op {
	case ruleset.OpAtom:
		e.Atom = rng.IntN(atoms)
	case ruleset.OpNot:
		args = 1
	case ruleset.OpAnd, ruleset.OpOr, ruleset.OpAtLeast:
		args = rng.IntN(5)
		e.N = rng.IntN(7)
	}
	for range args {
		e.Args = append(e.Args, anyExpr(rng, atoms, deep-1))
	}
	return e
}

// states makes the state of every finding out of numbers, whatever they are,
// and the atoms over it. Only times that have elapsed are intervals.
func states(set *ruleset.Set, f *ruleset.Facts, next func(finding int) uint32) {
	f.States = make([]ruleset.State, len(set.Findings))
	for i := range set.Findings {
		d, x := &set.Findings[i], next(i)
		s := ruleset.State{Status: []ruleset.Status{ruleset.Open, ruleset.Doubt, ruleset.Nothing, ruleset.Value, ruleset.Value, ruleset.Value, ruleset.Value, ruleset.Value}[x&7]}
		if x >>= 3; s.Status == ruleset.Value {
			s.Lo = int32(x>>8) % 150
			if x&1 == 0 && len(d.Values) > 0 {
				s.Lo %= int32(len(d.Values))
			}
			if x&0xe == 0 {
				s.Lo = -s.Lo
			}
			s.Hi = s.Lo
			if d.Derive != nil && d.Derive.Unit != "" {
				s.Hi += int32(x >> 4 & 0x3f)
				if x&0xf00 == 0 {
					s.Hi = math.MaxInt32
				}
			}
		}
		f.States[i] = s
	}
	set.Compare(f)
}

// TestAChangedRuleIsDecidedAsChanged: a Set with one rule replaced keeps its
// digest, and must not run the code made for the original.
func TestAChangedRuleIsDecidedAsChanged(t *testing.T) {
	set := ruleset.Embedded()
	cases := people(set, 6, 64)
	for i := range set.Rules {
		r := set.Rules[i]
		if r.Then.Disposition == clinical.Emergency || r.Universal {
			continue
		}
		r.When = ruleset.Expr{Op: ruleset.OpTrue}
		changed := set.Replace(i, r)
		e := New(changed)
		if e.made != nil {
			t.Fatalf("%s: the code of the embedded protocol decides", r.ID)
		}
		if i%20 != 0 {
			continue
		}
		b := e.NewBatch()
		b.Reset(len(cases))
		var f ruleset.Facts
		for k := range cases {
			c := cases[k]
			c.GoAheads = nil
			b.Put(k, &c)
		}
		b.Decide()
		for k := range cases {
			var want ruleset.Result
			changed.Resolve(&cases[k], cases[k].Now, &f)
			changed.Eval(&f, nil, &want)
			if d := differ(b.Answers, k, &want); d != "" {
				t.Fatal(d)
			}
		}
	}
}

// FuzzDecide makes states of the embedded protocol's findings out of any bytes.
func FuzzDecide(f *testing.F) {
	f.Add([]byte{}, uint64(0))
	f.Add([]byte("\x03\x13\x23\x33\x43\x53\x63\x73"), uint64(1)<<63|5)
	set := ruleset.Embedded()
	e := New(set)
	slow := flat(e)
	f.Fuzz(func(t *testing.T, data []byte, up uint64) {
		var facts ruleset.Facts
		const n = 3
		at := 0
		var want [n]ruleset.Result
		rows, rows2 := e.NewRows(n), slow.NewRows(n)
		for i := range n {
			states(set, &facts, func(int) uint32 {
				x := uint32(0)
				for range 3 {
					if len(data) > 0 {
						x = x<<8 | uint32(data[at%len(data)])
						at++
					}
				}
				at++
				return x
			})
			lifted := make([]bool, len(set.Rules))
			for k, rule := range e.lifts {
				lifted[rule] = up>>uint((k+i)%64)&1 == 1
			}
			rows.Put(i, &facts, lifted)
			rows2.Put(i, &facts, lifted)
			set.Eval(&facts, lifted, &want[i])
		}
		answers, answers2 := e.NewAnswers(n), slow.NewAnswers(n)
		e.DecideRows(rows, answers)
		slow.DecideRows(rows2, answers2)
		for i := range n {
			if d := differ(answers, i, &want[i]) + differ(answers2, i, &want[i]); d != "" {
				t.Fatal(d)
			}
		}
	})
}
