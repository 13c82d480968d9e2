// Package httpapi speaks HTTP: routes, the checks that every request passes,
// the wire's types, and problem documents in two languages. A handler reads
// the request, calls one use case and writes the answer.
//
// A request passes, in this order: its number and log line, the count of its
// address, its token, the policy's first gate for its route, the strict
// reading of its body, and the specification.
package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
	"rongqiao/internal/logging"
	"rongqiao/internal/metrics"
	"rongqiao/internal/policy"
	"rongqiao/internal/tracing"
)

// apiBase is the path below which the API lies.
const apiBase = "/api/v1"

// maxBody bounds a request's body, in bytes.
const maxBody = 1 << 20

// SignIn is what is asked of the use cases of signing in.
type SignIn interface {
	Register(ctx context.Context, r app.Registration) (app.Grant, error)
	Login(ctx context.Context, c app.Credentials) (app.Grant, error)
	Refresh(ctx context.Context, refreshToken, address string) (app.Grant, error)
	Logout(ctx context.Context, who domain.Actor, address string) error
	// Authenticate answers who acts with an access token, or why it is no good.
	Authenticate(ctx context.Context, accessToken string) (domain.Actor, error)
}

// Keys are the keys that access tokens are checked with.
type Keys interface{ JWKS() auth.JWKS }

// Deps are what the server stands on. All are needed down to Now.
type Deps struct {
	App               *app.App
	SignIn            SignIn
	Feed              *app.Feed
	Streams           StreamTimes
	Keys              Keys
	Texts             fs.FS // the YAML files of what people read for error codes
	Log               *slog.Logger
	Now               func() time.Time
	RequestsPerMinute int              // of one address, to the API; 0: 1,200
	RequestTimeout    time.Duration    // 0: 15 s
	Proxies           []netip.Prefix   // whose X-Forwarded-For, X-Request-Id and traceparent are believed
	Portal            http.Handler     // answers what is no route; nil: 404
	Metrics           *metrics.Metrics // nil: its own
	MetricsElsewhere  bool             // metrics have an address of their own, so /metrics is not here
	Tracer            *tracing.Tracer  // nil: no traces
	Stopping          func() bool      // tells that the process is about to end; nil: never
}

type server struct {
	Deps
	policy    *policy.Policy
	texts     Texts
	limiter   *auth.Limiter
	flood     *logging.Flood
	keyLimits *keyLimits
	scrape    http.Handler
}

// floodEvery is how often the same trouble with a part is written down.
const floodEvery = 10 * time.Second

// limiterKeys is how many addresses are counted at once.
const limiterKeys = 100_000

// New makes the handler of the whole server. A route that the specification
// or the policy does not know, and an operation without a route, are errors.
func New(d Deps) (http.Handler, error) {
	if d.RequestsPerMinute <= 0 {
		d.RequestsPerMinute = 1200
	}
	d.Streams = d.Streams.complete()
	if d.RequestTimeout <= 0 {
		d.RequestTimeout = defaultTimeout
	}
	if d.Metrics == nil {
		d.Metrics = metrics.New()
	}
	texts, err := LoadTexts(d.Texts)
	if err != nil {
		return nil, err
	}
	limit := auth.Limit{Attempts: d.RequestsPerMinute, Per: time.Minute}
	s := &server{
		Deps: d, policy: d.App.Policy, texts: texts, limiter: auth.NewLimiter(limit, limiterKeys, d.Now),
		keyLimits: &keyLimits{now: d.Now}, flood: logging.NewFlood(d.Log, floodEvery, d.Now), scrape: d.Metrics.Handler(),
	}
	s.watch()
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.RedirectTrailingSlash, engine.HandleMethodNotAllowed, engine.ContextWithFallback = false, true, true
	var proxies []string
	for _, p := range d.Proxies {
		proxies = append(proxies, p.String())
	}
	if err := engine.SetTrustedProxies(proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	engine.Use(s.begin, s.observe, s.recoverPanic)
	if err := s.mount(engine, s.routes()); err != nil {
		return nil, err
	}
	engine.NoRoute(s.noRoute)
	engine.NoMethod(s.noMethod)
	return engine, nil
}

// mount puts the routes into the engine, each behind its checks.
func (s *server) mount(engine *gin.Engine, routes []route) error {
	doc, err := specification()
	if err != nil {
		return err
	}
	var faults []error
	known := map[string]bool{}
	for _, r := range routes {
		op, err := operationOf(doc, r.method, r.path)
		if err == nil {
			err = s.checkAction(r)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		known[r.method+" "+op.route.Path] = true
		engine.Handle(r.method, r.path, s.chain(r, op)...)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if !known[method+" "+path] {
				faults = append(faults, fmt.Errorf("operation %s %s of the specification has no route", method, path))
			}
		}
	}
	return errors.Join(faults...)
}

// checkAction finds routes that no row of the policy speaks of.
func (s *server) checkAction(r route) error {
	if s.policy.IsPublic(r.action) {
		return nil
	}
	for _, role := range domain.Roles {
		if s.policy.MayEver(role, r.action) {
			return nil
		}
	}
	return fmt.Errorf("route %s %s: no row of the policy is about %q", r.method, r.path, r.action)
}

func (s *server) noRoute(c *gin.Context) {
	if s.Portal == nil || isAPI(c.Request.URL.Path) {
		apiHeaders(c)
		s.problem(c, http.StatusNotFound, "route_not_found", nil, nil)
		return
	}
	c.Status(http.StatusOK) // gin has set 404 before; the portal says its own
	s.Portal.ServeHTTP(c.Writer, c.Request)
}

func (s *server) noMethod(c *gin.Context) {
	apiHeaders(c)
	s.problem(c, http.StatusMethodNotAllowed, "method_not_allowed", nil, nil)
}
