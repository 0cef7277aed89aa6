package docs

import (
	"fmt"
	"path"

	"paraspinal/compile"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// Files makes every generated file of the repository, by its path from the
// top. readme is the README as it is: only what stands between its markers
// changes.
func Files(src *protocol.Source, readme []byte) (map[string][]byte, error) {
	set, words, problems := compile.Compile(src)
	if len(problems) > 0 {
		return nil, problems
	}
	data, problems := compile.Files(src)
	if len(problems) > 0 {
		return nil, problems
	}
	out := map[string][]byte{}
	for name, content := range data {
		out[path.Join("ruleset/data", name)] = content
	}
	for _, name := range protocol.Schemas() {
		schema, err := protocol.Schema(name)
		if err != nil {
			return nil, err
		}
		out[path.Join("protocol/schema", name+".json")] = schema
	}
	g := generator{src, set, words[0]} // documents are in English
	people, walk, err := g.people()
	if err != nil {
		return nil, err
	}
	text := string(readme)
	for name, content := range map[string]string{"people": people, "walk": walk} {
		if text, err = Replace(text, name, content); err != nil {
			return nil, err
		}
	}
	out["README.md"] = []byte(text)
	glossary, err := g.glossary()
	if err != nil {
		return nil, err
	}
	out["docs/glossary.md"] = []byte(glossary)
	out["docs/rules.md"] = []byte(g.rules())
	return out, nil
}

// generator holds what every document is made from.
type generator struct {
	src   *protocol.Source
	set   *ruleset.Set
	words *ruleset.Wording
}

// written is the first line of a file that is generated as a whole.
const written = "<!-- Written by go run ./internal/generate. Do not edit. -->\n\n"

// row writes one row of a Markdown table.
func row(cells ...any) string {
	s := "|"
	for _, c := range cells {
		s += " " + cell(fmt.Sprint(c)) + " |"
	}
	return s + "\n"
}
