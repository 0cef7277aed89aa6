package docs

import (
	"fmt"
	"slices"
	"strings"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/protocol"
)

// told is one whole person and what the program tells them.
type told struct {
	person *protocol.Person
	a      assess.Assessment
}

// people makes the two tables of whole people: all of them by disposition, and
// the walk-through ones with what they get and why.
func (g generator) people() (table, walk string, err error) {
	all, err := g.told()
	if err != nil {
		return "", "", err
	}
	t, w := new(strings.Builder), new(strings.Builder)
	fmt.Fprintf(t, "%d people, from most to least cautious:\n\n", len(all))
	t.WriteString(row("answer", "person", "see", "because of") + row("---", "---", "---", "---"))
	w.WriteString(row("person", "story", "answer", "see", "why") + row("---", "---", "---", "---", "---"))
	for _, d := range slices.Backward(append([]clinical.Disposition{clinical.Undecided}, clinical.Dispositions()...)) {
		for _, p := range all {
			if p.a.Disposition != d {
				continue
			}
			t.WriteString(row("`"+d.String()+"`", p.person.Name, care(p.a.Care), because(&p.a)))
			if p.person.Walk {
				w.WriteString(row(p.person.Name, p.person.Story, "`"+d.String()+"`", care(p.a.Care), p.person.Why))
			}
		}
	}
	return t.String(), w.String(), nil
}

func (g generator) told() ([]told, error) {
	examples, problems := corpus.Examples(g.src, g.set)
	if len(problems) > 0 {
		return nil, problems
	}
	var out []told
	for _, e := range examples {
		if e.Topic == "" { // a whole person, in the order of the protocol
			out = append(out, told{&g.src.People[len(out)], assess.Assess(g.set, e.Case, e.Case.Now)})
		}
	}
	return out, nil
}

func care(c clinical.Care) string {
	if c.Within == clinical.NoCare {
		return ""
	}
	return c.Who.String() + ", " + c.Within.String()
}

// because names the rules at the top of an assessment; what stays open is
// named where nothing is decided.
func because(a *assess.Assessment) string {
	var out []string
	for _, r := range a.Reasons {
		if r.Disposition == a.Reasons[0].Disposition {
			out = append(out, string(r.Rule))
		}
	}
	if a.Disposition == clinical.Undecided {
		return fmt.Sprintf("%d answers still open", len(a.Open))
	}
	return strings.Join(out, ", ")
}
