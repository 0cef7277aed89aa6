package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/session"
)

func TestWholeSessionByForms(t *testing.T) {
	c := newClient(t)
	c.post("/session", "setting", "self")
	c.shown("/session", http.StatusOK, "Before you start")
	c.post("/session/check", "seq", c.hidden("seq"))
	c.shown("/session/check", http.StatusUnprocessableEntity, "There is a problem")
	c.start()
	f := c.file()
	cfg, _, err := f.Config(c.set)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range cfg.Steps {
		c.shown("/session", http.StatusOK, "Step "+strconv.Itoa(i+1)+" of "+strconv.Itoa(len(cfg.Steps)), `data-phase="running"`)
		c.wait(time.Duration(s.Duration)*time.Second - 10*time.Second)
		c.press("tick")
		if got := c.state().Step; got != i {
			t.Fatalf("step %d began early, at %d", got, i)
		}
		c.wait(10 * time.Second)
		c.get("/session")
		if i+1 < len(cfg.Steps) { // looking at it begins no step
			c.shown("/session", http.StatusOK, "The time for this step is over")
			c.press("tick")
		}
	}
	c.shown("/session", http.StatusOK, "The session is over", "right after the session")
	c.post("/session/end", fine("motor.heel_walk.left", "can", "motor.heel_walk.right", "can")...)
	c.shown("/session/after", http.StatusOK, "Rest 10 to 20 minutes", "After 24 hours", "After 72 hours", "Not before")
	f = c.file()
	if !f.Session.Taken || f.Session.State.End != session.Finished {
		t.Errorf("session %+v", f.Session)
	}
	if n := len(f.Diary); n != 1 || f.Diary[0].Kind != care.AfterSession || f.Diary[0].Measures.Motor.HeelWalk.Left != session.CanDo {
		t.Errorf("diary %+v", f.Diary)
	}
	c.get("/session/checkins.ics")
	if c.code != http.StatusOK || strings.Count(c.body, "BEGIN:VALARM") != 2 || !strings.Contains(c.body, "DTSTART:20261122T12") {
		t.Errorf("calendar %d:\n%s", c.code, c.body)
	}
	for _, l := range strings.Split(c.body, "\r\n") {
		if len(l) > 75 {
			t.Errorf("a line of the calendar has %d bytes", len(l))
		}
	}
	c.get("/session")
	c.shown("/session/after", http.StatusOK)
	c.post("/session", "setting", "self")
	if c.code != http.StatusConflict {
		t.Errorf("a second session at once: %d at %s", c.code, c.path)
	}
}

func TestDoubleSubmit(t *testing.T) {
	c := newClient(t)
	c.post("/session", "setting", "self")
	seq := c.hidden("seq")
	for range 2 {
		c.post("/session/check", "seq", seq, "changed.start_anything_new", "no", "start", "none")
		c.shown("/session", http.StatusOK, "Step 1 of")
	}
	seq = c.hidden("seq")
	for range 2 {
		c.post("/session/event", "do", "skip", "seq", seq, "step", "0")
		c.shown("/session", http.StatusOK, "Step 2 of")
	}
	c.press("extend")
	if got := c.state().Extra; got != 15 {
		t.Errorf("%d seconds added", got)
	}
	// A button of the step before, pressed late, means nothing now.
	c.post("/session/event", "do", "skip", "seq", c.hidden("seq"), "step", "0")
	c.shown("/session", http.StatusOK, "Step 2 of", "so this button did nothing")
	for _, bad := range []string{"", "stop", "fly"} {
		c.post("/session/event", "do", bad, "seq", "99", "step", "1")
		if c.code != http.StatusBadRequest {
			t.Errorf("event %q: %d", bad, c.code)
		}
	}
}

