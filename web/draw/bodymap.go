package draw

import (
	"fmt"
	"html/template"
	"strings"

	"paraspinal/clinical"
)

// Status is how a zone may be worked on. The zero value is forbidden.
type Status uint8

const (
	Forbidden Status = iota
	Careful
	Open
)

// class is the short name of the status in draw.css.
func (s Status) class() string {
	switch s {
	case Careful:
		return "c"
	case Open:
		return "o"
	}
	return "n"
}

var statuses = [...]Status{Forbidden, Careful, Open}

// sign is a cross, an exclamation mark or a tick in a circle around 0 0.
func (s Status) sign() string {
	d := "M-4-4l8 8M4-4l-8 8"
	switch s {
	case Careful:
		d = "M0-5v6M0 4.5V5"
	case Open:
		d = "M-4.5 0l3 4 6-8"
	}
	return `<circle class="d-k" r="8.5"/><path class="d-s` + s.class() + `" d="` + d + `"/>`
}

// Zone is one region and side. Mark is a letter or number of at most 3
// characters that the page explains; without one the sign of the status stands there.
type Zone struct {
	Region string
	Side   clinical.Side
	Status Status
	Label  string
	Mark   string
}

// status refuses what is not a status.
func (z Zone) status() Status {
	if z.Status > Open {
		return Forbidden
	}
	return z.Status
}

// Labels are the words on a body picture.
type Labels struct{ Left, Right, Back, Front string }

// Map is a body map. Regions without a zone are not drawn.
type Map struct {
	ID, Title, Desc string
	Zones           []Zone
	Labels          Labels
}

// insetAt puts the front view beside the legs.
const insetX, insetY, insetScale = 303, 372, .55

// BodyMap draws the zones on the back, with the front beside the legs.
func BodyMap(m Map) template.HTML {
	c := open(m.ID, "ps-draw-map", "0 0 360 700", m.Title, m.Desc)
	c.put("<defs>")
	c.patterns()
	for _, s := range statuses {
		c.printf(`<marker id="%sm%s" markerUnits="userSpaceOnUse" overflow="visible">%s</marker>`, c.id, s.class(), s.sign())
	}
	used := map[string]bool{}
	for _, z := range m.Zones {
		if i, ok := find(z.Region); ok && !used[z.Region] {
			used[z.Region] = true
			c.printf(`<path id="%s%c" d="%s"/>`, c.id, 'A'+i, terse(body[i].d))
		}
	}
	c.outline(false, "b")
	c.outline(true, "f")
	c.put(`</defs><svg width="300" height="700"><g transform="translate(150)">`)
	c.both("b")
	c.zones(m.Zones, false)
	c.put("</g></svg>")
	c.printf(`<g transform="translate(%d %d) scale(%v)">`, insetX, insetY, insetScale)
	c.both("f")
	c.path("d-h", face)
	c.zones(m.Zones, true)
	c.put("</g>")
	c.marks(m.Zones, false)
	c.marks(m.Zones, true)
	c.words(m.Labels)
	return c.done()
}

// patterns defines the fills: careful is striped, forbidden is crossed.
func (c *canvas) patterns() {
	c.pattern("c", 8, "M0 0v8")
	c.pattern("n", 6, "M6 0H0v6")
}

func (c *canvas) pattern(name string, size int, d string) {
	c.printf(`<pattern id="%sp%s" width="%d" height="%[3]d" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="d-f%[2]s" d="M0 0h9v9H0z"/><path class="d-l%[2]s" d="%[4]s"/></pattern>`, c.id, name, size, d)
}

// outline defines one half of the body.
func (c *canvas) outline(front bool, name string) {
	d, hints := behind, hintsBehind
	if front {
		d, hints = before, hintsBefore
	}
	c.printf(`<g id="%s%s"><path class="d-b" d="%s"/><path class="d-h" d="%s"/></g>`, c.id, name, terse(d), terse(hints))
}

// both draws what is defined once on the right and mirrored on the left.
func (c *canvas) both(name string) {
	c.printf(`<use href="#%s%s"/><use href="#%[1]s%[2]s" transform="scale(-1 1)"/>`, c.id, name)
}

