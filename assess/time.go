package assess

import (
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// times finds how long the assessment holds and when time alone makes it less
// cautious, by deciding again at every instant at which time can change a rule.
// Later than the stated validity only the second is of interest, and only
// while massage has to wait.
func (a *Assessment) times(set *ruleset.Set, c *clinical.Case, res *ruleset.Result) {
	if a.Disposition == clinical.Undecided {
		return
	}
	until := a.Now.Add(time.Duration(set.ValidHours) * time.Hour)
	waits := a.Disposition >= clinical.Postpone && a.Disposition < clinical.Urgent
	at := append(set.Turns(c, a.Now), turns(set, c, a.Now)...)
	slices.SortFunc(at, func(x, y time.Time) int { return x.Compare(y) })
	at = slices.CompactFunc(at, time.Time.Equal)
	var facts ruleset.Facts
	var then ruleset.Result
	for _, t := range at {
		if !t.Before(until) && (!waits || a.TryAgain != nil) {
			break
		}
		set.Resolve(c, t, &facts)
		lifted, _ := goAheads(set, c, &facts, t)
		set.Eval(&facts, lifted, &then)
		if t.Before(until) && raises(&res.Floor, &then.Floor) {
			until = t
		}
		if waits && a.TryAgain == nil && then.Floor.Disposition < res.Floor.Disposition {
			a.TryAgain = &t
		}
	}
	a.ValidUntil = &until
}

// raises reports whether the later floor asks for anything that the earlier did not.
func raises(was, is *ruleset.Join) bool {
	if is.Disposition > was.Disposition || !is.Care.AtMost(was.Care) {
		return true
	}
	for i := range is.Limits {
		if is.Limits[i]&^was.Limits[i] != 0 {
			return true
		}
	}
	return false
}
