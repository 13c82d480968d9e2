package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

const lifeKills = 8

// lives is what the server has acknowledged: the moves of each application.
type lives struct {
	mu    sync.Mutex
	moves map[string][]string
}

func (l *lives) done(application, move string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moves[application] = append(l.moves[application], move)
}

// TestALifeSurvivesKills: firms, an agency and a bank take needs to quotes while
// the server is killed again and again. Every move that was acknowledged is
// there; each side has each notice once; the audit log is whole.
func TestALifeSurvivesKills(t *testing.T) {
	data := t.TempDir()
	dice := rand.New(rand.NewPCG(killSeed, 1))
	acked := &lives{moves: map[string][]string{}}
	for range lifeKills {
		s := start(t, data, "--demo")
		firm, bank := s.login("enterprise"), s.login("bank")
		var writers sync.WaitGroup
		for range killWriters {
			writers.Go(func() { s.liveUntilKilled(firm, bank, acked) })
		}
		time.Sleep(time.Duration(200+dice.IntN(500)) * time.Millisecond)
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = s.cmd.Wait()
		writers.Wait()
	}
	if len(acked.moves) < lifeKills {
		t.Fatalf("only %d applications were acknowledged: the test shows nothing", len(acked.moves))
	}

	s := start(t, data, "--demo")
	firm, bank := s.login("enterprise"), s.login("bank")
	for id, moves := range acked.moves {
		status, x, err := s.call("GET", "/api/v1/applications/"+id, firm, nil)
		if err != nil || status != http.StatusOK {
			t.Fatalf("application %s was acknowledged and is lost: %d %v", id, status, err)
		}
		var have []string
		for _, m := range x["moves"].([]any) {
			have = append(have, m.(map[string]any)["move"].(string))
		}
		// What was made may be one move ahead of what was acknowledged.
		if !strings.HasPrefix(strings.Join(have, " ")+" ", strings.Join(moves, " ")+" ") {
			t.Errorf("application %s has the moves %v, acknowledged were %v", id, have, moves)
		}
	}
	s.wantNoticesOnce(firm, acked, "accept", "quote")
	s.wantNoticesOnce(bank, acked, "send")
	time.Sleep(6 * time.Second) // the sealer looks every five seconds
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	if out := mustRun(t, "audit", "verify", "--data", data); !strings.Contains(out, "is whole") || strings.Contains(out, " 0 entries sealed") {
		t.Errorf("have %s", out)
	}
	t.Logf("%d applications over %d kills", len(acked.moves), lifeKills)
}

// liveUntilKilled posts needs and takes them to a quote until the server is
// gone.
func (s *server) liveUntilKilled(firm, bank string, acked *lives) {
	until := domain.DateOf(time.Now()) + 30
	for {
		status, need, err := s.call("POST", "/api/v1/needs", firm, map[string]any{"amount_fen": 100_000_000, "term_months": 12, "purpose": "working_capital"})
		if err != nil || status != http.StatusCreated {
			return
		}
		id := need["id"].(string)
		if status, _, err = s.call("POST", "/api/v1/needs/"+id+"/submit", firm, nil); err != nil || status != http.StatusOK {
			return
		}
		status, made, err := s.call("POST", "/api/v1/needs/"+id+"/applications", firm, map[string]any{
			"offer_ids": []string{"icbc-tax"}, "consent": map[string]any{"scopes": []string{"tax"}, "until": until.String()},
		})
		if err != nil || status != http.StatusCreated {
			return
		}
		application := made["items"].([]any)[0].(map[string]any)["id"].(string)
		acked.done(application, "send")
		if status, _, err = s.call("POST", "/api/v1/applications/"+application+"/accept", bank, nil); err != nil || status != http.StatusOK {
			return
		}
		acked.done(application, "accept")
		status, _, err = s.call("POST", "/api/v1/applications/"+application+"/quote", bank, map[string]any{
			"amount_fen": 100_000_000, "rate_bp": 345, "term_months": 12, "repayment": "interest_only", "valid_until": until.String(),
		})
		if err != nil || status != http.StatusOK {
			return
		}
		acked.done(application, "quote")
	}
}

// wantNoticesOnce reads all notices of the token's side, waiting for the last
// ones, and wants one for each acknowledged move of the kinds, and no two the
// same.
func (s *server) wantNoticesOnce(token string, acked *lives, kinds ...string) {
	s.t.Helper()
	want := map[string]bool{}
	for id, moves := range acked.moves {
		for _, m := range moves {
			if slices.Contains(kinds, m) {
				want[id+" "+m] = true
			}
		}
	}
	var missing int
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		have := map[string]int{}
		for path := "/api/v1/notices?limit=100"; ; {
			status, page, err := s.call("GET", path, token, nil)
			if err != nil || status != http.StatusOK {
				s.t.Fatal(status, err)
			}
			for _, x := range page["items"].([]any) {
				n := x.(map[string]any)
				have[fmt.Sprint(n["subject"], " ", n["kind"])]++
			}
			next, ok := page["next_cursor"].(string)
			if !ok {
				break
			}
			path = "/api/v1/notices?limit=100&cursor=" + next
		}
		for line, n := range have {
			if n > 1 {
				s.t.Fatalf("%d notices of %s", n, line)
			}
		}
		missing = 0
		for line := range want {
			if have[line] == 0 {
				missing++
			}
		}
		if missing == 0 {
			return
		}
	}
	s.t.Errorf("%d of %d notices are missing", missing, len(want))
}
