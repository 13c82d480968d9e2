package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"
)

// kills and writers of the test; each round ends by SIGKILL at a moment that
// the seed picks.
const (
	kills       = 4
	killWriters = 4
	killSeed    = 7
)

// acknowledged is what the server said it had saved and published.
type acknowledged struct {
	mu    sync.Mutex
	names map[string]string // offer id to its name
}

func (a *acknowledged) add(id, name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.names[id] = name
}

func TestKillLosesNothingAcknowledgedAndTheIndexAgrees(t *testing.T) {
	data := t.TempDir()
	dice := rand.New(rand.NewPCG(killSeed, 0))
	acked := &acknowledged{names: map[string]string{}}
	for round := range kills {
		s := start(t, data, "--demo")
		token := s.login("bank")
		var writers sync.WaitGroup
		for w := range killWriters {
			writers.Go(func() { s.publishUntilKilled(token, fmt.Sprintf("r%dw%d", round, w), acked) })
		}
		time.Sleep(time.Duration(150+dice.IntN(500)) * time.Millisecond)
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = s.cmd.Wait()
		writers.Wait()
	}
	if len(acked.names) < kills {
		t.Fatalf("only %d offers were acknowledged: the test shows nothing", len(acked.names))
	}
	s := start(t, data, "--demo")
	for id, name := range acked.names {
		status, offer, err := s.call("GET", "/api/v1/offers/"+id, "", nil)
		if err != nil || status != http.StatusOK || offer["state"] != "published" {
			t.Errorf("offer %s was acknowledged and is lost: %d %v", id, status, err)
		}
		if !s.finds(name, id) {
			t.Errorf("offer %s (%s) is in the store and not in the index", id, name)
		}
	}
	// The index holds what the store has published, and nothing else.
	status, all, err := s.call("GET", "/api/v1/offers?limit=1", "", nil)
	if err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	status, answer, err := s.call("POST", "/api/v1/match?limit=1", s.login("regulator"), matchInput())
	if err != nil || status != http.StatusOK {
		t.Fatal(status, answer, err)
	}
	if all["total"] != answer["evaluated"] {
		t.Errorf("the index holds %v offers, the engine evaluates %v", all["total"], answer["evaluated"])
	}
	t.Logf("%d offers acknowledged over %d kills", len(acked.names), kills)
}

// publishUntilKilled drafts and publishes offers until the server is gone,
// and notes each whose publishing was acknowledged.
func (s *server) publishUntilKilled(token, mark string, acked *acknowledged) {
	for n := 0; ; n++ {
		name := fmt.Sprintf("断电测试贷 %s n%d", mark, n)
		status, draft, err := s.call("POST", "/api/v1/offers", token, offerInput(name))
		if err != nil {
			return
		}
		if status != http.StatusCreated {
			s.t.Errorf("draft an offer: %d %v", status, draft)
			return
		}
		status, _, err = s.call("POST", "/api/v1/offers/"+draft["id"].(string)+"/publish", token, nil)
		if err != nil {
			return
		}
		if status == http.StatusOK {
			acked.add(draft["id"].(string), name)
		}
	}
}

func (s *server) finds(text, id string) bool {
	status, found, err := s.call("GET", "/api/v1/offers?limit=20&q="+url.QueryEscape(text), "", nil)
	if err != nil || status != http.StatusOK {
		return false
	}
	items, _ := found["items"].([]any)
	for _, item := range items {
		offer, _ := item.(map[string]any)
		if inner, _ := offer["offer"].(map[string]any); inner["id"] == id {
			return true
		}
	}
	return false
}

func offerInput(name string) map[string]any {
	return map[string]any{
		"kind": "loan", "products": []string{"credit"}, "name": map[string]string{"zh": name, "en": "Kill test loan"},
		"terms": map[string]any{"amount_max_fen": 100_000_000},
		"criteria": []any{map[string]any{
			"id": "grade", "label": map[string]string{"zh": "纳税信用等级"}, "field": "enterprise.tax_grade", "op": "in",
			"values": []any{map[string]any{"from": "2020-01-01", "codes": []string{"A", "B"}}}, "clause": map[string]any{"document": "内部授信指引"},
		}},
	}
}

func matchInput() map[string]any {
	return map[string]any{
		"need": map[string]any{"amount_fen": 300_000_000, "term_months": 12, "purpose": "working_capital"},
		"profile": map[string]any{
			"uscc": "91500112MA5U0DEM0H", "name": "渝北示例精密机械有限公司", "founded_on": "2016-04-18",
			"residences": []any{map[string]string{"district": "500112", "from": "2016-04-18"}}, "industry": "34",
		},
	}
}
