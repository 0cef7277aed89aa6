package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
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
			if a.at == "" {
				r.Case.Now = a.now() // a session is now, whenever the file was written
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
		return c, err
	}
	return a.after(run, c)
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
	for id, ans := range found {
		c = c.With(id, ans)
	}
	c.History = append(c.History, events...)
	if len(events) > 0 {
		c.Now = run.clock()
	}
	if run.st.End == session.Stopped || len(found) > 0 {
		as := assess.Assess(a.set, c, c.Now)
		if as.Disposition >= clinical.Refer {
			a.writeAssessment(&as, c)
			return c, nil
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
			pg.item(fmt.Sprintf("Check-in after %d hours: %s, with \"paraspinal check-in\".", d.Hours, when(d.From.In(zoneOf(c)))))
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

// runner drives the state machine with a terminal and a clock.
type runner struct {
	app   *app
	cfg   session.Config
	st    session.State
	v     view
	lines <-chan string
	clock func() time.Time
	speed int
	seq   uint64
	ended bool // the input is at its end
}

func (r *runner) apply(ev session.Event) ([]session.Outcome, error) {
	if ev.Kind != session.Tick {
		r.seq++
		ev.Seq = r.seq
	}
	st, out, err := r.st.Apply(r.cfg, ev, r.clock())
	if err != nil {
		return nil, err
	}
	r.st = st
	for _, o := range out {
		r.say(o)
	}
	return out, nil
}

func (r *runner) whole(ctx context.Context) error {
	if err := r.startCheck(ctx); err != nil {
		return err
	}
	if r.st.Phase == session.Waiting {
		if _, err := r.apply(session.Event{Kind: session.Start}); err != nil {
			return fmt.Errorf("start the session: %w", err)
		}
	}
	if err := r.steps(ctx); err != nil {
		return err
	}
	if r.st.Phase == session.Closing {
		return r.endCheck(ctx)
	}
	return nil
}

// startCheck asks each item; one that holds is asked again until it has passed
// or the person stops.
func (r *runner) startCheck(ctx context.Context) error {
	pg := r.app.page()
	pg.head("Before we start")
	for _, name := range r.cfg.StartItems() {
		stop := r.stop(name)
		for {
			yes, err := r.yesNo(ctx, r.v.words.Get("stop", stop, "button"))
			if err != nil {
				return err
			}
			reply := session.No
			if yes {
				reply = session.Yes
			}
			if _, err := r.apply(session.Event{Kind: session.Check, Replies: map[string]session.Reply{name: reply}}); err != nil {
				return err
			}
			if r.st.Over() {
				return nil
			}
			if !yes {
				break
			}
			again, err := r.yesNo(ctx, "Go on now that this has passed?")
			if err != nil {
				return err
			}
			if !again {
				return inputError{fmt.Errorf("the session did not start")}
			}
		}
	}
	return nil
}

func (r *runner) stop(event string) string {
	for i := range r.v.set.Stops {
		if r.v.set.Stops[i].Event == event {
			return r.v.set.Stops[i].ID
		}
	}
	return ""
}

func (r *runner) yesNo(ctx context.Context, text string) (bool, error) {
	for {
		fmt.Fprint(r.app.out, wrap(text, "", ""), " (y/n) ")
		line, err := r.line(ctx)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(line) {
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		fmt.Fprintln(r.app.out, "Type y or n.")
	}
}

func (r *runner) line(ctx context.Context) (string, error) {
	select {
	case t, ok := <-r.lines:
		if !ok {
			fmt.Fprintln(r.app.out)
			return "", inputError{fmt.Errorf("the input ended before the session: nothing was kept")}
		}
		return t, nil
	case <-ctx.Done():
		return "", inputError{fmt.Errorf("interrupted: nothing was kept")}
	}
}

// steps shows the countdown until the session is over.
func (r *runner) steps(ctx context.Context) error {
	tick := time.NewTicker(time.Second / time.Duration(min(r.speed, 10)))
	defer tick.Stop()
	lines := r.lines
	for !r.st.Over() {
		select {
		case t, ok := <-lines:
			if !ok {
				lines, r.ended = nil, true // the countdown goes on without a keyboard
				continue
			}
			if err := r.command(ctx, t); err != nil {
				return err
			}
		case <-tick.C:
			if _, err := r.apply(session.Event{Kind: session.Tick}); err != nil {
				return err
			}
			r.countdown()
		case <-ctx.Done():
			_, err := r.apply(session.Event{Kind: session.Done})
			return err
		}
	}
	return nil
}

// countdown redraws one line on a terminal; elsewhere the steps speak for themselves.
func (r *runner) countdown() {
	if !r.app.terminal() || r.st.Over() {
		return
	}
	left := r.st.Remaining(r.cfg).Round(time.Second)
	word := "left"
	if r.st.Phase == session.Paused {
		word = "left, paused"
	}
	fmt.Fprintf(r.app.out, "\r\x1b[K  step %d of %d  %s %s", r.st.Step+1, len(r.cfg.Steps), left, word)
}

func (r *runner) command(ctx context.Context, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	ev := session.Event{Step: r.st.Step}
	switch word {
	case "p":
		ev.Kind = session.Pause
	case "r":
		ev.Kind = session.Resume
	case "e":
		ev.Kind = session.Extend
	case "s":
		ev.Kind = session.Skip
	case "d":
		ev.Kind = session.Done
	case "n":
		report, ok := r.pain(rest)
		if !ok {
			fmt.Fprintln(r.app.out, "Type n and a number from 0 to 10, such as n 3.")
			return nil
		}
		ev.Kind, ev.Pain = session.Pain, report
	case "x":
		name, err := r.why(ctx, rest)
		if err != nil {
			return err
		}
		ev.Kind, ev.Name = session.Stop, name
	case "":
		return nil
	default:
		fmt.Fprintln(r.app.out, "p pause, r go on, e 15 seconds more, s skip, d enough, n 3 pain of 3, x stop")
		return nil
	}
	if _, err := r.apply(ev); err != nil {
		fmt.Fprintf(r.app.out, "That is not possible now: %v\n", err)
	}
	return nil
}

// pain reports pain where the hand is: on the buttock, or where it was at the start.
func (r *runner) pain(text string) (session.PainReport, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return session.PainReport{}, false
	}
	score, err := session.NewNRS(n)
	if err != nil {
		return session.PainReport{}, false
	}
	step := r.cfg.Steps[min(r.st.Step, len(r.cfg.Steps)-1)]
	at := 2 // beside the spine
	switch step.Region {
	case "gluteus", "piriformis", "hip_side":
		at = 3
	case "thigh_front", "hamstring":
		at = 4
	case "calf", "shin":
		at = 5
	case "foot":
		at = 6
	}
	site, err := session.NewSite(at)
	return session.PainReport{Score: score, Site: site, Side: step.Side}, err == nil
}

// why offers the stop rules; an empty choice still stops.
func (r *runner) why(ctx context.Context, chosen string) (string, error) {
	var names []string
	for i := range r.v.set.Stops {
		if s := &r.v.set.Stops[i]; !strings.HasPrefix(s.Event, "start_") {
			names = append(names, s.Event)
		}
	}
	if chosen == "" && !r.ended {
		fmt.Fprintln(r.app.out, "\nStop: hands off now. What is it?")
		for i, n := range names {
			fmt.Fprintln(r.app.out, wrap(r.v.words.Get("stop", r.stop(n), "button"), fmt.Sprintf("%3d  ", i+1), "     "))
		}
		fmt.Fprint(r.app.out, "Number: ")
		line, err := r.line(ctx)
		if err != nil {
			return "", err
		}
		chosen = line
	}
	if n, err := strconv.Atoi(chosen); err == nil && n >= 1 && n <= len(names) {
		return names[n-1], nil
	}
	if r.stop(chosen) != "" {
		return chosen, nil
	}
	return session.UnknownStop, nil // a stop without a known reason stops all the same
}

func (r *runner) say(o session.Outcome) {
	pg, v := r.app.page(), r.v
	if r.app.terminal() {
		fmt.Fprint(r.app.out, "\r\x1b[K")
	}
	switch o.Result {
	case session.StepBegan:
		s := r.cfg.Steps[o.Step]
		pg.head(fmt.Sprintf("Step %d of %d: %s", o.Step+1, len(r.cfg.Steps), v.stepTitle(&s, "")))
		pg.para(v.words.Get("routine", s.Routine, s.ID, "text"))
		for _, k := range []struct{ title, key string }{{"You may feel: ", "feel"}, {"You must not feel: ", "must_not_feel"}} {
			if t := v.words.Get("routine", s.Routine, s.ID, k.key); t != "" {
				pg.para(k.title + t)
			}
		}
	case session.PauseBegan:
		pg.para("Paused. Type r to go on.")
	case session.GapPaused:
		pg.para("Paused, because nothing was heard for a while. Type r to go on.")
	case session.Resumed:
		pg.para("Going on.")
	case session.Extended:
		pg.para("15 seconds more.")
	case session.PainNoted:
		pg.para("Noted. Work more softly if you like.")
	case session.StartHolds, session.StopMet:
		pg.para(v.words.Get("stop", r.stop(o.Event), "text"))
	case session.SessionOver:
		pg.head(map[session.End]string{session.Finished: "The session is over", session.Early: "The session is over, early", session.Interrupted: "The session is over: the pause was too long",
			session.Expired: "The session is over: the check has run out", session.Held: "No session today: check again first", session.Stopped: "Stop. Hands off. The session is over"}[r.st.End])
	}
}
