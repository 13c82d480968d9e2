package httpapi

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"rongqiao/internal/domain"
)

// srdi is the file of 专精特新 sheets with a part of it changed.
func srdi(t *testing.T, old, new string) string {
	t.Helper()
	data, err := os.ReadFile("../../config/scorecards/tiers/srdi-sme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), old) == 0 {
		t.Fatalf("%q stands nowhere", old)
	}
	return strings.ReplaceAll(string(data), old, new)
}

// reserveFirm stores a firm at the border of the listing reserve.
func (s *stage) reserveFirm() {
	s.t.Helper()
	code, _ := domain.CompleteUSCC("91500109MA5U07777")
	profit, none := 300*10_000*domain.Yuan, domain.Fen(0)
	year := s.now().Year() - 1
	e := domain.Enterprise{
		ID: "ent_reserve", USCC: code, Name: "后备企业", FoundedOn: domain.NewDate(2010, 1, 1), Industry: "34", UpdatedAt: s.now(),
		Residences: []domain.Residence{{District: "500109", From: domain.NewDate(2010, 1, 1)}},
		Financials: []domain.FinancialYear{{Year: year - 1, Revenue: &none}, {Year: year, Revenue: &none, NetProfitAdjusted: &profit}},
	}
	yes, no := int64(1), int64(0)
	for name, n := range map[string]*int64{"intends_to_list": &yes, "abnormal_list_1y": &no, "dishonesty_list_3y": &no, "major_suit_open": &no} {
		e.Declarations = append(e.Declarations, domain.Fact{Field: "enterprise." + name, Number: n})
	}
	e.Declarations = append(e.Declarations, domain.Fact{Field: "enterprise.company_form", Codes: []domain.Code{"limited"}})
	if _, err := s.store.SaveEnterprise(s.t.Context(), e, domain.Event{Type: domain.EnterpriseSaved, ID: string(e.ID), At: s.now()}); err != nil {
		s.t.Fatal(err)
	}
}

// TestAPreviewOfARuleChange: a lower bar lets a firm in and a higher one keeps
// it out, by group and name, with what decides; nothing in force changes.
func TestAPreviewOfARuleChange(t *testing.T) {
	s := newStage(t)
	s.reserveFirm()
	preview := func(text string) answer {
		return s.do("regulator", "POST", "/api/v1/rules/preview", map[string]any{"sheets": text})
	}
	file := func(profit string) string {
		data, err := os.ReadFile("../../config/scorecards/listing/reserve.yaml")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Replace(string(data), "value: 300, unit: wan", "value: "+profit+", unit: wan", 1)
	}
	same := preview(file("300"))
	same.want(http.StatusOK, "")
	if same.at("reports", 0, "gained") != 0.0 || same.at("reports", 0, "lost") != 0.0 {
		t.Errorf("the same rule changes something: %s", same.body)
	}
	higher := preview(file("301"))
	higher.want(http.StatusOK, "")
	if higher.at("reports", 0, "lost") != 1.0 || higher.at("reports", 0, "changes", 0, "name") != "后备企业" || higher.at("reports", 0, "changes", 0, "before") != "met" ||
		higher.at("reports", 0, "changes", 0, "because", 0, "id") != "money" || higher.at("new_rules_version") == higher.at("rules_version") {
		t.Errorf("a higher bar: %s", higher.body)
	}
	again := preview(file("300"))
	if again.at("rules_version") != same.at("rules_version") || again.at("reports", 0, "lost") != 0.0 {
		t.Errorf("a preview changed the rules in force: %s", again.body)
	}

	bad := preview(srdi(t, `{in: "[70, 80)", points: 3}`, `{in: "[72, 80)", points: 3}`))
	bad.want(http.StatusUnprocessableEntity, "rule_sheet_fault")
	if bad.at("errors", 0, "code") != "rule_sheet_fault" || !strings.Contains(bad.at("errors", 0, "message").(string), "行") {
		t.Errorf("a gap between bands: %s", bad.body)
	}
	preview("sheets: 3").want(http.StatusUnprocessableEntity, "rule_sheet_fault")
	preview("sheets: []").want(http.StatusUnprocessableEntity, "rule_sheet_fault")
	for _, who := range []string{"firm A", "bank", "agency", "fund_manager"} {
		s.do(who, "POST", "/api/v1/rules/preview", map[string]any{"sheets": "sheets: []"}).want(http.StatusForbidden, "denied")
		s.do(who, "GET", "/api/v1/reports/fairness", nil).want(http.StatusForbidden, "denied")
	}
}

// TestTheFairnessReport: every firm is in one group of each kind, small groups
// are kept back, and no name is told.
func TestTheFairnessReport(t *testing.T) {
	s := newStage(t)
	r := s.do("regulator", "GET", "/api/v1/reports/fairness", nil)
	r.want(http.StatusOK, "")
	sheets, reports := r.at("sheets").([]any), r.at("reports").([]any)
	if len(sheets) != len(reports) || len(sheets) < 30 {
		t.Fatalf("%d sheets, %d reports", len(sheets), len(reports))
	}
	for i := range reports {
		if len(r.at("reports", i, "changes").([]any)) != 0 {
			t.Errorf("a report names firms: %v", reports[i])
		}
		for j := range r.at("reports", i, "groups").([]any) {
			if r.at("reports", i, "groups", j, "withheld") != true {
				t.Errorf("a group of few firms is shown: %v", r.at("reports", i, "groups", j))
			}
		}
	}
	s.do("regulator", "GET", "/api/v1/reports/fairness?on=yesterday", nil).want(http.StatusUnprocessableEntity, "date_invalid")
}

// TestAPreviewOfAnOffer: its provider sees how many submitted needs it would
// let in or lose, and nobody's name; another provider sees nothing.
func TestAPreviewOfAnOffer(t *testing.T) {
	s := newStage(t)
	need := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	id := s.newOffer("bank")
	same := s.do("bank", "POST", "/api/v1/offers/"+id+"/preview", offerBody())
	same.want(http.StatusOK, "")
	if same.at("firms") != 1.0 || same.at("gained") != 0.0 || same.at("lost") != 0.0 || strings.Contains(string(same.body), "机械有限公司") {
		t.Errorf("the same offer: %s", same.body)
	}
	narrow := offerBody()
	narrow["terms"].(map[string]any)["amount_max_fen"] = 100
	lost := s.do("bank", "POST", "/api/v1/offers/"+id+"/preview", narrow)
	lost.want(http.StatusOK, "")
	if lost.at("lost") != 1.0 || lost.at("after", 0, "outcome") != "not_met" || len(lost.at("changes").([]any)) != 0 {
		t.Errorf("a lower ceiling: %s", lost.body)
	}
	kept := s.do("bank", "GET", "/api/v1/offers/"+id, nil)
	if kept.at("terms", "amount_max_fen") == 100.0 {
		t.Error("a preview changed the offer")
	}
	s.do("other bank", "POST", "/api/v1/offers/"+id+"/preview", offerBody()).want(http.StatusNotFound, "offer_not_found")
	s.do("firm A", "POST", "/api/v1/offers/"+id+"/preview", offerBody()).want(http.StatusForbidden, "denied")
}
