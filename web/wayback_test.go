package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
)

// with is a client whose answers are changed, in a check that is done.
func with(t *testing.T, answers map[clinical.FindingID]string) *client {
	t.Helper()
	c := newClient(t)
	f := c.file()
	for id, value := range answers {
		f.Findings[id] = c.answer(id, value)
	}
	c.keep(f)
	return c
}

// form sends the hidden fields of the page shown with more.
func (c *client) form(path string, pairs ...string) {
	c.t.Helper()
	c.post(path, append([]string{"rev", c.hidden("rev"), "build", c.hidden("build")}, pairs...)...)
}

var weakLeft = map[clinical.FindingID]string{"neuro.weakness": "examined", "neuro.weakness_side": "left"}

func TestSeen(t *testing.T) {
	c := newClient(t)
	c.get("/seen") // nothing stops this person
	c.shown("/result", http.StatusOK)

	c = with(t, map[clinical.FindingID]string{"neuro.saddle_sensation": "new"})
	c.get("/seen")
	c.shown("/seen", http.StatusOK, "Numbness between the legs", "RF-CES-01")
	c.form("/seen")
	c.shown("/seen", http.StatusUnprocessableEntity, "Say whether this was examined", "<title>Error:")
	c.form("/seen", "neuro.saddle_sensation", "no")
	c.shown("/seen", http.StatusOK, "the advice stands")
	if f := c.file(); f.Mode == care.Recheck || len(f.History) > 0 {
		t.Error("nobody has examined it, and the check begins anew")
	}
	old := c.hidden("rev")
	c.form("/seen", "neuro.saddle_sensation", "yes")
	if !strings.HasPrefix(c.path, "/check/") {
		t.Fatalf("at %s, not in the re-check", c.path)
	}
	f := c.file()
	if f.Findings["neuro.saddle_sensation"].Choice != "examined" || len(f.History) != 1 || f.History[0].Disposition != clinical.Emergency {
		t.Errorf("%v, %v", f.Findings["neuro.saddle_sensation"], f.History)
	}
	c.post("/seen", "rev", old, "neuro.saddle_sensation", "yes") // an older tab
	if g := c.file(); len(g.History) != len(f.History) {
		t.Error("an older tab counts a second time")
	}

	c = with(t, weakLeft)
	c.get("/seen")
	c.shown("/seen", http.StatusOK, "No sign here changes by an examination alone", "RC-WEAK-03")
}

