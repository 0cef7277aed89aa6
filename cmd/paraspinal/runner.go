package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/session"
)

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
	if r.st.Phase == session.Closing && !r.alarm() {
		return r.endCheck(ctx)
	}
	return nil
}

// alarm reports whether what stopped the session needs help today: then there
// are no more questions before the answer.
func (r *runner) alarm() bool {
	found, err := r.st.Findings(r.cfg)
	if err != nil || r.st.End != session.Stopped {
		return false
	}
	c := r.v.c.WithAll(found)
	as := assess.Assess(r.v.set, c, c.Now)
	return as.Disposition >= clinical.Urgent
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
		r.app.prompt(wrap(text, "", "") + " (y/n) ")
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
	tick, stop := r.app.ticks(time.Second / time.Duration(min(r.speed, 10)))
	defer stop()
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
		case <-tick:
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
	at, side := 2, step.Side // beside the spine
	switch step.Region {
	case "": // nothing is touched: the pain is where it was
		at, side = furthest(r.cfg.Start)
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
	return session.PainReport{Score: score, Site: site, Side: side}, err == nil
}

// furthest is where the pain reached at the start; the middle of the back when
// that is not known.
func furthest(p session.Pains) (int, clinical.Side) {
	left, _ := p.Left.Score()
	right, _ := p.Right.Score()
	switch {
	case left > right:
		return left, clinical.Left
	case right > left:
		return right, clinical.Right
	}
	return max(left, 1), clinical.AnySide
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
		r.app.prompt("Number: ")
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
		for _, k := range []struct{ title, key string }{{"You may feel: ", "feel"}, {"", "must_not_feel"}} {
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
