package assess_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

const manyPeople = 3_000

func TestOneMoreAnswerOnlyNarrows(t *testing.T) {
	crowd(t, 101, manyPeople, func(m *crowdMember) {
		c := m.people.Partial(m.Case, m.rng.IntN(900))
		was := outcomeOf(m.set, c)
		other := m.people.Next()
		for _, k := range m.rng.Perm(len(m.set.Findings)) {
			f := &m.set.Findings[k]
			if f.Derive != nil || was.f.States[k].Status != ruleset.Open || !m.set.Askable(k, &was.f) {
				continue
			}
			a := m.Get(f.ID)
			if m.rng.IntN(2) == 0 || a.Kind == clinical.NotAsked {
				a = other.Get(f.ID)
			}
			if m.rng.IntN(8) == 0 {
				a = unsure
			}
			if a.Kind == clinical.NotAsked {
				continue
			}
			m.tried++
			with := c.With(f.ID, a)
			is := outcomeOf(m.set, with)
			if !atLeast(&is.Floor, &was.Floor) {
				m.wrong("the floor falls by "+string(f.ID), with, "%s", lost(m.set, was, is))
			}
			if !atLeast(&was.Ceiling, &is.Ceiling) {
				m.wrong("the ceiling rises by "+string(f.ID), with, "%s to %s", was.Ceiling.Disposition, is.Ceiling.Disposition)
			}
			if was.Settled() && was.Shown() < clinical.Postpone && (!is.Settled() || is.Shown() != was.Shown()) {
				m.wrong("a settled outcome changes by "+string(f.ID), with, "%s to %s", was.Shown(), is.Shown())
			}
			break
		}
	})
}

// lowering are the findings whose more dangerous value may lower the floor, and why.
var lowering = map[clinical.FindingID]string{}

func TestMoreDangerIsNeverLessCautious(t *testing.T) {
	crowd(t, 102, manyPeople, func(m *crowdMember) {
		m.Case = concerning(m.set, m.Case)
		was := outcomeOf(m.set, m.Case)
		for range 5 {
			k := m.rng.IntN(len(m.set.Findings))
			f := &m.set.Findings[k]
			st := was.f.States[k]
			if f.Derive != nil || len(f.Danger) < 2 || st.Status != ruleset.Value || lowering[f.ID] != "" {
				continue
			}
			worse := st.Lo
			if f.Type == ruleset.Int {
				if step := int32(1 + m.rng.IntN(3)); f.Danger[0] > f.Danger[1] {
					worse = max(st.Lo-step, f.Min)
				} else {
					worse = min(st.Lo+step, f.Max)
				}
			} else if at := slices.Index(f.Danger, st.Lo); at+1 < len(f.Danger) {
				worse = f.Danger[at+1+m.rng.IntN(len(f.Danger)-at-1)]
			}
			if worse == st.Lo {
				continue
			}
			m.tried++
			with := m.With(f.ID, f.Answer(worse))
			if is := outcomeOf(m.set, with); !atLeast(&is.Floor, &was.Floor) {
				m.wrong(fmt.Sprintf("%s: %s is less cautious than %s", f.ID, f.FormatAnswer(f.Answer(worse)), f.FormatAnswer(f.Answer(st.Lo))), with, "%s", lost(m.set, was, is))
			}
		}
	})
}

func TestUnsureIsNeverBetterThanNormal(t *testing.T) {
	crowd(t, 103, manyPeople, func(m *crowdMember) {
		for range 5 {
			f := &m.set.Findings[m.rng.IntN(len(m.set.Findings))]
			if f.Normal == nil || m.Get(f.ID).Kind != clinical.Known {
				continue
			}
			m.tried++
			// What hangs on a yes is not answered by one who says no: those who
			// answer both contradict themselves, which has its own rules.
			normal := outcomeOf(m.set, concerning(m.set, m.With(f.ID, f.Answer(*f.Normal))))
			if is := outcomeOf(m.set, m.With(f.ID, unsure)); !atLeast(&is.Floor, &normal.Floor) {
				m.wrong("unsure is better than normal: "+string(f.ID), m.With(f.ID, unsure), "%s", lost(m.set, normal, is))
			}
		}
	})
}

func TestOrderRoleAndRepetitionChangeNothing(t *testing.T) {
	crowd(t, 104, manyPeople, func(m *crowdMember) {
		m.tried++
		c := m.people.Partial(m.Case, m.rng.IntN(300))
		c.GoAheads = goAheadsFor(m, c)
		a := assess.Assess(m.set, c, c.Now)
		if b := assess.Assess(m.set, c, c.Now); !reflect.DeepEqual(a, b) {
			m.wrong("the same again gives another result", c, "%s and %s", a.Disposition, b.Disposition)
		}
		want := seen(t, a)
		ids := slices.Collect(maps.Keys(c.Findings))
		slices.Sort(ids)
		m.rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		shuffled := c
		shuffled.Findings = nil
		for _, id := range ids {
			shuffled = shuffled.With(id, c.Findings[id])
		}
		if seen(t, assess.Assess(m.set, shuffled, c.Now)) != want {
			m.wrong("the order of answers matters", c, "%v", ids)
		}
		role := c
		role.Role = []clinical.Role{clinical.Person, clinical.HelperRole, clinical.Therapist}[m.rng.IntN(3)]
		role.Note = "anything"
		if seen(t, assess.Assess(m.set, role, c.Now)) != want {
			m.wrong("the role matters", c, "%s", role.Role)
		}
	})
}

