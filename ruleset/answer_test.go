package ruleset_test

import (
	"slices"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

var (
	aChoice = ruleset.Finding{ID: "course", Type: ruleset.Choice, Values: []string{"none", "new"}}
	aBool   = ruleset.Finding{ID: "fall", Type: ruleset.Bool, Values: []string{"no", "yes"}}
	anInt   = ruleset.Finding{ID: "score", Type: ruleset.Int, Min: -2, Max: 10}
	aDate   = ruleset.Finding{ID: "onset", Type: ruleset.Date}
)

func TestAnswersAreReadAndWritten(t *testing.T) {
	for _, row := range []struct {
		name    string
		finding ruleset.Finding
		text    string
		want    clinical.Answer
		written string
	}{
		{"a choice", aChoice, "new", clinical.ChoiceAnswer("new"), "new"},
		{"true", aBool, "true", clinical.BoolAnswer(true), "true"},
		{"yes", aBool, "yes", clinical.BoolAnswer(true), "true"},
		{"false", aBool, "false", clinical.BoolAnswer(false), "false"},
		{"no", aBool, "no", clinical.BoolAnswer(false), "false"},
		{"the lowest number", anInt, "-2", clinical.IntAnswer(-2), "-2"},
		{"the highest number", anInt, "10", clinical.IntAnswer(10), "10"},
		{"a month", aDate, "2026-05", clinical.DateAnswer(date(t, "2026-05")), "2026-05"},
		{"an instant", aDate, "2026-05-07T10:00:00+02:00", clinical.DateAnswer(date(t, "2026-05-07T10:00:00+02:00")), "2026-05-07T10:00:00+02:00"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := row.finding.ParseAnswer(row.text)
			if err != nil || got != row.want {
				t.Fatalf("read as %v, %v", got, err)
			}
			written := row.finding.FormatAnswer(got)
			if written != row.written {
				t.Errorf("written as %q", written)
			}
			if again, err := row.finding.ParseAnswer(written); err != nil || again != got {
				t.Errorf("what is written reads as %v, %v", again, err)
			}
		})
	}
}

func TestTextsThatAreNoAnswerAreRefused(t *testing.T) {
	for _, row := range []struct {
		name    string
		finding ruleset.Finding
		text    string
	}{
		{"a choice that does not exist", aChoice, "old"}, {"an empty choice", aChoice, ""}, {"a choice in capitals", aChoice, "NEW"},
		{"neither yes nor no", aBool, "maybe"}, {"a number for yes", aBool, "1"}, {"nothing for no", aBool, ""},
		{"below the range", anInt, "-3"}, {"above the range", anInt, "11"}, {"half a number", anInt, "1.5"}, {"no number", anInt, "many"},
		{"a number too large", anInt, "99999999999999999999"}, {"no date", aDate, "yesterday"}, {"an empty date", aDate, ""},
	} {
		if got, err := row.finding.ParseAnswer(row.text); err == nil || got.Kind != clinical.NotAsked {
			t.Errorf("%s: read as %v", row.name, got)
		}
	}
}

func TestStatesWithoutAValueAreWrittenApart(t *testing.T) {
	for _, f := range []ruleset.Finding{aChoice, aBool, anInt, aDate} {
		if got := f.FormatAnswer(clinical.UnsureAnswer()); got != "unsure" {
			t.Errorf("unsure of %s is written %q", f.ID, got)
		}
		if got := f.FormatAnswer(clinical.Answer{}); got != "" {
			t.Errorf("%s not asked is written %q", f.ID, got)
		}
	}
}

func TestValuesOfTheRulesBecomeAnswers(t *testing.T) {
	for _, row := range []struct {
		f    ruleset.Finding
		v    int32
		want clinical.Answer
	}{{aChoice, 1, clinical.ChoiceAnswer("new")}, {aBool, 0, clinical.BoolAnswer(false)}, {aBool, 1, clinical.BoolAnswer(true)}, {anInt, -2, clinical.IntAnswer(-2)}} {
		if got := row.f.Answer(row.v); got != row.want {
			t.Errorf("%s %d is %v", row.f.ID, row.v, got)
		}
	}
}

