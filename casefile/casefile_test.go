package casefile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

const head = "schema: 1\nnow: 2026-11-21T10:00:00+01:00\n"

func TestFaults(t *testing.T) {
	rows := []struct{ name, text, want string }{
		{"an unknown finding suggests the nearest name", head + "findings:\n  neuro.badder: none\n", `case.yaml:4:17: C023: there is no finding "neuro.badder"
  neuro.badder: none
                ^
hint: did you mean "neuro.bladder"?`},
		{"an unknown finding that is like no other", head + "findings:\n  horoscope: lion\n", `case.yaml:4:14: C023: there is no finding "horoscope"
  horoscope: lion
             ^
hint: paraspinal protocol show findings lists them all`},
		{"a finding that is computed", head + "findings:\n  onset.weeks: 8\n", `case.yaml:4:16: C026: onset.weeks is computed and cannot be answered
  onset.weeks: 8
               ^
hint: give the date or the history that it comes from`},
		{"a finding that is computed cannot be unsure", head + "findings: {}\nunsure: [onset.weeks]\n", `case.yaml:4:10: C026: onset.weeks is computed and cannot be unsure
unsure: [onset.weeks]
         ^
hint: say it of the date that it comes from`},
		{"both answered and unsure", head + "findings:\n  neuro.bladder: none\nunsure: [neuro.bladder]\n", `case.yaml:5:10: C025: neuro.bladder is answered and unsure, or unsure twice
unsure: [neuro.bladder]
         ^
hint: keep one of the two`},
		{"unsure twice", head + "findings: {}\nunsure: [neuro.bladder, neuro.bladder]\n", `case.yaml:4:25: C025: neuro.bladder is answered and unsure, or unsure twice
unsure: [neuro.bladder, neuro.bladder]
                        ^
hint: keep one of the two`},
		{"unsure of nothing that exists", head + "findings: {}\nunsure: [neuro.blader]\n", `case.yaml:4:10: C023: there is no finding "neuro.blader"
unsure: [neuro.blader]
         ^
hint: did you mean "neuro.bladder"?`},
		{"a value of another finding", head + "findings:\n  neuro.bladder: present\n", `case.yaml:4:18: C022: "present" is not a value of neuro.bladder: use none, before, examined, unexamined, new
  neuro.bladder: present
                 ^`},
		{"a number out of range", head + "findings:\n  pain.back: 11\n", `case.yaml:4:14: C022: "11" is not a value of pain.back: use a whole number from 0 to 10
  pain.back: 11
             ^`},
		{"a bad date", head + "findings:\n  onset.date: 21.11.2026\n", `case.yaml:4:15: C022: onset.date: "21.11.2026" is not a date: write 2026-11-21, 2026-11 or 2026
  onset.date: 21.11.2026
              ^`},
		{"an impossible date", head + "findings:\n  onset.date: 2026-02-30\n", `case.yaml:4:15: C022: onset.date: "2026-02-30" is not a date: write 2026-11-21, 2026-11 or 2026
  onset.date: 2026-02-30
              ^`},
		{"an unknown rule in covers", head + "findings: {}\ngo_aheads:\n  - {kind: surgeon, at: 2026-11-18, until: 2027-02-18, covers: [RC-SURG-99]}\n", `case.yaml:5:65: C023: there is no rule "RC-SURG-99"
...{kind: surgeon, at: 2026-11-18, until: 2027-02-18, covers: [RC-SURG-99]}
                                                               ^
hint: name the rule that the result showed, such as RC-SURG-03`},
		{"an unknown kind of go-ahead", head + "findings: {}\ngo_aheads:\n  - {kind: barber, at: 2026-11-18, until: 2027-02-18, covers: []}\n", `case.yaml:5:5: C024: there is no go-ahead of kind "barber"
  - {kind: barber, at: 2026-11-18, until: 2027-02-18, covers: []...
    ^
hint: kinds are clinician, specialist, surgeon, midwife, oncologist`},
		{"a go-ahead without proper dates", head + "findings: {}\ngo_aheads:\n  - {kind: surgeon, at: soon, until: later, covers: []}\n", `case.yaml:5:5: C021: at: "soon" is not a date: write 2026-11-21, 2026-11 or 2026
  - {kind: surgeon, at: soon, until: later, covers: []}
    ^

case.yaml:5:5: C021: until: "later" is not a date: write 2026-11-21, 2026-11 or 2026
  - {kind: surgeon, at: soon, until: later, covers: []}
    ^`},
		{"a go-ahead with an unknown answer", head + "findings: {}\ngo_aheads:\n  - {kind: surgeon, at: 2026-11-18, until: 2027-02-18, covers: [], answers: {neuro.blader: none}}\n", `case.yaml:5:92: C023: there is no finding "neuro.blader"
...-18, until: 2027-02-18, covers: [], answers: {neuro.blader: none}}
                                                               ^
hint: did you mean "neuro.bladder"?`},
		{"history in the future", head + "findings: {}\nhistory:\n  - {kind: session, at: 2026-11-22T10:00:00+01:00}\n", `case.yaml:5:5: C027: 2026-11-22T10:00:00+01:00 lies after now
  - {kind: session, at: 2026-11-22T10:00:00+01:00}
    ^
hint: check the date, or now:`},
		{"history without a zone", head + "findings: {}\nhistory:\n  - {kind: session, at: 2026-11-20}\n", `case.yaml:5:5: C021: "2026-11-20" is not an instant with its zone
  - {kind: session, at: 2026-11-20}
    ^
hint: write 2026-11-21T10:00:00+01:00`},
		{"an unknown event", head + "findings: {}\nhistory:\n  - {kind: massage, at: 2026-11-20T10:00:00+01:00}\n", `case.yaml:5:5: C024: "massage" is not an event
  - {kind: massage, at: 2026-11-20T10:00:00+01:00}
    ^
hint: events are result, session, check_in, review and clinician_review`},
		{"an unknown disposition in the history", head + "findings: {}\nhistory:\n  - {kind: result, at: 2026-11-20T10:00:00+01:00, disposition: fine}\n", `case.yaml:5:5: C024: unknown disposition "fine"
  - {kind: result, at: 2026-11-20T10:00:00+01:00, disposition: f...
    ^
hint: use one of the ladder from suitable to emergency`},
		{"an unknown answer in the history", head + "findings: {}\nhistory:\n  - {kind: result, at: 2026-11-20T10:00:00+01:00, findings: {pain.bak: 1}, unsure: [pain.lg]}\n", `case.yaml:5:72: C023: there is no finding "pain.bak"
...result, at: 2026-11-20T10:00:00+01:00, findings: {pain.bak: 1}, unsure: [pain.lg]}
                                                               ^
hint: did you mean "pain.back"?

case.yaml:5:85: C023: there is no finding "pain.lg"
...026-11-20T10:00:00+01:00, findings: {pain.bak: 1}, unsure: [pain.lg]}
                                                               ^
hint: did you mean "pain.leg"?`},
		{"an unknown role", head + "role: doctor\nfindings: {}\n", `case.yaml:3:7: C024: unknown role "doctor"
role: doctor
      ^
hint: roles are person, helper and therapist`},
		{"an unknown way to fill in the rest", head + "rest: fine\nfindings: {}\n", `case.yaml:3:7: C024: "fine" is not a way to fill in the rest
rest: fine
      ^
hint: write rest: normal, or leave it out`},
		{"an instant without its zone", "schema: 1\nnow: 2026-11-21\nfindings: {}\n", `case.yaml:2:6: C021: "2026-11-21" is not an instant with its zone
now: 2026-11-21
     ^
hint: write 2026-11-21T10:00:00+01:00`},
		{"another schema", "schema: 2\nfindings: {}\n", `case.yaml:1:9: C020: schema 2 is not known
schema: 2
        ^
hint: this program reads schema: 1`},
		{"an unknown key", head + "finding: {}\nfindings: {}\n", `case.yaml:3:1: C002: unknown key "finding"
finding: {}
^
hint: did you mean "findings"?`},
		{"no findings", head, `case.yaml:1:1: C004: key "findings" is missing
schema: 1
^
hint: add "findings: ..." here`},
		{"several faults at once, each in its place", head + "role: doctor\nfindings:\n  neuro.badder: none\n  pain.back: 11\n  onset.weeks: 8\nunsure: [pain.back]\nhistory:\n  - {kind: massage, at: 2026-11-22T10:00:00+01:00}\n", `case.yaml:3:7: C024: unknown role "doctor"
role: doctor
      ^
hint: roles are person, helper and therapist

case.yaml:5:17: C023: there is no finding "neuro.badder"
  neuro.badder: none
                ^
hint: did you mean "neuro.bladder"?

case.yaml:6:14: C022: "11" is not a value of pain.back: use a whole number from 0 to 10
  pain.back: 11
             ^

case.yaml:7:16: C026: onset.weeks is computed and cannot be answered
  onset.weeks: 8
               ^
hint: give the date or the history that it comes from

case.yaml:10:5: C024: "massage" is not an event
  - {kind: massage, at: 2026-11-22T10:00:00+01:00}
    ^
hint: events are result, session, check_in, review and clinician_review

case.yaml:10:5: C027: 2026-11-22T10:00:00+01:00 lies after now
  - {kind: massage, at: 2026-11-22T10:00:00+01:00}
    ^
hint: check the date, or now:`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, problems := casefile.Parse("case.yaml", []byte(row.text), ruleset.Embedded(), fixed)
			if got := problems.Error(); got != row.want {
				t.Errorf("have:\n%s\nwant:\n%s", got, row.want)
			}
		})
	}
}

