package httpapi

import (
	"net/http"
	"testing"
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
