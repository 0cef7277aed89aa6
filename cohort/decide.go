package cohort

import (
	"runtime"
	"sync"
)

// Decide decides about planes. The answers are those of NewAnswers for as many
// cases. It uses as many cores as there are.
func (e *Engine) Decide(p *Planes, a *Answers) {
	e.same(p.e, p.n, a.n)
	e.same(a.e, p.n, a.n)
	in, out := e.program.inputs, e.program.outputs
	each(blocks(p.n), func(from, to int) {
		m := e.machine()
		for b := from; b < to; b++ {
			m(p.words[b*in:(b+1)*in], a.words[b*out:(b+1)*out])
		}
	})
}

// DecideRows decides about rows, block by block: the planes of a block never
// leave the cache.
func (e *Engine) DecideRows(r *Rows, a *Answers) {
	e.same(r.e, r.n, a.n)
	e.same(a.e, r.n, a.n)
	out := e.program.outputs
	each(blocks(r.n), func(from, to int) {
		m := e.machine()
		planes, bytes := make([]uint64, e.program.inputs), e.bytes()
		for b := from; b < to; b++ {
			r.turn(b, planes, bytes)
			m(planes, a.words[b*out:(b+1)*out])
		}
	})
}

// machine is what runs the program: Go code made from it, or its steps one by one.
func (e *Engine) machine() func(in, out []uint64) {
	if e.made != nil {
		scratch := make([]uint64, madeScratch)
		return func(in, out []uint64) { e.made(in, out, scratch) }
	}
	slots := make([]uint64, e.program.slots)
	return func(in, out []uint64) { e.program.run(in, out, slots) }
}

// each divides blocks among the cores.
func each(n int, do func(from, to int)) {
	const least = 16 // blocks that are worth a goroutine
	workers := min(runtime.GOMAXPROCS(0), n/least)
	if workers <= 1 {
		do(0, n)
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { do(n*w/workers, n*(w+1)/workers) })
	}
	wg.Wait()
}
