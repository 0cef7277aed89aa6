package cohort

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// flat is the same engine without the Go code made from its program.
func flat(e *Engine) *Engine {
	f := *e
	f.made = nil
	return &f
}

func TestTheGeneratedCodeIsFreshAndUsed(t *testing.T) {
	have, err := os.ReadFile("embedded.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := New(theProtocol(t)).Source(); string(have) != string(want) {
		t.Error("embedded.go is stale: go run ./internal/generate")
	}
	if New(ruleset.Embedded()).made == nil {
		t.Error("the embedded protocol does not run as Go code")
	}
}

// TestEveryAnswerIsThatOfTheSet holds the engine against Set.Eval, with any
// liftable rules lifted, at sizes on both sides of a word.
func TestEveryAnswerIsThatOfTheSet(t *testing.T) {
	set := ruleset.Embedded()
	n := 10_000
	if testing.Short() {
		n = 1_000
	}
	cases := append(people(set, 3, n), examples(t, set)...)
	rng := rand.New(rand.NewPCG(3, 4))
	e := New(set)
	shown := map[clinical.Disposition]int{}
	for _, e := range []*Engine{e, flat(e)} {
		for size, rest := 0, cases; len(rest) > 0; rest = rest[size:] {
			size = min(len(rest), []int{1, 63, 64, 65, 128, 2500}[rng.IntN(6)])
			rows, answers := e.NewRows(size), e.NewAnswers(size)
			want := make([]ruleset.Result, size)
			var f ruleset.Facts
			for i := range size {
				c := &rest[i]
				set.Resolve(c, c.Now, &f)
				var lifted []bool
				if rng.IntN(2) == 0 {
					lifted = make([]bool, len(set.Rules))
					for k := range lifted {
						lifted[k] = set.Rules[k].LiftedBy != "" && rng.IntN(2) == 0
					}
				}
				rows.Put(i, &f, lifted)
				set.Eval(&f, lifted, &want[i])
			}
			if rng.IntN(2) == 0 {
				e.DecideRows(rows, answers)
			} else {
				planes := e.NewPlanes(size)
				planes.Pack(rows)
				e.Decide(planes, answers)
			}
			for i := range size {
				if d := differ(answers, i, &want[i]); d != "" {
					t.Fatalf("case %d of %d: %s\n%+v", i, size, d, rest[i])
				}
				shown[answers.Shown(i)]++
			}
		}
	}
	t.Log(shown)
	for _, d := range append(clinical.Dispositions(), clinical.Undecided) {
		if shown[d] == 0 {
			t.Errorf("nobody was shown %s: the people are not varied enough", d)
		}
	}
}

// TestABatchAnswersAsAssessDoes holds whole cases, with their go-aheads and
// history, against Assess.
func TestABatchAnswersAsAssessDoes(t *testing.T) {
	set := ruleset.Embedded()
	n := 3_000
	if testing.Short() {
		n = 300
	}
	cases := append(examples(t, set), people(set, 8, n)...)
	b := New(set).NewBatch()
	lifted := 0
	for size, rest := 500, cases; len(rest) > 0; rest = rest[size:] {
		size = min(size, len(rest))
		b.Reset(size)
		for i := range size {
			b.Put(i, &rest[i])
		}
		b.Decide()
		for i := range size {
			as := assess.Assess(set, rest[i], rest[i].Now)
			if d := differBatch(b, i, &as); d != "" {
				t.Fatalf("%s\n%+v", d, rest[i])
			}
			if slices.ContainsFunc(as.Reasons, func(r assess.Reason) bool { return r.Lifted }) {
				lifted++
			}
		}
	}
	if t.Logf("%d people with a lifted rule", lifted); lifted < 20 {
		t.Errorf("only %d people with a lifted rule", lifted)
	}
}

