package ruleset

import (
	"math/bits"

	"paraspinal/clinical"
)

// The fast evaluation. Two things make it fast: a comparison that is false
// costs nothing, and 64 rules share a word.
//
// Resolve keeps the values of all comparisons (atoms) as four bit sets, one
// for each end and height of an interval. An operator of the order
// False < Unsure < True is the same operator on each of the four by itself, so
// that a condition is evaluated as if there were only yes and no: once for a
// case without doubts and gaps, four times for any other.
//
// The conditions are turned into conjunctions of disjunctions. Each comparison
// has a row that says which disjunctions of which rules it fulfils; the rows of
// the comparisons that hold are put together with OR, the disjunctions with
// AND. Further disjunctions of a rule are tried when its first two hold. A
// condition that would need too many of them is tried as a tree, when those
// that were made hold.

// The four bit sets. Each end of the value of an atom is the number of its two
// bits. A denial is true at the low end when the atom is not even unsure at the
// high end, and so on: set k of a denial is the rest of set ends-1-k.
const (
	lowTrue    = iota // the low end is True
	lowUnsure         // the low end is Unsure or more
	highTrue          // the high end is True
	highUnsure        // the high end is Unsure or more
	ends
)

// pack sets the four bit sets from the values of the atoms.
func (f *Facts) pack() {
	f.words = (len(f.Atoms) + 63) / 64
	f.bits = grow(f.bits, ends*f.words)
	var doubt uint64
	for w := range f.words {
		var set [ends]uint64
		for i, v := range f.Atoms[w*64 : min(w*64+64, len(f.Atoms))] {
			set[lowTrue] |= uint64(v.Lo>>1) << i
			set[lowUnsure] |= uint64((v.Lo+1)>>1) << i
			set[highUnsure] |= uint64((v.Hi+1)>>1) << i
			set[highTrue] |= uint64(v.Hi>>1) << i
		}
		for k, bits := range set {
			f.bits[k*f.words+w] = bits
		}
		doubt |= set[lowTrue] ^ set[highUnsure]
	}
	f.sure = doubt == 0
}

// plane is one of the four bit sets.
func (f *Facts) plane(k int) []uint64 { return f.bits[k*f.words : (k+1)*f.words] }

// width is how many words of rules a block has: so many that one block holds
// the protocol, and few enough that its sums stay in registers.
const width = 3

// program is the rules of a Set in the form that is evaluated.
type program struct {
	blocks  []block
	effects []joined // four for each rule: unsure, true, unsure and lifted, true and lifted
	words   int      // of a bit set over Set.Limits
	limits  []uint64 // of each effect
	certain result   // of the rules that hold for everyone, when none is lifted
}

// block is up to 64*width rules.
type block struct {
	from    int      // the word of the atoms at which reads begins
	reads   []uint64 // atoms that a disjunction names
	rows    []row    // one for each bit of reads
	negated []negated
	always  row           // disjunctions that hold whatever is answered
	more    [width]uint64 // rules with more disjunctions than two
	rest    [][][]need    // of each of those rules, in their order
	trees   [width]uint64 // rules that may be false though all their disjunctions hold
	certain [width]uint64 // rules that hold for everyone
}

// row is which first and second disjunctions of the rules one comparison fulfils.
type row struct{ first, second [width]uint64 }

// negated is a comparison that fulfils disjunctions when it does not hold.
type negated struct {
	atom int
	row
}

// need is a part of a disjunction: one of the atoms of yes holds, or one of
// those of no is denied.
type need struct {
	word    int
	yes, no uint64
}

// joined is an effect as it is put together: the greater is the more cautious.
type joined struct {
	disposition clinical.Disposition
	care        uint16
}

// result is what is known before a case is looked at.
type result struct {
	values []Interval
	joined
	limits []uint64
}

func careOf(c clinical.Care) uint16 { return uint16(c.Within)<<8 | uint16(c.Who) }

func (j *joined) add(o joined) {
	j.disposition = max(j.disposition, o.disposition)
	j.care = max(j.care, o.care)
}

// Eval tries every rule. lifted says for each rule whether a go-ahead lifts
// it; nil means none.
func (s *Set) Eval(f *Facts, lifted []bool, r *Result) {
	p := s.program
	r.Values = grow(r.Values, len(s.Rules))
	r.Floor.Limits = grow(r.Floor.Limits, p.words)
	r.Ceiling.Limits = grow(r.Ceiling.Limits, p.words)
	floor := joined{disposition: clinical.Suitable}
	if lifted == nil {
		floor = p.certain.joined
		copy(r.Values, p.certain.values)
		copy(r.Floor.Limits, p.certain.limits)
	} else {
		clear(r.Values)
		clear(r.Floor.Limits)
	}
	ceiling := floor
	if f.sure {
		s.evalSure(f, lifted, r, &floor)
		ceiling = floor
		copy(r.Ceiling.Limits, r.Floor.Limits)
	} else {
		copy(r.Ceiling.Limits, r.Floor.Limits)
		s.evalOpen(f, lifted, r, &floor, &ceiling)
	}
	r.Floor.set(floor)
	r.Ceiling.set(ceiling)
}

