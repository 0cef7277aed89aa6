package web

import (
	"net/http"
	"strings"

	"paraspinal/web/locale"
)

// Page is what every page has. Page structs embed it.
type Page struct {
	Lang      string
	Title     string // of the tab, and of the h1 unless the page has its own
	Here      string // address without the language
	Back      string // address of the page before; empty: no link
	Error     bool   // a form has faults
	Build     string // digest of what forms were made by
	Rev       uint64 // of the person's file
	OnDevice  bool
	Offline   bool   // the offline module can be had
	Unread    bool   // a file on the device could not be read for this page
	Old       string // date of the rules, when an offline copy has grown old
	Number    string
	Notice    string
	Languages []Language
	Wide      bool        // uses the width of a desktop
	HasFile   bool        // there is something of the person
	NavAt     string      // the main page that this one belongs to
	Focus     bool        // one thing at a time: no links to other main pages
	Session   SessionLink // not on the pages of the session
}

// Language is one link of the choice of languages.
type Language struct {
	Lang, Name, URL string
	Current         bool
}

func known(lang string) bool { return locale.Known(lang) }

// base fills what every page has.
func (v *visit) base(title, back string) Page {
	p := v.s.bare(v.voice, v.r, title)
	p.Back = back
	p.Rev = v.file.Rev
	p.Number = v.number()
	p.HasFile = !v.file.Empty()
	if !strings.HasPrefix(p.Here, "/session") {
		p.Session = v.sessionUnderWay()
	}
	return p
}

// bare is a page that knows nothing of the person.
func (s *Server) bare(v *voice, r *http.Request, title string) Page {
	here := strings.TrimPrefix(r.URL.Path, "/"+v.Lang)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		here = strings.TrimSuffix(here, "/")
	}
	p := Page{Lang: v.Lang, Title: title, Here: here, Build: s.Build(), OnDevice: s.OnDevice, Offline: s.Offline, Notice: v.Notice(), Number: numberOf(&v.Voice, ""),
		Unread: !s.OnDevice && r.Header.Get(deviceHeader) != "", Old: s.old(v)}
	for _, l := range locale.Languages() {
		p.Languages = append(p.Languages, Language{Lang: l, Name: locale.For(l).T("language.name"), URL: "/" + l + here, Current: l == v.Lang})
	}
	return p
}

// Plain is a page of a few words.
type Plain struct {
	Page
	Text []string
	Link string // where to go on
	Do   string // its words

	Erased bool // the person's file has just been deleted
}

// plain answers without knowing the person: errors and what does not exist.
func (s *Server) plain(w http.ResponseWriter, r *http.Request, lang string, status int, key string) {
	v, err := s.voice(lang)
	if err == nil {
		p := Plain{Page: s.bare(v, r, v.T(key+".title")), Link: "/" + lang + "/", Do: v.T(key + ".do")}
		for i := 1; v.Has(key + ".text." + string(rune('0'+i))); i++ {
			p.Text = append(p.Text, v.T(key+".text."+string(rune('0'+i))))
		}
		w.Header().Set("Cache-Control", "no-store")
		err = v.render(w, status, "plain", p)
	}
	if err != nil {
		http.Error(w, "Something went wrong. Do not massage. If you feel a warning sign, call your emergency number.", http.StatusInternalServerError)
	}
}

// number is the emergency number of the person's country.
func (v *visit) number() string { return numberOf(&v.Voice, v.file.Country) }
