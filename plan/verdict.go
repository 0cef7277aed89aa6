package plan

import (
	"slices"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Status of a technique, from the most cautious. The zero value refuses.
type Status uint8

const (
	Excluded Status = iota
	Limited
	Allowed
)

func (s Status) String() string {
	switch s {
	case Limited:
		return "limited"
	case Allowed:
		return "allowed"
	}
	return "excluded"
}

// MarshalText writes the name of the status.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// What takes something away when no rule of the protocol does. None of these
// has the form of a rule id.
const (
	ByTechnique clinical.RuleID = "technique" // the technique itself is never for a lumbar disc problem
	BySetting   clinical.RuleID = "setting"   // not meant for this setting
	ByRegion    clinical.RuleID = "region"    // the spine band, which nothing may touch
	ByDecision  clinical.RuleID = "decision"  // the check is not finished, or was made under another protocol
)

// Because is one reason: the rule, and the limit of it that bears. Limit is
// nil when a rule or the technique forbids as a whole.
type Because struct {
	Rule      clinical.RuleID
	Limit     *assess.Limit
	Excludes  bool // it excludes; otherwise it lowers pressure or minutes
	Universal bool // it holds for everyone with a lumbar disc problem
}

// Place is where a technique may be used, how softly and how long.
type Place struct {
	Region   string
	Side     clinical.Side // AnySide when the region has no sides
	Pressure clinical.Pressure
	Minutes  int // most, in one session; 0 when the technique has no minutes of its own
}

// Verdict is the answer for one technique, tool, device, heat or position.
type Verdict struct {
	ID     string
	Kind   string
	Status Status

	// Pressure and minutes that are safe at every place of Regions. A place
	// may allow more.
	Pressure     clinical.Pressure
	FirstMinutes int
	MostMinutes  int
	SpotSeconds  int // longest time on one spot

	Regions   []Place   // where it is usable; empty for what has no place on the body, such as a position
	Positions []string  // those of its positions that are usable
	Tools     []string  // what it cannot be done without
	Reasons   []Because // what was taken away; of an allowed technique only what nobody has, in some places
}

const spineBand = "spine_band"

// mostPressure is the deepest band that is ever planned (S003-029, S004-035).
const mostPressure = clinical.Moderate

const kindHands = "hands"

// handsOn reports whether a technique touches by a hand or a tool. Breathing,
// for one, does not.
func handsOn(t *ruleset.Technique) bool {
	return (t.Kind == kindHands || t.Kind == ruleset.KindTool) && t.Most > clinical.NoPressure
}

// force is the limits in force for one person in one setting.
type force struct {
	set       *ruleset.Set
	setting   clinical.Setting
	limits    []assess.Limit // the universal ones first
	universal int            // how many of them are universal
	of        [][]int        // index of Set.Limits -> indexes into limits
	where     map[string][]Because
}

func newForce(set *ruleset.Set, a *assess.Assessment, setting clinical.Setting) *force {
	f := &force{set: set, setting: setting, of: make([][]int, len(set.Limits)), where: map[string][]Because{}}
	for i := range set.Rules {
		if set.Rules[i].Universal {
			for _, l := range set.Rules[i].Then.Limits {
				f.limits = append(f.limits, assess.Limit{Limit: &set.Limits[l], Rule: set.Rules[i].ID})
			}
		}
	}
	f.universal = len(f.limits)
	f.limits = append(f.limits, a.Limits...)
	for i := range f.limits {
		l := slices.IndexFunc(set.Limits, func(o ruleset.Limit) bool { return same(&o, f.limits[i].Limit) })
		f.of[l] = append(f.of[l], i)
	}
	return f
}

func same(a, b *ruleset.Limit) bool {
	return a.Kind == b.Kind && a.Target == b.Target && a.Side == b.Side && a.On == b.On && slices.Equal(a.Regions, b.Regions) && slices.Equal(a.Settings, b.Settings)
}

func (f *force) because(limit int, excludes bool) Because {
	return Because{Rule: f.limits[limit].Rule, Limit: &f.limits[limit], Excludes: excludes, Universal: limit < f.universal}
}

// inSetting lists the limits in force of one kind that concern the setting.
func (f *force) inSetting(kind ruleset.LimitKind) []int {
	var out []int
	for i := range f.limits {
		l := &f.limits[i]
		if l.Kind == kind && (len(l.Settings) == 0 || slices.Contains(l.Settings, f.setting)) {
			out = append(out, i)
		}
	}
	return out
}

// ground is what the table and the limits in force leave of one technique at one place.
type ground struct {
	meant    bool // the technique is meant for this place in this setting
	usable   bool
	pressure clinical.Pressure
	minutes  int
	because  []Because
}

func (g *ground) add(b ...Because) {
	for _, x := range b {
		if !slices.Contains(g.because, x) {
			g.because = append(g.because, x)
		}
	}
}

// personal reports whether a limit of this person, rather than one that holds
// for everyone, bears on the place itself and not only on the whole session.
func (g *ground) personal() bool {
	return slices.ContainsFunc(g.because, func(b Because) bool {
		return b.Limit != nil && !b.Universal && (b.Limit.Kind != ruleset.MinutesCap || len(b.Limit.Regions) > 0)
	})
}

// on judges one technique on one region and side.
func (f *force) on(technique, region int, side clinical.Side) ground {
	t := &f.set.Techniques[technique]
	cell := f.set.Cell(technique, region, f.setting)
	g := ground{meant: !cell.Outside, pressure: min(t.Most, mostPressure), minutes: t.MostMinutes}
	if f.set.Regions[region].ID == spineBand {
		g.meant = false
		g.add(Because{Rule: ByRegion, Excludes: true, Universal: true})
		return g
	}
	f.weigh(&g, cell, side, func(*assess.Limit) bool { return true })
	f.weighOwn(&g, t, cell.Never)
	for _, tool := range t.Tools {
		if i, ok := f.set.Technique(tool); ok {
			f.weighTool(&g, f.set.Cell(i, region, f.setting), side)
		}
	}
	g.usable = g.meant && !slices.ContainsFunc(g.because, func(b Because) bool { return b.Excludes })
	return g
}

// whole judges a technique that has no place on the body, such as a position
// or breathing: whatever excludes it anywhere excludes it, but limits on
// touching one region do not reach it. Whether the setting is right is for
// verdict to say.
func (f *force) whole(technique int) ground {
	t := &f.set.Techniques[technique]
	g := ground{pressure: min(t.Most, mostPressure), minutes: t.MostMinutes}
	never := t.Never
	for r := range f.set.Regions {
		cell := f.set.Cell(technique, r, f.setting)
		never = never || cell.Never
		f.weigh(&g, cell, clinical.AnySide, func(l *assess.Limit) bool {
			onTouch := l.Kind == ruleset.NoTouch || l.Kind == ruleset.PressureCap || l.Kind == ruleset.MinutesCap
			return !onTouch || len(l.Regions) == 0
		})
	}
	f.weighOwn(&g, t, never)
	g.usable = !slices.ContainsFunc(g.because, func(b Because) bool { return b.Excludes })
	return g
}

// weigh takes away what the limits of one cell take away.
func (f *force) weigh(g *ground, cell *ruleset.Cell, side clinical.Side, counts func(*assess.Limit) bool) {
	f.each(cell.Excludes, side, func(i int) {
		if counts(&f.limits[i]) {
			g.add(f.because(i, true))
		}
	})
	f.each(cell.Caps, side, func(i int) {
		l := &f.limits[i]
		if !counts(l) {
			return
		}
		none := false
		if l.Kind == ruleset.MinutesCap {
			g.minutes, none = min(g.minutes, l.Minutes()), l.Minutes() <= 0
		} else {
			g.pressure = min(g.pressure, l.Pressure())
		}
		g.add(f.because(i, none))
	})
}

// weighOwn takes away what the technique itself forbids.
func (f *force) weighOwn(g *ground, t *ruleset.Technique, never bool) {
	if never || t.Least > mostPressure {
		g.add(Because{Rule: ByTechnique, Excludes: true, Universal: true})
	}
	if len(t.Positions) == 0 {
		return
	}
	var blocked []Because
	for _, p := range t.Positions {
		b := f.position(p)
		if b == nil {
			return // one position is enough
		}
		blocked = append(blocked, b...)
	}
	g.add(blocked...)
}

// weighTool takes the technique away when a tool that it cannot be done without is taken away.
func (f *force) weighTool(g *ground, cell *ruleset.Cell, side clinical.Side) {
	if cell.Never {
		g.add(Because{Rule: ByTechnique, Excludes: true, Universal: true})
	}
	f.each(cell.Excludes, side, func(i int) { g.add(f.because(i, true)) })
}

// each calls do for every limit in force among the indexes of Set.Limits that reaches the side.
func (f *force) each(limits []int, side clinical.Side, do func(i int)) {
	for _, l := range limits {
		for _, i := range f.of[l] {
			if f.limits[i].Side.Overlaps(side) {
				do(i)
			}
		}
	}
}

// position gives the reasons why a position is not usable; nil when it is.
func (f *force) position(id string) []Because {
	if b, ok := f.where[id]; ok {
		return b
	}
	f.where[id] = nil // a position may name itself
	i, ok := f.set.Technique(id)
	b := []Because{{Rule: ByTechnique, Excludes: true}}
	if ok {
		if v := f.verdict(i); v.Status == Excluded {
			b = slices.DeleteFunc(v.Reasons, func(x Because) bool { return !x.Excludes })
		} else {
			b = nil
		}
	}
	f.where[id] = b
	return b
}

// sides lists the sides of a region to judge one by one.
func sides(r *ruleset.Region) []clinical.Side {
	if r.Sided {
		return []clinical.Side{clinical.Left, clinical.Right}
	}
	return []clinical.Side{clinical.AnySide}
}

// verdict judges one technique everywhere.
func (f *force) verdict(technique int) Verdict {
	t := &f.set.Techniques[technique]
	v := Verdict{ID: t.ID, Kind: t.Kind, SpotSeconds: t.SpotSeconds, Tools: t.Tools}
	var all ground // what is safe at every usable place, with the reasons of every place
	if len(t.Regions) == 0 {
		all = f.whole(technique)
	}
	for r := range f.set.Regions {
		region := &f.set.Regions[r]
		if !slices.Contains(t.Regions, region.ID) {
			continue
		}
		for _, side := range sides(region) {
			g := f.on(technique, r, side)
			all.add(g.because...)
			if !g.usable {
				continue
			}
			if !all.usable {
				all.usable, all.pressure, all.minutes = true, g.pressure, g.minutes
			}
			all.pressure, all.minutes = min(all.pressure, g.pressure), min(all.minutes, g.minutes)
			v.Regions = append(v.Regions, Place{Region: region.ID, Side: side, Pressure: g.pressure, Minutes: g.minutes})
		}
	}
	if !slices.Contains(t.Settings, f.setting) {
		// Nothing said about its places is news to somebody who should not use it at all.
		all = ground{because: []Because{{Rule: BySetting, Excludes: true, Universal: true}}}
		if t.Never {
			all.because = append([]Because{{Rule: ByTechnique, Excludes: true, Universal: true}}, all.because...)
		}
	}
	v.Reasons = all.because
	if !all.usable {
		v.Reasons = slices.DeleteFunc(v.Reasons, func(b Because) bool { return !b.Excludes })
		return v
	}
	v.Status = Allowed
	if slices.ContainsFunc(v.Reasons, func(b Because) bool { return b.Limit != nil && !b.Universal }) {
		v.Status = Limited
	}
	v.Pressure, v.FirstMinutes, v.MostMinutes = all.pressure, min(t.First, all.minutes), all.minutes
	for _, p := range t.Positions {
		if f.position(p) == nil {
			v.Positions = append(v.Positions, p)
		}
	}
	return v
}

// known reports whether a setting is one of the three.
func known(s clinical.Setting) bool { return s > clinical.NoSetting && s <= clinical.Professional }
