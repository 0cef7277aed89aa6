package arch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layer says what one package may import, beside the standard library: ours
// and others' modules. pure packages have no clock, files, network, randomness,
// logging or floats.
type layer struct {
	ours    []string
	modules []string
	pure    bool
}

// table lists every package. A new package must earn its line.
var table = map[string]layer{
	"clinical":              {pure: true},
	"internal/strict":       {modules: []string{"go.yaml.in/yaml/v3"}},
	"protocol":              {ours: []string{"clinical", "internal/strict"}},
	"ruleset":               {ours: []string{"clinical"}, pure: true},
	"compile":               {ours: []string{"clinical", "internal/strict", "protocol", "ruleset"}, modules: []string{"cel.dev/cel-go"}},
	"assess":                {ours: []string{"clinical", "ruleset"}, pure: true},
	"plan":                  {ours: []string{"clinical", "ruleset", "assess"}, pure: true},
	"session":               {ours: []string{"clinical", "ruleset", "assess", "plan"}, pure: true},
	"cohort":                {ours: []string{"clinical", "ruleset", "assess"}},
	"prove":                 {ours: []string{"clinical", "ruleset", "assess"}, modules: []string{"github.com/crillab/gophersat"}, pure: true},
	"casefile":              {ours: []string{"clinical", "internal/strict", "ruleset"}},
	"care":                  {ours: []string{"clinical", "ruleset", "assess", "plan", "session"}},
	"web":                   {ours: []string{"clinical", "ruleset", "assess", "plan", "session", "care", "web/locale", "web/say", "web/draw"}},
	"web/locale":            {},
	"web/say":               {ours: []string{"clinical", "ruleset", "assess", "plan", "session", "web/locale"}},
	"web/draw":              {ours: []string{"clinical"}},
	"web/offline":           {ours: []string{"web", "web/locale"}},
	"corpus":                {ours: []string{"clinical", "internal/strict", "protocol", "ruleset", "compile", "assess"}, modules: []string{"go.yaml.in/yaml/v3"}},
	"internal/arch":         {},
	"internal/docs":         {ours: []string{"clinical", "internal/strict", "protocol", "ruleset", "compile", "assess", "corpus"}},
	"internal/bundle":       {ours: []string{"web/draw"}, modules: []string{"github.com/evanw/esbuild"}},
	"internal/generate":     {ours: []string{"compile", "protocol", "cohort", "internal/bundle", "internal/docs", "internal/strict", "ruleset"}},
	"internal/protocoltest": {ours: []string{"protocol", "compile", "ruleset"}},
	"internal/offlinebuild": {ours: []string{"ruleset", "web", "web/offline"}, modules: []string{"github.com/andybalholm/brotli"}},
	"cmd/offline":           {ours: []string{"ruleset", "web"}},
	"cmd/paraspinal": {
		ours:    []string{"clinical", "internal/strict", "protocol", "compile", "ruleset", "assess", "plan", "session", "casefile", "cohort", "corpus", "prove", "web", "web/offline"},
		modules: []string{"github.com/klauspost/compress", "github.com/prometheus/client_golang", "github.com/spf13/cobra", "golang.org/x/term", "charm.land/huh/v2", "charm.land/bubbletea/v2", "charm.land/lipgloss/v2"},
	},
}

// impure are the standard packages that a pure package never imports. ruleset
// embeds its own data, loads it once and makes its table once, and assess uses
// memory again; sync is for that alone.
var impure = []string{"os", "io/fs", "net", "net/http", "log", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "testing", "runtime", "os/exec", "path/filepath"}

type pkg struct {
	ImportPath, Dir string
	Imports         []string
	GoFiles         []string
	Module          struct{ Path string }
}

func packages(t *testing.T) []pkg {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,GoFiles,Module", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestImportsGoOneWay(t *testing.T) {
	list := packages(t)
	if len(list) < 10 {
		t.Fatalf("found %d packages: the list is broken", len(list))
	}
	seen := map[string]bool{}
	for _, p := range list {
		name, ours := strings.CutPrefix(p.ImportPath, p.Module.Path+"/")
		if !ours {
			t.Errorf("the top folder holds a package: %s", p.ImportPath)
			continue
		}
		seen[name] = true
		l, ok := table[name]
		if !ok {
			t.Errorf("package %s has no line in the table", name)
			continue
		}
		for _, imp := range p.Imports {
			if !allowed(p, l, imp) {
				t.Errorf("%s may not import %s", name, imp)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if !seen[name] {
			t.Errorf("the table names %s, which does not exist", name)
		}
	}
}

func allowed(p pkg, l layer, imp string) bool {
	if own, ours := strings.CutPrefix(imp, p.Module.Path+"/"); ours {
		return slices.Contains(l.ours, own)
	}
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return imp != "C" && imp != "unsafe" && !(l.pure && slices.Contains(impure, imp))
	}
	return slices.ContainsFunc(l.modules, func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") })
}

// TestPurePackagesHaveNeitherFloatsNorAClock reads the words of the source:
// an integer with its unit in the type is what a dose is made of.
func TestPurePackagesHaveNeitherFloatsNorAClock(t *testing.T) {
	files := 0
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, p.Module.Path+"/")
		if !table[name].pure {
			continue
		}
		for _, f := range p.GoFiles {
			files++
			b, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"float32", "float64", "time.Now(", "time.Since(", "time.Until(", "time.Sleep(", "func init("} {
				if bytes.Contains(b, []byte(word)) {
					t.Errorf("%s/%s uses %s", name, f, word)
				}
			}
		}
	}
	if files < 5 {
		t.Fatalf("read %d files: the list is broken", files)
	}
}

// TestFuzzTargetsExist counts the fuzz targets: a gate that runs nothing is a fault.
func TestFuzzTargetsExist(t *testing.T) {
	want := []string{"casefile", "cohort", "internal/strict", "session"}
	var have []string
	for _, p := range packages(t) {
		tests, err := filepath.Glob(filepath.Join(p.Dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range tests {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte("func Fuzz")) {
				have = append(have, strings.TrimPrefix(p.ImportPath, p.Module.Path+"/"))
			}
		}
	}
	for _, w := range want {
		if !slices.Contains(have, w) {
			t.Errorf("package %s has no fuzz target", w)
		}
	}
}
