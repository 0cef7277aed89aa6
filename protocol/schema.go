package protocol

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"paraspinal/internal/strict"
)

const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// schema is the part of JSON Schema that is used here.
type schema struct {
	Dialect    string             `json:"$schema,omitempty"`
	Title      string             `json:"title,omitempty"`
	Ref        string             `json:"$ref,omitempty"`
	Type       any                `json:"type,omitempty"` // a word or several
	Enum       []string           `json:"enum,omitempty"`
	OneOf      []*schema          `json:"oneOf,omitempty"`
	Items      *schema            `json:"items,omitempty"`
	Properties map[string]*schema `json:"properties,omitempty"`
	Required   []string           `json:"required,omitempty"`
	Additional any                `json:"additionalProperties,omitempty"` // false, or the schema of the values
	Defs       map[string]*schema `json:"$defs,omitempty"`
}

// textKind names the schema of text/<language>/<kind>.yaml.
const textKind = "text"

// shapes lists every kind of file with the struct that it is read into.
func shapes() []kind {
	return append(kinds(),
		kind{name: "rules", file: rulesFile, shape: new(RulesFile)},
		kind{name: "cases", file: casesFile, shape: new(CasesFile)},
		kind{name: textKind, shape: new(Texts)})
}

// Schemas lists the kinds of file that have a schema, sorted: "findings", "rules".
func Schemas() []string {
	var names []string
	for _, k := range shapes() {
		names = append(names, k.name)
	}
	slices.Sort(names)
	return names
}

// SchemaOf names the kind of a protocol file by its path: "findings" for
// findings/pain.yaml, "rules" for topics/fever/rules.yaml.
func SchemaOf(file string) (string, bool) {
	folder, base := path.Split(path.Clean(file))
	folder = path.Clean(folder)
	for _, k := range shapes() {
		switch {
		case k.name == textKind:
			if path.Dir(folder) == textFolder && path.Ext(base) == ".yaml" {
				return k.name, true
			}
		case k.folder != "":
			if folder == k.folder && path.Ext(base) == ".yaml" {
				return k.name, true
			}
		case base != k.file:
		case k.name == "rules" || k.name == "cases":
			if path.Dir(folder) == topicsFolder {
				return k.name, true
			}
		case folder == ".":
			return k.name, true
		}
	}
	return "", false
}

// Schema writes the JSON Schema (draft 2020-12) of one kind of file, made from
// the structs that the file is read into. It helps an editor; Parse is stricter.
func Schema(name string) ([]byte, error) {
	i := slices.IndexFunc(shapes(), func(k kind) bool { return k.name == name })
	if i < 0 {
		return nil, fmt.Errorf("no schema is named %q: there are %s", name, strings.Join(Schemas(), ", "))
	}
	w := &schemas{defs: map[string]*schema{}}
	root := w.root(reflect.TypeOf(shapes()[i].shape).Elem())
	root.Dialect, root.Title, root.Defs = schemaDialect, "Paraspinal protocol: "+name, w.defs
	b, err := json.MarshalIndent(root, "", "  ")
	return append(b, '\n'), err
}

// schemas collects the named types of one schema.
type schemas struct{ defs map[string]*schema }

var ifUnsureType = reflect.TypeFor[IfUnsure]()

func (w *schemas) of(t reflect.Type) *schema {
	if t.Kind() == reflect.Pointer {
		return w.of(t.Elem())
	}
	if words := strict.Words(t); len(words) > 0 {
		return w.define(t, func() *schema { return &schema{Type: "string", Enum: words} })
	}
	if t == ifUnsureType {
		return w.define(t, func() *schema {
			return &schema{OneOf: []*schema{
				{Type: "string", Enum: []string{UnsureSame, UnsureNothing}},
				w.of(reflect.TypeFor[Effect]()),
			}}
		})
	}
	switch t.Kind() {
	case reflect.Struct:
		return w.define(t, func() *schema { return w.object(t) })
	case reflect.Slice:
		return &schema{Type: "array", Items: w.of(t.Elem())}
	case reflect.Map:
		return &schema{Type: "object", Additional: w.of(t.Elem())}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int:
		return &schema{Type: "integer"}
	case reflect.String:
		return &schema{Type: []string{"string", "number"}} // a plain number is text where text is meant
	}
	panic("protocol: no schema for " + t.String())
}

// define makes a named type once and refers to it.
func (w *schemas) define(t reflect.Type, make func() *schema) *schema {
	if _, done := w.defs[t.Name()]; !done {
		w.defs[t.Name()] = nil // it may hold itself
		w.defs[t.Name()] = make()
	}
	return &schema{Ref: "#/$defs/" + t.Name()}
}

// root is the schema of a whole file: of the keys of a struct, or of paths.
func (w *schemas) root(t reflect.Type) *schema {
	if t.Kind() == reflect.Struct {
		return w.object(t)
	}
	return w.of(t)
}

func (w *schemas) object(t reflect.Type) *schema {
	s := &schema{Type: "object", Properties: map[string]*schema{}, Additional: false}
	for _, k := range strict.Keys(t) {
		s.Properties[k.Name] = w.of(k.Type)
		if k.Required {
			s.Required = append(s.Required, k.Name)
		}
	}
	return s
}
