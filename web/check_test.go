package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// alarm is one answer that alone makes it an emergency.
type alarm struct {
	finding clinical.FindingID
	value   string
}

// alarms lists every answer that turns a person's result into an emergency.
func alarms(set *ruleset.Set, c clinical.Case) []alarm {
	var out []alarm
	for i := range set.Findings {
		d := &set.Findings[i]
		if d.Derive != nil {
			continue
		}
		values := d.Values
		if d.Type == ruleset.Bool {
			values = []string{"true"}
		}
		for _, val := range values {
			a, err := d.ParseAnswer(val)
			if err != nil {
				continue
			}
			if as := assess.Assess(set, c.With(d.ID, a), c.Now); as.Disposition == clinical.Emergency {
				out = append(out, alarm{d.ID, val})
			}
		}
	}
	return out
}

// until answers page after page as a person would, until a page asks a finding.
func until(t testing.TB, v *visitor, c clinical.Case, finding clinical.FindingID) *form {
	t.Helper()
	for range 60 {
		f := v.page.asking()
		if f == nil {
			return nil
		}
		if slices.Contains(strings.Fields(f.entered.Get("asks")), string(finding)) {
			return f
		}
		q, _ := v.site.server.Set.Question(v.question())
		if why := answer(f, v.site.server.Set, q, c); why != "" {
			t.Fatal(why)
		}
		v.submit(f)
	}
	return nil
}

// TestAnEmergencyNeedsOneAnswer gives, on every page that can raise an alarm,
// the alarming answer and nothing else: also where the page asks more, and in a
// re-check before a further session.
func TestAnEmergencyNeedsOneAnswer(t *testing.T) {
	s := newSite(t)
	pages, raised := map[string]bool{}, map[alarm]bool{}
	again := person(t, "next-good")
	fresh := person(t, "walk-bulge")
	list := alarms(s.server.Set, again)
	for _, al := range list {
		for name, c := range map[string]clinical.Case{"first": fresh, "again": again} {
			t.Run(name+":"+string(al.finding)+"="+al.value, func(t *testing.T) {
				v := s.visitor(t, "en")
				if name == "again" {
					f := fileOf(t, c)
					f.Began, f.At, f.Finished = time.Time{}, time.Time{}, false
					v.keep(f)
					v.do(http.MethodPost, "/en/again", url.Values{})
				} else {
					v.begin()
				}
				f := until(t, v, c, al.finding)
				if f == nil {
					return // it is asked in the other check; both together must ask all
				}
				pages[v.question()], raised[al] = true, true
				raise(t, v, f, al)
			})
		}
	}
	if len(raised) != len(list) || len(list) < 8 || len(pages) < 5 {
		t.Errorf("%d of %d alarming answers could be given, on %d pages: the test has lost some", len(raised), len(list), len(pages))
	}
}

// raise gives one alarming answer alone and expects the emergency.
func raise(t *testing.T, v *visitor, f *form, al alarm) {
	t.Helper()
	set := v.site.server.Set
	q, _ := set.Question(v.question())
	for name := range f.kinds {
		if f.kinds[name] != "hidden" {
			delete(f.entered, name)
		}
	}
	n, _ := set.Finding(al.finding)
	d := &set.Findings[n]
	if _, list := f.kinds["tick"]; list {
		f.set("tick", string(al.finding))
	} else if why := answerOne(f, q, n, d, mustParse(t, d, al.value)); why != "" {
		t.Fatal(why)
	}
	p := v.submit(f)
	if v.at() != "/result" || p.code != http.StatusOK {
		t.Fatalf("it leads to %s (%d)", v.at(), p.code)
	}
	if card := first(p.main(), class("card")); !class("emergency")(card) {
		t.Errorf("the card is %q", attr(card, "class"))
	}
	if p.asking() != nil {
		t.Error("an emergency ends the questions")
	}
	for _, a := range all(p.main(), tag("a")) {
		if to := attr(a, "href"); strings.Contains(to, "/plan") || strings.Contains(to, "/session") || strings.Contains(to, "/can") {
			t.Errorf("an emergency leads to %s", to)
		}
	}
}

