package httpapi

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"rongqiao/internal/domain"
)

const consentBody = "consent"

func request(offers ...string) map[string]any {
	return map[string]any{"offer_ids": offers, consentBody: map[string]any{"scopes": []string{"financials", "tax"}, "purpose": "贷款审批", "until": "2027-02-28"}}
}

// ownOffer publishes an offer of the bank and answers its id.
func (s *stage) ownOffer(who, name string, ceiling int64) string {
	s.t.Helper()
	body := with(offerBody(), "name", map[string]any{"zh": name, "en": ""})
	terms, _ := body["terms"].(map[string]any)
	body["terms"] = with(terms, "amount_max_fen", ceiling)
	a := s.do(who, "POST", "/api/v1/offers", body)
	a.want(http.StatusCreated, "")
	id := a.at("id").(string)
	s.do(who, "POST", "/api/v1/offers/"+id+"/publish", nil).want(http.StatusOK, "")
	s.settle()
	return id
}

func quoteBody(amount int64) map[string]any {
	return map[string]any{
		"amount_fen": amount, "rate_bp": 345, "term_months": 12, "repayment": "interest_only", "guarantee_fee_bp": 50, "one_off_fee_fen": 100_000,
		"valid_until": "2026-12-04", "note": "须开立基本户",
	}
}

