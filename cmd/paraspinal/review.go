package main

import (
	"context"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

func (a *app) reviewCmd() *cobra.Command {
	var setting, save string
	c := &cobra.Command{
		Use:   "review FILE",
		Short: "Look back on the course: go on, change it, see a clinician, or now and then",
		Long: `Compares the pain before the first session with the latest one in the file and
asks one question. It counts from the last review by a clinician.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := parseSetting(setting)
			if err != nil {
				return err
			}
			read, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			c := read.Case
			if a.at == "" {
				c.Now = a.now()
			}
			done, err := a.review(cmd.Context(), c, set)
			if err != nil || save == "" {
				return err
			}
			return a.save(save, done)
		},
	}
	settingFlag(c, &setting)
	c.Flags().StringVar(&save, "save", "", "keep the answers and this review in a file")
	return c
}

type reviewJSON struct {
	Decision session.Decision  `json:"decision"`
	Due      []session.Why     `json:"due"`
	Reasons  []session.Why     `json:"reasons"`
	Care     clinical.Care     `json:"care"`
	Trend    session.Trend     `json:"trend"`
	Site     session.Direction `json:"direction"`
	Text     string            `json:"text"`
}

// review decides how the course goes on and returns the case with the review
// in its history.
func (a *app) review(ctx context.Context, c clinical.Case, set clinical.Setting) (clinical.Case, error) {
	course := courseOf(a.set, set)
	first, now := measures(c)
	v := session.Review(course, c.History, first, now, c.Now)
	if v.Decision != session.NotDue && a.format != "json" {
		grc, err := a.change(ctx)
		if err != nil {
			return c, err
		}
		now.Change = grc
		v = session.Review(course, c.History, first, now, c.Now)
	}
	if a.format == "json" {
		return c, writeJSON(a.out, reviewJSON{v.Decision, list(v.Due), list(v.Reasons), v.Care, v.Change.Overall, v.Change.Direction, decisions[v.Decision]})
	}
	pg := a.page()
	pg.head(decisions[v.Decision])
	for _, why := range append(slices.Clone(v.Due), v.Reasons...) {
		pg.item(whys[why])
	}
	if v.Care.Within != clinical.NoCare {
		pg.para("See " + whoPhrase(v.Care.Who) + " " + withinPhrase(v.Care.Within) + ".")
	}
	pg.para(a.view(c).notice())
	if v.Decision == session.NotDue || v.Decision == session.AnswersNeeded {
		return c, nil
	}
	c.History = append(slices.Clip(c.History), clinical.Event{Kind: clinical.ReviewEvent, At: c.Now, Findings: v.Findings})
	for id, ans := range v.Findings {
		c = c.With(id, ans)
	}
	return c, nil
}

var decisions = map[session.Decision]string{
	session.NotDue:        "No review is due",
	session.AnswersNeeded: "The review is due, and an answer is missing",
	session.GoOn:          "Go on as planned",
	session.ChangePlan:    "Change the plan: shorter, softer, or another way",
	session.SeeClinician:  "See a clinician before any further session",
	session.Maintenance:   "The course is done. A session now and then is for comfort",
}

var whys = map[session.Why]string{
	session.AfterSessions: "It is due after this number of sessions.",
	session.AtWeeks:       "It is due after these weeks.",
	session.TooMany:       "The course has reached its last session.",
	session.PowerLost:     "A leg or foot has lost power.",
	session.GotWorse:      "It is worse than before the first session.",
	session.GotBetter:     "It is better than before the first session.",
	session.StayedSame:    "It is the same as before the first session.",
	session.NoneAfter:     "It is no better after the weeks of the course. No new course is planned.",
	session.CourseDone:    "The planned sessions are done.",
	session.NotMeasured:   "The pain numbers before the first session or now are missing.",
}

func courseOf(s *ruleset.Set, set clinical.Setting) ruleset.Course {
	for i := range s.Courses {
		if slices.Contains(s.Courses[i].Settings, set) {
			return s.Courses[i]
		}
	}
	return ruleset.Course{} // no course, no sessions to review
}

// measures are the pains before the first session of the course, and the
// latest ones: today's answers, else those of the last event that has some.
func measures(c clinical.Case) (first, now session.Measures) {
	var begin, latest map[clinical.FindingID]clinical.Answer
	for _, e := range c.History {
		switch {
		case e.Kind == clinical.ClinicianReviewEvent:
			begin = nil
		case len(e.Findings) == 0:
		case e.Kind == clinical.SessionEvent && begin == nil:
			begin = e.Findings
			latest = maps.Clone(e.Findings)
		default:
			latest = maps.Clone(e.Findings)
		}
	}
	if latest == nil {
		latest = map[clinical.FindingID]clinical.Answer{}
	}
	for _, id := range []clinical.FindingID{"pain.back", "pain.leg", "site.left", "site.right"} {
		if ans := c.Get(id); ans.Kind == clinical.Known {
			latest[id] = ans
		}
	}
	first.Pains, now.Pains = session.PainsOf(begin), session.PainsOf(latest)
	return first, now
}

// change asks the global rating of change in plain lines.
func (a *app) change(ctx context.Context) (session.GRC, error) {
	ask := a.asker(true)
	options := []string{"Very much better", "Much better", "A little better", "The same", "A little worse", "Much worse", "Very much worse"}
	i, err := ask.choose(ctx, "How are your back and legs now, compared with before the first session?", options)
	return session.VeryMuchImproved + session.GRC(i), err
}
