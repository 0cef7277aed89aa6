package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// safeBuffer is a buffer that the program writes while a test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// served is the program serving on a port of its own.
type served struct {
	t    *testing.T
	base string
	log  *safeBuffer
	stop context.CancelFunc
	code chan int
}

// serve starts the program as the command line does.
func serve(t *testing.T, env map[string]string, args ...string) *served {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	s := &served{t: t, log: &safeBuffer{}, stop: stop, code: make(chan int, 1)}
	a := &app{in: strings.NewReader(""), out: in, err: s.log, env: func(k string) string { return env[k] }, now: func() time.Time { return present }}
	go func() {
		code := a.run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...))
		_ = in.Close() // never fails
		s.code <- code
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("it does not start: %v\n%s", err, s.log)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // until it ends
	s.base = regexp.MustCompile(`http://[0-9.]+:[0-9]+`).FindString(line)
	if s.base == "" {
		t.Fatalf("it does not say where it is open: %q", line)
	}
	t.Cleanup(func() { stop() })
	return s
}

// end stops it and gives its exit code.
func (s *served) end() int {
	s.t.Helper()
	s.stop()
	select {
	case c := <-s.code:
		return c
	case <-time.After(20 * time.Second):
		s.t.Fatal("it does not stop")
		return -1
	}
}

func (s *served) client() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

func (s *served) get(c *http.Client, path string) (int, string, http.Header) {
	s.t.Helper()
	res, err := c.Get(s.base + path)
	if err != nil {
		s.t.Fatal(err)
	}
	return read(s.t, res)
}

func read(t *testing.T, res *http.Response) (int, string, http.Header) {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

func TestServeStartsAnswersAndStops(t *testing.T) {
	s := serve(t, nil, "--metrics-addr", "127.0.0.1:0")
	c := s.client()
	for path, want := range map[string]int{"/healthz": 204, "/readyz": 204, "/": 200, "/en/": 200, "/nl/": 200, "/ru/": 200, "/metrics": 404, "/debug/pprof/": 404} {
		if code, _, _ := s.get(c, path); code != want {
			t.Errorf("%s answers %d, want %d", path, code, want)
		}
	}
	res, err := c.Head(s.base + "/en/")
	if err != nil {
		t.Fatal(err)
	}
	if code, body, _ := read(t, res); code != 200 || body != "" {
		t.Errorf("HEAD answers %d and %d bytes", code, len(body))
	}
	code, _, h := s.get(c, "/en/help")
	if code != 200 || len(h.Get("X-Request-Id")) < 12 {
		t.Errorf("an answer has no id to ask about: %q", h.Get("X-Request-Id"))
	}
	if code := s.end(); code != exitAnswer {
		t.Errorf("it ends with %d:\n%s", code, s.log)
	}
	if _, err := c.Get(s.base + "/healthz"); err == nil {
		t.Error("it still answers")
	}
}

func TestMetricsAreElsewhereAndNameOnlyPatterns(t *testing.T) {
	s := serve(t, nil, "--metrics-addr", "127.0.0.1:0")
	c := s.client()
	s.get(c, "/en/check/saddle")
	s.get(c, "/en/check/secret-word-of-a-person")
	s.get(c, "/static/../secret-word-of-a-person")
	at := regexp.MustCompile(`metrics[^\n]*?(127\.0\.0\.1:[0-9]+)`).FindStringSubmatch(s.log.String())
	if at == nil {
		t.Fatalf("the log does not say where metrics are:\n%s", s.log)
	}
	res, err := c.Get("http://" + at[1] + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	code, body, _ := read(t, res)
	if code != 200 || !strings.Contains(body, `paraspinal_http_requests_total{page="GET /en/check/{question}"`) || !strings.Contains(body, "go_goroutines") {
		t.Errorf("metrics answer %d:\n%s", code, body)
	}
	if strings.Contains(body, "secret-word") || strings.Contains(body, "saddle") {
		t.Error("metrics tell what a person has looked at")
	}
	if res, err = c.Get("http://" + at[1] + "/en/"); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := read(t, res); code != 404 {
		t.Errorf("pages at the address of metrics answer %d", code)
	}
}

func TestServeRefusesWhatItCannotDo(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	busy := serve(t, nil)
	host := strings.TrimPrefix(busy.base, "http://")
	rows := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"an unknown flag", []string{"--port", "1"}, exitUsage, "unknown flag"},
		{"an argument", []string{"now"}, exitUsage, "now"},
		{"a grace that is no time", []string{"--grace", "soon"}, exitUsage, "grace"},
		{"an address that is none", []string{"--addr", "nowhere"}, exitInput, "listen on nowhere"},
		{"an address in use", []string{"--addr", host}, exitInput, "listen on " + host},
		{"metrics on an address in use", []string{"--addr", "127.0.0.1:0", "--metrics-addr", host}, exitInput, "listen on " + host},
		{"no secret file", []string{"--secret-file", filepath.Join(dir, "nothing")}, exitInput, "nothing"},
		{"a short secret", []string{"--secret-file", write("short", "abcd")}, exitUsage, "64 hexadecimal digits"},
		{"an empty secret", []string{"--secret-file", write("empty", "\n")}, exitUsage, "64 hexadecimal digits"},
		{"a secret that is no number", []string{"--secret-file", write("words", strings.Repeat("zz", 32))}, exitUsage, "64 hexadecimal digits"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel() // one that starts after all is stopped, and fails below
			var out, errs safeBuffer
			a := &app{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, now: time.Now}
			code := a.run(ctx, append([]string{"serve"}, r.args...))
			if code != r.code || !strings.Contains(errs.String(), r.says) {
				t.Errorf("exit code %d, want %d; it says %q, want %q", code, r.code, errs.String(), r.says)
			}
			if strings.Contains(errs.String(), "zzzz") {
				t.Error("the secret is shown")
			}
		})
	}
}

