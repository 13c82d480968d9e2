package httpapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rongqiao/api"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
)

func TestAtTheRoot(t *testing.T) {
	s := newStage(t)
	s.do("", "GET", "/healthz", nil).want(http.StatusOK, "")
	ready := s.do("", "GET", "/readyz", nil)
	ready.want(http.StatusOK, "")
	if ready.at("ready") != true || len(ready.at("parts").([]any)) != 3 || ready.at("parts", 1, "offers").(float64) < 130 || ready.at("parts", 1, "lag") != 0.0 {
		t.Errorf("readiness: %s", ready.body)
	}
	if spec := s.do("", "GET", "/openapi.yaml", nil); !bytes.Equal(spec.body, api.Spec) {
		t.Error("the specification is another one")
	}
	s.do("", "GET", "/api/v1/offers", nil)
	s.do("firm A", "GET", "/api/v1/needs/"+s.newNeed("firm A")+"/matches", nil)
	metrics := string(s.do("", "GET", "/metrics", nil).body)
	for _, want := range []string{
		`rongqiao_http_requests_total{method="GET",route="/api/v1/offers",status="200"} 1`,
		`rongqiao_http_request_duration_seconds_count{method="GET",route="/api/v1/offers"} 1`,
		"rongqiao_matches_total 1", "rongqiao_match_duration_seconds_count 1", "go_goroutines",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// TestReadiness: a part that lags is not ready until it has caught up once,
// and stays so when it lags again.
func TestReadiness(t *testing.T) {
	s := newStage(t)
	s.do("", "GET", "/readyz", nil).want(http.StatusOK, "")
	s.newNeed("firm A") // an event that nobody has followed yet
	a := s.do("", "GET", "/readyz", nil)
	a.want(http.StatusOK, "")
	if a.at("parts", 1, "lag") != 1.0 || a.at("parts", 2, "lag") != 1.0 {
		t.Errorf("lag: %s", a.body)
	}
	d := Deps{App: app.New(s.app.Deps), SignIn: s.signIn, Keys: s.keys, Texts: s.texts, Log: s.app.Log, Now: s.now}
	s.handler = must(New(d))(t) // another process on the same store
	late := s.do("", "GET", "/readyz", nil)
	if late.status != http.StatusServiceUnavailable || late.at("ready") != false || late.at("parts", 0, "ready") != true || late.at("parts", 2, "ready") != false {
		t.Errorf("a process that has not caught up: %d %s", late.status, late.body)
	}
	s.settle()
	s.do("", "GET", "/readyz", nil).want(http.StatusOK, "")
	s.store.Close()
	if gone := s.do("", "GET", "/readyz", nil); gone.status != http.StatusServiceUnavailable || gone.at("parts", 0, "ready") != false {
		t.Errorf("without a store: %d %s", gone.status, gone.body)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s := newStage(t)
	for _, path := range []string{"/api/v1/offers", "/api/v1/needs", "/api/v1/nothing", "/healthz"} {
		h := s.do("", "GET", path, nil).header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s: %q", path, name, h.Get(name))
			}
		}
		if !strings.HasPrefix(h.Get("X-Request-Id"), "req_") {
			t.Errorf("%s: X-Request-Id %q", path, h.Get("X-Request-Id"))
		}
	}
}

func TestProblemsInTwoLanguages(t *testing.T) {
	s := newStage(t)
	body := with(needBody(), "term_months", 361, "purpose", "gambling")
	rows := map[string]struct{ accept, language, message string }{
		"Chinese unless asked":       {"", "zh-CN", "期限须为 1 至 360 个月。"},
		"English where preferred":    {"en-GB,zh;q=0.5", "en", "The term has to be 1 to 360 months."},
		"Chinese for all the others": {"fr", "zh-CN", "期限须为 1 至 360 个月。"},
	}
	for name, row := range rows {
		a := s.do("firm A", "POST", "/api/v1/needs", body, "Accept-Language", row.accept)
		a.want(http.StatusUnprocessableEntity, "term_out_of_range")
		if a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Content-Language") != row.language || a.at("detail") != row.message ||
			a.at("errors", 0, "message") != row.message || a.at("request_id") != a.header.Get("X-Request-Id") || !strings.Contains(a.header.Get("Vary"), "Accept-Language") {
			t.Errorf("%s: %v %s", name, a.header, a.body)
		}
	}
}

func TestWhatIsNoRoute(t *testing.T) {
	portal := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("portal " + r.URL.Path)) })
	s := newStage(t, func(d *Deps) { d.Portal = portal })
	s.do("", "GET", "/api/v1/nothing", nil).want(http.StatusNotFound, "route_not_found")
	s.do("", "GET", "/api", nil).want(http.StatusNotFound, "route_not_found")
	s.do("", "GET", "/api/v1/offers/", nil).want(http.StatusNotFound, "route_not_found")
	deleted := s.do("", "DELETE", "/api/v1/offers", nil)
	deleted.want(http.StatusMethodNotAllowed, "method_not_allowed")
	if allow := deleted.header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
		t.Errorf("Allow: %q", allow)
	}
	if page := s.do("", "GET", "/needs/new", nil); page.status != http.StatusOK || string(page.body) != "portal /needs/new" || page.header.Get("Content-Security-Policy") != "" {
		t.Errorf("the portal's page: %d %q %v", page.status, page.body, page.header)
	}
}

