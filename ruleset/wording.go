package ruleset

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Wording is the text of a Set in one language. Keys are paths, such as
// "rule/RF-CES-01/person"; see the methods. It is immutable once loaded.
type Wording struct {
	Language string            `json:"language"`
	Digest   string            `json:"digest"` // of the Set it belongs to
	Texts    map[string]string `json:"texts"`
}

// Words returns the embedded wording in a language. Only languages that the
// embedded Set lists exist.
func Words(language string) (*Wording, error) {
	b, err := data.ReadFile("data/" + language + ".json")
	if err != nil || !slices.Contains(Embedded().Languages, language) { // the Set itself is data too
		return nil, fmt.Errorf("no wording in language %q", language)
	}
	return LoadWording(b)
}

// LoadWording decodes a wording.
func LoadWording(b []byte) (*Wording, error) {
	w := new(Wording)
	if err := json.Unmarshal(b, w); err != nil {
		return nil, fmt.Errorf("read wording: %w", err)
	}
	return w, nil
}

// Get returns the text of a path, joined with "/"; the empty string when
// there is none. Texts that must exist were checked when the protocol was
// compiled.
func (w *Wording) Get(kind, id string, rest ...string) string {
	key := kind + "/" + id
	for _, r := range rest {
		key += "/" + r
	}
	return w.Texts[key]
}

// List returns the numbered texts under a path: ".../1", ".../2" and so on.
func (w *Wording) List(kind, id, name string) []string {
	var out []string
	for i := 1; ; i++ {
		t, ok := w.Texts[kind+"/"+id+"/"+name+"/"+strconv.Itoa(i)]
		if !ok {
			return out
		}
		out = append(out, t)
	}
}

// Encode writes the wording as JSON, one text a line in the order of keys.
func (w *Wording) Encode() []byte {
	b, _ := json.MarshalIndent(w, "", "\t") // plain strings never fail
	return append(b, '\n')
}
