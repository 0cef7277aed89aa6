package care_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// full is a file with something in every field.
func full(t testing.TB) *care.File {
	f := checked(t, answers{"neuro.weakness": choice("examined"), "neuro.weakness_side": choice("left"), "history.osteoporosis": clinical.UnsureAnswer()}, noon)
	f.Zone, f.Country, f.Role = "Europe/Amsterdam", "NL", clinical.Therapist
	if err := f.Agree(set, "clinician", "Dr Vos", date(t, "2026-11-20"), date(t, "2027-01-31"), noon); err != nil {
		t.Fatal(err)
	}
	f.Again(set, hours(2))
	goOn(t, f, mild(t, answers{"neuro.weakness": choice("examined")}), hours(2))
	took(f, hours(-90))
	f.Finish()
	f.Note(set, care.Entry{At: hours(2.5), Kind: care.Noted, Note: "after a walk", Measures: session.Measures{Pains: pains(t, 2, 0, 2, 0), PSFS: psfs(1, 2, 3)}}, hours(2.5))
	if _, err := f.CheckIn(set, fine(pains(t, 2, 0, 2, 0)), hours(3)); err != nil {
		t.Fatal(err)
	}
	f.Aims = []care.Aim{{ID: "a", Text: "walk"}}
	f.Session = &care.Session{Setting: clinical.Self, Made: noon, State: session.State{Phase: session.Closed}, Taken: true}
	f.Spent, f.Stops, f.Appointment = true, 3, hours(50)
	return f
}

func TestNothingIsLostInWriting(t *testing.T) {
	f := full(t)
	b, err := f.Encode(set)
	if err != nil {
		t.Fatal(err)
	}
	g, lost, err := care.Decode(b, set)
	if err != nil || len(lost) > 0 {
		t.Fatalf("%v, lost %v", err, lost)
	}
	slices.SortStableFunc(f.History, func(x, y clinical.Event) int { return x.At.Compare(y.At) })
	for _, v := range []reflect.Value{reflect.ValueOf(f).Elem(), reflect.ValueOf(g).Elem()} {
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s is not filled", v.Type().Field(i).Name)
			}
		}
	}
	again, err := g.Encode(set)
	if err != nil || string(again) != string(b) {
		t.Errorf("written again it is\n%s\nnot\n%s", again, b)
	}
	if x, y := f.Assess(set), g.Assess(set); x.Disposition != y.Disposition || len(x.Reasons) != len(y.Reasons) {
		t.Errorf("it says %s, not %s", y.Disposition, x.Disposition)
	}
}

func TestCaseFile(t *testing.T) {
	b, err := full(t).CaseFile(set)
	if err != nil || !strings.HasSuffix(string(b), "\n") {
		t.Fatalf("%q, %v", b, err)
	}
	var c struct {
		Schema   int
		Findings map[string]string
		GoAheads []struct{ Who string } `json:"go_aheads"`
	}
	if err := json.Unmarshal(b, &c); err != nil || c.Schema != 1 || c.Findings["disc.type"] != "bulge" || len(c.GoAheads) != 1 {
		t.Errorf("%s, %v", b, err)
	}
	f := care.New(set)
	f.Findings["gone.away"] = yes
	if b, err := f.CaseFile(set); err != nil || strings.Contains(string(b), "gone") {
		t.Errorf("%s, %v", b, err)
	}
}

func TestEncodeRefusesATimeThatCannotBeWritten(t *testing.T) {
	f := care.New(set)
	f.Began = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := f.Encode(set); err == nil {
		t.Error("written all the same")
	}
}

func TestDecodeRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                                     care.ErrNotFile,
		"[]":                                   care.ErrNotFile,
		"{}":                                   care.ErrNotFile,
		`{"paraspinal":-1}`:                    care.ErrNotFile,
		`{"paraspinal":2}`:                     care.ErrNewer,
		`{"paraspinal":1,"case":{"schema":9}}`: care.ErrNewer,
	} {
		if f, _, err := care.Decode([]byte(text), set); !errors.Is(err, want) || f != nil {
			t.Errorf("%q: %v, %v", text, f, err)
		}
	}
}

