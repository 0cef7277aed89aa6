package clinical_test

import (
	"bytes"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"paraspinal/clinical"
)

func mustDate(t *testing.T, s string) clinical.Date {
	t.Helper()
	d, err := clinical.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWithNeverChangesTheOriginal(t *testing.T) {
	for _, row := range []struct {
		name   string
		before map[clinical.FindingID]clinical.Answer
		id     clinical.FindingID
		answer clinical.Answer
		want   map[clinical.FindingID]clinical.Answer
	}{
		{"no answers yet", nil, "a", clinical.BoolAnswer(true), map[clinical.FindingID]clinical.Answer{"a": clinical.BoolAnswer(true)}},
		{"one more answer", map[clinical.FindingID]clinical.Answer{"a": clinical.IntAnswer(3)}, "b", clinical.UnsureAnswer(),
			map[clinical.FindingID]clinical.Answer{"a": clinical.IntAnswer(3), "b": clinical.UnsureAnswer()}},
		{"another answer to the same", map[clinical.FindingID]clinical.Answer{"a": clinical.ChoiceAnswer("none")}, "a", clinical.ChoiceAnswer("new"),
			map[clinical.FindingID]clinical.Answer{"a": clinical.ChoiceAnswer("new")}},
		{"an answer taken back", map[clinical.FindingID]clinical.Answer{"a": clinical.BoolAnswer(false)}, "a", clinical.Answer{}, map[clinical.FindingID]clinical.Answer{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Findings: maps.Clone(row.before), Note: "kept"}
			got := c.With(row.id, row.answer)
			if !maps.Equal(c.Findings, row.before) {
				t.Errorf("the original became %v", c.Findings)
			}
			if !maps.Equal(got.Findings, row.want) || got.Note != "kept" {
				t.Errorf("got %v, want %v", got.Findings, row.want)
			}
			if got.Get(row.id) != row.answer {
				t.Errorf("%s is %v", row.id, got.Get(row.id))
			}
			again := got.With("c", clinical.BoolAnswer(true))
			if _, leaked := got.Findings["c"]; leaked || len(again.Findings) != len(row.want)+1 {
				t.Error("two copies share their answers")
			}
		})
	}
}

func TestAnswersSayWhatTheyWereMadeOf(t *testing.T) {
	d := mustDate(t, "2026-05")
	for _, row := range []struct {
		name string
		got  clinical.Answer
		want clinical.Answer
	}{
		{"a choice", clinical.ChoiceAnswer("new"), clinical.Answer{Kind: clinical.Known, Choice: "new"}},
		{"a number", clinical.IntAnswer(7), clinical.Answer{Kind: clinical.Known, Int: 7}},
		{"yes", clinical.BoolAnswer(true), clinical.Answer{Kind: clinical.Known, Bool: true}},
		{"a date", clinical.DateAnswer(d), clinical.Answer{Kind: clinical.Known, Date: d}},
		{"not sure", clinical.UnsureAnswer(), clinical.Answer{Kind: clinical.Unsure}},
	} {
		if row.got != row.want {
			t.Errorf("%s: got %v", row.name, row.got)
		}
	}
}

func TestAnswersNeverReachALog(t *testing.T) {
	a := clinical.ChoiceAnswer("secret")
	f := map[clinical.FindingID]clinical.Answer{"neuro.secret": a}
	g := clinical.GoAhead{Kind: "secret", Who: "secret", Answers: f}
	e := clinical.Event{Kind: "secret", At: time.Unix(0, 0), Findings: f, Note: "secret"}
	c := clinical.Case{Findings: f, GoAheads: []clinical.GoAhead{g}, History: []clinical.Event{e}, Note: "secret"}
	for _, row := range []struct {
		name  string
		value any
	}{{"an answer", a}, {"a go-ahead", g}, {"an event", e}, {"a case", c}, {"a case by its address", &c}, {"a go-ahead by its address", &g}} {
		t.Run(row.name, func(t *testing.T) {
			for form, handler := range map[string]func(*bytes.Buffer) slog.Handler{
				"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
				"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
			} {
				var b bytes.Buffer
				slog.New(handler(&b)).Info("seen", "it", row.value)
				if strings.Contains(b.String(), "secret") || !strings.Contains(b.String(), "[redacted]") {
					t.Errorf("%s: %s", form, b.String())
				}
			}
		})
	}
}
