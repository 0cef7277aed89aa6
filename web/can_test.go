package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

var answerCards = regexp.MustCompile(`<section class="card small answer ([a-z]+)">`)

func statuses(body string) []string {
	var out []string
	for _, m := range answerCards.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

// TestCanSaysWhatThePlanSays holds the page of every technique against package
// plan, for people with permission and without.
func TestCanSaysWhatThePlanSays(t *testing.T) {
	for _, id := range []string{"walk-bulge", "walk-protrusion", "walk-warfarin", "pregnant-28-agreed", "walk-surgery", "walk-day-two", "weak-foot-drop"} {
		p := planOf(t, id)
		f := p.file()
		as := f.Assess(p.server.Set)
		for i := range p.server.Set.Techniques {
			x := &p.server.Set.Techniques[i]
			var want []string
			for _, s := range clinical.Settings() {
				ver, _ := plan.CanUse(p.server.Set, &as, x.ID, s)
				want = append(want, ver.Status.String())
			}
			code, body, _ := p.get("/can/" + x.ID)
			if got := statuses(body); code != http.StatusOK || !slices.Equal(got, want) {
				t.Errorf("%s, %s: %d, the page says %v, the plan %v", id, x.ID, code, got, want)
			}
			for _, r := range regexp.MustCompile(`/en/rules/([A-Z]+-[A-Z0-9-]+)`).FindAllStringSubmatch(body, -1) {
				if _, ok := p.server.Set.Rule(clinical.RuleID(r[1])); !ok {
					t.Errorf("%s, %s: there is no rule %s", id, x.ID, r[1])
				}
			}
			if !as.Disposition.Allows() && x.Kind == ruleset.KindPosition && slices.Contains(want, "allowed") && !strings.Contains(body, "No massage now") {
				t.Errorf("%s: lying on %s reads like leave for massage", id, x.ID)
			}
		}
	}
}

// TestCanPermitsNothingWithoutAResult: nothing is allowed, and what is never
// allowed says so.
func TestCanPermitsNothingWithoutAResult(t *testing.T) {
	unseen := planFile(t, "walk-bulge")
	unseen.Finished = false
	at := unseen.At
	for name, c := range map[string]struct {
		file  *care.File
		after time.Duration
	}{"nobody": {care.New(ruleset.Embedded()), 0}, "not looked over": {unseen, time.Minute}, "too old": {planFile(t, "walk-bulge"), 30 * time.Hour}} {
		p := newPlanned(t, c.file, at.Add(c.after))
		undecided := 0
		for i := range p.server.Set.Techniques {
			x := &p.server.Set.Techniques[i]
			_, body, _ := p.get("/can/" + x.ID)
			got := statuses(body)
			if len(got) != 3 || slices.Contains(got, "allowed") || slices.Contains(got, "limited") || strings.Contains(body, "The answer for you") {
				t.Errorf("%s, %s: %v", name, x.ID, got)
			}
			if x.Never && slices.Contains(got, "undecided") {
				t.Errorf("%s, %s: it is for nobody, and the page says %v", name, x.ID, got)
			}
			if slices.Contains(got, "undecided") {
				undecided++
			}
		}
		if undecided < 30 {
			t.Errorf("%s: only %d are open", name, undecided)
		}
		if _, body, _ := p.get("/can"); strings.Contains(body, "verdict allowed") || strings.Contains(body, "verdict limited") || !strings.Contains(body, "verdict excluded") {
			t.Errorf("%s: the list gives answers", name)
		}
	}
}

func TestCanSearch(t *testing.T) {
	p := planOf(t, "walk-bulge")
	links := regexp.MustCompile(`href="/en/can/([a-z_]+)"`)
	find := func(query string) []string {
		code, body, _ := p.get("/can?q=" + query)
		if code != http.StatusOK {
			t.Errorf("%q answers %d", query, code)
		}
		var out []string
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			out = append(out, m[1])
		}
		return out
	}
	if n := len(find("")); n != len(p.server.Set.Techniques) {
		t.Errorf("the whole list has %d of %d", n, len(p.server.Set.Techniques))
	}
	for query, want := range map[string]string{"stroking": "effleurage", "TENS": "tens", "buttock+ball+wall": "glute_ball_wall", "hook+lying": "hook_lying", "hot-water": "surface_heat", "percussion": "tapotement", "massage_gun": "massage_gun"} {
		if got := find(query); !slices.Contains(got, want) || len(got) > 12 {
			t.Errorf("%s finds %v, not %s", query, got, want)
		}
	}
	if got := find("hammer%3Cb%3E"); len(got) != 0 {
		t.Errorf("a hammer finds %v", got)
	}
	_, body, _ := p.get("/can?q=hammer%3Cb%3E")
	if strings.Contains(body, "hammer<b>") || !strings.Contains(body, "has not been judged") {
		t.Error("what was not found is not escaped, or passes for harmless")
	}
	find(strings.Repeat("%D0%B6", 300))
	if code, _, _ := p.get("/can/hammer"); code != http.StatusNotFound {
		t.Errorf("an unknown technique answers %d", code)
	}
	// Every name and other name finds its technique.
	v := &visit{voice: p.voiceOf("en")}
	for i := range p.server.Set.Techniques {
		x := &p.server.Set.Techniques[i]
		for _, n := range append(v.Words.List("technique", x.ID, "also"), v.Technique(x.ID), x.ID) {
			if !v.matches(x, n) || !v.matches(x, strings.ToUpper(n)) {
				t.Errorf("%q does not find %s", n, x.ID)
			}
		}
	}
}
