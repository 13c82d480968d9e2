// Package metrics is what Prometheus is told. Labels are routes, codes and
// names of parts, never paths or people, so that their number stays that of
// the code. What each means to an operator is in docs/operations.md.
package metrics

import (
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are those of one process. They are safe for concurrent use.
type Metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	matches     prometheus.Counter
	matching    prometheus.Histogram
	verdicts    *prometheus.CounterVec
	signIns     *prometheus.CounterVec
	panics      prometheus.Counter
	unavailable *prometheus.CounterVec
	degraded    *prometheus.CounterVec
	letPass     prometheus.Counter
	followers   *prometheus.CounterVec
	held        *prometheus.GaugeVec
	build       *prometheus.GaugeVec
}

// New makes them.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counters("http_requests_total", "Requests answered, by method, route and status.", "method", "route", "status"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rongqiao_http_request_duration_seconds", Help: "Time from the request's start to its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}},
			[]string{"method", "route"}),
		matches: counter("matches_total", "Needs that were matched."),
		matching: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rongqiao_match_duration_seconds", Help: "Time that the engine took for a need.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1}}),
		verdicts:    counters("match_verdicts_total", "Offers judged in matches, by verdict.", "verdict"),
		signIns:     counters("sign_in_outcomes_total", "Attempts to register, sign in, refresh and sign out, by outcome.", "action", "outcome"),
		panics:      counter("panics_total", "Requests that ended in a panic."),
		unavailable: counters("unavailable_total", "Requests refused because a part could not be reached in time, by code.", "code"),
		letPass:     counter("turns_let_pass_total", "Turns whose time was over before anybody acted."),
		degraded:    counters("degraded_searches_total", "Searches answered in a lesser way, by reason.", "reason"),
		followers:   counters("follower_failures_total", "Batches of events that a follower could not handle; each is tried again.", "follower"),
		held:        gauges("lease_held", "Whether this process holds the lease: 1 or 0.", "lease"),
		build:       gauges("build_info", "Always 1; the labels say what runs.", "version", "go", "replica"),
	}
	m.registry.MustRegister(m.requests, m.durations, m.matches, m.matching, m.verdicts, m.signIns, m.panics, m.unavailable,
		m.degraded, m.letPass, m.followers, m.held, m.build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: "rongqiao_" + name, Help: help})
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "rongqiao_" + name, Help: help}, labels)
}

func gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "rongqiao_" + name, Help: help}, labels)
}

// Handler answers a scrape. What cannot be read is left out, and the rest is
// told: an outage is when metrics are looked at.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// Build says what runs.
func (m *Metrics) Build(version, replica string) {
	m.build.WithLabelValues(version, runtime.Version(), replica).Set(1)
}

// Request counts an answer. The route is the pattern, never the path.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(Method(method), route, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(Method(method), route).Observe(took.Seconds())
}

// Method keeps made-up methods from becoming labels.
func Method(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}

// Match counts a match.
func (m *Metrics) Match(took time.Duration) {
	m.matches.Inc()
	m.matching.Observe(took.Seconds())
}

// Verdict counts the offers of a match that came out alike.
func (m *Metrics) Verdict(verdict string, offers int) {
	m.verdicts.WithLabelValues(verdict).Add(float64(offers))
}

// SignIn counts an attempt. The caller keeps the outcomes few.
func (m *Metrics) SignIn(action, outcome string) { m.signIns.WithLabelValues(action, outcome).Inc() }

// Panic counts one.
func (m *Metrics) Panic() { m.panics.Inc() }

// Unavailable counts a request that was refused as a part was away.
func (m *Metrics) Unavailable(code string) { m.unavailable.WithLabelValues(code).Inc() }

// LetPass counts a turn whose time was over before anybody acted.
func (m *Metrics) LetPass() { m.letPass.Inc() }

// SearchDegraded counts a search that was answered in a lesser way.
func (m *Metrics) SearchDegraded(reason string) { m.degraded.WithLabelValues(reason).Inc() }

// FollowerFailed counts a batch that could not be handled.
func (m *Metrics) FollowerFailed(name string) { m.followers.WithLabelValues(name).Inc() }

// Held says whether this process holds a lease.
func (m *Metrics) Held(name string, held bool) {
	value := 0.0
	if held {
		value = 1
	}
	m.held.WithLabelValues(name).Set(value)
}
