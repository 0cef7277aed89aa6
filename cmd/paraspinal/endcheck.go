package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/session"
)

// report asks pains, sites and the given findings, in plain lines.
func (r *runner) report(ctx context.Context, asks []clinical.FindingID) (session.Report, error) {
	var out session.Report
	for _, s := range []struct {
		id  clinical.FindingID
		max int
		set func(int) error
	}{
		{"pain.back", 10, func(n int) (err error) { out.Back, err = session.NewNRS(n); return }},
		{"pain.leg", 10, func(n int) (err error) { out.Leg, err = session.NewNRS(n); return }},
		{"site.left", 6, func(n int) (err error) { out.Left, err = session.NewSite(n); return }},
		{"site.right", 6, func(n int) (err error) { out.Right, err = session.NewSite(n); return }},
	} {
		if err := r.number(ctx, s.id, s.max, s.set); err != nil {
			return out, err
		}
	}
	out.Answers = map[clinical.FindingID]string{}
	for _, id := range asks {
		i, _ := r.v.set.Finding(id)
		f := &r.v.set.Findings[i]
		yes, doubt, err := r.yesNoUnsure(ctx, "New or worse: "+r.v.words.Get("finding", string(id), "name")+"?")
		if err != nil {
			return out, err
		}
		switch {
		case doubt:
			out.Answers[id] = "unsure"
		case yes:
			out.Answers[id] = f.FormatAnswer(f.Answer(f.Danger[len(f.Danger)-1]))
		default:
			out.Answers[id] = f.FormatAnswer(f.Answer(*f.Normal))
		}
	}
	return out, nil
}

func (r *runner) number(ctx context.Context, id clinical.FindingID, most int, set func(int) error) error {
	hint := ""
	if most == 6 {
		hint = " (0 none, 1 middle of the back, 2 side of the back, 3 buttock, 4 thigh, 5 calf or shin, 6 foot)"
	}
	for {
		r.app.prompt(wrap(r.v.words.Get("finding", string(id), "name")+hint+", 0 to "+strconv.Itoa(most)+":", "", "") + " ")
		t, err := r.line(ctx)
		if err != nil {
			return err
		}
		if n, e := strconv.Atoi(t); e == nil && set(n) == nil {
			return nil
		}
		fmt.Fprintf(r.app.out, "Type a number from 0 to %d.\n", most)
	}
}

func (r *runner) yesNoUnsure(ctx context.Context, text string) (yes, doubt bool, err error) {
	for {
		r.app.prompt(wrap(text, "", "") + " (y/n/?) ")
		line, err := r.line(ctx)
		if err != nil {
			return false, false, err
		}
		switch strings.ToLower(line) {
		case "y", "yes":
			return true, false, nil
		case "n", "no":
			return false, false, nil
		case "?":
			return false, true, nil
		}
		fmt.Fprintln(r.app.out, "Type y, n, or ? if you are not sure.")
	}
}

func (r *runner) endCheck(ctx context.Context) error {
	if r.ended {
		return inputError{fmt.Errorf("the input ended before the questions after the session: nothing was kept")}
	}
	r.app.page().head("Now, after the session")
	rep, err := r.report(ctx, session.EndAsks())
	if err != nil {
		return err
	}
	_, err = r.apply(session.Event{Kind: session.EndCheck, Report: &rep})
	return err
}

func (a *app) checkInCmd() *cobra.Command {
	var save string
	c := &cobra.Command{
		Use: "check-in FILE", Short: "Answer the questions of 24 and 72 hours after a session", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			read, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			c := read.Case
			if c.Now, err = a.clock(); err != nil {
				return err
			}
			run := &runner{app: a, v: a.view(c), lines: lines(cmd.Context(), a.in)}
			rep, err := run.report(cmd.Context(), session.CheckInAsks())
			if err != nil {
				return err
			}
			ev, err := session.CheckIn(a.set, c.History, session.Motor{}, rep, c.Now)
			if err != nil {
				return inputError{fmt.Errorf("there is no session to check in about: %w", err)}
			}
			c.History = append(c.History, ev)
			next := session.Next(a.set, c)
			as := assess.Assess(a.set, next, next.Now)
			switch {
			case as.Disposition >= clinical.Refer, as.Care.Within >= clinical.In2Weeks:
				a.writeAssessment(&as, next)
				next = withResult(next, &as)
			case as.Disposition == clinical.Postpone:
				a.page().para("Thank you. Leave the time that your body needs before the next session.")
			case as.Disposition == clinical.Undecided:
				a.page().para("Thank you, this is noted. Some answers are still open, so do the full check before the next session.")
			default:
				a.page().para("Thank you. Nothing here asks for help now. Check again before the next session.")
			}
			if save == "" {
				return nil
			}
			return a.save(save, next)
		},
	}
	c.Flags().StringVar(&save, "save", "", "keep the answers in this file")
	return c
}