// TestTheLifeOfAnApplication: sent, accepted, documents, quoted, taken,
// approved, signed, paid out in two parts, repaid; each side sees whose turn it
// is, and a refused move says what is allowed.
func TestTheLifeOfAnApplication(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	s.do("agency", "POST", "/api/v1/needs/"+need+"/accept", nil).want(http.StatusOK, "")
	mine, other := s.ownOffer("bank", "科创贷", 300_000_000), s.ownOffer("other bank", "兴渝贷", 300_000_000)
	made := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(mine, other))
	made.want(http.StatusCreated, "")
	id, second := made.at("items", 0, "id").(string), made.at("items", 1, "id").(string)
	s.settle()
	path := func(move string) string { return "/api/v1/applications/" + id + "/" + move }
	do := func(who, move string, body any, state, step string) answer {
		t.Helper()
		a := s.do(who, "POST", path(move), body)
		if a.want(http.StatusOK, ""); a.at("state") != state {
			t.Errorf("%s: have %v, want %s", move, a.at("state"), state)
		}
		if have := a.at("turn"); step == "" && have != nil || step != "" && (have == nil || a.at("turn", "step") != step) {
			t.Errorf("%s: turn %v, want %q", move, have, step)
		}
		s.settle()
		return a
	}
	remark := map[string]any{"text": ""}
	if q := s.do("bank", "GET", "/api/v1/queue/applications?mine=true", nil); q.at("total") != 1.0 || q.at("items", 0, "application", "id") != id ||
		q.at("items", 0, "application", "turn", "mine") != true || q.at("items", 0, "points").(float64) <= 0 {
		t.Errorf("the bank's queue: %s", q.body)
	}
	s.do("other bank", "GET", "/api/v1/applications/"+id, nil).want(http.StatusNotFound, "application_not_found")
	s.do("firm B", "GET", "/api/v1/applications/"+id, nil).want(http.StatusNotFound, "application_not_found")
	s.do("agency", "GET", "/api/v1/applications/"+id, nil).want(http.StatusOK, "")

	do("bank", "accept", nil, "accepted", "quote")
	refused := s.do("bank", "POST", path("approve"), remark)
	if refused.want(http.StatusConflict, "application_move_not_allowed"); len(s.do("bank", "GET", "/api/v1/applications/"+id, nil).at("allowed").([]any)) != 3 {
		t.Errorf("what is allowed: %s", refused.body)
	}
	do("bank", "want-documents", map[string]any{"documents": "近三年审计报告"}, "documents", "documents")
	if n := s.do("bank", "GET", "/api/v1/queue/applications?mine=true", nil); n.at("total") != 0.0 {
		t.Errorf("it waits for the firm, not for the bank: %s", n.body)
	}
	do("firm A", "hand-in", map[string]any{"text": "已交"}, "accepted", "quote")
	quoted := do("bank", "quote", quoteBody(300_000_000), "quoted", "firm_takes")
	// 3.45 % monthly on 3,000,000 yuan: 103,500; guarantee 0.5 %: 15,000; 1,000 once.
	if quoted.at("quotes", 0, "total_fen") != 11_950_000.0 || quoted.at("quotes", 0, "annualised_bp") == nil || quoted.at("quotes", 0, "standing") != true {
		t.Errorf("what the quote costs: %s", quoted.body)
	}
	s.do("firm A", "POST", path("take"), map[string]any{"number": 2}).want(http.StatusConflict, "quote_not_standing")
	do("firm A", "take", map[string]any{"number": 1}, "taken", "decision")
	closed := s.do("other bank", "GET", "/api/v1/applications/"+second, nil)
	if closed.at("state") != "withdrawn" || closed.at("closing", "reason") != "other_quote_taken" || closed.at("turn") != nil {
		t.Errorf("the other application: %s", closed.body)
	}
	do("bank", "approve", remark, "approved", "signing")
	s.do("bank", "POST", path("sign"), map[string]any{"contract": "HT-1", "signed_on": "2026-11-24"}).want(http.StatusUnprocessableEntity, "date_in_future")
	do("bank", "sign", map[string]any{"contract": "HT-1", "signed_on": "2026-11-23"}, "signed", "disbursement")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/withdraw", nil).want(http.StatusConflict, "need_has_deal")
	s.do("bank", "POST", path("disburse"), map[string]any{"amount_fen": 300_000_001, "paid_on": "2026-11-23"}).want(http.StatusUnprocessableEntity, "disbursed_too_much")
	do("bank", "disburse", map[string]any{"amount_fen": 200_000_000, "paid_on": "2026-11-23"}, "disbursed", "")
	s.do("bank", "POST", path("disburse"), map[string]any{"amount_fen": 100_000_001, "paid_on": "2026-11-23"}).want(http.StatusUnprocessableEntity, "disbursed_too_much")
	do("bank", "disburse", map[string]any{"amount_fen": 100_000_000, "paid_on": "2026-11-23"}, "disbursed", "")
	last := do("bank", "close", map[string]any{"repaid_on": "2026-11-23"}, "repaid", "")
	if last.at("disbursed_fen") != 300_000_000.0 || len(last.at("moves").([]any)) != 11 || len(last.at("allowed").([]any)) != 0 {
		t.Errorf("at the end: %s", last.body)
	}
	s.do("bank", "POST", path("disburse"), map[string]any{"amount_fen": 1, "paid_on": "2026-11-23"}).want(http.StatusConflict, "application_move_not_allowed")
	if s.do("bank", "GET", "/api/v1/queue/applications", nil).at("total") != 0.0 {
		t.Error("a repaid application is still under way")
	}
	if list := s.do("firm A", "GET", "/api/v1/applications?state=repaid", nil); len(list.at("items").([]any)) != 1 {
		t.Errorf("the firm's repaid ones: %s", list.body)
	}
}

