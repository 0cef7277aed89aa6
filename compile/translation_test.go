package compile_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
)

// english are the texts of the real protocol.
var english = sync.OnceValue(func() map[string]string {
	src, problems := protocol.Parse(files())
	if len(problems) > 0 {
		panic(problems)
	}
	_, words, problems := compile.Compile(src)
	if len(problems) > 0 {
		panic(problems)
	}
	return words[0].Texts
})

// dutch are files of texts that have no fault: each says what the English says.
var dutch = sync.OnceValue(func() fstest.MapFS {
	kinds := map[string]protocol.Texts{}
	for key, text := range english() {
		kind := protocol.KindOf(key)
		if kinds[kind] == nil {
			kinds[kind] = protocol.Texts{}
		}
		kinds[kind][key] = protocol.Translation{Of: protocol.Fingerprint(text), Text: text}
	}
	out := fstest.MapFS{}
	for kind, texts := range kinds {
		out[protocol.TextFileName("nl", kind)] = &fstest.MapFile{Data: protocol.FormatTexts("nl", kind, texts)}
	}
	return out
})

var dutchTexts = sync.OnceValue(func() []protocol.Language {
	all := maps.Clone(files())
	maps.Copy(all, dutch())
	src, problems := protocol.Parse(all)
	if len(problems) > 0 {
		panic(problems)
	}
	return src.Texts
})

// translate gives a protocol the Dutch texts, to be broken.
func translate(s *protocol.Source) *protocol.Language {
	l := protocol.Language{ID: "nl"}
	for _, f := range dutchTexts()[0].Files {
		l.Files = append(l.Files, protocol.TextFile{Name: f.Name, Texts: maps.Clone(f.Texts)})
	}
	s.Meta.Languages, s.Texts = []string{"en", "nl"}, []protocol.Language{l}
	return &s.Texts[0]
}

func textFile(l *protocol.Language, kind string) protocol.TextFile {
	return *find(l.Files, func(f *protocol.TextFile) bool { return f.Kind() == kind })
}

const (
	saddle = "rule/RF-CES-01/person"    // sentences
	until  = "rule/RF-CES-01/until"     // a fragment
	number = "rule/CX-CON-09/therapist" // sentences with numbers
	asks   = "question/assessed/text"   // a question
)

var digit = regexp.MustCompile(`[0-9]+`)

// words writes another text in place of one, without changing what it translates.
func words(key string, change func(string) string) func(*protocol.Source) strict.Pos {
	return func(s *protocol.Source) strict.Pos {
		f := textFile(translate(s), protocol.KindOf(key))
		t, ok := f.Texts[key]
		if !ok {
			panic("the protocol no longer has " + key)
		}
		t.Text = change(t.Text)
		f.Texts[key] = t
		return t.At["text"]
	}
}

func say(text string) func(string) string { return func(string) string { return text } }

