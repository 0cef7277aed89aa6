package draw

import (
	"math"
	"strconv"
	"strings"
)

// point is a place in a picture.
type point struct{ x, y float64 }

func (p point) add(q point) point           { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point           { return point{p.x - q.x, p.y - q.y} }
func (p point) times(k float64) point       { return point{p.x * k, p.y * k} }
func (p point) turned() point               { return point{-p.y, p.x} }
func (p point) size() float64               { return math.Hypot(p.x, p.y) }
func (p point) to(q point, k float64) point { return p.add(q.sub(p).times(k)) }

func (p point) unit() point {
	if n := p.size(); n > 0 {
		return p.times(1 / n)
	}
	return point{1, 0}
}

// joint is a point of a limb and how thick the limb is there.
type joint struct{ x, y, r float64 }

func (j joint) point() point { return point{j.x, j.y} }

// limb is the outline of a rounded limb through the joints.
func limb(js ...joint) string {
	n := len(js)
	left, right := make([]point, n), make([]point, n)
	var start, end point
	for i, j := range js {
		d := js[min(i+1, n-1)].point().sub(js[max(i-1, 0)].point()).unit()
		side := d.turned().times(j.r)
		left[i], right[i] = j.point().add(side), j.point().sub(side)
		if i == 0 {
			start = d.times(-j.r)
		}
		if i == n-1 {
			end = d.times(j.r)
		}
	}
	first, last := js[0].point().add(start), js[n-1].point().add(end)
	ring := []point{first.add(start.turned().times(-.6))}
	ring = append(ring, left...)
	ring = append(ring, last.add(end.turned().times(.6)), last.sub(end.turned().times(.6)))
	for i := n - 1; i >= 0; i-- {
		ring = append(ring, right[i])
	}
	ring = append(ring, first.add(start.turned().times(.6)))
	return soft(ring, true)
}

// soft draws a smooth curve guided by the points.
func soft(ps []point, closed bool) string {
	var b strings.Builder
	n := len(ps)
	p := pen{b: &b}
	if !closed {
		p.move(ps[0])
		for i := 1; i < n-1; i++ {
			end := ps[i].to(ps[i+1], .5)
			if i == n-2 {
				end = ps[i+1]
			}
			p.quad(ps[i], end)
		}
		if n == 2 {
			p.quad(ps[0].to(ps[1], .5), ps[1])
		}
		return b.String()
	}
	p.move(ps[n-1].to(ps[0], .5))
	for i := range ps {
		p.quad(ps[i], ps[i].to(ps[(i+1)%n], .5))
	}
	b.WriteByte('z')
	return b.String()
}

// pen writes whole-number path commands relative to where it stands.
type pen struct {
	b    *strings.Builder
	x, y int
}

func whole(f float64) int { return int(math.Round(f)) }

func (p *pen) move(to point) {
	p.x, p.y = whole(to.x), whole(to.y)
	p.b.WriteByte('M')
	p.b.WriteString(strconv.Itoa(p.x))
	p.number(p.y, false)
}

func (p *pen) quad(by, to point) {
	x, y := whole(to.x), whole(to.y)
	p.b.WriteByte('q')
	p.number(whole(by.x)-p.x, true)
	p.number(whole(by.y)-p.y, false)
	p.number(x-p.x, false)
	p.number(y-p.y, false)
	p.x, p.y = x, y
}

// number writes a number, with a space only where one is needed.
func (p *pen) number(n int, first bool) {
	if !first && n >= 0 {
		p.b.WriteByte(' ')
	}
	p.b.WriteString(strconv.Itoa(n))
}

// disc is a full circle as a path, running the same way round as a limb.
func disc(x, y, r int) string {
	s := strconv.Itoa
	return "M" + s(x-r) + " " + s(y) + "a" + s(r) + " " + s(r) + " 0 1 0 " + s(2*r) + " 0a" + s(r) + " " + s(r) + " 0 1 0 " + s(-2*r) + " 0z"
}

// reach places the elbow of an arm that goes from shoulder to hand.
func reach(shoulder, hand point, upper, lower float64, bend float64) point {
	d := hand.sub(shoulder)
	n := min(d.size(), (upper+lower)*.999)
	a := (upper*upper - lower*lower + n*n) / (2 * n)
	h := math.Sqrt(max(upper*upper-a*a, 0)) * bend
	return shoulder.add(d.unit().times(a)).add(d.unit().turned().times(h))
}

// terse rewrites a path of absolute M, L, H, V, C, Q, A and z in whole numbers
// relatively, which is shorter.
func terse(d string) string {
	var b strings.Builder
	p := pen{b: &b}
	for len(d) > 0 {
		verb := d[0]
		end := strings.IndexAny(d[1:], "MLHVCQAz") + 1
		if end == 0 {
			end = len(d)
		}
		args := numbers(d[1:end])
		d = d[end:]
		if verb == 'z' {
			b.WriteByte('z')
			continue
		}
		p.command(verb, args)
	}
	return b.String()
}

// command writes one command; the start of a part stays absolute.
func (p *pen) command(verb byte, args []int) {
	if verb == 'M' {
		p.move(point{float64(args[0]), float64(args[1])})
		return
	}
	p.b.WriteByte(verb + 'a' - 'A')
	for n := 0; n < len(args); {
		switch verb {
		case 'H':
			p.number(args[n]-p.x, n == 0)
			p.x, n = args[n], n+1
		case 'V':
			p.number(args[n]-p.y, n == 0)
			p.y, n = args[n], n+1
		case 'A':
			for i := range 5 {
				p.number(args[n+i], n+i == 0)
			}
			p.pairs(args[n+5:n+7], false)
			n += 7
		default:
			size := map[byte]int{'L': 2, 'Q': 4, 'C': 6}[verb]
			p.pairs(args[n:n+size], n == 0)
			n += size
		}
	}
}

// pairs writes points relative to the pen and moves it to the last of them.
func (p *pen) pairs(args []int, first bool) {
	for i := 0; i < len(args); i += 2 {
		p.number(args[i]-p.x, first && i == 0)
		p.number(args[i+1]-p.y, false)
	}
	p.x, p.y = args[len(args)-2], args[len(args)-1]
}

func numbers(s string) []int {
	var out []int
	for _, f := range strings.Fields(strings.ReplaceAll(s, "-", " -")) {
		n, _ := strconv.Atoi(f) // the paths of this package hold whole numbers only
		out = append(out, n)
	}
	return out
}