func TestSizes(t *testing.T) {
	set := ruleset.Embedded()
	e := New(set)
	cases := people(set, 4, 65)
	for _, size := range []int{0, 1, 63, 64, 65} {
		rows, answers := e.NewRows(size), e.NewAnswers(size)
		if rows.Len() != size || answers.Len() != size {
			t.Fatalf("size %d: %d rows, %d answers", size, rows.Len(), answers.Len())
		}
		var f ruleset.Facts
		var want Counts
		want.Holds, want.Doubts = make([]int, len(set.Rules)), make([]int, len(set.Rules))
		for i := range size {
			set.Resolve(&cases[i], cases[i].Now, &f)
			rows.Put(i, &f, nil)
			var r ruleset.Result
			set.Eval(&f, nil, &r)
			want.Cases++
			want.Dispositions[r.Shown()]++
			if r.Settled() {
				want.Settled++
			}
			for k, v := range r.Values {
				switch v.Lo {
				case ruleset.True:
					want.Holds[k]++
				case ruleset.Unsure:
					want.Doubts[k]++
				}
			}
		}
		e.DecideRows(rows, answers)
		var got Counts
		answers.Count(&got)
		if got.Cases != want.Cases || got.Dispositions != want.Dispositions || got.Settled != want.Settled ||
			!slices.Equal(got.Holds, want.Holds) || !slices.Equal(got.Doubts, want.Doubts) {
			t.Errorf("size %d:\n%+v, want\n%+v", size, got, want)
		}
	}
}

// TestNothingPutIsNoPermission: rows that nobody wrote, and answers that nobody
// decided, are undecided, also in memory that was used before.
func TestNothingPutIsNoPermission(t *testing.T) {
	set := ruleset.Embedded()
	b := New(set).NewBatch()
	mild := examples(t, set)
	b.Reset(len(mild))
	for i := range mild {
		b.Put(i, &mild[i])
	}
	b.Decide()
	b.Reset(len(mild))
	for i := range mild {
		if b.Shown(i) != clinical.Undecided || b.Settled(i) || b.Floor(i) != clinical.Undecided {
			t.Fatal("an answer of the last batch is still there")
		}
	}
	b.Decide()
	for i := range mild {
		if b.Shown(i) != clinical.Undecided || b.Settled(i) {
			t.Fatalf("a row that nobody put shows %v", b.Shown(i))
		}
	}
}

// TestARowIsOverwritten: a case put over another leaves nothing of it.
func TestARowIsOverwritten(t *testing.T) {
	set := ruleset.Embedded()
	b := New(set).NewBatch()
	cases := people(set, 9, 300)
	b.Reset(2)
	for i := 1; i < len(cases); i++ {
		b.Put(0, &cases[i-1])
		b.Put(1, &cases[i])
		b.Put(0, &cases[i])
		b.Decide()
		as := assess.Assess(set, cases[i], cases[i].Now)
		for k := range 2 {
			if d := differBatch(b, k, &as); d != "" {
				t.Fatal(d)
			}
		}
	}
}

func TestMixedUpCasesAreRefused(t *testing.T) {
	set := ruleset.Embedded()
	e, other := New(set), New(set)
	for name, f := range map[string]func(){
		"another size":         func() { e.DecideRows(e.NewRows(3), e.NewAnswers(4)) },
		"another engine":       func() { e.DecideRows(other.NewRows(3), e.NewAnswers(3)) },
		"answers of another":   func() { e.DecideRows(e.NewRows(3), other.NewAnswers(3)) },
		"planes of another":    func() { e.Decide(other.NewPlanes(3), e.NewAnswers(3)) },
		"planes too small":     func() { e.NewPlanes(3).Pack(e.NewRows(4)) },
		"beyond the rows":      func() { e.NewRows(3).Put(3, &ruleset.Facts{}, nil) },
		"facts of another Set": func() { e.NewRows(3).Put(0, &ruleset.Facts{}, nil) },
		"beyond the answers":   func() { e.NewAnswers(3).Shown(3) },
		"before the answers":   func() { e.NewAnswers(3).Shown(-1) },
		"beyond what is there": func() { e.NewRows(3).Lifted(3, e.lifts[0]) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			f()
		}()
	}
}