// Each stop rule ends the session at the first tap, and means afterwards what
// the rules say about what it records.
func TestEachStopRule(t *testing.T) {
	grave := map[string]string{"new_numbness_saddle": "Call ", "urge_or_leak": "Call ", "bowel_control": "Call ", "both_legs": "Call ", "new_weakness": "Get medical help today"}
	seen := 0
	for _, stop := range ruleStops(newClient(t)) {
		t.Run(stop, func(t *testing.T) {
			c := newClient(t)
			c.start()
			c.wait(20 * time.Second)
			c.post("/session/stop")
			c.shown("/session/stop", http.StatusOK, "Stop. Hands off")
			if s := c.state(); !s.Over() {
				t.Fatalf("the session is %s after the first tap", s.Phase)
			}
			c.get("/session")
			c.shown("/session/stop", http.StatusOK)
			want := reference(c, stop)
			c.post("/session/stop", "why", stop)
			f := c.file()
			if f.Session.State.End != session.Stopped || f.Session.Stopping {
				t.Errorf("end %q", f.Session.State.End)
			}
			text := c.text(stop)
			if want < clinical.Urgent {
				c.shown("/session", http.StatusOK, text, "right after the session")
				if as := f.AfterStop(c.set); as.Disposition != want {
					t.Errorf("means %v, want %v", as.Disposition, want)
				}
				c.post("/session/end", fine()...)
				f = c.file()
			} else {
				seen++
			}
			c.shown("/session/after", http.StatusOK, text)
			if as := f.Assess(c.set); as.Disposition < want {
				t.Errorf("afterwards %v, want at least %v", as.Disposition, want)
			}
			if h := grave[stop]; h != "" && (!strings.Contains(c.h1(), h) || strings.Contains(c.body, "<form")) {
				t.Errorf("%q, with a form: %v", c.h1(), strings.Contains(c.body, "<form"))
			}
		})
	}
	if seen < len(grave) {
		t.Errorf("%d stop rules need help today", seen)
	}
}

// reference is what the rules say about a stop rule of the person, without the pages.
func reference(c *client, stop string) clinical.Disposition {
	f := c.file()
	k := f.Case()
	for i := range c.set.Stops {
		if s := &c.set.Stops[i]; s.Event == stop {
			for _, r := range s.Records {
				d := &c.set.Findings[r.Finding]
				k = k.With(d.ID, d.Answer(r.Value))
			}
		}
	}
	as := assess.Assess(c.set, k, k.Now)
	return as.Disposition
}

func ruleStops(c *client) []string {
	var out []string
	for _, s := range c.set.Stops {
		if !strings.HasPrefix(s.Event, "start_") {
			out = append(out, s.Event)
		}
	}
	return out
}

func (c *client) text(stop string) string {
	v, err := (&Server{Set: c.set, Words: ruleset.Words}).voice("en")
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(c.set.Stops, func(s ruleset.Stop) bool { return s.Event == stop })
	return v.Text("stop", c.set.Stops[i].ID, "text")
}

func TestStopWithoutReason(t *testing.T) {
	c := newClient(t)
	c.start()
	c.post("/session/stop")
	for _, do := range []string{"resume", "tick", "skip", "done"} {
		c.post("/session/event", "do", do, "seq", "9", "step", "0")
		c.shown("/session/stop", http.StatusOK)
	}
	c.post("/session/end", fine()...)
	c.shown("/session/stop", http.StatusOK)
	c.post("/session", "setting", "self")
	c.shown("/session/stop", http.StatusOK)
	c.post("/again")
	if a, err := told(c.file(), clinical.SessionEvent, "after.spread"); err != nil || a.Kind != clinical.Unsure {
		t.Errorf("a stop without a reason says %v, %v", a, err)
	}
}

