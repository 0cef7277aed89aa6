package session

import (
	"maps"
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Report is the answers of an end check or a check-in. Answers holds further
// findings in the words of the protocol; "unsure" is one of them.
type Report struct {
	Pains
	Motor   Motor                         `json:"motor"`
	Answers map[clinical.FindingID]string `json:"answers,omitempty"`
}

const unsure = "unsure"

// Findings that a session and what follows it can change.
const (
	afterSpread  clinical.FindingID = "after.spread"
	weakness     clinical.FindingID = "neuro.weakness"
	weaknessSide clinical.FindingID = "neuro.weakness_side"
)

// nerveAsks come at every end check and check-in: new signs cannot wait
// (GIRFT-CES-2023, S003-058).
var nerveAsks = []clinical.FindingID{
	"neuro.saddle_sensation", "neuro.bladder", "neuro.bowel", "neuro.sexual", weakness, "neuro.sensation", "flag.both_legs",
}

// afterAsks come at the check-ins.
var afterAsks = []clinical.FindingID{"after.leg_pain", afterSpread, "after.worse", "after.bruise"}

// EndAsks lists what an end check must answer besides pains and sites.
func EndAsks() []clinical.FindingID { return slices.Clone(nerveAsks) }

// CheckInAsks lists what a check-in must answer besides pains and sites.
func CheckInAsks() []clinical.FindingID { return slices.Concat(nerveAsks, afterAsks) }

func (r *Report) clone() *Report {
	c := *r
	c.Answers = maps.Clone(r.Answers)
	return &c
}

// Findings turns a report into findings. Pain further down than before the
// session, or a motor test newly failed, is a finding too. It refuses a report
// that leaves a pain, a site or one of asks open.
func (r *Report) Findings(set *ruleset.Set, start Pains, motor Motor, asks []clinical.FindingID) (map[clinical.FindingID]clinical.Answer, error) {
	if id := r.Missing(); id != "" {
		return nil, refuse(Incomplete, string(id))
	}
	for _, id := range asks {
		if _, ok := set.Finding(id); !ok {
			return nil, refuse(BadProtocol, string(id))
		}
		if r.Answers[id] == "" {
			return nil, refuse(Incomplete, string(id))
		}
	}
	out := map[clinical.FindingID]clinical.Answer{}
	r.Pains.findings(out)
	for _, id := range slices.Sorted(maps.Keys(r.Answers)) {
		i, ok := set.Finding(id)
		if !ok || isPain(id) || set.Findings[i].Derive != nil {
			return nil, refuse(UnknownEvent, string(id))
		}
		if r.Answers[id] == unsure {
			out[id] = clinical.UnsureAnswer()
			continue
		}
		a, err := set.Findings[i].ParseAnswer(r.Answers[id])
		if err != nil {
			return nil, refuse(OutOfRange, string(id))
		}
		out[id] = a
	}
	if Direct(start, r.Pains) == Peripheralizing {
		join(set, out, afterSpread, clinical.BoolAnswer(true))
	}
	sides := r.Motor.Lost(motor)
	if len(sides) > 0 {
		// What the legs show outranks what was ticked, also an older examination.
		out[weakness] = clinical.ChoiceAnswer("new")
		out[weaknessSide] = clinical.ChoiceAnswer(sideChoice(sides))
	}
	return out, nil
}

func sideChoice(lost []Loss) string {
	var left, right bool
	for _, l := range lost {
		left = left || l.Side == clinical.Left
		right = right || l.Side == clinical.Right
	}
	switch {
	case left && right:
		return bothSides
	case left:
		return "left"
	}
	return "right"
}
