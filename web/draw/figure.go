package draw

import (
	"fmt"
	"html/template"
)

// Figure is a picture of a position.
type Figure struct {
	ID, Title, Desc string
	Position        string // the id of a position of the rule set
}

// pose is a figure in a position, drawn with one side toward the reader, as
// paths of a scene 600 wide and 560 high.
type pose struct {
	things []string // bed, chair, wall: whole elements, behind the figure
	layers []part   // from far to near
	face   []string // hair, and lines of the face
	arm    string   // the near arm at rest, left out when it works
	front  []string // furniture before the figure
	box    string   // what a picture of the position alone shows
	near   bool     // the right side of the person is the near one, else the left
	// shoulders, where working arms start, and how the near elbow bends
	shoulder, far point
	bend          float64
	breath        []point // where the breath is drawn: middle of the chest, then outward from it
}

// part is a pillow as a whole element, or the path of body parts that melt
// into one silhouette.
type part struct {
	pillow bool
	d      string
}

// Position draws a person in a position. An unknown position is drawn lying on the side.
func Position(f Figure) template.HTML {
	p := poseOf(f.Position)
	class := "ps-draw-pose"
	if !p.lying() {
		class += " ps-draw-tall"
	}
	c := open(f.ID, class, p.box, f.Title, f.Desc)
	c.figure(p, true)
	return c.done()
}

// figure draws a pose, with the near arm at rest or without it.
func (c *canvas) figure(p pose, arm bool) {
	c.put(p.things...)
	for i, l := range p.layers {
		if l.pillow {
			c.put(l.d)
			continue
		}
		c.shape("l"+string(rune('0'+i)), "", l.d)
	}
	if len(p.face) > 0 {
		c.path("d-r", p.face[0])
		for _, d := range p.face[1:] {
			c.path("d-e", d)
		}
	}
	c.put(p.front...)
	if arm {
		c.shape("la", "", p.arm)
	}
}

// shape draws parts that melt into one silhouette: all the lines first, then all the fills.
func (c *canvas) shape(name, class, d string) {
	if d == "" {
		return
	}
	c.printf(`<g class="d-a%s"><path id="%s%s" d="%s"/></g><use href="#%[2]s%[3]s" class="d-i%[1]s"/>`, class, c.id, name, d)
}

// head is a head that looks toward f, with its crown toward u: silhouette, hair, face.
func head(x, y, r float64, f, u point) (string, []string) {
	at := func(kf, ku float64) point { return point{x, y}.add(f.times(r * kf)).add(u.times(r * ku)) }
	out := limb(joint{x, y, r}, joint{at(.02, .02).x, at(.02, .02).y, r})
	nose := at(1, -.12)
	out += disc(whole(nose.x), whole(nose.y), whole(r*.17))
	hair := soft([]point{at(.55, .8), at(.35, 1.02), at(0, 1.12), at(-.6, .98), at(-1.02, .5), at(-1.08, 0), at(-.9, -.6), at(-.62, -.72), at(-.5, -.2), at(-.15, .1), at(.1, .55)}, true)
	eye := soft([]point{at(.46, .04), at(.6, -.06), at(.76, .04)}, false)
	mouth := soft([]point{at(.5, -.5), at(.62, -.58), at(.82, -.46)}, false)
	return out, []string{hair, eye + mouth}
}

// box is a piece of furniture with soft corners, pillow a cushion, bar a leg or board.
func box(x, y, w, h int) string    { return slab("d-g", x, y, w, h) }
func pillow(x, y, w, h int) string { return slab("d-w", x, y, w, h) }

func slab(class string, x, y, w, h int) string {
	return fmt.Sprintf(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, class, x, y, w, h, min(w, h, 60)/3)
}

func bar(x1, y1, x2, y2 float64) string {
	return `<path class="d-g" d="` + limb(joint{x1, y1, 6}, joint{x2, y2, 6}) + `"/>`
}
