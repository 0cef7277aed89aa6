package ruleset

import "math"

// Truth is the value of a condition at one end of an interval. The order
// False < Unsure < True is the meaning: do not reorder.
type Truth uint8

const (
	False Truth = iota
	Unsure
	True
)

func (t Truth) String() string { return [...]string{"false", "unsure", "true"}[t] }

// Interval is what is known of a condition: its value lies between Lo and Hi.
type Interval struct{ Lo, Hi Truth }

var (
	isFalse  = Interval{False, False}
	isUnsure = Interval{Unsure, Unsure}
	isTrue   = Interval{True, True}
	isOpen   = Interval{False, True}
)

// Point reports whether nothing more can change the condition.
func (i Interval) Point() bool { return i.Lo == i.Hi }

func (i Interval) not() Interval { return Interval{True - i.Hi, True - i.Lo} }

func (i Interval) and(o Interval) Interval { return Interval{min(i.Lo, o.Lo), min(i.Hi, o.Hi)} }

func (i Interval) or(o Interval) Interval { return Interval{max(i.Lo, o.Lo), max(i.Hi, o.Hi)} }

// Status of a resolved finding. The zero value is Open: not asked.
type Status uint8

const (
	Open    Status = iota // not asked yet
	Doubt                 // asked, and the person is not sure; or out of range
	Value                 // known to lie between Lo and Hi
	Nothing               // does not concern this person: every comparison is false
)

// State is one finding as the rules see it. Values are integers: the position
// in the list of values of a choice, 0 and 1 for no and yes, the number itself.
type State struct {
	Status Status
	Lo, Hi int32
}

// Known makes the state of a known value.
func Known(v int32) State { return State{Value, v, v} }

// Atom is one comparison of one finding with constants: the value is one of
// the bits of Mask (choice and yes/no), or between Min and Max (number).
type Atom struct {
	Finding int    `json:"f"`
	Mask    uint64 `json:"mask,omitempty"`
	Min     int32  `json:"min,omitempty"`
	Max     int32  `json:"max,omitempty"`
}

// Eval compares one state.
func (a Atom) Eval(s State) Interval {
	switch s.Status {
	case Open:
		return isOpen
	case Doubt:
		return isUnsure
	case Nothing:
		return isFalse
	}
	if a.Mask != 0 {
		if a.Mask>>uint(s.Lo)&1 == 1 {
			return isTrue
		}
		return isFalse
	}
	switch {
	case s.Lo >= a.Min && s.Hi <= a.Max:
		return isTrue
	case s.Hi < a.Min || s.Lo > a.Max:
		return isFalse
	}
	return isUnsure
}

// Cuts lists the values from which on the comparison comes to something else.
func (a Atom) Cuts() []int32 {
	var out []int32
	if a.Mask == 0 {
		if a.Min > math.MinInt32 {
			out = append(out, a.Min)
		}
		if a.Max < math.MaxInt32 {
			out = append(out, a.Max+1)
		}
		return out
	}
	was := uint64(0)
	for v := range int32(65) {
		is := uint64(0)
		if v < 64 {
			is = a.Mask >> uint(v) & 1
		}
		if is != was {
			out = append(out, v)
		}
		was = is
	}
	return out
}

// Op of an Expr.
type Op string

const (
	OpAtom    Op = "atom"
	OpTrue    Op = "true"
	OpNot     Op = "not"
	OpAnd     Op = "and"
	OpOr      Op = "or"
	OpAtLeast Op = "at_least"
)

// Expr is a condition: an atom, or an operator over conditions. The zero
// value is no condition.
type Expr struct {
	Op   Op     `json:"op,omitempty"`
	Atom int    `json:"a,omitempty"` // OpAtom: index into Set.Atoms
	N    int    `json:"n,omitempty"` // OpAtLeast: how many
	Args []Expr `json:"args,omitempty"`
}

// IsZero reports whether there is no condition.
func (e Expr) IsZero() bool { return e.Op == "" }

// Eval evaluates the condition over the values of all atoms.
func (e *Expr) Eval(atoms Atoms) Interval {
	switch e.Op {
	case OpAtom:
		return atoms.At(e.Atom)
	case OpNot:
		return e.Args[0].Eval(atoms).not()
	case OpAnd:
		v := isTrue
		for i := range e.Args {
			v = v.and(e.Args[i].Eval(atoms))
		}
		return v
	case OpOr:
		v := isFalse
		for i := range e.Args {
			v = v.or(e.Args[i].Eval(atoms))
		}
		return v
	case OpAtLeast:
		return e.atLeast(atoms)
	}
	return isTrue // OpTrue
}

// atLeast is the N-th largest of its arguments, at each end by itself.
func (e *Expr) atLeast(atoms Atoms) Interval {
	var loT, loU, hiT, hiU int // how many are at least Unsure, and True
	for i := range e.Args {
		v := e.Args[i].Eval(atoms)
		if v.Lo >= Unsure {
			loU++
		}
		if v.Lo == True {
			loT++
		}
		if v.Hi >= Unsure {
			hiU++
		}
		if v.Hi == True {
			hiT++
		}
	}
	return Interval{nth(e.N, loU, loT), nth(e.N, hiU, hiT)}
}

func nth(n, unsure, yes int) Truth {
	switch {
	case yes >= n:
		return True
	case unsure >= n:
		return Unsure
	}
	return False
}

// Walk calls f for every atom of the condition.
func (e *Expr) Walk(f func(atom int)) {
	if e.Op == OpAtom {
		f(e.Atom)
	}
	for i := range e.Args {
		e.Args[i].Walk(f)
	}
}
