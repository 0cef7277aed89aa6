package assess

import (
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// GoAheadState says whether a go-ahead of the case holds now, and if not, why.
type GoAheadState struct {
	Valid  bool
	Why    Lapse
	Lapsed clinical.FindingID // the answer that changed
}

// Lapse is why a go-ahead does not hold.
type Lapse string

const (
	Holds       Lapse = ""
	UnknownKind Lapse = "unknown kind"
	CoversNone  Lapse = "covers no rule that it can lift"
	NotYet      Lapse = "begins later"
	Expired     Lapse = "has run out"
	Changed     Lapse = "an answer has changed since"
)

// goAheads says for each rule whether a valid go-ahead lifts it.
func goAheads(set *ruleset.Set, c *clinical.Case, facts *ruleset.Facts, now time.Time) ([]bool, []GoAheadState) {
	lifted := make([]bool, len(set.Rules))
	states := make([]GoAheadState, len(c.GoAheads))
	for i := range c.GoAheads {
		g := &c.GoAheads[i]
		states[i] = judge(set, c, facts, g, now)
		if !states[i].Valid {
			continue
		}
		for _, id := range g.Covers {
			if r, ok := set.Rule(id); ok && set.Rules[r].LiftedBy == g.Kind {
				lifted[r] = true
			}
		}
	}
	return lifted, states
}

func judge(set *ruleset.Set, c *clinical.Case, facts *ruleset.Facts, g *clinical.GoAhead, now time.Time) GoAheadState {
	kind, ok := set.GoAheadKind(g.Kind)
	if !ok {
		return GoAheadState{Why: UnknownKind}
	}
	if !slices.ContainsFunc(g.Covers, func(id clinical.RuleID) bool {
		r, ok := set.Rule(id)
		return ok && set.Rules[r].LiftedBy == g.Kind
	}) {
		return GoAheadState{Why: CoversNone}
	}
	begin, end, ok := term(c, g, kind)
	if !ok || now.Before(begin) {
		return GoAheadState{Why: NotYet}
	}
	if !now.Before(end) {
		return GoAheadState{Why: Expired}
	}
	for _, f := range kind.LapsesOn {
		id := set.Findings[f].ID
		was, then := g.Answers[id]
		// a value that the finding cannot have counts as unsure, even when it has not changed
		if !then || was.Kind != clinical.Known || c.Get(id) != was || slices.Contains(facts.Faulty, f) {
			return GoAheadState{Why: Changed, Lapsed: id}
		}
	}
	return GoAheadState{Valid: true}
}

// term is the time in which a go-ahead holds: from the first instant that its
// date can mean, because it was given before it was written down, to the last
// that its end can mean, and never longer than its kind allows from the first.
func term(c *clinical.Case, g *clinical.GoAhead, kind *ruleset.GoAheadKind) (begin, end time.Time, ok bool) {
	if g.At.IsZero() || g.Until.IsZero() {
		return begin, end, false
	}
	begin, _ = g.At.Span(c.Zone)
	_, end = g.Until.Span(c.Zone) // the day it runs out still counts
	if most := begin.AddDate(0, 0, kind.MaxDays); end.After(most) {
		end = most
	}
	return begin, end, true
}

// turns lists the instants after now at which a go-ahead of the case begins or ends.
func turns(set *ruleset.Set, c *clinical.Case, now time.Time) []time.Time {
	var out []time.Time
	for i := range c.GoAheads {
		kind, ok := set.GoAheadKind(c.GoAheads[i].Kind)
		if !ok {
			continue
		}
		begin, end, ok := term(c, &c.GoAheads[i], kind)
		if !ok {
			continue
		}
		for _, t := range [2]time.Time{begin, end} {
			if t.After(now) {
				out = append(out, t)
			}
		}
	}
	return out
}
