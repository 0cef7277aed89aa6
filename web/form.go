package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

// errForm is for a form that no page of ours sends.
var errForm = errors.New("the form cannot be read")

// Kinds of a Field, each with a template of its own.
const (
	radios  = "radios"
	scale   = "scale" // 0 to 10
	places  = "places"
	ticks   = "ticks"
	date    = "date"
	number  = "number"
	unsureV = "unsure"
	noneV   = "none"
)

// Field is one control of a form, with what was entered and what is wrong.
type Field struct {
	ID, Name         string
	Kind             string
	Legend, Hint     string
	Heading          bool // the legend is the heading of the page
	Options          []Option
	None             *Option // alone: none of these
	Unsure           *Option
	Day, Month, Year string
	NoDay            bool // a month and a year are enough
	Text             string
	Min, Max         int32
	Error            string
	FirstID          string // of the control that an error links to
	Inline           bool   // on the page of a result
}

// Option is one thing to choose.
type Option struct {
	ID, Value, Text, Hint string
	Checked               bool
}

// asked is one page of the check as it is shown or was sent.
type asked struct {
	v    *visit
	q    *ruleset.Question
	ids  []clinical.FindingID
	each bool // a tick list, asked one by one because something is not sure
}

func (a *asked) finding(id clinical.FindingID) *ruleset.Finding {
	i, _ := a.v.Set.Finding(id)
	return &a.v.Set.Findings[i]
}

func (a *asked) text(rest ...string) string { return a.v.Text("question", a.q.ID, rest...) }

// item is the item of a finding on a page of several; nil on a page of one.
func (a *asked) item(id clinical.FindingID) *ruleset.QuestionItem {
	for i := range a.q.Items {
		if a.v.Set.Findings[a.q.Items[i].Finding].ID == id {
			return &a.q.Items[i]
		}
	}
	return nil
}

// fields makes the controls, filled with the answers known.
func (a *asked) fields(known map[clinical.FindingID]clinical.Answer) []Field {
	if a.q.Kind == "check" && !a.each {
		return []Field{a.tickList(known)}
	}
	var out []Field
	for _, id := range a.ids {
		f := a.field(id, known[id])
		if len(a.ids) == 1 && len(a.q.Items) == 0 {
			f.Legend, f.Heading, f.Hint = a.text("text"), true, a.text("hint")
		}
		if f.Kind == date {
			example := "date.hint"
			if f.NoDay {
				example = "date.hint.month"
			}
			f.Hint = strings.TrimSpace(f.Hint + " " + a.v.T(example))
		}
		out = append(out, f)
	}
	return out
}

func (a *asked) field(id clinical.FindingID, was clinical.Answer) Field {
	d := a.finding(id)
	f := Field{ID: elementID("f", id), Name: string(id), Legend: a.text(string(id)), Min: d.Min, Max: d.Max}
	f.Unsure = &Option{ID: elementID(f.ID, unsureV), Value: unsureV, Text: a.v.T("check.unsure"), Checked: was.Kind == clinical.Unsure}
	values := a.values(id)
	switch {
	case a.q.Kind == "check": // one by one
		it := a.item(id)
		f.Kind = radios
		for _, o := range []struct {
			value, key string
			is         clinical.Answer
		}{{"no", "answer.no", d.Answer(*d.Normal)}, {"yes", "answer.yes", d.Answer(it.Tick)}} {
			f.Options = append(f.Options, Option{ID: elementID(f.ID, o.value), Value: o.value, Text: locale.Upper(a.v.T(o.key)), Checked: was == o.is})
		}
	case id == "site.left" || id == "site.right":
		f.Kind = places
		for _, val := range values[1:] {
			f.Options = append(f.Options, Option{ID: elementID(f.ID, val), Value: val, Text: a.optionText(id, val), Checked: was.Kind == clinical.Known && strconv.Itoa(was.Int) == val})
		}
		f.None = &Option{ID: elementID(f.ID, "0"), Value: "0", Text: a.optionText(id, "0"), Checked: was.Kind == clinical.Known && was.Int == 0}
	case len(values) > 0:
		f.Kind = radios
		for _, val := range values {
			f.Options = append(f.Options, Option{ID: elementID(f.ID, val), Value: val, Text: a.optionText(id, val), Hint: a.text(string(id), val, "hint"), Checked: was.Kind == clinical.Known && d.FormatAnswer(was) == val})
		}
	case d.Type == ruleset.Int && d.Min == 0 && d.Max == 10:
		f.Kind = scale
		for n := d.Min; n <= d.Max; n++ {
			val := strconv.Itoa(int(n))
			f.Options = append(f.Options, Option{ID: elementID(f.ID, val), Value: val, Text: val, Checked: was.Kind == clinical.Known && was.Int == int(n)})
		}
	case d.Type == ruleset.Int:
		f.Kind = number
		if was.Kind == clinical.Known {
			f.Text = strconv.Itoa(was.Int)
		}
	default:
		f.Kind, f.NoDay = date, id == "person.born"
		f.Day, f.Month, f.Year = splitDate(was)
	}
	f.FirstID = f.first()
	return f
}

