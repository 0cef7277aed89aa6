package offline_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"paraspinal/ruleset"
	"paraspinal/web"
	"paraspinal/web/locale"
	"paraspinal/web/offline"
)

func site() *web.Server {
	return &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: time.Now, Keeper: web.Device{}}
}

// built is a module as the build tool writes it, with other content.
func built(t *testing.T, pages string) fstest.MapFS {
	t.Helper()
	m := offline.Manifest{Pages: pages}
	fsys := fstest.MapFS{}
	for _, name := range []string{offline.WasmName, offline.ExecName} {
		fsys[name+".br"] = &fstest.MapFile{Data: []byte("br " + name)}
		fsys[name+".gz"] = &fstest.MapFile{Data: []byte("gzip " + name)}
		m.Files = append(m.Files, offline.File{Name: name, SHA256: strings.Repeat("ab", 32), Brotli: 3 + len(name), Gzip: 5 + len(name)})
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	fsys[offline.ManifestName] = &fstest.MapFile{Data: b}
	return fsys
}

func get(h http.Handler, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func worker(t *testing.T, h http.Handler) offline.Build {
	t.Helper()
	first, _, _ := strings.Cut(get(h, "/sw.js", "").Body.String(), ";\n")
	var b offline.Build
	if err := json.Unmarshal([]byte(strings.TrimPrefix(first, "const PS=")), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheWorkerCachesEveryEmbeddedFile(t *testing.T) {
	s := site()
	m, err := offline.Open(built(t, s.Build()), s)
	if err != nil {
		t.Fatal(err)
	}
	s.Module = m
	pages := s.Handler()
	b := worker(t, pages)
	want := append(web.Assets(), b.Wasm, b.Exec)
	for _, lang := range locale.Languages() {
		want = append(want, "/manifest/"+lang+".webmanifest", "/"+lang+"/device/unread", "/"+lang+"/device/unkept")
	}
	slices.Sort(want)
	if !slices.Equal(b.Precache, want) {
		t.Errorf("it caches\n%v\nnot\n%v", b.Precache, want)
	}
	for _, url := range b.Precache {
		if w := get(pages, url, "br"); w.Code != http.StatusOK {
			t.Errorf("%s: %d: nothing would be installed", url, w.Code)
		}
	}
	if !slices.Equal(b.Languages, locale.Languages()) || b.Protocol != s.Set.Date || len(b.Build) != 16 {
		t.Errorf("%+v", b)
	}
}

func TestTheModuleIsSentPacked(t *testing.T) {
	s := site()
	m, err := offline.Open(built(t, s.Build()), s)
	if err != nil {
		t.Fatal(err)
	}
	url := worker(t, m).Wasm
	for accept, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip": "gzip"} {
		w := get(m, url, accept)
		if got := w.Header().Get("Content-Encoding"); got != want || !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("%s gets %s", accept, got)
		}
		if w.Header().Get("Content-Type") != "application/wasm" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("headers: %v", w.Header())
		}
	}
	if w := get(m, "/offline/0000/paraspinal.wasm", "br"); w.Code != http.StatusNotFound {
		t.Errorf("another build's address: %d", w.Code)
	}
	w := get(m, "/sw.js", "")
	if w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Service-Worker-Allowed") != "/" {
		t.Errorf("worker: %v", w.Header())
	}
}

func TestAModuleThatDoesNotFitIsRefused(t *testing.T) {
	s := site()
	for name, change := range map[string]func(fstest.MapFS){
		"not built":   func(f fstest.MapFS) { delete(f, offline.ManifestName) },
		"a file gone": func(f fstest.MapFS) { delete(f, offline.WasmName+".br") },
		"a file cut":  func(f fstest.MapFS) { f[offline.ExecName+".gz"].Data = nil },
		"no manifest": func(f fstest.MapFS) { f[offline.ManifestName].Data = []byte("{") },
	} {
		fsys := built(t, s.Build())
		change(fsys)
		if _, err := offline.Open(fsys, s); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	if _, err := offline.Open(built(t, "otherpages"), s); err == nil || !strings.Contains(err.Error(), "build it again") {
		t.Errorf("other pages: %v", err)
	}
}
