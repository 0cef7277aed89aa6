package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
)

func settingFlag(c *cobra.Command, into *string) {
	c.Flags().StringVar(into, "setting", "self", "who does it: self, helper or professional")
	_ = c.RegisterFlagCompletionFunc("setting", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{"self", "helper", "professional"}, cobra.ShellCompDirectiveNoFileComp
	}) // the flag was just declared
}

func parseSetting(s string) (clinical.Setting, error) {
	var v clinical.Setting
	if err := v.UnmarshalText([]byte(s)); err != nil || v == clinical.NoSetting {
		return v, usagef("--setting is self, helper or professional, not %q", s)
	}
	return v, nil
}

func (a *app) planCmd() *cobra.Command {
	var setting string
	c := &cobra.Command{
		Use:   "plan FILE|-",
		Short: "Make the plan: what is allowed, where, how softly, how long, and when",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := parseSetting(setting)
			if err != nil {
				return err
			}
			r, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			as := assess.Assess(a.set, r.Case, r.Case.Now)
			clear, _ := as.Clearance()
			p, ok := plan.Make(clear, set, r.Case.Now)
			switch {
			case a.format == "json" && !ok:
				return writeJSON(a.out, map[string]any{"plan": nil, "assessment": a.assessmentJSON(&as, r.Case, r.NotAsked)})
			case a.format == "json":
				return writeJSON(a.out, map[string]any{"plan": a.planJSON(&p, r.Case), "assessment": a.assessmentJSON(&as, r.Case, r.NotAsked)})
			case !ok:
				a.page().para("There is no plan: no hands-on step is allowed now.")
				a.writeAssessment(&as, r.Case)
			default:
				a.writePlan(&p, r.Case)
			}
			return nil
		},
	}
	settingFlag(c, &setting)
	return c
}

func (v view) techniqueName(id string) string { return v.words.Get("technique", id, "name") }

func sided(name string, s clinical.Side) string {
	if s == clinical.AnySide {
		return name
	}
	return name + ", " + s.String()
}

// because words one reason of a plan.
func (v view) because(b plan.Because, technique string) string {
	switch b.Rule {
	case plan.ByTechnique:
		if t := v.words.Get("technique", technique, "never"); t != "" {
			return t
		}
		if t := v.words.Get("technique", technique, "never_in", "1"); t != "" {
			return t
		}
		return "It is not used with a lumbar disc problem."
	case plan.BySetting:
		return "It is not meant for this setting."
	case plan.ByRegion:
		return "The spine is never pressed."
	case plan.ByDecision:
		return "The check is not finished."
	}
	if b.Limit != nil {
		return v.limit(b.Limit.Limit, b.Limit.Side) + " [" + string(b.Rule) + "]"
	}
	return v.ruleText(b.Rule) + " [" + string(b.Rule) + "]"
}

// writePlan writes the plan for people: today's steps first, then what bounds them.
func (a *app) writePlan(p *plan.Plan, c clinical.Case) {
	v, pg := a.view(c), a.page()
	pg.head("Your plan: " + settingPhrase(p.Setting))
	pg.para("Massage may ease muscle tension for a while. It does not repair the disc. Staying active and exercise help more in the long run.")
	a.planSteps(v, pg, p)
	a.planZones(v, pg, p)
	a.planTechniques(v, pg, p)
	a.planCourse(v, pg, p)
	for _, part := range []struct {
		title string
		ids   []string
	}{{"Before", p.Prepare}, {"After", p.Aftercare}, {"Tell the therapist", p.Tell}, {"What to expect", p.Expect}} {
		if part.title == "Tell the therapist" && p.Setting == clinical.Self {
			continue
		}
		a.cards(v, pg, part.title, part.ids)
	}
	pg.head("Stop at once if")
	for _, id := range p.Stops {
		if s := stopOf(a.set, id); s != nil && !strings.HasPrefix(s.Event, "start_") {
			pg.item(v.words.Get("stop", id, "button"))
		}
	}
	a.pressure(v, pg, p)
	pg.head("Valid")
	pg.para("Until " + when(p.ValidUntil.In(zoneOf(c))) + ", and only if nothing changes. " + v.notice())
}

func (a *app) cards(v view, pg page, title string, ids []string) {
	if len(ids) == 0 {
		return
	}
	pg.head(title)
	for _, id := range ids {
		pg.item(v.words.Get("card", id, "title") + ". " + v.words.Get("card", id, "text"))
		for _, it := range v.words.List("card", id, "item") {
			fmt.Fprintln(pg.w, wrap(it, "      ", "      "))
		}
	}
}

var lacks = map[plan.Lack]string{
	plan.LackSetting: "Your limits do not allow this setting. Try another one with --setting.",
	plan.LackCourse:  "No minutes of hands-on work are left in this setting.",
	plan.LackReview:  "The course has reached its last session. A clinician reviews it first.",
	plan.LackRoutine: "There is no routine for this setting.",
	plan.LackLimits:  "Your limits leave no step to do in this setting today.",
}

