package web

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/plan"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// oneFile keeps one file between requests, as it is written and read back.
type oneFile struct {
	file  []byte
	saves int
}

func (k *oneFile) Load(_ *http.Request, set *ruleset.Set) (*care.File, error) {
	f, _, err := care.Decode(k.file, set)
	return f, err
}

func (k *oneFile) Save(_ http.ResponseWriter, _ *http.Request, set *ruleset.Set, f *care.File) (err error) {
	k.saves++
	k.file, err = f.Encode(set)
	return err
}

func (*oneFile) Stopped(http.ResponseWriter, *http.Request, care.Stopped) error { return nil }

func (k *oneFile) Forget(http.ResponseWriter, *http.Request) {}

// planned is the site with one person's file.
type planned struct {
	t      *testing.T
	server *Server
	pages  http.Handler
	keeper *oneFile
	now    time.Time
}

var planZone = time.FixedZone("", 3600)

func newPlanned(t *testing.T, f *care.File, now time.Time) *planned {
	t.Helper()
	p := &planned{t: t, keeper: &oneFile{}, now: now}
	p.set(f)
	words := func(string) (*ruleset.Wording, error) { return ruleset.Words("en") }
	p.server = &Server{Set: ruleset.Embedded(), Words: words, Now: func() time.Time { return p.now }, Keeper: p.keeper,
		Fault: func(r *http.Request, err error) { t.Errorf("%s: %v", r.URL.Path, err) }}
	p.pages = p.server.Handler()
	return p
}

func (p *planned) set(f *care.File) {
	p.t.Helper()
	b, err := f.Encode(ruleset.Embedded())
	if err != nil {
		p.t.Fatal(err)
	}
	p.keeper.file = b
}

func (p *planned) file() *care.File {
	p.t.Helper()
	f, lost, err := care.Decode(p.keeper.file, p.server.Set)
	if err != nil || len(lost) > 0 {
		p.t.Fatal(err, lost)
	}
	return f
}

var (
	idsOf   = regexp.MustCompile(` id="([^"]*)"`)
	missing = regexp.MustCompile(`\[[a-z_]+(\.[a-z0-9_]+)+\]`)
)

// get gives a page, and checks what holds for each.
func (p *planned) get(path string) (int, string, http.Header) {
	p.t.Helper()
	w := httptest.NewRecorder()
	p.pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/en"+path, nil))
	body := w.Body.String()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Code == http.StatusOK {
		p.check(path, body)
	}
	return w.Code, body, w.Header()
}

func (p *planned) check(path, body string) {
	p.t.Helper()
	if n := strings.Count(body, "<h1"); n != 1 {
		p.t.Errorf("%s has %d h1", path, n)
	}
	seen := map[string]bool{}
	for _, m := range idsOf.FindAllStringSubmatch(body, -1) {
		if seen[m[1]] {
			p.t.Errorf("%s has the id %q twice", path, m[1])
		}
		seen[m[1]] = true
	}
	main := body[strings.Index(body, "<main"):strings.Index(body, "</main>")]
	if m := missing.FindString(main); m != "" && !strings.HasSuffix(path, "/ru") { // a test of the texts holds other languages
		p.t.Errorf("%s has no text for %s", path, m)
	}
	if strings.Contains(main, " style=") || strings.Contains(main, "ZgotmplZ") || strings.Contains(main, "<no value>") {
		p.t.Errorf("%s has a style attribute or an unsafe value", path)
	}
}

func (p *planned) post(path string, form url.Values) (int, string, http.Header) {
	p.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/en"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.pages.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// planPeople are the whole people of the protocol by id.
var planPeople = sync.OnceValue(func() map[string]clinical.Case {
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		panic(problems)
	}
	ids := map[string]string{}
	for i := range src.People {
		ids[src.People[i].Name] = src.People[i].ID
	}
	examples, problems := corpus.Examples(src, ruleset.Embedded())
	if len(problems) > 0 {
		panic(problems)
	}
	out := map[string]clinical.Case{}
	for _, e := range examples {
		if e.Topic == "" {
			out[ids[e.Name]] = e.Case
		}
	}
	return out
})

