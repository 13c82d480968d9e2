package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/metrics"
)

// watch lets a scrape see the state of the parts and of the queue of needs.
func (s *server) watch() {
	sources := metrics.Sources{Parts: s.partMetrics, Now: s.Now}
	if s.App.Queue != nil {
		sources.Queue = s.queueMetrics
	}
	if s.App.Waiting != nil {
		sources.Turns = s.turnMetrics
	}
	s.Metrics.Watch(sources)
}

func (s *server) partMetrics(ctx context.Context) []metrics.Part {
	return each(s.App.Parts(ctx), func(p app.Part) metrics.Part {
		return metrics.Part{Name: p.Name, Ready: p.Ready, Degraded: p.Degraded(), Lag: p.Lag, Age: p.Age}
	})
}

func (s *server) turnMetrics() map[string]int {
	out := map[string]int{}
	for how, n := range s.App.Waiting.TurnCounts(s.Now()) {
		out[string(how)] = n
	}
	return out
}

func (s *server) queueMetrics(ctx context.Context) (metrics.Queue, bool) {
	needs, oldest, err := s.App.Queue.WaitingNeeds(ctx)
	if err != nil {
		s.flood.Warn(ctx, "the waiting needs cannot be counted", "queue", err)
		return metrics.Queue{}, false
	}
	return metrics.Queue{Needs: needs, Oldest: oldest}, true
}

// routeLabel is the route as metrics and traces name it, also where there is none.
func routeLabel(c *gin.Context) string {
	switch route, status := c.FullPath(), c.Writer.Status(); {
	case route != "":
		return route
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		return "none"
	}
	return "portal"
}

// measure counts an answer.
func (s *server) measure(c *gin.Context, took time.Duration) {
	s.Metrics.Request(c.Request.Method, routeLabel(c), c.Writer.Status(), took)
	if action, ok := strings.CutPrefix(c.FullPath(), apiBase+"/auth/"); ok {
		s.Metrics.SignIn(action, signInOutcome(c.Writer.Status(), c.GetString(codeKey)))
	}
}

// signInOutcome keeps the outcomes few: what an operator tells apart has its
// code, and faults of the input share one.
func signInOutcome(status int, code string) string {
	switch {
	case code == "":
		return "ok"
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusTooManyRequests,
		status == http.StatusServiceUnavailable, status == http.StatusInternalServerError:
		return code
	case status == http.StatusConflict:
		return "conflict"
	}
	return "invalid"
}

// countMatch counts a match with its verdicts.
func (s *server) countMatch(a app.MatchAnswer) {
	s.Metrics.Match(a.Took)
	for verdict, n := range map[string]int{
		"eligible": a.Counts.Eligible, "conditional": a.Counts.Conditional, "ineligible": a.Counts.Ineligible, "expired": a.Counts.Expired,
	} {
		s.Metrics.Verdict(verdict, n)
	}
}

// getMetrics answers a scrape, where metrics have no address of their own.
func (s *server) getMetrics(c *gin.Context) {
	if s.MetricsElsewhere {
		fail(c, &requestError{status: http.StatusNotFound, code: "route_not_found"})
		return
	}
	s.scrape.ServeHTTP(c.Writer, c.Request)
}
