package corpus

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Mutation is the outcome of changing a protocol in small ways and asking
// whether its hand-written cases notice.
type Mutation struct {
	Mutants    int      `json:"mutants"`
	Caught     int      `json:"caught"`
	Equivalent []Mutant `json:"equivalent"` // nobody is treated differently, by proof
	Survivors  []Mutant `json:"survivors"`
}

// Mutant is one small change.
type Mutant struct {
	Rule   clinical.RuleID `json:"rule"`
	Change string          `json:"change"`
	Why    string          `json:"why,omitempty"`
}

type mutant struct {
	Mutant
	rule  int
	with  ruleset.Rule
	atoms []ruleset.Atom
}

// Mutate deletes each rule, negates each comparison, moves each constant by
// one, lowers each floor and each if_unsure by one step and drops each limit,
// one at a time, and runs the cases against each. Cases are the hand-written
// ones only. Of what they do not notice, same says whether a changed Set is
// proved to treat nobody differently.
func Mutate(src *protocol.Source, set *ruleset.Set, same func(changed *ruleset.Set) bool) (Mutation, strict.Problems) {
	// A case that fails already would seem to catch every mutant.
	if problems := Check(src, set); len(problems) > 0 {
		return Mutation{}, problems
	}
	r := newRunner(src, set)
	out := Mutation{Equivalent: []Mutant{}, Survivors: []Mutant{}}
	byTopic := map[string][]*test{}
	var people []*test
	for i := range r.tests {
		if t := &r.tests[i]; t.person != nil {
			people = append(people, t)
		} else {
			byTopic[t.topic] = append(byTopic[t.topic], t)
		}
	}
	for i := range set.Rules {
		tests := append(slices.Clip(byTopic[set.Rules[i].Topic]), people...)
		for _, m := range mutants(set, i) {
			out.Mutants++
			changed := set.Replace(m.rule, m.with, m.atoms...)
			if slices.ContainsFunc(tests, func(t *test) bool { return len(t.differences(changed, 1)) > 0 }) {
				out.Caught++
				continue
			}
			// No case notices it. A proof says whether anybody could.
			if same(changed) {
				m.Why = "proved: nobody is treated differently"
				out.Equivalent = append(out.Equivalent, m.Mutant)
				continue
			}
			out.Survivors = append(out.Survivors, m.Mutant)
		}
	}
	return out, nil
}

func mutants(set *ruleset.Set, i int) []mutant {
	rule := &set.Rules[i]
	var out []mutant
	add := func(with ruleset.Rule, atoms []ruleset.Atom, format string, args ...any) {
		out = append(out, mutant{Mutant{Rule: rule.ID, Change: fmt.Sprintf(format, args...)}, i, with, atoms})
	}
	never := *rule
	never.When, never.Universal = ruleset.Expr{Op: ruleset.OpNot, Args: []ruleset.Expr{{Op: ruleset.OpTrue}}}, false
	add(never, nil, "delete the rule")
	mutateExpr(set, rule, add)
	effects := []struct {
		name string
		get  func(r *ruleset.Rule) *ruleset.Effect
		set  func(r *ruleset.Rule, e *ruleset.Effect)
	}{
		{"effect", func(r *ruleset.Rule) *ruleset.Effect { return &r.Then }, func(r *ruleset.Rule, e *ruleset.Effect) { r.Then = *e }},
		{"if_unsure", func(r *ruleset.Rule) *ruleset.Effect { return r.Unsure }, func(r *ruleset.Rule, e *ruleset.Effect) { r.Unsure = e }},
		{"remains", func(r *ruleset.Rule) *ruleset.Effect { return r.Remains }, func(r *ruleset.Rule, e *ruleset.Effect) { r.Remains = e }},
	}
	for _, ef := range effects {
		old := ef.get(rule)
		if old == nil {
			continue
		}
		if old.Disposition > clinical.Suitable {
			low, with := *old, *rule
			low.Disposition--
			ef.set(&with, &low)
			add(with, nil, "lower the %s to %s", ef.name, low.Disposition)
		}
		for j, l := range old.Limits {
			less, with := *old, *rule
			less.Limits = slices.Delete(slices.Clone(old.Limits), j, j+1)
			ef.set(&with, &less)
			add(with, nil, "drop from the %s: %s", ef.name, compile.LimitString(set, &set.Limits[l]))
		}
	}
	if rule.Unsure != nil {
		with := *rule
		with.Unsure = nil
		add(with, nil, "do nothing when unsure")
	}
	return out
}

