package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
)

func (c *client) note(pairs ...string) {
	c.t.Helper()
	c.get("/diary/new")
	c.form("/diary/new", pairs...)
}

func (c *client) noted() []care.Entry {
	return slices.DeleteFunc(c.file().Diary, func(e care.Entry) bool { return e.Kind != care.Noted })
}

func TestTwoNumbersAreAnEntry(t *testing.T) {
	c := newClient(t)
	c.get("/diary")
	c.shown("/diary", http.StatusOK, "Nothing is written yet")
	c.note("pain.back", "3")
	c.shown("/diary/new", http.StatusUnprocessableEntity, "Choose a number", `id="f-pain_back-3" name="pain.back" value="3" checked`)
	c.note("pain.back", "2", "pain.leg", "0")
	c.shown("/diary", http.StatusOK, "This is kept", "you wrote it")
	if n := c.noted(); len(n) != 1 || !n[0].At.Equal(c.now) {
		t.Errorf("%+v", n)
	}
	c.post("/diary/new", "rev", "1", "build", "of yesterday", "pain.back", "9", "pain.leg", "9")
	c.shown("/diary", http.StatusOK, "Your entry was not kept")
	if len(c.noted()) != 1 {
		t.Error("a form of another build is read")
	}
}

func TestATrendInWordsPicturesAndNumbers(t *testing.T) {
	c := newClient(t)
	c.note("pain.back", "3", "pain.leg", "5", "site.left", "5", "site.right", "0", "aim-1", "socks", "aim-1-score", "2", "aim-2", "car", "aim-2-score", "3", "aim-3", "stairs", "aim-3-score", "4", "note", "after <a walk>")
	c.wait(5 * 24 * time.Hour)
	c.note("pain.back", "3", "pain.leg", "2", "site.left", "3", "site.right", "0", "aim-1-score", "7", "aim-2-score", "6", "aim-3-score", "5")
	c.get("/diary")
	c.shown("/diary", http.StatusOK, `<p class="lead">The pain has moved up`, "Your leg pain went from 5 to 2. That is a change that counts.", "Your back pain is 3, as at the start.", "You can do more",
		"diary-pain", "diary-site", "a change that counts", "after &lt;a walk&gt;", "The calf or shin", "21 Nov")
	if !strings.Contains(c.body, `<th scope="row">socks</th><td>2</td><td>7</td>`) {
		t.Error("the activities are not shown then and now")
	}
	c.wait(24 * time.Hour)
	c.note("pain.back", "3", "pain.leg", "1", "site.left", "4", "site.right", "0") // less pain, but further down than yesterday
	c.shown("/diary", http.StatusOK, "No massage before a new check")
}

func TestActivitiesAreScoredTogether(t *testing.T) {
	for name, pairs := range map[string][]string{
		"two of them":        {"aim-1", "a", "aim-1-score", "1", "aim-2", "b", "aim-2-score", "1"},
		"one without number": {"aim-1", "a", "aim-1-score", "1", "aim-2", "b", "aim-2-score", "1", "aim-3", "c"},
		"a number alone":     {"aim-1-score", "1"},
		"out of range":       {"aim-1", "a", "aim-1-score", "11", "aim-2", "b", "aim-2-score", "1", "aim-3", "c", "aim-3-score", "0"},
		"too long":           {"aim-1", strings.Repeat("a", 81), "aim-1-score", "1"},
		"a long note":        {"note", strings.Repeat("n", 401)},
	} {
		c := newClient(t)
		c.note(append([]string{"pain.back", "2", "pain.leg", "0"}, pairs...)...)
		if c.code != http.StatusUnprocessableEntity || len(c.noted()) != 0 {
			t.Errorf("%s: %d at %s", name, c.code, c.path)
		}
	}
}

func TestLostPowerIsUrgentInTheDiary(t *testing.T) {
	c := newClient(t)
	c.note("pain.back", "2", "pain.leg", "0", motorName(session.HeelWalk, clinical.Left), motorCan, motorName(session.HeelWalk, clinical.Right), motorCan)
	c.shown("/diary", http.StatusOK)
	c.wait(time.Hour)
	c.note(motorName(session.HeelWalk, clinical.Left), motorCannot) // nothing else is waited for
	c.shown("/result", http.StatusOK, "Get medical help today")
	c.get("/diary")
	c.shown("/diary", http.StatusOK, "A leg or foot can do less than before", "needs a doctor today")
	c.get("/plan/self")
	if strings.Contains(c.body, "data-session") || c.code == http.StatusOK && c.path == "/plan/self" {
		t.Errorf("a plan is shown at %s", c.path)
	}
}

