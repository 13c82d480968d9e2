package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/logging"
	"rongqiao/internal/metrics"
)

// begin gives the request its number, its trace, and use cases the client's
// address.
func (s *server) begin(c *gin.Context) {
	trusted := s.fromProxy(c.Request)
	id := s.requestNumber(c.Request, trusted)
	c.Set(serverKey, s)
	c.Set(requestKey, id)
	c.Header("X-Request-Id", id)
	if s.stopping() {
		c.Header("Connection", "close") // so that the client's next request finds another process
	}
	ctx := logging.WithRequest(app.WithAddress(c.Request.Context(), c.ClientIP()), id)
	if s.Tracer == nil || c.FullPath() == "" || !isAPI(c.FullPath()) {
		c.Request = c.Request.WithContext(ctx)
		c.Next()
		return
	}
	ctx, span := s.Tracer.Serve(ctx, c.Request.Method+" "+c.FullPath(), c.Request.Header, trusted)
	defer func() { span.End(failure(c)) }() // also where net/http's own panic ends the connection
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	span.Text("http.request.method", c.Request.Method)
	span.Text("http.route", c.FullPath())
	span.Count("http.response.status_code", c.Writer.Status())
	span.Text("rongqiao.code", c.GetString(codeKey))
	span.Text("rongqiao.role", string(actor(c).Role))
}

// failure is what went wrong on our side; what a client did wrong is no error
// of the span's.
func failure(c *gin.Context) error {
	if c.Writer.Status() < http.StatusInternalServerError {
		return nil
	}
	return domain.NewError(domain.KindUnavailable, c.GetString(codeKey), nil)
}

// fromProxy tells whether the request comes from a proxy that we trust.
func (s *server) fromProxy(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(from.Addr().Unmap()) })
}

// wellFormed is a request number that can stand in a log: no blank, no sign
// that means something to anyone, and not long.
var wellFormed = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{7,63}$`)

// requestNumber is the proxy's, so that its log and ours tell of one request,
// or a new one.
func (s *server) requestNumber(r *http.Request, trusted bool) string {
	if id := r.Header.Get("X-Request-Id"); trusted && wellFormed.MatchString(id) {
		return id
	}
	return s.App.NewID("req_")
}

// observe counts the request and writes its line: route and outcome, and
// nothing about the person but their role.
func (s *server) observe(c *gin.Context) {
	start := s.Now()
	c.Next()
	took, status := s.Now().Sub(start), c.Writer.Status()
	s.measure(c, took)
	level := slog.LevelInfo
	if c.FullPath() == "" || !isAPI(c.FullPath()) {
		level = slog.LevelDebug // the portal's files, and probes every few seconds
	}
	s.Log.Log(c.Request.Context(), level, "request", "method", metrics.Method(c.Request.Method),
		"route", c.FullPath(), "status", status, "code", c.GetString(codeKey), "role", string(actor(c).Role),
		"bytes", c.Writer.Size(), "took", took)
}

// recoverPanic answers internal for a panic and keeps the stack for the log.
func (s *server) recoverPanic(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(cause) // net/http's own way to end a connection
		}
		s.Metrics.Panic()
		s.Log.ErrorContext(c.Request.Context(), "panic", "route", c.FullPath(), "cause", causeOf(cause), "stack", string(debug.Stack()))
		c.Abort()
		if !c.Writer.Written() {
			s.problem(c, http.StatusInternalServerError, "internal", nil, nil)
		}
	}()
	c.Next()
}

// causeOf is what the runtime says of a fault, or what an author wrote. The
// log's handler scrubs it.
func causeOf(cause any) string {
	if err, ok := cause.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T: %v", cause, cause)
}

// deadline ends what takes too long.
func (s *server) deadline(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.RequestTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// defaultTimeout is how long a request may take where nothing was said. The
// server's own limit for writing an answer is longer, so that a client is told.
const defaultTimeout = 15 * time.Second
