package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

func at(day, month, year, hour, minute string) url.Values {
	return url.Values{"day": {day}, "month": {month}, "year": {year}, "hour": {hour}, "minute": {minute}}
}

var messageOf = regexp.MustCompile(`(?s)<textarea id="message"[^>]*>(.*?)</textarea>`)

func TestAppointment(t *testing.T) {
	for _, c := range []struct {
		person  string
		form    url.Values
		heading string
		says    []string // of the message
		not     []string
		recheck bool
	}{
		{"walk-bulge", at("21", "11", "2026", "15", "30"), "Keep the appointment", []string{"I am coming.", "stay off the spine"}, []string{"limits hold"}, false},
		{"walk-bulge", at("28", "11", "26", "15", ""), "Keep the appointment", []string{"28 November 2026, 15:00"}, nil, true},
		{"walk-protrusion", at("21", "11", "2026", "15", "30"), "Keep it, and send your limits first", []string{"limits hold", "- Do not use: ball."}, []string{"on your own"}, false},
		{"walk-warfarin", at("24", "11", "2026", "9", "5"), "Keep it, and send your limits first", []string{"- No more than light pressure.", "massage gun"}, nil, true},
		{"pregnant-28-agreed", at("21", "11", "2026", "15", "30"), "Keep it, and send your limits first", []string{"- Do not lie or sit like this"}, nil, false},
		{"walk-day-two", at("22", "11", "2026", "9", "0"), "Move the appointment", []string{"I have to move it.", "at the earliest"}, []string{"I am coming"}, false},
		{"walk-day-two", at("27", "11", "2026", "9", "0"), "Not decided: it can stand", []string{"tell you whether I can come"}, []string{"I am coming"}, true},
		{"walk-surgery", at("27", "11", "2026", "9", "0"), "Cancel it for now", []string{"I have to cancel it."}, []string{"I am coming"}, false},
		{"weak-foot-drop", at("27", "11", "2026", "9", "0"), "Cancel it: medical help comes first", []string{"I need to see a doctor first."}, []string{"I am coming"}, false},
	} {
		p := planOf(t, c.person)
		code, _, header := p.post("/appointment", c.form)
		if code != http.StatusSeeOther || header.Get("Location") != "/en/appointment" {
			t.Errorf("%s: %d %s", c.person, code, header.Get("Location"))
			continue
		}
		_, body, _ := p.get("/appointment") // and a reload says the same
		message := ""
		if m := messageOf.FindStringSubmatch(body); m != nil {
			message = m[1]
		}
		if !strings.Contains(body, ">"+c.heading) || strings.Contains(body, "Check again on the day") != c.recheck {
			t.Errorf("%s: not %q, or re-check is not %v", c.person, c.heading, c.recheck)
		}
		for _, s := range c.says {
			if !strings.Contains(message, s) {
				t.Errorf("%s: the message does not say %q: %s", c.person, s, message)
			}
		}
		for _, s := range c.not {
			if strings.Contains(message, s) {
				t.Errorf("%s: the message says %q: %s", c.person, s, message)
			}
		}
	}
}

// TestAppointmentNeverStandsWithoutPermission sends everybody to an appointment.
func TestAppointmentNeverStandsWithoutPermission(t *testing.T) {
	kept := 0
	for id := range planPeople() {
		p := planOf(t, id)
		p.post("/appointment", at("21", "11", "2026", "23", "0"))
		f := p.file()
		if f.Appointment.IsZero() {
			f.SetAppointment(f.At.Add(time.Hour)) // who answered on another day
			p.set(f)
		}
		as := f.Assess(p.server.Set)
		d := plan.Appointment(&as, f.Appointment)
		_, body, _ := p.get("/appointment")
		keep := strings.Contains(body, "card small appointment keep") || strings.Contains(body, "card small appointment change")
		if keep {
			kept++
		}
		if keep != (d.Action == plan.Keep || d.Action == plan.Change) || keep && !as.Disposition.Allows() {
			t.Errorf("%s (%s): kept %v, the plan says %s", id, as.Disposition, keep, d.Action)
		}
	}
	if kept < 50 {
		t.Errorf("%d appointments are kept: the test has lost people", kept)
	}
}

