package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"unicode/utf16"
)

// TestAnOfferFromDraftToWithdrawn: who sees it when, and what it does to
// search and matches.
func TestAnOfferFromDraftToWithdrawn(t *testing.T) {
	s := newStage(t)
	size := s.live.Engine().Size()
	id := s.newOffer("bank")
	path := "/api/v1/offers/" + id
	found := func() bool {
		s.settle()
		return s.do("", "GET", "/api/v1/offers?q="+url.QueryEscape("测试信用贷")+"&provider=icbc-chongqing", nil).at("items", 0, "offer", "id") == id
	}
	draft := s.do("bank", "GET", path, nil)
	if draft.at("state") != "draft" || draft.at("source", "kind") != "provider" || draft.at("source", "date") != "2026-11-23" ||
		draft.at("provider", "id") != "icbc-chongqing" || draft.at("catalogue") != false || draft.at("terms", "amount_min_fen") != nil {
		t.Errorf("draft: %s", draft.body)
	}
	s.do("", "GET", path, nil).want(http.StatusNotFound, "offer_not_found")
	s.do("bank", "POST", path+"/publish", nil).want(http.StatusOK, "")
	s.do("bank", "POST", path+"/publish", nil).want(http.StatusConflict, "offer_move_not_allowed")
	if !found() || s.live.Engine().Size() != size+1 {
		t.Errorf("published, and not found or not matched: %d offers", s.live.Engine().Size())
	}
	s.do("", "GET", path, nil).want(http.StatusOK, "")
	s.do("other bank", "PUT", path, with(offerBody(), "version", 2)).want(http.StatusForbidden, "denied")

	changed := s.do("bank", "PUT", path, with(offerBody(), "version", 2, "name", map[string]any{"zh": "测试信用贷二号"}))
	changed.want(http.StatusOK, "")
	if changed.at("state") != "published" || changed.at("version") != 3.0 || changed.at("name", "en") != "" {
		t.Errorf("changed: %s", changed.body)
	}
	// What was read can be sent back.
	back := map[string]any{}
	for _, k := range []string{"kind", "products", "name", "summary", "features", "notes", "terms", "criteria", "judgements", "valid_from", "valid_until", "version"} {
		back[k] = changed.at(k)
	}
	again := s.do("bank", "PUT", path, back)
	again.want(http.StatusOK, "")
	if !sameBut(changed.json.(map[string]any), again.json.(map[string]any), "version", "updated_at") {
		t.Errorf("sent back: %s", again.body)
	}
	s.do("bank", "POST", path+"/withdraw", nil).want(http.StatusOK, "")
	s.settle()
	if s.live.Engine().Size() != size {
		t.Error("withdrawn, and still matched")
	}
	s.do("", "GET", path, nil).want(http.StatusNotFound, "offer_not_found")
	own := s.do("bank", "GET", "/api/v1/providers/me/offers?state=withdrawn", nil)
	if own.at("items", 0, "id") != id || len(own.at("items").([]any)) != 1 {
		t.Errorf("own: %s", own.body)
	}
}

func TestTheCatalogueIsNoClerks(t *testing.T) {
	s := newStage(t)
	offers := s.do("bank", "GET", "/api/v1/providers/me/offers?limit=1", nil)
	if len(offers.at("items").([]any)) == 0 {
		t.Fatal("the catalogue has no offer of this provider")
	}
	id := offers.at("items", 0, "id").(string)
	for _, move := range []string{"publish", "withdraw"} {
		s.do("bank", "POST", "/api/v1/offers/"+id+"/"+move, nil).want(http.StatusForbidden, "offer_from_catalogue")
	}
	s.do("bank", "PUT", "/api/v1/offers/"+id, with(offerBody(), "version", 1)).want(http.StatusForbidden, "offer_from_catalogue")
}

// TestEveryOfferCanBeRead holds each of the catalogue to the specification.
func TestEveryOfferCanBeRead(t *testing.T) {
	s := newStage(t)
	n := 0
	for cursor := ""; ; {
		page := s.do("", "GET", "/api/v1/offers?limit=50&sort=name"+cursor, nil)
		page.want(http.StatusOK, "")
		for _, item := range page.at("items").([]any) {
			id := item.(map[string]any)["offer"].(map[string]any)["id"].(string)
			s.do("", "GET", "/api/v1/offers/"+id, nil).want(http.StatusOK, "")
			n++
		}
		next, more := page.at("next_cursor").(string)
		if !more {
			if total := page.at("total"); total != float64(n) || n != s.live.Engine().Size() {
				t.Errorf("%d offers on the pages, %v in total, %d published", n, total, s.live.Engine().Size())
			}
			return
		}
		cursor = "&cursor=" + next
	}
}

