package web_test

import (
	"bytes"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"paraspinal/web"
	"paraspinal/web/locale"
)

// policy is the only content policy that the site may have.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded lists which headers of an answer are not as they must be.
func guarded(h http.Header, https bool) []string {
	want := map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	}
	if https {
		want["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
	}
	var out []string
	for k, v := range want {
		if got := h.Values(k); len(got) != 1 || got[0] != v {
			out = append(out, k+": "+strings.Join(got, " | "))
		}
	}
	if !strings.Contains(h.Get("Permissions-Policy"), "geolocation=()") {
		out = append(out, "Permissions-Policy: "+h.Get("Permissions-Policy"))
	}
	for _, k := range []string{"Access-Control-Allow-Origin", "Server", "X-Powered-By"} {
		if h.Get(k) != "" {
			out = append(out, k+" is sent")
		}
	}
	return out
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	v.begin()
	v.lastPath = ""
	static := web.Assets()
	if len(static) == 0 {
		t.Fatal("there are no static files")
	}
	rows := []struct {
		method, path string
		code         int
	}{
		{"GET", "/", 200}, {"HEAD", "/", 200}, {"POST", "/", 405}, {"DELETE", "/en/", 405},
		{"GET", "/en/", 200}, {"HEAD", "/en/", 200}, {"GET", "/nl/", 200}, {"GET", "/ru/", 200}, {"GET", "/de/", 404},
		{"GET", "/en", 307}, {"GET", "/en/help", 200}, {"PUT", "/en/country", 405}, {"GET", "/en/country", 405},
		{"GET", "/en/check", 303}, {"GET", "/en/check/saddle", 200}, {"HEAD", "/en/check/saddle", 200}, {"GET", "/en/check/nothing", 404}, {"PATCH", "/en/check/saddle", 405},
		{"GET", "/en/result", 303}, {"GET", "/nothing", 404}, {"HEAD", "/nothing", 404}, {"TRACE", "/en/", 405}, {"BREW", "/en/", 405}, {"POST", "/en/nothing", 404},
		{"GET", static[0], 200}, {"HEAD", static[0], 200}, {"POST", static[0], 405}, {"GET", "/static/", 404}, {"GET", "/static/none/site.css", 200},
		{"GET", "/manifest/en.webmanifest", 200}, {"GET", "/manifest/de.webmanifest", 404}, {"GET", "/manifest/en", 404}, {"GET", "/favicon.ico", 302}, {"GET", "/robots.txt", 200},
	}
	for _, r := range rows {
		t.Run(r.method+" "+r.path, func(t *testing.T) {
			code, h, _ := v.send(r.method, r.path, nil, nil)
			if code != r.code {
				t.Errorf("it answers %d, want %d", code, r.code)
			}
			for _, w := range guarded(h, true) {
				if !strings.HasPrefix(w, "Strict-Transport") { // no TLS here
					t.Error(w)
				}
			}
			if strings.HasPrefix(r.path, "/en/") && code == 200 && h.Get("Cache-Control") != "no-store" {
				t.Errorf("a personal page may be kept: %q", h.Get("Cache-Control"))
			}
			if r.path == static[0] && code == 200 && !strings.Contains(h.Get("Cache-Control"), "immutable") {
				t.Errorf("a static file is not kept: %q", h.Get("Cache-Control"))
			}
		})
	}
}

func TestAPageSaysWhichMethodsItTakes(t *testing.T) {
	v := newSite(t).visitor(t, "en")
	for _, r := range []struct{ method, path, allow string }{
		{"PUT", "/en/help", "GET, HEAD"}, {"GET", "/en/country", "POST"}, {"HEAD", "/ru/again", "POST"}, {"DELETE", "/nl/check/saddle", "GET, HEAD, POST"},
		{"OPTIONS", "/en/result", "GET, HEAD"}, {"PATCH", "/robots.txt", "GET, HEAD"}, {"PUT", "/en/nothing", ""},
	} {
		code, h, body := v.send(r.method, r.path, nil, nil)
		if want := map[bool]int{true: 404, false: 405}[r.allow == ""]; code != want || h.Get("Allow") != r.allow {
			t.Errorf("%s %s answers %d and allows %q", r.method, r.path, code, h.Get("Allow"))
		}
		if !strings.Contains(string(body), "<h1>") && r.method != http.MethodHead || strings.Contains(string(body), "[badmethod") {
			t.Errorf("%s %s has no page that says so", r.method, r.path)
		}
	}
}

