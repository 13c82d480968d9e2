package httpapi

import (
	"net/http"
	"testing"
	"time"
)

// TestTheQueueOfNeeds: policy puts the little giant first though it came
// later, each place says why, and an agency sees its districts alone.
func TestTheQueueOfNeeds(t *testing.T) {
	s := newStage(t)
	plain := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+plain+"/submit", nil).want(http.StatusOK, "")
	giant := with(profileBody("firm B", "500106"), "version", 1)
	giant["tiers"] = []any{map[string]any{"code": "national_little_giant", "from": "2025-01-01", "until": nil}}
	s.do("firm B", "PUT", "/api/v1/enterprises/me", giant).want(http.StatusOK, "")
	second := s.newNeed("firm B")
	s.do("firm B", "POST", "/api/v1/needs/"+second+"/submit", nil).want(http.StatusOK, "")
	s.newNeed("firm A") // a draft does not wait
	s.settle()

	all := s.do("regulator", "GET", "/api/v1/queue/needs", nil)
	all.want(http.StatusOK, "")
	if all.at("total") != 2.0 || all.at("items", 0, "need", "id") != second || all.at("items", 1, "need", "id") != plain {
		t.Fatalf("order: %s", all.body)
	}
	if tier := all.at("items", 0, "priority", "points", "groups", 0, "indicators", 0); tier.(map[string]any)["points"] != 20.0 {
		t.Errorf("points of the tier: %v", tier)
	}
	listing := func() any {
		s.settle()
		return s.do("regulator", "GET", "/api/v1/queue/needs", nil).at("items", 1, "priority", "points", "groups", 0, "indicators", 2, "points")
	}
	if have := listing(); have != 0.0 {
		t.Errorf("a firm without a cultivation record has %v points for it", have)
	}
	record := s.do("fund_manager", "POST", "/api/v1/candidacies", map[string]any{"enterprise_id": all.at("items", 1, "enterprise", "id"), "board": "bse", "on": "2026-01-10", "proof": "入库通知"})
	record.want(http.StatusCreated, "")
	if have := listing(); have != 4.0 {
		t.Errorf("a firm in the reserve has %v points for it, want 4", have)
	}
	own := s.do("agency", "GET", "/api/v1/queue/needs", nil)
	if own.at("total") != 1.0 || own.at("items", 0, "need", "id") != plain || own.at("items", 0, "position") != 1.0 {
		t.Errorf("the agency's queue: %s", own.body)
	}
	page := s.do("regulator", "GET", "/api/v1/queue/needs?limit=1", nil)
	rest := s.do("regulator", "GET", "/api/v1/queue/needs?limit=1&cursor="+page.at("next_cursor").(string), nil)
	if rest.at("items", 0, "need", "id") != plain || rest.at("next_cursor") != nil {
		t.Errorf("the second page: %s", rest.body)
	}

	s.forward(16 * 24 * time.Hour)
	s.login("regulator", "regulator@example.com")
	s.login("firm A", "firm-a@example.com")
	later := s.do("regulator", "GET", "/api/v1/queue/needs", nil)
	if later.at("items", 0, "need", "id") != plain || later.at("items", 0, "first_come") != true || later.at("items", 0, "waited_days") != 16.0 || later.at("items", 0, "first_come_after_days") != 15.0 {
		t.Errorf("after sixteen days the first who came is first: %s", later.body)
	}
	s.do("firm A", "POST", "/api/v1/needs/"+plain+"/withdraw", nil).want(http.StatusOK, "")
	s.settle()
	if left := s.do("regulator", "GET", "/api/v1/queue/needs", nil); left.at("total") != 1.0 {
		t.Errorf("a withdrawn need waits on: %s", left.body)
	}
	s.login("bank", "bank@example.com")
	s.do("bank", "GET", "/api/v1/queue/needs", nil).want(http.StatusForbidden, "denied")
	s.do("firm A", "GET", "/api/v1/queue/needs", nil).want(http.StatusForbidden, "denied")
	s.do("regulator", "GET", "/api/v1/queue/needs?cursor=x", nil).want(http.StatusUnprocessableEntity, "cursor_invalid")
}
