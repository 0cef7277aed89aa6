package draw

import (
	"fmt"
	"html/template"
	"strings"
)

// Point is one measured value on a day, counted from the first day of the
// chart. Label is what a pointer reads, such as "3 May: 4".
type Point struct {
	Day, Value int
	Label      string
}

// Series is one line of a chart, its points in the order of time.
type Series struct {
	Name   string
	Points []Point
}

// Mark is something that happened on a day.
type Mark struct {
	Day   int
	Label string
}

// Tick is a label on the time axis.
type Tick struct {
	Day  int
	Text string
}

// Chart is pain over time. Series are told apart by dash and shape, the first
// two also by color. YMax is the top of the axis, 10 if not given; it always
// starts at 0. SessionName and ChangeName explain the marks in the key.
type Chart struct {
	ID, Title, Desc         string
	Series                  []Series
	Sessions, Changes       []Mark
	Days                    int
	XLabels                 []Tick
	YMax                    int
	YName                   string
	SessionName, ChangeName string
}

// gapDays is the longest time between two points that a line may bridge.
const gapDays = 7

// plot is the area of a chart and what it stands for.
type plot struct{ left, top, right, bottom, days, values int }

func (p plot) x(day int) int {
	return p.left + 8 + (p.right-p.left-16)*min(max(day, 0), p.days)/max(p.days, 1)
}

func (p plot) y(value int) int {
	return p.bottom - (p.bottom-p.top)*min(max(value, 0), p.values)/max(p.values, 1)
}

// Trend draws pain from 0 to 10 over time.
func Trend(ch Chart) template.HTML {
	if ch.YMax <= 0 {
		ch.YMax = 10
	}
	key := ch.keys()
	p := plot{30, 14 + 20*len(key), 348, 0, ch.Days, ch.YMax}
	if ch.YName != "" {
		p.top += 24
	}
	p.bottom = p.top + 150
	c := open(ch.ID, "ps-draw-chart", fmt.Sprintf("0 0 360 %d", p.bottom+40), ch.Title, ch.Desc)
	c.keyRows(key)
	c.label(4, p.top-14, "d-ax d-al", ch.YName)
	step := max(1, (ch.YMax+4)/5)
	for v := 0; v <= ch.YMax; v += step {
		c.grid(p, p.y(v))
		c.printf(`<text class="d-ax d-ar" x="%d" y="%d">%d</text>`, p.left-6, p.y(v)+5, v)
	}
	c.time(p, ch)
	for i, s := range ch.Series {
		c.line(p, s, i, 0)
	}
	return c.done()
}

// grid is one line across the chart.
func (c *canvas) grid(p plot, y int) {
	c.printf(`<path class="d-gr" d="M%d %dH%d"/>`, p.left, y, p.right)
}

// time draws the axis of days, the sessions on it and the changes.
func (c *canvas) time(p plot, ch Chart) {
	for i, t := range ch.XLabels {
		x, side := p.x(t.Day), ""
		if i == 0 && x < p.left+30 {
			x, side = p.left-6, " d-al"
		} else if x > p.right-30 {
			x, side = p.right+6, " d-ar"
		}
		c.printf(`<path class="d-gr" d="M%d %dv5"/>`, p.x(t.Day), p.bottom)
		c.label(x, p.bottom+32, "d-ax"+side, t.Text)
	}
	for _, m := range ch.Changes {
		c.put(`<g class="d-ch">`)
		c.title(m.Label)
		c.printf(`<path d="M%d %dV%d"/><path class="d-cf" d="M%[1]d %[2]dl7 7-7 7-7-7z"/></g>`, p.x(m.Day), p.top-4, p.bottom)
	}
	for _, m := range ch.Sessions {
		c.put(`<path class="d-se" d="M`, fmt.Sprintf("%d %d", p.x(m.Day), p.bottom+3), `l6 11h-12z">`)
		c.title(m.Label)
		c.put("</path>")
	}
}

