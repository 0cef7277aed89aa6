package plan

import (
	"slices"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Plan is everything that one person may have in one setting, now.
type Plan struct {
	Protocol    assess.Protocol
	Setting     clinical.Setting
	Disposition clinical.Disposition
	Now         time.Time
	ValidUntil  time.Time
	Goal        string         // what the massage is for
	Limits      []assess.Limit // in force: those that hold for everyone first

	Techniques []Verdict // every technique of the catalog
	Positions  []string  // usable positions
	Tools      []string  // usable tools and devices
	Zones      []Zone    // every region and side
	Heat       []Zone    // the same for warmth
	Consents   []Consent // to be given before the session

	Minutes  Minutes
	Course   Course
	CheckIns []CheckIn
	Routine  string // what the steps come from; empty when there are none
	Steps    []Step
	Lack     Lack // why there are no steps; empty when there are

	Prepare   []string // ids of cards
	Aftercare []string
	Tell      []string
	Expect    []string
	DoToday   []string
	Stops     []string // ids of stop rules

	PressureCheck PressureCheck
}

// Lack is why a plan has no steps.
type Lack string

const (
	LackNothing Lack = ""
	LackSetting Lack = "setting" // a limit forbids the setting as a whole
	LackCourse  Lack = "course"  // the protocol has no course for the setting, or no minutes are left
	LackReview  Lack = "review"  // the course has reached its last session: a clinician reviews it first
	LackRoutine Lack = "routine" // the protocol has no routine for the setting
	LackLimits  Lack = "limits"  // the limits leave no step, or none to begin and end with
)

// Consent is an agreement needed before the session.
type Consent struct {
	For     string          // what for, as the limit says; ConsentSensitive for a sensitive region
	Regions []string        // none means the whole session
	Rule    clinical.RuleID // the rule that asks for it; empty when the region itself does
}

// ConsentSensitive is the consent that a professional records before working
// on a sensitive region (CMTO-consent).
const ConsentSensitive = "sensitive_region"

// PressureCheck is what the dialogue about pressure goes by: pain from 0 to 10.
type PressureCheck struct {
	Start     int      // pain before the session, the higher of back and leg
	Elsewhere int      // how far above Start it may go outside Buttocks: not at all
	Most      int      // discomfort allowed in Buttocks
	Buttocks  []string // the regions where Most holds; none when only stroking is left there
}

// mostDiscomfort is the good hurt of the buttocks as a number (S003-040, S004-035, consensus).
const mostDiscomfort = 4

// Make makes the plan for one setting. It is false, and the plan empty, without
// a clearance, for a setting that does not exist, and outside the time for
// which the clearance holds.
func Make(c assess.Clearance, setting clinical.Setting, now time.Time) (Plan, bool) {
	a := c.Assessment()
	if a == nil || a.ValidUntil == nil || !known(setting) || now.Before(a.Now) || !now.Before(*a.ValidUntil) {
		return Plan{}, false
	}
	set, person := c.Set(), c.Case()
	zone := person.Zone
	if zone == nil {
		zone = now.Location()
	}
	f := newForce(set, a, setting)
	p := Plan{Protocol: a.Protocol, Setting: setting, Disposition: a.Disposition, Now: now, ValidUntil: *a.ValidUntil, Limits: f.limits}
	if g := person.Get("goal.main"); g.Kind == clinical.Known {
		p.Goal = g.Choice
	}
	for i := range set.Techniques {
		v := f.verdict(i)
		p.Techniques = append(p.Techniques, v)
		switch {
		case v.Status == Excluded:
		case v.Kind == ruleset.KindPosition:
			p.Positions = append(p.Positions, v.ID)
		case v.Kind == ruleset.KindTool || v.Kind == ruleset.KindDevice:
			p.Tools = append(p.Tools, v.ID)
		}
	}
	p.Zones, p.Heat = f.zones(), f.heat()
	p.consents(f)
	p.session(f, &person, zone)
	p.cards(set, &person)
	p.PressureCheck = p.pressureCheck(set, &person)
	return p, true
}

// Help is the one page for the person who helps at home.
func Help(c assess.Clearance, now time.Time) (Plan, bool) { return Make(c, clinical.Helper, now) }

// Verdict is the plan's answer for one technique.
func (p *Plan) Verdict(technique string) (Verdict, bool) {
	for _, v := range p.Techniques {
		if v.ID == technique {
			return v, true
		}
	}
	return Verdict{}, false
}

// consents lists the agreements that limits ask for and, for a professional,
// the sensitive regions that are open.
func (p *Plan) consents(f *force) {
	for _, i := range f.inSetting(ruleset.Consent) {
		l := &f.limits[i]
		p.Consents = append(p.Consents, Consent{For: l.Target, Regions: l.Regions, Rule: l.Rule})
	}
	if f.setting != clinical.Professional {
		return
	}
	var open []string
	for _, r := range f.set.Regions {
		if r.Sensitive && p.opens(r.ID, clinical.Stroking) {
			open = append(open, r.ID)
		}
	}
	if len(open) > 0 {
		p.Consents = append(p.Consents, Consent{For: ConsentSensitive, Regions: open})
	}
}

// opens reports whether a side of a region takes at least this pressure.
func (p *Plan) opens(region string, least clinical.Pressure) bool {
	return slices.ContainsFunc(p.Zones, func(z Zone) bool {
		return z.Region == region && z.Status != Forbidden && z.Pressure >= least
	})
}

// session plans the course, the next session and its check-ins.
func (p *Plan) session(f *force, person *clinical.Case, zone *time.Location) {
	k := courseFor(f.set, f.setting)
	if k == nil {
		p.Lack = LackCourse
		return
	}
	h := history(f.set, person)
	p.Minutes = f.minutes(k, h.grown)
	p.Course = course(k, p.Minutes, h, zone, p.Now)
	for _, hours := range k.CheckInHours {
		at := p.Now.Add(time.Duration(p.Minutes.Now)*time.Minute + time.Duration(hours)*time.Hour)
		p.CheckIns = append(p.CheckIns, CheckIn{Hours: hours, At: at})
	}
	switch {
	case f.forbidden():
		p.Lack, p.Course.Sessions, p.CheckIns = LackSetting, nil, nil
	case h.done >= k.MostSessions:
		p.Lack, p.CheckIns = LackReview, nil
	case p.Minutes.Now <= 0:
		p.Lack, p.CheckIns = LackCourse, nil
	default:
		p.steps(f, person, h)
	}
}

// forbidden reports whether a limit in force forbids the setting as a whole.
func (f *force) forbidden() bool {
	return slices.ContainsFunc(f.inSetting(ruleset.NoSetting), func(i int) bool { return f.limits[i].Target == f.setting.String() })
}

// cards picks what fits the person and the setting.
func (p *Plan) cards(set *ruleset.Set, person *clinical.Case) {
	var facts ruleset.Facts
	set.Resolve(person, p.Now, &facts)
	lists := map[string]*[]string{"prepare": &p.Prepare, "aftercare": &p.Aftercare, "tell": &p.Tell, "expect": &p.Expect, "do_today": &p.DoToday}
	for i := range set.Cards {
		k := &set.Cards[i]
		list, ok := lists[k.Kind]
		if ok && (len(k.Settings) == 0 || slices.Contains(k.Settings, p.Setting)) && set.Fits(k, &facts) {
			*list = append(*list, k.ID)
		}
	}
	for i := range set.Stops {
		p.Stops = append(p.Stops, set.Stops[i].ID)
	}
}

// pressureCheck allows discomfort only in the buttocks, and only where more than stroking is left.
func (p *Plan) pressureCheck(set *ruleset.Set, person *clinical.Case) PressureCheck {
	check := PressureCheck{Most: mostDiscomfort}
	for _, id := range []clinical.FindingID{"pain.back", "pain.leg"} {
		if a := person.Get(id); a.Kind == clinical.Known {
			check.Start = max(check.Start, a.Int)
		}
	}
	for _, r := range members(set, "buttocks") {
		if p.opens(r, clinical.Light) {
			check.Buttocks = append(check.Buttocks, r)
		}
	}
	if len(check.Buttocks) == 0 {
		check.Most = 0
	}
	return check
}

// members lists the regions of a group.
func members(set *ruleset.Set, group string) []string {
	for _, g := range set.Groups {
		if g.ID == group {
			return g.Regions
		}
	}
	return nil
}
