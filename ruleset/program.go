package ruleset

import (
	"cmp"
	"slices"

	"paraspinal/clinical"
)

// placed is a rule and the disjunctions of its condition, with its place.
type placed struct {
	rule       int
	conditions [][]literal // most telling first
	exact      bool        // they are the condition
	block      int
	word, bit  int // of the block's rules
}

// makeProgram brings the rules into the form that is evaluated. Where the atoms
// have no bits yet they get them.
func (s *Set) makeProgram() {
	p := &program{words: (len(s.Limits) + 63) / 64}
	p.sum, p.limits = joined{disposition: uint16(clinical.Suitable)}, make([]uint64, p.words)
	var rules []placed
	for i := range s.Rules {
		r := placed{rule: i}
		r.conditions, r.exact = s.clauses(&s.Rules[i].When, false)
		if r.exact && len(r.conditions) == 0 {
			p.certain, p.effects = append(p.certain, i), append(p.effects, s.effects(i))
			p.sum = p.sum.add(joinedOf(s.Rules[i].At(True, false)))
			s.farLimits(i, True, nil, p.limits)
			continue
		}
		slices.SortStableFunc(r.conditions, func(x, y []literal) int { return s.likely(x) - s.likely(y) })
		rules = append(rules, r)
	}
	s.divide(rules)
	if s.bitOf == nil {
		s.orderAtoms(rules)
		s.makePieces()
	}
	for i := range rules {
		r := &rules[i]
		if r.block == len(p.blocks) {
			p.blocks = append(p.blocks, block{base: s.baseOf(rules[i:])})
		}
		b := &p.blocks[r.block]
		b.add(s, r)
		for n, e := range s.effects(r.rule) {
			b.effects[n][r.word][r.bit] = outcome{int32(r.rule), e}
		}
	}
	for i := range p.blocks {
		p.blocks[i].finish(len(s.Rules))
	}
	s.program = p
}

// divide puts the rules in blocks. A full block ends where the fewest atoms are
// read on both sides, at least two thirds full.
func (s *Set) divide(rules []placed) {
	first, last := make([]int, len(s.Atoms)), make([]int, len(s.Atoms))
	for i := len(rules) - 1; i >= 0; i-- {
		s.Rules[rules[i].rule].When.Walk(func(a int) {
			if last[a] == 0 {
				last[a] = i
			}
			first[a] = i
		})
	}
	both := make([]int, len(rules)) // atoms read before a rule, and by it or after it
	for a := range s.Atoms {
		for i := first[a] + 1; i <= last[a]; i++ {
			both[i]++
		}
	}
	for block := 0; len(rules) > 0; block++ {
		n := fill(rules, block)
		if n < len(rules) {
			full := n
			for i := full; i > full*2/3; i-- {
				if both[i] < both[n] {
					n = i
				}
			}
		}
		rules, both = rules[n:], both[n:]
	}
}

// fill puts as many rules as there is room for in a block, and returns how many.
// A hard rule of three disjunctions or more takes the same bit of the first and
// the last word, from the top; all others go from the bottom.
func fill(rules []placed, block int) int {
	two, three, plain := 0, 0, 0
	for i := range rules {
		r := &rules[i]
		r.block = block
		switch n := len(r.conditions); {
		case n == 1 && r.exact:
			if plain+three == 2*64 {
				return i
			}
			r.word, r.bit = 1+plain/64, plain%64
			plain++
		case two+three == 64:
			return i
		case n > 2:
			if plain+three == 2*64 {
				return i
			}
			three++
			r.word, r.bit = 0, 64-three
		default:
			r.word, r.bit = 0, two
			two++
		}
	}
	return len(rules)
}

// effects are the four effects of a rule.
func (s *Set) effects(rule int) (out [4]joined) {
	for t := Unsure; t <= True; t++ {
		out[t-1], out[t+1] = joinedOf(s.Rules[rule].At(t, false)), joinedOf(s.Rules[rule].At(t, true))
	}
	return out
}

func joinedOf(e *Effect) joined {
	var j joined
	if e == nil {
		return j
	}
	j.disposition, j.care = uint16(e.Disposition), uint16(e.Care.Within)<<8|uint16(e.Care.Who)
	for _, l := range e.Limits {
		switch l / 64 {
		case 0:
			j.limits |= 1 << l
		case 1:
			j.limits2 |= 1 << (l - 64)
		}
	}
	return j
}

// orderAtoms gives each atom its bit in the bit sets: the atoms of a block are
// neighbors and begin with a word, those that are denied somewhere first, then
// the likely ones. What no rule compares stands last.
func (s *Set) orderAtoms(rules []placed) {
	s.bitOf, s.bits = make([]int, len(s.Atoms)), 0
	for i := range s.bitOf {
		s.bitOf[i] = -1
	}
	rank := make([]int, len(s.Atoms))
	for i := range rank {
		rank[i] = s.odds(i, false)
	}
	for i := range s.Rules {
		s.Rules[i].When.walkDenied(false, func(atom int) { rank[atom] = 9 })
	}
	var own []int
	give := func() {
		slices.SortFunc(own, func(x, y int) int { return cmp.Or(rank[y]-rank[x], x-y) })
		for _, a := range slices.Compact(own) {
			s.bitOf[a] = s.bits
			s.bits++
		}
		own = own[:0]
	}
	for i := range rules {
		if i > 0 && rules[i].block > rules[i-1].block {
			give()
			s.bits = (s.bits + 63) / 64 * 64
		}
		s.Rules[rules[i].rule].When.Walk(func(a int) {
			if s.bitOf[a] < 0 {
				own = append(own, a)
			}
		})
	}
	give()
	for a := range s.Atoms {
		if s.bitOf[a] < 0 {
			own = append(own, a)
		}
	}
	give()
	s.words = (s.bits + 63) / 64
}

