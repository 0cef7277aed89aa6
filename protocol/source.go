package protocol

import (
	"fmt"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
)

// Pos is a place in a protocol file.
type Pos = strict.Pos

// Source is a whole protocol as written: every file of the folder, merged.
type Source struct {
	Meta       Meta
	Findings   []Finding
	Questions  []Question
	Conditions []Condition
	Regions    []Region
	Groups     []Group
	Evidence   []Evidence
	Techniques []Technique
	Routines   []Routine
	Courses    []Course
	Cards      []Card
	Stops      []Stop
	Topics     []Topic
	Bases      []Base
	People     []Person
	OutOfScope []OutOfScope
	Properties []Property // that must hold for everyone
	Texts      []Language // other than English
}

// Meta is protocol.yaml: what this protocol is.
type Meta struct {
	ID        string        `json:"id"`
	Version   string        `json:"version"`
	Date      string        `json:"date"`
	Title     string        `json:"title"`
	Languages []string      `json:"languages"` // English first, then those of text/
	Authors   []string      `json:"authors"`
	Reviewed  string        `json:"reviewed"`          // who signed it, or "not yet reviewed by a clinician"
	ValidFor  string        `json:"valid_for"`         // how long a result holds at most, e.g. "24h"
	ValueSets []ValueSet    `json:"value_sets"`        // lists of values shared by findings
	GoAheads  []GoAheadKind `json:"go_aheads"`         // the clinicians who may agree
	Tags      []TagName     `json:"tags,omitempty"`    // how limits name the tags of techniques
	Retired   []Retired     `json:"retired,omitempty"` // ids that are no longer used and what they became
	At        strict.Places `json:"-"`
}

// TagName is the wording of a tag of techniques that limits use: "No <name>".
type TagName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Pos  Pos    `json:"-"`
}

// ValueSet is a named list of values of a choice.
type ValueSet struct {
	ID     string   `json:"id"`
	Values []string `json:"values"`
	Normal string   `json:"normal,omitempty"`
	Danger []string `json:"danger,omitempty"` // from least to most dangerous
	Texts  []Option `json:"texts,omitempty"`  // default wording of each value
}

// GoAheadKind is one kind of clinician whose agreement can lift a rule.
type GoAheadKind struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`      // "your surgeon"
	LapsesOn []string      `json:"lapses_on"` // findings: a change in any of them ends the go-ahead
	MaxDays  int           `json:"max_days"`  // longest time it may hold, days
	Evidence []string      `json:"evidence"`
	Pos      Pos           `json:"-"`
	At       strict.Places `json:"-"`
}

// Retired maps an old id, or an old value "finding=value", to what it became; empty means "not asked".
type Retired struct {
	Old string `json:"old"`
	New string `json:"new,omitempty"`
}

// Finding is one thing known about the person.
type Finding struct {
	ID        string        `json:"id"`
	Type      string        `json:"type"`                // choice, bool, int, date
	Name      string        `json:"name"`                // short label: "leg weakness"
	Set       string        `json:"set,omitempty"`       // choice: a value set ...
	Values    []string      `json:"values,omitempty"`    // ... or its own values, most reassuring first
	Range     []int         `json:"range,omitempty"`     // int: [lowest, highest]
	Unit      string        `json:"unit,omitempty"`      // int: UCUM code or "1": h, d, wk, mo, a, {score}
	Normal    string        `json:"normal,omitempty"`    // reassuring value, as text: "none", "false", "0"
	Danger    string        `json:"danger,omitempty"`    // bool: "yes" or "no"; int: "up" or "down"; choice with a set: "set"
	Order     []string      `json:"order,omitempty"`     // choice: values from least to most dangerous
	Unordered string        `json:"unordered,omitempty"` // or the reason why no order exists
	UnsureIs  string        `json:"unsure_is,omitempty"` // the value that "not sure" counts as, where being unsure is no milder than a yes
	OnlyIf    string        `json:"only_if,omitempty"`   // condition that makes it askable
	Derive    *Derive       `json:"derive,omitempty"`    // computed, never asked
	Recheck   bool          `json:"recheck,omitempty"`   // asked again before each further session
	Brief     bool          `json:"brief,omitempty"`     // read by the plan and its texts rather than by a rule
	Codes     []string      `json:"codes,omitempty"`     // "SCT 12345", "LOINC 72514-3", "ICD-10 G83.4", only where sure
	Pos       Pos           `json:"-"`
	At        strict.Places `json:"-"`
}

// Derive computes a finding. Exactly one field beside Unit is set.
type Derive struct {
	Elapsed string `json:"elapsed,omitempty"` // a date finding: time from it to now ...
	Unit    string `json:"unit,omitempty"`    // ... in hours, days, weeks, months or years
	Change  string `json:"change,omitempty"`  // an int finding: now minus its value at the last session
	Count   string `json:"count,omitempty"`   // events of the history: result, session, check_in, review or alarm (urgent and emergency results)
	Since   string `json:"since,omitempty"`   // an event kind: time from its last occurrence to now, in Unit
	First   string `json:"first,omitempty"`   // an event kind: time from its first occurrence to now, in Unit
}

// Question asks one or several findings on one page.
type Question struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind"`           // choice (one finding, radios), bool (one finding), check (tick list), number, date, form (several small questions of one subject)
	When    string        `json:"when,omitempty"` // "first" (default), "recheck" (only before a further session), "both"
	Asks    []string      `json:"asks"`           // findings, in the order shown
	Text    string        `json:"text"`           // the question
	Hint    string        `json:"hint,omitempty"`
	Why     string        `json:"why"`               // why we ask
	How     string        `json:"how,omitempty"`     // how to check when unsure
	Options []Option      `json:"options,omitempty"` // choice: wording of each value, in the order shown
	Items   []Item        `json:"items,omitempty"`   // check and form: wording of each finding
	None    string        `json:"none,omitempty"`    // check: wording of "none of these"
	Pos     Pos           `json:"-"`
	At      strict.Places `json:"-"`
}