// A form of another tab is under way when the stop comes, and its answer brings
// the file from before the stop.
func TestNoOtherAnswerTakesAStopBack(t *testing.T) {
	for _, why := range []string{"", "pain_down_leg", "new_numbness_saddle", "of no rule"} {
		for _, began := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, the session had begun: %t", why, began), func(t *testing.T) {
				c := newClient(t)
				old := c.jar.Cookies(c.url())
				c.start()
				if began {
					old = c.jar.Cookies(c.url())
				}
				c.post("/session/stop")
				if why != "" {
					c.post("/session/stop", "why", why)
				}
				c.jar.SetCookies(c.url(), old)
				c.older = true
				if f := c.file(); began && !f.Session.Stopping && !f.Session.State.Over() {
					t.Errorf("the session goes on: %+v", f.Session.State)
				}
				c.get("/session")
				f := c.file()
				if as := f.Assess(c.set); why == "new_numbness_saddle" && as.Disposition != clinical.Emergency {
					t.Errorf("the sign is forgotten: %v", as.Disposition)
				}
				c.get("/plan/self")
				if strings.Contains(c.body, `action="/en/session"`) {
					t.Error("another session is offered")
				}
			})
		}
	}
}

func TestStopIsNeverTooLate(t *testing.T) {
	c := newClient(t)
	c.start()
	c.press("done")
	c.post("/session/stop") // of another tab
	c.post("/session/stop", "why", "dizzy")
	if s := c.state(); s.End != session.Stopped {
		t.Errorf("end %q", s.End)
	}
	c = newClient(t)
	c.start()
	c.press("done")
	c.post("/session/end", fine()...)
	c.shown("/session/after", http.StatusOK, "After the session")
	c.post("/session/stop")
	c.shown("/session/stop", http.StatusOK)
	c.post("/session/stop", "why", "urge_or_leak")
	c.shown("/session/after", http.StatusOK, "Call ")
	if a, err := told(c.file(), clinical.CheckInEvent, "neuro.bladder"); err != nil || a.Choice != "new" {
		t.Errorf("history says %v, %v", a, err)
	}
}

func TestGapAndClock(t *testing.T) {
	c := newClient(t)
	c.start()
	c.wait(20 * time.Second)
	c.press("tick")
	left := c.left()
	c.wait(-time.Hour) // the clock is set back
	c.get("/session")
	if got := c.left(); got != left {
		t.Errorf("%s left after the clock was set back, %s before", got, left)
	}
	c.press("tick")
	c.wait(6 * time.Minute)
	c.get("/session")
	c.shown("/session", http.StatusOK, "Paused, because nothing was heard for a while", "Step 1 of")
	if s := c.state(); s.Phase != session.Paused || !s.Gap || s.Step != 0 {
		t.Errorf("state %+v", s)
	}
	c.press("resume")
	c.shown("/session", http.StatusOK, `data-phase="running"`)
	if got := c.left(); got != left {
		t.Errorf("%s left after the gap, %s before", got, left)
	}
	c.press("pause")
	c.wait(31 * time.Minute)
	c.get("/session")
	c.shown("/session", http.StatusOK, "the pause was too long")
}

func (c *client) left() string {
	c.t.Helper()
	_, rest, ok := strings.Cut(c.body, `data-left="`)
	if !ok {
		c.t.Fatalf("%s shows no time", c.path)
	}
	left, _, _ := strings.Cut(rest, `"`)
	return left
}

func TestExpired(t *testing.T) {
	c := newClient(t)
	c.post("/session", "setting", "self")
	c.wait(25 * time.Hour)
	c.get("/session")
	c.shown("/session", http.StatusConflict, "too old")
	c.post("/session/check", "seq", "1", "changed.start_anything_new", "no", "start", "none")
	if s := c.state(); s.Phase != session.Waiting {
		t.Errorf("phase %s", s.Phase)
	}
	c.post("/session", "setting", "self")
	c.shown("/session", http.StatusConflict, "too old")

	c = newClient(t)
	f := c.file()
	as := f.Assess(c.set)
	c.now = as.ValidUntil.Add(-90 * time.Second)
	c.start()
	c.wait(50 * time.Second)
	c.press("tick")
	c.wait(50 * time.Second)
	c.press("tick")
	c.shown("/session", http.StatusOK, "the check has run out")
}

