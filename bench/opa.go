package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"paraspinal/ruleset"
)

// rego writes conditions for OPA: a body is a conjunction, so that every
// disjunction, denial and count is a rule of its own.
type regoText struct {
	set   *ruleset.Set
	rules []string // helpers
	names int
	atoms dialect
}

func newRegoText(set *ruleset.Set) *regoText {
	return &regoText{set: set, atoms: dialect{
		name:  func(f *ruleset.Finding) string { return "input." + ident(f) },
		value: quoted,
		oneOf: func(f *ruleset.Finding, name string, values []int) string {
			return name + " in {" + strings.Trim(quotedList(f, values), "[]") + "}"
		},
	}}
}

// module is all rules; the set "fired" holds those that fire.
func (r *regoText) module() string {
	var fired []string
	for i := range r.set.Rules {
		rule := &r.set.Rules[i]
		fired = append(fired, fmt.Sprintf("fired contains %q if {\n\t%s\n}", rule.ID, r.body(&rule.When)))
	}
	return "package bench\n\n" + strings.Join(append(fired, r.rules...), "\n\n") + "\n"
}

// body is a condition as statements that all hold.
func (r *regoText) body(e *ruleset.Expr) string {
	switch e.Op {
	case ruleset.OpAtom:
		a := r.set.Atoms[e.Atom]
		if f := &r.set.Findings[a.Finding]; a.Mask == 0 {
			if low, high := bounds(f, a); low != high {
				name := r.atoms.name(f)
				return fmt.Sprintf("%s >= %d\n\t%s <= %d", name, low, name, high)
			}
		}
		return r.atoms.atom(r.set, a)
	case ruleset.OpAnd:
		var out []string
		for i := range e.Args {
			out = append(out, r.body(&e.Args[i]))
		}
		return strings.Join(out, "\n\t")
	case ruleset.OpOr:
		return r.helper(e.Args...)
	case ruleset.OpNot:
		return "not " + r.helper(e.Args[0])
	case ruleset.OpAtLeast:
		name := r.next()
		var out []string
		for i := range e.Args {
			out = append(out, fmt.Sprintf("%s contains %d if {\n\t%s\n}", name, i, r.body(&e.Args[i])))
		}
		r.rules = append(r.rules, out...)
		return fmt.Sprintf("count(%s) >= %d", name, e.N)
	}
	return "true"
}

func (r *regoText) next() string {
	r.names++
	return fmt.Sprintf("part_%d", r.names)
}

// helper is a rule that holds when one of several conditions does.
func (r *regoText) helper(any ...ruleset.Expr) string {
	var bodies []string
	for i := range any {
		bodies = append(bodies, r.body(&any[i]))
	}
	name := r.next()
	for _, b := range bodies {
		r.rules = append(r.rules, fmt.Sprintf("%s if {\n\t%s\n}", name, b))
	}
	return name
}

// opaPeer is OPA: one module, a prepared query, the person as a parsed value.
type opaPeer struct {
	query  rego.PreparedEvalQuery
	people []ast.Value
	rules  map[string]int
	last   rego.ResultSet
	err    error
}

func newOPA(set *ruleset.Set, people []person) (*opaPeer, error) {
	e := &opaPeer{rules: map[string]int{}}
	for i := range set.Rules {
		e.rules[string(set.Rules[i].ID)] = i
	}
	var err error
	e.query, err = rego.New(rego.Query("data.bench.fired"), rego.Module("bench.rego", newRegoText(set).module())).PrepareForEval(context.Background())
	if err != nil {
		return nil, fmt.Errorf("opa: %w", err)
	}
	for i := range people {
		v, err := ast.InterfaceToValue(facts(set, &people[i]))
		if err != nil {
			return nil, fmt.Errorf("opa: %w", err)
		}
		e.people = append(e.people, v)
	}
	return e, nil
}

func (e *opaPeer) run(i int) {
	e.last, e.err = e.query.Eval(context.Background(), rego.EvalParsedInput(e.people[i]))
}

func (e *opaPeer) said(i int, fired []uint64) error {
	e.run(i)
	clear(fired)
	if e.err != nil || len(e.last) != 1 {
		return fmt.Errorf("opa: %d results, error %w", len(e.last), e.err)
	}
	for _, id := range e.last[0].Expressions[0].Value.([]any) {
		k := e.rules[id.(string)]
		fired[k/64] |= 1 << (k % 64)
	}
	return nil
}