// Option is the wording of one value.
type Option struct {
	Value string `json:"value"`
	Text  string `json:"text"`
	Hint  string `json:"hint,omitempty"`
}

// Item is the wording of one finding on a page of several, and what a tick sets it to.
type Item struct {
	Finding string   `json:"finding"`
	Text    string   `json:"text"`
	Tick    string   `json:"tick,omitempty"`    // check: the value that a tick records; default "true"
	Options []Option `json:"options,omitempty"` // form: wording of each value of a choice
}

// Condition is a named condition that rules can use by its id ("is.leg_pain").
type Condition struct {
	ID       string        `json:"id"`
	When     string        `json:"when"`
	Says     string        `json:"says"` // in plain words
	Evidence []string      `json:"evidence,omitempty"`
	Pos      Pos           `json:"-"`
	At       strict.Places `json:"-"`
}

// Region of the body map.
type Region struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Sided     bool          `json:"sided,omitempty"`     // has a left and a right
	View      string        `json:"view"`                // back, front
	Sensitive bool          `json:"sensitive,omitempty"` // needs recorded consent by a professional
	Nerves    []string      `json:"nerves,omitempty"`    // levels whose nerve root is felt here: L4, L5, S1
	Text      string        `json:"text"`                // how to find it
	Evidence  []string      `json:"evidence,omitempty"`
	Pos       Pos           `json:"-"`
	At        strict.Places `json:"-"`
}

// Group is a named set of regions, for use in limits: "back".
type Group struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Regions []string      `json:"regions"`
	Pos     Pos           `json:"-"`
	At      strict.Places `json:"-"`
}

// Evidence is one source: an article statement, a guideline, a study, or consensus.
type Evidence struct {
	ID       string        `json:"id"` // "S003-014", "NG59-1.2.7", "Chiu-2015", "consensus"
	Source   string        `json:"source"`
	Year     int           `json:"year,omitempty"`
	Grade    string        `json:"grade"`    // guideline, review, trial, case-report, expert, trade, consensus
	Checked  string        `json:"checked"`  // verified, secondary, knowledge
	Supports string        `json:"supports"` // what it says, in our words
	Pos      Pos           `json:"-"`
	At       strict.Places `json:"-"`
}

