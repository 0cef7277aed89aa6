package main

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"paraspinal/web"
)

// request is what the service worker passes on.
type request struct {
	Method, URL string
	Headers     [][2]string
	Body        []byte
	Held        web.Held
}

// response is what it gets back. Held is what to keep when Held.Changed.
type response struct {
	Status  int
	Headers [][2]string
	Body    []byte
	Held    web.Held
}

// answer runs one request through the pages.
func answer(pages http.Handler, in request) (response, error) {
	r, err := http.NewRequest(in.Method, in.URL, bytes.NewReader(in.Body))
	if err != nil {
		return response{}, fmt.Errorf("request: %w", err)
	}
	for _, h := range in.Headers {
		r.Header.Add(h[0], h[1])
	}
	r.RequestURI = r.URL.RequestURI()
	held := in.Held
	w := &recorder{header: http.Header{}}
	pages.ServeHTTP(w, r.WithContext(web.WithHeld(r.Context(), &held)))
	if w.status == 0 {
		w.status = http.StatusOK
	}
	out := response{Status: w.status, Body: w.body.Bytes(), Held: held}
	for k, vs := range w.header {
		for _, v := range vs {
			out.Headers = append(out.Headers, [2]string{k, v})
		}
	}
	return out, nil
}

// recorder takes an answer whole.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// millis is an instant as scripts count it; 0 stands for none.
func millis(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli())
}

func fromMillis(ms float64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(ms))
}
