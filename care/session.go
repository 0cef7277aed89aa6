package care

import (
	"errors"
	"maps"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// Session is a guided session and what it is made from.
type Session struct {
	Setting clinical.Setting `json:"setting"`
	Made    time.Time        `json:"made"`           // the instant its plan was made for
	Motor   session.Motor    `json:"motor,omitzero"` // the self-check before it
	State   session.State    `json:"state"`
	Taken   bool             `json:"taken,omitempty"` // its end is in the history
	// Stopping: the person said stop and has not said why. The session is over.
	Stopping bool `json:"stopping,omitempty"`
}

// Refusals of a session.
var (
	ErrNoClearance = errors.New("no hands-on step is allowed now")
	ErrNoSteps     = errors.New("the plan has no steps in this setting")
	ErrNoSession   = errors.New("there is no session")
	ErrHeld        = errors.New("something has changed since the check")
)

// Plan makes the plan of the answers in a setting. It is false without
// permission that still holds.
func (f *File) Plan(set *ruleset.Set, setting clinical.Setting, now time.Time) (plan.Plan, assess.Assessment, bool) {
	as := f.Assess(set)
	if f.Stale(set, now) {
		return plan.Plan{}, as, false
	}
	clear, ok := as.Clearance()
	if !ok {
		return plan.Plan{}, as, false
	}
	p, ok := plan.Make(clear, setting, now)
	return p, as, ok
}

// Begin makes a guided session from the plan. One that is on goes on, also
// while its end check is due; one that has not begun gives way. When something
// has changed since the check, there is none before the next check.
func (f *File) Begin(set *ruleset.Set, setting clinical.Setting, now time.Time) (err error) {
	if s := f.Session; s != nil {
		switch {
		case s.State.End == session.Held:
			return ErrHeld
		case !s.Taken && (s.Stopping || !s.State.Began.IsZero()):
			return nil
		}
	}
	now = now.UTC().Truncate(time.Second)
	if now.Before(f.At) {
		now = f.At
	}
	p, _, ok := f.Plan(set, setting, now)
	if !ok || !f.Finished { // answers that were changed are looked over first
		return ErrNoClearance
	}
	if len(p.Steps) == 0 {
		return ErrNoSteps
	}
	s := &Session{Setting: setting, Made: now, Motor: f.lastMotor()}
	if s.State, err = session.New(f.config(set, &p, s.Motor)); err != nil {
		return err
	}
	f.Rev++
	f.Session = s
	return nil
}

func (f *File) config(set *ruleset.Set, p *plan.Plan, motor session.Motor) session.Config {
	return session.Config{Set: set, Steps: p.Steps, Start: session.PainsOf(f.Findings), Motor: motor, MostDuration: plan.Seconds(p.Minutes.Now) * 60, ValidUntil: p.ValidUntil}
}

// Config is what the session that is on was made from, computed again from the
// answers: a kept state brings no steps of its own.
func (f *File) Config(set *ruleset.Set) (session.Config, plan.Plan, error) {
	if f.Session == nil || f.Session.Taken {
		return session.Config{}, plan.Plan{}, ErrNoSession
	}
	p, _, ok := f.Plan(set, f.Session.Setting, f.Session.Made)
	if !ok {
		return session.Config{}, plan.Plan{}, ErrNoClearance
	}
	return f.config(set, &p, f.Session.Motor), p, nil
}

// Apply carries out one event of the session. When it has ended for good, what
// it says is taken into the history and the answers.
func (f *File) Apply(set *ruleset.Set, ev session.Event, now time.Time) ([]session.Outcome, error) {
	cfg, _, err := f.Config(set)
	if err != nil {
		return nil, err
	}
	if f.Session.Stopping && ev.Kind != session.Stop {
		return nil, nil // first of all: why?
	}
	st, out, err := f.Session.State.Apply(cfg, ev, now)
	if err != nil {
		return nil, err
	}
	if ev.Kind != session.Tick || len(out) > 0 {
		f.Rev++
	}
	f.Session.State = st
	return out, nil
}

// Found is what the session recorded so far for the next decision.
func (f *File) Found(set *ruleset.Set) map[clinical.FindingID]clinical.Answer {
	cfg, _, err := f.Config(set)
	if err != nil {
		return nil
	}
	found, err := f.Session.State.Findings(cfg)
	if err != nil {
		return nil
	}
	return found
}

// AfterStop decides again with what the session recorded, as if it were
// answered now.
func (f *File) AfterStop(set *ruleset.Set) assess.Assessment {
	g := *f
	g.Findings = f.Case().WithAll(f.Found(set)).Findings
	return g.Assess(set)
}

// Close takes the ended session into the history and its findings into the
// answers, once. From then on the answers are those of the moment after it, so
// the permission that it began with is used up.
func (f *File) Close(set *ruleset.Set, now time.Time) error {
	if f.Session == nil {
		return ErrNoSession
	}
	if f.Session.Taken {
		return nil
	}
	if err := f.settle(set, now); err != nil {
		return err
	}
	if !f.Session.State.Over() {
		return nil
	}
	cfg, _, err := f.Config(set)
	if err != nil {
		return err
	}
	events, err := f.Session.State.History(cfg)
	if err != nil {
		return err
	}
	found, err := f.Session.State.Findings(cfg)
	if err != nil {
		return err
	}
	f.remember(set) // the result that allowed it comes before the session
	f.Session.Taken = true
	f.add(events...)
	if len(found) > 0 {
		f.Findings = f.Case().WithAll(found).Findings
	}
	if r := f.Session.State.Report; r != nil {
		f.note(Entry{At: f.Session.State.Ended, Kind: AfterSession, Measures: session.Measures{Pains: r.Pains, Motor: r.Motor}})
	}
	if len(events) > 0 || len(found) > 0 {
		f.touch(set, later(now, f.Session.State.Ended))
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// leave ends a session that was left without its end check, so that it counts.
func (f *File) leave(set *ruleset.Set, now time.Time) {
	if f.Session == nil || f.Session.Taken {
		return
	}
	if !f.Session.Stopping && !f.Session.State.Over() && !f.Session.State.Began.IsZero() {
		// Whether time ran out or the person left: it took place.
		if _, err := f.Apply(set, session.Event{Kind: session.Done, Seq: f.Session.State.Seq + 1}, now); err != nil {
			f.unread(set)
			return
		}
	}
	if err := f.Close(set, now); err != nil {
		f.unread(set)
	}
}

// unread keeps at least that a session took place, and its warning signs, when
// its state can no longer be read: the protocol or the answers have changed
// under it.
func (f *File) unread(set *ruleset.Set) {
	s := f.Session
	f.Session.Taken = true
	if s.Stopping {
		s.State.Stops, s.Stopping = append(s.State.Stops, session.UnknownStop), false
	}
	e := clinical.Event{Kind: clinical.SessionEvent, At: s.State.Began, Findings: map[clinical.FindingID]clinical.Answer{}, Note: string(session.Interrupted)}
	if s.State.Began.IsZero() {
		if len(s.State.Stops) == 0 {
			return
		}
		e = clinical.Event{Kind: clinical.CheckInEvent, At: s.Made, Findings: e.Findings}
	}
	for id, a := range f.Findings {
		switch id {
		case "pain.back", "pain.leg", "site.left", "site.right":
			e.Findings[id] = a
		}
	}
	for _, name := range s.State.Stops {
		maps.Copy(e.Findings, records(set, name))
	}
	f.add(e)
}

// Course is the course of a setting; the zero Course when there is none.
func Course(set *ruleset.Set, setting clinical.Setting) ruleset.Course {
	for i := range set.Courses {
		for _, s := range set.Courses[i].Settings {
			if s == setting {
				return set.Courses[i]
			}
		}
	}
	return ruleset.Course{}
}

// CheckIns lists the check-ins after the last session.
func (f *File) CheckIns(set *ruleset.Set, now time.Time) []session.Due {
	return session.CheckIns(Course(set, f.setting()), f.History, now)
}

// setting of the last session; self when there was none.
func (f *File) setting() clinical.Setting {
	if f.Session != nil && f.Session.Setting != clinical.NoSetting {
		return f.Session.Setting
	}
	return clinical.Self
}

// CheckIn takes the answers of 24 or 72 hours after, and gives what they mean.
func (f *File) CheckIn(set *ruleset.Set, r session.Report, now time.Time) (assess.Assessment, error) {
	now = f.notBefore(now)
	ev, err := session.CheckIn(set, f.History, f.lastMotor(), r, now)
	if err != nil {
		return assess.Assessment{}, err
	}
	if as := f.Assess(set); as.Disposition < clinical.Urgent {
		f.remember(set) // a check since the session has heard about it: its answers stay
	}
	f.add(ev)
	f.note(Entry{At: now, Kind: FromCheckIn, Measures: session.Measures{Pains: r.Pains, Motor: r.Motor}})
	return f.taken(set, now), nil
}

// taken decides with what sessions and check-ins said since the last result.
// It gives no new permission: the first answer of the check is as old as before.
func (f *File) taken(set *ruleset.Set, now time.Time) assess.Assessment {
	return f.told(set, session.Next(set, f.Case()).Findings, now)
}
