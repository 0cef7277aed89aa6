package web

import (
	"net/http"

	"paraspinal/web/locale"
)

func (s *Server) startRoutes(on route) {
	on("GET /{$}", start)
	on("GET /help", help)
	on("POST /country", chooseCountry)
}

// languages offers the languages: none is chosen by a guess.
func (s *Server) languages(w http.ResponseWriter, r *http.Request) {
	v, err := s.voice("en")
	if err != nil {
		s.fail(w, r, "en", err)
		return
	}
	p := LanguagesPage{Page: s.bare(v, r, "Paraspinal")}
	for _, l := range locale.Languages() {
		c := locale.For(l)
		p.Choices = append(p.Choices, LanguageChoice{l, c.T("language.name"), c.T("site.tagline"), c.T("start.button"), "/" + l + "/"})
	}
	if err := v.render(w, http.StatusOK, "languages", p); err != nil {
		s.fail(w, r, "en", err)
	}
}

// LanguagesPage is the choice of a language.
type LanguagesPage struct {
	Page
	Choices []LanguageChoice
}

// LanguageChoice is one language, in its own words.
type LanguageChoice struct{ Lang, Name, Tagline, Do, URL string }

// StartPage is the front door.
type StartPage struct {
	Page
	Begun    bool // a check is under way
	Result   bool // there is a result
	Recheck  bool // a check before a further session is what is next
	Continue string
}

func start(v *visit) error {
	p := StartPage{Page: v.base(v.T("start.title"), "")}
	p.NavAt = "start"
	if v.file.Begun() {
		p.Begun = true
		p.Continue = v.url(v.step())
		as := v.file.Assess(v.Set)
		p.Result = v.file.Finished || as.Disposition.String() == "urgent" || as.Disposition.String() == "emergency"
		p.Recheck = v.file.Stale(v.Set, v.now)
	}
	return v.render(http.StatusOK, "start", p)
}

// HelpPage says when and how to get help at once.
type HelpPage struct {
	Page
	Call      []string // numbers
	Cards     []Teaching
	Countries []CountryOption
	Chosen    bool
}

// CountryOption is one country with its emergency number.
type CountryOption struct {
	Code, Name, Number string
	Chosen             bool
}

func (v *visit) countries() []CountryOption {
	var out []CountryOption
	for _, c := range countries {
		out = append(out, CountryOption{c.Code, v.T("country." + c.Code), c.Number, c.Code == v.file.Country})
	}
	return out
}

func help(v *visit) error {
	p := HelpPage{Page: v.base(v.T("help.title", "number", v.number()), ""), Call: v.numbers(), Countries: v.countries(), Chosen: v.file.Country != ""}
	p.NavAt = "help"
	for _, id := range []string{"emergency-keep-this-card", "emergency-call-now", "emergency-tell-the-hospital", "emergency-doctor-today"} {
		p.Cards = append(p.Cards, v.teach(id))
	}
	return v.render(http.StatusOK, "help", p)
}

func chooseCountry(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	code := v.r.PostForm.Get("country")
	known := code == ""
	for _, c := range countries {
		known = known || c.Code == code
	}
	if !known {
		return errForm
	}
	v.file.Country = code
	v.file.Rev++
	return v.keepAnd("/help")
}
