package corpus

import (
	"fmt"
	"slices"

	"paraspinal/ruleset"
)

// Here the parts are compared that say how a plan is made: how much, how long,
// and what is asked for before.

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
			p.same(what+": setting and goals", fmt.Sprint(was.Setting, was.Goals), fmt.Sprint(is.Setting, is.Goals))
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
// first session, the seconds on one spot, and what is chosen.
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
		p.same("technique "+was.ID+": choice", choice(was), choice(is))
	}
}

// choice is what decides whether, when and how a plan uses a technique that it may use.
func choice(t *ruleset.Technique) string {
	return fmt.Sprintf("goals %v, order %d, in the evening %v, positions %v", t.Goals, t.Order, t.Evening, t.Positions)
}

// regions compares which need a consent before somebody works there.
func (p *parts) regions() {
	word := map[bool]string{true: "asked for", false: "not asked for"}
	for i := range p.old.Regions {
		was := &p.old.Regions[i]
		if n, ok := p.new.Region(was.ID); ok && p.new.Regions[n].Sensitive != was.Sensitive {
			p.add("region "+was.ID+": consent", word[was.Sensitive], word[!was.Sensitive], caution(was.Sensitive, true))
		}
	}
}
