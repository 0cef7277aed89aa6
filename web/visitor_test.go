package web_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"paraspinal/care"
	"paraspinal/ruleset"
	"paraspinal/web"
)

// present is when tests take place, unless they say otherwise.
var present = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// zone is a zone of the calendar that is always one hour ahead, as in the
// cases of the protocol.
const zone = "Etc/GMT-1"

// home is where the site is reached.
const home = "https://paraspinal.test"

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *clock) pass(d time.Duration) { c.set(c.now().Add(d)) }

// site is the pages as they are shipped, without a network.
type site struct {
	handler http.Handler
	server  *web.Server
	keeper  *web.Cookies
	clock   *clock
	faults  *faults
}

// faults collects what the pages could not explain.
type faults struct {
	mu   sync.Mutex
	list []string
}

func (f *faults) add(r *http.Request, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fmt.Sprintf("%s: %v", r.Pattern, err))
}

func (f *faults) take() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.list
	f.list = nil
	return out
}

func newSite(t testing.TB) *site {
	t.Helper()
	keeper, err := web.NewCookies(bytes.Repeat([]byte{7}, 32), true)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{keeper: keeper, clock: &clock{at: present}, faults: &faults{}}
	s.server = &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: s.clock.now, Keeper: keeper, Fault: s.faults.add}
	s.handler = s.server.Handler()
	t.Cleanup(func() {
		for _, f := range s.faults.take() {
			t.Errorf("a fault that no page explains: %s", f)
		}
	})
	return s
}

// visitor is one browser: cookies, the page that it shows, and where it is.
type visitor struct {
	t        testing.TB
	site     *site
	jar      *cookiejar.Jar
	lang     string
	page     *page
	lastPath string
	seen     func(*http.Request, *http.Response, []byte) // sees every answer
}

func (s *site) visitor(t testing.TB, lang string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, site: s, jar: jar, lang: lang}
}

// tab is a second tab of the same browser.
func (v *visitor) tab() *visitor {
	w := *v
	return &w
}

// do sends one request and follows where it leads, as a browser does.
func (v *visitor) do(method, path string, form url.Values) *page {
	v.t.Helper()
	for range 10 {
		code, header, body := v.send(method, path, form, nil)
		if to := header.Get("Location"); to != "" && code >= 300 && code < 400 {
			if method == http.MethodPost && code != http.StatusSeeOther {
				v.t.Errorf("POST %s answers %d, not 303: reload would send the form again", path, code)
			}
			method, path, form = http.MethodGet, to, nil
			continue
		}
		v.lastPath = path
		v.page = parsePage(v.t, path, code, header, body)
		return v.page
	}
	v.t.Fatalf("%s %s leads in circles", method, path)
	return nil
}

// send sends one request and follows nothing.
func (v *visitor) send(method, path string, form url.Values, change func(*http.Request)) (int, http.Header, []byte) {
	v.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, home+path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Origin", home)
	}
	u, err := url.Parse(home)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.jar.Cookies(u) {
		r.AddCookie(c)
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	v.site.handler.ServeHTTP(w, r)
	res := w.Result()
	v.jar.SetCookies(u, res.Cookies())
	b := w.Body.Bytes()
	if v.seen != nil {
		v.seen(r, res, b)
	}
	return res.StatusCode, res.Header, b
}

func (v *visitor) get(path string) *page {
	v.t.Helper()
	return v.do(http.MethodGet, "/"+v.lang+path, nil)
}

// submit sends the form of the page that has a control or an action.
func (v *visitor) submit(f *form) *page {
	v.t.Helper()
	return v.do(http.MethodPost, f.action, f.values())
}

// begin opens the start page and begins the check.
func (v *visitor) begin() *page {
	v.t.Helper()
	v.get("/")
	f := v.page.form("/check")
	f.set("zone", zone)
	return v.submit(f)
}

// file is the person's file as the cookies hold it.
func (v *visitor) file() *care.File {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, home+"/", nil)
	u, _ := url.Parse(home)
	for _, c := range v.jar.Cookies(u) {
		r.AddCookie(c)
	}
	f, err := v.site.keeper.Load(r, v.site.server.Set)
	if err != nil {
		v.t.Fatal(err)
	}
	return f
}

// keep puts a file into the cookies.
func (v *visitor) keep(f *care.File) {
	v.t.Helper()
	w := httptest.NewRecorder()
	if err := v.site.keeper.Save(w, httptest.NewRequest(http.MethodGet, home+"/", nil), v.site.server.Set, f); err != nil {
		v.t.Fatal(err)
	}
	u, _ := url.Parse(home)
	v.jar.SetCookies(u, w.Result().Cookies())
}

