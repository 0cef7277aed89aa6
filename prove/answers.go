package prove

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// answers is everything that one person may have told, as inputs of a circuit.
// It knows findings by their ids, so that two protocols can be asked about the
// same person.
type answers struct {
	of     map[clinical.FindingID]*answer
	events map[string]*event // by kind
	agreed map[agreement]bit // by what a clinician agreed to
	order  []clinical.FindingID
	must   []bit // what holds of everybody: one answer a finding, dates in order ...
}

// agreement is a go-ahead that covers one rule.
type agreement struct {
	rule clinical.RuleID
	kind string
}

// answer is what was said about one finding: not asked, not sure (or a value
// that the finding cannot have), or one of its values.
type answer struct {
	open, unsure bit
	is           []bit    // by value: a choice's, or a class of numbers
	names        []string // the values of a choice
	classes      []class  // the classes of a number
	date         *span    // a date
}

func (a *answer) known(c *circuit) bit { return -c.or(a.open, a.unsure) }

// class is a run of numbers that no rule tells apart.
type class struct{ lo, hi int32 }

// threshold is a number of whole units of time.
type threshold struct {
	n    int32
	unit string
}

// seconds is about how long a threshold is, for ordering.
func (t threshold) seconds() int64 {
	return int64(t.n) * map[string]int64{"hours": 3600, "days": 86400, "weeks": 7 * 86400, "months": 2_629_746, "years": 31_556_952}[t.unit]
}

// inexact reports whether a unit's length depends on the calendar.
func (t threshold) inexact() bool { return t.unit == "months" || t.unit == "years" }

// span is the time passed since a date: at least and at most, each as the
// thresholds that it has reached.
type span struct {
	at     []threshold // ascending
	lo, hi []bit       // by threshold: the time since the last, and since the first, instant that the date can mean has reached it
}

func (s *span) reached(side []bit, t threshold) bit {
	if t.n <= 0 {
		return yes
	}
	i := slices.Index(s.at, t)
	return side[i] // every threshold that is asked for was collected first
}

// event is what the history holds of one kind of event.
type event struct {
	counts []int32 // ascending: 1 and every number that a rule names
	many   []bit   // by counts: so many or more since the last review by a clinician
	ever   bit     // one at least, at any time
	ahead  bit     // the last one lies after now
	all    bit     // so does the first
	since  span    // time since the last one
	first  span    // time since the first one
	was    map[clinical.FindingID]*before
}

// before is what was answered at the last session.
type before struct {
	min   int32
	known bit
	least []bit // by value from min+1: it was so much or more
}

func (b *before) atLeast(v int32) bit {
	switch i := int(v - b.min - 1); {
	case i < 0:
		return yes
	case i >= len(b.least):
		return no
	default:
		return b.least[i]
	}
}

// asked collects what must be told apart: by the rules of each protocol and by
// the conditions of properties.
type asked struct {
	sets     []*ruleset.Set
	findings map[clinical.FindingID]*ruleset.Finding
	order    []clinical.FindingID
	values   map[clinical.FindingID][]string
	cuts     map[clinical.FindingID][]int32
	whole    map[clinical.FindingID]bool // every number matters: a change is reckoned from it
	spans    map[clinical.FindingID][]threshold
	counts   map[string][]int32
	since    map[string][]threshold
	first    map[string][]threshold
	was      map[clinical.FindingID]*ruleset.Finding
	agreed   []agreement
}

// mostValues is how many numbers of one finding are told apart one by one. A
// scale of 0 to 100 fits; what is longer would take hours.
const mostValues = 200

// tooWide says which finding has more numbers than can be told apart.
func (k *asked) tooWide() error {
	for _, id := range k.order {
		if !k.whole[id] {
			continue
		}
		low, high := slices.Min(k.cuts[id]), slices.Max(k.cuts[id])
		if n := int64(high) - int64(low); n > mostValues {
			return fmt.Errorf("%s has %d values, and a change is reckoned from each of them: at most %d can be proved; give it a shorter range, or coarser steps", id, n, mostValues)
		}
	}
	return nil
}

