package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
)

// Words lists the texts of a closed list: a small integer type that writes and
// reads itself as text. It is empty for every other type.
func Words(t reflect.Type) []string {
	if k := t.Kind(); k != reflect.Uint8 && k != reflect.Int {
		return nil
	}
	if !reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || !t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return nil
	}
	var out []string
	for i := range 256 {
		v := reflect.New(t)
		if t.Kind() == reflect.Int {
			v.Elem().SetInt(int64(i))
		} else {
			v.Elem().SetUint(uint64(i))
		}
		b, err := v.Elem().Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil || reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText(b) != nil {
			break
		}
		out = append(out, string(b))
	}
	return out
}

// valuesHint names the word that was probably meant, or all of them.
func valuesHint(text string, t reflect.Type) string {
	words := Words(t)
	if near, ok := Nearest(text, words); ok && near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(words) == 0 {
		return ""
	}
	var named []string
	for _, w := range words {
		if w != "" {
			named = append(named, w)
		}
	}
	return "write one of " + strings.Join(named, ", ")
}
