package web

import (
	"html/template"
	"slices"
	"strings"

	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/web/draw"
	"paraspinal/web/locale"
)

// StepView is one step of a session; both sides of a step are one view.
type StepView struct {
	Title            string
	Text, Feel, Must string
	Length           string
	Each             bool // the length is of each side
	Pressure         string
	Position         string
	Picture          template.HTML
	Technique        string // id
	Region           string
	Place            string // with its side; the name of the technique where it touches nothing
}

// steps words the steps of a plan.
func (v *visit) steps(pl *plan.Plan) []StepView {
	var out []StepView
	for i := 0; i < len(pl.Steps); i++ {
		s := pl.Steps[i]
		w := s
		w.Pressure = clinical.NoPressure // it stands beside the title
		view := StepView{Title: v.Step(&w), Technique: s.Technique, Region: s.Region, Length: v.Length(s.Duration),
			Text: v.Text("routine", s.Routine, s.ID, "text"), Feel: v.Text("routine", s.Routine, s.ID, "feel"), Must: v.Text("routine", s.Routine, s.ID, "must_not_feel")}
		side := ""
		if s.Side != clinical.AnySide {
			side = v.Side(s.Side)
		}
		if i+1 < len(pl.Steps) && pl.Steps[i+1].ID == s.ID { // the same on the other side
			i++
			view.Each = true
			side = v.T("plan.then", "first", side, "second", v.Side(pl.Steps[i].Side))
			view.Title = v.T("step.place", "technique", v.Technique(s.Technique), "place", v.T("place.side", "place", v.Text("region", s.Region, "name"), "side", side))
		}
		switch {
		case s.Region == "":
			view.Place = v.Technique(s.Technique)
		case side == "":
			view.Place = locale.Upper(v.Text("region", s.Region, "name"))
		default:
			view.Place = locale.Upper(v.T("place.side", "place", v.Text("region", s.Region, "name"), "side", side))
		}
		if s.Region != "" && s.Pressure != clinical.NoPressure {
			view.Pressure = v.Pressure(s.Pressure)
		}
		if s.Position != "" {
			view.Position = v.Technique(s.Position)
		}
		by := draw.Self
		switch pl.Setting {
		case clinical.Helper:
			by = draw.Helper
		case clinical.Professional:
			by = draw.Professional
		}
		label := ""
		if s.Side == clinical.Left || s.Side == clinical.Right {
			label = v.Side(s.Side)
		}
		view.Picture = draw.DrawStep(draw.Step{ID: elementID("step", len(out)+1), Title: view.Title, Desc: view.Text, Position: s.Position, Technique: s.Technique,
			Region: s.Region, Side: s.Side, Tool: draw.ToolOf(s.Technique), By: by, SideLabel: label})
		out = append(out, view)
	}
	return out
}

// Why is one reason of a plan with its source.
type Why struct {
	Text string
	Rule string // of the protocol; empty when it is none
}

// whys words reasons, each text once: what a limit takes away, or else the
// text of the rule.
func (v *visit) whys(because []plan.Because, technique string) []Why {
	var out []Why
	for _, b := range because {
		w := Why{Text: v.Because(b, technique, v.file.Role)}
		if _, ok := v.Set.Rule(b.Rule); ok {
			w.Rule = string(b.Rule)
		}
		if w.Text != "" && !slices.ContainsFunc(out, func(o Why) bool { return o.Text == w.Text }) {
			out = append(out, w)
		}
	}
	return out
}

// ZoneList is the places of one status.
type ZoneList struct {
	Status, Title string
	Groups        []ZoneGroup
}

// ZoneGroup is places with the same limits for the same reasons.
type ZoneGroup struct {
	Places   string
	Pressure string
	Why      []Why

	both []string   // regions on both sides, or without sides
	one  []oneSided // places on one side
}

type oneSided struct{ region, place string }

// zones lists the places of the body by what may be done there, each with its
// reasons. kind is zone or heat.
func (v *visit) zones(zones []plan.Zone, kind string) []ZoneList {
	return v.zoneLists(zones, kind, func(z *plan.Zone) []Why { return v.whys(z.Reasons, "") })
}

// shortZones lists the places without the reasons.
func (v *visit) shortZones(zones []plan.Zone) []ZoneList {
	return v.zoneLists(zones, "zone", func(*plan.Zone) []Why { return nil })
}

