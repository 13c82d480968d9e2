package httpapi

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/exchange"
)

func lines(t *testing.T, a answer) []map[string]any {
	t.Helper()
	a.want(http.StatusOK, "")
	var out []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(string(a.body)), "\n") {
		if line == "" {
			continue
		}
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out = append(out, row)
	}
	return out
}

// TestWhatGoesOutComesInElsewhere: the whole of it, then what has changed since
// the mark; and the other node takes it in, twice.
func TestWhatGoesOutComesInElsewhere(t *testing.T) {
	s, need, application := fileStage(t)
	other := newStage(t)
	path := func(kind string) string { return "/api/v1/exchange/" + kind }
	s.do("firm B", "POST", "/api/v1/needs", needBody()).want(http.StatusCreated, "") // a draft stays at home

	all := s.do("regulator", "GET", path("needs"), nil)
	rows := lines(t, all)
	if len(rows) != 1 || rows[0]["id"] != need || rows[0]["uscc"] != uscc("firm A") || rows[0]["state"] != "submitted" || rows[0]["amount_fen"] != 300_000_000.0 || rows[0]["accepted_at"] != nil {
		t.Fatalf("have %v", rows)
	}
	mark := all.header.Get(markHeader)
	if again := lines(t, s.do("regulator", "GET", path("needs")+"?since="+mark, nil)); len(again) != 0 {
		t.Errorf("nothing was saved since, have %v", again)
	}
	s.forward(time.Second)
	s.do("agency", "POST", "/api/v1/needs/"+need+"/accept", nil).want(http.StatusOK, "")
	p := "/api/v1/applications/" + application
	s.do("bank", "POST", p+"/accept", nil).want(http.StatusOK, "")
	s.do("bank", "POST", p+"/quote", quoteBody(100_000_000)).want(http.StatusOK, "")
	s.do("firm A", "POST", p+"/take", map[string]any{"number": 1}).want(http.StatusOK, "")
	since := s.do("regulator", "GET", path("needs")+"?since="+mark, nil)
	if rows := lines(t, since); len(rows) != 1 || rows[0]["state"] != "accepted" || rows[0]["accepted_at"] == nil {
		t.Errorf("have %v", rows)
	}
	if rows := lines(t, s.do("regulator", "GET", path("answers"), nil)); len(rows) != 1 || rows[0]["quote_fen"] != 100_000_000.0 || rows[0]["state"] != "taken" {
		t.Errorf("have %v", rows)
	}
	if rows := lines(t, s.do("regulator", "GET", path("consents"), nil)); len(rows) != 1 || rows[0]["scopes"].([]any)[0] != "tax" || rows[0]["until"] != "2026-12-31" {
		t.Errorf("have %v", rows)
	}
	if rows := lines(t, s.do("regulator", "GET", path("deals"), nil)); len(rows) != 1 || rows[0]["amount_fen"] != 100_000_000.0 || rows[0]["signed_on"] != nil {
		t.Errorf("have %v", rows)
	}
	table := s.do("regulator", "GET", path("deals")+"?format=csv", nil)
	table.want(http.StatusOK, "")
	cells := must(csv.NewReader(strings.NewReader(strings.TrimPrefix(string(table.body), "\ufeff"))).ReadAll())(t)
	if len(cells) != 2 || strings.Join(cells[0], ",") != strings.Join(exchange.Head(exchange.Deals), ",") || cells[1][0] != application {
		t.Errorf("have %v", cells)
	}

	report := func(a answer, added, changed, unchanged float64) {
		t.Helper()
		a.want(http.StatusOK, "")
		if a.at("written") != true || a.at("added") != added || a.at("changed") != changed || a.at("unchanged") != unchanged {
			t.Errorf("have %s, want %v %v %v", a.body, added, changed, unchanged)
		}
	}
	send := func(file string, body []byte, query string) answer {
		return other.do("regulator", "POST", path("needs")+query, upload(t, file, body))
	}
	report(send("needs.jsonl", all.body, "?node=chongqing"), 1, 0, 0)
	seq := must(other.store.LastSeq(t.Context()))(t)
	report(send("needs.jsonl", all.body, "?node=chongqing"), 0, 0, 1) // the same file again
	if must(other.store.LastSeq(t.Context()))(t) != seq {
		t.Error("the same file again saved something")
	}
	report(send("needs.jsonl", since.body, "?node=chongqing"), 0, 1, 0)
	report(send("needs.jsonl", all.body, "?node=chongqing"), 0, 0, 1) // older than what is there
	report(send("needs.jsonl", all.body, "?node=sichuan"), 1, 0, 0)   // another node's
	asTable := s.do("regulator", "GET", path("needs")+"?format=csv", nil)
	report(send("needs.csv", asTable.body, "?node=by-csv&format=csv"), 1, 0, 0)
	report(send("needs.csv", asTable.body, "?node=by-csv&format=csv"), 0, 0, 1)

	list := other.do("regulator", "GET", "/api/v1/received?kind=needs&uscc="+uscc("firm A"), nil)
	list.want(http.StatusOK, "")
	if len(list.at("items").([]any)) != 3 || list.at("items", 1, "node") != "chongqing" || list.at("items", 1, "record", "state") != "accepted" ||
		list.at("items", 0, "record", "amount_fen") != 300_000_000.0 {
		t.Errorf("have %s", list.body)
	}

	bad := append([]byte(`{"id":"x"}`+"\n"), all.body...)
	refused := send("needs.jsonl", bad, "?node=new")
	refused.want(http.StatusOK, "")
	if refused.at("written") != false || refused.at("added") != 0.0 || refused.at("faults", 0, "line") != 1.0 || refused.at("faults", 0, "code") != "required" {
		t.Errorf("have %s", refused.body)
	}
	if have := len(other.do("regulator", "GET", "/api/v1/received", nil).at("items").([]any)); have != 3 {
		t.Errorf("%d records, want 3: a file at fault has left something", have)
	}
	send("needs.jsonl", all.body, "?node=Nowhere!").want(http.StatusUnprocessableEntity, "node_invalid")
	s.do("regulator", "GET", path("needs")+"?since=99999999", nil).want(http.StatusUnprocessableEntity, "mark_unknown")
	s.do("regulator", "GET", path("secrets"), nil).want(http.StatusUnprocessableEntity, "unknown_value")
	for _, who := range []string{"bank", "agency", "firm A", "fund_manager"} {
		s.do(who, "GET", path("needs"), nil).want(http.StatusForbidden, "denied")
		s.do(who, "POST", path("needs")+"?node=x1", upload(t, "x.jsonl", all.body)).want(http.StatusForbidden, "denied")
	}
	_, key := s.newKey("regulator", "exchange_read")
	s.do(key, "GET", path("needs"), nil).want(http.StatusOK, "")
	s.do(key, "POST", path("needs")+"?node=x1", upload(t, "x.jsonl", all.body)).want(http.StatusForbidden, "api_key_scope_missing")
}
