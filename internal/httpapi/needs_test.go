package httpapi

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"
)

// TestANeedFromDraftToMatches is the platform's main job through HTTP.
func TestANeedFromDraftToMatches(t *testing.T) {
	s := newStage(t)
	s.do("firm A", "PUT", "/api/v1/enterprises/me", updateBody(1)).want(http.StatusOK, "")
	id := s.newNeed("firm A")
	path := "/api/v1/needs/" + id
	draft := s.do("firm A", "GET", path, nil)
	draft.want(http.StatusOK, "")
	if draft.at("state") != "draft" || draft.at("version") != 1.0 || draft.at("enterprise_id") != s.firm["firm A"] {
		t.Errorf("draft: %s", draft.body)
	}
	s.do("firm A", "POST", path+"/submit", nil).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/submit", nil).want(http.StatusConflict, "need_move_not_allowed")
	s.do("firm A", "PATCH", path, map[string]any{"version": 2, "term_months": 6}).want(http.StatusConflict, "need_move_not_allowed")

	a := s.do("firm A", "GET", path+"/matches?limit=500", nil)
	a.want(http.StatusOK, "")
	published := 0.0
	for _, n := range []string{"eligible", "conditional", "ineligible", "expired"} {
		published += a.at("counts", n).(float64)
	}
	if evaluated := a.at("evaluated"); evaluated != published || evaluated != float64(s.live.Engine().Size()) || published < 130 {
		t.Errorf("evaluated %v, counted %v, published %d", evaluated, published, s.live.Engine().Size())
	}
	if a.at("engine_version") == "" || a.at("rules_version") == "" || a.at("inputs_hash") == "" || a.at("day") != "2026-11-23" {
		t.Errorf("the answer does not say what it was made from: %.300s", a.body)
	}
	items := a.at("items").([]any)
	if len(items) == 0 || len(a.at("near_misses").([]any)) == 0 || len(a.at("ask_first").([]any)) == 0 {
		t.Fatalf("%d items, %v near misses, %v asks", len(items), a.at("near_misses"), a.at("ask_first"))
	}
	if a.at("items", 0, "offer", "provider", "name", "zh") == "" || len(a.at("items", 0, "reasons").([]any)) == 0 {
		t.Errorf("the first item explains nothing: %v", items[0])
	}
	again := s.do("firm A", "GET", path+"/matches?limit=500", nil)
	if x, y := a.json.(map[string]any), again.json.(map[string]any); !sameBut(x, y, "took_us") {
		t.Error("the same need is answered otherwise the second time")
	}
	if few := s.do("firm A", "GET", path+"/matches?limit=3", nil); len(few.at("items").([]any)) != 3 || few.at("evaluated") != a.at("evaluated") {
		t.Error("limit 3 should shorten the items and nothing else")
	}
	for _, who := range []string{"agency", "regulator"} {
		if b := s.do(who, "GET", path+"/matches?limit=500", nil); !sameBut(a.json.(map[string]any), b.json.(map[string]any), "took_us") {
			t.Errorf("%s sees another match", who)
		}
	}
	s.do("bank", "GET", path+"/matches", nil).want(http.StatusForbidden, "denied")
	s.do("firm A", "POST", path+"/withdraw", nil).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/withdraw", nil).want(http.StatusConflict, "need_move_not_allowed")
}

func sameBut(x, y map[string]any, but ...string) bool {
	for _, k := range but {
		delete(x, k)
		delete(y, k)
	}
	return reflect.DeepEqual(x, y)
}

// TestTryingAMatchStoresNothing gives the same answer as the stored need.
func TestTryingAMatchStoresNothing(t *testing.T) {
	s := newStage(t)
	s.do("firm A", "PUT", "/api/v1/enterprises/me", updateBody(1)).want(http.StatusOK, "")
	stored := s.do("firm A", "GET", "/api/v1/needs/"+s.newNeed("firm A")+"/matches?limit=500", nil)
	before := s.everything()
	for _, who := range []string{"firm B", "bank", "fund_manager", "agency", "regulator"} {
		tried := s.do(who, "POST", "/api/v1/match?limit=500", map[string]any{"need": needBody(), "profile": profileBody("firm A", "500109")})
		tried.want(http.StatusOK, "")
		if !sameBut(stored.json.(map[string]any), tried.json.(map[string]any), "took_us", "inputs_hash") {
			t.Errorf("%s: another answer than for the stored need", who)
		}
	}
	if s.everything() != before {
		t.Error("something was stored")
	}
}

