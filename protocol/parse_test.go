package protocol_test

import (
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"paraspinal/clinical"
	"paraspinal/protocol"
)

func TestEmbedded(t *testing.T) {
	src, problems := protocol.Parse(protocol.Embedded())
	for _, p := range problems {
		t.Error(p)
	}
	for name, n := range map[string]int{
		"findings": len(src.Findings), "questions": len(src.Questions), "conditions": len(src.Conditions), "regions": len(src.Regions),
		"groups": len(src.Groups), "evidence": len(src.Evidence), "techniques": len(src.Techniques), "routines": len(src.Routines),
		"courses": len(src.Courses), "cards": len(src.Cards), "stops": len(src.Stops), "topics": len(src.Topics),
		"bases": len(src.Bases), "people": len(src.People), "out of scope": len(src.OutOfScope),
	} {
		if n == 0 {
			t.Errorf("no %s were read", name)
		}
	}
}

// small is the least protocol that has a rule and a case.
func small() fstest.MapFS {
	texts := map[string]string{
		"protocol.yaml":        `{id: x, version: 1.0.0, date: 2026-11-21, title: t, languages: [en], authors: [a], reviewed: not yet, valid_for: 24h, value_sets: [], go_aheads: []}`,
		"conditions.yaml":      "conditions: []",
		"regions.yaml":         "regions: []\ngroups: []",
		"bases.yaml":           "bases: []",
		"courses.yaml":         "courses: []",
		"stops.yaml":           "stops: []",
		"safety.yaml":          "properties: []",
		"scope.yaml":           "out_of_scope: []",
		"findings/b.yaml":      "findings:\n  - {id: second, type: bool, name: word}",
		"findings/a.yaml":      "findings:\n  - {id: first, type: bool, name: word}",
		"questions/a.yaml":     "questions: []",
		"evidence/a.yaml":      "evidence: []",
		"techniques/a.yaml":    "techniques: []",
		"routines/a.yaml":      "routines: []",
		"cards/a.yaml":         "cards: []",
		"people/a.yaml":        "people: []",
		"topics/t/rules.yaml":  "topic: t\ntitle: T\nrules:\n" + rule("same") + rule("nothing") + rule("{disposition: refer, care: {who: clinician, within: 3 days}}"),
		"topics/t/cases.yaml":  "base: mild\ncases:\n  - {name: a, want: suitable}\n  - {name: b, base: other, want: modify}",
		"schema/protocol.json": "{}",
		"parse.go":             "package protocol",
	}
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text + "\n")}
	}
	return files
}

func rule(unsure string) string {
	return "  - {id: RF-T-01, title: t, when: first, disposition: urgent, if_unsure: " + unsure + ", text: {person: p, therapist: t}, evidence: []}\n"
}