func TestOneAddressHasItsNumber(t *testing.T) {
	s := newStage(t, func(d *Deps) { d.RequestsPerMinute = 20 })
	status := 0
	var a answer
	for range 21 {
		a = s.do("", "GET", "/api/v1/providers", nil)
		status = a.status
	}
	if status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Fatalf("the 21st request: %d", status)
	}
	a.want(http.StatusTooManyRequests, "rate_limited")
	s.do("", "GET", "/healthz", nil).want(http.StatusOK, "")
	elsewhere := httptest.NewRequest("GET", "/api/v1/providers", nil)
	elsewhere.RemoteAddr = "198.51.100.9:1234"
	elsewhere.Header.Set("X-Forwarded-For", "192.0.2.1") // what a client says of itself is not believed
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, elsewhere)
	if rec.Code != http.StatusOK {
		t.Errorf("another address: %d", rec.Code)
	}
}

// broken is a matcher that panics or fails.
type broken struct {
	app.Matcher
	err error
}

func (b broken) Match(domain.Enterprise, domain.Need, domain.Date, int) (matching.Answer, error) {
	if b.err == nil {
		panic("the engine fell over at 91500109MA5U0AAA0X")
	}
	return matching.Answer{}, b.err
}

// TestFaultsInside are logged, and the client learns the request's number.
func TestFaultsInside(t *testing.T) {
	for name, err := range map[string]error{"a panic": nil, "an error": errors.New("disk on fire")} {
		s := newStage(t)
		s.app.Matcher = broken{s.live, err}
		a := s.do("firm A", "GET", "/api/v1/needs/"+s.newNeed("firm A")+"/matches", nil)
		a.want(http.StatusInternalServerError, "internal")
		if bytes.Contains(a.body, []byte("fire")) || bytes.Contains(a.body, []byte("fell over")) {
			t.Errorf("%s: the client is told too much: %s", name, a.body)
		}
		if log := s.log.String(); !strings.Contains(log, a.header.Get("X-Request-Id")) || !(strings.Contains(log, "disk on fire") || strings.Contains(log, "fell over")) {
			t.Errorf("%s: not in the log", name)
		}
	}
}

// TestTheLogKnowsNobody: requests leave no address, e-mail, name, code or
// token in the log.
func TestTheLogKnowsNobody(t *testing.T) {
	s := newStage(t)
	s.do("firm A", "PUT", "/api/v1/enterprises/me", updateBody(1)).want(http.StatusOK, "")
	s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": "secret@example.com", "password": "secret-secret"})
	s.do("firm A", "GET", "/api/v1/enterprises/"+s.firm["firm B"]+"?q=1", nil)
	s.do("", "GET", "/api/v1/offers?q=secret", nil)
	log := s.log.String()
	if !strings.Contains(log, "route=/api/v1/enterprises/:id") {
		t.Fatal("the log says nothing at all")
	}
	for _, secret := range []string{"secret", "192.0.2.1", uscc("firm A"), "精密机械", s.token["firm A"], s.firm["firm B"], stagePassword, "李明"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// TestABodyWithoutALength is read no further than the limit either.
func TestABodyWithoutALength(t *testing.T) {
	s := newStage(t)
	req := httptest.NewRequest("POST", "/api/v1/auth/login", &endless{})
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, req)
	if rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("have %d", rec.Code)
	}
	req = httptest.NewRequest("POST", "/api/v1/auth/login", strings.NewReader(`{"email":"a@b.c","password":"x"}`))
	req.Header.Set("Content-Type", "text/plain")
	rec = httptest.NewRecorder()
	s.handler.ServeHTTP(rec, req)
	if rec.Code != http.StatusUnsupportedMediaType || !strings.Contains(rec.Body.String(), "content_type_unsupported") {
		t.Errorf("have %d %s", rec.Code, rec.Body)
	}
}

// endless gives spaces for as long as it is asked, which is not long.
type endless struct{ given int }

func (e *endless) Read(p []byte) (int, error) {
	if e.given += len(p); e.given > 4*maxBody {
		return 0, errors.New("read far beyond the limit")
	}
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestAClientThatLeaves is no fault of the platform's.
func TestAClientThatLeaves(t *testing.T) {
	s := newStage(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, httptest.NewRequestWithContext(ctx, "GET", "/api/v1/offers", nil))
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("an error in the log: %s", s.log)
	}
}

func TestLongAnswersAreCompressedAndThoseWithTokensAreNot(t *testing.T) {
	s := newStage(t)
	ask := func(method, path, body string) *http.Response {
		req := httptest.NewRequest(method, path, strings.NewReader(body))
		req.Header.Set("Accept-Encoding", "gzip")
		req.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, req)
		return w.Result()
	}
	offers := ask("GET", "/api/v1/offers", "")
	if offers.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(offers.Header.Values("Vary"), ","), "Accept-Encoding") {
		t.Errorf("offers: %v", offers.Header)
	}
	plain, err := gzip.NewReader(offers.Body)
	if err != nil {
		t.Fatal(err)
	}
	var page map[string]any
	if err := json.NewDecoder(plain).Decode(&page); err != nil || page["total"] == nil {
		t.Errorf("offers: %v %v", page, err)
	}
	login := ask("POST", "/api/v1/auth/login", `{"email":"nobody@example.com","password":"nothing-at-all"}`)
	if login.Header.Get("Content-Encoding") != "" {
		t.Errorf("login: %v", login.Header)
	}
}
