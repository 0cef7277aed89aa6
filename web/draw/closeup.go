package draw

import (
	"math"
	"slices"
)

// glove is the back of a right hand, fingers up, about 110 high around 0 0.
const (
	glove = "M-17 48C-18 32-24 24-24 8C-34 0-44-12-45-22C-45-31-34-31-31-23C-29-16-26-12-22-12L-22-46C-22-57-10-57-10-47C-10-66 3-66 3-52C4-63 14-62 14-48C15-54 24-52 24-42L25 8C25 24 17 32 17 48"
	lines = "M-10-47V-16M3-52V-16M14-48V-14"
)

// closeUp shows the place from straight behind or in front, with the hand or
// ball on it. Hands and arrows keep their size however near the place is shown.
func (c *canvas) closeUp(s Step, r region, f frame) {
	v := r.window(f)
	c.printf(`<svg x="%d" y="%d" width="%d" height="%d"><g transform="translate(%d %d) scale(%.2f)">`, f.x, f.y, f.w, f.h, f.w/2, whole(-v.top*v.k), v.k)
	c.outline(r.front, "b")
	c.printf(`<use href="#%sb" transform="scale(-1 1)"/>`, c.id)
	if r.front {
		c.path("d-h", face)
	} else {
		c.printf(`<path class="d-z" fill="url(#%spn)" d="%s"/>`, c.id, terse(spine))
	}
	right, left := r.halves(s.Side)
	if right {
		c.printf(`<path class="d-p" id="%sq" fill="url(#%[1]spp)" d="%s"/>`, c.id, terse(r.d))
	}
	if left {
		c.printf(`<path class="d-p" id="%sr" fill="url(#%[1]spp)" d="%s" transform="scale(-1 1)"/>`, c.id, terse(r.d))
	}
	c.put("</g>")
	if left && !right {
		c.printf(`<g transform="matrix(-1 0 0 1 %d 0)">`, f.w)
	} else {
		c.put("<g>")
	}
	c.worked(s, r, v)
	c.put("</g></svg>")
	c.printf(`<rect class="d-y" x="%d" y="%d" width="%d" height="%d" rx="18"/>`, f.x, f.y, f.w, f.h)
	if s.SideLabel != "" && right != left {
		x, y := f.x+f.w*5/6, f.y+36
		if left {
			x = f.x + f.w/6
		}
		if s.Region == "foot" {
			y = f.y + f.h - 24 // the leg is above
		}
		c.label(x, y, "d-t d-q", s.SideLabel)
	}
}

// window is what the close-up shows: the top of it, how much larger, and its middle.
type window struct{ top, k, middle float64 }

func (w window) at(p point) point { return point{w.middle + p.x*w.k, (p.y - w.top) * w.k} }

// window shows all of the region and enough around it to know where it is.
func (r region) window(f frame) window {
	top, bottom, wide := r.mark.y, r.mark.y, r.mark.x
	for _, p := range r.glide {
		top, bottom, wide = min(top, p.y), max(bottom, p.y), max(wide, p.x)
	}
	tall := max(bottom-top+60, 165, 2*min(wide+45, 150)*float64(f.h)/float64(f.w))
	if r.front {
		tall = max(bottom-top+50, 140, 2*(wide+14)*float64(f.h)/float64(f.w))
	}
	return window{(top+bottom)/2 - tall*.5, float64(f.h) / tall, float64(f.w) / 2}
}

