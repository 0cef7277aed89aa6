package protocol_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"paraspinal/protocol"

	"go.yaml.in/yaml/v3"
)

// Every embedded file fits the schema of its kind, and a file with one fault
// does not.
func TestSchemaFitsTheProtocol(t *testing.T) {
	files := protocol.Embedded()
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(data, &doc); err != nil {
			return err
		}
		kind, _ := protocol.SchemaOf(name)
		root := schemaOf(t, kind)
		for _, fault := range fits(root, root, doc.Content[0]) {
			t.Errorf("%s: %s", name, fault)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSchemaRefuses(t *testing.T) {
	tests := []struct{ name, kind, text string }{
		{"unknown key", "conditions", "{conditions: [], more: 1}"},
		{"missing key", "conditions", "{conditions: [{id: a, when: b}]}"},
		{"unknown disposition", "cases", "{base: mild, cases: [{name: a, want: fine}]}"},
		{"unknown word of if_unsure", "rules", "{topic: a, title: b, rules: [{id: a, title: b, when: c, disposition: refer, if_unsure: sometimes, text: {person: a, therapist: b}, evidence: []}]}"},
		{"list expected", "conditions", "{conditions: a}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var doc yaml.Node
			if err := yaml.Unmarshal([]byte(tt.text), &doc); err != nil {
				t.Fatal(err)
			}
			root := schemaOf(t, tt.kind)
			if len(fits(root, root, doc.Content[0])) == 0 {
				t.Error("the schema accepts it")
			}
		})
	}
	if _, err := protocol.Schema("nothing"); err == nil {
		t.Error("a schema of nothing")
	}
}

func TestSchemaIsStable(t *testing.T) {
	for _, kind := range protocol.Schemas() {
		a, err := protocol.Schema(kind)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := protocol.Schema(kind); string(a) != string(b) {
			t.Errorf("%s differs between two runs", kind)
		}
	}
}

func schemaOf(t *testing.T, kind string) map[string]any {
	t.Helper()
	b, err := protocol.Schema(kind)
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	if s["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
		t.Fatalf("%s: dialect %v", kind, s["$schema"])
	}
	return s
}

// fits is the part of a JSON Schema validator that our schemas need, written
// apart from the code that makes them.
func fits(root, s map[string]any, n *yaml.Node) (faults []string) {
	if ref, ok := s["$ref"].(string); ok {
		return fits(root, root["$defs"].(map[string]any)[ref[len("#/$defs/"):]].(map[string]any), n)
	}
	fail := func(format string, args ...any) {
		faults = append(faults, fmt.Sprintf("line %d: %s", n.Line, fmt.Sprintf(format, args...)))
	}
	if choices, ok := s["oneOf"].([]any); ok {
		fitting := 0
		for _, c := range choices {
			if len(fits(root, c.(map[string]any), n)) == 0 {
				fitting++
			}
		}
		if fitting != 1 {
			fail("fits %d of the choices", fitting)
		}
		return faults
	}
	types, many := s["type"].([]any)
	if !many {
		types = []any{s["type"]}
	}
	whole := typeOf(n) == "integer" && slices.Contains(types, any("number"))
	if !slices.Contains(types, any(typeOf(n))) && !whole {
		fail("%s is not %v", typeOf(n), types)
		return faults
	}
	if words, ok := s["enum"].([]any); ok && !slices.Contains(words, any(n.Value)) {
		fail("%q is not one of %v", n.Value, words)
	}
	if items, ok := s["items"].(map[string]any); ok {
		for _, c := range n.Content {
			faults = append(faults, fits(root, items, c)...)
		}
	}
	if n.Kind != yaml.MappingNode {
		return faults
	}
	properties, _ := s["properties"].(map[string]any)
	given := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		given[key] = true
		if p, ok := properties[key].(map[string]any); ok {
			faults = append(faults, fits(root, p, value)...)
		} else if more, ok := s["additionalProperties"].(map[string]any); ok {
			faults = append(faults, fits(root, more, value)...)
		} else if s["additionalProperties"] == false {
			fail("unknown key %q", key)
		}
	}
	required, _ := s["required"].([]any)
	for _, key := range required {
		if !given[key.(string)] {
			fail("key %q is missing", key)
		}
	}
	return faults
}

func typeOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "object"
	case yaml.SequenceNode:
		return "array"
	}
	switch n.Tag {
	case "!!int":
		return "integer"
	case "!!float":
		return "number"
	case "!!bool":
		return "boolean"
	case "!!null":
		return "null"
	}
	return "string" // dates too: JSON has none
}
