package httpapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

func (s *stage) newKey(who string, scopes ...string) (id, token string) {
	s.t.Helper()
	a := s.do(who, "POST", "/api/v1/api-keys", map[string]any{"name": "信贷系统", "scopes": scopes})
	a.want(http.StatusCreated, "")
	return a.at("key", "id").(string), a.at("token").(string)
}

// TestABanksSystemWorksWithItsKey: within its scopes and its house, under a name
// of its own.
func TestABanksSystemWorksWithItsKey(t *testing.T) {
	s := newStage(t)
	s.settle()
	offer := s.ownOffer("bank", "系统办理", 500_000_000)
	need := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	application := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(offer)).at("items", 0, "id").(string)
	s.settle()
	id, token := s.newKey("bank", "applications_read", "applications_write")
	path := "/api/v1/applications/" + application

	queue := s.do(token, "GET", "/api/v1/queue/applications?mine=true", nil)
	queue.want(http.StatusOK, "")
	if queue.at("items", 0, "application", "id") != application {
		t.Errorf("have %s", queue.body)
	}
	moved := s.do(token, "POST", path+"/accept", nil)
	moved.want(http.StatusOK, "")
	moves := moved.at("moves").([]any)
	if by := moves[len(moves)-1].(map[string]any)["by_name"]; by != "信贷系统" {
		t.Errorf("the history says %v, want the system's own name", by)
	}
	// What no scope of the key opens, and what no key opens.
	for _, row := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/api/v1/bridges", nil},
		{"POST", "/api/v1/offers", offerBody()},
		{"GET", "/api/v1/api-keys", nil},
		{"POST", "/api/v1/api-keys", map[string]any{"name": "x", "scopes": []string{"offers_read"}}},
		{"POST", "/api/v1/api-keys/" + id + "/rotate", nil},
		{"GET", "/api/v1/webhooks", nil},
		{"GET", "/api/v1/notices", nil},
	} {
		s.do(token, row.method, row.path, row.body).want(http.StatusForbidden, "api_key_scope_missing")
	}
	s.do(token, "GET", "/api/v1/enterprises/"+s.firm["firm A"], nil).want(http.StatusForbidden, "denied") // beyond its role
	_, other := s.newKey("other bank", "applications_read", "applications_write")
	s.do(other, "GET", path, nil).want(http.StatusNotFound, "application_not_found")
	s.do(other, "POST", path+"/decline", map[string]any{"reason": "other", "text": "不是我们的"}).want(http.StatusNotFound, "application_not_found")

	// It is in the audit log as itself.
	found := slices.ContainsFunc(must(s.store.AuditEntries(t.Context(), 0, 10_000))(t), func(e domain.AuditEntry) bool {
		return e.Target == application && e.Outcome == "ok" && strings.TrimPrefix(string(e.User), "usr_") == strings.TrimPrefix(id, "key_")
	})
	if !found {
		t.Error("the audit log does not have the system's move")
	}
	// It is nobody who can sign in, nor an officer.
	s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": strings.ToLower(id) + "@api-key.invalid", "password": ""}).want(http.StatusUnauthorized, "wrong_credentials")
}

func TestAKeyIsRotatedAndRevoked(t *testing.T) {
	s := newStage(t)
	id, token := s.newKey("bank", "bridges_read")
	list := func(token string) answer { return s.do(token, "GET", "/api/v1/bridges", nil) }
	list(token).want(http.StatusOK, "")
	rotated := s.do("bank", "POST", "/api/v1/api-keys/"+id+"/rotate", nil)
	rotated.want(http.StatusOK, "")
	next := rotated.at("token").(string)
	list(token).want(http.StatusOK, "") // for a day
	list(next).want(http.StatusOK, "")
	s.forward(25 * time.Hour)
	s.login("bank", "bank@example.com")
	list(token).want(http.StatusUnauthorized, "api_key_invalid")
	list(next).want(http.StatusOK, "")
	s.do("other bank", "POST", "/api/v1/api-keys/"+id+"/revoke", nil).want(http.StatusUnauthorized, "token_expired")
	s.login("other bank", "other-bank@example.com")
	s.do("other bank", "POST", "/api/v1/api-keys/"+id+"/revoke", nil).want(http.StatusNotFound, "api_key_not_found")
	list(next).want(http.StatusOK, "")
	s.do("bank", "POST", "/api/v1/api-keys/"+id+"/revoke", nil).want(http.StatusOK, "")
	list(next).want(http.StatusUnauthorized, "api_key_invalid")
	s.do("bank", "POST", "/api/v1/api-keys/"+id+"/rotate", nil).want(http.StatusConflict, "api_key_revoked")
	for _, wrong := range []string{"rqk_", "rqk_x.y", token[:len(token)-1], token + "A", "rqk_01ABC." + token[len(token)-43:]} {
		list(wrong).want(http.StatusUnauthorized, "api_key_invalid")
	}
	// No answer but the first has a secret, nor has the store.
	all := s.do("bank", "GET", "/api/v1/api-keys", nil)
	all.want(http.StatusOK, "")
	stored := must(s.store.APIKey(t.Context(), domain.APIKeyID(id)))(t)
	secret := next[strings.Index(next, ".")+1:]
	if strings.Contains(string(all.body), secret) || stored.Hash == "" || strings.Contains(stored.Hash, secret) {
		t.Error("the secret is kept")
	}
	if all.at("items", 0, "last_used_on") != "2026-11-24" {
		t.Errorf("have %s", all.body)
	}
}

