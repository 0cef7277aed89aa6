package compile_test

import (
	"slices"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
)

// fault is one way to break the protocol and what must be said about it.
type fault struct {
	name   string
	breaks func(*protocol.Source) strict.Pos // breaks one thing and says where it stands
	code   string
	says   string   // part of the message
	hint   string   // part of the hint
	also   []string // further codes that follow from it
}

func try(t *testing.T, rows []fault) {
	t.Helper()
	for i, row := range rows {
		if testing.Short() && i%8 > 0 {
			continue // every row compiles a protocol, which is slow under the race detector
		}
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			src := source(t)
			want := row.breaks(src)
			set, words, problems := compile.Compile(src)
			if set != nil || words != nil {
				t.Error("a broken protocol gave a Set")
			}
			all := append([]string{row.code}, row.also...)
			slices.Sort(all)
			if got := codes(problems); !slices.Equal(got, all) {
				t.Fatalf("codes are %v, want %v:\n%v", got, all, problems)
			}
			for _, p := range problems {
				if p.Code != row.code {
					continue
				}
				if p.Pos.File != want.File || p.Pos.Line != want.Line {
					t.Errorf("is said of %v, want %v", p.Pos, want)
				}
				if !strings.Contains(p.Message, row.says) || !strings.Contains(p.Hint, row.hint) {
					t.Errorf("says %q (%q), want %q (%q)", p.Message, p.Hint, row.says, row.hint)
				}
				break
			}
		})
	}
}

func isLifted(r *protocol.Rule) bool { return r.LiftedBy != "" }
func isModify(r *protocol.Rule) bool {
	return r.Disposition == clinical.Modify && len(r.Limits) > 0 && r.IfUnsure.Word == "same"
}
func isPostpone(r *protocol.Rule) bool { return r.Disposition == clinical.Postpone }
func isUrgent(r *protocol.Rule) bool {
	return r.Disposition == clinical.Urgent && r.IfUnsure.Word == "same"
}