// mutateExpr negates every comparison of a rule's condition and moves every
// constant, one at a time.
func mutateExpr(set *ruleset.Set, rule *ruleset.Rule, add func(ruleset.Rule, []ruleset.Atom, string, ...any)) {
	n := 0
	rule.When.Walk(func(int) { n++ })
	for k := range n {
		atom := atomAt(&rule.When, k)
		a := set.Atoms[atom]
		with := *rule
		with.When = replaceAtom(rule.When, k, ruleset.Expr{Op: ruleset.OpNot, Args: []ruleset.Expr{{Op: ruleset.OpAtom, Atom: atom}}})
		add(with, nil, "negate comparison %d, %s", k+1, atomString(set, a))
		for _, moved := range moves(set, a) {
			with.When = replaceAtom(rule.When, k, ruleset.Expr{Op: ruleset.OpAtom, Atom: len(set.Atoms)})
			add(with, []ruleset.Atom{moved}, "comparison %d becomes %s", k+1, atomString(set, moved))
		}
	}
	walkAtLeast(&rule.When, func(path []int, e *ruleset.Expr) {
		for _, d := range []int{-1, 1} {
			if c := e.N + d; c >= 1 && c <= len(e.Args) {
				with := *rule
				with.When = replaceN(rule.When, path, c)
				add(with, nil, "at_least(%d) becomes %d", e.N, c)
			}
		}
	})
}

// moves are the comparisons one step beside a: a bound moved by one, or one
// value of a choice in or out.
func moves(set *ruleset.Set, a ruleset.Atom) []ruleset.Atom {
	var out []ruleset.Atom
	if a.Mask != 0 {
		n := len(set.Findings[a.Finding].Values)
		if n == 2 {
			return nil // the same as negating it
		}
		for i := range n {
			if m := a.Mask ^ 1<<i; m != 0 && m != 1<<n-1 {
				out = append(out, ruleset.Atom{Finding: a.Finding, Mask: m})
			}
		}
		return out
	}
	for _, d := range []int32{-1, 1} {
		m := a
		if a.Min != math.MinInt32 {
			m.Min += d
		}
		if a.Max != math.MaxInt32 {
			m.Max += d
		}
		out = append(out, m)
	}
	return out
}

func atomString(set *ruleset.Set, a ruleset.Atom) string {
	f := &set.Findings[a.Finding]
	if a.Mask != 0 {
		var in []string
		for i, v := range f.Values {
			if a.Mask>>i&1 == 1 {
				in = append(in, v)
			}
		}
		return fmt.Sprintf("%s in [%s]", f.ID, strings.Join(in, ", "))
	}
	switch {
	case a.Min == math.MinInt32:
		return fmt.Sprintf("%s <= %d", f.ID, a.Max)
	case a.Max == math.MaxInt32:
		return fmt.Sprintf("%s >= %d", f.ID, a.Min)
	}
	return fmt.Sprintf("%s == %d", f.ID, a.Min)
}

func atomAt(e *ruleset.Expr, k int) int {
	at, i := -1, 0
	e.Walk(func(a int) {
		if i == k {
			at = a
		}
		i++
	})
	return at
}

// replaceAtom returns a copy of e with its k-th atom replaced.
func replaceAtom(e ruleset.Expr, k int, by ruleset.Expr) ruleset.Expr {
	i := 0
	var walk func(ruleset.Expr) ruleset.Expr
	walk = func(x ruleset.Expr) ruleset.Expr {
		if x.Op == ruleset.OpAtom {
			i++
			if i-1 == k {
				return by
			}
			return x
		}
		x.Args = slices.Clone(x.Args)
		for j := range x.Args {
			x.Args[j] = walk(x.Args[j])
		}
		return x
	}
	return walk(e)
}

func walkAtLeast(e *ruleset.Expr, f func(path []int, e *ruleset.Expr), path ...int) {
	if e.Op == ruleset.OpAtLeast {
		f(path, e)
	}
	for i := range e.Args {
		walkAtLeast(&e.Args[i], f, append(slices.Clip(path), i)...)
	}
}

func replaceN(e ruleset.Expr, path []int, n int) ruleset.Expr {
	if len(path) == 0 {
		e.N = n
		return e
	}
	e.Args = slices.Clone(e.Args)
	e.Args[path[0]] = replaceN(e.Args[path[0]], path[1:], n)
	return e
}
