package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/search"
)

// persons are values that a log must never hold, each recognisable anywhere.
var persons = map[string]any{
	"email": "zhang.wei.7431@example.org", "password": "a-secret-phrase-7431", "name": "张伟七四三一", "uscc": "",
	"enterprise_name": "重庆认得出来机械有限公司", "founded_on": "2016-04-18", "district": "500106", "industry": "34",
}

// TestNothingOfAPersonIsInTheLog drives the whole surface, every failure of it
// included, with the log at its finest.
func TestNothingOfAPersonIsInTheLog(t *testing.T) {
	s := newStage(t)
	code := uscc("firm C")
	body := with(persons, "uscc", code)
	secrets := []string{"zhang.wei", "7431", "张伟", "认得出来", code, "secret-note", "秘密用途", "203.0.113.77", stagePassword, "李明", "精密机械"}
	s.log.Reset()

	joined := s.do("", "POST", "/api/v1/auth/register", body)
	joined.want(http.StatusCreated, "")
	s.do("", "POST", "/api/v1/auth/register", body).want(http.StatusConflict, "enterprise_registered")
	s.do("", "POST", "/api/v1/auth/register", with(body, "uscc", code[:17]+"0", "email", "zhang.wei.7431")).want(http.StatusUnprocessableEntity, "invalid_input")
	s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": body["email"], "password": body["password"]}).want(http.StatusOK, "")
	s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": body["email"], "password": "wrong-7431"}).want(http.StatusUnauthorized, "wrong_credentials")
	token, again := joined.at("access_token").(string), joined.at("refresh_token").(string)
	secrets = append(secrets, token, again, strings.Split(token, ".")[2])
	s.token["person"], s.firm["person"] = token, joined.at("organisation", "enterprise_id").(string)
	s.do("", "POST", "/api/v1/auth/refresh", map[string]any{"refresh_token": again}).want(http.StatusOK, "")
	s.do("", "POST", "/api/v1/auth/refresh", map[string]any{"refresh_token": again + "7431"})

	profile := s.do("person", "GET", "/api/v1/enterprises/me", nil)
	profile.want(http.StatusOK, "")
	s.do("person", "PUT", "/api/v1/enterprises/me", with(updateBody(1), "name", "重庆认得出来机械有限公司"))
	s.do("firm A", "GET", "/api/v1/enterprises/"+s.firm["person"], nil).want(http.StatusNotFound, "enterprise_not_found")
	s.do("", "GET", "/api/v1/offers?q=%E5%BC%A0%E4%BC%9F%207431", nil).want(http.StatusOK, "")
	s.do("", "GET", "/api/v1/offers?q=zhang.wei.7431@example.org&provider=7431", nil)
	s.do("", "GET", "/api/v1/"+code+"/7431", nil).want(http.StatusNotFound, "route_not_found")
	s.do("", "GET", "/api/v1/offers/7431", nil).want(http.StatusNotFound, "offer_not_found")
	need := s.do("person", "POST", "/api/v1/needs", with(needBody(), "note", "secret-note 秘密用途"))
	need.want(http.StatusCreated, "")
	matches := "/api/v1/needs/" + need.at("id").(string) + "/matches"
	s.do("person", "GET", matches, nil).want(http.StatusOK, "")
	s.do("person", "POST", "/api/v1/needs", []byte(`{"note":"secret-note`)).want(http.StatusBadRequest, "json_syntax")
	s.do("person", "POST", "/api/v1/match", map[string]any{"need": needBody(), "profile": with(profileBody("firm C", "500106"), "name", "张伟七四三一")})

	live, kept := s.app.Matcher, s.app.Store
	for what, fault := range map[string]error{
		"a panic": nil, "a failure that quotes its input": fmt.Errorf("duplicate key {email: %q, uscc: %q, name: %q}", "zhang.wei@example.org", code, "张伟"),
	} {
		s.app.Matcher = broken{live, fault}
		s.do("person", "GET", matches, nil).want(http.StatusInternalServerError, "internal")
		if !strings.Contains(s.log.String(), "cause=") {
			t.Errorf("%s: the log does not tell the cause", what)
		}
	}
	s.app.Matcher = live
	s.app.Store = away{kept, fmt.Errorf("dial mongodb://zhang.wei:7431pass@db:27017/?user=7431: refused by 张伟")}
	s.do("person", "GET", matches, nil).want(http.StatusServiceUnavailable, "store_unavailable")
	s.app.Store = kept
	s.do("person", "POST", "/api/v1/auth/logout", nil)
	s.do("person", "POST", "/api/v1/needs", needBody()).want(http.StatusUnauthorized, "session_ended")

	log := s.log.String()
	for _, want := range []string{"route=/api/v1/auth/register", "route=/api/v1/needs/:id/matches", "msg=panic", "level=WARN"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for _, secret := range secrets {
		for _, line := range strings.Split(log, "\n") {
			if strings.Contains(line, secret) {
				t.Errorf("the log holds %q: %s", secret, line)
			}
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(log), "\n") {
		if !regexp.MustCompile(`request_id=req_[0-9A-Z]{26}\b`).MatchString(line) {
			t.Errorf("a line without its request: %s", line)
		}
	}
}

func TestRequestNumbers(t *testing.T) {
	rows := map[string]struct {
		trust    bool
		from, id string
		kept     bool
	}{
		"a trusted proxy's number is kept":        {true, "127.0.0.1:5000", "edge-0123456789abcdef", true},
		"a stranger's number is replaced":         {true, "203.0.113.9:5000", "edge-0123456789abcdef", false},
		"without trust any number is replaced":    {false, "127.0.0.1:5000", "edge-0123456789abcdef", false},
		"a number with a line break is replaced":  {true, "127.0.0.1:5000", "edge-01234567\nlevel=ERROR", false},
		"an e-mail address is no number":          {true, "127.0.0.1:5000", "zhang.wei@example.org", false},
		"a number without end is replaced":        {true, "127.0.0.1:5000", strings.Repeat("a", 65), false},
		"a number that is hardly one is replaced": {true, "127.0.0.1:5000", "1", false},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, func(d *Deps) {
				if row.trust {
					d.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
				}
			})
			req := httptest.NewRequest("GET", "/api/v1/providers", nil)
			req.RemoteAddr = row.from
			req.Header["X-Request-Id"] = []string{row.id}
			rec := httptest.NewRecorder()
			s.handler.ServeHTTP(rec, req)
			have := rec.Header().Get("X-Request-Id")
			if (have == row.id) != row.kept || (!row.kept && !strings.HasPrefix(have, "req_")) {
				t.Errorf("have %q", have)
			}
			if !strings.Contains(s.log.String(), "request_id="+have) {
				t.Error("the log has another number")
			}
		})
	}
}

