package ruleset

import (
	"math"
	"slices"
)

// Column is what comparisons can tell about the state of one finding: states
// that none of them tells apart share one code. Open is code 0, Doubt is code 1.
type Column struct {
	Finding  int
	Atoms    []int        // comparisons over the finding
	Verdicts [][]Interval // by code, what each of them comes to

	cuts    []int32 // the first value of each segment but the lowest
	segment []uint8 // code by lowest and highest segment
	nothing uint8   // code of a finding that does not concern the person
	value   []uint8 // code of each value that the finding can have, from base on; empty when these are too many
	base    int32
}

// mostCodes is how many codes a column may have: a finding with more has
// several columns.
const mostCodes = 64

// mostValues is of how many values the codes are kept one by one.
const mostValues = 1024

// makeColumns makes the columns of all atoms. Those that rules compare have
// columns of their own, so that nothing else makes these wider, and stand first,
// those of most codes before the others.
func (s *Set) makeColumns() {
	read := make([]bool, len(s.Atoms))
	for i := range s.Rules {
		s.Rules[i].When.Walk(func(a int) { read[a] = true })
	}
	s.columns = nil
	for _, rules := range [2]bool{true, false} {
		for f := range s.Findings {
			var atoms []int
			for _, a := range s.atomsOf[f] {
				if read[a] == rules {
					atoms = append(atoms, a)
				}
			}
			s.addColumn(f, atoms)
		}
		if rules {
			slices.SortStableFunc(s.columns, func(x, y Column) int { return len(y.Verdicts) - len(x.Verdicts) })
		}
	}
}

// addColumn adds the column of some atoms of a finding, or several columns.
func (s *Set) addColumn(finding int, atoms []int) {
	if len(atoms) == 0 {
		return
	}
	c := s.newColumn(finding, atoms)
	if len(c.Verdicts) > mostCodes {
		half := len(atoms) / 2
		s.addColumn(finding, atoms[:half])
		s.addColumn(finding, atoms[half:])
		return
	}
	s.columns = append(s.columns, c)
}

func (s *Set) newColumn(finding int, atoms []int) Column {
	d := &s.Findings[finding]
	points := d.Derive == nil || d.Derive.Unit == "" // the value is never an interval
	c := Column{Finding: finding, Atoms: atoms}
	for _, a := range atoms {
		c.cuts = append(c.cuts, s.Atoms[a].Cuts()...)
	}
	slices.Sort(c.cuts)
	c.cuts = slices.Compact(c.cuts)

	c.code(s, State{Status: Open})
	c.Verdicts = append(c.Verdicts, c.verdicts(s, State{Status: Doubt}))
	n := len(c.cuts) + 1
	c.segment = make([]uint8, n*n)
	for i := range c.segment {
		c.segment[i] = 1 // what cannot be is unsure
	}
	for lo := range n {
		for hi := lo; hi < n; hi++ {
			if hi == lo || !points {
				c.segment[lo*n+hi] = c.code(s, State{Status: Value, Lo: c.first(lo), Hi: c.first(hi)})
			}
		}
	}
	c.nothing = c.code(s, State{Status: Nothing})
	c.base = d.Min
	last := d.Max
	switch d.Type {
	case Choice:
		c.base, last = 0, int32(len(d.Values)-1)
	case Bool:
		c.base, last = 0, 1
	}
	if span := int64(last) - int64(c.base); span <= mostValues {
		for v := range int32(span + 1) {
			at := c.at(c.base + v)
			c.value = append(c.value, c.segment[at*n+at])
		}
	}
	return c
}

// first is the lowest value of a segment.
func (c *Column) first(segment int) int32 {
	if segment == 0 {
		return math.MinInt32
	}
	return c.cuts[segment-1]
}

func (c *Column) verdicts(s *Set, st State) []Interval {
	v := make([]Interval, len(c.Atoms))
	for i, a := range c.Atoms {
		v[i] = s.Atoms[a].Eval(st)
	}
	return v
}

// code gives the code of a state, a new one when no other is like it.
func (c *Column) code(s *Set, st State) uint8 {
	v := c.verdicts(s, st)
	i := slices.IndexFunc(c.Verdicts, func(w []Interval) bool { return slices.Equal(v, w) })
	if i < 0 {
		i = len(c.Verdicts)
		c.Verdicts = append(c.Verdicts, v)
	}
	return uint8(min(i, mostCodes)) // what has more is split
}

// of is the code of a state. What no state can be is unsure.
func (c *Column) of(st State) uint8 {
	switch st.Status {
	case Open:
		return 0
	case Nothing:
		return c.nothing
	case Value:
		return c.segment[c.at(st.Lo)*(len(c.cuts)+1)+c.at(st.Hi)]
	}
	return 1
}

// at is the segment of a value.
func (c *Column) at(v int32) int {
	n := 0
	for n < len(c.cuts) && c.cuts[n] <= v {
		n++
	}
	return n
}

// Columns are the columns of all comparisons, in the order of Facts.Codes.
func (s *Set) Columns() []Column { return s.columns }
