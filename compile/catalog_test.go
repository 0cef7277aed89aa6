package compile_test

import (
	"testing"

	"paraspinal/internal/strict"
	"paraspinal/protocol"
)

func TestFindingFaults(t *testing.T) {
	on := func(id string, change func(*protocol.Finding)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			f := finding(s, id)
			change(f)
			return f.Pos
		}
	}
	derive := func(d protocol.Derive) func(*protocol.Source) strict.Pos {
		return on("onset.weeks", func(f *protocol.Finding) { f.Derive = &d })
	}
	extra := func(f protocol.Finding) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			f.Pos = strict.Pos{File: "findings/pain.yaml", Line: 900, Column: 5}
			s.Findings = append(s.Findings, f)
			return f.Pos
		}
	}
	try(t, []fault{
		{name: "a value in the danger order that is none", breaks: on("neuro.weakness_side", func(f *protocol.Finding) { f.Order = []string{"left", "bath"} }), code: "P110", says: `"bath" in the danger order is not a value`, hint: "values of this finding only"},
		{name: "a normal value that is none", breaks: on("pain.trend", func(f *protocol.Finding) { f.Normal = "calm" }), code: "P110", says: `the normal value "calm" is not a value of "pain.trend"`, hint: "use one of its values"},
		{name: "a date with a normal value", breaks: on("onset.date", func(f *protocol.Finding) { f.Normal = "2026" }), code: "P110", says: `the normal value "2026" is not a value of "onset.date"`},
		{name: "a finding declared twice", breaks: func(s *protocol.Source) strict.Pos {
			f := *finding(s, "neuro.bladder")
			f.Pos.Line = 900
			s.Findings = append(s.Findings, f)
			return f.Pos
		}, code: "P111", says: `the finding "neuro.bladder" was already declared at findings/nerves.yaml:`, hint: "never reused", also: []string{"P121", "P122"}},
		{name: "a duration that is none", breaks: func(s *protocol.Source) strict.Pos {
			s.Meta.ValidFor = "a day"
			return strict.Pos{File: "protocol.yaml", Line: 1}
		}, code: "P113", says: `valid_for "a day" is not a duration`, hint: "24h"},
		{name: "a duration of half hours", breaks: func(s *protocol.Source) strict.Pos {
			s.Meta.ValidFor = "90m"
			return strict.Pos{File: "protocol.yaml", Line: 1}
		}, code: "P113", says: `valid_for "90m" is not a duration`, hint: "whole hours"},
		{name: "an unknown value set", breaks: extra(protocol.Finding{ID: "new.one", Type: "choice", Set: "cours", Danger: "set", Brief: true, Name: "one"}), code: "P114", says: `there is no value set "cours"`, hint: "protocol.yaml", also: []string{"P122"}},
		{name: "a choice of one", breaks: extra(protocol.Finding{ID: "new.one", Type: "choice", Values: []string{"yes"}, Unordered: "why", Brief: true, Name: "one"}), code: "P115", says: `the choice "new.one" has 1 values`, hint: "values: or set:", also: []string{"P122"}},
		{name: "a number without a range", breaks: on("pain.back", func(f *protocol.Finding) { f.Range = nil }), code: "P116", says: `the number "pain.back" needs a range and a unit`, hint: "range: [lowest, highest]"},
		{name: "a number without a unit", breaks: on("pain.back", func(f *protocol.Finding) { f.Unit = "" }), code: "P116", says: `the number "pain.back" needs a range and a unit`, hint: "range: [lowest, highest]"},
		{name: "a range upside down", breaks: extra(protocol.Finding{ID: "new.one", Type: "int", Range: []int{10, 0}, Unit: "1", Danger: "down", Brief: true, Name: "one"}), code: "P116", says: `the number "new.one" needs a range and a unit`, also: []string{"P122"}},
		{name: "an unknown type", breaks: extra(protocol.Finding{ID: "new.one", Type: "text", Unordered: "why", Brief: true, Name: "one"}), code: "P117", says: `"text" is not a type`, hint: "choice, bool, int and date", also: []string{"P122"}},
		{name: "neither order nor reason", breaks: on("neuro.weakness_side", func(f *protocol.Finding) { f.Order = nil }), code: "P118", says: "needs either a danger order or the reason", hint: "unordered:"},
		{name: "an order and a reason", breaks: on("neuro.weakness_side", func(f *protocol.Finding) { f.Unordered = "why not" }), code: "P118", says: "needs either a danger order or the reason", hint: "unordered:"},
		{name: "derived in two ways", breaks: derive(protocol.Derive{Elapsed: "onset.date", Count: "session", Unit: "weeks"}), code: "P119", says: `"onset.weeks" is derived in two ways`, hint: "split it"},
		{name: "derived from nothing", breaks: derive(protocol.Derive{Unit: "weeks"}), code: "P119", says: "is not derived in a way that exists", hint: "elapsed, change"},
		{name: "a time without a unit", breaks: derive(protocol.Derive{Elapsed: "onset.date"}), code: "P119", says: "is not derived in a way that exists", hint: "times need a unit"},
		{name: "a count with a unit", breaks: derive(protocol.Derive{Count: "session", Unit: "weeks"}), code: "P119", says: "is not derived in a way that exists", hint: "times need a unit"},
		{name: "the time since a number", breaks: derive(protocol.Derive{Elapsed: "pain.back", Unit: "weeks"}), code: "P119", says: `cannot be derived from "pain.back"`, hint: "name a date finding"},
		{name: "the change of nothing", breaks: derive(protocol.Derive{Change: "pain.bak"}), code: "P119", says: `cannot be derived from "pain.bak"`, hint: "name a int finding"},
		{name: "the time since an unknown event", breaks: derive(protocol.Derive{Since: "party", Unit: "weeks"}), code: "P119", says: `"party" is not an event`, hint: "result, session"},
		{name: "a go-ahead for ever", breaks: func(s *protocol.Source) strict.Pos {
			s.Meta.GoAheads[0].MaxDays = 0
			return s.Meta.GoAheads[0].Pos
		}, code: "P120", says: "needs max_days and lapses_on", hint: "nothing holds for ever"},
		{name: "a go-ahead that lapses on nothing known", breaks: func(s *protocol.Source) strict.Pos {
			s.Meta.GoAheads[0].LapsesOn = append([]string{"neuro.badder"}, s.Meta.GoAheads[0].LapsesOn...)
			return s.Meta.GoAheads[0].Pos
		}, code: "P112", says: `there is no finding "neuro.badder"`, hint: `did you mean "neuro.bladder"?`},
		{name: "a finding that nobody reads", breaks: extra(protocol.Finding{ID: "new.one", Type: "int", Range: []int{0, 10}, Unit: "1", Unordered: "why", Name: "one", Derive: &protocol.Derive{Count: "session"}}), code: "P121", says: `no rule reads the finding "new.one"`, hint: "remove it"},
		{name: "a finding that nobody asks", breaks: extra(protocol.Finding{ID: "new.one", Type: "bool", Danger: "no", Normal: "true", Name: "one", Brief: true}), code: "P122", says: `no question asks the finding "new.one"`, hint: "put it on a page"},
		{name: "the first finding, which nobody reads", breaks: func(s *protocol.Source) strict.Pos {
			f := protocol.Finding{ID: "a.first", Type: "bool", Danger: "yes", Normal: "false", Name: "one", Pos: strict.Pos{File: "findings/a.yaml", Line: 2}}
			s.Findings = append([]protocol.Finding{f}, s.Findings...)
			return f.Pos
		}, code: "P121", says: `no rule reads the finding "a.first"`, also: []string{"P122"}},
	})
}

