package ruleset_test

import (
	"math"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

var (
	open    = ruleset.State{}
	doubt   = ruleset.State{Status: ruleset.Doubt}
	nothing = ruleset.State{Status: ruleset.Nothing}
)

func between(lo, hi int32) ruleset.State {
	return ruleset.State{Status: ruleset.Value, Lo: lo, Hi: hi}
}

func TestAnswersBecomeStates(t *testing.T) {
	set := sealed(ruleset.Set{Findings: []ruleset.Finding{
		{ID: "course", Type: ruleset.Choice, Values: []string{"none", "before", "new"}},
		{ID: "fall", Type: ruleset.Bool, Values: []string{"no", "yes"}},
		{ID: "score", Type: ruleset.Int, Min: 0, Max: 10},
		{ID: "onset", Type: ruleset.Date},
		{ID: "fragment", Type: ruleset.Choice, Values: []string{"gone", "current"}, UnsureIs: ptr(int32(1))},
	}})
	now := instant(t, "2026-11-21T10:00:00+01:00")
	on := func(s string) clinical.Answer { return clinical.DateAnswer(date(t, s)) }
	for _, row := range []struct {
		name   string
		id     clinical.FindingID
		answer clinical.Answer
		want   ruleset.State
		faulty bool
	}{
		{"not asked", "course", clinical.Answer{}, open, false},
		{"not asked whatever else it holds", "fall", clinical.Answer{Bool: true}, open, false},
		{"not sure", "course", clinical.UnsureAnswer(), doubt, false},
		{"not sure of a number", "score", clinical.UnsureAnswer(), doubt, false},
		{"a kind of answer that does not exist", "score", clinical.Answer{Kind: clinical.Known + 1}, doubt, true},
		{"the first choice", "course", clinical.ChoiceAnswer("none"), ruleset.Known(0), false},
		{"the last choice", "course", clinical.ChoiceAnswer("new"), ruleset.Known(2), false},
		{"a choice that does not exist", "course", clinical.ChoiceAnswer("healed"), doubt, true},
		{"an empty choice", "course", clinical.ChoiceAnswer(""), doubt, true},
		{"a number for a choice", "course", clinical.IntAnswer(1), doubt, true},
		{"a choice with a number beside it", "course", clinical.Answer{Kind: clinical.Known, Choice: "none", Int: 3}, doubt, true},
		{"no", "fall", clinical.BoolAnswer(false), ruleset.Known(0), false},
		{"yes", "fall", clinical.BoolAnswer(true), ruleset.Known(1), false},
		{"a text for a yes or no is not a no", "fall", clinical.ChoiceAnswer("true"), doubt, true},
		{"a number for a yes or no is not a no", "fall", clinical.IntAnswer(1), doubt, true},
		{"yes with a text beside it", "fall", clinical.Answer{Kind: clinical.Known, Bool: true, Choice: "no"}, doubt, true},
		{"the lowest number", "score", clinical.IntAnswer(0), ruleset.Known(0), false},
		{"the highest number", "score", clinical.IntAnswer(10), ruleset.Known(10), false},
		{"one below the range", "score", clinical.IntAnswer(-1), doubt, true},
		{"one above the range", "score", clinical.IntAnswer(11), doubt, true},
		{"a number too large for the rules", "score", clinical.IntAnswer(1 << 40), doubt, true},
		{"a yes for a number is not a zero", "score", clinical.BoolAnswer(true), doubt, true},
		{"a date", "onset", on("2026-11-20"), ruleset.Known(0), false},
		{"today", "onset", on("2026-11-21"), ruleset.Known(0), false},
		{"this month", "onset", on("2026-11"), ruleset.Known(0), false},
		{"this very instant", "onset", on("2026-11-21T10:00:00+01:00"), ruleset.Known(0), false},
		{"one second ahead", "onset", on("2026-11-21T10:00:01+01:00"), doubt, true},
		{"tomorrow", "onset", on("2026-11-22"), doubt, true},
		{"next year", "onset", on("2027"), doubt, true},
		{"a date that was never given", "onset", clinical.Answer{Kind: clinical.Known}, doubt, true},
		{"not sure counts as the worse value", "fragment", clinical.UnsureAnswer(), ruleset.Known(1), false},
		{"out of range counts as not sure, and so as the worse value", "fragment", clinical.ChoiceAnswer("odd"), ruleset.Known(1), true},
		{"not asked does not count as not sure", "fragment", clinical.Answer{}, open, false},
		{"a date with a number beside it", "onset", clinical.Answer{Kind: clinical.Known, Date: date(t, "2026"), Int: 1}, doubt, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Zone: zone(t, "Europe/Berlin"), Findings: answers{row.id: row.answer}}
			got, faulty := resolved(set, c, now, row.id)
			if got != row.want || faulty != row.faulty {
				t.Errorf("got %v faulty %v, want %v faulty %v", got, faulty, row.want, row.faulty)
			}
		})
	}
}

