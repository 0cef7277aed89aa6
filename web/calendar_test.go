package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"paraspinal/clinical"
)

// vevent is one event as a reader of RFC 5545 sees it.
type vevent struct {
	props  map[string]string
	alarms []map[string]string
}

// readCalendar reads a calendar file and refuses whatever the standard does.
func readCalendar(t *testing.T, b string) []vevent {
	t.Helper()
	if !utf8.ValidString(b) || !strings.HasSuffix(b, "\r\n") {
		t.Fatal("the file is not UTF-8 or its last line does not end")
	}
	var lines []string
	for _, l := range strings.Split(strings.TrimSuffix(b, "\r\n"), "\r\n") {
		switch {
		case strings.ContainsAny(l, "\r\n"):
			t.Fatalf("%q has half of a line end", l)
		case len(l) > 75:
			t.Fatalf("%q has %d octets", l, len(l))
		case !utf8.ValidString(l):
			t.Fatalf("%q is folded inside a character", l)
		case strings.HasPrefix(l, " "):
			lines[len(lines)-1] += l[1:]
		case l == "":
			t.Fatal("an empty line")
		default:
			lines = append(lines, l)
		}
	}
	var open []string
	var out []vevent
	head := map[string]string{}
	for _, l := range lines {
		name, value, ok := strings.Cut(l, ":")
		if !ok {
			t.Fatalf("%q is no property", l)
		}
		name, _, _ = strings.Cut(name, ";")
		in := strings.Join(open, "/")
		switch name {
		case "BEGIN":
			open = append(open, value)
			switch strings.Join(open, "/") {
			case "VCALENDAR":
			case "VCALENDAR/VEVENT":
				out = append(out, vevent{props: map[string]string{}})
			case "VCALENDAR/VEVENT/VALARM":
				e := &out[len(out)-1]
				e.alarms = append(e.alarms, map[string]string{})
			default:
				t.Fatalf("%s in %s", value, in)
			}
			continue
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("%s ends in %s", value, in)
			}
			open = open[:len(open)-1]
			continue
		}
		into := head
		switch in {
		case "VCALENDAR/VEVENT":
			into = out[len(out)-1].props
		case "VCALENDAR/VEVENT/VALARM":
			e := &out[len(out)-1]
			into = e.alarms[len(e.alarms)-1]
		case "VCALENDAR":
		default:
			t.Fatalf("%q stands in %q", l, in)
		}
		if _, twice := into[name]; twice {
			t.Fatalf("%s twice in %s", name, in)
		}
		into[name] = value
	}
	if len(open) > 0 || head["VERSION"] != "2.0" || head["PRODID"] == "" {
		t.Fatalf("open %v, head %v", open, head)
	}
	seen := map[string]bool{}
	for _, e := range out {
		for _, need := range []string{"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"} {
			if e.props[need] == "" {
				t.Errorf("an event without %s: %v", need, e.props)
			}
		}
		if seen[e.props["UID"]] {
			t.Errorf("two events are called %s", e.props["UID"])
		}
		seen[e.props["UID"]] = true
		if _, err := time.Parse("20060102T150405Z", e.props["DTSTAMP"]); err != nil {
			t.Error(err)
		}
		if e.props["DTEND"] <= e.props["DTSTART"] {
			t.Errorf("it ends at %s and begins at %s", e.props["DTEND"], e.props["DTSTART"])
		}
		for _, a := range e.alarms {
			if a["ACTION"] != "DISPLAY" || a["DESCRIPTION"] == "" || a["TRIGGER"] == "" {
				t.Errorf("alarm %v", a)
			}
		}
	}
	return out
}

func TestCalendarFileFoldsAndEscapes(t *testing.T) {
	start := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	long := strings.Repeat("Сеанс массажа, и ещё; раз\\два ", 9)
	for n := range 60 { // every place where a line may break
		text := strings.Repeat("x", n) + long + "\nвторая строка\x00"
		b := string(writeCalendar("ru", start, 3, []entry{{UID: "a@b", Start: start, End: start.Add(time.Hour), Summary: text, Description: "-", Alarms: []string{"-P1D"}},
			{UID: "b@b", Day: true, Start: start, End: start.AddDate(0, 0, 1), Summary: "день", Description: "-"}}))
		e := readCalendar(t, b)
		back := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(e[0].props["SUMMARY"])
		if want := strings.TrimSuffix(text, "\x00"); back != want {
			t.Fatalf("%q reads back as %q", want, back)
		}
		if e[0].props["SEQUENCE"] != "3" || e[0].props["DTSTART"] != "20261121T100000" || e[1].props["DTSTART"] != "20261121" || e[1].props["DTEND"] != "20261122" {
			t.Fatalf("%v", e)
		}
		if !strings.Contains(b, "DTSTART;VALUE=DATE:20261121\r\n") {
			t.Fatal("a day is not marked as one")
		}
	}
}

