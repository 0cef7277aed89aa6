package ruleset

import "paraspinal/clinical"

// Region of the body map.
type Region struct {
	ID        string   `json:"id"`
	Sided     bool     `json:"sided,omitempty"`
	View      string   `json:"view"`
	Sensitive bool     `json:"sensitive,omitempty"`
	Nerves    []string `json:"nerves,omitempty"`
	Evidence  []string `json:"evidence,omitempty"`
}

// Group is a named set of regions.
type Group struct {
	ID      string   `json:"id"`
	Regions []string `json:"regions"`
}

// Technique is one way of working, tool, device, modality, lubricant or position.
type Technique struct {
	ID          string             `json:"id"`
	Kind        string             `json:"kind"`
	Tags        []string           `json:"tags,omitempty"`
	Least       clinical.Pressure  `json:"least"` // it cannot be done with less
	Most        clinical.Pressure  `json:"most"`  // it normally uses no more
	Settings    []clinical.Setting `json:"settings"`
	Regions     []string           `json:"regions"`
	First       int                `json:"first_minutes,omitempty"` // on one region, first session
	MostMinutes int                `json:"most_minutes,omitempty"`
	SpotSeconds int                `json:"spot_seconds,omitempty"` // longest time on one spot
	Positions   []string           `json:"positions,omitempty"`
	Tools       []string           `json:"tools,omitempty"`
	Goals       []string           `json:"goals,omitempty"`
	Order       int                `json:"order,omitempty"`
	Evening     bool               `json:"evening,omitempty"`
	Steps       int                `json:"steps,omitempty"` // how many steps the wording has
	Never       bool               `json:"never,omitempty"` // excluded for everyone with a lumbar disc problem
	NeverIn     []NeverIn          `json:"never_in,omitempty"`
	Evidence    []string           `json:"evidence"`
}

// Has reports whether the technique carries a tag, or is the tool named.
func (t *Technique) Has(tag string) bool {
	for _, g := range t.Tags {
		if g == tag {
			return true
		}
	}
	return false
}

// NeverIn excludes a technique from settings or regions, for everyone.
type NeverIn struct {
	Settings []clinical.Setting `json:"settings,omitempty"`
	Regions  []string           `json:"regions,omitempty"`
	Evidence []string           `json:"evidence,omitempty"`
}

// Routine is an ordered set of steps for one setting.
type Routine struct {
	ID       string           `json:"id"`
	Setting  clinical.Setting `json:"setting"`
	Goals    []string         `json:"goals"`
	Steps    []RoutineStep    `json:"steps"`
	Evidence []string         `json:"evidence"`
}

// RoutineStep is one timed step.
type RoutineStep struct {
	ID        string            `json:"id"`
	Technique string            `json:"technique"`
	Region    string            `json:"region,omitempty"`
	Sides     string            `json:"sides,omitempty"` // each, pain_free, painful
	Seconds   int               `json:"seconds"`
	Most      int               `json:"most_seconds"`
	Pressure  clinical.Pressure `json:"pressure"`
	Position  string            `json:"position,omitempty"`
	Evidence  []string          `json:"evidence,omitempty"`
}

// Course is a series of sessions.
type Course struct {
	ID              string             `json:"id"`
	Settings        []clinical.Setting `json:"settings"`
	Sessions        int                `json:"sessions"`
	MostSessions    int                `json:"most_sessions"`
	EveryDays       int                `json:"every_days"`
	LeastHours      int                `json:"least_hours"`
	FirstMinutes    int                `json:"first_minutes"`
	GrowMinutes     int                `json:"grow_minutes"`
	MostMinutes     int                `json:"most_minutes"`
	ReviewAfter     int                `json:"review_after"`
	ReviewWeeks     []int              `json:"review_weeks"`
	RestMinutes     []int              `json:"rest_minutes"`
	CheckInHours    []int              `json:"check_in_hours"`
	MaintenanceDays int                `json:"maintenance_days"`
	Evidence        []string           `json:"evidence"`
}

// Card is a page of teaching, advice, a checklist or a myth with its answer.
type Card struct {
	ID       string             `json:"id"`
	Kind     string             `json:"kind"`
	When     Expr               `json:"when,omitzero"`
	Settings []clinical.Setting `json:"settings,omitempty"`
	Items    int                `json:"items,omitempty"` // how many items the wording has
	Evidence []string           `json:"evidence"`
}

// Stop is one stop rule: an event of a session and what it records.
type Stop struct {
	ID       string   `json:"id"`
	Event    string   `json:"event"`
	Records  []Record `json:"records,omitempty"`
	Evidence []string `json:"evidence"`
}

// Record is a value that an event gives to a finding.
type Record struct {
	Finding int   `json:"f"`
	Value   int32 `json:"v"`
}

// Evidence is one source.
type Evidence struct {
	ID      string `json:"id"`
	Source  string `json:"source"`
	Year    int    `json:"year,omitempty"`
	Grade   string `json:"grade"`
	Checked string `json:"checked"`
}

// OutOfScope lists statements of the articles that nothing here acts on. The
// reason stands in the wording under out_of_scope/<first statement>.
type OutOfScope struct {
	Statements []string `json:"statements"`
}

// Technique kinds that are not hands-on work but what it is done with, on or in.
const (
	KindTool      = "tool"
	KindDevice    = "device"
	KindHeat      = "heat"
	KindPosition  = "position"
	KindLubricant = "lubricant"
)
