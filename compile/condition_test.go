package compile_test

import (
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

func TestConditionFaults(t *testing.T) {
	rows := []struct{ name, when, code, says, hint string }{
		{"empty", " ", "P101", "the condition is empty", "write a condition"},
		{"not a text of the language", `pain.back >=`, "P102", "mismatched input", "a condition compares one finding"},
		{"an unknown finding", `neuro.sadle_sensation == "new"`, "P102", `nothing is called "neuro.sadle_sensation"`, `did you mean "neuro.saddle_sensation"?`},
		{"a finding like no other", `horoscope == "lion"`, "P102", `nothing is called "horoscope"`, "declare the finding in findings/ first"},
		{"an unknown named condition", `is.leg_pains`, "P102", `nothing is called "is.leg_pains"`, `did you mean "is.leg_pain"?`},
		{"a date", `onset.date == "2026"`, "P102", `"onset.date" is a date`, "a finding derived from it"},
		{"a number compared with a text", `pain.back == "3"`, "P102", "no matching overload", "a condition compares one finding"},
		{"a number alone", `pain.back`, "P103", "not a yes/no question", "a condition compares one finding"},
		{"false", `false`, "P104", "true stands alone", "'true'"},
		{"true inside", `true || pain.back >= 3`, "P104", "true stands alone", "'true'"},
		{"an operator of another language", `pain.back >= 3 ? pain.leg >= 3 : pain.leg >= 4`, "P104", "this operator is not part of the condition language", "a condition compares one finding"},
		{"a list alone", `[pain.back >= 3] == [true]`, "P107", "only a finding can be compared", "a condition compares one finding"},
		{"at_least without a number", `at_least(pain.back, [pain.leg >= 3])`, "P106", "at_least needs a number and a list", "at_least(2, [a, b, c])"},
		{"at least 0", `at_least(0, [pain.leg >= 3, pain.back >= 3])`, "P106", "at_least(0, ..) of 2 conditions says nothing", "between 1 and the length"},
		{"at least minus 1", `at_least(-1, [pain.leg >= 3, pain.back >= 3])`, "P106", "at_least(-1, ..) of 2 conditions says nothing", "between 1 and the length"},
		{"at least more than there are", `at_least(3, [pain.leg >= 3, pain.back >= 3])`, "P106", "at_least(3, ..) of 2 conditions says nothing", "between 1 and the length"},
		{"the constant on the left", `3 <= pain.back`, "P107", "the finding stands on the left", "finding == constant"},
		{"a named condition compared", `is.leg_pain == true`, "P107", "only a finding can be compared", "a condition compares one finding"},
		{"a sum compared", `pain.back + pain.leg >= 3`, "P107", "only a finding can be compared", "a condition compares one finding"},
		{"two numbers compared", `pain.back == pain.leg`, "P107", "a number is compared with a whole number", "a condition compares one finding"},
		{"an order where there is none", `neuro.bladder < "new"`, "P107", `"neuro.bladder" has no order`, "use == or in [..]"},
		{"two choices compared", `neuro.bladder == neuro.bowel`, "P107", `"neuro.bladder" is compared with a constant only`, "a condition compares one finding"},
		{"a number in a list", `pain.back in [1, 2]`, "P107", `"in" needs a choice and a list`, `finding in ["a", "b"]`},
		{"a choice in no list", `neuro.bladder in []`, "P109", "no value or all of them", "always true or always false"},
		{"above the range", `pain.back >= 11`, "P108", `11 is outside the range of "pain.back", 0 to 10`, "always true or always false"},
		{"below the range", `pain.back >= -1`, "P108", `-1 is outside the range of "pain.back", 0 to 10`, "always true or always false"},
		{"not a number out of range", `pain.back != 11`, "P108", `11 is outside the range of "pain.back", 0 to 10`, "always true or always false"},
		{"a value twice", `neuro.bladder in ["new", "new"]`, "P109", "the value stands twice in the list", "remove one"},
		{"all values", `neuro.bladder in ["none", "before", "examined", "unexamined", "new"]`, "P109", "no value or all of them", "always true or always false"},
		{"a misspelt value", `neuro.bladder == "unexamind"`, "P110", `"unexamind" is not a value of "neuro.bladder"`, `did you mean "unexamined"? its values are none, before, examined, unexamined, new`},
		{"a misspelt value in a list", `neuro.bladder in ["new", "unexamind"]`, "P110", `"unexamind" is not a value of "neuro.bladder"`, `did you mean "unexamined"?`},
		{"a value like no other", `neuro.bladder == "aquarius"`, "P110", `"aquarius" is not a value of "neuro.bladder"`, "its values are none"},
		{"a list of findings", `neuro.bladder in [neuro.bowel]`, "P107", `"neuro.bladder" is compared with a constant only`, "a condition compares one finding"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			src := source(t)
			r := rule(src, "RF-CES-01")
			r.When = row.when
			place := at(r.Pos, r.At, "when")
			_, _, problems := compile.Compile(src)
			if len(problems) == 0 {
				t.Fatal("no fault")
			}
			for _, p := range problems {
				if p.Code != row.code || p.Pos.File != place.File || p.Pos.Line != place.Line {
					t.Errorf("an unexpected fault, want %s at %v:\n%v", row.code, place, p)
				}
			}
			if p := problems[0]; !strings.Contains(p.Message, row.says) || !strings.Contains(p.Hint, row.hint) {
				t.Errorf("says %q (%q), want %q (%q)", p.Message, p.Hint, row.says, row.hint)
			}
		})
	}
}

