package assess

import (
	"slices"
	"strings"
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
	Outlived    Lapse = "is older than what it is about"
)

// Lifted says for each rule whether a go-ahead of the case lifts it at an
// instant, as Assess sees it; nil when the case has no go-ahead. The facts are
// those of the case at that instant.
func Lifted(set *ruleset.Set, c *clinical.Case, facts *ruleset.Facts, now time.Time) []bool {
	if len(c.GoAheads) == 0 {
		return nil
	}
	lifted := make([]bool, len(set.Rules))
	lift(set, c, facts, now, lifted)
	return lifted
}

// goAheads finds for each rule whether a valid go-ahead lifts it, and returns
// what is to be said of each go-ahead of the case.
func (m *Assessor) goAheads(set *ruleset.Set, c *clinical.Case, now time.Time) []GoAheadState {
	m.lifted = append(m.lifted[:0], make([]bool, len(set.Rules))...)
	return lift(set, c, &m.facts, now, m.lifted)
}

// lift marks the rules that a valid go-ahead lifts.
func lift(set *ruleset.Set, c *clinical.Case, facts *ruleset.Facts, now time.Time, lifted []bool) []GoAheadState {
	states := make([]GoAheadState, len(c.GoAheads))
	for i := range c.GoAheads {
		g := &c.GoAheads[i]
		states[i] = judge(set, c, facts, g, now)
		if !states[i].Valid {
			continue
		}
		for _, id := range g.Covers {
			if r, ok := set.Rule(id); ok && set.Rules[r].LiftedBy == g.Kind && !outlived(set, c, r, g) {
				lifted[r] = true
			}
		}
	}
	return states
}

// outlived reports whether what a rule is about happened after the agreement:
// another operation, session or warning result than the one agreed about. An
// event of the day of the agreement may have come before it.
func outlived(set *ruleset.Set, c *clinical.Case, rule int, g *clinical.GoAhead) bool {
	_, latest := g.At.Span(c.Zone)
	after := func(alarm bool) bool {
		for i := len(c.History) - 1; i >= 0; i-- {
			e := &c.History[i]
			if e.Kind == clinical.ClinicianReviewEvent {
				return false // the counts begin anew
			}
			is := e.Kind == clinical.SessionEvent
			if alarm {
				is = e.Disposition >= clinical.Urgent
			}
			if is && !e.At.Before(latest) {
				return true
			}
		}
		return false
	}
	for _, f := range set.Rules[rule].Reads {
		d := &set.Findings[f]
		switch {
		case strings.HasPrefix(string(d.ID), aboutLastSession):
			if after(false) {
				return true
			}
		case d.Derive == nil:
		case d.Derive.Kind == "change":
			if after(false) {
				return true
			}
		case d.Derive.Kind == "count" && d.Derive.Ev == "alarm":
			if after(true) {
				return true
			}
		case d.Derive.Kind == "elapsed":
			if a := c.Get(set.Findings[d.Derive.Of].ID); a.Kind == clinical.Known && !a.Date.IsZero() {
				if first, _ := a.Date.Span(c.Zone); !first.Before(latest) {
					return true
				}
			}
		}
	}
	return false
}

// aboutLastSession begins the names of the findings about the last session.
const aboutLastSession = "after."

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
	if !slices.ContainsFunc(g.Covers, func(id clinical.RuleID) bool {
		r, ok := set.Rule(id)
		return ok && set.Rules[r].LiftedBy == g.Kind && !outlived(set, c, r, g)
	}) {
		return GoAheadState{Why: Outlived}
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

// turns adds the instants after now at which a go-ahead of the case begins or ends.
func turns(set *ruleset.Set, c *clinical.Case, now time.Time, out []time.Time) []time.Time {
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
