package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
	"paraspinal/web/locale"
)

// person finds the case of a person of the protocol by id.
func person(t testing.TB, id string) clinical.Case {
	t.Helper()
	src, examples := source()
	for i := range src.People {
		if src.People[i].ID == id {
			for j := range examples {
				if examples[j].Topic == "" && examples[j].Name == src.People[i].Name {
					return examples[j].Case
				}
			}
		}
	}
	t.Fatalf("there is no person %q", id)
	return clinical.Case{}
}

// full is the file of somebody with everything: a result, go-aheads, sessions,
// check-ins, a diary and aims.
func full(t testing.TB) *care.File {
	t.Helper()
	f := fileOf(t, person(t, "next-good"))
	f.Country = "NL"
	for d := 20; d > 0; d -= 2 {
		at := present.AddDate(0, 0, -d)
		var m session.Measures
		m.Pains = session.PainsOf(map[clinical.FindingID]clinical.Answer{
			"pain.back": clinical.IntAnswer(d / 4), "pain.leg": clinical.IntAnswer(0), "site.left": clinical.IntAnswer(1), "site.right": clinical.IntAnswer(2)})
		f.Diary = append(f.Diary, care.Entry{At: at, Kind: care.Noted, Measures: m, Note: "walked <10> & \"slept\""})
	}
	f.Aims = []care.Aim{{ID: "a1", Text: "tying <my> shoes"}}
	return f
}

// visitors are people in every state that pages must show.
func visitors(t testing.TB, s *site, lang string) map[string]*visitor {
	t.Helper()
	out := map[string]*visitor{"nobody": s.visitor(t, lang)}
	with := func(name string, f *care.File) {
		out[name] = s.visitor(t, lang)
		out[name].keep(f)
	}
	for name, id := range map[string]string{
		"suitable": "walk-bulge", "modify": "walk-protrusion", "postpone": "walk-day-two", "refer": "walk-surgery", "avoid": "told-not-to",
		"agreed": "surgery-8-weeks-agreed", "contradiction": "contradiction-leg-score",
	} {
		with(name, fileOf(t, person(t, id)))
	}
	c := person(t, "walk-bulge")
	urgent := fileOf(t, c.With("neuro.weakness", clinical.ChoiceAnswer("new")).With("neuro.saddle_sensation", clinical.Answer{}))
	with("urgent", urgent)
	with("emergency", fileOf(t, c.With("neuro.saddle_sensation", clinical.ChoiceAnswer("new"))))
	stale := fileOf(t, c)
	stale.Began, stale.At = present.Add(-25*time.Hour), present.Add(-25*time.Hour)
	with("stale", stale)
	with("full", full(t))
	half := s.visitor(t, lang)
	half.begin()
	for range 6 {
		if f := half.page.asking(); f != nil {
			q, _ := s.server.Set.Question(half.question())
			if why := answer(f, s.server.Set, q, c); why != "" {
				t.Fatal(why)
			}
			half.submit(f)
		}
	}
	out["half"] = half
	return out
}

// TestEveryPageInEveryLanguage follows every link from the start, in every
// language and for people in every state, and checks the HTML of each page.
func TestEveryPageInEveryLanguage(t *testing.T) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			s := newSite(t)
			pages, known := map[string]bool{}, map[string]bool{}
			visits := 0
			for name, v := range visitors(t, s, lang) {
				queue, seen := []string{"/" + lang + "/"}, map[string]bool{}
				if name == "nobody" {
					queue = append(queue, "/", "/"+lang+"/nothing", "/"+lang+"/check/nothing")
				}
				for len(queue) > 0 {
					path := queue[0]
					queue = queue[1:]
					if seen[path] || strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/manifest/") {
						continue
					}
					seen[path] = true
					if alike(path) {
						if known[path] {
							continue
						}
						known[path] = true
					}
					code, header, body := v.send(http.MethodGet, path, nil, nil)
					if to := header.Get("Location"); to != "" {
						queue = append(queue, to)
						continue
					}
					if want := http.StatusOK; code != want && !strings.HasSuffix(path, "/nothing") {
						t.Errorf("%s: %s answers %d", name, path, code)
						continue
					}
					if !strings.HasPrefix(header.Get("Content-Type"), "text/html") || strings.HasPrefix(header.Get("Content-Disposition"), "attachment") {
						continue // a file to keep
					}
					visits++
					p := parsePage(t, path, code, header, body)
					at, _, _ := strings.Cut(path, "?")
					pages[strings.TrimPrefix(at, "/"+lang)] = true
					in := lang
					if path == "/" {
						in = "en"
					}
					for _, w := range sound(p, in) {
						t.Errorf("%s: %s: %s", name, path, w)
					}
					for _, a := range all(p.root, tag("a")) {
						to, _, _ := strings.Cut(attr(a, "href"), "#")
						if strings.HasPrefix(to, "/"+lang+"/") && many(path, to) {
							queue = append(queue, to)
						}
					}
				}
			}
			var list []string
			for p := range pages {
				list = append(list, p)
			}
			slices.Sort(list)
			t.Logf("%d different pages, %d looked at", len(pages), visits)
			if len(pages) < 30 {
				t.Errorf("only %d pages were found: %v", len(pages), list)
			}
		})
	}
}

// many keeps a walk from following lists whose pages are all alike from each
// of them: rules and techniques are followed from their own list alone.
func many(from, to string) bool {
	for _, list := range []string{"/rules/", "/can/"} {
		if strings.Contains(to, list) && strings.Contains(from, list) {
			return false
		}
	}
	return true
}

// alike reports whether a page is the same for everybody: it is looked at once.
func alike(path string) bool {
	for _, list := range []string{"/rules/", "/learn/", "/evidence/", "/glossary/", "/about/"} {
		if strings.Contains(path, list) {
			return true
		}
	}
	return false
}
