package web

import (
	"html/template"
	"strconv"
	"time"

	"paraspinal/clinical"
	"paraspinal/session"
	"paraspinal/web/draw"
)

// chart is the diary as days and values.
type chart struct {
	v                      *visit
	from                   time.Time
	days                   int
	back, leg, left, right draw.Series
	sessions, changes      []draw.Mark
	ticks                  []draw.Tick
}

// charts draws pain and how far down it reaches. They only repeat what the
// sentences and the table say, and are left out when there is nothing to compare.
func (v *visit) charts(id string) []template.HTML {
	c := v.chart()
	if c.days == 0 && len(v.file.Diary) < 2 {
		return nil
	}
	var out []template.HTML
	if len(c.back.Points)+len(c.leg.Points) > 1 {
		out = append(out, draw.Trend(draw.Chart{ID: id + "-pain", Title: v.T("diary.chart.pain"), Desc: v.T("diary.chart.desc"), Series: []draw.Series{c.back, c.leg}, Sessions: c.sessions, Changes: c.changes,
			Days: max(c.days, 1), XLabels: c.ticks, YName: v.T("diary.chart.y"), SessionName: v.T("diary.chart.session"), ChangeName: v.T("diary.chart.change")}))
	}
	if len(c.left.Points)+len(c.right.Points) > 1 {
		s := draw.SitesChart{ID: id + "-site", Title: v.T("diary.chart.site"), Desc: v.T("diary.chart.site.desc"), Left: c.left, Right: c.right, Sessions: c.sessions,
			Days: max(c.days, 1), XLabels: c.ticks, SessionName: v.T("diary.chart.session")}
		for i := range s.Places {
			s.Places[i] = v.Text("question", "site", "site.left", strconv.Itoa(i))
		}
		out = append(out, draw.Sites(s))
	}
	return out
}

func (v *visit) chart() chart {
	c := chart{v: v, back: draw.Series{Name: v.T("diary.back")}, leg: draw.Series{Name: v.T("diary.leg")}, left: draw.Series{Name: v.T("diary.left")}, right: draw.Series{Name: v.T("diary.right")}}
	if len(v.file.Diary) == 0 {
		return c
	}
	c.from = v.file.Diary[0].At
	first := v.file.First()
	was := session.Same
	for _, e := range v.file.Diary {
		m := e.Measures
		if n, ok := m.Back.Score(); ok {
			c.put(&c.back, e.At, n)
		}
		if n, ok := m.Leg.Score(); ok {
			c.put(&c.leg, e.At, n)
		}
		if n, ok := m.Left.Score(); ok {
			c.put(&c.left, e.At, n)
		}
		if n, ok := m.Right.Score(); ok {
			c.put(&c.right, e.At, n)
		}
		if t := counts(session.Compare(first, m)); t != session.NoTrend && t != was {
			if t != session.Same {
				c.changes = append(c.changes, draw.Mark{Day: v.days(c.from, e.At), Label: v.T("diary.chart.change."+string(t), "date", v.Short(e.At.In(v.now.Location())))})
			}
			was = t
		}
		c.days = max(c.days, v.days(c.from, e.At))
	}
	for _, e := range v.file.History {
		if e.Kind == clinical.SessionEvent && !e.At.Before(c.from) {
			c.sessions = append(c.sessions, draw.Mark{Day: v.days(c.from, e.At), Label: v.T("diary.chart.session.on", "date", v.Short(e.At.In(v.now.Location())))})
			c.days = max(c.days, v.days(c.from, e.At))
		}
	}
	c.ticks = []draw.Tick{{Day: 0, Text: v.Short(c.from.In(v.now.Location()))}}
	if c.days > 0 {
		c.ticks = append(c.ticks, draw.Tick{Day: c.days, Text: v.Short(c.from.AddDate(0, 0, c.days).In(v.now.Location()))})
	}
	return c
}

// counts is the change of pain that counts: worse of either outranks better.
func counts(ch session.Change) session.Trend {
	switch {
	case ch.Leg == session.Worse || ch.Back == session.Worse:
		return session.Worse
	case ch.Leg == session.Better || ch.Back == session.Better:
		return session.Better
	case ch.Leg == session.Same || ch.Back == session.Same:
		return session.Same
	}
	return session.NoTrend
}

// put adds a point; of several on a day the last counts.
func (c *chart) put(s *draw.Series, at time.Time, n int) {
	p := draw.Point{Day: c.v.days(c.from, at), Value: n, Label: c.v.T("diary.chart.point", "date", c.v.Short(at.In(c.v.now.Location())), "n", n)}
	if k := len(s.Points); k > 0 && s.Points[k-1].Day == p.Day {
		s.Points[k-1] = p
		return
	}
	s.Points = append(s.Points, p)
}
