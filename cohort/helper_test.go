package cohort

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/internal/protocoltest"
	"paraspinal/ruleset"
)

// people are random ones: whole and in part, well and ill, sure and unsure,
// with an unknown zone, a reviewed history and a later instant among them.
func people(set *ruleset.Set, seed uint64, n int) []clinical.Case {
	p := corpus.NewPeople(set, seed)
	rng := rand.New(rand.NewPCG(seed, 12))
	out := make([]clinical.Case, n)
	for i := range out {
		p.Odd, p.Unsure = []int{0, 5, 20, 60, 200, 500}[i%6], []int{0, 2, 40, 300}[i%4]
		c := p.Next()
		if i%2 == 1 {
			c = p.Partial(c, rng.IntN(1000))
		}
		if i%7 == 0 {
			c.Zone = nil
		}
		if i%5 == 0 && len(c.History) > 0 {
			at := rng.IntN(len(c.History))
			c.History = slices.Insert(slices.Clone(c.History), at, clinical.Event{Kind: clinical.ClinicianReviewEvent, At: c.History[at].At})
		}
		c.Now = c.Now.Add(time.Duration(rng.IntN(24*60)) * time.Hour)
		if i%11 == 0 { // an answer that cannot be: it counts as unsure
			c = c.With(set.Findings[rng.IntN(len(set.Findings))].ID, clinical.IntAnswer(-1))
		}
		if i%3 == 0 {
			c.GoAheads = goAheads(set, &c, rng)
		}
		out[i] = c
	}
	return out
}

// goAheads of every kind, most of which hold.
func goAheads(set *ruleset.Set, c *clinical.Case, rng *rand.Rand) []clinical.GoAhead {
	var out []clinical.GoAhead
	for k := range set.GoAheads {
		kind := &set.GoAheads[k]
		g := clinical.GoAhead{Kind: kind.ID, At: day(c.Now.AddDate(0, 0, rng.IntN(5)-3)), Until: day(c.Now.AddDate(0, 1, 0)), Answers: map[clinical.FindingID]clinical.Answer{}}
		for r := range set.Rules {
			if set.Rules[r].LiftedBy == kind.ID && rng.IntN(3) > 0 {
				g.Covers = append(g.Covers, set.Rules[r].ID)
			}
		}
		for _, f := range kind.LapsesOn {
			id := set.Findings[f].ID
			if a, ok := c.Findings[id]; ok && rng.IntN(50) > 0 {
				g.Answers[id] = a
			}
		}
		out = append(out, g)
	}
	return out
}

func day(t time.Time) clinical.Date {
	d, err := clinical.ParseDate(t.Format("2006-01-02"))
	if err != nil {
		panic(err) // our own format
	}
	return d
}

// examples are the cases beside the rules and the whole people of the protocol.
func examples(t testing.TB, set *ruleset.Set) []clinical.Case {
	t.Helper()
	src, _ := protocoltest.Compiled(t)
	list, problems := corpus.Examples(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	out := make([]clinical.Case, len(list))
	for i := range list {
		out[i] = list[i].Case
	}
	return out
}

// differ says how the answers to case i are not what the Set evaluates.
func differ(a *Answers, i int, r *ruleset.Result) string {
	set := a.e.set
	for k := range set.Rules {
		if got := a.Rule(i, k); got != r.Values[k].Lo {
			return fmt.Sprintf("%s is %v, want %v", set.Rules[k].ID, got, r.Values[k])
		}
	}
	for k := range set.Limits {
		if got := a.Limit(i, k); got != r.Floor.Has(k) {
			return fmt.Sprintf("limit %+v: %v", set.Limits[k], got)
		}
	}
	for _, planes := range [][2]int{{a.e.shape.shown, dispositions}, {a.e.shape.floor, dispositions}, {a.e.shape.ceiling, dispositions}, {a.e.shape.care, len(a.e.shape.cares)}} {
		set := 0
		for k := range planes[1] {
			if a.bit(i, planes[0]+k) {
				set++
			}
		}
		if set != 1 {
			return fmt.Sprintf("%d of the planes from %d on are set", set, planes[0])
		}
	}
	switch {
	case a.Shown(i) != r.Shown():
		return fmt.Sprintf("shows %v, want %v", a.Shown(i), r.Shown())
	case a.Floor(i) != r.Floor.Disposition:
		return fmt.Sprintf("the floor is %v, want %v", a.Floor(i), r.Floor.Disposition)
	case a.AtMost(i) != r.Ceiling.Disposition:
		return fmt.Sprintf("at most %v, want %v", a.AtMost(i), r.Ceiling.Disposition)
	case a.Settled(i) != r.Settled():
		return fmt.Sprintf("settled %v, want %v", a.Settled(i), r.Settled())
	case a.Care(i) != r.Floor.Care:
		return fmt.Sprintf("care %v, want %v", a.Care(i), r.Floor.Care)
	}
	return ""
}

// differBatch says how the answers to case i are not those of Assess.
func differBatch(b *Batch, i int, as *assess.Assessment) string {
	set := b.e.set
	if b.Shown(i) != as.Disposition || b.AtMost(i) != as.AtMost || b.Settled(i) != as.Settled || b.Care(i) != as.Care {
		return fmt.Sprintf("%v at most %v, settled %v, %v; want %v at most %v, %v, %v", b.Shown(i), b.AtMost(i), b.Settled(i), b.Care(i),
			as.Disposition, as.AtMost, as.Settled, as.Care)
	}
	reasons := b.Reasons(i, nil)
	if len(reasons) != len(as.Reasons) {
		return fmt.Sprintf("%d reasons, want %d", len(reasons), len(as.Reasons))
	}
	limits := 0
	for k, r := range reasons {
		w := as.Reasons[k]
		if set.Rules[r.Rule].ID != w.Rule || r.Effect.Disposition != w.Disposition || r.Effect.Care != w.Care || r.Unsure != w.Unsure || r.Lifted != w.Lifted {
			return fmt.Sprintf("reason %d is %s %+v, want %+v", k, set.Rules[r.Rule].ID, r, w)
		}
		limits += len(r.Effect.Limits)
	}
	if limits != len(as.Limits) {
		return fmt.Sprintf("%d limits, want %d", limits, len(as.Limits))
	}
	return ""
}

// theProtocol is the protocol of this source, compiled now.
func theProtocol(t testing.TB) *ruleset.Set {
	t.Helper()
	_, set := protocoltest.Compiled(t)
	return set
}