// planFile is the file of a person who has given all answers and looked them over.
func planFile(t *testing.T, id string) *care.File {
	t.Helper()
	c, ok := planPeople()[id]
	if !ok {
		t.Fatalf("the protocol has no person %s", id)
	}
	f := care.New(ruleset.Embedded())
	f.Rev, f.Zone, f.Began, f.At, f.Finished = 1, "Etc/GMT-1", c.Now.UTC(), c.Now.UTC(), true
	f.Findings, f.GoAheads, f.History = maps.Clone(c.Findings), c.GoAheads, slices.Clone(c.History)
	return f
}

// planOf is a site with one person a few minutes after the check.
func planOf(t *testing.T, id string) *planned {
	t.Helper()
	f := planFile(t, id)
	return newPlanned(t, f, f.At.Add(5*time.Minute))
}

// make is the plan as package plan makes it.
func (p *planned) make(s clinical.Setting) (plan.Plan, bool) {
	f := p.file()
	pl, _, ok := f.Plan(p.server.Set, s, p.now.In(f.Location()))
	return pl, ok
}

func TestEveryPersonHasAPlanOnlyWithPermission(t *testing.T) {
	plans, none, help := 0, 0, 0
	for id := range planPeople() {
		p := planOf(t, id)
		f := p.file()
		as := f.Assess(p.server.Set)
		for _, s := range clinical.Settings() {
			pl, ok := p.make(s)
			code, body, header := p.get("/plan/" + s.String())
			started := strings.Contains(body, `action="/en/session"`)
			switch {
			case as.Disposition >= clinical.Urgent:
				help++
				if code != http.StatusSeeOther || header.Get("Location") != "/en/result" {
					t.Errorf("%s, %s: %d %s", id, s, code, header.Get("Location"))
				}
			case !ok:
				none++
				if code != http.StatusOK || started || strings.Contains(body, `class="steps"`) || !strings.Contains(body, "There is no plan now") {
					t.Errorf("%s (%s), %s: a page like a plan", id, as.Disposition, s)
				}
			default:
				plans++
				p.compare(id, &pl, body, started)
			}
			if !ok {
				break // it does not depend on the setting
			}
		}
	}
	if plans < 200 || none < 30 || help < 30 {
		t.Errorf("%d plans, %d without, %d to the result: the test has lost people", plans, none, help)
	}
}

// compare holds a page against the plan that it shows.
func (p *planned) compare(id string, pl *plan.Plan, body string, started bool) {
	t := p.t
	v := p.voiceOf("en")
	wait := pl.Course.NotBefore != nil && p.now.Before(*pl.Course.NotBefore)
	if started != (len(pl.Steps) > 0 && !wait) {
		t.Errorf("%s, %s: %d steps, wait %v, a session can be begun: %v", id, pl.Setting, len(pl.Steps), wait, started)
	}
	need := []string{v.T("plan.stops"), v.T("plan.valid"), v.When(pl.ValidUntil.In(planZone))}
	for _, s := range pl.Steps {
		need = append(need, v.Text("routine", s.Routine, s.ID, "text"), v.Text("routine", s.Routine, s.ID, "must_not_feel"), v.Length(s.Duration))
	}
	for _, x := range pl.Techniques {
		need = append(need, `href="/en/can/`+x.ID+`"`)
	}
	for _, s := range pl.Course.Sessions {
		need = append(need, v.Day(s.Day))
	}
	for _, ids := range [][]string{pl.Prepare, pl.Aftercare, pl.Expect, pl.DoToday} {
		for _, c := range ids {
			need = append(need, v.Text("card", c, "title"))
		}
	}
	plain := strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&").Replace(body)
	for _, n := range need {
		if !strings.Contains(plain, n) {
			t.Errorf("%s, %s: the page does not say %q", id, pl.Setting, n)
		}
	}
	may, not, _ := strings.Cut(body, `<h2>Not for you now</h2>`)
	for _, x := range pl.Techniques {
		link := `href="/en/can/` + x.ID + `"`
		if x.Status == plan.Excluded && strings.Contains(may, link) || x.Status != plan.Excluded && strings.Contains(not, link) {
			t.Errorf("%s, %s: %s is %s and stands in the other list", id, pl.Setting, x.ID, x.Status)
		}
	}
}

