package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/app"
)

// TestTiersAreJudgedByTheTextOfTheDay: the day in the question decides which
// text judges, and the answer names it with clause, points and what is missing.
func TestTiersAreJudgedByTheTextOfTheDay(t *testing.T) {
	s := newStage(t)
	at := "/api/v1/enterprises/" + s.firm["firm A"] + "/tiers"
	sheet := func(query, series string) map[string]any {
		t.Helper()
		answer := s.do("firm A", "GET", at+query, nil)
		answer.want(http.StatusOK, "")
		for _, x := range answer.at("sheets").([]any) {
			if sheet := x.(map[string]any); sheet["series"] == series {
				return sheet
			}
		}
		t.Fatalf("no sheet of %s in %s", series, answer.body)
		return nil
	}
	if now := sheet("?on=2026-04-01", "srdi_sme"); now["sheet"] != "srdi_sme_2026" || now["points"] != nil || len(now["conditions"].([]any)) < 10 {
		t.Errorf("from 2026-04-01: %v", now)
	}
	old := sheet("?on=2026-03-31", "srdi_sme")
	points, ok := old["points"].(map[string]any)
	if old["sheet"] != "srdi_sme_2022" || !ok || points["max_points"] != 100.0 || points["pass_points"] != 60.0 {
		t.Errorf("to 2026-03-31: %v", old)
	}
	if missing := old["missing"].([]any); len(missing) == 0 || missing[0].(map[string]any)["label"] == nil {
		t.Errorf("what to fill in: %v", missing)
	}
	if size := sheet("", "sme_size_2011"); size["verdict"] != "unknown" && size["class"] == nil {
		t.Errorf("size class: %v", size)
	}
	s.do("firm A", "GET", at+"?on=2026-02-30", nil).want(http.StatusUnprocessableEntity, "date_invalid")
}

func TestEveryBoardStandsInTheListingReadiness(t *testing.T) {
	s := newStage(t)
	answer := s.do("regulator", "GET", "/api/v1/enterprises/"+s.firm["firm A"]+"/listing-readiness", nil)
	answer.want(http.StatusOK, "")
	boards := map[string]int{}
	for _, b := range answer.at("boards").([]any) {
		board := b.(map[string]any)
		boards[board["board"].(string)] = len(board["standards"].([]any))
	}
	for board, n := range map[string]int{"bse": 4, "chinext": 6, "star": 7, "main": 3, "neeq_basic": 5, "neeq_innovation": 4} {
		if boards[board] != n {
			t.Errorf("%s: want %d standards in force, have %d", board, n, boards[board])
		}
	}
	if answer.at("rules_version") == "" {
		t.Error("want the version of the rules")
	}
}

func TestWhoSeesAnAssessment(t *testing.T) {
	s := newStage(t)
	rows := map[string]struct {
		who    string
		status int
		code   string
	}{
		"the firm itself":                   {"firm A", http.StatusOK, ""},
		"another firm":                      {"firm B", http.StatusNotFound, "enterprise_not_found"},
		"the agency of its district":        {"agency", http.StatusOK, ""},
		"a bank, without a consent":         {"bank", http.StatusForbidden, "denied"},
		"a fund manager, without a consent": {"fund_manager", http.StatusForbidden, "denied"},
		"the regulator":                     {"regulator", http.StatusOK, ""},
		"nobody":                            {"", http.StatusUnauthorized, "not_signed_in"},
	}
	for name, r := range rows {
		for _, part := range []string{"tiers", "listing-readiness"} {
			t.Run(name+" "+part, func(t *testing.T) {
				s.t = t
				s.do(r.who, "GET", "/api/v1/enterprises/"+s.firm["firm A"]+"/"+part, nil).want(r.status, r.code)
			})
		}
	}
}

// TestCreditValuesAreKeptAndRecomputed when the firm's data or the year change,
// not when nothing did; each says what it was computed from.
func TestCreditValuesAreKeptAndRecomputed(t *testing.T) {
	s := newStage(t)
	keeper := &app.CreditKeeper{Rules: s.app.Rules, Store: s.store, Now: s.now, NewID: s.app.NewID, Location: app.ChinaTime, Log: s.app.Log}
	follow := func() {
		t.Helper()
		events := must(s.store.Events(t.Context(), must(keeper.Position(t.Context()))(t), 1000))(t)
		if len(events) > 0 {
			if err := keeper.Handle(t.Context(), events); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := "/api/v1/enterprises/" + s.firm["firm A"] + "/credit-values"
	kept := func(who string) []any {
		t.Helper()
		answer := s.do(who, "GET", at, nil)
		answer.want(http.StatusOK, "")
		return answer.at("items").([]any)
	}
	version := 1
	save := func(pairs ...any) {
		t.Helper()
		s.do("firm A", "PUT", "/api/v1/enterprises/me", with(updateBody(version), pairs...)).want(http.StatusOK, "")
		version++
		follow()
	}
	registered := []any{map[string]any{"field": "enterprise.commercial_value_registered", "number": 1}}
	save("declarations", []any{map[string]any{"field": "enterprise.commercial_value_registered", "number": 0}})
	if items := kept("firm A"); len(items) != 0 {
		t.Fatalf("a firm that is not registered has none: %v", items)
	}
	save("declarations", registered)
	save("declarations", registered) // the same again
	items := kept("firm A")
	if len(items) != 1 {
		t.Fatalf("want one result, have %v", items)
	}
	first := items[0].(map[string]any)
	if first["current"] != true || first["valid_until"] != "2026-12-31" || first["verdict"] != "unknown" || first["conditional"] != true || first["limit_fen"] != 300_000_000.0 {
		t.Errorf("the result: %v", first)
	}
	lines := first["lines"].([]any)
	if line := lines[1].(map[string]any); line["criterion"] != "registered" || line["outcome"] != "met" || line["clause"].(map[string]any)["document"] == "" {
		t.Errorf("a condition in the trace: %v", line)
	}

	save("declarations", registered, "residences", []any{map[string]any{"district": "500112", "from": "2016-04-18"}})
	if items = kept("regulator"); len(items) != 2 || items[0].(map[string]any)["current"] != true || items[1].(map[string]any)["current"] != false || items[1].(map[string]any)["basis"] != first["basis"] {
		t.Errorf("after the data changed: %v", items)
	}
	s.forward(40 * 24 * time.Hour)
	for _, who := range []string{"firm A", "firm B", "regulator", "bank"} {
		s.login(who, strings.ReplaceAll(who, " ", "-")+"@example.com")
	}
	if items = kept("regulator"); items[0].(map[string]any)["current"] != false {
		t.Errorf("in the next year it still counts: %v", items[0])
	}
	for range 2 {
		if err := keeper.Renew(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if items = kept("firm A"); len(items) != 3 || items[0].(map[string]any)["valid_until"] != "2027-12-31" {
		t.Errorf("after it was renewed twice: %d results, %v", len(items), items[0])
	}
	s.do("firm B", "GET", at, nil).want(http.StatusNotFound, "enterprise_not_found")
	s.do("bank", "GET", at, nil).want(http.StatusForbidden, "denied")
}
