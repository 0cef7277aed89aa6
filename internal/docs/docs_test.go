package docs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"paraspinal/internal/docs"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

const top = "../.."

func source(t *testing.T) *protocol.Source {
	t.Helper()
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return src
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every generated file on disk is what the protocol gives now.
func TestGeneratedFilesAreFresh(t *testing.T) {
	files, err := docs.Files(source(t), read(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	must := []string{"README.md", "docs/glossary.md", "docs/rules.md", "ruleset/data/set.json", "ruleset/data/en.json"}
	for _, language := range source(t).Meta.Languages {
		must = append(must, "ruleset/data/"+language+".json")
	}
	for _, must := range must {
		if _, ok := files[must]; !ok {
			t.Errorf("%s is not generated", must)
		}
	}
	for name, want := range files {
		if !bytes.Equal(read(t, name), want) {
			t.Errorf("%s is stale: run go run ./internal/generate", name)
		}
	}
}

// Nothing lies in a folder of generated files that is not generated.
func TestNoGeneratedFileIsLeftOver(t *testing.T) {
	files, err := docs.Files(source(t), read(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"ruleset/data", "protocol/schema"} {
		entries, err := os.ReadDir(filepath.Join(top, folder))
		if err != nil {
			continue // the folder is not there, so nothing is left over in it
		}
		for _, e := range entries {
			if _, ok := files[folder+"/"+e.Name()]; !ok {
				t.Errorf("%s/%s is not generated: remove it", folder, e.Name())
			}
		}
	}
}

func TestTheSameProtocolGivesTheSameBytes(t *testing.T) {
	a, err := docs.Files(source(t), read(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := docs.Files(source(t), read(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

func TestAFaultyProtocolGivesNoFiles(t *testing.T) {
	src := source(t)
	src.Topics[0].Rules[0].When = "no.such == 1"
	if files, err := docs.Files(src, read(t, "README.md")); err == nil || files != nil {
		t.Errorf("got %d files and error %v", len(files), err)
	}
}

func TestAPersonThatCannotBeReadGivesNoFiles(t *testing.T) {
	src := source(t)
	if len(src.People) == 0 {
		t.Fatal("the protocol has no people")
	}
	src.People = slices.Clone(src.People)
	src.People[0].Findings = map[string]string{"no.such": "1"}
	if _, err := docs.Files(src, read(t, "README.md")); err == nil || !strings.Contains(err.Error(), "no.such") {
		t.Errorf("error is %v", err)
	}
}

func TestAReadmeWithoutMarkersIsRefused(t *testing.T) {
	for _, readme := range []string{"", "<!-- generated: people -->\n<!-- generated: walk -->\n"} {
		if _, err := docs.Files(source(t), []byte(readme)); err == nil {
			t.Errorf("%q is taken", readme)
		}
	}
}

func TestEveryWordOfTheGlossaryMustBeInTheProtocol(t *testing.T) {
	src := source(t)
	src.Meta.ValueSets = slices.Clone(src.Meta.ValueSets)
	for i := range src.Meta.ValueSets {
		if src.Meta.ValueSets[i].ID == "side" {
			src.Meta.ValueSets = slices.Delete(src.Meta.ValueSets, i, i+1)
			break
		}
	}
	if _, err := docs.Files(src, read(t, "README.md")); err == nil || !strings.Contains(err.Error(), `"side"`) {
		t.Errorf("error is %v", err)
	}
}

var (
	ruleID    = regexp.MustCompile(`\b(RF|CI|RC|PR|DO|ST|PO|FU|CX)-[A-Z]{2,5}-[0-9]{2}\b`)
	statement = regexp.MustCompile(`S[0-9]{3}-[0-9]{3}`) // an evidence id, not a code
	faultCode = regexp.MustCompile(`\b[PCS][0-9]{3}\b`)
	link      = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
)

// documents lists the documents written by hand, from the top folder.
func documents(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md"} {
		names, err := filepath.Glob(filepath.Join(top, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			rel, err := filepath.Rel(top, n)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, filepath.ToSlash(rel))
		}
	}
	if len(out) < 15 {
		t.Fatalf("only %d documents found", len(out))
	}
	return out
}

// A rule that a document names exists.
func TestDocumentsNameRulesThatExist(t *testing.T) {
	set := ruleset.Embedded()
	named := 0
	for _, name := range documents(t) {
		for _, id := range ruleID.FindAllString(string(read(t, name)), -1) {
			named++
			if _, ok := set.Rule(ruleIDOf(id)); !ok {
				t.Errorf("%s names %s, which does not exist", name, id)
			}
		}
	}
	if named == 0 {
		t.Fatal("no document names a rule")
	}
}

// The code of every fault is documented, and every documented one is in the code.
func TestFaultCodesAreDocumented(t *testing.T) {
	for _, c := range []struct {
		letter, document string
		folders          []string
	}{
		{"P", "docs/protocol-format.md", []string{"compile", "corpus"}},
		{"C", "docs/case-file.md", nil},
		{"S", "docs/json.md", []string{"session"}},
	} {
		code := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^//\t0([01][0-9])  `).FindAllStringSubmatch(string(read(t, "internal/strict/doc.go")), -1) {
			if c.letter == "P" || c.letter == "C" && m[1] <= "10" { // a case is one file: none can be missing or strange
				code[c.letter+"0"+m[1]] = true
			}
		}
		for _, folder := range c.folders {
			names, err := filepath.Glob(filepath.Join(top, folder, "*.go"))
			if err != nil || len(names) == 0 {
				t.Fatal(folder, err)
			}
			for _, n := range names {
				if strings.HasSuffix(n, "_test.go") {
					continue
				}
				b, err := os.ReadFile(n)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range regexp.MustCompile(`"(`+c.letter+`[0-9]{3})"`).FindAllStringSubmatch(string(b), -1) {
					code[m[1]] = true
				}
			}
		}
		if c.letter == "C" {
			for _, m := range regexp.MustCompile(`(?m)^\t[a-zA-Z]+ += (2[0-9])$`).FindAllStringSubmatch(string(read(t, "casefile/casefile.go")), -1) {
				code["C0"+m[1]] = true
			}
		}
		documented := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^\| (`+c.letter+`[0-9]{3}) \|`).FindAllStringSubmatch(string(read(t, c.document)), -1) {
			documented[m[1]] = true
		}
		for id := range code {
			if !documented[id] {
				t.Errorf("%s does not explain %s", c.document, id)
			}
		}
		for id := range documented {
			if !code[id] {
				t.Errorf("%s explains %s, which no code reports", c.document, id)
			}
		}
		if len(code) < 10 {
			t.Errorf("only %d codes of letter %s found", len(code), c.letter)
		}
	}
}

// A code that any document mentions is one of the documented ones.
func TestDocumentsNameCodesThatExist(t *testing.T) {
	known := string(read(t, "docs/protocol-format.md")) + string(read(t, "docs/case-file.md")) + string(read(t, "docs/json.md"))
	for _, name := range documents(t) {
		for _, code := range faultCode.FindAllString(statement.ReplaceAllString(string(read(t, name)), ""), -1) {
			if !strings.Contains(known, "| "+code+" |") {
				t.Errorf("%s names the code %s, which is not documented", name, code)
			}
		}
	}
}

// Every key of the JSON that the commands write is documented.
func TestJSONKeysAreDocumented(t *testing.T) {
	text := string(read(t, "docs/json.md"))
	names, err := filepath.Glob(filepath.Join(top, "cmd/paraspinal/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`json:"([a-z_]+)`).FindAllStringSubmatch(string(b), -1) {
			keys++
			if !regexp.MustCompile("`[^`]*\\b" + m[1] + "\\b[^`]*`").MatchString(text) {
				t.Errorf("docs/json.md does not explain %s of %s", m[1], filepath.Base(n))
			}
		}
	}
	if keys < 50 {
		t.Errorf("only %d keys found", keys)
	}
}

// A link between documents leads somewhere.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, name := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(string(read(t, name)), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(top, filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// A folder that the README lists is there, and every package is listed.
func TestReadmeListsTheFolders(t *testing.T) {
	text := string(read(t, "README.md"))
	_, list, _ := strings.Cut(text, "## Folders")
	list, _, _ = strings.Cut(list, "\n## ")
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z/]+)/` \\|").FindAllStringSubmatch(list, -1) {
		listed[strings.Split(m[1], "/")[0]] = true
		if info, err := os.Stat(filepath.Join(top, m[1])); err != nil || !info.IsDir() {
			t.Errorf("the README lists %s, which is not there", m[1])
		}
	}
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !listed[e.Name()] {
			t.Errorf("the README does not list %s", e.Name())
		}
	}
}

// Every property that is proved stands in the row of each hazard that it names.
func TestHazardsNameTheirProofs(t *testing.T) {
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	rows := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (HAZ-[0-9]{2}) \|.*$`).FindAllStringSubmatch(string(read(t, "SAFETY.md")), -1) {
		rows[m[1]] = m[0]
	}
	for _, p := range src.Properties {
		for _, h := range p.Hazards {
			if !strings.Contains(rows[h], p.ID) {
				t.Errorf("SAFETY.md does not name %s in the row of %s", p.ID, h)
			}
		}
	}
	if len(src.Properties) < 25 {
		t.Errorf("only %d properties", len(src.Properties))
	}
}
