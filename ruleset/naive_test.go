package ruleset_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/protocol"
)

// The naive evaluator: sections 4.1 to 4.3 of the design, read word by word
// over the protocol as written. It compiles nothing, shares nothing with the
// Set, and is slow.

// naive is one case under one protocol.
type naive struct {
	src      *protocol.Source
	findings map[string]*protocol.Finding
	sets     map[string]protocol.ValueSet
	named    map[string]string
	c        clinical.Case
	now      time.Time
}

func newNaive(src *protocol.Source) *naive {
	n := &naive{src: src, findings: map[string]*protocol.Finding{}, sets: map[string]protocol.ValueSet{}, named: map[string]string{}}
	for i := range src.Findings {
		n.findings[src.Findings[i].ID] = &src.Findings[i]
	}
	for _, v := range src.Meta.ValueSets {
		n.sets[v.ID] = v
	}
	for _, c := range src.Conditions {
		n.named[c.ID] = c.When
	}
	return n
}

// What is known of a finding: one of the words, or a lowest and a highest value.
const (
	notAsked   = "not asked"
	notSure    = "not sure"
	noConcern  = "does not concern"
	knownValue = "known"
)

type known struct {
	word   string
	text   string // choice, bool
	lo, hi int    // int
}

// The three truth values.
const (
	F = iota
	U
	T
)

type pair struct{ lo, hi int }

// know is what the case says of a finding.
func (n *naive) know(id string) known {
	f := n.findings[id]
	var k known
	if f.Derive != nil {
		k = n.derived(f)
	} else {
		k = n.answered(f, n.c.Findings[clinical.FindingID(id)], n.now)
	}
	if k.word == notSure && f.UnsureIs != "" {
		n, _ := strconv.Atoi(f.UnsureIs)
		return known{word: knownValue, text: f.UnsureIs, lo: n, hi: n}
	}
	if k.word == notAsked && f.OnlyIf != "" && n.condition(f.OnlyIf) == (pair{F, F}) {
		return known{word: noConcern}
	}
	return k
}

func (n *naive) answered(f *protocol.Finding, a clinical.Answer, at time.Time) known {
	if a.Kind == clinical.NotAsked {
		return known{word: notAsked}
	}
	if a.Kind == clinical.Unsure {
		return known{word: notSure}
	}
	switch f.Type {
	case "choice":
		values := f.Values
		if f.Set != "" {
			values = n.sets[f.Set].Values
		}
		if !slices.Contains(values, a.Choice) {
			return known{word: notSure}
		}
		return known{word: knownValue, text: a.Choice}
	case "bool":
		return known{word: knownValue, text: strconv.FormatBool(a.Bool)}
	case "int":
		if a.Int < f.Range[0] || a.Int > f.Range[1] {
			return known{word: notSure}
		}
		return known{word: knownValue, lo: a.Int, hi: a.Int}
	}
	if first, _ := a.Date.Span(n.c.Zone); first.After(at) {
		return known{word: notSure}
	}
	return known{word: knownValue}
}

func (n *naive) derived(f *protocol.Finding) known {
	d := f.Derive
	happened := func(e clinical.Event, kind string) bool {
		return string(e.Kind) == kind || kind == "alarm" && (e.Disposition == clinical.Urgent || e.Disposition == clinical.Emergency)
	}
	switch {
	case d.Elapsed != "":
		of := n.know(d.Elapsed)
		if of.word != knownValue {
			return of
		}
		first, last := n.c.Findings[clinical.FindingID(d.Elapsed)].Date.Span(n.c.Zone)
		return n.passed(f, first, last)
	case d.Change != "":
		for _, e := range slices.Backward(n.c.History) {
			if e.Kind == clinical.ClinicianReviewEvent {
				break // the comparison starts anew
			}
			if e.Kind != clinical.SessionEvent {
				continue
			}
			is, was := n.know(d.Change), n.answered(n.findings[d.Change], e.Findings[clinical.FindingID(d.Change)], e.At)
			if is.word != knownValue {
				return is
			}
			if was.word != knownValue {
				return known{word: notSure}
			}
			return known{word: knownValue, lo: is.lo - was.lo, hi: is.lo - was.lo}
		}
		return known{word: noConcern}
	case d.Count != "":
		count := 0
		for _, e := range n.c.History {
			if happened(e, d.Count) {
				count++
			}
			if e.Kind == clinical.ClinicianReviewEvent {
				count = 0
			}
		}
		return known{word: knownValue, lo: count, hi: count}
	}
	var found []time.Time
	for _, e := range n.c.History {
		if happened(e, d.Since+d.First) {
			found = append(found, e.At)
		}
	}
	if len(found) == 0 {
		return known{word: noConcern}
	}
	at := found[0]
	if d.Since != "" {
		at = found[len(found)-1]
	}
	return n.passed(f, at, at)
}

