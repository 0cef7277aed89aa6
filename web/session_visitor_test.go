package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

var sessionNoon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// client is one browser in a guided session, with a clock that the test moves.
type client struct {
	t      *testing.T
	set    *ruleset.Set
	keeper *Cookies
	h      http.Handler
	jar    *cookiejar.Jar
	now    time.Time
	path   string // of the page shown
	code   int
	body   string
	older  bool // another answer has put an older file back
}

// newClient is a person with a mild case whose check allows massage, right
// after the check.
func newClient(t *testing.T) *client {
	t.Helper()
	keeper, err := NewCookies(bytes.Repeat([]byte{3}, 32), false)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, set: ruleset.Embedded(), keeper: keeper, jar: jar, now: sessionNoon}
	s := &Server{Set: c.set, Words: ruleset.Words, Keeper: keeper, Now: func() time.Time { return c.now }, Fault: func(_ *http.Request, err error) { t.Errorf("fault: %v", err) }}
	c.h = s.Handler()
	f := care.New(c.set)
	rest, _ := c.set.Rest(clinical.Case{Schema: clinical.CaseSchema, Now: c.now, Role: clinical.Person, Findings: map[clinical.FindingID]clinical.Answer{
		"person.born": dateAnswer(t, "1986-03"), "onset.date": dateAnswer(t, "2026-09-26"), "disc.type": clinical.ChoiceAnswer("bulge"), "care.assessed": c.answer("care.assessed", "yes"),
		"pain.back": clinical.IntAnswer(2), "pain.leg": clinical.IntAnswer(0), "site.left": clinical.IntAnswer(2), "site.right": clinical.IntAnswer(0), "goal.main": clinical.ChoiceAnswer("stiffness"),
	}})
	f.Findings, f.At, f.Began, f.Finished = rest.Findings, c.now, c.now, true
	if as := f.Assess(c.set); !as.Disposition.Allows() {
		t.Fatalf("the person of the test is %v", as.Disposition)
	}
	c.keep(f)
	return c
}

func dateAnswer(t *testing.T, s string) clinical.Answer {
	t.Helper()
	d, err := clinical.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return clinical.DateAnswer(d)
}

