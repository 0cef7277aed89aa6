package ruleset

import (
	"math/bits"

	"paraspinal/clinical"
)

// The fast evaluation: many rules share a word, and there is nothing to guess
// for the processor but which rules hold in the end.
//
// Resolve keeps the values of all comparisons (atoms) as four bit sets, two for
// each end of an interval. An operator of the order False < Unsure < True is
// the same operator on each of the four by itself, so that a condition is
// evaluated as if there were only yes and no: once for a case without doubts
// and gaps, four times for any other.
//
// Conditions are turned into conjunctions of disjunctions. Each atom has a row
// that says which disjunctions of which rules it fulfils. The rows of the atoms
// that hold are put together with OR, the disjunctions of a rule with AND. The
// likeliest atoms go by fours, with a row for each way in which these can hold;
// of the others few hold, and they go one by one. Of a rule three disjunctions
// have a place in the rows: the others are tried when these hold, and a
// condition of too many is then tried as the tree that it is.
//
// Rules are in blocks, and the atoms of a block are neighbors, so that what one
// rule costs does not hang on how many others there are.

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

// few is how many words a bit set has that lies beside the rest of the Facts,
// so many that it holds the comparisons of the protocol.
const few = 4

// plane is one of the four bit sets.
func (f *Facts) plane(k int) []uint64 {
	if f.words <= few {
		return f.some[k][:f.words]
	}
	return f.many[k*f.words : (k+1)*f.words]
}

// program is the rules of a Set in the form that is evaluated.
type program struct {
	blocks  []block
	words   int         // of a bit set over Set.Limits
	certain []int       // the rules that hold for everyone
	sum     joined      // what they come to, when none is lifted
	limits  []uint64    // the same, every limit
	effects [][4]joined // of the certain rules
}

// block is up to 64 rules of several disjunctions, the hard ones, and 128 of
// one, the plain ones. A hard rule of three or more takes the place of a plain
// one in the last word for its third. What is looked up stands first, and the
// size is a multiple of that of a cache line: then no row lies in two of them.
type block struct {
	sure    [16][16]row       // as likely, and those that do not hold are denied
	effects [4][3][65]outcome // the last of each is that of no rule
	likely  [16][16]row       // for each four of the likely atoms, each way in which they can hold
	base    int               // the word of likely atoms
	always  row               // disjunctions that are not there
	third   uint64            // hard rules of three disjunctions or more
	more    uint64            // hard rules of more than three
	trees   uint64            // hard rules that may be false when all this holds
	near    int               // how many of the denials are of likely atoms
	others  []others          // atoms of other words
	denials []denial          // what the denial of an atom fulfils, the likely ones first
	parts   [64][]part        // disjunctions after the third
	_       [8]byte
}

// others are the atoms of one word that a block reads besides its likely ones.
type others struct {
	rows  [65]row // one for each, and an empty one
	word  int
	reads uint64
	_     [16]byte
}

// denial is four neighboring atoms, with a row for each way in which they can
// be denied.
type denial struct {
	rows [16]row
	four int
	_    [24]byte
}

// row is a set of disjunctions: the first and the second of the hard rules, the
// only one of the others.
type row struct{ first, second, plain, plain2 uint64 }

func (r row) or(o row) row {
	return row{r.first | o.first, r.second | o.second, r.plain | o.plain, r.plain2 | o.plain2}
}

// part is a disjunction or, where it is not the last, a piece of one: one of
// the atoms of yes holds, or one of those of no is denied.
type part struct {
	word    int
	yes, no uint64
	last    bool
}

// joined is an effect, or several, as it is put together. A rule has four:
// unsure, true, and the same when it is lifted.
type joined struct {
	disposition, care uint16 // care in the order of Care.Join
	limits, limits2   uint64 // the first 128 of Set.Limits
}

// outcome is a rule and what it does.
type outcome struct {
	rule int32 // index into Set.Rules
	joined
}

func (j joined) add(o joined) joined {
	return joined{max(j.disposition, o.disposition), max(j.care, o.care), j.limits | o.limits, j.limits2 | o.limits2}
}

// place is which of the four effects of a rule counts.
func place(rule int, t Truth, lifted []bool) int {
	if lifted != nil && lifted[rule] {
		return int(t) + 1
	}
	return int(t) - 1
}