// worked draws the hand or ball on the right half, with its movement.
func (c *canvas) worked(s Step, r region, v window) {
	at := v.at(r.mark)
	k := min(max(v.k*.5, .62), 1.15)
	if r.front {
		k = min(max(v.k*.32, .5), 1)
	}
	var way []point
	for _, p := range r.glide {
		way = append(way, v.at(p))
	}
	if len(way) == 0 || s.Tool == NoTool {
		return
	}
	if s.Tool == Ball {
		c.ball(at, 27)
		c.rings(at, 40, 56)
		return
	}
	m := moveOf(s.Technique)
	if m == stroke && s.By == Self && r.id == "arm" { // down the arm, as the reader's own hand goes
		slices.Reverse(way)
		way = way[1:]
	}
	if s.By == Self && r.id == "shoulder" { // the hand comes over the top from the front
		way = []point{v.at(point{88, 90}), v.at(point{112, 92}), v.at(point{132, 136})}
	}
	if m != press {
		at = along(way, .5)
	}
	n := len(way)
	dir := way[n-1].sub(way[0]).unit()
	fingers := math.Atan2(dir.x, -dir.y)*180/math.Pi - 8
	switch {
	case s.By == Self:
		fingers = ownHand(r.id)
	case r.id == "shoulder":
		fingers = -12
	}
	c.glove(s.By, m == apart || m == knead, r.id)
	tip := point{math.Sin(fingers * math.Pi / 180), -math.Cos(fingers * math.Pi / 180)}
	switch m {
	case stroke:
		on := along(way, .12)
		c.gloveAt(on, fingers, k)
		if s.Tool == TwoHands {
			c.gloveAt(on.sub(dir.turned().times(60*k)), fingers, k)
		}
		c.arrow("m", []point{along(way, .42), along(way, .72), way[n-1].add(way[n-1].sub(way[n-2]).unit().times(20))}, false)
	case rub:
		c.gloveAt(at.sub(tip.times(20*k)), fingers, k)
		c.arrow("m", []point{at.add(dir.times(72)), at.add(dir.times(4)), at.sub(dir.times(64))}, true)
	case circle:
		c.gloveAt(at, fingers, k)
		c.round("m", at, 42, 1)
	case knead:
		c.gloved(at.add(point{6, 46}), fingers, k, k)
		c.gloved(at.add(point{6, -46}), fingers+180, -k, k)
		c.round("m", at.add(point{8, 52}), 19, -1)
		c.round("u", at.add(point{8, -52}), 19, 1)
	case apart:
		c.gloved(at.add(dir.times(52*k)), fingers+8, k, k)
		c.gloved(at.sub(dir.times(52*k)), fingers+188, -k, k)
		for i, d := range []point{dir, dir.times(-1)} {
			c.arrow("mu"[i:i+1], []point{at.add(d.times(50 * k)), at.add(d.times(90 * k)), at.add(d.times(142 * k))}, false)
		}
	case press:
		c.gloveAt(at.sub(tip.times(56*k)), fingers, k)
		c.rings(at, 26, 42)
	default:
		c.gloveAt(at, fingers, k)
		if s.Tool == TwoHands {
			c.gloveAt(at.add(point{64 * k, 26}), fingers-16, k)
		}
		c.rings(at, 44, 57)
	}
}

// ownHand is where the fingers of the person's own hand point, in degrees from
// straight up: behind the back they point down.
func ownHand(region string) float64 {
	switch region {
	case "arm":
		return 112
	case "shoulder":
		return 165
	case "thigh_front", "foot", "shin":
		return 186
	}
	return 206
}

// glove defines a hand with its forearm; a helper's has a sleeve. Bent is the
// same with the forearm coming from the side.
func (c *canvas) glove(by By, bent bool, region string) {
	c.printf(`<defs><g id="%sg">`, c.id)
	arm, sleeve := "L18 84H-18z", "M-20 78H20L25 190H-25z"
	if bent {
		arm, sleeve = "L66 70L52 104C20 96-16 76-17 48z", "M62 62L46 108L170 172L196 122z"
	}
	if by == Self {
		arm, sleeve = "L27 330H-27z", ""
		if region == "shoulder" {
			arm = "z"
		}
	}
	if sleeve != "" {
		c.path("d-s", terse(sleeve))
	}
	c.path("d-gl", terse(glove+arm))
	c.path("d-e", terse(lines))
	c.put("</g></defs>")
}

func (c *canvas) gloveAt(at point, degrees, k float64) { c.gloved(at, degrees, k, k) }

// gloved mirrors the hand when kx is negative.
func (c *canvas) gloved(at point, degrees, kx, ky float64) {
	c.printf(`<use href="#%sg" transform="translate(%d %d) rotate(%d) scale(%.2f %.2f)"/>`, c.id, whole(at.x), whole(at.y), whole(degrees), kx, ky)
}
