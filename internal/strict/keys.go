package strict

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Key is one key of a struct as a file sees it.
type Key struct {
	Name     string
	Type     reflect.Type
	Required bool
	index    []int
}

// Keys lists the keys of a struct in order, those of embedded structs included.
func Keys(t reflect.Type) []Key {
	var out []Key
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "":
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			for _, k := range Keys(inner) {
				k.index = append([]int{i}, k.index...)
				k.Required = k.Required && f.Type.Kind() != reflect.Pointer
				out = append(out, k)
			}
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			required := !slices.Contains(strings.Split(options, ","), "omitempty")
			out = append(out, Key{Name: name, Type: f.Type, Required: required, index: []int{i}})
		}
	}
	return out
}

// settle walks to a field and makes the embedded pointers on the way.
func settle(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

func keyHint(name string, names []string) string {
	if near, ok := Nearest(name, names); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "the keys here are " + strings.Join(names, ", ")
}
