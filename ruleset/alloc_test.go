package ruleset_test

import (
	"testing"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// crowd is some random people, with an unknown zone and dates of every precision among them.
func crowd(set *ruleset.Set, n int) []clinical.Case {
	people := corpus.NewPeople(set, 5)
	out := make([]clinical.Case, n)
	for i := range out {
		if out[i] = people.Next(); i%4 == 0 {
			out[i].Zone = nil
		}
	}
	return out
}

func TestOneEvaluationTakesNoMemory(t *testing.T) {
	_, set := theProtocol(t)
	cases := crowd(set, 200)
	var f ruleset.Facts
	var r ruleset.Result
	f.Faulty = make([]int, 0, len(set.Findings))
	lifted := make([]bool, len(set.Rules))
	i := 0
	if n := testing.AllocsPerRun(len(cases), func() {
		c := &cases[i%len(cases)]
		set.Resolve(c, c.Now, &f)
		set.Eval(&f, lifted, &r)
		i++
	}); n != 0 {
		t.Errorf("%v allocations a case", n)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	_, set := theProtocol(b)
	cases := crowd(set, 256)
	var f ruleset.Facts
	var r ruleset.Result
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := &cases[i%len(cases)]
		set.Resolve(c, c.Now, &f)
		set.Eval(&f, nil, &r)
	}
}

// BenchmarkLoad is what a program does with its Set before the first answer.
func BenchmarkLoad(b *testing.B) {
	_, set := theProtocol(b)
	text := ruleset.Encode(set)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := ruleset.Load(text); err != nil {
			b.Fatal(err)
		}
	}
}
