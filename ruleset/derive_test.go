package ruleset_test

import (
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// since makes a Set of one date and the time elapsed since it.
func since(unit string, most int32) *ruleset.Set {
	return sealed(ruleset.Set{Findings: []ruleset.Finding{
		{ID: "began", Type: ruleset.Date},
		{ID: "elapsed", Type: ruleset.Int, Max: most, Derive: &ruleset.Derive{Kind: "elapsed", Of: 0, Unit: unit}},
	}})
}

func TestTimeSinceADate(t *testing.T) {
	for _, row := range []struct {
		name, unit, date, zone, now string
		want                        ruleset.State
	}{
		{"hours since an instant", "hours", "2026-11-21T07:00:00+01:00", "Europe/Berlin", "2026-11-21T10:00:00+01:00", ruleset.Known(3)},
		{"one second short of an hour", "hours", "2026-11-21T07:00:01+01:00", "Europe/Berlin", "2026-11-21T10:00:00+01:00", ruleset.Known(2)},
		{"hours since the day before", "hours", "2026-11-20", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(10, 34)},
		{"a day that is not over began no later than now", "hours", "2026-11-21", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(0, 10)},
		{"hours over a night of 25 hours", "hours", "2026-10-24", "Europe/Berlin", "2026-10-26T00:00:00+01:00", between(25, 49)},
		{"hours over a night of 23 hours", "hours", "2026-03-28", "Europe/Berlin", "2026-03-30T00:00:00+02:00", between(23, 47)},
		{"hours in an unknown zone", "hours", "2026-11-20", "", "2026-11-21T10:00:00Z", between(0, 48)},
		{"days", "days", "2026-11-07", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(13, 14)},
		{"days at the last instant of the range", "days", "2026-11-07", "Europe/Berlin", "2026-11-22T00:00:00+01:00", between(14, 15)},
		{"weeks", "weeks", "2026-11-07", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(1, 2)},
		{"weeks since a month", "weeks", "2026-08", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(11, 16)},
		{"months since the first of one, in the person's calendar", "months", "2026-03-01", "Europe/Berlin", "2026-03-29T10:00:00+02:00", between(0, 0)},
		{"months once the month is over", "months", "2026-03-01", "Europe/Berlin", "2026-04-02T00:00:00+02:00", between(1, 1)},
		{"months on the day itself", "months", "2026-03-01", "Europe/Berlin", "2026-04-01T10:00:00+02:00", between(0, 1)},
		{"a month from the 31st to a month of 30", "months", "2026-10-31T12:00:00+01:00", "Europe/Berlin", "2026-11-30T12:00:00+01:00", ruleset.Known(1)},
		{"one second before that", "months", "2026-10-31T12:00:00+01:00", "Europe/Berlin", "2026-11-30T11:59:59+01:00", ruleset.Known(0)},
		{"a month from the 31st of January", "months", "2026-01-31T12:00:00Z", "UTC", "2026-02-28T12:00:00Z", ruleset.Known(1)},
		{"a month from the 31st of January in a leap year", "months", "2024-01-31T12:00:00Z", "UTC", "2024-02-28T12:00:00Z", ruleset.Known(0)},
		{"months since a month", "months", "2025-11", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(11, 12)},
		{"months since a year", "months", "2025", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(10, 22)},
		{"months since a day in an unknown zone", "months", "2026-03-01", "", "2026-04-01T00:00:00Z", between(0, 1)},
		{"that day is not over everywhere", "months", "2026-03-01", "", "2026-03-29T00:00:00Z", between(0, 0)},
		{"a month to a midnight that does not happen", "months", "2026-02-08", "America/Havana", "2026-03-08T12:00:00-04:00", between(0, 1)},
		{"two days before it", "months", "2026-02-08", "America/Havana", "2026-03-06T12:00:00-05:00", between(0, 0)},
		{"years the day before a birthday", "years", "2008-11-22", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(17, 17)},
		{"years on a birthday", "years", "2008-11-21", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(17, 18)},
		{"years the day after a birthday", "years", "2008-11-20", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(18, 18)},
		{"years of a year of birth", "years", "1961", "Europe/Berlin", "2026-11-21T10:00:00+01:00", between(64, 65)},
		{"born on a leap day, the 28th", "years", "2024-02-29T00:00:00Z", "UTC", "2025-02-28T00:00:00Z", ruleset.Known(1)},
		{"born on a leap day, the 27th", "years", "2024-02-29T00:00:00Z", "UTC", "2025-02-27T23:59:59Z", ruleset.Known(0)},
		{"born on a leap day, the next leap day", "years", "2024-02-29T00:00:00Z", "UTC", "2028-02-28T23:59:59Z", ruleset.Known(3)},
		{"born on the first of March", "years", "2023-03-01", "Europe/Berlin", "2024-02-29T12:00:00+01:00", between(0, 0)},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Zone: zone(t, row.zone), Findings: answers{"began": clinical.DateAnswer(date(t, row.date))}}
			got, faulty := resolved(since(row.unit, 100_000), c, instant(t, row.now), "elapsed")
			if got != row.want || faulty {
				t.Errorf("got %v faulty %v, want %v", got, faulty, row.want)
			}
		})
	}
}

