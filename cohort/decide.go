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
		m := e.machines.Get().(*machine)
		defer e.machines.Put(m)
		for b := from; b < to; b++ {
			e.run(m, p.words[b*in:(b+1)*in], a.words[b*out:(b+1)*out])
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
		m := e.machines.Get().(*machine)
		defer e.machines.Put(m)
		for b := from; b < to; b++ {
			r.turn(b, m.planes)
			e.run(m, m.planes, a.words[b*out:(b+1)*out])
		}
	})
}

// machine is memory to decide about 64 cases in. It belongs to one goroutine.
type machine struct{ planes, slots []uint64 }

// machines are those of an engine, used again and again.
func machines(p *program) *sync.Pool {
	return &sync.Pool{New: func() any {
		return &machine{make([]uint64, p.inputs), make([]uint64, max(p.slots, madeScratch))}
	}}
}

// run runs the program: Go code made from it, or its steps one by one.
func (e *Engine) run(m *machine, in, out []uint64) {
	if e.made != nil {
		e.made(in, out, m.slots)
		return
	}
	e.program.run(in, out, m.slots)
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
