package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"runtime"
	"time"

	"rongqiao/config"
	"rongqiao/internal/httpapi"
	"rongqiao/web"
)

// serve starts the server and ends it cleanly when ctx ends: no new requests,
// those in flight are answered, then the parts are closed.
func serve(ctx context.Context, args []string, e env) error {
	s, err := config.Load(args, e.getenv, e.err)
	if err != nil {
		return err
	}
	start := time.Now()
	end := newEnding(s.Drain)
	p, err := openPlatform(ctx, s, e)
	if err != nil {
		return err
	}
	if s.Demo {
		if err := p.loadDemo(ctx); err != nil {
			return joinClose(err, p)
		}
	}
	p.log.InfoContext(ctx, "starting", "version", buildVersion(), "go", runtime.Version())
	handler, err := p.handler(end)
	if err != nil {
		return joinClose(err, p)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return joinClose(fmt.Errorf("setting addr: want a free address: %w", err), p)
	}
	stopMetrics, err := p.serveMetrics(ctx, s.MetricsAddr)
	if err != nil {
		return errors.Join(err, listener.Close(), p.close())
	}
	server := &http.Server{
		ErrorLog: p.httpLog(),
		Handler:  handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	server.RegisterOnShutdown(p.feed.Close) // live streams would never end by themselves
	fmt.Fprintf(e.out, "Rongqiao 融桥 is ready at http://%s (started in %s)\n", listener.Addr(), time.Since(start).Round(time.Millisecond))
	if s.Demo {
		printAccounts(e.out)
	}
	return errors.Join(serveUntil(ctx, server, listener, end, s.ShutdownAfter), stopMetrics(), p.close())
}

// serveUntil serves until ctx ends; then it goes on while the end is told of,
// and answers what is in flight.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener, end *ending, patience time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end.begin()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return fmt.Errorf("requests in flight did not end within %s: %w", patience, err)
	}
	return nil
}

func joinClose(err error, p *platform) error { return errors.Join(err, p.close()) }

func (p *platform) handler(end *ending) (http.Handler, error) {
	texts, err := fs.Sub(config.Files, "texts")
	if err != nil {
		return nil, err
	}
	return httpapi.New(httpapi.Deps{
		App: p.app, SignIn: p.signIn, Feed: p.feed, Keys: p.keys, Texts: texts, Log: p.log, Now: p.now, Portal: web.Handler(),
		RequestsPerMinute: p.settings.RequestsPerMinute, RequestTimeout: p.settings.RequestTimeout, Proxies: p.settings.Proxies,
		Metrics: p.metrics, MetricsElsewhere: p.settings.MetricsAddr != "", Tracer: p.tracer, Stopping: end.begun.Load,
	})
}