// TestASecretOutlivesARestart seals with a file's secret, stops, starts anew and
// goes on. Settings come from the environment.
func TestASecretOutlivesARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(strings.Repeat("0f", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"PARASPINAL_SECRET_FILE": file}
	one := serve(t, env)
	c := one.client()
	j := &journey{t: t, s: one, c: c, lang: "en"}
	j.begin()
	j.answer(url.Values{"neuro.saddle_sensation": {"none"}})
	at := j.at
	if code := one.end(); code != exitAnswer {
		t.Fatalf("it ends with %d", code)
	}
	two := serve(t, env)
	from, _ := url.Parse(one.base)
	to, _ := url.Parse(two.base)
	c.Jar.SetCookies(to, c.Jar.Cookies(from))
	j.s = two
	if j.get("/en/check"); j.at != at {
		t.Errorf("after the restart it goes on at %s, not %s", j.at, at)
	}
	three := serve(t, nil) // another secret
	to, _ = url.Parse(three.base)
	c.Jar.SetCookies(to, c.Jar.Cookies(from))
	j.s = three
	if j.get("/en/answers"); j.at != "/en/" {
		t.Errorf("another server opens the cookie: %s", j.at)
	}
}

// journey fills in forms as a browser without script does.
type journey struct {
	t    *testing.T
	s    *served
	c    *http.Client
	lang string
	at   string
	body string
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`)

func (j *journey) took(res *http.Response, err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
	j.at = res.Request.URL.Path
	_, j.body, _ = read(j.t, res)
}

func (j *journey) get(path string) {
	j.t.Helper()
	res, err := j.c.Get(j.s.base + path)
	j.took(res, err)
}

func (j *journey) post(path string, form url.Values) {
	j.t.Helper()
	for _, m := range hidden.FindAllStringSubmatch(j.body, -1) {
		if _, there := form[m[1]]; !there {
			form.Set(m[1], m[2])
		}
	}
	res, err := j.c.PostForm(j.s.base+path, form)
	j.took(res, err)
}

func (j *journey) begin() {
	j.t.Helper()
	j.get("/" + j.lang + "/")
	j.post("/"+j.lang+"/check", url.Values{"zone": {"Europe/Amsterdam"}})
}

func (j *journey) answer(form url.Values) { j.t.Helper(); j.post(j.at, form) }

// TestTheLogNamesNoAnswer goes whole ways with everything that a person can
// type, and reads every line of the log: its keys, and what it says.
func TestTheLogNamesNoAnswer(t *testing.T) {
	s := serve(t, nil)
	told := map[string]string{ // answers of a person, by page
		"neuro.saddle_sensation": "none", "neuro.bladder": "none", "neuro.bowel": "none", "neuro.sexual": "none", "neuro.weakness": "none", "neuro.sensation": "none",
		"pain.back": "2", "pain.leg": "0", "site.left": "2", "site.right": "0", "disc.type": "bulge", "care.assessed": "yes", "pain.trend": "improving", "onset.certain": "yes",
	}
	for _, lang := range []string{"en", "nl", "ru"} {
		j := &journey{t: t, s: s, c: s.client(), lang: lang}
		j.begin()
		pages := 0
		for ; strings.Contains(j.at, "/check/") && pages < 60; pages++ {
			form := url.Values{}
			m := regexp.MustCompile(`name="asks" value="([^"]*)"`).FindStringSubmatch(j.body)
			if m == nil {
				t.Fatalf("%s asks nothing", j.at)
			}
			if strings.Contains(j.body, `name="tick"`) {
				form.Set("tick", "none")
				m[1] = ""
			}
			for id := range strings.FieldsSeq(m[1]) {
				switch {
				case strings.Contains(j.body, `name="`+id+`.year"`):
					form.Set(id+".month", "7")
					form.Set(id+".year", map[bool]string{true: "1977", false: "2026"}[id == "person.born"])
				case strings.Contains(j.body, `name="`+id+`.n"`):
					form.Set(id+".n", "31")
				case told[id] != "":
					form.Set(id, told[id])
				default:
					form.Set(id, regexp.MustCompile(`name="` + id + `" value="([^"]*)"`).FindStringSubmatch(j.body)[1])
				}
			}
			j.answer(form)
		}
		if !strings.HasSuffix(j.at, "/answers") || pages < 15 {
			t.Fatalf("%s: after %d pages the way ends at %s", lang, pages, j.at)
		}
		j.post("/"+lang+"/answers", url.Values{})
		if !strings.HasSuffix(j.at, "/result") {
			t.Fatalf("%s: no result but %s", lang, j.at)
		}
		j.get("/" + lang + "/check/saddle?answer=numb-word-of-a-person")
		j.get("/" + lang + "/numb-word-of-a-person")
		j.get("/" + lang + "/check/numb-word-of-a-person")
		j.post("/"+lang+"/check/bladder", url.Values{"neuro.bladder": {"numb-word-of-a-person"}})
		j.post("/"+lang+"/check/bladder", url.Values{"neuro.bladder": {strings.Repeat("numb-word-of-a-person", 200_000)}})
	}
	s.end()
	lines := 0
	for line := range strings.Lines(s.log.String()) {
		lines++
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("a line of the log is no JSON: %s", line)
		}
		for k := range m {
			if k == "error" && m["level"] == "WARN" { // where the offline module was not built, it says why
				continue
			}
			if !slices.Contains([]string{"time", "level", "msg", "id", "page", "status", "ms", "addr"}, k) {
				t.Errorf("the log tells %s: %s", k, line)
			}
		}
		// The digits of the time can be those of a year: the time is only a time.
		if _, err := time.Parse(time.RFC3339Nano, fmt.Sprint(m["time"])); err != nil {
			t.Errorf("the log's time: %v", err)
		}
		delete(m, "time")
		rest, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"numb-word", "saddle", "bladder", "1977", "neuro.", "pain.", "Amsterdam", "Mozilla", "Go-http-client", "ps0", "?"} {
			if strings.Contains(string(rest), secret) {
				t.Errorf("the log holds %q: %s", secret, line)
			}
		}
	}
	if lines < 150 {
		t.Errorf("only %d lines were logged", lines)
	}
}