// The column of a fault points into the condition.
func TestConditionCaret(t *testing.T) {
	problems := faults(t, edited(t, "topics/cauda_equina/rules.yaml", `'neuro.bladder in ["new", "unexamined"]'`, `'neuro.bladder in ["new", "unexamind"]'`))
	if len(problems) != 1 {
		t.Fatal(problems)
	}
	const want = `: P110: "unexamind" is not a value of "neuro.bladder"
    when: 'neuro.bladder in ["new", "unexamind"]'
                                    ^
hint: did you mean "unexamined"? its values are none, before, examined, unexamined, new`
	if got := problems[0].Error(); !strings.HasPrefix(got, "topics/cauda_equina/rules.yaml:") || !strings.HasSuffix(got, want) {
		t.Errorf("have:\n%s\nwant at the end:\n%s", got, want)
	}
}

func TestCircles(t *testing.T) {
	try(t, []fault{
		{name: "a named condition that needs itself", breaks: func(s *protocol.Source) strict.Pos {
			c := find(s.Conditions, func(c *protocol.Condition) bool { return c.ID == "is.leg_pain" })
			c.When = "is.leg_pain && pain.leg >= 1"
			return c.Pos
		}, code: "P105", says: `the condition "is.leg_pain" needs itself`, hint: "break the circle"},
		{name: "two named conditions in a circle", breaks: func(s *protocol.Source) strict.Pos {
			a := find(s.Conditions, func(c *protocol.Condition) bool { return c.ID == "is.leg_pain" })
			b := find(s.Conditions, func(c *protocol.Condition) bool { return c.ID == "is.severe" })
			a.When, b.When = "is.severe || pain.leg >= 1", "is.leg_pain && pain.back >= 7"
			return a.Pos
		}, code: "P105", says: `the condition "is.leg_pain" needs itself`, hint: "break the circle"},
		{name: "findings that wait for each other", breaks: func(s *protocol.Source) strict.Pos {
			a, b := finding(s, "skin.back"), finding(s, "skin.legs")
			a.OnlyIf, b.OnlyIf = "skin.legs", "skin.back"
			return a.Pos
		}, code: "P105", says: "depends on itself", hint: "break the circle"},
		{name: "a fault in only_if", breaks: func(s *protocol.Source) strict.Pos {
			f := finding(s, "skin.back")
			f.OnlyIf = "skin.front"
			return f.Pos
		}, code: "P102", says: `nothing is called "skin.front"`},
		{name: "a named condition used twice is reported once", breaks: func(s *protocol.Source) strict.Pos {
			c := find(s.Conditions, func(c *protocol.Condition) bool { return c.ID == "is.leg_pain" })
			c.When = "leg.pain"
			return at(c.Pos, c.At, "when")
		}, code: "P102", says: `nothing is called "leg.pain"`},
	})
}

// What a condition is compiled to, seen by its values.
func TestConditionMeaning(t *testing.T) {
	type answer struct {
		back  int32
		value ruleset.Truth
	}
	rows := []struct {
		when string
		want []answer
	}{
		{`pain.back == 3`, []answer{{2, ruleset.False}, {3, ruleset.True}, {4, ruleset.False}}},
		{`pain.back != 3`, []answer{{2, ruleset.True}, {3, ruleset.False}, {4, ruleset.True}}},
		{`pain.back < 3`, []answer{{2, ruleset.True}, {3, ruleset.False}}},
		{`pain.back <= 3`, []answer{{3, ruleset.True}, {4, ruleset.False}}},
		{`pain.back > 3`, []answer{{3, ruleset.False}, {4, ruleset.True}}},
		{`pain.back >= 3`, []answer{{2, ruleset.False}, {3, ruleset.True}}},
		{`!(pain.back >= 3)`, []answer{{2, ruleset.True}, {3, ruleset.False}}},
		{`pain.back >= 2 && (pain.back >= 3 && pain.back <= 4)`, []answer{{2, ruleset.False}, {3, ruleset.True}, {4, ruleset.True}, {5, ruleset.False}}},
		{`pain.back == 0 || pain.back == 2 || pain.back == 4`, []answer{{1, ruleset.False}, {2, ruleset.True}, {4, ruleset.True}}},
		{`at_least(2, [pain.back >= 1, pain.back >= 3, pain.back >= 5])`, []answer{{2, ruleset.False}, {3, ruleset.True}, {5, ruleset.True}}},
	}
	src := source(t)
	for i, row := range rows {
		src.Conditions = append(src.Conditions, protocol.Condition{ID: "is.tried" + string(rune('a'+i)), When: row.when, Says: "tried"})
		r := *ruleThat(src, isModify)
		r.ID, r.When = "PR-TRY-0"+string(rune('0'+i)), "is.tried"+string(rune('a'+i))
		src.Topics[0].Rules = append(src.Topics[0].Rules, r)
	}
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	back, _ := set.Finding("pain.back")
	for i, row := range rows {
		at, ok := set.Rule(clinical.RuleID("PR-TRY-0" + string(rune('0'+i))))
		if !ok {
			t.Fatalf("no rule for %s", row.when)
		}
		for _, a := range row.want {
			facts := ruleset.Facts{States: make([]ruleset.State, len(set.Findings))}
			facts.States[back] = ruleset.Known(a.back)
			set.Compare(&facts)
			if got := set.Rules[at].When.Eval(facts.Atoms()); !got.Point() || got.Lo != a.value {
				t.Errorf("%s at %d is %v, want %v", row.when, a.back, got, a.value)
			}
		}
	}
}
