// Package say words what the core decides, in one language: headings, reasons,
// limits, verdicts, steps. The clinical sentences are the protocol's; what
// joins them is of package locale. Sentences are built so that no grammar
// crosses a joint: a place or a setting follows a colon, in every language.
package say

import (
	"strconv"
	"strings"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

// Voice words one protocol in one language. It is safe for many goroutines.
type Voice struct {
	*locale.Catalog
	Set   *ruleset.Set
	Words *ruleset.Wording
}

// Text is a text of the protocol.
func (v *Voice) Text(kind, id string, rest ...string) string { return v.Words.Get(kind, id, rest...) }

// Heading is the instruction that a result says first. number is the emergency
// number of the person's country.
func (v *Voice) Heading(as *assess.Assessment, number string) string {
	switch as.Disposition {
	case clinical.Emergency:
		return v.T("heading.emergency", "number", number)
	case clinical.Postpone:
		if as.TryAgain != nil {
			return v.T("heading.postpone.at", "when", v.When(v.local(as, *as.TryAgain)))
		}
	case clinical.Refer:
		return v.T("heading.refer." + key(as.Care.Who.String()))
	}
	return v.T("heading." + as.Disposition.String())
}

// local is an instant in the person's zone, or that of the decision.
func (v *Voice) local(as *assess.Assessment, t time.Time) time.Time { return t.In(as.Now.Location()) }

func key(s string) string { return strings.ReplaceAll(s, " ", "_") }

// Care says whom to see and within what time; empty when nobody.
func (v *Voice) Care(c clinical.Care) string {
	if c.Within == clinical.NoCare || c.Who == clinical.Nobody {
		return ""
	}
	return v.T("care."+key(c.Who.String()), "within", v.T("within."+key(c.Within.String())))
}

// Rule is the text of a rule for the reader's role.
func (v *Voice) Rule(id clinical.RuleID, role clinical.Role) string {
	if role == clinical.Therapist {
		return v.Text("rule", string(id), "therapist")
	}
	return v.Text("rule", string(id), "person")
}

// Reason is why a rule counts.
func (v *Voice) Reason(r *assess.Reason, role clinical.Role) string {
	t := v.Rule(r.Rule, role)
	if r.Unsure {
		t = v.T("reason.unsure")
	}
	if r.Lifted {
		t += " " + v.T("reason.lifted")
	}
	return t
}

// Told is one answer that a reason rests on.
type Told struct {
	Finding clinical.FindingID
	Name    string
	Answer  string
	Doubt   bool
}

// Told lists the answers that a reason rests on. Of a doubt only what is not
// sure is of interest.
func (v *Voice) Told(c *clinical.Case, r *assess.Reason) []Told {
	var all, doubt []Told
	for _, id := range r.Findings {
		t := Told{Finding: id, Name: v.Text("finding", string(id), "name"), Answer: v.Finding(c, id)}
		t.Doubt = c.Get(id).Kind == clinical.Unsure
		all = append(all, t)
		if t.Doubt {
			doubt = append(doubt, t)
		}
	}
	if r.Unsure && len(doubt) > 0 {
		return doubt
	}
	return all
}

// Finding words what is known about one finding of a case, derived ones too.
func (v *Voice) Finding(c *clinical.Case, id clinical.FindingID) string {
	i, ok := v.Set.Finding(id)
	if !ok {
		return ""
	}
	d := &v.Set.Findings[i]
	if d.Derive == nil {
		return v.Answer(d, c.Get(id))
	}
	var facts ruleset.Facts
	v.Set.Resolve(c, c.Now, &facts)
	s := facts.States[i]
	switch {
	case s.Status == ruleset.Doubt:
		return v.T("answer.unsure")
	case s.Status != ruleset.Value:
		return v.T("answer.open")
	case s.Lo == s.Hi:
		return v.count(d.Unit, int(s.Lo))
	}
	return v.T("answer.range", "from", s.Lo, "to", v.count(d.Unit, int(s.Hi)))
}

func (v *Voice) count(unit string, n int) string {
	if unit == "" || !v.Has("unit."+unit) {
		return strconv.Itoa(n)
	}
	return v.N("unit."+unit, n)
}

// Answer words an answer as its page shows it.
func (v *Voice) Answer(d *ruleset.Finding, a clinical.Answer) string {
	switch {
	case a.Kind == clinical.Unsure:
		return v.T("answer.unsure")
	case a.Kind != clinical.Known:
		return v.T("answer.open")
	case d.Type == ruleset.Date:
		return v.Date(a.Date)
	}
	for i := range v.Set.Questions {
		if t := v.Text("question", v.Set.Questions[i].ID, string(d.ID), d.FormatAnswer(a)); t != "" {
			return t
		}
	}
	switch {
	case d.Type == ruleset.Bool && a.Bool:
		return v.T("answer.yes")
	case d.Type == ruleset.Bool:
		return v.T("answer.no")
	case d.Type == ruleset.Int:
		return v.count(d.Unit, a.Int)
	}
	if t := v.Text("finding", string(d.ID), a.Choice); t != "" {
		return t
	}
	return strings.ReplaceAll(a.Choice, "_", " ")
}

// Date words a date as precisely as it is known.
func (v *Voice) Date(d clinical.Date) string {
	s := d.String()
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return v.Day(t)
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return v.MonthYear(t)
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return v.When(t)
	}
	return s
}

// Regions names regions in one list, whole groups by their name.
func (v *Voice) Regions(ids []string) string { return v.List(v.RegionNames(ids)) }

