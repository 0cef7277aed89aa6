package compile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

func (c *compiler) evidence() {
	for _, e := range c.src.Evidence {
		c.declare("evidence", e.ID, e.Pos)
		c.set.Evidence = append(c.set.Evidence, ruleset.Evidence{ID: e.ID, Source: e.Source, Year: e.Year, Grade: e.Grade, Checked: e.Checked})
		if !slices.Contains([]string{"guideline", "review", "trial", "case-report", "expert", "trade", "consensus"}, e.Grade) {
			c.failf(e.Pos, "P150", "grades are guideline, review, trial, case-report, expert, trade, consensus", "%q is not a grade", e.Grade)
		}
		if !slices.Contains([]string{"verified", "secondary", "knowledge"}, e.Checked) {
			c.failf(e.Pos, "P150", "write verified, secondary or knowledge", "%q does not say how the source was checked", e.Checked)
		}
	}
}

var statement = regexp.MustCompile(`^S[0-9]{3}-[0-9]{3}$`)

// IsStatement reports whether an evidence id is a statement of the articles.
func IsStatement(id string) bool { return statement.MatchString(id) }

const mostStatements = 8

// cite checks the evidence of one item: present, declared, no repeats, and
// not so many statements that none can really bear on the item.
func (c *compiler) cite(what string, ids []string, pos strict.Pos) {
	if len(ids) == 0 {
		c.failf(pos, "P151", "cite a statement, a guideline, or consensus", "%s has no evidence", what)
	}
	statements := 0
	for i, id := range ids {
		c.need("evidence", id, pos)
		if slices.Contains(ids[:i], id) {
			c.failf(pos, "P152", "remove one", "%s cites %s twice", what, id)
		}
		if IsStatement(id) {
			statements++
		}
	}
	if statements > mostStatements {
		c.failf(pos, "P153", "split the item, or cite what it really answers", "%s cites %d statements; at most %d", what, statements, mostStatements)
	}
}

func (c *compiler) regions() {
	for _, r := range c.src.Regions {
		c.declare("region", r.ID, r.Pos)
		c.set.Regions = append(c.set.Regions, ruleset.Region{ID: r.ID, Sided: r.Sided, View: r.View, Sensitive: r.Sensitive, Nerves: r.Nerves, Evidence: r.Evidence})
		c.cite("region "+r.ID, r.Evidence, r.Pos)
	}
	for _, g := range c.src.Groups {
		c.declare("region", g.ID, g.Pos) // a group and a region never share an id
		for _, id := range g.Regions {
			c.need("region", id, g.Pos)
		}
		c.set.Groups = append(c.set.Groups, ruleset.Group{ID: g.ID, Regions: g.Regions})
	}
}

var goals = []string{"calm", "sleep", "stiffness", "tense_buttocks"}

func (c *compiler) techniques() {
	kinds := []string{"hands", ruleset.KindTool, ruleset.KindDevice, "modality", ruleset.KindHeat, ruleset.KindLubricant, ruleset.KindPosition}
	for _, t := range c.src.Techniques {
		c.declare("technique", t.ID, t.Pos)
		for _, g := range t.Tags {
			c.ids["tag "+g] = t.Pos
		}
	}
	for i := range c.src.Techniques {
		t := &c.src.Techniques[i]
		out := ruleset.Technique{ID: t.ID, Kind: t.Kind, Tags: t.Tags, Least: t.Pressure.Least, Most: t.Pressure.Most,
			Settings: c.settings(t.Pos, t.Settings), Regions: c.expand(place(t.Pos, t.At, "regions"), t.Regions),
			First: t.Minutes.First, MostMinutes: t.Minutes.Most, SpotSeconds: t.Minutes.SpotSeconds, Positions: t.Positions, Tools: t.Tools,
			Goals: t.Goals, Order: t.Order, Evening: t.Evening, Steps: len(t.Steps), Never: t.Never != "", Evidence: t.Evidence}
		if !slices.Contains(kinds, t.Kind) {
			c.failf(place(t.Pos, t.At, "kind"), "P160", "kinds are "+strings.Join(kinds, ", "), "%q is not a kind of technique", t.Kind)
		}
		if t.Pressure.Least > t.Pressure.Most || t.Minutes.First > t.Minutes.Most {
			c.failf(t.Pos, "P161", "the first number is the smaller one", "%s: least is above most", t.ID)
		}
		for _, id := range append(slices.Clone(t.Positions), t.Tools...) {
			c.need("technique", id, t.Pos)
		}
		c.knownGoals(t.Pos, t.Goals)
		for _, n := range t.NeverIn {
			nv := ruleset.NeverIn{Settings: c.settings(t.Pos, n.Settings), Regions: c.expand(t.Pos, n.Regions), Evidence: n.Evidence}
			if len(nv.Settings) == 0 && len(nv.Regions) == 0 {
				c.failf(t.Pos, "P162", "use never: to exclude it everywhere", "%s: never_in names neither setting nor region", t.ID)
			}
			if len(n.Evidence) > 0 {
				c.cite("technique "+t.ID, n.Evidence, t.Pos)
			}
			out.NeverIn = append(out.NeverIn, nv)
		}
		c.cite("technique "+t.ID, t.Evidence, place(t.Pos, t.At, "evidence"))
		c.set.Techniques = append(c.set.Techniques, out)
	}
}

