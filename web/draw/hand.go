package draw

// scene draws the figure, the place, what touches it and how it moves.
func (c *canvas) scene(s Step, p pose, t touch) {
	m := moveOf(s.Technique)
	far := s.By == Self && (s.Region == "arm" || s.Region == "shoulder")
	works := s.By == Self && t.ok() && (s.Tool == Hand || s.Tool == TwoHands) && !far
	c.figure(p, !works)
	if m == breathe {
		c.breath(p)
		return
	}
	if !t.ok() {
		return
	}
	c.printf(`<path class="d-p" fill="url(#%spp)" d="%s"/>`, c.id, band(t.way, t.r))
	switch s.Tool {
	case Ball:
		at := t.way[1]
		if s.Region == "hip_side" && !p.lying() {
			at = at.add(point{9, -10})
		} else if !p.lying() {
			at = at.add(point{18, 8})
		}
		c.ball(at, 24)
		c.rings(at, 36, 50)
	case Hand, TwoHands:
		c.hands(s, p, t, m, far)
	}
}

// hands draws one or two hands on the way of the touch, and the movement.
func (c *canvas) hands(s Step, p pose, t touch, m move, far bool) {
	at := along(t.way, .25)
	if m != stroke {
		at = along(t.way, .5)
	}
	dir := t.way[len(t.way)-1].sub(t.way[0]).unit()
	if s.By == Self {
		shoulder := p.shoulder
		if far {
			shoulder = p.far
		}
		c.ownArm(shoulder, at, dir, p.bend)
	} else {
		if s.Tool == TwoHands {
			second := along(t.way, .95)
			if m == apart {
				second = at.add(dir.times(34))
				at = at.sub(dir.times(34))
				c.theirArm("h2", second, dir, t.from)
				c.theirArm("h1", at, dir.times(-1), t.from)
			} else {
				at = along(t.way, .05)
				c.theirArm("h2", second, dir.times(-1), t.from)
				c.theirArm("h1", at, dir, t.from)
			}
			at = along(t.way, .5)
		} else {
			c.theirArm("h1", at, dir, t.from)
		}
	}
	off := t.from.times(t.r + 26)
	switch m {
	case stroke:
		var way []point
		for _, q := range t.way {
			way = append(way, q.add(off))
		}
		way[0] = way[0].to(way[1], .9)
		way[len(way)-1] = way[len(way)-1].add(dir.times(34))
		c.arrow("v", way, false)
	case rub:
		q := at.add(off).add(dir.times(40))
		c.arrow("v", []point{q.sub(dir.times(34)), q, q.add(dir.times(34))}, true)
	case circle:
		c.round("v", at.add(off).add(dir.times(42)), 22, 1)
	case knead:
		c.round("v", at.add(off), 16, 1)
	case apart:
		mid := along(t.way, .5).add(t.from.times(t.r + 14))
		for i, d := range []point{dir, dir.times(-1)} {
			c.arrow("vw"[i:i+1], []point{mid.add(d.times(66)), mid.add(d.times(90)), mid.add(d.times(116))}, false)
		}
	default:
		c.rings(at, 28, 42)
	}
}

// ownArm reaches from the person's shoulder to the place.
func (c *canvas) ownArm(shoulder, at, dir point, bend float64) {
	wrist := at.sub(dir.times(26))
	elbow := reach(shoulder, wrist, 104, 96, bend)
	tip := at.add(dir.times(26))
	c.shape("h1", "", limb(joint{shoulder.x, shoulder.y, 19}, joint{shoulder.to(elbow, .5).x, shoulder.to(elbow, .5).y, 17}, joint{elbow.x, elbow.y, 15}, joint{wrist.x, wrist.y, 10}, joint{at.x, at.y, 13}, joint{tip.x, tip.y, 7}))
}

// theirArm is the forearm of a helper or therapist, with a sleeve.
func (c *canvas) theirArm(name string, at, dir, from point) {
	tip := at.add(dir.times(28))
	wrist := at.sub(dir.times(26)).add(from.times(14))
	arm := from.times(1.1).sub(dir.times(.9)).unit()
	cuff, end := wrist.add(arm.times(36)), wrist.add(arm.times(92))
	c.shape(name, "", limb(joint{tip.x, tip.y, 7}, joint{at.x, at.y, 13}, joint{wrist.x, wrist.y, 11}, joint{cuff.x, cuff.y, 14}))
	c.path("d-s", limb(joint{cuff.x, cuff.y, 18}, joint{end.x, end.y, 21}))
}

func (c *canvas) ball(at point, r int) {
	x, y := whole(at.x), whole(at.y)
	c.printf(`<circle class="d-o1" cx="%d" cy="%d" r="%d"/><path class="d-e" d="M%d %dq%d %d 0 %d"/>`, x, y, r, x-r/2, y-r*3/4, r*2/3, r*3/4, r*3/2)
}

// rings show steady, unmoving touch.
func (c *canvas) rings(at point, rs ...int) {
	for _, r := range rs {
		c.printf(`<circle class="d-n1" cx="%d" cy="%d" r="%d"/>`, whole(at.x), whole(at.y), r)
	}
}

// breath draws soft lines that widen from the chest.
func (c *canvas) breath(p pose) {
	out := p.breath[1]
	side := out.turned()
	for i := range 3 {
		k := float64(i)
		q := p.breath[0].add(out.times(16 * k))
		w := 44 - 8*k
		c.path("d-v", soft([]point{q.sub(side.times(w)), q.sub(side.times(w * .5)).add(out.times(14)), q.add(side.times(w * .5)).add(out.times(14)), q.add(side.times(w))}, false))
	}
}

// arrow is a soft line with a head at its end, or at both.
func (c *canvas) arrow(name string, way []point, both bool) {
	n := len(way)
	d := soft(way, false) + tip(way[n-1], way[n-1].sub(way[n-2]).unit())
	if both {
		d += tip(way[0], way[0].sub(way[1]).unit())
	}
	c.outlined(name, d)
}

// round is an arrow round a middle.
func (c *canvas) round(name string, at point, r, turn float64) {
	p := func(x, y float64) point { return at.add(point{x * r, y * r * turn}) }
	way := []point{p(-.7, .7), p(-1.3, 0), p(-.9, -1), p(.0, -1.25), p(.9, -1), p(1.25, 0), p(.75, .75)}
	c.outlined(name, soft(way, false)+tip(way[6], way[6].sub(way[5]).unit()))
}

// tip is the head of an arrow.
func tip(at, dir point) string {
	back, side := at.sub(dir.times(18)), dir.turned().times(13)
	p := func(q point) string { return soft([]point{q}, false) }
	return p(back.add(side)) + "L" + p(at)[1:] + "L" + p(back.sub(side))[1:]
}

// outlined draws a line with a light edge, so that it stands out on anything.
func (c *canvas) outlined(name, d string) {
	c.printf(`<g class="d-x"><path id="%s%s" d="%s"/></g><use href="#%[1]s%[2]s" class="d-v"/>`, c.id, name, d)
}

// along is a point of a way, from 0 to 1.
func along(way []point, k float64) point {
	n := float64(len(way)-1) * k
	i := min(int(n), len(way)-2)
	return way[i].to(way[i+1], n-float64(i))
}

// band is a place along a way.
func band(way []point, r float64) string {
	var js []joint
	for _, p := range way {
		js = append(js, joint{p.x, p.y, r})
	}
	return limb(js...)
}