// Describes lists the ids of the texts that belong to the control.
func (f Field) Describes() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}

func (f *Field) first() string {
	switch {
	case f.Kind == date && f.NoDay:
		return f.ID + "-month"
	case f.Kind == date:
		return f.ID + "-day"
	case len(f.Options) > 0:
		return f.Options[0].ID
	}
	return f.ID
}

// values lists what can be chosen for a finding, in the order shown; none for
// a number or a date that is typed.
func (a *asked) values(id clinical.FindingID) []string {
	d := a.finding(id)
	values := a.q.Options
	if it := a.item(id); it != nil {
		values = it.Options
	}
	if len(values) == 0 {
		values = d.Values
	}
	if len(values) == 0 && d.Type == ruleset.Bool {
		values = []string{"false", "true"}
	}
	return values
}

func (a *asked) optionText(id clinical.FindingID, val string) string {
	if t := a.text(string(id), val); t != "" {
		return t
	}
	d := a.finding(id)
	ans, err := d.ParseAnswer(val)
	if err != nil {
		return val
	}
	return locale.Upper(a.v.Answer(d, ans))
}

func (a *asked) tickList(known map[clinical.FindingID]clinical.Answer) Field {
	f := Field{ID: "f-tick", Name: "tick", Kind: ticks, Legend: a.text("text"), Hint: a.text("hint"), Heading: true}
	none, any := len(a.ids) > 0, false
	for _, id := range a.ids {
		d, it := a.finding(id), a.item(id)
		was := known[id]
		on := was == d.Answer(it.Tick)
		none = none && was == d.Answer(*d.Normal)
		any = any || was.Kind == clinical.Unsure
		f.Options = append(f.Options, Option{ID: elementID("f-tick", id), Value: string(id), Text: a.text(string(id)), Checked: on})
	}
	f.None = &Option{ID: "f-tick-none", Value: noneV, Text: a.text("none"), Checked: none}
	f.Unsure = &Option{ID: "f-tick-unsure", Value: unsureV, Text: a.v.T("check.unsure_list"), Checked: any}
	f.FirstID = f.Options[0].ID
	return f
}

// parse reads a sent page. The answers hold what could be read even when a
// field has an error: one answer can be an emergency. doubt says that a tick
// list is to be asked one by one.
func (a *asked) parse(form url.Values) (fields []Field, answers map[clinical.FindingID]clinical.Answer, doubt bool) {
	answers = map[clinical.FindingID]clinical.Answer{}
	if a.q.Kind == "check" && !a.each {
		f := a.parseTicks(form, answers)
		return []Field{f}, answers, f.Unsure.Checked
	}
	fields = a.fields(nil)
	for i := range fields {
		f := &fields[i]
		id := clinical.FindingID(f.Name)
		d := a.finding(id)
		ans, msg := a.parseField(f, d, form)
		f.Error = msg
		if msg == "" {
			answers[id] = ans
		}
	}
	return fields, answers, false
}

func (a *asked) parseTicks(form url.Values, answers map[clinical.FindingID]clinical.Answer) Field {
	f := a.tickList(nil)
	chosen := form["tick"]
	any := false
	for i := range f.Options {
		o := &f.Options[i]
		o.Checked = slices.Contains(chosen, o.Value)
		any = any || o.Checked
		d := a.finding(clinical.FindingID(o.Value))
		if o.Checked {
			answers[d.ID] = d.Answer(a.item(d.ID).Tick)
		} else {
			answers[d.ID] = d.Answer(*d.Normal)
		}
	}
	f.None.Checked, f.Unsure.Checked = slices.Contains(chosen, noneV), slices.Contains(chosen, unsureV)
	switch {
	case f.None.Checked && (any || f.Unsure.Checked):
		f.Error = a.v.T("error.none_and_more", "none", f.None.Text)
	case !any && !f.None.Checked && !f.Unsure.Checked:
		f.Error = a.v.T("error.tick", "none", f.None.Text)
	}
	if !f.None.Checked { // only "none of these" records a no
		for i := range f.Options {
			if o := &f.Options[i]; !o.Checked && (f.Error != "" || f.Unsure.Checked) {
				delete(answers, clinical.FindingID(o.Value))
			}
		}
	}
	if f.None.Checked && f.Error != "" { // it contradicts itself: the ticks alone are read
		for i := range f.Options {
			if o := &f.Options[i]; !o.Checked {
				delete(answers, clinical.FindingID(o.Value))
			}
		}
	}
	return f
}

