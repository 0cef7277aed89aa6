package ruleset

import (
	"math"
	"slices"
)

// Column is what comparisons can tell about the state of one finding: states
// that none of them tells apart share one code. Code 0 is not asked, code 1 is
// not sure.
type Column struct {
	Finding  int
	Atoms    []int        // comparisons over the finding
	Verdicts [][]Interval // by code, what each of them comes to

	cuts    []int32 // the first value of each segment but the lowest
	points  bool    // the value is never an interval
	segment []uint8 // code by lowest and highest segment
	nothing uint8   // code of a finding that does not concern the person
	value   []uint8 // code of each value from base on, the first and last for all beyond; empty when there are too many
	base    int32
}

// mostCodes is how many codes a column may have: a finding with more has
// several columns.
const mostCodes = 64

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
	c := Column{Finding: finding, Atoms: atoms, points: d.Derive == nil || d.Derive.Unit == ""}
	for _, a := range atoms {
		c.cuts = append(c.cuts, cuts(s.Atoms[a])...)
	}
	slices.Sort(c.cuts)
	c.cuts = slices.Compact(c.cuts)

	c.code(s, State{})
	c.Verdicts = append(c.Verdicts, c.verdicts(s, State{Status: Doubt}))
	n := len(c.cuts) + 1
	c.segment = make([]uint8, n*n)
	for i := range c.segment {
		c.segment[i] = 1 // what cannot be is unsure
	}
	for lo := range n {
		for hi := lo; hi < n; hi++ {
			if hi == lo || !c.points {
				c.segment[lo*n+hi] = c.code(s, State{Status: Value, Lo: c.first(lo), Hi: c.first(hi)})
			}
		}
	}
	c.nothing = c.code(s, State{Status: Nothing})
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
func cuts(a Atom) []int32 {
	var out []int32
	if a.Mask == 0 {
		if a.Min > math.MinInt32 {
			out = append(out, a.Min)
		}
		if a.Max < math.MaxInt32 {
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

// of is the code of a value, or of what lies between two.
func (c *Column) of(st State) uint8 {
	lo := c.at(st.Lo)
	hi := lo
	if !c.points {
		hi = c.at(st.Hi)
	}
	return c.segment[lo*(len(c.cuts)+1)+hi]
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

// lookup is a column in the form in which it is looked up: short, and all
// verdicts in one list.
type lookup struct {
	value    []uint8 // as Column.value
	base     int32
	nothing  uint8
	atoms    uint16 // how many
	from     int32  // in Set.lookupAtoms
	verdicts int32  // in Set.verdicts, those of code 0
	next     int32  // another column of the same finding; -1: there is none
}

// makeLookups makes the lookups of all columns.
func (s *Set) makeLookups() {
	s.lookups, s.lookupAtoms, s.verdicts = make([]lookup, len(s.columns)), nil, nil
	s.lookupOf = make([]int32, len(s.Findings))
	for i := range s.lookupOf {
		s.lookupOf[i] = -1
	}
	for k := range s.columns {
		c := &s.columns[k]
		s.lookups[k] = lookup{value: c.value, base: c.base, nothing: c.nothing, atoms: uint16(len(c.Atoms)),
			from: int32(len(s.lookupAtoms)), verdicts: int32(len(s.verdicts)), next: s.lookupOf[c.Finding]}
		s.lookupOf[c.Finding] = int32(k)
		for _, a := range c.Atoms {
			s.lookupAtoms = append(s.lookupAtoms, int32(a))
		}
		for _, v := range c.Verdicts {
			s.verdicts = append(s.verdicts, v...)
		}
	}
}

// code compares one finding with the constants of the rules. It reports whether
// any comparison has another value than before.
func (s *Set) code(finding int, f *Facts) bool {
	changed := false
	st := f.States[finding]
	for k := s.lookupOf[finding]; k >= 0; {
		l := &s.lookups[k]
		code := uint8(0)
		switch {
		case st.Status == Open:
		case st.Status == Doubt:
			code = 1
		case st.Status == Nothing:
			code = l.nothing
		case st.Lo == st.Hi && len(l.value) > 0:
			code = l.value[max(0, min(int64(st.Lo)-int64(l.base), int64(len(l.value))-1))]
		default:
			code = s.columns[k].of(st)
		}
		changed = changed || code != f.Codes[k]
		f.Codes[k] = code
		n := int(l.atoms)
		v := s.verdicts[int(l.verdicts)+int(code)*n:][:n]
		for i, a := range s.lookupAtoms[l.from:][:n] {
			f.Atoms[a] = v[i]
		}
		k = l.next
	}
	return changed
}

// Compare compares the states of all findings with the constants of the rules,
// for facts whose states were not found by Resolve. What is changed in Facts by
// hand counts only after Compare.
func (s *Set) Compare(f *Facts) {
	f.Atoms, f.Codes = grow(f.Atoms, len(s.Atoms)), grow(f.Codes, len(s.columns))
	for i := range s.Findings {
		s.code(i, f)
	}
	s.pack(f)
}

// piece is the part that a column has in a word of the bit sets.
type piece struct {
	column int
	bits   [][ends]uint64 // by code
}

// makePieces makes the pieces of each word from the bits of the atoms.
func (s *Set) makePieces() {
	s.pieces = make([][]piece, s.words)
	for k := range s.columns {
		c := &s.columns[k]
		for i, a := range c.Atoms {
			w := s.bitOf[a] / 64
			n := len(s.pieces[w]) - 1
			if n < 0 || s.pieces[w][n].column != k {
				n++
				s.pieces[w] = append(s.pieces[w], piece{k, make([][ends]uint64, len(c.Verdicts))})
			}
			for code, v := range c.Verdicts {
				bits := &s.pieces[w][n].bits[code]
				for end, is := range [ends]bool{lowTrue: v[i].Lo == True, lowUnsure: v[i].Lo >= Unsure, highTrue: v[i].Hi == True, highUnsure: v[i].Hi >= Unsure} {
					if is {
						bits[end] |= 1 << (s.bitOf[a] % 64)
					}
				}
			}
		}
	}
}

// pack sets the four bit sets from the codes of the columns.
func (s *Set) pack(f *Facts) {
	f.words = s.words
	if f.words > few {
		f.many = grow(f.many, ends*f.words)
	}
	var planes [ends][]uint64
	for k := range planes {
		planes[k] = f.plane(k)
	}
	var doubt uint64
	for w, pieces := range s.pieces {
		var a, b, c, d uint64
		for i := range pieces {
			bits := &pieces[i].bits[f.Codes[pieces[i].column]]
			a |= bits[lowTrue]
			b |= bits[lowUnsure]
			c |= bits[highTrue]
			d |= bits[highUnsure]
		}
		planes[lowTrue][w], planes[lowUnsure][w], planes[highTrue][w], planes[highUnsure][w] = a, b, c, d
		doubt |= a ^ d
	}
	f.sure = doubt == 0
}
