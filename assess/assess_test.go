package assess_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

func TestWhatIsDecidedAboutAPerson(t *testing.T) {
	set := small()
	for _, row := range []struct {
		name    string
		given   answers
		shown   clinical.Disposition
		atMost  clinical.Disposition
		settled bool
		next    string
		rules   string
	}{
		{"nothing asked", nil, clinical.Undecided, clinical.Emergency, false, "saddle", ""},
		{"an emergency needs one answer", answers{"saddle": choice("new")}, clinical.Emergency, clinical.Emergency, true, "", "RF-A-01 "},
		{"not sure of an emergency sign", answers{"saddle": unsure}, clinical.Urgent, clinical.Urgent, true, "", "RF-A-01 "},
		{"nothing to mind", answers{"saddle": choice("none"), "operated": no, "clash": no}, clinical.Suitable, clinical.Suitable, true, "", ""},
		{"a limit, and its side is asked", answers{"saddle": choice("none"), "operated": no, "clash": yes}, clinical.Modify, clinical.Modify, true, "side", "CX-A-01 "},
		{"a limit on a side", answers{"saddle": choice("none"), "operated": no, "clash": yes, "leg.side": choice("left")}, clinical.Modify, clinical.Modify, true, "", "CX-A-01 "},
		{"too soon, and something worse may come", answers{"operated": yes, "op.date": on(t, "2026-11-15")}, clinical.Postpone, clinical.Emergency, false, "saddle", "PO-A-01 "},
		{"the most cautious first", answers{"saddle": choice("examined"), "operated": yes, "op.date": on(t, "2026-11-15"), "clash": yes}, clinical.Avoid, clinical.Avoid, true, "",
			"CI-A-01 PO-A-01 CX-A-01 "},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := assess.Assess(set, person(row.given), now)
			if a.Disposition != row.shown || a.AtMost != row.atMost || a.Settled != row.settled || rules(&a) != row.rules {
				t.Errorf("shows %s at most %s settled %v because of %s", a.Disposition, a.AtMost, a.Settled, rules(&a))
			}
			next := ""
			if a.Next != nil {
				next = a.Next.Question
			}
			if next != row.next || (len(a.Open) == 0) != (next == "") {
				t.Errorf("asks %q, open %v", next, a.Open)
			}
			if c, ok := a.Clearance(); ok != (row.settled && row.shown.Allows()) || ok == (c.Assessment() == nil) {
				t.Errorf("clears: %v", ok)
			}
			if u := a.Universal(); len(u) != 1 || u[0].Target != "gluteal" {
				t.Errorf("for everyone: %v", u)
			}
			if (a.ValidUntil == nil) != (row.shown == clinical.Undecided) {
				t.Errorf("valid until %v", a.ValidUntil)
			}
			if a.Protocol != (assess.Protocol{ID: "small", Version: "1.0.0", Digest: set.Digest}) || !a.Now.Equal(now) {
				t.Errorf("decided by %v at %s", a.Protocol, a.Now)
			}
		})
	}
}

func TestAReasonCarriesItsAnswersAndItsEvidence(t *testing.T) {
	a := assess.Assess(small(), person(answers{"saddle": choice("new")}), now)
	want := []assess.Reason{{Rule: "RF-A-01", Disposition: clinical.Emergency, Care: clinical.Care{Who: clinical.EmergencyServices, Within: clinical.Now},
		Findings: []clinical.FindingID{"saddle"}, Evidence: []string{"GIRFT-CES-2023"}}}
	if !reflect.DeepEqual(a.Reasons, want) {
		t.Errorf("got %+v", a.Reasons)
	}
	a = assess.Assess(small(), person(answers{"saddle": choice("odd")}), now)
	if len(a.Reasons) != 1 || !a.Reasons[0].Unsure || !slices.Equal(a.Faulty, []clinical.FindingID{"saddle"}) || a.Disposition != clinical.Urgent {
		t.Errorf("an answer out of range gives %+v, faulty %v", a.Reasons, a.Faulty)
	}
}

