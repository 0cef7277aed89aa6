package web

import (
	"maps"
	"math"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

// RulesPage lists every rule by topic.
type RulesPage struct {
	Page
	Count   string
	Topics  []RuleTopic
	Classes []Named
}

// RuleTopic is the rules of one topic.
type RuleTopic struct {
	ID, Title string
	Rules     []RuleLine
}

// RuleLine is one rule in one line.
type RuleLine struct {
	ID, Title, Level, Does, Text string
}

// Named is something with a name, its explanation, and where to read on.
type Named struct{ ID, Name, Text, URL string }

func rules(v *visit) error {
	p := RulesPage{Page: v.base(v.T("rules.title"), ""), Count: v.N("rules.count", len(v.Set.Rules))}
	p.Wide = true
	at := map[string]int{}
	classes := map[string]bool{}
	for i := range v.Set.Rules {
		r := &v.Set.Rules[i]
		n, ok := at[r.Topic]
		if !ok {
			n = len(p.Topics)
			at[r.Topic] = n
			p.Topics = append(p.Topics, RuleTopic{ID: r.Topic, Title: v.Text("topic", r.Topic)})
		}
		p.Topics[n].Rules = append(p.Topics[n].Rules, v.ruleLine(r))
		classes[class(r.ID)] = true
	}
	for _, c := range slices.Sorted(maps.Keys(classes)) {
		p.Classes = append(p.Classes, Named{Name: c, Text: v.T("rules.class." + c)})
	}
	return v.render(http.StatusOK, "rules", p)
}

// class is the first letters of a rule's id.
func class(id clinical.RuleID) string {
	c, _, _ := strings.Cut(string(id), "-")
	return c
}

func (v *visit) ruleLine(r *ruleset.Rule) RuleLine {
	text, _, _ := strings.Cut(v.Rule(r.ID, clinical.Person), ". ")
	return RuleLine{ID: string(r.ID), Title: v.Text("rule", string(r.ID), "title"), Level: r.Then.Disposition.String(), Does: v.level(r), Text: strings.TrimSuffix(text, ".") + "."}
}

// level says in a few words what a rule comes to.
func (v *visit) level(r *ruleset.Rule) string {
	if r.Universal {
		return v.T("rules.everyone")
	}
	return v.T("rules.level." + r.Then.Disposition.String())
}

// RulePage is one rule with all it rests on and does.
type RulePage struct {
	Page
	Rule          RuleLine
	Topic         Named
	Class         string
	Universal     bool
	Contradiction bool
	When          Condition
	Code          string
	Names         []Named // the named conditions in the code
	Reads         []Named
	Person        string
	Therapist     string
	Does          EffectView
	Unsure        *EffectView
	UnsureSame    bool
	Until         string
	Lift          *LiftView
	Advice        []Named
	Evidence      []Source
}

// EffectView is what a rule does, in words.
type EffectView struct {
	Level, Words, Care string
	Limits             []string
}

// LiftView says who can lift a rule, and what then remains.
type LiftView struct {
	Who, Longest string
	Remains      EffectView
	Lapses       []string
}

func showRule(v *visit) error {
	i, ok := v.Set.Rule(clinical.RuleID(v.r.PathValue("id")))
	if !ok {
		return errNotFound
	}
	r := &v.Set.Rules[i]
	id := string(r.ID)
	p := RulePage{Rule: v.ruleLine(r), Universal: r.Universal, Contradiction: r.Contradiction, Class: v.T("rules.class." + class(r.ID)),
		Topic: Named{Name: v.Text("topic", r.Topic), URL: v.url("/rules") + "#" + elementID("topic", r.Topic)},
		When:  v.condition(&r.When, false), Code: r.Source, Person: v.Rule(r.ID, clinical.Person), Therapist: v.Rule(r.ID, clinical.Therapist),
		Does: v.effect(&r.Then), Until: v.Text("rule", id, "until"), Evidence: v.sources(r.Evidence)}
	p.Page = v.base(p.Rule.Title, v.url("/rules"))
	for _, n := range namedCondition.FindAllString(r.Source, -1) {
		if t := v.Text("condition", n); t != "" && !slices.ContainsFunc(p.Names, func(o Named) bool { return o.Name == n }) {
			p.Names = append(p.Names, Named{Name: n, Text: t})
		}
	}
	for _, f := range r.Reads {
		p.Reads = append(p.Reads, Named{ID: string(v.Set.Findings[f].ID), Name: v.finding(f)})
	}
	switch {
	case r.Unsure == nil:
	case reflect.DeepEqual(*r.Unsure, r.Then):
		p.UnsureSame = true
	default:
		e := v.effect(r.Unsure)
		p.Unsure = &e
	}
	for _, a := range slices.Compact(slices.Sorted(slices.Values(r.Then.Advice))) {
		p.Advice = append(p.Advice, Named{Name: v.Text("card", a, "title"), URL: v.url("/learn/card/" + a)})
	}
	if r.LiftedBy != "" && r.Remains != nil {
		l := LiftView{Who: v.Text("go_ahead", r.LiftedBy, "name"), Remains: v.effect(r.Remains)}
		if k, ok := v.Set.GoAheadKind(r.LiftedBy); ok {
			l.Longest = v.N("unit.d", k.MaxDays)
		}
		for _, f := range r.LapsesOn {
			l.Lapses = append(l.Lapses, v.finding(f))
		}
		p.Lift = &l
	}
	return v.render(http.StatusOK, "rule", p)
}

// namedCondition finds the named conditions in the source of a rule.
var namedCondition = regexp.MustCompile(`\bis\.[a-z_]+`)

func (v *visit) finding(i int) string { return v.Text("finding", string(v.Set.Findings[i].ID), "name") }

func (v *visit) effect(e *ruleset.Effect) EffectView {
	out := EffectView{Level: e.Disposition.String(), Words: v.T("rules.level." + e.Disposition.String()), Care: v.Care(e.Care)}
	by := map[int][]*ruleset.Limit{} // what says on which side; 0: nothing does
	for _, i := range e.Limits {
		l := &v.Set.Limits[i]
		by[l.Side] = append(by[l.Side], l)
	}
	for _, side := range slices.Sorted(maps.Keys(by)) {
		for _, t := range v.limitTexts(by[side], func(l *ruleset.Limit) clinical.Side { return l.On }) {
			if side > 0 {
				t += " " + v.T("rules.side", "name", v.finding(side-1))
			}
			out.Limits = append(out.Limits, t)
		}
	}
	return out
}

// Condition is a condition in words: a line, or a lead with what it joins.
type Condition struct {
	Text string
	Args []Condition
}

// condition words an expression. Negation is carried down to the comparisons:
// "not (a and b)" reads as "one of these: not a, not b".
func (v *visit) condition(e *ruleset.Expr, not bool) Condition {
	switch e.Op {
	case ruleset.OpAtom:
		return Condition{Text: v.comparison(&v.Set.Atoms[e.Atom], not)}
	case ruleset.OpNot:
		return v.condition(&e.Args[0], !not)
	case ruleset.OpAnd, ruleset.OpOr, ruleset.OpAtLeast:
		var args []Condition
		for i := range e.Args {
			args = append(args, v.condition(&e.Args[i], not))
		}
		if len(args) == 1 {
			return args[0]
		}
		need := len(args) // how many must hold
		switch e.Op {
		case ruleset.OpOr:
			need = 1
		case ruleset.OpAtLeast:
			need = e.N
		}
		if not {
			need = len(args) - need + 1 // of those that do not
		}
		switch need {
		case 1:
			return Condition{Text: v.T("rules.when.any"), Args: args}
		case len(args):
			return Condition{Text: v.T("rules.when.all"), Args: args}
		}
		return Condition{Text: v.N("rules.when.some", need), Args: args}
	}
	return Condition{Text: v.T("rules.when.always")}
}

// comparison words the comparison of one answer with what a rule asks for.
func (v *visit) comparison(a *ruleset.Atom, not bool) string {
	d := &v.Set.Findings[a.Finding]
	pattern := "rules.when.is"
	if not {
		pattern = "rules.when.not"
	}
	return v.T(pattern, "name", locale.Upper(v.finding(a.Finding)), "value", v.values(a, d))
}

func (v *visit) values(a *ruleset.Atom, d *ruleset.Finding) string {
	if a.Mask != 0 {
		last, has := int32(1), []string(nil)
		if d.Type == ruleset.Choice {
			last = int32(len(d.Values)) - 1
		}
		for n := int32(0); n <= last; n++ {
			if a.Mask>>uint(n)&1 == 1 {
				has = append(has, lowerFirst(v.Answer(d, d.Answer(n))))
			}
		}
		return v.either(has)
	}
	least := a.Min == math.MinInt32 || d.Min < d.Max && a.Min <= d.Min
	most := a.Max == math.MaxInt32 || d.Min < d.Max && a.Max >= d.Max
	number := func(n int32) string {
		if d.Derive != nil && d.Derive.Kind == "change" {
			return strconv.Itoa(int(n)) // a difference has no unit of its own
		}
		return v.Answer(&ruleset.Finding{ID: d.ID, Type: ruleset.Int, Unit: d.Unit}, clinical.IntAnswer(int(n)))
	}
	if words := v.worded(a, d); words != nil {
		return v.either(words)
	}
	switch {
	case a.Min == a.Max:
		return number(a.Min)
	case most:
		return v.T("rules.when.least", "n", number(a.Min))
	case least:
		return v.T("rules.when.most", "n", number(a.Max))
	}
	return v.T("answer.range", "from", a.Min, "to", number(a.Max))
}

// worded lists the words of the numbers asked for, where each number of a short
// scale stands for something, such as a place.
func (v *visit) worded(a *ruleset.Atom, d *ruleset.Finding) []string {
	if d.Min >= d.Max || d.Max-d.Min > 10 {
		return nil
	}
	var out []string
	for n := max(a.Min, d.Min); n <= min(a.Max, d.Max); n++ {
		t := v.Answer(d, clinical.IntAnswer(int(n)))
		if t == strconv.Itoa(int(n)) {
			return nil
		}
		out = append(out, lowerFirst(t))
	}
	return out
}

// lowerFirst makes an answer fit after a colon.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToUpper(string(r[1])) == string(r[1]) && strings.ToLower(string(r[1])) != string(r[1]) {
		return s // an abbreviation
	}
	return strings.ToLower(s[:len(string(r[:1]))]) + s[len(string(r[:1])):]
}

// either joins alternatives; answers may hold commas of their own.
func (v *visit) either(items []string) string {
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	default:
		return strings.Join(items[:n-1], "; ") + "; " + v.T("rules.or") + " " + items[n-1]
	}
}