func TestTranslationFaults(t *testing.T) {
	const long = "Een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig"
	file := func(kind string, change func(*protocol.Source, protocol.Texts) strict.Pos) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos { return change(s, textFile(translate(s), kind).Texts) }
	}
	whole := func(kind string) strict.Pos { return strict.Pos{File: "text/nl/" + kind + ".yaml"} }
	try(t, []fault{
		{name: "a text that is missing", breaks: file("rule", func(_ *protocol.Source, x protocol.Texts) strict.Pos {
			delete(x, saddle)
			return whole("rule")
		}), code: "P223", says: `the text rule/RF-CES-01/person is missing in "nl"`, hint: `translate "Numbness`},
		{name: "a file that is missing", breaks: func(s *protocol.Source) strict.Pos {
			l := translate(s)
			l.Files = slices.DeleteFunc(l.Files, func(f protocol.TextFile) bool { return f.Kind() == "stop" })
			return whole("stop")
		}, code: "P223", says: "the file is missing, and with it ", hint: "protocol translate nl"},
		{name: "another English", breaks: func(s *protocol.Source) strict.Pos {
			was := textFile(translate(s), "rule").Texts[saddle]
			rule(s, "RF-CES-01").Text.Person = "Go now, within 2 hours"
			return was.At["of"]
		}, code: "P224", says: "the text rule/RF-CES-01/person is stale", hint: `translate "Go now, within 2 hours", then write of: ` + protocol.Fingerprint("Go now, within 2 hours")},
		{name: "a full stop more in the English", breaks: func(s *protocol.Source) strict.Pos {
			was := textFile(translate(s), "rule").Texts[until]
			rule(s, "RF-CES-01").Until += "."
			return was.At["of"]
		}, code: "P224", says: "the text " + until + " is stale", hint: "then write of: "},
		{name: "a fingerprint that is none", breaks: file("rule", func(_ *protocol.Source, x protocol.Texts) strict.Pos {
			t := x[saddle]
			t.Of = "new"
			x[saddle] = t
			return t.At["of"]
		}), code: "P224", says: "the text rule/RF-CES-01/person is stale", hint: "then write of: " + protocol.Fingerprint(english()[saddle])},
		{name: "a text of nothing", breaks: file("rule", func(_ *protocol.Source, x protocol.Texts) strict.Pos {
			x["rule/RF-GONE-01/person"] = protocol.Translation{Of: "00000000", Text: "Weg.", Pos: strict.Pos{File: "text/nl/rule.yaml", Line: 900, Column: 1}}
			return strict.Pos{File: "text/nl/rule.yaml", Line: 900}
		}), code: "P225", says: "the protocol has no text rule/RF-GONE-01/person", hint: "take it away"},
		{name: "a misspelt path", breaks: file("rule", func(_ *protocol.Source, x protocol.Texts) strict.Pos {
			t := x[saddle]
			delete(x, saddle)
			x["rule/RF-CES-01/persn"] = t
			return t.Pos
		}), code: "P225", says: "the protocol has no text rule/RF-CES-01/persn", hint: `did you mean "rule/RF-CES-01/person"?`, also: []string{"P223"}},
		{name: "a text in the wrong file", breaks: func(s *protocol.Source) strict.Pos {
			l := translate(s)
			t := textFile(l, "rule").Texts[saddle]
			delete(textFile(l, "rule").Texts, saddle)
			t.Pos = strict.Pos{File: "text/nl/card.yaml", Line: 900, Column: 1}
			textFile(l, "card").Texts[saddle] = t
			return t.Pos
		}, code: "P228", says: "the text rule/RF-CES-01/person belongs in text/nl/rule.yaml", hint: "move it"},
		{name: "a file of no kind", breaks: func(s *protocol.Source) strict.Pos {
			l := translate(s)
			f := find(l.Files, func(f *protocol.TextFile) bool { return f.Kind() == "meta" })
			f.Name = "text/nl/metas.yaml"
			delete(f.Texts, "meta/title")
			return f.Texts["meta/reviewed"].Pos
		}, code: "P228", says: "the text meta/reviewed belongs in text/nl/meta.yaml", also: []string{"P223"}},
		{name: "an empty text", breaks: words("tag/ball", say("")), code: "P190", says: "the text tag/ball is empty"},
		{name: "a text with spaces around it", breaks: words("tag/ball", say("bal ")), code: "P190", says: "the text tag/ball is empty or has spaces around it", hint: "without spaces"},
		{name: "21 words", breaks: words(saddle, say("Ga. "+long+" meer. Ga.")), code: "P191", says: "rule/RF-CES-01/person: a sentence has 21 words", hint: "at most 20"},
		{name: "21 words before a quote", breaks: words(saddle, say("Zeg «"+long+"». Ga.")), code: "P191", says: "a sentence has 21 words"},
		{name: "a number less", breaks: words(number, func(s string) string { return digit.ReplaceAllString(s, "veel") }), code: "P226", says: number + ": the numbers are [], in English [", hint: "write the numbers of "},
		{name: "another number", breaks: words(number, func(s string) string { return digit.ReplaceAllString(s, "77") }), code: "P226", says: "the numbers are [77"},
		{name: "a number more", breaks: words("tag/ball", say("bal 2")), code: "P226", says: "tag/ball: the numbers are [2], in English []"},
		{name: "a fragment with a full stop", breaks: words(until, func(s string) string { return s + "." }), code: "P227", says: until + ": it ends with a full stop, the English with a word", hint: "the English is"},
		{name: "a fragment with a comma", breaks: words(until, func(s string) string { return s + "," }), code: "P227", says: `it ends with ",", the English with a word`},
		{name: "a fragment that asks", breaks: words(until, func(s string) string { return s + "?" }), code: "P227", says: "it ends with a question mark, the English with a word"},
		{name: "a sentence without a full stop", breaks: words(saddle, func(s string) string { return strings.TrimSuffix(s, ".") }), code: "P227", says: "it ends with a word, the English with a full stop"},
		{name: "a question that is none", breaks: words(asks, func(s string) string { return strings.TrimSuffix(s, "?") + "." }), code: "P227", says: "it ends with a full stop, the English with a question mark"},
	})
}

