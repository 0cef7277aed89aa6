package prove

import (
	"fmt"
	"slices"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Result is what became of one property.
type Result struct {
	ID, Says string
	Holds    bool
	// Fault says why a property that nobody breaks does not hold either:
	// nobody meets its premise, a certificate that does not check, a person on
	// whom assess and this package differ.
	Fault string
	// Missing says that what breaks the property is that somebody, or a rule,
	// must exist and does not, as Fault tells.
	Missing bool
	// People are those who break the property: one, or the same one before and
	// after a change. Of a law about what must be possible, one for each.
	People []Person

	Clauses  int // of the formulas
	Lemmas   int // of the certificates; 0 when propagation alone was enough
	Literals int // in all lemmas
}

// Person is a case and what assess makes of it.
type Person struct {
	Case   clinical.Case
	Now    time.Time
	Why    string // "before", "after", or what the person shows
	Result assess.Assessment
}

// Broken reports whether the property was shown to be broken: by a person, or
// by what must exist and does not. A premise that nobody meets, or a
// proof that fails, shows nothing.
func (r *Result) Broken() bool {
	return !r.Holds && (r.Missing || r.Fault == "" && len(r.People) > 0)
}

// Prover proves properties of one Set.
type Prover struct {
	set *ruleset.Set
	now time.Time
	c   *circuit
	k   *asked
	a   *outcome // a person
	ta  *table
	err error // why nothing can be proved

	last  []bool                   // the values of all wires for the person found last
	watch func(*formula, *verdict) // sees every question and its answer; may be nil
}

// New prepares a Set for proofs of these properties. now is the instant at
// which people who break one are dated; the proofs hold for every instant.
func New(set *ruleset.Set, properties []ruleset.Property, now time.Time) *Prover {
	var more []ruleset.Atom
	for i := range properties {
		more = append(more, properties[i].Atoms...)
	}
	p := &Prover{set: set, now: now, c: newCircuit(), k: ask([]*ruleset.Set{set}, more)}
	if p.err = p.k.tooWide(); p.err != nil {
		return p
	}
	p.a = decide(newView(p.c, set, newAnswers(p.c, p.k)), nil)
	p.ta = newTable(p.a)
	return p
}

// Err says why nothing can be proved of this Set, or is nil.
func (p *Prover) Err() error { return p.err }

// query is a search for somebody.
type query struct {
	goal   []bit      // what has to be on
	must   []bit      // what holds of everybody
	people []*outcome // who it is about: one, or before and after
	why    []string
	inputs []*answers // whose inputs are free
	keep   bool       // as found: nobody looks at who it is
	alone  bool       // to the second nobody has agreed
}

// one is a question about one person.
func (p *Prover) one() query {
	return query{must: p.a.p.must, people: []*outcome{p.a}, why: []string{""}, inputs: []*answers{p.a.p}}
}

// Prove decides one property.
func (p *Prover) Prove(prop *ruleset.Property) Result {
	r := Result{ID: prop.ID, Says: prop.Says}
	if p.err != nil {
		r.Fault = p.err.Error()
		return r
	}
	if prop.Then.Law != "" {
		p.law(prop, &r)
		return r
	}
	premise := p.premise(prop)
	bad := p.broken(prop)
	p.none(&r, p.one(), premise, premise, bad)
	return r
}

// premise is for whom the property speaks.
func (p *Prover) premise(prop *ruleset.Property) bit {
	c := p.c
	var must []bit
	if !prop.When.IsZero() {
		atoms := make([]ends, len(prop.Atoms))
		for i, a := range prop.Atoms {
			atoms[i] = p.a.atom(a)
		}
		must = append(must, p.a.expr(&prop.When, atoms).loT)
	}
	if len(prop.UnsureOf) > 0 {
		var list []bit
		for _, f := range prop.UnsureOf {
			list = append(list, p.a.states[f].doubt)
		}
		must = append(must, c.or(list...))
	}
	if prop.Alone {
		for _, l := range p.a.lifted {
			must = append(must, -l)
		}
	}
	if prop.Then.Never != nil || prop.Then.Most != nil {
		must = append(must, p.a.cleared)
	}
	return c.and(must...)
}

// broken is on when what the property claims is not so.
func (p *Prover) broken(prop *ruleset.Property) bit {
	c, t := p.c, &prop.Then
	switch {
	case t.NoPlan:
		return p.a.cleared
	case t.Never != nil:
		return c.or(p.each(t.Never, func(pl place) bit { return p.ta.usable(pl) }, func(tech int, s clinical.Setting) bit { return p.ta.whole(tech, s) })...)
	case t.Most != nil:
		return c.or(p.each(t.Most, func(pl place) bit {
			deep, long := bit(no), bit(no)
			if t.Most.Pressure != clinical.NoPressure {
				deep = p.ta.deeper(pl, t.Most.Pressure)
			}
			if t.Most.Minutes > 0 {
				long = p.ta.longer(pl, t.Most.Minutes)
			}
			return c.or(deep, long)
		}, func(int, clinical.Setting) bit { return no })...)
	}
	return -c.and(p.a.least(p.a.floor, t.Least), p.a.within(t.Within))
}

// each visits every place that a work names, and every technique of it that
// has no place on the body.
func (p *Prover) each(w *ruleset.Work, at func(place) bit, whole func(int, clinical.Setting) bit) []bit {
	var out []bit
	for tech := range p.set.Techniques {
		t := &p.set.Techniques[tech]
		if len(w.Techniques) > 0 && !slices.Contains(w.Techniques, tech) {
			continue
		}
		for _, setting := range clinical.Settings() {
			if len(w.Settings) > 0 && !slices.Contains(w.Settings, setting) || !slices.Contains(t.Settings, setting) {
				continue
			}
			if len(t.Regions) == 0 && len(w.Regions) == 0 && w.Side == clinical.AnySide {
				out = append(out, whole(tech, setting))
			}
			for r := range p.set.Regions {
				if len(w.Regions) > 0 && !slices.Contains(w.Regions, r) {
					continue
				}
				for _, side := range sides(&p.set.Regions[r]) {
					if !w.Side.Overlaps(side) {
						continue
					}
					out = append(out, at(place{tech, r, side, setting}))
				}
			}
		}
	}
	return out
}

// none decides that nobody who meets the premise is bad in any way, and that
// somebody is who the property speaks of.
func (p *Prover) none(r *Result, q query, who, premise bit, bad ...bit) {
	if fault := p.someone(q, who); fault != "" {
		r.Fault = fault
		return
	}
	for _, b := range bad {
		q.goal = []bit{premise, b}
		people, fault := p.find(q, r)
		if fault != "" || people != nil {
			r.Fault, r.People = fault, people
			return
		}
	}
	r.Holds = true
}

// someone says what is wrong when nobody meets a premise.
func (p *Prover) someone(q query, premise bit) string {
	q.goal, q.keep = []bit{premise}, true
	var r Result
	people, fault := p.find(q, &r)
	if fault != "" {
		return fault
	}
	if people == nil {
		return "nobody meets the premise, so it says nothing"
	}
	return ""
}

// find looks for people. It returns none, and adds the certificate's size to
// r, when there are none and the certificate holds.
func (p *Prover) find(q query, r *Result) ([]Person, string) {
	people, fault := p.search(q, r)
	if fault != unreal {
		return people, fault
	}
	// Not every width of a date that the circuit allows can be written as one:
	// look among those whose dates are exact.
	for _, a := range q.inputs {
		for _, id := range a.order {
			if d := a.of[id].date; d != nil {
				for i := range d.lo {
					q.goal = append(slices.Clip(q.goal), p.c.same(d.lo[i], d.hi[i]))
				}
			}
		}
	}
	people, fault = p.search(q, r)
	if people == nil && fault == "" {
		fault = unreal
	}
	return people, fault
}

const unreal = "no date or history fits the person who was found"

func (p *Prover) search(q query, r *Result) ([]Person, string) {
	f := p.c.clauses(q.goal, q.must)
	v := p.solve(&f)
	r.count(&f, &v)
	if !v.sat {
		if !check(f.vars, f.clauses, v.lemmas) {
			return nil, "the certificate does not hold"
		}
		return nil, ""
	}
	if !f.satisfied(v.values) {
		return nil, "the solver's assignment does not hold"
	}
	inputs := make([]bool, len(p.c.gates))
	for _, a := range q.inputs { // what was not asked about was not answered
		for _, said := range a.of {
			inputs[said.open] = true
		}
	}
	for n, wire := range f.wires[1:] {
		inputs[wire] = v.values[n+1]
	}
	return p.people(q, inputs)
}

func (p *Prover) solve(f *formula) verdict {
	v := f.solve()
	if p.watch != nil {
		p.watch(f, &v)
	}
	return v
}

// count adds the size of one question and its certificate.
func (r *Result) count(f *formula, v *verdict) {
	r.Clauses += len(f.clauses)
	if v.sat {
		return
	}
	r.Lemmas += len(v.lemmas)
	for _, l := range v.lemmas {
		r.Literals += len(l)
	}
}

// people makes the smallest people that still are what was looked for, and has
// assess decide them.
func (p *Prover) people(q query, inputs []bool) ([]Person, string) {
	goal := p.c.and(append(slices.Clone(q.goal), q.must...)...)
	if !q.keep {
		p.shrink(q, goal, inputs)
	}
	for _, o := range q.people {
		o.reach() // every wire that differs asks for
	}
	v := p.c.run(func(b bit) bool { return int(b) < len(inputs) && inputs[b] })
	p.last = v
	if !is(v, goal) {
		return nil, "the person found is not who was looked for"
	}
	var out []Person
	var first clinical.Case
	for i, o := range q.people {
		kase, ok := o.p.realize(p.k, v, p.now)
		if !ok {
			return nil, unreal
		}
		switch {
		case i == 0:
			first = kase
		case !q.alone:
			kase.GoAheads = first.GoAheads // they were given to the first answers
		}
		a := assess.Assess(o.set, kase, p.now)
		if diff := o.differs(v, &a); diff != "" {
			return nil, fmt.Sprintf("assess and this proof differ on %s%s", diff, told(kase))
		}
		out = append(out, Person{Case: kase, Now: p.now, Why: q.why[i], Result: a})
	}
	return out, ""
}

// reach makes every wire that an assessment is compared with.
func (o *outcome) reach() {
	for _, d := range clinical.Dispositions() {
		o.exactly(o.floor, d)
		o.least(o.ceiling, d)
	}
	for _, k := range cares(o.set) {
		o.care(o.floor, k)
	}
}

// differs says where an assessment is not what the circuit says.
func (o *outcome) differs(v []bool, a *assess.Assessment) string {
	shown, most := clinical.Undecided, clinical.Suitable
	for _, d := range clinical.Dispositions() {
		if is(v, o.exactly(o.floor, d)) && (d >= clinical.Postpone || is(v, o.settled)) {
			shown = d
		}
		if is(v, o.least(o.ceiling, d)) {
			most = d
		}
	}
	care := clinical.Care{}
	for _, k := range cares(o.set) {
		if is(v, o.care(o.floor, k)) {
			care = k
		}
	}
	switch {
	case a.Disposition != shown:
		return fmt.Sprintf("the disposition: %s, not %s", a.Disposition, shown)
	case a.AtMost != most:
		return fmt.Sprintf("the most cautious disposition: %s, not %s", a.AtMost, most)
	case a.Care != care:
		return fmt.Sprintf("who to see: %v, not %v", a.Care, care)
	case a.Settled != is(v, o.settled):
		return fmt.Sprintf("whether it is settled: %v", a.Settled)
	}
	for _, r := range a.Reasons {
		i, _ := o.set.Rule(r.Rule)
		if e := o.rules[i]; !is(v, e.loU) || is(v, e.loT) == r.Unsure || is(v, o.lifted[i]) != r.Lifted {
			return fmt.Sprintf("the reason %s", r.Rule)
		}
	}
	return ""
}

func told(k clinical.Case) string {
	out := ""
	for id, a := range k.Findings {
		out += fmt.Sprintf("; %s %v", id, a)
	}
	return out
}