func ask(sets []*ruleset.Set, more []ruleset.Atom) *asked {
	k := &asked{
		sets:     sets,
		findings: map[clinical.FindingID]*ruleset.Finding{}, values: map[clinical.FindingID][]string{}, cuts: map[clinical.FindingID][]int32{},
		whole: map[clinical.FindingID]bool{}, spans: map[clinical.FindingID][]threshold{}, counts: map[string][]int32{}, since: map[string][]threshold{},
		first: map[string][]threshold{}, was: map[clinical.FindingID]*ruleset.Finding{},
	}
	for _, set := range sets {
		for i := range set.Findings {
			k.finding(set, &set.Findings[i])
		}
		for _, a := range append(slices.Clip(set.Atoms), more...) {
			k.atom(set, a)
		}
		for i := range set.Rules {
			a := agreement{set.Rules[i].ID, set.Rules[i].LiftedBy}
			if a.kind != "" && !slices.Contains(k.agreed, a) {
				k.agreed = append(k.agreed, a)
			}
		}
	}
	return k
}

func (k *asked) finding(set *ruleset.Set, f *ruleset.Finding) {
	switch {
	case f.Derive == nil:
		if k.findings[f.ID] == nil {
			k.findings[f.ID] = f
			k.order = append(k.order, f.ID)
		}
		for _, v := range f.Values {
			if !slices.Contains(k.values[f.ID], v) {
				k.values[f.ID] = append(k.values[f.ID], v)
			}
		}
		if f.Type == ruleset.Int {
			k.cuts[f.ID] = append(k.cuts[f.ID], f.Min, f.Max+1)
		}
	case f.Derive.Kind == "change":
		of := &set.Findings[f.Derive.Of]
		k.whole[of.ID], k.was[of.ID] = true, of
	case f.Derive.Kind != "count":
		k.time(set, f, f.Max+1)
		if f.Min > 0 {
			k.time(set, f, f.Min)
		}
	}
}

// time notes a threshold of a time passed.
func (k *asked) time(set *ruleset.Set, f *ruleset.Finding, n int32) {
	t := threshold{n, f.Derive.Unit}
	if n <= 0 {
		return
	}
	switch f.Derive.Kind {
	case "elapsed":
		of := set.Findings[f.Derive.Of].ID
		k.spans[of] = append(k.spans[of], t)
	case "since":
		k.since[f.Derive.Ev] = append(k.since[f.Derive.Ev], t)
	case "first":
		k.first[f.Derive.Ev] = append(k.first[f.Derive.Ev], t)
	}
}

// atom notes the numbers at which a comparison turns.
func (k *asked) atom(set *ruleset.Set, a ruleset.Atom) {
	f := &set.Findings[a.Finding]
	if f.Type != ruleset.Int {
		return
	}
	for _, n := range a.Cuts() {
		if n < f.Min || n > f.Max { // nothing that the finding can be lies on its other side
			continue
		}
		switch {
		case f.Derive == nil:
			k.cuts[f.ID] = append(k.cuts[f.ID], n)
		case f.Derive.Kind == "count":
			k.counts[f.Derive.Ev] = append(k.counts[f.Derive.Ev], n)
		case f.Derive.Kind != "change":
			k.time(set, f, n)
		}
	}
}

// longestSpan is more than any date can leave open, in seconds: a year, and two days for zones.
const longestSpan = 369 * 86400

// newAnswers makes the inputs of one person.
func newAnswers(c *circuit, k *asked) *answers {
	p := &answers{of: map[clinical.FindingID]*answer{}, events: map[string]*event{}, agreed: map[agreement]bit{}, order: k.order}
	for _, id := range k.order {
		a := newAnswer(c, k, id)
		p.of[id] = a
		p.must = append(p.must, c.one(append([]bit{a.open, a.unsure}, a.is...)))
		if a.date != nil {
			p.must = append(p.must, a.date.ordered(c)...)
		}
	}
	kinds := []string{"session", "alarm"}
	kinds = slices.AppendSeq(kinds, maps.Keys(k.counts))
	kinds = slices.AppendSeq(kinds, maps.Keys(k.since))
	kinds = slices.AppendSeq(kinds, maps.Keys(k.first))
	slices.Sort(kinds)
	for _, kind := range slices.Compact(kinds) {
		e := newEvent(c, k, kind)
		p.events[kind] = e
		p.must = append(p.must, e.ordered(c)...)
	}
	for _, a := range k.agreed {
		p.agreed[a] = c.input()
	}
	return p
}

