package clinical

import (
	"fmt"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

const (
	NoDate Precision = iota
	Year
	Month
	Day
	Minute
)

// Date is a moment known only so precisely: "2024", "2024-05", "2024-05-07"
// or a full date and time with its zone. The zero value is no date.
// Two dates written alike are equal (==).
type Date struct {
	at        int64 // start of the span, in seconds since 1970, UTC; for Year, Month and Day UTC stands for the calendar
	offset    int32 // seconds east of UTC, as written; Minute only
	precision Precision
}

var dateLayouts = []struct {
	layout    string
	precision Precision
}{{"2006", Year}, {"2006-01", Month}, {"2006-01-02", Day}, {time.RFC3339, Minute}, {"2006-01-02T15:04Z07:00", Minute}}

// ParseDate reads the four forms that Date can hold.
func ParseDate(s string) (Date, error) {
	for _, l := range dateLayouts {
		if t, err := time.Parse(l.layout, s); err == nil {
			_, offset := t.Zone()
			return Date{at: t.Unix(), offset: int32(offset), precision: l.precision}, nil
		}
	}
	return Date{}, fmt.Errorf("%q is not a date: write 2026-11-21, 2026-11 or 2026", s)
}

// IsZero reports whether no date is held.
func (d Date) IsZero() bool { return d.precision == NoDate }

// start is the start of the span.
func (d Date) start() time.Time { return time.Unix(d.at, 0).UTC() }

func (d Date) String() string {
	switch d.precision {
	case Year:
		return d.start().Format("2006")
	case Month:
		return d.start().Format("2006-01")
	case Day:
		return d.start().Format("2006-01-02")
	case Minute:
		return d.start().In(time.FixedZone("", int(d.offset))).Format(time.RFC3339)
	}
	return ""
}

func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText refuses every text that ParseDate refuses.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// The civil day begins first at UTC+14 and ends last at UTC-12.
var (
	earliestZone = time.FixedZone("UTC+14", 14*3600)
	latestZone   = time.FixedZone("UTC-12", -12*3600)
)

// Span returns the first and the last instant that the date can mean, each in
// the zone whose calendar counts for it. zone is where the person's calendar
// hangs; nil means that it is not known, and the span then covers every zone
// on Earth.
func (d Date) Span(zone *time.Location) (first, last time.Time) {
	start := d.start()
	if d.precision == Minute {
		if zone != nil {
			start = start.In(zone)
		}
		return start, start
	}
	y, m, day := start.Date()
	end := start
	switch d.precision {
	case Year:
		end = start.AddDate(1, 0, 0)
	case Month:
		end = start.AddDate(0, 1, 0)
	case Day:
		end = start.AddDate(0, 0, 1)
	}
	begins, ends := zone, zone
	if zone == nil {
		begins, ends = earliestZone, latestZone
	}
	ey, em, ed := end.Date()
	return dayBegins(y, m, day, begins), dayBegins(ey, em, ed, ends)
}

// dayBegins is the first instant of a civil day. Where the clocks change at
// midnight, 00:00 happens twice or never; time.Date then picks any instant.
func dayBegins(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	changed, changes := t.ZoneBounds()
	switch {
	case t.Day() != day: // never, and t lies before the change
		return changes
	case t.Hour() != 0 || t.Minute() != 0: // never, and t lies after it
		return changed
	case !changed.IsZero():
		_, was := changed.Add(-1).Zone()
		_, is := t.Zone()
		if e := t.Add(time.Duration(is-was) * time.Second); e.Before(changed) {
			return e // twice, and t is the second time
		}
	}
	return t
}
