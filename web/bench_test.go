package web_test

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// measured is how fast one kind of request is answered.
type measured struct {
	name  string
	mean  time.Duration
	p99   time.Duration
	bytes int
}

// BenchmarkPages answers the requests that count one after another on one core:
// the form of a question, the question after it, and the result; each beside a
// plain net/http handler with a template that makes a page of the same size.
// Run it with -cpu 1. It ends with a table.
func BenchmarkPages(b *testing.B) {
	s := newSite(b)
	c := person(b, "walk-protrusion")
	v := s.visitor(b, "en")
	v.begin()
	f := until(b, v, c, "neuro.bladder")
	q, _ := s.server.Set.Question(v.question())
	if why := answer(f, s.server.Set, q, c); why != "" {
		b.Fatal(why)
	}
	cookies := func(w *visitor) string {
		u, err := url.Parse(home)
		if err != nil {
			b.Fatal(err)
		}
		var out []string
		for _, k := range w.jar.Cookies(u) {
			out = append(out, k.Name+"="+k.Value)
		}
		return strings.Join(out, "; ")
	}
	done := s.visitor(b, "en")
	done.keep(fileOf(b, c))
	done.get("/result")
	rows := []struct {
		name   string
		method string
		path   string
		form   url.Values
		cookie string
		code   int
		plain  int // bytes of the page of the plain handler
	}{
		{"question, sent", http.MethodPost, f.action, f.values(), cookies(v), 303, 0},
		{"question, shown", http.MethodGet, f.action, nil, cookies(v), 200, len(f.page.raw)},
		{"result, shown", http.MethodGet, "/en/result", nil, cookies(done), 200, len(done.page.raw)},
	}
	var table []measured
	for _, r := range rows {
		request := func() *http.Request {
			var body *strings.Reader
			if r.form != nil {
				body = strings.NewReader(r.form.Encode())
			} else {
				body = strings.NewReader("")
			}
			req := httptest.NewRequest(r.method, home+r.path, body)
			req.Header.Set("Cookie", r.cookie)
			if r.form != nil {
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.Header.Set("Sec-Fetch-Site", "same-origin")
			}
			return req
		}
		plain := plainHandler(b, max(r.plain, len(f.page.raw)))
		for _, one := range []struct {
			name string
			h    http.Handler
			code int
		}{{r.name, s.handler, r.code}, {r.name + ", plain net/http", plain, 200}} {
			var last measured
			b.Run(strings.ReplaceAll(one.name, ", ", "/"), func(b *testing.B) {
				last = measure(b, one.h, request, one.code)
			})
			last.name = one.name
			table = append(table, last)
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "\n| request | bytes | requests per second per core | p99 | times the plain handler |\n|---|---|---|---|---|\n")
	for i := 0; i+1 < len(table); i += 2 {
		for j, m := range table[i : i+2] {
			if m.mean == 0 {
				return // only some were asked for
			}
			times := ""
			if j == 0 {
				times = fmt.Sprintf("%.1f", float64(m.mean)/float64(table[i+1].mean))
			}
			fmt.Fprintf(&out, "| %s | %d | %.0f | %s | %s |\n", m.name, m.bytes, float64(time.Second)/float64(m.mean), m.p99.Round(time.Microsecond), times)
		}
	}
	fmt.Print(out.String())
}

// measure answers requests one after another and keeps how long each took.
func measure(b *testing.B, h http.Handler, request func() *http.Request, code int) measured {
	took := make([]time.Duration, 0, b.N)
	size := 0
	runtime.GC()
	b.ReportAllocs()
	for b.Loop() {
		r, w := request(), httptest.NewRecorder()
		began := time.Now()
		h.ServeHTTP(w, r)
		took = append(took, time.Since(began))
		if w.Code != code {
			b.Fatalf("it answers %d", w.Code)
		}
		size = w.Body.Len()
	}
	var total time.Duration
	for _, d := range took {
		total += d
	}
	slices.Sort(took)
	m := measured{mean: total / time.Duration(len(took)), p99: took[len(took)*99/100], bytes: size}
	b.ReportMetric(float64(m.p99.Microseconds()), "p99-µs")
	b.ReportMetric(float64(time.Second)/float64(m.mean), "req/s")
	return m
}

// plainHandler is what one would write without any of this: it parses the form,
// fills a template with a list of texts, and answers a page of the size.
func plainHandler(b *testing.B, size int) http.Handler {
	b.Helper()
	t := template.Must(template.New("").Parse(`<!doctype html><html lang="en"><head><title>{{.Title}}</title></head><body><main><h1>{{.Title}}</h1><ul>{{range .Items}}<li><a href="{{.URL}}">{{.Text}}</a></li>{{end}}</ul></main></body></html>`))
	type item struct{ URL, Text string }
	var page struct {
		Title string
		Items []item
	}
	page.Title = "A page of the same size"
	for n := 160; n < size; n += 120 {
		page.Items = append(page.Items, item{"/en/check/somewhere", "A sentence of about the length that the sentences of a page have, with & in it."})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		var out bytes.Buffer
		if err := t.Execute(&out, page); err != nil {
			http.Error(w, "fault", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(out.Bytes()) // the reader has gone
	})
}
