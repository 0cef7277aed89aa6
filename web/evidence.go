package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

// Source is one source: what it says and how far it was checked.
type Source struct {
	ID, Text, Title, URL string
	Year                 string
	Grade, Checked       string // in words
	Article              bool   // a statement of one of the articles
	Cited                string // how often, in a list
}

func (v *visit) source(e *ruleset.Evidence) Source {
	s := Source{ID: e.ID, Text: v.Text("evidence", e.ID), Title: e.Source, URL: v.url("/evidence/" + e.ID), Grade: v.T("evidence.grade." + e.Grade),
		Checked: v.T("evidence.checked." + e.Checked), Article: article(e.ID) != ""}
	if e.Year > 0 {
		s.Year = strconv.Itoa(e.Year)
	}
	return s
}

// sources words the sources named.
func (v *visit) sources(ids []string) []Source {
	var out []Source
	for _, id := range ids {
		for i := range v.Set.Evidence {
			if e := &v.Set.Evidence[i]; e.ID == id {
				out = append(out, v.source(e))
			}
		}
	}
	return out
}

// article is the number of the article that a statement is of, such as S003;
// empty for every other source.
func article(id string) string {
	a, n, ok := strings.Cut(id, "-")
	if !ok || len(a) != 4 || a[0] != 'S' {
		return ""
	}
	for _, s := range []string{a[1:], n} {
		if _, err := strconv.Atoi(s); err != nil {
			return ""
		}
	}
	return a
}

// EvidencePage lists all sources: studies and guidelines, and the articles.
type EvidencePage struct {
	Page
	Count    string
	Sources  []Source
	Articles []Named
	Grades   []Named
}

func evidence(v *visit) error {
	p := EvidencePage{Page: v.base(v.T("evidence.title"), ""), Count: v.N("evidence.count", len(v.Set.Evidence))}
	cited := v.cited("")
	statements := map[string]int{}
	for i := range v.Set.Evidence {
		e := &v.Set.Evidence[i]
		a := article(e.ID)
		if a == "" {
			s := v.source(e)
			s.Cited = v.N("evidence.cited", len(cited[e.ID]))
			p.Sources = append(p.Sources, s)
			continue
		}
		if statements[a] == 0 {
			p.Articles = append(p.Articles, Named{ID: a, Name: e.Source, URL: v.url("/evidence/" + a)})
		}
		statements[a]++
	}
	for i := range p.Articles {
		p.Articles[i].Text = v.N("evidence.statements", statements[p.Articles[i].ID])
	}
	p.Grades = v.grades()
	return v.render(http.StatusOK, "evidence", p)
}

// grades explains the grades that the sources have, the strongest first.
func (v *visit) grades() []Named {
	var out []Named
	for _, g := range []string{"guideline", "review", "trial", "consensus", "expert", "case-report", "trade"} {
		out = append(out, Named{Name: locale.Upper(v.T("evidence.grade." + g)), Text: v.T("evidence.grade." + g + ".text")})
	}
	return out
}

// SourcePage is one source with everything that cites it, or one article with
// its statements.
type SourcePage struct {
	Page
	Source     Source
	Unused     string // why nothing acts on it
	Uses       []UseGroup
	Statements []Source
	ArticleURL string
}

// UseGroup is what cites a source, of one sort.
type UseGroup struct {
	Title string
	Items []Named
}

