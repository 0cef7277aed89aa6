package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
	"paraspinal/web/say"
)

// source is the protocol with its cases and people.
var source = sync.OnceValues(func() (*protocol.Source, []corpus.Example) {
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		panic(problems)
	}
	examples, problems := corpus.Examples(src, ruleset.Embedded())
	if len(problems) > 0 {
		panic(problems)
	}
	return src, examples
})

// english words what the core decides, as the pages must.
func english(t testing.TB) *say.Voice {
	t.Helper()
	words, err := ruleset.Words("en")
	if err != nil {
		t.Fatal(err)
	}
	return &say.Voice{Catalog: locale.For("en"), Set: ruleset.Embedded(), Words: words}
}

// told is what a result says.
type told struct {
	level, heading, care string
	reasons              []string // ids of the rules
	limits               []string // each with its rules
}

// expected is what a result must say: the reasons that make it wait when it
// does, nothing but the emergency when it is one, and the limits of a permission.
func expected(v *say.Voice, as *assess.Assessment) told {
	out := told{level: as.Disposition.String(), heading: v.Heading(as, v.T("number.unknown")), care: v.Care(as.Care)}
	if as.Disposition == clinical.Emergency {
		out.care = v.T("emergency.care")
	}
	for _, r := range as.Reasons {
		switch {
		case as.Disposition == clinical.Emergency:
			if r.Disposition != clinical.Emergency {
				continue
			}
		case as.Disposition >= clinical.Postpone:
			if r.Disposition < clinical.Postpone && r.Care.Within == clinical.NoCare {
				continue
			}
		}
		out.reasons = append(out.reasons, string(r.Rule))
	}
	if as.Disposition.Allows() {
		rules := map[string][]string{}
		for i := range as.Limits {
			l := &as.Limits[i]
			s := v.Limit(l.Limit, l.Side)
			rules[s] = append(rules[s], string(l.Rule))
		}
		for _, s := range slices.Sorted(maps.Keys(rules)) {
			slices.Sort(rules[s])
			out.limits = append(out.limits, s+" "+strings.Join(slices.Compact(rules[s]), " "))
		}
	}
	slices.Sort(out.reasons)
	return out
}

// shown is what the page of a result says.
func shown(t testing.TB, v *say.Voice, p *page) told {
	t.Helper()
	card := first(p.main(), func(n *html.Node) bool { return n.Data == "section" && class("card")(n) })
	if card == nil {
		t.Fatalf("%s (%d) shows no card: %q", p.path, p.code, p.h1())
	}
	h1 := first(card, tag("h1"))
	hidden := plainText(first(h1, class("hidden")))
	out := told{heading: strings.TrimSpace(strings.TrimPrefix(plainText(h1), hidden)), care: plainText(first(card, class("care")))}
	for _, c := range strings.Fields(attr(card, "class")) {
		var d clinical.Disposition
		if d.UnmarshalText([]byte(c)) == nil {
			out.level = c
		}
	}
	for _, n := range all(card, class("source")) {
		out.reasons = append(out.reasons, plainText(first(n, tag("span"))))
	}
	for _, s := range all(p.main(), tag("section")) {
		if plainText(first(s, tag("h2"))) != v.T("result.limits") {
			continue
		}
		for _, li := range all(s, tag("li")) {
			var words []string
			var rules []string
			for c := range li.ChildNodes() {
				switch {
				case c.Type == html.TextNode:
					words = append(words, strings.Fields(c.Data)...)
				case class("source")(c):
					rules = append(rules, plainText(first(c, tag("span"))))
				}
			}
			slices.Sort(rules)
			for _, one := range apart(strings.Join(words, " ")) {
				out.limits = append(out.limits, one+" "+strings.Join(rules, " "))
			}
		}
	}
	slices.Sort(out.reasons)
	slices.Sort(out.limits)
	return out
}

// apart takes a line that forbids several things into a line for each.
func apart(line string) []string {
	const begin = "Do not use: "
	names, where, _ := strings.Cut(strings.TrimPrefix(line, begin), ".")
	if !strings.HasPrefix(line, begin) {
		return []string{line}
	}
	var out []string
	for _, n := range strings.Split(names, "; ") {
		out = append(out, begin+n+"."+where)
	}
	return out
}

// differ says how two results differ; empty when they do not.
func differ(got, want told) string {
	var out []string
	add := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			out = append(out, fmt.Sprintf("%s: the page shows %q, assess gives %q", what, got, want))
		}
	}
	add("disposition", got.level, want.level)
	add("heading", got.heading, want.heading)
	add("care", got.care, want.care)
	add("reasons", got.reasons, want.reasons)
	add("limits", got.limits, want.limits)
	return strings.Join(out, "\n")
}