func TestEvidenceFaults(t *testing.T) {
	try(t, []fault{
		{name: "an unknown grade", breaks: func(s *protocol.Source) strict.Pos { s.Evidence[0].Grade = "rumour"; return s.Evidence[0].Pos }, code: "P150", says: `"rumour" is not a grade`, hint: "guideline, review"},
		{name: "checked how", breaks: func(s *protocol.Source) strict.Pos { s.Evidence[0].Checked = "yes"; return s.Evidence[0].Pos }, code: "P150", says: `"yes" does not say how the source was checked`, hint: "verified, secondary"},
		{name: "nothing out of scope", breaks: func(s *protocol.Source) strict.Pos {
			s.OutOfScope = append(s.OutOfScope, protocol.OutOfScope{Why: "why", Pos: strict.Pos{File: "scope.yaml", Line: 900}})
			return strict.Pos{File: "scope.yaml", Line: 900}
		}, code: "P154", says: "nothing is listed", hint: "remove the entry"},
		{name: "a statement out of scope twice", breaks: func(s *protocol.Source) strict.Pos {
			o := &s.OutOfScope[1]
			o.Statements = append(o.Statements, s.OutOfScope[0].Statements[0])
			return o.Pos
		}, code: "P111", says: "was already declared at scope.yaml:"},
		{name: "a statement out of scope that is none", breaks: func(s *protocol.Source) strict.Pos {
			o := &s.OutOfScope[1]
			o.Statements = append(o.Statements, "S009-001")
			return o.Pos
		}, code: "P112", says: `there is no evidence "S009-001"`},
	})
}

