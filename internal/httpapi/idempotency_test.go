package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

// creating is a good request for each operation that takes an idempotency key.
func (s *stage) creating() map[string]struct {
	who, path string
	body      any
} {
	need := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	s.do("agency", "POST", "/api/v1/needs/"+need+"/accept", nil).want(http.StatusOK, "")
	s.settle()
	type row = struct {
		who, path string
		body      any
	}
	return map[string]row{
		"createNeed":         {"firm A", "/api/v1/needs", needBody()},
		"apply":              {"firm A", "/api/v1/needs/" + need + "/applications", request(s.ownOffer("bank", "一次", 500_000_000), s.ownOffer("bank", "两次", 500_000_000))},
		"requestBridge":      {"firm A", "/api/v1/bridges", bridgeBody("JK-1")},
		"createOffer":        {"bank", "/api/v1/offers", offerBody()},
		"addWebhook":         {"bank", "/api/v1/webhooks", map[string]any{"url": "https://8.8.8.8/hook", "topics": []string{"application"}}},
		"addAPIKey":          {"bank", "/api/v1/api-keys", map[string]any{"name": "信贷系统", "scopes": []string{"applications_read"}}},
		"enterMortgageTerms": {"regulator", "/api/v1/mortgage-terms", map[string]any{"collateral": "equipment", "from": "2026-11-01", "source": "试点办法"}},
		"raiseAppeal":        {"firm A", "/api/v1/appeals", appealBody()},
		"addReceivable":      {"firm A", "/api/v1/receivables", map[string]any{"debtor": "某整车", "amount_fen": 100, "due_on": "2026-10-31", "evidence": "合同"}},
		"addRosterEntry":     {"regulator", "/api/v1/rosters/entries", map[string]any{"roster": "whitelist", "uscc": uscc("firm A"), "name": "甲公司", "valid_from": "2026-01-01", "source": "文件"}},
		"createShortlist":    {"regulator", "/api/v1/shortlists", map[string]any{"name": "只选一次", "terms": terms(1)}},
		"openCandidacy":      {"regulator", "/api/v1/candidacies", map[string]any{"enterprise_id": s.firm["firm B"], "board": "bse", "on": "2026-11-01", "proof": "会议纪要"}},
	}
}

// TestTheSameRequestTwiceMakesOneThing: for every operation that takes a key.
func TestTheSameRequestTwiceMakesOneThing(t *testing.T) {
	s := newStage(t)
	rows := s.creating()
	for path, item := range s.spec.Paths.Map() {
		for method, op := range item.Operations() {
			takes := op.Parameters.GetByInAndName("header", idempotencyHeader) != nil
			if _, ok := rows[op.OperationID]; takes != ok {
				t.Errorf("%s %s (%s): takes a key: %t, in the table: %t", method, path, op.OperationID, takes, ok)
			}
		}
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			was := must(s.store.LastSeq(t.Context()))(t)
			first := s.do(row.who, "POST", row.path, row.body, idempotencyHeader, "k-"+name)
			first.want(http.StatusCreated, "")
			seq := must(s.store.LastSeq(t.Context()))(t)
			if seq == was {
				t.Fatal("the first request saved nothing")
			}
			s.forward(20 * time.Second)
			again := s.do(row.who, "POST", row.path, row.body, idempotencyHeader, "k-"+name)
			switch name {
			case "addAPIKey": // its token is shown once
				again.want(http.StatusConflict, "api_key_made_already")
			case "addWebhook": // made again from what is stored
				again.want(http.StatusCreated, "")
				if again.at("webhook", "id") != first.at("webhook", "id") {
					t.Errorf("another webhook: %s", again.body)
				}
			default:
				again.want(http.StatusCreated, "")
				if string(again.body) != string(first.body) || again.header.Get(replayedHeader) != "true" || first.header.Get(replayedHeader) != "" {
					t.Errorf("the second answer differs or does not say that it is one: %s", again.body)
				}
			}
			if have := must(s.store.LastSeq(t.Context()))(t); have != seq {
				t.Error("the second request saved something")
			}
			other := s.do(row.who, "POST", row.path, changed(t, row.body), idempotencyHeader, "k-"+name)
			other.want(http.StatusUnprocessableEntity, "idempotency_key_reused")
			if have := must(s.store.LastSeq(t.Context()))(t); have != seq {
				t.Error("another request under the key saved something")
			}
		})
	}
}