func TestAKeyHasItsOwnLimitAndLastDay(t *testing.T) {
	s := newStage(t, func(d *Deps) { d.RequestsPerMinute = 30 })
	a := s.do("bank", "POST", "/api/v1/api-keys", map[string]any{"name": "慢系统", "scopes": []string{"bridges_read"}, "per_minute": 3, "until": "2026-11-24"})
	a.want(http.StatusCreated, "")
	token := a.at("token").(string)
	for range 3 {
		s.do(token, "GET", "/api/v1/bridges", nil).want(http.StatusOK, "")
	}
	over := s.do(token, "GET", "/api/v1/bridges", nil)
	over.want(http.StatusTooManyRequests, "rate_limited")
	if over.header.Get("Retry-After") != "20" {
		t.Errorf("try again after %s s, want 20", over.header.Get("Retry-After"))
	}
	_, fast := s.newKey("bank", "bridges_read")
	for range 50 { // beyond what one address may without a key
		s.do(fast, "GET", "/api/v1/bridges", nil).want(http.StatusOK, "")
	}
	wrong := 0
	for range 40 { // guessed ones count for the address
		if s.do("rqk_guess.x", "GET", "/api/v1/bridges", nil).status == http.StatusTooManyRequests {
			wrong++
		}
	}
	if wrong == 0 {
		t.Error("keys can be guessed without a limit")
	}
	s.forward(48 * time.Hour)
	s.do(token, "GET", "/api/v1/bridges", nil).want(http.StatusUnauthorized, "api_key_invalid")
}

func TestWhatAKeyRefuses(t *testing.T) {
	s := newStage(t)
	good := func(change map[string]any) map[string]any {
		body := map[string]any{"name": "系统", "scopes": []string{"offers_read"}}
		for k, v := range change {
			body[k] = v
		}
		return body
	}
	for code, change := range map[string]map[string]any{
		"required":                {"name": "  "},
		"unknown_code":            {"scopes": []string{"everything"}},
		"per_minute_out_of_range": {"per_minute": 0 - 1},
		"date_in_past":            {"until": "2026-11-22"},
	} {
		s.do("bank", "POST", "/api/v1/api-keys", good(change)).want(http.StatusUnprocessableEntity, code)
	}
	for _, who := range []string{"firm A", "agency"} {
		s.do(who, "POST", "/api/v1/api-keys", good(nil)).want(http.StatusForbidden, "denied")
	}
	for range 20 {
		s.do("bank", "POST", "/api/v1/api-keys", good(nil)).want(http.StatusCreated, "")
	}
	s.do("bank", "POST", "/api/v1/api-keys", good(nil)).want(http.StatusConflict, "api_key_too_many")
	// Every scope of the policy has a name, and every name a scope.
	names := s.app.Rules.Vocabularies["api_scopes"]
	scopes := s.app.Policy.KeyScopes()
	for _, c := range scopes {
		if !s.app.Rules.Has("api_scopes", c) {
			t.Errorf("scope %s has no name", c)
		}
	}
	if len(names.Entries) != len(scopes) {
		t.Errorf("%d names for %d scopes", len(names.Entries), len(scopes))
	}
}

func TestAnOldTokenEndsWithItsKey(t *testing.T) {
	s := newStage(t)
	a := s.do("bank", "POST", "/api/v1/api-keys", map[string]any{"name": "今天为止", "scopes": []string{"bridges_read"}, "until": "2026-11-23"})
	a.want(http.StatusCreated, "")
	rotated := s.do("bank", "POST", "/api/v1/api-keys/"+a.at("key", "id").(string)+"/rotate", nil)
	rotated.want(http.StatusOK, "")
	if end := rotated.at("key", "old_token_until"); end != "2026-11-23T16:00:00Z" {
		t.Errorf("the old token is good until %v, want the end of the last day", end)
	}
}
