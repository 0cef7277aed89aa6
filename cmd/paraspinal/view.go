package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// view words ids for one case and one reader.
type view struct {
	set   *ruleset.Set
	words *ruleset.Wording
	c     clinical.Case
}

func (a *app) view(c clinical.Case) view { return view{a.set, a.words, c} }

// heading is the plain heading of a disposition, the headings of a triage result.
func heading(as *assess.Assessment) string {
	switch as.Disposition {
	case clinical.Suitable:
		return "Gentle massage is likely to be safe today"
	case clinical.Modify:
		return "Yes, with these limits"
	case clinical.Postpone:
		return "Not yet"
	case clinical.Refer:
		return "Ask " + whoPhrase(as.Care.Who) + " first"
	case clinical.Avoid:
		return "No massage while this lasts"
	case clinical.Urgent:
		return "Get medical help today"
	case clinical.Emergency:
		return "Call the emergency number now"
	}
	return "Not decided yet: more answers are needed. Do not massage"
}

func whoPhrase(w clinical.Who) string {
	switch w {
	case clinical.Pharmacist:
		return "your pharmacist"
	case clinical.Physiotherapist:
		return "your physiotherapist"
	case clinical.Clinician:
		return "a doctor or physiotherapist"
	case clinical.Midwife:
		return "your midwife or maternity doctor"
	case clinical.SpineSpecialist:
		return "your spine specialist"
	case clinical.Surgeon:
		return "your surgical team"
	case clinical.Oncologist:
		return "your cancer team"
	case clinical.EmergencyServices:
		return "the emergency services"
	}
	return "your doctor"
}

func withinPhrase(w clinical.Within) string {
	switch w {
	case clinical.Now:
		return "now"
	case clinical.Today:
		return "today"
	case clinical.In3Days:
		return "within 3 days"
	case clinical.In2Weeks:
		return "within 2 weeks"
	}
	return "at a time that suits you"
}

func (v view) notice() string {
	n := "This is not a diagnosis."
	if !v.set.Reviewed {
		n += " The rules are not yet reviewed by a clinician."
	}
	return n
}

// ruleText is the wording of a rule for the reader's role.
func (v view) ruleText(id clinical.RuleID) string {
	if v.c.Role == clinical.Therapist {
		return v.words.Get("rule", string(id), "therapist")
	}
	return v.words.Get("rule", string(id), "person")
}

func (v view) reason(r assess.Reason) string {
	t := v.ruleText(r.Rule)
	if r.Unsure {
		t = "You are not sure about this, so the careful answer counts."
	}
	if r.Lifted {
		t += " A clinician has agreed, so only the limits that remain count."
	}
	return t
}

func (v view) finding(id clinical.FindingID) findingJSON {
	f := findingJSON{Finding: id, Name: v.words.Get("finding", string(id), "name")}
	i, ok := v.set.Finding(id)
	if !ok {
		return f
	}
	d := &v.set.Findings[i]
	f.Answer = d.FormatAnswer(v.c.Get(id))
	f.Text = v.answerText(d, v.c.Get(id))
	if d.Derive != nil {
		var facts ruleset.Facts
		v.set.Resolve(&v.c, v.c.Now, &facts)
		f.Answer = rangeText(facts.States[i])
		f.Text = f.Answer + " " + unitWord(d.Unit)
		if f.Answer == "1" {
			f.Text = strings.TrimSuffix(f.Text, "s")
		}
		if f.Answer == "unsure" {
			f.Text = "not sure"
		}
	}
	return f
}

func rangeText(s ruleset.State) string {
	switch {
	case s.Status == ruleset.Doubt:
		return "unsure"
	case s.Status != ruleset.Value:
		return ""
	case s.Lo == s.Hi:
		return fmt.Sprint(s.Lo)
	}
	return fmt.Sprintf("%d to %d", s.Lo, s.Hi)
}

func unitWord(unit string) string {
	switch unit {
	case "h":
		return "hours"
	case "d":
		return "days"
	case "wk":
		return "weeks"
	case "mo":
		return "months"
	case "a":
		return "years"
	}
	return ""
}

// answerText words an answer as a page would show it.
func (v view) answerText(d *ruleset.Finding, a clinical.Answer) string {
	switch {
	case a.Kind == clinical.Unsure:
		return "not sure"
	case a.Kind != clinical.Known:
		return "not asked"
	case d.Type == ruleset.Bool && a.Bool:
		return "yes"
	case d.Type == ruleset.Bool:
		return "no"
	case d.Type == ruleset.Date:
		return d.FormatAnswer(a)
	}
	for i := range v.set.Questions {
		if t := v.words.Get("question", v.set.Questions[i].ID, string(d.ID), d.FormatAnswer(a)); t != "" {
			return t
		}
	}
	if d.Type == ruleset.Int {
		return d.FormatAnswer(a)
	}
	if t := v.words.Get("finding", string(d.ID), a.Choice); t != "" {
		return t
	}
	return strings.ReplaceAll(a.Choice, "_", " ")
}

