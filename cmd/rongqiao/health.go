package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"rongqiao/config"
)

// healthTakes bounds the wait for the answer of a server that stands still.
const healthTakes = 3 * time.Second

// health asks the server on this machine whether it lives: what a container's
// health check runs, where there is neither a shell nor curl.
func health(ctx context.Context, args []string, e env) error {
	f := flags("health", "[--addr HOST:PORT] [--ready]", e)
	addr := f.String("addr", cmp.Or(e.getenv("RONGQIAO_ADDR"), "127.0.0.1:8080"), "where the server listens")
	ready := f.Bool("ready", false, "ask whether it is ready to serve, not only whether it lives")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(*addr)
	if err != nil {
		return fmt.Errorf("%w: --addr: want HOST:PORT, have %q", config.ErrUsage, *addr)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1" // it listens everywhere, here too
	}
	path := "/healthz"
	if *ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTakes)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+path, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", path, resp.Status)
	}
	return nil
}
