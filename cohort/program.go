package cohort

// op is what one step does with two planes.
type op uint8

const (
	opAnd op = iota
	opAndNot
	opOr
	opXor
	opNot // of the first
	opCopy
)

// step is one bit operation of a program: slot to = slot a, op, slot b.
type step struct {
	op       op
	to, a, b int32
}

// program is a straight line of bit operations. Its slots hold a word of zeros,
// the inputs, what is computed on the way, and then the outputs.
type program struct {
	inputs, slots, outputs int
	steps                  []step
}

// lower makes a program of the gates that the outputs need. A complement
// becomes part of the operation that reads it, wherever one can.
func lower(g *gates, outputs []lit) program {
	p := program{inputs: g.inputs, outputs: len(outputs)}
	needed := make([]bool, len(g.list))
	for _, l := range outputs {
		needed[l.gate()] = true
	}
	for i := len(g.list) - 1; i > g.inputs; i-- {
		if needed[i] {
			needed[g.list[i].a.gate()], needed[g.list[i].b.gate()] = true, true
		}
	}
	slot := make([]int32, len(g.list))
	flipped := make([]bool, len(g.list)) // the slot holds the complement
	for i := range 1 + g.inputs {
		slot[i] = int32(i)
	}
	next := int32(1 + g.inputs)
	for i := 1 + g.inputs; i < len(g.list); i++ {
		if !needed[i] {
			continue
		}
		n := g.list[i]
		a, b := slot[n.a.gate()], slot[n.b.gate()]
		na, nb := n.a.neg() != flipped[n.a.gate()], n.b.neg() != flipped[n.b.gate()]
		s := step{to: next, a: a, b: b}
		switch {
		case n.xor:
			s.op, flipped[i] = opXor, na != nb
		case na && nb:
			s.op, flipped[i] = opOr, true
		case nb:
			s.op = opAndNot
		case na:
			s.op, s.a, s.b = opAndNot, b, a
		default:
			s.op = opAnd
		}
		slot[i] = next
		next++
		p.steps = append(p.steps, s)
	}
	for _, l := range outputs {
		s := step{op: opCopy, to: next, a: slot[l.gate()]}
		if l.neg() != flipped[l.gate()] {
			s.op = opNot
		}
		p.steps = append(p.steps, s)
		next++
	}
	p.slots = int(next)
	return p
}

// run computes the outputs of 64 cases. The slots are memory of its own.
func (p *program) run(in, out, slots []uint64) {
	slots[0] = 0
	copy(slots[1:], in[:p.inputs])
	for _, s := range p.steps {
		a, b := slots[s.a], slots[s.b]
		switch s.op {
		case opAnd:
			a &= b
		case opAndNot:
			a &^= b
		case opOr:
			a |= b
		case opXor:
			a ^= b
		case opNot:
			a = ^a
		}
		slots[s.to] = a
	}
	copy(out[:p.outputs], slots[p.slots-p.outputs:])
}
