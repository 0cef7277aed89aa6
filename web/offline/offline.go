// Package offline hands out the offline module and the service worker that
// runs it: /sw.js, and the module below /offline/ at addresses that change with
// its content.
//
// It promises that a worker's cache holds one build whole: the list of what
// belongs to a build comes from the embedded files themselves.
package offline

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"paraspinal/web"
	"paraspinal/web/locale"
)

//go:embed sw.js
var worker []byte

// Manifest names what was built. It stands beside the files.
type Manifest struct {
	Pages  string `json:"pages"`  // digest of what the module's pages are made of: web.Server.Build
	Inputs string `json:"inputs"` // digest of the sources and of how they were compiled
	Files  []File `json:"files"`
}

// File is one file of the module.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"`
	Brotli int    `json:"brotli"` // bytes of Name.br
	Gzip   int    `json:"gzip"`   // bytes of Name.gz
}

// Names in the folder of the module.
const (
	ManifestName = "manifest.json"
	WasmName     = "paraspinal.wasm"
	ExecName     = "wasm_exec.js"
)

// ErrNone is for a folder in which nothing was built.
var ErrNone = errors.New("the offline module was not built")

// ReadManifest reads what was built.
func ReadManifest(fsys fs.FS) (*Manifest, error) {
	b, err := fs.ReadFile(fsys, ManifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, err
	}
	m := new(Manifest)
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("read %s: %w", ManifestName, err)
	}
	return m, nil
}

// file is one file as it is sent.
type file struct {
	mime   string
	br, gz []byte
}

// Module serves the offline module.
type Module struct {
	files  map[string]file // by address
	script []byte
	tag    string
}

// Open reads the module from a folder. It refuses one whose pages are not those
// of the site: their forms would not fit.
func Open(fsys fs.FS, site *web.Server) (*Module, error) {
	m, err := ReadManifest(fsys)
	if err != nil {
		return nil, err
	}
	if m.Pages != site.Build() {
		return nil, fmt.Errorf("the offline module was built from other pages (%s) than the server's (%s): build it again", m.Pages, site.Build())
	}
	mod := &Module{files: map[string]file{}}
	urls := map[string]string{}
	for _, f := range m.Files {
		one := file{mime: "text/javascript; charset=utf-8"}
		if strings.HasSuffix(f.Name, ".wasm") {
			one.mime = "application/wasm"
		}
		if one.br, err = fs.ReadFile(fsys, f.Name+".br"); err != nil {
			return nil, err
		}
		if one.gz, err = fs.ReadFile(fsys, f.Name+".gz"); err != nil {
			return nil, err
		}
		if len(f.SHA256) != 2*sha256.Size || len(one.br) != f.Brotli || len(one.gz) != f.Gzip {
			return nil, fmt.Errorf("the offline module's %s is not the one that was built", f.Name)
		}
		urls[f.Name] = "/offline/" + f.SHA256[:16] + "/" + f.Name
		mod.files[urls[f.Name]] = one
	}
	if urls[WasmName] == "" || urls[ExecName] == "" {
		return nil, errors.New("the offline module is not whole")
	}
	mod.script, mod.tag = script(site, urls[WasmName], urls[ExecName])
	return mod, nil
}

// Build is what a worker needs to know about its build.
type Build struct {
	Build     string   `json:"build"`
	Exec      string   `json:"exec"`
	Wasm      string   `json:"wasm"`
	Protocol  string   `json:"protocol"` // date of the rules
	Languages []string `json:"languages"`
	Precache  []string `json:"precache"`
}

// script is the worker with its build before it.
func script(site *web.Server, wasm, exec string) ([]byte, string) {
	b := Build{Exec: exec, Wasm: wasm, Protocol: site.Set.Date, Languages: locale.Languages(), Precache: append(web.Assets(), wasm, exec)}
	for _, lang := range b.Languages {
		b.Precache = append(b.Precache, "/manifest/"+lang+".webmanifest")
	}
	b.Precache = append(b.Precache, web.DevicePages()...)
	slices.Sort(b.Precache)
	h := sha256.New()
	h.Write([]byte(site.Build()))
	h.Write(worker)
	h.Write([]byte(strings.Join(b.Precache, "\n")))
	b.Build = hex.EncodeToString(h.Sum(nil)[:8])
	prefix, err := json.Marshal(b)
	if err != nil {
		panic(err) // plain strings
	}
	return slices.Concat([]byte("const PS="), prefix, []byte(";\n"), worker), b.Build
}

// ServeHTTP answers for /sw.js and what is below /offline/.
func (m *Module) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.URL.Path == "/sw.js" {
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Service-Worker-Allowed", "/")
		h.Set("ETag", `"`+m.tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(m.script))
		return
	}
	f, ok := m.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	// Two megabytes take their time on a slow line, longer than a page may.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(10 * time.Minute)) // where there is none, none need be longer
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", f.mime)
	h.Add("Vary", "Accept-Encoding")
	body := f.gz
	switch {
	case accepts(r, "br"):
		h.Set("Content-Encoding", "br")
		body = f.br
	case accepts(r, "gzip"):
		h.Set("Content-Encoding", "gzip")
	default:
		if z, err := gzip.NewReader(bytes.NewReader(f.gz)); err == nil {
			var b bytes.Buffer
			if _, err := b.ReadFrom(z); err == nil {
				body = b.Bytes()
			}
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the reader has gone
}

// accepts reports whether a client takes a content coding.
func accepts(r *http.Request, coding string) bool {
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q = strings.TrimSpace(q)
			return q != "q=0" && !strings.HasPrefix(q, "q=0.0")
		}
	}
	return false
}