func TestOverTLSTheBrowserIsToldToStayThere(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	_, h, _ := v.send(http.MethodGet, "/en/", nil, func(r *http.Request) { r.TLS = &tls.ConnectionState{} })
	for _, w := range guarded(h, true) {
		t.Error(w)
	}
	_, h, _ = v.send(http.MethodGet, "/en/", nil, func(r *http.Request) { r.TLS = nil })
	if h.Get("Strict-Transport-Security") != "" {
		t.Error("without TLS the header has no meaning")
	}
}

func TestAStaticAddressNeverLeavesItsFolder(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	for _, path := range []string{
		"/static/../server.go", "/static/x/../../server.go", "/static/%2e%2e/server.go", "/static/x/%2e%2e%2fserver.go", "/static/x/..%2f..%2fgo.mod", "/static//etc/passwd",
		"/static/x//etc/passwd", "/static/x/..\\server.go", "/static/x/site.css%00.html", "/manifest/..%2fen.webmanifest", "/en/check/..%2f..%2fsaddle",
	} {
		code, h, body := v.send(http.MethodGet, path, nil, nil)
		to := h.Get("Location")
		if code == http.StatusOK || bytes.Contains(body, []byte("package web")) || strings.Contains(to, "..") {
			t.Errorf("%s answers %d %s", path, code, to)
		}
	}
}

// TestAFormFromElsewhereIsRefused sends each form of the site as another site would.
func TestAFormFromElsewhereIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	v.begin()
	f := v.page.asking()
	f.set("neuro.saddle_sensation", "new")
	elsewhere := map[string]func(*http.Request){
		"by the browser's word": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site"); r.Header.Del("Origin") },
		"by a sister site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site"); r.Header.Del("Origin") },
		"by its origin": func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://elsewhere.test")
		},
		"from a sandbox": func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "null") },
	}
	for name, change := range elsewhere {
		for _, path := range []string{f.action, "/en/again", "/en/answers", "/en/country", "/en/check"} {
			code, h, _ := v.send(http.MethodPost, path, f.values(), change)
			if code != http.StatusForbidden {
				t.Errorf("%s: POST %s answers %d", name, path, code)
			}
			if len(h.Values("Set-Cookie")) != 0 {
				t.Errorf("%s: POST %s writes cookies", name, path)
			}
			for _, w := range guarded(h, false) {
				t.Errorf("%s: %s", name, w)
			}
		}
	}
	if n := len(v.file().Pages); n != 0 {
		t.Errorf("%d pages were taken", n)
	}
}

func TestAFormThatCannotBeReadIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	v.begin()
	f := v.page.asking()
	rows := []struct {
		name string
		form url.Values
		code int
	}{
		{"too large", url.Values{"neuro.saddle_sensation": {strings.Repeat("x", 3<<20)}}, 400},
		{"a page that asks something else", url.Values{"build": {s.server.Build()}, "rev": {"1"}, "asks": {"neuro.bladder"}}, 400},
		{"a page that asks nothing", url.Values{"build": {s.server.Build()}, "rev": {"1"}}, 400},
		{"a revision that is no number", url.Values{"build": {s.server.Build()}, "rev": {"-1"}, "asks": {"neuro.saddle_sensation"}, "neuro.saddle_sensation": {"none"}}, 303},
		{"a value that there is not", url.Values{"build": {s.server.Build()}, "rev": {"9"}, "asks": {"neuro.saddle_sensation"}, "neuro.saddle_sensation": {"fine"}}, 422},
		{"two values", url.Values{"build": {s.server.Build()}, "rev": {"9"}, "asks": {"neuro.saddle_sensation"}, "neuro.saddle_sensation": {"none", "before"}}, 422},
		{"a computed finding", url.Values{"build": {s.server.Build()}, "rev": {"9"}, "asks": {"onset.weeks"}, "onset.weeks": {"3"}}, 400},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			code, _, body := v.send(http.MethodPost, f.action, r.form, nil)
			if code != r.code {
				t.Errorf("it answers %d, want %d", code, r.code)
			}
			if bytes.Contains(body, []byte("xxxxxxxx")) {
				t.Error("it gives back what was sent")
			}
		})
	}
	before := v.file().Rev
	v.send(http.MethodPost, f.action, url.Values{}, func(r *http.Request) {
		r.URL.RawQuery = "neuro.saddle_sensation=new&asks=neuro.saddle_sensation&rev=9&build=" + s.server.Build()
	})
	if v.file().Rev != before {
		t.Error("an answer in the address was read")
	}
}