// TestADeclineSaysWhyAndWhatNext to the firm; without a reason or a sentence
// it is refused.
func TestADeclineSaysWhyAndWhatNext(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	id := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(s.ownOffer("bank", "科创贷", 1_000_000_000))).at("items", 0, "id").(string)
	path := "/api/v1/applications/" + id
	for _, bad := range []map[string]any{
		{"text": "x"}, {"reason": "high_debt"}, {"reason": "high_debt", "text": ""}, {"reason": "no_such", "text": "x"}, {"reason": "terms_unsuitable", "text": "x"},
	} {
		if a := s.do("bank", "POST", path+"/decline", bad); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %s", bad, a.body)
		}
	}
	if have := s.do("bank", "GET", path, nil); have.at("state") != "sent" || len(have.at("moves").([]any)) != 1 {
		t.Errorf("a refused decline changed it: %s", have.body)
	}
	s.do("bank", "POST", path+"/decline", map[string]any{"reason": "high_debt", "text": "负债率超过授信要求"}).want(http.StatusOK, "")
	seen := s.do("firm A", "GET", path, nil)
	if seen.at("state") != "declined" || seen.at("closing", "name", "zh") != "负债水平偏高" || seen.at("closing", "text") != "负债率超过授信要求" || seen.at("closing", "next", "zh") == nil {
		t.Errorf("what the firm sees: %s", seen.body)
	}
	matches := "/api/v1/needs/" + need + "/matches"
	before := s.do("firm A", "GET", matches, nil)
	if before.at("declined", 0, "application_id") != id || before.at("declined", 0, "offer_id") != seen.at("offer_id") || before.at("declined", 0, "closing", "next", "zh") == nil {
		t.Errorf("the next matches do not say what was declined: %v", before.at("declined"))
	}
	again := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(seen.at("offer_id").(string)))
	again.want(http.StatusCreated, "") // it is closed, so that the firm may apply again
	if after := s.do("firm A", "GET", matches, nil); len(after.at("declined").([]any)) != 0 {
		t.Errorf("what is asked for anew still counts as declined: %v", after.at("declined"))
	}
}

// TestFiveApplicationsAtATime, however they come, and only for what can be
// applied for.
func TestFiveApplicationsAtATime(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	path := "/api/v1/needs/" + need + "/applications"
	var offers []string
	for i := range 7 {
		offers = append(offers, s.ownOffer("bank", fmt.Sprintf("产品%d", i), 1_000_000_000))
	}
	s.do("firm A", "POST", path, request(offers[:6]...)).want(http.StatusUnprocessableEntity, "too_many_offers")
	s.do("firm A", "POST", path, with(request(), "offer_ids", []string{})).want(http.StatusUnprocessableEntity, "required")
	s.do("firm A", "POST", path, request(offers[0], offers[0])).want(http.StatusUnprocessableEntity, "application_open_already")
	s.do("firm A", "POST", path, request("off_none")).want(http.StatusUnprocessableEntity, "offer_not_found")
	s.do("firm A", "POST", path, request("m06-1")).want(http.StatusUnprocessableEntity, "offer_not_applied_for")
	for _, bad := range []map[string]any{
		{"scopes": []string{"secrets"}, "until": "2027-02-28"}, {"scopes": []string{"tax"}, "until": "2026-11-22"}, {"scopes": []string{"tax"}, "until": "2027-11-25"},
		{"scopes": []string{"tax", "tax"}, "until": "2027-02-28"}, {"scopes": []string{"tax"}, "until": "soon"},
	} {
		if a := s.do("firm A", "POST", path, with(request(offers[0]), consentBody, bad)); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %s", bad, a.body)
		}
	}
	s.do("bank", "POST", path, request(offers[0])).want(http.StatusForbidden, "denied")
	s.do("firm B", "POST", path, request(offers[0])).want(http.StatusNotFound, "need_not_found")
	s.do("firm A", "POST", "/api/v1/needs/"+s.newNeed("firm A")+"/applications", request(offers[0])).want(http.StatusConflict, "need_not_open")
	if list := s.do("firm A", "GET", path, nil); len(list.at("items").([]any)) != 0 {
		t.Fatalf("something was made: %s", list.body)
	}

	s.do("firm A", "POST", path, request(offers[:3]...)).want(http.StatusCreated, "")
	var both sync.WaitGroup
	made := make([]int, 4)
	for i := range made {
		both.Go(func() { made[i] = s.do("firm A", "POST", path, request(offers[3+i])).status })
	}
	both.Wait()
	ok := 0
	for _, status := range made {
		switch status {
		case http.StatusCreated:
			ok++
		case http.StatusConflict:
		default:
			t.Errorf("status %d", status)
		}
	}
	if list := s.do("firm A", "GET", path, nil); len(list.at("items").([]any)) != 3+ok || ok > 2 {
		t.Errorf("%d of four went through beside three that are open", ok)
	}
	draft := s.do("firm A", "POST", "/api/v1/needs/"+s.submitted("firm A")+"/applications", with(request(offers[0]), "draft", true))
	draft.want(http.StatusCreated, "")
	id := draft.at("items", 0, "id").(string)
	s.do("bank", "GET", "/api/v1/applications/"+id, nil).want(http.StatusNotFound, "application_not_found")
	of := "/api/v1/needs/" + draft.at("items", 0, "need_id").(string) + "/applications"
	for who, want := range map[string]int{"firm A": 1, "agency": 0, "regulator": 0} {
		if list := s.do(who, "GET", of, nil); len(list.at("items").([]any)) != want {
			t.Errorf("%s sees %s, want %d of a draft", who, list.body, want)
		}
	}
	s.do("firm A", "POST", "/api/v1/applications/"+id+"/send", nil).want(http.StatusOK, "")
	s.do("bank", "GET", "/api/v1/applications/"+id, nil).want(http.StatusOK, "")
}

