// Package plan turns permission into a plan: what is left after every limit
// in force has taken its part away.
//
// It promises that the plan is made by subtraction from the table of the
// protocol (technique, region, setting), with the rule behind everything that
// is taken away; that no pressure, no minutes and no step goes beyond a limit
// in force; that the spine band is forbidden to everything; and that without a
// Clearance there is no plan and no hands-on technique. The zero value of
// every type refuses.
//
// It never decides about the person, which is the work of package assess, and
// it holds no texts: it returns ids and numbers, and the protocol words them.
// It reads no clock, no files and no network.
//
//	a := assess.Assess(set, answers, now)
//	if c, ok := a.Clearance(); ok {
//		p, _ := plan.Make(c, clinical.Self, now)
//		for _, s := range p.Steps { ... }
//	}
package plan
