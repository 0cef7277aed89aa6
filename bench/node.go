package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"slices"
	"time"

	"paraspinal/ruleset"
)

// nodePeer is json-rules-engine in a process of its own, which times itself.
type nodePeer struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	people int
}

func newNode(set *ruleset.Set, people []person) (*nodePeer, error) {
	given := struct {
		Rules  []any            `json:"rules"`
		People []map[string]any `json:"people"`
	}{}
	for i := range set.Rules {
		given.Rules = append(given.Rules, atTop(condition(set, &set.Rules[i].When)))
	}
	for i := range people {
		f := facts(set, &people[i])
		f["always"] = true
		given.People = append(given.People, f)
	}
	e := &nodePeer{cmd: exec.Command("node", "rules.js"), people: len(people)}
	e.cmd.Dir, e.cmd.Stderr = "node", os.Stderr
	var err error
	if e.in, err = e.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	e.out = bufio.NewReader(out)
	b, err := json.Marshal(given)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if err := e.cmd.Start(); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if _, err := e.ask(string(b)); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

// ask sends a line and reads the numbers that come back.
func (e *nodePeer) ask(line string) (out []int, err error) {
	if _, err := io.WriteString(e.in, line+"\n"); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	b, err := e.out.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return out, nil
}

func (e *nodePeer) close() error {
	if err := e.in.Close(); err != nil {
		return err
	}
	return e.cmd.Wait()
}

func (e *nodePeer) block(from, n int) (time.Duration, error) {
	used, err := e.ask(fmt.Sprintf("run %d %d", from%e.people, n))
	if err != nil {
		return 0, err
	}
	return time.Duration(used[0]) * time.Microsecond, nil
}

func (e *nodePeer) run(int) {}

func (e *nodePeer) said(i int, fired []uint64) error {
	clear(fired)
	rules, err := e.ask(fmt.Sprintf("said %d", i))
	for _, k := range rules {
		fired[k/64] |= 1 << (k % 64)
	}
	return err
}

type node = map[string]any

// condition writes a condition as json-rules-engine reads it.
func condition(set *ruleset.Set, e *ruleset.Expr) node {
	switch e.Op {
	case ruleset.OpAtom:
		return comparison(set, set.Atoms[e.Atom])
	case ruleset.OpNot:
		return node{"not": atTop(condition(set, &e.Args[0]))}
	case ruleset.OpAnd:
		return node{"all": conditions(set, e.Args)}
	case ruleset.OpOr:
		return node{"any": conditions(set, e.Args)}
	case ruleset.OpAtLeast:
		// it cannot count: any of all choices of n
		var any []node
		for _, c := range choices(e.Args, e.N) {
			any = append(any, node{"all": conditions(set, c)})
		}
		return node{"any": any}
	}
	return node{"fact": "always", "operator": "equal", "value": true}
}

func conditions(set *ruleset.Set, args []ruleset.Expr) []node {
	var out []node
	for i := range args {
		out = append(out, condition(set, &args[i]))
	}
	return out
}

// atTop: a rule begins with all, any or not.
func atTop(c node) node {
	if c["fact"] == nil {
		return c
	}
	return node{"all": []node{c}}
}

// choices are the ways to take n of the args.
func choices(args []ruleset.Expr, n int) [][]ruleset.Expr {
	if n == 0 {
		return [][]ruleset.Expr{nil}
	}
	var out [][]ruleset.Expr
	for i := range args {
		for _, c := range choices(args[i+1:], n-1) {
			out = append(out, append(slices.Clip(args[i:i+1]), c...))
		}
	}
	return out
}

func comparison(set *ruleset.Set, a ruleset.Atom) node {
	f := &set.Findings[a.Finding]
	is := func(operator string, value any) node {
		return node{"fact": ident(f), "operator": operator, "value": value}
	}
	if f.Type == ruleset.Bool {
		mustBeTrue(f, a)
		return is("equal", true)
	}
	if a.Mask != 0 {
		v := valuesOf(f, a)
		if len(v) == 1 {
			return is("equal", f.Values[v[0]])
		}
		var names []string
		for _, i := range v {
			names = append(names, f.Values[i])
		}
		return is("in", names)
	}
	low, high := bounds(f, a)
	switch {
	case low == high:
		return is("equal", low)
	case high == math.MaxInt32:
		return is("greaterThanInclusive", low)
	}
	return node{"all": []node{is("greaterThanInclusive", low), is("lessThanInclusive", high)}}
}
