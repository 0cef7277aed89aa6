package protocol_test

import (
	"slices"
	"strings"
	"testing"

	"paraspinal/protocol"
)

const (
	mostItems         = 6  // of a tick list
	mostItemWords     = 12 // of one of its items
	mostSentenceWords = 20
)

// Own pages: design section 6.
var ownPage = []string{"neuro.bladder", "neuro.saddle_sensation", "neuro.weakness"}

func questions(t *testing.T) *protocol.Source {
	t.Helper()
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return src
}

func TestEveryFindingIsAskedOrDerived(t *testing.T) {
	src := questions(t)
	asked := map[string][]string{} // finding: when of its pages
	for _, q := range src.Questions {
		for _, id := range q.Asks {
			asked[id] = append(asked[id], q.When)
		}
	}
	again := func(whens []string) bool { return slices.Contains(whens, "recheck") || slices.Contains(whens, "both") }
	for _, f := range src.Findings {
		switch whens := asked[f.ID]; {
		case f.Derive != nil && len(whens) > 0:
			t.Errorf("%s is derived and asked", f.ID)
		case f.Derive == nil && len(whens) == 0:
			t.Errorf("%s is never asked", f.ID)
		case f.Recheck && !again(whens):
			t.Errorf("%s is not asked before a further session", f.ID)
		}
		delete(asked, f.ID)
	}
	for id := range asked {
		t.Errorf("%s is asked but is no finding", id)
	}
}

func TestPages(t *testing.T) {
	src := questions(t)
	findings := map[string]protocol.Finding{}
	for _, f := range src.Findings {
		findings[f.ID] = f
	}
	seen := map[string]bool{}
	for _, q := range src.Questions {
		if seen[q.ID] {
			t.Errorf("%s: page there twice", q.Pos)
		}
		seen[q.ID] = true
		if q.When != "recheck" && len(q.Asks) > 1 {
			for _, id := range ownPage {
				if slices.Contains(q.Asks, id) {
					t.Errorf("%s: %s needs its own page", q.Pos, id)
				}
			}
		}
		if q.Kind == "check" || q.Kind == "form" {
			items(t, q)
		} else if len(q.Asks) != 1 || len(q.Items) > 0 {
			t.Errorf("%s: a page of kind %s asks one finding", q.Pos, q.Kind)
		} else {
			options(t, src, findings[q.Asks[0]], q.Kind == "choice", q.Options, q.Pos)
		}
		for _, item := range q.Items {
			if q.Kind == "form" {
				f := findings[item.Finding]
				options(t, src, f, f.Type == "choice", item.Options, q.Pos)
			} else if tick := item.Tick; tick != "" && !slices.Contains(values(src, findings[item.Finding]), tick) || tick == "" && findings[item.Finding].Type != "bool" {
				t.Errorf("%s: a tick of %s records %q", q.Pos, item.Finding, tick)
			}
		}
	}
}

// items checks a tick list or a form against what it asks.
func items(t *testing.T, q protocol.Question) {
	t.Helper()
	var ids []string
	for _, item := range q.Items {
		ids = append(ids, item.Finding)
		if n := len(strings.Fields(item.Text)); q.Kind == "check" && n > mostItemWords {
			t.Errorf("%s: %s has %d words", q.Pos, item.Finding, n)
		}
	}
	if !slices.Equal(ids, q.Asks) {
		t.Errorf("%s: items %q, asks %q", q.Pos, ids, q.Asks)
	}
	if q.Kind == "check" && (len(ids) > mostItems || q.None == "") {
		t.Errorf("%s: %d items, none: %q", q.Pos, len(ids), q.None)
	}
}

// values of a choice.
func values(src *protocol.Source, f protocol.Finding) []string {
	for _, s := range src.Meta.ValueSets {
		if s.ID == f.Set {
			return s.Values
		}
	}
	return f.Values
}

// options checks that every value of a choice has its words, here or in its set.
func options(t *testing.T, src *protocol.Source, f protocol.Finding, choice bool, given []protocol.Option, pos protocol.Pos) {
	t.Helper()
	if len(given) == 0 {
		for _, s := range src.Meta.ValueSets {
			if s.ID == f.Set && choice {
				given = s.Texts
			}
		}
	}
	want := slices.Clone(values(src, f))
	if f.Type == "int" && len(given) > 0 { // a scale in words
		want = []string{"0", "1", "2", "3", "4", "5", "6"}
	}
	var got []string
	for _, o := range given {
		got = append(got, o.Value)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s: %s has words for %q, its values are %q", pos, f.ID, got, want)
	}
}

func TestQuestionWords(t *testing.T) {
	for _, q := range questions(t).Questions {
		texts := []string{q.Text, q.Hint, q.Why, q.How, q.None}
		for _, i := range q.Items {
			texts = append(texts, i.Text)
			for _, o := range i.Options {
				texts = append(texts, o.Text, o.Hint)
			}
		}
		for _, o := range q.Options {
			texts = append(texts, o.Text, o.Hint)
		}
		for _, text := range texts {
			for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".?!:", r) }) {
				if n := len(strings.Fields(s)); n > mostSentenceWords {
					t.Errorf("%s: %d words in %q", q.ID, n, s)
				}
			}
			lower := strings.ToLower(text)
			for _, bad := range []string{"heal", "cure", "detox", "decompress", "n't", "'ll", "'re"} {
				if i := strings.Index(lower, bad); i >= 0 && !strings.Contains(lower, "health") && !strings.Contains(lower, "secure") {
					t.Errorf("%s: %q in %q", q.ID, bad, text)
				}
			}
		}
	}
}

// The emergency screen is over within the first pages, and a re-check is short.
// How many pages one person meets depends on the answers: package corpus
// measures that.
func TestPageCounts(t *testing.T) {
	src := questions(t)
	conditional := map[string]bool{}
	for _, f := range src.Findings {
		conditional[f.ID] = f.OnlyIf != "" && !strings.Contains(f.OnlyIf, "course.sessions")
	}
	first, again, screen := 0, 0, 0
	for _, q := range src.Questions {
		if !slices.ContainsFunc(q.Asks, func(id string) bool { return !conditional[id] }) {
			continue // a follow-up
		}
		brief := slices.ContainsFunc(src.Findings, func(f protocol.Finding) bool { return f.Brief && slices.Contains(q.Asks, f.ID) })
		switch {
		case q.When == "recheck":
			again++
		case q.When == "both":
			again++
			first++
		case !brief:
			first++
		}
		if q.ID == "now" {
			screen = first
		}
	}
	if again > 6 || screen != 5 {
		t.Errorf("%d pages at first, %d before a session, emergency screen done by page %d", first, again, screen)
	}
}