func TestMemoryIsReusedAndNothingIsLeftInIt(t *testing.T) {
	set := sealed(ruleset.Set{Findings: []ruleset.Finding{{ID: "fall", Type: ruleset.Bool, Values: []string{"no", "yes"}}}, Atoms: []ruleset.Atom{{Mask: 2}}})
	var f ruleset.Facts
	bad, none := clinical.Case{Findings: answers{"fall": clinical.IntAnswer(9)}}, clinical.Case{}
	set.Resolve(&bad, instant(t, "2026-11-21T10:00:00Z"), &f)
	if len(f.Faulty) != 1 || f.Atoms().At(0) != (ruleset.Interval{Lo: ruleset.Unsure, Hi: ruleset.Unsure}) {
		t.Fatalf("got %+v", f)
	}
	set.Resolve(&none, instant(t, "2026-11-21T10:00:00Z"), &f)
	if len(f.Faulty) != 0 || f.States[0] != open || f.Atoms().At(0) != (ruleset.Interval{Lo: ruleset.False, Hi: ruleset.True}) {
		t.Errorf("an earlier case shows through: %+v", f)
	}
}

// A finding that hangs on another: it concerns the person only after a fall
// from a height.
func TestFindingsThatHangOnAnother(t *testing.T) {
	set := sealed(ruleset.Set{
		Findings: []ruleset.Finding{
			{ID: "fall", Type: ruleset.Bool, Values: []string{"no", "yes"}},
			{ID: "height", Type: ruleset.Int, Max: 20, OnlyIf: is(0)},
			{ID: "landed", Type: ruleset.Choice, Values: []string{"feet", "back"}, OnlyIf: is(1)},
		},
		Atoms: []ruleset.Atom{{Finding: 0, Mask: 2}, {Finding: 1, Min: 2, Max: math.MaxInt32}, {Finding: 2, Mask: 2}},
	})
	yes, no, unsure := clinical.BoolAnswer(true), clinical.BoolAnswer(false), clinical.UnsureAnswer()
	for _, row := range []struct {
		name           string
		given          answers
		height, landed ruleset.State
		askHeight      bool
		askLanded      bool
	}{
		{"nothing asked", answers{}, open, open, false, false},
		{"yes: it can be asked", answers{"fall": yes}, open, open, true, false},
		{"no: it does not concern, nor what hangs on it", answers{"fall": no}, nothing, nothing, false, false},
		{"not sure: it can be asked", answers{"fall": unsure}, open, open, true, false},
		{"the chain goes on", answers{"fall": yes, "height": clinical.IntAnswer(2)}, ruleset.Known(2), open, true, true},
		{"the chain ends", answers{"fall": yes, "height": clinical.IntAnswer(1)}, ruleset.Known(1), nothing, true, false},
		{"not sure in the middle", answers{"fall": yes, "height": unsure}, doubt, open, true, true},
		{"out of range in the middle", answers{"fall": yes, "height": clinical.IntAnswer(99)}, doubt, open, true, true},
		{"an answer given before the no stays", answers{"fall": no, "height": clinical.IntAnswer(5)}, ruleset.Known(5), open, false, true},
		{"a doubt given before the no stays", answers{"fall": no, "height": unsure}, doubt, open, false, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Findings: row.given}
			var f ruleset.Facts
			set.Resolve(&c, instant(t, "2026-11-21T10:00:00Z"), &f)
			if f.States[1] != row.height || f.States[2] != row.landed {
				t.Errorf("states are %v, want %v and %v", f.States[1:], row.height, row.landed)
			}
			if set.Askable(1, &f) != row.askHeight || set.Askable(2, &f) != row.askLanded {
				t.Errorf("can be asked: %v %v, want %v %v", set.Askable(1, &f), set.Askable(2, &f), row.askHeight, row.askLanded)
			}
			if !set.Askable(0, &f) {
				t.Error("what hangs on nothing can always be asked")
			}
			if row.landed == nothing && !f.Atoms().At(2).Point() {
				t.Error("a comparison of what does not concern is not settled")
			}
		})
	}
}
