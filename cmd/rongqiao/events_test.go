package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// follow opens a stream of live updates; after is where it goes on, "" for the
// present end.
func (s *server) follow(token, after string) *bufio.Reader {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), "GET", s.base+"/api/v1/events", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = resp.Body.Close() })
	if resp.StatusCode != http.StatusOK {
		s.t.Fatal(resp.Status)
	}
	return bufio.NewReader(resp.Body)
}

// awaitEvent reads up to the data line with the text and answers the id of its
// message.
func awaitEvent(t *testing.T, stream *bufio.Reader, text string) (id string) {
	t.Helper()
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended before %q: %v", text, err)
		}
		if after, ok := strings.CutPrefix(line, "id: "); ok {
			id = strings.TrimSpace(after)
		}
		if strings.HasPrefix(line, "data: ") && strings.Contains(line, text) {
			return id
		}
	}
}

// TestAStreamGoesOnAfterARestart: the server ends at once though a stream is
// open, and the next one goes on where that was.
func TestAStreamGoesOnAfterARestart(t *testing.T) {
	data := t.TempDir()
	first := start(t, data, "--demo")
	token := first.login("enterprise")
	stream := first.follow(token, "")
	post := func(s *server) string {
		status, need, err := s.call("POST", "/api/v1/needs", token, map[string]any{"amount_fen": 100_000_000, "term_months": 12, "purpose": "working_capital"})
		if err != nil || status != http.StatusCreated {
			t.Fatalf("post a need: %d %v %v", status, need, err)
		}
		return fmt.Sprint(need["id"])
	}
	seen := awaitEvent(t, stream, post(first))
	missed := post(first)
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, stream); err != nil {
		t.Errorf("the stream was cut off instead of ended: %v", err)
	}
	if err := first.cmd.Wait(); err != nil {
		t.Fatalf("want a clean end, have %v:\n%s", err, first.log)
	}
	second := start(t, data, "--demo")
	awaitEvent(t, second.follow(token, seen), missed)
}
