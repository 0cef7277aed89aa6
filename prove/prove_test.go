package prove_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/prove"
	"paraspinal/ruleset"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// TestTheProtocolIsSafe proves every property, and that its twin breaks it.
func TestTheProtocolIsSafe(t *testing.T) {
	set, props := prove.TheProtocol(t)
	if len(props) < 25 {
		t.Fatalf("only %d properties", len(props))
	}
	p := prove.New(set, props, now)
	for i := range props {
		t.Run(props[i].ID, func(t *testing.T) {
			start := time.Now()
			r := p.Prove(&props[i])
			t.Logf("%v %d clauses %d lemmas %d literals", time.Since(start), r.Clauses, r.Lemmas, r.Literals)
			if !r.Holds {
				t.Errorf("%s does not hold: %s", r.Says, r.Fault)
				for _, x := range r.People[:min(2, len(r.People))] {
					t.Errorf("%s: %v go-aheads %v history %v: %s", x.Why, x.Case.Findings, x.Case.GoAheads, x.Case.History, x.Result.Disposition)
				}
			}
			broken := prove.Plant(set, props[i].Twin)
			if r := prove.New(broken, props[i:i+1], now).Prove(&props[i]); !r.Broken() {
				t.Errorf("the twin %+v is not noticed, or for another reason: %s", props[i].Twin, r.Fault)
			}
		})
	}
}

// TestEveryAlarmIsHeldByAProperty takes away each rule that sends somebody to
// help today or now: at least one property must break.
func TestEveryAlarmIsHeldByAProperty(t *testing.T) {
	set, props := prove.TheProtocol(t)
	alarms := 0
	for i := range set.Rules {
		if set.Rules[i].Then.Disposition < clinical.Urgent {
			continue
		}
		alarms++
		p := prove.New(prove.Plant(set, []ruleset.Fault{{Drop: set.Rules[i].ID}}), props, now)
		held := false
		for j := range props {
			if props[j].Then.Law == "" && !p.Prove(&props[j]).Holds {
				held = true
				break
			}
		}
		if !held {
			t.Errorf("no property notices that %s is gone", set.Rules[i].ID)
		}
	}
	if alarms < 20 {
		t.Errorf("only %d alarms", alarms)
	}
}

// TestAWideRangeIsRefused gives a finding more numbers than a proof can tell
// apart one by one.
func TestAWideRangeIsRefused(t *testing.T) {
	set, props := prove.TheProtocol(t)
	i, _ := set.Finding("pain.back")
	for _, tt := range []struct {
		max     int32
		refused bool
	}{{100, false}, {300_000, true}, {math.MaxInt32 - 1, true}} {
		wide := *set
		wide.Findings = slices.Clone(set.Findings)
		wide.Findings[i].Max = tt.max
		ruleset.Seal(&wide)
		p := prove.New(&wide, props, now)
		if refused := p.Err() != nil && strings.Contains(p.Err().Error(), "pain.back has "); refused != tt.refused {
			t.Errorf("up to %d: %v", tt.max, p.Err())
		}
		if r := p.Prove(&props[0]); r.Holds == tt.refused {
			t.Errorf("up to %d: holds %v: %s", tt.max, r.Holds, r.Fault)
		}
		if _, err := prove.Compare(set, &wide, now); tt.refused && err == nil {
			t.Errorf("up to %d: compared", tt.max)
		}
	}
}

// TestAClaimIsAboutASide asks the claim about the left leg of the right one,
// which may be warmed.
func TestAClaimIsAboutASide(t *testing.T) {
	set, props := prove.TheProtocol(t)
	left := props[slices.IndexFunc(props, func(p ruleset.Property) bool { return p.ID == "SP-41" })]
	work := *left.Then.Never
	work.Side = clinical.Right
	left.Then.Never = &work
	if r := prove.New(set, []ruleset.Property{left}, now).Prove(&left); !r.Broken() {
		t.Errorf("holds %v: %s", r.Holds, r.Fault)
	}
}

// TestAnEmptyPremiseIsNotNoticed plants a fault that leaves nobody of whom the
// property speaks: it does not hold then, and nothing was shown.
func TestAnEmptyPremiseIsNotNoticed(t *testing.T) {
	set, props := prove.TheProtocol(t)
	never := props[slices.IndexFunc(props, func(p ruleset.Property) bool { return p.Then.Never != nil })]
	broken := prove.Plant(set, []ruleset.Fault{{Rule: "PO-INF-01", When: ruleset.Expr{Op: ruleset.OpTrue}}})
	r := prove.New(broken, []ruleset.Property{never}, now).Prove(&never)
	if r.Holds || r.Broken() || r.Fault == "" {
		t.Errorf("holds %v, broken %v: %s", r.Holds, r.Broken(), r.Fault)
	}
}
