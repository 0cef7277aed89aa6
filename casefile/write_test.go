package casefile_test

import (
	"bytes"
	"fmt"
	"testing"

	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// roundTrip writes a case, reads it, and writes it again.
func roundTrip(t *testing.T, set *ruleset.Set, c clinical.Case) {
	t.Helper()
	b, err := casefile.Write(c, set)
	if err != nil {
		t.Fatal(err)
	}
	got, problems := casefile.Parse("case.json", b, set, fixed.AddDate(1, 0, 0))
	if len(problems) > 0 {
		t.Fatalf("what was written has faults:\n%v\n%s", problems, b)
	}
	same(t, got.Case, c)
	again, err := casefile.Write(got.Case, set)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again, b) {
		t.Errorf("the second writing differs:\n%s\n%s", b, again)
	}
}

func TestWriteThenParseRandomPeople(t *testing.T) {
	set := ruleset.Embedded()
	people := corpus.NewPeople(set, 11)
	people.Odd, people.Unsure = 400, 100
	for i := range 300 {
		c := people.Next()
		c.Role = []clinical.Role{clinical.NoRole, clinical.Person, clinical.HelperRole, clinical.Therapist}[i%4]
		c.Note = []string{"", "a \"note\": # with\nlines", "ünï→𝕔"}[i%3]
		if i%2 == 1 {
			c = people.Partial(c, 300)
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) { roundTrip(t, set, c) })
	}
}

func TestWriteThenParseExamples(t *testing.T) {
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set := ruleset.Embedded()
	examples, problems := corpus.Examples(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	withGoAhead, withHistory := 0, 0
	for _, e := range examples {
		withGoAhead += min(len(e.Case.GoAheads), 1)
		withHistory += min(len(e.Case.History), 1)
		t.Run(e.Name, func(t *testing.T) {
			if n := len(e.Case.History); n > 0 && e.Case.History[n-1].At.After(e.Case.Now) {
				refused(t, set, e.Case) // only the protocol's own cases can hold such a history
				return
			}
			roundTrip(t, set, e.Case)
		})
	}
	if withGoAhead == 0 || withHistory == 0 {
		t.Errorf("%d examples with a go-ahead, %d with a history: nothing was tried", withGoAhead, withHistory)
	}
}

// refused checks that a history after now can be written, to show it, and is
// not read.
func refused(t *testing.T, set *ruleset.Set, c clinical.Case) {
	t.Helper()
	b, err := casefile.Write(c, set)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := casefile.Parse("case.json", b, set, fixed)
	if len(problems) != 1 || problems[0].Code != "C027" {
		t.Errorf("have %v, want one C027", problems)
	}
}

// Answers to findings that the protocol does not know, and answers that are
// none, are not written: reading them back would be refused.
func TestWriteLeavesOutWhatCannotBeRead(t *testing.T) {
	set := ruleset.Embedded()
	b, err := casefile.Write(clinical.Case{Now: fixed, Findings: map[clinical.FindingID]clinical.Answer{
		"nobody.knows": clinical.BoolAnswer(true), "pain.back": {}, "pain.leg": clinical.IntAnswer(1)}}, set)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "schema": 1,
  "now": "2026-11-21T10:00:00+01:00",
  "findings": {
    "pain.leg": "1"
  }
}`
	if string(b) != want {
		t.Errorf("have:\n%s\nwant:\n%s", b, want)
	}
}
