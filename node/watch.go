package node

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lanna/health"
)

// vitals are what a machine that watches the node may know: numbers of requests
// and times, never a record, an officer, or a path with an id in it.
type vitals struct {
	registry *prometheus.Registry
	asked    *prometheus.HistogramVec
	beat     atomic.Int64 // of the clocks, Unix milliseconds
	steady   steady
	backedUp atomic.Int64 // when the last backup was made, Unix milliseconds
}

func newVitals() *vitals {
	v := &vitals{registry: prometheus.NewRegistry()}
	v.asked = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "lanna_http_request_seconds", Help: "Time to answer a request, by the section of the pages and the status.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"section", "code"})
	v.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), v.asked,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lanna_clock_beat_timestamp_seconds", Help: "When the clocks of the alerts last ran."},
			func() float64 { return float64(v.beat.Load()) / 1000 }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lanna_backup_timestamp_seconds", Help: "When the last backup was made; 0: none is known."},
			func() float64 { return float64(v.backedUp.Load()) / 1000 }))
	return v
}

// watched answers what a balancer asks, and counts what browsers ask. Both need
// no sign-in and tell nothing but whether the node works.
func (n *Node) watched(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plainly(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if why := health.Stopping(n.answering(r.Context())); why != "" {
			plainly(w, http.StatusServiceUnavailable, why)
			return
		}
		plainly(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/live" { // stays open for hours, and its time says nothing
			pages.ServeHTTP(w, r)
			return
		}
		from, code := time.Now(), &codeOf{ResponseWriter: w, code: http.StatusOK}
		pages.ServeHTTP(code, r)
		n.vitals.asked.WithLabelValues(section(r.URL.Path, code.code), strconv.Itoa(code.code)).Observe(time.Since(from).Seconds())
	})
	return mux
}

func plainly(w http.ResponseWriter, code int, word string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(word + "\n")) // who asked may be gone
}

// sections are the first parts of the pages' paths. Whatever else is asked for
// counts as other, so that a stranger can neither write words into the metrics
// nor make them grow.
var sections = map[string]bool{"": true, "queue": true, "alerts": true, "capture": true, "pictures": true, "search": true, "records": true,
	"requests": true, "parties": true, "shift": true, "rota": true, "admin": true, "officers": true, "account": true, "audit": true, "due": true, "more": true, "sign-in": true, "assets": true}

func section(path string, code int) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !sections[first] || code == http.StatusNotFound {
		return "other"
	}
	return "/" + first
}

// codeOf remembers the status of an answer.
type codeOf struct {
	http.ResponseWriter
	code int
}

func (c *codeOf) WriteHeader(code int) {
	c.code = code
	c.ResponseWriter.WriteHeader(code)
}

// Unwrap lets the pages flush and set deadlines.
func (c *codeOf) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// metrics answers Prometheus. It has a listener of its own, which belongs to the
// machine and not to the network of the duty room.
func (n *Node) metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(n.vitals.registry, promhttp.HandlerOpts{}))
	return mux
}
