package httpapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

func appealBody() map[string]any {
	return map[string]any{"category": "power", "title": "园区频繁停电", "text": "本月已停电三次，影响热处理产线。"}
}

// ticking lets the clock do what is due.
func (s *stage) ticking() {
	s.t.Helper()
	s.settle()
	clock := &app.Clockwork{Turns: s.app.Turns(), Desk: s.app.Desk, Store: s.store, Now: s.now, Log: s.app.Log}
	for range 10 {
		if must(clock.Once(s.t.Context()))(s.t) == 0 {
			break
		}
		s.settle()
	}
	s.settle()
}

// relogin signs everybody in again after the clock was moved.
func (s *stage) relogin(who ...string) {
	s.t.Helper()
	for _, w := range who {
		s.login(w, strings.ReplaceAll(w, " ", "-")+"@example.com")
	}
}

func (s *stage) kinds(who string) string {
	s.t.Helper()
	a := s.do(who, "GET", "/api/v1/notices?limit=100", nil)
	a.want(http.StatusOK, "")
	var out []string
	for i := range a.at("items").([]any) {
		if a.at("items", i, "topic") == "appeal" {
			out = append(out, a.at("items", i, "kind").(string))
		}
	}
	return strings.Join(out, " ")
}

func TestTheLifeOfAnAppeal(t *testing.T) {
	s := newStage(t)
	made := s.do("firm A", "POST", "/api/v1/appeals", appealBody())
	made.want(http.StatusCreated, "")
	path := "/api/v1/appeals/" + made.at("id").(string)
	if made.at("department") != "power_supply" || made.at("turn", "holder_name") != "北碚服务机构" || made.at("turn", "due_at") != "2026-11-24T09:30:00Z" || made.at("turn", "step") != "appeal_accepts" {
		t.Errorf("have %s", made.body)
	}
	s.settle()
	if s.kinds("agency") != "started" || s.kinds("agency B") != "" || s.kinds("regulator") != "" {
		t.Errorf("told: agency %q, agency B %q", s.kinds("agency"), s.kinds("agency B"))
	}
	for who, want := range map[string]int{"firm A": 200, "agency": 200, "regulator": 200, "firm B": 404, "agency B": 404, "bank": 403, "fund_manager": 403} {
		if a := s.do(who, "GET", path, nil); a.status != want {
			t.Errorf("%s reads it: have %d, want %d", who, a.status, want)
		}
	}
	s.do("firm A", "POST", path+"/accept", map[string]any{}).want(http.StatusConflict, "appeal_move_not_allowed")
	s.do("agency B", "POST", path+"/accept", map[string]any{}).want(http.StatusNotFound, "appeal_not_found")
	s.do("agency", "POST", path+"/answer", map[string]any{"text": "x"}).want(http.StatusConflict, "appeal_move_not_allowed")
	s.do("agency", "POST", path+"/accept", map[string]any{"department": "nobody"}).want(http.StatusUnprocessableEntity, "unknown_code")

	accepted := s.do("agency", "POST", path+"/accept", map[string]any{})
	accepted.want(http.StatusOK, "")
	if accepted.at("state") != "handled" || accepted.at("turn", "step") != "appeal_answers" || accepted.at("turn", "due_at") != "2026-11-30T09:30:00Z" || accepted.at("turn", "officer_name") != "agency" {
		t.Errorf("have %s", accepted.body)
	}
	s.do("agency", "POST", path+"/refer", map[string]any{"department": "economy_informatisation"}).want(http.StatusUnprocessableEntity, "required")
	s.do("agency", "POST", path+"/refer", map[string]any{"department": "economy_informatisation", "text": "涉及园区配电改造"}).want(http.StatusOK, "")
	s.do("agency", "POST", path+"/answer", map[string]any{"text": "已更换线路，月底前完成双回路。"}).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/rate", map[string]any{"rating": 6}).want(http.StatusUnprocessableEntity, "rating_out_of_range")
	s.do("firm A", "POST", path+"/reopen", map[string]any{}).want(http.StatusUnprocessableEntity, "required")
	again := s.do("firm A", "POST", path+"/reopen", map[string]any{"text": "仍在停电"})
	again.want(http.StatusOK, "")
	if again.at("state") != "handled" || again.at("turn", "holder_name") != "北碚服务机构" {
		t.Errorf("have %s", again.body)
	}
	s.do("agency", "POST", path+"/answer", map[string]any{"text": "双回路已通。"}).want(http.StatusOK, "")
	s.forward(time.Minute)
	rated := s.do("firm A", "POST", path+"/rate", map[string]any{"rating": 5, "text": "办得快"})
	rated.want(http.StatusOK, "")
	if rated.at("state") != "closed" || rated.at("rating") != 5.0 || rated.at("turn") != nil || rated.at("department") != "economy_informatisation" || rated.at("answer") != "双回路已通。" {
		t.Errorf("have %s", rated.body)
	}
	s.do("firm A", "POST", path+"/withdraw", map[string]any{}).want(http.StatusConflict, "appeal_move_not_allowed")
	s.settle()
	if have := s.kinds("agency"); strings.Count(have, "rate") != 1 || strings.Count(have, "reopen") != 1 {
		t.Errorf("the agency was told %q", have)
	}
	if have := s.kinds("firm A"); strings.Count(have, "accept") != 1 || strings.Count(have, "answer") != 2 || strings.Count(have, "refer") != 1 {
		t.Errorf("the firm was told %q", have)
	}
}

