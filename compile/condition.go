package compile

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// conditions compiles condition texts into expressions over shared atoms.
type conditions struct {
	env      *cel.Env
	set      *ruleset.Set
	index    map[clinical.FindingID]int
	atoms    map[ruleset.Atom]int
	named    map[string]*ruleset.Expr
	resolves map[string]*protocol.Condition // named conditions still to compile
	busy     map[string]bool
	report   func(pos strict.Pos, code, msg, hint string)
	failed   bool // some condition has a fault, so what it reads is not known
}

// newConditions compiles conditions over the findings and into the atoms of a Set.
func newConditions(env *cel.Env, set *ruleset.Set, report func(pos strict.Pos, code, msg, hint string)) *conditions {
	return &conditions{env: env, set: set, index: map[clinical.FindingID]int{}, atoms: map[ruleset.Atom]int{}, named: map[string]*ruleset.Expr{},
		resolves: map[string]*protocol.Condition{}, busy: map[string]bool{}, report: report}
}

func (c *conditions) fail(pos strict.Pos, code, msg, hint string) {
	c.failed = true
	c.report(pos, code, msg, hint)
}

// Env declares what a condition may name: findings, named conditions and at_least.
func Env(src *protocol.Source) (*cel.Env, error) {
	opts := []cel.EnvOption{
		cel.ClearMacros(),
		cel.Function("at_least", cel.Overload("at_least_int_list", []*cel.Type{cel.IntType, cel.ListType(cel.BoolType)}, cel.BoolType)),
	}
	for _, f := range src.Findings {
		switch f.Type {
		case "choice":
			opts = append(opts, cel.Variable(f.ID, cel.StringType))
		case "bool":
			opts = append(opts, cel.Variable(f.ID, cel.BoolType))
		case "int":
			opts = append(opts, cel.Variable(f.ID, cel.IntType))
		}
	}
	for _, c := range src.Conditions {
		opts = append(opts, cel.Variable(c.ID, cel.BoolType))
	}
	return cel.NewCustomEnv(append([]cel.EnvOption{cel.StdLib()}, opts...)...)
}

const subset = "a condition compares one finding with constants, and joins such comparisons with &&, ||, ! and at_least(n, [..])"

// compile reads one condition. A fault is reported and gives the zero Expr.
func (c *conditions) compile(pos strict.Pos, text string) ruleset.Expr {
	if strings.TrimSpace(text) == "" {
		c.fail(pos, "P101", "the condition is empty", "write a condition, or 'true' for a rule that always holds")
		return ruleset.Expr{}
	}
	checked, iss := c.env.Compile(text)
	if iss.Err() != nil {
		for _, e := range iss.Errors() {
			msg, hint := explain(e.Message, wordAt(text, e.Location.Column()), c.index, c.resolves)
			c.fail(shift(pos, e.Location.Column()), "P102", msg, hint)
		}
		return ruleset.Expr{}
	}
	if checked.OutputType() != cel.BoolType {
		c.fail(pos, "P103", "the condition is not a yes/no question", subset)
		return ruleset.Expr{}
	}
	w := walker{c, pos, checked.NativeRep().SourceInfo(), true}
	root := checked.NativeRep().Expr()
	if root.Kind() == ast.LiteralKind && root.AsLiteral() == types.True {
		return ruleset.Expr{Op: ruleset.OpTrue}
	}
	e := w.expr(root)
	if !w.ok {
		return ruleset.Expr{}
	}
	return e
}

func shift(p strict.Pos, column int) strict.Pos {
	p.Column += column
	return p
}

