package httpapi

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

const cityBridge = "cq-bridge-city"

// bridgeStage has the people of the city's fund, and the fund with so much.
func bridgeStage(t *testing.T, total int64) *stage {
	s := newStage(t)
	_, _, err := s.signIn.CreateUser(t.Context(), app.NewUser{
		Email: "fund@example.com", Password: stagePassword, Name: "fund", Role: domain.RoleFundManager,
		Organisation: domain.Organisation{Role: domain.RoleFundManager, Name: "转贷资金管理人", Provider: "city-bridge-fund"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.login("fund", "fund@example.com")
	s.do("fund", "PUT", "/api/v1/bridge-funds/"+cityBridge, fundBody(total)).want(http.StatusOK, "")
	return s
}

func fundBody(total int64) map[string]any {
	return map[string]any{"version": 0, "total_fen": total, "day_basis": "working_day", "counts_first": false, "counts_last": true, "source": "资金管理细则"}
}

func bridgeBody(contract string) map[string]any {
	return map[string]any{
		"fund_id": cityBridge, "lender_id": "icbc-chongqing", "principal_fen": 500_000_000, "due_on": "2026-11-30", "contract": contract, "amount_fen": 450_000_000,
	}
}

// committed is a bridge that the bank stands behind.
func (s *stage) committed(contract string) string {
	s.t.Helper()
	a := s.do("firm A", "POST", "/api/v1/bridges", bridgeBody(contract))
	a.want(http.StatusCreated, "")
	id := a.at("id").(string)
	s.do("bank", "POST", "/api/v1/bridges/"+id+"/commit", map[string]any{"amount_fen": 500_000_000, "promised_on": "2026-12-04"}).want(http.StatusOK, "")
	return id
}

// TestTheLifeOfABridge: requested, committed, approved, paid, old loan repaid,
// renewed, returned; the amount within its limits, the fee by the fund's own
// rule of days, and the money free again.
func TestTheLifeOfABridge(t *testing.T) {
	s := bridgeStage(t, 1_000_000_000)
	asked := s.do("firm A", "POST", "/api/v1/bridges", with(bridgeBody("JK-1"), "amount_fen", 460_000_000))
	asked.want(http.StatusCreated, "")
	id := asked.at("id").(string)
	path := "/api/v1/bridges/" + id
	if asked.at("clocks", "days_to_due") != 7.0 || asked.at("party") != "enterprise" || asked.at("limits", 3, "amount_fen") != nil {
		t.Errorf("asked: %s", asked.body)
	}
	s.do("firm A", "POST", "/api/v1/bridges", bridgeBody("JK-1")).want(http.StatusConflict, "bridge_open_already")
	s.do("other bank", "GET", path, nil).want(http.StatusNotFound, "bridge_not_found")
	s.do("firm B", "GET", path, nil).want(http.StatusNotFound, "bridge_not_found")
	s.do("agency", "GET", path, nil).want(http.StatusOK, "")
	s.do("fund", "POST", path+"/approve", map[string]any{"amount_fen": 450_000_000}).want(http.StatusConflict, "bridge_move_not_allowed")
	do := func(who, move string, body any, state string) answer {
		t.Helper()
		a := s.do(who, "POST", path+"/"+move, body)
		if a.want(http.StatusOK, ""); a.at("state") != state {
			t.Errorf("%s: have %v, want %s", move, a.at("state"), state)
		}
		return a
	}
	on := func(day string) map[string]any { return map[string]any{"done_on": day} }
	s.do("bank", "POST", path+"/commit", map[string]any{"amount_fen": 500_000_000, "promised_on": "2026-11-22"}).want(http.StatusUnprocessableEntity, "date_in_past")
	do("bank", "commit", map[string]any{"amount_fen": 500_000_000, "promised_on": "2026-12-04", "note": "同意续贷"}, "committed")
	s.do("fund", "POST", path+"/approve", map[string]any{"amount_fen": 460_000_001}).want(http.StatusUnprocessableEntity, "bridge_above_asked")
	over := s.do("fund", "POST", path+"/approve", map[string]any{"amount_fen": 450_000_001}) // the firm raises 10 % itself
	if over.want(http.StatusUnprocessableEntity, "bridge_above_limit"); !over.fault("amount_fen", "bridge_above_limit") {
		t.Errorf("above the limit: %s", over.body)
	}
	approved := do("fund", "approve", map[string]any{"amount_fen": 450_000_000}, "approved")
	if approved.at("limits", 0, "binds") != true || approved.at("limits", 3, "amount_fen") != 1_000_000_000.0 {
		t.Errorf("limits: %s", approved.body)
	}
	funds := func(who string) answer { return s.do(who, "GET", "/api/v1/bridge-funds", nil) }
	if f := fundIn(funds("fund")); f["free_fen"] != 550_000_000.0 || f["committed_fen"] != 450_000_000.0 || f["editable"] != true {
		t.Errorf("the fund: %v", f)
	}
	if f := fundIn(funds("firm A")); f["free_fen"] != nil || f["own_share_bp"] != 1000.0 || f["days_most"] != 15.0 || f["editable"] != false {
		t.Errorf("what a firm sees of the fund: %v", f)
	}
	s.do("fund", "POST", path+"/disburse", on("2026-11-24")).want(http.StatusUnprocessableEntity, "date_in_future")
	do("fund", "disburse", on("2026-11-23"), "disbursed")
	s.do("firm A", "POST", path+"/withdraw", map[string]any{"reason": "plan_changed"}).want(http.StatusConflict, "bridge_move_not_allowed")
	do("bank", "repay-old", on("2026-11-23"), "old_repaid")
	s.until(chinaTime(11, 27, 10, 0))
	s.login("fund", "fund@example.com")
	do("bank", "renew", on("2026-11-27"), "renewed")
	last := do("fund", "return", on("2026-11-27"), "returned")
	// Monday to Friday, the first day not charged: 4 working days at 1 in 10,000 of 4,500,000 yuan.
	if last.at("days_charged") != 4.0 || last.at("fee_fen") != 180_000.0 || len(last.at("moves").([]any)) != 6 {
		t.Errorf("returned: %s", last.body)
	}
	if f := fundIn(funds("regulator")); f["free_fen"] != 1_000_000_000.0 {
		t.Errorf("the money is not free again: %v", f)
	}
}

func fundIn(a answer) map[string]any {
	for _, f := range a.at("items").([]any) {
		if m := f.(map[string]any); m["id"] == cityBridge {
			return m
		}
	}
	return nil
}

// TestABridgeThatIsLate shows it to all sides: longer out than the fund
// allows, and past the day of the renewal that was promised.
func TestABridgeThatIsLate(t *testing.T) {
	s := bridgeStage(t, 1_000_000_000)
	id := s.committed("JK-1")
	path := "/api/v1/bridges/" + id
	s.do("fund", "POST", path+"/approve", map[string]any{"amount_fen": 450_000_000}).want(http.StatusOK, "")
	s.do("fund", "POST", path+"/disburse", map[string]any{"done_on": "2026-11-23"}).want(http.StatusOK, "")
	for _, row := range []struct {
		day     int
		late    any
		used    float64
		overdue bool
	}{{4, nil, 9, false}, {5, 1.0, 9, true}, {14, 10.0, 15, true}} {
		s.until(chinaTime(12, row.day, 12, 0))
		for _, who := range []string{"firm A", "bank", "regulator", "agency"} {
			b := s.do(who, "GET", path, nil)
			if b.at("clocks", "days_past_promised") != row.late || b.at("clocks", "days_used") != row.used || b.at("clocks", "overdue") != row.overdue {
				t.Errorf("2026-12-%02d, %s: %v", row.day, who, b.at("clocks"))
			}
		}
	}
	s.do("bank", "POST", path+"/repay-old", map[string]any{"done_on": "2026-12-01"}).want(http.StatusOK, "")
	s.do("bank", "POST", path+"/renew", map[string]any{"done_on": "2026-12-14"}).want(http.StatusOK, "")
	s.until(chinaTime(12, 15, 12, 0)) // sixteen working days out, and the renewal is there
	if b := s.do("firm A", "GET", path, nil); b.at("clocks", "overdue") != true {
		t.Errorf("out for longer than 15 working days: %s", b.body)
	}
}

// TestTheLastMoneyGoesToOne: 200 approvals at once share a fund that has money
// for three; three happen, and the balance is never under zero.
func TestTheLastMoneyGoesToOne(t *testing.T) {
	s := bridgeStage(t, 3*450_000_000+1)
	var ids []string
	for i := range 20 {
		ids = append(ids, s.committed(fmt.Sprint("JK-", i)))
	}
	var takers sync.WaitGroup
	answers := make([]answer, 200)
	for i := range answers {
		takers.Go(func() {
			answers[i] = s.do("fund", "POST", "/api/v1/bridges/"+ids[i%20]+"/approve", map[string]any{"amount_fen": 450_000_000})
		})
	}
	takers.Wait()
	won := 0
	for _, a := range answers {
		switch a.status {
		case http.StatusOK:
			won++
		case http.StatusConflict, http.StatusUnprocessableEntity: // moved meanwhile; no money left
		default:
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	approved := 0
	for _, id := range ids {
		if s.do("fund", "GET", "/api/v1/bridges/"+id, nil).at("state") == "approved" {
			approved++
		}
	}
	if f := fundIn(s.do("fund", "GET", "/api/v1/bridge-funds", nil)); won != 3 || approved != 3 || f["free_fen"] != 1.0 {
		t.Errorf("%d approvals, %d bridges approved, the fund has %v free", won, approved, f["free_fen"])
	}
	// What is declined, and what is withdrawn, is free again.
	for _, id := range ids {
		if s.do("fund", "GET", "/api/v1/bridges/"+id, nil).at("state") == "approved" {
			if approved--; approved%2 == 0 {
				s.do("fund", "POST", "/api/v1/bridges/"+id+"/decline", map[string]any{"reason": "no_quota", "text": "额度调整"}).want(http.StatusOK, "")
			} else {
				s.do("firm A", "POST", "/api/v1/bridges/"+id+"/withdraw", map[string]any{"reason": "plan_changed"}).want(http.StatusOK, "")
			}
		}
	}
	if f := fundIn(s.do("fund", "GET", "/api/v1/bridge-funds", nil)); f["free_fen"] != 1_350_000_001.0 {
		t.Errorf("free at the end: %v", f["free_fen"])
	}
}

// TestWhatABridgeRefuses changes nothing.
func TestWhatABridgeRefuses(t *testing.T) {
	s := bridgeStage(t, 1_000_000_000)
	for name, row := range map[string]struct {
		who  string
		body map[string]any
		code string
	}{
		"a product that is no bridge": {"firm A", with(bridgeBody("x"), "fund_id", "icbc-tax"), "offer_not_a_bridge"},
		"a bank that nobody knows":    {"firm A", with(bridgeBody("x"), "lender_id", "nobody"), "provider_not_found"},
		"a loan that was due":         {"firm A", with(bridgeBody("x"), "due_on", "2026-11-22"), "date_in_past"},
		"no principal":                {"firm A", with(bridgeBody("x"), "principal_fen", 0), "amount_not_positive"},
		"no contract":                 {"firm A", with(bridgeBody(""), "contract", ""), "required"},
		"a fund of another district":  {"firm A", with(bridgeBody("x"), "fund_id", "cq-bridge-tongliang"), "bridge_not_eligible"},
		"asked by a bank":             {"bank", bridgeBody("x"), "denied"},
	} {
		if a := s.do(row.who, "POST", "/api/v1/bridges", row.body); a.at("code") != row.code {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	if list := s.do("firm A", "GET", "/api/v1/bridges", nil); len(list.at("items").([]any)) != 0 {
		t.Errorf("something was made: %s", list.body)
	}
	fund := "/api/v1/bridge-funds/" + cityBridge
	s.do("fund", "PUT", fund, fundBody(5)).want(http.StatusConflict, "bridge_fund_changed")
	s.do("bank", "PUT", fund, with(fundBody(5), "version", 1)).want(http.StatusForbidden, "denied")
	s.do("fund", "PUT", fund, with(with(fundBody(5), "version", 1), "source", "")).want(http.StatusUnprocessableEntity, "required")
	s.do("fund", "PUT", fund, with(with(fundBody(5), "version", 1), "day_basis", "moon")).want(http.StatusUnprocessableEntity, "unknown_value")
	id := s.committed("JK-9")
	s.do("fund", "POST", "/api/v1/bridges/"+id+"/approve", map[string]any{"amount_fen": 450_000_000}).want(http.StatusOK, "")
	s.do("fund", "PUT", fund, with(fundBody(449_999_999), "version", 2)).want(http.StatusUnprocessableEntity, "bridge_fund_below_committed")
}

// TestAFeeOfAnUnknownRuleStaysUnknown: where nobody has said how the fund counts
// days, no fee is made up.
func TestAFeeOfAnUnknownRuleStaysUnknown(t *testing.T) {
	s := bridgeStage(t, 1_000_000_000)
	unknown := with(fundBody(1_000_000_000), "version", 1)
	delete(unknown, "day_basis")
	s.do("fund", "PUT", "/api/v1/bridge-funds/"+cityBridge, unknown).want(http.StatusOK, "")
	path := "/api/v1/bridges/" + s.committed("JK-1")
	s.do("fund", "POST", path+"/approve", map[string]any{"amount_fen": 1}).want(http.StatusOK, "")
	s.do("fund", "POST", path+"/disburse", map[string]any{"done_on": "2026-11-23"}).want(http.StatusOK, "")
	a := s.do("fund", "POST", path+"/return", map[string]any{"done_on": "2026-11-23"})
	if a.want(http.StatusOK, ""); a.at("fee_fen") != nil || a.at("days_charged") != nil {
		t.Errorf("have %s", a.body)
	}
}
