package prove

import (
	"strconv"
	"strings"
	"sync"

	"github.com/crillab/gophersat/solver"
)

// answer of the solver: values of the variables, or a certificate that there are none.
type verdict struct {
	sat    bool
	values []bool    // by variable, from 1
	lemmas [][]int32 // clauses that follow one after the other, up to a contradiction
}

// one lets in one search at a time: the solver's package has one buffer for the
// clauses that all its searches learn.
var one sync.Mutex

// solve looks for an assignment that satisfies every clause.
func (f *formula) solve() verdict {
	one.Lock()
	defer one.Unlock()
	list := make([][]int, 0, len(f.clauses))
	for _, cl := range f.clauses {
		if len(cl) == 0 {
			return verdict{}
		}
		lits := make([]int, len(cl))
		for i, l := range cl {
			lits[i] = int(l)
		}
		list = append(list, lits)
	}
	s := solver.New(solver.ParseSliceNb(list, f.vars))
	s.Certified, s.CertChan = true, make(chan string, 256)
	lemmas := make(chan [][]int32)
	go func() {
		var out [][]int32
		for line := range s.CertChan {
			out = append(out, literals(line))
		}
		lemmas <- out
	}()
	status := s.Solve()
	close(s.CertChan)
	v := verdict{sat: status == solver.Sat, lemmas: <-lemmas}
	if v.sat {
		v.values, v.lemmas = append([]bool{false}, s.Model()...), nil
	}
	return v
}

// literals reads one clause of a certificate, which ends with 0.
func literals(line string) []int32 {
	out := []int32{}
	for _, word := range strings.Fields(line) {
		if n, err := strconv.Atoi(word); err == nil && n != 0 {
			out = append(out, int32(n))
		}
	}
	return out
}

// satisfied reports whether values make every clause true.
func (f *formula) satisfied(values []bool) bool {
	for _, cl := range f.clauses {
		held := false
		for _, l := range cl {
			if l > 0 && values[l] || l < 0 && !values[-l] {
				held = true
				break
			}
		}
		if !held {
			return false
		}
	}
	return true
}
