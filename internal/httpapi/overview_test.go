package httpapi

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestTheRegulatorSeesWhatBecameOfNeeds(t *testing.T) {
	s := newStage(t)
	offer := s.ownOffer("bank", "综合贷", 500_000_000)
	need := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	s.forward(3 * time.Hour)
	s.login("agency", "agency@example.com")
	s.do("agency", "POST", "/api/v1/needs/"+need+"/accept", nil).want(http.StatusOK, "")
	s.login("firm A", "firm-A@example.com")
	made := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(offer))
	made.want(http.StatusCreated, "")
	s.login("regulator", "regulator@example.com")
	a := s.do("regulator", "GET", "/api/v1/reports/overview", nil)
	a.want(http.StatusOK, "")
	for i, want := range []float64{1, 1, 1, 0, 0, 0, 0, 0} {
		if have := a.at("funnel", i, "needs"); have != want {
			t.Errorf("stage %d: %v needs, want %v", i, have, want)
		}
	}
	if a.at("from") != "2026-08-26" || a.at("until") != "2026-11-23" {
		t.Errorf("without a period it is of 90 days up to today, have %v to %v", a.at("from"), a.at("until"))
	}
	if a.at("steps", 0, "step") != "agency_accepts" || a.at("steps", 0, "p50_minutes") != 180.0 || a.at("steps", 0, "name", "zh") != "服务机构受理" {
		t.Errorf("have %v", a.at("steps"))
	}
	if a.at("lines", 0, "kind") != "district" || a.at("lines", 0, "name", "zh") != "北碚区" || a.at("lines", 0, "asked_fen") != 300_000_000.0 {
		t.Errorf("have %v", a.at("lines", 0))
	}
	// What is done shows at once.
	s.login("bank", "bank@example.com")
	s.do("bank", "POST", "/api/v1/applications/"+made.at("items", 0, "id").(string)+"/decline", map[string]any{"reason": "no_quota", "text": "额度已满"}).want(http.StatusOK, "")
	s.login("regulator", "regulator@example.com")
	a = s.do("regulator", "GET", "/api/v1/reports/overview", nil)
	if a.at("declines", 0, "reason") != "no_quota" || a.at("declines", 0, "times") != 1.0 {
		t.Errorf("have %v", a.at("declines"))
	}
	before := s.do("regulator", "GET", "/api/v1/reports/overview?from=2026-01-01&until=2026-06-30", nil)
	before.want(http.StatusOK, "")
	if before.at("funnel", 0, "needs") != 0.0 || len(before.at("steps").([]any)) != 0 || len(before.at("weeks").([]any)) != 27 {
		t.Errorf("another period has nothing of it: %s", before.body)
	}

	for lang, sheets := range map[string][]string{
		"zh-CN": {"需求进展", "办理时长", "按区县", "按企业梯度", "按产品类型", "按资金方", "每周走势", "不予办理原因", "当前逾期", "转贷"},
		"en":    {"Funnel", "Response times", "By district", "By tier", "By product", "By provider", "By week", "Reasons of declines", "Overdue now", "Bridges"},
	} {
		x := s.do("regulator", "GET", "/api/v1/reports/overview/export", nil, "Accept-Language", lang)
		x.want(http.StatusOK, "")
		f, err := excelize.OpenReader(bytes.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range sheets {
			if f.GetSheetName(i) != name {
				t.Errorf("sheet %d is %s, want %s", i, f.GetSheetName(i), name)
			}
		}
		if have, err := f.GetCellValue(sheets[0], "C2"); err != nil || have != "3000000.00" {
			t.Errorf("asked for: %s %v", have, err)
		}
	}
	s.do("regulator", "GET", "/api/v1/reports/overview?from=2026-11-02&until=2026-11-01", nil).want(http.StatusUnprocessableEntity, "period_reversed")
	s.do("regulator", "GET", "/api/v1/reports/overview?from=2020-01-01", nil).want(http.StatusUnprocessableEntity, "period_too_long")
	s.do("regulator", "GET", "/api/v1/reports/overview?from=2026-02-30", nil).want(http.StatusUnprocessableEntity, "date_invalid")
	for _, who := range []string{"firm A", "bank", "agency", "fund_manager"} {
		s.login(who, map[string]string{"firm A": "firm-A@example.com", "bank": "bank@example.com", "agency": "agency@example.com", "fund_manager": "fund_manager@example.com"}[who])
		s.do(who, "GET", "/api/v1/reports/overview", nil).want(http.StatusForbidden, "denied")
		s.do(who, "GET", "/api/v1/reports/overview/export", nil).want(http.StatusForbidden, "denied")
	}
}
