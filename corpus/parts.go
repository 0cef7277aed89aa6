package corpus

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Part is something of a protocol that no single case or proof can show: how
// long a go-ahead or an answer counts, what a stop does, how long a course is.
// It is compared as written.
type Part struct {
	What    string `json:"what"`
	Was     string `json:"was"` // empty: it is new
	Is      string `json:"is"`  // empty: it is gone
	Caution string `json:"caution"`
}

// What a change of a part is.
const (
	LessCautious = "less"
	MoreCautious = "more"
	Different    = "different"
)

// parts compares two protocols part by part.
type parts struct {
	old, new *ruleset.Set
	list     []Part
}

func compareParts(oldSrc *protocol.Source, old *ruleset.Set, newSrc *protocol.Source, new *ruleset.Set) []Part {
	p := &parts{old: old, new: new, list: []Part{}}
	p.more("hours that an answer is valid", old.ValidHours, new.ValidHours)
	p.goAheads()
	p.stops()
	p.until(oldSrc, newSrc)
	p.rechecks()
	p.courses()
	p.routines()
	p.techniques()
	p.regions()
	order := []string{LessCautious, MoreCautious, Different}
	slices.SortStableFunc(p.list, func(a, b Part) int { return slices.Index(order, a.Caution) - slices.Index(order, b.Caution) })
	return p.list
}

func (p *parts) add(what, was, is, caution string) {
	p.list = append(p.list, Part{what, was, is, caution})
}

// more compares numbers of which more is less cautious.
func (p *parts) more(what string, was, is int) { p.number(what, was, is, is > was) }

// fewer compares numbers of which fewer is less cautious.
func (p *parts) fewer(what string, was, is int) { p.number(what, was, is, is < was) }

func (p *parts) number(what string, was, is int, less bool) {
	if was != is {
		p.add(what, strconv.Itoa(was), strconv.Itoa(is), caution(less, true))
	}
}

// same compares what has no order of caution.
func (p *parts) same(what, was, is string) {
	if was != is {
		p.add(what, was, is, Different)
	}
}

// each compares the items of two lists that have the same name, and tells
// which are new or gone. gone and added are the caution of that.
func each[T any](p *parts, kind string, old, new []T, name func(*T) string, gone, added string, both func(what string, was, is *T)) {
	find := func(list []T, id string) *T {
		for i := range list {
			if name(&list[i]) == id {
				return &list[i]
			}
		}
		return nil
	}
	for i := range old {
		id := name(&old[i])
		if is := find(new, id); is != nil {
			both(kind+" "+id, &old[i], is)
		} else {
			p.add(kind+" "+id, id, "", gone)
		}
	}
	for i := range new {
		if id := name(&new[i]); find(old, id) == nil {
			p.add(kind+" "+id, "", id, added)
		}
	}
}

func caution(less, more bool) string {
	switch {
	case less:
		return LessCautious
	case more:
		return MoreCautious
	}
	return Different
}

func (p *parts) goAheads() {
	each(p, "go-ahead", p.old.GoAheads, p.new.GoAheads, func(g *ruleset.GoAheadKind) string { return g.ID }, MoreCautious, LessCautious,
		func(what string, was, is *ruleset.GoAheadKind) {
			p.more(what+": days at most", was.MaxDays, is.MaxDays)
			p.members(what+": answers whose change ends it", names(p.old, was.LapsesOn), names(p.new, is.LapsesOn))
		})
}

// members compares lists of which a shorter one is less cautious.
func (p *parts) members(what string, was, is []string) {
	if gone, added := minus(was, is), minus(is, was); len(gone)+len(added) > 0 {
		p.add(what, strings.Join(was, " "), strings.Join(is, " "), caution(len(gone) > 0, len(added) > 0))
	}
}

func names(set *ruleset.Set, findings []int) []string {
	var out []string
	for _, f := range findings {
		out = append(out, string(set.Findings[f].ID))
	}
	slices.Sort(out)
	return out
}

// stops compares what the stops of a session record, by what each protocol
// decides about somebody of whom only that is known.
func (p *parts) stops() {
	each(p, "stop", p.old.Stops, p.new.Stops, func(s *ruleset.Stop) string { return s.ID }, LessCautious, MoreCautious,
		func(what string, was, is *ruleset.Stop) {
			p.same(what+": event", was.Event, is.Event)
			w, i := records(p.old, was), records(p.new, is)
			if maps.Equal(w, i) {
				return
			}
			before, after := after(p.old, was), after(p.new, is)
			p.add(what, told(w, &before), told(i, &after), caution(milder(&before, &after), milder(&after, &before)))
		})
}

func records(set *ruleset.Set, s *ruleset.Stop) map[string]string {
	out := map[string]string{}
	for _, r := range s.Records {
		f := &set.Findings[r.Finding]
		out[string(f.ID)] = f.FormatAnswer(f.Answer(r.Value))
	}
	return out
}

// after is the assessment after a stop, when nothing else is known.
func after(set *ruleset.Set, s *ruleset.Stop) assess.Assessment {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) // no stop records a date
	c := clinical.Case{Schema: clinical.CaseSchema, Now: now, Zone: time.UTC, Findings: map[clinical.FindingID]clinical.Answer{}}
	for _, r := range s.Records {
		f := &set.Findings[r.Finding]
		c.Findings[f.ID] = f.Answer(r.Value)
	}
	return assess.Assess(set, c, now)
}

// milder reports whether b asks for less than a.
func milder(a, b *assess.Assessment) bool {
	return b.Disposition < a.Disposition || b.Disposition == a.Disposition && b.Care != a.Care && b.Care.AtMost(a.Care)
}

func told(records map[string]string, a *assess.Assessment) string {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(records)) {
		list = append(list, id+" "+records[id])
	}
	if len(list) == 0 {
		list = []string{"nothing"}
	}
	return fmt.Sprintf("records %s (%s)", strings.Join(list, ", "), a.Disposition)
}

// until compares what somebody has to wait for. It is in words, which have no order.
func (p *parts) until(oldSrc, newSrc *protocol.Source) {
	was, is := untils(oldSrc), untils(newSrc)
	for _, id := range slices.Sorted(maps.Keys(was)) {
		if text, ok := is[id]; ok {
			p.same("rule "+id+": until", was[id], text)
		}
	}
}

func untils(src *protocol.Source) map[string]string {
	out := map[string]string{}
	for i := range src.Topics {
		for j := range src.Topics[i].Rules {
			out[src.Topics[i].Rules[j].ID] = src.Topics[i].Rules[j].Until
		}
	}
	return out
}

// rechecks compares which findings are asked again before a further session.
func (p *parts) rechecks() {
	word := map[bool]string{true: "asked again", false: "kept"}
	for i := range p.old.Findings {
		was := &p.old.Findings[i]
		if n, ok := p.new.Finding(was.ID); ok && p.new.Findings[n].Recheck != was.Recheck {
			p.add("finding "+string(was.ID)+" before a further session", word[was.Recheck], word[!was.Recheck], caution(was.Recheck, !was.Recheck))
		}
	}
}