// changed is the body with one text, or number, that is another.
func changed(t *testing.T, body any) map[string]any {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"amount_fen", "title", "name", "note", "url", "proof", "source"} {
		switch v := out[field].(type) {
		case float64:
			out[field] = v + 1
			return out
		case string:
			out[field] = v + "x"
			return out
		case map[string]any:
			v["zh"] = v["zh"].(string) + "x"
			return out
		}
	}
	out["note"] = "x"
	return out
}

func TestAnIdempotencyKeyIsOnesOwnAndFreeAfterARefusal(t *testing.T) {
	s := newStage(t)
	path, key := "/api/v1/needs", []string{idempotencyHeader, "same"}
	a := s.do("firm A", "POST", path, needBody(), key...)
	a.want(http.StatusCreated, "")
	b := s.do("firm B", "POST", path, needBody(), key...)
	b.want(http.StatusCreated, "")
	if a.at("id") == b.at("id") || a.at("enterprise_id") == b.at("enterprise_id") {
		t.Error("one firm's key answered the other")
	}
	s.do("firm A", "POST", "/api/v1/bridges", bridgeBody("JK-9"), key...).want(http.StatusUnprocessableEntity, "idempotency_key_reused")

	bad := needBody()
	bad["latest_on"] = "2020-01-01"
	s.do("firm A", "POST", path, bad, idempotencyHeader, "refused").want(http.StatusUnprocessableEntity, "date_in_past")
	s.do("firm A", "POST", path, needBody(), idempotencyHeader, "refused").want(http.StatusCreated, "")

	for _, wrong := range []string{"with a blank", "钥匙", strings.Repeat("k", maxIdempotencyKey+1)} {
		s.do("firm A", "POST", path, needBody(), idempotencyHeader, wrong).want(http.StatusUnprocessableEntity, "idempotency_key_invalid")
	}
	if have := len(s.do("firm A", "GET", path, nil).at("items").([]any)); have != 2 {
		t.Errorf("firm A has %d needs, want 2", have)
	}

	s.forward(25 * time.Hour)
	if n := must(s.app.PurgeAnswers(t.Context()))(t); n < 3 {
		t.Errorf("%d answers dropped after a day, want them all", n)
	}
	s.login("firm A", "firm-A@example.com")
	s.do("firm A", "POST", path, needBody(), key...).want(http.StatusCreated, "") // a day later the key is new
}

// TestARequestThatWasCutOffMakesNothingTwice: the process was killed after it
// had saved and before it answered.
func TestARequestThatWasCutOffMakesNothingTwice(t *testing.T) {
	s := newStage(t)
	body := must(json.Marshal(needBody()))(t)
	who := must(s.signIn.Authenticate(t.Context(), s.token["firm A"]))(t)
	ctx, _, err := s.app.TakeUp(t.Context(), who, "cut", fingerprint("POST", "/api/v1/needs", body), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.app.CreateNeed(ctx, who, domain.Need{Amount: 300_000_000, Term: 12, Purpose: "working_capital"})
	if err != nil {
		t.Fatal(err)
	}
	busy := s.do("firm A", "POST", "/api/v1/needs", body, idempotencyHeader, "cut")
	busy.want(http.StatusConflict, "idempotency_in_flight")
	if busy.header.Get("Retry-After") == "" {
		t.Error("who may still be at it is not told when to try again")
	}
	s.forward(time.Minute)
	again := s.do("firm A", "POST", "/api/v1/needs", body, idempotencyHeader, "cut")
	again.want(http.StatusCreated, "")
	if again.at("id") != string(made.ID) {
		t.Errorf("another need was made: %v, want %s", again.at("id"), made.ID)
	}
	if have := len(s.do("firm A", "GET", "/api/v1/needs", nil).at("items").([]any)); have != 1 {
		t.Errorf("%d needs, want 1", have)
	}
}

func TestOfManyAtOnceOneMakesTheThing(t *testing.T) {
	s := newStage(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	counts := map[string]int{}
	for range 50 {
		all.Go(func() {
			a := s.do("firm A", "POST", "/api/v1/needs", needBody(), idempotencyHeader, "at-once")
			mu.Lock()
			defer mu.Unlock()
			counts[fmt.Sprint(a.status)]++
		})
	}
	all.Wait()
	if counts["201"] < 1 || counts["201"]+counts["409"] != 50 {
		t.Errorf("have %v, want 201 or 409", counts)
	}
	if have := len(s.do("firm A", "GET", "/api/v1/needs", nil).at("items").([]any)); have != 1 {
		t.Errorf("%d needs, want 1", have)
	}
}
