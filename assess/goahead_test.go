package assess_test

import (
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
)

func TestWhenAGoAheadHolds(t *testing.T) {
	set := small()
	asked := answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2026-08-01"), "clash": no}
	then := answers{"saddle": choice("none")}
	good := clinical.GoAhead{Kind: "surgeon", Who: "Dr A", At: date(t, "2026-11-01"), Until: date(t, "2027-01-01"), Covers: []clinical.RuleID{"RC-A-01"}, Answers: then}
	with := func(change func(*clinical.GoAhead)) clinical.GoAhead {
		g := good
		change(&g)
		return g
	}
	nowAsked := func(a clinical.Answer) answers { return person(asked).With("saddle", a).Findings }
	const M, R = clinical.Modify, clinical.Refer
	for _, row := range []struct {
		name  string
		given answers
		g     clinical.GoAhead
		at    time.Time
		shown clinical.Disposition
		why   assess.Lapse
		what  clinical.FindingID
	}{
		{"in its time and nothing changed", asked, good, now, M, assess.Holds, ""},
		{"the instant it begins", asked, good, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), M, assess.Holds, ""},
		{"the instant before", asked, good, time.Date(2026, 10, 31, 23, 59, 59, 0, time.UTC), R, assess.NotYet, ""},
		{"the last instant of its last day", asked, good, time.Date(2027, 1, 1, 23, 59, 59, 0, time.UTC), M, assess.Holds, ""},
		{"the day after its last", asked, good, time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC), R, assess.Expired, ""},
		{"begins tomorrow", asked, with(func(g *clinical.GoAhead) { g.At = date(t, "2026-11-22") }), now, R, assess.NotYet, ""},
		{"ended yesterday", asked, with(func(g *clinical.GoAhead) { g.Until = date(t, "2026-11-20") }), now, R, assess.Expired, ""},
		{"ends before it begins", asked, with(func(g *clinical.GoAhead) { g.Until = date(t, "2026-10-01") }), now, R, assess.Expired, ""},
		{"longer than its kind may hold", asked, with(func(g *clinical.GoAhead) { g.At, g.Until = date(t, "2026-08-01"), date(t, "2030") }), now, R, assess.Expired, ""},
		{"the last day that its kind may hold", asked, with(func(g *clinical.GoAhead) { g.At, g.Until = date(t, "2026-08-24"), date(t, "2030") }), now, M, assess.Holds, ""},
		{"the first day that its kind may not", asked, with(func(g *clinical.GoAhead) { g.At, g.Until = date(t, "2026-08-23"), date(t, "2030") }), now, R, assess.Expired, ""},
		{"no date", asked, with(func(g *clinical.GoAhead) { g.At = clinical.Date{} }), now, R, assess.NotYet, ""},
		{"no end", asked, with(func(g *clinical.GoAhead) { g.Until = clinical.Date{} }), now, R, assess.NotYet, ""},
		{"an answer has changed", nowAsked(choice("examined")), good, now, R, assess.Changed, "saddle"},
		{"an answer is missing now", nowAsked(clinical.Answer{}), good, now, R, assess.Changed, "saddle"},
		{"an answer is not sure now", nowAsked(unsure), good, now, R, assess.Changed, "saddle"},
		{"an answer was missing then", asked, with(func(g *clinical.GoAhead) { g.Answers = nil }), now, R, assess.Changed, "saddle"},
		{"an answer was not sure then, nor now", nowAsked(unsure), with(func(g *clinical.GoAhead) { g.Answers = answers{"saddle": unsure} }), now, R, assess.Changed, "saddle"},
		{"an answer that does not exist, unchanged", nowAsked(choice("odd")), with(func(g *clinical.GoAhead) { g.Answers = answers{"saddle": choice("odd")} }), now, R,
			assess.Changed, "saddle"},
		{"not asked then, nor now, though it was written down", nowAsked(clinical.Answer{}), with(func(g *clinical.GoAhead) { g.Answers = answers{"saddle": {}} }), now, R, assess.Changed, "saddle"},
		{"another clinician than the rule names", asked, with(func(g *clinical.GoAhead) { g.Kind = "clinician" }), now, R, assess.CoversNone, ""},
		{"a kind that does not exist", asked, with(func(g *clinical.GoAhead) { g.Kind = "friend" }), now, R, assess.UnknownKind, ""},
		{"no kind", asked, clinical.GoAhead{}, now, R, assess.UnknownKind, ""},
		{"covers nothing", asked, with(func(g *clinical.GoAhead) { g.Covers = nil }), now, R, assess.CoversNone, ""},
		{"covers a rule that does not exist", asked, with(func(g *clinical.GoAhead) { g.Covers = []clinical.RuleID{"RC-X-99"} }), now, R, assess.CoversNone, ""},
		{"covers a wait", asked, with(func(g *clinical.GoAhead) { g.Covers = []clinical.RuleID{"PO-A-01"} }), now, R, assess.CoversNone, ""},
		{"covers an emergency beside", asked, with(func(g *clinical.GoAhead) { g.Covers = []clinical.RuleID{"RF-A-01", "RC-A-01"} }), now, M, assess.Holds, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := person(row.given)
			c.GoAheads = []clinical.GoAhead{row.g}
			a := assess.Assess(set, c, row.at)
			want := row.shown
			if row.given["saddle"] != choice("none") && want == R {
				want = a.Disposition // other rules count too: only the referral is looked at here
			}
			if a.Disposition != want {
				t.Errorf("shows %s, want %s", a.Disposition, want)
			}
			state := assess.GoAheadState{Valid: row.why == assess.Holds, Why: row.why, Lapsed: row.what}
			if len(a.GoAheads) != 1 || a.GoAheads[0] != state {
				t.Errorf("the go-ahead is %+v, want %+v", a.GoAheads, state)
			}
			for _, r := range a.Reasons {
				if r.Rule == "RC-A-01" && (r.Lifted != state.Valid || r.Lifted != (r.Disposition == M)) {
					t.Errorf("the referral is lifted: %v, to %s", r.Lifted, r.Disposition)
				}
			}
		})
	}
}