func (a *app) planSteps(v view, pg page, p *plan.Plan) {
	if p.Lack != plan.LackNothing {
		pg.head("No steps today")
		pg.para(lacks[p.Lack])
		return
	}
	pg.head(fmt.Sprintf("Today, at most %d minutes: %s", p.Minutes.Now, v.words.Get("routine", p.Routine, "name")))
	n := 0
	for i := 0; i < len(p.Steps); i++ {
		s := p.Steps[i]
		side := ""
		if i+1 < len(p.Steps) && p.Steps[i+1].ID == s.ID { // the same on the other side
			side = ", then " + p.Steps[i+1].Side.String()
			i++
		}
		n++
		fmt.Fprintln(pg.w, wrap(v.stepTitle(&s, side)+".", fmt.Sprintf("%3d. ", n), "     "))
		fmt.Fprintln(pg.w, wrap(v.words.Get("routine", s.Routine, s.ID, "text"), "     ", "     "))
	}
}

// stepTitle says in one line what a step is: technique, place, pressure, time.
func (v view) stepTitle(s *plan.Step, otherSide string) string {
	t := v.techniqueName(s.Technique)
	if s.Region != "" {
		t += " on the " + sided(v.words.Get("region", s.Region, "name"), s.Side) + otherSide
	}
	if s.Pressure != clinical.NoPressure {
		t += ", " + pressurePhrase(s.Pressure)
	}
	t += ", " + length(s.Duration)
	if otherSide != "" {
		t += " each"
	}
	return t
}

func length(s plan.Seconds) string {
	if s < 60 {
		return count(int(s), "second", "seconds")
	}
	if s%60 == 0 {
		return count(int(s/60), "minute", "minutes")
	}
	return fmt.Sprintf("%s %s", count(int(s/60), "minute", "minutes"), count(int(s%60), "second", "seconds"))
}

func (a *app) planZones(v view, pg page, p *plan.Plan) {
	for _, st := range []struct {
		status plan.ZoneStatus
		title  string
	}{{plan.Forbidden, "Do not touch or press"}, {plan.Careful, "Careful here"}, {plan.Open, "Allowed here, lightly"}} {
		var names []string
		for _, z := range p.Zones {
			if z.Status == st.status {
				n := sided(v.words.Get("region", z.Region, "name"), z.Side)
				if st.status != plan.Forbidden {
					n += " (" + pressurePhrase(z.Pressure) + " at most)"
				}
				names = append(names, n)
			}
		}
		if len(names) > 0 {
			pg.head(st.title)
			for _, n := range pairs(names) {
				pg.item(n)
			}
		}
	}
}

// pairs joins "calf, left" and "calf, right" into one line.
func pairs(names []string) []string {
	var out []string
	for i := 0; i < len(names); i++ {
		if i+1 < len(names) && strings.Replace(names[i], ", left", ", right", 1) == names[i+1] {
			out = append(out, strings.Replace(names[i], ", left", ", both sides", 1))
			i++
			continue
		}
		out = append(out, names[i])
	}
	return out
}

func (a *app) planTechniques(v view, pg page, p *plan.Plan) {
	pg.head("Techniques")
	var never []string
	for _, t := range p.Techniques {
		if t.Kind == "position" {
			continue
		}
		if t.Status != plan.Excluded {
			s := v.techniqueName(t.ID) + ": " + t.Status.String()
			if (t.Kind == "hands" || t.Kind == "tool") && t.Pressure != clinical.NoPressure {
				s += ", " + pressurePhrase(t.Pressure)
			}
			if t.MostMinutes > 0 {
				s += fmt.Sprintf(", %d to %d minutes", min(t.FirstMinutes, t.MostMinutes), t.MostMinutes)
			}
			pg.item(s)
			continue
		}
		never = append(never, v.techniqueName(t.ID))
	}
	if len(never) > 0 {
		pg.head("Not for you now")
		pg.para(strings.Join(never, "; ") + ". Use \"paraspinal can\" with a name to see why.")
	}
}

func (a *app) planCourse(v view, pg page, p *plan.Plan) {
	pg.head("Course")
	if len(p.Course.Sessions) == 0 {
		pg.para("No further session is planned.")
	}
	for _, s := range p.Course.Sessions {
		line := fmt.Sprintf("Session %d: %s, at most %d minutes", s.Number, s.Day.Format("Monday 2 January 2006"), s.Minutes)
		if s.Maintenance {
			line += ", for comfort only"
		}
		if s.Review {
			line += ". Review after it: is it helping?"
		}
		pg.item(line)
	}
	for _, ch := range p.CheckIns {
		if ch.Hours == 0 {
			pg.item("Check-in right after the session.")
			continue
		}
		pg.item(fmt.Sprintf("Check-in after %d hours: %s.", ch.Hours, when(ch.At.In(zoneOf(v.c)))))
	}
	if p.Course.RestMost > 0 {
		pg.item(fmt.Sprintf("Rest %d to %d minutes after each session.", p.Course.RestLeast, p.Course.RestMost))
	}
}

func (a *app) pressure(v view, pg page, p *plan.Plan) {
	pg.head("Pressure check")
	pg.para(fmt.Sprintf("Say the number of the discomfort from 0 to 10, every few minutes. \"Stop\" means stop. Outside the buttocks it stays at %d or less, as before the session.", p.PressureCheck.Start))
	if len(p.PressureCheck.Buttocks) > 0 {
		pg.para(fmt.Sprintf("In the buttocks it stays at %d or less, and it fades while the hand stays.", p.PressureCheck.Most))
	}
	if len(p.Consents) > 0 {
		var need []string
		for _, c := range p.Consents {
			t := strings.ReplaceAll(c.For, "_", " ")
			if len(c.Regions) > 0 {
				t += " (" + v.regions(c.Regions) + ")"
			}
			need = append(need, t)
		}
		pg.para("Consent to write down first: " + strings.Join(need, "; ") + ".")
	}
}
