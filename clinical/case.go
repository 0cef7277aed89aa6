package clinical

import "time"

// FindingID names one thing known about a person, such as "neuro.bladder".
type FindingID string

// RuleID names one rule, such as "RF-CES-01". Never renumbered, never reused.
type RuleID string

// CaseSchema is the version of the case file that this program writes.
const CaseSchema = 1

// Kind of a State. The zero value is NotAsked and never means "no".
type Kind uint8

const (
	NotAsked Kind = iota
	Unsure
	Known
)

// Answer is the state of one finding: not asked, unsure, or a value. Exactly
// one of Choice, Int, Bool and Date is meaningful, as the finding's type says.
type Answer struct {
	Kind   Kind
	Bool   bool
	Choice string
	Int    int
	Date   Date
}

// Constructors for the answers. They make literals short and correct.
func ChoiceAnswer(v string) Answer { return Answer{Kind: Known, Choice: v} }
func IntAnswer(v int) Answer       { return Answer{Kind: Known, Int: v} }
func BoolAnswer(v bool) Answer     { return Answer{Kind: Known, Bool: v} }
func DateAnswer(v Date) Answer     { return Answer{Kind: Known, Date: v} }
func UnsureAnswer() Answer         { return Answer{Kind: Unsure} }

// GoAhead is a clinician's agreement to massage, with what it covers and the
// answers at that time. It is valid while now is in its time and none of the
// answers it lapses on has changed. Having none is not having one.
type GoAhead struct {
	Kind    string
	Who     string
	At      Date
	Until   Date
	Covers  []RuleID
	Answers map[FindingID]Answer
}

// EventKind says what an Event of the history is.
type EventKind string

const (
	ResultEvent  EventKind = "result"  // an assessment was shown
	SessionEvent EventKind = "session" // a hands-on session took place
	CheckInEvent EventKind = "check_in"
	ReviewEvent  EventKind = "review"

	// ClinicianReviewEvent starts the counts of sessions and of urgent or
	// emergency results anew.
	ClinicianReviewEvent EventKind = "clinician_review"
)

// Event is one thing that happened before: a result, a session, a check-in or
// a review, with the findings answered then.
type Event struct {
	Kind        EventKind
	At          time.Time
	Disposition Disposition // of a result
	Findings    map[FindingID]Answer
	Note        string
}

// Case is everything known about one person at one time.
type Case struct {
	Schema   int
	Protocol string    // version of the protocol the answers were given to; may be empty
	Now      time.Time // when the answers were given; carries the person's zone
	Zone     *time.Location
	Role     Role
	Findings map[FindingID]Answer
	GoAheads []GoAhead
	History  []Event // oldest first
	Note     string  // kept and shown, never read as an answer
}

// Get returns the answer to one finding; not asked when there is none.
func (c Case) Get(id FindingID) Answer { return c.Findings[id] }

// With returns a copy of the case with one answer replaced.
func (c Case) With(id FindingID, a Answer) Case {
	return c.WithAll(map[FindingID]Answer{id: a})
}

// WithAll returns a copy of the case with several answers replaced; one that
// was not asked is taken away.
func (c Case) WithAll(answers map[FindingID]Answer) Case {
	f := make(map[FindingID]Answer, len(c.Findings)+len(answers))
	for k, v := range c.Findings {
		f[k] = v
	}
	for id, a := range answers {
		if a.Kind == NotAsked {
			delete(f, id)
		} else {
			f[id] = a
		}
	}
	c.Findings = f
	return c
}