// lesser is an index that answers from its fallback.
type lesser struct {
	search.Index
	reason string
}

func (l lesser) Degraded() string { return l.reason }

func TestReadinessTellsDegradedFromDown(t *testing.T) {
	rows := map[string]struct {
		change func(*stage)
		status int
		want   string
		part   string
		reason string
	}{
		"all is well":                   {func(*stage) {}, 200, "ok", "", ""},
		"a search engine's fallback":    {func(s *stage) { s.app.Index = lesser{s.index, "fallback"} }, 200, "degraded", "index", "fallback"},
		"an event that nobody followed": {func(s *stage) { s.newNeed("firm A"); s.forward(11 * time.Second) }, 200, "degraded", "engine", app.ReasonLagging},
		"an index that is away":         {func(s *stage) { s.app.Index = awayIndex{s.index, errAway} }, 200, "degraded", "index", app.ReasonUnreachable},
		"a store that is away":          {func(s *stage) { s.app.Store = away{s.store, errAway} }, 503, "down", "store", app.ReasonUnreachable},
		"an engine that has never caught up": {func(s *stage) {
			s.newNeed("firm A")
			s.again(func(d *Deps) { d.App = app.New(s.app.Deps) })
		}, 503, "down", "engine", app.ReasonCatchingUp},
		"a lease that another holds": {func(s *stage) {
			held := false
			s.app.MoreParts = func(context.Context) []app.Part { return []app.Part{{Name: "lease.purge", Ready: true, Held: &held}} }
		}, 200, "ok", "lease.purge", ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.do("", "GET", "/readyz", nil).want(http.StatusOK, "") // caught up once
			row.change(s)
			a := s.do("", "GET", "/readyz", nil)
			if a.status != row.status || a.at("status") != row.want || a.at("ready") != (row.status == 200) {
				t.Fatalf("have %d %s", a.status, a.body)
			}
			for _, p := range a.at("parts").([]any) {
				part := p.(map[string]any)
				reason, _ := part["reason"].(string)
				if part["name"] == row.part && reason != row.reason {
					t.Errorf("%s: reason %q, want %q", row.part, reason, row.reason)
				}
				if row.part == "lease.purge" && part["name"] == row.part && part["held"] != false {
					t.Errorf("lease: %v", part)
				}
			}
		})
	}
}

