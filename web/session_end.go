package web

import (
	"net/http"
	"slices"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// SessionEndPage is the questions right after a session.
type SessionEndPage struct {
	Page
	End     string
	Stopped bool
	What    []string // what to do now, of the stop rules met
	Report  Report
	Seq     uint64
	URL     string
}

func (v *visit) showEnd(status int, sent *Report) error {
	st := v.file.Session.State
	p := SessionEndPage{Page: v.base(v.T("session.over."+string(st.End)), ""), End: string(st.End), Stopped: st.End == session.Stopped, What: v.stopTexts(), Seq: st.Seq + 1, URL: v.url("/session/end")}
	p.NavAt, p.Focus = "plan", true
	if sent != nil {
		p.Report, p.Error = *sent, sent.Error
	} else {
		r := &reportForm{v: v, asks: session.EndAsks()}
		p.Report = r.empty()
	}
	return v.render(status, "session_end", p)
}

// stopTexts say what to do now, of every stop rule that was met.
func (v *visit) stopTexts() []string {
	var out []string
	for _, name := range v.file.Session.State.Stops {
		t := v.T("session.stop.unknown")
		if id, _ := v.stopRule(name); id != "" {
			t = v.Text("stop", id, "text")
		}
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// endCheck takes the answers after a session.
func endCheck(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	form := v.r.PostForm
	r := &reportForm{v: v, asks: session.EndAsks(), each: form.Get("each") != ""}
	out, rep, found, doubt := r.read(form)
	s := v.file.Session
	if s == nil || s.Taken || s.Stopping || s.State.Phase != session.Closing {
		if is := v.file.Assess(v.Set); is.Disposition < clinical.Urgent && v.urgentWith(found) {
			v.file.Tell(v.Set, found, v.now) // what needs help today is never too late
			return v.keepAnd("/result")
		}
		return v.redirect("/session")
	}
	if (out.Error || doubt) && v.urgentWith(found) {
		// What was said needs help today: the rest is not waited for.
		if err := v.file.Close(v.Set, v.now); err != nil {
			return v.lostSession(err)
		}
		v.file.Tell(v.Set, found, v.now)
		return v.keepAnd("/session/after")
	}
	switch {
	case doubt:
		status := http.StatusOK
		if out.Error {
			status = http.StatusUnprocessableEntity
		}
		out = r.again(out, form)
		return v.showEnd(status, &out)
	case out.Error:
		return v.showEnd(http.StatusUnprocessableEntity, &out)
	}
	ev := session.Event{Kind: session.EndCheck, Seq: s.State.Seq + 1, Report: &rep}
	if _, err := v.file.Apply(v.Set, ev, v.now); err != nil {
		return v.lostSession(err)
	}
	return v.onward("/session")
}

// urgentWith reports whether answers alone need help today.
func (v *visit) urgentWith(found map[clinical.FindingID]clinical.Answer) bool {
	if len(found) == 0 {
		return false
	}
	g := *v.file
	g.Findings = v.file.Case().WithAll(found).Findings
	as := g.Assess(v.Set)
	return as.Disposition >= clinical.Urgent
}

// SessionAfterPage says what the session means and what comes next.
type SessionAfterPage struct {
	Page
	Card      *Card
	Alarm     bool
	Held      bool // it did not begin
	Stopped   bool
	What      []string
	Now       []Teaching
	Rest      []int
	Aftercare []Teaching
	CheckIns  []CheckInView
	NotBefore string
	Keep      Teaching
}

// CheckInView is one check-in ahead.
type CheckInView struct {
	Hours int
	When  string
}

func afterSession(v *visit) error {
	s := v.file.Session
	switch {
	case s == nil:
		return v.redirect(v.step())
	case !s.Taken:
		return v.redirect("/session")
	}
	as := v.file.Assess(v.Set)
	p := SessionAfterPage{Alarm: as.Disposition >= clinical.Urgent, Held: s.State.Began.IsZero(), Stopped: s.State.End == session.Stopped, What: v.stopTexts()}
	title := v.T("session.after.title")
	switch {
	case p.Stopped:
		title = v.T("session.over.stopped")
	case p.Held:
		title = v.T("session.over.held")
	}
	if as.Disposition >= clinical.Refer {
		c := v.card(&as)
		p.Card, title = &c, c.Heading
	}
	p.Page = v.base(title, "")
	p.NavAt = "plan"
	c := v.file.Case()
	var facts ruleset.Facts
	v.Set.Resolve(&c, c.Now, &facts)
	switch as.Disposition {
	case clinical.Emergency:
		p.Now = v.fitting(&facts, "emergency-call-now", "emergency-tell-the-hospital")
	case clinical.Urgent:
		p.Now = v.fitting(&facts, "emergency-doctor-today")
	}
	if !p.Alarm && !p.Held {
		v.afterwards(&p, &facts)
	}
	return v.render(http.StatusOK, "session_after", p)
}

// afterwards fills what to do in the hours and days after a session.
func (v *visit) afterwards(p *SessionAfterPage, facts *ruleset.Facts) {
	s := v.file.Session
	k := care.Course(v.Set, s.Setting)
	p.Rest = k.RestMinutes
	for i := range v.Set.Cards {
		card := &v.Set.Cards[i]
		if card.Kind == "aftercare" && (len(card.Settings) == 0 || slices.Contains(card.Settings, s.Setting)) && v.Set.Fits(card, facts) {
			p.Aftercare = append(p.Aftercare, v.teach(card.ID))
		}
	}
	for _, d := range v.file.CheckIns(v.Set, v.now) {
		if d.State == session.CheckInAhead || d.State == session.CheckInOpen {
			p.CheckIns = append(p.CheckIns, CheckInView{d.Hours, v.When(d.At.In(v.now.Location()))})
		}
	}
	if k.LeastHours > 0 {
		p.NotBefore = v.When(s.State.Began.Add(time.Duration(k.LeastHours) * time.Hour).In(v.now.Location()))
	}
}

// checkInCalendar is the check-ins ahead as a calendar file.
func checkInCalendar(v *visit) error {
	s := v.file.Session
	if s == nil || !s.Taken || s.State.Began.IsZero() {
		return errNotFound
	}
	var events []entry
	for _, d := range v.file.CheckIns(v.Set, v.now) {
		if d.State == session.CheckInGiven || d.State == session.CheckInMissed {
			continue
		}
		at := wall(d.At.In(v.now.Location()))
		uid := "check-in-" + d.At.UTC().Format(floating) + "@paraspinal"
		events = append(events, entry{UID: uid, Start: at, End: at.Add(checkInLength), Summary: v.N("session.calendar.title", d.Hours), Description: v.T("session.calendar.text"), Alarms: []string{atStart}})
	}
	if len(events) == 0 {
		return errNotFound
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="check-ins.ics"`)
	_, _ = v.w.Write(writeCalendar(v.Lang, v.now, v.file.Rev, events)) // the reader has gone
	return nil
}