// RegionNames names regions, whole groups by their name.
func (v *Voice) RegionNames(ids []string) []string {
	left := map[string]bool{}
	for _, id := range ids {
		left[id] = true
	}
	var out []string
	for _, g := range v.Set.Groups {
		all := len(g.Regions) > 1
		for _, r := range g.Regions {
			all = all && left[r]
		}
		if all {
			out = append(out, v.Text("group", g.ID, "name"))
			for _, r := range g.Regions {
				delete(left, r)
			}
		}
	}
	for _, id := range ids {
		if left[id] {
			out = append(out, v.Text("region", id, "name"))
		}
	}
	return out
}

// Place names a region and its side.
func (v *Voice) Place(region string, side clinical.Side) string {
	name := v.Text("region", region, "name")
	if side == clinical.AnySide {
		return name
	}
	return v.T("place.side", "place", name, "side", v.Side(side))
}

// Side names a side.
func (v *Voice) Side(s clinical.Side) string { return v.T("side." + s.String()) }

// Setting says who does it.
func (v *Voice) Setting(s clinical.Setting) string { return v.T("setting." + s.String()) }

// Pressure names a pressure band.
func (v *Voice) Pressure(p clinical.Pressure) string { return v.T("pressure." + p.String()) }

// Technique names a technique, tool, device or position.
func (v *Voice) Technique(id string) string { return v.Text("technique", id, "name") }

// Limit words one limit in plain sentences. more is what else may not be used
// at the same places and by the same people.
func (v *Voice) Limit(l *ruleset.Limit, side clinical.Side, more ...string) string {
	what := ""
	switch l.Kind {
	case ruleset.PressureCap:
		what = v.T("limit.pressure", "pressure", v.Pressure(l.Pressure()))
	case ruleset.MinutesCap:
		what = v.N("limit.minutes", l.Minutes())
	case ruleset.NoTouch:
		what = v.T("limit.touch")
	case ruleset.NoTechnique, ruleset.NoTool:
		names := []string{v.target(l.Target)}
		for _, t := range more {
			names = append(names, v.target(t))
		}
		what = v.T("limit.technique", "what", strings.Join(names, "; "))
	case ruleset.NoPosition:
		what = v.T("limit.position", "what", v.target(l.Target))
	case ruleset.NoHeat:
		what = v.T("limit.heat")
	case ruleset.NoSetting:
		var s clinical.Setting
		_ = s.UnmarshalText([]byte(l.Target)) // checked when the protocol was compiled
		return v.T("limit.setting", "setting", v.Setting(s))
	case ruleset.Consent:
		what = v.Consent(l.Target)
	}
	places := v.RegionNames(l.Regions)
	if side == clinical.Left || side == clinical.Right {
		for i := range places { // each by itself: after a list it would read as the last one's
			places[i] = v.T("place.side", "place", places[i], "side", v.Side(side))
		}
	}
	where := v.List(places)
	var who []string
	for _, s := range l.Settings {
		who = append(who, v.Setting(s))
	}
	switch {
	case where != "" && len(who) > 0:
		return v.T("limit.where_when", "limit", what, "where", where, "when", v.List(who))
	case where != "":
		return v.T("limit.where", "limit", what, "where", where)
	case len(who) > 0:
		return v.T("limit.when", "limit", what, "when", v.List(who))
	}
	return v.T("limit.all", "limit", what)
}

// Consent says what consent is for.
func (v *Voice) Consent(target string) string { return v.T("consent." + target) }

func (v *Voice) target(t string) string {
	if tag, ok := strings.CutPrefix(t, "#"); ok {
		return v.Text("tag", tag)
	}
	return lowerFirst(v.Technique(t))
}

// lowerFirst makes a name fit after a colon; an abbreviation stays as it is.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[1])) == string(r[1]) {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}

// Because words one reason of a plan or a verdict.
func (v *Voice) Because(b plan.Because, technique string, role clinical.Role) string {
	switch b.Rule {
	case plan.ByTechnique:
		if t := v.Text("technique", technique, "never"); t != "" {
			return t
		}
		if t := v.Text("technique", technique, "never_in", "1"); t != "" {
			return t
		}
		return v.T("because.technique")
	case plan.BySetting, plan.ByRegion, plan.ByDecision:
		return v.T("because." + string(b.Rule))
	}
	if b.Limit != nil {
		return v.Limit(b.Limit.Limit, b.Limit.Side)
	}
	return v.Rule(b.Rule, role)
}

// Length words a time in minutes and seconds.
func (v *Voice) Length(s plan.Seconds) string {
	m, rest := int(s/60), int(s%60)
	switch {
	case m == 0:
		return v.N("seconds", rest)
	case rest == 0:
		return v.N("minutes", m)
	}
	return v.N("minutes", m) + " " + v.N("seconds", rest)
}

// Step says in one line what a step is: technique, place, pressure.
func (v *Voice) Step(s *plan.Step) string {
	t := v.Technique(s.Technique)
	if s.Region != "" {
		t = v.T("step.place", "technique", t, "place", v.Place(s.Region, s.Side))
	}
	if s.Pressure != clinical.NoPressure {
		t = v.T("step.pressure", "step", t, "pressure", v.Pressure(s.Pressure))
	}
	return t
}

// Notice is the plain line that every output ends with.
func (v *Voice) Notice() string {
	if v.Set.Reviewed {
		return v.T("notice.diagnosis")
	}
	return v.T("notice.diagnosis") + " " + v.T("notice.review")
}
