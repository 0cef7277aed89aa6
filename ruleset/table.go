package ruleset

import (
	"slices"
	"strconv"

	"paraspinal/clinical"
)

// Cell says, for one technique on one region in one setting, which limits
// bear on it. Excludes and Caps are indexes into Set.Limits.
type Cell struct {
	Never    bool  // excluded for everyone: by the technique itself
	Outside  bool  // not meant for this region or setting
	Excludes []int // a limit in force excludes it
	Caps     []int // a limit in force lowers its pressure or minutes
}

// Cell returns the entry of the table for a technique (by index), a region
// (by index) and a setting. plan and prove read the same table.
func (s *Set) Cell(technique, region int, setting clinical.Setting) *Cell {
	return &s.table()[(technique*len(s.Regions)+region)*settings+int(setting)-1]
}

const settings = 3

func (s *Set) makeTable() []Cell {
	t := make([]Cell, len(s.Techniques)*len(s.Regions)*settings)
	bear := make([]bearing, len(s.Limits)) // inside the limit's scope
	for i := range s.Techniques {
		for l := range s.Limits {
			bear[l] = s.bears(&s.Limits[l], &s.Techniques[i])
		}
		for r := range s.Regions {
			for _, set := range clinical.Settings() {
				t[(i*len(s.Regions)+r)*settings+int(set)-1] = s.makeCell(&s.Techniques[i], bear, s.Regions[r].ID, set)
			}
		}
	}
	return t
}

func (s *Set) makeCell(t *Technique, bear []bearing, region string, set clinical.Setting) Cell {
	c := Cell{Never: t.Never, Outside: !slices.Contains(t.Settings, set) || !slices.Contains(t.Regions, region)}
	for _, n := range t.NeverIn {
		if covers(n.Settings, set) && covers(n.Regions, region) {
			c.Never = true
		}
	}
	for i, b := range bear {
		l := &s.Limits[i]
		if b == none && l.Kind != NoSetting || !covers(l.Settings, set) || !covers(l.Regions, region) {
			continue
		}
		switch {
		case b == excludes, l.Kind == NoSetting && l.Target == set.String():
			c.Excludes = append(c.Excludes, i)
		case b == caps:
			c.Caps = append(c.Caps, i)
		}
	}
	return c
}

func covers[T comparable](scope []T, v T) bool { return len(scope) == 0 || slices.Contains(scope, v) }

type bearing uint8

const (
	none bearing = iota
	caps
	excludes
)

// bears says what a limit does to a technique inside the limit's scope.
func (s *Set) bears(l *Limit, t *Technique) bearing {
	switch l.Kind {
	case PressureCap:
		cap := l.Pressure()
		if t.Least > cap {
			return excludes
		}
		if t.Most > cap {
			return caps
		}
	case MinutesCap:
		return caps
	case NoTouch:
		if t.Kind != KindPosition { // an oil is rubbed in where the hands go
			return excludes
		}
	case NoTechnique, NoTool:
		if s.matches(l.Target, t) {
			return excludes
		}
	case NoHeat:
		if t.Has("heat") {
			return excludes
		}
	case NoPosition:
		if t.ID == l.Target || len(t.Positions) > 0 && !slices.ContainsFunc(t.Positions, func(p string) bool { return p != l.Target }) {
			return excludes
		}
	}
	return none
}

// matches reports whether a target ("#tag" or an id) names the technique, or a
// tool that it cannot be done without.
func (s *Set) matches(target string, t *Technique) bool {
	if named(target, t) {
		return true
	}
	for _, tool := range t.Tools {
		for i := range s.Techniques {
			if s.Techniques[i].ID == tool && named(target, &s.Techniques[i]) {
				return true
			}
		}
	}
	return false
}

func named(target string, t *Technique) bool {
	if len(target) > 0 && target[0] == '#' {
		return t.Has(target[1:])
	}
	return t.ID == target
}

// Pressure is the cap of a pressure limit.
func (l *Limit) Pressure() clinical.Pressure {
	var p clinical.Pressure
	if l.Kind == PressureCap {
		_ = p.UnmarshalText([]byte(l.Target)) // checked when the protocol was compiled; unknown stays "none"
	}
	return p
}

// Minutes is the cap of a minutes limit.
func (l *Limit) Minutes() int {
	n, _ := strconv.Atoi(l.Target) // checked when the protocol was compiled; unknown stays 0
	return n
}