func TestBodyFaults(t *testing.T) {
	try(t, []fault{
		{name: "a region without evidence", breaks: func(s *protocol.Source) strict.Pos { s.Regions[0].Evidence = nil; return s.Regions[0].Pos }, code: "P151", says: "has no evidence"},
		{name: "a group that is a region", breaks: func(s *protocol.Source) strict.Pos {
			s.Groups = append(s.Groups, protocol.Group{ID: s.Regions[0].ID, Name: "x", Regions: []string{"calf"}, Pos: strict.Pos{File: "regions.yaml", Line: 900}})
			return strict.Pos{File: "regions.yaml", Line: 900}
		}, code: "P111", says: "was already declared at regions.yaml:"},
		{name: "a group of nothing known", breaks: func(s *protocol.Source) strict.Pos {
			s.Groups = append(s.Groups, protocol.Group{ID: "wings", Name: "x", Regions: []string{"wing"}, Pos: strict.Pos{File: "regions.yaml", Line: 900}})
			return strict.Pos{File: "regions.yaml", Line: 900}
		}, code: "P112", says: `there is no region "wing"`},
	})
}

func TestTechniqueFaults(t *testing.T) {
	on := func(key string, change func(*protocol.Technique)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			// One that nothing else of the protocol rests on.
			x := find(s.Techniques, func(x *protocol.Technique) bool { return x.ID == "tennis_ball" })
			y := *x
			y.ID, y.Also, y.Pos.Line = "new_ball", nil, 900
			y.At = strict.Places{}
			for k, p := range x.At {
				p.Line += 900 - x.Pos.Line
				y.At[k] = p
			}
			change(&y)
			s.Techniques = append(s.Techniques, y)
			return at(y.Pos, y.At, key)
		}
	}
	try(t, []fault{
		{name: "an unknown kind", breaks: on("kind", func(x *protocol.Technique) { x.Kind = "magic" }), code: "P160", says: `"magic" is not a kind of technique`, hint: "kinds are hands"},
		{name: "a band upside down", breaks: on("", func(x *protocol.Technique) { x.Pressure.Least, x.Pressure.Most = 3, 1 }), code: "P161", says: "least is above most", hint: "the first number"},
		{name: "minutes upside down", breaks: on("", func(x *protocol.Technique) { x.Minutes.First = x.Minutes.Most + 1 }), code: "P161", says: "least is above most"},
		{name: "never_in nothing", breaks: on("", func(x *protocol.Technique) { x.NeverIn = []protocol.NeverIn{{Why: "No."}} }), code: "P162", says: "neither setting nor region", hint: "never:"},
		{name: "an unknown goal", breaks: on("", func(x *protocol.Technique) { x.Goals = []string{"glory"} }), code: "P163", says: `"glory" is not a goal`, hint: "calm, sleep"},
		{name: "an unknown position", breaks: on("", func(x *protocol.Technique) { x.Positions = []string{"flying"} }), code: "P112", says: `there is no technique "flying"`},
		{name: "an unknown setting", breaks: on("", func(x *protocol.Technique) { x.Settings = []string{"robot"} }), code: "P141", says: `"robot" is not a setting`},
		{name: "an unknown region", breaks: on("regions", func(x *protocol.Technique) { x.Regions = []string{"wing"} }), code: "P112", says: `there is no region "wing"`},
		{name: "no evidence", breaks: on("evidence", func(x *protocol.Technique) { x.Evidence = nil }), code: "P151", says: "has no evidence"},
		{name: "an id used twice", breaks: on("", func(x *protocol.Technique) { x.ID = "foam_roller" }), code: "P111", says: `the technique "foam_roller" was already declared`},
		{name: "never_in on unknown evidence", breaks: on("", func(x *protocol.Technique) {
			x.NeverIn = []protocol.NeverIn{{Settings: []string{"helper"}, Why: "No.", Evidence: []string{"hearsay-2026"}}}
		}), code: "P112", says: `there is no evidence "hearsay-2026"`},
	})
}

