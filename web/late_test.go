package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
)

func (c *client) build() string { return (&Server{Set: c.set, Words: nil}).Build() }

// TestAWarningSignIsNeverTooLate sends a sign with a form that is too old in
// each way that a form can be.
func TestAWarningSignIsNeverTooLate(t *testing.T) {
	for _, why := range []string{"the answers are too old", "the pages were updated", "another tab was quicker"} {
		c := newClient(t)
		f := c.file()
		f.Pages = []care.Page{{Question: "saddle", Rev: 5, Answers: map[clinical.FindingID]clinical.Answer{"neuro.saddle_sensation": c.answer("neuro.saddle_sensation", "none")}}}
		c.keep(f)
		build, rev, to := c.build(), "9", "/answers"
		switch why[:3] {
		case "the":
			if strings.Contains(why, "old") {
				c.wait(48 * time.Hour)
				to = "/result"
			} else {
				build = "another"
			}
		case "ano":
			rev = "1"
		}
		send := func(value string) {
			c.post("/check/saddle", "rev", rev, "build", build, "asks", "neuro.saddle_sensation", "neuro.saddle_sensation", value)
		}
		send("examined")
		c.shown(to, http.StatusOK)
		if a := c.file().Findings["neuro.saddle_sensation"]; a.Choice != "none" {
			t.Errorf("%s, and it was taken", why)
		}
		send("new")
		c.shown("/result", http.StatusOK, "Call ")
		if !strings.Contains(c.h1(), "Call ") {
			t.Errorf("%s: %q comes before the emergency", why, c.h1())
		}
	}
}

func TestStopAfterTheSessionWasPutAway(t *testing.T) {
	c := newClient(t)
	c.start()
	c.post("/again") // in another tab
	c.post("/session/stop", "why", "saddle_numb")
	f := c.file()
	if f.Session != nil || len(f.History) == 0 {
		t.Fatal("the test is about a session that was put away")
	}
	before := len(f.History)
	c.post("/session/stop", "why", "pain_down_leg")
	if f = c.file(); len(f.History) != before+1 {
		t.Errorf("the sign is lost: %v", f.History)
	}
	c.post("/session/stop")
	c.shown("/help", http.StatusOK)
}

func TestAnOldFormStillTellsOfLostPower(t *testing.T) {
	c := newClient(t)
	c.post("/diary/new", "build", "another", "motor.heel_walk.left", "cannot")
	c.shown("/result", http.StatusOK, "Get medical help today")

	c = newClient(t)
	f := c.file()
	f.History = []clinical.Event{{Kind: clinical.SessionEvent, At: c.now.Add(-24 * time.Hour), Findings: map[clinical.FindingID]clinical.Answer{
		"pain.back": clinical.IntAnswer(2), "pain.leg": clinical.IntAnswer(0), "site.left": clinical.IntAnswer(2), "site.right": clinical.IntAnswer(0)}}}
	c.keep(f)
	c.post("/checkin", append(fine(), "build", "another")...)
	c.shown("/checkin", http.StatusOK)
	c.post("/checkin", append(fine(), "build", "another", "motor.heel_walk.left", "cannot")...)
	c.shown("/result", http.StatusOK, "Get medical help today")

	c = newClient(t)
	c.start()
	c.press("done")
	c.post("/session/end", fine()...)
	c.shown("/session/after", http.StatusOK)
	c.post("/session/end", "motor.heel_walk.left", "cannot") // the form of before, once more
	c.shown("/result", http.StatusOK, "Get medical help today")
}

func TestAPermissionThatIsOverIsNotShown(t *testing.T) {
	c := newClient(t)
	c.wait(48 * time.Hour)
	c.get("/result")
	c.shown("/result", http.StatusOK, "This result no longer holds", "Check again")
	for _, no := range []string{"likely to be safe", "with these limits", "/plan/self", "RULE"} {
		if strings.Contains(strings.ReplaceAll(c.body, "May I have", ""), no) && !strings.Contains(c.body, `content="`+no) {
			t.Errorf("it still says %q", no)
		}
	}
}

func TestNoSessionFromAnswersNotLookedOver(t *testing.T) {
	c := newClient(t)
	f := c.file()
	f.Finished = false // an answer was changed in another tab
	c.keep(f)
	c.post("/session", "setting", "self")
	c.shown("/session", http.StatusConflict)
	if c.file().Session != nil {
		t.Error("there is a session")
	}
}

