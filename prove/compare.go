package prove

import (
	"fmt"
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Comparison is what two protocols do differently, proved for all people.
type Comparison struct {
	Less  []Change // ways in which the new one is less cautious to somebody; none: to nobody
	More  []Change // ways in which it is more cautious to somebody
	Proof Result   // the size of the proofs that nobody else is treated differently
}

// Same reports whether nobody is treated differently.
func (c *Comparison) Same() bool { return len(c.Less)+len(c.More) == 0 }

// Change is one way of treating somebody differently, and a small person who
// is treated so: as the old protocol decides, and as the new one does.
type Change struct {
	What    string
	Was, Is Person
}

// Compare decides who is treated differently by two protocols, for every
// person whom the new one shows a result, or for more cautious treatment the
// old one. It compares dispositions, who is to be seen and how soon, and what a
// plan offers; not what counts over time, such as how long a go-ahead is valid,
// not wording, not the questions that lead there. now dates the people who are
// shown.
func Compare(old, new *ruleset.Set, now time.Time) (Comparison, error) {
	p := &Prover{set: new, now: now, c: newCircuit(), k: ask([]*ruleset.Set{old, new}, nil)}
	if err := p.k.tooWide(); err != nil {
		return Comparison{}, fmt.Errorf("compare protocols: %w", err)
	}
	who := newAnswers(p.c, p.k)
	was, is := decide(newView(p.c, old, who), nil), decide(newView(p.c, new, who), nil)
	p.a = is
	wt, it := newTable(was), newTable(is)
	q := query{must: who.must, people: []*outcome{was, is}, why: []string{"was", "is"}, inputs: []*answers{who}}
	var out Comparison
	// tell adds to what differs, once somebody is found.
	look := func(what string, tell func() string, into *[]Change, goal ...bit) error {
		q.goal = goal
		people, fault := p.find(q, &out.Proof)
		if fault != "" {
			return fmt.Errorf("compare protocols: %s: %s", what, fault)
		}
		if people == nil {
			return nil
		}
		ch := Change{what + tell(), people[0], people[1]}
		if !slices.ContainsFunc(*into, func(o Change) bool { // one person for each way is enough
			return o.Was.Result.Disposition == ch.Was.Result.Disposition && o.Is.Result.Disposition == ch.Is.Result.Disposition && o.Was.Result.Care == ch.Was.Result.Care && o.Is.Result.Care == ch.Is.Result.Care
		}) {
			*into = append(*into, ch)
		}
		return nil
	}
	// less looks for somebody whom b shows a result, and less cautiously than a.
	less := func(into *[]Change, a, b *outcome, at, bt *table, word, gained, lost string) error {
		nothing := func() string { return "" }
		shown := p.c.or(b.settled, b.least(b.floor, clinical.Postpone))
		for d := clinical.Emergency; d >= clinical.Modify; d-- {
			if err := look(word+" cautious: "+d.String(), nothing, into, shown, a.least(a.floor, d), -b.least(b.floor, d)); err != nil {
				return err
			}
		}
		for w := clinical.Now; w >= clinical.Routine; w-- {
			if err := look(word+" soon: "+w.String(), nothing, into, shown, a.within(w), -b.within(w)); err != nil {
				return err
			}
		}
		for _, k := range cares(old, new) {
			if err := look(word+" able to help: "+k.Who.String(), nothing, into, shown, a.care(a.floor, k), -b.care(b.floor, k)); err != nil {
				return err
			}
		}
		for _, some := range groups(p.offers(at, bt)) {
			tell := func() string { return ": " + gained + ": " + p.offered(some).name(bt.set) }
			if err := look(word+" careful plan", tell, into, b.cleared, p.anyOffer(some)); err != nil {
				return err
			}
		}
		tell := func() string { return ": " + lost + ": a consent that is asked for" }
		return look(word+" careful plan", tell, into, b.cleared, p.unasked(at, bt))
	}
	if err := less(&out.Less, was, is, wt, it, "less", "new", "gone"); err != nil {
		return out, err
	}
	return out, less(&out.More, is, was, it, wt, "more", "gone", "new")
}
