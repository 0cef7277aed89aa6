package plan

import (
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// ZoneStatus is how a place on the body may be worked on, from the most
// cautious. The zero value refuses.
type ZoneStatus uint8

const (
	Forbidden ZoneStatus = iota
	Careful              // within limits of this person
	Open                 // within the limits that hold for everyone
)

func (s ZoneStatus) String() string {
	switch s {
	case Careful:
		return "careful"
	case Open:
		return "allowed"
	}
	return "forbidden"
}

// MarshalText writes the name of the status.
func (s ZoneStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Zone is one region and side of the body map, with why it is not or not wholly open.
type Zone struct {
	Region   string
	Side     clinical.Side // AnySide when the region has no sides
	Status   ZoneStatus
	Pressure clinical.Pressure // never more than this, whatever is done there
	Reasons  []Because
}

// zones judges the whole body map for work by hand or tool.
func (f *force) zones() []Zone {
	return f.mapped(handsOn, func(t *ruleset.Technique) bool { return t.Kind != ruleset.KindPosition })
}

// heat judges the whole body map for warmth.
func (f *force) heat() []Zone {
	warm := func(t *ruleset.Technique) bool { return t.Kind == ruleset.KindHeat || t.Has("heat") }
	return f.mapped(warm, warm)
}

// mapped judges every region and side: forbidden when none of the work that
// opens it is usable there, careful when a limit of this person bears on
// anything of note that is meant for the place.
func (f *force) mapped(opens, notes func(*ruleset.Technique) bool) []Zone {
	var out []Zone
	for r := range f.set.Regions {
		for _, side := range sides(&f.set.Regions[r]) {
			out = append(out, f.zone(r, side, opens, notes))
		}
	}
	return out
}

func (f *force) zone(r int, side clinical.Side, opens, notes func(*ruleset.Technique) bool) Zone {
	z := Zone{Region: f.set.Regions[r].ID, Side: side}
	if z.Region == spineBand {
		z.Reasons = []Because{{Rule: ByRegion, Excludes: true, Universal: true}}
		return z
	}
	var open, noted, closed ground
	by := BySetting
	for i := range f.set.Techniques {
		t := &f.set.Techniques[i]
		if !opens(t) && !notes(t) {
			continue
		}
		g := f.on(i, r, side)
		if !g.meant {
			continue
		}
		if f.set.Cell(i, r, f.setting).Never {
			by = ByTechnique // it says nothing about the person
			continue
		}
		if opens(t) {
			closed.add(g.because...)
			if g.usable {
				open.usable, open.pressure = true, max(open.pressure, g.pressure)
			}
		}
		if notes(t) {
			noted.add(g.because...)
		}
	}
	if !open.usable {
		z.Reasons = slices.DeleteFunc(closed.because, func(b Because) bool { return !b.Excludes })
		if len(z.Reasons) == 0 {
			z.Reasons = []Because{{Rule: by, Excludes: true, Universal: true}}
		}
		return z
	}
	z.Status, z.Pressure = Open, open.pressure
	z.Reasons = slices.DeleteFunc(noted.because, func(b Because) bool { return b.Limit == nil })
	if noted.personal() {
		z.Status = Careful
	}
	return z
}
