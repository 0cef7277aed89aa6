package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// reader reads the pages of one person, in English.
type reader struct {
	t    *testing.T
	set  *ruleset.Set
	site http.Handler
	file []byte
}

var readAt = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func newReader(t *testing.T) *reader {
	t.Helper()
	set := ruleset.Embedded()
	s := &Server{Set: set, Words: ruleset.Words, Now: func() time.Time { return readAt }, Keeper: Device{},
		Fault: func(r *http.Request, err error) { t.Errorf("%s: %v", r.URL.Path, err) }}
	return &reader{t: t, set: set, site: s.Handler()}
}

// answered gives the reader a check with these answers.
func (r *reader) answered(answers map[clinical.FindingID]clinical.Answer) {
	r.t.Helper()
	f := care.New(r.set)
	for i := range r.set.Questions {
		q := &r.set.Questions[i]
		page := map[clinical.FindingID]clinical.Answer{}
		for _, n := range q.Asks {
			if a, ok := answers[r.set.Findings[n].ID]; ok {
				page[r.set.Findings[n].ID] = a
			}
		}
		if len(page) > 0 {
			f.Answer(r.set, q, page, readAt)
		}
	}
	b, err := f.Encode(r.set)
	if err != nil {
		r.t.Fatal(err)
	}
	r.file = b
}

func (r *reader) read(path string) (int, string) {
	r.t.Helper()
	q := httptest.NewRequest(http.MethodGet, "/en"+path, nil)
	q = q.WithContext(WithHeld(q.Context(), &Held{File: r.file}))
	w := httptest.NewRecorder()
	r.site.ServeHTTP(w, q)
	return w.Code, w.Body.String()
}

func (r *reader) page(path string) string {
	r.t.Helper()
	code, body := r.read(path)
	if code != http.StatusOK {
		r.t.Fatalf("%s: %d", path, code)
	}
	return body
}

var (
	hrefs  = regexp.MustCompile(`href="/en(/[^"]*)"`)
	idAttr = regexp.MustCompile(` id="([^"]+)"`)
	noText = regexp.MustCompile(`\[[a-z0-9_-]+(\.[A-Za-z0-9_-]+)+\]`)
)

// mine are the addresses of the pages that teach.
var mine = regexp.MustCompile(`^/(learn|rules|evidence|glossary|about)(/|$)`)

// crawl reads every page that teaches, following links alone.
func (r *reader) crawl(from ...string) map[string]string {
	r.t.Helper()
	pages := map[string]string{}
	for len(from) > 0 {
		path := from[0]
		from = from[1:]
		if _, ok := pages[path]; ok {
			continue
		}
		pages[path] = r.page(path)
		for _, m := range hrefs.FindAllStringSubmatch(pages[path], -1) {
			if to, _, _ := strings.Cut(m[1], "#"); mine.MatchString(to) {
				from = append(from, to)
			}
		}
	}
	return pages
}

func TestPagesToLearnFrom(t *testing.T) {
	r := newReader(t)
	pages := r.crawl("/learn")
	t.Run("everything can be reached", func(t *testing.T) { everythingIsIn(t, r, pages) })
	t.Run("each is whole", func(t *testing.T) { areWhole(t, pages) })
}

func everythingIsIn(t *testing.T, r *reader, pages map[string]string) {
	t.Helper()
	for i := range r.set.Cards {
		k := &r.set.Cards[i]
		if _, ok := pages["/learn/card/"+k.ID]; !ok {
			t.Errorf("card %s cannot be reached", k.ID)
		}
		if topic := pages["/learn/"+topicOf(k)]; !strings.Contains(topic, `id="`+k.ID+`"`) {
			t.Errorf("card %s is not on the page of its topic", k.ID)
		}
	}
	for i := range r.set.Rules {
		if id := string(r.set.Rules[i].ID); pages["/rules/"+id] == "" {
			t.Errorf("rule %s cannot be reached", id)
		}
	}
	for i := range r.set.Evidence {
		if id := r.set.Evidence[i].ID; pages["/evidence/"+id] == "" {
			t.Errorf("source %s cannot be reached", id)
		}
	}
	for _, path := range []string{"/glossary", "/about", "/about/safety"} {
		if pages[path] == "" {
			t.Errorf("%s cannot be reached", path)
		}
	}
}

