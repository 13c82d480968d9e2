package httpapi

import (
	"net/http"
	"testing"
	"time"
)

func TestMortgageTermsAreDatedAndGiveCeilings(t *testing.T) {
	s := newStage(t)
	need := s.newNeed("firm A") // has equipment appraised at 4,200,000 without liens
	path := "/api/v1/needs/" + need + "/mortgage"
	before := s.do("firm A", "GET", path, nil)
	before.want(http.StatusOK, "")
	if before.at("items", 0, "terms") != nil || before.at("items", 0, "ordinary_fen") != nil {
		t.Errorf("without terms nothing is known: %s", before.body)
	}
	enter := func(from string, ratio, added any) answer {
		return s.do("regulator", "POST", "/api/v1/mortgage-terms", map[string]any{"collateral": "equipment", "from": from, "ratio_bp": ratio, "value_added_bp": added, "source": "试点办法第三条"})
	}
	enter("2026-11-01", 4000, 7000).want(http.StatusCreated, "")
	enter("2026-12-01", 5000, nil).want(http.StatusCreated, "") // from a later day
	now := s.do("firm A", "GET", path, nil)
	if now.at("items", 0, "ordinary_fen") != 168_000_000.0 || now.at("items", 0, "value_added_fen") != 294_000_000.0 || now.at("items", 0, "added_fen") != 126_000_000.0 {
		t.Errorf("have %s", now.body)
	}
	s.forward(10 * 24 * time.Hour)
	s.relogin("firm A", "regulator", "bank", "agency", "firm B")
	later := s.do("firm A", "GET", path, nil)
	if later.at("items", 0, "ordinary_fen") != 210_000_000.0 || later.at("items", 0, "value_added_fen") != nil || later.at("items", 0, "terms", "from") != "2026-12-01" {
		t.Errorf("have %s", later.body)
	}
	list := s.do("bank", "GET", "/api/v1/mortgage-terms", nil)
	if len(list.at("items").([]any)) != 2 || list.at("items", 0, "from") != "2026-12-01" || list.at("items", 0, "value_added_bp") != nil {
		t.Errorf("have %s", list.body)
	}
	for code, body := range map[string]map[string]any{
		"value_added_below_ratio": {"collateral": "equipment", "from": "2026-11-01", "ratio_bp": 6000, "value_added_bp": 5000, "source": "x"},
		"quote_rate_out_of_range": {"collateral": "equipment", "from": "2026-11-01", "ratio_bp": 10_001, "source": "x"},
		"unknown_code":            {"collateral": "dreams", "from": "2026-11-01", "source": "x"},
		"required":                {"collateral": "equipment", "from": "2026-11-01", "source": " "},
	} {
		s.do("regulator", "POST", "/api/v1/mortgage-terms", body).want(http.StatusUnprocessableEntity, code)
	}
	for _, who := range []string{"bank", "agency", "firm A"} {
		s.do(who, "POST", "/api/v1/mortgage-terms", map[string]any{"collateral": "equipment", "from": "2026-11-01", "source": "x"}).want(http.StatusForbidden, "denied")
	}
	s.do("firm B", "GET", path, nil).want(http.StatusNotFound, "need_not_found")
}

func TestRiskSharesOfADeal(t *testing.T) {
	s, _, application := fileStage(t)
	path := "/api/v1/applications/" + application
	shares := map[string]any{"shares": []any{map[string]any{"party": "bank", "share_bp": 2000}, map[string]any{"party": "guarantor", "name": "区担保公司", "share_bp": 8000}}}
	s.do("bank", "POST", path+"/risk-shares", shares).want(http.StatusConflict, "application_without_deal")
	s.do("bank", "POST", path+"/accept", nil).want(http.StatusOK, "")
	s.do("bank", "POST", path+"/quote", quoteBody(100_000_000)).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/take", map[string]any{"number": 1}).want(http.StatusOK, "")
	a := s.do("bank", "POST", path+"/risk-shares", shares)
	a.want(http.StatusOK, "")
	if seen := s.do("firm A", "GET", path, nil); seen.at("risk_shares", 1, "share_bp") != 8000.0 || seen.at("risk_shares", 1, "name") != "区担保公司" {
		t.Errorf("the firm sees %s", seen.body)
	}
	shares["shares"].([]any)[0].(map[string]any)["share_bp"] = 2001
	s.do("bank", "POST", path+"/risk-shares", shares).want(http.StatusUnprocessableEntity, "risk_shares_not_whole")
	if seen := s.do("bank", "GET", path, nil); seen.at("risk_shares", 0, "share_bp") != 2000.0 {
		t.Error("what was refused has changed the shares")
	}
	s.do("firm A", "POST", path+"/risk-shares", shares).want(http.StatusForbidden, "denied")
	s.do("other bank", "POST", path+"/risk-shares", shares).want(http.StatusNotFound, "application_not_found")
}