func showEvidence(v *visit) error {
	id := v.r.PathValue("id")
	p := SourcePage{}
	for i := range v.Set.Evidence {
		e := &v.Set.Evidence[i]
		switch {
		case e.ID == id:
			p.Source = v.source(e)
			if a := article(e.ID); a != "" {
				p.ArticleURL = v.url("/evidence/" + a)
			}
		case article(e.ID) == id:
			if p.Statements == nil {
				p.Source = v.source(e)
				p.Source.ID, p.Source.Text = id, ""
			}
			p.Statements = append(p.Statements, v.source(e))
		}
	}
	if p.Source.ID == "" {
		return errNotFound
	}
	only := id
	if p.Statements != nil {
		only = "" // how often each of them is used
	}
	cited := v.cited(only)
	for i := range p.Statements {
		p.Statements[i].Cited = v.N("evidence.cited", len(cited[p.Statements[i].ID]))
	}
	p.Page = v.base(p.Source.Title, v.url("/evidence"))
	if p.ArticleURL != "" {
		p.Page.Back = p.ArticleURL
	}
	for _, o := range v.Set.OutOfScope {
		for _, s := range o.Statements {
			if s == id {
				p.Unused = v.Text("out_of_scope", o.Statements[0])
			}
		}
	}
	for _, u := range cited[id] {
		n := len(p.Uses)
		title := v.T("evidence.use." + u.sort)
		if n == 0 || p.Uses[n-1].Title != title {
			p.Uses = append(p.Uses, UseGroup{Title: title})
			n++
		}
		p.Uses[n-1].Items = append(p.Uses[n-1].Items, u.Named)
	}
	return v.render(http.StatusOK, "evidence_one", p)
}

// citation is one thing of the protocol that cites a source.
type citation struct {
	sort string
	Named
}

// cited tells what cites each source, sorted by what it is; with only, what
// cites that one.
func (v *visit) cited(only string) map[string][]citation {
	out := map[string][]citation{}
	add := func(sort string, lists [][]string, name func() Named) {
		var ids []string
		for _, l := range lists {
			for _, id := range l {
				if (only == "" || id == only) && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
		if len(ids) == 0 {
			return
		}
		n := name()
		for _, id := range ids {
			out[id] = append(out[id], citation{sort, n})
		}
	}
	for i := range v.Set.Rules {
		r := &v.Set.Rules[i]
		add("rule", [][]string{r.Evidence}, func() Named {
			return Named{ID: string(r.ID), Name: v.Text("rule", string(r.ID), "title"), URL: v.url("/rules/" + string(r.ID))}
		})
	}
	for i := range v.Set.Techniques {
		t := &v.Set.Techniques[i]
		lists := [][]string{t.Evidence}
		for _, n := range t.NeverIn {
			lists = append(lists, n.Evidence)
		}
		add("technique", lists, func() Named { return Named{Name: v.Technique(t.ID), URL: v.url("/can/" + t.ID)} })
	}
	for i := range v.Set.Cards {
		k := &v.Set.Cards[i]
		add("card", [][]string{k.Evidence}, func() Named { return Named{Name: v.Text("card", k.ID, "title"), URL: v.url("/learn/card/" + k.ID)} })
	}
	for i := range v.Set.Courses {
		c := &v.Set.Courses[i]
		add("other", [][]string{c.Evidence}, func() Named { return Named{Name: v.Text("course", c.ID, "name")} })
	}
	for i := range v.Set.Routines {
		r := &v.Set.Routines[i]
		lists := [][]string{r.Evidence}
		for _, s := range r.Steps {
			lists = append(lists, s.Evidence)
		}
		add("other", lists, func() Named { return Named{Name: v.Text("routine", r.ID, "name")} })
	}
	for i := range v.Set.Regions {
		r := &v.Set.Regions[i]
		add("other", [][]string{r.Evidence}, func() Named {
			return Named{Name: locale.Upper(v.Text("region", r.ID, "name")), URL: v.url("/glossary") + "#" + elementID("region", r.ID)}
		})
	}
	for i := range v.Set.Stops {
		s := &v.Set.Stops[i]
		add("other", [][]string{s.Evidence}, func() Named { return Named{Name: v.Text("stop", s.ID, "button")} })
	}
	for i := range v.Set.GoAheads {
		g := &v.Set.GoAheads[i]
		add("other", [][]string{g.Evidence}, func() Named { return Named{Name: locale.Upper(v.Text("go_ahead", g.ID, "name"))} })
	}
	return out
}
