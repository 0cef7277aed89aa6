package draw

import (
	"html/template"

	"paraspinal/clinical"
)

// Site is how far down pain is felt, in the order of Werneke: the higher, the
// further from the spine. None of them is 0.
type Site uint8

const (
	NoSite Site = iota
	MiddleOfBack
	SideOfBack
	Buttock
	Thigh
	Calf
	Foot
)

// Place is one place where it can hurt. For is the id of the radio or checkbox
// that is the real control; the picture only points at it.
type Place struct {
	Site Site
	Side clinical.Side
	For  string
	On   bool // chosen already
}

// Pain is the picture beside the question where it hurts.
type Pain struct {
	ID     string
	Places []Place
	Labels Labels
}

// siteShapes cover the right half of the back and of the front; the body cuts them to shape.
var siteShapes = [...]struct{ back, front string }{
	MiddleOfBack: {back: "M-28 226H28L32 312L16 352L0 378L-16 352L-32 312z"},
	SideOfBack:   {back: "M28 226L120 210V304L33 312z"},
	Buttock:      {back: "M33 312L120 304V412C70 428 30 424-1 420V380L16 352z"},
	Thigh:        {back: "M-1 420C30 424 70 428 120 412V534H-1z", front: "M-1 299L20 297L62 272L68 300V414H-1z"},
	Calf:         {back: "M-1 534H120V655H-1z", front: "M-1 414H68V547H-1z"},
	Foot:         {back: "M-1 655H120V700H-1z", front: "M-1 547H68V584H-1z"},
}

// PainMap draws the body as a picture to click on. Assistive technology skips
// it, nothing in it takes focus, and without script it only shows what is chosen.
// A script sets or removes data-on on the shapes whose data-for it changes.
func PainMap(p Pain) template.HTML {
	c := hidden(p.ID, "ps-draw-pain", "0 0 360 700")
	c.put("<defs>")
	c.outline(false, "b")
	c.outline(true, "f")
	for _, v := range [...]struct{ name, d string }{{"bc", behind}, {"fc", before}} {
		c.printf(`<clipPath id="%s%s"><path d="%s"/></clipPath>`, c.id, v.name, terse(v.d))
	}
	c.put(`</defs><svg width="300" height="700"><g transform="translate(150)">`)
	c.both("b")
	c.places(p.Places, false)
	c.path("d-j", spinous)
	c.put("</g></svg>")
	c.printf(`<g transform="translate(%d %d) scale(%v)">`, insetX, insetY, insetScale)
	c.both("f")
	c.path("d-h", face)
	c.places(p.Places, true)
	c.put("</g>")
	c.words(p.Labels)
	return c.done()
}

// places draws the shapes of one view, cut to the body.
func (c *canvas) places(ps []Place, front bool) {
	for _, left := range []bool{false, true} {
		half, turn, clip := clinical.Right, "", "bc"
		if left {
			half, turn = clinical.Left, ` transform="scale(-1 1)"`
		}
		if front {
			half, clip = clinical.Left+clinical.Right-half, "fc"
		}
		c.printf(`<g clip-path="url(#%s%s)"%s>`, c.id, clip, turn)
		for _, p := range ps {
			if p.Site == NoSite || p.Site > Foot || p.Site == MiddleOfBack || !on(p.Side, half) {
				continue
			}
			d := siteShapes[p.Site].back
			if front {
				d = siteShapes[p.Site].front
			}
			c.place(p, d)
		}
		c.put("</g>")
	}
	for _, p := range ps {
		if p.Site == MiddleOfBack && !front {
			c.place(p, siteShapes[p.Site].back)
		}
	}
}

func (c *canvas) place(p Place, d string) {
	if d == "" {
		return
	}
	c.printf(`<path class="ps-place" data-for="%s"`, escape(p.For))
	if p.On {
		c.put(` data-on=""`)
	}
	c.put(` d="`, terse(d), `"/>`)
}
