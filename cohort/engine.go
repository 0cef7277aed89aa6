package cohort

import (
	"math/bits"
	"slices"
	"sync"

	"paraspinal/ruleset"
)

// Engine decides about many cases under one Set. It is immutable and safe for
// use by many goroutines.
type Engine struct {
	set     *ruleset.Set
	columns []column
	codes   []int     // where each of them lies in Facts.Codes
	whole   bool      // they are the first ones
	row     [][]eight // for each word of a row, what goes into it
	lifts   []int     // rules that a go-ahead may lift, a bit each in the words after those
	wide    int       // words of a row
	shape   shape
	program program
	made    func(in, out, scratch []uint64) // Go code of the same program; nil: none

	machines *sync.Pool
}

// column is one that rules read.
type column struct{ ruleset.Column }

// width is the number of bits of a code.
func (c *column) width() int { return bits.Len(uint(len(c.Verdicts) - 1)) }

// eight is eight columns whose codes go into the bytes of a word.
type eight struct {
	from  int // the first of them
	shift uint
	mask  uint64 // of the bytes that there are
}

// New makes an engine for a Set.
func New(set *ruleset.Set) *Engine {
	e := &Engine{set: set}
	read := make([]bool, len(set.Atoms))
	for i := range set.Rules {
		r := &set.Rules[i]
		r.When.Walk(func(a int) { read[a] = true })
		if r.LiftedBy != "" {
			e.lifts = append(e.lifts, i)
		}
	}
	for k, c := range set.Columns() {
		if slices.ContainsFunc(c.Atoms, func(a int) bool { return read[a] }) {
			e.columns, e.codes = append(e.columns, column{c}), append(e.codes, k)
		}
	}
	e.whole = len(e.codes) == 0 || e.codes[len(e.codes)-1] == len(e.codes)-1
	first := e.layout()
	e.wide = len(e.row) + (len(e.lifts)+63)/64
	c := &compiler{gates: newGates(64 * e.wide), set: set, atoms: make([]ends, len(set.Atoms))}
	for i := range e.columns {
		e.columns[i].decode(c, first[i])
	}
	lift := make([]lit, len(set.Rules)) // the others stay never
	for k, rule := range e.lifts {
		lift[rule] = c.input(64*len(e.row) + k)
	}
	sh, out := c.rules(lift)
	e.shape, e.program = sh, lower(c.gates, out)
	e.machines = machines(&e.program)
	if len(e.program.steps) == madeSteps && e.program.sum() == madeSum {
		e.made = made
	}
	return e
}

// layout finds a place in a row for each eight columns, where the codes of
// several lie side by side in one byte, and gives the first plane of each column.
func (e *Engine) layout() []int {
	first := make([]int, len(e.columns))
	var used []int // bits of each byte of a word
	for from := 0; from < len(e.columns); from += 8 {
		some := e.columns[from:min(from+8, len(e.columns))]
		wide := 0
		for i := range some {
			wide = max(wide, some[i].width())
		}
		w := slices.IndexFunc(used, func(u int) bool { return u+wide <= 8 })
		if w < 0 {
			w = len(used)
			used, e.row = append(used, 0), append(e.row, nil)
		}
		for i := range some {
			first[from+i] = 64*w + 8*i + used[w]
		}
		e.row[w] = append(e.row[w], eight{from, uint(used[w]), ^uint64(0) >> (64 - 8*len(some))})
		used[w] += wide
	}
	return first
}

// same refuses to mix cases: those of two engines, or of two sizes.
func (e *Engine) same(o *Engine, n, m int) {
	if e != o || n != m {
		panic("cohort: rows, planes and answers of different engines or sizes")
	}
}

// decode makes the four planes of each atom of a column from the planes of its code.
func (c *column) decode(to *compiler, first int) {
	planes := make([]lit, c.width())
	for i := range planes {
		planes[i] = to.input(first + i)
	}
	may := uint64(1)<<len(c.Verdicts) - 1 // 64 codes: all bits
	for i, a := range c.Atoms {
		var w [4]uint64
		for code, v := range c.Verdicts {
			for k, in := range [4]bool{v[i].Lo >= ruleset.Unsure, v[i].Lo == ruleset.True, v[i].Hi >= ruleset.Unsure, v[i].Hi == ruleset.True} {
				if in {
					w[k] |= 1 << code
				}
			}
		}
		to.atoms[a] = ends{to.oneOf(planes, w[0], may), to.oneOf(planes, w[1], may), to.oneOf(planes, w[2], may), to.oneOf(planes, w[3], may)}
	}
}

// Set is the protocol that decides.
func (e *Engine) Set() *ruleset.Set { return e.set }

// Steps is the number of bit operations for 64 cases, without copies.
func (e *Engine) Steps() int {
	n := 0
	for _, s := range e.program.steps {
		if s.op != opCopy {
			n++
		}
	}
	return n
}

// InPlanes and OutPlanes are the numbers of planes of 64 cases, in and out.
func (e *Engine) InPlanes() int  { return e.program.inputs }
func (e *Engine) OutPlanes() int { return e.program.outputs }