func TestRemoveAnEntry(t *testing.T) {
	c := newClient(t)
	c.note("pain.back", "2", "pain.leg", "0")
	c.wait(time.Hour)
	c.note("pain.back", "1", "pain.leg", "0")
	c.get("/diary/remove?n=0")
	c.shown("/diary/remove", http.StatusOK, "Remove this entry?")
	c.post("/diary/remove", "rev", "1", "n", "0")
	c.shown("/diary/remove", http.StatusOK, "changed in another tab")
	if len(c.noted()) != 2 {
		t.Fatal("removed by an older tab")
	}
	c.form("/diary/remove", "n", "0")
	if n := c.noted(); len(n) != 1 || !n[0].At.Equal(c.now) {
		t.Errorf("%+v", n)
	}
	c.get("/diary/remove?n=9")
	c.shown("/diary", http.StatusOK)
	c.get("/diary/remove?n=x")
	c.shown("/diary", http.StatusOK)
	c.post("/diary/remove", "n", "x")
	c.shown("/diary/remove", http.StatusBadRequest)
}

// after is a client whose last sessions were so many hours ago.
func after(t *testing.T, hours ...int) *client {
	c := newClient(t)
	f := c.file()
	for _, h := range hours {
		f.History = append(f.History, clinical.Event{Kind: clinical.SessionEvent, At: c.now.Add(-time.Duration(h) * time.Hour), Findings: map[clinical.FindingID]clinical.Answer{
			"pain.back": clinical.IntAnswer(2), "pain.leg": clinical.IntAnswer(0), "site.left": clinical.IntAnswer(2), "site.right": clinical.IntAnswer(0)}})
	}
	c.keep(f)
	return c
}

func (c *client) checkIn(pairs ...string) {
	c.t.Helper()
	c.get("/checkin")
	c.form("/checkin", pairs...)
}

func TestCheckIn(t *testing.T) {
	c := newClient(t)
	c.get("/checkin") // about no session
	c.shown("/diary", http.StatusOK)
	c.post("/checkin", fine()...)
	c.shown("/diary", http.StatusOK)

	c = after(t, 25)
	c.get("/diary")
	c.shown("/diary", http.StatusOK, "Check-in 24 hours after your session", "The next check-in opens")
	c.checkIn("pain.back", "2")
	c.shown("/checkin", http.StatusUnprocessableEntity, "There is a problem")
	c.checkIn(append(fine()[:8], "new", "unsure")...)
	c.shown("/checkin", http.StatusOK, `name="each" value="1"`)
	c.post("/checkin", append(fine(), "build", "old")...)
	if c.shown("/checkin", http.StatusOK); len(c.file().History) != 1 {
		t.Error("a form of another build is read")
	}
	c.checkIn(fine()...)
	c.shown("/checkin", http.StatusOK, "Thank you")
	c.get("/diary")
	if strings.Contains(c.body, "Check-in 24 hours") {
		t.Error("it is asked again")
	}

	c = after(t, 73)
	c.checkIn(append(fine()[:8], "new", "after.leg_pain")...)
	c.shown("/checkin", http.StatusOK, "Ask ")
	c = after(t, 73)
	c.checkIn("new", "neuro.bladder") // one answer suffices
	c.shown("/result", http.StatusOK, "Call ")
	c = after(t, 73)
	c.checkIn(append(fine()[:8], "new", "neuro.weakness")...)
	c.shown("/result", http.StatusOK, "Get medical help today")
}

func TestReviewPage(t *testing.T) {
	c := after(t, 400, 300, 200)
	c.get("/diary")
	c.shown("/diary", http.StatusOK, "Look back on your sessions")
	c.get("/review")
	c.shown("/review", http.StatusOK, "Very much better", "A clinician has reviewed the course")
	c.form("/review")
	c.shown("/review", http.StatusUnprocessableEntity, "Choose how it is now")
	c.form("/review", "change", "99")
	c.shown("/review", http.StatusUnprocessableEntity)
	c.form("/review", "change", "6") // much worse
	c.shown("/review", http.StatusOK, "See a clinician before any further session", "It is worse than before", "within 2 weeks")
	c.get("/review")
	c.shown("/review", http.StatusOK, "See a clinician before any further session")
	c.form("/review", "change", "2")
	if n := len(c.file().History); n != 4 {
		t.Errorf("a review that is not due is recorded: %d events", n)
	}
	c.form("/review/clinician")
	c.shown("/review/clinician", http.StatusUnprocessableEntity, "Tick that a doctor")
	c.post("/review/clinician", "rev", "1", "sure", "1")
	c.shown("/review", http.StatusOK)
	c.form("/review/clinician", "sure", "1")
	c.shown("/diary", http.StatusOK)
	c.get("/review")
	c.shown("/review", http.StatusOK, "No review is due now")
	if h := c.file().History; h[len(h)-1].Kind != clinical.ClinicianReviewEvent {
		t.Error("not recorded")
	}
}

