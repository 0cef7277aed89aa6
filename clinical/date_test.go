package clinical_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"paraspinal/clinical"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestDatesReadBackAsWritten(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"a year", "2026", "2026"},
		{"a month", "2026-02", "2026-02"},
		{"a day", "2024-02-29", "2024-02-29"},
		{"an instant", "2026-11-21T10:00:05+01:00", "2026-11-21T10:00:05+01:00"},
		{"an instant west of Greenwich", "2026-11-21T10:00:00-03:30", "2026-11-21T10:00:00-03:30"},
		{"an instant in UTC", "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"},
		{"an instant without seconds", "2026-11-21T10:00+01:00", "2026-11-21T10:00:00+01:00"},
		{"parts of a second are dropped", "2026-11-21T10:00:00.75+01:00", "2026-11-21T10:00:00+01:00"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, err := clinical.ParseDate(row.text)
			if err != nil {
				t.Fatal(err)
			}
			b, err := d.MarshalText()
			if err != nil || string(b) != row.want || d.IsZero() {
				t.Errorf("marshals to %q, %v", b, err)
			}
			var back clinical.Date
			if err := back.UnmarshalText(b); err != nil || back != d {
				t.Errorf("reads back as %v, %v: not equal to the first reading", back, err)
			}
		})
	}
}

func TestTextsThatAreNoDateAreRefused(t *testing.T) {
	for _, text := range []string{"", "26", "2026-13", "2026-02-30", "2025-02-29", "21.11.2026", "2026-11-21 10:00", "2026-11-21T10:00:00", "last year", "2026-1-1", " 2026"} {
		var d clinical.Date
		if err := d.UnmarshalText([]byte(text)); err == nil || !d.IsZero() {
			t.Errorf("%q reads as %v", text, d)
		}
	}
	if s := (clinical.Date{}).String(); s != "" {
		t.Errorf("no date is written %q", s)
	}
}

func TestTheMachinesZoneDoesNotTellDatesApart(t *testing.T) {
	old := time.Local
	t.Cleanup(func() { time.Local = old })
	var dates []clinical.Date
	for _, z := range []*time.Location{time.UTC, zone(t, "Europe/Berlin"), zone(t, "America/Havana")} {
		time.Local = z
		dates = append(dates, mustDate(t, "2026-11-21T10:00:00+01:00"))
	}
	for _, d := range dates {
		if d != dates[0] || d.String() != dates[0].String() {
			t.Errorf("%v is not %v", d, dates[0])
		}
	}
}

func TestADateSpansAllItCanMean(t *testing.T) {
	for _, row := range []struct{ name, date, zone, first, last string }{
		{"a year", "2026", "Europe/Berlin", "2026-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"},
		{"a month with a change of clocks", "2026-03", "Europe/Berlin", "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00"},
		{"a leap February", "2024-02", "UTC", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
		{"December", "2026-12", "UTC", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"an ordinary day", "2026-11-21", "Europe/Berlin", "2026-11-21T00:00:00+01:00", "2026-11-22T00:00:00+01:00"},
		{"a day of 23 hours", "2026-03-29", "Europe/Berlin", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
		{"a day of 25 hours", "2026-10-25", "Europe/Berlin", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"midnight does not happen, west of Greenwich", "2026-03-08", "America/Havana", "2026-03-08T01:00:00-04:00", "2026-03-09T00:00:00-04:00"},
		{"the next midnight does not happen", "2026-03-07", "America/Havana", "2026-03-07T00:00:00-05:00", "2026-03-08T01:00:00-04:00"},
		{"midnight does not happen, east of Greenwich", "2022-03-27", "Asia/Beirut", "2022-03-27T01:00:00+03:00", "2022-03-28T00:00:00+03:00"},
		{"midnight happens twice, west of Greenwich", "2026-11-01", "America/Havana", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"},
		{"midnight happens twice, east of Greenwich", "2021-10-29", "Asia/Amman", "2021-10-29T00:00:00+03:00", "2021-10-30T00:00:00+02:00"},
		{"an instant", "2026-11-21T10:00:00+01:00", "America/Havana", "2026-11-21T10:00:00+01:00", "2026-11-21T10:00:00+01:00"},
		{"a day in an unknown zone", "2026-11-21", "", "2026-11-20T10:00:00Z", "2026-11-22T12:00:00Z"},
		{"a year in an unknown zone", "2026", "", "2025-12-31T10:00:00Z", "2027-01-01T12:00:00Z"},
		{"an instant in an unknown zone", "2026-11-21T10:00:00+01:00", "", "2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var z *time.Location
			if row.zone != "" {
				z = zone(t, row.zone)
			}
			first, last := mustDate(t, row.date).Span(z)
			for i, p := range [2]struct {
				got  time.Time
				want string
			}{{first, row.first}, {last, row.last}} {
				want, err := time.Parse(time.RFC3339, p.want)
				if err != nil {
					t.Fatal(err)
				}
				if !p.got.Equal(want) {
					t.Errorf("end %d is %s, want %s", i, p.got, p.want)
				}
				if z != nil && p.got.Location() != z {
					t.Errorf("end %d is told in %s", i, p.got.Location())
				}
			}
		})
	}
}

func TestAnUnknownZoneSpansEveryZone(t *testing.T) {
	for _, text := range []string{"2026", "2026-03", "2026-03-08", "2026-11-01", "2026-11-21T10:00:00+01:00"} {
		d := mustDate(t, text)
		widest, until := d.Span(nil)
		for _, name := range []string{"UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/Havana", "Asia/Kathmandu"} {
			if first, last := d.Span(zone(t, name)); first.Before(widest) || last.After(until) {
				t.Errorf("%s in %s begins %s and ends %s, outside %s to %s", text, name, first, last, widest, until)
			}
		}
	}
}

func TestEachDayBeginsWhereTheDayBeforeEnds(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/Havana", "Asia/Amman", "Asia/Beirut", "Australia/Lord_Howe"} {
		z := zone(t, name)
		day := time.Date(2021, 1, 1, 12, 0, 0, 0, time.UTC)
		_, ended := mustDate(t, "2020-12-31").Span(z)
		for range 2 * 365 {
			first, last := mustDate(t, day.Format("2006-01-02")).Span(z)
			if !first.Equal(ended) || !last.After(first) || first.Day() != day.Day() || first.Add(-1).Day() == day.Day() {
				t.Errorf("%s in %s begins %s; the day before ends %s", day.Format("2006-01-02"), name, first, ended)
			}
			ended, day = last, day.AddDate(0, 0, 1)
		}
	}
}
