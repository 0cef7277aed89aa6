package assess

import (
	"slices"
	"sync"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Assessment is the decision about one case at one instant.
type Assessment struct {
	Protocol       Protocol
	Now            time.Time
	Disposition    clinical.Disposition // what to show; Undecided while an answer could still change it
	Care           clinical.Care        // of the floor
	Settled        bool                 // no further answer can change disposition, care or limits
	AtMost         clinical.Disposition // the most cautious outcome still possible
	Reasons        []Reason             // most cautious first
	Limits         []Limit
	Next           *Next      // nil when nothing is left to ask; once settled, what is asked is the side of a limit
	ValidUntil     *time.Time // nil while undecided
	TryAgain       *time.Time // when time alone makes it less cautious; nil when it does not
	Change         []Change
	Contradictions []clinical.RuleID
	Advice         []string             // ids of cards
	Faulty         []clinical.FindingID // answers out of range; they count as unsure
	GoAheads       []GoAheadState       // one for each go-ahead of the case
	Open           []clinical.FindingID // findings that could still change the outcome, or the side of a limit
	universal      []int                // limits for everyone, as indexes
	cleared        bool                 // as decided: the fields above are the caller's to change, but not what Limits and Change point to
	set            *ruleset.Set
	answers        clinical.Case
}

// Protocol names what decided.
type Protocol struct {
	ID, Version, Digest string
}

// Reason is one rule that holds, or that stays unsure and has an effect.
type Reason struct {
	Rule        clinical.RuleID
	Disposition clinical.Disposition // what this rule asks for
	Care        clinical.Care
	Unsure      bool                 // the rule could not be settled
	Lifted      bool                 // a go-ahead lifts it; the limits that remain hold
	Findings    []clinical.FindingID // the answers that it rests on
	Evidence    []string
}

// Limit is one limit in force and the rule that sets it.
type Limit struct {
	*ruleset.Limit // of the Set, not to be changed
	Rule           clinical.RuleID
	Side           clinical.Side // resolved from the answers; AnySide when the limit has none
}

// Next is the question to ask next.
type Next struct {
	Question string
	Findings []clinical.FindingID // those on the page that are open
}

// Change says what would lift or end one rule at the top disposition.
type Change struct {
	Rule     clinical.RuleID
	Until    bool             // the rule's wording says what ends it
	LiftedBy string           // kind of go-ahead
	Remains  []*ruleset.Limit // of the Set, not to be changed
}

// Option changes how Assess looks at a case.
type Option func(*options)

type options struct{ recheck bool }

// ForRecheck makes the next question one of those asked before a further session.
func ForRecheck() Option { return func(o *options) { o.recheck = true } }

// Assess decides about a case at an instant.
func Assess(set *ruleset.Set, c clinical.Case, now time.Time, opts ...Option) Assessment {
	m := assessors.Get().(*Assessor)
	defer assessors.Put(m)
	return m.Assess(set, c, now, opts...)
}

// assessors are those that Assess uses again and again: their memory is a
// third of its work.
var assessors = sync.Pool{New: func() any { return new(Assessor) }}

// Assessor decides about one case after another in the same memory, which no
// Assessment shares. The zero value is ready; it is for one goroutine at a time.
type Assessor struct {
	facts     ruleset.Facts
	res, then ruleset.Result
	lifted    []bool
	grounds   []int
	turns     []time.Time
}

// Assess decides about a case at an instant.
func (m *Assessor) Assess(set *ruleset.Set, c clinical.Case, now time.Time, opts ...Option) Assessment {
	var o options
	for _, f := range opts {
		f(&o)
	}
	facts, res := &m.facts, &m.res
	set.Resolve(&c, now, facts)
	states := m.goAheads(set, &c, now)
	set.Eval(facts, m.lifted, res)

	a := Assessment{
		Protocol: Protocol{set.ID, set.Version, set.Digest}, Now: now, Disposition: res.Shown(), Care: res.Floor.Care,
		Settled: res.Settled(), AtMost: res.Ceiling.Disposition, GoAheads: states, set: set, answers: c,
	}
	for _, i := range facts.Faulty {
		a.Faulty = append(a.Faulty, set.Findings[i].ID)
	}
	m.reasons(&a, set, &c)
	ask := set.Ask(facts, m.lifted, res, o.recheck)
	if ask.Question >= 0 {
		a.Next = &Next{Question: set.Questions[ask.Question].ID, Findings: ids(set, ask.Findings)}
	}
	a.Open = ids(set, ask.Open)
	a.cleared = a.Settled && a.Disposition.Allows()
	a.change(set, res)
	m.times(&a, set, &c)
	return a
}

// ids names findings.
func ids(set *ruleset.Set, findings []int) []clinical.FindingID {
	out, _ := name(set, findings, nil)
	return out
}

// name names findings in the free room of a list, and returns what room is left.
func name(set *ruleset.Set, findings []int, room []clinical.FindingID) (out, rest []clinical.FindingID) {
	if len(findings) == 0 {
		return nil, room
	}
	out = slices.Grow(room, len(findings))
	for _, f := range findings {
		out = append(out, set.Findings[f].ID)
	}
	return slices.Clip(out), out[len(out):]
}

// reasons lists the rules that hold or stay unsure, with their limits.
func (m *Assessor) reasons(a *Assessment, set *ruleset.Set, c *clinical.Case) {
	res, lifted := &m.res, m.lifted
	rest := a.room(set, res, lifted)
	for i := range res.Values {
		v := res.Values[i]
		if v.Lo == ruleset.False {
			continue
		}
		rule := &set.Rules[i]
		e := rule.At(v.Lo, lifted[i])
		if e == nil {
			continue
		}
		if rule.Universal {
			a.universal = append(a.universal, e.Limits...)
			continue
		}
		m.grounds = set.Grounds(rule, &m.facts, m.grounds[:0])
		var findings []clinical.FindingID
		findings, rest = name(set, m.grounds, rest)
		a.Reasons = append(a.Reasons, Reason{Rule: rule.ID, Disposition: e.Disposition, Care: e.Care, Unsure: v.Lo == ruleset.Unsure,
			Lifted: lifted[i], Findings: findings, Evidence: rule.Evidence})
		for _, l := range e.Limits {
			a.Limits = append(a.Limits, Limit{Limit: &set.Limits[l], Rule: rule.ID, Side: sideOf(set, c, &set.Limits[l])})
		}
		for _, id := range e.Advice {
			if !slices.Contains(a.Advice, id) {
				a.Advice = append(a.Advice, id)
			}
		}
		if rule.Contradiction {
			a.Contradictions = append(a.Contradictions, rule.ID)
		}
	}
	slices.SortStableFunc(a.Reasons, func(x, y Reason) int {
		if x.Disposition != y.Disposition {
			return int(y.Disposition) - int(x.Disposition)
		}
		return int(y.Care.Within) - int(x.Care.Within)
	})
}

// room makes room for the reasons and limits that there will be, and for the
// findings that the reasons rest on.
func (a *Assessment) room(set *ruleset.Set, res *ruleset.Result, lifted []bool) []clinical.FindingID {
	reasons, limits, findings, advice, universal := 0, 0, 0, 0, 0
	for i := range res.Values {
		if res.Values[i].Lo == ruleset.False {
			continue
		}
		rule := &set.Rules[i]
		switch e := rule.At(res.Values[i].Lo, lifted[i]); {
		case e == nil:
		case rule.Universal:
			universal += len(e.Limits)
		default:
			reasons++
			limits += len(e.Limits)
			advice += len(e.Advice)
			findings += len(rule.Reads)
		}
	}
	a.Reasons, a.Limits = slices.Grow(a.Reasons, reasons), slices.Grow(a.Limits, limits)
	a.Advice, a.universal = slices.Grow(a.Advice, advice), slices.Grow(a.universal, universal)
	return make([]clinical.FindingID, 0, findings)
}

// sideOf resolves the side of a limit; not known means both.
func sideOf(set *ruleset.Set, c *clinical.Case, l *ruleset.Limit) clinical.Side {
	if l.Side == 0 {
		return l.On
	}
	switch c.Get(set.Findings[l.Side-1].ID).Choice {
	case "left":
		return clinical.Left
	case "right":
		return clinical.Right
	}
	return clinical.Bilateral
}

// change lists what would end or lift each rule at the top disposition.
// There is nothing that would for urgent and emergency.
func (a *Assessment) change(set *ruleset.Set, res *ruleset.Result) {
	top := res.Floor.Disposition
	if top < clinical.Postpone || top >= clinical.Urgent {
		return
	}
	for _, r := range a.Reasons {
		if r.Disposition != top {
			continue
		}
		i, _ := set.Rule(r.Rule)
		rule := &set.Rules[i]
		ch := Change{Rule: r.Rule, Until: rule.Until, LiftedBy: rule.LiftedBy}
		if rule.Remains != nil {
			ch.Remains = slices.Grow(ch.Remains, len(rule.Remains.Limits))
			for _, l := range rule.Remains.Limits {
				ch.Remains = append(ch.Remains, &set.Limits[l])
			}
		}
		a.Change = append(a.Change, ch)
	}
}

// Universal is the limits that hold for everyone with a lumbar disc problem.
func (a *Assessment) Universal() []*ruleset.Limit {
	var out []*ruleset.Limit
	for _, l := range a.universal {
		out = append(out, &a.set.Limits[l])
	}
	return out
}

// Clearance is permission for a hands-on session. Its zero value permits
// nothing; only Assessment.Clearance makes another.
type Clearance struct{ a *Assessment }

// Clearance gives permission for a settled suitable or modify assessment.
func (a *Assessment) Clearance() (Clearance, bool) {
	if !a.cleared || !a.Settled || !a.Disposition.Allows() {
		return Clearance{}, false
	}
	kept := *a // what is changed afterwards is not what was cleared
	return Clearance{&kept}, true
}

// Assessment is what the clearance rests on; nil for the zero Clearance.
func (c Clearance) Assessment() *Assessment { return c.a }

// Set is the protocol that the clearance was given under; nil for the zero Clearance.
func (c Clearance) Set() *ruleset.Set {
	if c.a == nil {
		return nil
	}
	return c.a.set
}

// Case is the answers that the clearance was given for.
func (c Clearance) Case() clinical.Case {
	if c.a == nil {
		return clinical.Case{}
	}
	return c.a.answers
}
