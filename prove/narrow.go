package prove

import (
	"slices"

	"paraspinal/clinical"
)

// narrows proves a claim about one more answer in two steps. First, rule by
// rule: the interval of its condition is one, and one more answer leaves it
// inside what it was. Then, for any rules of which that is true: the claim
// itself, part by part. Each step is small, and together they say it of the
// protocol. What they do not show is decided on whole people.
func (p *Prover) narrows(r *Result, b pair, who bit, claim func(a, b *outcome) []bit) {
	if fault := p.someone(b.query(p), who); fault != "" {
		r.Fault = fault
		return
	}
	q := b.query(p)
	regular, each := true, query{must: append(slices.Clip(p.a.p.must), b.other.must...)}
	for i := range p.set.Rules {
		x, y := p.a.rules[i], b.after.rules[i]
		if !p.impossible(each, r, p.c.or(-p.c.and(x.proper(p.c), y.proper(p.c)), -y.inside(p.c, x))) {
			regular = false
		}
	}
	x, y, must := p.anyRules(b)
	real := claim(p.a, b.after)
	for i, bad := range claim(x, y) {
		if regular && p.impossible(query{must: must}, r, bad) {
			continue
		}
		q.goal = []bit{real[i]}
		people, fault := p.find(q, r)
		if fault != "" || people != nil {
			r.Fault, r.People = fault, people
			return
		}
	}
	r.Holds = true
}

// impossible reports whether nobody can turn a wire on, by a certificate that holds.
func (p *Prover) impossible(q query, r *Result, bad bit) bool {
	f := p.c.clauses([]bit{bad}, q.must)
	v := p.solve(&f)
	if v.sat || !check(f.vars, f.clauses, v.lemmas) {
		return false
	}
	r.count(&f, &v)
	return true
}

// proper is on when the ends are those of an interval.
func (e ends) proper(c *circuit) bit {
	return c.and(c.implies(e.loT, e.loU), c.implies(e.hiT, e.hiU), c.implies(e.loU, e.hiU), c.implies(e.loT, e.hiT))
}

// inside is on when an interval lies within another.
func (e ends) inside(c *circuit, o ends) bit {
	return c.and(c.implies(o.loU, e.loU), c.implies(o.loT, e.loT), c.implies(e.hiU, o.hiU), c.implies(e.hiT, o.hiT))
}

// anyRules is two people of whom is known only what the first step proves.
func (p *Prover) anyRules(b pair) (x, y *outcome, must []bit) {
	c := p.c
	first, then := make([]ends, len(p.set.Rules)), make([]ends, len(p.set.Rules))
	lifted := make([]bit, len(p.set.Rules))
	for i := range p.set.Rules {
		in := c.inputs(8)
		first[i], then[i] = ends{in[0], in[1], in[2], in[3]}, ends{in[4], in[5], in[6], in[7]}
		must = append(must, first[i].proper(c), then[i].proper(c), then[i].inside(c, first[i]))
		lifted[i] = no
		if p.set.Rules[i].LiftedBy != "" {
			lifted[i] = c.input()
		}
	}
	return join(&view{c: c, set: p.set}, first, lifted), join(&view{c: c, set: p.set}, then, lifted), must
}

// answersMore is the person after answering what was open, one question or
// more. The go-aheads that hold stay the same: a go-ahead is one of the things
// that may make a result less cautious, and one that rests on an open answer
// holds only afterwards.
func (p *Prover) answersMore() pair {
	c, other := p.c, newAnswers(p.c, p.k)
	after, _ := p.merge(other, func(id clinical.FindingID, _ *answer) bit {
		f, _ := p.set.Finding(id)
		return p.a.states[f].open // asked of this person, and not answered
	})
	o := decide(newView(c, p.set, after), nil)
	var must []bit
	for i := range p.a.lifted {
		must = append(must, c.same(p.a.lifted[i], o.lifted[i]))
	}
	return pair{o, other, yes, must, false}
}

// wider lists what was certain for a and is not for b, and what is possible for
// b and was not for a. Limits are certain only while no plan has to wait.
func (p *Prover) wider(a, b *outcome) []bit {
	var bad []bit
	waits := b.least(b.floor, clinical.Postpone)
	was, is := a.parts(), b.parts()
	for i := range was {
		gone := p.c.and(was[i].floor, -is[i].floor)
		if was[i].limit {
			gone = p.c.and(gone, -waits)
		}
		bad = append(bad, gone, p.c.and(is[i].ceiling, -was[i].ceiling))
	}
	return bad
}

// part is one thing that an outcome can ask for, at its two ends.
type part struct {
	floor, ceiling bit
	limit          bool
}

// parts lists everything that an outcome can ask for.
func (o *outcome) parts() []part {
	var out []part
	for _, d := range clinical.Dispositions() {
		out = append(out, part{o.least(o.floor, d), o.least(o.ceiling, d), false})
	}
	for _, k := range cares(o.set) {
		out = append(out, part{o.care(o.floor, k), o.care(o.ceiling, k), false})
	}
	for l := range o.set.Limits {
		out = append(out, part{o.limit(o.floor, l), o.limit(o.ceiling, l), true})
	}
	return out
}

// unsettled lists in which parts b is not what a was, though a could not
// change there any more. When all of them are impossible, whoever is settled
// stays so, with the same outcome. Limits count only for somebody who cannot
// have to wait.
func (p *Prover) unsettled(a, b *outcome) []bit {
	c := p.c
	var bad []bit
	was, is := a.parts(), b.parts()
	for i := range was {
		fixed := c.same(was[i].floor, was[i].ceiling)
		if was[i].limit {
			fixed = c.and(fixed, -a.least(a.ceiling, clinical.Postpone))
		}
		bad = append(bad, c.and(fixed, -c.and(c.same(is[i].floor, was[i].floor), c.same(is[i].ceiling, was[i].floor))))
	}
	return bad
}
