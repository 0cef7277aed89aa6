package prove

import (
	"testing"
	"time"
)

// TestAReviewAheadOfAnAlarm looks for somebody with an alarm that counts, and
// with a session that lies ahead and does not: a review lies ahead too, and
// the alarm is written after it.
func TestAReviewAheadOfAnAlarm(t *testing.T) {
	set, _ := TheProtocol(t)
	p := New(set, nil, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	q := p.one()
	session, alarm := p.a.p.events["session"], p.a.p.events["alarm"]
	q.goal = []bit{session.ahead, -session.many[0], alarm.many[0]}
	people, fault := p.find(q, &Result{})
	if fault != "" || len(people) != 1 {
		t.Errorf("%d people: %s", len(people), fault)
	}
}
