package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"paraspinal/web/locale"
)

//go:embed static
var staticFiles embed.FS

// file is one static file with its address, which changes with its content.
type file struct {
	name, url, mime string
	content         []byte
}

var assets = sync.OnceValue(func() map[string]*file {
	out := map[string]*file{}
	_ = fs.WalkDir(staticFiles, "static", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := staticFiles.ReadFile(p)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(p, "static/")
		sum := sha256.Sum256(b)
		out[name] = &file{name: name, url: "/static/" + hex.EncodeToString(sum[:5]) + "/" + name, mime: mimeOf(name), content: b}
		return nil
	}) // embedded files can be read
	return out
})

func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	case ".css":
		return "text/css; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// asset is the address of a static file.
func asset(name string) string {
	if f := assets()[name]; f != nil {
		return f.url
	}
	return "/static/none/" + name
}

// Assets lists the addresses of all static files, sorted: what an offline copy
// needs.
func Assets() []string {
	var out []string
	for _, f := range assets() {
		out = append(out, f.url)
	}
	slices.Sort(out)
	return out
}

func (s *Server) static(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(r.PathValue("name"), "/")
	f := assets()[name]
	if f == nil {
		s.notFound(w, r)
		return
	}
	if f.url == "/static/"+hash+"/"+name {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.Header().Set("Content-Type", f.mime)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}

func (s *Server) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, asset("icons/icon.svg"), http.StatusFound)
}

func (s *Server) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nAllow: /\n")) // the reader has gone
}

// Build is the digest of what pages and forms are made of: the protocol, its
// wording, the templates, the interface texts and the static files. A form of
// another build is not read.
func (s *Server) Build() string { return build() + s.Set.Digest[:6] }

var build = sync.OnceValue(func() string {
	h := sha256.New()
	h.Write([]byte(locale.Digest()))
	for _, fsys := range []fs.FS{templateFiles, staticFiles} {
		_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(fsys, p)
			h.Write([]byte(p))
			h.Write(b)
			return err
		}) // embedded files can be read
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
})

// manifest makes the site installable, in each language.
func (s *Server) manifest(w http.ResponseWriter, r *http.Request) {
	lang, ok := strings.CutSuffix(r.PathValue("file"), ".webmanifest")
	if !ok || !known(lang) {
		s.notFound(w, r)
		return
	}
	v, err := s.voice(lang)
	if err != nil {
		s.fail(w, r, lang, err)
		return
	}
	icon := func(name, sizes, purpose string) map[string]string {
		return map[string]string{"src": asset(name), "sizes": sizes, "type": strings.TrimSuffix(mimeOf(name), "; charset=utf-8"), "purpose": purpose}
	}
	shortcut := func(key, to string) map[string]string {
		return map[string]string{"name": v.T(key), "url": "/" + lang + to}
	}
	b, err := json.Marshal(map[string]any{
		"id": "/", "name": "Paraspinal", "short_name": "Paraspinal", "description": v.T("site.tagline"), "lang": lang, "dir": "ltr",
		"start_url": "/" + lang + "/", "scope": "/", "display": "standalone", "background_color": "#ffffff", "theme_color": "#0b4f6c",
		"icons":      []map[string]string{icon("icons/icon.svg", "any", "any"), icon("icons/icon-192.png", "192x192", "any"), icon("icons/icon-512.png", "512x512", "any"), icon("icons/maskable-512.png", "512x512", "maskable")},
		"shortcuts":  []map[string]string{shortcut("nav.check", "/check"), shortcut("nav.diary", "/diary"), shortcut("nav.help", "/help")},
		"categories": []string{"health", "medical"},
	})
	if err != nil {
		s.fail(w, r, lang, err)
		return
	}
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(b) // the reader has gone
}