// TestAProcessThatIsStoppingGoesOnToServe, so that a proxy can take it out
// before a request is lost.
func TestAProcessThatIsStoppingGoesOnToServe(t *testing.T) {
	stopping := false
	s := newStage(t, func(d *Deps) { d.Stopping = func() bool { return stopping } })
	if a := s.do("", "GET", "/api/v1/providers", nil); a.header.Get("Connection") != "" {
		t.Errorf("Connection: %q", a.header.Get("Connection"))
	}
	stopping = true
	ready := s.do("", "GET", "/readyz", nil)
	if ready.status != http.StatusServiceUnavailable || ready.at("status") != "stopping" || ready.at("ready") != false {
		t.Errorf("readiness: %d %s", ready.status, ready.body)
	}
	s.do("", "GET", "/healthz", nil).want(http.StatusOK, "")
	if a := s.do("", "GET", "/api/v1/providers", nil); a.status != http.StatusOK || a.header.Get("Connection") != "close" {
		t.Errorf("a request meanwhile: %d, Connection %q", a.status, a.header.Get("Connection"))
	}
}

func TestMetricsWithAnAddressOfTheirOwnAreNotHere(t *testing.T) {
	s := newStage(t, func(d *Deps) { d.MetricsElsewhere = true })
	s.do("", "GET", "/metrics", nil).want(http.StatusNotFound, "route_not_found")
}

func TestMetricsTellTheQueuesAndTheSignIns(t *testing.T) {
	s := newStage(t)
	need := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	s.forward(90 * time.Second)
	s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": "firm-a@example.com", "password": "not-the-phrase"})
	s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": 7, "password": "x"})
	s.do("firm A", "GET", "/api/v1/needs/"+need+"/matches", nil).want(http.StatusOK, "")
	metrics := string(s.do("", "GET", "/metrics", nil).body)
	for _, want := range []string{
		"rongqiao_needs_waiting 1", "rongqiao_needs_oldest_waiting_age_seconds 90",
		`rongqiao_follower_lag_events{follower="index"} 2`, `rongqiao_follower_oldest_event_age_seconds{follower="engine"} 90`,
		`rongqiao_part_ready{part="store"} 1`, `rongqiao_part_degraded{part="engine"} 0`,
		`rongqiao_sign_in_outcomes_total{action="login",outcome="wrong_credentials"} 1`, `rongqiao_sign_in_outcomes_total{action="login",outcome="invalid"} 1`,
		`rongqiao_sign_in_outcomes_total{action="register",outcome="ok"} 2`, `rongqiao_match_verdicts_total{verdict="ineligible"}`, "rongqiao_panics_total 0",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

var errAway = domain.NewError(domain.KindUnavailable, "store_unavailable", nil)