// at is the page of the site that is shown, without the language and query.
func (v *visitor) at() string {
	p, _, _ := strings.Cut(v.lastPath, "?")
	return strings.TrimPrefix(p, "/"+v.lang)
}

// question is the id of the question shown; empty on any other page.
func (v *visitor) question() string {
	q, _ := strings.CutPrefix(v.at(), "/check/")
	if q == v.at() {
		return ""
	}
	return q
}

// page is an answer, parsed.
type page struct {
	t      testing.TB
	path   string
	code   int
	header http.Header
	raw    string
	root   *html.Node
}

func parsePage(t testing.TB, path string, code int, h http.Header, body []byte) *page {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return &page{t, path, code, h, string(body), root}
}

// all lists the elements that match.
func all(n *html.Node, match func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && match(d) {
			out = append(out, d)
		}
	}
	return out
}

func first(n *html.Node, match func(*html.Node) bool) *html.Node {
	if l := all(n, match); len(l) > 0 {
		return l[0]
	}
	return nil
}

func tag(names ...string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(names, n.Data) }
}

func class(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attr(n, "class")), name) }
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// text is what a reader sees of an element, with single spaces.
func plainText(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (p *page) h1() string { return plainText(first(p.root, tag("h1"))) }

func (p *page) main() *html.Node {
	p.t.Helper()
	m := first(p.root, tag("main"))
	if m == nil {
		p.t.Fatalf("%s (%d) has no main part:\n%s", p.path, p.code, p.raw)
	}
	return m
}

// form is one form, filled as the page fills it.
type form struct {
	t       testing.TB
	page    *page
	node    *html.Node
	action  string
	ways    map[string][]string // name -> values that can be chosen; nil: it is typed
	kinds   map[string]string   // name -> type of its control
	entered url.Values
}

// form finds the form that is sent to a path, without its language.
func (p *page) form(path string) *form {
	p.t.Helper()
	for _, n := range all(p.root, tag("form")) {
		a := attr(n, "action")
		if _, rest, ok := strings.Cut(strings.TrimPrefix(a, "/"), "/"); ok && "/"+rest == path {
			return readForm(p, n)
		}
	}
	p.t.Fatalf("%s (%d, %q) has no form to %s", p.path, p.code, p.h1(), path)
	return nil
}

// asking is the form of the question on the page, also on the card of a result.
func (p *page) asking() *form {
	if n := first(p.root, func(n *html.Node) bool { return n.Data == "form" && class("question")(n) }); n != nil {
		return readForm(p, n)
	}
	return nil
}

func readForm(p *page, n *html.Node) *form {
	f := &form{t: p.t, page: p, node: n, action: attr(n, "action"), ways: map[string][]string{}, kinds: map[string]string{}, entered: url.Values{}}
	for _, c := range all(n, tag("input", "select", "textarea", "button")) {
		name, val := attr(c, "name"), attr(c, "value")
		if name == "" {
			continue
		}
		kind := c.Data
		if c.Data == "input" {
			kind = cmp.Or(attr(c, "type"), "text")
		}
		f.kinds[name] = kind
		switch kind {
		case "radio", "checkbox":
			f.ways[name] = append(f.ways[name], val)
			if has(c, "checked") {
				f.entered.Add(name, val)
			}
		case "select":
			for _, o := range all(c, tag("option")) {
				f.ways[name] = append(f.ways[name], attr(o, "value"))
				if has(o, "selected") {
					f.entered.Set(name, attr(o, "value"))
				}
			}
		case "textarea":
			f.entered.Set(name, plainText(c))
		case "button":
			f.ways[name] = append(f.ways[name], val)
		default:
			f.entered.Add(name, val)
		}
	}
	return f
}

func (f *form) values() url.Values { return maps.Clone(f.entered) }

// can reports whether a value can be entered.
func (f *form) can(name, value string) bool {
	_, there := f.kinds[name]
	return there && (f.ways[name] == nil || slices.Contains(f.ways[name], value))
}

// set enters values; each must be one that the page offers.
func (f *form) set(name string, values ...string) {
	f.t.Helper()
	for _, v := range values {
		if !f.can(name, v) {
			f.t.Fatalf("%s: %q cannot be entered for %s; there is %v", f.page.path, v, name, f.ways[name])
		}
	}
	f.entered[name] = values
}
