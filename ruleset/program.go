package ruleset

import (
	"slices"

	"paraspinal/clinical"
)

// literal is a comparison, or its denial.
type literal struct {
	atom   int // its bit
	denied bool
}

// most is how many disjunctions of one condition are looked at: beyond it the
// rest is left to the tree.
const most = 16

// clauses gives disjunctions that all hold wherever the condition does. exact
// says that the condition holds wherever they all do: then they are the
// condition. denied gives them for the condition's denial.
func (s *Set) clauses(e *Expr, denied bool) (out [][]literal, exact bool) {
	switch e.Op {
	case OpAtom:
		return [][]literal{{{s.bitOf[e.Atom], denied}}}, true
	case OpNot:
		return s.clauses(&e.Args[0], !denied)
	case OpAnd, OpOr:
		n := 1
		if e.Op == OpAnd {
			n = len(e.Args)
		}
		return s.atLeast(n, e.Args, denied)
	case OpAtLeast:
		return s.atLeast(e.N, e.Args, denied)
	}
	if denied {
		return [][]literal{{}}, true // nothing fulfils it
	}
	return nil, true
}

// atLeast is for n of the args: all of them is a conjunction, one of
// them a disjunction. Not n of m is m-n+1 denied ones.
func (s *Set) atLeast(n int, args []Expr, denied bool) (out [][]literal, exact bool) {
	m := len(args)
	if denied {
		n = m - n + 1
	}
	if n <= 0 {
		return nil, true
	}
	if n > m {
		return [][]literal{{}}, true
	}
	// Whichever n-1 are left out, one of the others holds.
	ways := subsets(args, m-n+1)
	exact = len(ways) <= most
	for _, some := range ways {
		any := [][]literal{{}}
		for i := range some {
			arg, ok := s.clauses(&some[i], denied)
			any = either(any, arg)
			exact = exact && ok && len(any) <= most
			any = s.hardest(any)
		}
		out = append(out, any...)
	}
	exact = exact && len(out) <= most
	return s.hardest(out), exact
}

// subsets lists the ways to take k of the args, but never more than is looked at.
func subsets(args []Expr, k int) [][]Expr {
	if k == 0 {
		return [][]Expr{nil}
	}
	var out [][]Expr
	for i := range len(args) - k + 1 {
		for _, rest := range subsets(args[i+1:], k-1) {
			if out = append(out, append([]Expr{args[i]}, rest...)); len(out) > most {
				return out
			}
		}
	}
	return out
}

// hardest leaves out the easiest of too many disjunctions: they tell least.
func (s *Set) hardest(c [][]literal) [][]literal {
	if len(c) > most {
		slices.SortStableFunc(c, func(x, y []literal) int { return s.likely(x) - s.likely(y) })
		c = c[:most]
	}
	return c
}

// either gives the disjunctions of "a or b".
func either(a, b [][]literal) [][]literal {
	var out [][]literal
	for _, x := range a {
		for _, y := range b {
			both := slices.Clip(x)
			for _, l := range y {
				if !slices.Contains(both, l) {
					both = append(both, l)
				}
			}
			out = append(out, both)
		}
	}
	return out
}

// makeProgram brings the rules into the form that is evaluated.
func (s *Set) makeProgram() *program {
	p := &program{words: (len(s.Limits) + 63) / 64, values: make([]Interval, len(s.Rules))}
	p.sum, p.limits = joined{disposition: uint64(clinical.Suitable)}, make([]uint64, p.words)
	hard, plain := 0, 0 // rules so far
	for i := range s.Rules {
		conditions, exact := s.clauses(&s.Rules[i].When, false)
		var effects [4]joined
		for t := Unsure; t <= True; t++ {
			effects[t-1], effects[t+1] = joinedOf(s.Rules[i].At(t, false)), joinedOf(s.Rules[i].At(t, true))
		}
		if exact && len(conditions) == 0 {
			p.certain, p.effects, p.values[i] = append(p.certain, i), append(p.effects, effects), isTrue
			p.sum = p.sum.add(effects[True-1])
			s.farLimits(i, True, nil, p.limits)
			continue
		}
		var b *block
		var k int
		if exact && len(conditions) == 1 {
			b, k = p.block(plain/128), 64+plain%128
			b.mark(conditions[0], k/64+1, 1<<(k%64))
			plain++
		} else {
			b, k = p.block(hard/64), hard%64
			b.addHard(k, conditions, exact, s.likely)
			hard++
		}
		b.rules[k] = i
		for n, e := range effects {
			b.effects[n][k] = e
		}
	}
	for i := range p.blocks {
		p.blocks[i].finish()
	}
	return p
}

