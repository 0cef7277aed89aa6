package prove

import (
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Plant returns a copy of a Set with faults planted in it, to see whether a
// property notices them.
func Plant(set *ruleset.Set, faults []ruleset.Fault) *ruleset.Set {
	c := *set
	c.Rules, c.Techniques, c.Regions, c.Limits = slices.Clone(set.Rules), slices.Clone(set.Techniques), slices.Clone(set.Regions), slices.Clone(set.Limits)
	c.Atoms, c.GoAheads = slices.Clone(set.Atoms), slices.Clone(set.GoAheads)
	for _, f := range faults {
		plant(&c, &f)
	}
	c.Rules = slices.DeleteFunc(c.Rules, func(r ruleset.Rule) bool { // last: until then rules are found by their place
		return slices.ContainsFunc(faults, func(f ruleset.Fault) bool { return f.Remove == r.ID })
	})
	ruleset.Seal(&c)
	c.Cell(0, 0, clinical.Self) // the table is made when it is first read
	for _, f := range faults {  // after the table was made
		if f.Stale != "" {
			tighten(&c, f.Stale)
		}
	}
	return &c
}

func plant(c *ruleset.Set, f *ruleset.Fault) {
	rule := func(id clinical.RuleID) *ruleset.Rule {
		i, _ := c.Rule(id) // compile has found it
		return &c.Rules[i]
	}
	switch {
	case f.Drop != "":
		r := rule(f.Drop)
		r.Then, r.Unsure, r.LiftedBy, r.Remains = ruleset.Effect{Disposition: clinical.Suitable}, nil, "", nil
	case f.Lower != "":
		r := rule(f.Lower)
		r.Then = ruleset.Effect{Disposition: f.To, Limits: r.Then.Limits}
		if f.To < clinical.Refer {
			r.LiftedBy, r.Remains = "", nil
		}
		if r.Unsure != nil && r.Unsure.Disposition > f.To {
			r.Unsure = &ruleset.Effect{Disposition: f.To, Limits: r.Unsure.Limits}
		}
	case f.Unsure != "":
		r := rule(f.Unsure)
		r.Unsure = &ruleset.Effect{Disposition: f.To}
		if f.To == clinical.Undecided {
			r.Unsure = nil
		}
	case f.Rule != "":
		r := rule(f.Rule)
		from := len(c.Atoms)
		c.Atoms = append(c.Atoms, f.Atoms...)
		r.When = moved(f.When, from)
		r.Reads = nil
		r.When.Walk(func(a int) {
			if i := c.Atoms[a].Finding; !slices.Contains(r.Reads, i) {
				r.Reads = append(r.Reads, i)
			}
		})
	case f.Lift != "":
		r := rule(f.Lift)
		r.LiftedBy, r.Remains = c.GoAheads[0].ID, &ruleset.Effect{Disposition: clinical.Modify}
	case f.Allow != "":
		i, _ := c.Technique(f.Allow)
		t := &c.Techniques[i]
		t.Never, t.NeverIn, t.Least, t.Settings = false, nil, min(t.Least, clinical.Light), clinical.Settings()
	case f.Open != "":
		i, _ := c.Region(f.Open)
		name := f.Open + "_opened"
		c.Regions[i].ID = name
		for t := range c.Techniques {
			c.Techniques[t].Regions = append(slices.Clone(c.Techniques[t].Regions), name)
		}
	}
}

// moved is a condition over atoms that stand further on.
func moved(e ruleset.Expr, by int) ruleset.Expr {
	e.Atom += by
	args := make([]ruleset.Expr, len(e.Args))
	for i := range e.Args {
		args[i] = moved(e.Args[i], by)
	}
	e.Args = args
	return e
}

// tighten makes the limits of a rule stricter than the table knows.
func tighten(c *ruleset.Set, id clinical.RuleID) {
	i, _ := c.Rule(id)
	for _, l := range c.Rules[i].Then.Limits {
		c.Limits[l] = ruleset.Limit{Kind: ruleset.PressureCap, Target: clinical.Stroking.String()}
	}
}
