package prove

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// TestASecondSolverAgrees puts the questions of the proofs to CaDiCaL, which
// shares nothing with ours: all of those that people look at first, and every
// eighth of the many small ones. It must come to the same answers.
func TestASecondSolverAgrees(t *testing.T) {
	path, err := exec.LookPath("cadical")
	if err != nil {
		t.Fatal("cadical is not installed: make solver")
	}
	set, props := TheProtocol(t)
	p := New(set, props, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	asked, sat, unsat, of := 0, 0, 0, 0
	p.watch = func(f *formula, v *verdict) {
		if of++; of > 6 && of%8 != 0 {
			return
		}
		asked++
		cmd := exec.Command(path, "-q", "-n")
		cmd.Stdin = bytes.NewReader(f.dimacs())
		var exit *exec.ExitError
		if err := cmd.Run(); !errors.As(err, &exit) {
			t.Fatalf("cadical: %v", err)
		}
		switch code := exit.ExitCode(); {
		case code == 10 && v.sat:
			sat++
		case code == 20 && !v.sat:
			unsat++
		default:
			t.Fatalf("we say satisfiable %v, cadical ends with %d (10 is satisfiable, 20 is not)", v.sat, code)
		}
	}
	for i := range props {
		of = 0
		p.Prove(&props[i])
	}
	t.Logf("%d questions: %d satisfiable, %d not", asked, sat, unsat)
	if sat < 50 || unsat < 50 {
		t.Errorf("%d questions: %d satisfiable, %d not: too few of a kind", asked, sat, unsat)
	}
}

// dimacs writes a formula in the form that solvers read.
func (f *formula) dimacs() []byte {
	b := new(bytes.Buffer)
	fmt.Fprintf(b, "p cnf %d %d\n", f.vars, len(f.clauses))
	for _, cl := range f.clauses {
		for _, l := range cl {
			fmt.Fprintf(b, "%d ", l)
		}
		b.WriteString("0\n")
	}
	return b.Bytes()
}

// TestACertificateIsReallyChecked spoils certificates of the proofs: one that
// was cut short, or of a question that has an answer, must not pass.
func TestACertificateIsReallyChecked(t *testing.T) {
	set, props := TheProtocol(t)
	p := New(set, props, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	cut, other := 0, 0
	p.watch = func(f *formula, v *verdict) {
		if v.sat {
			return
		}
		if len(v.lemmas) > 20 {
			cut++
			if check(f.vars, f.clauses, v.lemmas[:2]) {
				t.Error("a certificate passes with two lemmas of many")
			}
		}
		// Without its demands, which are its clauses of one literal, a circuit
		// can be in any state.
		free := slices.DeleteFunc(slices.Clone(f.clauses), func(cl []int32) bool { return len(cl) < 2 })
		other++
		if check(f.vars, free, v.lemmas) {
			t.Error("a certificate passes for a question that has an answer")
		}
	}
	for i := range props {
		if id := props[i].ID; id == "SP-15" || id == "SP-47" || id == "SP-48" || id == "SP-52" {
			p.Prove(&props[i])
		}
	}
	if cut < 8 || other < 15 {
		t.Errorf("only %d certificates were cut and %d exchanged", cut, other)
	}
}