func (p *planned) voiceOf(lang string) *voice {
	p.t.Helper()
	v, err := p.server.voice(lang)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// TestZonesNameEveryPlaceOnce: no place is lost, and none is in two lists.
func TestZonesNameEveryPlaceOnce(t *testing.T) {
	for _, id := range []string{"walk-bulge", "walk-protrusion", "walk-warfarin", "walk-extrusion", "pregnant-28-agreed"} {
		p := planOf(t, id)
		v := &visit{voice: p.voiceOf("en"), s: p.server, file: p.file(), now: p.now}
		for _, s := range clinical.Settings() {
			pl, ok := p.make(s)
			if !ok {
				t.Fatalf("%s has no plan", id)
			}
			for _, lists := range [][]ZoneList{v.zones(pl.Zones, "zone"), v.shortZones(pl.Zones), v.zones(pl.Heat, "heat")} {
				n := 0
				for _, l := range lists {
					for _, g := range l.Groups {
						n += len(g.one)
						for _, r := range g.both {
							i, _ := p.server.Set.Region(r)
							n++
							if p.server.Set.Regions[i].Sided {
								n++
							}
						}
						if (l.Status == "forbidden") != (g.Pressure == "") && l.Title == v.T("plan.zone."+l.Status) {
							t.Errorf("%s, %s: %s has the pressure %q", id, s, g.Places, g.Pressure)
						}
					}
				}
				if n != len(pl.Zones) {
					t.Errorf("%s, %s: %d places of %d are named", id, s, n, len(pl.Zones))
				}
			}
		}
	}
	// Pain in the right leg: the leg on that side is not the helper's to touch.
	p := planOf(t, "walk-protrusion")
	_, body, _ := p.get("/plan/helper/page")
	_, not, _ := strings.Cut(body, `class="zone forbidden"`)
	not, _, _ = strings.Cut(not, `class="zone `)
	if !strings.Contains(not, "alf (right)") || strings.Contains(not, "alf (left)") {
		t.Errorf("do not touch: %s", not)
	}
}

func TestNoPlanSaysWhatIsMissing(t *testing.T) {
	fresh := care.New(ruleset.Embedded())
	open := planFile(t, "walk-bulge")
	delete(open.Findings, "neuro.bladder")
	unseen := planFile(t, "walk-bulge")
	unseen.Finished = false
	for _, c := range []struct {
		name   string
		file   *care.File
		after  time.Duration
		wants  string
		begins bool // shows what a result would
	}{
		{"nothing answered", fresh, 0, `href="/en/check"`, false},
		{"a question is open", open, time.Minute, `href="/en/check"`, false},
		{"not looked over", unseen, time.Minute, `href="/en/check"`, false},
		{"too old", planFile(t, "walk-bulge"), 25 * time.Hour, `action="/en/again"`, false},
		{"from the future", planFile(t, "walk-bulge"), -time.Hour, `action="/en/again"`, false},
		{"refer", planFile(t, "walk-surgery"), time.Minute, "Ask your surgical team first", true},
		{"postpone", planFile(t, "walk-day-two"), time.Minute, "Not yet: try again after", true},
	} {
		p := newPlanned(t, c.file, planFile(t, "walk-bulge").At.Add(c.after))
		for _, path := range []string{"/plan", "/plan/self", "/plan/professional/brief", "/plan/helper/page", "/plan/self/calendar.ics"} {
			code, body, _ := p.get(path)
			if code != http.StatusOK || !strings.Contains(body, "There is no plan now") || !strings.Contains(body, c.wants) || strings.Contains(body, `href="/en/result"`) != c.begins {
				t.Errorf("%s, %s: %d, does not want %q", c.name, path, code, c.wants)
			}
		}
	}
	for _, path := range []string{"/plan/nobody", "/plan/", "/plan/nobody/calendar.ics", "/plan/professional/brief/xx"} {
		if code, _, _ := planOf(t, "walk-bulge").get(path); code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, code)
		}
	}
}

