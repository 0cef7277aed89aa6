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
