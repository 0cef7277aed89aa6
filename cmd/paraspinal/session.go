package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/session"
)

func (a *app) sessionCmd() *cobra.Command {
	var setting, save string
	var fast bool
	c := &cobra.Command{
		Use:   "session FILE",
		Short: "Guide one session step by step, with a countdown and a stop that always works",
		Long: `Guides one session: a short check first, then one step at a time with its time,
then the questions after it. Type a letter and press enter at any moment:
p pause, r go on, e 15 seconds more, s skip this step, d I have had enough,
n 3 report pain of 3, x stop and say why. Without --save nothing is kept.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := parseSetting(setting)
			if err != nil {
				return err
			}
			r, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			if !fast { // trying it out happens when the file was written
				at, err := a.clock()
				if err != nil {
					return err
				}
				if err := a.fresh(r.Answered, at, args[0]); err != nil {
					return err
				}
				r.Case.Now = at
			}
			done, err := a.guide(cmd.Context(), r.Case, set, fast)
			if err != nil || save == "" {
				return err
			}
			return a.save(save, done)
		},
	}
	settingFlag(c, &setting)
	c.Flags().BoolVar(&fast, "fast", false, "let time run 60 times as fast, for trying it")
	c.Flags().StringVar(&save, "save", "", "keep the answers and this session in a file")
	return c
}

// fresh refuses answers that are older than a result holds: a session needs
// the danger signs to be asked again.
func (a *app) fresh(answered, now time.Time, file string) error {
	if most := time.Duration(a.set.ValidHours) * time.Hour; now.Sub(answered) > most || answered.After(now.Add(most)) {
		return inputError{fmt.Errorf("the answers in %s are of %s. First check again: paraspinal ask %s --recheck --save %s", file, when(answered), file, file)}
	}
	return nil
}

// guide runs one session and returns the case with what it adds.
func (a *app) guide(ctx context.Context, c clinical.Case, set clinical.Setting, fast bool) (clinical.Case, error) {
	as := assess.Assess(a.set, c, c.Now)
	clear, ok := as.Clearance()
	if !ok {
		a.page().para("There is no session: no hands-on step is allowed now.")
		a.writeAssessment(&as, c)
		return c, nil
	}
	p, ok := plan.Make(clear, set, c.Now)
	if !ok || len(p.Steps) == 0 {
		a.page().para("There is no session in this setting. " + lacks[p.Lack])
		return c, nil
	}
	cfg := session.Config{Set: a.set, Steps: p.Steps, Start: session.PainsOf(c.Findings), MostDuration: plan.Seconds(p.Minutes.Now) * 60, ValidUntil: p.ValidUntil}
	st, err := session.New(cfg)
	if err != nil {
		return c, fmt.Errorf("prepare the session: %w", err)
	}
	run := &runner{app: a, cfg: cfg, st: st, v: a.view(c), lines: lines(ctx, a.in), clock: a.sessionClock(c.Now, fast), speed: 1}
	if fast {
		run.speed = fastFactor
	}
	if err := run.whole(ctx); err != nil {
		if found, ferr := run.st.Findings(run.cfg); ferr == nil {
			a.stopped(c, found)
		}
		return c, err
	}
	return a.after(run, c)
}

// stopped shows what a stop already means when the questions after it were
// left: help that is needed is named all the same.
func (a *app) stopped(c clinical.Case, found map[clinical.FindingID]clinical.Answer) {
	c = c.WithAll(found)
	if as := assess.Assess(a.set, c, c.Now); len(found) > 0 && as.Disposition >= clinical.Refer {
		a.writeAssessment(&as, c)
	}
}

// after takes what the session recorded into the case and decides again.
func (a *app) after(run *runner, c clinical.Case) (clinical.Case, error) {
	events, err := run.st.History(run.cfg)
	if err != nil {
		return c, fmt.Errorf("close the session: %w", err)
	}
	found, err := run.st.Findings(run.cfg)
	if err != nil {
		return c, fmt.Errorf("close the session: %w", err)
	}
	c = c.WithAll(found)
	c.History = append(c.History, events...)
	if len(events) > 0 {
		c.Now = run.clock()
	}
	if run.st.End == session.Stopped || len(found) > 0 {
		as := assess.Assess(a.set, c, c.Now)
		if as.Disposition >= clinical.Refer {
			a.writeAssessment(&as, c)
			return withResult(c, &as), nil
		}
	}
	pg := a.page()
	if len(events) == 0 {
		return c, nil
	}
	pg.head("After the session")
	pg.para("Rest 10 to 20 minutes, then move gently. Leave at least 48 hours before the next session.")
	for _, d := range session.CheckIns(a.set.Courses[courseIndex(a, run)], c.History, c.Now) {
		if d.Hours > 0 {
			pg.item(fmt.Sprintf("Check-in after %d hours: %s, with \"paraspinal check-in\".", d.Hours, when(d.At.In(zoneOf(c)))))
		}
	}
	return c, nil
}

// courseIndex finds the course of the plan that the session came from.
func courseIndex(a *app, run *runner) int {
	for i := range a.set.Courses {
		for _, r := range a.set.Routines {
			if r.ID != run.cfg.Steps[0].Routine {
				continue
			}
			for _, s := range a.set.Courses[i].Settings {
				if s == r.Setting {
					return i
				}
			}
		}
	}
	return 0
}

const fastFactor = 60

// sessionClock runs from the case's instant, fast for trying it out.
func (a *app) sessionClock(start time.Time, fast bool) func() time.Time {
	began := a.now()
	return func() time.Time {
		d := a.now().Sub(began)
		if fast {
			d *= fastFactor
		}
		return start.Add(d)
	}
}

// lines reads the input in the background, so that a countdown can go on.
func lines(ctx context.Context, in interface{ Read([]byte) (int, error) }) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for s := bufio.NewScanner(in); s.Scan(); {
			select {
			case ch <- strings.TrimSpace(s.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}