func TestAnAppealThatIsLetPassGoesToTheCity(t *testing.T) {
	s := newStage(t)
	made := s.do("firm A", "POST", "/api/v1/appeals", appealBody())
	path := "/api/v1/appeals/" + made.at("id").(string)
	s.forward(8 * time.Hour) // six in the evening of the day before it is due
	s.ticking()
	s.forward(24 * time.Hour)
	s.ticking()
	s.relogin("firm A", "agency", "regulator", "agency B")
	a := s.do("firm A", "GET", path, nil)
	if a.at("turn", "role") != "regulator" || a.at("turn", "holder_name") != "市级主管部门" || a.at("turn", "due_at") != "2026-11-25T09:30:00Z" {
		t.Errorf("have %v", a.at("turn"))
	}
	if have := s.kinds("agency"); have != "overdue due_soon started" {
		t.Errorf("the agency was told %q", have)
	}
	if have := s.kinds("regulator"); strings.Count(have, "escalated") != 1 {
		t.Errorf("the city was told %q", have)
	}
	told := strings.Fields(s.kinds("firm A")) // two of one moment stand in any order
	if slices.Sort(told); !slices.Equal(told, []string{"escalated", "overdue"}) {
		t.Errorf("the firm was told %q", told)
	}
	s.do("regulator", "POST", path+"/accept", map[string]any{}).want(http.StatusOK, "")
	s.do("agency", "POST", path+"/answer", map[string]any{"text": "x"}).want(http.StatusConflict, "turn_not_yours")
	s.forward(30 * 24 * time.Hour) // the city lets it pass: overdue, and nobody is left
	s.ticking()
	s.relogin("firm A", "regulator")
	if a := s.do("firm A", "GET", path, nil); a.at("turn", "state") != "overdue" || a.at("turn", "role") != "regulator" {
		t.Errorf("have %v", a.at("turn"))
	}
	if have := s.kinds("regulator"); strings.Count(have, "overdue") != 1 {
		t.Errorf("the city was told %q", have)
	}
}