// Limit takes something away.
type Limit struct {
	Kind     string   `json:"kind"`               // pressure, minutes, touch, technique, tool, position, heat, setting, consent
	Target   string   `json:"target,omitempty"`   // pressure: band; minutes: whole minutes of a session; technique/tool: an id or "#tag"; position: id; setting: id; consent: what for; heat, touch: empty
	Regions  []string `json:"regions,omitempty"`  // regions or groups; none means everywhere
	Settings []string `json:"settings,omitempty"` // none means every setting
	Side     string   `json:"side,omitempty"`     // left, right, or a finding whose value (left, right, both) says which; none means both
}

// Effect is what a rule does.
type Effect struct {
	Disposition clinical.Disposition `json:"disposition"`
	Care        *clinical.Care       `json:"care,omitempty"`
	Limits      []Limit              `json:"limits,omitempty"`
	Advice      []string             `json:"advice,omitempty"` // card ids
}

// Topic is one folder: rules.yaml and cases.yaml side by side.
type Topic struct {
	ID    string
	Title string
	Base  string // of its cases
	Rules []Rule
	Cases []Case
}

// RulesFile is rules.yaml.
type RulesFile struct {
	Topic string `json:"topic"`
	Title string `json:"title"`
	Rules []Rule `json:"rules"`
}

// Rule is one clinical rule.
type Rule struct {
	ID            string               `json:"id"`
	Title         string               `json:"title"`
	When          string               `json:"when"` // condition (CEL subset); "true" for a universal rule
	Disposition   clinical.Disposition `json:"disposition"`
	Care          *clinical.Care       `json:"care,omitempty"`
	Limits        []Limit              `json:"limits,omitempty"`
	Advice        []string             `json:"advice,omitempty"`
	IfUnsure      IfUnsure             `json:"if_unsure"`
	Until         string               `json:"until,omitempty"`         // what ends it, in words; a date is computed where time alone ends it
	LiftedBy      string               `json:"lifted_by,omitempty"`     // go-ahead kind
	Remains       *Effect              `json:"remains,omitempty"`       // what stays after the go-ahead
	Contradiction bool                 `json:"contradiction,omitempty"` // two answers that cannot both be true
	Text          RuleText             `json:"text"`
	Evidence      []string             `json:"evidence"`
	Pos           Pos                  `json:"-"`
	At            strict.Places        `json:"-"`
}

// RuleText is the wording of a rule.
type RuleText struct {
	Person    string `json:"person"`    // starts a sentence after "Because you told us": whole plain sentences
	Therapist string `json:"therapist"` // the same for a professional
}

// IfUnsure is what a rule does when its condition cannot be settled:
// "same" (the full effect), "nothing", or an effect of its own.
type IfUnsure struct {
	Word   string
	Effect *Effect
}

// The two words of an IfUnsure.
const (
	UnsureSame    = "same"
	UnsureNothing = "nothing"
)

// DecodeNode reads a word or the keys of an Effect.
func (u *IfUnsure) DecodeNode(d *strict.Decoder, n *strict.Node) {
	if d.IsMapping(n) {
		u.Effect = new(Effect)
		d.Into(n, u.Effect)
		return
	}
	var word string
	d.Into(n, &word)
	switch word {
	case UnsureSame, UnsureNothing:
		u.Word = word
	case "": // not a word: reported by Into
	default:
		d.Fault(strict.BadValue, n, fmt.Sprintf("unknown effect %q", word), `write same, nothing, or {disposition: ...}`)
	}
}