func TestTimeSinceWhatIsNotAProperDate(t *testing.T) {
	now := instant(t, "2026-11-21T10:00:00+01:00")
	for _, row := range []struct {
		name   string
		answer clinical.Answer
		want   ruleset.State
		faulty bool
	}{
		{"not asked", clinical.Answer{}, open, false},
		{"not sure", clinical.UnsureAnswer(), doubt, false},
		{"ahead of now", clinical.DateAnswer(date(t, "2026-12")), doubt, false}, // the date itself is named
		{"beyond the range", clinical.DateAnswer(date(t, "1826")), doubt, true},
		{"partly beyond the range", clinical.DateAnswer(date(t, "1905")), doubt, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Zone: now.Location(), Findings: answers{"began": row.answer}}
			got, faulty := resolved(since("years", 120), c, now, "elapsed")
			if got != row.want || faulty != row.faulty {
				t.Errorf("got %v faulty %v, want %v faulty %v", got, faulty, row.want, row.faulty)
			}
		})
	}
}

// history makes a Set of one number and one finding that comes from the history.
func history(d ruleset.Derive) *ruleset.Set {
	return sealed(ruleset.Set{Findings: []ruleset.Finding{
		{ID: "score", Type: ruleset.Int, Max: 10},
		{ID: "derived", Type: ruleset.Int, Min: -10, Max: 10, Derive: &d},
	}})
}

