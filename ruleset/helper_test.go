package ruleset_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// sealed makes a Set of findings that are listed in the order in which they
// are resolved, and whatever else is set.
func sealed(s ruleset.Set) *ruleset.Set {
	for i := range s.Findings {
		s.Order = append(s.Order, i)
	}
	ruleset.Seal(&s)
	return &s
}

func is(atom int) ruleset.Expr { return ruleset.Expr{Op: ruleset.OpAtom, Atom: atom} }
func not(e ruleset.Expr) ruleset.Expr {
	return ruleset.Expr{Op: ruleset.OpNot, Args: []ruleset.Expr{e}}
}
func all(args ...ruleset.Expr) ruleset.Expr { return ruleset.Expr{Op: ruleset.OpAnd, Args: args} }
func anyOf(args ...ruleset.Expr) ruleset.Expr {
	return ruleset.Expr{Op: ruleset.OpOr, Args: args}
}
func atLeast(n int, args ...ruleset.Expr) ruleset.Expr {
	return ruleset.Expr{Op: ruleset.OpAtLeast, N: n, Args: args}
}

func does(d clinical.Disposition, limits ...int) ruleset.Effect {
	e := ruleset.Effect{Disposition: d, Limits: limits}
	switch d {
	case clinical.Refer:
		e.Care = clinical.Care{Who: clinical.Clinician, Within: clinical.Routine}
	case clinical.Urgent:
		e.Care = clinical.Care{Who: clinical.Doctor, Within: clinical.Today}
	case clinical.Emergency:
		e.Care = clinical.Care{Who: clinical.EmergencyServices, Within: clinical.Now}
	}
	return e
}

func ptr[T any](v T) *T { return &v }

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func date(t *testing.T, s string) clinical.Date {
	t.Helper()
	d, err := clinical.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	if name == "" {
		return nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

type answers = map[clinical.FindingID]clinical.Answer

// resolved gives the state of one finding of a case.
func resolved(s *ruleset.Set, c clinical.Case, now time.Time, id clinical.FindingID) (state ruleset.State, faulty bool) {
	var f ruleset.Facts
	s.Resolve(&c, now, &f)
	i, ok := s.Finding(id)
	if !ok {
		panic("no finding " + id)
	}
	for _, x := range f.Faulty {
		faulty = faulty || x == i
	}
	return f.States[i], faulty
}
