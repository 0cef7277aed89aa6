package prove

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/internal/protocoltest"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

// assign sets the inputs of a person to what a case says, apart from its
// go-aheads: which of them hold is for assess to say.
func (p *answers) assign(k *asked, set *ruleset.Set, kase clinical.Case, now time.Time, in []bool) {
	var facts ruleset.Facts
	set.Resolve(&kase, now, &facts)
	for _, id := range p.order {
		a, f := p.of[id], k.findings[id]
		i, _ := set.Finding(id)
		said := kase.Get(id)
		switch {
		case slices.Contains(facts.Faulty, i) || said.Kind == clinical.Unsure:
			in[a.unsure] = true
			continue
		case said.Kind == clinical.NotAsked:
			in[a.open] = true
			continue
		}
		switch f.Type {
		case ruleset.Choice:
			in[a.is[slices.Index(a.names, said.Choice)]] = true
		case ruleset.Bool:
			in[a.is[map[bool]int{false: 0, true: 1}[said.Bool]]] = true
		case ruleset.Int:
			in[a.value(int32(said.Int))] = true
		case ruleset.Date:
			in[a.is[0]] = true
			first, last := said.Date.Span(kase.Zone)
			if last.After(now) {
				last = now
			}
			for j, yes := range a.date.passed(last, now) {
				in[a.date.lo[j]] = yes
			}
			for j, yes := range a.date.passed(first, now) {
				in[a.date.hi[j]] = yes
			}
		}
	}
	review := -1
	for i, e := range kase.History {
		if e.Kind == clinical.ClinicianReviewEvent {
			review = i
		}
	}
	for kind, e := range p.events {
		var all, counted []clinical.Event
		for i, ev := range kase.History {
			if string(ev.Kind) == kind || kind == "alarm" && ev.Disposition >= clinical.Urgent {
				all = append(all, ev)
				if i > review {
					counted = append(counted, ev)
				}
			}
		}
		in[e.ever] = len(all) > 0
		in[e.ahead] = len(all) > 0 && all[len(all)-1].At.After(now)
		in[e.all] = len(all) > 0 && all[0].At.After(now)
		for i, n := range e.counts {
			in[e.many[i]] = len(counted) >= int(n)
		}
		if len(all) > 0 {
			for i, yes := range e.since.passed(all[len(all)-1].At, now) {
				in[e.since.lo[i]] = yes
			}
			for i, yes := range e.first.passed(all[0].At, now) {
				in[e.first.lo[i]] = yes
			}
		}
		if len(counted) > 0 {
			for id, b := range e.was {
				if was := counted[len(counted)-1].Findings[id]; was.Kind == clinical.Known {
					in[b.known] = true
					for i := range b.least {
						in[b.least[i]] = was.Int > int(b.min)+i
					}
				}
			}
		}
	}
}

