package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/session"
)

func (s *Server) sessionRoutes(on route) {
	on("POST /session", beginSession)
	on("GET /session", showSession)
	on("POST /session/check", startCheck)
	on("POST /session/event", sessionEvent)
	on("POST /session/stop", stopSession)
	on("GET /session/stop", showStop)
	on("POST /session/end", endCheck)
	on("GET /session/after", afterSession)
	on("GET /session/checkins.ics", checkInCalendar)
}

// SessionLink leads to a session that is on, or that still wants its end check.
type SessionLink struct {
	URL  string // empty: there is none
	Over bool
}

// sessionUnderWay says where a session that is on goes on.
func (v *visit) sessionUnderWay() SessionLink {
	s := v.file.Session
	if s == nil || s.Taken || s.State.Began.IsZero() && !s.Stopping {
		return SessionLink{}
	}
	return SessionLink{v.url("/session"), v.ending()}
}

// ending reports whether a session was stopped or is over and its end check is
// still due: what allowed it no longer counts.
func (v *visit) ending() bool {
	s := v.file.Session
	return s != nil && !s.Taken && (s.Stopping || s.State.Over())
}

// beginSession makes a session from the plan of a setting.
func beginSession(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	var setting clinical.Setting
	if err := setting.UnmarshalText([]byte(v.r.PostForm.Get("setting"))); err != nil || setting == clinical.NoSetting {
		return errForm
	}
	switch err := v.file.Begin(v.Set, setting, v.now); {
	case err == nil:
		return v.keepAnd("/session")
	case errors.Is(err, care.ErrHeld):
		return v.noSession("held", "/session/after")
	case errors.Is(err, care.ErrNoSteps):
		p, _, _ := v.file.Plan(v.Set, setting, v.now)
		return v.noSession("lack."+string(p.Lack), "/plan/"+setting.String())
	case v.file.Stale(v.Set, v.now):
		return v.noSession("stale", "/result")
	case errors.Is(err, care.ErrNoClearance):
		return v.noSession("notallowed", "/check")
	default:
		var refused *session.Error
		if errors.As(err, &refused) {
			return v.noSession("notallowed", "/check")
		}
		return err
	}
}

// noSession says why there is no session, and where to go.
func (v *visit) noSession(why, to string) error {
	p := Plain{Page: v.base(v.T("session.none.title"), ""), Text: []string{v.T("session.none." + why)}, Link: v.url(to), Do: v.T("session.none.do." + to[1:1+len(strings.Split(to[1:], "/")[0])])}
	p.NavAt = "plan"
	return v.render(http.StatusConflict, "plain", p)
}

