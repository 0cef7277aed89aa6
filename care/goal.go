package care

import (
	"errors"
	"maps"
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// goal is what the massage is for. No rule reads it: it chooses a routine.
const goal = clinical.FindingID("goal.main")

// ErrNoGoal refuses what is not one of the goals.
var ErrNoGoal = errors.New("no such goal")

// SetGoal keeps what the massage is for. It is no answer of the check: the
// time that is decided for, and what is decided, stay as they are.
func (f *File) SetGoal(set *ruleset.Set, choice string) error {
	i, ok := set.Finding(goal)
	if !ok {
		return ErrNoGoal
	}
	a, err := set.Findings[i].ParseAnswer(choice)
	if err != nil {
		return ErrNoGoal
	}
	f.Rev++
	f.Findings = f.Case().With(goal, a).Findings
	f.Pages = slices.Clone(f.Pages)
	for i, p := range f.Pages { // answered as a page too: both say the same
		if _, ok := p.Answers[goal]; ok {
			f.Pages[i].Answers = maps.Clone(p.Answers)
			f.Pages[i].Answers[goal] = a
		}
	}
	return nil
}

// SetAppointment keeps when the person has an appointment for a massage; the
// zero time takes it away.
func (f *File) SetAppointment(at time.Time) {
	f.Rev++
	f.Appointment = at.UTC().Truncate(time.Minute)
}

// As is the file as somebody else reads it: the same answers, told to another
// role. Roles never change what is decided.
func (f *File) As(r clinical.Role) *File {
	g := *f
	g.Role = r
	return &g
}