func TestRoutineFaults(t *testing.T) {
	on := func(change func(*protocol.Routine, *protocol.RoutineStep)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			for i := range s.Routines {
				for j := range s.Routines[i].Steps {
					if st := &s.Routines[i].Steps[j]; st.Technique == "effleurage" && st.Region != "" && st.Position != "" {
						change(&s.Routines[i], st)
						return s.Routines[i].Pos
					}
				}
			}
			panic("the protocol no longer has such a step")
		}
	}
	try(t, []fault{
		{name: "an unknown goal", breaks: on(func(r *protocol.Routine, _ *protocol.RoutineStep) { r.Goals = []string{"glory"} }), code: "P163", says: `"glory" is not a goal`},
		{name: "an unknown setting", breaks: on(func(r *protocol.Routine, _ *protocol.RoutineStep) { r.Setting = "robot" }), code: "P141", says: `"robot" is not a setting`},
		{name: "an unknown technique", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Technique = "efleurage" }), code: "P112", says: `there is no technique "efleurage"`, hint: `did you mean "effleurage"?`},
		{name: "an unknown region", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Region = "wing" }), code: "P112", says: `there is no region "wing"`, also: []string{"P165"}},
		{name: "an unknown position", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Position = "flying" }), code: "P112", says: `there is no technique "flying"`},
		{name: "an unknown choice of sides", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Sides = "most" }), code: "P164", says: `"most" is not a choice of sides`, hint: "each, pain_free"},
		{name: "a technique that nobody should have", breaks: func(s *protocol.Source) strict.Pos {
			never := find(s.Techniques, func(x *protocol.Technique) bool { return x.Never != "" }).ID
			return on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Technique = never })(s)
		}, code: "P165", says: "which nobody with a disc problem should have", hint: "leave it out"},
		{name: "a region that the technique is not for", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Region = "abdomen" }), code: "P165", says: "effleurage is not meant for abdomen", hint: "name a region"},
		{name: "a pressure outside the band", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Pressure = 3 }), code: "P165", says: "effleurage is done with stroking to light", hint: "within its band"},
		{name: "no seconds", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Seconds = 0 }), code: "P161", says: "wrong seconds", hint: "first dose"},
		{name: "more seconds than the most", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Seconds = s.MostSeconds + 1 }), code: "P161", says: "wrong seconds"},
		{name: "a step used twice", breaks: on(func(r *protocol.Routine, _ *protocol.RoutineStep) { r.Steps = append(r.Steps, r.Steps[0]) }), code: "P111", says: "the step of "},
		{name: "no evidence", breaks: on(func(r *protocol.Routine, _ *protocol.RoutineStep) { r.Evidence = nil }), code: "P151", says: "has no evidence"},
		{name: "a step on unknown evidence", breaks: on(func(_ *protocol.Routine, s *protocol.RoutineStep) { s.Evidence = []string{"hearsay-2026"} }), code: "P112", says: `there is no evidence "hearsay-2026"`},
	})
}