// block gives the n-th block; it is the last one, or the one after.
func (p *program) block(n int) *block {
	if n == len(p.blocks) {
		p.blocks = append(p.blocks, block{})
	}
	return &p.blocks[n]
}

func joinedOf(e *Effect) joined {
	var j joined
	if e == nil {
		return j
	}
	j.disposition, j.care = uint64(e.Disposition), uint64(e.Care.Within)<<8|uint64(e.Care.Who)
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

// addHard adds a rule of several disjunctions as rule k of the block.
func (b *block) addHard(k int, conditions [][]literal, exact bool, likely func([]literal) int) {
	bit := uint64(1) << k
	if !exact {
		b.trees |= bit
	}
	slices.SortStableFunc(conditions, func(x, y []literal) int { return likely(x) - likely(y) })
	in := 0
	for _, c := range conditions {
		switch {
		case in < 2:
			b.mark(c, in, bit)
			in++
		case len(c) > 0: // what never holds stands first already
			b.more |= bit
			b.parts[k] = append(b.parts[k], parts(c)...)
		}
	}
	for ; in < 2; in++ {
		*b.always.word(in) |= bit
	}
}

// orderAtoms gives each atom its bit in the bit sets: those that are denied
// somewhere first, so that they are neighbors, then the likely ones.
func (s *Set) orderAtoms() {
	s.atomAt, s.bitOf = make([]int, len(s.Atoms)), make([]int, len(s.Atoms))
	rank := make([]int, len(s.Atoms))
	for i := range s.atomAt {
		s.atomAt[i], rank[i] = i, s.odds(i, false)
	}
	for i := range s.Rules {
		s.Rules[i].When.walkDenied(false, func(atom int) { rank[atom] = 9 })
	}
	slices.SortStableFunc(s.atomAt, func(x, y int) int { return rank[y] - rank[x] })
	for bit, i := range s.atomAt {
		s.bitOf[i] = bit
	}
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

// odds is how likely an atom holds, or its denial, roughly: most people are
// normal, and some questions concern few.
func (s *Set) odds(atom int, denied bool) int {
	f := &s.Findings[s.Atoms[atom].Finding]
	switch {
	case f.Normal != nil && denied != (s.Atoms[atom].Eval(Known(*f.Normal)) == isTrue):
		return 8
	case f.Normal != nil, !f.OnlyIf.IsZero(), f.Derive != nil && (f.Derive.Kind != "elapsed" || !s.Findings[f.Derive.Of].OnlyIf.IsZero()):
		return 1
	}
	return 4
}

// likely is how easily a disjunction is fulfilled: those that are not tell most.
func (s *Set) likely(c []literal) int {
	sum := 0
	for _, l := range c {
		sum += s.odds(s.atomAt[l.atom], l.denied)
	}
	return sum
}

// single is the row of one atom alone.
func (b *block) single(atom int) *row {
	if atom < 64 {
		return &b.likely[atom/4][1<<(atom%4)]
	}
	w := atom/64 - 1
	for len(b.rows) <= w {
		b.rows, b.reads = append(b.rows, [65]row{}), append(b.reads, 0)
	}
	b.reads[w] |= 1 << (atom % 64)
	return &b.rows[w][atom%64]
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
func (b *block) mark(c []literal, word int, bit uint64) {
	for _, l := range c {
		if l.denied {
			*b.deny(l.atom).word(word) |= bit
		} else {
			*b.single(l.atom).word(word) |= bit
		}
	}
}

// ways makes the rows of several atoms from those of one.
func ways(rows *[16]row) {
	for n := range rows {
		rows[n] = rows[n&(n-1)].or(rows[n&-n])
	}
}

// finish makes the rows of several atoms from those of one, and leaves out
// the words before the first row.
func (b *block) finish() {
	for i := range b.likely {
		ways(&b.likely[i])
	}
	for i := range b.denials {
		ways(&b.denials[i].rows)
	}
	skip := 0
	for skip < len(b.reads) && b.reads[skip] == 0 {
		skip++
	}
	b.from, b.reads, b.rows = 1+skip, b.reads[skip:], slices.Clone(b.rows[skip:])
	if len(b.reads) == 0 {
		b.from = 0
	}
}

// parts brings a disjunction into the form in which it is tried.
func parts(c []literal) []part {
	var out []part
	for _, l := range c {
		i := slices.IndexFunc(out, func(n part) bool { return n.word == l.atom/64 })
		if i < 0 {
			i = len(out)
			out = append(out, part{word: l.atom / 64})
		}
		if bit := uint64(1) << (l.atom % 64); l.denied {
			out[i].no |= bit
		} else {
			out[i].yes |= bit
		}
	}
	out[len(out)-1].last = true
	return out
}