func TestGoAheadForAnotherResult(t *testing.T) {
	c := with(t, weakLeft)
	c.get("/agreed")
	old := c.hidden("rev")
	f := c.file()
	f.Rev++ // answers changed in another tab
	c.keep(f)
	c.post("/agreed", "rev", old, "kind", "clinician", "who", "Dr Vos", "given.day", "21", "given.month", "11", "given.year", "2026", "until.day", "31", "until.month", "1", "until.year", "2027")
	c.shown("/agreed", http.StatusOK, "changed in another tab")
	if len(c.file().GoAheads) != 0 {
		t.Error("it covers what nobody has seen")
	}
}

func TestBackupWithoutItsTimeIsCheckedAgain(t *testing.T) {
	c := newClient(t)
	b, err := c.file().Encode(c.set)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []string{`"began":"2026-11-21T12:00:00Z",`, `"now":"2026-11-21T12:00:00Z",`} {
		if !bytes.Contains(b, []byte(cut)) {
			t.Fatalf("no %s in %s", cut, b)
		}
		c.post("/settings/replace", "rev", fmt.Sprint(c.file().Rev), "text", string(bytes.Replace(b, []byte(cut), nil, 1)))
		c.shown("/settings", http.StatusOK)
		for _, path := range []string{"/", "/check", "/result", "/plan", "/plan/self", "/can/effleurage", "/answers", "/session", "/summary", "/appointment"} {
			c.get(path) // none leads in circles
			if strings.Contains(c.body, "with these limits") || strings.HasPrefix(c.path, "/result") {
				t.Errorf("%s is a result", path)
			}
		}
		c.post("/answers")
		if !strings.HasPrefix(c.path, "/check/") {
			t.Errorf("at %s, not in the check", c.path)
		}
	}
}

func TestAFileThatNoCookieCanHold(t *testing.T) {
	c := newClient(t)
	f := c.file()
	for range 20_000 { // packs well, and is too long to be opened again
		f.Diary = append(f.Diary, care.Entry{At: c.now, Kind: care.Noted})
	}
	w := httptest.NewRecorder()
	if err := c.keeper.Save(w, httptest.NewRequest(http.MethodGet, "/", nil), c.set, f); err != errTooMuch {
		t.Errorf("it is kept, and lost at the next visit: %v", err)
	}
}

func TestAnEmergencyThatCannotBeKeptIsShown(t *testing.T) {
	c := newClient(t)
	f := c.file()
	i := 0
	for size := 60; size > 0; i++ { // until nothing more fits
		more := *f
		more.Aims = append(more.Aims, care.Aim{ID: fmt.Sprint(i), Text: fmt.Sprintf("%x", sum(i)[:size])})
		if c.keeper.Save(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), c.set, &more) != nil {
			size /= 4
			continue
		}
		f = &more
	}
	c.keep(f)
	c.post("/check/saddle", "rev", "99", "build", c.build(), "asks", "neuro.saddle_sensation", "neuro.saddle_sensation", "new")
	if c.code != http.StatusInsufficientStorage || !strings.Contains(c.h1(), "Call ") {
		t.Errorf("%s (%d): %s", c.path, c.code, c.h1())
	}
}

func sum(i int) []byte {
	b := []byte(fmt.Sprint(i, "x"))
	for range 3 {
		b = fmt.Appendf(nil, "%x", bytes.Map(func(r rune) rune { return (r*31 + rune(i)) % 251 }, b))
	}
	return append(b, make([]byte, 60)...)[:60]
}

func TestAFormThatCannotBeReadIsNoFault(t *testing.T) {
	c := newClient(t) // its server takes a fault for a failure of the test
	for path, kind := range map[string]string{"/en/check": "application/x-www-form-urlencoded", "/en/settings/restore": "multipart/form-data; boundary=x"} {
		r := httptest.NewRequest(http.MethodPost, sessionHome+path, strings.NewReader("a=%zz"))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		if c.h.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestManyPeopleAtOnce(t *testing.T) {
	c := newClient(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, path := range []string{"/en/result", "/nl/plan/self", "/ru/can", "/en/summary/nl", "/nl/rules", "/ru/plan/professional/brief/en", "/en/sw.js", "/en/diary"} {
				w := httptest.NewRecorder()
				c.h.ServeHTTP(w, c.request(http.MethodGet, path, nil))
				if w.Code >= 500 {
					t.Errorf("%d %s: %d", i, path, w.Code)
				}
			}
		})
	}
	wg.Wait()
}
