package ruleset

import (
	"slices"

	"paraspinal/clinical"
)

// literal is a comparison, or its denial.
type literal struct {
	atom   int
	denied bool
}

// most is how many disjunctions of one condition are looked at: beyond it the
// rest is left to the tree.
const most = 16

// clauses gives disjunctions that all hold wherever the condition does. exact
// says that the condition holds wherever they all do: then they are the
// condition. denied gives them for the condition's denial.
func (e *Expr) clauses(denied bool) (out [][]literal, exact bool) {
	switch e.Op {
	case OpAtom:
		return [][]literal{{{e.Atom, denied}}}, true
	case OpNot:
		return e.Args[0].clauses(!denied)
	case OpAnd, OpOr:
		n := 1
		if e.Op == OpAnd {
			n = len(e.Args)
		}
		return atLeastClauses(n, e.Args, denied)
	case OpAtLeast:
		return atLeastClauses(e.N, e.Args, denied)
	}
	if denied {
		return [][]literal{{}}, true // nothing fulfils it
	}
	return nil, true
}

// atLeastClauses is for n of the args: all of them is a conjunction, one of
// them a disjunction. Not n of m is m-n+1 denied ones.
func atLeastClauses(n int, args []Expr, denied bool) (out [][]literal, exact bool) {
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
	// Whichever n-1 are left out, one of the others holds. Neighbors on a
	// circle are left out: for n of 1, 2 or m those are all that matter.
	exact = n <= 2 || n == m
	for k := range m {
		any := [][]literal{{}}
		for j := n - 1; j < m; j++ {
			arg, ok := args[(k+j)%m].clauses(denied)
			any = either(any, arg)
			exact = exact && ok && len(any) <= most
			any = any[:min(len(any), most)]
		}
		out = append(out, any...)
		if n == 1 {
			break // nothing is left out, every turn is the same
		}
	}
	return out, exact
}

// either gives the disjunctions of "a or b".
func either(a, b [][]literal) [][]literal {
	var out [][]literal
	for _, x := range a {
		for _, y := range b {
			out = append(out, append(slices.Clip(x), y...))
		}
	}
	return out
}

// makeProgram brings the rules into the form that is evaluated.
func (s *Set) makeProgram() *program {
	p := &program{words: (len(s.Limits) + 63) / 64}
	p.certain = result{values: make([]Interval, len(s.Rules)), joined: joined{disposition: clinical.Suitable}, limits: make([]uint64, p.words)}
	p.effects = make([]joined, 4*len(s.Rules))
	p.limits = make([]uint64, 4*len(s.Rules)*p.words)
	for i := range s.Rules {
		for k, t := range [2]Truth{Unsure, True} {
			p.effect(i*4+k, s.Rules[i].At(t, false))
			p.effect(i*4+2+k, s.Rules[i].At(t, true))
		}
	}
	const rules = 64 * width
	for from := 0; from < len(s.Rules); from += rules {
		p.blocks = append(p.blocks, s.makeBlock(p, from, min(from+rules, len(s.Rules))))
	}
	return p
}

func (p *program) effect(at int, e *Effect) {
	if e == nil {
		return
	}
	p.effects[at] = joined{e.Disposition, careOf(e.Care)}
	for _, l := range e.Limits {
		p.limits[at*p.words+l>>6] |= 1 << (l & 63)
	}
}

func (s *Set) makeBlock(p *program, from, to int) block {
	var b block
	whole := make([]row, (len(s.Atoms)+63)/64*64)
	reads := make([]uint64, len(whole)/64)
	for i := from; i < to; i++ {
		k := i - from
		w, bit := k/64, uint64(1)<<(k%64)
		clauses, exact := s.Rules[i].When.clauses(false)
		if !exact {
			b.trees[w] |= bit
		}
		if exact && len(clauses) == 0 {
			b.certain[w] |= bit
			p.certain.values[i] = isTrue
			p.add(effectOf(i, True, nil), &p.certain.joined, p.certain.limits)
		}
		// Those that fewest comparisons fulfil tell most.
		slices.SortStableFunc(clauses, func(x, y []literal) int { return len(x) - len(y) })
		if len(clauses) > 2 {
			b.more[w] |= bit
			b.rest = append(b.rest, needs(clauses[2:]))
		}
		for c := range 2 {
			if c >= len(clauses) {
				b.always.mark(c, w, bit)
				continue
			}
			for _, l := range clauses[c] {
				if l.denied {
					b.deny(l.atom).mark(c, w, bit)
					continue
				}
				whole[l.atom].mark(c, w, bit)
				reads[l.atom/64] |= 1 << (l.atom % 64)
			}
		}
	}
	end := len(reads)
	for end > 0 && reads[end-1] == 0 {
		end--
	}
	for b.from < end && reads[b.from] == 0 {
		b.from++
	}
	b.reads, b.rows = slices.Clone(reads[b.from:end]), slices.Clone(whole[b.from*64:end*64])
	return b
}

// needs brings disjunctions into the form in which they are tried.
func needs(clauses [][]literal) [][]need {
	var out [][]need
	for _, c := range clauses {
		var d []need
		for _, l := range c {
			i := slices.IndexFunc(d, func(n need) bool { return n.word == l.atom/64 })
			if i < 0 {
				i = len(d)
				d = append(d, need{word: l.atom / 64})
			}
			if bit := uint64(1) << (l.atom % 64); l.denied {
				d[i].no |= bit
			} else {
				d[i].yes |= bit
			}
		}
		out = append(out, d)
	}
	return out
}

// mark says that the row fulfils the first (0) or second (1) disjunction of a rule.
func (r *row) mark(clause, word int, bit uint64) {
	if clause == 0 {
		r.first[word] |= bit
	} else {
		r.second[word] |= bit
	}
}

// deny is the row of an atom that is denied.
func (b *block) deny(atom int) *row {
	for i := range b.negated {
		if b.negated[i].atom == atom {
			return &b.negated[i].row
		}
	}
	b.negated = append(b.negated, negated{atom: atom})
	return &b.negated[len(b.negated)-1].row
}
