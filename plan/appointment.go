package plan

import (
	"slices"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Action is what to do with an appointment. The zero value cancels.
type Action uint8

const (
	Cancel Action = iota
	Move          // to a later time
	Change        // keep it, and tell the limits
	Keep
)

func (a Action) String() string {
	switch a {
	case Move:
		return "move"
	case Change:
		return "change"
	case Keep:
		return "keep"
	}
	return "cancel"
}

// MarshalText writes the name of the action.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Message names the text to copy; the caller words it. Every message but
// MessageMedical is for the therapist.
type Message string

const (
	MessageUnfinished Message = "unfinished" // the check is not finished: no answer yet
	MessagePast       Message = "past"       // the time lies behind
	MessageKeep       Message = "keep"
	MessageChange     Message = "change"  // with the limits of Advice
	MessageMove       Message = "move"    // to NotBefore, or to after what the rules name in words
	MessageWait       Message = "wait"    // until a clinician has agreed, or while a condition stands
	MessageSetting    Message = "setting" // a limit forbids professional massage as a whole
	MessageMedical    Message = "medical" // medical help comes first
)

// Advice is what to do with an appointment and what the message needs.
type Advice struct {
	Action      Action
	Message     Message
	Disposition clinical.Disposition // at the time of the appointment, as far as the answers tell
	Care        clinical.Care
	Reasons     []assess.Reason // behind the action
	Limits      []assess.Limit  // to tell the therapist; none unless the appointment stands
	NotBefore   *time.Time      // move: the first instant at which time alone allows it; nil when only words say it
	Recheck     bool            // check again on the day; with Move: NotBefore is past by then, and that check may let it stand
}

// Appointment answers "I have an appointment with a therapist": keep, change,
// move or cancel it. The same answers are decided again for the time of the
// appointment, so that what time alone changes is not overlooked. It never
// keeps an appointment without permission.
func Appointment(a *assess.Assessment, at time.Time) Advice {
	if a == nil {
		return Advice{Message: MessageUnfinished}
	}
	if at.Before(a.Now) {
		return Advice{Message: MessagePast, Disposition: a.Disposition, Care: a.Care}
	}
	c, ok := a.Clearance()
	if !ok {
		d := refused(a)
		d.Recheck = d.NotBefore != nil && !at.Before(*d.NotBefore)
		return d
	}
	then := assess.Assess(c.Set(), c.Case(), at)
	if then.Disposition >= clinical.Postpone {
		return refused(&then)
	}
	d := Advice{Action: Keep, Message: MessageKeep, Disposition: max(a.Disposition, then.Disposition), Care: a.Care.Join(then.Care)}
	d.Recheck = !at.Before(*a.ValidUntil) || !then.Settled // by then there may be a question more
	for _, l := range slices.Concat(a.Limits, then.Limits) {
		if len(l.Settings) > 0 && !slices.Contains(l.Settings, clinical.Professional) {
			continue
		}
		if l.Kind == ruleset.NoSetting {
			if l.Target == clinical.Professional.String() {
				return Advice{Message: MessageSetting, Disposition: d.Disposition, Care: d.Care, Reasons: setBy(a, &then, l.Rule)}
			}
			continue
		}
		if !slices.ContainsFunc(d.Limits, func(o assess.Limit) bool { return o.Rule == l.Rule && o.Side == l.Side && same(o.Limit, l.Limit) }) {
			d.Limits = append(d.Limits, l)
		}
	}
	if len(d.Limits) > 0 {
		d.Action, d.Message = Change, MessageChange
	}
	for _, l := range d.Limits {
		for _, r := range setBy(a, &then, l.Rule) {
			if !slices.ContainsFunc(d.Reasons, func(o assess.Reason) bool { return o.Rule == r.Rule }) {
				d.Reasons = append(d.Reasons, r)
			}
		}
	}
	return d
}

// setBy lists the reasons of one rule, now or then: once.
func setBy(now, then *assess.Assessment, rule clinical.RuleID) []assess.Reason {
	all := slices.Concat(now.Reasons, then.Reasons)
	i := slices.IndexFunc(all, func(r assess.Reason) bool { return r.Rule == rule })
	return all[i : i+1] // a limit in force has its reason
}

// refused is the advice where there is no permission.
func refused(a *assess.Assessment) Advice {
	d := Advice{Message: MessageUnfinished, Disposition: a.Disposition, Care: a.Care, Reasons: top(a)}
	switch {
	case a.Disposition >= clinical.Urgent:
		d.Message = MessageMedical
	case a.Disposition >= clinical.Refer:
		d.Message = MessageWait
	case a.Disposition == clinical.Postpone:
		d.Action, d.Message, d.NotBefore = Move, MessageMove, a.TryAgain
	default:
		d.Reasons = nil // not finished: what is known so far is no reason to cancel
	}
	return d
}