// fileOf is the file of somebody who has given all answers of a case.
func fileOf(t testing.TB, c clinical.Case) *care.File {
	t.Helper()
	f := care.New(ruleset.Embedded())
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	if c.Now.In(z).Format(time.RFC3339) != c.Now.Format(time.RFC3339) {
		t.Fatalf("the case takes place in another zone: %s", c.Now)
	}
	f.Rev, f.Zone, f.Began, f.At, f.Finished = 1, zone, c.Now, c.Now, true
	f.Findings, f.GoAheads, f.History = c.Findings, c.GoAheads, c.History
	return f
}

// TestEveryCaseAtTheResultPage puts the answers of every case and every person
// into the cookie and compares what the page shows with what assess gives. A
// case that leaves something open leads to the question that is open.
func TestEveryCaseAtTheResultPage(t *testing.T) {
	_, examples := source()
	s, v := newSite(t), english(t)
	results, questions := 0, 0
	for i := range examples {
		ex := &examples[i]
		name := fmt.Sprintf("%s:%d: %s", ex.Pos.File, ex.Pos.Line, ex.Name)
		s.clock.set(ex.Case.Now)
		b := s.visitor(t, "en")
		b.keep(fileOf(t, ex.Case))
		p := b.get("/result")
		as := assess.Assess(s.server.Set, ex.Case, ex.Case.Now)
		if as.Next != nil && as.Disposition < clinical.Urgent {
			questions++
			if b.question() != as.Next.Question {
				t.Errorf("%s: it leads to %s, and %s is open", name, b.at(), as.Next.Question)
			}
			continue
		}
		results++
		if b.at() != "/result" || p.code != http.StatusOK {
			t.Errorf("%s: no result, but %s (%d)", name, b.at(), p.code)
			continue
		}
		if d := differ(shown(t, v, p), expected(v, &as)); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
		if asks := p.asking(); (asks != nil) != (as.Next != nil) {
			t.Errorf("%s: still asked %v, want %v", name, asks != nil, as.Next != nil)
		} else if as.Next != nil && asks.action != "/en/check/"+as.Next.Question {
			t.Errorf("%s: it asks %s, want %s", name, asks.action, as.Next.Question)
		}
	}
	t.Logf("%d cases and people: %d results, %d lead to an open question", len(examples), results, questions)
	if results+questions != len(examples) || results < 900 {
		t.Errorf("%d results and %d questions of %d cases: the test has lost cases", results, questions, len(examples))
	}
}

// walk answers the check of a person page after page until there is a result.
// It gives why a page could not be answered as the person would; empty when
// every one could.
func walk(t testing.TB, b *visitor, full clinical.Case) string {
	t.Helper()
	set := b.site.server.Set
	times := map[string]int{}
	for range 200 {
		switch f := b.page.asking(); {
		case f != nil:
			id := strings.TrimPrefix(f.action, "/"+b.lang+"/check/")
			q, ok := set.Question(id)
			if times[id]++; !ok || times[id] > 4 {
				return "asks " + id + " again and again"
			}
			if why := answer(f, set, q, full); why != "" {
				return why
			}
			b.submit(f)
			if b.page.code != http.StatusOK {
				return fmt.Sprintf("%s answers %d: %s", id, b.page.code, plainText(first(b.page.root, class("error"))))
			}
		case b.at() == "/answers":
			b.submit(b.page.form("/answers"))
		case b.at() == "/result":
			return ""
		default:
			return "the check leads to " + b.at()
		}
	}
	return "the check has no end"
}

// answer fills the form of a question with a person's answers. It gives what
// cannot be entered.
func answer(f *form, set *ruleset.Set, q *ruleset.Question, c clinical.Case) string {
	if _, list := f.kinds["tick"]; list {
		return tickAnswer(f, set, q, c)
	}
	for id := range strings.FieldsSeq(f.entered.Get("asks")) {
		n, ok := set.Finding(clinical.FindingID(id))
		if !ok {
			return "asks an unknown " + id
		}
		d, a := &set.Findings[n], c.Get(clinical.FindingID(id))
		if why := answerOne(f, q, n, d, a); why != "" {
			return why
		}
	}
	return ""
}

