package corpus

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Now is the instant of a case that names none.
const Now = "2026-11-21T10:00:00+01:00"

// Example is one case, ready to be assessed.
type Example struct {
	Name  string
	Topic string // empty for a whole person
	Case  clinical.Case
	Pos   strict.Pos
}

type builder struct {
	src      *protocol.Source
	set      *ruleset.Set
	problems strict.Problems
}

func (b *builder) failf(pos strict.Pos, code, hint, format string, args ...any) {
	b.problems = append(b.problems, strict.Problem{Code: code, Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (b *builder) now(pos strict.Pos, text string) (time.Time, *time.Location) {
	if text == "" {
		text = Now
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		b.failf(pos, "P200", "write "+Now, "%q is not an instant with its zone", text)
	}
	return t, t.Location()
}

func (b *builder) answers(pos strict.Pos, into map[clinical.FindingID]clinical.Answer, texts map[string]string) {
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		f := b.finding(pos, id)
		if f == nil {
			continue
		}
		if f.Derive != nil {
			b.failf(pos, "P201", "give the date or the history that it comes from", "%q is computed, not answered", id)
			continue
		}
		a, err := f.ParseAnswer(texts[id])
		if err != nil {
			b.failf(pos, "P202", "see findings/", "%v", err)
			continue
		}
		into[f.ID] = a
	}
}

func (b *builder) finding(pos strict.Pos, id string) *ruleset.Finding {
	if i, ok := b.set.Finding(clinical.FindingID(id)); ok {
		return &b.set.Findings[i]
	}
	var known []string
	for i := range b.set.Findings {
		known = append(known, string(b.set.Findings[i].ID))
	}
	hint := "see findings/"
	if near, ok := strict.Nearest(id, known); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	b.failf(pos, "P112", hint, "there is no finding %q", id)
	return nil
}

func (b *builder) history(pos strict.Pos, events []protocol.Event) []clinical.Event {
	var out []clinical.Event
	for _, e := range events {
		at, _ := b.now(pos, e.At)
		ev := clinical.Event{Kind: clinical.EventKind(e.Kind), At: at, Findings: map[clinical.FindingID]clinical.Answer{}, Note: e.Note}
		if e.Disposition != "" {
			if err := ev.Disposition.UnmarshalText([]byte(e.Disposition)); err != nil {
				b.failf(pos, "P202", "use one of the ladder", "%v", err)
			}
		}
		switch ev.Kind {
		case clinical.ResultEvent, clinical.SessionEvent, clinical.CheckInEvent, clinical.ReviewEvent, clinical.ClinicianReviewEvent:
		default:
			b.failf(pos, "P202", "events are result, session, check_in, review and clinician_review", "%q is not an event", e.Kind)
		}
		b.answers(pos, ev.Findings, e.Findings)
		out = append(out, ev)
	}
	slices.SortStableFunc(out, func(x, y clinical.Event) int { return x.At.Compare(y.At) })
	return out
}

func (b *builder) goAheads(pos strict.Pos, list []protocol.GoAhead) []clinical.GoAhead {
	var out []clinical.GoAhead
	for _, g := range list {
		at, err1 := clinical.ParseDate(g.At)
		until, err2 := clinical.ParseDate(g.Until)
		if err1 != nil || err2 != nil {
			b.failf(pos, "P202", "write dates as 2026-11-21", "the go-ahead of %q has no proper dates", g.Kind)
		}
		ga := clinical.GoAhead{Kind: g.Kind, Who: g.Who, At: at, Until: until, Answers: map[clinical.FindingID]clinical.Answer{}}
		if _, ok := b.set.GoAheadKind(g.Kind); !ok {
			b.failf(pos, "P112", "see protocol.yaml", "there is no go-ahead %q", g.Kind)
		}
		for _, id := range g.Covers {
			if _, ok := b.set.Rule(clinical.RuleID(id)); !ok {
				b.failf(pos, "P112", "name a rule", "there is no rule %q", id)
			}
			ga.Covers = append(ga.Covers, clinical.RuleID(id))
		}
		b.answers(pos, ga.Answers, g.Answers)
		out = append(out, ga)
	}
	return out
}

func (b *builder) unsure(pos strict.Pos, into map[clinical.FindingID]clinical.Answer, ids []string) {
	for _, id := range ids {
		if f := b.finding(pos, id); f != nil {
			into[f.ID] = clinical.UnsureAnswer()
		}
	}
}

// topicCase makes the case of one test beside the rules.
func (b *builder) topicCase(topic *protocol.Topic, k *protocol.Case) clinical.Case {
	now, zone := b.now(k.Pos, k.Now)
	c := clinical.Case{Schema: clinical.CaseSchema, Now: now, Zone: zone, Findings: map[clinical.FindingID]clinical.Answer{}}
	if base := cmp.Or(k.Base, topic.Base); base != "" {
		i := slices.IndexFunc(b.src.Bases, func(x protocol.Base) bool { return x.ID == base })
		if i < 0 {
			b.failf(k.Pos, "P112", "see bases.yaml", "there is no base %q", base)
		} else {
			b.answers(b.src.Bases[i].Pos, c.Findings, b.src.Bases[i].Findings)
		}
	}
	b.answers(k.Pos, c.Findings, k.Findings)
	b.unsure(k.Pos, c.Findings, k.Unsure)
	c.History = b.history(k.Pos, k.History)
	c.GoAheads = b.goAheads(k.Pos, k.GoAheads)
	c, _ = b.set.Rest(c)
	for _, id := range k.NotAsked {
		if f := b.finding(k.Pos, id); f != nil {
			delete(c.Findings, f.ID)
		}
	}
	return c
}

// person makes the case of one whole person.
func (b *builder) person(p *protocol.Person) clinical.Case {
	now, zone := b.now(p.Pos, p.Now)
	c := clinical.Case{Schema: clinical.CaseSchema, Now: now, Zone: zone, Findings: map[clinical.FindingID]clinical.Answer{}, Note: p.Story}
	b.answers(p.Pos, c.Findings, p.Findings)
	b.unsure(p.Pos, c.Findings, p.Unsure)
	c.History = b.history(p.Pos, p.History)
	c.GoAheads = b.goAheads(p.Pos, p.GoAheads)
	if p.Rest == "normal" {
		c, _ = b.set.Rest(c)
	} else if p.Rest != "" {
		b.failf(p.Pos, "P202", "write rest: normal, or leave it out", "%q is not a way to fill in the rest", p.Rest)
	}
	return c
}

// Examples builds every case of the protocol.
func Examples(src *protocol.Source, set *ruleset.Set) ([]Example, strict.Problems) {
	b := &builder{src: src, set: set}
	var out []Example
	for ti := range src.Topics {
		t := &src.Topics[ti]
		for i := range t.Cases {
			k := &t.Cases[i]
			out = append(out, Example{Name: k.Name, Topic: t.ID, Case: b.topicCase(t, k), Pos: k.Pos})
		}
	}
	for i := range src.People {
		p := &src.People[i]
		out = append(out, Example{Name: p.Name, Case: b.person(p), Pos: p.Pos})
	}
	b.problems.Sort()
	return out, b.problems
}