// showSession shows where the session is. Looking at it never moves it on: it
// only keeps that time alone has paused or ended it.
func showSession(v *visit) error {
	s := v.file.Session
	switch {
	case s == nil:
		return v.redirect("/plan")
	case s.Taken:
		return v.redirect("/session/after")
	case s.Stopping:
		return v.redirect("/session/stop")
	}
	cfg, p, err := v.file.Config(v.Set)
	if err == nil {
		now := *v.file
		moved := *s
		now.Session = &moved
		if _, err = now.Apply(v.Set, session.Event{Kind: session.Tick}, v.now); err == nil && moved.State.Phase != s.State.Phase {
			v.file = &now
			if err := v.keep(); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return v.lostSession(err)
	}
	switch st := v.file.Session.State; st.Phase {
	case session.Waiting:
		if v.file.Stale(v.Set, v.now) || !v.now.Before(cfg.ValidUntil) {
			return v.noSession("stale", "/result")
		}
		return v.showStart(http.StatusOK, &cfg, &p, nil)
	case session.Running, session.Paused:
		return v.showStep(http.StatusOK, &cfg, "", nil)
	default:
		if st.Phase == session.Closed || v.alarmed() {
			if err := v.file.Close(v.Set, v.now); err != nil {
				return v.lostSession(err)
			}
			return v.keepAnd("/session/after")
		}
		return v.showEnd(http.StatusOK, nil)
	}
}

// lostSession is for a session that can no longer be read, because the answers
// or the protocol have changed under it.
func (v *visit) lostSession(err error) error {
	var refused *session.Error
	if !errors.As(err, &refused) && !errors.Is(err, care.ErrNoClearance) || refused != nil && refused.Code == session.BadTime {
		return err
	}
	if s := v.file.Session; s.State.Began.IsZero() && !s.Stopping {
		return v.noSession("changed", "/plan/"+s.Setting.String())
	}
	return v.render(http.StatusConflict, "session_lost", SessionLostPage{v.base(v.T("session.lost.title"), "")})
}

// SessionLostPage says that the session cannot go on.
type SessionLostPage struct{ Page }

// apply carries out one event and goes to the page that it leads to.
func (v *visit) apply(ev session.Event) error {
	if v.file.Session == nil || v.file.Session.Taken {
		return v.redirect("/session")
	}
	out, err := v.file.Apply(v.Set, ev, v.now)
	note := ""
	for _, o := range out {
		if n := notes[o.Result]; n != "" {
			note = n
		}
	}
	if err != nil {
		var refused *session.Error
		if !errors.As(err, &refused) {
			return v.lostSession(err)
		}
		switch refused.Code {
		case session.AtMost:
			return v.keepAnd("/session?note=most")
		case session.TooLate, session.NotBegun, session.StartHeld, session.CheckExpired, session.NotNumbered:
			return v.redirect("/session")
		}
		return v.lostSession(err)
	}
	if note != "" {
		return v.onward("/session?note=" + note)
	}
	return v.onward("/session")
}

// notes are what is said about an event that changes nothing that can be seen.
var notes = map[session.Result]string{session.Missed: "missed", session.PainNoted: "pain", session.Extended: "extended"}

// onward keeps the session. One that needs help today, or no end check, is
// closed at once.
func (v *visit) onward(path string) error {
	s := v.file.Session
	if s.Taken {
		return v.keepAnd("/session/after")
	}
	if !s.Stopping && s.State.Over() && (s.State.Phase == session.Closed || v.alarmed()) {
		if err := v.file.Close(v.Set, v.now); err != nil {
			return err
		}
		return v.keepAnd("/session/after")
	}
	return v.keepAnd(path)
}

// alarmed reports whether what stopped the session needs help today: then
// nothing more is asked.
func (v *visit) alarmed() bool {
	if v.file.Session.State.End != session.Stopped {
		return false
	}
	as := v.file.AfterStop(v.Set)
	return as.Disposition >= clinical.Urgent
}

// sessionEvent carries out a button of a running session.
func sessionEvent(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	form := v.r.PostForm
	ev := session.Event{Kind: session.Kind(form.Get("do")), Step: atoi(form.Get("step"))}
	ev.Seq, _ = strconv.ParseUint(form.Get("seq"), 10, 64) // without a number it is refused
	switch ev.Kind {
	case session.Tick, session.Pause, session.Resume, session.Extend, session.Skip, session.Done:
	case session.Pain:
		return v.reportPain(ev)
	default:
		return errForm
	}
	return v.apply(ev)
}

// reportPain takes a number for the pain where the hand is.
func (v *visit) reportPain(ev session.Event) error {
	if v.file.Session == nil || v.file.Session.Taken || v.file.Session.Stopping {
		return v.redirect("/session")
	}
	cfg, _, err := v.file.Config(v.Set)
	if err != nil {
		return v.lostSession(err)
	}
	score, err := session.NewNRS(atoi(v.r.PostForm.Get("pain")))
	if err != nil {
		if st := v.file.Session.State; st.Phase != session.Running && st.Phase != session.Paused {
			return v.redirect("/session")
		}
		f := v.painField()
		f.Error = v.T("session.pain.missing")
		return v.showStep(http.StatusUnprocessableEntity, &cfg, "", &f)
	}
	at, side := painPlace(&cfg, ev.Step)
	ev.Pain = session.PainReport{Score: score, Side: side}
	if ev.Pain.Site, err = session.NewSite(at); err != nil {
		return err
	}
	return v.apply(ev)
}

// painPlace is where the hand of a step is, as a place that pain reaches; where
// nothing is touched, the furthest place of the start.
func painPlace(cfg *session.Config, step int) (int, clinical.Side) {
	var s plan.Step
	if step >= 0 && step < len(cfg.Steps) {
		s = cfg.Steps[step]
	}
	switch s.Region {
	case "":
		left, _ := cfg.Start.Left.Score()
		right, _ := cfg.Start.Right.Score()
		switch {
		case left > right:
			return left, clinical.Left
		case right > left:
			return right, clinical.Right
		}
		return max(left, 1), clinical.AnySide
	case "gluteus", "piriformis", "hip_side":
		return 3, s.Side
	case "thigh_front", "hamstring":
		return 4, s.Side
	case "calf", "shin":
		return 5, s.Side
	case "foot":
		return 6, s.Side
	}
	return 2, s.Side // beside the spine
}