func answerOne(f *form, q *ruleset.Question, n int, d *ruleset.Finding, a clinical.Answer) string {
	name := string(d.ID)
	for part := range f.entered { // what the page had filled in is written anew
		if part == name || strings.HasPrefix(part, name+".") {
			delete(f.entered, part)
		}
	}
	value := ""
	switch {
	case a.Kind == clinical.NotAsked:
		return "they leave it open, which a page does not let them: " + name
	case a.Kind == clinical.Unsure:
		value = "unsure"
	case q.Kind == "check": // one by one, since something on the list was not sure
		switch a {
		case d.Answer(*d.Normal):
			value = "no"
		case d.Answer(q.Items[slices.IndexFunc(q.Items, func(it ruleset.QuestionItem) bool { return it.Finding == n })].Tick):
			value = "yes"
		}
	case d.Type == ruleset.Date:
		return enterDate(f, name, a.Date.String())
	case f.kinds[name+".n"] != "":
		f.set(name+".n", strconv.Itoa(a.Int))
		return ""
	default:
		value = d.FormatAnswer(a)
	}
	if !f.can(name, value) {
		return fmt.Sprintf("the page %s has no %q for %s", q.ID, d.FormatAnswer(a), name)
	}
	f.set(name, value)
	return ""
}

func enterDate(f *form, name, date string) string {
	if strings.Contains(date, "T") {
		return "a page takes a day, not the hour: " + name
	}
	parts := strings.Split(date, "-")
	for i, part := range []string{"year", "month", "day"} {
		if i >= len(parts) {
			break
		}
		if f.kinds[name+"."+part] == "" {
			return "the page takes no " + part + " for " + name
		}
		f.set(name+"."+part, strings.TrimPrefix(parts[i], "0"))
	}
	return ""
}

func tickAnswer(f *form, set *ruleset.Set, q *ruleset.Question, c clinical.Case) string {
	var ticks []string
	doubt := false
	for id := range strings.FieldsSeq(f.entered.Get("asks")) {
		n, _ := set.Finding(clinical.FindingID(id))
		d, a := &set.Findings[n], c.Get(clinical.FindingID(id))
		it := q.Items[slices.IndexFunc(q.Items, func(it ruleset.QuestionItem) bool { return it.Finding == n })]
		switch {
		case a.Kind == clinical.NotAsked:
			return "they leave it open, which a page does not let them: " + id
		case a.Kind == clinical.Unsure:
			doubt = true
		case a == d.Answer(it.Tick):
			ticks = append(ticks, id)
		case a != d.Answer(*d.Normal):
			return fmt.Sprintf("a tick on %s cannot say %q for %s", q.ID, d.FormatAnswer(a), id)
		}
	}
	if doubt {
		ticks = append(ticks, "unsure")
	}
	if len(ticks) == 0 {
		ticks = []string{"none"}
	}
	f.set("tick", ticks...)
	return ""
}

// unasked says which answers of a person no page asks for, because by their
// other answers they do not concern the person, although they would change the
// result: the pages let nobody contradict themselves like that. It is empty
// when the answers given lead to the result of all of them.
func unasked(v *say.Voice, f *care.File, full clinical.Case) string {
	as, whole := assessed(f), assess.Assess(v.Set, full, full.Now)
	got, want := expected(v, &as), expected(v, &whole)
	if got.level == want.level && got.care == want.care && slices.Equal(wordings(got), wordings(want)) {
		return ""
	}
	c := f.Case()
	var facts ruleset.Facts
	v.Set.Resolve(&c, c.Now, &facts)
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(full.Findings)) {
		n, _ := v.Set.Finding(id)
		switch {
		case c.Get(id).Kind != clinical.NotAsked:
		case v.Set.Concerns(n, &facts): // no page asked, so it may change nothing
			c = c.With(id, full.Findings[id])
		default:
			ids = append(ids, string(id))
		}
	}
	more := assess.Assess(v.Set, c, c.Now)
	all := expected(v, &more)
	switch {
	case len(ids) > 0 && all.level == got.level && slices.Equal(wordings(all), wordings(got)):
		return "it contradicts their other answers, so no page asks it"
	case all.level == got.level && slices.Equal(bothSides(all), wordings(got)):
		return "the side of a limit is not asked, so it holds for both"
	}
	return "" // an answer that does concern them was not asked: that is a fault
}

