package assess_test

import (
	"fmt"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/internal/protocoltest"
	"paraspinal/ruleset"
)

// theProtocol is the protocol of this source, as written and as compiled.
var theProtocol = protocoltest.Compiled

type answers = map[clinical.FindingID]clinical.Answer

var (
	now    = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	choice = clinical.ChoiceAnswer
	yes    = clinical.BoolAnswer(true)
	no     = clinical.BoolAnswer(false)
	unsure = clinical.UnsureAnswer()
)

func on(t *testing.T, s string) clinical.Answer {
	t.Helper()
	return clinical.DateAnswer(date(t, s))
}

func date(t *testing.T, s string) clinical.Date {
	t.Helper()
	d, err := clinical.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func is(atom int) ruleset.Expr { return ruleset.Expr{Op: ruleset.OpAtom, Atom: atom} }

// Findings of the small Set.
const (
	saddle = iota // none, examined, new
	operated
	opDate
	opDays // from opDate
	legSide
	clash
)

// small is a protocol of a few rules: an emergency, a wait after an operation,
// a referral and a ban that agreements lift, and limits.
func small() *ruleset.Set {
	yesNo := []string{"no", "yes"}
	zero := int32(0)
	care := func(w clinical.Who, in clinical.Within) clinical.Care { return clinical.Care{Who: w, Within: in} }
	doctor := care(clinical.Doctor, clinical.Today)
	light := ruleset.Effect{Disposition: clinical.Modify, Limits: []int{0}, Advice: []string{"walk"}}
	s := ruleset.Set{
		ID: "small", Version: "1.0.0", ValidHours: 24,
		Findings: []ruleset.Finding{
			{ID: "saddle", Type: ruleset.Choice, Values: []string{"none", "examined", "new"}, Normal: &zero},
			{ID: "operated", Type: ruleset.Bool, Values: yesNo, Normal: &zero},
			{ID: "op.date", Type: ruleset.Date, OnlyIf: is(1)},
			{ID: "op.days", Type: ruleset.Int, Max: 10_000, Derive: &ruleset.Derive{Kind: "elapsed", Of: opDate, Unit: "days"}},
			{ID: "leg.side", Type: ruleset.Choice, Values: []string{"left", "right", "both"}},
			{ID: "clash", Type: ruleset.Bool, Values: yesNo, Normal: &zero},
		},
		Atoms: []ruleset.Atom{{Finding: saddle, Mask: 4}, {Finding: operated, Mask: 2}, {Finding: opDays, Max: 13}, {Finding: opDays, Min: 14, Max: 364},
			{Finding: saddle, Mask: 2}, {Finding: clash, Mask: 2}, {Finding: opDays, Min: 365, Max: 10_000}},
		Limits: []ruleset.Limit{{Kind: ruleset.PressureCap, Target: "light"}, {Kind: ruleset.NoHeat, Side: legSide + 1}, {Kind: ruleset.Consent, Target: "gluteal"},
			{Kind: ruleset.NoTouch, On: clinical.Right}},
		Rules: []ruleset.Rule{
			{ID: "RF-A-01", When: is(0), Then: ruleset.Effect{Disposition: clinical.Emergency, Care: care(clinical.EmergencyServices, clinical.Now)},
				Unsure: &ruleset.Effect{Disposition: clinical.Urgent, Care: doctor}, Until: true, Reads: []int{saddle}, Evidence: []string{"GIRFT-CES-2023"}},
			{ID: "PO-A-01", When: is(2), Then: ruleset.Effect{Disposition: clinical.Postpone}, Unsure: &ruleset.Effect{Disposition: clinical.Postpone}, Until: true, Reads: []int{opDays}},
			{ID: "RC-A-01", When: is(3), Then: ruleset.Effect{Disposition: clinical.Refer, Care: care(clinical.Surgeon, clinical.Routine)}, LiftedBy: "surgeon", Until: true,
				Remains: &light, Reads: []int{opDays}},
			{ID: "CI-A-01", When: is(4), Then: ruleset.Effect{Disposition: clinical.Avoid}, LiftedBy: "clinician", Until: true,
				Remains: &ruleset.Effect{Disposition: clinical.Modify, Limits: []int{1}}, Reads: []int{saddle}},
			{ID: "PR-A-01", When: is(6), Then: light, Unsure: &light, Reads: []int{opDays}},
			{ID: "CX-A-01", When: is(5), Then: ruleset.Effect{Disposition: clinical.Modify, Limits: []int{1, 3}, Advice: []string{"walk", "rest"}}, Contradiction: true, Reads: []int{clash}},
			{ID: "PR-A-02", When: ruleset.Expr{Op: ruleset.OpTrue}, Then: ruleset.Effect{Disposition: clinical.Suitable, Limits: []int{2}}, Universal: true},
		},
		Questions: []ruleset.Question{{ID: "saddle", First: true, Recheck: true, Asks: []int{saddle}}, {ID: "operation", First: true, Asks: []int{operated, opDate}},
			{ID: "clash", First: true, Asks: []int{clash}}, {ID: "clash_again", Recheck: true, Asks: []int{clash}},
			{ID: "side", First: true, Recheck: true, Asks: []int{legSide}}},
		GoAheads: []ruleset.GoAheadKind{{ID: "surgeon", LapsesOn: []int{saddle}, MaxDays: 90}, {ID: "clinician", LapsesOn: []int{operated, saddle}, MaxDays: 30}},
	}
	for i := range s.Findings {
		s.Order = append(s.Order, i)
	}
	ruleset.Seal(&s)
	return &s
}

func person(f answers) clinical.Case {
	return clinical.Case{Schema: clinical.CaseSchema, Now: now, Zone: time.UTC, Findings: f}
}

func rules(a *assess.Assessment) string {
	out := ""
	for _, r := range a.Reasons {
		out += string(r.Rule) + " "
	}
	return out
}

// told lists the answers of a case that are not normal, for a failure.
func told(set *ruleset.Set, c clinical.Case) string {
	out := ""
	for _, e := range c.History {
		out += fmt.Sprintf("%s %s %v\n", e.At.Format(time.RFC3339), e.Kind, e.Findings)
	}
	for i := range set.Findings {
		f := &set.Findings[i]
		if a := c.Get(f.ID); a.Kind != clinical.NotAsked && (f.Normal == nil || a != f.Answer(*f.Normal)) {
			out += fmt.Sprintf("%s: %s\n", f.ID, f.FormatAnswer(a))
		}
	}
	return out
}
