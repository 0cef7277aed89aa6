package prove

import (
	"maps"
	"slices"
)

// shrink takes answers away, one by one, for as long as the goal stays on:
// what is left of a person is what the goal needs.
func (p *Prover) shrink(q query, goal bit, inputs []bool) {
	var moves []move
	for _, a := range q.inputs {
		moves = append(moves, a.moves(p)...)
	}
	holds := func() bool {
		v := p.c.run(func(b bit) bool { return inputs[b] })
		return is(v, goal)
	}
	for smaller := true; smaller; {
		smaller = false
		for _, m := range moves {
			if m.unless != 0 && inputs[m.unless] {
				continue
			}
			undo := make([]change, 0, len(m.to))
			for _, ch := range m.to {
				if inputs[ch.wire] != ch.on {
					undo = append(undo, change{ch.wire, inputs[ch.wire]})
					inputs[ch.wire] = ch.on
				}
			}
			if len(undo) == 0 {
				continue
			}
			if holds() {
				smaller = true
				continue
			}
			for _, ch := range undo {
				inputs[ch.wire] = ch.on
			}
		}
	}
}

// change sets one input.
type change struct {
	wire bit
	on   bool
}

// move makes a person smaller: each leads to something with less to tell, so
// that no two undo one another.
type move struct {
	to     []change
	unless bit // already smaller than this
}

// moves lists what can be taken away from a person.
func (a *answers) moves(p *Prover) []move {
	var out []move
	for _, g := range p.k.agreed {
		out = append(out, move{to: []change{{a.agreed[g], false}}})
	}
	for _, kind := range slices.Sorted(maps.Keys(a.events)) {
		e := a.events[kind]
		gone := []change{{e.ever, false}, {e.ahead, false}, {e.all, false}}
		for _, list := range [][]bit{e.many, e.since.lo, e.first.lo} {
			for i := len(list) - 1; i >= 0; i-- {
				gone = append(gone, change{list[i], false})
			}
		}
		out = append(out, move{to: gone}, move{to: []change{{e.ahead, false}, {e.all, false}}})
		for i := len(e.many) - 1; i > 0; i-- {
			out = append(out, move{to: []change{{e.many[i], false}}})
		}
	}
	for _, id := range a.order {
		said, f := a.of[id], p.k.findings[id]
		out = append(out, move{to: said.become(said.open)})
		if said.date != nil {
			ago := said.become(said.is[0])
			for i := range said.date.lo {
				ago = append(ago, change{said.date.lo[i], true}, change{said.date.hi[i], true})
			}
			out = append(out, move{ago, said.open})
			for i := range said.date.lo { // exact, where an exact date does as well
				out = append(out, move{[]change{{said.date.lo[i], true}}, said.open})
			}
			continue
		}
		if f.Normal != nil {
			out = append(out, move{said.become(said.value(*f.Normal)), said.open})
		}
	}
	return out
}

// value is the wire of one value.
func (a *answer) value(n int32) bit {
	for i, k := range a.classes {
		if k.lo <= n && n <= k.hi {
			return a.is[i]
		}
	}
	return a.is[n]
}

// become makes one of an answer's wires the one that is on.
func (a *answer) become(b bit) []change {
	out := []change{{a.open, a.open == b}, {a.unsure, a.unsure == b}}
	for _, w := range a.is {
		out = append(out, change{w, w == b})
	}
	return out
}
