package assess_test

import (
	"fmt"
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/corpus"
)

// BenchmarkAssess is one assessment with everything: reasons, limits, the next
// question, how long it holds and what would change it.
func BenchmarkAssess(b *testing.B) {
	_, set := theProtocol(b)
	for _, missing := range []int{0, 300} {
		people := corpus.NewPeople(set, 5)
		cases := make([]clinical.Case, 256)
		for i := range cases {
			cases[i] = people.Partial(people.Next(), missing)
		}
		b.Run(fmt.Sprintf("missing=%d", missing), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c := &cases[i%len(cases)]
				assess.Assess(set, *c, c.Now)
			}
		})
		b.Run(fmt.Sprintf("missing=%d,same memory", missing), func(b *testing.B) {
			b.ReportAllocs()
			var m assess.Assessor
			for i := 0; b.Loop(); i++ {
				c := &cases[i%len(cases)]
				m.Assess(set, *c, c.Now)
			}
		})
	}
}
