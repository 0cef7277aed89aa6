package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSummaryPrintsNoPermissionThatIsOver(t *testing.T) {
	const allowed, refused = "Gentle massage is likely to be safe today", "Not decided yet. Do not massage"
	unseen := planFile(t, "walk-bulge")
	unseen.Finished = false
	for _, c := range []struct {
		name  string
		p     *planned
		wants string
	}{
		{"now", newPlanned(t, planFile(t, "walk-bulge"), planFile(t, "walk-bulge").At.Add(time.Minute)), allowed},
		{"too old", newPlanned(t, planFile(t, "walk-bulge"), planFile(t, "walk-bulge").At.Add(25*time.Hour)), refused},
		{"not looked over", newPlanned(t, unseen, unseen.At.Add(time.Minute)), refused},
	} {
		for _, path := range []string{"/summary", "/summary/file"} {
			w := httptest.NewRecorder()
			c.p.pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/en"+path, nil))
			body := w.Body.String()
			if !strings.Contains(body, c.wants) || c.wants == refused && strings.Contains(body, allowed) {
				t.Errorf("%s, %s: does not say %q", c.name, path, c.wants)
			}
		}
	}
}

func TestSummaryOfACheckUnderWayIsNotOver(t *testing.T) {
	f := planFile(t, "walk-bulge")
	delete(f.Findings, "neuro.saddle_sensation")
	f.Finished = false
	p := newPlanned(t, f, f.At.Add(time.Minute))
	_, body, _ := p.get("/summary")
	if !strings.Contains(body, "Not decided yet") || strings.Contains(body, "It no longer holds") {
		t.Error("what was never decided is said to be over")
	}
}

func TestSummaryAsAFileHasItsHeading(t *testing.T) {
	p := planOf(t, "walk-bulge")
	for path, h1 := range map[string]string{"/summary": "A page for the doctor or therapist", "/summary/file": "Massage with a lumbar disc problem: summary"} {
		w := httptest.NewRecorder()
		p.pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/en"+path, nil))
		body := w.Body.String()
		if strings.Count(body, "<h1") != 1 || !strings.Contains(body, "<h1>"+h1+"</h1>") || !strings.Contains(body, "<h2") || path == "/summary/file" && strings.Contains(body, "<h3") {
			t.Errorf("%s: its headings are not one under the other", path)
		}
	}
}
