package docs

import (
	"fmt"
	"strings"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/ruleset"
)

// rules makes the rule catalogue, topic by topic.
func (g generator) rules() string {
	b := new(strings.Builder)
	b.WriteString("# The rules\n\n" + written)
	fmt.Fprintf(b, "Protocol `%s` %s of %s, %s. It holds %d rules in %d topics.\n", g.set.ID, g.set.Version, g.set.Date, g.words.Get("meta", "reviewed"), len(g.set.Rules), len(g.src.Topics))
	b.WriteString("\nAll rules are tried for every person; the most cautious answer wins and every reason is kept.\n" +
		"The first letters of an id are its class: RF red flag, CI absolute contraindication, RC relative\n" +
		"contraindication, PR precaution, DO dose, ST stage, PO postponement, FU follow-up, CX contradiction.\n" +
		"Limits stand in their short form, `kind:target @regions /settings ~side`; see [protocol-format.md](protocol-format.md).\n\n")
	for _, t := range g.src.Topics {
		fmt.Fprintf(b, "- [%s](#%s)\n", t.Title, anchor(t.Title))
	}
	topic := ""
	for i := range g.set.Rules {
		r := &g.set.Rules[i]
		if r.Topic != topic {
			topic = r.Topic
			fmt.Fprintf(b, "\n## %s\n", g.words.Get("topic", topic))
		}
		g.rule(b, r)
	}
	return b.String()
}

func (g generator) rule(b *strings.Builder, r *ruleset.Rule) {
	id := string(r.ID)
	fmt.Fprintf(b, "\n### %s: %s\n\n", id, g.words.Get("rule", id, "title"))
	fmt.Fprintf(b, "- when: `%s`\n", strings.Join(strings.Fields(r.Source), " "))
	fmt.Fprintf(b, "- effect: %s\n", g.effect(&r.Then))
	switch {
	case r.Unsure == nil:
		b.WriteString("- if unsure: nothing\n")
	case same(r.Unsure, &r.Then):
		b.WriteString("- if unsure: the same\n")
	default:
		fmt.Fprintf(b, "- if unsure: %s\n", g.effect(r.Unsure))
	}
	if u := g.words.Get("rule", id, "until"); u != "" {
		fmt.Fprintf(b, "- until: %s\n", u)
	}
	if r.LiftedBy != "" {
		fmt.Fprintf(b, "- lifted by: the go-ahead of %s; what remains: %s\n", g.words.Get("go_ahead", r.LiftedBy, "name"), g.effect(r.Remains))
	}
	fmt.Fprintf(b, "- evidence: %s\n", strings.Join(r.Evidence, ", "))
	fmt.Fprintf(b, "\n> %s\n", strings.Join(strings.Fields(g.words.Get("rule", id, "person")), " "))
}

func same(x, y *ruleset.Effect) bool {
	return x.Disposition == y.Disposition && x.Care == y.Care && fmt.Sprint(x.Limits, x.Advice) == fmt.Sprint(y.Limits, y.Advice)
}

// effect writes what a rule does in one line.
func (g generator) effect(e *ruleset.Effect) string {
	s := "`" + e.Disposition.String() + "`"
	if e.Care.Within != clinical.NoCare {
		s += ", " + care(e.Care)
	}
	for i, l := range e.Limits {
		s += []string{"; limits ", ", "}[min(i, 1)] + "`" + g.limit(&g.set.Limits[l]) + "`"
	}
	if len(e.Advice) > 0 {
		s += "; advice " + strings.Join(e.Advice, ", ")
	}
	return s
}

// limit is the short form of a limit, with whole groups of regions under
// their own name.
func (g generator) limit(l *ruleset.Limit) string {
	short := *l
	left := map[string]bool{}
	for _, r := range l.Regions {
		left[r] = true
	}
	short.Regions = nil
	for _, group := range g.set.Groups {
		all := len(group.Regions) > 1
		for _, r := range group.Regions {
			all = all && left[r]
		}
		if all {
			short.Regions = append(short.Regions, group.ID)
			for _, r := range group.Regions {
				delete(left, r)
			}
		}
	}
	for _, r := range l.Regions {
		if left[r] {
			short.Regions = append(short.Regions, r)
		}
	}
	return compile.LimitString(g.set, &short)
}

// anchor is the link to a heading.
func anchor(title string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(title) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteRune(c)
		case c == ' ':
			b.WriteByte('-')
		}
	}
	return b.String()
}
