package assess_test

import (
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// goAheadsFor is an agreement of every kind to everything, given last week
// with the answers of now, or none for half of the people.
func goAheadsFor(m *crowdMember, c clinical.Case) []clinical.GoAhead {
	if m.rng.IntN(2) == 0 {
		return nil
	}
	return agreed(m, c, m.rng.IntN(14)-3)
}

func agreed(m *crowdMember, c clinical.Case, daysAgo int) []clinical.GoAhead {
	var all []clinical.RuleID
	for i := range m.set.Rules {
		all = append(all, m.set.Rules[i].ID)
	}
	day := func(n int) clinical.Date {
		d, err := clinical.ParseDate(c.Now.Add(time.Duration(n) * 24 * time.Hour).Format("2006-01-02"))
		if err != nil {
			panic(err) // our own format
		}
		return d
	}
	var out []clinical.GoAhead
	for i := range m.set.GoAheads {
		k := &m.set.GoAheads[i]
		g := clinical.GoAhead{Kind: k.ID, Who: "somebody", At: day(-daysAgo), Until: day(30 - daysAgo), Covers: all, Answers: answers{}}
		for _, f := range k.LapsesOn {
			id := m.set.Findings[f].ID
			g.Answers[id] = c.Get(id)
		}
		out = append(out, g)
	}
	return out
}

func TestAgreementsLiftReferralsAndBansOnly(t *testing.T) {
	lifted := 0
	crowd(t, 108, manyPeople, func(m *crowdMember) {
		c := m.Case
		before := assess.Assess(m.set, c, c.Now)
		c.GoAheads = agreed(m, c, 7)
		after := assess.Assess(m.set, c, c.Now)
		m.tried++
		now := map[clinical.RuleID]assess.Reason{}
		for _, r := range after.Reasons {
			now[r.Rule] = r
		}
		for _, was := range before.Reasons {
			is, still := now[was.Rule]
			i, _ := m.set.Rule(was.Rule)
			then := m.set.Rules[i].Then.Disposition
			if !still {
				m.wrong("a reason disappears", c, "%s", was.Rule)
			}
			if is.Lifted && then != clinical.Refer && then != clinical.Avoid {
				m.wrong("an agreement lifts "+then.String(), c, "%s", was.Rule)
			}
			if is.Lifted && is.Disposition > clinical.Modify || !is.Lifted && is.Disposition != was.Disposition {
				m.wrong("what remains", c, "%s: %s to %s, lifted %v", was.Rule, was.Disposition, is.Disposition, is.Lifted)
			}
			if is.Lifted {
				lifted++
			}
		}
		if d := before.Disposition; (d == clinical.Postpone || d >= clinical.Urgent) && after.Disposition != d {
			m.wrong("an agreement changes "+d.String(), c, "to %s", after.Disposition)
		}
		// One changed answer ends every agreement that rests on it.
		for _, i := range m.rng.Perm(len(m.set.GoAheads))[:1] {
			k := &m.set.GoAheads[i]
			f := &m.set.Findings[k.LapsesOn[m.rng.IntN(len(k.LapsesOn))]]
			for _, a := range []clinical.Answer{{}, unsure, f.Answer(int32(m.rng.IntN(len(f.Values))))} {
				if a == c.Get(f.ID) {
					continue
				}
				if b := assess.Assess(m.set, c.With(f.ID, a), c.Now); b.GoAheads[i].Valid {
					m.wrong("an agreement outlives a change of "+string(f.ID), c, "%s", k.ID)
				}
			}
		}
	})
	if lifted == 0 {
		t.Error("nothing was lifted for anybody: the people are not varied enough")
	}
}

func TestNoAgreementCountsOutsideItsTime(t *testing.T) {
	crowd(t, 109, manyPeople/3, func(m *crowdMember) {
		c := m.Case
		before := assess.Assess(m.set, c, c.Now)
		for name, daysAgo := range map[string]int{"before it begins": -1, "after it ended": 31, "years later": 1000} {
			m.tried++
			c.GoAheads = agreed(m, c, daysAgo)
			if after := assess.Assess(m.set, c, c.Now); after.Disposition != before.Disposition || rules(&after) != rules(&before) {
				m.wrong("an agreement counts "+name, c, "%s to %s", before.Disposition, after.Disposition)
			}
		}
	})
}

// TestLiftedIsWhatAssessLifts: who decides without Assess learns the same.
func TestLiftedIsWhatAssessLifts(t *testing.T) {
	lifted := 0
	crowd(t, 112, manyPeople, func(m *crowdMember) {
		m.tried++
		c := m.Case
		var facts ruleset.Facts
		m.set.Resolve(&c, c.Now, &facts)
		if c.GoAheads = nil; assess.Lifted(m.set, &c, &facts, c.Now) != nil {
			t.Fatal("something is lifted without a go-ahead")
		}
		c.GoAheads = goAheadsFor(m, c)
		up := assess.Lifted(m.set, &c, &facts, c.Now)
		for _, r := range assess.Assess(m.set, c, c.Now).Reasons {
			i, _ := m.set.Rule(r.Rule)
			if is := up != nil && up[i]; is != r.Lifted {
				t.Errorf("%s: lifted %v, want %v", r.Rule, is, r.Lifted)
			}
			if r.Lifted {
				lifted++
			}
		}
	})
	if lifted == 0 {
		t.Error("nothing was lifted")
	}
}