// Technique is one way of working, tool, device, modality or position.
type Technique struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Also        []string      `json:"also,omitempty"`
	Kind        string        `json:"kind"` // hands, tool, device, modality, heat, lubricant, position
	Tags        []string      `json:"tags"`
	Pressure    Band          `json:"pressure"`
	Settings    []string      `json:"settings"`
	Regions     []string      `json:"regions"` // regions or groups
	Minutes     Minutes       `json:"minutes"`
	Frequency   string        `json:"frequency,omitempty"`
	Positions   []string      `json:"positions,omitempty"` // position technique ids
	Tools       []string      `json:"tools,omitempty"`     // tool and device technique ids
	Goals       []string      `json:"goals,omitempty"`     // calm, sleep, stiffness, tense_buttocks
	Order       int           `json:"order,omitempty"`     // place in a session: 1 first stroking ... 9 last stroking
	Evening     bool          `json:"evening,omitempty"`   // may be used in the evening
	What        string        `json:"what"`
	Steps       []string      `json:"steps,omitempty"`
	Feel        string        `json:"feel,omitempty"`
	MustNotFeel string        `json:"must_not_feel,omitempty"`
	Never       string        `json:"never,omitempty"`    // excluded for anyone with a lumbar disc problem, and why
	NeverIn     []NeverIn     `json:"never_in,omitempty"` // excluded in some settings or regions only
	Myth        string        `json:"myth,omitempty"`     // a claim about it that we reject
	Evidence    []string      `json:"evidence"`
	Pos         Pos           `json:"-"`
	At          strict.Places `json:"-"`
}

// Band is the least pressure a technique can be done with and the most it normally uses.
type Band struct {
	Least clinical.Pressure `json:"least"`
	Most  clinical.Pressure `json:"most"`
}

// Minutes is the dose of one technique: on one region in the first session and at most.
type Minutes struct {
	First       int `json:"first"`
	Most        int `json:"most"`
	SpotSeconds int `json:"spot_seconds,omitempty"` // longest time on one spot
}

// NeverIn excludes a technique from settings or regions, for everyone.
type NeverIn struct {
	Settings []string `json:"settings,omitempty"`
	Regions  []string `json:"regions,omitempty"`
	Why      string   `json:"why"`
	Evidence []string `json:"evidence,omitempty"`
}

// Routine is an ordered set of steps for one setting and goal.
type Routine struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Setting  string        `json:"setting"`
	Goals    []string      `json:"goals"`
	Steps    []RoutineStep `json:"steps"`
	Evidence []string      `json:"evidence"`
	Pos      Pos           `json:"-"`
	At       strict.Places `json:"-"`
}

// RoutineStep is one timed step; a step whose technique is not allowed on its region is left out.
type RoutineStep struct {
	ID          string            `json:"id"`
	Technique   string            `json:"technique"`
	Region      string            `json:"region,omitempty"`
	Sides       string            `json:"sides,omitempty"` // each, pain_free, painful; empty: no side
	Seconds     int               `json:"seconds"`         // first session
	MostSeconds int               `json:"most_seconds"`
	Pressure    clinical.Pressure `json:"pressure"`
	Position    string            `json:"position,omitempty"`
	Text        string            `json:"text"`
	Feel        string            `json:"feel,omitempty"`
	MustNotFeel string            `json:"must_not_feel,omitempty"`
	Evidence    []string          `json:"evidence,omitempty"`
}

// Course is a series of sessions.
type Course struct {
	ID              string        `json:"id"`
	Name            string        `json:"name"`
	Settings        []string      `json:"settings"`
	Sessions        int           `json:"sessions"`      // planned
	MostSessions    int           `json:"most_sessions"` // never more without a clinician's review
	EveryDays       int           `json:"every_days"`
	LeastHours      int           `json:"least_hours"` // between two sessions
	FirstMinutes    int           `json:"first_minutes"`
	GrowMinutes     int           `json:"grow_minutes"`
	MostMinutes     int           `json:"most_minutes"`
	ReviewAfter     int           `json:"review_after"` // sessions
	ReviewWeeks     []int         `json:"review_weeks"` // first and last week of the second review
	RestMinutes     []int         `json:"rest_minutes"` // after a session: least and most
	CheckInHours    []int         `json:"check_in_hours"`
	MaintenanceDays int           `json:"maintenance_days"`
	Text            string        `json:"text"`
	Evidence        []string      `json:"evidence"`
	Pos             Pos           `json:"-"`
	At              strict.Places `json:"-"`
}

// Card is a page of teaching, advice, a checklist or a myth with its answer.
type Card struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"` // learn, do_today, prepare, aftercare, prevent, choose, first_visit, tell, myth, conflict, expect, emergency
	Title    string        `json:"title"`
	When     string        `json:"when,omitempty"` // condition that makes it fit this person; shown to all when absent
	Settings []string      `json:"settings,omitempty"`
	Says     string        `json:"says,omitempty"` // myth: what is said; conflict: one article says ..., another says ...
	Text     string        `json:"text"`
	Items    []string      `json:"items,omitempty"`
	Evidence []string      `json:"evidence"`
	Pos      Pos           `json:"-"`
	At       strict.Places `json:"-"`
}

