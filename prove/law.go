package prove

import (
	"slices"
	"strings"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// law decides a claim about the protocol as a whole.
func (p *Prover) law(prop *ruleset.Property, r *Result) {
	switch prop.Then.Law {
	case ruleset.LawNarrows:
		b := p.answersMore()
		p.narrows(r, b, p.a.settled, func(a, b *outcome) []bit { return append(p.wider(a, b), p.unsettled(a, b)...) })
	case ruleset.LawDanger:
		b := p.moreDanger(prop.Then.Over, prop.Then.Of)
		p.none(r, b.query(p), b.premise, b.premise, append(p.offersMore(p.ta, newTable(b.after)), p.c.or(p.less(p.a, b.after, clinical.Postpone)...))...)
	case ruleset.LawDoubt:
		b := p.inDoubt(prop.Then.Over, prop.Then.Of)
		p.none(r, b.query(p), b.premise, b.premise, p.c.or(p.less(p.a, b.after, prop.Then.Over)...))
	case ruleset.LawBlind:
		b := p.changed(prop.Then.Of)
		p.none(r, b.query(p), b.premise, b.premise, p.c.or(append(p.less(p.a, b.after, clinical.Suitable), p.less(b.after, p.a, clinical.Suitable)...)...))
	case ruleset.LawGoAhead:
		b := p.withoutGoAheads()
		p.none(r, b.query(p), yes, yes, p.liftedTooMuch(b.after))
	case ruleset.LawReachable:
		p.reachable(r)
	case ruleset.LawRules:
		p.matters(r)
	case ruleset.LawTheseRules:
		p.rulesExist(prop, r)
	case ruleset.LawExcluded:
		p.none(r, p.one(), p.a.cleared, yes, p.offeredThough()...)
	case ruleset.LawCaps:
		p.none(r, p.one(), p.a.cleared, yes, p.overCap()...)
	default:
		r.Fault = "there is no law " + prop.Then.Law
	}
}

// less lists in which ways b can be less cautious than a: a milder
// disposition, of at least such a one, or care that is later, for somebody who
// is that ill. Whom to see is no matter of more or less.
func (p *Prover) less(a, b *outcome, over clinical.Disposition) []bit {
	c := p.c
	var bad []bit
	for _, d := range clinical.Dispositions() {
		if d >= over {
			bad = append(bad, c.and(a.least(a.floor, d), -b.least(b.floor, d)))
		}
	}
	for w := clinical.Routine; w <= clinical.Now; w++ {
		bad = append(bad, c.and(a.least(a.floor, over), a.within(w), -b.within(w)))
	}
	return bad
}

// pair is a person before and after a change.
type pair struct {
	after   *outcome
	other   *answers // where what is new comes from
	premise bit      // what the change is
	must    []bit    // what holds of everybody who changes so
	alone   bool     // nobody has agreed to anything afterwards
}

func (b *pair) query(p *Prover) query {
	q := query{must: append(slices.Clip(p.a.p.must), b.must...), people: []*outcome{p.a, b.after}, why: []string{"before", "after"}, inputs: []*answers{p.a.p}}
	q.alone = b.alone
	if b.other != nil {
		q.must = append(q.must, b.other.must...)
		q.inputs = append(q.inputs, b.other)
	}
	return q
}

// merge is the person with the answers of another where a wire is on. What the
// two do not tell apart, such as the history, is shared.
func (p *Prover) merge(other *answers, where func(id clinical.FindingID, was *answer) bit) (after *answers, apart map[clinical.FindingID]bit) {
	c, a := p.c, p.a.p
	after = &answers{of: map[clinical.FindingID]*answer{}, events: a.events, agreed: a.agreed, order: a.order}
	apart = map[clinical.FindingID]bit{}
	for _, id := range a.order {
		was, is := a.of[id], other.of[id]
		s := where(id, was)
		apart[id] = s
		if s == no {
			after.of[id] = was
			continue
		}
		n := &answer{open: c.pick(s, is.open, was.open), unsure: c.pick(s, is.unsure, was.unsure), names: was.names, classes: was.classes, date: was.date}
		for i := range was.is {
			n.is = append(n.is, c.pick(s, is.is[i], was.is[i]))
		}
		after.of[id] = n
	}
	return after, apart
}

// dangerous lists the findings with a danger order that a rule of at least
// such a disposition reads, without those left out.
func (p *Prover) dangerous(over clinical.Disposition, without []int) []int {
	var out []int
	for f := range p.set.Findings {
		d := &p.set.Findings[f]
		if d.Derive != nil || d.Danger == nil || slices.Contains(without, f) {
			continue
		}
		if slices.ContainsFunc(p.set.Readers(f), func(r int) bool { return p.set.Rules[r].Then.Disposition >= over }) {
			out = append(out, f)
		}
	}
	return out
}

// replaced is the person with exactly one of some findings answered otherwise,
// as allowed says. A go-ahead that rests on it does not hold any more.
func (p *Prover) replaced(findings []int, allowed func(f *ruleset.Finding, was, is *answer) bit) pair {
	c, other := p.c, newAnswers(p.c, p.k)
	chosen := map[clinical.FindingID]bit{}
	var sel []bit
	for _, f := range findings {
		s := c.input()
		chosen[p.set.Findings[f].ID] = s
		sel = append(sel, s)
	}
	after, apart := p.merge(other, func(id clinical.FindingID, _ *answer) bit {
		if s, ok := chosen[id]; ok {
			return s
		}
		return no
	})
	must := []bit{c.one(sel), -p.contradicts()}
	for i, f := range findings {
		d := &p.set.Findings[f]
		must = append(must, c.implies(sel[i], allowed(d, p.a.p.of[d.ID], other.of[d.ID])))
	}
	o := decide(newView(c, p.set, after), apart)
	var same []bit // no go-ahead begins to matter that did not before
	for i := range o.lifted {
		now := p.a.rules[i]
		same = append(same, c.implies(c.and(o.lifted[i], o.rules[i].loU), c.and(p.a.lifted[i], now.loU)))
		same = append(same, c.implies(c.and(p.a.lifted[i], now.loU), now.loT)) // it was given about something that is so
	}
	return pair{o, other, c.and(must...), same, false}
}

// contradicts is on for a person whose answers contradict each other, or
// perhaps do: the dangerous reading counts then, and correcting the other
// answer may well make it less cautious.
func (p *Prover) contradicts() bit {
	var list []bit
	for i := range p.set.Rules {
		if p.set.Rules[i].Contradiction {
			list = append(list, p.a.rules[i].loU)
		}
	}
	return p.c.or(list...)
}

// moreDanger is the person with one finding at a more dangerous value.
func (p *Prover) moreDanger(over clinical.Disposition, without []int) pair {
	return p.replaced(p.dangerous(over, without), func(f *ruleset.Finding, was, is *answer) bit {
		var steps []bit
		ranks := was.ranks(f)
		for i, from := range ranks {
			for j, to := range ranks {
				if from >= 0 && to > from {
					steps = append(steps, p.c.and(was.is[i], is.is[j]))
				}
			}
		}
		return p.c.or(steps...)
	})
}

// ranks is how dangerous each value of an answer is; less than 0 where its
// finding does not say.
func (a *answer) ranks(f *ruleset.Finding) []int {
	out := make([]int, len(a.is))
	for i := range out {
		out[i] = -1
		switch {
		case a.classes != nil && f.Danger[0] <= f.Danger[1]:
			out[i] = i
		case a.classes != nil:
			out[i] = len(out) - i
		case a.names != nil:
			if n, ok := f.Value(a.names[i]); ok {
				out[i] = slices.Index(f.Danger, n)
			}
		default:
			out[i] = slices.Index(f.Danger, int32(i))
		}
	}
	return out
}

// inDoubt is the person who is not sure any more about what was reassuring.
func (p *Prover) inDoubt(over clinical.Disposition, without []int) pair {
	return p.replaced(p.dangerous(over, without), func(f *ruleset.Finding, was, is *answer) bit {
		least := slices.Index(was.ranks(f), slices.Min(was.ranks(f)))
		if f.Normal != nil {
			return p.c.and(was.is[slices.Index(was.ranks(f), slices.Index(f.Danger, *f.Normal))], is.unsure)
		}
		return p.c.and(was.is[least], is.unsure)
	})
}

// changed is the person with another answer to any of some findings.
func (p *Prover) changed(findings []int) pair {
	return p.replaced(findings, func(_ *ruleset.Finding, was, is *answer) bit {
		return p.c.and(was.known(p.c), is.known(p.c))
	})
}

// withoutGoAheads is the person to whom nobody has agreed.
func (p *Prover) withoutGoAheads() pair {
	a := *p.a.p
	a.agreed = map[agreement]bit{}
	for g := range p.a.p.agreed {
		a.agreed[g] = no
	}
	return pair{decide(newView(p.c, p.set, &a), nil), nil, yes, nil, true}
}

// liftedTooMuch is on when a go-ahead has changed more than it may: it lifts
// only rules of refer and avoid, leaves what remains in force, and everything
// that nobody can agree to counts as before.
func (p *Prover) liftedTooMuch(without *outcome) bit {
	c, o := p.c, p.a
	var bad []bit
	for i := range p.set.Rules {
		r := &p.set.Rules[i]
		fires := without.rules[i].loT
		counts := func(e *ruleset.Effect) bit {
			in := []bit{o.least(o.floor, e.Disposition), o.care(o.floor, e.Care)}
			for _, l := range e.Limits {
				in = append(in, o.limit(o.floor, l))
			}
			return c.and(in...)
		}
		if r.LiftedBy == "" || r.Then.Disposition != clinical.Refer && r.Then.Disposition != clinical.Avoid {
			bad = append(bad, c.and(fires, -counts(&r.Then)))
			continue
		}
		bad = append(bad, c.and(fires, -o.lifted[i], -counts(&r.Then)))
		if r.Remains == nil {
			bad = append(bad, c.and(fires, o.lifted[i])) // it would go without a trace
			continue
		}
		bad = append(bad, c.and(fires, o.lifted[i], -counts(r.Remains)))
	}
	return c.or(bad...)
}

// reachable finds a settled person for each disposition.
func (p *Prover) reachable(r *Result) {
	q := p.one()
	for _, d := range clinical.Dispositions() {
		q.goal, q.why = []bit{p.a.settled, p.a.exactly(p.a.floor, d)}, []string{d.String()}
		people, fault := p.find(q, r)
		if fault == "" && people == nil {
			fault, r.Missing = "nobody who is settled is "+d.String(), true
		}
		if fault != "" {
			r.Fault = fault
			return
		}
		r.People = append(r.People, people...)
	}
	r.Holds = true
}

// matters finds for each rule somebody for whom the protocol without it would
// decide otherwise: disposition, care, limits, advice, or that two answers
// contradict each other. A rule that asks for nothing tells somebody something.
// One person can serve for many rules.
func (p *Prover) matters(r *Result) {
	o := p.a
	differs := make([]bit, len(p.set.Rules))
	for i := range differs {
		differs[i] = o.without(i)
	}
	q := p.one()
	q.keep = true
	shown := make([]bool, len(differs)) // by a person found for another rule
	for i := range differs {
		if shown[i] {
			continue
		}
		q.goal, q.why = []bit{differs[i]}, []string{string(p.set.Rules[i].ID)}
		people, fault := p.find(q, r)
		if fault == "" && people == nil {
			fault, r.Missing = "nobody is treated otherwise without "+string(p.set.Rules[i].ID), true
		}
		if fault != "" {
			r.Fault = fault
			return
		}
		r.People = append(r.People, people...)
		for j := i; j < len(differs); j++ {
			shown[j] = shown[j] || is(p.last, differs[j])
		}
	}
	r.Holds = true
}

// rulesExist says which rules are missing. Whether those that are there do what
// they should is for the other properties.
func (p *Prover) rulesExist(prop *ruleset.Property, r *Result) {
	var gone []string
	for _, id := range prop.Then.Rules {
		if _, ok := p.set.Rule(id); !ok {
			gone = append(gone, string(id))
		}
	}
	if r.Holds = len(gone) == 0; !r.Holds {
		r.Missing, r.Fault = true, "these rules are not there: "+strings.Join(gone, ", ")
	}
}

// without is on when leaving out a rule changes something that is shown.
func (o *outcome) without(rule int) bit {
	c := o.c
	var mine, others []contribution
	for _, k := range o.floor {
		if k.rule == rule {
			mine = append(mine, k)
		} else {
			others = append(others, k)
		}
	}
	var list []bit
	r := &o.set.Rules[rule]
	telling := r.Then.Disposition == clinical.Suitable && r.Then.Care == (clinical.Care{}) && len(r.Then.Limits)+len(r.Then.Advice) == 0
	if r.Contradiction || telling { // its words are what it changes
		list = append(list, o.rules[rule].loT)
	}
	for _, k := range mine {
		list = append(list, c.and(k.on, -o.least(others, k.effect.Disposition)), c.and(k.on, -o.care(others, k.effect.Care)))
		for _, l := range k.effect.Limits {
			list = append(list, c.and(k.on, -o.limit(others, l)))
		}
		for _, id := range k.effect.Advice {
			list = append(list, c.and(k.on, -o.any(others, func(e *ruleset.Effect) bool { return slices.Contains(e.Advice, id) })))
		}
	}
	return c.or(list...)
}
