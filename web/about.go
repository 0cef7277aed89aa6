package web

import (
	"net/http"

	"paraspinal/clinical"
)

// AboutPage says what this is, what it is not, and how it decides.
type AboutPage struct {
	Page
	Reviewed bool
	Answers  []Named // the seven answers, from least to most cautious
	Versions []Named
	Rules    string
	Sources  string
}

func about(v *visit) error {
	p := AboutPage{Page: v.base(v.T("about.title"), ""), Reviewed: v.Set.Reviewed, Rules: v.N("rules.count", len(v.Set.Rules)), Sources: v.N("evidence.count", len(v.Set.Evidence))}
	for _, d := range clinical.Dispositions() {
		p.Answers = append(p.Answers, Named{ID: d.String(), Name: v.T("rules.level." + d.String()), Text: v.T("rules.level." + d.String() + ".text")})
	}
	p.Versions = []Named{
		{Name: v.T("about.version.protocol"), Text: v.Set.ID + " " + v.Set.Version},
		{Name: v.T("about.version.date"), Text: v.Set.Date},
		{Name: v.T("about.version.digest"), Text: v.Set.Digest[:min(12, len(v.Set.Digest))]},
		{Name: v.T("about.version.build"), Text: v.s.Build()},
	}
	return v.render(http.StatusOK, "about", p)
}

// SafetyPage says what could go wrong and what is done about it.
type SafetyPage struct {
	Page
	Dangers []Named
	Broken  []Named
}

func aboutSafety(v *visit) error {
	p := SafetyPage{Page: v.base(v.T("about.safety.title"), v.url("/about"))}
	for _, d := range []struct{ key, to string }{
		{"nerves", "cauda_equina"}, {"weak", "weakness"}, {"illness", "serious_illness"}, {"clot", "vessels"}, {"bleeding", "blood"}, {"spine", "universal"}, {"numb", "sensation"},
		{"early", "phase"}, {"surgery", "surgery"}, {"stale", "follow_up"}, {"late", "follow_up"}, {"hands", "universal"}, {"fear", ""}, {"words", ""},
	} {
		n := Named{Name: v.T("about.danger." + d.key), Text: v.T("about.danger." + d.key + ".text")}
		if d.to != "" {
			n.URL = v.url("/rules") + "#" + elementID("topic", d.to)
		}
		p.Dangers = append(p.Dangers, n)
	}
	for _, k := range []string{"open", "unsure", "odd", "against", "old", "fault"} {
		p.Broken = append(p.Broken, Named{Name: v.T("about.broken." + k), Text: v.T("about.broken." + k + ".text")})
	}
	return v.render(http.StatusOK, "about_safety", p)
}