func TestGoAhead(t *testing.T) {
	c := newClient(t)
	c.get("/agreed")
	c.shown("/agreed", http.StatusOK, "nothing in your result that a go-ahead could lift")
	c.post("/agreed", "kind", "clinician", "who", "Dr Vos")
	if len(c.file().GoAheads) != 0 {
		t.Fatal("a go-ahead for nothing is kept")
	}

	c = with(t, weakLeft)
	c.get("/agreed")
	c.shown("/agreed", http.StatusOK, "at most", "What stays limited", `value="2026"`)
	ok := map[string]string{"kind": "clinician", "who": "Dr  Vos", "given.day": "21", "given.month": "11", "given.year": "2026", "until.day": "31", "until.month": "1", "until.year": "2027"}
	send := func(change ...string) {
		t.Helper()
		c.get("/agreed")
		var pairs []string
		for k, v := range ok {
			for i := 0; i < len(change); i += 2 {
				if change[i] == k {
					v = change[i+1]
				}
			}
			pairs = append(pairs, k, v)
		}
		c.form("/agreed", pairs...)
	}
	for name, tt := range map[string]struct {
		change []string
		want   string
	}{
		"no name":       {[]string{"who", " "}, "Type the name of the person"},
		"a long name":   {[]string{"who", strings.Repeat("x", 81)}, "Type a shorter name"},
		"another kind":  {[]string{"kind", "surgeon"}, "Choose who agreed"},
		"no such day":   {[]string{"given.day", "32"}, "Type a real day"},
		"only a month":  {[]string{"until.day", ""}, "Type a real day"},
		"tomorrow":      {[]string{"given.day", "24"}, "not in the future"},
		"it is over":    {[]string{"until.day", "1", "until.month", "11", "until.year", "2026"}, "not in the past"},
		"for two years": {[]string{"until.year", "2028"}, "180 days at most"},
	} {
		send(tt.change...)
		if c.shown("/agreed", http.StatusUnprocessableEntity, tt.want, "There is a problem"); len(c.file().GoAheads) != 0 {
			t.Errorf("%s: it is kept", name)
		}
	}
	send()
	c.shown("/result", http.StatusOK, "Yes, with these limits")
	if g := c.file().GoAheads; len(g) != 1 || g[0].Who != "Dr Vos" {
		t.Fatalf("%+v", g)
	}
	c.get("/agreed")
	c.shown("/agreed", http.StatusOK, "Dr Vos", "Counts now")
	rev := c.hidden("rev")
	c.post("/agreed/withdraw", "rev", "999", "n", "0")
	c.shown("/agreed", http.StatusOK, "changed in another tab", "Dr Vos")
	c.post("/agreed/withdraw", "rev", rev, "n", "zero")
	c.shown("/agreed/withdraw", http.StatusBadRequest)
	c.post("/agreed/withdraw", "rev", rev, "n", "0")
	if c.shown("/agreed", http.StatusOK); len(c.file().GoAheads) != 0 {
		t.Error("it still stands")
	}
	c.get("/result")
	c.shown("/result", http.StatusOK, "Ask a doctor or physiotherapist first")
}

func TestGoAheadThatDoesNotCount(t *testing.T) {
	c := with(t, weakLeft)
	f := c.file()
	d, _ := clinical.ParseDate("2026-11-21")
	u, _ := clinical.ParseDate("2027-01-01")
	if err := f.Agree(c.set, "clinician", "Dr Vos", d, u, c.now); err != nil {
		t.Fatal(err)
	}
	f.Findings["neuro.sensation"] = clinical.ChoiceAnswer("examined")
	c.keep(f)
	c.get("/agreed")
	c.shown("/agreed", http.StatusOK, "Does not count now", "This answer has changed since: numbness or tingling in a leg")
	c.wait(90 * 24 * time.Hour)
	c.get("/agreed")
	c.shown("/agreed", http.StatusOK, "It has run out")
}

func TestLetter(t *testing.T) {
	c := newClient(t)
	c.get("/letter") // nobody needs to be asked
	c.shown("/result", http.StatusOK)
	c = with(t, weakLeft)
	c.get("/letter")
	c.shown("/letter", http.StatusOK, `lang="en"`, "RC-WEAK-03", "Do not treat without the agreement", "a doctor or physiotherapist", "Signature", "not a diagnosis")
	c.get("/letter/en")
	c.shown("/letter/en", http.StatusOK, `<article class="sheet" lang="en">`)
	c.get("/letter/xx")
	c.shown("/letter/xx", http.StatusNotFound)
	c = with(t, map[clinical.FindingID]string{"neuro.weakness": "new"})
	c.get("/letter") // there is no time for letters
	c.shown("/result", http.StatusOK)
}

func TestEmergencyPicture(t *testing.T) {
	c := newClient(t)
	c.get("/result/emergency.svg")
	c.shown("/result/emergency.svg", http.StatusNotFound)
	c = with(t, map[clinical.FindingID]string{"neuro.saddle_sensation": "new"})
	f := c.file()
	f.Country = "NL"
	c.keep(f)
	c.get("/result")
	c.shown("/result", http.StatusOK, `href="/en/result/emergency.svg" data-picture`)
	c.get("/result/emergency.svg")
	c.shown("/result/emergency.svg", http.StatusOK, "<svg", ">112<", "Numbness between the")
}
