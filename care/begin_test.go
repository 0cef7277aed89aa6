package care_test

import (
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// TestAKeptAlarmIsAResultAtOnce checks again after an answer that no re-check
// asks: the alarm stays, and the check counts as begun, so that it can be shown.
func TestAKeptAlarmIsAResultAtOnce(t *testing.T) {
	set := ruleset.Embedded()
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	f := care.New(set)
	f.Findings["flag.kidney"] = clinical.ChoiceAnswer("present")
	f.Began, f.At = now.Add(-48*time.Hour), now.Add(-48*time.Hour)
	f.Again(set, now)
	if as := f.Assess(set); as.Disposition < clinical.Urgent || !f.Begun() || f.Stale(set, now) {
		t.Errorf("%s, begun %v, stale %v", as.Disposition, f.Begun(), f.Stale(set, now))
	}
	g := care.New(set)
	g.Findings["flag.kidney"] = clinical.ChoiceAnswer("none")
	g.Again(set, now)
	if g.Begun() {
		t.Error("a re-check without an alarm has begun before its first answer")
	}
}