func TestFindingsFromTheHistory(t *testing.T) {
	now := instant(t, "2026-11-21T10:00:00Z")
	ago := func(d int, kind clinical.EventKind, f ...clinical.Answer) clinical.Event {
		e := clinical.Event{Kind: kind, At: now.Add(-time.Duration(d) * 24 * time.Hour)}
		if len(f) > 0 {
			e.Findings = answers{"score": f[0]}
		}
		return e
	}
	shown := func(d int, what clinical.Disposition) clinical.Event {
		e := ago(d, clinical.ResultEvent)
		e.Disposition = what
		return e
	}
	session, checkIn, review, seen := clinical.SessionEvent, clinical.CheckInEvent, clinical.ReviewEvent, clinical.ClinicianReviewEvent
	n := clinical.IntAnswer
	count := func(ev string) ruleset.Derive { return ruleset.Derive{Kind: "count", Ev: ev} }
	last := ruleset.Derive{Kind: "since", Ev: "session", Unit: "days"}
	first := ruleset.Derive{Kind: "first", Ev: "session", Unit: "days"}
	change := ruleset.Derive{Kind: "change", Of: 0}
	many := make([]clinical.Event, 12)
	for i := range many {
		many[i] = ago(12-i, session)
	}
	for _, row := range []struct {
		name    string
		derive  ruleset.Derive
		score   clinical.Answer
		history []clinical.Event
		want    ruleset.State
		faulty  bool
	}{
		{"no sessions", count("session"), n(3), nil, ruleset.Known(0), false},
		{"other events are not sessions", count("session"), n(3), []clinical.Event{ago(3, checkIn), ago(2, review), shown(1, clinical.Modify)}, ruleset.Known(0), false},
		{"two sessions", count("session"), n(3), []clinical.Event{ago(9, session), ago(2, session)}, ruleset.Known(2), false},
		{"one check-in", count("check_in"), n(3), []clinical.Event{ago(9, session), ago(8, checkIn)}, ruleset.Known(1), false},
		{"a review by a clinician starts the count anew", count("session"), n(3), []clinical.Event{ago(9, session), ago(8, seen), ago(2, session)}, ruleset.Known(1), false},
		{"only the last review counts", count("session"), n(3), []clinical.Event{ago(9, seen), ago(8, session), ago(7, seen)}, ruleset.Known(0), false},
		{"a review of one's own starts nothing anew", count("session"), n(3), []clinical.Event{ago(9, session), ago(8, review)}, ruleset.Known(1), false},
		{"more than the range holds is the most", count("session"), n(3), many, ruleset.Known(10), false},
		{"urgent and emergency results are alarms", count("alarm"), n(3), []clinical.Event{shown(9, clinical.Urgent), shown(8, clinical.Emergency), shown(7, clinical.Avoid)}, ruleset.Known(2), false},
		{"a review by a clinician ends an alarm", count("alarm"), n(3), []clinical.Event{shown(9, clinical.Urgent), ago(1, seen)}, ruleset.Known(0), false},
		{"no last session", last, n(3), []clinical.Event{ago(1, checkIn)}, nothing, false},
		{"since the last session", last, n(3), []clinical.Event{ago(9, session), ago(4, session), ago(1, checkIn)}, ruleset.Known(4), false},
		{"since the first session", first, n(3), []clinical.Event{ago(10, review), ago(9, session), ago(4, session)}, ruleset.Known(9), false},
		{"a session ahead of now", last, n(3), []clinical.Event{ago(-1, session)}, doubt, true},
		{"a session too long ago", last, n(3), []clinical.Event{ago(11, session)}, doubt, true},
		{"no session to compare with", change, n(3), []clinical.Event{ago(1, checkIn, n(9))}, nothing, false},
		{"more than at the last session", change, n(7), []clinical.Event{ago(9, session, n(1)), ago(4, session, n(5))}, ruleset.Known(2), false},
		{"less than at the last session", change, n(0), []clinical.Event{ago(4, session, n(5)), ago(1, checkIn, n(0))}, ruleset.Known(-5), false},
		{"not answered at the last session", change, n(7), []clinical.Event{ago(9, session, n(1)), ago(4, session)}, doubt, false},
		{"not sure at the last session", change, n(7), []clinical.Event{ago(4, session, clinical.UnsureAnswer())}, doubt, false},
		{"out of range at the last session", change, n(7), []clinical.Event{ago(4, session, n(99))}, doubt, false},
		{"not asked now", change, clinical.Answer{}, []clinical.Event{ago(4, session, n(5))}, open, false},
		{"not sure now", change, clinical.UnsureAnswer(), []clinical.Event{ago(4, session, n(5))}, doubt, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clinical.Case{Zone: time.UTC, Findings: answers{"score": row.score}, History: row.history}
			got, faulty := resolved(history(row.derive), c, now, "derived")
			if got != row.want || faulty != row.faulty {
				t.Errorf("got %v faulty %v, want %v faulty %v", got, faulty, row.want, row.faulty)
			}
		})
	}
}