func areWhole(t *testing.T, pages map[string]string) {
	t.Helper()
	for path, body := range pages {
		if m := noText.FindString(body); m != "" {
			t.Errorf("%s: the text %s is missing", path, m)
		}
		if n := strings.Count(body, "<h1"); n != 1 {
			t.Errorf("%s: %d headings of the first level", path, n)
		}
		if strings.Contains(body, "<p></p>") || strings.Contains(body, "<li></li>") || strings.Contains(body, "<dd></dd>") {
			t.Errorf("%s: an empty text", path)
		}
		ids := map[string]bool{}
		for _, m := range idAttr.FindAllStringSubmatch(body, -1) {
			if ids[m[1]] {
				t.Errorf("%s: the id %s is there twice", path, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
			to, at, ok := strings.Cut(m[1], "#")
			if ok && !strings.Contains(pages[to], ` id="`+at+`"`) {
				t.Errorf("%s: %s leads nowhere", path, m[1])
			}
		}
	}
}

func TestNoCardIsLost(t *testing.T) {
	if got := topicOf(&ruleset.Card{ID: "learn-something-new", Kind: "learn"}); got != restTopic {
		t.Errorf("a new card of kind learn is in topic %q", got)
	}
	if got := topicOf(&ruleset.Card{ID: "x", Kind: "a new kind"}); got != restTopic {
		t.Errorf("a card of a new kind is in topic %q", got)
	}
	if _, ok := findTopic(restTopic); !ok {
		t.Errorf("the topic %q is not in the overview", restTopic)
	}
	set := ruleset.Embedded()
	for _, p := range learnParts {
		for _, tp := range p.topics {
			if len(tp.of(set)) == 0 {
				t.Errorf("topic %s is empty", tp.id)
			}
			for _, id := range tp.cards {
				if _, ok := set.Card(id); !ok {
					t.Errorf("topic %s names the card %s, which does not exist", tp.id, id)
				}
			}
		}
	}
}

func TestUnknownThingsToLearnDoNotExist(t *testing.T) {
	r := newReader(t)
	for _, path := range []string{"/learn/nothing", "/learn/card/nothing", "/rules/XX-NONE-01", "/evidence/S999", "/evidence/nothing"} {
		if code, _ := r.read(path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// section is the part of a page about one card.
func section(t *testing.T, body, id string) string {
	t.Helper()
	i := strings.Index(body, `id="`+id+`"`)
	if i < 0 {
		t.Fatalf("%s is not on the page", id)
	}
	s := body[i:]
	if j := strings.Index(s, `class="item"`); j > 0 {
		s = s[:j]
	}
	return s
}

func TestCardsSayWhomTheyAreFor(t *testing.T) {
	r := newReader(t)
	const you, notYou, notAll = "Fits your answers", "Your answers say that this is not for you.", "This is not for everyone."
	kinds, today := r.page("/learn/kinds"), r.page("/learn/today")
	if strings.Contains(kinds, you) || strings.Contains(today, you) || strings.Contains(today, notYou) {
		t.Error("cards are marked for somebody who answered nothing")
	}
	if !strings.Contains(section(t, today, "do-today-mild-warmth"), notAll) {
		t.Error("warmth is not for everyone, and the page does not say so")
	}
	if strings.Contains(section(t, today, "do-today-sleep"), notAll) {
		t.Error("a card without a condition is for everyone")
	}

	r.answered(map[clinical.FindingID]clinical.Answer{"disc.type": clinical.ChoiceAnswer("bulge"), "neuro.sensation": clinical.ChoiceAnswer("examined")})
	kinds = r.page("/learn/kinds")
	if !strings.Contains(section(t, kinds, "learn-type-bulge"), you) {
		t.Error("the card about a bulge is not marked for somebody with one")
	}
	if strings.Contains(section(t, kinds, "learn-type-protrusion"), you) {
		t.Error("the card about a protrusion is marked for somebody with a bulge")
	}
	if !strings.Contains(section(t, r.page("/learn/today"), "do-today-mild-warmth"), notYou) {
		t.Error("warmth is not for somebody with numb skin, and the page does not say so")
	}
	if !strings.Contains(r.page("/learn"), "1 fits your answers") {
		t.Error("the overview does not say where a card fits")
	}
}

func TestSharesOfAHundredGetBars(t *testing.T) {
	got := marked([]string{"Loose fragment: about 88 to 96 of 100.", "Выпячивание: около 13 из 100.", "About 43 of 100 here and 15 of 100 there."})
	want := []MarkedItem{{got[0].Text, true, 88, 96}, {got[1].Text, true, 13, 13}, {got[2].Text, false, 0, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, m := range marked([]string{"About 13 of 100.", "Something else."}) {
		if m.Bar {
			t.Errorf("a bar in a list that is no list of shares: %v", m)
		}
	}
	if n := strings.Count(newReader(t).page("/learn/course"), `class="bar"`); n != 4 {
		t.Errorf("%d bars, want 4", n)
	}
}
