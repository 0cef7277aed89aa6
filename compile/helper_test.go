package compile_test

import (
	"io/fs"
	"maps"
	"path"
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

// files is the real protocol without its cases and people, which compile does
// not read, so that it can be parsed afresh for every row. It is in English
// alone: no translation fits a text that a row changes.
var files = sync.OnceValue(func() fstest.MapFS {
	out := fstest.MapFS{}
	err := fs.WalkDir(protocol.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(protocol.Embedded(), name)
		switch {
		case strings.HasPrefix(name, "text/"):
			return err
		case name == "protocol.yaml":
			b = languages.ReplaceAll(b, []byte("languages: [en]"))
		case path.Base(name) == "cases.yaml":
			b = []byte("base: mild\ncases: []\n")
		case path.Dir(name) == "people":
			b = []byte("people: []\n")
		}
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		panic(err)
	}
	return out
})

var languages = regexp.MustCompile(`(?m)^languages: .*$`)

// source reads the real protocol afresh, to be broken.
func source(t *testing.T) *protocol.Source {
	t.Helper()
	src, problems := protocol.Parse(files())
	if len(problems) > 0 {
		t.Fatalf("the protocol has faults:\n%v", problems)
	}
	return src
}

// find is the first item that has what a test needs.
func find[T any](list []T, fits func(*T) bool) *T {
	i := slices.IndexFunc(list, func(v T) bool { return fits(&v) })
	if i < 0 {
		panic("the protocol no longer has such an item")
	}
	return &list[i]
}

func ruleThat(s *protocol.Source, fits func(*protocol.Rule) bool) *protocol.Rule {
	for i := range s.Topics {
		for j := range s.Topics[i].Rules {
			if r := &s.Topics[i].Rules[j]; fits(r) {
				return r
			}
		}
	}
	panic("the protocol no longer has such a rule")
}

func rule(s *protocol.Source, id string) *protocol.Rule {
	return ruleThat(s, func(r *protocol.Rule) bool { return r.ID == id })
}

func finding(s *protocol.Source, id string) *protocol.Finding {
	return find(s.Findings, func(f *protocol.Finding) bool { return f.ID == id })
}

// at is where a key of an item stands.
func at(pos strict.Pos, places strict.Places, key string) strict.Pos {
	if p, ok := places[key]; ok {
		return p
	}
	return pos
}

// codes lists the codes of faults, sorted.
func codes(ps strict.Problems) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Code)
	}
	slices.Sort(out)
	return out
}

// edited is the real protocol as files, with one text replaced by another.
func edited(t *testing.T, file, old, by string) fs.FS {
	t.Helper()
	out := maps.Clone(files())
	text := string(out[file].Data)
	if strings.Count(text, old) < 1 {
		t.Fatalf("%s no longer holds %q", file, old)
	}
	out[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, by, 1))}
	return out
}

// faults compiles an edited protocol and quotes the lines of its faults.
func faults(t *testing.T, fsys fs.FS) strict.Problems {
	t.Helper()
	src, problems := protocol.Parse(fsys)
	if len(problems) > 0 {
		t.Fatalf("faults of form:\n%v", problems)
	}
	set, words, problems := compile.Compile(src)
	if (len(problems) > 0) != (set == nil) || (set == nil) != (words == nil) {
		t.Errorf("%d faults, set %v, words %v", len(problems), set != nil, words != nil)
	}
	problems.Quote(fsys)
	return problems
}
