package ruleset_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// TestTheSetDecidesAsTheDesignSays holds the compiled Set against the naive
// evaluator on random people, whole and in part, at their time and later.
func TestTheSetDecidesAsTheDesignSays(t *testing.T) {
	src, set := theProtocol(t)
	people := corpus.NewPeople(set, 11)
	rng := rand.New(rand.NewPCG(11, 12))
	n := newNaive(src)
	cases := 5_000
	if testing.Short() {
		cases = 200
	}
	var f ruleset.Facts
	var r ruleset.Result
	shown := map[clinical.Disposition]int{}
	for i := range cases {
		people.Odd, people.Unsure = []int{0, 5, 20, 60, 200}[i%5], []int{0, 2, 40}[i%3]
		c := people.Next()
		if i%6 == 0 {
			c = nearly(t, src, set, c, rng)
		}
		if i%2 == 1 {
			c = people.Partial(c, rng.IntN(1000))
		}
		if i%7 == 0 {
			c.Zone = nil
		}
		if i%5 == 0 && len(c.History) > 0 {
			at := rng.IntN(len(c.History))
			c.History = slices.Insert(slices.Clone(c.History), at, clinical.Event{Kind: clinical.ClinicianReviewEvent, At: c.History[at].At})
		}
		now := c.Now.Add(time.Duration(rng.IntN(24*60)) * time.Hour)
		set.Resolve(&c, now, &f)
		set.Eval(&f, nil, &r)
		values, floor, ceiling := n.decide(c, now)
		for k := range set.Rules {
			rule := &set.Rules[k]
			want := values[string(rule.ID)]
			if int(r.Values[k].Lo) != want.lo || int(r.Values[k].Hi) != want.hi {
				t.Fatalf("person %d: %s is %v, want %v\nwhen %s\n%s", i, rule.ID, r.Values[k], want, rule.Source, told(set, c))
			}
		}
		if d := different(set, &r.Floor, floor); d != "" {
			t.Fatalf("person %d: the floor: %s\n%s", i, d, told(set, c))
		}
		if d := different(set, &r.Ceiling, ceiling); d != "" {
			t.Fatalf("person %d: the ceiling: %s\n%s", i, d, told(set, c))
		}
		settled := floor.disposition == ceiling.disposition && floor.who == ceiling.who && floor.within == ceiling.within &&
			(floor.disposition >= clinical.Postpone || maps.Equal(floor.limits, ceiling.limits))
		want := clinical.Undecided
		if settled || floor.disposition >= clinical.Postpone {
			want = floor.disposition
		}
		if r.Settled() != settled || r.Shown() != want {
			t.Fatalf("person %d: settled %v shows %s, want %v %s", i, r.Settled(), r.Shown(), settled, want)
		}
		shown[want]++
	}
	t.Logf("shown: %v", shown)
	for _, d := range append(clinical.Dispositions(), clinical.Undecided) {
		if shown[d] == 0 && !testing.Short() {
			t.Errorf("no person was shown %s: the people are not varied enough", d)
		}
	}
}

// nearly is the mild person of the protocol with a few answers of another.
func nearly(t *testing.T, src *protocol.Source, set *ruleset.Set, other clinical.Case, rng *rand.Rand) clinical.Case {
	c := clinical.Case{Now: other.Now, Zone: other.Zone, Findings: answers{}}
	for id, text := range src.Bases[0].Findings {
		i, _ := set.Finding(clinical.FindingID(id))
		a, err := set.Findings[i].ParseAnswer(text)
		if err != nil {
			t.Fatal(err)
		}
		c.Findings[clinical.FindingID(id)] = a
	}
	c, _ = set.Rest(c)
	for range rng.IntN(3) {
		id := set.Findings[rng.IntN(len(set.Findings))].ID
		c = c.With(id, other.Get(id))
	}
	return c
}

// different says how a join differs from what it should be.
func different(set *ruleset.Set, got *ruleset.Join, want outcome) string {
	if got.Disposition != want.disposition || int(got.Care.Who) != want.who || int(got.Care.Within) != want.within {
		return fmt.Sprintf("%s %v, want %s %v within %v", got.Disposition, got.Care, want.disposition, clinical.Who(want.who), clinical.Within(want.within))
	}
	have := map[string]bool{}
	for i := range set.Limits {
		if !got.Has(i) {
			continue
		}
		l := &set.Limits[i]
		var settings []string
		for _, s := range l.Settings {
			settings = append(settings, s.String())
		}
		slices.Sort(settings)
		side := l.On.String()
		if l.Side > 0 {
			side = string(set.Findings[l.Side-1].ID)
		}
		have[limitText(string(l.Kind), l.Target, l.Regions, settings, side)] = true
	}
	if !maps.Equal(have, want.limits) {
		return fmt.Sprintf("limits %v, want %v", have, want.limits)
	}
	return ""
}

// told lists the answers of a case that are not normal.
func told(set *ruleset.Set, c clinical.Case) string {
	out := fmt.Sprintf("history %v\n", c.History)
	for i := range set.Findings {
		f := &set.Findings[i]
		if a := c.Get(f.ID); a.Kind != clinical.NotAsked && (f.Normal == nil || a != f.Answer(*f.Normal)) {
			out += fmt.Sprintf("%s: %s\n", f.ID, f.FormatAnswer(a))
		}
	}
	return out
}
