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

// turns is every instant after now at which time can change the case.
func turns(s *ruleset.Set, c clinical.Case, now time.Time) []time.Time {
	var f ruleset.Facts
	s.Resolve(&c, now, &f)
	return s.Turns(&c, &f, now, time.Time{}, nil)
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
		{"an instant", "2026-11-20T12:00:00+01:00", "hours", 72, []string{"2026-11-23T12:00:00+01:00"}},
		{"days", "2026-11-10T12:00:00+01:00", "days", 14, []string{"2026-11-24T12:00:00+01:00"}},
		{"weeks", "2026-11-10T12:00:00+01:00", "weeks", 2, []string{"2026-11-24T12:00:00+01:00"}},
		{"months", "2026-10-31", "months", 1, []string{"2026-11-30T00:00:00+01:00", "2026-12-01T00:00:00+01:00"}},
		{"years", "1962", "years", 65, []string{"2027-01-01T00:00:00+01:00", "2028-01-01T00:00:00+01:00"}},
		{"a bound that everything has passed", "2026-11-20", "hours", 0, nil},
		{"a bound beyond the range", "2026-11-20", "hours", 100_001, nil},
		{"a date ahead becomes one that counts", "2026-11-22", "hours", 0, []string{"2026-11-22T00:00:00+01:00"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Zone: zone(t, "Europe/Berlin"), Findings: answers{"began": clinical.DateAnswer(date(t, row.date))}}
			var got []string
			for _, at := range turns(timed(row.unit, row.bound), c, now) {
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
		if got := turns(timed("hours", 72), c, now); len(got) != 0 {
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
	got := turns(s, c, now)
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
				named := turns(set, c, now)
				var was, is ruleset.Facts
				set.Resolve(&c, now, &was)
				for step := range 24 * 7 * 2 {
					at := now.Add(time.Duration(step+1) * 30 * time.Minute)
					set.Resolve(&c, at, &is)
					if !slices.Equal(was.Codes, is.Codes) && !slices.ContainsFunc(named, func(x time.Time) bool {
						return x.After(at.Add(-30*time.Minute)) && !x.After(at)
					}) {
						t.Fatalf("%s since %s in %q: %v becomes %v before %s; turns are %v", unit, d, name, was.Codes, is.Codes, at, named)
					}
					was, is = is, was
				}
			}
		}
	}
}

// Moving facts on in time gives what resolving anew gives, and what is said of
// the change is true; with an end, no instant before it is left out.
func TestTimeMovesOnAsIfItWereResolvedAnew(t *testing.T) {
	_, set := theProtocol(t)
	rng := rand.New(rand.NewPCG(7, 8))
	changes, still, stood := 0, 0, 0
	for _, c := range crowd(set, 600) {
		c.Findings["surgery.date"] = clinical.DateAnswer(date(t, c.Now.AddDate(0, 0, 15-rng.IntN(60)).Format("2006-01-02")))
		var f, anew ruleset.Facts
		var was, is, fresh ruleset.Result
		set.Resolve(&c, c.Now, &f)
		set.Eval(&f, nil, &was)
		end := c.Now.Add(time.Duration(1+rng.IntN(2000)) * time.Hour)
		every, some := set.Turns(&c, &f, c.Now, time.Time{}, nil), set.Turns(&c, &f, c.Now, end, nil)
		early := slices.DeleteFunc(slices.Clone(every), func(at time.Time) bool { return !at.Before(end) })
		if !slices.EqualFunc(early, some, time.Time.Equal) {
			t.Fatalf("before %s: %v, want %v", end, some, early)
		}
		at := c.Now
		for range 5 {
			before := slices.Clone(f.Codes)
			if len(every) > 0 && rng.IntN(2) == 0 {
				at = every[rng.IntN(len(every))]
			} else {
				at = at.Add(time.Duration(rng.IntN(3000)-500) * time.Hour)
			}
			changed := set.Advance(&c, at, &f)
			set.Resolve(&c, at, &anew)
			slices.Sort(f.Faulty)
			slices.Sort(anew.Faulty)
			if !slices.Equal(f.States, anew.States) || !slices.Equal(f.Codes, anew.Codes) || !slices.Equal(f.Faulty, anew.Faulty) {
				t.Fatalf("at %s: %v %v, want %v %v\n%s", at, f.States, f.Faulty, anew.States, anew.Faulty, told(set, c))
			}
			if changed == slices.Equal(before, f.Codes) {
				t.Fatalf("at %s: changed is %v", at, changed)
			}
			if changed {
				changes++
			} else {
				still++
			}
			set.Eval(&f, nil, &is)
			set.Eval(&anew, nil, &fresh)
			if !slices.Equal(is.Values, fresh.Values) {
				t.Fatalf("at %s: rules are %v, want %v", at, is.Values, fresh.Values)
			}
			for i := range set.Rules {
				if set.Lasting(i) && was.Values[i] != is.Values[i] {
					t.Fatalf("at %s: %s changes, which time alone cannot change", at, set.Rules[i].ID)
				} else if !set.Lasting(i) && was.Values[i] != is.Values[i] {
					stood++
				}
			}
		}
	}
	if changes == 0 || still == 0 || stood == 0 {
		t.Errorf("%d changes of atoms, %d of rules, %d instants without: the people are not varied enough", changes, stood, still)
	}
}

func TestWhatTimeCannotChange(t *testing.T) {
	set := sealed(ruleset.Set{
		Findings: []ruleset.Finding{
			{ID: "began", Type: ruleset.Date},
			{ID: "days", Type: ruleset.Int, Max: 100, Derive: &ruleset.Derive{Kind: "elapsed", Of: 0, Unit: "days"}},
			{ID: "early", Type: ruleset.Int, Max: 10, OnlyIf: is(0)},
			{ID: "early.change", Type: ruleset.Int, Min: -10, Max: 10, Derive: &ruleset.Derive{Kind: "change", Of: 2}},
			{ID: "fall", Type: ruleset.Bool, Values: []string{"no", "yes"}},
			{ID: "sessions", Type: ruleset.Int, Max: 10, Derive: &ruleset.Derive{Kind: "count", Ev: "session"}},
		},
		Atoms: []ruleset.Atom{{Finding: 1, Max: 3}, {Finding: 2, Min: 5, Max: 10}, {Finding: 3, Min: 1, Max: 10}, {Finding: 4, Mask: 2}, {Finding: 5, Min: 5, Max: 10}},
		Rules: []ruleset.Rule{{ID: "0", When: is(0)}, {ID: "1", When: not(is(1))}, {ID: "2", When: all(is(2), is(3))}, {ID: "3", When: is(3)}, {ID: "4", When: is(4)},
			{ID: "5", When: ruleset.Expr{Op: ruleset.OpTrue}}},
	})
	for i, want := range []bool{false, false, false, true, true, true} {
		if set.Lasting(i) != want {
			t.Errorf("rule %d lasts: %v", i, !want)
		}
	}
	with := set.Rules[3]
	with.When = is(5)
	if more := set.Replace(3, with, ruleset.Atom{Finding: 1, Min: 50, Max: 100}); more.Lasting(3) || !set.Lasting(3) {
		t.Error("a rule that was replaced is taken for the one before")
	}
}