func TestAnOldFileIsNeverRefused(t *testing.T) {
	text := `{"paraspinal":1,"mode":"recheck","began":"2026-11-21T12:00:00Z","pages":[{"question":"gone"},{"question":"saddle","rev":3,"answers":{"neuro.saddle_sensation":"none"}},{"question":"saddle"}],
	"before":{"neuro.bladder":"examined","neuro.bowel":"unsure","gone.too":"1"},
	"case":{"schema":1,"now":"2026-11-21T12:01:00Z","role":"juggler",
	"findings":{"pain.back":"99","pain.leg":"3","onset.hours":"4","gone":"x"},"unsure":["neuro.sexual","gone"],
	"go_aheads":[{"kind":"barber","at":"2026-01-01","until":"2026-02-01"},{"kind":"clinician","at":"then","until":"2026-02-01"},{"kind":"clinician","who":"Dr Vos","at":"2026-01-01","until":"2026-02-01","covers":["RC-WEAK-03","XX-XX-99"]}],
	"history":[{"kind":"session","at":"yesterday"},{"kind":"party","at":"2026-11-01T12:00:00Z"},{"kind":"result","at":"2026-11-03T12:00:00Z","disposition":"purple"},{"kind":"result","at":"2026-11-02T12:00:00Z","disposition":"modify"}]},
	"diary":[{"at":"2026-11-20T12:00:00Z","kind":"noted","measures":{"back":3}},{"at":"2026-11-20T13:00:00Z","measures":{"back":33}},{"kind":"noted"},7]}`
	f, lost, err := care.Decode([]byte(text), set)
	if err != nil {
		t.Fatal(err)
	}
	want := []care.Lost{{"gone", "x"}, {"onset.hours", "4"}, {"pain.back", "99"}, {"gone", "unsure"}, {"gone.too", "1"}, {"gone", ""}, {"saddle", ""}, {"go_ahead", "barber"}, {"go_ahead", "clinician"}, {"go_ahead", "XX-XX-99"}, {"history", "yesterday"}, {"history", "party"}, {"diary", ""}}
	for _, l := range want {
		if l.ID == "saddle" {
			continue
		}
		if !slices.Contains(lost, l) {
			t.Errorf("%v is not named among %v", l, lost)
		}
	}
	if f.Mode != care.Recheck || f.Role != clinical.Person || f.Findings["pain.back"].Kind != clinical.NotAsked || f.Findings["pain.leg"] != number(3) || f.Findings["neuro.sexual"] != clinical.UnsureAnswer() || f.Before["neuro.bowel"] != clinical.UnsureAnswer() {
		t.Errorf("%+v", f)
	}
	if len(f.History) != 2 || f.History[1].Disposition != clinical.Emergency {
		t.Errorf("history %v: out of order, or a result that cannot be read is not the gravest", f.History)
	}
	if len(f.GoAheads) != 1 || len(f.GoAheads[0].Covers) != 1 || len(f.Diary) != 1 || !f.Begun() {
		t.Errorf("%+v", f)
	}
}

func TestAnswersWithoutTheirTime(t *testing.T) {
	for _, text := range []string{
		`{"paraspinal":1,"began":"2026-11-21T12:00:00Z","case":{"now":"noon","findings":{"pain.leg":"3"}}}`,
		`{"paraspinal":1,"began":"at noon","case":{"now":"2026-11-21T12:00:00Z","findings":{"pain.leg":"3"}}}`,
		`{"paraspinal":1,"case":{"now":"2026-11-21T12:00:00Z","findings":{"pain.leg":"3"}}}`,
	} {
		f, _, err := care.Decode([]byte(text), set)
		if err != nil || f.Begun() || !f.At.IsZero() || may(f, noon) {
			t.Errorf("%s: %v, %v", text, f, err)
		}
	}
}

// Retired ids are mapped; what cannot be mapped is not asked and named.
func TestRetired(t *testing.T) {
	s := *set
	s.Retired = []ruleset.Retired{{Old: "old.leg", New: "pain.leg"}, {Old: "old.weak=yes", New: "neuro.weakness=new"}, {Old: "old.none", New: ""}}
	text := `{"paraspinal":1,"case":{"findings":{"old.leg":"4","old.weak":"yes","old.none":"1","pain.leg":"5"}}}`
	f, lost, err := care.Decode([]byte(text), &s)
	if err != nil || f.Findings["neuro.weakness"] != choice("new") || !slices.Equal(lost, []care.Lost{{"old.none", "1"}}) {
		t.Errorf("%v, %v, %v", f.Findings, lost, err)
	}
	if f.Findings["pain.leg"] != clinical.UnsureAnswer() {
		t.Errorf("2 answers to one thing give %v", f.Findings["pain.leg"])
	}
}

// A session that cannot be read any more took place all the same.
func TestASessionThatCannotBeRead(t *testing.T) {
	head := `{"paraspinal":1,"case":{"findings":{"pain.back":"4"}},"session":`
	for text, want := range map[string]int{
		`null}`: 0,
		`7}`:    0,
		`{"motor":{"heel_walk":{"left":"maybe"}},"taken":true,"state":{"began":"2026-11-20T12:00:00Z"}}}`:          0,
		`{"motor":{"heel_walk":{"left":"maybe"}},"state":{"began":"2026-11-20T12:00:00Z","stops":["spreading"]}}}`: 1,
	} {
		f, lost, err := care.Decode([]byte(head+text), set)
		if err != nil || f.Session != nil || len(f.History) != want || (len(lost) == 0) != (text == "null}") {
			t.Errorf("%s: %v, lost %v, %v", text, f, lost, err)
			continue
		}
		if want == 1 && (f.History[0].Kind != clinical.SessionEvent || !f.History[0].At.Equal(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)) || f.History[0].Findings["pain.back"] != number(4)) {
			t.Errorf("%+v", f.History)
		}
	}
}
