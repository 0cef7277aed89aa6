package protocol

import (
	"paraspinal/clinical"
	"paraspinal/internal/strict"
)

// Property is something that must hold for everyone: one item of safety.yaml.
// It is proved, and decides nothing.
type Property struct {
	ID       string        `json:"id"`                  // SP-01
	Says     string        `json:"says"`                // what must hold, in plain words
	Hazards  []string      `json:"hazards"`             // of SAFETY.md: HAZ-01
	Evidence []string      `json:"evidence"`            //
	If       string        `json:"if,omitempty"`        // condition: for whom, for certain; empty means everyone
	UnsureOf []string      `json:"unsure_of,omitempty"` // findings: the person is not sure about one of them
	Alone    bool          `json:"alone,omitempty"`     // without any go-ahead
	Then     Claim         `json:"then"`
	Twin     []Fault       `json:"twin"` // faults that break the property when they are planted
	Pos      Pos           `json:"-"`
	At       strict.Places `json:"-"`
}

// Claim is what a property says. Exactly one of AtLeast, NoPlan, Never, Most
// and Law is given.
type Claim struct {
	AtLeast clinical.Disposition `json:"at_least,omitempty"` // the disposition is this or more cautious ...
	Within  clinical.Within      `json:"within,omitempty"`   // ... and somebody is to be seen within this time
	NoPlan  bool                 `json:"no_plan,omitempty"`  // no hands-on session
	Never   *Work                `json:"never,omitempty"`    // nothing of this in any plan
	Most    *Work                `json:"most,omitempty"`     // nothing of this deeper or longer than said
	Law     string               `json:"law,omitempty"`      // a claim about the protocol as a whole
	Over    clinical.Disposition `json:"over,omitempty"`     // of some laws: about rules of this disposition or more
	Of      []string             `json:"of,omitempty"`       // of some laws: findings left out, or looked at
	Rules   map[string][]string  `json:"rules,omitempty"`    // of these_rules_exist: ids by topic
}

// Work is a part of what a plan can hold; what is not given means all.
type Work struct {
	Techniques []string           `json:"techniques,omitempty"` // ids, or "#tag"
	Regions    []string           `json:"regions,omitempty"`    // ids of regions and groups
	Side       clinical.Side      `json:"side,omitempty"`       // left or right
	Settings   []clinical.Setting `json:"settings,omitempty"`
	Pressure   string             `json:"pressure,omitempty"` // of most: no deeper than this
	Minutes    int                `json:"minutes,omitempty"`  // of most: no longer than this
}

// Fault is a dangerous change of the protocol. Exactly one of Drop, Lower,
// Unsure, Rule, Lift, Allow, Open, Stale and Remove is given.
type Fault struct {
	Drop   string               `json:"drop,omitempty"`   // rule: it does nothing
	Lower  string               `json:"lower,omitempty"`  // rule: it asks only for To
	Unsure string               `json:"unsure,omitempty"` // rule: not being sure asks only for To, or for nothing
	To     clinical.Disposition `json:"to,omitempty"`
	Rule   string               `json:"rule,omitempty"` // rule: it holds when When does
	When   string               `json:"when,omitempty"`
	Lift   string               `json:"lift,omitempty"`   // rule: a go-ahead lifts it
	Allow  string               `json:"allow,omitempty"`  // technique: it is for everyone
	Open   string               `json:"open,omitempty"`   // region: it is one like the others
	Stale  string               `json:"stale,omitempty"`  // rule: its limits were tightened, and the table of techniques does not know it
	Remove string               `json:"remove,omitempty"` // rule: it is not there any more
	Pos    Pos                  `json:"-"`
	At     strict.Places        `json:"-"`
}

type safetyFile struct {
	Properties []Property `json:"properties"`
}