// line draws one series, broken where more than a week is missing, then its points.
func (c *canvas) line(p plot, s Series, i, shift int) {
	var b strings.Builder
	for j, pt := range s.Points {
		verb := "L"
		if j == 0 || pt.Day-s.Points[j-1].Day > gapDays {
			verb = "M"
		}
		fmt.Fprintf(&b, "%s%d %d", verb, p.x(pt.Day), p.y(pt.Value)+shift)
	}
	if b.Len() == 0 {
		return
	}
	c.printf(`<path class="d-li d-li%d" d="%s"/><g class="d-pt d-pt%[1]d">`, i%4, b.String())
	for _, pt := range s.Points {
		c.put(`<path d="M`, fmt.Sprintf("%d %d", p.x(pt.Day), p.y(pt.Value)+shift), shapes[i%4])
		if pt.Label == "" {
			c.put(`"/>`)
			continue
		}
		c.put(`">`)
		c.title(pt.Label)
		c.put("</path>")
	}
	c.put("</g>")
}

// shapes are a disc, a square, a diamond and a triangle around the start.
var shapes = [...]string{"m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", "m-5-5h10v10h-10z", "m0-6l6 6-6 6-6-6z", "m0-6l6 11h-12z"}

// key is one entry of the key above a chart.
type key struct{ sample, text string }

func (ch Chart) keys() []key {
	var out []key
	for i, s := range ch.Series {
		out = append(out, key{fmt.Sprintf(`<path class="d-li d-li%d" d="M4 0H40"/><g class="d-pt d-pt%[1]d"><path d="M22 0%s"/></g>`, i%4, shapes[i%4]), s.Name})
	}
	if len(ch.Sessions) > 0 && ch.SessionName != "" {
		out = append(out, key{`<path class="d-se" d="M22-6l6 11h-12z"/>`, ch.SessionName})
	}
	if len(ch.Changes) > 0 && ch.ChangeName != "" {
		out = append(out, key{`<g class="d-ch"><path class="d-cf" d="M22-7l7 7-7 7-7-7z"/></g>`, ch.ChangeName})
	}
	return out
}

// keyRows writes the key, one entry a row, so that long words fit.
func (c *canvas) keyRows(keys []key) {
	for i, k := range keys {
		c.printf(`<g transform="translate(0 %d)">%s</g>`, 10+20*i, k.sample)
		c.label(48, 15+20*i, "d-ax d-al", k.text)
	}
}

// SitesChart is how far down the pain is felt on each side over time. Places
// are the words for 0 (none) to 6 (foot).
type SitesChart struct {
	ID, Title, Desc         string
	Left, Right             Series
	Places                  [7]string
	Sessions, Changes       []Mark
	Days                    int
	XLabels                 []Tick
	SessionName, ChangeName string
}

// placeWide is how many letters of a place fit beside the chart: wide ones, as
// of Russian, in a wide font.
const placeWide = 15

// Sites draws the furthest place of pain. None is at the top and the foot at
// the bottom, as on the body: a line that climbs is pain moving up and out of the leg.
func Sites(s SitesChart) template.HTML {
	ch := Chart{Series: []Series{s.Left, s.Right}, Sessions: s.Sessions, Changes: s.Changes, Days: s.Days, XLabels: s.XLabels, SessionName: s.SessionName, ChangeName: s.ChangeName}
	key := ch.keys()
	p := plot{132, 22 + 20*len(key), 346, 0, s.Days, 6}
	p.bottom = p.top + 204
	c := open(s.ID, "ps-draw-chart", fmt.Sprintf("0 0 360 %d", p.bottom+48), s.Title, s.Desc)
	c.keyRows(key)
	for v, place := range s.Places {
		y := p.y(6 - v)
		c.grid(p, y)
		rows := wrap(place, placeWide)
		for i, row := range rows[:min(len(rows), 2)] {
			c.label(p.left-8, y+5-7*(min(len(rows), 2)-1)+14*i, "d-ax d-ar", row)
		}
	}
	axis := p
	axis.bottom += 8
	c.time(axis, ch)
	for i, line := range ch.Series {
		turned := Series{Name: line.Name}
		for _, pt := range line.Points {
			turned.Points = append(turned.Points, Point{pt.Day, 6 - min(max(pt.Value, 0), 6), pt.Label})
		}
		c.line(p, turned, i, 6*i-3) // beside each other where both are the same
	}
	return c.done()
}