func TestLimitsAdviceAndContradictions(t *testing.T) {
	for _, row := range []struct {
		name string
		side clinical.Answer
		want clinical.Side
	}{
		{"left", choice("left"), clinical.Left}, {"right", choice("right"), clinical.Right}, {"both", choice("both"), clinical.Bilateral},
		{"not asked means both", clinical.Answer{}, clinical.Bilateral}, {"not sure means both", unsure, clinical.Bilateral},
	} {
		t.Run(row.name, func(t *testing.T) {
			set := small()
			given := answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2024"), "clash": yes, "leg.side": row.side}
			a := assess.Assess(set, person(given), now)
			want := []assess.Limit{
				{Limit: &set.Limits[0], Rule: "PR-A-01"},
				{Limit: &set.Limits[1], Rule: "CX-A-01", Side: row.want},
				{Limit: &set.Limits[3], Rule: "CX-A-01", Side: clinical.Right},
			}
			if !reflect.DeepEqual(a.Limits, want) {
				t.Errorf("limits are %+v", a.Limits)
			}
			if !slices.Equal(a.Advice, []string{"walk", "rest"}) || !slices.Equal(a.Contradictions, []clinical.RuleID{"CX-A-01"}) {
				t.Errorf("advice %v, contradictions %v", a.Advice, a.Contradictions)
			}
		})
	}
}

