package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestNoRequestOfARetryingClientIsLost: a process that is told to end says so
// and goes on to answer, also new connections, until the proxy had its time.
func TestNoRequestOfARetryingClientIsLost(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	draining, noticed := make(chan struct{}), make(chan struct{})
	end := &ending{wait: func() { close(draining); <-noticed }}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if end.begun.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})}
	ended := make(chan error, 1)
	go func() { ended <- serveUntil(ctx, server, listener, end, time.Minute) }()
	ask := func() int {
		t.Helper()
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // a new connection each
		resp, err := client.Get("http://" + listener.Addr().String())
		if err != nil {
			t.Fatalf("a request was lost: %v", err)
		}
		defer func() { _ = resp.Body.Close() }()
		return resp.StatusCode
	}
	if status := ask(); status != http.StatusOK {
		t.Errorf("before the end: %d", status)
	}
	stop()
	<-draining
	for range 3 {
		if status := ask(); status != http.StatusServiceUnavailable {
			t.Errorf("while it is stopping: %d", status)
		}
	}
	close(noticed)
	if err := <-ended; err != nil {
		t.Errorf("want a clean end, have %v", err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the listener is open after the end")
	}
}

func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	port := freePort(t)
	t.Setenv("RONGQIAO_METRICS_ADDR", "127.0.0.1:"+port)
	t.Setenv("RONGQIAO_REPLICA", "replica-7")
	s := start(t, t.TempDir(), "--demo")
	get := func(url string) (int, string) {
		t.Helper()
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	if status, _ := get(s.base + "/metrics"); status != http.StatusNotFound {
		t.Errorf("on the main port: %d", status)
	}
	status, body := get("http://127.0.0.1:" + port + "/metrics")
	for _, want := range []string{`replica="replica-7"`, `rongqiao_part_ready{part="store"} 1`, "rongqiao_needs_waiting "} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("on its own: %d, without %s", status, want)
		}
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("want a clean end, have %v:\n%s", err, s.log)
	}
	if log := s.log.String(); !strings.Contains(log, "msg=starting replica=replica-7 version=") {
		t.Errorf("the log does not say who starts: %s", log)
	}
}

func TestAMetricsAddressInUseIsAFailure(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	o := observed{}
	if _, err := o.serveMetrics(t.Context(), taken.Addr().String()); err == nil || errors.Is(err, http.ErrServerClosed) || !strings.Contains(err.Error(), "metrics_addr") {
		t.Errorf("have %v", err)
	}
}
