package session

import (
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Decision of a review, or what stands in its way. The zero value is that
// none is due, which is no leave to go on for ever: see Verdict.
type Decision string

const (
	NotDue        Decision = ""
	AnswersNeeded Decision = "answers_needed" // it is due, and the measures do not tell
	GoOn          Decision = "go_on"
	ChangePlan    Decision = "change_plan"
	SeeClinician  Decision = "see_clinician"
	Maintenance   Decision = "maintenance" // now and then, as comfort, not as cure
)

// Why says what a review is due for or what decided it.
type Why string

const (
	AfterSessions Why = "after_sessions" // so many as the course says
	AtWeeks       Why = "at_weeks"
	TooMany       Why = "most_sessions" // no more without a clinician's review
	PowerLost     Why = "power_lost"    // urgent: assess with Verdict.Findings
	GotWorse      Why = "worse"
	GotBetter     Why = "better"
	StayedSame    Why = "same"
	NoneAfter     Why = "no_improvement_at_last_week" // care within 2 weeks, no new course
	CourseDone    Why = "course_done"
	NotMeasured   Why = "not_measured"
)

// Verdict is the outcome of Review.
type Verdict struct {
	Decision Decision
	Due      []Why // what made the review due
	Reasons  []Why
	Care     clinical.Care
	Change   Change
	Findings map[clinical.FindingID]clinical.Answer // for the next assessment
}

// reviewChange is the finding that keeps the result of a review.
const reviewChange clinical.FindingID = "review.change"

// Review decides how a course goes on: after the third session, at the weeks
// that the course names, and when it has had as many sessions as it may. Loss
// of power and the most sessions count at any time, due or not. first and now
// are the measures at the first session and today.
//
// The history counts from the last review by a clinician.
func Review(course ruleset.Course, history []clinical.Event, first, now Measures, at time.Time) Verdict {
	var v Verdict
	h := history[lastOf(history, clinical.ClinicianReviewEvent)+1:]
	sessions, last := due(course, h, at, &v)
	if sessions == 0 {
		return v
	}
	v.Change = Compare(first, now)
	if v.Change.Overall == Alarm {
		v.Findings = lostPower(v.Change.Lost)
		return v.see(PowerLost, clinical.Today)
	}
	if slices.Contains(v.Due, TooMany) {
		return v.see(TooMany, clinical.Routine)
	}
	if len(v.Due) == 0 {
		return v
	}
	switch v.Change.Overall {
	case NoTrend:
		v.Decision, v.Reasons = AnswersNeeded, []Why{NotMeasured}
	case Worse:
		v.Findings = map[clinical.FindingID]clinical.Answer{reviewChange: clinical.ChoiceAnswer("worse")}
		// S003-057: self-care ends when pain persists or gets worse.
		return v.see(GotWorse, clinical.In2Weeks)
	case Better:
		v.Findings = map[clinical.FindingID]clinical.Answer{reviewChange: clinical.ChoiceAnswer("better")}
		v.Decision, v.Reasons = GoOn, []Why{GotBetter}
		if sessions >= course.Sessions {
			v.Decision, v.Reasons = Maintenance, []Why{GotBetter, CourseDone}
		}
	case Same:
		v.Findings = map[clinical.FindingID]clinical.Answer{reviewChange: clinical.ChoiceAnswer("same")}
		if last {
			return v.see(NoneAfter, clinical.In2Weeks)
		}
		v.Decision, v.Reasons = ChangePlan, []Why{StayedSame}
	}
	return v
}

func (v Verdict) see(why Why, within clinical.Within) Verdict {
	v.Decision, v.Reasons = SeeClinician, []Why{why}
	v.Care = clinical.Care{Who: clinical.Clinician, Within: within}
	if within == clinical.Today {
		v.Care.Who = clinical.Doctor
	}
	return v
}

// due counts the sessions and says which reviews are due; last is whether the
// last week of the course's reviews has come.
func due(course ruleset.Course, h []clinical.Event, at time.Time, v *Verdict) (sessions int, last bool) {
	var began, third time.Time
	for _, e := range h {
		if e.Kind != clinical.SessionEvent {
			continue
		}
		sessions++
		if sessions == 1 {
			began = e.At
		}
		if sessions == course.ReviewAfter {
			third = e.At
		}
	}
	if sessions == 0 {
		return 0, false
	}
	if !third.IsZero() && !reviewed(h, third, false) {
		v.Due = append(v.Due, AfterSessions)
	}
	for i, w := range course.ReviewWeeks {
		t := began.Add(time.Duration(w) * 7 * 24 * time.Hour)
		if at.Before(t) {
			continue
		}
		last = i == len(course.ReviewWeeks)-1
		// An improvement at the first of the weeks need not be shown again.
		if last && len(course.ReviewWeeks) > 1 && reviewed(h, began.Add(time.Duration(course.ReviewWeeks[0])*7*24*time.Hour), true) {
			continue
		}
		if !reviewed(h, t, false) && !slices.Contains(v.Due, AtWeeks) {
			v.Due = append(v.Due, AtWeeks)
		}
	}
	if sessions >= course.MostSessions {
		v.Due = append(v.Due, TooMany)
	}
	return sessions, last
}

// reviewed reports whether a review took place at or after an instant, and
// found an improvement when that is asked.
func reviewed(h []clinical.Event, from time.Time, better bool) bool {
	return slices.ContainsFunc(h, func(e clinical.Event) bool {
		c := e.Findings[reviewChange].Choice
		return e.Kind == clinical.ReviewEvent && !e.At.Before(from) && (!better || c == "better" || c == "much_better")
	})
}

// lostPower is the finding of a lost test. When the side is not new, weakness
// that stayed while the pain went is reported all the same.
func lostPower(lost []Loss) map[clinical.FindingID]clinical.Answer {
	f := map[clinical.FindingID]clinical.Answer{weakness: clinical.ChoiceAnswer("new")}
	if len(lost) > 0 {
		f[weaknessSide] = clinical.ChoiceAnswer(sideChoice(lost))
	}
	return f
}
