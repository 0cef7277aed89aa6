package main

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"github.com/cedar-policy/cedar-go"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"paraspinal/ruleset"
)

// engine answers which rules fire. run is what is timed; said runs once more
// and tells the answer.
type engine interface {
	run(i int)
	said(i int, fired []uint64) error
}

// exprPeer is expr-lang: one program a rule, one machine used again, the
// person as a map.
type exprPeer struct {
	programs []*vm.Program
	machine  vm.VM
	people   []map[string]any
	holds    []bool
	err      error
}

func newExpr(set *ruleset.Set, people []person) (*exprPeer, error) {
	e := &exprPeer{holds: make([]bool, len(set.Rules))}
	for i := range people {
		e.people = append(e.people, facts(set, &people[i]))
	}
	for i := range set.Rules {
		p, err := expr.Compile(exprText.text(set, &set.Rules[i].When), expr.Env(e.people[0]), expr.AsBool())
		if err != nil {
			return nil, fmt.Errorf("expr: %s: %w", set.Rules[i].ID, err)
		}
		e.programs = append(e.programs, p)
	}
	return e, nil
}

func (e *exprPeer) run(i int) {
	for k, p := range e.programs {
		v, err := e.machine.Run(p, e.people[i])
		if err != nil {
			e.err = err
		}
		e.holds[k] = v == true
	}
}

func (e *exprPeer) said(i int, fired []uint64) error {
	e.run(i)
	pack(e.holds, fired)
	return e.err
}

func pack(holds []bool, fired []uint64) {
	clear(fired)
	for k, h := range holds {
		if h {
			fired[k/64] |= 1 << (k % 64)
		}
	}
}

// celPeer is cel-go: one optimized program a rule, the person as an activation.
type celPeer struct {
	programs []cel.Program
	people   []cel.Activation
	holds    []bool
	err      error
}

func newCEL(set *ruleset.Set, people []person) (*celPeer, error) {
	types := map[ruleset.Type]*cel.Type{ruleset.Bool: cel.BoolType, ruleset.Choice: cel.StringType, ruleset.Int: cel.IntType}
	var vars []cel.EnvOption
	for _, i := range read(set) {
		vars = append(vars, cel.Variable(ident(&set.Findings[i]), types[set.Findings[i].Type]))
	}
	env, err := cel.NewEnv(vars...)
	if err != nil {
		return nil, fmt.Errorf("cel: %w", err)
	}
	e := &celPeer{holds: make([]bool, len(set.Rules))}
	for i := range set.Rules {
		ast, issues := env.Compile(celText.text(set, &set.Rules[i].When))
		if issues.Err() != nil {
			return nil, fmt.Errorf("cel: %s: %w", set.Rules[i].ID, issues.Err())
		}
		p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			return nil, fmt.Errorf("cel: %s: %w", set.Rules[i].ID, err)
		}
		e.programs = append(e.programs, p)
	}
	for i := range people {
		a, err := cel.NewActivation(facts(set, &people[i]))
		if err != nil {
			return nil, fmt.Errorf("cel: %w", err)
		}
		e.people = append(e.people, a)
	}
	return e, nil
}

func (e *celPeer) run(i int) {
	for k, p := range e.programs {
		v, _, err := p.Eval(e.people[i])
		if err != nil {
			e.err = err
			continue
		}
		e.holds[k] = v.Value() == true
	}
}

func (e *celPeer) said(i int, fired []uint64) error {
	e.run(i)
	pack(e.holds, fired)
	return e.err
}

// cedarPeer is cedar-go: one policy a rule, the person as the context of a
// request, the rules that fire as the reasons of its decision.
type cedarPeer struct {
	policies *cedar.PolicySet
	requests []cedar.Request
	rules    map[cedar.PolicyID]int
	last     cedar.Diagnostic
}

func newCedar(set *ruleset.Set, people []person) (*cedarPeer, error) {
	e := &cedarPeer{policies: cedar.NewPolicySet(), rules: map[cedar.PolicyID]int{}}
	for i := range set.Rules {
		var p cedar.Policy
		text := "permit (principal, action, resource) when { " + cedarText.text(set, &set.Rules[i].When) + " };"
		if err := p.UnmarshalCedar([]byte(text)); err != nil {
			return nil, fmt.Errorf("cedar: %s: %w", set.Rules[i].ID, err)
		}
		id := cedar.PolicyID(set.Rules[i].ID)
		e.policies.Add(id, &p)
		e.rules[id] = i
	}
	for i := range people {
		context := cedar.RecordMap{}
		for k, v := range facts(set, &people[i]) {
			switch v := v.(type) {
			case bool:
				context[cedar.String(k)] = cedar.Boolean(v)
			case int64:
				context[cedar.String(k)] = cedar.Long(v)
			case string:
				context[cedar.String(k)] = cedar.String(v)
			}
		}
		e.requests = append(e.requests, cedar.Request{
			Principal: cedar.NewEntityUID("Person", "1"), Action: cedar.NewEntityUID("Action", "decide"), Resource: cedar.NewEntityUID("Session", "1"),
			Context: cedar.NewRecord(context),
		})
	}
	return e, nil
}

func (e *cedarPeer) run(i int) { _, e.last = cedar.Authorize(e.policies, nil, e.requests[i]) }

func (e *cedarPeer) said(i int, fired []uint64) error {
	e.run(i)
	clear(fired)
	for _, r := range e.last.Reasons {
		k := e.rules[r.PolicyID]
		fired[k/64] |= 1 << (k % 64)
	}
	if len(e.last.Errors) > 0 {
		return fmt.Errorf("cedar: %s: %s", e.last.Errors[0].PolicyID, e.last.Errors[0].Message)
	}
	return nil
}