// wordAt is the dotted name around a column of a condition.
func wordAt(text string, column int) string {
	part := func(r rune) bool { return r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	r := []rune(text)
	from := min(max(column, 0), len(r)) // a fault of the whole has no column
	to := from
	for from > 0 && part(r[from-1]) {
		from--
	}
	for to < len(r) && part(r[to]) {
		to++
	}
	return string(r[from:to])
}

// explain rewrites cel-go's message for an unknown name into ours. whole is
// the name as written: cel-go sometimes names its first part only.
func explain(msg, whole string, index map[clinical.FindingID]int, named map[string]*protocol.Condition) (string, string) {
	const unknown = "undeclared reference to '"
	i := strings.Index(msg, unknown)
	if i < 0 {
		return msg, subset
	}
	name, _, _ := strings.Cut(msg[i+len(unknown):], "'")
	if strings.HasPrefix(whole, name) {
		name = whole
	}
	var known []string
	for id := range index {
		if string(id) == name { // it is declared, and not for conditions
			return fmt.Sprintf("%q is a date", name), "compare a finding derived from it"
		}
		known = append(known, string(id))
	}
	for id := range named {
		known = append(known, id)
	}
	slices.Sort(known)
	if near, ok := strict.Nearest(name, known); ok {
		return fmt.Sprintf("nothing is called %q", name), fmt.Sprintf("did you mean %q?", near)
	}
	return fmt.Sprintf("nothing is called %q", name), "declare the finding in findings/ first"
}

type walker struct {
	*conditions
	pos  strict.Pos
	info *ast.SourceInfo
	ok   bool
}

func (w *walker) refuse(e ast.Expr, code, msg, hint string) ruleset.Expr {
	w.ok = false
	w.fail(shift(w.pos, w.info.GetStartLocation(e.ID()).Column()), code, msg, hint)
	return ruleset.Expr{}
}

func (w *walker) expr(e ast.Expr) ruleset.Expr {
	switch e.Kind() {
	case ast.LiteralKind:
		return w.refuse(e, "P104", "true stands alone, and false never holds", "write 'true' for a rule that always holds")
	case ast.IdentKind:
		return w.name(e)
	case ast.CallKind:
		return w.call(e, e.AsCall())
	}
	return w.refuse(e, "P104", "this is not part of the condition language", subset)
}

// name is a yes/no finding or a named condition standing alone.
func (w *walker) name(e ast.Expr) ruleset.Expr {
	id := e.AsIdent()
	if i, ok := w.index[clinical.FindingID(id)]; ok {
		return w.atom(ruleset.Atom{Finding: i, Mask: 2})
	}
	if n, ok := w.conditions.condition(id); ok {
		return *n
	}
	return w.refuse(e, "P104", fmt.Sprintf("%q is not a yes/no finding", id), subset)
}

// condition gives a named condition, compiling it on first use.
func (c *conditions) condition(id string) (*ruleset.Expr, bool) {
	if e, ok := c.named[id]; ok {
		return e, true
	}
	src, ok := c.resolves[id]
	if !ok {
		return nil, false
	}
	if c.busy[id] {
		c.fail(src.Pos, "P105", fmt.Sprintf("the condition %q needs itself", id), "break the circle")
		return &ruleset.Expr{Op: ruleset.OpTrue}, true
	}
	c.busy[id] = true
	e := c.compile(place(src.Pos, src.At, "when"), src.When)
	c.named[id] = &e
	return &e, true
}

func (w *walker) call(e ast.Expr, call ast.CallExpr) ruleset.Expr {
	args := call.Args()
	switch call.FunctionName() {
	case operators.LogicalAnd:
		return w.join(ruleset.OpAnd, args)
	case operators.LogicalOr:
		return w.join(ruleset.OpOr, args)
	case operators.LogicalNot:
		return ruleset.Expr{Op: ruleset.OpNot, Args: []ruleset.Expr{w.expr(args[0])}}
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return w.compare(e, call.FunctionName(), args[0], args[1])
	case operators.In:
		return w.in(e, args[0], args[1])
	case "at_least":
		return w.atLeast(e, args[0], args[1])
	}
	return w.refuse(e, "P104", "this operator is not part of the condition language", subset)
}

// join flattens a && (b && c) into one operator of three.
func (w *walker) join(op ruleset.Op, args []ast.Expr) ruleset.Expr {
	out := ruleset.Expr{Op: op}
	for _, a := range args {
		if e := w.expr(a); e.Op == op {
			out.Args = append(out.Args, e.Args...)
		} else {
			out.Args = append(out.Args, e)
		}
	}
	return out
}

func (w *walker) atLeast(e, n, list ast.Expr) ruleset.Expr {
	count, ok := intConst(n)
	if !ok || list.Kind() != ast.ListKind {
		return w.refuse(e, "P106", "at_least needs a number and a list", "write at_least(2, [a, b, c])")
	}
	out := ruleset.Expr{Op: ruleset.OpAtLeast, N: int(count)}
	for _, a := range list.AsList().Elements() {
		out.Args = append(out.Args, w.expr(a))
	}
	if count < 1 || int(count) > len(out.Args) {
		return w.refuse(n, "P106", fmt.Sprintf("at_least(%d, ..) of %d conditions says nothing", count, len(out.Args)), "the number lies between 1 and the length of the list")
	}
	return out
}

func (w *walker) compare(e ast.Expr, op string, l, r ast.Expr) ruleset.Expr {
	if l.Kind() == ast.LiteralKind {
		return w.refuse(e, "P107", "the finding stands on the left", "write finding == constant")
	}
	f, i, ok := w.finding(l)
	if !ok {
		return w.refuse(l, "P107", "only a finding can be compared", subset)
	}
	if f.Type == ruleset.Int {
		n, ok := intConst(r)
		if !ok {
			return w.refuse(r, "P107", "a number is compared with a whole number", subset)
		}
		return w.number(e, f, i, op, n)
	}
	if op != operators.Equals && op != operators.NotEquals {
		return w.refuse(e, "P107", fmt.Sprintf("%q has no order", f.ID), "use == or in [..]")
	}
	bit, ok := w.constant(f, r)
	if !ok {
		return ruleset.Expr{}
	}
	if op == operators.NotEquals {
		bit = (1<<max(len(f.Values), 2) - 1) &^ bit
	}
	return w.atom(ruleset.Atom{Finding: i, Mask: bit})
}

func (w *walker) number(e ast.Expr, f *ruleset.Finding, i int, op string, n int64) ruleset.Expr {
	lo, hi := int64(math.MinInt32), int64(math.MaxInt32)
	switch op {
	case operators.Equals:
		lo, hi = n, n
	case operators.Less:
		hi = n - 1
	case operators.LessEquals:
		hi = n
	case operators.Greater:
		lo = n + 1
	case operators.GreaterEquals:
		lo = n
	case operators.NotEquals:
		below := w.number(e, f, i, operators.Less, n)
		above := w.number(e, f, i, operators.Greater, n)
		return ruleset.Expr{Op: ruleset.OpOr, Args: []ruleset.Expr{below, above}}
	}
	if f.Min < f.Max && (n < int64(f.Min) || n > int64(f.Max)) { // a finding without a range was reported
		return w.refuse(e, "P108", fmt.Sprintf("%d is outside the range of %q, %d to %d", n, f.ID, f.Min, f.Max), "a comparison that is always true or always false is not allowed")
	}
	return w.atom(ruleset.Atom{Finding: i, Min: int32(lo), Max: int32(hi)})
}

func (w *walker) in(e, l, r ast.Expr) ruleset.Expr {
	f, i, ok := w.finding(l)
	if !ok || f.Type != ruleset.Choice || r.Kind() != ast.ListKind {
		return w.refuse(e, "P107", "\"in\" needs a choice and a list of its values", `write finding in ["a", "b"]`)
	}
	var mask uint64
	for _, v := range r.AsList().Elements() {
		bit, ok := w.constant(f, v)
		if !ok {
			return ruleset.Expr{}
		}
		if mask&bit != 0 {
			return w.refuse(v, "P109", "the value stands twice in the list", "remove one")
		}
		mask |= bit
	}
	if mask == 0 || mask == 1<<len(f.Values)-1 {
		return w.refuse(r, "P109", "the list holds no value or all of them", "a comparison that is always true or always false is not allowed")
	}
	return w.atom(ruleset.Atom{Finding: i, Mask: mask})
}

// constant checks a constant against the values of a choice or yes/no finding.
func (w *walker) constant(f *ruleset.Finding, e ast.Expr) (uint64, bool) {
	if e.Kind() == ast.LiteralKind {
		switch v := e.AsLiteral().(type) {
		case types.Bool:
			if v {
				return 2, true
			}
			return 1, true
		case types.String:
			if n, ok := f.Value(string(v)); ok {
				return 1 << n, true
			}
			hint := "its values are " + strings.Join(f.Values, ", ")
			if near, ok := strict.Nearest(string(v), f.Values); ok {
				hint = fmt.Sprintf("did you mean %q? %s", near, hint)
			}
			w.refuse(e, "P110", fmt.Sprintf("%q is not a value of %q", string(v), f.ID), hint)
			return 0, false
		}
	}
	w.refuse(e, "P107", fmt.Sprintf("%q is compared with a constant only", f.ID), subset)
	return 0, false
}

func (w *walker) finding(e ast.Expr) (*ruleset.Finding, int, bool) {
	if e.Kind() != ast.IdentKind {
		return nil, 0, false
	}
	i, ok := w.index[clinical.FindingID(e.AsIdent())]
	if !ok {
		return nil, 0, false
	}
	return &w.set.Findings[i], i, true
}

func intConst(e ast.Expr) (int64, bool) {
	if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Negate {
		n, ok := intConst(e.AsCall().Args()[0])
		return -n, ok
	}
	if e.Kind() != ast.LiteralKind {
		return 0, false
	}
	n, ok := e.AsLiteral().(types.Int)
	return int64(n), ok
}

func (c *conditions) atom(a ruleset.Atom) ruleset.Expr {
	i, ok := c.atoms[a]
	if !ok {
		i = len(c.set.Atoms)
		c.set.Atoms = append(c.set.Atoms, a)
		c.atoms[a] = i
	}
	return ruleset.Expr{Op: ruleset.OpAtom, Atom: i}
}
