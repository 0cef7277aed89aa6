// Command bench measures the evaluation of the protocol beside general rule
// engines, in one run. Every engine gets the same rules, translated, and the
// same complete people in the form that it likes best; that all agree on every
// rule of every person is checked before anything is timed.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"paraspinal/assess"
	"paraspinal/ruleset"
)

func main() {
	runtime.GOMAXPROCS(1) // all numbers are of one core
	generate := flag.Bool("generate", false, "write ifs_made.go")
	flag.Parse()
	if err := run(os.Stdout, *generate); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

const (
	randomPeople = 10_000
	repetitions  = 21
	repetition   = 25 * time.Millisecond
)

func run(w io.Writer, generate bool) error {
	set := ruleset.Embedded()
	if generate {
		b, err := makeIfs(set)
		if err != nil {
			return err
		}
		return os.WriteFile("ifs_made.go", b, 0o644)
	}
	if err := fresh(set); err != nil {
		return err
	}
	people, err := crowd(set, randomPeople)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s; %d rules, %d comparisons of %d findings; %d random people and %d cases of the protocol\n\n",
		machine(), len(set.Rules), len(set.Atoms), len(read(set)), randomPeople, len(people)-randomPeople)
	peers, stop, err := peers(set, people)
	if err != nil {
		return err
	}
	defer stop()
	for _, p := range peers {
		if err := agree(set, p, people); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "All say the same about every rule of every person.\n\n")
	all := []*contestant{}
	for _, p := range peers {
		c := &contestant{name: p.name, run: p.run, size: len(people)}
		if n, ok := p.engine.(*nodePeer); ok {
			c.block = n.block
		}
		all = append(all, c)
		if _, ok := p.engine.(*assessed); ok { // what is just read is in the cache, not what 10,000 people ago was
			all = append(all, &contestant{name: "ours: the same, 256 people in turn", run: p.run, size: 256})
		}
	}
	more, err := batches(set, people, round)
	if err != nil {
		return err
	}
	all = append(all, more...)
	if err := measure(all, repetitions, repetition); err != nil {
		return err
	}
	table(w, all, all[0])
	share(w, all)
	if err := growth(w, set); err != nil {
		return err
	}
	return cases(w, set, people)
}

// growth is ours with more rules, for one case and in a batch. The more rules
// there are the fewer people, so that each turn tries as many rules, and sees
// as much that is new.
func growth(w io.Writer, set *ruleset.Set) error {
	var one, many []*contestant
	for _, n := range []int{1, 4, 16} {
		big := times(set, n)
		people := grown(set, big, n, 16*round/n)
		e := newOurs(big, people)
		if err := agree(big, peer{fmt.Sprintf("ours, %d rules", len(big.Rules)), e}, people); err != nil {
			return err
		}
		one = append(one, &contestant{name: fmt.Sprint(len(big.Rules)), run: e.run, size: len(people)})
		more, err := batches(big, people, round/n)
		if err != nil {
			return err
		}
		many = append(many, more[slices.IndexFunc(more, func(c *contestant) bool { return c.name == batchPacked })])
	}
	if err := measure(append(slices.Clone(one), many...), repetitions, repetition); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n| rules | one case, ns | times the first | batch, packed, ns a case | times the first |\n|---|---|---|---|---|\n")
	for i, c := range one {
		m := many[i]
		fmt.Fprintf(w, "| %s | %.0f | %.1f | %.1f | %.1f |\n", c.name, c.median(), c.median()/one[0].median(), m.median(), m.median()/many[0].median())
	}
	return nil
}

// peer is an engine and the name of its row.
type peer struct {
	name string
	engine
}

// peers makes every engine, ours first.
func peers(set *ruleset.Set, people []person) (out []peer, stop func(), err error) {
	add := func(name string, e engine, failed error) {
		if failed != nil && err == nil {
			err = failed
		}
		out = append(out, peer{name, e})
	}
	add("ours: rules, disposition, care, limits", newOurs(set, people), nil)
	add("ours: comparisons too", &compared{ours: newOurs(set, people)}, nil)
	add("ours: texts, reasons, next question, changes", &assessed{ours: newOurs(set, people)}, nil)
	add("generated Go ifs: rules only", newIfs(people), nil)
	x, failed := newExpr(set, people)
	add("expr-lang 1.17.8: rules only", x, failed)
	c, failed := newCEL(set, people)
	add("cel-go 0.33.2: rules only", c, failed)
	d, failed := newCedar(set, people)
	add("cedar-go 1.9.0: rules only", d, failed)
	o, failed := newOPA(set, people)
	add("OPA 1.22.0: rules only", o, failed)
	if err != nil {
		return nil, nil, err
	}
	n, err := newNode(set, people) // last: its process is not started for nothing
	if err != nil {
		return nil, nil, err
	}
	add("json-rules-engine 7.3.1: rules only", n, nil)
	return out, func() { _ = n.close() }, nil
}