func mustParse(t testing.TB, d *ruleset.Finding, value string) clinical.Answer {
	t.Helper()
	a, err := d.ParseAnswer(value)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnUrgentCardAsksOnAndCanBecomeAnEmergency(t *testing.T) {
	s := newSite(t)
	c := person(t, "walk-bulge")
	v := s.visitor(t, "en")
	v.begin()
	f := until(t, v, c, "neuro.weakness")
	f.set("neuro.weakness", "new")
	p := v.submit(f)
	if v.at() != "/result" || !class("urgent")(first(p.main(), class("card"))) {
		t.Fatalf("a new weak leg leads to %s", v.at())
	}
	asked := 0
	for f = p.asking(); f != nil; f = v.page.asking() {
		if asked++; asked > 20 {
			t.Fatal("it asks without end")
		}
		id := strings.TrimPrefix(f.action, "/en/check/")
		q, _ := s.server.Set.Question(id)
		for _, al := range alarms(s.server.Set, v.file().Case()) {
			if f.can(string(al.finding), al.value) {
				f.set(string(al.finding), al.value)
				v.submit(f)
				if !class("emergency")(first(v.page.main(), class("card"))) {
					t.Errorf("%s=%s on the urgent card is no emergency", al.finding, al.value)
				}
				return
			}
		}
		if why := answer(f, s.server.Set, q, c); why != "" {
			t.Fatal(why)
		}
		v.submit(f)
	}
	t.Errorf("after %d questions no answer could make it an emergency", asked)
}

func TestNotSureIsExplainedAndAskedAgain(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	v.begin()
	f := until(t, v, person(t, "walk-bulge"), "neuro.saddle_sensation")
	how := english(t).Text("question", v.question(), "how")
	f.set("neuro.saddle_sensation", "unsure")
	rev := v.file().Rev
	p := v.submit(f)
	if p.code != http.StatusOK || v.question() == "" || p.asking().entered.Get("explained") != "1" {
		t.Fatalf("the first time leads to %s (%d)", v.at(), p.code)
	}
	if !strings.Contains(plainText(first(p.main(), class("inset"))), how) {
		t.Errorf("it does not explain how to check: %q", how)
	}
	if v.file().Rev != rev {
		t.Error("the first time was taken as the answer")
	}
	f = p.asking()
	if !slices.Contains(f.entered["neuro.saddle_sensation"], "unsure") {
		t.Error("what was chosen is forgotten")
	}
	p = v.submit(f)
	if v.at() != "/result" || !class("urgent")(first(p.main(), class("card"))) {
		t.Errorf("still not sure leads to %s", v.at())
	}
}

func TestBackShowsTheAnswerAndItCanBeChanged(t *testing.T) {
	s := newSite(t)
	c := person(t, "walk-bulge")
	v := s.visitor(t, "en")
	v.begin()
	f := until(t, v, c, "neuro.weakness")
	back := first(v.page.root, class("back"))
	p := v.do(http.MethodGet, attr(first(back, tag("a")), "href"), nil)
	before := v.question()
	q, _ := s.server.Set.Question(before)
	for id := range strings.FieldsSeq(p.asking().entered.Get("asks")) {
		n, _ := s.server.Set.Finding(clinical.FindingID(id))
		if _, list := p.asking().kinds["tick"]; list {
			if !slices.Equal(p.asking().entered["tick"], []string{"none"}) {
				t.Errorf("the list shows %v", p.asking().entered["tick"])
			}
			break
		}
		if got, want := p.asking().entered.Get(id), s.server.Set.Findings[n].FormatAnswer(c.Get(clinical.FindingID(id))); got != want {
			t.Errorf("%s shows %q, answered was %q", id, got, want)
		}
	}
	v.submit(p.asking()) // the same again: it goes on where it was
	if v.question() != strings.TrimPrefix(f.action, "/en/check/") {
		t.Errorf("after %s it goes on at %s", q.ID, v.at())
	}
	if why := walk(t, v, c); why != "" {
		t.Fatal(why)
	}
	for _, a := range all(v.page.main(), tag("a")) { // from the result back to an answer
		if to := attr(a, "href"); strings.HasPrefix(to, "/en/check/") {
			if v.do(http.MethodGet, to, nil); v.page.asking() == nil {
				t.Errorf("the link to change leads to %s", v.at())
			}
			return
		}
	}
	v.get("/answers")
	if first(v.page.main(), class("act")) == nil {
		t.Error("the answers cannot be changed")
	}
}

func TestAnAnswerThatNoLongerConcernsIsDropped(t *testing.T) {
	s := newSite(t)
	c := person(t, "walk-surgery")
	v := s.visitor(t, "en")
	v.begin()
	if why := walk(t, v, c); why != "" {
		t.Fatal(why)
	}
	if v.file().Findings["surgery.date"].Kind != clinical.Known {
		t.Fatal("the date of the operation was not asked")
	}
	var where string
	for _, p := range v.file().Pages {
		if _, ok := p.Answers["surgery.spine"]; ok {
			where = p.Question
		}
	}
	v.get("/check/" + where)
	f := v.page.asking()
	if _, list := f.kinds["tick"]; list {
		f.set("tick", "none")
	} else {
		f.set("surgery.spine", "false")
	}
	v.submit(f)
	if a := v.file().Findings["surgery.date"]; a.Kind != clinical.NotAsked {
		t.Errorf("no operation, and still its date: %+v", a)
	}
}

func TestAnOlderTabOverwritesNothing(t *testing.T) {
	s := newSite(t)
	c := person(t, "walk-bulge")
	v := s.visitor(t, "en")
	v.begin()
	f := until(t, v, c, "neuro.saddle_sensation")
	other := v.tab()
	other.get("/check/" + v.question())
	g := other.page.asking()
	f.set("neuro.saddle_sensation", "none")
	v.submit(f)
	g.set("neuro.saddle_sensation", "before")
	p := other.submit(g)
	if other.at() != "/answers" || first(p.main(), func(n *html.Node) bool { return attr(n, "role") == "status" }) == nil {
		t.Errorf("the older tab leads to %s", other.at())
	}
	if got := v.file().Findings["neuro.saddle_sensation"].Choice; got != "none" {
		t.Errorf("the older tab has written %q", got)
	}
	// A sign that needs help counts from whatever tab it is told.
	g.set("neuro.saddle_sensation", "new")
	other.submit(g)
	if got := v.file().Findings["neuro.saddle_sensation"].Choice; other.at() != "/result" || got != "new" {
		t.Errorf("an emergency told in an older tab leads to %s and leaves %q", other.at(), got)
	}
}

func TestAFormOfAnotherBuildIsNotRead(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	v.begin()
	f := v.page.asking()
	q, _ := s.server.Set.Question(v.question())
	if why := answer(f, s.server.Set, q, person(t, "walk-bulge")); why != "" {
		t.Fatal(why)
	}
	for _, build := range []string{"000000000000000000", ""} {
		f.entered.Set("build", build)
		code, h, _ := v.send(http.MethodPost, f.action, f.values(), nil)
		if code != http.StatusSeeOther || h.Get("Location") != "/en/answers?note=updated" {
			t.Errorf("build %q: %d to %q", build, code, h.Get("Location"))
		}
	}
	if n := len(v.file().Pages); n != 0 {
		t.Errorf("%d pages were taken", n)
	}
}

func TestAResultIsStaleAfterADay(t *testing.T) {
	s := newSite(t)
	c := person(t, "walk-bulge")
	v := s.visitor(t, "en")
	v.begin()
	if why := walk(t, v, c); why != "" {
		t.Fatal(why)
	}
	plans := func() int {
		n := 0
		for _, a := range all(v.page.main(), tag("a")) {
			if strings.Contains(attr(a, "href"), "/plan/") {
				n++
			}
		}
		return n
	}
	valid := time.Duration(s.server.Set.ValidHours) * time.Hour
	s.clock.pass(valid - time.Second)
	if v.get("/result"); first(v.page.main(), class("callout")) != nil || plans() == 0 {
		t.Error("a second before its time is over the result holds no more")
	}
	s.clock.pass(time.Second)
	if v.get("/result"); first(v.page.main(), class("callout")) == nil || plans() != 0 {
		t.Errorf("the result still holds; %d links to plans", plans())
	}
	if v.get("/check"); v.at() != "/result" {
		t.Errorf("the check goes on at %s with old answers", v.at())
	}
	v.submit(v.page.form("/again"))
	if v.question() == "" {
		t.Errorf("checking again leads to %s", v.at())
	}
	s.clock.pass(-48 * time.Hour) // a clock that was set back
	v.begin()
	if len(v.file().Findings) == 0 {
		t.Error("the answers that do not change are forgotten")
	}
}

// TestErrorsKeepWhatWasTyped sends every page empty, and some with faults.
func TestErrorsKeepWhatWasTyped(t *testing.T) {
	s := newSite(t)
	c := person(t, "walk-surgery")
	v := s.visitor(t, "en")
	v.begin()
	pages := 0
	for v.page.asking() != nil && pages < 60 {
		pages++
		f := v.page.asking()
		hidden := f.values()
		for name := range f.kinds {
			if f.kinds[name] != "hidden" {
				delete(hidden, name)
			}
		}
		was := v.file()
		rev := was.Rev
		p := v.do(http.MethodPost, f.action, hidden)
		summary := first(p.root, class("summary"))
		switch {
		case p.code != http.StatusUnprocessableEntity || summary == nil:
			t.Fatalf("%s, sent empty, answers %d", f.action, p.code)
		case !strings.HasPrefix(plainText(first(p.root, tag("title"))), "Error:"):
			t.Errorf("%s: the title is %q", f.action, plainText(first(p.root, tag("title"))))
		case attr(summary, "role") != "alert" || attr(summary, "tabindex") != "-1":
			t.Errorf("%s: the summary is not announced", f.action)
		case v.file().Rev != rev:
			t.Errorf("%s: an empty page was taken", f.action)
		}
		for _, w := range sound(p, "en") {
			t.Errorf("%s, sent empty: %s", f.action, w)
		}
		f = p.asking()
		for name, kind := range f.kinds {
			if kind != "text" || strings.HasSuffix(name, ".day") {
				continue
			}
			bad := maps2(f.values(), name, "99x")
			p := v.do(http.MethodPost, f.action, bad)
			if p.code != http.StatusUnprocessableEntity || p.asking().entered.Get(name) != "99x" {
				t.Errorf("%s: %s=99x answers %d and keeps %q", f.action, name, p.code, p.asking().entered.Get(name))
			}
		}
		if _, list := f.kinds["tick"]; list {
			both := maps2(f.values(), "tick", "none")
			both.Add("tick", f.ways["tick"][0])
			p := v.do(http.MethodPost, f.action, both)
			if p.code == http.StatusOK && v.at() == "/result" { // the careful reading counts
				if !class("emergency")(first(p.main(), class("card"))) {
					t.Errorf("%s: a list that contradicts itself gives a result", f.action)
				}
				v.keep(was)
			} else if p.code != http.StatusUnprocessableEntity || len(p.asking().entered["tick"]) != 2 {
				t.Errorf("%s: none and a tick answers %d and keeps %v", f.action, p.code, p.asking().entered["tick"])
			}
		}
		id := strings.TrimPrefix(f.action, "/en/check/")
		q, _ := s.server.Set.Question(id)
		if why := answer(f, s.server.Set, q, c); why != "" {
			t.Fatal(why)
		}
		v.submit(f)
	}
	if pages < 15 {
		t.Errorf("only %d pages were asked", pages)
	}
}

// maps2 is a copy of a form with one value changed.
func maps2(f url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range f {
		out[k] = slices.Clone(v)
	}
	out.Set(name, value)
	return out
}