// TestOneOfManyTakersWins: 200 at once take one of two quotes; one happens, the
// rest are told, and nothing is taken twice.
func TestOneOfManyTakersWins(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	made := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(s.ownOffer("bank", "甲", 1_000_000_000), s.ownOffer("other bank", "乙", 1_000_000_000)))
	made.want(http.StatusCreated, "")
	ids := []string{made.at("items", 0, "id").(string), made.at("items", 1, "id").(string)}
	for i, who := range []string{"bank", "other bank"} {
		s.do(who, "POST", "/api/v1/applications/"+ids[i]+"/accept", nil).want(http.StatusOK, "")
		s.do(who, "POST", "/api/v1/applications/"+ids[i]+"/quote", quoteBody(100_000_000)).want(http.StatusOK, "")
	}
	var takers sync.WaitGroup
	answers := make([]answer, 200)
	for i := range answers {
		takers.Go(func() {
			answers[i] = s.do("firm A", "POST", "/api/v1/applications/"+ids[i%2]+"/take", map[string]any{"number": 1})
		})
	}
	takers.Wait()
	won := 0
	for _, a := range answers {
		switch a.status {
		case http.StatusOK:
			won++
		case http.StatusConflict:
		default:
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	states := map[any]int{}
	for _, id := range ids {
		states[s.do("firm A", "GET", "/api/v1/applications/"+id, nil).at("state")]++
	}
	if won != 1 || states["taken"] != 1 || states["withdrawn"] != 1 {
		t.Errorf("%d takers won, states %v", won, states)
	}
}

// TestConsentOpensWhatItSaysAndNoMore, every read is told to the firm, and what
// is revoked is closed.
func TestConsentOpensWhatItSaysAndNoMore(t *testing.T) {
	s := newStage(t)
	s.do("firm A", "PUT", "/api/v1/enterprises/me", with(profileBody("firm A", "500109"), "version", 1)).want(http.StatusOK, "")
	need := s.submitted("firm A")
	id := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(s.ownOffer("bank", "甲", 1_000_000_000))).at("items", 0, "id").(string)
	path := "/api/v1/applications/" + id
	whole := s.do("firm A", "GET", "/api/v1/enterprises/me", nil)
	o := s.do("bank", "GET", path+"/profile", nil)
	o.want(http.StatusOK, "")
	if whole.at("staff") == nil || len(whole.at("financials").([]any)) == 0 {
		t.Fatal("the profile has nothing to hide")
	}
	if o.at("enterprise", "staff") != nil || o.at("enterprise", "loans") != nil || len(o.at("enterprise", "financials").([]any)) == 0 || o.at("enterprise", "tax_grade") == nil {
		t.Errorf("opened: %s", o.body)
	}
	s.do("bank", "GET", path+"/profile", nil).want(http.StatusOK, "")
	s.do("other bank", "GET", path+"/profile", nil).want(http.StatusNotFound, "application_not_found")
	for _, who := range []string{"firm A", "agency", "regulator"} {
		s.do(who, "GET", path+"/profile", nil).want(http.StatusForbidden, "denied")
	}
	s.do("bank", "GET", "/api/v1/enterprises/"+s.firm["firm A"], nil).want(http.StatusForbidden, "denied")
	seen := s.do("firm A", "GET", path, nil)
	if seen.at("accesses", 0, "times") != 2.0 || seen.at("accesses", 0, "by_name") != "bank" || seen.at("accesses", 0, "read_on") != "2026-11-23" {
		t.Errorf("what the firm sees of the reads: %s", seen.body)
	}
	if bank := s.do("bank", "GET", path, nil); len(bank.at("accesses").([]any)) != 0 {
		t.Errorf("the bank sees who read: %s", bank.body)
	}
	if n := s.audited("application.profile"); n != 6 { // two reads and four tries
		t.Errorf("%d entries in the audit log, want 6", n)
	}
	s.do("bank", "POST", path+"/revoke-consent", nil).want(http.StatusForbidden, "denied")
	if r := s.do("firm A", "POST", path+"/revoke-consent", nil); r.at("consent", "stands") != false {
		t.Errorf("revoked: %s", r.body)
	}
	s.do("bank", "GET", path+"/profile", nil).want(http.StatusForbidden, "consent_not_standing")
}

