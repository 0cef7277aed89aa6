package compile

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// languageCode is a language of two letters (ISO 639-1). It becomes the name of
// a folder and of a file of data beside set.json.
var languageCode = regexp.MustCompile(`^[a-z]{2}$`)

// translations checks the texts of every other language against the English
// ones and makes the wording of each language, English first.
func (c *compiler) translations() []*ruleset.Wording {
	at := place(strict.Pos{File: "protocol.yaml", Line: 1, Column: 1}, c.src.Meta.At, "languages")
	listed := c.languages(at)
	words := []*ruleset.Wording{c.english}
	for i := range c.src.Texts {
		l := &c.src.Texts[i]
		folder := strict.Pos{File: protocol.LanguageFolder(l.ID)}
		switch {
		case l.ID == protocol.English:
			c.failf(folder, "P222", "change a text where it stands in the protocol, and take the folder away", "English has no folder: the protocol itself is English")
		case !slices.Contains(c.src.Meta.Languages, l.ID):
			c.failf(folder, "P222", "add it to languages: in protocol.yaml, or take the folder away", "protocol.yaml does not list the language %q", l.ID)
		}
	}
	for _, id := range listed {
		i := slices.IndexFunc(c.src.Texts, func(l protocol.Language) bool { return l.ID == id })
		if i < 0 {
			c.failf(at, "P221", `take it off the list, or write the texts with "protocol translate `+id+` --from FILE"`, "there is no folder %s for the language %q", protocol.LanguageFolder(id), id)
			continue
		}
		words = append(words, c.language(&c.src.Texts[i]))
	}
	return words
}

// languages refuses a list that cannot be right and gives what it holds beside
// English.
func (c *compiler) languages(at strict.Pos) []string {
	listed := c.src.Meta.Languages
	if len(listed) == 0 || listed[0] != protocol.English {
		c.failf(at, "P220", "put en first", "the list of languages does not begin with English, which the others translate")
	}
	var others []string
	for i, id := range listed {
		switch {
		case slices.Contains(listed[:i], id):
			c.failf(at, "P220", "take one away", "the language %q is listed twice", id)
		case !languageCode.MatchString(id):
			c.failf(at, "P220", "write the two letters of ISO 639-1, such as nl", "%q is not the code of a language", id)
		case id != protocol.English:
			others = append(others, id)
		}
	}
	return others
}

// language checks the texts of one language and makes its wording.
func (c *compiler) language(l *protocol.Language) *ruleset.Wording {
	w := &ruleset.Wording{Language: l.ID, Texts: map[string]string{}}
	for i := range l.Files {
		f := &l.Files[i]
		for key, t := range f.Texts {
			if _, known := c.english.Texts[key]; known { // in a wrong file too: it is not missing
				w.Texts[key] = t.Text
				c.translation(key, t)
			}
		}
	}
	missing := c.missing(l, w)
	for i := range l.Files {
		f := &l.Files[i]
		for key, t := range f.Texts {
			if _, known := c.english.Texts[key]; !known {
				hint := "take it away"
				if near, ok := strict.Nearest(key, missing[f.Kind()]); ok { // what has its text is not what was meant
					hint = fmt.Sprintf("did you mean %q?", near)
				}
				c.failf(t.Pos, "P225", hint, "the protocol has no text %s", key)
			} else if right := protocol.TextFileName(l.ID, protocol.KindOf(key)); right != f.Name {
				c.failf(t.Pos, "P228", "move it there", "the text %s belongs in %s", key, right)
			}
		}
	}
	return w
}

// missing reports the English texts that a language lacks and gives their
// paths by kind. A file that is not there is one fault.
func (c *compiler) missing(l *protocol.Language, w *ruleset.Wording) map[string][]string {
	missing := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(c.english.Texts)) {
		if _, ok := w.Texts[key]; !ok {
			missing[protocol.KindOf(key)] = append(missing[protocol.KindOf(key)], key)
		}
	}
	for kind, keys := range missing {
		pos := strict.Pos{File: protocol.TextFileName(l.ID, kind)}
		if !slices.ContainsFunc(l.Files, func(f protocol.TextFile) bool { return f.Name == pos.File }) {
			c.failf(pos, "P223", `"protocol translate `+l.ID+`" lists them`, "the file is missing, and with it %d texts in %q", len(keys), l.ID)
			continue
		}
		for _, key := range keys {
			c.failf(pos, "P223", fmt.Sprintf("translate %q", c.english.Texts[key]), "the text %s is missing in %q", key, l.ID)
		}
	}
	return missing
}

// translation checks one text against the English. What cannot be read off the
// letters, that both say the same, is for a human: the fingerprint says which
// English was translated.
func (c *compiler) translation(key string, t protocol.Translation) {
	english := c.english.Texts[key]
	pos := place(t.Pos, t.At, "text")
	c.whole(pos, key, t.Text)
	if c.prosaic[key] {
		c.short(pos, key, t.Text)
	}
	if of := protocol.Fingerprint(english); t.Of != of {
		c.failf(place(t.Pos, t.At, "of"), "P224", fmt.Sprintf("translate %q, then write of: %s", english, of), "the text %s is stale: its English has changed", key)
		return // the rest compares it with an English that it does not translate
	}
	if have, want := numbers(t.Text), numbers(english); !slices.Equal(have, want) {
		c.failf(pos, "P226", fmt.Sprintf("write the numbers of %q, as digits", english), "%s: the numbers are %v, in English %v", key, have, want)
	}
	if have, want := ending(t.Text), ending(english); have != want && !(have == question && want == sentence) { // "ask yourself ..." may ask
		c.failf(pos, "P227", fmt.Sprintf("the English is %q", english), "%s: it ends with %s, the English with %s", key, have, want)
	}
}

var (
	digits = regexp.MustCompile(`[0-9]+`)
	end    = regexp.MustCompile(`([.…!?:;,])["”’»')]*$`)
)

// numbers lists the numbers of a text, sorted: languages order them differently.
func numbers(text string) []string {
	out := digits.FindAllString(text, -1)
	slices.Sort(out)
	return out
}

const (
	fragment = "a word"
	sentence = "a full stop"
	question = "a question mark"
)

// ending names how a text ends. What is written around a fragment goes on with
// it, so a full stop there would cut a sentence in two.
func ending(text string) string {
	m := end.FindStringSubmatch(text)
	switch {
	case m == nil:
		return fragment
	case m[1] == "?":
		return question
	case strings.Contains(".…!", m[1]):
		return sentence
	}
	return fmt.Sprintf("%q", m[1])
}
