package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// award finds an award in one of the answer's lists.
func (a answer) award(list, id string) map[string]any {
	a.t.Helper()
	items, _ := a.at(list).([]any)
	for _, x := range items {
		item := x.(map[string]any)
		if item["offer"].(map[string]any)["id"] == id {
			return item
		}
	}
	a.t.Fatalf("%s: %s is not %s\n%.2000s", a.what, id, list, a.body)
	return nil
}

func TestWhoSeesWhatAFirmMayClaim(t *testing.T) {
	s := newStage(t)
	a, b := "/api/v1/enterprises/"+s.firm["firm A"]+"/awards", "/api/v1/enterprises/"+s.firm["firm B"]+"/awards"
	rows := map[string]struct {
		who, path string
		status    int
		code      string
	}{
		"its own people":                    {"firm A", a, 200, ""},
		"another firm":                      {"firm B", a, 404, "enterprise_not_found"},
		"the agency of its district":        {"agency", a, 200, ""},
		"the agency of another district":    {"agency", b, 404, "enterprise_not_found"},
		"the regulator":                     {"regulator", b, 200, ""},
		"a bank":                            {"bank", a, 403, "denied"},
		"a fund manager":                    {"fund_manager", a, 403, "denied"},
		"nobody":                            {"", a, 401, "not_signed_in"},
		"a firm that does not exist":        {"regulator", "/api/v1/enterprises/ent_none/awards", 404, "enterprise_not_found"},
		"a day that no calendar has":        {"firm A", a + "?on=2026-02-30", 422, "date_invalid"},
		"a kind of project that is none":    {"firm A", a + "?project_kind=castle", 422, "unknown_code"},
		"a state of project that is none":   {"firm A", a + "?project_state=dreamt", 422, "unknown_code"},
		"a negative investment":             {"firm A", a + "?project_investment_fen=-1", 422, "amount_negative"},
		"an investment in words":            {"firm A", a + "?project_investment_fen=much", 422, "wrong_type"},
		"a parameter that is not there":     {"firm A", a + "?project_colour=red", 422, "unknown_parameter"},
		"an enterprise that is none of all": {"agency", "/api/v1/enterprises/me/awards", 404, "enterprise_not_found"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.do(row.who, "GET", row.path, nil).want(row.status, row.code)
		})
	}
}

func TestAnAwardSaysWhatItIsWorthAndWhy(t *testing.T) {
	s := newStage(t)
	s.do("firm A", "PUT", "/api/v1/enterprises/me", updateBody(1)).want(http.StatusOK, "")
	path := "/api/v1/enterprises/" + s.firm["firm A"] + "/awards"

	blank := s.do("firm A", "GET", path, nil)
	blank.want(http.StatusOK, "")
	if blank.at("project", "kind") != nil || blank.at("project", "investment_fen") != nil || blank.at("day") != "2026-11-23" {
		t.Errorf("a project that was not given: %s", blank.body)
	}
	if then := s.do("firm A", "GET", path+"?on=2026-01-31", nil); then.at("day") != "2026-01-31" {
		t.Errorf("another day was asked for: %s", then.body)
	}
	farm := blank.award("conditional", "m08-2")
	amount := farm["amount"].(map[string]any)
	if farm["ready"] != false || amount["up_to_fen"] != 200_000_000.0 || amount["base_fen"] != nil || amount["certain_fen"] != nil {
		t.Errorf("without a project: %v", farm)
	}
	if have := unknown(farm); !slices.Equal(have, []string{"need.project_kind", "need.project_investment"}) {
		t.Errorf("what is still to be said: %v", have)
	}

	q := url.Values{"project_kind": {"hill_farm_machinery"}, "project_investment_fen": {"500000000"}}
	given := s.do("firm A", "GET", path+"?"+q.Encode(), nil)
	given.want(http.StatusOK, "")
	farm = given.award("conditional", "m08-2")
	amount = farm["amount"].(map[string]any)
	// 5,000,000.00 × 20 % = 1,000,000.00, under the cap of 2,000,000
	if farm["ready"] != true || amount["up_to_fen"] != 100_000_000.0 || amount["base_fen"] != 500_000_000.0 ||
		amount["says"].(map[string]any)["en"] != "up to 1,000,000 yuan" || farm["entry"] != "m08-2" {
		t.Errorf("with its project: %v", farm)
	}
	if have := unknown(farm); len(have) != 0 {
		t.Errorf("nothing is left to be said, have %v", have)
	}
	judged := 0
	for _, r := range farm["reasons"].([]any) {
		if r.(map[string]any)["outcome"] == "judgement" {
			judged++
		}
	}
	if judged == 0 {
		t.Errorf("a person ranks the projects: %v", farm["reasons"])
	}
	if first := given.at("conditional", 0, "ready"); first != true {
		t.Errorf("what is ready comes first: %s", given.body)
	}
	out := given.award("ineligible", "m05-2") // another kind of project
	if len(out["evidence"].([]any)) != 0 {
		t.Errorf("nothing is handed in for what is out: %v", out)
	}
	total := 0
	for _, list := range []string{"eligible", "conditional", "ineligible", "expired"} {
		total += len(given.at(list).([]any))
	}
	if total != 17 {
		t.Errorf("want each of the 17 awards once, have %d", total)
	}
}

// unknown lists the fields that an award's evidence still lacks.
func unknown(item map[string]any) []string {
	var out []string
	for _, e := range item["evidence"].([]any) {
		if e := e.(map[string]any); e["known"] == false {
			out = append(out, e["field"].(string))
		}
	}
	return out
}

func TestTheMeasuresAreOpenToAll(t *testing.T) {
	s := newStage(t)
	a := s.do("", "GET", "/api/v1/measures", nil)
	a.want(http.StatusOK, "")
	counts := a.at("counts").(map[string]any)
	if len(a.at("items").([]any)) != 26 || counts["measures"] != 26.0 || counts["entries"] != 46.0 || counts["paying"] != 17.0 {
		t.Errorf("counts: %v", counts)
	}
	if a.at("document", "number") != "渝经信规范〔2022〕6号" || a.at("document", "valid_until") != nil {
		t.Errorf("document: %v", a.at("document"))
	}
	states := map[string]float64{}
	for _, m := range a.at("items").([]any) {
		for _, x := range m.(map[string]any)["entries"].([]any) {
			e := x.(map[string]any)
			state := e["state"].(string)
			states[state]++
			if (state == "served") != (e["missing"] == nil) {
				t.Errorf("%v is %s and says %v is missing", e["id"], state, e["missing"])
			}
		}
	}
	for state, n := range states {
		if counts[state] != n {
			t.Errorf("%s: counted %v, have %v", state, counts[state], n)
		}
	}
	// Money without an amount is said in words, and nothing is computed.
	amount := a.at("items", 2, "entries", 1, "offers", 0, "amount").(map[string]any)
	if amount["kind"] != "unspecified" || amount["certain_fen"] != nil || amount["up_to_fen"] != nil {
		t.Errorf("m03-2: %v", amount)
	}
	s.do("", "GET", "/api/v1/measures?number=1", nil).want(422, "unknown_parameter")
}