func TestTheRestIsFilledInWithWhatIsNormal(t *testing.T) {
	set := small()
	for _, row := range []struct {
		name  string
		given answers
		open  []clinical.FindingID
		want  answers
	}{
		{"nothing given", answers{}, []clinical.FindingID{"born"}, answers{"saddle": choice("none"), "fall": no, "mood": no}},
		{"what was given stays", answers{"saddle": choice("new"), "mood": unsure}, []clinical.FindingID{"born"}, answers{"saddle": choice("new"), "fall": no, "mood": unsure}},
		{"what now concerns the person stays open", answers{"fall": yes}, []clinical.FindingID{"height", "born"}, answers{"fall": yes, "saddle": choice("none"), "mood": no}},
		{"a date given", answers{"born": clinical.DateAnswer(date(t, "1990"))}, nil,
			answers{"born": clinical.DateAnswer(date(t, "1990")), "saddle": choice("none"), "fall": no, "mood": no}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Findings: row.given, Now: today}
			n := len(row.given)
			got, open := set.Rest(c)
			if !slices.Equal(open, row.open) {
				t.Errorf("open are %v, want %v", open, row.open)
			}
			if len(got.Findings) != len(row.want) {
				t.Errorf("answers are %v, want %v", got.Findings, row.want)
			}
			for id, a := range row.want {
				if got.Get(id) != a {
					t.Errorf("%s is %v, want %v", id, got.Get(id), a)
				}
			}
			if len(row.given) != n {
				t.Error("the original has changed")
			}
		})
	}
}

func TestARecheckForgetsWhatIsAskedAgain(t *testing.T) {
	c := clinical.Case{Findings: answers{"saddle": choice("none"), "fall": no, "retired.long_ago": yes}, Note: "kept"}
	got := ruleset.Forget(small(), c)
	if len(got.Findings) != 1 || got.Get("saddle") != choice("none") || got.Note != "kept" {
		t.Errorf("left are %v", got.Findings)
	}
	if len(c.Findings) != 3 {
		t.Error("the original has changed")
	}
}

func TestATickListOfARecheckKeepsWhatWasKnown(t *testing.T) {
	set := sealed(ruleset.Set{Findings: []ruleset.Finding{
		{ID: "fever", Type: ruleset.Choice, Values: []string{"none", "examined", "present"}, Normal: ptr(int32(0))},
		{ID: "swelling", Type: ruleset.Bool, Values: []string{"no", "yes"}},
	}})
	page := &ruleset.Question{Items: []ruleset.QuestionItem{{Finding: 0}, {Finding: 1}}}
	for _, row := range []struct {
		name          string
		before, given clinical.Answer
		want          clinical.Answer
	}{
		{"not ticked, nothing known before", clinical.Answer{}, choice("none"), choice("none")},
		{"not ticked, examined before", choice("examined"), choice("none"), choice("examined")},
		{"not ticked, not sure before", unsure, choice("none"), unsure},
		{"ticked now", choice("examined"), choice("present"), choice("present")},
		{"not sure now", choice("examined"), unsure, unsure},
	} {
		t.Run(row.name, func(t *testing.T) {
			given := answers{"fever": row.given, "swelling": no}
			set.Carry(page, clinical.Case{Findings: answers{"fever": row.before, "swelling": yes}}, given)
			if given["fever"] != row.want {
				t.Errorf("fever is %v, want %v", given["fever"], row.want)
			}
			if given["swelling"] != no {
				t.Error("an item without a normal value was carried over")
			}
		})
	}
}

func TestWhatConcernsAPerson(t *testing.T) {
	set := small()
	height, _ := set.Finding("height")
	fall, _ := set.Finding("fall")
	for _, row := range []struct {
		name string
		fall clinical.Answer
		want bool
	}{{"no fall", no, false}, {"a fall", yes, true}, {"not sure", unsure, true}, {"not asked", clinical.Answer{}, true}} {
		var facts ruleset.Facts
		c := clinical.Case{Findings: answers{"fall": row.fall}, Now: today}
		set.Resolve(&c, today, &facts)
		if got := set.Concerns(height, &facts); got != row.want {
			t.Errorf("%s: the height of the fall concerns the person: %v, want %v", row.name, got, row.want)
		}
		if !set.Concerns(fall, &facts) {
			t.Errorf("%s: a finding without a condition concerns everybody", row.name)
		}
	}
}
