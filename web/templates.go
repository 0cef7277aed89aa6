package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"sync"

	"paraspinal/web/locale"
	"paraspinal/web/say"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages in one language. A page is parsed when it is first
// shown: in a browser, starting fast matters more.
type templates struct {
	common *template.Template
	mu     *sync.Mutex
	parsed map[string]*template.Template
}

func parseTemplates(v *say.Voice) (templates, error) {
	t, err := template.New("").Funcs(funcs(v)).ParseFS(templateFiles, "templates/_*.html")
	if err != nil {
		return templates{}, err
	}
	return templates{t, new(sync.Mutex), map[string]*template.Template{}}, nil
}

func (t templates) get(name string) (*template.Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.parsed[name]; ok {
		return p, nil
	}
	p, err := t.common.Clone()
	if err == nil {
		p, err = p.ParseFS(templateFiles, "templates/"+name+".html")
	}
	if err != nil {
		return nil, err
	}
	t.parsed[name] = p
	return p, nil
}

// funcs are what templates may call: texts by key, and addresses.
func funcs(v *say.Voice) template.FuncMap {
	return template.FuncMap{
		"t":    v.T,
		"n":    v.N,
		"text": v.Text,
		"list": v.List,
		"list123": func(prefix string) (out []string) { // the texts prefix1, prefix2 and so on
			for i := 1; v.Has(prefix + strconv.Itoa(i)); i++ {
				out = append(out, v.T(prefix+strconv.Itoa(i)))
			}
			return out
		},
		"upper":   locale.Upper,
		"day":     v.Day,
		"when":    v.When,
		"asset":   asset,
		"install": func() []string { return []string{"ios", "android", "desktop"} },
		"url":     func(path string) string { return "/" + v.Lang + path },
		"id":      func(parts ...any) string { return elementID(parts...) },
	}
}

// elementID makes an id that is safe in HTML and in a selector.
func elementID(parts ...any) string {
	var b []byte
	for i, p := range parts {
		if i > 0 {
			b = append(b, '-')
		}
		for _, r := range fmt.Sprint(p) {
			switch {
			case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
				b = append(b, byte(r))
			default:
				b = append(b, '_')
			}
		}
	}
	return string(b)
}

// render writes a page. It is made whole first, so that a fault never leaves
// half of one.
func (v *visit) render(status int, name string, page any) error {
	return v.voice.render(v.w, status, name, page)
}

func (v *voice) render(w http.ResponseWriter, status int, name string, page any) error {
	t, err := v.pages.get(name)
	if err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name+".html", page); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, err = w.Write(b.Bytes())
	if err != nil {
		return nil // the reader has gone: nothing more can be said
	}
	return nil
}
