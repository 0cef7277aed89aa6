package session

import (
	"bytes"
	"slices"

	"paraspinal/clinical"
)

// MotorTest is one of the home tests that are safe to script with support at hand.
type MotorTest string

const (
	HeelWalk   MotorTest = "heel_walk"
	ToeWalk    MotorTest = "toe_walk"
	HeelRaise  MotorTest = "heel_raise" // on one leg
	BigToeUp   MotorTest = "big_toe_up"
	SitToStand MotorTest = "sit_to_stand"
)

// MotorTests lists the tests in the order they are done.
func MotorTests() []MotorTest { return []MotorTest{HeelWalk, ToeWalk, HeelRaise, BigToeUp, SitToStand} }

// MotorResult of one test on one side. The zero value is not tried, never ok.
type MotorResult uint8

const (
	NotTried MotorResult = iota
	CanDo
	Cannot
)

var motorNames = []string{"", "ok", "cannot"}

func (r MotorResult) String() string               { return nameOf(motorNames, uint8(r)) }
func (r MotorResult) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText refuses every text that is not a result.
func (r *MotorResult) UnmarshalText(b []byte) error {
	i, err := indexOf(motorNames, b)
	*r = MotorResult(i)
	return err
}

// Sides is one result for each leg.
type Sides struct {
	Left  MotorResult `json:"left"`
	Right MotorResult `json:"right"`
}

// Motor is the self-check of power. Its zero value is nothing tried.
type Motor struct {
	HeelWalk   Sides `json:"heel_walk"`
	ToeWalk    Sides `json:"toe_walk"`
	HeelRaise  Sides `json:"heel_raise"`
	BigToeUp   Sides `json:"big_toe_up"`
	SitToStand Sides `json:"sit_to_stand"`
}

// Loss is one test that one leg can no longer do.
type Loss struct {
	Test MotorTest
	Side clinical.Side
}

func (m Motor) all() []Sides {
	return []Sides{m.HeelWalk, m.ToeWalk, m.HeelRaise, m.BigToeUp, m.SitToStand}
}

// Lost lists what cannot be done now and was not known to be impossible before.
func (m Motor) Lost(before Motor) []Loss {
	var out []Loss
	was := before.all()
	for i, s := range m.all() {
		if s.Left == Cannot && was[i].Left != Cannot {
			out = append(out, Loss{MotorTests()[i], clinical.Left})
		}
		if s.Right == Cannot && was[i].Right != Cannot {
			out = append(out, Loss{MotorTests()[i], clinical.Right})
		}
	}
	return out
}

// Weak reports whether any test cannot be done.
func (m Motor) Weak() bool { return len(m.Lost(Motor{})) > 0 }

// GRC is the global rating of change on 7 points. The zero value is not asked.
type GRC uint8

const (
	NoGRC GRC = iota
	VeryMuchImproved
	MuchImproved
	MinimallyImproved
	NoChange
	MinimallyWorse
	MuchWorse
	VeryMuchWorse
)

var grcNames = []string{"", "very_much_improved", "much_improved", "minimally_improved", "no_change", "minimally_worse", "much_worse", "very_much_worse"}

func (g GRC) String() string               { return nameOf(grcNames, uint8(g)) }
func (g GRC) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText refuses every text that is not a rating.
func (g *GRC) UnmarshalText(b []byte) error {
	i, err := indexOf(grcNames, b)
	*g = GRC(i)
	return err
}

// PSFS is the patient-specific functional scale: 3 to 5 activities of the
// person's own, each 0 unable to 10 as before (Stratford-1995).
type PSFS []Activity

// Activity is one activity and its score. The same ID is scored again later.
type Activity struct {
	ID    string `json:"id"`
	Score int    `json:"score"`
}

const (
	leastActivities = 3
	mostActivities  = 5
	mostActivity    = 10
)

// NewPSFS refuses a wrong number of activities, one without or with the id of
// another, and a score out of range.
func NewPSFS(a ...Activity) (PSFS, error) {
	p := PSFS(slices.Clone(a))
	if !p.valid() {
		return nil, refuse(OutOfRange, "PSFS")
	}
	return p, nil
}

func (p PSFS) valid() bool {
	for i, a := range p {
		if a.ID == "" || a.Score < 0 || a.Score > mostActivity || p.index(a.ID) != i {
			return false
		}
	}
	return len(p) >= leastActivities && len(p) <= mostActivities
}

func (p PSFS) index(id string) int {
	return slices.IndexFunc(p, func(a Activity) bool { return a.ID == id })
}

// Sum returns the sum of the scores and how many there are: the total is
// their quotient, which is kept exact.
func (p PSFS) Sum() (sum, n int) {
	for _, a := range p {
		sum += a.Score
	}
	return sum, len(p)
}

func nameOf(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return "unknown"
}

func indexOf(names []string, b []byte) (int, error) {
	for i, n := range names {
		if bytes.Equal([]byte(n), b) {
			return i, nil
		}
	}
	return 0, refuse(OutOfRange, string(b))
}
