package cohort

import (
	"cmp"
	"math/bits"
	"slices"

	"paraspinal/ruleset"
)

// Engine decides about many cases under one Set. It is immutable and safe for
// use by many goroutines.
type Engine struct {
	set     *ruleset.Set
	columns []column
	codes   []uint16 // where each of them lies in Facts.Codes
	lifts   []int    // rules that a go-ahead may lift
	groups  [][]part // each becomes eight planes
	wide    int      // words of the codes of a row
	whole   bool     // the codes are the first of Facts.Codes
	shape   shape
	program program
	made    func(in, out, scratch []uint64) // Go code of the same program; nil: none
}

// column is one that rules read.
type column struct{ ruleset.Column }

// width is the number of bits of a code.
func (c *column) width() int { return bits.Len(uint(len(c.Verdicts) - 1)) }

// part is a column of a group and where its code lies in a byte of it.
type part struct {
	column int
	shift  uint
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
			e.columns, e.codes = append(e.columns, column{c}), append(e.codes, uint16(k))
		}
	}
	e.wide = (len(e.codes) + 7) / 8
	e.whole = len(e.codes) == 0 || int(e.codes[len(e.codes)-1]) == len(e.codes)-1
	first := e.layout()
	c := &compiler{gates: newGates(8*len(e.groups) + len(e.lifts)), set: set, atoms: make([]ends, len(set.Atoms))}
	for i := range e.columns {
		e.columns[i].decode(c, first[i])
	}
	lift := make([]lit, len(set.Rules)) // the others stay never
	for k, rule := range e.lifts {
		lift[rule] = c.input(8*len(e.groups) + k)
	}
	sh, out := c.rules(lift)
	e.shape, e.program = sh, lower(c.gates, out)
	if len(e.program.steps) == madeSteps && e.program.sum() == madeSum {
		e.made = made
	}
	return e
}

// layout gathers the columns in groups of eight bits, the wide ones first, and
// gives the first plane of each column.
func (e *Engine) layout() []int {
	order := make([]int, len(e.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(e.columns[b].width(), e.columns[a].width()) })
	first := make([]int, len(e.columns))
	var used []int
	for _, c := range order {
		wide := e.columns[c].width()
		g := slices.IndexFunc(used, func(u int) bool { return u+wide <= 8 })
		if g < 0 {
			g = len(used)
			used, e.groups = append(used, 0), append(e.groups, nil)
		}
		e.groups[g] = append(e.groups[g], part{c, uint(used[g])})
		first[c] = 8*g + used[g]
		used[g] += wide
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
