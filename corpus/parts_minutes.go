package corpus

import (
	"fmt"
	"slices"

	"paraspinal/ruleset"
)

// Here the parts that say how much and how long are compared.

func (p *parts) courses() {
	each(p, "course", p.old.Courses, p.new.Courses, func(c *ruleset.Course) string { return c.ID }, Different, Different,
		func(what string, was, is *ruleset.Course) {
			p.same(what+": settings", fmt.Sprint(was.Settings), fmt.Sprint(is.Settings))
			p.more(what+": sessions", was.Sessions, is.Sessions)
			p.more(what+": sessions at most", was.MostSessions, is.MostSessions)
			p.fewer(what+": days between sessions", was.EveryDays, is.EveryDays)
			p.fewer(what+": hours between sessions at least", was.LeastHours, is.LeastHours)
			p.more(what+": minutes of the first session", was.FirstMinutes, is.FirstMinutes)
			p.more(what+": minutes that each next one may be longer", was.GrowMinutes, is.GrowMinutes)
			p.more(what+": minutes at most", was.MostMinutes, is.MostMinutes)
			p.more(what+": sessions before a review", was.ReviewAfter, is.ReviewAfter)
			p.numbers(what+": weeks until a review", was.ReviewWeeks, is.ReviewWeeks, func(was, is int) bool { return is > was })
			p.numbers(what+": minutes of rest", was.RestMinutes, is.RestMinutes, func(was, is int) bool { return is < was })
			p.numbers(what+": hours until a check-in", was.CheckInHours, is.CheckInHours, func(was, is int) bool { return is > was })
			p.fewer(what+": days between sessions later", was.MaintenanceDays, is.MaintenanceDays)
		})
}

// numbers compares lists in which a missing number is less cautious, and so is
// one that less says is.
func (p *parts) numbers(what string, was, is []int, less func(was, is int) bool) {
	if slices.Equal(was, is) {
		return
	}
	worse := len(is) < len(was)
	for i := range min(len(was), len(is)) {
		worse = worse || less(was[i], is[i])
	}
	p.add(what, fmt.Sprint(was), fmt.Sprint(is), caution(worse, true))
}

func (p *parts) routines() {
	each(p, "routine", p.old.Routines, p.new.Routines, func(r *ruleset.Routine) string { return r.ID }, Different, Different,
		func(what string, was, is *ruleset.Routine) {
			p.same(what+": setting", was.Setting.String(), is.Setting.String())
			each(p, what+": step", was.Steps, is.Steps, func(s *ruleset.RoutineStep) string { return s.ID }, MoreCautious, LessCautious, p.step)
		})
}

func (p *parts) step(what string, was, is *ruleset.RoutineStep) {
	p.more(what+": seconds", was.Seconds, is.Seconds)
	p.more(what+": seconds at most", was.Most, is.Most)
	if was.Pressure != is.Pressure {
		p.add(what+": pressure", was.Pressure.String(), is.Pressure.String(), caution(is.Pressure > was.Pressure, true))
	}
	work := func(s *ruleset.RoutineStep) string {
		return fmt.Sprintf("%s, place %q, sides %q, position %q", s.Technique, s.Region, s.Sides, s.Position)
	}
	p.same(what+": work", work(was), work(is))
}

// techniques compares what the proof of plans does not read: the minutes of a
// first session, and the seconds on one spot.
func (p *parts) techniques() {
	for i := range p.old.Techniques {
		was := &p.old.Techniques[i]
		n, ok := p.new.Technique(was.ID)
		if !ok {
			continue // the proof compares what is offered
		}
		is := &p.new.Techniques[n]
		p.more("technique "+was.ID+": minutes of the first session", was.First, is.First)
		p.more("technique "+was.ID+": seconds on one spot", was.SpotSeconds, is.SpotSeconds)
	}
}
