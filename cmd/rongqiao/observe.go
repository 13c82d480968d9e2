package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"rongqiao/config"
	"rongqiao/internal/domain"
	"rongqiao/internal/logging"
	"rongqiao/internal/metrics"
	"rongqiao/internal/outbox"
	"rongqiao/internal/tracing"
)

// version is what a release says of itself:
// go build -ldflags "-X main.version=v1.2.3". Else the build knows.
var version string

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return cmp.Or(version, "unknown")
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value[:min(12, len(s.Value))]
		}
	}
	return cmp.Or(version, revision, strings.Trim(info.Main.Version, "()"), "unknown")
}

// tracesTake bounds the wait for the last traces at the end.
const tracesTake = 3 * time.Second

// observed is what an operator sees a process by.
type observed struct {
	replica string
	log     *slog.Logger
	metrics *metrics.Metrics
	tracer  *tracing.Tracer // nil: no traces
}

// observe opens it. Every line has the replica's name, as the lines of several
// come together in one place; the version stands in one line at the start, and
// in a metric beside the name, since it is the same in all lines after.
func observe(ctx context.Context, s config.Settings, e env) (observed, error) {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	o := observed{replica: s.ReplicaName(host, os.Getpid()), metrics: metrics.New()}
	o.log = logger(s, e).With("replica", o.replica)
	o.metrics.Build(buildVersion(), o.replica)
	if s.TraceEndpoint == "" {
		return o, nil
	}
	o.tracer, err = tracing.New(ctx, tracing.Options{
		Endpoint: s.TraceEndpoint, Sample: s.TraceSample, Version: buildVersion(), Replica: o.replica, Log: o.log,
	})
	return o, err
}

func logger(s config.Settings, e env) *slog.Logger {
	o := &slog.HandlerOptions{Level: s.LogLevel}
	var to slog.Handler = slog.NewTextHandler(e.err, o)
	if s.LogJSON {
		to = slog.NewJSONHandler(e.err, o)
	}
	return slog.New(logging.NewHandler(to, tracing.IDs))
}

// close hands on the last traces, for a while.
func (o observed) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), tracesTake)
	defer cancel()
	return o.tracer.Close(ctx)
}

// follower counts the failures of a follower and traces its batches.
func (o observed) follower(name string, c outbox.Consumer) outbox.Consumer {
	return counted{o.tracer.Consumer(name, c), func() { o.metrics.FollowerFailed(name) }}
}

type counted struct {
	outbox.Consumer
	failed func()
}

func (c counted) Handle(ctx context.Context, events []domain.Event) error {
	err := c.Consumer.Handle(ctx, events)
	if err != nil && ctx.Err() == nil {
		c.failed()
	}
	return err
}

// ending takes a process out of service in steps: first it says that it is
// stopping while it goes on to serve, so that a proxy sends no more; then it
// closes.
type ending struct {
	begun atomic.Bool
	wait  func() // for as long as a proxy needs to notice
}

func newEnding(drain time.Duration) *ending {
	return &ending{wait: func() { time.Sleep(drain) }}
}

func (e *ending) begin() {
	e.begun.Store(true)
	e.wait()
}

// serveMetrics serves them on an address of their own, which is not for the
// world, until the answer is called. An empty address is none.
func (o observed) serveMetrics(ctx context.Context, addr string) (stop func() error, err error) {
	if addr == "" {
		return func() error { return nil }, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("setting metrics_addr: want a free address: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", o.metrics.Handler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, ErrorLog: o.httpLog()}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			o.log.ErrorContext(ctx, "metrics are no longer served", "cause", err)
		}
	}()
	o.log.InfoContext(ctx, "metrics have an address of their own", "address", listener.Addr().String())
	return func() error {
		err := server.Close()
		<-ended
		return err
	}, nil
}

// httpLog takes what net/http has to say.
func (o observed) httpLog() *log.Logger { return slog.NewLogLogger(o.log.Handler(), slog.LevelWarn) }
