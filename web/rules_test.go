package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// words is a page as it is read: without tags, on one line.
func words(body string) string {
	return html.UnescapeString(strings.Join(strings.Fields(tags.ReplaceAllString(body, " ")), " "))
}

func TestARuleIsReadable(t *testing.T) {
	r := newReader(t)
	for _, tc := range []struct{ rule, want string }{
		{"RF-CES-01", "Numbness between the legs:"},
		{"RF-CES-01", "Call now Get emergency help now."},
		{"RF-CES-01", "Medical help today See your doctor today."},
		{"RF-CES-01", "It ends when this has happened: a hospital team has examined this and recorded that it is safe."},
		{"RF-CES-01", "Nobody can lift it by agreeing."},
		{"RF-CES-01", `neuro.saddle_sensation in ["new", "unexamined"]`},
		{"RC-SURG-03", "Months since the operation: 11 months or less"},
		{"RC-SURG-03", "your surgeon or the surgical team"},
		{"RC-SURG-03", "for this long at most: 365 days"},
		{"RC-SURG-03", "These limits then remain:"},
		{"RC-SURG-03", "surgeon-pages"},
		{"PR-BLD-01", "The same: not sure counts like yes."},
		{"PR-BLD-01", "No more than light pressure."},
		{"PR-BLD-01", "What a therapist reads"},
		{"DO-UNI-01", "Always"},
		{"DO-UNI-01", "This rule holds for everyone"},
	} {
		if got := words(r.page("/rules/" + tc.rule)); !strings.Contains(got, tc.want) {
			t.Errorf("%s does not say %q:\n%s", tc.rule, tc.want, got)
		}
	}
	if strings.Contains(words(r.page("/rules/DO-UNI-01")), "Who can lift it") {
		t.Error("what holds for everyone is not lifted by anybody")
	}
}

// conditionOf words the condition of a rule.
func conditionOf(t *testing.T, set *ruleset.Set, e *ruleset.Expr, not bool) Condition {
	t.Helper()
	s := &Server{Set: set, Words: ruleset.Words}
	vo, err := s.voice("en")
	if err != nil {
		t.Fatal(err)
	}
	return (&visit{voice: vo, s: s}).condition(e, not)
}

func TestNegationTurnsAllIntoOne(t *testing.T) {
	set := ruleset.Embedded()
	atom := func(n int) ruleset.Expr { return ruleset.Expr{Op: ruleset.OpAtom, Atom: n} }
	args := []ruleset.Expr{atom(0), atom(1), atom(2)}
	for _, tc := range []struct {
		name     string
		e        ruleset.Expr
		not      bool
		lead     string
		contrary bool // its comparisons are turned round
	}{
		{"and", ruleset.Expr{Op: ruleset.OpAnd, Args: args}, false, "All of these:", false},
		{"or", ruleset.Expr{Op: ruleset.OpOr, Args: args}, false, "One of these:", false},
		{"at least 2", ruleset.Expr{Op: ruleset.OpAtLeast, N: 2, Args: args}, false, "At least 2 of these:", false},
		{"not and", ruleset.Expr{Op: ruleset.OpNot, Args: []ruleset.Expr{{Op: ruleset.OpAnd, Args: args}}}, false, "One of these:", true},
		{"not or", ruleset.Expr{Op: ruleset.OpOr, Args: args}, true, "All of these:", true},
		{"not at least 1", ruleset.Expr{Op: ruleset.OpAtLeast, N: 1, Args: args}, true, "All of these:", true},
		{"not not", ruleset.Expr{Op: ruleset.OpNot, Args: []ruleset.Expr{{Op: ruleset.OpAnd, Args: args}}}, true, "All of these:", false},
	} {
		c := conditionOf(t, set, &tc.e, tc.not)
		if c.Text != tc.lead || len(c.Args) != 3 {
			t.Errorf("%s: %q with %d parts", tc.name, c.Text, len(c.Args))
		}
		if got := strings.Contains(c.Args[0].Text, "anything but"); got != tc.contrary {
			t.Errorf("%s: a comparison reads %q", tc.name, c.Args[0].Text)
		}
	}
}

// Every comparison of every rule names its finding and at least one value.
func TestEveryConditionHasWords(t *testing.T) {
	set := ruleset.Embedded()
	var check func(id string, c Condition)
	check = func(id string, c Condition) {
		if name, value, ok := strings.Cut(c.Text, ": "); len(c.Args) == 0 && c.Text != "Always" && (!ok || name == "" || value == "" || strings.Contains(value, "_")) {
			t.Errorf("%s: %q", id, c.Text)
		}
		for _, a := range c.Args {
			check(id, a)
		}
	}
	for i := range set.Rules {
		check(string(set.Rules[i].ID), conditionOf(t, set, &set.Rules[i].When, false))
	}
	for i := range set.Cards {
		if k := &set.Cards[i]; !k.When.IsZero() {
			check(k.ID, conditionOf(t, set, &k.When, false))
		}
	}
}

func TestASourceNamesWhatRestsOnIt(t *testing.T) {
	r := newReader(t)
	for i := range r.set.Rules {
		rule := &r.set.Rules[i]
		for _, e := range rule.Evidence[:min(1, len(rule.Evidence))] {
			if !strings.Contains(r.page("/evidence/"+e), `href="/en/rules/`+string(rule.ID)+`"`) {
				t.Errorf("%s does not say that %s rests on it", e, rule.ID)
			}
		}
	}
	if got := words(r.page("/evidence/S001-154")); !strings.Contains(got, "Link teasers without any content behind them.") {
		t.Error("a statement that nothing acts on does not say why")
	}
	for id, want := range map[string]string{"S003-009": "S003", "S003": "", "NG59-1.1.1": "", "surgeon-pages": "", "S00x-001": ""} {
		if got := article(id); got != want {
			t.Errorf("article(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestAboutNamesTheSevenAnswersAndTheVersions(t *testing.T) {
	r := newReader(t)
	got := words(r.page("/about"))
	for _, want := range []string{"Likely to be safe", "Yes, with limits", "Not yet", "Ask first", "No massage while this lasts", "Medical help today", "Call now",
		r.set.Version, r.set.Digest[:12], "No clinician has reviewed these rules yet.", "not a medical device", "Apache License 2.0"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := len(clinical.Dispositions()); n != 7 {
		t.Errorf("%d answers: the page says 7", n)
	}
}

func TestLongListsAreFolded(t *testing.T) {
	r := newReader(t)
	for _, path := range []string{"/rules", "/glossary", "/evidence"} {
		page := r.page(path)
		folds, heads := strings.Count(page, `<details class="part"><summary><h2>`), strings.Count(page, "<h2>")
		if folds < 2 || folds != heads {
			t.Errorf("%s: %d of %d parts are folded", path, folds, heads)
		}
	}
	if page := r.page("/rules"); !strings.Contains(page, `</summary><ul class="lines" id="topic-surgery">`) {
		t.Error("a link to a topic opens nothing: it must lead into the fold")
	}
}

func TestARuleNamesItsLimitsInOneLine(t *testing.T) {
	page := newReader(t).page("/rules/PR-BLD-01")
	if !strings.Contains(page, "It sets these limits:") || !strings.Contains(page, "Do not use: ball; massage gun; rollers; cupping; ") || strings.Contains(page, "Do not use: ball.") {
		t.Error("its limits are not one line")
	}
}
