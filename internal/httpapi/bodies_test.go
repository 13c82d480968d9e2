package httpapi

import (
	"encoding/json"
	"net/http"
	"testing"
)

// The bodies that tests send, each a good one.

func needBody() map[string]any {
	return map[string]any{
		"amount_fen": 300_000_000, "term_months": 12, "purpose": "working_capital", "guarantee": true, "rate_ceiling_bp": 450,
		"latest_on": "2026-12-31", "repayment": "interest_only", "note": "备料",
		"collateral": []any{map[string]any{"kind": "equipment", "appraised_fen": 420_000_000, "prior_liens_fen": 0}},
	}
}

func profileBody(who, place string) map[string]any {
	return map[string]any{
		"uscc": uscc(who), "name": who + " 精密机械有限公司", "founded_on": "2016-04-18", "industry": "34",
		"residences": []any{map[string]any{"district": place, "from": "2016-04-18"}},
		"zone":       "none", "size_class": "small", "tax_grade": "A", "staff": 80, "rd_staff": 12,
		"financials": []any{
			map[string]any{"year": 2024, "revenue_fen": 5_000_000_000, "audited": true},
			map[string]any{"year": 2025, "revenue_fen": 6_200_000_000, "main_revenue_fen": 6_000_000_000, "net_profit_fen": -100},
		},
		"patents": []any{map[string]any{"kind": "invention", "count": 3}}, "certificates": []any{},
		"tiers": []any{map[string]any{"code": "innovative_sme", "from": "2024-01-10"}, map[string]any{"code": "srdi_sme", "from": "2024-06-01", "until": "2027-05-31"}},
		"loans": []any{map[string]any{"lender": "某银行", "principal_fen": 100_000_000, "due_on": "2027-03-01"}},
	}
}

func updateBody(version any) map[string]any {
	return with(profileBody("firm A", "500109"), "version", version)
}

func offerBody() map[string]any {
	return map[string]any{
		"kind": "loan", "products": []any{"credit"}, "name": map[string]any{"zh": "测试信用贷", "en": "Test credit loan"},
		"summary": map[string]any{"zh": "给专精特新企业的信用贷款"},
		"terms": map[string]any{
			"amount_max_fen": 500_000_000, "term_min_months": 1, "term_max_months": 36, "collateral_required": false,
			"rate":       map[string]any{"basis": "lpr_spread", "lpr_tenor": "1y", "spread_min_bp": 50, "spread_max_bp": 120},
			"repayments": []any{"interest_only"},
		},
		"criteria": []any{
			map[string]any{
				"id": "tier", "label": map[string]any{"zh": "专精特新", "en": "SRDI SME"}, "field": "enterprise.tiers", "op": "contains_any",
				"values": []any{map[string]any{"from": "2026-01-01", "codes": []any{"srdi_sme"}}},
				"clause": map[string]any{"document": "产品说明书", "article": "3"},
			},
			map[string]any{
				"id": "scale", "label": map[string]any{"zh": "收入或人数"}, "clause": map[string]any{"document": "产品说明书"},
				"routes": []any{
					map[string]any{"id": "revenue", "criteria": []any{map[string]any{
						"id": "revenue", "label": map[string]any{"zh": "营业收入"}, "field": "enterprise.revenue", "op": ">=",
						"values": []any{map[string]any{"from": "2026-01-01", "number": 1_000_000_000}}, "clause": map[string]any{"document": "产品说明书"},
					}}},
					map[string]any{"id": "staff", "criteria": []any{map[string]any{
						"id": "staff", "label": map[string]any{"zh": "从业人数"}, "field": "enterprise.staff", "op": ">=",
						"values": []any{map[string]any{"from": "2026-01-01", "number": 50}}, "clause": map[string]any{"document": "产品说明书"},
					}}},
				},
			},
		},
		"judgements": []any{map[string]any{"zh": "实地走访"}}, "valid_until": "2027-12-31",
	}
}

// with is a copy of a body with one key changed; a nil value takes it out.
func with(body map[string]any, pairs ...any) map[string]any {
	out := map[string]any{}
	for k, v := range body {
		out[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
			continue
		}
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}

func raw(t *testing.T, body any) []byte {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// newNeed drafts a need and answers its id.
func (s *stage) newNeed(who string) string {
	s.t.Helper()
	a := s.do(who, "POST", "/api/v1/needs", needBody())
	a.want(http.StatusCreated, "")
	return a.at("id").(string)
}

// newOffer drafts an offer and answers its id.
func (s *stage) newOffer(who string) string {
	s.t.Helper()
	a := s.do(who, "POST", "/api/v1/offers", offerBody())
	a.want(http.StatusCreated, "")
	return a.at("id").(string)
}
