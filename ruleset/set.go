package ruleset

import (
	"paraspinal/clinical"
)

// Set is a compiled protocol. It is immutable once loaded and safe for use by
// many goroutines.
type Set struct {
	ID         string        `json:"id"`
	Version    string        `json:"version"`
	Date       string        `json:"date"`
	Reviewed   bool          `json:"reviewed"` // signed by a clinician
	ValidHours int           `json:"valid_hours"`
	Languages  []string      `json:"languages"`
	Digest     string        `json:"digest"` // SHA-256 of the text of the set without this field, hex
	Findings   []Finding     `json:"findings"`
	Order      []int         `json:"order"` // findings, each after those it depends on
	Atoms      []Atom        `json:"atoms"`
	Limits     []Limit       `json:"limits"`
	Rules      []Rule        `json:"rules"`
	Questions  []Question    `json:"questions"`
	GoAheads   []GoAheadKind `json:"go_aheads"`
	Regions    []Region      `json:"regions"`
	Groups     []Group       `json:"groups"`
	Techniques []Technique   `json:"techniques"`
	Routines   []Routine     `json:"routines"`
	Courses    []Course      `json:"courses"`
	Cards      []Card        `json:"cards"`
	Stops      []Stop        `json:"stops"`
	Evidence   []Evidence    `json:"evidence"`
	OutOfScope []OutOfScope  `json:"out_of_scope,omitempty"`
	Retired    []Retired     `json:"retired,omitempty"`

	findings   map[clinical.FindingID]int
	rules      map[clinical.RuleID]int
	techniques map[string]int
	regions    map[string]int
	readers    [][]int       // finding -> rules that read it
	atomsOf    [][]int       // finding -> atoms over it
	first      []bool        // finding -> a page of the first check asks it
	rechecked  []bool        // finding -> a page of the re-check asks it
	inOrder    []int         // pages in protocol order
	again      []int         // pages in the order of a re-check
	sided      []int         // limits whose side a finding says
	timed      []bool        // finding -> time alone can change it
	timedOrder []int         // those, each after what it depends on
	bounds     [][]int32     // finding -> numbers of units at which a comparison can change
	dates      []int         // findings that are dates
	slot       []int         // finding that is a date -> its place in dates
	lasting    []bool        // rule -> time alone cannot change it
	table      func() []Cell // made once, when it is first read: most programs begin without it
	columns    []Column      // what the comparisons can tell, in the order of Facts.Codes
	lookups    []lookup      // the same, to look up
	lookupsOf  [][]lookup    // finding -> those of it
	spots      []spot        // atom -> its values in verdicts
	verdicts   []Interval
	bitOf      []int          // atom -> bit of the bit sets that Eval reads
	bits       int            // how many of them are given
	words      int            // of a bit set
	pieces     [][]piece      // word of the bit sets -> what the columns give to it
	bitsOf     [][ends]uint64 // for the pieces
	codes      []uint8        // for the lookups
	program    *program       // the rules as Eval runs them
}

// Type of a finding's values.
type Type string

const (
	Choice Type = "choice"
	Bool   Type = "bool"
	Int    Type = "int"
	Date   Type = "date"
)

// Finding is one thing known about the person.
type Finding struct {
	ID       clinical.FindingID `json:"id"`
	Type     Type               `json:"type"`
	Values   []string           `json:"values,omitempty"` // choice
	Min      int32              `json:"min,omitempty"`    // int
	Max      int32              `json:"max,omitempty"`
	Unit     string             `json:"unit,omitempty"`
	Normal   *int32             `json:"normal,omitempty"`    // reassuring value
	UnsureIs *int32             `json:"unsure_is,omitempty"` // the value that "not sure" counts as
	Danger   []int32            `json:"danger,omitempty"`    // values from least to most dangerous; int: two ends
	OnlyIf   Expr               `json:"only_if,omitzero"`
	Derive   *Derive            `json:"derive,omitempty"`
	Recheck  bool               `json:"recheck,omitempty"`
	Brief    bool               `json:"brief,omitempty"`
	Codes    []string           `json:"codes,omitempty"`
}

// Value returns the integer that stands for a choice's value.
func (f *Finding) Value(name string) (int32, bool) {
	for i, v := range f.Values {
		if v == name {
			return int32(i), true
		}
	}
	return 0, false
}

// Derive says how a finding is computed. Kind is elapsed, change, count,
// since or first.
type Derive struct {
	Kind string `json:"kind"`
	Of   int    `json:"of,omitempty"` // elapsed, change: the finding it comes from
	Unit string `json:"unit,omitempty"`
	Ev   string `json:"event,omitempty"` // count, since, first: the kind of event
}

// LimitKind says what a limit takes away.
type LimitKind string

const (
	PressureCap LimitKind = "pressure"
	MinutesCap  LimitKind = "minutes"
	NoTouch     LimitKind = "touch"
	NoTechnique LimitKind = "technique"
	NoTool      LimitKind = "tool"
	NoPosition  LimitKind = "position"
	NoHeat      LimitKind = "heat"
	NoSetting   LimitKind = "setting"
	Consent     LimitKind = "consent"
)

