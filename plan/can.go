package plan

import (
	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Can answers "can I use it?" for one technique, tool, device, heat or
// position. It is false without a clearance, for a technique that the protocol
// does not know, and for a setting that does not exist.
func Can(c assess.Clearance, technique string, setting clinical.Setting) (Verdict, bool) {
	if c.Assessment() == nil {
		return Verdict{}, false
	}
	return CanUse(c.Set(), c.Assessment(), technique, setting)
}

// CanUse answers "can I use it?" also where there is no permission: everything
// hands-on, every device and heat is then excluded, because of the rules at the
// top of the decision, or ByDecision when there is no decision yet. Only
// positions are judged by the limits in force while massage has to wait: a
// comfortable position is something to do today. It is false for a technique
// or a setting that does not exist.
func CanUse(set *ruleset.Set, a *assess.Assessment, technique string, setting clinical.Setting) (Verdict, bool) {
	i, ok := set.Technique(technique)
	if !ok || !known(setting) {
		return Verdict{}, false
	}
	t := &set.Techniques[i]
	if a == nil || a.Protocol.Digest != set.Digest {
		return without(t, nil), true
	}
	_, cleared := a.Clearance()
	waiting := a.Disposition >= clinical.Postpone && a.Disposition <= clinical.Avoid
	if cleared || waiting && t.Kind == ruleset.KindPosition {
		return newForce(set, a, setting).verdict(i), true
	}
	return without(t, a), true
}

// without is the verdict where there is no permission.
func without(t *ruleset.Technique, a *assess.Assessment) Verdict {
	v := Verdict{ID: t.ID, Kind: t.Kind, Tools: t.Tools, SpotSeconds: t.SpotSeconds}
	if t.Never {
		v.Reasons = append(v.Reasons, Because{Rule: ByTechnique, Excludes: true, Universal: true})
	}
	if a != nil {
		for _, r := range top(a) {
			v.Reasons = append(v.Reasons, Because{Rule: r.Rule, Excludes: true})
		}
	}
	if a == nil || a.Disposition < clinical.Postpone {
		v.Reasons = append(v.Reasons, Because{Rule: ByDecision, Excludes: true})
	}
	return v
}

// top lists the reasons that ask for what the assessment shows.
func top(a *assess.Assessment) []assess.Reason {
	var out []assess.Reason
	for _, r := range a.Reasons {
		if r.Disposition == a.Disposition {
			out = append(out, r)
		}
	}
	return out
}

// Everyone is the most that anybody with a lumbar disc problem may have of one
// technique: what the limits that hold for everyone leave. It is for telling,
// before a check, what no check will change, and permits nothing: whatever it
// excludes is excluded for each person. It is false for a technique or a
// setting that does not exist.
func Everyone(set *ruleset.Set, technique string, setting clinical.Setting) (Verdict, bool) {
	i, ok := set.Technique(technique)
	if !ok || !known(setting) {
		return Verdict{}, false
	}
	return newForce(set, &assess.Assessment{}, setting).verdict(i), true
}
