package ruleset

import "paraspinal/clinical"

// Property is something that must hold for everyone whom a Set can meet. It is
// no part of the Set: nothing is decided by it.
type Property struct {
	ID       string
	Says     string   // in words
	Hazards  []string // ids of SAFETY.md
	Evidence []string

	When     Expr   // for whom, for certain; the zero value means everyone
	Atoms    []Atom // the comparisons of When
	UnsureOf []int  // findings: the person is not sure about one of these
	Alone    bool   // without any go-ahead

	Then Claim
	Twin []Fault // planted in the protocol, they break the property
}

// Claim is what a property says. Exactly one of Least, NoPlan, Never, Most and
// Law is set.
type Claim struct {
	Least  clinical.Disposition // the disposition is this or more cautious ...
	Within clinical.Within      // ... and somebody is to be seen within this time
	NoPlan bool                 // no hands-on session
	Never  *Work                // nothing of this in any plan
	Most   *Work                // nothing of this deeper than Pressure, or longer than Minutes
	Law    string               // one of Laws
	Over   clinical.Disposition // of some laws: which rules it is about
	Of     []int                // of some laws: findings that it is about, or not about
	Rules  []clinical.RuleID    // of LawTheseRules: those that must be there
}

// Work is a part of what a plan can hold. An empty list means all.
type Work struct {
	Techniques []int // indexes into Set.Techniques
	Regions    []int
	Side       clinical.Side
	Settings   []clinical.Setting
	Pressure   clinical.Pressure // of Claim.Most; NoPressure means that pressure is not meant
	Minutes    int               // of Claim.Most; 0 means that minutes are not meant
}

// Fault is a change of a protocol that makes it dangerous. Exactly one of its
// ids is given.
type Fault struct {
	Drop   clinical.RuleID      // the rule does nothing
	Lower  clinical.RuleID      // the rule asks only for To
	Unsure clinical.RuleID      // not being sure asks only for To; Undecided means for nothing
	To     clinical.Disposition //
	Rule   clinical.RuleID      // the rule holds under another condition, When over Atoms
	When   Expr
	Atoms  []Atom
	Lift   clinical.RuleID // any clinician can lift the rule
	Allow  string          // the technique is for everyone
	Open   string          // the region is one like the others
	Stale  clinical.RuleID // the rule's limits were tightened after the table was made
	Remove clinical.RuleID // the rule is not there any more
}

// Laws are the claims about a protocol as a whole.
const (
	LawNarrows    = "answering_narrows"
	LawDanger     = "danger_never_helps"
	LawDoubt      = "doubt_never_helps"
	LawGoAhead    = "go_ahead_lifts_only"
	LawBlind      = "blind_to"
	LawReachable  = "every_answer_reachable"
	LawRules      = "every_rule_matters"
	LawTheseRules = "these_rules_exist"
	LawExcluded   = "excluded_is_not_offered"
	LawCaps       = "caps_hold"
)

// Laws lists them.
func Laws() []string {
	return []string{LawNarrows, LawDanger, LawDoubt, LawGoAhead, LawBlind, LawReachable, LawRules, LawTheseRules, LawExcluded, LawCaps}
}