func TestPatchingANeed(t *testing.T) {
	s := newStage(t)
	path := "/api/v1/needs/" + s.newNeed("firm A")
	was := s.do("firm A", "GET", path, nil).json.(map[string]any)
	rows := []struct {
		name  string
		patch map[string]any
		want  map[string]any // what is otherwise afterwards
	}{
		{"an empty patch changes nothing", map[string]any{}, nil},
		{"what is left out stays", map[string]any{"term_months": 24}, map[string]any{"term_months": 24.0}},
		{"null unsays", map[string]any{"rate_ceiling_bp": nil, "latest_on": nil, "repayment": nil, "guarantee": nil},
			map[string]any{"rate_ceiling_bp": nil, "latest_on": nil, "repayment": nil, "guarantee": nil}},
		{"a list is replaced whole, and null within is not known", map[string]any{"collateral": []any{map[string]any{"kind": "equipment"}}},
			map[string]any{"collateral": []any{map[string]any{"kind": "equipment", "appraised_fen": nil, "prior_liens_fen": nil}}}},
		{"an empty list says that there is none", map[string]any{"collateral": []any{}}, map[string]any{"collateral": []any{}}},
		{"a null list says nothing", map[string]any{"collateral": nil}, map[string]any{"collateral": nil}},
		{"a project is said", map[string]any{"project": map[string]any{"kind": "technical_transformation", "investment_fen": 5}},
			map[string]any{"project": map[string]any{"kind": "technical_transformation", "field": nil, "state": nil, "investment_fen": 5.0}}},
		{"a project is replaced whole", map[string]any{"project": map[string]any{"investment_fen": 6}},
			map[string]any{"project": map[string]any{"kind": nil, "field": nil, "state": nil, "investment_fen": 6.0}}},
		{"a note is emptied", map[string]any{"note": ""}, map[string]any{"note": ""}},
	}
	for _, row := range rows {
		row.patch["version"] = was["version"]
		a := s.do("firm A", "PATCH", path, row.patch)
		a.want(http.StatusOK, "")
		for k, v := range row.want {
			was[k] = v
		}
		was["version"] = was["version"].(float64) + 1
		if have := s.do("firm A", "GET", path, nil).json.(map[string]any); !sameBut(have, was, "updated_at") || !sameBut(a.json.(map[string]any), have, "updated_at") {
			t.Errorf("%s:\nhave %v\nwant %v", row.name, have, was)
		}
	}
}

func TestListingNeeds(t *testing.T) {
	s := newStage(t)
	var own []string
	for range 5 {
		own = append([]string{s.newNeed("firm A")}, own...) // the newest first
		s.forward(time.Second)
	}
	foreign := s.newNeed("firm B")
	s.do("firm A", "POST", "/api/v1/needs/"+own[0]+"/submit", nil).want(http.StatusOK, "")
	list := func(who, query string) []string {
		t.Helper()
		var ids []string
		for cursor := ""; ; {
			a := s.do(who, "GET", "/api/v1/needs?limit=2"+query+cursor, nil)
			a.want(http.StatusOK, "")
			for _, item := range a.at("items").([]any) {
				ids = append(ids, item.(map[string]any)["id"].(string))
			}
			next, more := a.at("next_cursor").(string)
			if !more {
				return ids
			}
			cursor = "&cursor=" + next
		}
	}
	rows := map[string]struct {
		who, query string
		want       []string
	}{
		"a firm sees its own, the newest first":   {"firm A", "", own},
		"by state":                                {"firm A", "&state=submitted", own[:1]},
		"by two states":                           {"firm A", "&state=submitted&state=draft", own},
		"another firm sees its own":               {"firm B", "", []string{foreign}},
		"an agency sees those of its districts":   {"agency", "", own},
		"the regulator sees all":                  {"regulator", "", append([]string{foreign}, own...)},
		"nothing is an empty list and not a null": {"firm B", "&state=withdrawn", nil},
	}
	for name, row := range rows {
		if have := list(row.who, row.query); fmt.Sprint(have) != fmt.Sprint(row.want) {
			t.Errorf("%s: have %v, want %v", name, have, row.want)
		}
	}
}

// TestANeedWhoseDayHasPassed cannot be submitted as it is.
func TestANeedWhoseDayHasPassed(t *testing.T) {
	s := newStage(t)
	id := s.newNeed("firm A")
	s.forward(60 * 24 * time.Hour)
	s.login("firm A", "firm-a@example.com")
	s.do("firm A", "POST", "/api/v1/needs/"+id+"/submit", nil).want(http.StatusUnprocessableEntity, "date_in_past")
}