func TestParse(t *testing.T) {
	src, problems := protocol.Parse(small())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if src.Meta.ID != "x" || src.Meta.Version != "1.0.0" {
		t.Errorf("meta %+v", src.Meta)
	}
	if ids := []string{src.Findings[0].ID, src.Findings[1].ID}; ids[0] != "first" || ids[1] != "second" {
		t.Errorf("files are not read in the order of their names: %q", ids)
	}
	if p := src.Findings[1].Pos; p.String() != "findings/b.yaml:2:5" {
		t.Errorf("position %s", p)
	}
	topic := src.Topics[0]
	if topic.ID != "t" || topic.Title != "T" || topic.Cases[0].Base != "mild" || topic.Cases[1].Base != "other" {
		t.Errorf("topic %+v", topic)
	}
	want := []protocol.IfUnsure{{Word: protocol.UnsureSame}, {Word: protocol.UnsureNothing},
		{Effect: &protocol.Effect{Disposition: clinical.Refer, Care: &clinical.Care{Who: clinical.Clinician, Within: clinical.In3Days}}}}
	for i, r := range topic.Rules {
		if !reflect.DeepEqual(r.IfUnsure, want[i]) {
			t.Errorf("if_unsure %d: got %+v", i, r.IfUnsure)
		}
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct {
		name   string
		change func(fstest.MapFS)
		want   []string // place, code, start of the message
	}{
		{"missing file", func(f fstest.MapFS) { delete(f, "stops.yaml") }, []string{"stops.yaml: P012: the file is missing"}},
		{"misnamed file", func(f fstest.MapFS) { f["stop.yaml"] = f["stops.yaml"]; delete(f, "stops.yaml") },
			[]string{"stop.yaml: P011: unknown file\nhint: did you mean \"stops.yaml\"?", "stops.yaml: P012: the file is missing"}},
		{"empty folder", func(f fstest.MapFS) { delete(f, "people/a.yaml") }, []string{"people: P012: the folder holds no .yaml file"}},
		{"unknown folder", func(f fstest.MapFS) { f["card/a.yaml"] = f["cards/a.yaml"] }, []string{"card: P011: unknown folder"}},
		{"not YAML in a folder", func(f fstest.MapFS) { f["cards/notes.txt"] = f["parse.go"] }, []string{"cards/notes.txt: P011: unknown file"}},
		{"folder in a folder", func(f fstest.MapFS) { f["cards/old/a.yaml"] = f["cards/a.yaml"] }, []string{"cards/old: P011: unknown folder"}},
		{"file beside the topics", func(f fstest.MapFS) { f["topics/a.yaml"] = f["cards/a.yaml"] }, []string{"topics/a.yaml: P011: unknown file"}},
		{"no topic", func(f fstest.MapFS) { delete(f, "topics/t/rules.yaml"); delete(f, "topics/t/cases.yaml") },
			[]string{"topics: P012: the folder holds no topic"}},
		{"topic without cases", func(f fstest.MapFS) {
			f["topics/t/case.yaml"] = f["topics/t/cases.yaml"]
			delete(f, "topics/t/cases.yaml")
		},
			[]string{"topics/t/case.yaml: P011: unknown file\nhint: did you mean \"cases.yaml\"?", "topics/t/cases.yaml: P012: the file is missing"}},
		{"topic in the wrong folder", func(f fstest.MapFS) {
			f["topics/u/rules.yaml"], f["topics/u/cases.yaml"] = f["topics/t/rules.yaml"], f["topics/t/cases.yaml"]
		}, []string{`topics/u/rules.yaml: P008: the topic is "t" but its folder is "u"`}},
		{"folder in place of a file", func(f fstest.MapFS) { delete(f, "bases.yaml"); f["bases.yaml/a"] = f["parse.go"] },
			[]string{"bases.yaml: P013: the file cannot be read"}},
		{"unknown word of if_unsure", func(f fstest.MapFS) {
			f["topics/t/rules.yaml"] = &fstest.MapFile{Data: []byte("topic: t\ntitle: T\nrules:\n" + rule("sam"))}
		}, []string{`topics/t/rules.yaml:4:74: P008: unknown effect "sam"`}},
		{"faults of two files", func(f fstest.MapFS) {
			f["cards/a.yaml"] = &fstest.MapFile{Data: []byte("card: []\n")}
			f["bases.yaml"] = &fstest.MapFile{Data: []byte("bases: no\n")}
		}, []string{"bases.yaml:1:8: P007: expected a list", `cards/a.yaml:1:1: P002: unknown key "card"`, `cards/a.yaml:1:1: P004: key "cards" is missing`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := small()
			tt.change(files)
			_, problems := protocol.Parse(files)
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

// Every embedded file is of a kind that has a schema.
func TestSchemaOf(t *testing.T) {
	seen := map[string]bool{}
	err := fs.WalkDir(protocol.Embedded(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		kind, ok := protocol.SchemaOf(name)
		if !ok {
			t.Errorf("%s has no schema", name)
		}
		seen[kind] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range protocol.Schemas() {
		if !seen[kind] {
			t.Errorf("no file is of kind %s", kind)
		}
	}
	for _, name := range []string{"other.yaml", "cards/a.txt", "topics/rules.yaml", "rules.yaml", "cards/protocol.yaml/x", "text/rule.yaml", "text/nl/rule.txt", "text/nl/old/rule.yaml"} {
		if kind, ok := protocol.SchemaOf(name); ok {
			t.Errorf("%s is taken for %s", name, kind)
		}
	}
	if !slices.IsSorted(protocol.Schemas()) {
		t.Error("the kinds are not sorted")
	}
}
