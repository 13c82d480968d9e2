package httpapi

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/app"
)

// overTCP is a real server with one stream open.
func overTCP(t *testing.T, s *stage, timeout time.Duration) (server *httptest.Server, stream *http.Response, lines *bufio.Reader) {
	t.Helper()
	server = httptest.NewUnstartedServer(s.handler)
	server.Config.ReadTimeout, server.Config.WriteTimeout = timeout, timeout
	server.Config.RegisterOnShutdown(s.feed.Close)
	server.Start()
	t.Cleanup(server.Close)
	req, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+events, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.token["firm A"])
	if stream, err = server.Client().Do(req); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stream.Body.Close() })
	if stream.StatusCode != http.StatusOK {
		t.Fatal(stream.Status)
	}
	return server, stream, bufio.NewReader(stream.Body)
}

// realNow is for what is a deadline of the operating system's; who is signed
// in goes by the stage's clock.
func realNow(d *Deps) { d.Now = time.Now }

func TestAStreamOutlivesTheServersTimeouts(t *testing.T) {
	s := newLive(t, realNow)
	_, _, lines := overTCP(t, s, 2*time.Second)
	for beats := 0; beats < 120; { // at 20 ms each: more than the timeouts
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("after %d heartbeats: %v", beats, err)
		}
		if strings.HasPrefix(line, ":") {
			beats++
		}
	}
}

func TestAShutdownEndsStreamsCleanly(t *testing.T) {
	s := newLive(t, realNow)
	server, _, lines := overTCP(t, s, 0)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	patience, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := server.Config.Shutdown(patience); err != nil {
		t.Errorf("the shutdown waited for the stream: %v", err)
	}
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Errorf("the stream was cut off instead of ended: %v", err)
	}
}

// TestAClientThatLeavesIsNoticed without anything being told: its place becomes
// free for the next.
func TestAClientThatLeavesIsNoticed(t *testing.T) {
	s := newLive(t, realNow, func(d *Deps) {
		d.Feed = app.NewFeed(app.FeedDeps{Store: d.App.Store, Policy: d.App.Policy, Log: d.Log, PerPerson: 1})
	})
	server, stream, _ := overTCP(t, s, 0)
	stream.Body.Close()
	for status := 0; status != http.StatusOK; {
		req, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+events, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+s.token["firm A"])
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if status = resp.StatusCode; status != http.StatusOK && status != http.StatusTooManyRequests {
			t.Fatal(resp.Status)
		}
	}
}
