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
// while massage has to wait for something that time can change. It moves the
// facts on in time.
func (m *Assessor) times(a *Assessment, set *ruleset.Set, c *clinical.Case) {
	if a.Disposition == clinical.Undecided {
		return
	}
	until := a.Now.Add(time.Duration(set.ValidHours) * time.Hour)
	waits := a.Disposition >= clinical.Postpone && a.Disposition < clinical.Urgent && !m.lasts(set, c)
	end := until
	if waits {
		end = time.Time{} // as long as it takes
	}
	at := turns(set, c, a.Now, set.Turns(c, &m.facts, a.Now, end, m.turns[:0]))
	slices.SortFunc(at, time.Time.Compare)
	at = slices.CompactFunc(at, time.Time.Equal)
	m.turns = at
	was, is := &m.res.Floor, &m.then.Floor
	for _, t := range at {
		if !t.Before(until) && (!waits || a.TryAgain != nil) {
			break
		}
		changed := set.Advance(c, t, &m.facts)
		if len(c.GoAheads) > 0 {
			m.goAheads(set, c, t)
		} else if !changed {
			continue // nothing is different from the instant before
		}
		set.Eval(&m.facts, m.lifted, &m.then)
		if t.Before(until) && raises(was, is) {
			until = t
		}
		if waits && a.TryAgain == nil && is.Disposition < was.Disposition {
			a.TryAgain = &t
		}
	}
	a.ValidUntil = &until
}

// lasts reports whether a rule at the top disposition stands that no time can
// change. Whether a go-ahead lifts it hangs on time.
func (m *Assessor) lasts(set *ruleset.Set, c *clinical.Case) bool {
	if len(c.GoAheads) > 0 {
		return false
	}
	for i, v := range m.res.Values {
		if v.Lo == ruleset.False || !set.Lasting(i) {
			continue
		}
		if e := set.Rules[i].At(v.Lo, m.lifted[i]); e != nil && e.Disposition == m.res.Floor.Disposition {
			return true
		}
	}
	return false
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
