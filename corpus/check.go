package corpus

import (
	"fmt"
	"slices"
	"strings"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Check runs every case and reports each difference from what it expects, and
// every rule that no case fires, leaves silent or leaves open.
func Check(src *protocol.Source, set *ruleset.Set) strict.Problems {
	r := newRunner(src, set)
	if len(r.b.problems) > 0 {
		return r.b.problems
	}
	for i := range r.tests {
		for _, d := range r.tests[i].differences(set, 0) {
			r.b.failf(r.tests[i].pos, "P210", "change the rule or the case, whichever is wrong", "%s: %s", r.tests[i].name, d)
		}
	}
	r.uncovered()
	r.b.problems.Sort()
	return r.b.problems
}

// test is one case with what it expects.
type test struct {
	name   string
	pos    strict.Pos
	c      clinical.Case
	topic  string
	fires  map[string]string
	open   map[string]string
	limits []string // nil when the case does not say
	want   clinical.Disposition
	person *protocol.Person
}

type runner struct {
	b     *builder
	tests []test
}

func newRunner(src *protocol.Source, set *ruleset.Set) *runner {
	r := &runner{b: &builder{src: src, set: set}}
	for ti := range src.Topics {
		t := &src.Topics[ti]
		for i := range t.Cases {
			k := &t.Cases[i]
			x := test{name: k.Name, pos: k.Pos, topic: t.ID, fires: k.Fires, open: k.Open, want: k.Want, c: r.b.topicCase(t, k)}
			if _, given := k.At["limits"]; given {
				x.limits = r.limits(k.Pos, k.Limits)
			}
			r.named(k)
			r.tests = append(r.tests, x)
		}
	}
	for i := range src.People {
		p := &src.People[i]
		x := test{name: p.Name, pos: p.Pos, want: p.Want, c: r.b.person(p), person: p, limits: r.limits(p.Pos, p.Limits)}
		r.tests = append(r.tests, x)
	}
	return r
}

// named refuses expectations about rules that do not exist.
func (r *runner) named(k *protocol.Case) {
	for _, m := range []map[string]string{k.Fires, k.Open} {
		for id := range m {
			if _, ok := r.b.set.Rule(clinical.RuleID(id)); !ok {
				r.b.failf(k.Pos, "P112", "name a rule of this topic", "%s: there is no rule %q", k.Name, id)
			}
		}
	}
}

func (r *runner) limits(pos strict.Pos, texts []string) []string {
	out := make([]string, 0, len(texts))
	for _, t := range texts {
		l, err := compile.ParseLimit(r.b.src, t)
		if err != nil {
			r.b.failf(pos, "P203", "write kind:target @regions /settings ~side", "%v", err)
			continue
		}
		out = append(out, l)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// outcome is what a Set makes of a case, as far as tests look at it.
type outcome struct {
	fires, open map[string]string
	limits      []string
	a           *assess.Assessment
}

func (t *test) run(set *ruleset.Set) outcome {
	a := assess.Assess(set, t.c, t.c.Now)
	o := outcome{fires: map[string]string{}, open: map[string]string{}, a: &a}
	for _, r := range a.Reasons {
		i, _ := set.Rule(r.Rule)
		if t.topic != "" && set.Rules[i].Topic != t.topic {
			continue
		}
		into := o.fires
		if r.Unsure {
			into = o.open
		}
		into[string(r.Rule)] = effectString(r.Disposition, r.Care)
	}
	for i := range set.Rules {
		if u := &set.Rules[i]; u.Universal && u.Topic == t.topic {
			o.fires[string(u.ID)] = effectString(u.Then.Disposition, u.Then.Care)
			for _, l := range u.Then.Limits {
				o.limits = append(o.limits, compile.LimitString(set, &set.Limits[l]))
			}
		}
	}
	for i := range a.Limits {
		r, _ := set.Rule(a.Limits[i].Rule)
		if t.topic == "" || set.Rules[r].Topic == t.topic {
			o.limits = append(o.limits, compile.LimitString(set, a.Limits[i].Limit))
		}
	}
	slices.Sort(o.limits)
	o.limits = slices.Compact(o.limits)
	return o
}

// effectString is how cases write an effect: "urgent today", "modify".
func effectString(d clinical.Disposition, c clinical.Care) string {
	if c.Within == clinical.NoCare {
		return d.String()
	}
	return d.String() + " " + c.Within.String()
}

// differences says how the outcome differs from what the case expects; at
// most the first one when most is 1.
func (t *test) differences(set *ruleset.Set, most int) []string {
	o := t.run(set)
	var out []string
	say := func(format string, args ...any) bool {
		out = append(out, fmt.Sprintf(format, args...))
		return most > 0 && len(out) >= most
	}
	if o.a.Disposition != t.want && say("shows %s, want %s (because of %s)", o.a.Disposition, t.want, because(o.a)) {
		return out
	}
	if t.person == nil {
		if d := mapDiff(o.fires, t.fires); d != "" && say("fires: %s", d) {
			return out
		}
		if d := mapDiff(o.open, t.open); d != "" && say("open: %s", d) {
			return out
		}
	} else if t.personDiff(&o, say) {
		return out
	}
	if t.limits != nil && !slices.Equal(o.limits, t.limits) {
		say("limits: have %q, want %q", minus(o.limits, t.limits), minus(t.limits, o.limits))
	}
	return out
}

func (t *test) personDiff(o *outcome, say func(string, ...any) bool) bool {
	care := o.a.Care.Who.String() + " " + o.a.Care.Within.String()
	if care != t.person.Care && say("care is %q, want %q", care, t.person.Care) {
		return true
	}
	var have []string
	for _, r := range o.a.Reasons {
		have = append(have, string(r.Rule))
	}
	slices.Sort(have)
	want := slices.Sorted(slices.Values(t.person.Reasons))
	return !slices.Equal(have, want) && say("reasons: unexpected %v, missing %v", minus(have, want), minus(want, have))
}

func because(a *assess.Assessment) string {
	var out []string
	for _, r := range a.Reasons {
		if r.Disposition == a.Reasons[0].Disposition {
			out = append(out, string(r.Rule))
		}
	}
	if !a.Settled {
		for i, f := range a.Open {
			if i == 4 {
				out = append(out, "...")
				break
			}
			out = append(out, "open "+string(f))
		}
	}
	return strings.Join(out, ", ")
}

func mapDiff(have, want map[string]string) string {
	var out []string
	for id, e := range have {
		if w, ok := want[id]; !ok {
			out = append(out, fmt.Sprintf("%s is %s, want silent", id, e))
		} else if w != e {
			out = append(out, fmt.Sprintf("%s is %s, want %s", id, e, w))
		}
	}
	for id, e := range want {
		if _, ok := have[id]; !ok {
			out = append(out, fmt.Sprintf("%s is silent, want %s", id, e))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func minus(a, b []string) []string {
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// uncovered reports rules that no case of their topic fires, leaves silent or leaves open.
func (r *runner) uncovered() {
	for ti := range r.b.src.Topics {
		t := &r.b.src.Topics[ti]
		for i := range t.Rules {
			var fired, silent, open bool
			for j := range t.Cases {
				k := &t.Cases[j]
				_, f := k.Fires[t.Rules[i].ID]
				_, o := k.Open[t.Rules[i].ID]
				fired, open, silent = fired || f, open || o, silent || !f && !o
			}
			id := t.Rules[i].ID
			at, _ := r.b.set.Rule(clinical.RuleID(id))
			rule := &r.b.set.Rules[at]
			open = open || rule.Universal || certain(r.b.set, rule) || rule.Unsure == nil && r.doubted(rule)
			silent = silent || rule.Universal
			for what, ok := range map[string]bool{"fires": fired, "leaves silent": silent, "leaves open": open} {
				if !ok {
					r.b.failf(t.Rules[i].Pos, "P211", "add one to cases.yaml", "no case %s %s", what, id)
				}
			}
		}
	}
}

// certain reports whether a rule reads only counts of the history, which are
// always known.
func certain(set *ruleset.Set, rule *ruleset.Rule) bool {
	for _, f := range rule.Reads {
		if d := set.Findings[f].Derive; d == nil || d.Kind != "count" {
			return false
		}
	}
	return true
}

// doubted reports whether some case leaves a rule unsure that does nothing then.
func (r *runner) doubted(rule *ruleset.Rule) bool {
	var facts ruleset.Facts
	for i := range r.tests {
		if r.tests[i].topic != rule.Topic {
			continue
		}
		r.b.set.Resolve(&r.tests[i].c, r.tests[i].c.Now, &facts)
		if v := rule.When.Eval(facts.Atoms()); v.Lo == ruleset.Unsure && v.Point() {
			return true
		}
	}
	return false
}
