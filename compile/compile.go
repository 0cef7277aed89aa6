package compile

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Compile checks a protocol and builds its Set and one wording for each of its
// languages, in their order: English first. With any problem both are nil.
func Compile(src *protocol.Source) (*ruleset.Set, []*ruleset.Wording, strict.Problems) {
	c := &compiler{src: src, set: &ruleset.Set{}, ids: map[string]strict.Pos{}, limits: map[string]int{}}
	env, err := Env(src)
	if err != nil {
		return nil, nil, strict.Problems{{Code: "P100", Message: err.Error(), Hint: "two findings or conditions may share an id"}}
	}
	c.cond = newConditions(env, c.set, c.fail)
	c.meta()
	c.findings()
	c.conditions()
	c.goAheads()
	c.evidence()
	c.regions()
	c.techniques()
	c.cards()
	c.rules()
	c.questions()
	c.routines()
	c.courses()
	c.stops()
	c.scope()
	c.order()
	c.unread()
	c.wording()
	words := c.translations()
	if len(c.problems) > 0 {
		c.problems.Sort()
		return nil, nil, c.problems
	}
	ruleset.Seal(c.set)
	for _, w := range words {
		w.Digest = c.set.Digest
	}
	return c.set, words, nil
}

type compiler struct {
	src      *protocol.Source
	set      *ruleset.Set
	cond     *conditions
	english  *ruleset.Wording
	prosaic  map[string]bool       // the texts that are sentences, by their path
	ids      map[string]strict.Pos // "kind id" -> where first declared
	limits   map[string]int
	problems strict.Problems
}

func (c *compiler) fail(pos strict.Pos, code, msg, hint string) {
	c.problems = append(c.problems, strict.Problem{Code: code, Pos: pos, Message: msg, Hint: hint})
}

func (c *compiler) failf(pos strict.Pos, code, hint, format string, args ...any) {
	c.fail(pos, code, fmt.Sprintf(format, args...), hint)
}

// place is where a key's value stands, or the item itself.
func place(pos strict.Pos, at strict.Places, key string) strict.Pos {
	if p, ok := at[key]; ok {
		return p
	}
	return pos
}

// declare refuses an id that is used twice within its kind.
func (c *compiler) declare(kind, id string, pos strict.Pos) {
	key := kind + " " + id
	if first, dup := c.ids[key]; dup {
		c.failf(pos, "P111", "ids are never reused: choose another", "the %s %q was already declared at %s:%d", kind, id, first.File, first.Line)
		return
	}
	c.ids[key] = pos
}

func (c *compiler) has(kind, id string) bool { _, ok := c.ids[kind+" "+id]; return ok }

// need refuses a reference to something that is not declared, and suggests the nearest name.
func (c *compiler) need(kind, id string, pos strict.Pos) bool {
	if c.has(kind, id) {
		return true
	}
	hint := "declare it first"
	var known []string
	for k := range c.ids {
		if len(k) > len(kind) && k[:len(kind)+1] == kind+" " {
			known = append(known, k[len(kind)+1:])
		}
	}
	slices.Sort(known)
	if near, ok := strict.Nearest(id, known); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	c.failf(pos, "P112", hint, "there is no %s %q", kind, id)
	return false
}

func (c *compiler) meta() {
	m := c.src.Meta
	s := c.set
	s.ID, s.Version, s.Date, s.Languages = m.ID, m.Version, m.Date, m.Languages
	s.Reviewed = m.Reviewed != "" && m.Reviewed != "not yet reviewed by a clinician"
	d, err := time.ParseDuration(m.ValidFor)
	if err != nil || d <= 0 || d%time.Hour != 0 {
		c.failf(strict.Pos{File: "protocol.yaml", Line: 1, Column: 1}, "P113", "write whole hours, such as 24h", "valid_for %q is not a duration", m.ValidFor)
	}
	s.ValidHours = int(d / time.Hour)
	for _, g := range m.Tags {
		c.declare("name of the tag", g.ID, g.Pos)
	}
	for _, r := range m.Retired {
		s.Retired = append(s.Retired, ruleset.Retired{Old: r.Old, New: r.New})
	}
}

var units = []string{"hours", "days", "weeks", "months", "years"}
var events = []string{"result", "session", "check_in", "review", "alarm"}

