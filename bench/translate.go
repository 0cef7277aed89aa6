package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"paraspinal/ruleset"
)

// dialect writes conditions in the language of one engine.
type dialect struct {
	name   func(f *ruleset.Finding) string
	oneOf  func(f *ruleset.Finding, name string, values []int) string // one of several values of a choice
	value  func(f *ruleset.Finding, v int) string                     // a value of a choice
	count  func(args []string) string                                 // how many of them are true
	always string
}

// text writes a condition.
func (d *dialect) text(set *ruleset.Set, e *ruleset.Expr) string {
	switch e.Op {
	case ruleset.OpAtom:
		return d.atom(set, set.Atoms[e.Atom])
	case ruleset.OpNot:
		return "!(" + d.text(set, &e.Args[0]) + ")"
	case ruleset.OpAnd:
		return d.list(set, e, " && ")
	case ruleset.OpOr:
		return d.list(set, e, " || ")
	case ruleset.OpAtLeast:
		var args []string
		for i := range e.Args {
			args = append(args, d.text(set, &e.Args[i]))
		}
		return fmt.Sprintf("(%s >= %d)", d.count(args), e.N)
	}
	return d.always
}

func (d *dialect) list(set *ruleset.Set, e *ruleset.Expr, op string) string {
	var args []string
	for i := range e.Args {
		args = append(args, d.text(set, &e.Args[i]))
	}
	return "(" + strings.Join(args, op) + ")"
}

func (d *dialect) atom(set *ruleset.Set, a ruleset.Atom) string {
	f := &set.Findings[a.Finding]
	name := d.name(f)
	if f.Type == ruleset.Bool {
		mustBeTrue(f, a)
		return name
	}
	if a.Mask != 0 {
		v := valuesOf(f, a)
		if len(v) == 1 {
			return fmt.Sprintf("%s == %s", name, d.value(f, v[0]))
		}
		return d.oneOf(f, name, v)
	}
	low, high := bounds(f, a)
	switch {
	case low == high:
		return fmt.Sprintf("%s == %d", name, low)
	case high == math.MaxInt32:
		return fmt.Sprintf("%s >= %d", name, low)
	}
	return fmt.Sprintf("(%s >= %d && %s <= %d)", name, low, name, high)
}

// bounds are those of an integer comparison. What does not concern the person
// lies below every value, and every comparison with it is false.
func bounds(f *ruleset.Finding, a ruleset.Atom) (low, high int32) { return max(a.Min, f.Min), a.Max }

// valuesOf lists the values of a choice that a comparison accepts.
func valuesOf(f *ruleset.Finding, a ruleset.Atom) []int {
	var out []int
	for v := range f.Values {
		if a.Mask>>v&1 == 1 {
			out = append(out, v)
		}
	}
	return out
}

// mustBeTrue: "no" and "does not concern" are the same to every engine here,
// which holds only while no comparison asks for a no.
func mustBeTrue(f *ruleset.Finding, a ruleset.Atom) {
	if a.Mask != 2 {
		panic(fmt.Sprintf("a comparison of %s asks for a no: it cannot be translated", f.ID))
	}
}

func quoted(f *ruleset.Finding, v int) string { return strconv.Quote(f.Values[v]) }

func quotedList(f *ruleset.Finding, values []int) string {
	var out []string
	for _, v := range values {
		out = append(out, quoted(f, v))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func in(f *ruleset.Finding, name string, values []int) string {
	return name + " in " + quotedList(f, values)
}

// ones is a sum of ones.
func ones(args []string) string {
	for i, a := range args {
		args[i] = "(" + a + " ? 1 : 0)"
	}
	return "(" + strings.Join(args, " + ") + ")"
}

var (
	exprText = dialect{name: ident, oneOf: in, value: quoted, count: ones, always: "true"}
	celText  = dialect{name: ident, oneOf: in, value: quoted, count: ones, always: "true"}

	cedarText = dialect{
		name: func(f *ruleset.Finding) string { return "context." + ident(f) },
		oneOf: func(f *ruleset.Finding, name string, values []int) string {
			return quotedList(f, values) + ".contains(" + name + ")"
		},
		value: quoted,
		count: func(args []string) string {
			for i, a := range args {
				args[i] = "(if " + a + " then 1 else 0)"
			}
			return "(" + strings.Join(args, " + ") + ")"
		},
		always: "true",
	}
)