func newAnswer(c *circuit, k *asked, id clinical.FindingID) *answer {
	a := &answer{open: c.input(), unsure: c.input()}
	switch f := k.findings[id]; f.Type {
	case ruleset.Choice:
		a.names = k.values[id]
		a.is = c.inputs(len(a.names))
	case ruleset.Bool:
		a.is = c.inputs(2)
	case ruleset.Int:
		cuts := sorted(k.cuts[id])
		if k.whole[id] {
			low, high := cuts[0], cuts[len(cuts)-1]
			cuts = cuts[:0]
			for v := low; v <= high; v++ {
				cuts = append(cuts, v)
			}
		}
		for i := 1; i < len(cuts); i++ {
			a.classes = append(a.classes, class{cuts[i-1], cuts[i] - 1})
		}
		a.is = c.inputs(len(a.classes))
	case ruleset.Date:
		a.date = newSpan(c, k.spans[id])
		a.is = c.inputs(1)
	}
	return a
}

func newEvent(c *circuit, k *asked, kind string) *event {
	e := &event{counts: sorted(append([]int32{1}, k.counts[kind]...)), ever: c.input(), ahead: c.input(), all: c.input()}
	e.many = c.inputs(len(e.counts))
	e.since, e.first = *newSpan(c, k.since[kind]), *newSpan(c, k.first[kind])
	// The history says to the second when something was.
	e.since.hi, e.first.hi = e.since.lo, e.first.lo
	if kind == string(clinical.SessionEvent) {
		e.was = map[clinical.FindingID]*before{}
		for _, id := range slices.Sorted(maps.Keys(k.was)) {
			f := k.was[id]
			e.was[id] = &before{min: f.Min, known: c.input(), least: c.inputs(int(f.Max - f.Min))}
		}
	}
	return e
}

func newSpan(c *circuit, at []threshold) *span {
	at = slices.Clone(at)
	slices.SortFunc(at, func(x, y threshold) int {
		return cmp.Or(cmp.Compare(x.seconds(), y.seconds()), cmp.Compare(x.unit, y.unit))
	})
	at = slices.Compact(at)
	return &span{at: at, lo: c.inputs(len(at)), hi: c.inputs(len(at))}
}

// ordered is what holds of every span: a threshold that is passed was passed
// after the shorter ones, and no date leaves more than a year open.
func (s *span) ordered(c *circuit) []bit {
	var must []bit
	for i := range s.at {
		must = append(must, c.implies(s.lo[i], s.hi[i]))
		for j := range s.at {
			if longer(s.at[j], s.at[i]) {
				must = append(must, c.implies(s.lo[j], s.lo[i]), c.implies(s.hi[j], s.hi[i]))
			}
			if s.at[j].seconds()-s.at[i].seconds() > longestSpan+slack(s.at[j])+slack(s.at[i]) {
				must = append(must, c.implies(s.hi[j], s.lo[i]))
			}
		}
	}
	return must
}

// longer reports whether reaching a means having reached b, whatever the calendar.
func longer(a, b threshold) bool {
	return a != b && a.seconds()-slack(a) >= b.seconds()+slack(b)
}

// slack is how far the calendar may move a threshold, in seconds: a month has
// 28 to 31 days.
func slack(t threshold) int64 {
	if t.inexact() {
		return 4 * 86400
	}
	return 0
}

// ordered is what holds of every history.
func (e *event) ordered(c *circuit) []bit {
	must := append(e.since.ordered(c), e.first.ordered(c)...)
	for i := 1; i < len(e.many); i++ {
		must = append(must, c.implies(e.many[i], e.many[i-1]))
	}
	must = append(must, c.implies(e.many[0], e.ever), c.implies(e.ahead, e.ever), c.implies(e.all, e.ahead))
	for i, t := range e.since.at {
		must = append(must, c.implies(e.since.lo[i], e.ever), c.implies(e.ahead, -e.since.lo[i]))
		for j, u := range e.first.at {
			if t == u || longer(t, u) { // the first was no later than the last
				must = append(must, c.implies(e.since.lo[i], e.first.lo[j]))
			}
		}
	}
	for j := range e.first.at {
		must = append(must, c.implies(e.first.lo[j], e.ever), c.implies(e.all, -e.first.lo[j]))
	}
	for _, id := range slices.Sorted(maps.Keys(e.was)) {
		b := e.was[id]
		for i := 1; i < len(b.least); i++ {
			must = append(must, c.implies(b.least[i], b.least[i-1]))
		}
	}
	return must
}

func sorted(n []int32) []int32 {
	n = slices.Clone(n)
	slices.Sort(n)
	return slices.Compact(n)
}