func TestReloadChangesNothing(t *testing.T) {
	c := newClient(t)
	again := func(phase session.Phase) {
		t.Helper()
		c.get("/session")
		page, f := c.body, c.file()
		c.get("/session")
		if g := c.file(); f.Session.State.Phase != phase || g.Rev != f.Rev || c.body != page {
			t.Errorf("%s (%s): a reload changed rev %d to %d", f.Session.State.Phase, phase, f.Rev, g.Rev)
		}
	}
	c.post("/session", "setting", "self")
	again(session.Waiting)
	c.start()
	again(session.Running)
	c.press("pause")
	again(session.Paused)
	c.press("done")
	again(session.Closing)
	c.post("/session/end", fine()...)
	again(session.Closed)
}

func TestStartCheck(t *testing.T) {
	c := newClient(t)
	c.post("/session", "setting", "self")
	c.post("/session/check", "seq", c.hidden("seq"), "changed.start_anything_new", "no", "start", "start_ate")
	c.shown("/session", http.StatusOK, "Wait first", c.text("start_ate"))
	c.post("/session/check", "seq", c.hidden("seq"), "changed.start_anything_new", "no", "start", "unsure")
	c.shown("/session/check", http.StatusOK, `name="start.start_ate"`, `name="each"`)
	if strings.Contains(c.body, `name="start.start_ate" value="no" checked`) {
		t.Error("a doubt about one counts as a no about another")
	}
	c.post("/session/check", "seq", c.hidden("seq"), "each", "1", "changed.start_anything_new", "no", "start.start_ate", "unsure")
	c.shown("/session/check", http.StatusUnprocessableEntity, `id="f-start-start_ate-unsure" name="start.start_ate" value="unsure" checked`)
	c.post("/session/check", "seq", c.hidden("seq"), "changed.start_anything_new", "no", "start", "none", "start", "start_ate")
	c.shown("/session/check", http.StatusUnprocessableEntity)
	c.post("/session/check", "seq", c.hidden("seq"), "changed.start_anything_new", "yes")
	c.shown("/session/after", http.StatusOK, "No session today: check again first", c.text("start_anything_new"))
	c.post("/session", "setting", "self")
	c.shown("/session", http.StatusConflict, "Do the full check again first")
	c.post("/again", "anew", "1")
	if f := c.file(); f.Session != nil || len(f.Findings) != 0 {
		t.Errorf("a full check begins with %d answers", len(f.Findings))
	}
}

func TestEndCheckKeepsWhatWasTyped(t *testing.T) {
	c := newClient(t)
	c.start()
	c.press("done")
	c.shown("/session", http.StatusOK, "The session is over, early")
	c.post("/session/end", "pain.back", "3", "site.left", "3", "motor.toe_walk.left", "can")
	c.shown("/session/end", http.StatusUnprocessableEntity, `name="pain.back" value="3" checked`, `name="site.left" value="3" checked`, `name="motor.toe_walk.left" value="can" checked`)
	c.post("/session/end", append([]string{"each", "1", "new.neuro.bladder", "unsure"}, fine()...)...)
	c.shown("/session/after", http.StatusOK) // not sure about the bladder needs no more answers
	if as := c.assess(); as.Disposition < clinical.Urgent {
		t.Errorf("a doubt about the bladder means %v", as.Disposition)
	}

	c = newClient(t)
	c.start()
	c.press("done")
	c.post("/session/end", "pain.back", "2", "pain.leg", "0", "site.left", "2", "site.right", "0", "new", "unsure")
	c.shown("/session/end", http.StatusOK, `name="new.neuro.bladder"`, `name="pain.back" value="2" checked`)
	c.post("/session/end", "new", "neuro.saddle_sensation") // the rest is missing
	c.shown("/session/after", http.StatusOK, "Call ")
}

func (c *client) assess() assess.Assessment { return c.file().Assess(c.set) }

