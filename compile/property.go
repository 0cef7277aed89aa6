package compile

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

var (
	propertyID = regexp.MustCompile(`^SP-[0-9]{2}$`)
	hazardID   = regexp.MustCompile(`^HAZ-[0-9]{2}$`)
)

// Properties compiles what safety.yaml demands of the Set that src was
// compiled to. With any problem there are none.
func Properties(src *protocol.Source, set *ruleset.Set) ([]ruleset.Property, strict.Problems) {
	c := &compiler{src: src, set: set, ids: map[string]strict.Pos{}}
	env, err := Env(src)
	if err != nil {
		return nil, strict.Problems{{Code: "P100", Message: err.Error(), Hint: "two findings or conditions may share an id"}}
	}
	if len(src.Properties) == 0 {
		return nil, strict.Problems{{Code: "P240", Pos: strict.Pos{File: "safety.yaml", Line: 1, Column: 1}, Message: "the protocol says nowhere what must hold for everyone", Hint: "write properties into safety.yaml"}}
	}
	p := &propertyCompiler{c, env}
	p.declared()
	var out []ruleset.Property
	for i := range src.Properties {
		out = append(out, p.property(&src.Properties[i]))
	}
	if len(c.problems) > 0 {
		c.problems.Sort()
		return nil, c.problems
	}
	return out, nil
}

type propertyCompiler struct {
	*compiler
	env *cel.Env
}

// declared makes known what a property may name.
func (p *propertyCompiler) declared() {
	for i := range p.set.Evidence {
		p.ids["evidence "+p.set.Evidence[i].ID] = strict.Pos{}
	}
	for i := range p.set.Findings {
		p.ids["finding "+string(p.set.Findings[i].ID)] = strict.Pos{}
	}
	for i := range p.set.Rules {
		p.ids["rule "+string(p.set.Rules[i].ID)] = strict.Pos{}
	}
	for i := range p.set.Techniques {
		p.ids["technique "+p.set.Techniques[i].ID] = strict.Pos{}
	}
	for i := range p.set.Regions {
		p.ids["region "+p.set.Regions[i].ID] = strict.Pos{}
	}
}

// condition compiles a condition over atoms of its own: the Set stays as it is.
func (p *propertyCompiler) condition(pos strict.Pos, text string) (ruleset.Expr, []ruleset.Atom) {
	k := newConditions(p.env, &ruleset.Set{Findings: p.set.Findings}, p.fail)
	for i := range p.set.Findings {
		k.index[p.set.Findings[i].ID] = i
	}
	for i := range p.src.Conditions {
		k.resolves[p.src.Conditions[i].ID] = &p.src.Conditions[i]
	}
	e := k.compile(pos, text)
	return e, k.set.Atoms
}

func (p *propertyCompiler) property(s *protocol.Property) ruleset.Property {
	p.declare("property", s.ID, s.Pos)
	if !propertyID.MatchString(s.ID) {
		p.failf(place(s.Pos, s.At, "id"), "P241", "write SP- and two digits", "%q is not the id of a property", s.ID)
	}
	if strings.TrimSpace(s.Says) == "" {
		p.fail(s.Pos, "P241", "the property does not say in words what must hold", "write says: ...")
	}
	p.short(place(s.Pos, s.At, "says"), s.ID, s.Says)
	for _, h := range s.Hazards {
		if !hazardID.MatchString(h) {
			p.failf(place(s.Pos, s.At, "hazards"), "P241", "write an id of SAFETY.md, such as HAZ-01", "%q is not a hazard", h)
		}
	}
	if len(s.Hazards) == 0 {
		p.fail(s.Pos, "P241", "the property names no hazard that it stands against", "write hazards: [HAZ-01]")
	}
	p.cite("property "+s.ID, s.Evidence, place(s.Pos, s.At, "evidence"))
	out := ruleset.Property{ID: s.ID, Says: s.Says, Hazards: s.Hazards, Evidence: s.Evidence, Alone: s.Alone}
	if s.If != "" {
		out.When, out.Atoms = p.condition(place(s.Pos, s.At, "if"), s.If)
	}
	out.UnsureOf = p.known(place(s.Pos, s.At, "unsure_of"), s.UnsureOf)
	out.Then = p.claim(s)
	if len(s.Twin) == 0 {
		p.fail(s.Pos, "P242", "the property has no twin", "name a fault that it must catch: twin: [{drop: RULE}]")
	}
	for i := range s.Twin {
		out.Twin = append(out.Twin, p.fault(&s.Twin[i]))
	}
	return out
}

// known turns ids of findings into indexes.
func (p *propertyCompiler) known(pos strict.Pos, ids []string) []int {
	var out []int
	for _, id := range ids {
		if p.need("finding", id, pos) {
			i, _ := p.set.Finding(clinical.FindingID(id))
			out = append(out, i)
		}
	}
	return out
}

