package cohort

import (
	"fmt"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// many cases are decided in one round: few enough that rows and planes stay in
// the cache of one core.
const many = 16 * 64

var sink uint64

// bench is what the benchmarks measure, each as a round of many cases on one core.
type bench struct {
	e       *Engine
	cases   []clinical.Case
	facts   []ruleset.Facts
	rows    *Rows
	planes  *Planes
	answers *Answers
	batch   *Batch
	stream  []uint64 // as many words as the program has steps
}

func newBench() *bench {
	set := ruleset.Embedded()
	e := New(set)
	b := &bench{e: e, rows: e.NewRows(many), planes: e.NewPlanes(many), answers: e.NewAnswers(many), batch: e.NewBatch(),
		facts: make([]ruleset.Facts, many), stream: make([]uint64, e.Steps())}
	p := corpus.NewPeople(set, 5)
	for i := range many {
		c := p.Next()
		set.Resolve(&c, c.Now, &b.facts[i])
		b.rows.Put(i, &b.facts[i], nil)
		b.cases = append(b.cases, c)
	}
	b.planes.Pack(b.rows)
	return b
}

func (b *bench) ready()  { b.e.Decide(b.planes, b.answers) }
func (b *bench) packed() { b.e.DecideRows(b.rows, b.answers) }

func (b *bench) states() {
	for i := range b.facts {
		b.rows.Put(i, &b.facts[i], nil)
	}
	b.e.DecideRows(b.rows, b.answers)
}

func (b *bench) whole() {
	b.batch.Reset(len(b.cases))
	for i := range b.cases {
		b.batch.Put(i, &b.cases[i])
	}
	b.batch.Decide()
}

// bits does as many bit operations as the program, in a plain loop.
func (b *bench) bits() {
	x := sink
	for range blocks(many) {
		x0, x1, x2, x3 := x, x, x, x
		for s := b.stream; len(s) >= 4; s = s[4:] {
			x0 &= s[0]
			x1 |= s[1]
			x2 ^= s[2]
			x3 &^= s[3]
		}
		x = x0 ^ x1 ^ x2 ^ x3
	}
	sink = x
}

// memory reads the planes that go in and those that come out, once.
func (b *bench) memory() {
	var x0, x1, x2, x3 uint64
	for _, s := range [2][]uint64{b.planes.words, b.answers.words} {
		for ; len(s) >= 4; s = s[4:] {
			x0 |= s[0]
			x1 |= s[1]
			x2 |= s[2]
			x3 |= s[3]
		}
	}
	sink = x0 ^ x1 ^ x2 ^ x3
}

// BenchmarkCohort runs everything in turns and takes the best round of each, so
// that what else the machine does bears on all alike. It reports millions of
// cases a second on one core, and the share of the smaller of the two limits.
func BenchmarkCohort(b *testing.B) {
	x := newBench()
	slow := *x
	slow.e = flat(x.e)
	slow.planes, slow.answers = slow.e.NewPlanes(many), slow.e.NewAnswers(many)
	list := []struct {
		name  string
		times int // rounds in one turn: what the others left in the cache is gone after the first
		round func()
	}{
		{"planes", 50, x.ready}, {"rows", 50, x.packed}, {"states", 2, x.states}, {"cases", 1, x.whole}, {"flat_planes", 10, slow.ready},
		{"limit_bits", 50, x.bits}, {"limit_memory", 50, x.memory},
	}
	best := make([]time.Duration, len(list))
	for b.Loop() {
		for i := range list {
			for range list[i].times {
				from := time.Now()
				list[i].round()
				if d := time.Since(from); best[i] == 0 || d < best[i] {
					best[i] = d
				}
			}
		}
	}
	for i := range list {
		b.ReportMetric(many/best[i].Seconds()/1e6, fmt.Sprintf("M/s_%s", list[i].name))
	}
	b.ReportMetric(100*max(best[5], best[6]).Seconds()/best[0].Seconds(), "%_of_limit")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkEngine is how long it takes to make an engine.
func BenchmarkEngine(b *testing.B) {
	for b.Loop() {
		New(ruleset.Embedded())
	}
}
