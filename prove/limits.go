package prove

import (
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Here it is said a second time, from the words of the limits alone and not
// from the table, what a limit takes away. The table must agree.

// offeredThough is on when a plan offers what a limit in force takes away.
func (p *Prover) offeredThough() []bit {
	bad := make([][]bit, len(p.set.Techniques))
	p.limited(func(pl place, limit int) {
		if p.takesAway(&p.set.Limits[limit], &p.set.Techniques[pl.technique], pl.setting) {
			bad[pl.technique] = append(bad[pl.technique], p.c.and(p.ta.usable(pl), p.ta.bears(limit, pl.side)))
		}
	})
	for _, pl := range places(p.set) {
		t := &p.set.Techniques[pl.technique]
		if t.Never || p.set.Regions[pl.region].ID == spineBand || !slices.Contains(t.Settings, pl.setting) || !slices.Contains(t.Regions, p.set.Regions[pl.region].ID) {
			bad[pl.technique] = append(bad[pl.technique], p.ta.usable(pl))
		}
	}
	return p.anyOf(bad, 4)
}

// overCap is on when a plan gives more pressure or minutes somewhere than a
// limit in force, or the technique, or the deepest band that is planned.
func (p *Prover) overCap() []bit {
	bad := make([][]bit, len(p.set.Techniques))
	p.limited(func(pl place, limit int) {
		l := &p.set.Limits[limit]
		if p.set.Techniques[pl.technique].Kind == ruleset.KindPosition {
			return
		}
		switch l.Kind {
		case ruleset.PressureCap:
			bad[pl.technique] = append(bad[pl.technique], p.c.and(p.ta.deeper(pl, l.Pressure()), p.ta.bears(limit, pl.side)))
		case ruleset.MinutesCap:
			bad[pl.technique] = append(bad[pl.technique], p.c.and(p.ta.longer(pl, l.Minutes()), p.ta.bears(limit, pl.side)))
		}
	})
	for _, pl := range places(p.set) {
		t := &p.set.Techniques[pl.technique]
		bad[pl.technique] = append(bad[pl.technique], p.ta.deeper(pl, min(t.Most, mostPressure)), p.ta.longer(pl, t.MostMinutes))
	}
	return p.anyOf(bad, 4)
}

// anyOf joins what was found technique by technique, a few at a time: a
// small question is answered faster, and many of them are not.
func (p *Prover) anyOf(bad [][]bit, atOnce int) []bit {
	var out []bit
	for some := range slices.Chunk(bad, atOnce) {
		if b := p.c.or(slices.Concat(some...)...); b != no {
			out = append(out, b)
		}
	}
	return out
}

// places lists every technique on every side of every region in every setting.
func places(set *ruleset.Set) []place {
	var out []place
	for t := range set.Techniques {
		for r := range set.Regions {
			for _, side := range sides(&set.Regions[r]) {
				for _, s := range clinical.Settings() {
					out = append(out, place{t, r, side, s})
				}
			}
		}
	}
	return out
}

// limited visits every place with every limit whose scope it lies in.
func (p *Prover) limited(visit func(pl place, limit int)) {
	for _, pl := range places(p.set) {
		for i := range p.set.Limits {
			l := &p.set.Limits[i]
			here := len(l.Regions) == 0 || slices.Contains(l.Regions, p.set.Regions[pl.region].ID)
			now := len(l.Settings) == 0 || slices.Contains(l.Settings, pl.setting)
			if here && now {
				visit(pl, i)
			}
		}
	}
}

// takesAway reports whether a limit leaves nothing of a technique.
func (p *Prover) takesAway(l *ruleset.Limit, t *ruleset.Technique, setting clinical.Setting) bool {
	switch l.Kind {
	case ruleset.NoTouch:
		return t.Kind != ruleset.KindPosition
	case ruleset.NoTechnique, ruleset.NoTool:
		return p.means(l.Target, t)
	case ruleset.NoHeat:
		return t.Has("heat")
	case ruleset.NoPosition:
		return t.ID == l.Target || len(t.Positions) > 0 && !slices.ContainsFunc(t.Positions, func(id string) bool { return id != l.Target })
	case ruleset.NoSetting:
		return l.Target == setting.String()
	case ruleset.PressureCap:
		return t.Least > l.Pressure()
	}
	return false
}

// means reports whether a target names a technique, or a tool that it needs.
func (p *Prover) means(target string, t *ruleset.Technique) bool {
	if target == t.ID || target != "" && target[0] == '#' && t.Has(target[1:]) {
		return true
	}
	return slices.ContainsFunc(t.Tools, func(id string) bool {
		i, ok := p.set.Technique(id)
		return ok && (id == target || target != "" && target[0] == '#' && p.set.Techniques[i].Has(target[1:]))
	})
}
