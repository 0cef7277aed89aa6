package ruleset

// lookup is a column in the short form in which codes are looked up.
type lookup struct {
	next    int32 // another column of the same finding; -1: there is none
	base    int32 // as in Column
	value   int32 // in Set.values, those of Column.value
	last    int16 // how many these are, less one; -1: there are too many
	nothing uint8
}

// spot is where the values of an atom are in Set.verdicts: that of code 0 at
// first, that of the next code wide further on.
type spot struct {
	first, column, wide int32
}

// makeLookups makes the lookups of all columns and the spots of all atoms.
func (s *Set) makeLookups() {
	s.lookups, s.values, s.verdicts, s.spots = make([]lookup, len(s.columns)), nil, nil, make([]spot, len(s.Atoms))
	s.lookupOf = make([]int32, len(s.Findings))
	for i := range s.lookupOf {
		s.lookupOf[i] = -1
	}
	for k := range s.columns {
		c := &s.columns[k]
		s.lookups[k] = lookup{next: s.lookupOf[c.Finding], base: c.base, value: int32(len(s.values)), last: int16(len(c.value) - 1), nothing: c.nothing}
		s.values = append(s.values, c.value...)
		s.lookupOf[c.Finding] = int32(k)
		for i, a := range c.Atoms {
			s.spots[a] = spot{int32(len(s.verdicts) + i), int32(k), int32(len(c.Atoms))}
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
	st := &f.States[finding]
	for k := s.lookupOf[finding]; k >= 0; {
		l := &s.lookups[k]
		var code uint8
		if st.Status == Value && st.Lo == st.Hi && l.last >= 0 {
			code = s.values[l.at(st.Lo)]
		} else {
			code = s.rareCode(int(k), *st)
		}
		changed = changed || code != f.Codes[k]
		f.Codes[k] = code
		k = l.next
	}
	return changed
}

// at is where the code of a value is in Set.values.
func (l *lookup) at(v int32) int64 {
	return int64(l.value) + max(0, min(int64(v)-int64(l.base), int64(l.last)))
}

// rareCode is the code of what is mostly no single value of a few.
func (s *Set) rareCode(column int, st State) uint8 {
	switch st.Status {
	case Open:
		return 0
	case Value:
		return s.columns[column].of(st)
	case Nothing:
		return s.lookups[column].nothing
	}
	return 1
}

// Compare compares the states of all findings with the constants of the rules,
// for facts whose states were not found by Resolve. What is changed in Facts by
// hand counts only after Compare.
func (s *Set) Compare(f *Facts) {
	f.set, f.Codes = s, grow(f.Codes, len(s.columns))
	for i := range s.Findings {
		s.code(i, f)
	}
	s.pack(f)
}

// piece is the part that a column has in a word of the bit sets.
type piece struct {
	column int
	bits   int // in Set.bitsOf, those of code 0
}

// makePieces makes the pieces of each word from the bits of the atoms.
func (s *Set) makePieces() {
	s.pieces, s.bitsOf = make([][]piece, s.words), nil
	for k := range s.columns {
		c := &s.columns[k]
		for i, a := range c.Atoms {
			w := s.bitOf[a] / 64
			n := len(s.pieces[w]) - 1
			if n < 0 || s.pieces[w][n].column != k {
				n++
				s.pieces[w] = append(s.pieces[w], piece{k, len(s.bitsOf)})
				s.bitsOf = append(s.bitsOf, make([][ends]uint64, len(c.Verdicts))...)
			}
			for code, v := range c.Verdicts {
				bits := &s.bitsOf[s.pieces[w][n].bits+code]
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
	pieces := s.pieces[word]
	for i := range pieces {
		bits := &s.bitsOf[pieces[i].bits+int(f.Codes[pieces[i].column])]
		x |= bits[one]
		y |= bits[other]
	}
	return x, y
}
