package main

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// observer counts and logs requests. It knows patterns of addresses only, never
// an address, a form or a cookie: those could tell of a person.
type observer struct {
	log      *slog.Logger
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	ready    atomic.Bool
}

func newObserver(log *slog.Logger) *observer {
	o := &observer{log: log, registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "paraspinal_http_requests_total", Help: "Requests by page and status."}, []string{"page", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "paraspinal_http_request_seconds", Help: "Time to answer by page.", Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .1, 1}}, []string{"page"}),
	}
	o.registry.MustRegister(o.requests, o.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return o
}

// metrics is what Prometheus reads.
func (o *observer) metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	return mux
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(code int) {
	if w.status == 0 {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// wrap adds health, compression, counting and logging around the pages.
func (o *observer) wrap(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !o.ready.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.Handle("/", o.watch(pages))
	return gzhttp.GzipHandler(mux)
}

func (o *observer) watch(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:12]
		w.Header().Set("X-Request-Id", id)
		sw := &statusWriter{ResponseWriter: w}
		began := time.Now()
		pages.ServeHTTP(sw, r)
		page := r.Pattern // of the pages' own mux
		o.requests.WithLabelValues(page, strconv.Itoa(sw.status)).Inc()
		o.seconds.WithLabelValues(page).Observe(time.Since(began).Seconds())
		o.log.Info("request", "id", id, "page", page, "status", sw.status, "ms", time.Since(began).Milliseconds())
	})
}

// fault logs an error that no page explains.
func (o *observer) fault(r *http.Request, err error) {
	o.log.Error("fault", "page", r.Pattern, "error", err)
}