// baseOf is the word of the bit sets in which the first of the rules, which
// begin a block, find most of their likely atoms: the block's own.
func (s *Set) baseOf(rules []placed) int {
	seen := make([]int, s.words+1)
	for i := range rules {
		if rules[i].block > rules[0].block {
			break
		}
		for _, c := range rules[i].conditions {
			for _, l := range c {
				seen[s.bitOf[l.atom]/64] += s.odds(l.atom, false)
			}
		}
	}
	base := 0
	for w, n := range seen {
		if n > seen[base] {
			base = w
		}
	}
	return base
}

// walkDenied calls f for every atom whose denial the condition asks for.
func (e *Expr) walkDenied(denied bool, f func(atom int)) {
	if e.Op == OpAtom && denied {
		f(e.Atom)
	}
	for i := range e.Args {
		e.Args[i].walkDenied(denied != (e.Op == OpNot), f)
	}
}

// add adds a rule at its place.
func (b *block) add(s *Set, r *placed) {
	bit := uint64(1) << r.bit
	if r.word > 0 {
		b.mark(s, r.conditions[0], r.word+1, bit)
		return
	}
	if !r.exact {
		b.trees |= bit
	}
	places := []int{inFirst, inSecond}
	if len(r.conditions) > 2 {
		places = append(places, inThird)
		b.third |= bit
	}
	for n, c := range r.conditions {
		switch {
		case n < len(places):
			b.mark(s, c, places[n], bit)
		case len(c) > 0: // what never holds stands first already
			b.more |= bit
			b.parts[r.bit] = append(b.parts[r.bit], s.parts(c)...)
		}
	}
	for n := len(r.conditions); n < 2; n++ {
		*b.always.word(n) |= bit
	}
}

// The words of a row that the disjunctions of a hard rule have a place in.
const (
	inFirst, inSecond = 0, 1
	inThird           = 3 // beside the plain rules
)

// single is the row of one atom alone.
func (b *block) single(atom int) *row {
	w := atom / 64
	if w == b.base {
		return &b.likely[atom%64/4][1<<(atom%4)]
	}
	i := slices.IndexFunc(b.others, func(o others) bool { return o.word == w })
	if i < 0 {
		i = len(b.others)
		b.others = append(b.others, others{word: w})
	}
	b.others[i].reads |= 1 << (atom % 64)
	return &b.others[i].rows[atom%64]
}

func (r *row) word(n int) *uint64 {
	return [...]*uint64{&r.first, &r.second, &r.plain, &r.plain2}[n]
}

// deny is the row of the denial of one atom alone.
func (b *block) deny(atom int) *row {
	i := slices.IndexFunc(b.denials, func(d denial) bool { return d.four == atom/4 })
	if i < 0 {
		i = len(b.denials)
		b.denials = append(b.denials, denial{four: atom / 4})
	}
	return &b.denials[i].rows[1<<(atom%4)]
}

// mark says that a disjunction is the given one of the rows of its literals.
func (b *block) mark(s *Set, c []literal, word int, bit uint64) {
	for _, l := range c {
		if l.denied {
			*b.deny(s.bitOf[l.atom]).word(word) |= bit
		} else {
			*b.single(s.bitOf[l.atom]).word(word) |= bit
		}
	}
}

// ways makes the rows of several atoms from those of one.
func ways(rows *[16]row) {
	for n := range rows {
		rows[n] = rows[n&(n-1)].or(rows[n&-n])
	}
}

// far is 1 for a denial of other atoms than the likely ones.
func (b *block) far(d denial) int {
	if d.four/16 == b.base {
		return 0
	}
	return 1
}

// finish makes the rows of several atoms from those of one.
func (b *block) finish(noRule int) {
	for n := range b.effects {
		for w := range b.effects[n] {
			b.effects[n][w][64].rule = int32(noRule)
		}
	}
	for i := range b.likely {
		ways(&b.likely[i])
	}
	b.sure = b.likely
	slices.SortStableFunc(b.denials, func(x, y denial) int {
		return cmp.Compare(b.far(x), b.far(y))
	})
	for i := range b.denials {
		d := &b.denials[i]
		ways(&d.rows)
		if b.far(*d) == 0 {
			b.near++
			for n := range d.rows {
				r := &b.sure[d.four%16][n]
				*r = r.or(d.rows[15-n])
			}
		}
	}
}

// parts brings a disjunction into the form in which it is tried.
func (s *Set) parts(c []literal) []part {
	var out []part
	for _, l := range c {
		bit := s.bitOf[l.atom]
		i := slices.IndexFunc(out, func(n part) bool { return n.word == bit/64 })
		if i < 0 {
			i = len(out)
			out = append(out, part{word: bit / 64})
		}
		if l.denied {
			out[i].no |= 1 << (bit % 64)
		} else {
			out[i].yes |= 1 << (bit % 64)
		}
	}
	out[len(out)-1].last = true
	return out
}
