package httpapi

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

func financials(years ...any) []any {
	var out []any
	for _, y := range years {
		out = append(out, map[string]any{"year": y})
	}
	return out
}

// TestBadInputChangesNothing sends what nobody should and expects a code of
// its own for each, and a store as it was before.
func TestBadInputChangesNothing(t *testing.T) {
	s := newStage(t)
	need, other := s.newNeed("firm A"), s.newNeed("firm B")
	draft := s.newOffer("bank")
	const register, me, needs, match = "/api/v1/auth/register", "/api/v1/enterprises/me", "/api/v1/needs", "/api/v1/match"
	free := registration("firm C", "500106") // not registered yet, good but for what a row changes
	update := updateBody(1)
	good := needBody()
	deep := strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70)
	rows := map[string]struct {
		who, method, path string
		body              any
		status            int
		code, field       string // field is looked for under errors
	}{
		// Who the firm is
		"a USCC with a wrong check character":  {"", "POST", register, with(free, "uscc", uscc("firm C")[:17]+"1"), 422, "uscc_check_character", "uscc"},
		"a USCC of 17 characters":              {"", "POST", register, with(free, "uscc", uscc("firm C")[:17]), 422, "uscc_length", "uscc"},
		"a USCC with the letter O":             {"", "POST", register, with(free, "uscc", "91500106MAOU0CCC2X"), 422, "uscc_character", "uscc"},
		"a USCC that is registered":            {"", "POST", register, with(free, "uscc", uscc("firm A")), 409, "enterprise_registered", "uscc"},
		"an unknown district at registration":  {"", "POST", register, with(free, "district", "999999"), 422, "unknown_district", "district"},
		"an unknown industry at registration":  {"", "POST", register, with(free, "industry", "99"), 422, "unknown_industry", "industry"},
		"a founding date in the future":        {"", "POST", register, with(free, "founded_on", "2026-11-24"), 422, "date_in_future", "founded_on"},
		"a founding date that no calendar has": {"", "POST", register, with(free, "founded_on", "2026-02-31"), 422, "date_invalid", "founded_on"},
		"a password of three letters":          {"", "POST", register, with(free, "password", "abc"), 422, "password_too_short", "password"},
		"two faults come at once":              {"", "POST", register, with(free, "district", "999999", "industry", "99"), 422, "invalid_input", "industry"},
		"a wrong check character in a profile": {"firm A", "PUT", me, with(update, "uscc", uscc("firm A")[:17]+"0"), 422, "uscc_check_character", "uscc"},
		"another firm's USCC in a profile":     {"firm A", "PUT", me, with(update, "uscc", uscc("firm B")), 422, "uscc_fixed", "uscc"},
		"an unknown district in a profile":     {"firm A", "PUT", me, with(update, "residences", []any{map[string]any{"district": "123456", "from": "2016-04-18"}}), 422, "unknown_district", "residences[0].district"},
		"no residence in a profile":            {"firm A", "PUT", me, with(update, "residences", []any{}), 422, "required", "residences"},
		"an unknown industry in a profile":     {"firm A", "PUT", me, with(update, "industry", "99"), 422, "unknown_industry", "industry"},
		"an unknown tax grade":                 {"firm A", "PUT", me, with(update, "tax_grade", "Z"), 422, "unknown_code", "tax_grade"},
		"a profile founded tomorrow":           {"firm A", "PUT", me, with(update, "founded_on", "2026-11-24"), 422, "date_in_future", "founded_on"},
		"a financial year given twice":         {"firm A", "PUT", me, with(update, "financials", financials(2024, 2025, 2024)), 422, "year_given_twice", "financials[2].year"},
		"six financial years":                  {"firm A", "PUT", me, with(update, "financials", financials(2020, 2021, 2022, 2023, 2024, 2025)), 422, "too_many_years", "financials"},
		"a financial year to come":             {"firm A", "PUT", me, with(update, "financials", financials(2027)), 422, "year_out_of_range", "financials[0].year"},
		"a negative revenue":                   {"firm A", "PUT", me, with(update, "financials", []any{map[string]any{"year": 2024, "revenue_fen": -1}}), 422, "amount_negative", "financials[0].revenue_fen"},
		"a revenue beyond what fits":           {"firm A", "PUT", me, with(update, "financials", []any{map[string]any{"year": 2024, "revenue_fen": int64(9_000_000_000_000_001)}}), 422, "amount_too_large", "financials[0].revenue_fen"},
		"more R&D staff than staff":            {"firm A", "PUT", me, with(update, "rd_staff", 81), 422, "part_above_whole", "rd_staff"},
		"a tier that ends before it begins":    {"firm A", "PUT", me, with(update, "tiers", []any{map[string]any{"code": "srdi_sme", "from": "2026-01-01", "until": "2025-01-01"}}), 422, "date_before_start", "tiers[0].until"},
		"a declared field that does not exist": {"firm A", "PUT", me, with(update, "declarations", []any{map[string]any{"field": "enterprise.moon", "number": 1}}), 422, "unknown_field", "declarations[0].field"},
		"a stale version of a profile":         {"firm A", "PUT", me, with(update, "version", 7), 409, "enterprise_changed", ""},
		"a profile without a version":          {"firm A", "PUT", me, with(update, "version", nil), 422, "required", "version"},
		// The need
		"an amount of nothing":                {"firm A", "POST", needs, with(good, "amount_fen", 0), 422, "amount_not_positive", "amount_fen"},
		"a negative amount":                   {"firm A", "POST", needs, with(good, "amount_fen", -1), 422, "amount_not_positive", "amount_fen"},
		"an amount one fen too large":         {"firm A", "POST", needs, with(good, "amount_fen", int64(9_000_000_000_000_001)), 422, "amount_too_large", "amount_fen"},
		"an amount that overflows 64 bits":    {"firm A", "POST", needs, []byte(`{"amount_fen":99999999999999999999,"term_months":12,"purpose":"working_capital"}`), 422, "amount_too_large", "amount_fen"},
		"an amount that overflows a float":    {"firm A", "POST", needs, []byte(`{"amount_fen":1e999,"term_months":12,"purpose":"working_capital"}`), 422, "number_out_of_range", "amount_fen"},
		"half a fen":                          {"firm A", "POST", needs, with(good, "amount_fen", 100.5), 422, "wrong_type", "amount_fen"},
		"a whole amount with a decimal point": {"firm A", "POST", needs, []byte(`{"amount_fen":100.0,"term_months":12,"purpose":"working_capital"}`), 422, "wrong_type", "amount_fen"},
		"a term of no months":                 {"firm A", "POST", needs, with(good, "term_months", 0), 422, "term_out_of_range", "term_months"},
		"a term of 361 months":                {"firm A", "POST", needs, with(good, "term_months", 361), 422, "term_out_of_range", "term_months"},
		"a term beyond 32 bits":               {"firm A", "POST", needs, with(good, "term_months", int64(1)<<40), 422, "term_out_of_range", "term_months"},
		"an unknown purpose":                  {"firm A", "POST", needs, with(good, "purpose", "gambling"), 422, "unknown_code", "purpose"},
		"an unknown kind of collateral":       {"firm A", "POST", needs, with(good, "collateral", []any{map[string]any{"kind": "promises"}}), 422, "unknown_code", "collateral[0].kind"},
		"an unknown way to repay":             {"firm A", "POST", needs, with(good, "repayment", "never"), 422, "repayment_unknown", "repayment"},
		"a rate ceiling above 100 %":          {"firm A", "POST", needs, with(good, "rate_ceiling_bp", 10_001), 422, "rate_out_of_range", "rate_ceiling_bp"},
		"money wanted yesterday":              {"firm A", "POST", needs, with(good, "latest_on", "2026-11-22"), 422, "date_in_past", "latest_on"},
		"a day that no calendar has":          {"firm A", "POST", needs, with(good, "latest_on", "2027-02-29"), 422, "date_invalid", "latest_on"},
		"a note of 2001 characters":           {"firm A", "POST", needs, with(good, "note", strings.Repeat("字", 2001)), 422, "text_too_long", "note"},
		"a null amount in a patch":            {"firm A", "PATCH", needs + "/" + need, []byte(`{"version":1,"amount_fen":null}`), 422, "wrong_type", "amount_fen"},
		"a stale version of a need":           {"firm A", "PATCH", needs + "/" + need, map[string]any{"version": 2, "term_months": 6}, 409, "need_changed", ""},
		// The body itself
		"no body":                         {"firm A", "POST", needs, nil, 400, "body_missing", ""},
		"a body over 1 MiB":               {"firm A", "POST", needs, bytes.Repeat([]byte(" "), 1<<20+1), 413, "body_too_large", ""},
		"an unknown JSON field":           {"firm A", "POST", needs, with(good, "state", "submitted"), 422, "unknown_json_field", "state"},
		"an unknown JSON field deep down": {"firm A", "POST", needs, with(good, "collateral", []any{map[string]any{"kind": "equipment", "owner": "x"}}), 422, "unknown_json_field", "collateral[0].owner"},
		"a field in capitals":             {"firm A", "POST", needs, with(good, "Amount_Fen", 5), 422, "unknown_json_field", "Amount_Fen"},
		"a text for a number":             {"firm A", "POST", needs, with(good, "amount_fen", "300"), 422, "wrong_type", "amount_fen"},
		"a number for a text":             {"firm A", "POST", needs, with(good, "purpose", 7), 422, "wrong_type", "purpose"},
		"an object for a list":            {"firm A", "POST", needs, with(good, "collateral", map[string]any{}), 422, "wrong_type", "collateral"},
		"a list for the whole body":       {"firm A", "POST", needs, []byte(`[]`), 422, "wrong_type", ""},
		"null for the whole body":         {"firm A", "POST", needs, []byte(`null`), 422, "wrong_type", ""},
		"a field left out":                {"firm A", "POST", needs, with(good, "purpose", nil), 422, "required", "purpose"},
		"invalid UTF-8":                   {"firm A", "POST", needs, []byte("{\"amount_fen\":1,\"term_months\":1,\"purpose\":\"x\",\"note\":\"\xff\xfe\"}"), 400, "invalid_utf8", ""},
		"no JSON":                         {"firm A", "POST", needs, []byte(`{"amount_fen":`), 400, "json_syntax", ""},
		"bytes after the JSON":            {"firm A", "POST", needs, append(raw(t, good), "{}"...), 400, "json_trailing_bytes", ""},
		"a key given twice":               {"firm A", "POST", needs, []byte(`{"amount_fen":1,"amount_fen":2,"term_months":1,"purpose":"x"}`), 400, "json_key_twice", "amount_fen"},
		"JSON without a bottom":           {"firm A", "POST", needs, []byte(deep), 400, "json_too_deep", ""},
		// Parameters
		"a limit of zero":                  {"firm A", "GET", needs + "?limit=0", nil, 422, "out_of_range", "limit"},
		"a limit that is no number":        {"firm A", "GET", needs + "?limit=ten", nil, 422, "wrong_type", "limit"},
		"an unknown state in a filter":     {"firm A", "GET", needs + "?state=lost", nil, 422, "unknown_value", "state[0]"},
		"an unknown parameter":             {"firm A", "GET", needs + "?page=2", nil, 422, "unknown_parameter", "page"},
		"a parameter in invalid UTF-8":     {"", "GET", "/api/v1/offers?q=%ff", nil, 400, "invalid_utf8", ""},
		"a made-up cursor":                 {"", "GET", "/api/v1/offers?cursor=made-up", nil, 422, "cursor_invalid", "cursor"},
		"a search in an unknown district":  {"", "GET", "/api/v1/offers?district=999999", nil, 422, "unknown_district", "district"},
		"a search in an unknown industry":  {"", "GET", "/api/v1/offers?industry=99", nil, 422, "unknown_industry", "industry"},
		"a search for an unknown tier":     {"", "GET", "/api/v1/offers?tier=best", nil, 422, "unknown_code", "tier"},
		"a search for an unknown provider": {"", "GET", "/api/v1/offers?provider=nobody", nil, 422, "unknown_provider", "provider"},
		"a search for a negative amount":   {"", "GET", "/api/v1/offers?amount_fen=-5", nil, 422, "amount_not_positive", "amount_fen"},
		"a search of 201 characters":       {"", "GET", "/api/v1/offers?q=" + strings.Repeat("a", 201), nil, 422, "text_too_long", "q"},
		"a vocabulary that does not exist": {"", "GET", "/api/v1/vocabularies?vocabulary=moods", nil, 422, "unknown_vocabulary", "vocabulary"},
		// Another firm's
		"another firm's need to read":         {"firm A", "GET", needs + "/" + other, nil, 404, "need_not_found", ""},
		"another firm's need to change":       {"firm A", "PATCH", needs + "/" + other, map[string]any{"version": 1, "term_months": 6}, 404, "need_not_found", ""},
		"another firm's need to submit":       {"firm A", "POST", needs + "/" + other + "/submit", nil, 404, "need_not_found", ""},
		"another firm's need to withdraw":     {"firm A", "POST", needs + "/" + other + "/withdraw", nil, 404, "need_not_found", ""},
		"another firm's matches":              {"firm A", "GET", needs + "/" + other + "/matches", nil, 404, "need_not_found", ""},
		"another firm's profile":              {"firm A", "GET", "/api/v1/enterprises/" + s.firm["firm B"], nil, 404, "enterprise_not_found", ""},
		"a need that nobody has":              {"firm A", "GET", needs + "/need_nobody", nil, 404, "need_not_found", ""},
		"a firm of another agency's district": {"agency", "GET", "/api/v1/enterprises/" + s.firm["firm B"], nil, 404, "enterprise_not_found", ""},
		"a need of another agency's district": {"agency", "GET", needs + "/" + other, nil, 404, "need_not_found", ""},
		// Offers
		"an offer with an unknown product":  {"bank", "POST", "/api/v1/offers", with(offerBody(), "products", []any{"magic"}), 422, "unknown_code", "products[0]"},
		"an offer with its bounds reversed": {"bank", "POST", "/api/v1/offers", with(offerBody(), "terms", map[string]any{"amount_min_fen": 2, "amount_max_fen": 1}), 422, "bounds_reversed", "terms.amount_max_fen"},
		"an offer with a fee above 100 %":   {"bank", "POST", "/api/v1/offers", with(offerBody(), "terms", map[string]any{"appraisal_fee_bp": 10_001}), 422, "out_of_range", "terms.appraisal_fee_bp"},
		"an offer of an unknown kind":       {"bank", "POST", "/api/v1/offers", with(offerBody(), "kind", "gift"), 422, "unknown_value", "kind"},
		"a stale version of an offer":       {"bank", "PUT", "/api/v1/offers/" + draft, with(offerBody(), "version", 9), 409, "offer_changed", ""},
		"another bank's draft":              {"other bank", "PUT", "/api/v1/offers/" + draft, with(offerBody(), "version", 1), 404, "offer_not_found", ""},
		"another bank's draft to read":      {"other bank", "GET", "/api/v1/offers/" + draft, nil, 404, "offer_not_found", ""},
		"a draft to a visitor":              {"", "GET", "/api/v1/offers/" + draft, nil, 404, "offer_not_found", ""},
		"another bank's published offer":    {"other bank", "POST", "/api/v1/offers/cq-bridge-city/withdraw", nil, 403, "denied", ""},
		"a draft to withdraw twice over":    {"bank", "POST", "/api/v1/offers/off_nobody/withdraw", nil, 404, "offer_not_found", ""},
		// A match of what is given
		"a match whose need and profile are wrong": {"bank", "POST", match, map[string]any{"need": with(good, "purpose", "x"), "profile": with(profileBody("firm B", "500106"), "industry", "99")}, 422, "invalid_input", "profile.industry"},
		"a match with an amount that overflows":    {"bank", "POST", match, map[string]any{"need": with(good, "amount_fen", 1e18), "profile": profileBody("firm B", "500106")}, 422, "amount_too_large", "need.amount_fen"},
		"a match for a term of 361 months":         {"bank", "POST", match, map[string]any{"need": with(good, "term_months", 361), "profile": profileBody("firm B", "500106")}, 422, "term_out_of_range", "need.term_months"},
		"a match of nothing":                       {"bank", "POST", match, map[string]any{}, 422, "invalid_input", "profile"},
	}
	before := s.everything()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s.t = t
			a := s.do(row.who, row.method, row.path, row.body)
			a.want(row.status, row.code)
			if row.field != "" {
				code := row.code
				if code == "invalid_input" {
					code = map[string]string{"industry": "unknown_industry", "profile.industry": "unknown_industry", "profile": "required"}[row.field]
				}
				if !a.fault(row.field, code) {
					t.Errorf("no fault %s at %s: %s", code, row.field, a.body)
				}
			}
			if s.everything() != before {
				t.Error("the store has changed")
				before = s.everything()
			}
		})
	}
}

