package prove

import (
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// place is one technique on one side of one region in one setting.
type place struct {
	technique, region int
	side              clinical.Side
	setting           clinical.Setting
}

// mostPressure is the deepest band that plan ever gives.
const mostPressure = clinical.Moderate

// spineBand is the region that nothing touches, whatever the table says of it.
const spineBand = "spine_band"

// table says what a plan of a cleared person offers, from the table that plan
// reads and the limits of the floor.
type table struct {
	*outcome
	inForce map[int]map[clinical.Side]bit // limit -> side -> it is in force there
	stands  map[[2]int]bit                // position, setting -> it is usable
}

func newTable(o *outcome) *table {
	return &table{outcome: o, inForce: map[int]map[clinical.Side]bit{}, stands: map[[2]int]bit{}}
}

// bears is on when a limit is in force on a side.
func (t *table) bears(limit int, side clinical.Side) bit {
	if b, ok := t.inForce[limit][side]; ok {
		return b
	}
	l := &t.set.Limits[limit]
	b := t.limit(t.floor, limit)
	switch {
	case l.Side > 0:
		a := t.p.of[t.set.Findings[l.Side-1].ID]
		left, right := bit(no), bit(no)
		for i, name := range a.names {
			switch name {
			case "left":
				left = a.is[i]
			case "right":
				right = a.is[i]
			}
		}
		switch side {
		case clinical.Left:
			b = t.c.and(b, -right)
		case clinical.Right:
			b = t.c.and(b, -left)
		}
	case !l.On.Overlaps(side):
		b = no
	}
	if t.inForce[limit] == nil {
		t.inForce[limit] = map[clinical.Side]bit{}
	}
	t.inForce[limit][side] = b
	return b
}

// usable is on when a plan for this person may use a technique at a place.
func (t *table) usable(p place) bit {
	tech := &t.set.Techniques[p.technique]
	cell := t.set.Cell(p.technique, p.region, p.setting)
	if cell.Outside || cell.Never || tech.Least > mostPressure || t.set.Regions[p.region].ID == spineBand {
		return no
	}
	var out []bit
	for _, l := range cell.Excludes {
		out = append(out, t.bears(l, p.side))
	}
	for _, l := range cell.Caps {
		if k := &t.set.Limits[l]; k.Kind == ruleset.MinutesCap && k.Minutes() <= 0 {
			out = append(out, t.bears(l, p.side))
		}
	}
	for _, tool := range tech.Tools {
		if i, ok := t.set.Technique(tool); ok {
			cell := t.set.Cell(i, p.region, p.setting)
			if cell.Never {
				return no
			}
			for _, l := range cell.Excludes {
				out = append(out, t.bears(l, p.side))
			}
		}
	}
	return t.c.and(-t.c.or(out...), t.positioned(tech, p.setting))
}

// positioned is on when one of a technique's positions can be taken.
func (t *table) positioned(tech *ruleset.Technique, setting clinical.Setting) bit {
	if len(tech.Positions) == 0 {
		return yes
	}
	var list []bit
	for _, p := range tech.Positions {
		list = append(list, t.stand(p, setting))
	}
	return t.c.or(list...)
}

func (t *table) stand(position string, setting clinical.Setting) bit {
	i, ok := t.set.Technique(position)
	if !ok {
		return no
	}
	key := [2]int{i, int(setting)}
	if b, ok := t.stands[key]; ok {
		return b
	}
	t.stands[key] = yes // a position may name itself
	tech := &t.set.Techniques[i]
	b := bit(no)
	switch {
	case !slices.Contains(tech.Settings, setting):
	case len(tech.Regions) == 0:
		b = t.whole(i, setting)
	default:
		var list []bit
		for r := range t.set.Regions {
			for _, side := range sides(&t.set.Regions[r]) {
				list = append(list, t.usable(place{i, r, side, setting}))
			}
		}
		b = t.c.or(list...)
	}
	t.stands[key] = b
	return b
}

// whole is on when a technique without a place on the body, such as a
// position, can be used: limits on touching one region do not reach it.
func (t *table) whole(technique int, setting clinical.Setting) bit {
	tech := &t.set.Techniques[technique]
	if tech.Never || tech.Least > mostPressure {
		return no
	}
	var out []bit
	for r := range t.set.Regions {
		cell := t.set.Cell(technique, r, setting)
		if cell.Never {
			return no
		}
		for _, l := range append(slices.Clip(cell.Excludes), cell.Caps...) {
			k := &t.set.Limits[l]
			onTouch := k.Kind == ruleset.NoTouch || k.Kind == ruleset.PressureCap || k.Kind == ruleset.MinutesCap
			excludes := slices.Contains(cell.Excludes, l) || k.Kind == ruleset.MinutesCap && k.Minutes() <= 0
			if excludes && (!onTouch || len(k.Regions) == 0) {
				out = append(out, t.bears(l, clinical.AnySide))
			}
		}
	}
	return t.c.and(-t.c.or(out...), t.positioned(tech, setting))
}

// deeper is on when the plan gives a technique more than a pressure at a place.
func (t *table) deeper(p place, than clinical.Pressure) bit {
	tech := &t.set.Techniques[p.technique]
	if min(tech.Most, mostPressure) <= than {
		return no
	}
	var caps []bit
	for _, l := range t.set.Cell(p.technique, p.region, p.setting).Caps {
		if k := &t.set.Limits[l]; k.Kind == ruleset.PressureCap && k.Pressure() <= than {
			caps = append(caps, t.bears(l, p.side))
		}
	}
	return t.c.and(t.usable(p), -t.c.or(caps...))
}

// longer is on when the plan gives a technique more minutes at a place.
func (t *table) longer(p place, than int) bit {
	tech := &t.set.Techniques[p.technique]
	if tech.MostMinutes <= than {
		return no
	}
	var caps []bit
	for _, l := range t.set.Cell(p.technique, p.region, p.setting).Caps {
		if k := &t.set.Limits[l]; k.Kind == ruleset.MinutesCap && k.Minutes() <= than {
			caps = append(caps, t.bears(l, p.side))
		}
	}
	return t.c.and(t.usable(p), -t.c.or(caps...))
}

func sides(r *ruleset.Region) []clinical.Side {
	if r.Sided {
		return []clinical.Side{clinical.Left, clinical.Right}
	}
	return []clinical.Side{clinical.AnySide}
}