func TestWhatWouldChangeIt(t *testing.T) {
	set := small()
	for _, row := range []struct {
		name  string
		given answers
		want  []assess.Change
	}{
		{"an emergency: nothing", answers{"saddle": choice("new")}, nil},
		{"urgent: nothing", answers{"saddle": unsure}, nil},
		{"modify: nothing to lift", answers{"saddle": choice("none"), "operated": no, "clash": yes}, nil},
		{"postpone: time", answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2026-11-15")}, []assess.Change{{Rule: "PO-A-01", Until: true}}},
		{"refer: the surgeon, and what remains", answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2026-08")},
			[]assess.Change{{Rule: "RC-A-01", Until: true, LiftedBy: "surgeon", Remains: []*ruleset.Limit{&set.Limits[0]}}}},
		{"only the rules at the top", answers{"saddle": choice("examined"), "operated": yes, "op.date": on(t, "2026-08")},
			[]assess.Change{{Rule: "CI-A-01", Until: true, LiftedBy: "clinician", Remains: []*ruleset.Limit{&set.Limits[1]}}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if a := assess.Assess(set, person(row.given), now); !reflect.DeepEqual(a.Change, row.want) {
				t.Errorf("got %+v, want %+v", a.Change, row.want)
			}
		})
	}
}

func TestARecheckAsksOnItsOwnPages(t *testing.T) {
	c := person(answers{"saddle": choice("none"), "operated": no})
	first, again := assess.Assess(small(), c, now), assess.Assess(small(), c, now, assess.ForRecheck())
	if first.Next == nil || first.Next.Question != "clash" || again.Next == nil || again.Next.Question != "clash_again" {
		t.Errorf("asks %v and %v", first.Next, again.Next)
	}
	if !slices.Equal(first.Next.Findings, []clinical.FindingID{"clash"}) {
		t.Errorf("asks for %v", first.Next.Findings)
	}
}

func TestOnlyADecisionGivesAClearance(t *testing.T) {
	fine := person(answers{"saddle": choice("none"), "operated": no, "clash": no})
	set := small()
	good := assess.Assess(set, fine, now)
	clearance, ok := good.Clearance()
	if !ok || clearance.Set() != set || !reflect.DeepEqual(clearance.Case(), fine) || clearance.Assessment().Disposition != clinical.Suitable {
		t.Fatal("a settled suitable assessment gives no clearance")
	}
	var zero assess.Clearance
	if zero.Assessment() != nil || zero.Set() != nil || !reflect.DeepEqual(zero.Case(), clinical.Case{}) {
		t.Error("the zero clearance gives something")
	}
	byHand := assess.Assessment{Settled: true, Disposition: clinical.Suitable}
	raised := assess.Assess(set, person(answers{"saddle": choice("new")}), now)
	raised.Disposition, raised.Settled = clinical.Suitable, true
	open := assess.Assess(set, person(nil), now)
	open.Settled, open.Disposition = true, clinical.Modify
	lowered := good
	lowered.Disposition = clinical.Refer
	unsettled := good
	unsettled.Settled = false
	for name, a := range map[string]*assess.Assessment{"the zero assessment": {}, "one made by hand": &byHand, "an emergency relabelled": &raised,
		"an undecided one relabelled": &open, "one withdrawn since": &lowered, "one unsettled since": &unsettled} {
		if c, ok := a.Clearance(); ok || c != zero {
			t.Errorf("%s gives a clearance", name)
		}
	}
	good.Disposition = clinical.Emergency
	if clearance.Assessment().Disposition != clinical.Suitable {
		t.Error("a clearance changes with the assessment it came from")
	}
}

func TestHowLongItHoldsAndWhenToTryAgain(t *testing.T) {
	set := small()
	fine := answers{"saddle": choice("none"), "clash": no, "operated": yes}
	at := func(s string) *time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return &v
	}
	for _, row := range []struct {
		name         string
		date         string
		shown        clinical.Disposition
		until, again *time.Time
	}{
		{"the stated validity", "2026-10-01", clinical.Refer, at("2026-11-22T10:00:00Z"), at("2027-10-01T00:00:00Z")},
		{"time raises the floor sooner", "2026-11-07", clinical.Postpone, at("2026-11-22T00:00:00Z"), nil},
		{"time raises the floor later than stated", "2026-11-10T12:00:00Z", clinical.Postpone, at("2026-11-22T10:00:00Z"), at("2027-11-10T12:00:00Z")},
		{"time lowers the floor", "2025-11-25", clinical.Refer, at("2026-11-22T10:00:00Z"), at("2026-11-25T00:00:00Z")},
		{"nothing turns any more", "2020", clinical.Modify, at("2026-11-22T10:00:00Z"), nil},
		{"a date ahead counts as unsure until it comes", "2026-11-22", clinical.Postpone, at("2026-11-22T10:00:00Z"), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			given := person(fine).With("op.date", on(t, row.date))
			a := assess.Assess(set, given, now)
			if a.Disposition != row.shown {
				t.Fatalf("shows %s because of %s", a.Disposition, rules(&a))
			}
			for _, p := range []struct {
				name      string
				got, want *time.Time
			}{{"valid until", a.ValidUntil, row.until}, {"try again", a.TryAgain, row.again}} {
				if p.want == nil && p.name == "try again" && row.shown != clinical.Modify {
					continue // the row is about the validity
				}
				if (p.got == nil) != (p.want == nil) || p.got != nil && !p.got.Equal(*p.want) {
					t.Errorf("%s %v, want %v", p.name, p.got, p.want)
				}
			}
		})
	}
}

func TestNobodyIsToldToWaitOutAnUrgentResult(t *testing.T) {
	set := small()
	i, _ := set.Rule("PO-A-01")
	urgent := set.Rules[i]
	urgent.Then.Disposition = clinical.Urgent
	given := person(answers{"saddle": choice("none"), "clash": no, "operated": yes, "op.date": on(t, "2026-11-15T10:00:00Z")})
	if a := assess.Assess(set, given, now); a.Disposition != clinical.Postpone || a.TryAgain != nil && a.TryAgain.Before(now) {
		t.Fatalf("shows %s, try again %v", a.Disposition, a.TryAgain)
	}
	urgent.Unsure = nil
	if a := assess.Assess(set.Replace(i, urgent), given, now); a.Disposition != clinical.Urgent || a.TryAgain != nil {
		t.Errorf("shows %s, try again %v", a.Disposition, a.TryAgain)
	}
}