func (a *asked) parseField(f *Field, d *ruleset.Finding, form url.Values) (clinical.Answer, string) {
	vals := form[f.Name]
	unsure := slices.Contains(vals, unsureV)
	f.Unsure.Checked = unsure
	for i := range f.Options {
		f.Options[i].Checked = slices.Contains(vals, f.Options[i].Value)
	}
	switch f.Kind {
	case date:
		return a.parseDate(f, form, unsure)
	case number:
		f.Text = strings.TrimSpace(form.Get(f.Name + ".n"))
		if unsure && f.Text == "" {
			return clinical.UnsureAnswer(), ""
		}
		n, err := strconv.Atoi(f.Text)
		if err != nil || n < int(d.Min) || n > int(d.Max) {
			return clinical.Answer{}, a.v.T("error.number", "from", d.Min, "to", d.Max)
		}
		return clinical.IntAnswer(n), ""
	case places:
		return a.parsePlaces(f, vals, unsure)
	}
	if len(vals) > 1 {
		return clinical.Answer{}, a.v.T("error.one")
	}
	if unsure {
		return clinical.UnsureAnswer(), ""
	}
	if len(vals) == 0 || !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Checked }) {
		return clinical.Answer{}, a.v.T("error.choose")
	}
	if a.q.Kind == "check" {
		if vals[0] == "yes" {
			return d.Answer(a.item(d.ID).Tick), ""
		}
		return d.Answer(*d.Normal), ""
	}
	ans, err := d.ParseAnswer(vals[0])
	if err != nil {
		return clinical.Answer{}, a.v.T("error.choose")
	}
	return ans, ""
}

// parsePlaces takes the place furthest from the middle of the back.
func (a *asked) parsePlaces(f *Field, vals []string, unsure bool) (clinical.Answer, string) {
	f.None.Checked = slices.Contains(vals, f.None.Value)
	most := -1
	for _, o := range f.Options {
		if n, err := strconv.Atoi(o.Value); err == nil && o.Checked {
			most = max(most, n)
		}
	}
	switch {
	case f.None.Checked && (most >= 0 || unsure):
		return clinical.Answer{}, a.v.T("error.none_and_more", "none", f.None.Text)
	case unsure && most < 0:
		return clinical.UnsureAnswer(), ""
	case most >= 0:
		return clinical.IntAnswer(most), ""
	case f.None.Checked:
		return clinical.IntAnswer(0), ""
	}
	return clinical.Answer{}, a.v.T("error.places", "none", f.None.Text)
}

// parseDate takes a date as precisely as it was given.
func (a *asked) parseDate(f *Field, form url.Values, unsure bool) (clinical.Answer, string) {
	get := func(part string) string { return strings.TrimSpace(form.Get(f.Name + "." + part)) }
	f.Day, f.Month, f.Year = get("day"), get("month"), get("year")
	if f.NoDay {
		f.Day = ""
	}
	if f.Day == "" && f.Month == "" && f.Year == "" {
		if unsure {
			return clinical.UnsureAnswer(), ""
		}
		return clinical.Answer{}, a.v.T("error.date_missing")
	}
	d, ok := a.v.readDate(f.Day, f.Month, f.Year)
	switch {
	case !ok:
		return clinical.Answer{}, a.v.T("error.date")
	case a.v.inFuture(d):
		return clinical.Answer{}, a.v.T("error.date_future")
	}
	return clinical.DateAnswer(d), ""
}

// readDate reads a day, a month and a year; without a day, or without both, it
// is less precise.
func (v *visit) readDate(day, month, year string) (clinical.Date, bool) {
	y, err := strconv.Atoi(year)
	if err != nil || y < 1900 || y > 2100 {
		return clinical.Date{}, false
	}
	text := strconv.Itoa(y)
	if month != "" {
		m, err := strconv.Atoi(month)
		if err != nil || m < 1 || m > 12 {
			return clinical.Date{}, false
		}
		text += fmt.Sprintf("-%02d", m)
		if day != "" {
			n, err := strconv.Atoi(day)
			if err != nil || n < 1 || n > 31 {
				return clinical.Date{}, false
			}
			text += fmt.Sprintf("-%02d", n)
		}
	} else if day != "" {
		return clinical.Date{}, false
	}
	d, err := clinical.ParseDate(text)
	return d, err == nil
}

// inFuture reports whether a date lies ahead wherever the person may be.
func (v *visit) inFuture(d clinical.Date) bool {
	first, _ := d.Span(v.file.Location())
	return first.After(v.now)
}

func splitDate(a clinical.Answer) (day, month, year string) {
	if a.Kind != clinical.Known {
		return "", "", ""
	}
	s := a.Date.String()
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		s = t.Format("2006-01-02")
	}
	parts := strings.SplitN(s, "-", 3)
	year = parts[0]
	if len(parts) > 1 {
		month = strings.TrimPrefix(parts[1], "0")
	}
	if len(parts) > 2 {
		day = strings.TrimPrefix(parts[2], "0")
	}
	return day, month, year
}