func TestPainReport(t *testing.T) {
	c := newClient(t)
	c.start()
	c.press("pain")
	c.shown("/session/event", http.StatusUnprocessableEntity, "Choose a number from 0 to 10", `data-phase="running"`)
	c.press("pain", "pain", "2")
	c.shown("/session", http.StatusOK, "Noted.")
	c.press("pain", "pain", "7")
	c.shown("/session", http.StatusOK, "Stop. Hands off. The session is over", c.text("pain_above_start"))
	c.press2("resume")
	c.shown("/session", http.StatusOK, "Stop. Hands off. The session is over")
}

// press2 sends a button of a page that is no longer shown.
func (c *client) press2(do string) {
	c.t.Helper()
	c.post("/session/event", "do", do, "seq", "99", "step", "0")
}

func TestNothingRunsAfterTheEnd(t *testing.T) {
	c := newClient(t)
	c.get("/")
	if strings.Contains(c.body, "A session is under way") {
		t.Error("a session is under way before it began")
	}
	c.start()
	for _, path := range []string{"/", "/diary", "/help", "/learn", "/result", "/answers"} {
		c.get(path)
		if n := strings.Count(c.body, `<p class="on"><a class="wrap" href="/en/session"><b>A session is under way.`); n != 1 {
			t.Errorf("%s says %d times that a session is under way", path, n)
		}
	}
	c.get("/session")
	if strings.Contains(c.body, "A session is under way") {
		t.Error("the session leads to itself")
	}
	c.press("done")
	for _, do := range []string{"tick", "resume", "pause", "extend", "skip", "done", "pain"} {
		c.press2(do)
		c.shown("/session", http.StatusOK, "The session is over, early")
	}
	c.post("/session/check", "seq", "99", "changed.start_anything_new", "no", "start", "none")
	c.shown("/session", http.StatusOK, "The session is over, early")
	c.post("/session", "setting", "helper") // the end check comes first
	c.shown("/session", http.StatusOK, "The session is over, early")
}

func TestAnswersChangeUnderASession(t *testing.T) {
	c := newClient(t)
	c.start()
	f := c.file()
	f.Findings["pain.back"] = clinical.IntAnswer(4)
	c.keep(f)
	c.press2("tick")
	c.get("/session")
	c.shown("/session", http.StatusConflict, "The session cannot go on. Hands off")
	c.post("/session/stop")
	c.shown("/session/stop", http.StatusOK)
	c.post("/session/stop", "why", "new_numbness_saddle")
	c.shown("/session/after", http.StatusOK, "Call ")
	if a, err := told(c.file(), clinical.SessionEvent, "neuro.saddle_sensation"); err != nil || a.Choice != "new" {
		t.Errorf("history says %v, %v", a, err)
	}
}

func TestNoSession(t *testing.T) {
	c := newClient(t)
	f := c.file()
	f.Findings["neuro.bladder"] = clinical.ChoiceAnswer("new")
	c.keep(f)
	c.post("/session", "setting", "self")
	c.shown("/session", http.StatusConflict, "No hands-on step is allowed now")
	for _, bad := range []string{"", "none", "robot"} {
		c.post("/session", "setting", bad)
		if c.code != http.StatusBadRequest {
			t.Errorf("setting %q: %d", bad, c.code)
		}
	}
	c.post("/session/stop") // there is no session to stop
	c.shown("/help", http.StatusOK)
	v, err := (&Server{Set: c.set, Words: ruleset.Words}).voice("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []plan.Lack{plan.LackSetting, plan.LackCourse, plan.LackReview, plan.LackRoutine, plan.LackLimits} {
		if !v.Has("session.none.lack." + string(l)) {
			t.Errorf("no words for %s", l)
		}
	}
	for _, e := range []session.End{session.Finished, session.Early, session.Interrupted, session.Expired, session.Held, session.Stopped} {
		if !v.Has("session.over." + string(e)) {
			t.Errorf("no words for %s", e)
		}
	}
}
