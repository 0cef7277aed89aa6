package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
	"paraspinal/web/say"
)

// Server serves the pages. Its fields are what it needs; it is immutable.
type Server struct {
	Set      *ruleset.Set
	Words    func(language string) (*ruleset.Wording, error)
	Now      func() time.Time
	Keeper   Keeper
	OnDevice bool         // the pages are made in the person's browser
	Offline  bool         // the offline module can be had
	Module   http.Handler // serves the offline module and its worker; nil: there is none
	// Fault hears of errors that no page explains. It never gets an answer.
	Fault func(r *http.Request, err error)

	voices sync.Map // language -> *voice
}

// voice is one language: its wording and the templates bound to it.
type voice struct {
	say.Voice
	pages templates
}

// Handler is all pages, with what every answer needs.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.routes(mux)
	protected := http.NewCrossOriginProtection()
	protected.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.plain(w, r, langOf(r.URL.Path), http.StatusForbidden, "badform")
	}))
	return headers(s.guard(protected.Handler(s.fresh(mux))))
}

// route adds a page in every language: its pattern has no language.
type route func(pattern string, h handler)

// routes lists every page.
func (s *Server) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.languages)
	mux.HandleFunc("GET /static/{name...}", s.static)
	mux.HandleFunc("GET /manifest/{file}", s.manifest)
	mux.HandleFunc("GET /favicon.ico", s.favicon)
	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.HandleFunc("/", s.elsewhere(mux))
	s.offlineRoutes(mux)
	for _, lang := range locale.Languages() {
		on := func(pattern string, h handler) {
			method, path, _ := strings.Cut(pattern, " ")
			mux.HandleFunc(method+" /"+lang+path, s.page(lang, h))
		}
		for _, part := range []func(route){
			s.startRoutes, s.checkRoutes, s.resultRoutes, s.wayBackRoutes, s.appointmentRoutes, s.planRoutes, s.canRoutes,
			s.sessionRoutes, s.diaryRoutes, s.summaryRoutes, s.learnRoutes, s.settingsRoutes,
		} {
			part(on)
		}
	}
}

// handler is a page that may fail.
type handler func(*visit) error

// visit is one request with what every page needs.
type visit struct {
	*voice
	s    *Server
	w    http.ResponseWriter
	r    *http.Request
	file *care.File // the person's file; changed only through keep
	now  time.Time
}

// page makes a handler of a page in one language.
func (s *Server) page(lang string, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visit(w, r, lang)
		if err == nil {
			err = h(v)
			if errors.Is(err, errTooMuch) && v.alarm() {
				return
			}
		}
		if err != nil {
			s.fail(w, r, lang, err)
		}
	}
}

// alarm shows what needs help today although it could not be kept.
func (v *visit) alarm() bool {
	as := v.file.Assess(v.Set)
	return as.Disposition >= clinical.Urgent && v.render(http.StatusInsufficientStorage, "result", v.result(&as)) == nil
}

func (s *Server) visit(w http.ResponseWriter, r *http.Request, lang string) (*visit, error) {
	vo, err := s.voice(lang)
	if err != nil {
		return nil, err
	}
	f, err := s.Keeper.Load(r, s.Set)
	if errors.Is(err, errUnread) && general(r) {
		f, err = care.New(s.Set), nil
	}
	if err != nil {
		return nil, fmt.Errorf("load the file: %w", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	v := &visit{voice: vo, s: s, w: w, r: r, file: f, now: s.Now()}
	if z := f.Location(); z != nil {
		v.now = v.now.In(z)
	}
	return v, nil
}

// voice gives a language, made once.
func (s *Server) voice(lang string) (*voice, error) {
	if v, ok := s.voices.Load(lang); ok {
		return v.(*voice), nil
	}
	words, err := s.Words(lang)
	if err != nil {
		return nil, err
	}
	v := &voice{Voice: say.Voice{Catalog: locale.For(lang), Set: s.Set, Words: words}}
	if v.pages, err = parseTemplates(&v.Voice); err != nil {
		return nil, err
	}
	s.voices.Store(lang, v)
	return v, nil
}

// keep saves the changed file. It must come before anything is written.
func (v *visit) keep() error {
	if err := v.s.Keeper.Save(v.w, v.r, v.s.Set, v.file); err != nil {
		return fmt.Errorf("keep the file: %w", err)
	}
	return nil
}

// redirect sends the person on after a form, so that Back and reload work.
func (v *visit) redirect(path string) error {
	http.Redirect(v.w, v.r, v.url(path), http.StatusSeeOther)
	return nil
}

// keepAnd saves the file and sends the person on.
func (v *visit) keepAnd(path string) error {
	if err := v.keep(); err != nil {
		return err
	}
	return v.redirect(path)
}

// url is the address of a page in the language of the visit.
func (v *visit) url(path string) string { return "/" + v.Lang + path }

// errNotFound is for an address that names nothing.
var errNotFound = errors.New("no such page")

// fail answers an error: with a plain page, and never with permission.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, lang string, err error) {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errNotFound):
		s.plain(w, r, lang, http.StatusNotFound, "notfound")
	case errors.As(err, &large), errors.Is(err, errForm):
		s.plain(w, r, lang, http.StatusBadRequest, "badform")
	case errors.Is(err, errUnread):
		if uerr := s.unread(w, r, lang, err); uerr != nil {
			s.plain(w, r, lang, http.StatusInternalServerError, "fault")
		}
	case errors.Is(err, errTooMuch):
		s.plain(w, r, lang, http.StatusInsufficientStorage, "toomuch")
	default:
		if s.Fault != nil {
			s.Fault(r, err)
		}
		s.plain(w, r, lang, http.StatusInternalServerError, "fault")
	}
}

// elsewhere answers what no page takes. A page that is there, but not for this
// method, says for which it is.
func (s *Server) elsewhere(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allow []string
		for method, means := range map[string]string{http.MethodGet: "GET, HEAD", http.MethodPost: "POST"} {
			other := *r
			other.Method = method
			if _, pattern := mux.Handler(&other); strings.HasPrefix(pattern, method+" ") {
				allow = append(allow, means)
			}
		}
		if len(allow) == 0 {
			s.notFound(w, r)
			return
		}
		slices.Sort(allow)
		w.Header().Set("Allow", strings.Join(allow, ", "))
		s.plain(w, r, langOf(r.URL.Path), http.StatusMethodNotAllowed, "badmethod")
	}
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.plain(w, r, langOf(r.URL.Path), http.StatusNotFound, "notfound")
}

// guard bounds a request and turns a panic into a plain stop.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				if s.Fault != nil {
					s.Fault(r, fmt.Errorf("panic: %v", p))
				}
				s.plain(w, r, langOf(r.URL.Path), http.StatusInternalServerError, "fault")
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, mostForm)
		next.ServeHTTP(w, r)
	})
}

// mostForm is the largest form, a restored backup included.
const mostForm = 2 << 20
