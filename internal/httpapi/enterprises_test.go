package httpapi

import (
	"net/http"
	"reflect"
	"testing"
)

// TestAProfileComesBackAsItWasGiven, what is not known and what is known to
// be none included.
func TestAProfileComesBackAsItWasGiven(t *testing.T) {
	s := newStage(t)
	lists := []string{"financials", "patents", "certificates", "tiers", "collateral", "loans", "declarations"}
	blank := s.do("firm A", "GET", "/api/v1/enterprises/me", nil)
	blank.want(http.StatusOK, "")
	for _, name := range lists {
		if v := blank.at(name); v != nil {
			t.Errorf("%s of a firm that said nothing: %v", name, v)
		}
	}
	none := updateBody(1)
	for _, name := range lists {
		none[name] = []any{}
	}
	s.do("firm A", "PUT", "/api/v1/enterprises/me", none).want(http.StatusOK, "")
	a := s.do("firm A", "GET", "/api/v1/enterprises/me", nil)
	for _, name := range lists {
		if v, ok := a.at(name).([]any); !ok || len(v) != 0 {
			t.Errorf("%s known to be none came back as %v", name, a.at(name))
		}
	}
	full := updateBody(2)
	full["declarations"] = []any{map[string]any{"field": "enterprise.in_incubator", "number": 1}}
	full["collateral"] = []any{map[string]any{"kind": "equipment", "appraised_fen": 5}}
	s.do("firm A", "PUT", "/api/v1/enterprises/me", full).want(http.StatusOK, "")
	a = s.do("firm A", "GET", "/api/v1/enterprises/me", nil)
	if a.at("financials", 1, "net_profit_fen") != -100.0 || a.at("financials", 0, "main_revenue_fen") != nil || a.at("tiers", 0, "until") != nil ||
		a.at("tiers", 1, "until") != "2027-05-31" || a.at("declarations", 0, "number") != 1.0 || a.at("loans", 0, "renewal_committed") != nil {
		t.Errorf("profile: %s", a.body)
	}
	// What was read can be sent back, and is the same but for its version.
	back := map[string]any{}
	for k, v := range a.json.(map[string]any) {
		if k != "id" && k != "district" && k != "updated_at" {
			back[k] = v
		}
	}
	again := s.do("firm A", "PUT", "/api/v1/enterprises/me", back)
	again.want(http.StatusOK, "")
	if !sameBut(a.json.(map[string]any), again.json.(map[string]any), "version", "updated_at") {
		t.Errorf("sent back: %s", again.body)
	}
}

func TestWhoSeesAProfile(t *testing.T) {
	s := newStage(t)
	a, b := "/api/v1/enterprises/"+s.firm["firm A"], "/api/v1/enterprises/"+s.firm["firm B"]
	rows := map[string]struct {
		who, path string
		status    int
		code      string
	}{
		"its own people":                 {"firm A", a, 200, ""},
		"another firm":                   {"firm B", a, 404, "enterprise_not_found"},
		"the agency of its district":     {"agency", a, 200, ""},
		"the agency of another district": {"agency", b, 404, "enterprise_not_found"},
		"the regulator":                  {"regulator", b, 200, ""},
		"a bank":                         {"bank", a, 403, "denied"},
		"a fund manager":                 {"fund_manager", a, 403, "denied"},
		"nobody":                         {"", a, 401, "not_signed_in"},
		"a profile that does not exist":  {"regulator", "/api/v1/enterprises/ent_none", 404, "enterprise_not_found"},
		"an agency's own, which is none": {"agency", "/api/v1/enterprises/me", 403, "no_enterprise"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.do(row.who, "GET", row.path, nil).want(row.status, row.code)
		})
	}
}

// TestTwoWhoEditAtOnce: the first to save wins, the second is told.
func TestTwoWhoEditAtOnce(t *testing.T) {
	s := newStage(t)
	s.do("firm A", "PUT", "/api/v1/enterprises/me", with(updateBody(1), "staff", 90)).want(http.StatusOK, "")
	s.do("firm A", "PUT", "/api/v1/enterprises/me", with(updateBody(1), "staff", 91)).want(http.StatusConflict, "enterprise_changed")
	if have := s.do("firm A", "GET", "/api/v1/enterprises/me", nil); have.at("staff") != 90.0 || have.at("version") != 2.0 {
		t.Errorf("after both: %s", have.body)
	}
}

// TestSigningIn walks the tokens' life.
func TestSigningIn(t *testing.T) {
	s := newStage(t)
	credentials := map[string]any{"email": "firm-a@example.com", "password": stagePassword}
	s.do("", "POST", "/api/v1/auth/login", with(credentials, "password", "not-the-password")).want(http.StatusUnauthorized, "wrong_credentials")
	in := s.do("", "POST", "/api/v1/auth/login", credentials)
	in.want(http.StatusOK, "")
	if in.at("user", "role") != "enterprise" || in.at("organisation", "enterprise_id") != s.firm["firm A"] || in.at("expires_in").(float64) <= 0 {
		t.Errorf("session: %s", in.body)
	}
	old := map[string]any{"refresh_token": in.at("refresh_token")}
	fresh := s.do("", "POST", "/api/v1/auth/refresh", old)
	fresh.want(http.StatusOK, "")
	s.do(fresh.at("access_token").(string), "GET", "/api/v1/enterprises/me", nil).want(http.StatusOK, "")
	s.do("", "POST", "/api/v1/auth/refresh", old).want(http.StatusUnauthorized, "refresh_reused")
	s.do(fresh.at("access_token").(string), "GET", "/api/v1/enterprises/me", nil).want(http.StatusUnauthorized, "session_ended")
	s.do("", "POST", "/api/v1/auth/refresh", map[string]any{"refresh_token": "made-up"}).want(http.StatusUnauthorized, "refresh_invalid")
	s.do("", "POST", "/api/v1/auth/logout", nil).want(http.StatusUnauthorized, "not_signed_in")

	keys := s.do("", "GET", "/.well-known/jwks.json", nil)
	if keys.at("keys", 0, "crv") != "Ed25519" || !reflect.DeepEqual(keys.at("keys", 0, "alg"), "EdDSA") {
		t.Errorf("keys: %s", keys.body)
	}
	last := 0
	for i := 0; i < 20 && last != http.StatusTooManyRequests; i++ {
		last = s.do("", "POST", "/api/v1/auth/login", with(credentials, "password", "not-the-password")).status
	}
	a := s.do("", "POST", "/api/v1/auth/login", credentials)
	a.want(http.StatusTooManyRequests, "too_many_attempts")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}
