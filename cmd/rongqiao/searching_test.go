package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"rongqiao/search/meili/meilitest"
)

// searches asks the server and tells whether the embedded index answered.
func (s *server) searches() (total float64, degraded bool) {
	s.t.Helper()
	status, found, err := s.call("GET", "/api/v1/offers?limit=1&q=xiaojuren", "", nil)
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("search: %d %v %v", status, found, err)
	}
	total, _ = found["total"].(float64)
	degraded, _ = found["degraded"].(bool)
	return total, degraded
}

// until asks again until the right side answers; how long that takes is for
// the machine to say.
func (s *server) until(degraded bool) (total float64) {
	s.t.Helper()
	end := time.Now().Add(2 * time.Minute)
	for time.Now().Before(end) {
		n, have := s.searches()
		if n == 0 {
			s.t.Fatal("a search finds nothing")
		}
		if have == degraded {
			return n
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatalf("searches are still answered with degraded %v:\n%s", !degraded, s.log)
	return 0
}

func TestAServerStartsAndGoesOnWithoutItsSearchServer(t *testing.T) {
	m := meilitest.Start(t)
	m.Kill()
	t.Setenv("RONGQIAO_SEARCH_URL", m.URL)
	t.Setenv("RONGQIAO_SEARCH_KEY", m.Key)
	s := start(t, t.TempDir(), "--demo")
	embedded := s.until(true)
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	if found := s.until(false); found != embedded {
		t.Errorf("the search server finds %v offers, the embedded index %v", found, embedded)
	}
	m.Kill()
	if err := m.Wipe(); err != nil {
		t.Fatal(err)
	}
	s.until(true)
	status, ready, err := s.call("GET", "/readyz", "", nil)
	if err != nil || status != http.StatusOK || ready["status"] != "degraded" || !strings.Contains(mustJSON(t, ready), `"reason":"search_unavailable"`) {
		t.Errorf("without its search server: %d %v %v; want ready, and degraded", status, ready, err)
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	if found := s.until(false); found != embedded {
		t.Errorf("after a wipe the search server finds %v offers, the embedded index %v", found, embedded)
	}
}

func TestReindexFillsTheSearchServerToo(t *testing.T) {
	m := meilitest.Start(t)
	settings := map[string]string{"RONGQIAO_SEARCH_URL": m.URL, "RONGQIAO_SEARCH_KEY": m.Key}
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"reindex", "--data", t.TempDir()},
		env{out: &out, err: &errs, getenv: func(k string) string { return settings[k] }, now: time.Now})
	if code != exitOK || !strings.Contains(out.String(), "search server: 133 offers indexed") || !strings.Contains(out.String(), "index: 133 offers indexed") {
		t.Errorf("reindex: %d %s%s", code, &out, &errs)
	}
	if strings.Contains(errs.String()+out.String(), m.Key) {
		t.Error("the key shows")
	}
}

func TestAWrongSearchKeyStopsTheStart(t *testing.T) {
	m := meilitest.Start(t)
	settings := map[string]string{"RONGQIAO_SEARCH_URL": m.URL, "RONGQIAO_SEARCH_KEY": "wrong-key-0123456789"}
	var errs bytes.Buffer
	code := run(context.Background(), []string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"},
		env{out: &errs, err: &errs, getenv: func(k string) string { return settings[k] }, now: time.Now})
	if code != exitFailure || !strings.Contains(errs.String(), "search_key") || strings.Contains(errs.String(), "wrong-key") {
		t.Errorf("have %d %s", code, &errs)
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
