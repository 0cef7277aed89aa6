package ruleset

import "slices"

// literal is a comparison, or its denial.
type literal struct {
	atom   int // index into Set.Atoms
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
		return [][]literal{{{e.Atom, denied}}}, true
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
		sum += s.odds(l.atom, l.denied)
	}
	return sum
}