// TestBadTokens sends tokens that are no good, to a route that needs one and
// to one that does not.
func TestBadTokens(t *testing.T) {
	s := newStage(t)
	elsewhere := newStage(t) // its keys are not ours
	expired := s.token["firm B"]
	s.forward(11 * time.Minute)
	s.login("firm A", "firm-a@example.com")
	s.login("regulator", "regulator@example.com")
	now := s.token["firm A"]
	logout := s.do("regulator", "POST", "/api/v1/auth/logout", nil)
	logout.want(http.StatusNoContent, "")
	unknown, _, err := s.tokens.Issue(auth.Claims{ID: "tok_x", User: "usr_x", Session: "ses_x", Role: domain.RoleRegulator, Organisation: "org_x"})
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(now, ".")
	rows := map[string]struct {
		authorization string
		code          string
	}{
		"no token":                          {"", "not_signed_in"},
		"an expired token":                  {"Bearer " + expired, "token_expired"},
		"a token of another platform":       {"Bearer " + elsewhere.token["firm A"], "token_foreign"},
		"a token with its claims exchanged": {"Bearer " + parts[0] + "." + strings.Split(expired, ".")[1] + "." + parts[2], "token_invalid"},
		"a token that is none":              {"Bearer nonsense", "token_invalid"},
		"a token of a session that ended":   {"Bearer " + s.token["regulator"], "session_ended"},
		"a token of a session never begun":  {"Bearer " + unknown, "session_ended"},
		"another scheme":                    {"Basic dTpw", "token_invalid"},
		"a scheme without a token":          {"Bearer ", "token_invalid"},
	}
	before := s.everything()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s.t = t
			var headers []string
			if row.authorization != "" {
				headers = []string{"Authorization", row.authorization}
			}
			a := s.do("", "POST", "/api/v1/needs", needBody(), headers...)
			a.want(http.StatusUnauthorized, row.code)
			if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("WWW-Authenticate: %q", a.header.Get("WWW-Authenticate"))
			}
			if row.authorization != "" {
				s.do("", "GET", "/api/v1/offers", nil, headers...).want(http.StatusUnauthorized, row.code)
				s.do("", "GET", "/api/v1/providers", nil, headers...).want(http.StatusOK, "")
			}
			if s.everything() != before {
				t.Error("the store has changed")
			}
		})
	}
	s.t = t
	s.do("", "POST", "/api/v1/needs", needBody(), "Authorization", "bearer "+now).want(http.StatusCreated, "")
}
