package plan_test

import (
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
)

func TestAppointment(t *testing.T) {
	s := small()
	day := func(n int) clinical.Answer {
		d, err := clinical.ParseDate(now.AddDate(0, 0, n).Format(time.RFC3339))
		if err != nil {
			t.Fatal(err)
		}
		return clinical.DateAnswer(d)
	}
	noIllness := person(s, nil)
	delete(noIllness.Findings, "ill")
	agreed := person(s, answers{"surgery": yes})
	from, _ := clinical.ParseDate("2026-11-01")
	until, _ := clinical.ParseDate("2026-11-24")
	agreed.GoAheads = []clinical.GoAhead{{Kind: "surgeon", At: from, Until: until, Covers: []clinical.RuleID{"RC-REF-01"}}}
	for _, c := range []struct {
		name    string
		who     clinical.Case
		days    int
		action  plan.Action
		message plan.Message
		rules   []clinical.RuleID
		limits  int
		before  bool
		recheck bool
	}{
		{"mild, today", person(s, nil), 0, plan.Keep, plan.MessageKeep, nil, 0, false, false},
		{"mild, next week", person(s, nil), 7, plan.Keep, plan.MessageKeep, nil, 0, false, true},
		{"yesterday", person(s, nil), -1, plan.Cancel, plan.MessagePast, nil, 0, false, false},
		{"blood thinner", person(s, answers{"thinner": yes}), 0, plan.Change, plan.MessageChange, []clinical.RuleID{"PR-BLD-01"}, 2, false, false},
		{"a limit for home only", person(s, answers{"self.light": yes}), 0, plan.Keep, plan.MessageKeep, nil, 0, false, false},
		{"professional massage forbidden", person(s, answers{"no.self": yes}), 0, plan.Cancel, plan.MessageSetting, []clinical.RuleID{"PR-SET-01"}, 0, false, false},
		{"flare, only words say until when", person(s, answers{"flare": yes}), 3, plan.Move, plan.MessageMove, []clinical.RuleID{"PO-FLA-01"}, 0, false, false},
		{"injection yesterday, tomorrow", person(s, answers{"injection.date": day(-1)}), 1, plan.Move, plan.MessageMove, []clinical.RuleID{"PO-INJ-01"}, 0, true, false},
		{"injection yesterday, in a week", person(s, answers{"injection.date": day(-1)}), 7, plan.Move, plan.MessageMove, []clinical.RuleID{"PO-INJ-01"}, 0, true, true},
		{"a limit that time brings", person(s, answers{"injection.date": day(-20)}), 2, plan.Change, plan.MessageChange, []clinical.RuleID{"DO-INJ-02"}, 1, false, true},
		{"a question that time brings", person(s, answers{"injection.date": day(-30)}), 10, plan.Change, plan.MessageChange, []clinical.RuleID{"DO-INJ-02"}, 1, false, true},
		{"a wait that time brings", person(s, answers{"injection.date": day(-80), "late": clinical.BoolAnswer(false)}), 10, plan.Move, plan.MessageMove, []clinical.RuleID{"PO-INJ-03"}, 0, false, false},
		{"operation", person(s, answers{"surgery": yes}), 7, plan.Cancel, plan.MessageWait, []clinical.RuleID{"RC-REF-01"}, 0, false, false},
		{"operation, the surgeon agrees", agreed, 1, plan.Keep, plan.MessageKeep, nil, 0, false, true},
		{"operation, agreed but not for so long", agreed, 7, plan.Cancel, plan.MessageWait, []clinical.RuleID{"RC-REF-01"}, 0, false, false},
		{"ill", person(s, answers{"ill": yes}), 7, plan.Cancel, plan.MessageMedical, []clinical.RuleID{"RF-ILL-01"}, 0, false, false},
		{"not finished", noIllness, 7, plan.Cancel, plan.MessageUnfinished, nil, 0, false, false},
	} {
		a := assess.Assess(s, c.who, now)
		d := plan.Appointment(&a, now.AddDate(0, 0, c.days))
		var got []clinical.RuleID
		for _, r := range d.Reasons {
			got = append(got, r.Rule)
		}
		if d.Action != c.action || d.Message != c.message || !slices.Equal(got, c.rules) || len(d.Limits) != c.limits || (d.NotBefore != nil) != c.before || d.Recheck != c.recheck {
			t.Errorf("%s: %s %s %v, %d limits, not before %v, recheck %v", c.name, d.Action, d.Message, got, len(d.Limits), d.NotBefore, d.Recheck)
		}
	}
	if d := plan.Appointment(nil, now); d.Action != plan.Cancel || d.Message != plan.MessageUnfinished {
		t.Errorf("no assessment: %s %s", d.Action, d.Message)
	}
	a := assess.Assess(s, person(s, answers{"ill": yes}), now)
	if d := plan.Appointment(&a, now); d.Care.Within != clinical.Today || d.Disposition != clinical.Urgent {
		t.Errorf("ill: %+v", d)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		v interface{ MarshalText() ([]byte, error) }
		s string
	}{
		{plan.Cancel, "cancel"}, {plan.Move, "move"}, {plan.Change, "change"}, {plan.Keep, "keep"}, {plan.Action(9), "cancel"},
		{plan.Excluded, "excluded"}, {plan.Limited, "limited"}, {plan.Allowed, "allowed"}, {plan.Status(9), "excluded"},
		{plan.Forbidden, "forbidden"}, {plan.Careful, "careful"}, {plan.Open, "allowed"}, {plan.ZoneStatus(9), "forbidden"},
	} {
		if b, err := c.v.MarshalText(); string(b) != c.s || err != nil {
			t.Errorf("%s, %v; want %s", b, err, c.s)
		}
	}
}