// bothSides are the limits as they are for who does not know the side.
func bothSides(x told) []string {
	var out []string
	for _, l := range wordings(x) {
		out = append(out, strings.NewReplacer(" (left)", "", " (right)", "").Replace(l))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wordings are the limits without their rules.
func wordings(x told) []string {
	var out []string
	for _, l := range x.limits {
		out = append(out, l[:strings.LastIndex(l, ". ")+1])
	}
	return out
}

func assessed(f *care.File) assess.Assessment {
	c := f.Case()
	var opts []assess.Option
	if f.Mode == care.Recheck {
		opts = append(opts, assess.ForRecheck())
	}
	return assess.Assess(ruleset.Embedded(), c, c.Now, opts...)
}

// TestEveryPersonGoesThroughThePages answers page after page, as each person of
// the protocol would in a browser, and compares the result with what assess
// gives for the answers that were given, and with what the protocol says about
// the person. Somebody with sessions behind them does a re-check. Who answers
// what no page takes has the answers put into the file.
func TestEveryPersonGoesThroughThePages(t *testing.T) {
	src, examples := source()
	v := english(t)
	s := newSite(t)
	people := map[string]*protocol.Person{}
	for i := range src.People {
		people[src.People[i].Name] = &src.People[i]
	}
	walked, again, open, direct := 0, 0, 0, map[string][]string{}
	total := 0
	for i := range examples {
		ex := &examples[i]
		if ex.Topic != "" || testing.Short() && i%8 != 0 {
			continue
		}
		total++
		p := people[ex.Name]
		s.clock.set(ex.Case.Now)
		b := s.visitor(t, "en")
		recheck := slices.ContainsFunc(ex.Case.History, func(e clinical.Event) bool { return e.Kind == clinical.SessionEvent })
		if recheck {
			f := fileOf(t, ex.Case)
			f.Began, f.At, f.Finished = time.Time{}, time.Time{}, false
			b.keep(f)
			b.do(http.MethodPost, "/en/again", url.Values{})
		} else {
			f := care.New(s.server.Set)
			f.GoAheads, f.History = ex.Case.GoAheads, ex.Case.History
			b.keep(f)
			b.begin()
		}
		why := walk(t, b, ex.Case)
		if why == "" {
			as := assessed(b.file())
			if d := differ(shown(t, v, b.page), expected(v, &as)); d != "" {
				t.Errorf("%s, answered page after page:\n%s", p.ID, d)
			}
			why = unasked(v, b.file(), ex.Case)
		}
		if why != "" {
			direct[why] = append(direct[why], p.ID)
			b.keep(fileOf(t, ex.Case))
			b.get("/result")
		} else {
			walked++
			if recheck {
				again++
			}
		}
		as := assessed(b.file())
		if as.Next != nil && p.Want == clinical.Undecided {
			if open++; b.question() != as.Next.Question {
				t.Errorf("%s: open is %s, and the pages lead to %s", p.ID, as.Next.Question, b.at())
			}
			continue
		}
		if b.at() != "/result" {
			t.Errorf("%s: no result, but %s; open is %+v", p.ID, b.at(), as.Next)
			continue
		}
		got := shown(t, v, b.page)
		if d := differ(got, expected(v, &as)); d != "" {
			t.Errorf("%s:\n%s", p.ID, d)
		}
		asTheProtocolSays(t, v, p, got, ex.Case)
	}
	t.Logf("%d people: %d answered page after page, %d of them a re-check; %d had their answers put into the file, of whom %d leave a question open",
		total, walked, again, total-walked, open)
	for _, why := range slices.Sorted(maps.Keys(direct)) {
		t.Logf("%s: %s", why, strings.Join(direct[why], ", "))
	}
	if total != len(src.People) && !testing.Short() || walked < total*8/10 || again < total/12 {
		t.Errorf("%d people, %d walked, %d re-checks: the test has lost people", total, walked, again)
	}
}

// asTheProtocolSays holds a result against what the protocol says about the
// person. An interview may end before every reason is known, but it never shows
// one that the person does not have, and never forgets a limit.
func asTheProtocolSays(t *testing.T, v *say.Voice, p *protocol.Person, got told, full clinical.Case) {
	t.Helper()
	whole := assess.Assess(v.Set, full, full.Now)
	want := expected(v, &whole)
	if got.level != p.Want.String() || got.care != want.care {
		t.Errorf("%s: the page shows %s %q, the protocol says %s %q", p.ID, got.level, got.care, p.Want, want.care)
	}
	for _, r := range got.reasons {
		if !slices.Contains(p.Reasons, r) {
			t.Errorf("%s: the page gives %s as a reason, the protocol does not: %v", p.ID, r, p.Reasons)
		}
	}
	if !slices.Equal(wordings(got), wordings(want)) {
		t.Errorf("%s: the page shows the limits %q, the protocol has %q", p.ID, wordings(got), wordings(want))
	}
}
