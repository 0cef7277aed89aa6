package care

import (
	"slices"
	"strings"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// Halt is the person's "stop" before they have said why. Nothing can be done
// in the session from then on. While no reason is given, Stopping is true, and
// a stop without a reason counts as one that is not known.
func (f *File) Halt(set *ruleset.Set, now time.Time) error {
	if f.Session == nil {
		return ErrNoSession
	}
	if f.Session.Taken {
		return nil // over and known: what is told now comes with Stop
	}
	f.Rev++
	f.Session.Stopping = true
	cfg, _, err := f.Config(set)
	if err != nil {
		return err
	}
	if st := f.Session.State; st.Phase == session.Running || st.Phase == session.Paused {
		if st, _, err = st.Apply(cfg, session.Event{Kind: session.Done, Seq: st.Seq + 1}, now); err != nil {
			return err
		}
		f.Session.State = st
	}
	return nil
}

// Stop is the reason of a stop: the event of a stop rule, or any other text
// for a reason that is not known. It is never too late: of a session that is
// closed already, or that a new check has put away, it is taken like an answer
// of a check-in.
func (f *File) Stop(set *ruleset.Set, name string, now time.Time) error {
	if stopOf(set, name) == nil {
		name = session.UnknownStop
	}
	if f.Session == nil || f.Session.Taken {
		f.Tell(set, records(set, name), now)
		return nil
	}
	f.Rev++
	f.Session.Stopping = false
	cfg, _, err := f.Config(set)
	if err == nil {
		var st session.State
		if st, _, err = f.Session.State.Apply(cfg, session.Event{Kind: session.Stop, Name: name}, now); err == nil {
			f.Session.State = st
			return nil
		}
	}
	// The session can no longer be read, but the warning sign counts.
	f.Session.State.Stops = append(f.Session.State.Stops, name)
	f.unread(set)
	f.taken(set, now)
	return nil
}

// Stopped is one tap on stop, or the reason that was given for it.
type Stopped struct {
	N   uint64    `json:"n"` // File.Stops with it
	At  time.Time `json:"at"`
	Why string    `json:"why,omitempty"` // empty: no reason yet
}

// Heed takes a stop that the file does not know of: an answer to another
// request, which was under way when it came, put an older file in its place.
func (f *File) Heed(set *ruleset.Set, s Stopped) {
	if f.Stops >= s.N {
		return
	}
	f.Stops = s.N
	if f.Session == nil {
		f.Spent = true // of a session that is not known here
	}
	if s.Why != "" {
		_ = f.Stop(set, s.Why, s.At) // what it says counts also where the session cannot be read
	} else {
		_ = f.Halt(set, s.At) // it fails where there is none, or none that can be read: Stopping stays
	}
}

// stopOf is the stop rule of an event during a session; nil when there is none.
func stopOf(set *ruleset.Set, name string) *ruleset.Stop {
	i := slices.IndexFunc(set.Stops, func(s ruleset.Stop) bool { return s.Event == name })
	if i < 0 || strings.HasPrefix(name, "start_") {
		return nil
	}
	return &set.Stops[i]
}

// records is what a stop rule says for the next decision.
func records(set *ruleset.Set, name string) map[clinical.FindingID]clinical.Answer {
	out := map[clinical.FindingID]clinical.Answer{}
	stop := stopOf(set, name)
	if stop == nil {
		out["after.spread"] = clinical.UnsureAnswer()
		return out
	}
	for _, r := range stop.Records {
		d := &set.Findings[r.Finding]
		out[d.ID] = d.Answer(r.Value)
	}
	return out
}

// Tell takes what the person noticed after a session, without a whole
// check-in, and decides again.
func (f *File) Tell(set *ruleset.Set, found map[clinical.FindingID]clinical.Answer, now time.Time) assess.Assessment {
	if len(found) == 0 {
		return f.Assess(set)
	}
	now = f.notBefore(now)
	f.add(clinical.Event{Kind: clinical.CheckInEvent, At: now, Findings: found})
	if found[weakness].Kind == clinical.Known {
		f.Findings = f.weaker(set, found)
	} else {
		f.Findings = f.Case().WithAll(found).Findings
	}
	return f.taken(set, now)
}

// settle gives a stop without a reason the one that is not known.
func (f *File) settle(set *ruleset.Set, now time.Time) error {
	if !f.Session.Stopping {
		return nil
	}
	return f.Stop(set, session.UnknownStop, now)
}

// IfStopped is what the session would mean if it were stopped by a stop rule
// now: for a page that must know it before it can ask anybody.
func (f *File) IfStopped(set *ruleset.Set, name string) assess.Assessment {
	g := *f
	g.Findings = f.Case().WithAll(records(set, name)).Findings
	return g.Assess(set)
}
