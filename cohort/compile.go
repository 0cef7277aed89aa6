package cohort

import (
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// ends is a condition as four planes.
type ends struct{ loU, loT, hiU, hiT lit }

func (e ends) not() ends { return ends{e.hiT.not(), e.hiU.not(), e.loT.not(), e.loU.not()} }

// dispositions is how many there are, undecided among them.
const dispositions = int(clinical.Emergency) + 1

// shape says where each output plane lies.
type shape struct {
	shown, floor, ceiling int // dispositions planes each, one of them set; floor and ceiling are never undecided
	settled               int
	care                  int // one for each of cares, one of them set
	holds, doubts         int // one for each rule: its low end is true; its low end is unsure
	limits                int // one for each limit of the floor
	size                  int
	cares                 []clinical.Care // from none to the soonest
}

// compiler turns the rules of a Set into gates.
type compiler struct {
	*gates
	set   *ruleset.Set
	atoms []ends
}

func (c *compiler) expr(e *ruleset.Expr) ends {
	switch e.Op {
	case ruleset.OpAtom:
		return c.atoms[e.Atom]
	case ruleset.OpNot:
		return c.expr(&e.Args[0]).not()
	case ruleset.OpAnd:
		v := ends{always, always, always, always}
		for i := range e.Args {
			w := c.expr(&e.Args[i])
			v = ends{c.and(v.loU, w.loU), c.and(v.loT, w.loT), c.and(v.hiU, w.hiU), c.and(v.hiT, w.hiT)}
		}
		return v
	case ruleset.OpOr:
		v := ends{never, never, never, never}
		for i := range e.Args {
			w := c.expr(&e.Args[i])
			v = ends{c.or(v.loU, w.loU), c.or(v.loT, w.loT), c.or(v.hiU, w.hiU), c.or(v.hiT, w.hiT)}
		}
		return v
	case ruleset.OpAtLeast:
		var in [4][]lit
		for i := range e.Args {
			w := c.expr(&e.Args[i])
			for k, l := range [4]lit{w.loU, w.loT, w.hiU, w.hiT} {
				in[k] = append(in[k], l)
			}
		}
		return ends{c.atLeast(e.N, in[0]), c.atLeast(e.N, in[1]), c.atLeast(e.N, in[2]), c.atLeast(e.N, in[3])}
	}
	return ends{always, always, always, always} // true
}

// join gathers the planes of one end: what each disposition, care and limit
// is asked for by.
type join struct {
	c       *compiler
	effects map[effect]lit // planes by disposition and care: many rules share one
	order   []effect
	limits  []lit
}

type effect struct {
	d    clinical.Disposition
	care int
}

func newJoin(c *compiler) *join {
	return &join{c: c, effects: map[effect]lit{}, limits: make([]lit, len(c.set.Limits))}
}

func (j *join) add(where lit, e *ruleset.Effect, cares []clinical.Care) {
	if e == nil || where == never {
		return
	}
	k := effect{max(e.Disposition, clinical.Suitable), slices.Index(cares, e.Care)}
	if k != (effect{clinical.Suitable, 0}) {
		if _, ok := j.effects[k]; !ok {
			j.order = append(j.order, k)
		}
		j.effects[k] = j.c.or(j.effects[k], where)
	}
	for _, l := range e.Limits {
		j.limits[l] = j.c.or(j.limits[l], where)
	}
}

// ladder gives for each step of a ladder the plane "this step or a higher one".
func (j *join) ladder(steps int, of func(effect) int) []lit {
	out := make([]lit, steps+1) // one above the highest, never
	for _, k := range j.order {
		out[of(k)] = j.c.or(out[of(k)], j.effects[k])
	}
	for i := steps - 2; i >= 0; i-- {
		out[i] = j.c.or(out[i], out[i+1])
	}
	out[0] = always
	return out
}

// cares lists every care that the Set can ask for, from none to the soonest.
func cares(set *ruleset.Set) []clinical.Care {
	out := []clinical.Care{{}}
	for i := range set.Rules {
		r := &set.Rules[i]
		for _, e := range []*ruleset.Effect{&r.Then, r.Unsure, r.Remains} {
			if e != nil && !slices.Contains(out, e.Care) {
				out = append(out, e.Care)
			}
		}
	}
	slices.SortFunc(out, func(a, b clinical.Care) int {
		switch {
		case a == b:
			return 0
		case a.AtMost(b):
			return -1
		}
		return 1
	})
	return out
}

// less reports whether an effect asks for nothing that the other does not.
func less(e, o *ruleset.Effect) bool {
	return e.Disposition <= o.Disposition && e.Care.AtMost(o.Care) &&
		!slices.ContainsFunc(e.Limits, func(l int) bool { return !slices.Contains(o.Limits, l) })
}

// rules compiles every rule and gives the output planes in the order of shape.
// lift is the plane of each rule that a go-ahead may lift, else never.
func (c *compiler) rules(lift []lit) (shape, []lit) {
	set := c.set
	sh := shape{cares: cares(set)}
	floor, ceiling := newJoin(c), newJoin(c)
	var holds, doubts []lit
	for i := range set.Rules {
		r := &set.Rules[i]
		v, up := c.expr(&r.When), lift[i]
		doubt := c.and(v.loU, v.loT.not())
		holds, doubts = append(holds, v.loT), append(doubts, doubt)
		loU, hiU, loAny, hiAny := v.loU, v.hiU, v.loT, v.hiT
		if r.Unsure != nil {
			loAny, hiAny = v.loU, v.hiU
			if !less(r.Unsure, &r.Then) { // then what unsure asks for must not count where the rule holds
				loU, hiU = doubt, c.and(v.hiU, v.loT.not())
			}
		}
		for _, end := range []struct {
			j         *join
			u, t, any lit
		}{{floor, loU, v.loT, loAny}, {ceiling, hiU, v.hiT, hiAny}} {
			end.j.add(c.and(end.t, up.not()), &r.Then, sh.cares)
			end.j.add(c.and(end.u, up.not()), r.Unsure, sh.cares)
			end.j.add(c.and(end.any, up), r.Remains, sh.cares)
		}
	}
	level := func(e effect) int { return int(e.d) - int(clinical.Suitable) }
	care := func(e effect) int { return e.care }
	fd, cd := floor.ladder(dispositions-1, level), ceiling.ladder(dispositions-1, level)
	fc, cc := floor.ladder(len(sh.cares), care), ceiling.ladder(len(sh.cares), care)
	waits := fd[clinical.Postpone-clinical.Suitable]
	differ := never // floor and ceiling; the ceiling is never below the floor
	for i := range set.Limits {
		differ = c.or(differ, c.and(ceiling.limits[i], floor.limits[i].not()))
	}
	differ = c.and(differ, waits.not())
	for _, l := range [2][2][]lit{{fd, cd}, {fc, cc}} {
		for i := range l[0] {
			differ = c.or(differ, c.and(l[1][i], l[0][i].not()))
		}
	}
	settled := differ.not()

	var out []lit
	place := func(planes ...lit) int { out = append(out, planes...); return len(out) - len(planes) }
	exact := func(l []lit) []lit {
		x := make([]lit, len(l)-1)
		for i := range x {
			x[i] = c.and(l[i], l[i+1].not())
		}
		return x
	}
	f := exact(fd)
	shows := c.or(settled, waits)
	sh.shown = place(shows.not(), c.and(f[0], shows), c.and(f[1], shows))
	place(f[2:]...) // postpone and above always show
	sh.floor = place(append([]lit{never}, f...)...)
	sh.ceiling = place(append([]lit{never}, exact(cd)...)...)
	sh.settled = place(settled)
	sh.care = place(exact(fc)...)
	sh.holds = place(holds...)
	sh.doubts = place(doubts...)
	sh.limits = place(floor.limits...)
	sh.size = len(out)
	return sh, out
}
