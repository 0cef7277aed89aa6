package casefile

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// Write gives the file of a case as JSON, which Parse reads back to the same case.
func Write(c clinical.Case, set *ruleset.Set) ([]byte, error) {
	f := File{Schema: clinical.CaseSchema, Protocol: c.Protocol, Note: c.Note, Role: c.Role.String()}
	if !c.Now.IsZero() {
		f.Now = c.Now.Format(time.RFC3339)
	}
	f.Findings, f.Unsure = split(c.Findings, set)
	for _, g := range c.GoAheads {
		out := GoAhead{Kind: g.Kind, Who: g.Who, At: g.At.String(), Until: g.Until.String()}
		for _, id := range g.Covers {
			out.Covers = append(out.Covers, strict.Text{Value: string(id)})
		}
		out.Answers, _ = split(g.Answers, set)
		f.GoAheads = append(f.GoAheads, out)
	}
	for _, e := range c.History {
		out := Event{Kind: string(e.Kind), At: e.At.Format(time.RFC3339), Note: e.Note}
		if e.Disposition != clinical.Undecided {
			out.Disposition = e.Disposition.String()
		}
		out.Findings, out.Unsure = split(e.Findings, set)
		f.History = append(f.History, out)
	}
	return json.MarshalIndent(f, "", "  ")
}

func split(answers map[clinical.FindingID]clinical.Answer, set *ruleset.Set) (map[string]strict.Text, []strict.Text) {
	known, unsure := map[string]strict.Text{}, []strict.Text(nil)
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		i, ok := set.Finding(id)
		switch a := answers[id]; {
		case !ok:
		case a.Kind == clinical.Unsure:
			unsure = append(unsure, strict.Text{Value: string(id)})
		case a.Kind == clinical.Known:
			known[string(id)] = strict.Text{Value: set.Findings[i].FormatAnswer(a)}
		}
	}
	return known, unsure
}
