package corpus

import (
	"math/rand/v2"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// People makes random people, the same ones for the same seed. Most answers
// are normal, as in life; about one in eight is not, and about one in forty is
// unsure. Every finding that is askable is answered.
type People struct {
	set *ruleset.Set
	rng *rand.Rand
	now time.Time
	// Odds in 1000 that an answer is not the normal one, and that it is unsure.
	Odd, Unsure int
}

// NewPeople starts a series of random people.
func NewPeople(set *ruleset.Set, seed uint64) *People {
	now, err := time.Parse(time.RFC3339, Now)
	if err != nil {
		panic(err) // a constant of this package
	}
	return &People{set: set, rng: rand.New(rand.NewPCG(seed, 7)), now: now, Odd: 60, Unsure: 12}
}

// Next makes one more person, with every finding answered.
func (p *People) Next() clinical.Case {
	c := clinical.Case{Schema: clinical.CaseSchema, Now: p.now, Zone: p.now.Location(), Findings: map[clinical.FindingID]clinical.Answer{}}
	if p.chance(300) {
		c.History = p.history()
	}
	var facts ruleset.Facts
	for _, i := range p.set.Order {
		f := &p.set.Findings[i]
		if f.Derive != nil {
			continue
		}
		if !f.OnlyIf.IsZero() {
			p.set.Resolve(&c, c.Now, &facts)
			if !p.set.Askable(i, &facts) {
				continue
			}
		}
		c.Findings[f.ID] = p.answer(f)
	}
	return c
}

func (p *People) chance(perMille int) bool { return p.rng.IntN(1000) < perMille }

func (p *People) answer(f *ruleset.Finding) clinical.Answer {
	if p.chance(p.Unsure) {
		return clinical.UnsureAnswer()
	}
	if f.Normal != nil && !p.chance(p.Odd) {
		return f.Answer(*f.Normal)
	}
	return p.any(f)
}

// any picks a value of a finding, each alike; dates lie mostly in the recent past.
func (p *People) any(f *ruleset.Finding) clinical.Answer {
	switch f.Type {
	case ruleset.Date:
		back := time.Duration(p.rng.ExpFloat64() * float64(90*24*time.Hour))
		if f.ID == "person.born" {
			back = time.Duration(14+p.rng.IntN(75)) * 365 * 24 * time.Hour
		}
		t := p.now.Add(-back)
		layout := []string{"2006-01-02", "2006-01-02", "2006-01", "2006", time.RFC3339}[p.rng.IntN(5)]
		d, err := clinical.ParseDate(t.Format(layout))
		if err != nil {
			panic(err) // our own format
		}
		return clinical.DateAnswer(d)
	case ruleset.Int:
		return clinical.IntAnswer(int(f.Min) + p.rng.IntN(int(f.Max-f.Min)+1))
	}
	return f.Answer(int32(p.rng.IntN(len(f.Values))))
}

// history is a few earlier sessions with their answers.
func (p *People) history() []clinical.Event {
	n := 1 + p.rng.IntN(12)
	var out []clinical.Event
	for i := n; i > 0; i-- {
		ev := clinical.Event{Kind: clinical.SessionEvent, At: p.now.Add(-time.Duration(i)*7*24*time.Hour + time.Duration(p.rng.IntN(140))*time.Hour), Findings: map[clinical.FindingID]clinical.Answer{}}
		if p.chance(30) {
			ev.Kind, ev.Disposition = clinical.ResultEvent, clinical.Urgent
		}
		for _, id := range []clinical.FindingID{"pain.back", "pain.leg", "site.left", "site.right"} {
			if k, ok := p.set.Finding(id); ok && !p.chance(30) {
				ev.Findings[id] = p.any(&p.set.Findings[k])
			}
		}
		out = append(out, ev)
	}
	return out
}

// Partial takes away some answers, each with the given odds in 1000.
func (p *People) Partial(c clinical.Case, perMille int) clinical.Case {
	f := map[clinical.FindingID]clinical.Answer{}
	for i := range p.set.Findings { // in a fixed order, so that the series repeats
		id := p.set.Findings[i].ID
		if a, ok := c.Findings[id]; ok && !p.chance(perMille) {
			f[id] = a
		}
	}
	c.Findings = f
	return c
}