func (j *Join) set(e joined) {
	j.Disposition = e.disposition
	j.Care = clinical.Care{Who: clinical.Who(e.care & 0xff), Within: clinical.Within(e.care >> 8)}
}

// evalSure is for a case in which every comparison is true or false.
func (s *Set) evalSure(f *Facts, lifted []bool, r *Result, out *joined) {
	p := s.program
	limits, sum := r.Floor.Limits, *out
	atoms := f.plane(lowTrue)
	for n := range p.blocks {
		b := &p.blocks[n]
		holds := b.holds(atoms, atoms)
		for w, rules := range holds {
			if lifted == nil {
				rules &^= b.certain[w]
			}
			for ; rules != 0; rules &= rules - 1 {
				k := bits.TrailingZeros64(rules)
				i := (n*width+w)*64 + k
				if b.trees[w]>>k&1 == 1 && s.Rules[i].When.Eval(f.Atoms) != isTrue {
					continue
				}
				r.Values[i] = isTrue
				e := effectOf(i, True, lifted)
				sum.add(p.effects[e])
				for j, l := range p.limits[e*p.words : (e+1)*p.words] {
					limits[j] |= l
				}
			}
		}
	}
	*out = sum
}

// evalOpen is for every other case.
func (s *Set) evalOpen(f *Facts, lifted []bool, r *Result, floor, ceiling *joined) {
	p := s.program
	for n := range p.blocks {
		b := &p.blocks[n]
		var at [ends][width]uint64
		for k := range at {
			at[k] = b.holds(f.plane(k), f.plane(ends-1-k))
		}
		for w, rules := range at[highUnsure] {
			if lifted == nil {
				rules &^= b.certain[w]
			}
			for ; rules != 0; rules &= rules - 1 {
				k := bits.TrailingZeros64(rules)
				i := (n*width+w)*64 + k
				v := Interval{
					Lo: Truth(at[lowTrue][w]>>k&1 + at[lowUnsure][w]>>k&1),
					Hi: Truth(at[highUnsure][w]>>k&1 + at[highTrue][w]>>k&1),
				}
				if b.trees[w]>>k&1 == 1 {
					v = s.Rules[i].When.Eval(f.Atoms)
				}
				r.Values[i] = v
				if v.Lo > False {
					p.add(effectOf(i, v.Lo, lifted), floor, r.Floor.Limits)
				}
				for t := max(v.Lo, Unsure); t <= v.Hi; t++ {
					p.add(effectOf(i, t, lifted), ceiling, r.Ceiling.Limits)
				}
			}
		}
	}
}

// add joins an effect to what there is.
func (p *program) add(e int, to *joined, limits []uint64) {
	to.add(p.effects[e])
	for j, l := range p.limits[e*p.words : (e+1)*p.words] {
		limits[j] |= l
	}
}

// effectOf is the place of what a rule does at Unsure or True.
func effectOf(rule int, t Truth, lifted []bool) int {
	e := rule*4 + int(t) - 1
	if lifted != nil && lifted[rule] {
		e += 2
	}
	return e
}

// holds gives the rules whose disjunctions hold when the atoms of yes hold
// and those outside of no are denied.
func (b *block) holds(yes, no []uint64) [width]uint64 {
	x0, x1, x2 := b.always.first[0], b.always.first[1], b.always.first[2]
	y0, y1, y2 := b.always.second[0], b.always.second[1], b.always.second[2]
	for w, reads := range b.reads {
		rows := b.rows[w*64:]
		for set := yes[b.from+w] & reads; set != 0; set &= set - 1 {
			r := &rows[bits.TrailingZeros64(set)]
			x0 |= r.first[0]
			x1 |= r.first[1]
			x2 |= r.first[2]
			y0 |= r.second[0]
			y1 |= r.second[1]
			y2 |= r.second[2]
		}
	}
	for n := range b.negated {
		g := &b.negated[n]
		denied := no[g.atom>>6]>>(g.atom&63)&1 - 1 // all bits when the atom is not in no
		x0 |= g.first[0] & denied
		x1 |= g.first[1] & denied
		x2 |= g.first[2] & denied
		y0 |= g.second[0] & denied
		y1 |= g.second[1] & denied
		y2 |= g.second[2] & denied
	}
	holds := [width]uint64{x0 & y0, x1 & y1, x2 & y2}
	rest := b.rest
	for w, more := range b.more {
		for ; more != 0; more &= more - 1 {
			if bit := more & -more; holds[w]&bit != 0 && !allHold(rest[0], yes, no) {
				holds[w] &^= bit
			}
			rest = rest[1:]
		}
	}
	return holds
}

// allHold reports whether all disjunctions hold.
func allHold(disjunctions [][]need, yes, no []uint64) bool {
	for _, d := range disjunctions {
		if !anyHolds(d, yes, no) {
			return false
		}
	}
	return true
}

func anyHolds(disjunction []need, yes, no []uint64) bool {
	for i := range disjunction {
		n := &disjunction[i]
		if yes[n.word]&n.yes|^no[n.word]&n.no != 0 {
			return true
		}
	}
	return false
}
