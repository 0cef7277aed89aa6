package strict

import (
	"encoding/json"

	"go.yaml.in/yaml/v3"
)

// Text is a scalar as written, with its place. Unlike a string it also takes
// true, false, yes and no without quotes: use it where the meaning of the
// value is declared elsewhere, so that nothing has to be guessed.
type Text struct {
	Value string
	Pos   Pos
}

// DecodeNode reads any scalar but an empty one.
func (t *Text) DecodeNode(d *Decoder, n *Node) {
	t.Pos = Pos{File: d.file, Line: n.Line, Column: n.Column + opening(n)}
	if n.Kind != yaml.ScalarNode {
		d.expected("one value", n)
		return
	}
	t.Value = n.Value
}

// MarshalJSON writes the value alone.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.Value) }