// Limit is something a rule takes away, scoped to regions and settings.
type Limit struct {
	Kind     LimitKind          `json:"kind"`
	Target   string             `json:"target,omitempty"`
	Regions  []string           `json:"regions,omitempty"`  // sorted region ids; none means everywhere
	Settings []clinical.Setting `json:"settings,omitempty"` // none means every setting
	Side     int                `json:"side,omitempty"`     // 1 + index of the finding that says on which side; 0: none does
	On       clinical.Side      `json:"on,omitempty"`       // a fixed side; AnySide: both
}

// Effect is what a rule does.
type Effect struct {
	Disposition clinical.Disposition `json:"disposition"`
	Care        clinical.Care        `json:"care,omitzero"`
	Limits      []int                `json:"limits,omitempty"` // indexes into Set.Limits, sorted
	Advice      []string             `json:"advice,omitempty"`
}

// Rule is one clinical rule. Unsure is nil when an unsettled condition does nothing.
type Rule struct {
	ID            clinical.RuleID `json:"id"`
	Topic         string          `json:"topic"`
	When          Expr            `json:"when"`
	Then          Effect          `json:"then"`
	Unsure        *Effect         `json:"unsure,omitempty"`
	LiftedBy      string          `json:"lifted_by,omitempty"`
	LapsesOn      []int           `json:"lapses_on,omitempty"`
	Remains       *Effect         `json:"remains,omitempty"`
	Until         bool            `json:"until,omitempty"`
	Contradiction bool            `json:"contradiction,omitempty"`
	Universal     bool            `json:"universal,omitempty"`
	Reads         []int           `json:"reads"` // findings, sorted
	Evidence      []string        `json:"evidence"`
	Source        string          `json:"source"` // the condition as written
}

// At returns what the rule does when its condition has the value t.
func (r *Rule) At(t Truth, lifted bool) *Effect {
	var e *Effect
	switch t {
	case True:
		e = &r.Then
	case Unsure:
		e = r.Unsure
	}
	if e != nil && lifted {
		return r.Remains
	}
	return e
}

// Question asks one or several findings on one page.
type Question struct {
	ID      string         `json:"id"`
	Kind    string         `json:"kind"`
	First   bool           `json:"first,omitempty"`   // asked at a first check
	Recheck bool           `json:"recheck,omitempty"` // asked before a further session
	Asks    []int          `json:"asks"`
	Options []string       `json:"options,omitempty"` // values in the order shown, of a choice
	Items   []QuestionItem `json:"items,omitempty"`
}

// QuestionItem is one finding on a page of several.
type QuestionItem struct {
	Finding int      `json:"f"`
	Tick    int32    `json:"tick,omitempty"`    // check: the value that a tick records
	Options []string `json:"options,omitempty"` // form: values of a choice in the order shown
}

// GoAheadKind is one kind of clinician who can agree to massage.
type GoAheadKind struct {
	ID       string   `json:"id"`
	LapsesOn []int    `json:"lapses_on"`
	MaxDays  int      `json:"max_days"`
	Evidence []string `json:"evidence"`
}

// Retired maps an old finding id, or "finding=value", to what it became.
type Retired struct {
	Old string `json:"old"`
	New string `json:"new,omitempty"`
}

// Finding returns the index of a finding.
func (s *Set) Finding(id clinical.FindingID) (int, bool) { i, ok := s.findings[id]; return i, ok }

// Rule returns the index of a rule.
func (s *Set) Rule(id clinical.RuleID) (int, bool) { i, ok := s.rules[id]; return i, ok }

// Technique returns the index of a technique.
func (s *Set) Technique(id string) (int, bool) { i, ok := s.techniques[id]; return i, ok }

// Region returns the index of a region.
func (s *Set) Region(id string) (int, bool) { i, ok := s.regions[id]; return i, ok }

// Readers returns the rules that read a finding.
func (s *Set) Readers(finding int) []int { return s.readers[finding] }

// GoAheadKind returns a kind of go-ahead by its id.
func (s *Set) GoAheadKind(id string) (*GoAheadKind, bool) {
	for i := range s.GoAheads {
		if s.GoAheads[i].ID == id {
			return &s.GoAheads[i], true
		}
	}
	return nil, false
}

// Question returns a question by its id.
func (s *Set) Question(id string) (*Question, bool) {
	for i := range s.Questions {
		if s.Questions[i].ID == id {
			return &s.Questions[i], true
		}
	}
	return nil, false
}

// Card returns a card by its id.
func (s *Set) Card(id string) (*Card, bool) {
	for i := range s.Cards {
		if s.Cards[i].ID == id {
			return &s.Cards[i], true
		}
	}
	return nil, false
}

// AtomsOf returns the atoms over a finding.
func (s *Set) AtomsOf(finding int) []int { return s.atomsOf[finding] }
