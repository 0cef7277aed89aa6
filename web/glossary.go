package web

import (
	"net/http"
	"slices"
	"strings"

	"paraspinal/clinical"
	"paraspinal/web/locale"
)

// GlossaryPage explains the words of the site.
type GlossaryPage struct {
	Page
	Groups []WordGroup
}

// WordGroup is the words of one sort.
type WordGroup struct {
	ID, Title, Text string
	Words           []Word
}

// Word is one word with its meaning and its sources.
type Word struct {
	ID, Name, Text string
	URL            string // where more is said
	Evidence       []string
}

// terms are the words that the protocol uses and has no text of its own for,
// with the sources of their meaning.
var terms = []struct {
	id       string
	evidence []string
}{
	{"disc", []string{"S000-002", "Fardon-2014"}},
	{"herniation", []string{"Fardon-2014"}},
	{"nerve_root", []string{"S000-004"}},
	{"cauda_equina", []string{"GIRFT-CES-2023"}},
	{"red_flag", []string{"Finucane-2020"}},
	{"saddle", []string{"GIRFT-CES-2023"}},
	{"foot_drop", []string{"Lothian-2024"}},
	{"acute", []string{"consensus"}},
	{"flare", []string{"consensus"}},
	{"episode", []string{"consensus"}},
	{"centralization", []string{"Aina-2004"}},
	{"peripheralization", []string{"Aina-2004"}},
	{"nrs", []string{"Ostelo-2008"}},
	{"psfs", []string{"Stratford-1995"}},
	{"rmdq", []string{"Roland-Fairbank-2000"}},
	{"buttock_fold", []string{"consensus"}},
	{"lumbar", []string{"S000-003"}},
	{"paraspinal", []string{"consensus"}},
	{"trigger_point", []string{"S004-047"}},
	{"contraindication", []string{"Batavia-2004"}},
	{"go_ahead", []string{"consensus"}},
	{"limit", []string{"consensus"}},
	{"evidence", []string{"consensus"}},
	{"consensus", []string{"consensus"}},
}

func glossary(v *visit) error {
	p := GlossaryPage{Page: v.base(v.T("glossary.title"), "")}
	group := func(id string) *WordGroup {
		p.Groups = append(p.Groups, WordGroup{ID: elementID("words", id), Title: v.T("glossary.group." + id), Text: v.T("glossary.group." + id + ".text")})
		return &p.Groups[len(p.Groups)-1]
	}

	g := group("terms")
	for _, t := range terms {
		g.Words = append(g.Words, Word{ID: elementID("term", t.id), Name: v.T("glossary.term." + t.id), Text: v.T("glossary.term." + t.id + ".text"), Evidence: t.evidence})
	}
	slices.SortStableFunc(g.Words, func(a, b Word) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })

	g = group("report")
	for i, t := range v.Words.List("card", "learn-report-words", "item") {
		name, text, ok := strings.Cut(t, ": ")
		if !ok {
			name, text = t, ""
		}
		g.Words = append(g.Words, Word{ID: elementID("report", i+1), Name: name, Text: locale.Upper(text), URL: v.url("/learn/card/learn-report-words")})
	}

	g = group("answers")
	for _, d := range clinical.Dispositions() {
		g.Words = append(g.Words, Word{ID: elementID("answer", d), Name: v.T("rules.level." + d.String()), Text: v.T("rules.level." + d.String() + ".text")})
	}

	g = group("pressure")
	for pr := clinical.Stroking; pr <= clinical.Deep; pr++ {
		g.Words = append(g.Words, Word{ID: elementID("pressure", pr), Name: locale.Upper(v.Pressure(pr)), Text: v.T("glossary.pressure." + pr.String())})
	}

	g = group("region")
	for i := range v.Set.Regions {
		r := &v.Set.Regions[i]
		g.Words = append(g.Words, Word{ID: elementID("region", r.ID), Name: locale.Upper(v.Text("region", r.ID, "name")), Text: v.Text("region", r.ID, "text"), Evidence: r.Evidence})
	}

	// positions are techniques too, but read apart
	for _, kind := range []string{"position", "hands", "tool", "device", "heat", "lubricant", "modality"} {
		g = group(kind)
		for i := range v.Set.Techniques {
			if t := &v.Set.Techniques[i]; t.Kind == kind {
				g.Words = append(g.Words, Word{ID: elementID("technique", t.ID), Name: v.Technique(t.ID), Text: v.Text("technique", t.ID, "what"), URL: v.url("/can/" + t.ID)})
			}
		}
		slices.SortStableFunc(g.Words, func(a, b Word) int { return strings.Compare(a.Name, b.Name) })
	}
	return v.render(http.StatusOK, "glossary", p)
}