func TestSearching(t *testing.T) {
	s := newStage(t)
	total := func(query string) int {
		t.Helper()
		a := s.do("", "GET", "/api/v1/offers?"+query, nil)
		a.want(http.StatusOK, "")
		return int(a.at("total").(float64))
	}
	all := total("")
	kinds := total("kind=loan") + total("kind=fund") + total("kind=award")
	if all == 0 || kinds != all || total("kind=loan&kind=fund") != total("kind=loan")+total("kind=fund") {
		t.Errorf("all %d, by kind %d", all, kinds)
	}
	if total("district=500000") != all {
		t.Error("the whole region should filter nothing")
	}
	if d := total("district=500109"); d == 0 || d > all {
		t.Errorf("in one district: %d of %d", d, all)
	}
	// An abolished district finds what its successor has.
	if total("district=500112") < total("district=CQ-LJX") {
		t.Error("a firm that keeps its old code should find what is for the new one")
	}
	if section, division := total("industry=C"), total("industry=34"); section < division {
		t.Errorf("a section finds %d, one of its divisions %d", section, division)
	}
	if some := total("amount_fen=100000000&term_months=12"); some == 0 || some > all {
		t.Errorf("for an amount and a term: %d", some)
	}
	a := s.do("", "GET", "/api/v1/offers?q="+url.QueryEscape("专精特新")+"&limit=5", nil)
	marked := false
	for _, item := range a.at("items").([]any) {
		for _, h := range item.(map[string]any)["highlights"].([]any) {
			text := utf16.Encode([]rune(h.(map[string]any)["text"].(string)))
			for _, span := range h.(map[string]any)["spans"].([]any) {
				from, to := int(span.(map[string]any)["start"].(float64)), int(span.(map[string]any)["end"].(float64))
				if from < 0 || to <= from || to > len(text) {
					t.Fatalf("span %d to %d in a text of %d", from, to, len(text))
				}
				marked = marked || string(utf16.Decode(text[from:to])) == "专精特新"
			}
		}
	}
	if !marked {
		t.Errorf("专精特新 is marked nowhere: %.500s", a.body)
	}
	for _, facet := range []string{"kind", "provider", "product"} {
		if a.at("facets", facet, 0, "label", "zh") == "" || a.at("facets", facet, 0, "count").(float64) <= 0 {
			t.Errorf("facet %s: %v", facet, a.at("facets", facet))
		}
	}
	if pinyin := total("q=zhuanjingtexin"); pinyin == 0 {
		t.Error("pinyin finds nothing")
	}
}

func TestReference(t *testing.T) {
	s := newStage(t)
	a := s.do("", "GET", "/api/v1/vocabularies?vocabulary=places", nil)
	for _, item := range a.at("items").([]any) {
		e := item.(map[string]any)
		if e["vocabulary"] != "places" {
			t.Fatalf("asked for places: %v", e)
		}
		if e["code"] == "500112" && (e["valid_until"] != "2025-11-05" || fmt.Sprint(e["successors"]) != "[CQ-LJX 500109]" || e["parent"] != "500000") {
			t.Errorf("渝北区: %v", e)
		}
	}
	seen := map[any]bool{}
	for _, item := range s.do("", "GET", "/api/v1/vocabularies", nil).at("items").([]any) {
		seen[item.(map[string]any)["vocabulary"]] = true
	}
	for _, want := range []string{"places", "industries", "purposes", "tiers", "certificates", "rosters", "patent_kinds", "collateral_kinds",
		"products", "tax_grades", "size_classes", "project_kinds", "project_fields", "project_states", "provider_kinds"} {
		if !seen[want] {
			t.Errorf("no vocabulary %s", want)
		}
	}
	fields := map[any]map[string]any{}
	for _, item := range s.do("", "GET", "/api/v1/fields", nil).at("items").([]any) {
		f := item.(map[string]any)
		fields[f["field"]] = f
	}
	if f := fields["enterprise.tax_grade"]; f["type"] != "code" || f["vocabulary"] != "tax_grades" || f["declared"] != false {
		t.Errorf("the tax grade: %v", f)
	}
	if f := fields["enterprise.knowledge_value_grade"]; f["declared"] != true {
		t.Errorf("the knowledge-value grade: %v", f)
	}
	offer := s.do("", "GET", "/api/v1/offers/icbc-tax", nil)
	for _, item := range offer.at("criteria").([]any) {
		if c := item.(map[string]any); c["title"] == nil || c["want"] == nil {
			t.Errorf("a criterion without words: %v", c)
		}
	}
	if providers := s.do("", "GET", "/api/v1/providers", nil).at("items").([]any); len(providers) < 20 {
		t.Errorf("%d providers", len(providers))
	}
}
