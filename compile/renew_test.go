package compile_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"paraspinal/compile"
	"paraspinal/protocol"
)

// renew takes texts into the Dutch ones and applies what comes out.
func renew(t *testing.T, src *protocol.Source, given map[string]string) (*compile.Renewal, fstest.MapFS) {
	t.Helper()
	r, problems := compile.Renew(src, "nl", given)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	out := maps.Clone(files())
	out["protocol.yaml"] = &fstest.MapFile{Data: languages.ReplaceAll(out["protocol.yaml"].Data, []byte("languages: [en, nl]"))}
	for name, content := range r.Files {
		if content != nil {
			out[name] = &fstest.MapFile{Data: content}
		}
	}
	return r, out
}

func TestRenew(t *testing.T) {
	tag := func(s *protocol.Source) protocol.Texts { return textFile(&s.Texts[0], "tag").Texts }
	ball := compile.Due{Key: "tag/ball", English: "ball"}
	stale := compile.Due{Key: "tag/ball", English: "ball", Text: "bal"}
	old := protocol.Translation{Of: "00000000", Text: "bal"}
	rows := []struct {
		name   string
		before func(*protocol.Source)
		given  map[string]string
		want   compile.Renewal
		ball   string // what the file holds afterwards; empty for nothing
	}{
		{name: "nothing to do", before: func(*protocol.Source) {}, ball: "ball"},
		{name: "missing", before: func(s *protocol.Source) { delete(tag(s), "tag/ball") }, want: compile.Renewal{Missing: []compile.Due{ball}}},
		{name: "stale", before: func(s *protocol.Source) { tag(s)["tag/ball"] = old }, want: compile.Renewal{Stale: []compile.Due{stale}}, ball: "bal"},
		{name: "missing and given", before: func(s *protocol.Source) { delete(tag(s), "tag/ball") }, given: map[string]string{"tag/ball": "bal"},
			want: compile.Renewal{Added: []string{"tag/ball"}}, ball: "bal"},
		{name: "stale and given", before: func(s *protocol.Source) { tag(s)["tag/ball"] = old }, given: map[string]string{"tag/ball": "de bal"},
			want: compile.Renewal{Renewed: []string{"tag/ball"}}, ball: "de bal"},
		{name: "stale and given the same", before: func(s *protocol.Source) { tag(s)["tag/ball"] = old }, given: map[string]string{"tag/ball": "bal"},
			want: compile.Renewal{Renewed: []string{"tag/ball"}}, ball: "bal"},
		{name: "given as it was", before: func(*protocol.Source) {}, given: map[string]string{"tag/ball": "ball"}, ball: "ball"},
		{name: "given empty", before: func(s *protocol.Source) { tag(s)["tag/ball"] = old }, given: map[string]string{"tag/ball": " "},
			want: compile.Renewal{Stale: []compile.Due{stale}}, ball: "bal"},
		{name: "given, and of nothing", before: func(*protocol.Source) {}, given: map[string]string{"tag/bal": "bal", "tag/ball": "bal"},
			want: compile.Renewal{Unknown: []string{"tag/bal"}, Renewed: []string{"tag/ball"}}, ball: "bal"},
		{name: "of nothing", before: func(s *protocol.Source) { tag(s)["tag/bal"] = old }, want: compile.Renewal{Dropped: []string{"tag/bal"}}, ball: "ball"},
		{name: "in the wrong file", before: func(s *protocol.Source) {
			delete(tag(s), "tag/ball")
			textFile(&s.Texts[0], "card").Texts["tag/ball"] = protocol.Translation{Of: protocol.Fingerprint("ball"), Text: "bal"}
		}, ball: "bal"},
		{name: "in two files", before: func(s *protocol.Source) { // before and after the right one
			for _, kind := range []string{"card", "technique"} {
				textFile(&s.Texts[0], kind).Texts["tag/ball"] = old
			}
		}, ball: "ball"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			src := source(t)
			translate(src)
			row.before(src)
			r, fsys := renew(t, src, row.given)
			got := *r
			got.Files = nil
			want := row.want
			want.Language, want.Texts = "nl", len(english())
			if got, want := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if b, err := json.Marshal(r); err != nil || strings.Contains(string(b), "null") {
				t.Errorf("as JSON %s, %v", b, err)
			}
			after, problems := protocol.Parse(fsys)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if x := tag(after)["tag/ball"]; x.Text != row.ball {
				t.Errorf("the file holds %+v, want %q", x, row.ball)
			}
			_, _, problems = compile.Compile(after)
			if done := len(want.Missing)+len(want.Stale) == 0; done != (len(problems) == 0) {
				t.Errorf("what is left to do is not what is wrong:\n%v", problems)
			}
		})
	}
}

// What nobody touched stays byte for byte.
func TestRenewLeavesTheRest(t *testing.T) {
	src := source(t)
	translate(src)
	r, _ := renew(t, src, map[string]string{"tag/ball": "bal"})
	if len(r.Files) != len(dutch()) {
		t.Errorf("%d files of %d", len(r.Files), len(dutch()))
	}
	for name, file := range dutch() {
		want := string(file.Data)
		if name == "text/nl/tag.yaml" {
			want = strings.Replace(want, `text: "ball"`, `text: "bal"`, 1)
		}
		if string(r.Files[name]) != want {
			t.Errorf("%s has changed", name)
		}
	}
}

// A language begins with a list of texts and no folder; a file that holds
// nothing any more goes.
func TestRenewBeginsAndEndsFiles(t *testing.T) {
	src := source(t)
	src.Meta.Languages = []string{"en", "nl"}
	r, fsys := renew(t, src, english())
	if len(r.Added) != len(english()) || len(r.Missing) != 0 || len(r.Files) != len(dutch()) {
		t.Errorf("%d added, %d missing, %d files", len(r.Added), len(r.Missing), len(r.Files))
	}
	for name, file := range dutch() {
		if string(fsys[name].Data) != string(file.Data) {
			t.Errorf("%s is not as it should be", name)
		}
	}
	l := translate(src)
	f := find(l.Files, func(f *protocol.TextFile) bool { return f.Kind() == "meta" })
	f.Name = "text/nl/metas.yaml"
	r, _ = renew(t, src, nil)
	if content, named := r.Files["text/nl/metas.yaml"]; !named || content != nil || r.Files["text/nl/meta.yaml"] == nil {
		t.Errorf("the misnamed file is kept, or its texts are lost")
	}
}

// Translations with faults are what it is for; faults of the protocol are not.
func TestRenewNeedsAnEnglishWithoutFaults(t *testing.T) {
	src := source(t)
	translate(src).Files = nil
	src.Meta.Languages = append(src.Meta.Languages, "ru")
	if r, _ := renew(t, src, nil); len(r.Missing) != len(english()) {
		t.Errorf("%d missing", len(r.Missing))
	}
	if len(src.Texts) != 1 || len(src.Meta.Languages) != 3 {
		t.Error("the protocol was changed")
	}
	src.Courses[0].Sessions = 0
	r, problems := compile.Renew(src, "nl", nil)
	if r != nil || !slices.Equal(codes(problems), []string{"P166"}) {
		t.Errorf("faults:\n%v", problems)
	}
}