func TestReviewFindsLostPower(t *testing.T) {
	c := after(t, 400, 300, 200)
	f := c.file()
	lost := session.Motor{HeelWalk: session.Sides{Left: session.Cannot}}
	f.Diary = []care.Entry{{At: c.now.Add(-time.Hour), Measures: session.Measures{Motor: session.Motor{HeelWalk: session.Sides{Left: session.CanDo}}}}, {At: c.now, Measures: session.Measures{Motor: lost}}}
	c.keep(f)
	c.get("/review")
	c.form("/review", "change", "1")
	c.shown("/result", http.StatusOK, "Get medical help today")
}

func TestSummary(t *testing.T) {
	c := newClient(t)
	c.keep(care.New(c.set))
	c.get("/summary")
	c.shown("/summary", http.StatusOK, "There is nothing to tell yet")

	c = with(t, map[clinical.FindingID]string{"neuro.weakness": "examined", "neuro.weakness_side": "left", "medicine.anticoagulant": "true"})
	c.note("pain.back", "3", "pain.leg", "0", "note", "slept well")
	f := c.file()
	d, _ := clinical.ParseDate("2026-11-21")
	f.GoAheads = []clinical.GoAhead{{Kind: "clinician", Who: "Dr Vos", At: d, Until: d}}
	f.History = append(f.History, clinical.Event{Kind: clinical.SessionEvent, At: c.now.Add(-50 * time.Hour)})
	c.keep(f)
	for _, path := range []string{"/summary", "/summary/en", "/summary/file", "/summary/file/en"} {
		c.get(path)
		c.shown(path, http.StatusOK, `lang="en"`, "RC-WEAK-03", "Do not treat without the agreement", "Blood thinner", "Asked, and not there: ", "numbness between the legs", "Dr Vos", "1 session: 19 Nov", "slept well", "not a diagnosis", c.set.Version)
	}
	c.get("/summary/xx")
	c.shown("/summary/xx", http.StatusNotFound)
	c.get("/summary/file/xx")
	c.shown("/summary/file/xx", http.StatusNotFound)
	c.wait(48 * time.Hour)
	c.get("/summary")
	c.shown("/summary", http.StatusOK, "It no longer holds")
}

func TestAnEntryIsKeptByOneButton(t *testing.T) {
	c := newClient(t)
	c.get("/diary/new")
	if n := strings.Count(c.body, "Keep this entry"); n != 1 {
		t.Errorf("the button stands there %d times", n)
	}
}

func TestAnEntryOfAnUnknownKindIsNotLost(t *testing.T) {
	c := newClient(t)
	f := c.file()
	m := session.Measures{Pains: session.PainsOf(map[clinical.FindingID]clinical.Answer{"pain.back": clinical.IntAnswer(3), "pain.leg": clinical.IntAnswer(1)})}
	f.Diary = append(f.Diary, care.Entry{At: c.now.Add(-time.Hour), Kind: "from_a_watch", Measures: m, Note: "slept well"})
	b, err := f.Encode(c.set)
	if err != nil {
		t.Fatal(err)
	}
	c.keep(care.New(c.set))
	c.post("/settings/restore", "text", string(b))
	c.shown("/settings/restore", http.StatusOK, "Use this backup?")
	c.form("/settings/replace", "text", string(b))
	if n := c.file().Diary; len(n) != 1 || n[0].Kind != "from_a_watch" {
		t.Fatalf("the entry is %+v", n)
	}
	for path, texts := range map[string][]string{"/diary": {"from another version", "slept well"}, "/diary/remove?n=0": {"from another version"}, "/summary": {"slept well"}} {
		c.get(path)
		for _, x := range texts {
			if !strings.Contains(c.body, x) {
				t.Errorf("%s does not say %q", path, x)
			}
		}
		if strings.Contains(c.body, "[diary.kind") || strings.Contains(c.body, "from_a_watch") {
			t.Errorf("%s shows what no person reads", path)
		}
	}
}