func TestNoGoAheadLiftsAWaitAnUrgentResultOrAnEmergency(t *testing.T) {
	set := small()
	everything := []clinical.RuleID{}
	for i := range set.Rules {
		everything = append(everything, set.Rules[i].ID)
	}
	for _, row := range []struct {
		name  string
		given answers
		want  clinical.Disposition
	}{
		{"emergency", answers{"saddle": choice("new")}, clinical.Emergency},
		{"urgent", answers{"saddle": unsure}, clinical.Urgent},
		{"postpone", answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2026-11-15"), "clash": no}, clinical.Postpone},
	} {
		c := person(row.given)
		for _, kind := range []string{"surgeon", "clinician"} {
			c.GoAheads = append(c.GoAheads, clinical.GoAhead{Kind: kind, At: date(t, "2026-11-01"), Until: date(t, "2027"), Covers: everything, Answers: row.given})
		}
		if a := assess.Assess(set, c, now); a.Disposition != row.want {
			t.Errorf("%s becomes %s", row.name, a.Disposition)
		}
	}
}

func TestAGoAheadLiftsOnlyWhatItCovers(t *testing.T) {
	set := small()
	c := person(answers{"saddle": choice("examined"), "operated": yes, "op.date": on(t, "2026-08-01"), "clash": no})
	surgeon := clinical.GoAhead{Kind: "surgeon", At: date(t, "2026-11-01"), Until: date(t, "2026-12-01"), Covers: []clinical.RuleID{"RC-A-01", "CI-A-01"}, Answers: c.Findings}
	clinician := surgeon
	clinician.Kind = "clinician"
	for _, row := range []struct {
		name string
		gs   []clinical.GoAhead
		want clinical.Disposition
	}{
		{"none", nil, clinical.Avoid},
		{"the surgeon's alone", []clinical.GoAhead{surgeon}, clinical.Avoid},
		{"the other clinician's alone", []clinical.GoAhead{clinician}, clinical.Refer},
		{"both", []clinical.GoAhead{surgeon, clinician}, clinical.Modify},
	} {
		c.GoAheads = row.gs
		if a := assess.Assess(set, c, now); a.Disposition != row.want {
			t.Errorf("%s: %s, want %s", row.name, a.Disposition, row.want)
		}
	}
}

func TestAGoAheadEndsTheValidityOrTheWait(t *testing.T) {
	set := small()
	c := person(answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2026-08-01"), "clash": no})
	g := clinical.GoAhead{Kind: "surgeon", At: date(t, "2026-11-01"), Until: date(t, "2026-11-21"), Covers: []clinical.RuleID{"RC-A-01"}, Answers: c.Findings}
	c.GoAheads = []clinical.GoAhead{g}
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	if a := assess.Assess(set, c, now); a.ValidUntil == nil || !a.ValidUntil.Equal(midnight) {
		t.Errorf("valid until %v, but the go-ahead ends at midnight", a.ValidUntil)
	}
	g.At, g.Until = date(t, "2026-11-22"), date(t, "2026-12-24")
	c.GoAheads = []clinical.GoAhead{g, {Kind: "friend"}, {Kind: "surgeon", Covers: g.Covers}}
	if a := assess.Assess(set, c, now); a.TryAgain == nil || !a.TryAgain.Equal(midnight) {
		t.Errorf("try again %v, but the go-ahead begins at midnight", a.TryAgain)
	}
}