func TestCookiesAreSealedAndBound(t *testing.T) {
	for _, secure := range []bool{true, false} {
		keeper, err := web.NewCookies(bytes.Repeat([]byte{7}, 32), secure)
		if err != nil {
			t.Fatal(err)
		}
		s := newSite(t)
		s.server.Keeper, s.keeper = keeper, keeper
		s.handler = s.server.Handler()
		v := s.visitor(t, "en")
		n := 0
		v.seen = func(_ *http.Request, res *http.Response, _ []byte) {
			for _, c := range res.Cookies() {
				n++
				if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
					t.Errorf("cookie %s: %+v", c.Name, c)
				}
				if strings.HasPrefix(c.Name, "__Host-") != secure {
					t.Errorf("with https %v the cookie is called %s", secure, c.Name)
				}
				if c.MaxAge > 0 || !c.Expires.IsZero() {
					t.Errorf("cookie %s outlives the browser", c.Name)
				}
				if strings.Contains(c.Value, "saddle") || strings.Contains(c.Value, "eyJ") {
					t.Errorf("cookie %s can be read: %s", c.Name, c.Value)
				}
			}
		}
		v.begin()
		f := v.page.asking()
		f.set("neuro.saddle_sensation", "none")
		v.submit(f)
		if n < 2 {
			t.Errorf("with https %v there were %d cookies", secure, n)
		}
	}
	if _, err := web.NewCookies([]byte("short"), true); err == nil {
		t.Error("a short secret is taken")
	}
}

func TestADamagedCookieStartsAnew(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "en")
	v.begin()
	f := v.page.asking()
	f.set("neuro.saddle_sensation", "new")
	v.submit(f)
	u, err := url.Parse(home)
	if err != nil {
		t.Fatal(err)
	}
	good := v.jar.Cookies(u)[0]
	flip := []byte(good.Value)
	flip[len(flip)/2] ^= 1
	other, err := web.NewCookies(bytes.Repeat([]byte{8}, 32), true)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := other.Save(w, httptest.NewRequest("GET", "/", nil), s.server.Set, v.file()); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"one letter changed": string(flip), "cut short": good.Value[:len(good.Value)/2], "nonsense": "not base64!", "empty": "", "of another server": w.Result().Cookies()[0].Value,
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, home+"/en/result", nil)
			r.AddCookie(&http.Cookie{Name: good.Name, Value: value})
			rec := httptest.NewRecorder()
			s.handler.ServeHTTP(rec, r)
			if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/en/check" {
				t.Errorf("it answers %d to %q", rec.Code, rec.Header().Get("Location"))
			}
		})
	}
}

// TestAnswersAreInNoAddress goes whole ways and looks at every address that a
// person is sent to or shown.
func TestAnswersAreInNoAddress(t *testing.T) {
	allowed := regexp.MustCompile(`^/[a-z]{2}/[a-z0-9_/.-]*(\?note=(updated|tab))?$|^/$`)
	s := newSite(t)
	sent := 0
	for _, id := range []string{"walk-bulge", "walk-protrusion", "walk-surgery", "walk-pregnant", "severe", "unsure-mild-things"} {
		for _, lang := range locale.Languages() {
			c := person(t, id)
			v := s.visitor(t, lang)
			v.seen = func(r *http.Request, res *http.Response, _ []byte) {
				if to := res.Header.Get("Location"); to != "" {
					sent++
					if !allowed.MatchString(to) {
						t.Errorf("%s %s leads to %s", r.Method, r.URL.Path, to)
					}
				}
				if r.URL.RawQuery != "" && r.Method == http.MethodPost {
					t.Errorf("a form was sent to %s", r.URL)
				}
			}
			v.begin()
			for v.page.asking() != nil {
				f := v.page.asking()
				if m := attr(f.node, "method"); m != "post" {
					t.Errorf("%s: the form is sent by %q", v.at(), m)
				}
				q, _ := s.server.Set.Question(strings.TrimPrefix(f.action, "/"+lang+"/check/"))
				if why := answer(f, s.server.Set, q, c); why != "" {
					t.Fatal(id, why)
				}
				v.submit(f)
			}
			if v.at() == "/answers" {
				v.submit(v.page.form("/answers"))
			}
			if v.at() != "/result" {
				t.Errorf("%s in %s ends at %s", id, lang, v.at())
			}
		}
	}
	if sent < 200 {
		t.Errorf("only %d redirects were seen", sent)
	}
}
