package ruleset

import (
	"bytes"
	"cmp"
	"slices"
)

// lookup is a column in the short form in which codes are looked up. In Set.codes
// stand, from value on, those of Column.value; and before them, as many places as
// a status differs from Value, that of the status.
type lookup struct {
	finding int32
	column  int32
	value   int32
	base    int32  // as in Column
	last    uint32 // how many of Column.value there are, less one
}

// seldom stands where there is no code: Column.of has it.
const seldom = 255

// spot is where the values of an atom are in Set.verdicts: that of code 0 at
// first, that of the next code wide further on.
type spot struct {
	first, column, wide int32
}

// makeLookups makes the lookups of all columns, the codes that they lead to and
// the spots of all atoms.
func (s *Set) makeLookups() {
	s.lookups, s.codes, s.verdicts, s.spots = nil, nil, nil, make([]spot, len(s.Atoms))
	for k := range s.columns {
		c := &s.columns[k]
		value := c.value
		if len(value) == 0 {
			value = []uint8{seldom}
		}
		for _, st := range [...]Status{Doubt, Open, Nothing} { // 3, 2 and 1 from Value
			s.codes = append(s.codes, c.of(State{Status: st}))
		}
		s.lookups = append(s.lookups, lookup{int32(c.Finding), int32(k), int32(len(s.codes)), c.base, uint32(len(value) - 1)})
		s.codes = append(s.codes, value...)
		for i, a := range c.Atoms {
			s.spots[a] = spot{int32(len(s.verdicts) + i), int32(k), int32(len(c.Atoms))}
		}
		for _, v := range c.Verdicts {
			s.verdicts = append(s.verdicts, v...)
		}
	}
	slices.SortStableFunc(s.lookups, func(x, y lookup) int { return cmp.Compare(x.finding, y.finding) })
	s.lookupsOf = make([][]lookup, len(s.Findings))
	rest := s.lookups
	for f := range s.lookupsOf {
		n := 0
		for n < len(rest) && int(rest[n].finding) == f {
			n++
		}
		s.lookupsOf[f], rest = rest[:n], rest[n:]
	}
}

// code compares one finding with the constants of the rules. It reports whether
// any comparison has another value than before.
func (s *Set) code(finding int, f *Facts) bool {
	changed := false
	st := &f.States[finding]
	for i := range s.lookupsOf[finding] {
		l := &s.lookupsOf[finding][i]
		code := l.code(st, s.codes)
		if code == seldom {
			code = s.columns[l.column].of(*st)
		}
		changed = changed || code != f.Codes[l.column]
		f.Codes[l.column] = code
	}
	return changed
}

// code is the code of a state, or seldom. Whether there is a value is nothing
// that the processor could guess: it is reckoned into the place of the code.
func (l *lookup) code(st *State, codes []uint8) uint8 {
	other := int32(st.Status ^ Value)
	at := uint32((st.Lo - l.base) & ((other - 1) >> 31)) // may wrap: then it is too large
	if st.Lo != st.Hi || st.Status > Nothing || at > l.last {
		return seldom
	}
	return codes[int(l.value)+int(at)-int(other)]
}

// Compare compares the states of all findings with the constants of the rules,
// for facts whose states were not found by Resolve. What is changed in Facts by
// hand counts only after Compare.
func (s *Set) Compare(f *Facts) {
	f.set, f.Codes = s, grow(f.Codes, len(s.columns))
	s.lookUp(f.States, f.Codes)
	for k := bytes.IndexByte(f.Codes, seldom); k >= 0; k = bytes.IndexByte(f.Codes, seldom) {
		c := &s.columns[k]
		f.Codes[k] = c.of(f.States[c.Finding])
	}
	s.pack(f)
}

// lookUp looks up all codes.
func (s *Set) lookUp(states []State, found []uint8) {
	codes, lookups := s.codes, s.lookups
	for i := range lookups {
		l := &lookups[i]
		found[l.column] = l.code(&states[l.finding], codes)
	}
}

// piece is the part that a column has in a word of the bit sets.
type piece struct {
	column int32
	bits   int32 // in Set.bitsOf, those of code 0
}

// makePieces makes the pieces of each word from the bits of the atoms.
func (s *Set) makePieces() {
	s.pieces, s.bitsOf = make([][]piece, s.words), nil
	for k := range s.columns {
		c := &s.columns[k]
		for i, a := range c.Atoms {
			w := s.bitOf[a] / 64
			n := len(s.pieces[w]) - 1
			if n < 0 || int(s.pieces[w][n].column) != k {
				n++
				s.pieces[w] = append(s.pieces[w], piece{int32(k), int32(len(s.bitsOf))})
				s.bitsOf = append(s.bitsOf, make([][ends]uint64, len(c.Verdicts))...)
			}
			for code, v := range c.Verdicts {
				bits := &s.bitsOf[int(s.pieces[w][n].bits)+code]
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
	// The first is the least of the four and the last the most. Where they are the
	// same there is no doubt, and so are the others.
	var doubt uint64
	for w := range s.pieces {
		least, most := s.merge(f, w, lowTrue, highUnsure)
		planes[lowTrue][w], planes[highUnsure][w] = least, most
		doubt |= least ^ most
	}
	f.sure = doubt == 0
	if f.sure {
		copy(planes[lowUnsure], planes[lowTrue])
		copy(planes[highTrue], planes[lowTrue])
		return
	}
	for w := range s.pieces {
		planes[lowUnsure][w], planes[highTrue][w] = s.merge(f, w, lowUnsure, highTrue)
	}
}

// merge puts together what the columns give to a word of two of the bit sets.
func (s *Set) merge(f *Facts, word, one, other int) (x, y uint64) {
	codes, bitsOf := f.Codes, s.bitsOf
	for _, p := range s.pieces[word] {
		bits := &bitsOf[int(p.bits)+int(codes[p.column])]
		x |= bits[one]
		y |= bits[other]
	}
	return x, y
}