// ours is the evaluation into memory of the caller.
type ours struct {
	set    *ruleset.Set
	people []person
	facts  []ruleset.Facts
	result ruleset.Result
}

func newOurs(set *ruleset.Set, people []person) *ours {
	e := &ours{set: set, people: people, facts: make([]ruleset.Facts, len(people))}
	for i := range people {
		e.facts[i] = people[i].facts
	}
	return e
}

func (e *ours) run(i int) { e.set.Eval(&e.facts[i], nil, &e.result) }

func (e *ours) said(i int, fired []uint64) error {
	e.run(i)
	return e.fired(fired)
}

func (e *ours) fired(fired []uint64) error {
	clear(fired)
	for k, v := range e.result.Values {
		if v.Lo == ruleset.True {
			fired[k/64] |= 1 << (k % 64)
		}
	}
	return nil
}

// compared also compares the findings with the constants of the rules, which
// Resolve does otherwise: of each person there are only the findings.
type compared struct {
	*ours
	facts ruleset.Facts
}

func (e *compared) run(i int) {
	e.facts.States = e.people[i].facts.States
	e.set.Compare(&e.facts)
	e.set.Eval(&e.facts, nil, &e.result)
}

func (e *compared) said(i int, fired []uint64) error {
	e.run(i)
	return e.fired(fired)
}

// assessed is the whole assessment of a case.
type assessed struct {
	*ours
	last assess.Assessment
}

func (e *assessed) run(i int) { e.last = assess.Assess(e.set, e.people[i].c, e.people[i].c.Now) }

// said knows the rules that give a reason; those that a go-ahead lifts or that
// hold for everyone are no part of it.
func (e *assessed) said(i int, fired []uint64) error {
	e.run(i)
	copy(fired, e.people[i].fired)
	for k := range e.set.Rules {
		if !e.set.Rules[k].Universal {
			fired[k/64] &^= 1 << (k % 64)
		}
	}
	for _, r := range e.last.Reasons {
		k, _ := e.set.Rule(r.Rule)
		fired[k/64] |= 1 << (k % 64)
	}
	return nil
}

// agree holds the answers of an engine against the trees of the Set.
func agree(set *ruleset.Set, p peer, people []person) error {
	fired := make([]uint64, len(people[0].fired))
	for i := range people {
		if err := p.said(i, fired); err != nil {
			return fmt.Errorf("%s, %s: %w", p.name, people[i].name, err)
		}
		if d := differs(set, fired, people[i].fired); d != "" {
			return fmt.Errorf("%s disagrees about %s: %s\n%s", p.name, people[i].name, d, told(set, &people[i]))
		}
	}
	return nil
}

func table(w io.Writer, all []*contestant, base *contestant) {
	fmt.Fprintln(w, "| what | cases per second per core | ns a case | times ours | bytes a case | allocations a case |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
	for _, c := range all {
		bytes, objects := "", ""
		if c.alloc.known {
			bytes, objects = fmt.Sprintf("%.0f", c.alloc.bytes), fmt.Sprintf("%.1f", c.alloc.objects)
		}
		fmt.Fprintf(w, "| %s | %s | %.*f | %.3f | %s | %s |\n", c.name, thousands(1e9/c.median()), decimals(c.median()), c.median(), c.median()/base.median(), bytes, objects)
	}
}

// decimals keeps about three digits.
func decimals(ns float64) int {
	if ns < 100 {
		return 1
	}
	return 0
}

func thousands(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	var out []string
	for len(s) > 3 {
		out = append([]string{s[len(s)-3:]}, out...)
		s = s[:len(s)-3]
	}
	return strings.Join(append([]string{s}, out...), ",")
}

// machine is the processor and the version of Go.
func machine() string {
	model := runtime.GOARCH
	b, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d processors, %s", model, runtime.NumCPU(), runtime.Version())
}
