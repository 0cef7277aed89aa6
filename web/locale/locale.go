// Package locale holds the interface texts of the web pages in each language:
// plain texts with named places to fill in, plural forms, dates and numbers.
// The clinical texts are not here but in the protocol.
//
// It promises that every language has every text with the same places to fill
// in; a test holds it. A text that is missing all the same shows its key in
// brackets, never an empty line.
package locale

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed */*.json
var files embed.FS

// Languages lists the languages, English first.
func Languages() []string { return []string{"en", "nl", "ru"} }

// Known reports whether there are texts in a language.
func Known(lang string) bool { return slices.Contains(Languages(), lang) }

// Catalog is the texts of one language. It is immutable.
type Catalog struct {
	Lang  string
	texts map[string]forms
}

// forms is one text: a plain one is only other.
type forms struct{ one, few, many, other string }

func (f *forms) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &f.other)
	}
	var m struct{ One, Few, Many, Other string }
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*f = forms{m.One, m.Few, m.Many, m.Other}
	return nil
}

var loaded sync.Map // language -> *Catalog

// For returns the texts of a language, which must be Known.
func For(lang string) *Catalog {
	if c, ok := loaded.Load(lang); ok {
		return c.(*Catalog)
	}
	c, err := load(lang)
	if err != nil {
		panic(err) // our own embedded files
	}
	loaded.Store(lang, c)
	return c
}

func load(lang string) (*Catalog, error) {
	names, err := fs.Glob(files, lang+"/*.json")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no texts in language %q", lang)
	}
	c := &Catalog{Lang: lang, texts: map[string]forms{}}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var m map[string]forms
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for k, f := range m {
			if _, twice := c.texts[k]; twice {
				return nil, fmt.Errorf("%s: %q is there twice", name, k)
			}
			c.texts[k] = f
		}
	}
	return c, nil
}

// Has reports whether there is a text.
func (c *Catalog) Has(key string) bool { _, ok := c.texts[key]; return ok }

// T is a text with its places filled in: pairs of a name and a value, for
// example T("see", "who", "a doctor") for "See {who}".
func (c *Catalog) T(key string, pairs ...any) string {
	f, ok := c.texts[key]
	if !ok {
		return "[" + key + "]"
	}
	return fill(f.other, pairs)
}

// N is a text with its plural form for n, which fills {n}.
func (c *Catalog) N(key string, n int, pairs ...any) string {
	f, ok := c.texts[key]
	if !ok {
		return "[" + key + "]"
	}
	t := f.other
	switch c.form(n) {
	case one:
		t = f.one
	case few:
		t = f.few
	case many:
		t = f.many
	}
	if t == "" {
		t = f.other
	}
	return fill(t, append([]any{"n", n}, pairs...))
}

type form int

const (
	other form = iota
	one
	few
	many
)

// form is the plural form of a whole number, as the CLDR says for English,
// Dutch and Russian.
func (c *Catalog) form(n int) form {
	if n < 0 {
		n = -n
	}
	if c.Lang != "ru" {
		if n == 1 {
			return one
		}
		return other
	}
	switch {
	case n%10 == 1 && n%100 != 11:
		return one
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return few
	}
	return many
}

func fill(text string, pairs []any) string {
	if len(pairs) == 0 || !strings.Contains(text, "{") {
		return text
	}
	r := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		r = append(r, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(r...).Replace(text)
}

// List joins items with commas and the word for "and" before the last. Where an
// item has a comma or that word in itself, semicolons show where each one ends.
func (c *Catalog) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	and := " " + c.T("and") + " "
	for _, it := range items {
		if strings.Contains(it, ", ") || strings.Contains(it, and) {
			return strings.Join(items, "; ")
		}
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + and + items[last]
}

// Day is a date in words with its weekday.
func (c *Catalog) Day(t time.Time) string {
	return c.T("date.day", "weekday", c.T("weekday."+strconv.Itoa(int(t.Weekday()))), "day", t.Day(), "month", c.T("month."+strconv.Itoa(int(t.Month()))), "year", t.Year())
}

// Short is a date in few letters, for charts and tables.
func (c *Catalog) Short(t time.Time) string {
	return c.T("date.short", "day", t.Day(), "month", c.T("month.short."+strconv.Itoa(int(t.Month()))))
}

// When is a date in words with its time of day.
func (c *Catalog) When(t time.Time) string {
	return c.T("date.when", "date", c.Day(t), "time", t.Format("15:04"))
}

// MonthYear is a month in words, for a date that is known only so precisely.
func (c *Catalog) MonthYear(t time.Time) string {
	return c.T("date.month", "month", c.T("month.alone."+strconv.Itoa(int(t.Month()))), "year", t.Year())
}

// Upper writes the first letter of a text in upper case.
func Upper(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// Digest tells one set of texts from another.
func Digest() string {
	h := sha256.New()
	names, _ := fs.Glob(files, "*/*.json") // the pattern is well formed
	for _, name := range names {
		b, _ := files.ReadFile(name) // embedded
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// Keys lists all keys, for tests.
func (c *Catalog) Keys() []string {
	out := make([]string, 0, len(c.texts))
	for k := range c.texts {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Raw lists the forms of a text that are written, for tests.
func (c *Catalog) Raw(key string) []string {
	f := c.texts[key]
	return slices.DeleteFunc([]string{f.one, f.few, f.many, f.other}, func(s string) bool { return s == "" })
}