// zones draws the zones of one view: first those that lie under others, each
// half and status in a group of its own.
func (c *canvas) zones(zs []Zone, front bool) {
	c.put(`<g class="d-z">`)
	defer c.put("</g>")
	for _, over := range []bool{false, true} {
		for _, left := range []bool{false, true} {
			for _, s := range statuses {
				c.group(s, left, func(yield func(int, string)) {
					for _, z := range zs {
						i, ok := find(z.Region)
						if !ok || body[i].front != front || body[i].over != over || z.status() != s {
							continue
						}
						if r, l := body[i].halves(z.Side); left && l || !left && r {
							yield(i, z.Label)
						}
					}
				})
			}
		}
	}
}

// fill is the attribute that gives a status its look.
func (c *canvas) fill(s Status) string {
	if s == Open {
		return `class="d-o"`
	}
	return `fill="url(#` + c.id + "p" + s.class() + `)"`
}

// group draws the regions that each gives, if there are any.
func (c *canvas) group(s Status, mirrored bool, each func(yield func(region int, label string))) {
	var b strings.Builder
	each(func(i int, label string) {
		if label == "" {
			fmt.Fprintf(&b, `<use href="#%s%c"/>`, c.id, 'A'+i)
			return
		}
		fmt.Fprintf(&b, `<use href="#%s%c"><title>%s</title></use>`, c.id, 'A'+i, escape(label))
	})
	if b.Len() == 0 {
		return
	}
	c.put("<g ", c.fill(s))
	if mirrored {
		c.put(` transform="scale(-1 1)"`)
	}
	c.put(">", b.String(), "</g>")
}

// marks puts the sign or number on each zone, the right way round on both sides.
func (c *canvas) marks(zs []Zone, front bool) {
	x0, y0, k := 150., 0., 1.
	if front {
		k = insetScale / .72
		x0, y0 = insetX/.72, insetY/.72
		c.put(`<g class="d-m" transform="scale(.72)">`)
	} else {
		c.put(`<g class="d-m">`)
	}
	var signs [len(statuses)][]string
	for _, z := range zs {
		i, ok := find(z.Region)
		if !ok || body[i].front != front {
			continue
		}
		at := body[i].mark
		right, left := body[i].halves(z.Side)
		for _, side := range []struct {
			on   bool
			sign float64
		}{{right, 1}, {left, -1}} {
			x, y := whole(x0+side.sign*at.x*k), whole(y0+at.y*k)
			switch {
			case !side.on:
			case z.Mark != "":
				c.printf(`<text x="%d" y="%d">%s</text>`, x, y+5, escape(cut(z.Mark, 3)))
			default:
				signs[z.status()] = append(signs[z.status()], fmt.Sprintf("%d %d", x, y))
			}
		}
	}
	for s, at := range signs {
		if len(at) > 0 {
			// the first and last stand twice: only points between others get the sign
			c.printf(`<path fill="none" d="M%sL%sL%s" marker-mid="url(#%sm%s)"/>`, at[0], strings.Join(at, "L"), at[len(at)-1], c.id, Status(s).class())
		}
	}
	c.put("</g>")
}

// words writes left, right, back and front; the front view has them the other way round.
func (c *canvas) words(l Labels) {
	c.label(25, 318, "d-t", l.Left)
	c.label(275, 318, "d-t", l.Right)
	c.label(42, 690, "d-t d-u", l.Back)
	c.label(328, 362, "d-t d-u", l.Front)
	c.label(262, 664, "d-t d-v1", l.Right)
	c.label(342, 664, "d-t d-v1", l.Left)
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// LegendText are the words of the legend.
type LegendText struct{ ID, Open, Careful, Forbidden string }

// Legend explains the three patterns and signs.
func Legend(l LegendText) template.HTML {
	c := &canvas{id: prefix(l.ID)}
	c.put(`<ul class="ps-legend">`)
	for i, text := range [...]string{l.Open, l.Careful, l.Forbidden} {
		s := [...]Status{Open, Careful, Forbidden}[i]
		c.put(`<li><svg class="ps-draw ps-swatch" viewBox="0 0 44 28" aria-hidden="true" focusable="false">`)
		if s == Careful {
			c.put("<defs>")
			c.patterns()
			c.put("</defs>")
		}
		c.put(`<g class="d-z"><path `, c.fill(s), ` d="M2 2H42V26H2z"/></g><g class="d-m" transform="translate(22 14)">`, s.sign(), `</g></svg> <span>`, escape(text), `</span></li>`)
	}
	c.put("</ul>")
	return template.HTML(c.String())
}
