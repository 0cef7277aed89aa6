package protocol_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"paraspinal/internal/strict"
	"paraspinal/protocol"
)

// dutch is a file of texts in the small protocol.
func dutch(text string) fstest.MapFS {
	files := small()
	files["text/nl/rule.yaml"] = &fstest.MapFile{Data: []byte(text)}
	return files
}

func TestParseTexts(t *testing.T) {
	files := dutch("# Texts.\n\nrule/RF-T-01/title:\n  of: 12345678\n  text: \"Doof: ja\"\nrule/RF-T-01/until: {of: 0e123456, text: nu}\n")
	files["text/ru/card.yaml"] = &fstest.MapFile{Data: []byte("card/a/title: {of: abcdef01, text: карта}\n")}
	src, problems := protocol.Parse(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	place := func(line, column int) strict.Pos {
		return strict.Pos{File: "text/nl/rule.yaml", Line: line, Column: column}
	}
	if len(src.Texts) != 2 || src.Texts[0].ID != "nl" || src.Texts[1].ID != "ru" {
		t.Fatalf("languages %+v", src.Texts)
	}
	want := []protocol.TextFile{{Name: "text/nl/rule.yaml", Texts: protocol.Texts{
		"rule/RF-T-01/title": {Of: "12345678", Text: "Doof: ja", Pos: place(3, 1), At: strict.Places{"of": place(4, 7), "text": place(5, 10)}},
		"rule/RF-T-01/until": {Of: "0e123456", Text: "nu", Pos: place(6, 1), At: strict.Places{"of": place(6, 26), "text": place(6, 42)}},
	}}}
	if got := src.Texts[0].Files; !reflect.DeepEqual(got, want) || got[0].Kind() != "rule" {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if src, _ := protocol.Parse(small()); src.Texts != nil {
		t.Errorf("a protocol in English alone has %+v", src.Texts)
	}
}

func TestParseTextFaults(t *testing.T) {
	const good = "rule/a/title:\n  of: 12345678\n  text: a\n"
	tests := []struct {
		name  string
		files fstest.MapFS
		want  []string
	}{
		{"empty text", dutch("rule/a/title:\n  of: 12345678\n  text: \"\"\n"), []string{"text/nl/rule.yaml:3:9: P009: the text is empty"}},
		{"no text", dutch("rule/a/title:\n  of: 12345678\n"), []string{`text/nl/rule.yaml:2:3: P004: key "text" is missing`}},
		{"no fingerprint", dutch("rule/a/title:\n  text: a\n"), []string{`text/nl/rule.yaml:2:3: P004: key "of" is missing`}},
		{"another key", dutch(good + "  txt: b\n"), []string{`text/nl/rule.yaml:4:3: P002: unknown key "txt"`}},
		{"the text alone", dutch("rule/a/title: a\n"), []string{"text/nl/rule.yaml:1:15: P007: expected keys and values"}},
		{"a text twice", dutch(good + good), []string{`text/nl/rule.yaml:4:1: P003: key "rule/a/title" is there twice`}},
		{"a list", dutch("- rule/a/title\n"), []string{"text/nl/rule.yaml:1:1: P007: expected keys and values"}},
		{"only a comment", dutch("# nothing\n"), []string{"text/nl/rule.yaml:1:1: P009: the file is empty"}},
		{"no without quotes", dutch("rule/a/title:\n  of: 12345678\n  text: no\n"), []string{"text/nl/rule.yaml:3:9: P006: no without quotes is not text"}},
		{"a file beside the languages", fstest.MapFS{"text/nl.yaml": {Data: []byte(good)}}, []string{"text/nl.yaml: P011: unknown file"}},
		{"another file in a language", fstest.MapFS{"text/nl/rule.yaml": {Data: []byte(good)}, "text/nl/notes.txt": {}}, []string{"text/nl/notes.txt: P011: unknown file"}},
		{"a language without a file", fstest.MapFS{"text/nl/rule/a": {}}, []string{"text/nl: P012: the folder holds no .yaml file", "text/nl/rule: P011: unknown folder"}},
		{"a misspelt folder", fstest.MapFS{"texts/nl/rule.yaml": {}}, []string{"texts: P011: unknown folder\nhint: did you mean \"text\"?"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, file := range small() {
				tt.files[name] = file
			}
			_, problems := protocol.Parse(tt.files)
			if len(problems) != len(tt.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(problems), len(tt.want), problems)
			}
			for i, want := range tt.want {
				if got := problems[i].Error(); !strings.HasPrefix(got, want) {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			}
		})
	}
}

// What is written is read as it was, whatever a text holds.
func TestTextsReadBackAsTheyWereWritten(t *testing.T) {
	texts := protocol.Texts{}
	for key, text := range map[string]string{
		"rule/a/title": "plain", "rule/b.c/1": `a "quoted" word`, "rule/b.c/10": `back\slash`, "rule/d": "«кавычки»: # нет", "rule/e": "no",
		"rule/f": "a\u00a0b", "rule/g": "two\nlines", "rule/h": " ", "rule/i": "\U0001f600", "rule/j": "- a", "yes": "a", "rule/a: b": "a", "rule/ #": "a",
	} {
		texts[key] = protocol.Translation{Of: protocol.Fingerprint(text), Text: text}
	}
	for i, of := range []string{"12345678", "1234567", "true", "a: b", "~", `"`} {
		texts["rule/of/"+strings.Repeat("x", i+1)] = protocol.Translation{Of: of, Text: "a"}
	}
	written := protocol.FormatTexts("nl", "rule", texts)
	if again := protocol.FormatTexts("nl", "rule", texts); !bytes.Equal(written, again) {
		t.Error("writing twice gives other bytes")
	}
	src, problems := protocol.Parse(dutch(string(written)))
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, written)
	}
	got := src.Texts[0].Files[0].Texts
	for key, want := range texts {
		if got[key].Of != want.Of || got[key].Text != want.Text {
			t.Errorf("%s: %q of %q is read as %q of %q", key, want.Text, want.Of, got[key].Text, got[key].Of)
		}
	}
	if len(got) != len(texts) {
		t.Errorf("%d texts of %d", len(got), len(texts))
	}
}

func TestTextsAreWrittenSorted(t *testing.T) {
	b := protocol.FormatTexts("nl", "rule", protocol.Texts{"rule/b/title": {Of: "00000002", Text: "B."}, "rule/a/title": {Of: "00000001", Text: "A."}})
	const want = "rule/a/title:\n  of: 00000001\n  text: \"A.\"\nrule/b/title:\n  of: 00000002\n  text: \"B.\"\n"
	head, ok := strings.CutSuffix(string(b), want)
	if !ok {
		t.Errorf("written as\n%s", b)
	}
	for line := range strings.Lines(head) {
		if !strings.HasPrefix(line, "#") && line != "\n" || len(line) > 100 {
			t.Errorf("the head has the line %q", line)
		}
	}
}

func TestFingerprint(t *testing.T) {
	if got := protocol.Fingerprint("Go now."); got != "3996be87" {
		t.Errorf("the fingerprint is %s", got)
	}
	if protocol.Fingerprint("Go now.") == protocol.Fingerprint("Go now") {
		t.Error("a full stop less is not noticed")
	}
}
