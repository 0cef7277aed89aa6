package cohort

// lit names a plane or its complement: the number of a gate, shifted left, and
// a low bit for "not".
type lit uint32

const (
	never  lit = 0
	always lit = 1
)

func (l lit) not() lit  { return l ^ 1 }
func (l lit) gate() int { return int(l >> 1) }
func (l lit) neg() bool { return l&1 == 1 }

// gate is one bit operation over two planes. Gate 0 is the constant "never";
// the next ones are the inputs.
type gate struct {
	a, b lit
	xor  bool
}

// gates builds a circuit in which equal operations are one.
type gates struct {
	list   []gate
	inputs int
	known  map[gate]lit
}

func newGates(inputs int) *gates {
	return &gates{list: make([]gate, 1+inputs), inputs: inputs, known: map[gate]lit{}}
}

func (g *gates) input(i int) lit { return lit(1+i) << 1 }

func (g *gates) and(a, b lit) lit {
	if a > b {
		a, b = b, a
	}
	switch {
	case a == never || a == b.not():
		return never
	case a == always || a == b:
		return b
	}
	// a & (a | c) and a & (a & c), and their complements
	if !g.list[b.gate()].xor && b.gate() > g.inputs {
		n := g.list[b.gate()]
		if !b.neg() && (n.a == a || n.b == a) {
			return b
		}
		if !b.neg() && (n.a == a.not() || n.b == a.not()) {
			return never
		}
		if b.neg() && (n.a == a.not() || n.b == a.not()) {
			return a
		}
		if b.neg() && n.a == a {
			return g.and(a, n.b.not())
		}
		if b.neg() && n.b == a {
			return g.and(a, n.a.not())
		}
	}
	return g.add(gate{a: a, b: b})
}

func (g *gates) or(a, b lit) lit { return g.and(a.not(), b.not()).not() }

func (g *gates) xor(a, b lit) lit {
	neg := (a ^ b) & 1
	a, b = a&^1, b&^1
	if a > b {
		a, b = b, a
	}
	if a == never {
		return b ^ neg
	}
	if a == b {
		return never ^ neg
	}
	return g.add(gate{a: a, b: b, xor: true}) ^ neg
}

func (g *gates) add(n gate) lit {
	if l, ok := g.known[n]; ok {
		return l
	}
	l := lit(len(g.list)) << 1
	g.list = append(g.list, n)
	g.known[n] = l
	return l
}

// mux is t where s, else f.
func (g *gates) mux(s, t, f lit) lit {
	switch {
	case t == f:
		return t
	case t == f.not():
		return g.xor(s, f)
	case t == always:
		return g.or(s, f)
	case t == never:
		return g.and(s.not(), f)
	case f == always:
		return g.or(s.not(), t)
	case f == never:
		return g.and(s, t)
	}
	return g.or(g.and(s, t), g.and(s.not(), f))
}

// atLeast is where n or more of the planes are set.
func (g *gates) atLeast(n int, in []lit) lit {
	if n <= 0 {
		return always
	}
	if n > len(in) {
		return never
	}
	count := make([]lit, n+1) // count[k]: k or more so far
	count[0] = always
	for _, x := range in {
		for k := n; k > 0; k-- {
			count[k] = g.or(count[k], g.and(count[k-1], x))
		}
	}
	return count[n]
}

// oneOf is where the number that the planes spell, lowest bit first, is in the
// set want. Numbers that are not in the set may do not occur.
func (g *gates) oneOf(planes []lit, want, may uint64) lit {
	switch want &= may; {
	case want == 0:
		return never
	case want == may:
		return always
	}
	k := len(planes) - 1
	half := uint64(1)<<(1<<k) - 1
	return g.mux(planes[k], g.oneOf(planes[:k], want>>(1<<k), may>>(1<<k)), g.oneOf(planes[:k], want&half, may&half))
}
