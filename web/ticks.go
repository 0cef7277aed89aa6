package web

import (
	"net/url"
	"slices"

	"paraspinal/web/locale"
)

// What a person says about one item of a tick list.
const (
	saidNo  = "no"
	saidYes = "yes"
)

// tickList is a list of things to tick with "none of these". Who is not sure
// about one is asked one by one. No item counts as no before the person says so.
type tickList struct {
	v                  *visit
	name, legend, hint string
	none               string
	items              []Option
	each               bool
}

// fields are the controls, filled with what was said: saidNo, saidYes or unsureV.
func (l *tickList) fields(said map[string]string) []Field {
	if l.each {
		return l.oneByOne(said)
	}
	f := Field{ID: elementID("f", l.name), Name: l.name, Kind: ticks, Legend: l.legend, Hint: l.hint}
	no, doubt := len(said) > 0, false
	for _, o := range l.items {
		o.ID, o.Checked = elementID(f.ID, o.Value), said[o.Value] == saidYes
		no = no && said[o.Value] == saidNo
		doubt = doubt || said[o.Value] == unsureV
		f.Options = append(f.Options, o)
	}
	f.None = &Option{ID: elementID(f.ID, noneV), Value: noneV, Text: l.none, Checked: no}
	f.Unsure = &Option{ID: elementID(f.ID, unsureV), Value: unsureV, Text: l.v.T("check.unsure_list"), Checked: doubt}
	f.FirstID = f.Options[0].ID
	return []Field{f}
}

func (l *tickList) oneByOne(said map[string]string) []Field {
	var out []Field
	for _, o := range l.items {
		f := Field{ID: elementID("f", l.name, o.Value), Name: l.name + "." + o.Value, Kind: radios, Legend: o.Text, Hint: o.Hint}
		for _, c := range []struct{ value, key string }{{saidNo, "answer.no"}, {saidYes, "answer.yes"}} {
			f.Options = append(f.Options, Option{ID: elementID(f.ID, c.value), Value: c.value, Text: locale.Upper(l.v.T(c.key)), Checked: said[o.Value] == c.value})
		}
		f.Unsure = &Option{ID: elementID(f.ID, unsureV), Value: unsureV, Text: l.v.T("check.unsure"), Checked: said[o.Value] == unsureV}
		f.FirstID = f.Options[0].ID
		out = append(out, f)
	}
	return out
}

// parse reads what was sent. doubt says that the list is to be asked one by
// one; bad that something is missing or contradicts itself. said holds what
// could be read all the same.
func (l *tickList) parse(form url.Values) (fields []Field, said map[string]string, doubt, bad bool) {
	said = map[string]string{}
	if l.each {
		for _, o := range l.items {
			if vals := form[l.name+"."+o.Value]; len(vals) == 1 && slices.Contains([]string{saidNo, saidYes, unsureV}, vals[0]) {
				said[o.Value] = vals[0]
			}
		}
		fields = l.oneByOne(said)
		for i := range fields {
			if said[l.items[i].Value] == "" {
				fields[i].Error, bad = l.v.T("error.choose"), true
			}
		}
		return fields, said, false, bad
	}
	sent := form[l.name]
	none, doubt := slices.Contains(sent, noneV), slices.Contains(sent, unsureV)
	for _, o := range l.items {
		if slices.Contains(sent, o.Value) {
			said[o.Value] = saidYes
		}
	}
	f := &l.fields(said)[0]
	f.None.Checked, f.Unsure.Checked = none, doubt
	switch {
	case none && (doubt || len(said) > 0):
		f.Error = l.v.T("error.none_and_more", "none", l.none)
	case !none && !doubt && len(said) == 0:
		f.Error = l.v.T("error.tick", "none", l.none)
	case !doubt:
		for _, o := range l.items {
			if said[o.Value] == "" {
				said[o.Value] = saidNo
			}
		}
	}
	return []Field{*f}, said, doubt && f.Error == "", f.Error != ""
}
