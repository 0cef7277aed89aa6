package strict_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"paraspinal/internal/strict"
)

// diagnostics are exact: a changed text here is a changed text for an editor.
var diagnostics = []struct {
	name, text string
}{
	{"not YAML", "id: a\ntags: [a, b\nnote: c\n"},
	{"tab as indent", "id: a\npart:\n\tname: b\n"},
	{"not UTF-8", "id: a\nnote: \xff\n"},
	{"control character", "id: a\nnote: b\x1b[31m\n"},
	{"unknown key, close", "id: a\nwnat: modify\n"},
	{"unknown key, far", "{id: a, part: {name: b, zzzzzz: c}}\n"},
	{"duplicate key", "id: a\nid: b\n"},
	{"duplicate key of a map", "id: a\nanswers:\n  x: 1\n  x: 2\n"},
	{"missing key", "note: a\n"},
	{"missing key in a list", "id: a\nparts:\n  - {}\n"},
	{"anchor", "id: &here a\n"},
	{"alias", "id: &here a\nnote: *here\n"},
	{"alias of nothing", "id: a\nnote: *gone\n"},
	{"merge key", "id: a\npart:\n  <<: {name: b}\n  name: c\n"},
	{"tag", "id: !!str 2\n"},
	{"empty tag", "id: ! a\n"},
	{"yes is not text", "id: yes\n"},
	{"No in a list", "id: a\ntags: [b, No]\n"},
	{"on as a key", "id: a\nanswers: {on: b}\n"},
	{"true as a word of a closed list", "id: a\nwant: true\n"},
	{"text instead of a list", "id: a\ntags: b\n"},
	{"list instead of text", "id: [a]\n"},
	{"text instead of keys", "id: a\npart: b\n"},
	{"keys instead of a number", "id: a\ndays: {b: c}\n"},
	{"quotes around true", "id: a\nwalk: \"true\"\n"},
	{"list as a file", "- id: a\n"},
	{"mapping as a key", "id: a\nanswers: {{b: c}: d}\n"},
	{"unknown word, close", "id: a\nwant: modfiy\n"},
	{"unknown word, far", "id: a\npressure: enormous\n"},
	{"not a date", "id: a\nat: yesterday\n"},
	{"not a whole number", "id: a\ndays: 1.5\n"},
	{"octal", "id: a\ndays: 010\n"},
	{"number too large", "id: a\nsmall: 128\n"},
	{"yes for a bool", "id: a\nwalk: yes\n"},
	{"refused by the type itself", "id: a\neither: other\n"},
	{"no value", "id:\n"},
	{"null", "id: a\nnote: ~\n"},
	{"empty text that is needed", "id: \"\"\n"},
	{"no key", "id: a\nanswers:\n  ?\n  : b\n"},
	{"empty file", ""},
	{"only a comment", "# nothing\n"},
	{"several documents", "id: a\n---\nid: b\n"},
	{"second document is not YAML", "id: a\n---\nid: [\n"},
	{"wide characters", "id: a\nanswers: {é–漢: no}\n"},
	{"a tab before the caret", "{\"id\": \"a\",\t\"days\": x}\n"},
	{"a long line", "id: a\nanswers: {" + strings.Repeat("word word ", 20) + ": no, " + strings.Repeat("more ", 30) + ": b}\n"},
}

var update = flag.Bool("update", false, "write the golden file anew")

// The golden file holds every diagnostic as an editor reads it.
func TestDiagnostics(t *testing.T) {
	const golden = "testdata/diagnostics.golden"
	var all strings.Builder
	for _, row := range diagnostics {
		ps := strict.Decode("f.yaml", []byte(row.text), new(sheet), "P")
		if len(ps) == 0 {
			t.Errorf("%s: no problem", row.name)
		}
		fmt.Fprintf(&all, "== %s\n%s\n\n", row.name, ps.Error())
	}
	if *update {
		if err := os.WriteFile(golden, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, want := strings.Split(all.String(), "== "), strings.Split(string(b), "== ")
	if len(got) != len(want) {
		t.Fatalf("%d diagnostics, the golden file has %d", len(got)-1, len(want)-1)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got\n%s\nwant\n%s", got[i], want[i])
		}
	}
}

// Every shared code of a text is in the golden file.
func TestEveryCodeIsShown(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range diagnostics {
		for _, p := range strict.Decode("f", []byte(row.text), new(sheet), "P") {
			seen[p.Code] = true
		}
	}
	for n := strict.Syntax; n <= strict.Documents; n++ {
		if !seen[strict.Code("P", n)] {
			t.Errorf("no example of %s", strict.Code("P", n))
		}
	}
}

func TestError(t *testing.T) {
	tests := []struct {
		name    string
		problem strict.Problem
		want    string
	}{
		{"caret under the place", strict.Problem{Code: "P012", Pos: strict.Pos{File: "a.yaml", Line: 3, Column: 5}, Message: "wrong", Hint: "do right", Line: "  - x: y"},
			"a.yaml:3:5: P012: wrong\n  - x: y\n    ^\nhint: do right"},
		{"whole file", strict.Problem{Code: "P011", Pos: strict.Pos{File: "a.txt"}, Message: "unknown file"}, "a.txt: P011: unknown file"},
		{"no line known", strict.Problem{Code: "P020", Pos: strict.Pos{File: "a", Line: 1, Column: 1}, Message: "m"}, "a:1:1: P020: m"},
		{"column behind the line", strict.Problem{Code: "P001", Pos: strict.Pos{File: "a", Line: 1, Column: 9}, Message: "m", Line: "ab"}, "a:1:9: P001: m\nab\n  ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.problem.Error(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	ps := strict.Problems{
		{Pos: strict.Pos{File: "a.yaml", Line: 2, Column: 1}},
		{Pos: strict.Pos{File: "a.yaml", Line: 9, Column: 1}},
		{Pos: strict.Pos{File: "gone.yaml", Line: 1, Column: 1}},
		{Pos: strict.Pos{File: "a.yaml", Line: 1, Column: 1}, Line: "kept"},
	}
	ps.Quote(fstest.MapFS{"a.yaml": {Data: []byte("one\r\ntwo \n")}})
	for i, want := range []string{"two", "", "", "kept"} {
		if ps[i].Line != want {
			t.Errorf("problem %d: line %q, want %q", i, ps[i].Line, want)
		}
	}
}

func TestSort(t *testing.T) {
	at := func(file string, line, column int, code string) strict.Problem {
		return strict.Problem{Code: code, Pos: strict.Pos{File: file, Line: line, Column: column}}
	}
	want := strict.Problems{at("a", 1, 2, "P002"), at("a", 1, 2, "P003"), at("a", 1, 10, "P001"), at("a", 2, 1, "P001"), at("b", 1, 1, "P001")}
	got := strict.Problems{want[4], want[2], want[1], want[3], want[0]}
	got.Sort()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"when", "title", "if_unsure", "disposition", "care"}
	tests := []struct{ word, want string }{
		{"whne", "when"}, {"wen", "when"}, {"titel", "title"}, {"if_unsur", "if_unsure"}, {"dispositon", "disposition"},
		{"Care", "care"}, {"banana", ""}, {"", ""}, {"xx", ""},
	}
	for _, tt := range tests {
		if got, ok := strict.Nearest(tt.word, names); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: got %q, %v, want %q", tt.word, got, ok, tt.want)
		}
	}
}
