package ruleset_test

import (
	"slices"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// sided is a protocol of limits that lie on the side that an answer says: one
// that a rule sets, and one that remains after an agreement.
func sided() *ruleset.Set {
	const (
		saddle  = iota // none, new
		numb           // none, before
		numbOn         // only when numb
		weak           // none, examined
		weakOn         // only when weak
		fever          // read by a rule that asks for more than limits
		hobby          // read by no rule
		hobbyOn        // only with the hobby
	)
	sides := []string{"left", "right", "both"}
	yesNo := []string{"no", "yes"}
	remains := does(clinical.Modify, 1)
	return sealed(ruleset.Set{
		Findings: []ruleset.Finding{
			{ID: "saddle", Type: ruleset.Choice, Values: []string{"none", "new"}},
			{ID: "numb", Type: ruleset.Choice, Values: []string{"none", "before"}},
			{ID: "numb.side", Type: ruleset.Choice, Values: sides, OnlyIf: is(1)},
			{ID: "weak", Type: ruleset.Choice, Values: []string{"none", "examined"}},
			{ID: "weak.side", Type: ruleset.Choice, Values: sides, OnlyIf: is(2)},
			{ID: "fever", Type: ruleset.Bool, Values: yesNo},
			{ID: "hobby", Type: ruleset.Bool, Values: yesNo},
			{ID: "hobby.side", Type: ruleset.Choice, Values: sides, OnlyIf: is(4)},
		},
		Atoms: []ruleset.Atom{{Finding: saddle, Mask: 2}, {Finding: numb, Mask: 2}, {Finding: weak, Mask: 2}, {Finding: fever, Mask: 2}, {Finding: hobby, Mask: 2}},
		Limits: []ruleset.Limit{{Kind: ruleset.NoTouch, Side: numbOn + 1}, {Kind: ruleset.PressureCap, Target: "stroking", Side: weakOn + 1},
			{Kind: ruleset.NoHeat, Side: hobbyOn + 1}, {Kind: ruleset.NoTool, Target: "#ball"}},
		Rules: []ruleset.Rule{
			{ID: "RF-A-01", When: is(0), Then: does(clinical.Emergency), Reads: []int{saddle}},
			{ID: "PR-A-01", When: is(1), Then: does(clinical.Modify, 0, 2, 3), Reads: []int{numb}},
			{ID: "RC-A-01", When: is(2), Then: does(clinical.Refer), LiftedBy: "clinician", Remains: &remains, Reads: []int{weak}},
			{ID: "PO-A-01", When: is(3), Then: does(clinical.Postpone), Reads: []int{fever}},
		},
		Questions: []ruleset.Question{
			{ID: "sides", First: true, Asks: []int{numbOn, weakOn, hobbyOn}},
			{ID: "side_again", Recheck: true, Asks: []int{numbOn}},
			{ID: "weak_again", Recheck: true, Asks: []int{weakOn}},
			{ID: "signs", First: true, Recheck: true, Asks: []int{numb, weak, fever, hobby}},
			{ID: "saddle", First: true, Recheck: true, Asks: []int{saddle}},
		},
		GoAheads: []ruleset.GoAheadKind{{ID: "clinician", MaxDays: 90}},
	})
}

func TestTheSideOfALimitIsAskedBeforeTheEnd(t *testing.T) {
	set := sided()
	agreed := []bool{false, false, true, false}
	well := func(more answers) answers {
		given := answers{"saddle": choice("none"), "numb": choice("none"), "weak": choice("none"), "fever": no}
		for id, a := range more {
			given[id] = a
		}
		return given
	}
	numb, weak := answers{"numb": choice("before")}, answers{"weak": choice("examined")}
	with := func(a, b answers) answers {
		out := answers{}
		for _, m := range []answers{a, b} {
			for id, v := range m {
				out[id] = v
			}
		}
		return out
	}
	for _, row := range []struct {
		name        string
		given       answers
		lifted      []bool
		shown       clinical.Disposition
		next, again string
		open        []clinical.FindingID
	}{
		{"no limit: no side", well(nil), nil, clinical.Suitable, "", "", nil},
		{"only the side is left", well(numb), nil, clinical.Modify, "sides [numb.side]", "side_again [numb.side]", []clinical.FindingID{"numb.side"}},
		{"the side is said", well(with(numb, answers{"numb.side": choice("left")})), nil, clinical.Modify, "", "", nil},
		{"the person is not sure of the side", well(with(numb, answers{"numb.side": unsure})), nil, clinical.Modify, "", "", nil},
		{"what changes the outcome comes first", with(numb, answers{"weak": choice("none"), "fever": no}), nil, clinical.Undecided, "saddle [saddle]", "saddle [saddle]", []clinical.FindingID{"saddle"}},
		{"an emergency asks no side", well(with(numb, answers{"saddle": choice("new")})), nil, clinical.Emergency, "", "", nil},
		{"from postpone on no side shapes anything", well(with(numb, answers{"fever": yes})), nil, clinical.Postpone, "", "", nil},
		{"a rule that asks for more than limits", well(weak), nil, clinical.Refer, "", "", nil},
		{"what remains after an agreement", well(weak), agreed, clinical.Modify, "sides [weak.side]", "weak_again [weak.side]", []clinical.FindingID{"weak.side"}},
		{"two sides on one page", well(with(numb, weak)), agreed, clinical.Modify, "sides [numb.side weak.side]", "side_again [numb.side]", []clinical.FindingID{"numb.side", "weak.side"}},
		{"a side that cannot be asked yet is not waited for", well(with(numb, answers{"numb.side": choice("right")})), nil, clinical.Modify, "", "", nil},
		{"a side that can be asked", well(with(numb, answers{"numb.side": choice("right"), "hobby": yes})), nil, clinical.Modify, "sides [hobby.side]", "sides [hobby.side]", []clinical.FindingID{"hobby.side"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			f, r := evaluated(set, row.given, row.lifted)
			if r.Shown() != row.shown || r.Settled() != (row.shown != clinical.Undecided) {
				t.Errorf("shows %s, settled %v: a side changes no outcome", r.Shown(), r.Settled())
			}
			if got := asked(set, f, row.lifted, r, false); got != row.next {
				t.Errorf("asks %q, want %q", got, row.next)
			}
			if got := asked(set, f, row.lifted, r, true); got != row.again {
				t.Errorf("a re-check asks %q, want %q", got, row.again)
			}
			var open []clinical.FindingID
			for _, i := range set.Ask(f, row.lifted, r, false).Open {
				open = append(open, set.Findings[i].ID)
			}
			if !slices.Equal(open, row.open) {
				t.Errorf("open are %v, want %v", open, row.open)
			}
		})
	}
}