func TestRuleFaults(t *testing.T) {
	// on breaks one rule and expects the fault at one of its keys.
	on := func(fits func(*protocol.Rule) bool, key string, change func(*protocol.Rule)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			r := ruleThat(s, fits)
			change(r)
			return at(r.Pos, r.At, key)
		}
	}
	ces := func(r *protocol.Rule) bool { return r.ID == "RF-CES-01" }
	universal := func(r *protocol.Rule) bool { return r.When == "true" }
	care := func(who clinical.Who, within clinical.Within) *clinical.Care {
		return &clinical.Care{Who: who, Within: within}
	}
	same := protocol.IfUnsure{Word: "same"}
	try(t, []fault{
		{name: "an id that is no rule id", breaks: on(isModify, "id", func(r *protocol.Rule) { r.ID = "RULE-1" }), code: "P130", says: `"RULE-1" is not a rule id`, hint: "RF-CES-01"},
		{name: "an id used twice", breaks: func(s *protocol.Source) strict.Pos {
			r := &s.Topics[1].Rules[0]
			r.ID = s.Topics[0].Rules[0].ID
			return r.Pos
		}, code: "P111", says: "was already declared at topics/", hint: "never reused"},
		{name: "care without a time", breaks: on(isModify, "", func(r *protocol.Rule) { r.Care = care(clinical.Doctor, clinical.NoCare) }), code: "P131", says: "who without a time", hint: "give both"},
		{name: "an undecided rule", breaks: on(isModify, "disposition", func(r *protocol.Rule) { r.Disposition = clinical.Undecided }), code: "P131", says: "cannot be undecided", hint: "ladder"},
		{name: "refer to nobody", breaks: on(func(r *protocol.Rule) bool { return r.Disposition == clinical.Refer && r.IfUnsure.Word == "nothing" }, "", func(r *protocol.Rule) { r.Care = nil }), code: "P131", says: "refer names nobody to see", hint: "give care"},
		{name: "an emergency without emergency services", breaks: on(ces, "care", func(r *protocol.Rule) { r.Care = care(clinical.Doctor, clinical.Now) }), code: "P131", says: "for the emergency services, now", hint: "emergency services", also: nil},
		{name: "an emergency that can wait", breaks: on(ces, "care", func(r *protocol.Rule) { r.Care = care(clinical.EmergencyServices, clinical.Today) }), code: "P131", says: "for the emergency services, now", hint: "within: now"},
		{name: "urgent in 3 days", breaks: on(isUrgent, "care", func(r *protocol.Rule) { r.Care = care(clinical.Doctor, clinical.In3Days) }), code: "P131", says: "urgent means today", hint: "within: today"},
		{name: "suitable with a limit", breaks: on(isModify, "", func(r *protocol.Rule) { r.Disposition = clinical.Suitable }), code: "P131", says: "a limit makes it modify", hint: "disposition: modify"},
		{name: "a universal rule that does more than limit", breaks: on(universal, "", func(r *protocol.Rule) {
			r.Disposition, r.IfUnsure = clinical.Modify, protocol.IfUnsure{Word: "nothing"}
		}), code: "P131", says: "may only set limits", hint: "suitable"},
		{name: "advice that is no card", breaks: on(isModify, "advice", func(r *protocol.Rule) { r.Advice = []string{"myth-disc-goes-bak"} }), code: "P112", says: `there is no card "myth-disc-goes-bak"`, hint: `did you mean "myth-disc-goes-back"?`},
		{name: "nothing said about unsure", breaks: on(isModify, "if_unsure", func(r *protocol.Rule) { r.IfUnsure = protocol.IfUnsure{} }), code: "P132", says: "does not say what to do when unsure", hint: "same, nothing"},
		{name: "unsure is more cautious than yes", breaks: on(isModify, "if_unsure", func(r *protocol.Rule) {
			r.IfUnsure = protocol.IfUnsure{Effect: &protocol.Effect{Disposition: clinical.Refer, Care: care(clinical.Doctor, clinical.Routine)}}
		}), code: "P132", says: "is more cautious than the rule itself", hint: "never counts for more than a yes"},
		{name: "unsure is sooner than yes", breaks: on(func(r *protocol.Rule) bool {
			return r.Disposition == clinical.Refer && r.Care.Within == clinical.Routine && r.IfUnsure.Word == "same"
		}, "if_unsure", func(r *protocol.Rule) {
			r.IfUnsure = protocol.IfUnsure{Effect: &protocol.Effect{Disposition: clinical.Refer, Care: care(r.Care.Who, clinical.Today)}}
		}), code: "P132", says: "is more cautious than the rule itself", hint: "never counts for more than a yes"},
		{name: "unsure has a limit that yes has not", breaks: on(isModify, "if_unsure", func(r *protocol.Rule) {
			r.IfUnsure = protocol.IfUnsure{Effect: &protocol.Effect{Disposition: clinical.Modify, Limits: []protocol.Limit{{Kind: "minutes", Target: "59"}}}}
		}), code: "P132", says: "has a limit that the rule does not have", hint: "never counts for more than a yes"},
		{name: "no end in words", breaks: on(isPostpone, "", func(r *protocol.Rule) { r.Until = "" }), code: "P133", says: "does not say until when", hint: "until:"},
		{name: "a contradiction of another class", breaks: on(isModify, "", func(r *protocol.Rule) { r.Contradiction = true }), code: "P134", says: "and its class disagree", hint: "class CX"},
		{name: "a rule that reads nothing", breaks: func(s *protocol.Source) strict.Pos {
			s.Conditions = append(s.Conditions, protocol.Condition{ID: "is.always", When: "true", Says: "always"})
			r := ruleThat(s, isModify)
			r.When, r.IfUnsure = "!is.always", same
			return at(r.Pos, r.At, "when")
		}, code: "P135", says: "reads no finding", hint: "name a finding"},
		{name: "lifted, and nothing said about what remains", breaks: on(isLifted, "", func(r *protocol.Rule) { r.Remains = nil }), code: "P136", says: "what remains after a go-ahead", hint: "give both"},
		{name: "lifted_by on postpone", breaks: on(isPostpone, "lifted_by", func(r *protocol.Rule) {
			r.LiftedBy, r.Remains = "clinician", &protocol.Effect{Disposition: clinical.Suitable}
		}), code: "P136", says: "is postpone, which no go-ahead lifts", hint: "only refer and avoid"},
		{name: "lifted by nobody there is", breaks: on(isLifted, "lifted_by", func(r *protocol.Rule) { r.LiftedBy = "clinican" }), code: "P112", says: `there is no go-ahead "clinican"`, hint: `did you mean "clinician"?`},
		{name: "what remains still stops massage", breaks: on(isLifted, "lifted_by", func(r *protocol.Rule) { r.Remains = &protocol.Effect{Disposition: clinical.Postpone} }), code: "P136", says: "still stops massage after its go-ahead", hint: "suitable or modify"},
		{name: "no evidence", breaks: on(isModify, "evidence", func(r *protocol.Rule) { r.Evidence = nil }), code: "P151", says: "has no evidence", hint: "consensus"},
		{name: "unknown evidence", breaks: on(isModify, "evidence", func(r *protocol.Rule) { r.Evidence = []string{"consensus", "GIRFT-CES-2024"} }), code: "P112", says: `there is no evidence "GIRFT-CES-2024"`, hint: `did you mean "GIRFT-CES-2023"?`},
		{name: "unknown evidence that is like no other", breaks: on(isModify, "evidence", func(r *protocol.Rule) { r.Evidence = []string{"an uncle of mine"} }), code: "P112", says: `there is no evidence "an uncle of mine"`, hint: "declare it first"},
		{name: "the same evidence twice", breaks: on(isModify, "evidence", func(r *protocol.Rule) { r.Evidence = []string{"consensus", "consensus"} }), code: "P152", says: "cites consensus twice", hint: "remove one"},
		{name: "9 statements", breaks: on(isModify, "evidence", func(r *protocol.Rule) {
			r.Evidence = []string{"S000-001", "S000-002", "S000-003", "S000-004", "S000-005", "S000-006", "S000-007", "S000-008", "S000-009"}
		}), code: "P153", says: "cites 9 statements; at most 8", hint: "split the item"},
		{name: "an unknown name in a condition", breaks: on(ces, "when", func(r *protocol.Rule) { r.When = `neuro.badder == "new"` }), code: "P102", says: `nothing is called "neuro.badder"`, hint: `did you mean "neuro.bladder"?`},
	})
}

