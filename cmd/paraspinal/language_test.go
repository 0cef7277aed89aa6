package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"paraspinal/ruleset"
)

// Each command speaks each language of the protocol, as text and as JSON. What
// the code itself says, such as headings, is in English still.
func TestEveryCommandSpeaksEveryLanguage(t *testing.T) {
	const anna, numb = "../../examples/anna.yaml", "../../examples/numb.yaml"
	rows := []struct {
		name   string
		typed  string
		args   []string
		exit   int
		spoken []string // texts that must be said
	}{
		{name: "an answer", args: []string{"assess", anna}, spoken: []string{"rule/ST-STG-01/person", "rule/DO-UNI-01/person"}},
		{name: "an answer as JSON", args: []string{"--format", "json", "assess", anna}, spoken: []string{"rule/ST-STG-01/person", "rule/ST-STG-01/title"}},
		{name: "an emergency", args: []string{"assess", numb}, spoken: []string{"rule/RF-CES-01/person", "card/emergency-call-now/title"}},
		{name: "a plan", args: []string{"plan", "--setting", "self", anna}, spoken: []string{"region/neck/name", "technique/effleurage/name"}},
		{name: "a plan as JSON", args: []string{"--format", "json", "plan", "--setting", "self", anna}, spoken: []string{"region/neck/name", "technique/effleurage/name"}},
		{name: "a technique", args: []string{"can", "--setting", "professional", anna, "petrissage"}, spoken: []string{"technique/petrissage/name", "technique/petrissage/what", "technique/petrissage/must_not_feel"}},
		{name: "an appointment", args: []string{"appointment", "--for", "2026-11-24T15:00:00+01:00", numb}, spoken: []string{"rule/RF-CES-01/person"}},
		{name: "a rule", args: []string{"explain", "RF-CES-01"}, spoken: []string{"rule/RF-CES-01/title", "rule/RF-CES-01/person", "rule/RF-CES-01/therapist", "rule/RF-CES-01/until", "topic/cauda_equina", "evidence/GIRFT-CES-2023"}},
		{name: "the first question", args: []string{"ask", "--plain"}, exit: exitInput, spoken: []string{"question/saddle/text", "question/saddle/why"}},
		{name: "a session", args: []string{"session", "--fast", anna}, exit: exitInput, typed: "y\n", spoken: []string{"stop/start_ate/button", "stop/start_ate/text"}},
		{name: "what is in the protocol", args: []string{"protocol", "show"}, spoken: []string{"meta/title", "rule/RF-CES-01/title", "finding/neuro.bladder/name", "question/saddle/text", "technique/petrissage/name", "card/emergency-call-now/title", "region/neck/name"}},
		{name: "the version", args: []string{"version"}, spoken: []string{"meta/reviewed"}},
	}
	languages := ruleset.Embedded().Languages
	if !slices.Contains(languages, "en") {
		t.Fatalf("the languages are %v", languages)
	}
	for _, language := range languages {
		words, err := ruleset.Words(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			t.Run(language+": "+row.name, func(t *testing.T) {
				code, out, errs := command(strings.NewReader(row.typed), append([]string{"--language", language}, row.args...)...)
				if code != row.exit {
					t.Fatalf("exit code %d, want %d:\n%s%s", code, row.exit, out, errs)
				}
				if slices.Contains(row.args, "json") { // undo its escapes
					var v any
					if err := json.Unmarshal([]byte(out), &v); err != nil {
						t.Fatal(err)
					}
					out = flat(v)
				}
				said := strings.Join(strings.Fields(out), " ")
				for _, key := range row.spoken {
					if text := words.Texts[key]; text == "" || !strings.Contains(said, text) {
						t.Errorf("does not say %s, %q:\n%s", key, text, out)
					}
				}
				if strings.Contains(said, "\ufffd") {
					t.Errorf("a letter is cut in two:\n%s", out)
				}
			})
		}
	}
}

// flat is every text of a JSON value.
func flat(v any) string {
	var b strings.Builder
	switch v := v.(type) {
	case string:
		b.WriteString(v + "\n")
	case []any:
		for _, x := range v {
			b.WriteString(flat(x))
		}
	case map[string]any:
		for _, x := range v {
			b.WriteString(flat(x))
		}
	}
	return b.String()
}

func TestANameInASentence(t *testing.T) {
	for name, want := range map[string]string{
		"Ball": "ball", "Поглаживание": "поглаживание", "Één hand": "één hand", "bal": "bal",
		"TENS device": "TENS device", "ЧЭНС": "ЧЭНС", "": "", "A": "A",
	} {
		if got := lowerFirst(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
