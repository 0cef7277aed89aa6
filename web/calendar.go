package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"paraspinal/clinical"
	"paraspinal/plan"
)

// entry is one event of a calendar file. Its times float: they are told by the
// clock on the wall, wherever the calendar is.
type entry struct {
	UID                  string
	Start, End           time.Time
	Day                  bool // it takes whole days; End is not one of them
	Summary, Description string
	Alarms               []string // durations before its start
}

// calendar writes RFC 5545.
type calendar struct{ strings.Builder }

// mostOctets is the longest line of a calendar file, its end not counted.
const mostOctets = 75

// line writes one property, folded between characters.
func (c *calendar) line(name, value string) {
	s := name + ":" + value
	for most := mostOctets; len(s) > most; most = mostOctets - 1 { // the space that continues a line counts
		n := most
		for !utf8.RuneStart(s[n]) {
			n--
		}
		c.WriteString(s[:n] + "\r\n ")
		s = s[n:]
	}
	c.WriteString(s + "\r\n")
}

var calendarEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`)

// text writes a property whose value is a text. Characters that no calendar
// takes are left out.
func (c *calendar) text(name, value string) {
	value = calendarEscapes.Replace(strings.ToValidUTF8(value, ""))
	c.line(name, strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, value))
}

const (
	floating = "20060102T150405"
	wholeDay = "20060102"
)

// writeCalendar makes the file. sequence grows when entries are changed.
func writeCalendar(lang string, stamp time.Time, sequence uint64, entries []entry) []byte {
	var c calendar
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Paraspinal//Paraspinal//"+strings.ToUpper(lang))
	c.line("CALSCALE", "GREGORIAN")
	for _, e := range entries {
		c.line("BEGIN", "VEVENT")
		c.line("UID", e.UID)
		c.line("DTSTAMP", stamp.UTC().Format(floating+"Z"))
		c.line("SEQUENCE", strconv.FormatUint(sequence, 10))
		if e.Day {
			c.line("DTSTART;VALUE=DATE", e.Start.Format(wholeDay))
			c.line("DTEND;VALUE=DATE", e.End.Format(wholeDay))
			c.line("TRANSP", "TRANSPARENT")
		} else {
			c.line("DTSTART", e.Start.Format(floating))
			c.line("DTEND", e.End.Format(floating))
		}
		c.line("CLASS", "PRIVATE")
		c.text("SUMMARY", e.Summary)
		c.text("DESCRIPTION", e.Description)
		for _, a := range e.Alarms {
			c.line("BEGIN", "VALARM")
			c.line("ACTION", "DISPLAY")
			c.text("DESCRIPTION", e.Summary)
			c.line("TRIGGER", a)
			c.line("END", "VALARM")
		}
		c.line("END", "VEVENT")
	}
	c.line("END", "VCALENDAR")
	return []byte(c.String())
}

// planCalendar gives the sessions, check-ins and reviews of a course to a
// calendar. Calendars are shared: it names no health word.
func planCalendar(v *visit) error {
	setting, err := v.setting()
	if err != nil {
		return err
	}
	pl, as, ok := v.plan(setting)
	if !ok {
		return v.noPlan(&as)
	}
	if len(pl.Course.Sessions) == 0 {
		return errNotFound
	}
	b := writeCalendar(v.Lang, v.now, v.file.Rev, v.entries(&pl))
	v.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="paraspinal.ics"`)
	_, _ = v.w.Write(b) // the reader has gone
	return nil
}

// What a session begins at when nothing else is known, how long a check-in and
// a review take, and when a calendar reminds of them.
const (
	sessionHour   = 10
	checkInLength = 10 * time.Minute
	reviewLength  = 15 * time.Minute
	dayBefore     = "-P1D"
	hourBefore    = "-PT1H"
	atStart       = "PT0S"
)

// wall is an instant as the clock on the wall tells it, free of its zone.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// entries are the events of the course from now on.
func (v *visit) entries(pl *plan.Plan) []entry {
	var out []entry
	k := &pl.Course
	first := k.Sessions[0].Day
	for _, e := range v.file.History {
		if e.Kind == clinical.ClinicianReviewEvent {
			first = k.Sessions[0].Day
		} else if e.Kind == clinical.SessionEvent && e.At.Before(first) {
			first = e.At.In(v.now.Location())
		}
	}
	uid := func(parts ...string) string {
		sum := sha256.Sum256([]byte(pl.Setting.String() + first.Format(wholeDay) + strings.Join(parts, "-")))
		return hex.EncodeToString(sum[:12]) + "@paraspinal"
	}
	for i, s := range k.Sessions {
		n := strconv.Itoa(s.Number)
		start := v.sessionStart(pl, s.Day)
		end := start.Add(time.Duration(s.Minutes) * time.Minute)
		out = append(out, entry{UID: uid("session", n), Start: start, End: end, Summary: v.T("plan.cal.session", "n", n), Description: v.T("plan.cal.session.text"), Alarms: []string{dayBefore, hourBefore}})
		for _, ch := range pl.CheckIns {
			at := end.Add(time.Duration(ch.Hours) * time.Hour)
			if ch.Hours == 0 || i+1 < len(k.Sessions) && !at.Before(wall(k.Sessions[i+1].Day)) {
				continue // the session itself ends with it; or the check before the next session asks the same
			}
			hours := strconv.Itoa(ch.Hours)
			out = append(out, entry{UID: uid("check", n, hours), Start: at, End: at.Add(checkInLength), Summary: v.T("plan.cal.checkin", "n", n), Description: v.N("plan.cal.checkin.text", ch.Hours), Alarms: []string{atStart}})
		}
		if s.Review {
			at := end.Add(24*time.Hour + checkInLength)
			out = append(out, entry{UID: uid("review", n), Start: at, End: at.Add(reviewLength), Summary: v.T("plan.cal.review"), Description: v.T("plan.cal.review.text"), Alarms: []string{atStart}})
		}
	}
	if from := k.ReviewFrom; from.After(v.now) {
		out = append(out, entry{UID: uid("review", "late"), Day: true, Start: from, End: from.AddDate(0, 0, 1), Summary: v.T("plan.cal.review"), Description: v.T("plan.cal.review.until", "when", v.Day(k.ReviewTo)), Alarms: []string{"PT9H"}})
	}
	return out
}

// sessionStart is when a session of a day begins: at the appointment of that
// day, or in the morning, but neither in the past nor too soon after the last.
func (v *visit) sessionStart(pl *plan.Plan, day time.Time) time.Time {
	if at := v.file.Appointment.In(day.Location()); pl.Setting == clinical.Professional && at.After(v.now) && at.Format(wholeDay) == day.Format(wholeDay) {
		return wall(at)
	}
	start := wall(day).Add(sessionHour * time.Hour)
	least := v.now
	if b := pl.Course.NotBefore; b != nil && b.After(least) {
		least = *b
	}
	if l := wall(least.In(day.Location())).Add(30 * time.Minute).Truncate(30 * time.Minute); l.After(start) {
		return l
	}
	return start
}
