package assess_test

import (
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/corpus"
)

func BenchmarkAssess(b *testing.B) {
	_, set := theProtocol(b)
	people := corpus.NewPeople(set, 5)
	cases := make([]clinical.Case, 256)
	for i := range cases {
		cases[i] = people.Next()
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := &cases[i%len(cases)]
		assess.Assess(set, *c, c.Now)
	}
}
