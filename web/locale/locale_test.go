package locale

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// written are the plural forms that a language must have. Beside them only
// other may be written, which whole numbers never take in Russian.
var written = map[string][]string{
	"en": {"one", "other"},
	"nl": {"one", "other"},
	"ru": {"one", "few", "many"},
}

func (f *forms) named() map[string]string {
	m := map[string]string{"one": f.one, "few": f.few, "many": f.many, "other": f.other}
	maps.DeleteFunc(m, func(_, text string) bool { return text == "" })
	return m
}

func (f *forms) isPlural() bool { return f.one != "" || f.few != "" || f.many != "" }

var place = regexp.MustCompile(`\{[^{}]*\}`)

// places lists the places to fill in, each once.
func places(text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(place.FindAllString(text, -1))))
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	en := For("en")
	for _, lang := range Languages()[1:] {
		c := For(lang)
		for _, key := range en.Keys() {
			if !c.Has(key) {
				t.Errorf("%s: %q is missing", lang, key)
			}
		}
		for _, key := range c.Keys() {
			if !en.Has(key) {
				t.Errorf("%s: %q is not a text in English", lang, key)
			}
		}
	}
}

func TestEveryFormHasTheSamePlaces(t *testing.T) {
	en := For("en")
	for _, lang := range Languages() {
		c := For(lang)
		for _, key := range c.Keys() {
			f, e := c.texts[key], en.texts[key]
			for form, text := range f.named() {
				if got, want := places(text), places(e.other); en.Has(key) && !slices.Equal(got, want) {
					t.Errorf("%s: %q, form %s: places %v, want %v", lang, key, form, got, want)
				}
				if rest := place.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
					t.Errorf("%s: %q, form %s: a brace stands alone", lang, key, form)
				}
			}
		}
	}
}

func TestPluralsHaveTheFormsOfTheirLanguage(t *testing.T) {
	en := For("en")
	for _, lang := range Languages() {
		c := For(lang)
		for _, key := range c.Keys() {
			f, e := c.texts[key], en.texts[key]
			if en.Has(key) && f.isPlural() != e.isPlural() {
				t.Errorf("%s: %q has plural forms in one language and not in the other", lang, key)
			}
			if !f.isPlural() {
				if f.other == "" {
					t.Errorf("%s: %q is empty", lang, key)
				}
				continue
			}
			got := f.named()
			for _, form := range written[lang] {
				if got[form] == "" {
					t.Errorf("%s: %q lacks the form %s", lang, key, form)
				}
				delete(got, form)
			}
			delete(got, "other")
			for form := range got {
				t.Errorf("%s: %q has the form %s, which the language does not", lang, key, form)
			}
		}
	}
}

func TestNothingIsLeftInEnglish(t *testing.T) {
	en := For("en")
	for _, lang := range Languages()[1:] {
		c := For(lang)
		for _, key := range c.Keys() {
			e, f := en.texts[key], c.texts[key]
			for _, text := range f.named() {
				if len(strings.Fields(place.ReplaceAllString(text, ""))) > 3 && slices.Contains(slices.Collect(maps.Values(e.named())), text) {
					t.Errorf("%s: %q is still English: %q", lang, key, text)
				}
			}
		}
	}
}

// mostWords is how many words a sentence may have.
const mostWords = 20

var sentenceEnd = regexp.MustCompile(`[.!?…](?:["»”)]*)(?:\s+|$)`)

// longest counts the words of the longest sentence.
func longest(text string) int {
	most := 0
	for _, s := range sentenceEnd.Split(text, -1) {
		n := 0
		for _, w := range strings.Fields(s) {
			if strings.Trim(w, "-–—:;,.") != "" { // a dash is no word
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestSentencesAreShort(t *testing.T) {
	for _, lang := range Languages() {
		c := For(lang)
		for _, key := range c.Keys() {
			f := c.texts[key]
			for _, text := range f.named() {
				if n := longest(text); n > mostWords {
					t.Errorf("%s: %q has a sentence of %d words, more than %d: %q", lang, key, n, mostWords, text)
				}
				if text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
					t.Errorf("%s: %q has a space too many: %q", lang, key, text)
				}
			}
		}
	}
}

// The checks above rest on these.
func TestTheChecksSee(t *testing.T) {
	if got := places("See {who} on {day}, {who}."); !slices.Equal(got, []string{"{day}", "{who}"}) {
		t.Errorf("places: %v", got)
	}
	for text, want := range map[string]int{"One two three.": 3, "One two. Three four five!": 3, "\"One two?\" Three – four.": 2, "A {name} b": 3, "1.5 mg now": 3} {
		if got := longest(text); got != want {
			t.Errorf("longest(%q) = %d, want %d", text, got, want)
		}
	}
	if f := (forms{one: "a", other: "b"}); !f.isPlural() || len(f.named()) != 2 {
		t.Error("forms are not seen")
	}
}
