package main

import (
	"net/http"
	"testing"
	"time"

	"paraspinal/ruleset"
	"paraspinal/web"
)

func pages() http.Handler {
	s := &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: time.Now, Keeper: web.Device{}, OnDevice: true, Offline: true}
	return s.Handler()
}

func TestAnswerKeepsTheFileOfTheWorker(t *testing.T) {
	h := pages()
	form := func(path, body string, site string, held web.Held) response {
		out, err := answer(h, request{Method: "POST", URL: "http://example.com" + path, Body: []byte(body), Held: held,
			Headers: [][2]string{{"content-type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", site}}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := form("/en/country", "country=NL", "same-origin", web.Held{})
	if out.Status != http.StatusSeeOther || !out.Held.Changed || len(out.Held.File) == 0 {
		t.Fatalf("%d %+v", out.Status, out.Held)
	}
	if kept := form("/en/settings/keep", "keep=yes", "same-origin", out.Held); !kept.Held.Keep {
		t.Error("the wish to keep is lost")
	}
	if bad := form("/en/settings/delete", "", "cross-site", web.Held{File: out.Held.File}); bad.Status != http.StatusForbidden || bad.Held.Changed {
		t.Errorf("another site's form was taken: %d", bad.Status)
	}
	if _, err := answer(h, request{Method: "GET", URL: "http://example.com/%zz"}); err == nil {
		t.Error("an address that is none")
	}
}

func TestInstantsAsScriptsCountThem(t *testing.T) {
	at := time.UnixMilli(1_790_000_000_123)
	if millis(time.Time{}) != 0 || !fromMillis(0).IsZero() || !fromMillis(millis(at)).Equal(at) {
		t.Error("an instant was changed")
	}
}