// passed counts the units one by one.
func (n *naive) passed(f *protocol.Finding, first, last time.Time) known {
	if first.After(n.now) {
		return known{word: notSure}
	}
	if last.After(n.now) {
		last = n.now
	}
	k := known{word: knownValue, lo: count(last, n.now, f.Derive.Unit), hi: count(first, n.now, f.Derive.Unit)}
	if k.lo < f.Range[0] || k.hi > f.Range[1] {
		return known{word: notSure}
	}
	return k
}

func count(from, to time.Time, unit string) int {
	hours := map[string]int{"hours": 1, "days": 24, "weeks": 7 * 24}
	if h, ok := hours[unit]; ok {
		return int(to.Sub(from) / (time.Duration(h) * time.Hour))
	}
	months := map[string]int{"months": 1, "years": 12}[unit]
	for n := 0; ; n++ {
		// the same day of the month, or the last one that it has
		day := from.Day()
		at := from.AddDate(0, 0, 1-day).AddDate(0, (n+1)*months, 0)
		month := at.Month()
		for range day - 1 {
			if next := at.AddDate(0, 0, 1); next.Month() == month {
				at = next
			}
		}
		if at.After(to) {
			return n
		}
	}
}

// effect is what a rule does; the zero value does nothing.
type effect struct {
	disposition clinical.Disposition
	care        clinical.Care
	limits      []string
}

func (n *naive) effect(d clinical.Disposition, care *clinical.Care, limits []protocol.Limit) effect {
	e := effect{disposition: d}
	if care != nil {
		e.care = *care
	}
	for _, l := range limits {
		var regions []string
		for _, id := range l.Regions {
			members := []string{id}
			for _, g := range n.src.Groups {
				if g.ID == id {
					members = g.Regions
				}
			}
			regions = append(regions, members...)
		}
		slices.Sort(regions)
		settings := slices.Clone(l.Settings)
		slices.Sort(settings)
		e.limits = append(e.limits, limitText(l.Kind, l.Target, slices.Compact(regions), settings, l.Side))
	}
	return e
}

func limitText(kind, target string, regions, settings []string, side string) string {
	return fmt.Sprintf("%s:%s @%s /%s ~%s", kind, target, strings.Join(regions, ","), strings.Join(settings, ","), side)
}

// at is what a rule does when its condition has a value.
func (n *naive) at(r *protocol.Rule, t int) effect {
	full := n.effect(r.Disposition, r.Care, r.Limits)
	switch {
	case t == T, t == U && r.IfUnsure.Word == "same":
		return full
	case t == U && r.IfUnsure.Effect != nil:
		return n.effect(r.IfUnsure.Effect.Disposition, r.IfUnsure.Effect.Care, r.IfUnsure.Effect.Limits)
	}
	return effect{}
}

// outcome is the join of effects.
type outcome struct {
	disposition clinical.Disposition
	who, within int
	limits      map[string]bool
}

func join(effects []effect) outcome {
	o := outcome{disposition: clinical.Suitable, limits: map[string]bool{}}
	for _, e := range effects {
		if e.disposition > o.disposition {
			o.disposition = e.disposition
		}
		who, within := int(e.care.Who), int(e.care.Within)
		if within > o.within || within == o.within && who > o.who {
			o.who, o.within = who, within
		}
		for _, l := range e.limits {
			o.limits[l] = true
		}
	}
	return o
}

// decide tries every rule: the value of each, the floor and the ceiling.
func (n *naive) decide(c clinical.Case, now time.Time) (values map[string]pair, floor, ceiling outcome) {
	n.c, n.now = c, now
	values = map[string]pair{}
	var low, high []effect
	for i := range n.src.Topics {
		for j := range n.src.Topics[i].Rules {
			r := &n.src.Topics[i].Rules[j]
			v := n.condition(r.When)
			values[r.ID] = v
			low = append(low, n.at(r, v.lo))
			for t := v.lo; t <= v.hi; t++ {
				high = append(high, n.at(r, t))
			}
		}
	}
	return values, join(low), join(high)
}