func (c *compiler) findings() {
	sets := map[string]protocol.ValueSet{}
	for _, v := range c.src.Meta.ValueSets {
		sets[v.ID] = v
	}
	for i := range c.src.Findings {
		f := &c.src.Findings[i]
		c.declare("finding", f.ID, f.Pos)
		if _, dup := c.cond.index[clinical.FindingID(f.ID)]; !dup {
			c.cond.index[clinical.FindingID(f.ID)] = i
		}
		out := ruleset.Finding{ID: clinical.FindingID(f.ID), Type: ruleset.Type(f.Type), Unit: f.Unit, Recheck: f.Recheck, Brief: f.Brief, Codes: f.Codes}
		normal, danger := f.Normal, f.Order
		switch f.Type {
		case "choice":
			out.Values = f.Values
			if f.Set != "" {
				vs, ok := sets[f.Set]
				if !ok {
					c.failf(f.Pos, "P114", "value sets stand in protocol.yaml", "there is no value set %q", f.Set)
					break
				}
				out.Values = vs.Values
				if normal == "" {
					normal = vs.Normal
				}
				if f.Danger == "set" {
					danger = vs.Danger
				}
			}
			if len(out.Values) < 2 || len(out.Values) > 60 {
				c.failf(f.Pos, "P115", "give values: or set:", "the choice %q has %d values", f.ID, len(out.Values))
			}
			for _, d := range danger {
				if v, ok := out.Value(d); ok {
					out.Danger = append(out.Danger, v)
				} else {
					c.failf(f.Pos, "P110", "list values of this finding only", "%q in the danger order is not a value of %q", d, f.ID)
				}
			}
		case "bool":
			out.Values = []string{"false", "true"}
			switch f.Danger {
			case "yes":
				out.Danger = []int32{0, 1}
			case "no":
				out.Danger = []int32{1, 0}
			}
		case "int":
			if len(f.Range) != 2 || f.Range[0] >= f.Range[1] || f.Unit == "" {
				c.failf(f.Pos, "P116", "write range: [lowest, highest] and unit:", "the number %q needs a range and a unit", f.ID)
			}
			if len(f.Range) == 2 {
				out.Min, out.Max = int32(f.Range[0]), int32(f.Range[1])
			}
			switch f.Danger {
			case "up":
				out.Danger = []int32{out.Min, out.Max}
			case "down":
				out.Danger = []int32{out.Max, out.Min}
			}
		case "date":
		default:
			c.failf(f.Pos, "P117", "types are choice, bool, int and date", "%q is not a type", f.Type)
		}
		if (len(out.Danger) == 0) == (f.Unordered == "") && (f.Set == "" || len(out.Values) > 0) {
			c.failf(f.Pos, "P118", "give danger: or order:, or unordered: with the reason", "the finding %q needs either a danger order or the reason why it has none", f.ID)
		}
		if normal != "" {
			v, ok := Value(&out, normal)
			if !ok {
				c.failf(f.Pos, "P110", "use one of its values", "the normal value %q is not a value of %q", normal, f.ID)
			}
			out.Normal = &v
		}
		if f.UnsureIs != "" {
			v, ok := Value(&out, f.UnsureIs)
			if !ok {
				c.failf(f.Pos, "P110", "use one of its values", "unsure_is %q is not a value of %q", f.UnsureIs, f.ID)
			}
			out.UnsureIs = &v
		}
		c.set.Findings = append(c.set.Findings, out)
	}
}

// Value reads the text of a value of a finding that is not a date.
func Value(f *ruleset.Finding, text string) (int32, bool) {
	if f.Type == ruleset.Int {
		n, err := strconv.Atoi(text)
		return int32(n), err == nil && n >= int(f.Min) && n <= int(f.Max)
	}
	if f.Type == ruleset.Date {
		return 0, false
	}
	return f.Value(text)
}

// conditions compiles named conditions, and what makes findings askable or derived.
func (c *compiler) conditions() {
	for i := range c.src.Conditions {
		n := &c.src.Conditions[i]
		c.declare("condition", n.ID, n.Pos)
		if first, dup := c.ids["finding "+n.ID]; dup { // rules name both alike
			c.failf(n.Pos, "P111", "choose another id", "the condition %q has the id of the finding at %s:%d", n.ID, first.File, first.Line)
		}
		c.cond.resolves[n.ID] = n
	}
	for i := range c.src.Conditions {
		c.cond.condition(c.src.Conditions[i].ID)
	}
	for i := range c.src.Findings {
		f, out := &c.src.Findings[i], &c.set.Findings[i]
		if f.OnlyIf != "" {
			out.OnlyIf = c.cond.compile(place(f.Pos, f.At, "only_if"), f.OnlyIf)
		}
		if f.Derive != nil {
			out.Derive = c.derive(f)
		}
	}
}

