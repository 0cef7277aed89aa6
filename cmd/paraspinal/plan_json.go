package main

import (
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

type planJSON struct {
	Setting       clinical.Setting     `json:"setting"`
	Disposition   clinical.Disposition `json:"disposition"`
	ValidUntil    time.Time            `json:"valid_until"`
	Goal          string               `json:"goal"`
	Techniques    []verdictJSON        `json:"techniques"`
	Zones         []zoneJSON           `json:"zones"`
	Heat          []zoneJSON           `json:"heat"`
	Positions     []string             `json:"positions"`
	Tools         []string             `json:"tools"`
	Consents      []consentJSON        `json:"consents"`
	Course        courseJSON           `json:"course"`
	Minutes       minutesJSON          `json:"minutes"`
	Routine       string               `json:"routine"`
	Steps         []stepJSON           `json:"steps"`
	NoSteps       plan.Lack            `json:"no_steps_because"`
	CheckIns      []checkInJSON        `json:"check_ins"`
	Prepare       []string             `json:"prepare"`
	Aftercare     []string             `json:"aftercare"`
	Tell          []string             `json:"tell"`
	Expect        []string             `json:"expect"`
	Stops         []string             `json:"stops"`
	PressureCheck pressureJSON         `json:"pressure_check"`
	Protocol      protocolJSON         `json:"protocol"`
	Notice        string               `json:"notice"`
}

type verdictJSON struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Kind        string            `json:"kind"`
	Status      plan.Status       `json:"status"`
	Pressure    clinical.Pressure `json:"pressure"`
	First       int               `json:"first_minutes"`
	Most        int               `json:"most_minutes"`
	SpotSeconds int               `json:"spot_seconds"`
	Regions     []placeJSON       `json:"regions"`
	Limits      []limitJSON       `json:"limits"`
	Reasons     []becauseJSON     `json:"reasons"`
}

type placeJSON struct {
	Region   string            `json:"region"`
	Side     clinical.Side     `json:"side"`
	Pressure clinical.Pressure `json:"pressure"`
	Minutes  int               `json:"minutes"`
}

type becauseJSON struct {
	Rule     clinical.RuleID `json:"rule"`
	Excludes bool            `json:"excludes"`
	Text     string          `json:"text"`
}

type zoneJSON struct {
	Region   string            `json:"region"`
	Side     clinical.Side     `json:"side"`
	Status   plan.ZoneStatus   `json:"status"`
	Pressure clinical.Pressure `json:"pressure"`
	Reasons  []becauseJSON     `json:"reasons"`
}

type consentJSON struct {
	For     string          `json:"for"`
	Regions []string        `json:"regions"`
	Rule    clinical.RuleID `json:"rule"`
}

type courseJSON struct {
	ID              string              `json:"id"`
	Done            int                 `json:"done"`
	Sessions        []courseSessionJSON `json:"sessions"`
	ReviewAfter     int                 `json:"review_after"`
	ReviewFrom      time.Time           `json:"review_from"`
	ReviewTo        time.Time           `json:"review_to"`
	MostSessions    int                 `json:"most_sessions"`
	RestMinutes     [2]int              `json:"rest_minutes"`
	MaintenanceDays int                 `json:"maintenance_days"`
}

type courseSessionJSON struct {
	Number      int    `json:"number"`
	Day         string `json:"day"`
	Minutes     int    `json:"minutes"`
	Review      bool   `json:"review"`
	Maintenance bool   `json:"maintenance"`
}

type minutesJSON struct {
	First int `json:"first"`
	Grow  int `json:"grow"`
	Most  int `json:"most"`
	Now   int `json:"now"`
}

type stepJSON struct {
	ID        string            `json:"id"`
	Routine   string            `json:"routine"`
	Technique string            `json:"technique"`
	Region    string            `json:"region"`
	Side      clinical.Side     `json:"side"`
	Pressure  clinical.Pressure `json:"pressure"`
	Seconds   plan.Seconds      `json:"seconds"`
	Most      plan.Seconds      `json:"most_seconds"`
	Position  string            `json:"position"`
	Text      string            `json:"text"`
}

type checkInJSON struct {
	Hours int       `json:"hours"`
	At    time.Time `json:"at"`
}

type pressureJSON struct {
	Start    int      `json:"start"`
	Most     int      `json:"most_in_buttocks"`
	Buttocks []string `json:"buttocks"`
}

type appointmentJSON struct {
	Action      plan.Action          `json:"action"`
	Disposition clinical.Disposition `json:"disposition"`
	Care        clinical.Care        `json:"care"`
	Reasons     []becauseJSON        `json:"reasons"`
	Limits      []limitJSON          `json:"limits"`
	NotBefore   *time.Time           `json:"not_before"`
	Recheck     bool                 `json:"recheck"`
	Message     string               `json:"message"`
}