func TestLimitFaults(t *testing.T) {
	with := func(l protocol.Limit) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			r := ruleThat(s, isModify)
			r.Limits = append(slices.Clip(r.Limits), l)
			return r.Pos
		}
	}
	try(t, []fault{
		{name: "an unknown kind", breaks: with(protocol.Limit{Kind: "speed", Target: "slow"}), code: "P140", says: `"speed" is not a kind of limit`, hint: "pressure, minutes"},
		{name: "no target", breaks: with(protocol.Limit{Kind: "pressure"}), code: "P140", says: `the limit "pressure" has a wrong target`, hint: "stroking, light or moderate"},
		{name: "a target where there is none", breaks: with(protocol.Limit{Kind: "touch", Target: "calf"}), code: "P140", says: `the limit "touch" has a wrong target`},
		{name: "a pressure that is no cap", breaks: with(protocol.Limit{Kind: "pressure", Target: "deep"}), code: "P141", says: `"deep" is not a pressure cap`, hint: "stroking"},
		{name: "minutes that are no number", breaks: with(protocol.Limit{Kind: "minutes", Target: "few"}), code: "P141", says: `"few" is not a number of minutes`, hint: "1 to 60"},
		{name: "0 minutes", breaks: with(protocol.Limit{Kind: "minutes", Target: "0"}), code: "P141", says: `"0" is not a number of minutes`, hint: "1 to 60"},
		{name: "61 minutes", breaks: with(protocol.Limit{Kind: "minutes", Target: "61"}), code: "P141", says: `"61" is not a number of minutes`, hint: "1 to 60"},
		{name: "an unknown tag", breaks: with(protocol.Limit{Kind: "technique", Target: "#percusion"}), code: "P112", says: `there is no tag "percusion"`, hint: `did you mean "percussion"?`},
		{name: "an unknown technique", breaks: with(protocol.Limit{Kind: "tool", Target: "tenis_ball"}), code: "P112", says: `there is no technique "tenis_ball"`, hint: `did you mean "tennis_ball"?`},
		{name: "an unknown position", breaks: with(protocol.Limit{Kind: "position", Target: "pronne"}), code: "P112", says: `there is no technique "pronne"`, hint: `did you mean "prone"?`},
		{name: "an unknown setting as target", breaks: with(protocol.Limit{Kind: "setting", Target: "robot"}), code: "P141", says: `"robot" is not a setting`, hint: "self, helper and professional"},
		{name: "an unknown setting as scope", breaks: with(protocol.Limit{Kind: "heat", Settings: []string{"robot"}}), code: "P141", says: `"robot" is not a setting`, hint: "self, helper and professional"},
		{name: "an unknown region", breaks: with(protocol.Limit{Kind: "touch", Regions: []string{"calv"}}), code: "P112", says: `there is no region "calv"`, hint: `did you mean "calf"?`},
		{name: "a side that is no side", breaks: with(protocol.Limit{Kind: "touch", Regions: []string{"calf"}, Side: "pain.back"}), code: "P142", says: `"pain.back" does not say a side`, hint: "left, right, both"},
		{name: "a side that is not there", breaks: with(protocol.Limit{Kind: "touch", Regions: []string{"calf"}, Side: "pain.side"}), code: "P142", says: `"pain.side" does not say a side`, hint: "left, right, both"},
	})
}

func TestFixedSides(t *testing.T) {
	src := source(t)
	r := ruleThat(src, isModify)
	r.Limits = append(slices.Clip(r.Limits), protocol.Limit{Kind: "touch", Regions: []string{"calf"}, Side: "left"},
		protocol.Limit{Kind: "touch", Regions: []string{"calf"}, Side: "right", Settings: []string{"professional", "self"}})
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var have []string
	for i := range set.Limits {
		have = append(have, compile.LimitString(set, &set.Limits[i]))
	}
	for _, want := range []string{"touch @calf ~left", "touch @calf /self,professional ~right"} {
		if !slices.Contains(have, want) {
			t.Errorf("no limit %q", want)
		}
	}
}