// Eval tries every rule. lifted says for each rule whether a go-ahead lifts
// it; nil means none. Facts that neither Resolve nor Compare has made panic.
func (s *Set) Eval(f *Facts, lifted []bool, r *Result) {
	p := s.program
	if f.words != s.words || len(f.Codes) != len(s.columns) {
		panic("ruleset: the facts are not those of this Set") // without them nothing would seem to hold
	}
	r.Values = grow(r.Values, len(s.Rules)+1)[:len(s.Rules)] // one more, for no rule
	clear(r.Values)
	for _, i := range p.certain {
		r.Values[i] = isTrue
	}
	r.Floor.Limits = grow(r.Floor.Limits, p.words)
	r.Ceiling.Limits = grow(r.Ceiling.Limits, p.words)
	floor := p.sum
	if p.words > 2 { // the first two are set in the end
		copy(r.Floor.Limits, p.limits)
	}
	if lifted != nil {
		floor = joined{disposition: uint16(clinical.Suitable)}
		clear(r.Floor.Limits)
		for k, i := range p.certain {
			floor = floor.add(p.effects[k][place(i, True, lifted)])
			s.farLimits(i, True, lifted, r.Floor.Limits)
		}
	}
	if f.sure {
		floor = s.evalSure(f, lifted, r, floor)
		if p.words > 2 {
			copy(r.Ceiling.Limits, r.Floor.Limits)
		}
		r.Floor.set(floor)
		r.Ceiling.set(floor)
		return
	}
	copy(r.Ceiling.Limits, r.Floor.Limits)
	floor, ceiling := s.evalOpen(f, lifted, r, floor)
	r.Floor.set(floor)
	r.Ceiling.set(ceiling)
}

func (j *Join) set(e joined) {
	j.Disposition = clinical.Disposition(e.disposition)
	j.Care = clinical.Care{Who: clinical.Who(e.care & 0xff), Within: clinical.Within(e.care >> 8)}
	if len(j.Limits) > 0 {
		j.Limits[0] = e.limits
	}
	if len(j.Limits) > 1 {
		j.Limits[1] = e.limits2
	}
}

// farLimits adds the limits of a rule for which joined has no room.
func (s *Set) farLimits(rule int, t Truth, lifted []bool, to []uint64) {
	if len(to) <= 2 {
		return
	}
	if e := s.Rules[rule].At(t, lifted != nil && lifted[rule]); e != nil {
		for _, l := range e.Limits {
			to[l>>6] |= 1 << (l & 63)
		}
	}
}

// evalSure is for a case in which every comparison is true or false.
func (s *Set) evalSure(f *Facts, lifted []bool, r *Result, floor joined) joined {
	atoms := f.plane(lowTrue)
	values := r.Values[:len(r.Values)+1]
	for n := range s.program.blocks {
		b := &s.program.blocks[n]
		hard, plain, plain2 := b.holds(&b.sure, b.denials[b.near:], atoms, atoms)
		if trees := hard & b.trees; trees != 0 {
			hard &^= s.untrue(b, trees, f)
		}
		floor = b.join(hard, 0, values, lifted, floor)
		floor = b.join(plain, 1, values, lifted, floor)
		floor = b.join(plain2, 2, values, lifted, floor)
	}
	if s.program.words > 2 {
		for i, v := range r.Values {
			if v == isTrue {
				s.farLimits(i, True, lifted, r.Floor.Limits)
			}
		}
	}
	return floor
}

// untrue gives those of the rules that their trees do not find true.
func (s *Set) untrue(b *block, rules uint64, f *Facts) uint64 {
	var out uint64
	for set := rules; set != 0; set &= set - 1 {
		if s.Rules[b.effects[0][0][bits.TrailingZeros64(set)].rule].When.Eval(f.Atoms()) != isTrue {
			out |= set & -set
		}
	}
	return out
}

// join adds the rules of a word, which are true, to what there is. values has
// one more place, for no rule.
func (b *block) join(set uint64, word int, values []Interval, lifted []bool, sum joined) joined {
	if lifted != nil {
		for ; set != 0; set &= set - 1 {
			k := bits.TrailingZeros64(set)
			rule := int(b.effects[0][word][k].rule)
			values[rule] = isTrue
			sum = sum.add(b.effects[place(rule, True, lifted)][word][k].joined)
		}
		return sum
	}
	effects := &b.effects[True-1][word]
	// Mostly there are no more than four; the last outcome is that of no rule.
	for more := true; more; more = set != 0 {
		e0 := &effects[bits.TrailingZeros64(set)]
		set &= set - 1
		e1 := &effects[bits.TrailingZeros64(set)]
		set &= set - 1
		e2 := &effects[bits.TrailingZeros64(set)]
		set &= set - 1
		e3 := &effects[bits.TrailingZeros64(set)]
		set &= set - 1
		values[e0.rule] = Interval{True, True}
		values[e1.rule] = Interval{True, True}
		values[e2.rule] = Interval{True, True}
		values[e3.rule] = Interval{True, True}
		sum.disposition = max(sum.disposition, e0.disposition, e1.disposition, e2.disposition, e3.disposition)
		sum.care = max(sum.care, e0.care, e1.care, e2.care, e3.care)
		sum.limits |= e0.limits | e1.limits | e2.limits | e3.limits
		sum.limits2 |= e0.limits2 | e1.limits2 | e2.limits2 | e3.limits2
	}
	return sum
}

