package assess_test

import (
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
)

// An agreement is about what had happened when it was given, never about a
// later warning result, session or operation.
func TestAGoAheadIsNotAboutWhatCameAfterIt(t *testing.T) {
	src, set := theProtocol(t)
	mild := answers{}
	for id, text := range src.Bases[0].Findings {
		i, _ := set.Finding(clinical.FindingID(id))
		a, err := set.Findings[i].ParseAnswer(text)
		if err != nil {
			t.Fatal(err)
		}
		mild[clinical.FindingID(id)] = a
	}
	session := func(at time.Time) clinical.Event {
		return clinical.Event{Kind: clinical.SessionEvent, At: at, Findings: answers{"pain.back": mild["pain.back"], "pain.leg": mild["pain.leg"], "site.left": mild["site.left"], "site.right": mild["site.right"]}}
	}
	result := func(at time.Time, d clinical.Disposition) clinical.Event {
		return clinical.Event{Kind: clinical.ResultEvent, At: at, Disposition: d}
	}
	given := time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC) // the go-ahead is of that day
	before, sameDay, after := given.AddDate(0, 0, -5), given.Add(2*time.Hour), given.AddDate(0, 0, 3)
	number := func(n int) clinical.Answer { return clinical.IntAnswer(n) }
	const M, R = clinical.Modify, clinical.Refer
	for _, row := range []struct {
		name    string
		kind    string
		covers  clinical.RuleID
		change  answers
		history []clinical.Event
		want    clinical.Disposition
	}{
		{"a warning result before", "clinician", "RC-CARE-07", nil, []clinical.Event{result(before, clinical.Urgent)}, M},
		{"a warning result on the day", "clinician", "RC-CARE-07", nil, []clinical.Event{result(sameDay, clinical.Urgent)}, M},
		{"a warning result after", "clinician", "RC-CARE-07", nil, []clinical.Event{result(before, clinical.Urgent), result(after, clinical.Emergency)}, R},
		{"a calm result after", "clinician", "RC-CARE-07", nil, []clinical.Event{result(before, clinical.Urgent), result(after, clinical.Refer)}, M},
		{"a warning result after, and a review by a clinician since", "clinician", "RC-CARE-07", nil, []clinical.Event{result(after, clinical.Urgent), {Kind: clinical.ClinicianReviewEvent, At: after.AddDate(0, 0, 1)}}, clinical.Suitable},
		{"leg pain after the session before", "clinician", "FU-FUP-02", answers{"after.leg_pain": yes}, []clinical.Event{session(before)}, M},
		{"leg pain after a later session", "clinician", "FU-FUP-02", answers{"after.leg_pain": yes}, []clinical.Event{session(before), session(after)}, R},
		{"more leg pain than at the session before", "clinician", "FU-FUP-07", answers{"pain.leg": number(3), "site.left": number(4)}, []clinical.Event{session(before)}, R}, // FU-FUP-06 stands
		{"a condition of long before, and a session after", "clinician", "RC-CES-07", answers{"history.cauda_equina": yes}, []clinical.Event{session(after)}, M},
		{"an operation before", "surgeon", "RC-SURG-03", answers{"surgery.spine": yes, "surgery.date": on(t, "2026-08"), "surgery.wound": choice("healed"), "surgery.discharged": choice("yes")}, nil, M},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := person(answers{})
			for id, a := range mild {
				c = c.With(id, a)
			}
			for id, a := range row.change {
				c = c.With(id, a)
			}
			c.History = row.history
			c, _ = set.Rest(c)
			g := clinical.GoAhead{Kind: row.kind, At: date(t, "2026-11-10"), Until: date(t, "2026-12-31"), Covers: []clinical.RuleID{row.covers}, Answers: c.Findings}
			c.GoAheads = []clinical.GoAhead{g}
			if a := assess.Assess(set, c, now); a.Disposition != row.want {
				t.Errorf("shows %s by %s, want %s", a.Disposition, rules(&a), row.want)
			}
		})
	}

	// the surgeon's agreement of the first operation, when there was a second
	c := person(answers{"saddle": choice("none"), "operated": yes, "op.date": on(t, "2026-11-05"), "clash": no})
	c.GoAheads = []clinical.GoAhead{{Kind: "surgeon", At: date(t, "2026-11-04"), Until: date(t, "2027"), Covers: []clinical.RuleID{"RC-A-01"}, Answers: c.Findings}}
	a := assess.Assess(small(), c, now)
	if a.Disposition != clinical.Refer || a.GoAheads[0].Why != assess.Outlived {
		t.Errorf("the agreement to an earlier operation: %s, %q", a.Disposition, a.GoAheads[0].Why)
	}
}