func (c *compiler) knownGoals(pos strict.Pos, ids []string) {
	for _, g := range ids {
		if !slices.Contains(goals, g) {
			c.failf(pos, "P163", "goals are "+strings.Join(goals, ", "), "%q is not a goal", g)
		}
	}
}

func (c *compiler) settings(pos strict.Pos, names []string) []clinical.Setting {
	var out []clinical.Setting
	for _, n := range names {
		var s clinical.Setting
		if err := s.UnmarshalText([]byte(n)); err != nil || s == clinical.NoSetting {
			c.failf(pos, "P141", "settings are self, helper and professional", "%q is not a setting", n)
			continue
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

var cardKinds = []string{"learn", "do_today", "prepare", "aftercare", "prevent", "choose", "first_visit", "tell", "myth", "conflict", "expect", "emergency", "goal"}

func (c *compiler) cards() {
	for _, k := range c.src.Cards {
		c.declare("card", k.ID, k.Pos)
		out := ruleset.Card{ID: k.ID, Kind: k.Kind, Settings: c.settings(k.Pos, k.Settings), Items: len(k.Items), Evidence: k.Evidence}
		if k.When != "" {
			out.When = c.cond.compile(place(k.Pos, k.At, "when"), k.When)
		}
		if !slices.Contains(cardKinds, k.Kind) {
			c.failf(place(k.Pos, k.At, "kind"), "P170", "kinds are "+strings.Join(cardKinds, ", "), "%q is not a kind of card", k.Kind)
		}
		if (k.Kind == "myth" || k.Kind == "conflict") != (k.Says != "") {
			c.failf(k.Pos, "P171", "myths and conflicts, and only they, quote what is said in says:", "the card %s and its kind disagree", k.ID)
		}
		c.cite("card "+k.ID, k.Evidence, place(k.Pos, k.At, "evidence"))
		c.set.Cards = append(c.set.Cards, out)
	}
}

func (c *compiler) routines() {
	for _, r := range c.src.Routines {
		c.declare("routine", r.ID, r.Pos)
		out := ruleset.Routine{ID: r.ID, Goals: r.Goals, Evidence: r.Evidence}
		if s := c.settings(r.Pos, []string{r.Setting}); len(s) == 1 {
			out.Setting = s[0]
		}
		c.knownGoals(r.Pos, r.Goals)
		c.cite("routine "+r.ID, r.Evidence, r.Pos)
		for i := range r.Steps {
			c.step(&r, &r.Steps[i], &out)
		}
		c.set.Routines = append(c.set.Routines, out)
	}
}

func (c *compiler) step(r *protocol.Routine, s *protocol.RoutineStep, out *ruleset.Routine) {
	c.declare("step of "+r.ID, s.ID, r.Pos)
	if !c.need("technique", s.Technique, r.Pos) {
		return
	}
	if s.Region != "" {
		c.need("region", s.Region, r.Pos)
	}
	if s.Position != "" {
		c.need("technique", s.Position, r.Pos)
	}
	if s.Sides != "" && !slices.Contains([]string{"each", "pain_free", "painful"}, s.Sides) {
		c.failf(r.Pos, "P164", "sides are each, pain_free and painful", "%s/%s: %q is not a choice of sides", r.ID, s.ID, s.Sides)
	}
	i := slices.IndexFunc(c.set.Techniques, func(t ruleset.Technique) bool { return t.ID == s.Technique })
	t := &c.set.Techniques[i]
	switch {
	case t.Never:
		c.failf(r.Pos, "P165", "leave it out", "%s/%s uses %s, which nobody with a disc problem should have", r.ID, s.ID, t.ID)
	case s.Region != "" && !slices.Contains(t.Regions, s.Region):
		c.failf(r.Pos, "P165", "name a region of the technique", "%s/%s: %s is not meant for %s", r.ID, s.ID, t.ID, s.Region)
	case s.Pressure < t.Least || s.Pressure > t.Most:
		c.failf(r.Pos, "P165", "stay within its band", "%s/%s: %s is done with %s to %s", r.ID, s.ID, t.ID, t.Least, t.Most)
	case s.Seconds < 1 || s.Seconds > s.MostSeconds:
		c.failf(r.Pos, "P161", "seconds is the first dose, most_seconds the largest", "%s/%s: wrong seconds", r.ID, s.ID)
	}
	if len(s.Evidence) > 0 {
		c.cite("routine "+r.ID+"/"+s.ID, s.Evidence, r.Pos)
	}
	out.Steps = append(out.Steps, ruleset.RoutineStep{ID: s.ID, Technique: s.Technique, Region: s.Region, Sides: s.Sides, Seconds: s.Seconds,
		Most: s.MostSeconds, Pressure: s.Pressure, Position: s.Position, Evidence: s.Evidence})
}

func (c *compiler) courses() {
	for _, k := range c.src.Courses {
		c.declare("course", k.ID, k.Pos)
		c.cite("course "+k.ID, k.Evidence, k.Pos)
		if k.Sessions < 1 || k.Sessions > k.MostSessions || k.EveryDays*24 < k.LeastHours || k.FirstMinutes < 1 || k.FirstMinutes > k.MostMinutes || k.ReviewAfter < 1 ||
			len(k.ReviewWeeks) != 2 || len(k.RestMinutes) != 2 || len(k.CheckInHours) == 0 {
			c.failf(k.Pos, "P166", "see the limits in the schema", "the numbers of course %s do not fit together", k.ID)
		}
		c.set.Courses = append(c.set.Courses, ruleset.Course{ID: k.ID, Settings: c.settings(k.Pos, k.Settings), Sessions: k.Sessions, MostSessions: k.MostSessions,
			EveryDays: k.EveryDays, LeastHours: k.LeastHours, FirstMinutes: k.FirstMinutes, GrowMinutes: k.GrowMinutes, MostMinutes: k.MostMinutes,
			ReviewAfter: k.ReviewAfter, ReviewWeeks: k.ReviewWeeks, RestMinutes: k.RestMinutes, CheckInHours: k.CheckInHours, MaintenanceDays: k.MaintenanceDays, Evidence: k.Evidence})
	}
}

func (c *compiler) scope() {
	for _, o := range c.src.OutOfScope {
		for _, id := range o.Statements {
			c.declare("statement out of scope", id, o.Pos)
			c.need("evidence", id, o.Pos)
		}
		if len(o.Statements) == 0 {
			c.fail(o.Pos, "P154", "nothing is listed as out of scope", "name statements, or remove the entry")
			continue
		}
		c.set.OutOfScope = append(c.set.OutOfScope, ruleset.OutOfScope{Statements: o.Statements})
	}
}

func (c *compiler) stops() {
	for _, s := range c.src.Stops {
		c.declare("stop", s.ID, s.Pos)
		c.declare("event", s.Event, s.Pos)
		c.cite("stop "+s.ID, s.Evidence, s.Pos)
		out := ruleset.Stop{ID: s.ID, Event: s.Event, Evidence: s.Evidence}
		for id, text := range s.Records {
			if !c.need("finding", id, s.Pos) {
				continue
			}
			i := c.cond.index[clinical.FindingID(id)]
			v, ok := Value(&c.set.Findings[i], text)
			if !ok {
				c.failf(s.Pos, "P110", "use one of its values", "%q is not a value of %q", text, id)
			}
			out.Records = append(out.Records, ruleset.Record{Finding: i, Value: v})
		}
		slices.SortFunc(out.Records, func(a, b ruleset.Record) int { return a.Finding - b.Finding })
		c.set.Stops = append(c.set.Stops, out)
	}
}

func (c *compiler) questions() {
	kinds := []string{"choice", "bool", "check", "number", "date", "form"}
	for i := range c.src.Questions {
		q := &c.src.Questions[i]
		c.declare("question", q.ID, q.Pos)
		out := ruleset.Question{ID: q.ID, Kind: q.Kind, First: q.When == "" || q.When == "first" || q.When == "both", Recheck: q.When == "recheck" || q.When == "both"}
		if !slices.Contains(kinds, q.Kind) || !out.First && !out.Recheck {
			c.failf(q.Pos, "P180", "kinds are "+strings.Join(kinds, ", ")+"; when is first, recheck or both", "the question %s has a wrong kind or when", q.ID)
		}
		for _, id := range q.Asks {
			if c.need("finding", id, q.Pos) {
				out.Asks = append(out.Asks, c.cond.index[clinical.FindingID(id)])
			}
		}
		if len(out.Asks) != len(q.Asks) {
			continue
		}
		c.asked(q, &out)
		c.set.Questions = append(c.set.Questions, out)
	}
}

// asked checks that a page words every value of every finding it asks.
func (c *compiler) asked(q *protocol.Question, out *ruleset.Question) {
	single := q.Kind != "check" && q.Kind != "form"
	if single != (len(q.Items) == 0) || single && len(q.Asks) != 1 {
		c.failf(q.Pos, "P181", "pages of kind check and form list items; the others ask one finding", "the question %s does not fit its kind", q.ID)
		return
	}
	if q.Kind == "check" && (q.None == "" || len(q.Items) > 6) {
		c.failf(q.Pos, "P182", "give none:, and at most 6 items", "the tick list %s needs a way to say none, and few items", q.ID)
	}
	if single {
		out.Options = c.options(q, q.Asks[0], q.Options)
		return
	}
	for i, it := range q.Items {
		if i >= len(q.Asks) || it.Finding != q.Asks[i] {
			c.failf(q.Pos, "P181", "list the same findings in the same order", "items and asks of %s differ", q.ID)
			return
		}
		f := &c.set.Findings[out.Asks[i]]
		item := ruleset.QuestionItem{Finding: out.Asks[i]}
		if q.Kind == "check" {
			tick := it.Tick
			if tick == "" {
				tick = "true"
			}
			v, ok := Value(f, tick)
			if !ok || f.Normal == nil {
				c.failf(q.Pos, "P183", "tick: names a value, and the finding needs a normal one for no tick", "%s: a tick cannot record %q for %q", q.ID, tick, it.Finding)
			}
			item.Tick = v
			if n := len(strings.Fields(it.Text)); n > 12 {
				c.failf(q.Pos, "P184", "at most 12 words", "%s: the item for %q has %d words", q.ID, it.Finding, n)
			}
		} else {
			item.Options = c.options(q, it.Finding, it.Options)
		}
		out.Items = append(out.Items, item)
	}
}

func (c *compiler) options(q *protocol.Question, id string, opts []protocol.Option) []string {
	f := &c.set.Findings[c.cond.index[clinical.FindingID(id)]]
	if f.Type == ruleset.Date || f.Type == ruleset.Int && len(opts) == 0 {
		return nil
	}
	values := f.Values
	if f.Type == ruleset.Int { // a scale whose every point is worded
		for n := f.Min; n <= f.Max && len(values) <= len(opts); n++ {
			values = append(values, strconv.Itoa(int(n)))
		}
	}
	var out []string
	for _, o := range opts {
		out = append(out, o.Value)
	}
	if len(opts) == 0 {
		out = slices.Clone(values)
		if f.Type == ruleset.Choice && c.setTexts(id) == nil {
			c.failf(q.Pos, "P185", "give options:, or a value set with texts", "%s does not word the values of %q", q.ID, id)
		}
	}
	a, b := slices.Sorted(slices.Values(out)), slices.Sorted(slices.Values(values))
	if !slices.Equal(a, b) {
		c.failf(q.Pos, "P185", "word each value once: "+strings.Join(values, ", "), "%s offers other values than %q has", q.ID, id)
	}
	return out
}

// setTexts is the wording of the values of a finding's value set, if it has one.
func (c *compiler) setTexts(id string) []protocol.Option {
	set := c.src.Findings[c.cond.index[clinical.FindingID(id)]].Set
	for _, v := range c.src.Meta.ValueSets {
		if v.ID == set && set != "" {
			return v.Texts
		}
	}
	return nil
}
