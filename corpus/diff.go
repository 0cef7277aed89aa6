package corpus

import (
	"fmt"
	"slices"
	"strings"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Difference is who is treated differently by two protocols.
type Difference struct {
	Cases  int      `json:"cases"`
	People int      `json:"people"`
	Less   []Change `json:"less_cautious"`
	More   []Change `json:"more_cautious"`
	Other  []Change `json:"different"`
	Parts  []Part   `json:"parts"` // what is compared as written
}

// Same reports whether nothing was found that is different.
func (d *Difference) Same() bool { return len(d.Less)+len(d.More)+len(d.Other)+len(d.Parts) == 0 }

// Change is one case or random person and what is different.
type Change struct {
	Who      string               `json:"who"`
	What     string               `json:"what"`
	Was, Is  clinical.Disposition `json:"-"`
	Findings map[string]string    `json:"findings,omitempty"` // of a random person: what is not normal
}

// Diff compares two protocols over the cases of both and over random people.
// Answers that only one of them knows do not count for the other.
func Diff(oldSrc *protocol.Source, oldSet *ruleset.Set, newSrc *protocol.Source, newSet *ruleset.Set, people int) (Difference, strict.Problems) {
	out := Difference{People: people, Less: []Change{}, More: []Change{}, Other: []Change{}, Parts: []Part{}}
	was, problems := Examples(oldSrc, oldSet)
	is, more := Examples(newSrc, newSet)
	if problems = append(problems, more...); len(problems) > 0 {
		problems.Sort()
		return out, problems
	}
	out.Parts = compareParts(oldSrc, oldSet, newSrc, newSet)
	seen := map[string]bool{}
	for _, e := range append(was, is...) {
		key := e.Topic + "/" + e.Name
		if seen[key] {
			continue
		}
		seen[key] = true
		out.Cases++
		out.compare(strings.TrimPrefix(key, "/"), oldSet, newSet, e.Case, nil)
	}
	p := NewPeople(newSet, 1)
	for i := range people {
		c := p.Next()
		out.compare(fmt.Sprintf("random person %d", i+1), oldSet, newSet, c, unusual(newSet, c))
	}
	slices.SortStableFunc(out.Less, func(a, b Change) int { return int(b.Was) - int(b.Is) - int(a.Was) + int(a.Is) })
	return out, nil
}

func (d *Difference) compare(who string, oldSet, newSet *ruleset.Set, c clinical.Case, findings map[string]string) {
	was, is := assess.Assess(oldSet, c, c.Now), assess.Assess(newSet, c, c.Now)
	ch := Change{Who: who, Was: was.Disposition, Is: is.Disposition, Findings: findings}
	gone, added := limitChange(oldSet, newSet, &was, &is)
	switch {
	case was.Disposition != is.Disposition:
		ch.What = was.Disposition.String() + " becomes " + is.Disposition.String()
	case was.Care != is.Care:
		ch.What = fmt.Sprintf("care %s %s becomes %s %s", was.Care.Who, was.Care.Within, is.Care.Who, is.Care.Within)
	case len(gone)+len(added) > 0 && is.Disposition.Allows():
		ch.What = fmt.Sprintf("limits: gone %q, new %q", gone, added)
	default:
		return
	}
	switch weigh(&was, &is, len(gone), len(added)) {
	case LessCautious:
		d.Less = append(d.Less, ch)
	case MoreCautious:
		d.More = append(d.More, ch)
	default:
		d.Other = append(d.Other, ch)
	}
}

// weigh says whether a result is less or more cautious than it was. Being
// undecided allows nothing and sends nobody anywhere: it is less only than help
// today or now. Limits say nothing of somebody who may not be massaged.
func weigh(was, is *assess.Assessment, gone, added int) string {
	if w, i := was.Disposition, is.Disposition; w != i {
		less := i.Allows() && !w.Allows() || i != clinical.Undecided && i < w || i == clinical.Undecided && w >= clinical.Urgent
		return caution(less, i > w || w.Allows())
	}
	plans := is.Disposition.Allows()
	return caution(!was.Care.AtMost(is.Care) || plans && gone > 0, was.Care != is.Care || plans && added > 0)
}

func limitChange(oldSet, newSet *ruleset.Set, was, is *assess.Assessment) (gone, added []string) {
	names := func(set *ruleset.Set, a *assess.Assessment) []string {
		var out []string
		for i := range a.Limits {
			out = append(out, compile.LimitString(set, a.Limits[i].Limit))
		}
		for i := range a.Universal() {
			out = append(out, compile.LimitString(set, a.Universal()[i]))
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	o, n := names(oldSet, was), names(newSet, is)
	return minus(o, n), minus(n, o)
}

// unusual lists the answers of a person that are not the normal ones.
func unusual(set *ruleset.Set, c clinical.Case) map[string]string {
	out := map[string]string{}
	for i := range set.Findings {
		f := &set.Findings[i]
		a := c.Get(f.ID)
		if a.Kind == clinical.NotAsked || f.Normal != nil && a == f.Answer(*f.Normal) {
			continue
		}
		out[string(f.ID)] = f.FormatAnswer(a)
	}
	return out
}
