package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"paraspinal/care"
	"paraspinal/web/locale"
)

// errUnread is for the person's file on the device when it cannot be read. It
// stays there as it is.
var errUnread = errors.New("the file on the device cannot be read")

// mostAge is how old the rules of an offline copy may be before the person is
// asked to go online.
const mostAge = 90 * 24 * time.Hour

// offlineRoutes are for the offline module and its service worker.
func (s *Server) offlineRoutes(mux *http.ServeMux) {
	for _, lang := range locale.Languages() {
		if s.OnDevice {
			mux.HandleFunc("GET /"+lang+"/settings/raw", s.raw)
			mux.HandleFunc("POST /"+lang+"/settings/raw", s.eraseRaw)
		} else {
			mux.HandleFunc("GET /"+lang+"/device/{page}", s.devicePage)
		}
	}
	if s.OnDevice {
		return
	}
	mux.HandleFunc("POST /handover", s.handover)
	if s.Module != nil {
		mux.Handle("GET /sw.js", s.Module)
		mux.Handle("GET /offline/", s.Module)
	}
}

// handoverHeader is what only a script of ours can send: another site's form
// cannot, and its script would have to ask first.
const handoverHeader = "Paraspinal-Handover"

// handover gives the answers that the sealed cookie holds to the service
// worker, which keeps them from now on. The cookie goes only when the worker
// names what it has stored, so that at no time both hold them for good.
func (s *Server) handover(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		http.Error(w, "only for our own pages", http.StatusForbidden)
		return
	}
	f, err := s.Keeper.Load(r, s.Set)
	var b []byte
	if err == nil {
		b, err = f.Encode(s.Set)
	}
	if err != nil {
		if s.Fault != nil {
			s.Fault(r, err)
		}
		http.Error(w, "the file cannot be handed over", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(b)
	digest := hex.EncodeToString(sum[:])
	switch step := r.Header.Get(handoverHeader); {
	case step == "take" && f.Rev == 0 && f.Empty():
		s.Keeper.Forget(w, r) // a cookie without an answer, such as the time zone alone
		w.WriteHeader(http.StatusNoContent)
	case step == "take":
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Paraspinal-Digest", digest)
		_, _ = w.Write(b) // the reader has gone: it will ask again
	case step == "drop", step == "stored "+digest:
		s.Keeper.Forget(w, r)
		w.WriteHeader(http.StatusNoContent)
	case strings.HasPrefix(step, "stored "):
		http.Error(w, "the answers have changed since", http.StatusConflict)
	default:
		http.Error(w, "not a step of a hand-over", http.StatusForbidden)
	}
}

// DevicePages are the pages that the service worker shows when the module
// cannot answer. They know nothing of the person.
func DevicePages() []string {
	var out []string
	for _, lang := range locale.Languages() {
		out = append(out, "/"+lang+"/device/unread", "/"+lang+"/device/unkept")
	}
	return out
}

func (s *Server) devicePage(w http.ResponseWriter, r *http.Request) {
	page := r.PathValue("page")
	if page != "unread" && page != "unkept" {
		s.notFound(w, r)
		return
	}
	r.Header.Set(deviceHeader, "unread")
	s.plain(w, r, langOf(r.URL.Path), http.StatusOK, "settings."+page)
}

// deviceHeader comes with a request that the worker passes on because it could
// not answer it although there is a file on the device.
const deviceHeader = "Paraspinal-Device"

// raw gives the file on the device as it is, also when it cannot be read.
func (s *Server) raw(w http.ResponseWriter, r *http.Request) {
	h := held(r)
	if len(h.File) == 0 {
		s.notFound(w, r)
		return
	}
	attach(w, "paraspinal-unread.json", h.File)
}

// eraseRaw erases a file that cannot be read.
func (s *Server) eraseRaw(w http.ResponseWriter, r *http.Request) {
	s.Keeper.Forget(w, r)
	http.Redirect(w, r, "/"+langOf(r.URL.Path)+"/settings/gone", http.StatusSeeOther)
}

// UnreadPage says that the file on the device cannot be read, and gives it out.
type UnreadPage struct {
	Page
	Newer bool // a newer version wrote it
}

func (s *Server) unread(w http.ResponseWriter, r *http.Request, lang string, err error) error {
	v, verr := s.voice(lang)
	if verr != nil {
		return verr
	}
	p := UnreadPage{Page: s.bare(v, r, v.T("settings.file.title")), Newer: errors.Is(err, care.ErrNewer)}
	w.Header().Set("Cache-Control", "no-store")
	return v.render(w, http.StatusInternalServerError, "settings_unread", p)
}

// general reports whether a page is for anybody: it is shown even when the
// file on the device cannot be read. Getting help is never barred.
func general(r *http.Request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	first, _, _ := strings.Cut(path, "/")
	switch first {
	case "help", "learn", "rules", "glossary", "about":
		return true
	}
	return false
}

// attach writes a file to be saved.
func attach(w http.ResponseWriter, name string, b []byte) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(b) // the reader has gone
}

// fresh stops a new check on the device while a newer build waits to be used:
// it may hold newer rules. A check that is under way goes on.
func (s *Server) fresh(next http.Handler) http.Handler {
	if !s.OnDevice {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := langOf(r.URL.Path)
		if r.Method == http.MethodPost && held(r).Newer && (r.URL.Path == "/"+lang+"/check" || r.URL.Path == "/"+lang+"/again") {
			http.Redirect(w, r, "/"+lang+"/settings/update", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// old is the date of the rules, when an offline copy has grown old.
func (s *Server) old(v *voice) string {
	if !s.OnDevice {
		return ""
	}
	d, err := time.Parse(time.DateOnly, s.Set.Date)
	if err != nil || s.Now().Sub(d) < mostAge {
		return ""
	}
	return v.Day(d)
}