func (c *client) answer(id clinical.FindingID, value string) clinical.Answer {
	c.t.Helper()
	i, ok := c.set.Finding(id)
	if !ok {
		c.t.Fatalf("no finding %s", id)
	}
	a, err := c.set.Findings[i].ParseAnswer(value)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

const sessionHome = "http://paraspinal.test"

func (c *client) url() *url.URL {
	u, _ := url.Parse(sessionHome)
	return u
}

func (c *client) keep(f *care.File) {
	c.t.Helper()
	w := httptest.NewRecorder()
	if err := c.keeper.Save(w, httptest.NewRequest(http.MethodGet, "/", nil), c.set, f); err != nil {
		c.t.Fatal(err)
	}
	c.jar.SetCookies(c.url(), w.Result().Cookies())
}

func (c *client) request(method, path string, form url.Values) *http.Request {
	r := httptest.NewRequest(method, sessionHome+path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, k := range c.jar.Cookies(c.url()) {
		r.AddCookie(k)
	}
	return r
}

func (c *client) file() *care.File {
	c.t.Helper()
	f := c.read()
	if !c.older {
		c.knowsItsStop(f)
	}
	return f
}

func (c *client) read() *care.File {
	c.t.Helper()
	r := c.request(http.MethodGet, "/", nil)
	f, err := c.keeper.Load(r, c.set)
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// knowsItsStop checks that the cookie of a stop changes nothing where no file was
// put back.
func (c *client) knowsItsStop(f *care.File) {
	c.t.Helper()
	alone := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, k := range c.jar.Cookies(c.url()) {
		if !strings.HasSuffix(k.Name, "ps6") {
			alone.AddCookie(k)
		}
	}
	g, err := c.keeper.Load(alone, c.set)
	if err != nil {
		c.t.Fatal(err)
	}
	is, err := f.Encode(c.set)
	was, err2 := g.Encode(c.set)
	if err != nil || err2 != nil || string(is) != string(was) {
		c.t.Errorf("the cookie of the stop changes a file that knows of it: change %d becomes %d, %v, %v", g.Rev, f.Rev, err, err2)
	}
}

func (c *client) state() session.State {
	c.t.Helper()
	f := c.file()
	if f.Session == nil {
		c.t.Fatal("there is no session")
	}
	return f.Session.State
}

// send sends a request and follows redirects. It checks what holds for every page.
func (c *client) send(method, path string, form url.Values) {
	c.t.Helper()
	for range 6 {
		w := httptest.NewRecorder()
		c.h.ServeHTTP(w, c.request(method, path, form))
		res := w.Result()
		c.jar.SetCookies(c.url(), res.Cookies())
		if to := res.Header.Get("Location"); res.StatusCode == http.StatusSeeOther {
			method, path, form = http.MethodGet, to, nil
			continue
		}
		c.path, _, _ = strings.Cut(strings.TrimPrefix(path, "/en"), "?")
		c.code, c.body = res.StatusCode, w.Body.String()
		if n := strings.Count(strings.Split(c.body, "<template")[0], "<h1"); n != 1 && strings.Contains(c.body, "<main") {
			c.t.Errorf("%s: %d h1", path, n)
		}
		if m := regexp.MustCompile(`\[[a-z]+\.[a-z_.]+\]`).FindString(strings.ReplaceAll(c.body, "[language.name]", "")); m != "" {
			c.t.Errorf("%s: the text %s is missing", path, m)
		}
		if f := c.file(); strings.Contains(c.body, `data-phase="running"`) && (f.Session == nil || f.Session.State.Over() || f.Session.Stopping) {
			c.t.Errorf("%s shows a running step after the end", path)
		}
		return
	}
	c.t.Fatalf("%s leads in circles", path)
}

func (c *client) get(path string) { c.t.Helper(); c.send(http.MethodGet, "/en"+path, nil) }

func (c *client) post(path string, pairs ...string) {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	c.send(http.MethodPost, "/en"+path, form)
}

// shown fails when the page is another one, or lacks a text.
func (c *client) shown(path string, code int, texts ...string) {
	c.t.Helper()
	if c.path != path || c.code != code {
		c.t.Fatalf("at %s (%d), want %s (%d): %s", c.path, c.code, path, code, c.h1())
	}
	for _, x := range texts {
		if !strings.Contains(c.body, x) {
			c.t.Errorf("%s: no %q", path, x)
		}
	}
}

var heading = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)

func (c *client) h1() string {
	if m := heading.FindStringSubmatch(c.body); m != nil {
		return m[1]
	}
	return ""
}

func (c *client) hidden(name string) string {
	c.t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(c.body)
	if m == nil {
		c.t.Fatalf("%s (%s) has no %s", c.path, c.h1(), name)
	}
	return m[1]
}

// press sends a button of the page shown.
func (c *client) press(do string, more ...string) {
	c.t.Helper()
	c.post("/session/event", append([]string{"do", do, "seq", c.hidden("seq"), "step", c.hidden("step")}, more...)...)
}

// start makes a session and passes the start check.
func (c *client) start() {
	c.t.Helper()
	c.post("/session", "setting", "self")
	c.shown("/session", http.StatusOK)
	c.post("/session/check", "seq", c.hidden("seq"), "changed.start_anything_new", "no", "start", "none")
	c.shown("/session", http.StatusOK, `data-phase="running"`)
}

func (c *client) wait(d time.Duration) { c.now = c.now.Add(d) }

// fine are the answers of an end check of someone who is well.
func fine(more ...string) []string {
	return append([]string{"pain.back", "2", "pain.leg", "0", "site.left", "2", "site.right", "0", "new", "none"}, more...)
}

// told reports whether an event of the history says something.
func told(f *care.File, kind clinical.EventKind, id clinical.FindingID) (clinical.Answer, error) {
	for i := len(f.History) - 1; i >= 0; i-- {
		if e := f.History[i]; e.Kind == kind {
			return e.Findings[id], nil
		}
	}
	return clinical.Answer{}, errors.New("no such event")
}