func (p *propertyCompiler) claim(s *protocol.Property) ruleset.Claim {
	t := &s.Then
	given := 0
	for _, is := range []bool{t.AtLeast != clinical.Undecided, t.NoPlan, t.Never != nil, t.Most != nil, t.Law != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		p.fail(place(s.Pos, s.At, "then"), "P243", "a property claims one thing", "write one of at_least, no_plan, never, most and law")
	}
	if t.Law != "" && !slices.Contains(ruleset.Laws(), t.Law) {
		p.failf(place(s.Pos, s.At, "then"), "P243", "the laws are "+strings.Join(ruleset.Laws(), ", "), "there is no law %q", t.Law)
	}
	if t.Law != "" && (s.If != "" || len(s.UnsureOf) > 0 || s.Alone) {
		p.fail(place(s.Pos, s.At, "then"), "P243", "a law is about everyone", "leave out if, unsure_of and alone")
	}
	if t.AtLeast == clinical.Suitable && t.Within == clinical.NoCare {
		p.fail(place(s.Pos, s.At, "then"), "P243", "everybody is at least suitable, so this says nothing", "write a more cautious disposition, or within too")
	}
	if (t.Law == ruleset.LawTheseRules) != (len(t.Rules) > 0) {
		p.fail(place(s.Pos, s.At, "then"), "P243", "rules stand beside the law "+ruleset.LawTheseRules+", and it names some", "write rules: {TOPIC: [RULE, ...]}")
	}
	if t.Within != clinical.NoCare && t.AtLeast == clinical.Undecided {
		p.fail(place(s.Pos, s.At, "then"), "P243", "within stands beside at_least", "write at_least: DISPOSITION too")
	}
	return ruleset.Claim{Least: t.AtLeast, Within: t.Within, NoPlan: t.NoPlan, Never: p.work(s, t.Never, false), Most: p.work(s, t.Most, true),
		Law: t.Law, Over: t.Over, Of: p.known(place(s.Pos, s.At, "then"), t.Of), Rules: listed(t.Rules)}
}

// listed flattens ids by topic. Whether there are such rules is for the proof to say.
func listed(byTopic map[string][]string) []clinical.RuleID {
	var out []clinical.RuleID
	for _, topic := range slices.Sorted(maps.Keys(byTopic)) {
		for _, id := range byTopic[topic] {
			out = append(out, clinical.RuleID(id))
		}
	}
	return out
}

func (p *propertyCompiler) work(s *protocol.Property, w *protocol.Work, most bool) *ruleset.Work {
	if w == nil {
		return nil
	}
	pos := place(s.Pos, s.At, "then")
	out := &ruleset.Work{Side: w.Side, Settings: w.Settings, Minutes: w.Minutes}
	for _, id := range w.Techniques {
		found := false
		for i := range p.set.Techniques {
			t := &p.set.Techniques[i]
			if t.ID == id || strings.HasPrefix(id, "#") && t.Has(id[1:]) {
				out.Techniques, found = append(out.Techniques, i), true
			}
		}
		if !found {
			p.failf(pos, "P112", "see techniques/", "there is no technique %q", id)
		}
	}
	for _, id := range p.expand(pos, w.Regions) {
		i, _ := p.set.Region(id)
		out.Regions = append(out.Regions, i)
	}
	if w.Pressure != "" {
		if err := out.Pressure.UnmarshalText([]byte(w.Pressure)); err != nil {
			p.failf(pos, "P141", "caps are stroking, light and moderate", "%q is not a pressure", w.Pressure)
		}
	}
	if capped := w.Pressure != "" || w.Minutes > 0; capped != most {
		p.fail(pos, "P243", "most names a pressure or minutes, and never names none", "write most: {pressure: light, ...}")
	}
	return out
}

func (p *propertyCompiler) fault(f *protocol.Fault) ruleset.Fault {
	out := ruleset.Fault{Drop: clinical.RuleID(f.Drop), Lower: clinical.RuleID(f.Lower), Unsure: clinical.RuleID(f.Unsure), To: f.To, Rule: clinical.RuleID(f.Rule),
		Lift: clinical.RuleID(f.Lift), Allow: f.Allow, Open: f.Open, Stale: clinical.RuleID(f.Stale), Remove: clinical.RuleID(f.Remove)}
	given := 0
	name := func(kind string, ids ...string) {
		for _, id := range ids {
			if id != "" {
				given++
				p.need(kind, id, f.Pos)
			}
		}
	}
	name("rule", f.Drop, f.Lower, f.Unsure, f.Rule, f.Lift, f.Stale, f.Remove)
	name("technique", f.Allow)
	name("region", f.Open)
	if given != 1 || (f.Rule != "") != (f.When != "") || f.Lower != "" && f.To == clinical.Undecided {
		p.fail(f.Pos, "P242", "a fault is one of drop, lower with to, unsure, rule with when, lift, allow, open, stale and remove", fmt.Sprintf("write for instance {lower: RULE, to: modify}; here %d are given", given))
	}
	if f.When != "" {
		out.When, out.Atoms = p.condition(place(f.Pos, f.At, "when"), f.When)
	}
	return out
}
