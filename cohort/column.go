package cohort

import (
	"math/bits"
	"slices"

	"paraspinal/ruleset"
)

// column holds what the rules can tell about the state of one finding: states
// that no comparison of any rule tells apart share one code. Code 0 is not
// asked, code 1 is unsure.
type column struct {
	finding int
	atoms   []int      // comparisons over the finding that rules make
	codes   []verdicts // what each code means for each of the atoms
	cuts    []int32    // the first value of each segment but the lowest
	points  bool       // the value is never an interval
	segment []uint8    // code by lowest and highest segment
	nothing uint8      // code of a finding that does not concern the person
	value   []uint8    // code of each value from base on, the first and last for all beyond; empty when there are too many
	base    int32
}

// verdicts is the value of each atom of a column.
type verdicts []ruleset.Interval

// mostCodes is how many codes a column may have: a finding with more is split
// into several columns.
const mostCodes = 64

// columns makes the columns for the atoms that are read, in the order of findings.
func columns(set *ruleset.Set, read []bool) []column {
	var out []column
	var add func(finding int, atoms []int)
	add = func(finding int, atoms []int) {
		c := newColumn(set, finding, atoms)
		if len(c.codes) > mostCodes {
			half := len(atoms) / 2
			add(finding, atoms[:half])
			add(finding, atoms[half:])
			return
		}
		out = append(out, c)
	}
	for f := range set.Findings {
		var atoms []int
		for _, a := range set.AtomsOf(f) {
			if read[a] {
				atoms = append(atoms, a)
			}
		}
		if len(atoms) > 0 {
			add(f, atoms)
		}
	}
	return out
}

func newColumn(set *ruleset.Set, finding int, atoms []int) column {
	d := &set.Findings[finding]
	c := column{finding: finding, atoms: atoms, points: d.Derive == nil || d.Derive.Unit == ""}
	for _, a := range atoms {
		c.cuts = append(c.cuts, cuts(set.Atoms[a])...)
	}
	slices.Sort(c.cuts)
	c.cuts = slices.Compact(c.cuts)

	c.code(set, ruleset.State{})
	c.code(set, ruleset.State{Status: ruleset.Doubt})
	n := len(c.cuts) + 1
	c.segment = make([]uint8, n*n)
	for i := range c.segment {
		c.segment[i] = 1 // what cannot be is unsure
	}
	for lo := range n {
		for hi := lo; hi < n; hi++ {
			if hi == lo || !c.points {
				c.segment[lo*n+hi] = c.code(set, ruleset.State{Status: ruleset.Value, Lo: c.first(lo), Hi: c.first(hi)})
			}
		}
	}
	c.nothing = c.code(set, ruleset.State{Status: ruleset.Nothing})
	if n > 1 {
		c.base = c.cuts[0] - 1
		if span := int64(c.cuts[n-2]) - int64(c.base) + 1; span <= 256 {
			for v := range int32(span) {
				at := c.at(c.base + v)
				c.value = append(c.value, c.segment[at*n+at])
			}
		}
	}
	return c
}

// cuts lists the values at which a comparison can change.
func cuts(a ruleset.Atom) []int32 {
	var out []int32
	if a.Mask == 0 {
		if a.Min > minInt {
			out = append(out, a.Min)
		}
		if a.Max < maxInt {
			out = append(out, a.Max+1)
		}
		return out
	}
	was := uint64(0)
	for v := range int32(65) {
		is := uint64(0)
		if v < 64 {
			is = a.Mask >> uint(v) & 1
		}
		if is != was {
			out = append(out, v)
		}
		was = is
	}
	return out
}

const (
	minInt = -1 << 31
	maxInt = 1<<31 - 1
)

// first is the lowest value of a segment.
func (c *column) first(segment int) int32 {
	if segment == 0 {
		return minInt
	}
	return c.cuts[segment-1]
}

// code gives the code of a state, a new one when no other is like it.
func (c *column) code(set *ruleset.Set, s ruleset.State) uint8 {
	v := make(verdicts, len(c.atoms))
	for i, a := range c.atoms {
		v[i] = set.Atoms[a].Eval(s)
	}
	i := slices.IndexFunc(c.codes, func(w verdicts) bool { return slices.Equal(v, w) })
	if i < 0 {
		i = len(c.codes)
		c.codes = append(c.codes, v)
	}
	return uint8(min(i, mostCodes)) // what has more is split
}

// width is the number of bits of a code.
func (c *column) width() int { return bits.Len(uint(len(c.codes) - 1)) }

// of is the code of a state.
func (c *column) of(s ruleset.State) uint8 {
	switch s.Status {
	case ruleset.Open:
		return 0
	case ruleset.Value:
		if s.Lo == s.Hi && len(c.value) > 0 {
			return c.value[max(0, min(int64(s.Lo)-int64(c.base), int64(len(c.value))-1))]
		}
		lo := c.at(s.Lo)
		hi := lo
		if !c.points {
			hi = c.at(s.Hi)
		}
		return c.segment[lo*(len(c.cuts)+1)+hi]
	case ruleset.Nothing:
		return c.nothing
	}
	return 1
}

// at is the segment of a value.
func (c *column) at(v int32) int {
	n := 0
	for n < len(c.cuts) && c.cuts[n] <= v {
		n++
	}
	return n
}