// otherSide is the finding of the other side of the body.
func otherSide(id string) string {
	for _, pair := range [][2]string{{".left", ".right"}, {"_left", "_right"}} {
		if s, ok := strings.CutSuffix(id, pair[0]); ok {
			return s + pair[1]
		}
		if s, ok := strings.CutSuffix(id, pair[1]); ok {
			return s + pair[0]
		}
	}
	return id
}

func TestLeftAndRightAreAlike(t *testing.T) {
	mirror := map[clinical.Side]clinical.Side{clinical.Left: clinical.Right, clinical.Right: clinical.Left, clinical.AnySide: clinical.AnySide, clinical.Bilateral: clinical.Bilateral}
	limits := func(a *assess.Assessment, turn bool) []string {
		var out []string
		for _, l := range a.Limits {
			if turn {
				l.Side = mirror[l.Side]
			}
			out = append(out, fmt.Sprint(l.Kind, l.Target, l.Regions, l.Settings, l.Side))
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	sided := 0
	crowd(t, 105, manyPeople, func(m *crowdMember) {
		m.tried++
		c := m.people.Partial(m.Case, []int{0, 0, 100}[m.rng.IntN(3)])
		a, b := assess.Assess(m.set, c, c.Now), assess.Assess(m.set, mirrored(c), c.Now)
		if a.Disposition != b.Disposition || a.Care != b.Care || a.Settled != b.Settled || a.AtMost != b.AtMost {
			m.wrong("the side changes the disposition", c, "%s %v because of %s\nmirrored: %s %v because of %s", a.Disposition, a.Care, rules(&a), b.Disposition, b.Care, rules(&b))
		}
		if x, y := limits(&a, true), limits(&b, false); !slices.Equal(x, y) {
			m.wrong("the limits are not mirrored", c, "%v\n%v\nbecause of %s and %s", x, y, rules(&a), rules(&b))
		}
		if !slices.Equal(limits(&a, true), limits(&a, false)) {
			sided++
		}
	})
	if sided == 0 {
		t.Error("nobody has a limit on one side: the people are not varied enough")
	}
}

// sidesLeft are the findings that say a side of a limit of a settled result
// that allows massage, and that nobody has answered, in the order of the protocol.
func sidesLeft(set *ruleset.Set, a *assess.Assessment, c clinical.Case) []clinical.FindingID {
	var out []clinical.FindingID
	if !a.Settled || !a.Disposition.Allows() {
		return nil
	}
	for i := range set.Findings {
		id := set.Findings[i].ID
		if slices.ContainsFunc(a.Limits, func(l assess.Limit) bool { return l.Limit.Side == i+1 }) && c.Get(id).Kind == clinical.NotAsked {
			out = append(out, id)
		}
	}
	return out
}

func TestWhatIsShownIsAllowed(t *testing.T) {
	shown, sides := map[clinical.Disposition]int{}, 0
	crowd(t, 106, manyPeople, func(m *crowdMember) {
		m.tried++
		c := m.people.Partial(m.Case, []int{0, 0, 30, 500}[m.rng.IntN(4)])
		if m.rng.IntN(4) == 0 { // numb for long on a side that was not said
			c = c.With("neuro.sensation", choice("before")).With("neuro.sensation_side", clinical.Answer{})
		}
		a := assess.Assess(m.set, c, c.Now)
		shown[a.Disposition]++
		again := assess.Assess(m.set, c, c.Now, assess.ForRecheck())
		_, cleared := a.Clearance()
		left := sidesLeft(m.set, &a, c)
		if len(left) > 0 {
			sides++
		}
		switch {
		case cleared != (a.Settled && a.Disposition.Allows()):
			m.wrong("a clearance", c, "%s settled %v", a.Disposition, a.Settled)
		case a.Disposition == clinical.Undecided && (cleared || a.Settled || a.ValidUntil != nil):
			m.wrong("undecided, yet settled", c, "until %v", a.ValidUntil)
		case a.Disposition < clinical.Postpone && a.Disposition != clinical.Undecided && !a.Settled:
			m.wrong("shown before it is settled", c, "%s", a.Disposition)
		case a.Disposition == clinical.Emergency && (!a.Settled || a.Next != nil || len(a.Open) > 0):
			m.wrong("an emergency goes on asking", c, "%v", a.Next)
		case a.AtMost < a.Disposition:
			m.wrong("more than the most", c, "%s at most %s", a.Disposition, a.AtMost)
		case (a.Settled && len(left) == 0) == (a.Next != nil):
			m.wrong("open without a question, or a question without need", c, "settled %v, next %v, open %v, sides %v", a.Settled, a.Next, a.Open, left)
		case a.Settled && !slices.Equal(a.Open, left):
			m.wrong("a settled result asks for more than its sides", c, "open %v, sides %v", a.Open, left)
		case again.Disposition != a.Disposition || (again.Next != nil) != (a.Next != nil):
			m.wrong("a re-check decides otherwise, or has no question", c, "%s, next %v, open %v", again.Disposition, again.Next, again.Open)
		case a.Disposition == clinical.Urgent && a.AtMost == clinical.Emergency && a.Next == nil:
			m.wrong("urgent stops asking for an emergency", c, "open %v", a.Open)
		case a.Disposition >= clinical.Postpone && a.Disposition < clinical.Urgent && len(a.Change) == 0:
			m.wrong("nothing would change it", c, "%s", a.Disposition)
		case a.Disposition >= clinical.Urgent && (len(a.Change) > 0 || a.TryAgain != nil):
			m.wrong("something would lift an urgent result", c, "%v %v", a.Change, a.TryAgain)
		}
	})
	if sides == 0 && !testing.Short() {
		t.Error("nobody was left to say a side: the people are not varied enough")
	}
	for _, d := range append(clinical.Dispositions(), clinical.Undecided) {
		if shown[d] == 0 && !testing.Short() {
			t.Errorf("nobody was shown %s: %v", d, shown)
		}
	}
}

func TestTimeBringsWhatWasAnnounced(t *testing.T) {
	sooner, again := 0, 0
	crowd(t, 107, manyPeople, func(m *crowdMember) {
		m.tried++
		c := m.Case
		for id, a := range c.Findings { // recent dates, so that time matters
			if a.Kind == clinical.Known && !a.Date.IsZero() && id != "person.born" && m.rng.IntN(2) == 0 {
				c = c.With(id, on(t, c.Now.Add(-time.Duration(m.rng.IntN(20*24))*time.Hour).Format([]string{"2006-01-02", time.RFC3339}[m.rng.IntN(2)])))
			}
		}
		c.GoAheads = goAheadsFor(m, c)
		a := assess.Assess(m.set, c, c.Now)
		at := func(when time.Time) assess.Assessment { return assess.Assess(m.set, c, when) }
		if a.ValidUntil != nil {
			stated := c.Now.Add(time.Duration(m.set.ValidHours) * time.Hour)
			if a.ValidUntil.Before(stated) {
				sooner++
			}
			if !a.ValidUntil.After(c.Now) || a.ValidUntil.After(stated) {
				m.wrong("the validity", c, "until %s", a.ValidUntil)
			}
			if b := at(a.ValidUntil.Add(-1)); b.Disposition > a.Disposition || !b.Care.AtMost(a.Care) {
				m.wrong("more cautious while still valid", c, "%s %v, then %s %v because of %s", a.Disposition, a.Care, b.Disposition, b.Care, rules(&b))
			}
		}
		if a.TryAgain != nil {
			again++
			if b := at(*a.TryAgain); b.Disposition >= a.Disposition {
				m.wrong("no better when tried again", c, "at %s %s", a.TryAgain, b.Disposition)
			}
			if b := at(a.TryAgain.Add(-1)); b.Disposition < a.Disposition {
				m.wrong("it could have been tried sooner", c, "before %s %s", a.TryAgain, b.Disposition)
			}
		}
	})
	t.Logf("%d end sooner than stated, %d may try again", sooner, again)
	if sooner == 0 || again == 0 {
		t.Error("time changed nothing for anybody: the people are not varied enough")
	}
}

// An Assessor that decides about one person after another says of each what a
// new one says, and what it said before stays as it was.
func TestTheSameMemoryLeavesNoTrace(t *testing.T) {
	var m assess.Assessor
	var before assess.Assessment
	was := ""
	crowd(t, 108, manyPeople/3, func(p *crowdMember) {
		p.tried++
		c := p.people.Partial(p.Case, []int{0, 30, 500}[p.rng.IntN(3)])
		if p.rng.IntN(2) == 0 {
			c.GoAheads = goAheadsFor(p, c)
		}
		a := m.Assess(p.set, c, c.Now)
		if was != "" && seen(t, before) != was {
			p.wrong("an assessment changes with the next one", c, "%s", was)
		}
		before, was = a, seen(t, a)
		if anew := seen(t, assess.Assess(p.set, c, c.Now)); anew != was {
			p.wrong("another result in used memory", c, "%s, want %s", was, anew)
		}
	})
}
