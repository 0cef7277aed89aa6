package ruleset_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// celEngine evaluates the conditions of the protocol, as written, by cel-go.
type celEngine struct {
	rules map[clinical.RuleID]cel.Program
	named map[string]cel.Program
}

func newCEL(t *testing.T, src *protocol.Source) *celEngine {
	t.Helper()
	env, err := compile.Env(src)
	if err != nil {
		t.Fatal(err)
	}
	env, err = env.Extend(cel.Function("at_least", cel.Overload("at_least_int_list", []*cel.Type{cel.IntType, cel.ListType(cel.BoolType)}, cel.BoolType,
		cel.BinaryBinding(func(n, list ref.Val) ref.Val {
			left := int64(n.(types.Int))
			for it := list.(traits.Lister).Iterator(); it.HasNext() == types.True; {
				if it.Next() == types.True {
					left--
				}
			}
			return types.Bool(left <= 0)
		}))))
	if err != nil {
		t.Fatal(err)
	}
	program := func(text string) cel.Program {
		ast, iss := env.Compile(text)
		if iss.Err() != nil {
			t.Fatalf("%s: %v", text, iss.Err())
		}
		p, err := env.Program(ast)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return p
	}
	e := &celEngine{rules: map[clinical.RuleID]cel.Program{}, named: map[string]cel.Program{}}
	for _, c := range src.Conditions {
		e.named[c.ID] = program(c.When)
	}
	for _, topic := range src.Topics {
		for _, r := range topic.Rules {
			e.rules[clinical.RuleID(r.ID)] = program(r.When)
		}
	}
	return e
}

// person is the answers of one case as cel-go variables; named conditions are
// variables that cel-go computes itself.
type person struct {
	engine *celEngine
	values map[string]any
}

func (p person) ResolveName(name string) (any, bool) {
	if v, ok := p.values[name]; ok {
		return v, true
	}
	if c, ok := p.engine.named[name]; ok {
		v, _, err := c.Eval(p)
		if err != nil {
			return nil, false // it needs a finding that does not concern this person
		}
		return v, true
	}
	return nil, false
}

func (p person) Parent() interpreter.Activation { return nil }

// exact gives every date its first instant, so that each time since has one value.
func exact(t *testing.T, c clinical.Case) clinical.Case {
	for id, a := range c.Findings {
		if a.Kind == clinical.Known && !a.Date.IsZero() {
			first, _ := a.Date.Span(c.Zone)
			c = c.With(id, clinical.DateAnswer(date(t, first.Format(time.RFC3339))))
		}
	}
	return c
}

// concerned makes most of what hangs on a yes concern the person: two of three
// such answers become yes, and what can then be asked is answered too.
func concerned(set *ruleset.Set, c, other clinical.Case, rng *rand.Rand) clinical.Case {
	for i := range set.Findings {
		set.Findings[i].OnlyIf.Walk(func(a int) {
			if gate := &set.Findings[set.Atoms[a].Finding]; gate.Type == ruleset.Bool && rng.IntN(3) > 0 {
				c = c.With(gate.ID, yes)
			}
		})
	}
	if len(c.History) == 0 {
		c.History = other.History
	}
	var f ruleset.Facts
	for _, i := range set.Order {
		fd := &set.Findings[i]
		set.Resolve(&c, c.Now, &f)
		if fd.Derive != nil || f.States[i].Status != ruleset.Open || !set.Askable(i, &f) {
			continue
		}
		switch {
		case other.Get(fd.ID).Kind == clinical.Known:
			c = c.With(fd.ID, other.Get(fd.ID))
		case fd.Type == ruleset.Date:
			c = c.With(fd.ID, other.Get("onset.date"))
		case fd.Type == ruleset.Int:
			c = c.With(fd.ID, clinical.IntAnswer(int(fd.Min)+rng.IntN(int(fd.Max-fd.Min)+1)))
		default:
			c = c.With(fd.ID, fd.Answer(int32(rng.IntN(len(fd.Values)))))
		}
	}
	return c
}

// TestTheSetAgreesWithCEL evaluates every rule of the protocol by cel-go on
// people who have answered everything. A rule is left out only where cel-go
// needs a finding that does not concern the person, which CEL has no word for.
func TestTheSetAgreesWithCEL(t *testing.T) {
	src, set := theProtocol(t)
	engine := newCEL(t, src)
	people := corpus.NewPeople(set, 23)
	people.Unsure = 0
	rng := rand.New(rand.NewPCG(23, 24))
	cases := 1_000
	if testing.Short() {
		cases = 100
	}
	compared, skipped, held := 0, 0, 0
	var f ruleset.Facts
	for i := range cases {
		people.Odd = []int{300, 600, 900}[i%3]
		c := exact(t, concerned(set, people.Next(), people.Next(), rng))
		set.Resolve(&c, c.Now, &f)
		p := person{engine, map[string]any{}}
		concerns := map[int]bool{}
		for k := range set.Findings {
			fd, st := &set.Findings[k], f.States[k]
			if st.Status != ruleset.Value || st.Lo != st.Hi {
				continue
			}
			concerns[k] = true
			switch fd.Type {
			case ruleset.Choice:
				p.values[string(fd.ID)] = fd.Values[st.Lo]
			case ruleset.Bool:
				p.values[string(fd.ID)] = st.Lo == 1
			case ruleset.Int:
				p.values[string(fd.ID)] = int64(st.Lo)
			}
		}
		for k := range set.Rules {
			rule := &set.Rules[k]
			want, _, err := engine.rules[rule.ID].Eval(p)
			if err != nil {
				if all := func() bool {
					for _, r := range rule.Reads {
						if !concerns[r] {
							return false
						}
					}
					return true
				}(); all {
					t.Fatalf("%s: cel-go: %v", rule.ID, err)
				}
				skipped++
				continue
			}
			got := rule.When.Eval(f.Atoms())
			if yes := want == types.True; yes && got.Lo != ruleset.True || !yes && got.Hi != ruleset.False {
				t.Fatalf("person %d: %s is %v, cel-go says %v\nwhen %s\n%s", i, rule.ID, got, want, rule.Source, told(set, c))
			} else if yes {
				held++
			}
			compared++
		}
	}
	t.Logf("compared %d, of which %d hold; left out %d", compared, held, skipped)
	if compared*10 < (compared+skipped)*9 {
		t.Errorf("only %d of %d were compared", compared, compared+skipped)
	}
}
