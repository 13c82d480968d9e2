package metrics

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func scrape(m *Metrics) string {
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	return rec.Body.String()
}

func TestWhatIsCountedIsTold(t *testing.T) {
	m := New()
	m.Build("v1.2.3", "replica-1")
	m.Request("BREW", "/api/v1/offers", 405, time.Millisecond)
	m.Match(time.Millisecond)
	m.Verdict("eligible", 7)
	m.SignIn("login", "wrong_credentials")
	m.Panic()
	m.Unavailable("store_unavailable")
	m.SearchDegraded("fallback")
	m.FollowerFailed("index")
	m.Held("purge", true)
	m.Held("purge", false)
	have := scrape(m)
	for _, want := range []string{
		`rongqiao_build_info{go="go1.`, `replica="replica-1",version="v1.2.3"} 1`,
		`rongqiao_http_requests_total{method="other",route="/api/v1/offers",status="405"} 1`,
		"rongqiao_matches_total 1", `rongqiao_match_verdicts_total{verdict="eligible"} 7`,
		`rongqiao_sign_in_outcomes_total{action="login",outcome="wrong_credentials"} 1`, "rongqiao_panics_total 1",
		`rongqiao_unavailable_total{code="store_unavailable"} 1`, `rongqiao_degraded_searches_total{reason="fallback"} 1`,
		`rongqiao_follower_failures_total{follower="index"} 1`, `rongqiao_lease_held{lease="purge"} 0`,
	} {
		if !strings.Contains(have, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestAScrapeAsksNoMoreOftenThanAnswersKeep(t *testing.T) {
	moment := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	lag, age, asked, queued := int64(3), 4*time.Second, 0, 0
	m := New()
	m.Watch(Sources{
		Now: func() time.Time { return moment },
		Parts: func(context.Context) []Part {
			asked++
			return []Part{{Name: "store", Ready: true}, {Name: "index", Ready: true, Degraded: true, Lag: &lag, Age: &age}}
		},
		Queue: func(context.Context) (Queue, bool) {
			queued++
			return Queue{Needs: 2, Oldest: moment.Add(-time.Hour)}, true
		},
	})
	scrape(m)
	have := scrape(m)
	if asked != 1 || queued != 1 {
		t.Errorf("two scrapes at once asked %d and %d times", asked, queued)
	}
	for _, want := range []string{
		`rongqiao_part_ready{part="store"} 1`, `rongqiao_part_degraded{part="index"} 1`, `rongqiao_follower_lag_events{follower="index"} 3`,
		`rongqiao_follower_oldest_event_age_seconds{follower="index"} 4`, "rongqiao_needs_waiting 2", "rongqiao_needs_oldest_waiting_age_seconds 3600",
	} {
		if !strings.Contains(have, want) {
			t.Errorf("no %s", want)
		}
	}
	moment = moment.Add(queueKeeps)
	if have := scrape(m); asked != 2 || queued != 2 || !strings.Contains(have, "rongqiao_needs_oldest_waiting_age_seconds 3600") {
		t.Errorf("a minute later: asked %d and %d times", asked, queued)
	}
}

func TestAQueueThatCannotBeReadIsLeftOut(t *testing.T) {
	m := New()
	m.Watch(Sources{Now: time.Now, Parts: func(context.Context) []Part { return nil }, Queue: func(context.Context) (Queue, bool) { return Queue{}, false }})
	if have := scrape(m); strings.Contains(have, "needs_waiting") || !strings.Contains(have, "go_goroutines") {
		t.Error("want all but the queue")
	}
}