func (c *compiler) derive(f *protocol.Finding) *ruleset.Derive {
	d := f.Derive
	out := &ruleset.Derive{Unit: d.Unit}
	kinds := map[string]string{"elapsed": d.Elapsed, "change": d.Change, "count": d.Count, "since": d.Since, "first": d.First}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		if kinds[k] == "" {
			continue
		}
		if out.Kind != "" {
			c.failf(f.Pos, "P119", "split it into two findings", "%q is derived in two ways", f.ID)
		}
		out.Kind, out.Ev = k, kinds[k]
	}
	timed := out.Kind == "elapsed" || out.Kind == "since" || out.Kind == "first"
	if out.Kind == "" || timed != slices.Contains(units, d.Unit) || f.Type != "int" {
		c.failf(f.Pos, "P119", "derive an int from one of elapsed, change, count, since, first; times need a unit", "%q is not derived in a way that exists", f.ID)
		return out
	}
	if out.Kind == "elapsed" || out.Kind == "change" {
		of, ok := c.cond.index[clinical.FindingID(out.Ev)]
		want := map[string]ruleset.Type{"elapsed": ruleset.Date, "change": ruleset.Int}[out.Kind]
		if !ok || c.set.Findings[of].Type != want {
			c.failf(f.Pos, "P119", "name a "+string(want)+" finding", "%q cannot be derived from %q", f.ID, out.Ev)
		}
		out.Of, out.Ev = of, ""
	} else if !slices.Contains(events, out.Ev) {
		c.failf(f.Pos, "P119", "events are result, session, check_in, review and alarm", "%q is not an event", out.Ev)
	}
	return out
}

func (c *compiler) goAheads() {
	for _, g := range c.src.Meta.GoAheads {
		c.declare("go-ahead", g.ID, g.Pos)
		out := ruleset.GoAheadKind{ID: g.ID, MaxDays: g.MaxDays, Evidence: g.Evidence}
		for _, id := range g.LapsesOn {
			if c.need("finding", id, g.Pos) {
				out.LapsesOn = append(out.LapsesOn, c.cond.index[clinical.FindingID(id)])
			}
		}
		if g.MaxDays <= 0 || len(g.LapsesOn) == 0 {
			c.failf(g.Pos, "P120", "nothing holds for ever", "the go-ahead %q needs max_days and lapses_on", g.ID)
		}
		c.set.GoAheads = append(c.set.GoAheads, out)
	}
}

// order sorts the findings so that each comes after those it depends on.
func (c *compiler) order() {
	done := make([]uint8, len(c.set.Findings))
	var visit func(i int)
	visit = func(i int) {
		switch done[i] {
		case 1:
			c.failf(c.src.Findings[i].Pos, "P105", "break the circle", "whether %q is asked depends on itself", c.src.Findings[i].ID)
			return
		case 2:
			return
		}
		done[i] = 1
		f := &c.set.Findings[i]
		if f.Derive != nil && (f.Derive.Kind == "elapsed" || f.Derive.Kind == "change") {
			visit(f.Derive.Of)
		}
		f.OnlyIf.Walk(func(a int) { visit(c.set.Atoms[a].Finding) })
		done[i] = 2
		c.set.Order = append(c.set.Order, i)
	}
	for i := range c.set.Findings {
		visit(i)
	}
}

// unread refuses findings that nothing reads, and findings that no page asks.
func (c *compiler) unread() {
	read := make([]bool, len(c.set.Findings))
	var mark func(i int)
	mark = func(i int) {
		if read[i] {
			return
		}
		read[i] = true
		f := &c.set.Findings[i]
		if f.Derive != nil && (f.Derive.Kind == "elapsed" || f.Derive.Kind == "change") {
			mark(f.Derive.Of)
		}
		f.OnlyIf.Walk(func(a int) { mark(c.set.Atoms[a].Finding) })
	}
	for i := range c.set.Rules {
		for _, f := range c.set.Rules[i].Reads {
			mark(f)
		}
	}
	for i := range c.set.Limits {
		if s := c.set.Limits[i].Side; s > 0 {
			mark(s - 1)
		}
	}
	asked := make([]bool, len(c.set.Findings))
	for i := range c.src.Questions { // as written: a page with a fault still asks
		for _, id := range c.src.Questions[i].Asks {
			if f, ok := c.cond.index[clinical.FindingID(id)]; ok {
				asked[f] = true
			}
		}
	}
	for i := range c.set.Findings {
		f := &c.src.Findings[i]
		if !read[i] && !f.Brief && !c.cond.failed { // a condition with a fault may be the one that reads it
			c.failf(f.Pos, "P121", "remove it, or let a rule read it", "no rule reads the finding %q", f.ID)
		}
		if !asked[i] && f.Derive == nil {
			c.failf(f.Pos, "P122", "put it on a page in questions/", "no question asks the finding %q", f.ID)
		}
	}
}

// Files compiles a protocol into the files that a program embeds: set.json
// and one wording a language.
func Files(src *protocol.Source) (map[string][]byte, strict.Problems) {
	set, words, problems := Compile(src)
	if len(problems) > 0 {
		return nil, problems
	}
	files := map[string][]byte{"set.json": ruleset.Encode(set)}
	for _, w := range words {
		files[w.Language+".json"] = w.Encode()
	}
	return files, nil
}