func TestTheOfficerOfAFirmHasItsTurns(t *testing.T) {
	s := newStage(t)
	_, _, err := s.signIn.CreateUser(t.Context(), app.NewUser{
		Email: "second@example.com", Password: stagePassword, Name: "专员", Role: domain.RoleAgency,
		Organisation: domain.Organisation{ID: must(s.signIn.Authenticate(t.Context(), s.token["agency"]))(t).Organisation},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.login("second", "second@example.com")
	second := must(s.signIn.Authenticate(t.Context(), s.token["second"]))(t).User
	path := "/api/v1/enterprises/" + s.firm["firm A"] + "/liaison"
	if a := s.do("firm A", "GET", path, nil); a.at("officer") != nil {
		t.Errorf("have %s", a.body)
	}
	s.do("agency", "PUT", path, map[string]any{"officer": "usr_nobody"}).want(http.StatusUnprocessableEntity, "officer_unknown")
	s.do("agency B", "PUT", path, map[string]any{"officer": nil}).want(http.StatusNotFound, "enterprise_not_found")
	s.do("firm A", "PUT", path, map[string]any{"officer": nil}).want(http.StatusForbidden, "denied")
	named := s.do("agency", "PUT", path, map[string]any{"officer": second})
	named.want(http.StatusOK, "")
	if a := s.do("firm A", "GET", path, nil); a.at("officer_name") != "专员" {
		t.Errorf("have %s", a.body)
	}
	for range 2 {
		if a := s.do("firm A", "POST", "/api/v1/appeals", appealBody()); a.at("turn", "officer_name") != "专员" {
			t.Errorf("the appeal has %v", a.at("turn"))
		}
	}
	need := s.newNeed("firm A")
	if a := s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil); a.at("turn", "officer_name") != "专员" {
		t.Errorf("the need has %v", a.at("turn"))
	}
	s.do("agency", "PUT", path, map[string]any{"officer": nil}).want(http.StatusOK, "")
	if a := s.do("firm A", "GET", path, nil); a.at("officer") != nil {
		t.Errorf("have %s", a.body)
	}
}

func TestAppealsAreListedByReach(t *testing.T) {
	s := newStage(t)
	for range 3 {
		s.do("firm A", "POST", "/api/v1/appeals", appealBody()).want(http.StatusCreated, "")
	}
	s.do("firm B", "POST", "/api/v1/appeals", appealBody()).want(http.StatusCreated, "")
	s.settle()
	for who, want := range map[string]int{"firm A": 3, "firm B": 1, "agency": 3, "agency B": 1, "regulator": 4} {
		if have := len(s.do(who, "GET", "/api/v1/appeals?state=raised", nil).at("items").([]any)); have != want {
			t.Errorf("%s sees %d, want %d", who, have, want)
		}
		if have := len(s.do(who, "GET", "/api/v1/appeals?state=closed", nil).at("items").([]any)); have != 0 {
			t.Errorf("%s sees %d closed ones", who, have)
		}
	}
	first := s.do("agency", "GET", "/api/v1/appeals?limit=2", nil)
	second := s.do("agency", "GET", "/api/v1/appeals?limit=2&cursor="+first.at("next_cursor").(string), nil)
	if len(first.at("items").([]any)) != 2 || len(second.at("items").([]any)) != 1 || second.at("next_cursor") != nil {
		t.Errorf("have %s then %s", first.body, second.body)
	}
	s.do("bank", "GET", "/api/v1/appeals", nil).want(http.StatusForbidden, "denied")
	for code, change := range map[string]map[string]any{
		"unknown_code": {"category": "weather"}, "required": {"text": " "}, "text_too_long": {"title": strings.Repeat("长", 61)},
	} {
		body := appealBody()
		for k, v := range change {
			body[k] = v
		}
		s.do("firm A", "POST", "/api/v1/appeals", body).want(http.StatusUnprocessableEntity, code)
	}
	foreign := appealBody()
	foreign["need_id"] = s.newNeed("firm B")
	s.do("firm A", "POST", "/api/v1/appeals", foreign).want(http.StatusNotFound, "need_not_found")
	// Every category has a department.
	for _, e := range s.app.Rules.Vocabularies["appeal_categories"].Entries {
		if !s.app.Rules.Has("appeal_departments", domain.Code(e.Kind)) {
			t.Errorf("category %s goes to %q, which is no department", e.Code, e.Kind)
		}
	}
}

func TestAReceivableBecomesANeed(t *testing.T) {
	s := newStage(t)
	body := map[string]any{"debtor": "某整车有限公司", "debtor_uscc": uscc("firm B"), "amount_fen": 500_000_000, "due_on": "2026-10-31", "evidence": "合同 2026-18、验收单", "plan": "分三期付清"}
	made := s.do("firm A", "POST", "/api/v1/receivables", body)
	made.want(http.StatusCreated, "")
	path := "/api/v1/receivables/" + made.at("id").(string)
	if made.at("overdue_days") != 23.0 || made.at("state") != "open" || made.at("settled_fen") != 0.0 {
		t.Errorf("have %s", made.body)
	}
	s.do("firm A", "POST", path+"/settle", map[string]any{"amount_fen": 100_000_000, "paid_on": "2026-11-20"}).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/settle", map[string]any{"amount_fen": 400_000_001, "paid_on": "2026-11-20"}).want(http.StatusUnprocessableEntity, "receivable_settled_too_much")
	change := map[string]any{"version": 2, "debtor": "某整车有限公司", "amount_fen": 90_000_000, "due_on": "2026-10-31", "evidence": "合同"}
	s.do("firm A", "PUT", path, change).want(http.StatusUnprocessableEntity, "receivable_below_settled")
	change["version"] = 1
	s.do("firm A", "PUT", path, change).want(http.StatusConflict, "receivable_changed")
	for who, want := range map[string]int{"firm A": 1, "firm B": 0, "agency": 1, "agency B": 0, "regulator": 1} {
		if have := len(s.do(who, "GET", "/api/v1/receivables", nil).at("items").([]any)); have != want {
			t.Errorf("%s sees %d, want %d", who, have, want)
		}
	}
	s.do("bank", "GET", "/api/v1/receivables", nil).want(http.StatusForbidden, "denied")
	s.do("firm B", "POST", path+"/finance", map[string]any{"term_months": 6}).want(http.StatusNotFound, "receivable_not_found")
	s.do("agency", "POST", path+"/withdraw", nil).want(http.StatusForbidden, "denied")

	need := s.do("firm A", "POST", path+"/finance", map[string]any{"term_months": 6})
	need.want(http.StatusOK, "")
	if need.at("amount_fen") != 400_000_000.0 || need.at("purpose") != "receivables" || need.at("state") != "draft" || !strings.Contains(need.at("note").(string), "某整车有限公司") {
		t.Errorf("have %s", need.body)
	}
	again := s.do("firm A", "POST", path+"/finance", map[string]any{"term_months": 6})
	if again.at("id") != need.at("id") || len(s.do("firm A", "GET", "/api/v1/needs", nil).at("items").([]any)) != 1 {
		t.Error("asked twice it makes two needs")
	}
	s.do("firm A", "POST", path+"/settle", map[string]any{"amount_fen": 400_000_000, "paid_on": "2026-11-22"}).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/withdraw", nil).want(http.StatusConflict, "receivable_closed")
	bad := map[string]any{"debtor": "甲", "debtor_uscc": "91500109MA5U0AAA0X", "amount_fen": 1, "due_on": "2026-10-31", "evidence": " "}
	refused := s.do("firm A", "POST", "/api/v1/receivables", bad)
	refused.want(http.StatusUnprocessableEntity, "invalid_input")
	if len(refused.at("errors").([]any)) != 2 {
		t.Errorf("have %s", refused.body)
	}
}