// Stop is one stop rule of a session: an event and what it records.
type Stop struct {
	ID       string            `json:"id"`
	Event    string            `json:"event"`
	Button   string            `json:"button"`  // what the person presses
	Records  map[string]string `json:"records"` // finding: value, for the assessment that follows
	Text     string            `json:"text"`    // what to do now
	Evidence []string          `json:"evidence"`
	Pos      Pos               `json:"-"`
	At       strict.Places     `json:"-"`
}

// Base is a named set of answers that cases build on.
type Base struct {
	ID       string            `json:"id"`
	Says     string            `json:"says"`
	Findings map[string]string `json:"findings"`
	Pos      Pos               `json:"-"`
	At       strict.Places     `json:"-"`
}

// CasesFile is cases.yaml.
type CasesFile struct {
	Base  string `json:"base"`
	Cases []Case `json:"cases"`
}

// Case is one test of a topic's rules. Fires and Open are exact: every rule of
// this topic that is not listed must be silent.
type Case struct {
	Name     string               `json:"name"`
	Base     string               `json:"base,omitempty"` // overrides the file's
	Now      string               `json:"now,omitempty"`
	Findings map[string]string    `json:"findings,omitempty"`
	Unsure   []string             `json:"unsure,omitempty"`
	NotAsked []string             `json:"not_asked,omitempty"` // takes an answer of the base away
	GoAheads []GoAhead            `json:"go_aheads,omitempty"`
	History  []Event              `json:"history,omitempty"`
	Fires    map[string]string    `json:"fires,omitempty"`  // rule: "emergency now", the effect it has
	Open     map[string]string    `json:"open,omitempty"`   // rule: the effect of its if_unsure
	Limits   []string             `json:"limits,omitempty"` // exact limits of this topic's rules, in short form; see LimitString
	Want     clinical.Disposition `json:"want"`             // what is shown
	Pos      Pos                  `json:"-"`
	At       strict.Places        `json:"-"`
}

// GoAhead in a case.
type GoAhead struct {
	Kind    string            `json:"kind"`
	Who     string            `json:"who,omitempty"`
	At      string            `json:"at"`
	Until   string            `json:"until"`
	Covers  []string          `json:"covers"`
	Answers map[string]string `json:"answers,omitempty"`
}

// Event in the history of a case.
type Event struct {
	Kind        string            `json:"kind"`
	At          string            `json:"at"`
	Disposition string            `json:"disposition,omitempty"`
	Findings    map[string]string `json:"findings,omitempty"`
	Note        string            `json:"note,omitempty"`
}

// Person is a whole-person case: what one person is told.
type Person struct {
	ID       string               `json:"id"`
	Name     string               `json:"name"` // "8 weeks after surgery"
	Story    string               `json:"story"`
	Now      string               `json:"now,omitempty"`
	Rest     string               `json:"rest,omitempty"` // "normal"
	Findings map[string]string    `json:"findings"`
	Unsure   []string             `json:"unsure,omitempty"`
	GoAheads []GoAhead            `json:"go_aheads,omitempty"`
	History  []Event              `json:"history,omitempty"`
	Want     clinical.Disposition `json:"want"`
	Care     string               `json:"care"`           // "doctor today", "nobody none"
	Reasons  []string             `json:"reasons"`        // exact set of rules that give the disposition, care or limits
	Limits   []string             `json:"limits"`         // exact
	Why      string               `json:"why"`            // why this is right
	Walk     bool                 `json:"walk,omitempty"` // one of the walk-through people
	Evidence []string             `json:"evidence"`
	Pos      Pos                  `json:"-"`
	At       strict.Places        `json:"-"`
}

// OutOfScope lists statements that the product does not act on, and why.
type OutOfScope struct {
	Statements []string      `json:"statements"`
	Why        string        `json:"why"`
	Pos        Pos           `json:"-"`
	At         strict.Places `json:"-"`
}