func TestCourseCalendar(t *testing.T) {
	p := planOf(t, "walk-bulge")
	pl, _ := p.make(clinical.Professional)
	code, body, header := p.get("/plan/professional/calendar.ics")
	if code != http.StatusOK || header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(header.Get("Content-Disposition"), ".ics") {
		t.Fatalf("%d %v", code, header)
	}
	events := readCalendar(t, body)
	count := map[string]int{}
	for _, e := range events {
		for _, word := range []string{"massage", "disc", "pain", "back problem", "hernia"} {
			if strings.Contains(strings.ToLower(e.props["SUMMARY"]+e.props["DESCRIPTION"]), word) {
				t.Errorf("a shared calendar would tell %q: %v", word, e.props)
			}
		}
		s := e.props["SUMMARY"]
		switch {
		case strings.HasPrefix(s, "Paraspinal: session"):
			count["session"]++
			if len(e.alarms) != 2 || e.alarms[0]["TRIGGER"] != "-P1D" || e.alarms[1]["TRIGGER"] != "-PT1H" {
				t.Errorf("%s reminds at %v", s, e.alarms)
			}
		case strings.HasPrefix(s, "Paraspinal: check-in"):
			count["check-in"]++
		default:
			count["review"]++
		}
	}
	// 6 weekly sessions, 2 check-ins after each, a review after the 3rd and one later.
	if n := len(pl.Course.Sessions); n != 6 || count["session"] != n || count["check-in"] != 2*n || count["review"] != 2 {
		t.Errorf("%v for %d sessions", count, n)
	}
	// On the day itself at 10:05, 10 o'clock is over.
	if got := events[0].props["DTSTART"]; got != "20261121T103000" {
		t.Errorf("the first session begins at %s", got)
	}
	if a, b := events[1].props["DTSTART"], events[2].props["DTSTART"]; a != "20261122T104500" || b != "20261124T104500" {
		t.Errorf("the check-ins are at %s and %s", a, b)
	}

	// Later that day the entries keep their names, and their number grows with the file.
	p.post("/plan", map[string][]string{"goal": {"sleep"}})
	p.now = p.now.Add(2 * time.Hour)
	_, body, _ = p.get("/plan/professional/calendar.ics")
	for i, e := range readCalendar(t, body) {
		was, _ := strconv.Atoi(events[i].props["SEQUENCE"])
		is, _ := strconv.Atoi(e.props["SEQUENCE"])
		if e.props["UID"] != events[i].props["UID"] || is <= was {
			t.Errorf("%s %d became %s %d", events[i].props["UID"], was, e.props["UID"], is)
		}
	}
	// An appointment that day is when the session is.
	f := p.file()
	f.SetAppointment(time.Date(2026, 11, 21, 16, 30, 0, 0, planZone))
	p.set(f)
	_, body, _ = p.get("/plan/professional/calendar.ics")
	if got := readCalendar(t, body)[0].props["DTSTART"]; got != "20261121T163000" {
		t.Errorf("with an appointment the first session begins at %s", got)
	}
	_, body, _ = p.get("/plan/self/calendar.ics")
	if got := readCalendar(t, body)[0].props["DTSTART"]; got == "20261121T163000" {
		t.Error("a session on one's own begins at the therapist's time")
	}
}

func TestCalendarOfShortStepsAsksOnce(t *testing.T) {
	p := planOf(t, "walk-bulge")
	_, body, _ := p.get("/plan/self/calendar.ics") // every 2 days: the check-in after 72 hours comes after the next session
	var checks, sessions int
	for _, e := range readCalendar(t, body) {
		switch {
		case strings.Contains(e.props["SUMMARY"], "check-in"):
			checks++
		case strings.Contains(e.props["SUMMARY"], "session"):
			sessions++
		}
	}
	if sessions != 6 || checks != 7 {
		t.Errorf("%d sessions, %d check-ins", sessions, checks)
	}
}