func TestInstantWithMinutesOnly(t *testing.T) {
	got := parse(t, "schema: 1\nnow: 2026-11-21T10:00+01:00\nfindings: {}\n")
	if !got.Case.Now.Equal(fixed) {
		t.Errorf("now is %v, want %v", got.Case.Now, fixed)
	}
}

func TestNoNowTakesThePresent(t *testing.T) {
	got := parse(t, "schema: 1\nfindings: {}\n")
	if !got.Case.Now.Equal(fixed) || got.Case.Zone != fixed.Location() {
		t.Errorf("now is %v in %v, want %v", got.Case.Now, got.Case.Zone, fixed)
	}
}

func TestEverythingIsRead(t *testing.T) {
	got := parse(t, head+`protocol: 1.0.0
role: therapist
note: the knee too
findings: {pain.back: 3, surgery.spine: yes, onset.date: 2026-09}
unsure: [neuro.bladder]
go_aheads:
  - {kind: surgeon, who: the clinic, at: 2026-11-18, until: 2027-02-18, covers: [RC-SURG-03], answers: {surgery.wound: healed}}
history:
  - {kind: check_in, at: "2026-11-20T10:00:00+01:00", note: sore, unsure: [pain.leg]}
  - {kind: result, at: "2026-11-14T10:00:00+01:00", disposition: urgent, findings: {pain.back: 4}}
`)
	date := func(s string) clinical.Date {
		d, err := clinical.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	same(t, got.Case, clinical.Case{
		Schema: 1, Protocol: "1.0.0", Role: clinical.Therapist, Note: "the knee too", Now: fixed,
		Findings: map[clinical.FindingID]clinical.Answer{
			"pain.back": clinical.IntAnswer(3), "surgery.spine": clinical.BoolAnswer(true),
			"onset.date": clinical.DateAnswer(date("2026-09")), "neuro.bladder": clinical.UnsureAnswer(),
		},
		GoAheads: []clinical.GoAhead{{Kind: "surgeon", Who: "the clinic", At: date("2026-11-18"), Until: date("2027-02-18"), Covers: []clinical.RuleID{"RC-SURG-03"},
			Answers: map[clinical.FindingID]clinical.Answer{"surgery.wound": clinical.ChoiceAnswer("healed")}}},
		History: []clinical.Event{ // sorted by time
			{Kind: clinical.ResultEvent, At: fixed.Add(-7 * 24 * time.Hour), Disposition: clinical.Urgent, Findings: map[clinical.FindingID]clinical.Answer{"pain.back": clinical.IntAnswer(4)}},
			{Kind: clinical.CheckInEvent, At: fixed.Add(-24 * time.Hour), Note: "sore", Findings: map[clinical.FindingID]clinical.Answer{"pain.leg": clinical.UnsureAnswer()}},
		},
	})
	if len(got.Notes) > 0 || len(got.NotAsked) > 0 {
		t.Errorf("notes %q and not asked %v out of nowhere", got.Notes, got.NotAsked)
	}
}

func TestYAMLAndJSONAreTheSame(t *testing.T) {
	y := parse(t, head+"role: helper\nfindings:\n  pain.back: 3\n  surgery.spine: yes\n  onset.date: 2026-09\nunsure:\n  - neuro.bladder\n")
	j := parse(t, `{"schema": 1, "now": "2026-11-21T10:00:00+01:00", "role": "helper",
  "findings": {"pain.back": 3, "surgery.spine": "yes", "onset.date": "2026-09"}, "unsure": ["neuro.bladder"]}`)
	same(t, j.Case, y.Case)
}

func TestRestNormalSaysWhatStaysOpen(t *testing.T) {
	set := ruleset.Embedded()
	got := parse(t, head+"rest: normal\nfindings: {neuro.bladder: new}\nunsure: [neuro.bowel]\n")
	if a := got.Case.Get("neuro.bladder"); a != clinical.ChoiceAnswer("new") {
		t.Errorf("an answer was overwritten: %+v", a)
	}
	if a := got.Case.Get("neuro.bowel"); a != clinical.UnsureAnswer() {
		t.Errorf("unsure was overwritten: %+v", a)
	}
	if a := got.Case.Get("neuro.weakness"); a != clinical.ChoiceAnswer("none") {
		t.Errorf("the rest is not normal: %+v", a)
	}
	for _, id := range []clinical.FindingID{"onset.date", "pain.back", "person.born", "disc.type"} {
		if !slices.Contains(got.NotAsked, id) {
			t.Errorf("%s has no normal value and is not named as not asked: %v", id, got.NotAsked)
		}
	}
	for _, id := range got.NotAsked {
		i, _ := set.Finding(id)
		if set.Findings[i].Normal != nil || set.Findings[i].Derive != nil {
			t.Errorf("%s is named as not asked", id)
		}
	}
	if empty := parse(t, head+"findings: {}\n"); len(empty.NotAsked) != 0 || len(empty.Case.Findings) != 0 {
		t.Errorf("without rest: normal something was filled in: %v %v", empty.NotAsked, empty.Case.Findings)
	}
}

// retired is the embedded protocol with some ids retired.
func retired(list ...ruleset.Retired) *ruleset.Set {
	set := *ruleset.Embedded()
	set.Retired = list
	ruleset.Seal(&set)
	return &set
}

func TestRetiredIDs(t *testing.T) {
	set := retired(
		ruleset.Retired{Old: "bladder.change", New: "neuro.bladder"},
		ruleset.Retired{Old: "numbness=saddle", New: "neuro.saddle_sensation=new"},
		ruleset.Retired{Old: "numbness=foot", New: "neuro.sensation=new"},
		ruleset.Retired{Old: "mood"},
	)
	got, problems := casefile.Parse("case.yaml", []byte(head+"findings:\n  bladder.change: none\n  mood: fine\n  numbness: saddle\nunsure: [mood]\n"), set, fixed)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	sameAnswers(t, "the case", got.Case.Findings, map[clinical.FindingID]clinical.Answer{
		"neuro.bladder": clinical.ChoiceAnswer("none"), "neuro.saddle_sensation": clinical.ChoiceAnswer("new")})
	want := []string{"bladder.change is now neuro.bladder", "mood is no longer used and now counts as not asked",
		"numbness=saddle is now neuro.saddle_sensation=new", "mood is no longer used and now counts as not asked"}
	if !slices.Equal(got.Notes, want) {
		t.Errorf("notes are %q, want %q", got.Notes, want)
	}
	t.Run("a value of a retired id that was not mapped", func(t *testing.T) {
		_, problems := casefile.Parse("case.yaml", []byte(head+"findings:\n  numbness: hand\n"), set, fixed)
		if len(problems) != 1 || problems[0].Code != "C023" || problems[0].Message != `there is no finding "numbness"` {
			t.Errorf("have %v", problems)
		}
	})
	t.Run("under the old and the new id", func(t *testing.T) {
		_, problems := casefile.Parse("case.yaml", []byte(head+"findings:\n  bladder.change: new\n  neuro.bladder: none\n"), set, fixed)
		if len(problems) != 1 || problems[0].Code != "C025" || problems[0].Pos.Line != 5 {
			t.Errorf("have %v", problems)
		}
	})
	t.Run("answered under the old id and unsure under the new", func(t *testing.T) {
		_, problems := casefile.Parse("case.yaml", []byte(head+"findings:\n  bladder.change: new\nunsure: [neuro.bladder]\n"), set, fixed)
		if len(problems) != 1 || problems[0].Code != "C025" || problems[0].Pos.Line != 5 {
			t.Errorf("have %v", problems)
		}
	})
}

func TestFaultsAreProblems(t *testing.T) {
	_, problems := casefile.Parse("case.yaml", []byte("schema: 1\nfindings: {a: 1, b: 2}\n"), ruleset.Embedded(), fixed)
	var first strict.Problem
	if !errors.As(problems.Err(), &first) || first.Line == "" {
		t.Errorf("no problem with its line in %v", problems)
	}
	if strings.Count(problems.Error(), "^") != 2 {
		t.Errorf("not one caret a fault:\n%v", problems)
	}
}