func TestCourseFaults(t *testing.T) {
	on := func(change func(*protocol.Course)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos { change(&s.Courses[0]); return s.Courses[0].Pos }
	}
	const says, hint = "do not fit together", "limits in the schema"
	try(t, []fault{
		{name: "no session", breaks: on(func(c *protocol.Course) { c.Sessions = 0 }), code: "P166", says: says, hint: hint},
		{name: "more sessions than the most", breaks: on(func(c *protocol.Course) { c.Sessions = c.MostSessions + 1 }), code: "P166", says: says, hint: hint},
		{name: "sooner than the least hours", breaks: on(func(c *protocol.Course) { c.LeastHours = c.EveryDays*24 + 1 }), code: "P166", says: says, hint: hint},
		{name: "no minutes", breaks: on(func(c *protocol.Course) { c.FirstMinutes = 0 }), code: "P166", says: says, hint: hint},
		{name: "more minutes than the most", breaks: on(func(c *protocol.Course) { c.FirstMinutes = c.MostMinutes + 1 }), code: "P166", says: says, hint: hint},
		{name: "no review", breaks: on(func(c *protocol.Course) { c.ReviewAfter = 0 }), code: "P166", says: says, hint: hint},
		{name: "one week of review", breaks: on(func(c *protocol.Course) { c.ReviewWeeks = []int{4} }), code: "P166", says: says, hint: hint},
		{name: "no range of rest", breaks: on(func(c *protocol.Course) { c.RestMinutes = nil }), code: "P166", says: says, hint: hint},
		{name: "no check-in", breaks: on(func(c *protocol.Course) { c.CheckInHours = nil }), code: "P166", says: says, hint: hint},
		{name: "an unknown setting", breaks: on(func(c *protocol.Course) { c.Settings = []string{"robot"} }), code: "P141", says: `"robot" is not a setting`},
	})
}

func TestCardAndStopFaults(t *testing.T) {
	card := func(key string, change func(*protocol.Card)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			k := find(s.Cards, func(k *protocol.Card) bool { return k.Kind == "myth" })
			change(k)
			return at(k.Pos, k.At, key)
		}
	}
	stop := func(change func(*protocol.Stop)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos { change(&s.Stops[0]); return s.Stops[0].Pos }
	}
	try(t, []fault{
		{name: "a card of an unknown kind", breaks: card("kind", func(k *protocol.Card) { k.Kind, k.Says = "joke", "" }), code: "P170", says: `"joke" is not a kind of card`, hint: "kinds are learn"},
		{name: "a myth that quotes nothing", breaks: card("", func(k *protocol.Card) { k.Says = "" }), code: "P171", says: "and its kind disagree", hint: "says:"},
		{name: "a lesson that quotes", breaks: card("", func(k *protocol.Card) { k.Kind = "learn" }), code: "P171", says: "and its kind disagree", hint: "says:"},
		{name: "a card for an unknown answer", breaks: card("when", func(k *protocol.Card) { k.When = "pain.bak >= 3" }), code: "P102", says: `nothing is called "pain.bak"`, hint: "pain.back"},
		{name: "a card without evidence", breaks: card("evidence", func(k *protocol.Card) { k.Evidence = nil }), code: "P151", says: "has no evidence"},
		{name: "a card for an unknown setting", breaks: card("", func(k *protocol.Card) { k.Settings = []string{"robot"} }), code: "P141", says: `"robot" is not a setting`},
		{name: "a stop that records an unknown value", breaks: stop(func(s *protocol.Stop) { s.Records = map[string]string{"neuro.bladder": "bad"} }), code: "P110", says: `"bad" is not a value of "neuro.bladder"`},
		{name: "a stop that records a date", breaks: stop(func(s *protocol.Stop) { s.Records = map[string]string{"onset.date": "2026"} }), code: "P110", says: `"2026" is not a value of "onset.date"`},
		{name: "a stop that records nothing known", breaks: stop(func(s *protocol.Stop) { s.Records = map[string]string{"neuro.badder": "new"} }), code: "P112", says: `there is no finding "neuro.badder"`},
		{name: "a stop without evidence", breaks: stop(func(s *protocol.Stop) { s.Evidence = nil }), code: "P151", says: "has no evidence"},
		{name: "an event of two stops", breaks: func(s *protocol.Source) strict.Pos { s.Stops[1].Event = s.Stops[0].Event; return s.Stops[1].Pos }, code: "P111", says: "the event "},
	})
}