func (v *visit) zoneLists(zones []plan.Zone, kind string, why func(*plan.Zone) []Why) []ZoneList {
	var out []ZoneList
	for _, st := range []plan.ZoneStatus{plan.Forbidden, plan.Careful, plan.Open} {
		l := ZoneList{Status: st.String(), Title: v.T("plan." + kind + "." + st.String())}
		at := map[string]int{}
		for i := 0; i < len(zones); i++ {
			z := &zones[i]
			if z.Status != st {
				continue
			}
			g := ZoneGroup{Why: why(z)}
			if kind == "zone" && st != plan.Forbidden {
				g.Pressure = v.T("plan.most", "what", v.Pressure(z.Pressure))
			}
			key := g.Pressure
			for _, w := range g.Why {
				key += "\n" + w.Text
			}
			n, ok := at[key]
			if !ok {
				n = len(l.Groups)
				at[key] = n
				l.Groups = append(l.Groups, g)
			}
			into := &l.Groups[n]
			other := slices.IndexFunc(into.one, func(p oneSided) bool { return p.region == z.Region })
			switch {
			case z.Side == clinical.AnySide:
				into.both = append(into.both, z.Region)
			case other >= 0:
				into.one = slices.Delete(into.one, other, other+1)
				into.both = append(into.both, z.Region)
			default:
				into.one = append(into.one, oneSided{z.Region, v.Place(z.Region, z.Side)})
			}
		}
		for i := range l.Groups {
			g := &l.Groups[i]
			places := v.RegionNames(g.both)
			for _, p := range g.one {
				places = append(places, p.place)
			}
			g.Places = locale.Upper(v.List(places))
		}
		if len(l.Groups) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// bodyMap draws the zones; the list beside it says the same.
func (v *visit) bodyMap(zones []plan.Zone) template.HTML {
	m := draw.Map{ID: "map", Title: v.T("plan.map"), Desc: v.T("plan.map.text"),
		Labels: draw.Labels{Left: v.Side(clinical.Left), Right: v.Side(clinical.Right), Back: v.T("plan.map.back"), Front: v.T("plan.map.front")}}
	for _, z := range zones {
		s := draw.Forbidden
		switch z.Status {
		case plan.Careful:
			s = draw.Careful
		case plan.Open:
			s = draw.Open
		}
		m.Zones = append(m.Zones, draw.Zone{Region: z.Region, Side: z.Side, Status: s, Label: v.T("plan.map.zone", "place", v.Place(z.Region, z.Side), "status", v.T("plan.zone."+z.Status.String()))})
	}
	return draw.BodyMap(m)
}

func (v *visit) legend() template.HTML {
	return draw.Legend(draw.LegendText{ID: "legend", Open: v.T("plan.zone.allowed"), Careful: v.T("plan.zone.careful"), Forbidden: v.T("plan.zone.forbidden")})
}

// TechniqueView is one line about a technique, tool or position.
type TechniqueView struct {
	ID, Name, URL, Status, Says string
	Pressure, Minutes           string
}

// techniques lists what may be used, the positions, and what may not.
func (v *visit) techniques(pl *plan.Plan) (may, positions, not []TechniqueView) {
	for i := range pl.Techniques {
		t := &pl.Techniques[i]
		view := TechniqueView{ID: t.ID, Name: v.Technique(t.ID), URL: v.url("/can/" + t.ID), Status: t.Status.String(), Says: v.T("can.is." + t.Status.String())}
		if t.Status != plan.Excluded && (t.Kind == "hands" || t.Kind == ruleset.KindTool) && t.Pressure != clinical.NoPressure {
			view.Pressure = v.Pressure(t.Pressure)
		}
		view.Minutes = v.minutes(t)
		switch {
		case t.Status == plan.Excluded:
			not = append(not, view)
		case t.Kind == ruleset.KindPosition:
			positions = append(positions, view)
		default:
			may = append(may, view)
		}
	}
	return may, positions, not
}

// minutes says how long a technique may last in one session.
func (v *visit) minutes(t *plan.Verdict) string {
	first := min(t.FirstMinutes, t.MostMinutes)
	switch {
	case t.MostMinutes == 0:
		return ""
	case first == t.MostMinutes || first == 0:
		return v.N("minutes", t.MostMinutes)
	}
	return v.T("plan.minutes", "first", first, "most", v.N("minutes", t.MostMinutes))
}

// CourseView is the series of sessions.
type CourseView struct {
	Text                 string
	Done                 int
	Sessions             []SessionRow
	ReviewFrom, ReviewTo string
	Rest                 string
	CheckIns             []string
	Calendar             string
}

// SessionRow is one planned session.
type SessionRow struct {
	Number              int
	Day, Minutes        string
	Review, Maintenance bool
}

func (v *visit) course(pl *plan.Plan) CourseView {
	c := CourseView{Text: v.Text("course", pl.Course.ID, "text"), Done: pl.Course.Done}
	for _, s := range pl.Course.Sessions {
		c.Sessions = append(c.Sessions, SessionRow{s.Number, v.Day(s.Day), v.N("minutes", s.Minutes), s.Review, s.Maintenance})
	}
	if len(c.Sessions) > 0 {
		c.Calendar = v.url("/plan/" + pl.Setting.String() + "/calendar.ics")
		if !pl.Course.ReviewFrom.IsZero() {
			c.ReviewFrom, c.ReviewTo = v.Day(pl.Course.ReviewFrom), v.Day(pl.Course.ReviewTo)
		}
	}
	if pl.Course.RestMost > 0 {
		c.Rest = v.T("plan.rest", "from", pl.Course.RestLeast, "to", v.N("minutes", pl.Course.RestMost))
	}
	for _, ch := range pl.CheckIns {
		if ch.Hours == 0 {
			c.CheckIns = append(c.CheckIns, v.T("plan.checkin.end"))
			continue
		}
		c.CheckIns = append(c.CheckIns, v.N("plan.checkin", ch.Hours))
	}
	return c
}

// stops lists the signs that end a session at once.
func (v *visit) stops(pl *plan.Plan) []string {
	var out []string
	for i := range v.Set.Stops {
		s := &v.Set.Stops[i]
		if slices.Contains(pl.Stops, s.ID) && !strings.HasPrefix(s.Event, "start_") {
			out = append(out, v.Text("stop", s.ID, "button"))
		}
	}
	return out
}

// PressureView is how the two talk about pressure.
type PressureView struct {
	Start    int
	Most     int
	Buttocks string // places where Most holds; empty: nowhere
}

func (v *visit) pressureCheck(pl *plan.Plan) PressureView {
	return PressureView{pl.PressureCheck.Start, pl.PressureCheck.Most, v.Regions(pl.PressureCheck.Buttocks)}
}

// consents words the agreements that are needed first.
func (v *visit) consents(pl *plan.Plan) []string {
	var texts, out []string
	where := map[string][]string{} // the same agreement is asked for once, for all its places
	for _, c := range pl.Consents {
		t := v.Consent(c.For)
		if !slices.Contains(texts, t) {
			texts = append(texts, t)
		}
		for _, r := range c.Regions {
			if !slices.Contains(where[t], r) {
				where[t] = append(where[t], r)
			}
		}
	}
	for _, t := range texts {
		if len(where[t]) == 0 {
			out = append(out, v.T("limit.all", "limit", t))
			continue
		}
		out = append(out, v.T("limit.where", "limit", t, "where", v.Regions(where[t])))
	}
	return out
}

// planCards words what to read with a plan.
func (v *visit) planCards(p *PlanPage, pl *plan.Plan) {
	c := v.file.Case()
	var facts ruleset.Facts
	v.Set.Resolve(&c, c.Now, &facts)
	all := func(ids []string) (out []Teaching) {
		for _, id := range ids {
			out = append(out, v.teach(id))
		}
		return out
	}
	p.Prepare, p.Aftercare, p.Active = all(pl.Prepare), all(pl.Aftercare), all(pl.DoToday)
	if pl.Setting != clinical.Self {
		p.Tell = all(pl.Tell)
	}
	for i := range v.Set.Cards {
		k := &v.Set.Cards[i]
		switch {
		case !v.Set.Fits(k, &facts):
		case k.Kind == "goal", k.Kind == "learn" && !k.When.IsZero():
			p.Expect = append(p.Expect, v.teach(k.ID))
		case k.Kind == "prevent":
			p.Prevent = append(p.Prevent, v.teach(k.ID))
		}
	}
	p.Expect = append(p.Expect, all(pl.Expect)...)
	p.Expect = append(p.Expect, v.fitting(&facts, "learn-course", "learn-shrinking-numbers", "learn-size-of-effect", "learn-what-massage-cannot-do")...)
	p.Honest = v.teach("learn-part-of-care")
}