func TestAppointmentRefusesAndKeepsWhatWasTyped(t *testing.T) {
	p := planOf(t, "walk-bulge")
	for _, c := range []struct {
		form url.Values
		says string
		to   string
	}{
		{url.Values{}, "Type the day, the month, the year and the hour", "at-day"},
		{at("27", "11", "2026", "", "30"), "Type the day, the month, the year and the hour", "at-hour"},
		{at("31", "11", "2026", "9", "0"), "Type a real day and hour", "at-day"},
		{at("27", "11", "2026", "24", "0"), "Type a real day and hour", "at-day"},
		{at("27", "11", "2026", "9", "60"), "Type a real day and hour", "at-day"},
		{at("<b>", "11", "2026", "9", "0"), "Type a real day and hour", "at-day"},
		{at("-1", "11", "2026", "9", "0"), "Type a real day and hour", "at-day"},
		{at("20", "11", "2026", "9", "0"), "Type a time that is not in the past", "at-day"},
		{at("20", "11", "2028", "9", "0"), "Type a time within the next 12 months", "at-day"},
	} {
		code, body, _ := p.post("/appointment", c.form)
		if code != http.StatusUnprocessableEntity || strings.Count(body, c.says) != 2 || !strings.Contains(body, `href="#`+c.to+`"`) || !strings.Contains(body, "<title>Error:") {
			t.Errorf("%v: %d, does not say %q", c.form, code, c.says)
		}
		if d := c.form.Get("day"); d != "" && d != "<b>" && !strings.Contains(body, `name="day" value="`+d+`"`) {
			t.Errorf("%v: what was typed is gone", c.form)
		}
	}
	if p.keeper.saves != 0 {
		t.Errorf("%d faulty times were kept", p.keeper.saves)
	}
	p.post("/appointment", at("27", "11", "2026", "9", "0"))
	if f := p.file(); !f.Appointment.Equal(time.Date(2026, 11, 27, 9, 0, 0, 0, planZone)) {
		t.Errorf("kept is %s", f.Appointment)
	}
	p.post("/appointment", url.Values{"remove": {"1"}})
	if f := p.file(); !f.Appointment.IsZero() {
		t.Errorf("kept is still %s", f.Appointment)
	}
}

func TestAppointmentWithoutAResult(t *testing.T) {
	first := planFile(t, "walk-bulge").At
	for name, c := range map[string]struct {
		file  *care.File
		after time.Duration
		leads string
	}{
		"nobody":  {care.New(ruleset.Embedded()), 0, `href="/en/check"`},
		"too old": {planFile(t, "walk-bulge"), 30 * time.Hour, `action="/en/again"`},
	} {
		p := newPlanned(t, c.file, first.Add(c.after))
		if code, body, _ := p.get("/appointment"); code != http.StatusOK || strings.Contains(body, "textarea") {
			t.Errorf("%s: %d", name, code)
		}
		p.post("/appointment", at("27", "11", "2026", "9", "0"))
		_, body, _ := p.get("/appointment")
		if !strings.Contains(body, "Not decided: finish the check first") || !strings.Contains(body, c.leads) || strings.Contains(body, "textarea") {
			t.Errorf("%s: there is an answer", name)
		}
	}
	p := planOf(t, "walk-bulge")
	p.post("/appointment", at("21", "11", "2026", "15", "0"))
	p.now = p.now.Add(8 * time.Hour)
	if _, body, _ := p.get("/appointment"); !strings.Contains(body, "That time has passed") || strings.Contains(body, "textarea") {
		t.Error("an appointment in the past has an answer")
	}
	if f := p.file(); f.Role != clinical.Person {
		t.Error("the role has changed")
	}
}
