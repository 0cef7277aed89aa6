package prove

import (
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// outcome is what a protocol decides about a person.
type outcome struct {
	*view
	rules          []ends // the condition of each rule
	lifted         []bit  // by rule
	floor, ceiling []contribution
	settled        bit
	cleared        bit // a plan can be made
}

// contribution is an effect that counts where the wire is on.
type contribution struct {
	on     bit
	rule   int
	effect *ruleset.Effect
}

// decide tries every rule. Where fallen is on for a finding, no go-ahead that
// rests on it holds; nil means that none has fallen.
func decide(v *view, fallen map[clinical.FindingID]bit) *outcome {
	rules, lifted := make([]ends, len(v.set.Rules)), make([]bit, len(v.set.Rules))
	for i := range v.set.Rules {
		r := &v.set.Rules[i]
		rules[i], lifted[i] = v.expr(&r.When, v.atoms), v.lift(r, fallen)
	}
	return join(v, rules, lifted)
}

// join is the outcome of rules, as ruleset.Set.Eval joins them.
func join(v *view, rules []ends, lifted []bit) *outcome {
	c, set := v.c, v.set
	o := &outcome{view: v, rules: rules, lifted: lifted}
	for i := range set.Rules {
		r, e, lift := &set.Rules[i], rules[i], lifted[i]
		unsureLo, unsureHi := c.and(e.loU, -e.loT), c.and(e.hiU, -e.loT)
		if r.Unsure == nil {
			unsureLo, unsureHi = no, no
		} else {
			o.floor = append(o.floor, contribution{c.and(unsureLo, -lift), i, r.Unsure})
			o.ceiling = append(o.ceiling, contribution{c.and(unsureHi, -lift), i, r.Unsure})
		}
		o.floor = append(o.floor, contribution{c.and(e.loT, -lift), i, &r.Then})
		o.ceiling = append(o.ceiling, contribution{c.and(e.hiT, -lift), i, &r.Then})
		if r.Remains != nil {
			o.floor = append(o.floor, contribution{c.and(lift, c.or(e.loT, unsureLo)), i, r.Remains})
			o.ceiling = append(o.ceiling, contribution{c.and(lift, c.or(e.hiT, unsureHi)), i, r.Remains})
		}
	}
	o.settle()
	return o
}

// lift is on when a go-ahead that holds lifts a rule.
func (v *view) lift(r *ruleset.Rule, fallen map[clinical.FindingID]bit) bit {
	kind, ok := v.set.GoAheadKind(r.LiftedBy)
	if !ok {
		return no
	}
	must := []bit{v.p.agreed[agreement{r.ID, r.LiftedBy}]}
	for _, f := range kind.LapsesOn {
		must = append(must, v.given(f))
		if b, ok := fallen[v.set.Findings[f].ID]; ok {
			must = append(must, -b)
		}
	}
	return v.c.and(must...)
}

// given is on when a finding was answered with a value that it can have.
func (v *view) given(finding int) bit {
	f := &v.set.Findings[finding]
	if f.Derive != nil {
		return no
	}
	s := v.told(f)
	return v.c.and(-s.open, -s.doubt)
}

func (o *outcome) settle() {
	c := o.c
	var same, limits []bit
	for _, d := range clinical.Dispositions() {
		same = append(same, c.same(o.least(o.floor, d), o.least(o.ceiling, d)))
	}
	for _, care := range cares(o.set) {
		same = append(same, c.same(o.care(o.floor, care), o.care(o.ceiling, care)))
	}
	for l := range o.set.Limits {
		limits = append(limits, c.same(o.limit(o.floor, l), o.limit(o.ceiling, l)))
	}
	waits := o.least(o.floor, clinical.Postpone)
	o.settled = c.and(c.and(same...), c.or(waits, c.and(limits...)))
	o.cleared = c.and(o.settled, -waits)
}

// any is on when an effect of a kind counts.
func (o *outcome) any(end []contribution, counts func(*ruleset.Effect) bool) bit {
	var list []bit
	for _, k := range end {
		if counts(k.effect) {
			list = append(list, k.on)
		}
	}
	return o.c.or(list...)
}

// least is on when the disposition is d or more cautious.
func (o *outcome) least(end []contribution, d clinical.Disposition) bit {
	if d <= clinical.Suitable {
		return yes
	}
	return o.any(end, func(e *ruleset.Effect) bool { return e.Disposition >= d })
}

// exactly is on when the disposition is d.
func (o *outcome) exactly(end []contribution, d clinical.Disposition) bit {
	if d == clinical.Emergency {
		return o.least(end, d)
	}
	return o.c.and(o.least(end, d), -o.least(end, d+1))
}

// care is on when somebody needs to be seen as soon as k says, or sooner.
func (o *outcome) care(end []contribution, k clinical.Care) bit {
	return o.any(end, func(e *ruleset.Effect) bool { return k.AtMost(e.Care) })
}

// within is on when somebody is to be seen within a time, by the floor.
func (o *outcome) within(w clinical.Within) bit {
	if w == clinical.NoCare {
		return yes
	}
	return o.any(o.floor, func(e *ruleset.Effect) bool { return e.Care.Within >= w })
}

func (o *outcome) limit(end []contribution, limit int) bit {
	return o.any(end, func(e *ruleset.Effect) bool {
		for _, l := range e.Limits {
			if l == limit {
				return true
			}
		}
		return false
	})
}

// cares lists every care that a rule of the protocol can ask for, the least first.
func cares(sets ...*ruleset.Set) []clinical.Care {
	seen := map[clinical.Care]bool{}
	for _, set := range sets {
		for i := range set.Rules {
			r := &set.Rules[i]
			for _, e := range []*ruleset.Effect{&r.Then, r.Unsure, r.Remains} {
				if e != nil && e.Care != (clinical.Care{}) {
					seen[e.Care] = true
				}
			}
		}
	}
	out := make([]clinical.Care, 0, len(seen))
	for w := clinical.Routine; w <= clinical.Now; w++ {
		for who := clinical.Pharmacist; who <= clinical.EmergencyServices; who++ {
			if k := (clinical.Care{Who: who, Within: w}); seen[k] {
				out = append(out, k)
			}
		}
	}
	return out
}