func TestLanguageFaults(t *testing.T) {
	list := func(ids ...string) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			translate(s)
			s.Meta.Languages = ids
			return s.Meta.At["languages"]
		}
	}
	try(t, []fault{
		{name: "English is not first", breaks: list("nl", "en"), code: "P220", says: "does not begin with English", hint: "put en first"},
		{name: "no language", breaks: func(s *protocol.Source) strict.Pos { s.Meta.Languages = nil; return s.Meta.At["languages"] }, code: "P220", says: "does not begin with English"},
		{name: "a language twice", breaks: list("en", "nl", "nl"), code: "P220", says: `the language "nl" is listed twice`, hint: "take one away"},
		{name: "English twice", breaks: list("en", "nl", "en"), code: "P220", says: `the language "en" is listed twice`},
		{name: "the name of a file of data", breaks: list("en", "nl", "set"), code: "P220", says: `"set" is not the code of a language`, hint: "such as nl"},
		{name: "the name of a file of data, with a folder", breaks: func(s *protocol.Source) strict.Pos {
			translate(s).ID = "set"
			s.Meta.Languages = []string{"en", "set"}
			return s.Meta.At["languages"]
		}, code: "P220", says: `"set" is not the code of a language`},
		{name: "a path", breaks: list("en", "nl", "../"), code: "P220", says: `"../" is not the code of a language`},
		{name: "listed without its folder", breaks: list("en", "nl", "ru"), code: "P221", says: `there is no folder text/ru for the language "ru"`, hint: "protocol translate ru --from FILE"},
		{name: "a folder that is not listed", breaks: func(s *protocol.Source) strict.Pos {
			list("en")(s)
			return strict.Pos{File: "text/nl"}
		}, code: "P222", says: `does not list the language "nl"`, hint: "add it to languages: in protocol.yaml"},
		{name: "a folder for English", breaks: func(s *protocol.Source) strict.Pos {
			translate(s).ID = "en"
			s.Meta.Languages = []string{"en"}
			return strict.Pos{File: "text/en"}
		}, code: "P222", says: "the protocol itself is English", hint: "where it stands"},
	})
}

// TestTranslationFaultsInFiles breaks the text of one file and reads the whole
// message, with its place.
func TestTranslationFaultsInFiles(t *testing.T) {
	rows := []struct{ name, file, old, by, want string }{
		{"a number as a word", "text/nl/tag.yaml", `text: "ball"`, `text: "bal van 5"`,
			":12:10: P226: tag/ball: the numbers are [5], in English []\n  text: \"bal van 5\"\n         ^\nhint: write the numbers of \"ball\", as digits"},
		{"stale", "text/nl/tag.yaml", "of: " + protocol.Fingerprint("ball"), "of: 00000000",
			":11:7: P224: the text tag/ball is stale: its English has changed\n  of: 00000000\n      ^\nhint: translate \"ball\", then write of: " + protocol.Fingerprint("ball")},
		{"of nothing", "text/nl/tag.yaml", "tag/ball:", "tag/bowling_alley:",
			":10:1: P225: the protocol has no text tag/bowling_alley\ntag/bowling_alley:\n^\nhint: take it away"},
		{"a changed English", "protocol.yaml", "{id: ball, name: ball}", "{id: ball, name: big ball}",
			":11:7: P224: the text tag/ball is stale: its English has changed\n  of: " + protocol.Fingerprint("ball") + "\n      ^\nhint: translate \"big ball\", then write of: " + protocol.Fingerprint("big ball")},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			fsys := maps.Clone(files())
			maps.Copy(fsys, dutch())
			for _, edit := range [][3]string{{"protocol.yaml", "languages: [en]", "languages: [en, nl]"}, {row.file, row.old, row.by}} {
				text := string(fsys[edit[0]].Data)
				if !strings.Contains(text, edit[1]) {
					t.Fatalf("%s no longer holds %q", edit[0], edit[1])
				}
				fsys[edit[0]] = &fstest.MapFile{Data: []byte(strings.Replace(text, edit[1], edit[2], 1))}
			}
			problems := faults(t, fsys)
			if !slices.ContainsFunc(problems, func(p strict.Problem) bool { return p.Error() == "text/nl/tag.yaml"+row.want }) {
				t.Errorf("no fault is\n%s\nbut\n%v", row.want, problems)
			}
		})
	}
}

