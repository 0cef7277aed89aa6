package prove

import (
	"encoding/binary"
	"slices"
)

// bit is a wire of a circuit or, when negative, its opposite. The wire 1 is
// always on. The zero value is no wire.
type bit int32

const (
	yes bit = 1
	no  bit = -1
)

// circuit is a network of AND gates over inputs. Gates that would say the same
// are one gate, so what holds by construction shows as a constant.
type circuit struct {
	gates [][]bit // by wire: what the gate joins; nil for an input and the constant
	known map[string]bit
	key   []byte

	supports map[bit][]bit
}

func newCircuit() *circuit {
	return &circuit{gates: make([][]bit, 2), known: map[string]bit{}, supports: map[bit][]bit{}}
}

// input makes a wire that is free.
func (c *circuit) input() bit {
	c.gates = append(c.gates, nil)
	return bit(len(c.gates) - 1)
}

func (c *circuit) inputs(n int) []bit {
	out := make([]bit, n)
	for i := range out {
		out[i] = c.input()
	}
	return out
}

func (c *circuit) and(args ...bit) bit {
	var buf [16]bit
	list := append(buf[:0], args...)
	slices.Sort(list)
	list = slices.Compact(list)
	list = slices.DeleteFunc(list, func(b bit) bool { return b == yes })
	for _, b := range list {
		if b == no {
			return no
		}
		if b > 0 {
			break // negative wires come first
		}
		if _, ok := slices.BinarySearch(list, -b); ok {
			return no
		}
	}
	switch len(list) {
	case 0:
		return yes
	case 1:
		return list[0]
	}
	c.key = c.key[:0]
	for _, b := range list {
		c.key = binary.LittleEndian.AppendUint32(c.key, uint32(b))
	}
	if g, ok := c.known[string(c.key)]; ok {
		return g
	}
	c.gates = append(c.gates, slices.Clone(list))
	g := bit(len(c.gates) - 1)
	c.known[string(c.key)] = g
	return g
}

func (c *circuit) or(args ...bit) bit {
	opposite := make([]bit, len(args))
	for i, a := range args {
		opposite[i] = -a
	}
	return -c.and(opposite...)
}

func (c *circuit) implies(a, b bit) bit { return c.or(-a, b) }

// same is on when two wires are equal.
func (c *circuit) same(a, b bit) bit { return c.and(c.implies(a, b), c.implies(b, a)) }

// pick is a where s is on, else b.
func (c *circuit) pick(s, a, b bit) bit {
	if a == b {
		return a
	}
	return c.and(c.implies(s, a), c.implies(-s, b))
}

// atLeast is on when n or more of the wires are.
func (c *circuit) atLeast(n int, args []bit) bit {
	if n <= 0 {
		return yes
	}
	have := make([]bit, n+1) // have[k]: k or more of those seen so far
	have[0] = yes
	for k := 1; k <= n; k++ {
		have[k] = no
	}
	for _, a := range args {
		for k := n; k >= 1; k-- {
			have[k] = c.or(have[k], c.and(have[k-1], a))
		}
	}
	return have[n]
}

// one is on when exactly one of the wires is.
func (c *circuit) one(args []bit) bit {
	return c.and(c.or(args...), -c.atLeast(2, args))
}

// run computes every wire from the inputs.
func (c *circuit) run(on func(input bit) bool) []bool {
	v := make([]bool, len(c.gates))
	v[yes] = true
	for i := 2; i < len(c.gates); i++ {
		if c.gates[i] == nil {
			v[i] = on(bit(i))
			continue
		}
		v[i] = true
		for _, a := range c.gates[i] {
			if !is(v, a) {
				v[i] = false
				break
			}
		}
	}
	return v
}

// is reads a wire out of the values of all.
func is(v []bool, b bit) bool {
	if b < 0 {
		return !v[-b]
	}
	return v[b]
}

// formula is a list of clauses over variables 1, 2, ..., as DIMACS writes them.
type formula struct {
	vars    int
	clauses [][]int32
	wires   []bit // by variable, from 1: the wire that it stands for
}

// translation is a formula in the making.
type translation struct {
	formula
	c      *circuit
	number []int32 // by wire: its variable; 0 when it has none yet
}

func (c *circuit) translate() *translation {
	return &translation{formula: formula{wires: make([]bit, 1)}, c: c, number: make([]int32, len(c.gates))}
}

func (t *translation) literal(b bit) int32 {
	if b < 0 {
		return -t.number[-b]
	}
	return t.number[b]
}

// visit translates the parts of the circuit that a wire rests on.
func (t *translation) visit(b bit) {
	b = max(b, -b)
	if t.number[b] != 0 || b == yes {
		return
	}
	for _, a := range t.c.gates[b] {
		t.visit(a)
	}
	t.vars++
	t.number[b] = int32(t.vars)
	t.wires = append(t.wires, b)
	if t.c.gates[b] == nil {
		return
	}
	whole := make([]int32, 0, len(t.c.gates[b])+1)
	for _, a := range t.c.gates[b] {
		t.clauses = append(t.clauses, []int32{-t.number[b], t.literal(a)})
		whole = append(whole, -t.literal(a))
	}
	t.clauses = append(t.clauses, append(whole, t.number[b]))
}

// demand adds that a wire is on.
func (t *translation) demand(b bit) {
	switch b {
	case yes:
	case no:
		t.clauses = append(t.clauses, nil) // the empty clause: cannot be
	default:
		t.visit(b)
		t.clauses = append(t.clauses, []int32{t.literal(b)})
	}
}

// clauses translates the parts of the circuit that the wires rest on, and
// demands that all of them are on. Of the conditions, which hold of everybody,
// it takes those that say something about the same inputs: the others cannot
// make a difference, as long as they can be met by themselves.
func (c *circuit) clauses(on, conditions []bit) formula {
	t := c.translate()
	for _, b := range on {
		t.demand(b)
	}
	taken := make([]bool, len(conditions))
	for more := true; more; {
		more = false
		for i, b := range conditions {
			if taken[i] || !slices.ContainsFunc(c.support(b), func(in bit) bool { return t.number[in] != 0 }) {
				continue
			}
			taken[i], more = true, true
			t.demand(b)
		}
	}
	return t.formula
}

// support lists the inputs that a wire rests on.
func (c *circuit) support(b bit) []bit {
	b = max(b, -b)
	if out, ok := c.supports[b]; ok {
		return out
	}
	seen := map[bit]bool{}
	var out []bit
	var visit func(b bit)
	visit = func(b bit) {
		b = max(b, -b)
		if seen[b] || b == yes {
			return
		}
		seen[b] = true
		if c.gates[b] == nil {
			out = append(out, b)
		}
		for _, a := range c.gates[b] {
			visit(a)
		}
	}
	visit(b)
	c.supports[b] = out
	return out
}
