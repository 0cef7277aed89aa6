package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
)

func (a *app) canCmd() *cobra.Command {
	var setting string
	c := &cobra.Command{
		Use:   "can FILE TECHNIQUE",
		Short: "Say whether this person can use one technique, tool or position, and why",
		Args:  cobra.ExactArgs(2),
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
			id, err := a.techniqueID(args[1])
			if err != nil {
				return err
			}
			ver, _ := plan.CanUse(a.set, &as, id, set)
			v := a.view(r.Case)
			if a.format == "json" {
				return writeJSON(a.out, v.verdictJSON(ver))
			}
			a.writeVerdict(v, ver, set)
			return nil
		},
	}
	settingFlag(c, &setting)
	return c
}

func (a *app) writeVerdict(v view, ver plan.Verdict, set clinical.Setting) {
	pg := a.page()
	answer := map[plan.Status]string{plan.Excluded: "No", plan.Limited: "Yes, with limits", plan.Allowed: "Yes"}[ver.Status]
	pg.head(v.techniqueName(ver.ID) + ", when " + settingPhrase(set) + ": " + answer)
	pg.para(v.words.Get("technique", ver.ID, "what"))
	seen := map[string]bool{}
	for _, b := range ver.Reasons {
		if t := v.because(b, ver.ID); !seen[t] && ver.Status != plan.Allowed && (ver.Status != plan.Excluded || b.Excludes) {
			seen[t] = true
			pg.item(t)
		}
	}
	if ver.Status == plan.Excluded {
		pg.para(v.notice())
		return
	}
	var where []string
	for _, pl := range ver.Regions {
		where = append(where, sided(v.words.Get("region", pl.Region, "name"), pl.Side)+" ("+pressurePhrase(pl.Pressure)+")")
	}
	if len(where) > 0 {
		pg.head("Where")
		for _, w := range pairs(where) {
			pg.item(w)
		}
	}
	if ver.MostMinutes > 0 {
		pg.para(fmt.Sprintf("Minutes: %d the first time, %d at most.", min(ver.FirstMinutes, ver.MostMinutes), ver.MostMinutes))
	}
	for _, t := range []struct{ title, key string }{{"You may feel: ", "feel"}, {"", "must_not_feel"}} {
		if s := v.words.Get("technique", ver.ID, t.key); s != "" {
			pg.para(t.title + s)
		}
	}
	pg.para(v.notice())
}

func (a *app) appointmentCmd() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:   "appointment FILE",
		Short: "Keep, change, move or cancel an appointment, with a message to copy",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := time.Parse(time.RFC3339, at)
			if err != nil {
				return usagef("--for is an instant with its zone, such as 2026-11-24T09:00:00+01:00, not %q", at)
			}
			r, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			as := assess.Assess(a.set, r.Case, r.Case.Now)
			d := plan.Appointment(&as, t)
			v := a.view(r.Case)
			msg := v.message(&d, t.In(zoneOf(r.Case)))
			if a.format == "json" {
				return writeJSON(a.out, v.appointmentJSON(&d, msg))
			}
			pg := a.page()
			pg.head(appointmentHeading(&d))
			for _, re := range d.Reasons {
				if re.Unsure {
					pg.item(v.told(re) + ". Until this is clear, the careful answer counts.")
					continue
				}
				pg.item(v.reason(re))
			}
			if d.Recheck {
				pg.para("Check again on the day before you go.")
			}
			pg.head("Message to copy")
			pg.para(msg)
			return nil
		},
	}
	c.Flags().StringVar(&at, "for", "", "when the appointment is")
	_ = c.MarkFlagRequired("for") // the flag was just declared
	return c
}

func appointmentHeading(d *plan.Advice) string {
	if d.Message == plan.MessageMove && d.Recheck {
		return "Not decided: it can stand if the check on that day is fine"
	}
	switch d.Message {
	case plan.MessageKeep:
		return "Keep the appointment"
	case plan.MessageChange:
		return "Keep it, and send these limits first"
	case plan.MessageMove:
		return "Move the appointment"
	case plan.MessageMedical:
		return "Cancel it: medical help comes first"
	case plan.MessagePast:
		return "That time has passed"
	case plan.MessageUnfinished:
		return "Not decided: finish the check first, and do not go before"
	}
	return "Cancel it for now"
}

// message is what to send to the therapist.
func (v view) message(d *plan.Advice, at time.Time) string {
	day := at.Format("Monday 2 January, 15:04")
	switch d.Message {
	case plan.MessageKeep:
		return "Hello, I am coming on " + day + ". I have a lumbar disc problem. Please stay off the spine, work softly, and stop when I say stop."
	case plan.MessageChange:
		s := "Hello, I am coming on " + day + ". I have a lumbar disc problem and these limits."
		seen := map[string]bool{}
		for i := range d.Limits {
			if t := v.limit(d.Limits[i].Limit, d.Limits[i].Side); !seen[t] {
				seen[t] = true
				s += " " + t
			}
		}
		return s + " Please stay off the spine, and stop when I say stop."
	case plan.MessageMove:
		if d.Recheck {
			return "Hello, my back is in a flare or not ready for massage today. I will check again on the morning of " + day + " and tell you whether I can come."
		}
		s := "Hello, I have to move my appointment on " + day + "."
		if d.NotBefore != nil {
			return s + " It can be after " + d.NotBefore.In(at.Location()).Format("Monday 2 January, 15:04") + " at the earliest. I will check again that day."
		}
		return s + " I will send a new date when massage is safe for me again."
	case plan.MessageWait, plan.MessageSetting:
		return "Hello, I have to cancel my appointment on " + day + ". " + strings.ToUpper(whoPhrase(d.Care.Who)[:1]) + whoPhrase(d.Care.Who)[1:] + " needs to agree to massage first. I will be in touch after that."
	case plan.MessageMedical:
		return "Hello, I have to cancel my appointment on " + day + " because I need to see a doctor first."
	}
	return "There is nothing to send yet."
}
