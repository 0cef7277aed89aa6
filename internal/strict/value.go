package strict

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	posType    = reflect.TypeFor[Pos]()
	placesType = reflect.TypeFor[Places]()
)

// Into decodes a node into v, a pointer. It is also for types that read their
// own YAML.
func (d *Decoder) Into(n *Node, v any) {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Pointer || rv.IsNil() {
		panic("strict: not a pointer")
	}
	d.value(n, rv.Elem(), false)
}

// IsMapping reports whether a node has keys and values.
func (d *Decoder) IsMapping(n *Node) bool { return n.Kind == yaml.MappingNode }

// value decodes n into v. needed says that an empty text is as good as none.
func (d *Decoder) value(n *Node, v reflect.Value, needed bool) {
	if n.Kind == yaml.AliasNode {
		return // reported by notation
	}
	if isNull(n) {
		d.Fault(Empty, n, "there is no value here", "write a value, or take the key away if it is optional")
		return
	}
	if v.CanAddr() {
		switch u := v.Addr().Interface().(type) {
		case NodeDecoder:
			u.DecodeNode(d, n)
			return
		case encoding.TextUnmarshaler:
			if text, ok := d.word(n, v.Type()); ok {
				if err := u.UnmarshalText([]byte(text)); err != nil {
					d.Fault(BadValue, n, err.Error(), valuesHint(text, v.Type()))
				}
			}
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		d.value(n, p.Elem(), needed)
		v.Set(p)
	case reflect.Struct:
		d.structure(n, v)
	case reflect.Slice:
		d.list(n, v)
	case reflect.Map:
		d.dictionary(n, v)
	case reflect.String:
		if text, ok := d.text(n); ok {
			if text == "" && needed {
				d.Fault(Empty, n, "the text is empty", "write it")
			}
			v.SetString(text)
		}
	case reflect.Bool:
		d.boolean(n, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.integer(n, v)
	default:
		panic("strict: cannot decode into " + v.Type().String())
	}
}

func isNull(n *Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && isPlain(n) }

func isPlain(n *Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

// What YAML 1.1 readers take for yes and no.
var bools = []string{"yes", "no", "on", "off", "y", "n", "true", "false"}

// text returns the words of a scalar that means text.
func (d *Decoder) text(n *Node) (string, bool) { return d.word(n, nil) }

// word returns the text of a scalar of a type, which may be a closed list.
func (d *Decoder) word(n *Node, t reflect.Type) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.expected("text", n)
		return "", false
	}
	if isPlain(n) && slices.Contains(bools, strings.ToLower(n.Value)) {
		hint := fmt.Sprintf("write %q", n.Value)
		if t != nil && len(Words(t)) > 0 && !slices.Contains(Words(t), n.Value) {
			hint = valuesHint(n.Value, t)
		}
		d.Fault(ImplicitBool, n, fmt.Sprintf("%s without quotes is not text", n.Value), hint)
		return "", false
	}
	return n.Value, true
}

func (d *Decoder) expected(what string, n *Node) {
	hint := ""
	if what == "a list" && n.Kind == yaml.ScalarNode && isPlain(n) {
		hint = "write [" + n.Value + "] or one \"- \" line for each item"
	}
	d.Fault(WrongType, n, fmt.Sprintf("expected %s, found %s", what, kindOf(n)), hint)
}

func kindOf(n *Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys and values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case !isPlain(n):
		return "text in quotes"
	}
	return fmt.Sprintf("%q", n.Value)
}

func (d *Decoder) boolean(n *Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || !isPlain(n) {
		d.expected("true or false", n)
		return
	}
	switch n.Value {
	case "true", "false":
		v.SetBool(n.Value == "true")
	default:
		d.Fault(BadValue, n, fmt.Sprintf("%q is neither true nor false", n.Value), "write true or false, without quotes")
	}
}

var wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

func (d *Decoder) integer(n *Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || !isPlain(n) {
		d.expected("a whole number", n)
		return
	}
	if !wholeNumber.MatchString(n.Value) {
		d.Fault(BadValue, n, fmt.Sprintf("%q is not a whole number", n.Value), "write digits only, such as 12")
		return
	}
	i, err := strconv.ParseInt(n.Value, 10, v.Type().Bits())
	if errors.Is(err, strconv.ErrRange) {
		d.Fault(BadValue, n, n.Value+" is too large or too small", "")
		return
	}
	v.SetInt(i)
}

func (d *Decoder) list(n *Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.expected("a list", n)
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		d.value(c, out.Index(i), true)
	}
	v.Set(out)
}

func (d *Decoder) dictionary(n *Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.expected("keys and values", n)
		return
	}
	out := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
	for name, c := range d.pairs(n) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(c[1], e, false)
		out.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), e)
	}
	v.Set(out)
}

// pairs yields each key with its nodes, the first of a kind only, and reports
// keys that are not text or are there twice.
func (d *Decoder) pairs(n *Node) func(yield func(string, [2]*Node) bool) {
	return func(yield func(string, [2]*Node) bool) {
		seen := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind == yaml.AliasNode || isMerge(k) {
				continue // reported by notation
			}
			if isNull(k) {
				d.Fault(Empty, k, "there is no key here", "write the key before the colon")
				continue
			}
			name, ok := d.text(k)
			if !ok {
				continue
			}
			if line, twice := seen[name]; twice {
				d.Fault(DuplicateKey, k, fmt.Sprintf("key %q is there twice", name), fmt.Sprintf("it is already on line %d", line))
				continue
			}
			seen[name] = k.Line
			if !yield(name, [2]*Node{k, n.Content[i+1]}) {
				return
			}
		}
	}
}

func (d *Decoder) structure(n *Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.expected("keys and values", n)
		return
	}
	if p := v.FieldByName("Pos"); p.IsValid() && p.Type() == posType && p.CanSet() {
		p.Set(reflect.ValueOf(Pos{File: d.file, Line: n.Line, Column: n.Column}))
	}
	var places Places
	if p := v.FieldByName("At"); p.IsValid() && p.Type() == placesType && p.CanSet() {
		places = Places{}
		p.Set(reflect.ValueOf(places))
	}
	keys := Keys(v.Type())
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	given := map[string]bool{}
	for name, c := range d.pairs(n) {
		given[name] = true
		if places != nil {
			places[name] = Pos{File: d.file, Line: c[1].Line, Column: c[1].Column + opening(c[1])}
		}
		i := slices.Index(names, name)
		if i < 0 {
			hint := ""
			if !d.full() {
				hint = keyHint(name, names)
			}
			d.Fault(UnknownKey, c[0], fmt.Sprintf("unknown key %q", name), hint)
			continue
		}
		d.value(c[1], settle(v, keys[i].index), keys[i].Required)
	}
	for _, k := range keys {
		if k.Required && !given[k.Name] {
			d.Fault(MissingKey, n, fmt.Sprintf("key %q is missing", k.Name), fmt.Sprintf("add \"%s: ...\" here", k.Name))
		}
	}
}

// opening is the width of the quote that starts a scalar on the same line.
func opening(n *Node) int {
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		return 1
	}
	return 0
}
