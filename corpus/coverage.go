package corpus

import (
	"cmp"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"paraspinal/ruleset"
)

// Claim is one statement of the articles, with what we think of it.
type Claim struct {
	ID     string `yaml:"id"`
	Kind   string `yaml:"kind"`
	Says   string `yaml:"says"`
	Stance string `yaml:"stance"` // adopt, adopt-with-limit, teach-with-caveat, reject
}

// ReadClaims reads a ledger of statements.
func ReadClaims(data []byte) ([]Claim, error) {
	var out []Claim
	if err := yaml.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("read the statements: %w", err)
	}
	for i, c := range out {
		if c.ID == "" || c.Kind == "" || c.Stance == "" {
			return nil, fmt.Errorf("read the statements: entry %d has no id, kind or stance", i+1)
		}
	}
	return out, nil
}

// Item is something of the compiled protocol that cites statements.
type Item struct {
	Kind       string   `json:"kind"` // rule, technique, routine, course, stop, card, region, go-ahead
	ID         string   `json:"id"`
	Answers    bool     `json:"answers,omitempty"` // a myth with its answer, or an exclusion
	Statements []string `json:"statements"`
}

// acts are the kinds of item that do something rather than teach it.
var acts = []string{"rule", "technique", "routine", "course", "stop"}

// binding are the kinds of statement that only such an item can hold.
var binding = []string{"red-flag", "contraindication", "stage-rule", "dose", "stop-rule", "clearance", "postpone", "forbidden-act"}

// Items lists what a Set cites, in its order.
func Items(s *ruleset.Set) []Item {
	var out []Item
	add := func(kind, id string, answers bool, lists ...[]string) {
		it := Item{Kind: kind, ID: id, Answers: answers}
		for _, l := range lists {
			for _, e := range l {
				if len(e) == 8 && e[0] == 'S' && !slices.Contains(it.Statements, e) {
					it.Statements = append(it.Statements, e)
				}
			}
		}
		if len(it.Statements) > 0 {
			out = append(out, it)
		}
	}
	for i := range s.Rules {
		add("rule", string(s.Rules[i].ID), false, s.Rules[i].Evidence)
	}
	for i := range s.Techniques {
		t := &s.Techniques[i]
		add("technique", t.ID, t.Never, t.Evidence)
		for _, n := range t.NeverIn {
			add("technique", t.ID+" (exclusion)", true, n.Evidence)
		}
	}
	for i := range s.Routines {
		r := &s.Routines[i]
		add("routine", r.ID, false, r.Evidence)
		for j := range r.Steps {
			add("routine", r.ID+"/"+r.Steps[j].ID, false, r.Steps[j].Evidence)
		}
	}
	for i := range s.Courses {
		add("course", s.Courses[i].ID, false, s.Courses[i].Evidence)
	}
	for i := range s.Stops {
		add("stop", s.Stops[i].ID, false, s.Stops[i].Evidence)
	}
	for i := range s.Cards {
		add("card", s.Cards[i].ID, s.Cards[i].Kind == "myth", s.Cards[i].Evidence)
	}
	for i := range s.Regions {
		add("region", s.Regions[i].ID, false, s.Regions[i].Evidence)
	}
	for i := range s.GoAheads {
		add("go-ahead", s.GoAheads[i].ID, false, s.GoAheads[i].Evidence)
	}
	return out
}

// Coverage says which statements a protocol holds.
type Coverage struct {
	Statements int       `json:"statements"`
	Held       int       `json:"held"`
	OutOfScope int       `json:"out_of_scope"` // of those held: set aside with a reason
	Missing    []Missing `json:"missing"`
	Misplaced  []Missing `json:"misplaced"` // a rejected statement cited where nothing answers it
	Crowded    []Item    `json:"crowded"`   // items with more statements than they can answer
}

// Missing is one statement that does not count, and why.
type Missing struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Why  string `json:"why"`
}

// mayLeave are the kinds that can be out of scope; others must be acted on or answered.
var mayLeave = []string{"price", "reference", "pitfall", "booking", "region", "definition", "effect", "indication"}

// Cover counts the statements that the compiled protocol holds.
func Cover(s *ruleset.Set, claims []Claim) Coverage {
	const most = 8
	cov := Coverage{Statements: len(claims), Missing: []Missing{}, Misplaced: []Missing{}, Crowded: []Item{}}
	by := map[string][]Item{}
	for _, it := range Items(s) {
		if len(it.Statements) > most {
			cov.Crowded = append(cov.Crowded, it)
		}
		for _, id := range it.Statements {
			by[id] = append(by[id], it)
		}
	}
	left := map[string]bool{}
	for _, o := range s.OutOfScope {
		for _, id := range o.Statements {
			left[id] = true
		}
	}
	for _, c := range claims {
		if left[c.ID] && slices.Contains(mayLeave, c.Kind) {
			cov.Held++
			cov.OutOfScope++
			continue
		}
		why := "nothing cites it"
		if len(by[c.ID]) > 0 {
			why = ""
		}
		answered, done := false, false
		for _, it := range by[c.ID] {
			answered = answered || it.Answers
			done = done || slices.Contains(acts, it.Kind)
			if c.Stance == "reject" && !it.Answers {
				cov.Misplaced = append(cov.Misplaced, Missing{c.ID, c.Kind, it.Kind + " " + it.ID + " cites it but is neither a myth nor an exclusion"})
			}
		}
		switch {
		case why != "":
		case c.Stance == "reject" && !answered:
			why = "it is rejected, and no myth or exclusion answers it"
		case c.Stance != "reject" && slices.Contains(binding, c.Kind) && !done:
			why = "only a rule, technique, routine, course or stop rule can hold a " + c.Kind
		}
		if why != "" {
			cov.Missing = append(cov.Missing, Missing{c.ID, c.Kind, why})
			continue
		}
		cov.Held++
	}
	slices.SortFunc(cov.Missing, func(a, b Missing) int { return cmp.Compare(a.ID, b.ID) })
	return cov
}

// Whole reports whether every statement is held and nothing is misplaced or crowded.
func (c *Coverage) Whole() bool {
	return c.Held == c.Statements && len(c.Misplaced) == 0 && len(c.Crowded) == 0
}
