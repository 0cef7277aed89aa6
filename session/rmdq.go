package session

import "fmt"

// Statements of the Roland-Morris questionnaire (Roland-Fairbank-2000). The
// wording stands in the protocol under the ids of RMDQID.
const Statements = 24

// Statement is the answer to one of them. The zero value is not answered.
type Statement uint8

const (
	Unanswered Statement = iota
	Ticked
	NotTicked // or not applicable
)

var statementNames = []string{"", "yes", "no"}

func (s Statement) String() string               { return nameOf(statementNames, uint8(s)) }
func (s Statement) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText refuses every text that is not an answer.
func (s *Statement) UnmarshalText(b []byte) error {
	i, err := indexOf(statementNames, b)
	*s = Statement(i)
	return err
}

// RMDQ is the answers to the 24 statements, all about today.
type RMDQ [Statements]Statement

// RMDQID is the id of a statement, from 1 to 24: rmdq.01 and so on.
func RMDQID(n int) string { return fmt.Sprintf("rmdq.%02d", n) }

// Score counts the statements ticked, and those not answered, which count as
// not ticked and are recorded, never made up for.
func (r RMDQ) Score() (score, missing int) {
	for _, s := range r {
		switch s {
		case Ticked:
			score++
		case NotTicked:
		default:
			missing++
		}
	}
	return score, missing
}

// Given reports whether any statement was answered.
func (r RMDQ) Given() bool { _, missing := r.Score(); return missing < Statements }

// The scale does not show a change well below 4 and above 20 (Roland-Fairbank-2000).
const (
	rmdqFloor   = 4
	rmdqCeiling = 20
)

// Floor reports a score so low that the scale can hardly show an improvement;
// PSFS is the better measure there (Hall-2011).
func (r RMDQ) Floor() bool { s, _ := r.Score(); return r.Given() && s < rmdqFloor }

// Ceiling reports a score so high that the scale can hardly show a worsening.
func (r RMDQ) Ceiling() bool { s, _ := r.Score(); return s > rmdqCeiling }
