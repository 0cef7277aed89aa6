package draw

import (
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"

	"paraspinal/clinical"
)

// canvas is a picture being written. Only text, attr and key take what callers give.
type canvas struct {
	strings.Builder
	id string // see prefix
}

// prefix begins every id in a picture: the caller's id, with only what is safe
// in url(#id), and a hyphen, which no ending has. So ids of two pictures never meet.
func prefix(id string) string {
	if id == "" {
		id = "ps"
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, id) + "-"
}

// open starts a picture that has a title and a description.
func open(id, class, box, title, desc string) *canvas {
	c := &canvas{id: prefix(id)}
	c.printf(`<svg class="ps-draw %s" viewBox="%s" role="img" aria-labelledby="%st"`, class, box, c.id)
	if desc != "" {
		c.printf(` aria-describedby="%sd"`, c.id)
	}
	c.printf(`><title id="%st">%s</title>`, c.id, escape(title))
	if desc != "" {
		c.printf(`<desc id="%sd">%s</desc>`, c.id, escape(desc))
	}
	return c
}

// hidden starts a picture that assistive technology skips.
func hidden(id, class, box string) *canvas {
	c := &canvas{id: prefix(id)}
	c.printf(`<svg class="ps-draw %s" viewBox="%s" aria-hidden="true" focusable="false">`, class, box)
	return c
}

func (c *canvas) printf(format string, a ...any) { fmt.Fprintf(c, format, a...) }

// put writes marks that this package made itself.
func (c *canvas) put(s ...string) {
	for _, s := range s {
		c.WriteString(s)
	}
}

// title names the element it stands in, if there is a name.
func (c *canvas) title(s string) {
	if s != "" {
		c.put("<title>", escape(s), "</title>")
	}
}

// label writes a line of text.
func (c *canvas) label(x, y int, class, s string) {
	if s != "" {
		c.printf(`<text class="%s" x="%d" y="%d">%s</text>`, class, x, y, escape(s))
	}
}

func (c *canvas) path(class, d string) { c.put(`<path class="`, class, `" d="`, d, `"/>`) }

func (c *canvas) done() template.HTML {
	c.put("</svg>")
	return template.HTML(c.String())
}

// escape makes text safe in an element and in an attribute, and drops what no
// XML document may hold.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF || r < ' ' && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, s)
	return template.HTMLEscapeString(s)
}

// on reports whether a mark for side s is drawn on side o.
func on(s, o clinical.Side) bool { return s.Overlaps(o) }
