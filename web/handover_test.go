package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
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
	"paraspinal/web"
)

var offlineNow = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

func keptFile(t *testing.T, answers int) *care.File {
	t.Helper()
	set := ruleset.Embedded()
	f := care.New(set)
	for range answers {
		as := f.Assess(set)
		q, ok := set.Question(as.Next.Question)
		if !ok {
			t.Fatal("no next question")
		}
		f.Answer(set, q, map[clinical.FindingID]clinical.Answer{as.Next.Findings[0]: clinical.UnsureAnswer()}, offlineNow)
	}
	return f
}

// reader is a visitor of the server, with cookies, or of the device.
type reader struct {
	t    *testing.T
	h    http.Handler
	jar  http.CookieJar
	held *web.Held // nil: of the server
}

func serverReader(t *testing.T) *reader {
	k, err := web.NewCookies(make([]byte, 32), false)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: func() time.Time { return offlineNow }, Keeper: k}
	return &reader{t: t, h: s.Handler(), jar: jar}
}

func deviceReader(t *testing.T) *reader {
	s := &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: func() time.Time { return offlineNow }, Keeper: web.Device{}, OnDevice: true, Offline: true}
	return &reader{t: t, h: s.Handler(), held: &web.Held{}}
}

func (b *reader) send(r *http.Request) *http.Response {
	b.t.Helper()
	u := &url.URL{Scheme: "http", Host: "example.com", Path: "/"}
	if b.jar != nil {
		for _, c := range b.jar.Cookies(u) {
			r.AddCookie(c)
		}
	}
	if b.held != nil {
		r = r.WithContext(web.WithHeld(context.Background(), b.held))
		b.held.Changed = false
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	res := w.Result()
	if b.jar != nil {
		b.jar.SetCookies(u, res.Cookies())
	}
	return res
}

func (b *reader) get(path string) (int, string) {
	b.t.Helper()
	res := b.send(httptest.NewRequest("GET", path, nil))
	return res.StatusCode, text(b.t, res)
}

func (b *reader) post(path string, form url.Values) *http.Response {
	b.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fill puts a file where the reader's is kept.
func (b *reader) fill(f *care.File) {
	b.t.Helper()
	enc, err := f.Encode(ruleset.Embedded())
	if err != nil {
		b.t.Fatal(err)
	}
	if b.held != nil {
		b.held.File = enc
		return
	}
	res := b.post("/en/settings/replace", url.Values{"text": {string(enc)}, "rev": {"0"}})
	if to := res.Header.Get("Location"); to != "/en/settings?note=restored" {
		b.t.Fatalf("the file was not taken: %d %s", res.StatusCode, to)
	}
}

func (b *reader) handover(step, site string) *http.Response {
	b.t.Helper()
	r := httptest.NewRequest("POST", "/handover", nil)
	if step != "" {
		r.Header.Set("Paraspinal-Handover", step)
	}
	if site != "" {
		r.Header.Set("Sec-Fetch-Site", site)
	}
	return b.send(r)
}

func TestHandOver(t *testing.T) {
	b := serverReader(t)
	if res := b.handover("take", "same-origin"); res.StatusCode != http.StatusNoContent {
		t.Fatalf("without answers: %d", res.StatusCode)
	}
	f := keptFile(t, 2)
	b.fill(f)
	for _, bad := range []struct{ step, site string }{{"", "same-origin"}, {"take", "cross-site"}, {"take", "same-site"}, {"other", "same-origin"}} {
		if res := b.handover(bad.step, bad.site); res.StatusCode != http.StatusForbidden {
			t.Errorf("%v: %d", bad, res.StatusCode)
		}
	}
	res := b.handover("take", "same-origin")
	got, lost, err := care.Decode([]byte(text(t, res)), ruleset.Embedded())
	if err != nil || len(lost) > 0 || len(got.Findings) != len(f.Findings) {
		t.Fatalf("taken: %v, %v, %v", got, lost, err)
	}
	if res := b.handover("stored 00", "same-origin"); res.StatusCode != http.StatusConflict {
		t.Errorf("other bytes were stored: %d", res.StatusCode)
	}
	if res := b.handover("take", "same-origin"); res.StatusCode != http.StatusOK {
		t.Fatalf("the cookie went too early: %d", res.StatusCode)
	}
	if res := b.handover("stored "+res.Header.Get("Paraspinal-Digest"), "same-origin"); res.StatusCode != http.StatusNoContent {
		t.Errorf("stored: %d", res.StatusCode)
	}
	if res := b.handover("take", "same-origin"); res.StatusCode != http.StatusNoContent {
		t.Errorf("the cookie is still there: %d", res.StatusCode)
	}
}

func TestDropForgetsTheCookieUnread(t *testing.T) {
	b := serverReader(t)
	b.fill(keptFile(t, 1))
	if res := b.handover("drop", "same-origin"); res.StatusCode != http.StatusNoContent {
		t.Fatal(res.StatusCode)
	}
	if code, _ := b.get("/en/answers"); code != http.StatusSeeOther {
		t.Errorf("answers are still there: %d", code)
	}
}

func TestBackupAndRestore(t *testing.T) {
	for name, make := range map[string]func(*testing.T) *reader{"server": serverReader, "device": deviceReader} {
		t.Run(name, func(t *testing.T) {
			b := make(t)
			if code, _ := b.get("/en/settings/backup"); code != http.StatusSeeOther {
				t.Errorf("an empty backup was given: %d", code)
			}
			b.fill(keptFile(t, 3))
			res := b.send(httptest.NewRequest("GET", "/en/settings/backup", nil))
			if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="paraspinal-2026-11-26.json"` {
				t.Errorf("saved as %s", got)
			}
			saved := text(t, res)
			if b.held != nil && (!b.held.Changed || !b.held.Saved.Equal(offlineNow)) {
				t.Error("the time of the backup is not kept")
			}
			if strings.Contains(saved, `"zone"`) {
				t.Error("the backup holds the zone of the device")
			}
			b.post("/en/settings/delete", nil)
			if code, page := b.get("/en/settings/gone"); code != http.StatusOK || !strings.Contains(page, "Everything is deleted") {
				t.Fatalf("gone: %d", code)
			}
			if code, _ := b.get("/en/answers"); code != http.StatusSeeOther {
				t.Errorf("answers after deletion: %d", code)
			}
			page := text(t, b.upload(saved))
			if !strings.Contains(page, "Use this backup?") || !strings.Contains(page, "3 answers") {
				t.Fatalf("not offered: %s", page)
			}
			if code, _ := b.get("/en/answers"); code != http.StatusSeeOther {
				t.Error("the backup was used without a yes")
			}
			rev := regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(page)[1]
			res = b.post("/en/settings/replace", url.Values{"text": {saved}, "rev": {rev}})
			if res.Header.Get("Location") != "/en/settings?note=restored" {
				t.Fatalf("not restored: %d", res.StatusCode)
			}
			if _, page := b.get("/en/settings?note=restored"); !strings.Contains(page, "3 answers") {
				t.Error("the answers are not back")
			}
			// Somebody answered in between: ask again.
			if page := text(t, b.post("/en/settings/replace", url.Values{"text": {saved}, "rev": {rev}})); !strings.Contains(page, "Use this backup?") {
				t.Error("a changed file was replaced unasked")
			}
		})
	}
}

func (b *reader) upload(content string) *http.Response {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, err := m.CreateFormFile("file", "backup.json")
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		b.t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/en/settings/restore", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return b.send(r)
}

func TestABackupThatCannotBeUsedChangesNothing(t *testing.T) {
	b := deviceReader(t)
	b.fill(keptFile(t, 2))
	was := string(b.held.File)
	for name, c := range map[string]struct{ text, want string }{
		"none":   {"", "Choose the file of your backup"},
		"other":  {`{"a":1}`, "saved as a backup"},
		"broken": {`{"paraspinal":1`, "saved as a backup"},
		"newer":  {`{"paraspinal":2,"case":{"schema":1,"findings":{}}}`, "newer version"},
		"empty":  {`{"paraspinal":1,"case":{"schema":1,"findings":{}}}`, "no answers in it"},
	} {
		res := b.upload(c.text)
		if page := text(t, res); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, c.want) || !strings.Contains(page, `role="alert"`) {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
		if b.held.Changed || string(b.held.File) != was {
			t.Errorf("%s: the file was changed", name)
		}
	}
	res := b.upload(`{"paraspinal":1,"case":{"schema":1,"findings":{"pain.back":"3","no.such":"x"}}}`)
	if page := text(t, res); res.StatusCode != http.StatusOK || !strings.Contains(page, "no.such x") {
		t.Error("what is lost is not listed")
	}
}

func TestCaseFileForOtherSoftware(t *testing.T) {
	b := serverReader(t)
	b.fill(keptFile(t, 1))
	_, body := b.get("/en/settings/case")
	var c struct {
		Schema int
		Unsure []string
	}
	if err := json.Unmarshal([]byte(body), &c); err != nil || c.Schema != 1 || len(c.Unsure) != 1 {
		t.Errorf("%v %s", err, body)
	}
}

func TestKeepIsForTheDeviceAlone(t *testing.T) {
	b := deviceReader(t)
	b.fill(keptFile(t, 1))
	if res := b.post("/en/settings/keep", url.Values{"keep": {"yes"}}); res.StatusCode != http.StatusSeeOther || !b.held.Keep || !b.held.Changed {
		t.Errorf("not kept: %d", res.StatusCode)
	}
	if _, page := b.get("/en/settings"); !strings.Contains(page, "until you delete it") {
		t.Error("the page does not say so")
	}
	b.post("/en/settings/keep", url.Values{"keep": {"no"}})
	if b.held.Keep || len(b.held.File) == 0 {
		t.Error("no longer keeping is not deleting")
	}
	if res := serverReader(t).post("/en/settings/keep", url.Values{"keep": {"yes"}}); res.StatusCode != http.StatusBadRequest {
		t.Errorf("the server: %d", res.StatusCode)
	}
}

func TestAFileThatCannotBeReadIsNeverOverwritten(t *testing.T) {
	b := deviceReader(t)
	b.held.File = []byte(`{"paraspinal":99}`)
	for _, path := range []string{"/en/", "/en/answers", "/en/settings", "/en/check"} {
		if code, page := b.get(path); code != http.StatusInternalServerError || !strings.Contains(page, "cannot be read") {
			t.Errorf("%s: %d", path, code)
		}
	}
	b.post("/en/check", url.Values{"zone": {""}})
	b.post("/en/country", url.Values{"country": {"NL"}})
	if b.held.Changed || string(b.held.File) != `{"paraspinal":99}` {
		t.Fatal("the file was overwritten")
	}
	if code, _ := b.get("/en/help"); code != http.StatusOK {
		t.Errorf("help is barred: %d", code)
	}
	if code, body := b.get("/en/settings/raw"); code != http.StatusOK || body != `{"paraspinal":99}` {
		t.Errorf("raw: %d %s", code, body)
	}
	b.post("/en/settings/raw", nil)
	if !b.held.Changed || b.held.File != nil {
		t.Error("it was not erased")
	}
}

func TestANewCheckAsksForTheNewerBuildFirst(t *testing.T) {
	b := deviceReader(t)
	b.fill(keptFile(t, 1))
	b.held.Newer = true
	for _, path := range []string{"/en/check", "/en/again"} {
		if to := b.post(path, nil).Header.Get("Location"); to != "/en/settings/update" {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	if code, _ := b.get("/en/answers"); code != http.StatusOK {
		t.Errorf("a check under way is stopped: %d", code)
	}
}

func TestOldRulesSaySo(t *testing.T) {
	late := ruleset.Embedded().Date
	d, err := time.Parse(time.DateOnly, late)
	if err != nil {
		t.Fatal(err)
	}
	for days, want := range map[int]bool{89: false, 91: true} {
		s := &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: func() time.Time { return d.AddDate(0, 0, days) }, Keeper: web.Device{}, OnDevice: true, Offline: true}
		b := &reader{t: t, h: s.Handler(), held: &web.Held{}}
		if _, page := b.get("/en/"); strings.Contains(page, "The rules in this copy are of") != want {
			t.Errorf("after %d days: %t", days, !want)
		}
	}
}

func TestAPageFromTheNetworkSaysThatTheDevicesFileWasNotRead(t *testing.T) {
	b := serverReader(t)
	r := httptest.NewRequest("GET", "/en/", nil)
	r.Header.Set("Paraspinal-Device", "unread")
	if page := text(t, b.send(r)); !strings.Contains(page, "could not be read for this page") {
		t.Error("it does not")
	}
	for _, path := range web.DevicePages() {
		if code, _ := b.get(path); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
}