// TestTheClockOfAnApplication: a turn let pass is said once, and a quote that
// nobody took ends it.
func TestTheClockOfAnApplication(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	s.do("agency", "POST", "/api/v1/needs/"+need+"/accept", nil).want(http.StatusOK, "")
	id := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(s.ownOffer("bank", "甲", 1_000_000_000))).at("items", 0, "id").(string)
	path := "/api/v1/applications/" + id
	if have := s.do("firm A", "GET", path, nil); have.at("turn", "due_at") != "2026-11-25T09:30:00Z" || have.at("turn", "role") != "bank" {
		t.Errorf("sent: %s", have.body)
	}
	s.until(chinaTime(11, 26, 9, 0))
	if s.clockwork() != 1 || s.clockwork() != 0 {
		t.Error("want one change, once")
	}
	if have := s.do("firm A", "GET", path, nil); have.at("turn", "state") != "overdue" || have.at("state") != "sent" || have.at("turns", 1, "change") != "overdue" {
		t.Errorf("let pass: %s", have.body)
	}
	s.do("bank", "POST", path+"/accept", nil).want(http.StatusOK, "")
	s.do("bank", "POST", path+"/quote", quoteBody(100_000_000)).want(http.StatusOK, "") // until 2026-12-04
	s.until(chinaTime(12, 4, 23, 59))
	s.clockwork()
	s.do("firm A", "GET", path, nil).want(http.StatusOK, "")
	s.until(chinaTime(12, 5, 0, 1))
	s.do("firm A", "POST", path+"/take", map[string]any{"number": 1}).want(http.StatusConflict, "quote_not_standing")
	s.clockwork()
	if have := s.do("firm A", "GET", path, nil); have.at("state") != "expired" || have.at("closing", "reason") != "quote_lapsed" || have.at("turn") != nil {
		t.Errorf("lapsed: %s", have.body)
	}
}

// TestAWithdrawnNeedEndsItsApplications.
func TestAWithdrawnNeedEndsItsApplications(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	id := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(s.ownOffer("bank", "甲", 1_000_000_000))).at("items", 0, "id").(string)
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/withdraw", nil).want(http.StatusOK, "")
	if have := s.do("bank", "GET", "/api/v1/applications/"+id, nil); have.at("state") != "withdrawn" || have.at("closing", "reason") != "need_withdrawn" {
		t.Errorf("have %s", have.body)
	}
	if n := must(s.store.Need(t.Context(), domain.NeedID(need)))(t); n.State != domain.NeedWithdrawn || n.Turn != nil {
		t.Errorf("the need: %+v", n)
	}
}
