package httpapi

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus is told. Labels are routes, never paths, so
// that their number stays that of the routes.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	matches   prometheus.Counter
	matching  prometheus.Histogram
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rongqiao_http_requests_total", Help: "Requests answered, by method, route and status."},
			[]string{"method", "route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rongqiao_http_request_duration_seconds", Help: "Time from the request's start to its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}},
			[]string{"method", "route"}),
		matches: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rongqiao_matches_total", Help: "Needs that were matched."}),
		matching: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rongqiao_match_duration_seconds", Help: "Time that the engine took for a need.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1}}),
	}
	m.registry.MustRegister(m.requests, m.durations, m.matches, m.matching,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "none" // the portal's files, and what is no route
		if status != 404 && status != 405 {
			route = "portal"
		}
	}
	m.requests.WithLabelValues(known(method), route, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(known(method), route).Observe(took.Seconds())
}

// known keeps made-up methods from becoming labels.
func known(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}

func (m *metrics) match(took time.Duration) {
	m.matches.Inc()
	m.matching.Observe(took.Seconds())
}

func (m *metrics) handler() gin.HandlerFunc {
	return gin.WrapH(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
}