func TestGoalChoosesTheRoutineAndNothingElse(t *testing.T) {
	p := planOf(t, "walk-bulge")
	was := p.file()
	code, body, _ := p.post("/plan", url.Values{"goal": {"cure"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#goal-calm"`) || p.keeper.saves != 0 {
		t.Errorf("no goal: %d, %d saves", code, p.keeper.saves)
	}
	for _, goal := range []string{"stiffness", "tense_buttocks"} {
		code, _, header := p.post("/plan", url.Values{"goal": {goal}})
		f := p.file()
		if code != http.StatusSeeOther || header.Get("Location") != "/en/plan" || f.Findings["goal.main"].Choice != goal || !f.At.Equal(was.At) || !f.Finished {
			t.Errorf("%s: %d %s, %v", goal, code, header.Get("Location"), f.Findings["goal.main"])
		}
		pl, _ := p.make(clinical.Self)
		_, body, _ := p.get("/plan/self")
		v := p.voiceOf("en")
		if pl.Goal != goal || !strings.Contains(body, v.Text("routine", pl.Routine, "name")) || !strings.Contains(body, v.Text("question", "goal", "goal.main", goal)) {
			t.Errorf("%s: the page shows another routine than %s", goal, pl.Routine)
		}
	}
}

func TestLaterSessionsGoOnWithTheCourse(t *testing.T) {
	p := planOf(t, "next-good")
	pl, ok := p.make(clinical.Self)
	if !ok || pl.Course.Done == 0 || pl.Course.NotBefore == nil || p.now.Before(*pl.Course.NotBefore) {
		t.Fatalf("this person is no longer between two sessions: %v %+v", ok, pl.Course)
	}
	v := &visit{voice: p.voiceOf("en"), s: p.server, file: p.file(), now: p.now}
	v.r = httptest.NewRequest(http.MethodGet, "/en/plan/self", nil)
	if page := v.planPage(&pl); page.NotBefore != "" || page.Course.Done != pl.Course.Done || page.Course.Sessions[0].Number != pl.Course.Done+1 {
		t.Errorf("not before %q, %d done, next is %d", page.NotBefore, page.Course.Done, page.Course.Sessions[0].Number)
	}
	soon := p.now.Add(time.Hour) // whatever the rules say, the course asks for its rest
	pl.Course.NotBefore = &soon
	if page := v.planPage(&pl); page.NotBefore != v.When(soon.In(p.now.Location())) {
		t.Errorf("not before %q", page.NotBefore)
	}
}

func TestBriefInAnotherLanguage(t *testing.T) {
	p := planOf(t, "walk-protrusion")
	for _, path := range []string{"/plan/professional/brief", "/plan/professional/brief/ru"} {
		code, body, _ := p.get(path)
		lang := "en"
		if strings.HasSuffix(path, "ru") {
			lang = "ru"
		}
		v := p.voiceOf(lang)
		sheet := body[max(0, strings.Index(body, "<article")):]
		if code != http.StatusOK || !strings.HasPrefix(sheet, `<article class="sheet brief" lang="`+lang+`"`) || !strings.Contains(body, `<html lang="en">`) || !strings.Contains(sheet, v.T("heading.modify")) {
			t.Errorf("%s: %d, not in %s", path, code, lang)
		}
		pl, _ := p.make(clinical.Professional)
		f := p.file()
		as := f.Assess(p.server.Set)
		for _, r := range as.Reasons {
			if text := v.Rule(r.Rule, clinical.Therapist); !strings.Contains(sheet, text) {
				t.Errorf("%s: the brief does not give %s in the therapist's words", path, r.Rule)
			}
		}
		for _, x := range pl.Techniques {
			if !strings.Contains(sheet, v.Technique(x.ID)) {
				t.Errorf("%s: the brief does not name %s", path, x.ID)
			}
		}
		if strings.Contains(sheet, "on your own and with a helper") {
			t.Errorf("%s: the brief gives limits for home", path)
		}
		if !slices.ContainsFunc(as.Limits, func(l assess.Limit) bool {
			return slices.Equal(l.Settings, []clinical.Setting{clinical.Self, clinical.Helper})
		}) {
			t.Error("this person has no limit for home: the test shows nothing")
		}
	}
}
