package ruleset_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// timed is since with rules that draw the bounds "at least n" through the time.
func timed(unit string, bounds ...int32) *ruleset.Set {
	s := since(unit, 100_000)
	for _, n := range bounds {
		s.Atoms = append(s.Atoms, ruleset.Atom{Finding: 1, Min: n, Max: math.MaxInt32})
	}
	ruleset.Seal(s)
	return s
}

func TestInstantsAtWhichTimeAloneChangesSomething(t *testing.T) {
	now := instant(t, "2026-11-21T10:00:00+01:00")
	for _, row := range []struct {
		name, date, unit string
		bound            int32
		want             []string
	}{
		{"both ends of a day", "2026-11-20", "hours", 72, []string{"2026-11-23T00:00:00+01:00", "2026-11-24T00:00:00+01:00"}},
		{"one end lies behind", "2026-11-18", "hours", 72, []string{"2026-11-22T00:00:00+01:00"}},
		{"both ends lie behind", "2026-11-10", "hours", 72, nil},
		{"an instant", "2026-11-20T12:00:00+01:00", "hours", 72, []string{"2026-11-23T12:00:00+01:00", "2026-11-23T12:00:00+01:00"}},
		{"days", "2026-11-10T12:00:00+01:00", "days", 14, []string{"2026-11-24T12:00:00+01:00", "2026-11-24T12:00:00+01:00"}},
		{"weeks", "2026-11-10T12:00:00+01:00", "weeks", 2, []string{"2026-11-24T12:00:00+01:00", "2026-11-24T12:00:00+01:00"}},
		{"months", "2026-10-31", "months", 1, []string{"2026-11-30T00:00:00+01:00", "2026-12-01T00:00:00+01:00"}},
		{"years", "1962", "years", 65, []string{"2027-01-01T00:00:00+01:00", "2028-01-01T00:00:00+01:00"}},
		{"a bound that everything has passed", "2026-11-20", "hours", 0, nil},
		{"a bound beyond the range", "2026-11-20", "hours", 100_001, nil},
		{"a date ahead becomes one that counts", "2026-11-22", "hours", 0, []string{"2026-11-22T00:00:00+01:00"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Zone: zone(t, "Europe/Berlin"), Findings: answers{"began": clinical.DateAnswer(date(t, row.date))}}
			var got []string
			for _, at := range timed(row.unit, row.bound).Turns(&c, now) {
				got = append(got, at.In(c.Zone).Format(time.RFC3339))
			}
			slices.Sort(got)
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestNothingTurnsWithoutADate(t *testing.T) {
	now := instant(t, "2026-11-21T10:00:00+01:00")
	for name, a := range map[string]clinical.Answer{"not asked": {}, "not sure": clinical.UnsureAnswer(), "no date": {Kind: clinical.Known}} {
		c := clinical.Case{Findings: answers{"began": a}}
		if got := timed("hours", 72).Turns(&c, now); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTimeSinceASessionTurns(t *testing.T) {
	now := instant(t, "2026-11-21T10:00:00Z")
	s := history(ruleset.Derive{Kind: "since", Ev: "session", Unit: "days"})
	s.Atoms = []ruleset.Atom{{Finding: 1, Min: math.MinInt32, Max: 1}}
	ruleset.Seal(s)
	c := clinical.Case{History: []clinical.Event{{Kind: clinical.SessionEvent, At: now.Add(-24 * time.Hour)}, {Kind: clinical.CheckInEvent, At: now}}}
	got := s.Turns(&c, now)
	if len(got) == 0 || slices.ContainsFunc(got, func(at time.Time) bool { return !at.Equal(now.Add(24 * time.Hour)) }) {
		t.Errorf("got %v, want one day ahead", got)
	}
}

// Between two turns no comparison changes, and none is missed: steps of half
// an hour through random dates find no change that Turns does not name.
func TestNoChangeComesBetweenTwoTurns(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	layouts := []string{"2006", "2006-01", "2006-01-02", time.RFC3339}
	for _, name := range []string{"Europe/Berlin", "America/Havana", "Asia/Beirut", ""} {
		for _, unit := range []string{"hours", "days", "weeks", "months", "years"} {
			set := timed(unit, 1, 2, 5)
			for range 20 {
				z := zone(t, name)
				now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rng.IntN(365*24)) * time.Hour)
				if z != nil {
					now = now.In(z)
				}
				span := map[string]int{"hours": 10, "days": 150, "weeks": 1000, "months": 4500, "years": 50000}[unit]
				d := date(t, now.Add(-time.Duration(rng.IntN(span))*time.Hour).Format(layouts[rng.IntN(4)]))
				c := clinical.Case{Zone: z, Findings: answers{"began": clinical.DateAnswer(d)}}
				turns := set.Turns(&c, now)
				var was, is ruleset.Facts
				set.Resolve(&c, now, &was)
				for step := range 24 * 7 * 2 {
					at := now.Add(time.Duration(step+1) * 30 * time.Minute)
					set.Resolve(&c, at, &is)
					if !slices.Equal(was.Atoms, is.Atoms) && !slices.ContainsFunc(turns, func(x time.Time) bool {
						return x.After(at.Add(-30*time.Minute)) && !x.After(at)
					}) {
						t.Fatalf("%s since %s in %q: %v becomes %v before %s; turns are %v", unit, d, name, was.Atoms, is.Atoms, at, turns)
					}
					was, is = is, was
				}
			}
		}
	}
}
