package plan

import (
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// calm is the goal of the routines that fit everyone.
const calm = "calm"

// steps gives the timed steps of the next session: the routine for the
// setting and the goal, or else a calm one, less what the limits take away.
func (p *Plan) steps(f *force, person *clinical.Case, h past) {
	p.Lack = LackRoutine
	for _, goal := range []string{p.Goal, calm} {
		for i := range f.set.Routines {
			r := &f.set.Routines[i]
			if r.Setting != f.setting || !slices.Contains(r.Goals, goal) {
				continue
			}
			p.Lack = LackLimits
			s := f.subtract(r, person, h.grown == 0)
			s = f.framed(s)
			f.fit(s, p.Minutes)
			s = slices.DeleteFunc(s, func(s Step) bool { return s.Duration == 0 })
			if len(s) > 0 && len(f.framed(s)) == len(s) {
				p.Routine, p.Steps, p.Lack = r.ID, s, LackNothing
				return
			}
		}
	}
}

// subtract resolves the sides of a routine and drops and softens its steps.
func (f *force) subtract(r *ruleset.Routine, person *clinical.Case, first bool) []Step {
	var out []Step
	for i := range r.Steps {
		s := &r.Steps[i]
		t, ok := f.set.Technique(s.Technique)
		if !ok {
			continue
		}
		for _, side := range f.sidesOf(s, person) {
			g := f.step(t, s.Region, side)
			if side == clinical.Bilateral && !g.usable {
				// What one side does not take, the other may.
				for _, one := range [2]clinical.Side{clinical.Left, clinical.Right} {
					if o := f.step(t, s.Region, one); o.usable {
						out = f.emit(out, r, s, t, one, o, first)
					}
				}
				continue
			}
			if g.usable {
				out = f.emit(out, r, s, t, side, g, first)
			}
		}
	}
	return out
}

// step judges a technique on the region of a step; without a region it touches nothing.
func (f *force) step(technique int, region string, side clinical.Side) ground {
	if region == "" {
		v := f.verdict(technique)
		return ground{usable: v.Status != Excluded, minutes: v.MostMinutes}
	}
	r, ok := f.set.Region(region)
	if !ok {
		return ground{}
	}
	return f.on(technique, r, side)
}

// emit appends a step, unless it has no position left or its pressure is below what the technique needs.
func (f *force) emit(out []Step, r *ruleset.Routine, s *ruleset.RoutineStep, technique int, side clinical.Side, g ground, first bool) []Step {
	t := &f.set.Techniques[technique]
	pressure := min(s.Pressure, g.pressure)
	if s.Region != "" && pressure < max(t.Least, clinical.Stroking) {
		return out
	}
	position := s.Position
	if position != "" && f.position(position) != nil {
		i := slices.IndexFunc(t.Positions, func(p string) bool { return f.position(p) == nil })
		if i < 0 {
			return out
		}
		position = t.Positions[i]
	}
	seconds, most := s.Seconds, s.Most
	if t.MostMinutes > 0 {
		most = min(most, 60*g.minutes)
		if first && t.First > 0 {
			most = min(most, 60*t.First)
		}
		seconds = min(seconds, most)
	}
	return append(out, Step{ID: s.ID, Routine: r.ID, Technique: t.ID, Region: s.Region, Side: side, Pressure: pressure,
		Duration: Seconds(seconds), Most: Seconds(most), Position: position})
}

// sidesOf lists the sides on which a step is done, one after the other.
// Without sides, a region that has a left and a right is worked on as a whole.
func (f *force) sidesOf(s *ruleset.RoutineStep, person *clinical.Case) []clinical.Side {
	i, ok := f.set.Region(s.Region)
	if !ok || !f.set.Regions[i].Sided {
		return []clinical.Side{clinical.AnySide}
	}
	both := []clinical.Side{clinical.Left, clinical.Right}
	switch s.Sides {
	case "":
		return []clinical.Side{clinical.Bilateral}
	case "each":
		return both
	}
	left, right := person.Get("site.left"), person.Get("site.right")
	if left.Kind != clinical.Known || right.Kind != clinical.Known {
		return nil // no side is known to be free of pain, nor to be the painful one
	}
	leg := slices.Contains(members(f.set, "leg"), s.Region)
	var out []clinical.Side
	for i, side := range both {
		own, other := left.Int, right.Int
		if i == 1 {
			own, other = other, own
		}
		if painful(own, other, leg) == (s.Sides == "painful") {
			out = append(out, side)
		}
	}
	return out
}

// The furthest place of the pain on one side (Werneke-1999, consensus): 0 none,
// 1 middle of the back, 2 side of the back, 3 buttock, 4 thigh, 5 calf, 6 foot.
const (
	siteMiddle = 1
	siteThigh  = 4
)

// painful says whether a side is the painful one: for the leg when its pain
// goes below the buttock fold; for back and buttocks also when its pain goes as
// far as on the other side or further, unless it stays in the middle.
func painful(own, other int, leg bool) bool {
	return own >= siteThigh || !leg && own > siteMiddle && own >= other
}

// framed cuts a list of steps so that the first and the last touch are
// stroking (S001-139): it drops whatever touches before the first and after the
// last stroking. With no stroking nothing is left.
func (f *force) framed(steps []Step) []Step {
	first, last := -1, -1
	for i := range steps {
		if f.strokes(&steps[i]) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	var out []Step
	for i := range steps {
		if first >= 0 && (steps[i].Region == "" || i >= first && i <= last) {
			out = append(out, steps[i])
		}
	}
	return out
}

func (f *force) strokes(s *Step) bool {
	i, ok := f.set.Technique(s.Technique)
	return ok && s.Region != "" && f.set.Techniques[i].Has("stroking")
}

// fit makes the steps last no more than the session, and no region more than
// its minutes. Once the session has grown beyond its first dose, it lengthens
// them, each up to its longest.
func (f *force) fit(steps []Step, m Minutes) {
	seconds := 60 * m.Now
	all := func(*Step) bool { return true }
	if sum := total(steps, all); m.Now > m.First && sum > 0 && sum < seconds {
		for i := range steps {
			s := &steps[i]
			s.Duration = Seconds(min(whole(int(s.Duration)*seconds/sum), int(s.Most)))
		}
	}
	for _, i := range f.inSetting(ruleset.MinutesCap) {
		l := &f.limits[i]
		limit(steps, 60*l.Minutes(), func(s *Step) bool {
			return len(l.Regions) == 0 || slices.Contains(l.Regions, s.Region) && l.Side.Overlaps(s.Side)
		})
	}
	for i := range steps {
		t, _ := f.set.Technique(steps[i].Technique)
		if most := f.set.Techniques[t].MostMinutes; most > 0 {
			limit(steps, 60*most, func(s *Step) bool {
				return s.Technique == steps[i].Technique && s.Region == steps[i].Region && s.Side == steps[i].Side
			})
		}
	}
	limit(steps, seconds, all)
}

// limit scales the steps that count so that together they last no more than
// some seconds, and lets none of them be extended beyond.
func limit(steps []Step, seconds int, counts func(*Step) bool) {
	sum := total(steps, counts)
	for i := range steps {
		s := &steps[i]
		if !counts(s) {
			continue
		}
		s.Most = min(s.Most, Seconds(min(seconds, 1<<16-1)))
		if sum > seconds {
			s.Duration = Seconds(whole(int(s.Duration) * seconds / sum))
		}
	}
}

func total(steps []Step, counts func(*Step) bool) int {
	sum := 0
	for i := range steps {
		if counts(&steps[i]) {
			sum += int(steps[i].Duration)
		}
	}
	return sum
}

// whole rounds a time down to 5 seconds, which a person can follow.
func whole(seconds int) int { return seconds - seconds%5 }