// evalOpen is for every other case.
func (s *Set) evalOpen(f *Facts, lifted []bool, r *Result, join joined) (floor, ceiling joined) {
	floor, ceiling = join, join
	for n := range s.program.blocks {
		b := &s.program.blocks[n]
		var at [ends][3]uint64
		for k := range at {
			at[k][0], at[k][1], at[k][2] = b.holds(&b.likely, b.denials, f.plane(k), f.plane(ends-1-k))
		}
		for w, set := range at[highUnsure] {
			for ; set != 0; set &= set - 1 {
				bit := bits.TrailingZeros64(set)
				i := int(b.effects[0][w][bit].rule)
				v := Interval{
					Lo: Truth(at[lowTrue][w]>>bit&1 + at[lowUnsure][w]>>bit&1),
					Hi: Truth(at[highUnsure][w]>>bit&1 + at[highTrue][w]>>bit&1),
				}
				if w == 0 && b.trees>>bit&1 == 1 {
					v = s.Rules[i].When.Eval(f.Atoms())
				}
				r.Values[i] = v
				if v.Lo > False {
					floor = floor.add(b.effects[place(i, v.Lo, lifted)][w][bit].joined)
					s.farLimits(i, v.Lo, lifted, r.Floor.Limits)
				}
				for t := max(v.Lo, Unsure); t <= v.Hi; t++ {
					ceiling = ceiling.add(b.effects[place(i, t, lifted)][w][bit].joined)
					s.farLimits(i, t, lifted, r.Ceiling.Limits)
				}
			}
		}
	}
	return floor, ceiling
}

// holds gives the rules, by word, that hold when the atoms of yes hold and
// those outside of no are denied.
func (b *block) holds(likely *[16][16]row, denials []denial, yes, no []uint64) (hard, plain, plain2 uint64) {
	sum := b.sum(likely, yes)
	for i := range denials {
		d := &denials[i]
		r := &d.rows[^no[d.four/16]>>(d.four%16*4)&15]
		sum.first |= r.first
		sum.second |= r.second
		sum.plain |= r.plain
		sum.plain2 |= r.plain2
	}
	hard = sum.first & sum.second & (sum.plain2 | ^b.third)
	for set := hard & b.more; set != 0; set &= set - 1 {
		if !hold(b.parts[bits.TrailingZeros64(set)], yes, no) {
			hard &^= set & -set
		}
	}
	return hard, sum.plain, sum.plain2 &^ b.third
}

// sum puts the rows of the atoms together.
func (b *block) sum(likely *[16][16]row, atoms []uint64) row {
	x, y, z, z2 := b.always.first, b.always.second, b.always.plain, b.always.plain2
	if len(atoms) == 0 {
		return b.always
	}
	set := atoms[b.base]
	for i := range likely {
		r := &likely[i][set&15]
		x |= r.first
		y |= r.second
		z |= r.plain
		z2 |= r.plain2
		set >>= 4
	}
	for w := range b.others {
		o := &b.others[w]
		rows := &o.rows
		// Mostly there are no more than four; the row of none is empty.
		for set, more := atoms[o.word]&o.reads, true; more; more = set != 0 {
			r0 := &rows[bits.TrailingZeros64(set)]
			set &= set - 1
			r1 := &rows[bits.TrailingZeros64(set)]
			set &= set - 1
			r2 := &rows[bits.TrailingZeros64(set)]
			set &= set - 1
			r3 := &rows[bits.TrailingZeros64(set)]
			set &= set - 1
			x |= r0.first | r1.first | r2.first | r3.first
			y |= r0.second | r1.second | r2.second | r3.second
			z |= r0.plain | r1.plain | r2.plain | r3.plain
			z2 |= r0.plain2 | r1.plain2 | r2.plain2 | r3.plain2
		}
	}
	return row{x, y, z, z2}
}

// hold reports whether every disjunction holds.
func hold(parts []part, yes, no []uint64) bool {
	var any uint64
	for i := range parts {
		p := &parts[i]
		any |= yes[p.word]&p.yes | ^no[p.word]&p.no
		if !p.last {
			continue
		}
		if any == 0 {
			return false
		}
		any = 0
	}
	return true
}