// people are random people, whole and in part, sure and unsure, at their time
// and later, and every case of the protocol.
func people(t *testing.T, set *ruleset.Set, random int) []clinical.Case {
	src, _ := protocoltest.Compiled(t)
	examples, problems := corpus.Examples(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var out []clinical.Case
	for _, e := range examples {
		out = append(out, e.Case)
	}
	crowd := corpus.NewPeople(set, 16)
	rng := rand.New(rand.NewPCG(16, 17))
	for i := range random {
		crowd.Odd, crowd.Unsure = []int{0, 5, 20, 60, 200}[i%5], []int{0, 2, 40}[i%3]
		kase := crowd.Next()
		if i%2 == 1 {
			kase = crowd.Partial(kase, rng.IntN(1000))
		}
		if i%7 == 0 {
			kase.Zone = nil
		}
		kase.Role = clinical.Role(i % 4) // the circuit does not know it: nothing may depend on it
		kase.Now = kase.Now.Add(time.Duration(rng.IntN(24*60)) * time.Hour)
		out = append(out, kase)
	}
	return out
}

// TestTheClausesSayWhatAssessSays assumes people as literals: unit propagation
// must give every output as assess has it.
func TestTheClausesSayWhatAssessSays(t *testing.T) {
	set := ruleset.Embedded()
	random := 10_000
	if testing.Short() {
		random = 500
	}
	p := New(set, nil, time.Time{})
	p.a.reach()
	tr := p.c.translate()
	for b := 2; b < len(p.c.gates); b++ {
		tr.visit(bit(b))
	}
	k := &checker{value: make([]int8, tr.vars+1), watched: make([][]int, 2*tr.vars+2)}
	for _, cl := range tr.clauses {
		if !k.add(cl) {
			t.Fatal("the circuit contradicts itself")
		}
	}
	shown := map[clinical.Disposition]int{}
	for i, kase := range people(t, set, random) {
		a := assess.Assess(set, kase, kase.Now)
		in := make([]bool, len(p.c.gates))
		p.a.p.assign(p.k, set, kase, kase.Now, in)
		for _, r := range a.Reasons {
			if r.Lifted {
				n, _ := set.Rule(r.Rule)
				in[p.a.p.agreed[agreement{r.Rule, set.Rules[n].LiftedBy}]] = true
			}
		}
		top := len(k.trail)
		for b := 2; b < len(p.c.gates); b++ {
			if p.c.gates[b] != nil {
				continue
			}
			l := tr.literal(bit(b))
			if !in[b] {
				l = -l
			}
			k.assign(l)
		}
		if !k.propagate(top) {
			t.Fatalf("person %d: the clauses contradict the case", i)
		}
		v := make([]bool, len(p.c.gates))
		v[yes] = true
		for n, wire := range tr.wires[1:] {
			switch k.of(int32(n + 1)) {
			case 0:
				t.Fatalf("person %d: a wire is left open", i)
			case 1:
				v[wire] = true
			}
		}
		k.undo(top)
		for _, m := range p.a.p.must {
			if !is(v, m) {
				t.Fatalf("person %d cannot be: what is said to hold of everybody does not\n%s", i, told(kase))
			}
		}
		if diff := p.a.differs(v, &a); diff != "" {
			t.Fatalf("person %d: %s\n%v at %v, history %v%s", i, diff, a.Reasons, kase.Now, kase.History, told(kase))
		}
		for l := range set.Limits {
			has := slices.ContainsFunc(a.Limits, func(x assess.Limit) bool {
				return x.Kind == set.Limits[l].Kind && x.Target == set.Limits[l].Target && x.Limit.Side == set.Limits[l].Side && x.On == set.Limits[l].On &&
					slices.Equal(x.Regions, set.Limits[l].Regions) && slices.Equal(x.Settings, set.Limits[l].Settings)
			})
			if universal(set, l) {
				has = true
			}
			if is(v, p.a.limit(p.a.floor, l)) != has {
				t.Fatalf("person %d: the limit %v is %v", i, set.Limits[l], !has)
			}
		}
		shown[a.Disposition]++
	}
	t.Logf("shown: %v", shown)
	for _, d := range append(clinical.Dispositions(), clinical.Undecided) {
		if shown[d] == 0 {
			t.Errorf("nobody was shown %s", d)
		}
	}
}

func universal(set *ruleset.Set, limit int) bool {
	for i := range set.Rules {
		if set.Rules[i].Universal && slices.Contains(set.Rules[i].Then.Limits, limit) {
			return true
		}
	}
	return false
}

// TestThePlanOffersWhatTheTableSays holds the circuit's table against the
// plans of cleared people, place by place.
func TestThePlanOffersWhatTheTableSays(t *testing.T) {
	set := ruleset.Embedded()
	p := New(set, nil, time.Time{})
	type wires struct {
		usable bit
		deeper [2]bit
		longer []bit // by minutes
	}
	at := map[place]wires{}
	for _, pl := range places(set) {
		var longer []bit
		for n := range 61 {
			longer = append(longer, p.ta.longer(pl, n))
		}
		at[pl] = wires{longer: longer, usable: p.ta.usable(pl), deeper: [2]bit{p.ta.deeper(pl, clinical.Stroking), p.ta.deeper(pl, clinical.Light)}}
	}
	whole := map[[2]int]bit{}
	for i := range set.Techniques {
		for _, s := range clinical.Settings() {
			whole[[2]int{i, int(s)}] = p.ta.whole(i, s)
		}
	}
	cleared, places := 0, 0
	for i, kase := range people(t, set, 600) {
		a := assess.Assess(set, kase, kase.Now)
		c, ok := a.Clearance()
		if !ok {
			continue
		}
		cleared++
		in := make([]bool, len(p.c.gates))
		p.a.p.assign(p.k, set, kase, kase.Now, in)
		for _, r := range a.Reasons {
			if r.Lifted {
				n, _ := set.Rule(r.Rule)
				in[p.a.p.agreed[agreement{r.Rule, set.Rules[n].LiftedBy}]] = true
			}
		}
		v := p.c.run(func(b bit) bool { return in[b] })
		if !is(v, p.a.cleared) {
			t.Fatalf("person %d is not cleared in the circuit", i)
		}
		for _, s := range clinical.Settings() {
			made, ok := plan.Make(c, s, kase.Now)
			if !ok {
				t.Fatalf("person %d has no plan", i)
			}
			for _, verdict := range made.Techniques {
				n, _ := set.Technique(verdict.ID)
				tech := &set.Techniques[n]
				if len(tech.Regions) == 0 && slices.Contains(tech.Settings, s) {
					if want := verdict.Status != plan.Excluded; is(v, whole[[2]int{n, int(s)}]) != want {
						t.Fatalf("person %d, %s, %s: usable is %v", i, s, verdict.ID, !want)
					}
				}
				for r := range set.Regions {
					for _, side := range sides(&set.Regions[r]) {
						w := at[place{n, r, side, s}]
						j := slices.IndexFunc(verdict.Regions, func(x plan.Place) bool { return x.Region == set.Regions[r].ID && x.Side == side })
						offered := j >= 0 && verdict.Status != plan.Excluded
						places++
						if is(v, w.usable) != offered {
							t.Fatalf("person %d, %s, %s on %v %s: offered is %v", i, s, verdict.ID, side, set.Regions[r].ID, offered)
						}
						if !offered {
							continue
						}
						if got := verdict.Regions[j].Pressure; is(v, w.deeper[0]) != (got > clinical.Stroking) || is(v, w.deeper[1]) != (got > clinical.Light) {
							t.Fatalf("person %d, %s, %s on %v %s: pressure is %v", i, s, verdict.ID, side, set.Regions[r].ID, got)
						}
						if got := verdict.Regions[j].Minutes; got > 0 && (is(v, w.longer[got]) || !is(v, w.longer[got-1])) {
							t.Fatalf("person %d, %s, %s: minutes are %d", i, s, verdict.ID, got)
						}
					}
				}
			}
		}
	}
	if cleared < 50 {
		t.Errorf("only %d people were cleared", cleared)
	}
	t.Logf("%d people cleared, %d places", cleared, places)
}