func TestTranslationsThatAreFine(t *testing.T) {
	const long = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig meer"
	for name, change := range map[string]func(*protocol.Source) strict.Pos{
		"nothing changed":         func(s *protocol.Source) strict.Pos { translate(s); return strict.Pos{} },
		"a long label":            words("tag/ball", say(long)),
		"20 words, a quote, more": words(saddle, say("Zeg: «"+strings.TrimSuffix(long, " meer")+".» Ga.")),
		"a question to oneself":   words(saddle, say("Voel je dat nog?")),
		"an exclamation":          words(saddle, say("Ga!")),
		"a quote at the end":      words(saddle, say("Zeg: «Ga nu.»")),
		"numbers in another order": words(number, func(s string) string {
			n := digit.FindAllString(s, -1)
			slices.Reverse(n)
			return strings.Join(n, " en ") + "."
		}),
	} {
		t.Run(name, func(t *testing.T) {
			src := source(t)
			change(src)
			set, words, problems := compile.Compile(src)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if len(words) != 2 || words[0].Language != "en" || words[1].Language != "nl" || len(words[0].Texts) != len(words[1].Texts) {
				t.Fatal("not one wording for each language, English first")
			}
			if words[0].Digest != set.Digest || words[1].Digest != set.Digest || !slices.Equal(set.Languages, []string{"en", "nl"}) {
				t.Error("the wordings do not belong to the Set")
			}
			for key, x := range textFile(&src.Texts[0], "rule").Texts {
				if words[1].Texts[key] != x.Text {
					t.Errorf("the wording of %s is %q", key, words[1].Texts[key])
				}
			}
		})
	}
}

func TestEachLanguageIsAFile(t *testing.T) {
	src := source(t)
	words("tag/ball", say("bal"))(src)
	out, problems := compile.Files(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if names := slices.Sorted(maps.Keys(out)); !slices.Equal(names, []string{"en.json", "nl.json", "set.json"}) {
		t.Errorf("the files are %q", names)
	}
	if !bytes.Contains(out["nl.json"], []byte(`"tag/ball": "bal"`)) || !bytes.Contains(out["en.json"], []byte(`"tag/ball": "ball"`)) {
		t.Error("a language has the texts of another")
	}
}

func TestManyTranslationFaultsAtOnce(t *testing.T) {
	src := source(t)
	l := translate(src)
	rules, tags := textFile(l, "rule").Texts, textFile(l, "tag").Texts
	delete(rules, saddle)
	for _, key := range []string{"tag/ball", "tag/gun"} {
		x := tags[key]
		x.Of = "00000000"
		tags[key] = x
	}
	src.Meta.Languages = append(src.Meta.Languages, "ru")
	src.Courses[0].Sessions = 0
	set, words, problems := compile.Compile(src)
	if set != nil || words != nil || !slices.Equal(codes(problems), []string{"P166", "P221", "P223", "P224", "P224"}) {
		t.Errorf("faults:\n%v", problems)
	}
	if !slices.IsSortedFunc(problems, func(a, b strict.Problem) int { return strings.Compare(a.Pos.String(), b.Pos.String()) }) {
		t.Errorf("not sorted:\n%v", problems)
	}
}
