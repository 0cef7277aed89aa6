package corpus

import (
	"fmt"
	"slices"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Burden is how many pages people meet until their assessment is settled.
type Burden struct {
	Healthy   int `json:"healthy"`   // a healthy mild person
	Screen    int `json:"screen"`    // the last page that can alone bring an emergency, for that person
	Recheck   int `json:"recheck"`   // a re-check of that person before a further session
	People    int `json:"people"`    // random people tried
	Median    int `json:"median"`    // of their pages
	P95       int `json:"p95"`       // 95th percentile
	Most      int `json:"most"`      // of one person
	Unsettled int `json:"unsettled"` // people for whom the questions end before anything is settled
	Cases     int `json:"cases"`     // hand-written cases tried
	CasesP95  int `json:"cases_p95"`
}

func (b Burden) String() string {
	return fmt.Sprintf("healthy mild person: %d pages, emergency screen done by page %d, re-check %d pages\n"+
		"%d random people: median %d, 95th percentile %d, most %d pages, %d never settled\n"+
		"%d cases: 95th percentile %d pages\n", b.Healthy, b.Screen, b.Recheck, b.People, b.Median, b.P95, b.Most, b.Unsettled, b.Cases, b.CasesP95)
}

// The most pages that the design allows.
const (
	mostHealthy = 24
	mostP95     = 32
	mostScreen  = 5
	mostRecheck = 6
)

// Missed lists the bars of the design that are not met.
func (b Burden) Missed() []string {
	var out []string
	for _, m := range []struct {
		what      string
		have, bar int
	}{
		{"pages of a healthy mild person", b.Healthy, mostHealthy},
		{"95th percentile of pages", b.P95, mostP95},
		{"the page by which the emergency screen is done", b.Screen, mostScreen},
		{"pages of a re-check", b.Recheck, mostRecheck},
		{"people never settled", b.Unsettled, 0},
	} {
		if m.have > m.bar {
			out = append(out, fmt.Sprintf("%s: %d, at most %d", m.what, m.have, m.bar))
		}
	}
	return out
}

// Interview answers page after page from a full case until nothing more is
// asked. It returns the ids of the pages and the last assessment.
func Interview(set *ruleset.Set, full clinical.Case, start clinical.Case, opts ...assess.Option) ([]string, assess.Assessment) {
	var pages []string
	c := start
	for {
		a := assess.Assess(set, c, c.Now, opts...)
		if a.Next == nil || len(pages) > len(set.Questions) {
			return pages, a
		}
		pages = append(pages, a.Next.Question)
		for _, id := range a.Next.Findings {
			ans := full.Get(id)
			if ans.Kind == clinical.NotAsked {
				ans = clinical.UnsureAnswer() // a page is never left empty
			}
			c = c.With(id, ans)
		}
	}
}

// MeasureBurden interviews the base person "mild", every case and random people.
func MeasureBurden(src *protocol.Source, set *ruleset.Set, people int) (Burden, strict.Problems) {
	b := &builder{src: src, set: set}
	mild := b.topicCase(&protocol.Topic{}, &protocol.Case{Base: "mild"})
	examples, problems := Examples(src, set)
	if problems = append(problems, b.problems...); len(problems) > 0 {
		return Burden{}, problems
	}
	out := Burden{People: people, Cases: len(examples)}
	pages, last := Interview(set, mild, blank(mild))
	out.Healthy = len(pages)
	if !last.Settled {
		out.Unsettled++
	}
	out.Screen = screen(set, mild)
	again := mild
	again.History = []clinical.Event{{Kind: clinical.SessionEvent, At: mild.Now.AddDate(0, 0, -7), Findings: mild.Findings}}
	again, _ = set.Rest(again)
	pages, _ = Interview(set, again, ruleset.Forget(set, again), assess.ForRecheck())
	out.Recheck = len(pages)

	var lengths, ofCases []int
	p := NewPeople(set, 2)
	for range people {
		c := p.Next()
		pages, last := Interview(set, c, blank(c))
		lengths = append(lengths, len(pages))
		if !last.Settled {
			out.Unsettled++
		}
	}
	for i := range examples {
		pages, _ := Interview(set, examples[i].Case, blank(examples[i].Case))
		ofCases = append(ofCases, len(pages))
	}
	slices.Sort(lengths)
	slices.Sort(ofCases)
	out.Median, out.P95, out.Most = percentile(lengths, 50), percentile(lengths, 95), percentile(lengths, 100)
	out.CasesP95 = percentile(ofCases, 95)
	return out, nil
}

// blank is a case before its first page: only time, history and go-aheads.
func blank(c clinical.Case) clinical.Case {
	c.Findings = map[clinical.FindingID]clinical.Answer{}
	return c
}

// screen is the last page of a healthy person's interview on which one answer
// alone could bring an emergency.
func screen(set *ruleset.Set, full clinical.Case) int {
	pages, _ := Interview(set, full, blank(full))
	last := 0
	for n, id := range pages {
		q, _ := set.Question(id)
		for _, f := range q.Asks {
			d := &set.Findings[f]
			for v := range d.Values {
				if a := assess.Assess(set, full.With(d.ID, d.Answer(int32(v))), full.Now); a.Disposition == clinical.Emergency {
					last = n + 1
				}
			}
		}
	}
	return last
}

func percentile(sorted []int, p int) int {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min((len(sorted)*p+99)/100, len(sorted))-1]
}