func (v view) regions(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	left := map[string]bool{}
	for _, id := range ids {
		left[id] = true
	}
	var out []string
	for _, g := range v.set.Groups { // name a whole group by its name
		all := len(g.Regions) > 1
		for _, r := range g.Regions {
			all = all && left[r]
		}
		if all {
			out = append(out, v.words.Get("group", g.ID, "name"))
			for _, r := range g.Regions {
				delete(left, r)
			}
		}
	}
	for _, id := range ids {
		if left[id] {
			out = append(out, v.words.Get("region", id, "name"))
		}
	}
	return join(out)
}

func join(s []string) string {
	switch len(s) {
	case 0:
		return ""
	case 1:
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}

// limit words one limit in a plain sentence.
func (v view) limit(l *ruleset.Limit, side clinical.Side) string {
	where := ""
	if len(l.Regions) > 0 {
		where = " on the " + v.regions(l.Regions)
		switch side {
		case clinical.Left, clinical.Right:
			where += ", " + side.String() + " side"
		}
	}
	for i, s := range l.Settings {
		where += []string{" when ", " or when "}[min(i, 1)] + settingPhrase(s)
	}
	switch l.Kind {
	case ruleset.PressureCap:
		return "No more than " + pressurePhrase(l.Pressure()) + where + "."
	case ruleset.MinutesCap:
		return "No more than " + l.Target + " minutes of hands-on work" + where + "."
	case ruleset.NoTouch:
		return "Do not touch or press" + strings.Replace(where, " on the ", " the ", 1) + "."
	case ruleset.NoTechnique, ruleset.NoTool:
		return "No " + v.target(l.Target) + where + "."
	case ruleset.NoPosition:
		return "Do not lie or sit like this: " + v.target(l.Target) + "."
	case ruleset.NoHeat:
		return "No heat" + where + "."
	case ruleset.NoSetting:
		return "Not when " + settingPhrase(settingOf(l.Target)) + "."
	}
	return "Consent is needed: " + strings.ReplaceAll(l.Target, "_", " ") + where + "."
}

func settingOf(s string) clinical.Setting {
	var v clinical.Setting
	_ = v.UnmarshalText([]byte(s)) // checked when the protocol was compiled
	return v
}

func settingPhrase(s clinical.Setting) string {
	switch s {
	case clinical.Self:
		return "you do it yourself"
	case clinical.Helper:
		return "a partner or friend does it"
	}
	return "a professional does it"
}

func pressurePhrase(p clinical.Pressure) string {
	switch p {
	case clinical.Stroking:
		return "soft stroking"
	case clinical.Light:
		return "light pressure"
	case clinical.Moderate:
		return "moderate pressure"
	}
	return p.String() + " pressure"
}

func (v view) target(t string) string {
	if tag, ok := strings.CutPrefix(t, "#"); ok {
		return v.words.Get("tag", tag)
	}
	return lowerFirst(v.words.Get("technique", t, "name"))
}

func (v view) next(n *assess.Next) *nextJSON {
	q, _ := v.set.Question(n.Question)
	out := &nextJSON{Question: n.Question, Findings: n.Findings, Text: v.words.Get("question", n.Question, "text"), Why: v.words.Get("question", n.Question, "why"), Options: []optionJSON{}}
	for _, f := range n.Findings {
		out.Options = append(out.Options, v.options(q, f)...)
	}
	return out
}

// options lists what can be answered for one finding of a page; none for a
// number or a date that is typed.
func (v view) options(q *ruleset.Question, id clinical.FindingID) []optionJSON {
	i, _ := v.set.Finding(id)
	d := &v.set.Findings[i]
	values := q.Options
	for _, it := range q.Items {
		if it.Finding == i && len(it.Options) > 0 {
			values = it.Options
		}
	}
	if len(values) == 0 || d.Type == ruleset.Bool {
		values = d.Values
	}
	if len(values) == 0 {
		return nil
	}
	var out []optionJSON
	for _, val := range values {
		a, err := d.ParseAnswer(val)
		if err != nil {
			continue
		}
		text := v.words.Get("question", q.ID, string(id), val)
		if text == "" {
			text = v.answerText(d, a)
		}
		out = append(out, optionJSON{id, val, text})
	}
	return append(out, optionJSON{id, "unsure", "I am not sure"})
}

func when(t time.Time) string { return t.Format("Monday 2 January 2006, 15:04") }

// lowerFirst makes a name fit into a sentence; an abbreviation stays as it is.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || unicode.IsUpper(r[1]) {
		return s
	}
	return string(unicode.ToLower(r[0])) + string(r[1:])
}
