package casefile_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// fixed is the instant of files that name none.
var fixed = time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("", 3600))

// parse reads a file that has no fault.
func parse(t *testing.T, text string) casefile.Read {
	t.Helper()
	got, problems := casefile.Parse("case.yaml", []byte(text), ruleset.Embedded(), fixed)
	if len(problems) > 0 {
		t.Fatalf("unexpected faults:\n%v", problems)
	}
	return got
}

// same reports the first difference between two cases, as far as a file holds
// them: an instant without its name of a zone, and empty lists like none.
func same(t *testing.T, got, want clinical.Case) {
	t.Helper()
	if !got.Now.Equal(want.Now) {
		t.Errorf("now is %v, want %v", got.Now, want.Now)
	}
	_, gz := got.Now.Zone()
	if _, wz := want.Now.Zone(); gz != wz {
		t.Errorf("the zone of now is %d, want %d", gz, wz)
	}
	if got.Schema != want.Schema || got.Protocol != want.Protocol || got.Role != want.Role || got.Note != want.Note {
		t.Errorf("heads differ: %d %q %v %q, want %d %q %v %q", got.Schema, got.Protocol, got.Role, got.Note, want.Schema, want.Protocol, want.Role, want.Note)
	}
	sameAnswers(t, "the case", got.Findings, want.Findings)
	if len(got.GoAheads) != len(want.GoAheads) {
		t.Fatalf("%d go-aheads, want %d", len(got.GoAheads), len(want.GoAheads))
	}
	for i, g := range got.GoAheads {
		w := want.GoAheads[i]
		if g.Kind != w.Kind || g.Who != w.Who || g.At != w.At || g.Until != w.Until || !slices.Equal(g.Covers, w.Covers) {
			t.Errorf("go-ahead %d is %+v, want %+v", i, g, w)
		}
		sameAnswers(t, "a go-ahead", g.Answers, w.Answers)
	}
	if len(got.History) != len(want.History) {
		t.Fatalf("%d events, want %d", len(got.History), len(want.History))
	}
	for i, e := range got.History {
		w := want.History[i]
		if e.Kind != w.Kind || !e.At.Equal(w.At.Truncate(time.Second)) || e.Disposition != w.Disposition || e.Note != w.Note {
			t.Errorf("event %d is %+v, want %+v", i, e, w)
		}
		sameAnswers(t, "an event", e.Findings, w.Findings)
	}
}

func sameAnswers(t *testing.T, what string, got, want map[clinical.FindingID]clinical.Answer) {
	t.Helper()
	if !maps.Equal(got, want) {
		for id := range want {
			if got[id] != want[id] {
				t.Errorf("%s: %s is %+v, want %+v", what, id, got[id], want[id])
			}
		}
		for id := range got {
			if _, ok := want[id]; !ok {
				t.Errorf("%s: %s came out of nowhere", what, id)
			}
		}
	}
}