func (a *app) planJSON(p *plan.Plan, c clinical.Case) planJSON {
	v := a.view(c)
	out := planJSON{Setting: p.Setting, Disposition: p.Disposition, ValidUntil: p.ValidUntil, Goal: p.Goal, Techniques: []verdictJSON{}, Zones: v.zones(p.Zones), Heat: v.zones(p.Heat),
		Positions: list(p.Positions), Tools: list(p.Tools), Consents: []consentJSON{}, Minutes: minutesJSON(p.Minutes), Routine: p.Routine, Steps: []stepJSON{}, NoSteps: p.Lack,
		CheckIns: []checkInJSON{}, Prepare: list(p.Prepare), Aftercare: list(p.Aftercare), Tell: list(p.Tell), Expect: list(p.Expect), Stops: list(p.Stops),
		PressureCheck: pressureJSON{p.PressureCheck.Start, p.PressureCheck.Most, list(p.PressureCheck.Buttocks)}, Protocol: protocolJSON(p.Protocol), Notice: v.notice()}
	out.Course = courseJSON{ID: p.Course.ID, Done: p.Course.Done, Sessions: []courseSessionJSON{}, ReviewAfter: p.Course.ReviewAfter, ReviewFrom: p.Course.ReviewFrom, ReviewTo: p.Course.ReviewTo,
		MostSessions: p.Course.MostSessions, RestMinutes: [2]int{p.Course.RestLeast, p.Course.RestMost}, MaintenanceDays: p.Course.MaintenanceDays}
	for _, s := range p.Course.Sessions {
		out.Course.Sessions = append(out.Course.Sessions, courseSessionJSON{s.Number, s.Day.Format("2006-01-02"), s.Minutes, s.Review, s.Maintenance})
	}
	for _, t := range p.Techniques {
		out.Techniques = append(out.Techniques, v.verdictJSON(t))
	}
	for _, s := range p.Steps {
		out.Steps = append(out.Steps, stepJSON{s.ID, s.Routine, s.Technique, s.Region, s.Side, s.Pressure, s.Duration, s.Most, s.Position, v.words.Get("routine", s.Routine, s.ID, "text")})
	}
	for _, ch := range p.CheckIns {
		out.CheckIns = append(out.CheckIns, checkInJSON(ch))
	}
	for _, k := range p.Consents {
		out.Consents = append(out.Consents, consentJSON{k.For, list(k.Regions), k.Rule})
	}
	return out
}

func (v view) verdictJSON(t plan.Verdict) verdictJSON {
	out := verdictJSON{ID: t.ID, Name: v.techniqueName(t.ID), Kind: t.Kind, Status: t.Status, Pressure: t.Pressure, First: t.FirstMinutes, Most: t.MostMinutes,
		SpotSeconds: t.SpotSeconds, Regions: []placeJSON{}, Limits: []limitJSON{}, Reasons: v.becauses(t.Reasons, t.ID)}
	for _, p := range t.Regions {
		out.Regions = append(out.Regions, placeJSON(p))
	}
	for _, b := range t.Reasons {
		if b.Limit != nil {
			out.Limits = append(out.Limits, v.limitJSON(b.Limit.Limit, b.Limit.Side, b.Rule))
		}
	}
	return out
}

func (v view) limitJSON(l *ruleset.Limit, side clinical.Side, rule clinical.RuleID) limitJSON {
	return limitJSON{Kind: l.Kind, Target: l.Target, Regions: list(l.Regions), Side: side, Settings: list(l.Settings), Rule: rule, Text: v.limit(l, side)}
}

func (v view) becauses(bs []plan.Because, technique string) []becauseJSON {
	out := []becauseJSON{}
	for _, b := range bs {
		out = append(out, becauseJSON{b.Rule, b.Excludes, v.because(b, technique)})
	}
	return out
}

func (v view) zones(zs []plan.Zone) []zoneJSON {
	out := []zoneJSON{}
	for _, z := range zs {
		out = append(out, zoneJSON{z.Region, z.Side, z.Status, z.Pressure, v.becauses(z.Reasons, "")})
	}
	return out
}

func (v view) appointmentJSON(d *plan.Advice, message string) appointmentJSON {
	out := appointmentJSON{Action: d.Action, Disposition: d.Disposition, Care: d.Care, Reasons: []becauseJSON{}, Limits: []limitJSON{}, NotBefore: d.NotBefore, Recheck: d.Recheck, Message: message}
	for _, r := range d.Reasons {
		out.Reasons = append(out.Reasons, becauseJSON{r.Rule, true, v.reason(r)})
	}
	for i := range d.Limits {
		out.Limits = append(out.Limits, v.limitJSON(d.Limits[i].Limit, d.Limits[i].Side, d.Limits[i].Rule))
	}
	return out
}

func stopOf(s *ruleset.Set, id string) *ruleset.Stop {
	for i := range s.Stops {
		if s.Stops[i].ID == id {
			return &s.Stops[i]
		}
	}
	return nil
}

// techniqueID finds a technique by its id, its name or another name of it.
func (a *app) techniqueID(name string) (string, error) {
	want := strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(name))
	var known []string
	for i := range a.set.Techniques {
		id := a.set.Techniques[i].ID
		names := append([]string{id, a.words.Get("technique", id, "name")}, a.words.List("technique", id, "also")...)
		for _, n := range names {
			n = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(n))
			if n == want {
				return id, nil
			}
			known = append(known, n)
		}
	}
	if near, ok := strict.Nearest(want, known); ok {
		return "", usagef("there is no technique %q; did you mean %q?", name, near)
	}
	return "", usagef("there is no technique %q; \"paraspinal protocol show techniques\" lists them", name)
}
