package searchtest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// Conformance holds an engine to what search.Index promises. Each part opens
// an index of its own.
func Conformance(t *testing.T, open Open) {
	for _, part := range []struct {
		name string
		test func(t *testing.T, idx search.Index)
	}{
		{"filters", testFilters},
		{"sorts", testSorts},
		{"facets count the whole result", testFacets},
		{"pages follow one another", testPages},
		{"highlights give the bytes that matched", testHighlights},
		{"bad queries are invalid", testBadQueries},
		{"a batch changes the index in one step", testApply},
		{"reset empties the index", testReset},
		{"a rebuild puts a whole index in place", testRebuild},
		{"a rebuild that fails leaves the old index", testFailedRebuild},
		{"searches never see a part of a rebuild", testRebuildUnderSearch},
		{"all words come before some", testAllBeforeSome},
		{"the same search gives the same answer", testSameAnswer},
		{"searches go on while the index changes", testConcurrent},
		{"an ended context ends the call", testContext},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, open(t)) })
	}
}

func ptr[T any](v T) *T { return &v }

// offers are few enough to see every answer by eye. Amounts are in fen.
func offers() []search.Document {
	return []search.Document{
		{
			ID: "a", Kind: domain.OfferLoan, Products: []domain.Code{"bridge"}, Provider: "p1",
			NameZH: "转贷应急周转", NameEN: "Bridge loan", ProviderZH: "长寿区周转资金", Text: []string{"银行同意续贷"},
			Districts: []domain.Code{"500115", "500000"}, AmountMax: ptr(domain.Fen(1000)), TermMax: ptr(domain.Months(1)), RateMin: ptr(domain.BasisPoints(300)), Verified: true,
		},
		{
			ID: "b", Kind: domain.OfferLoan, Products: []domain.Code{"tax", "unsecured"}, Provider: "p2",
			NameZH: "税务贷", ProviderZH: "中国工商银行", ProviderEN: "ICBC", Text: []string{"按纳税数据授信", "随借随还"},
			AmountMin: ptr(domain.Fen(500)), AmountMax: ptr(domain.Fen(3000)), TermMin: ptr(domain.Months(3)), TermMax: ptr(domain.Months(12)), RateMin: ptr(domain.BasisPoints(345)),
		},
		{
			ID: "c", Kind: domain.OfferFund, Products: []domain.Code{"direct"}, Provider: "p3",
			NameZH: "专精特新基金", ProviderZH: "基金管理公司", Text: []string{"投向小巨人企业"},
			Tiers: []domain.Code{"srdi", "little_giant"}, Industries: []domain.Code{"C"}, AmountMax: ptr(domain.Fen(9000)), Verified: true,
		},
		{
			ID: "d", Kind: domain.OfferAward, Products: []domain.Code{"award"}, Provider: "p4",
			NameZH: "小巨人奖励", ProviderZH: "经济信息委", Districts: []domain.Code{"500000"}, Tiers: []domain.Code{"little_giant"}, Verified: true,
		},
		{
			ID: "e", Kind: domain.OfferLoan, Products: []domain.Code{"tax"}, Provider: "p2",
			NameZH: "保证贷", ProviderZH: "中国工商银行", ProviderEN: "ICBC", RateMin: ptr(domain.BasisPoints(345)),
		},
	}
}

func find(t *testing.T, idx search.Index, q search.Query) search.Result {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	r, err := idx.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	return r
}

func sorted(ids []domain.OfferID) []domain.OfferID { return slices.Sorted(slices.Values(ids)) }

func testFilters(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: offers(), Seq: 1})
	for name, c := range map[string]struct {
		query search.Query
		want  []domain.OfferID
	}{
		"no text and no filter finds all":                     {search.Query{}, []domain.OfferID{"a", "b", "c", "d", "e"}},
		"a text of spaces finds all":                          {search.Query{Text: " 　"}, []domain.OfferID{"a", "b", "c", "d", "e"}},
		"a kind":                                              {search.Query{Kinds: []domain.OfferKind{"loan"}}, []domain.OfferID{"a", "b", "e"}},
		"two kinds are alternatives":                          {search.Query{Kinds: []domain.OfferKind{"fund", "award"}}, []domain.OfferID{"c", "d"}},
		"a provider":                                          {search.Query{Providers: []domain.ProviderID{"p2"}}, []domain.OfferID{"b", "e"}},
		"two fields must both hold":                           {search.Query{Kinds: []domain.OfferKind{"loan"}, Providers: []domain.ProviderID{"p1", "p3"}}, []domain.OfferID{"a"}},
		"a district finds what is bound to it or to none":     {search.Query{Districts: []domain.Code{"500115"}}, []domain.OfferID{"a", "b", "c", "e"}},
		"a district's ancestor likewise":                      {search.Query{Districts: []domain.Code{"500000"}}, []domain.OfferID{"a", "b", "c", "d", "e"}},
		"a district that no offer has finds the unbound":      {search.Query{Districts: []domain.Code{"500999"}}, []domain.OfferID{"b", "c", "e"}},
		"two districts are alternatives":                      {search.Query{Districts: []domain.Code{"500999", "500115"}}, []domain.OfferID{"a", "b", "c", "e"}},
		"an industry finds what is bound to it or to none":    {search.Query{Industries: []domain.Code{"A"}}, []domain.OfferID{"a", "b", "d", "e"}},
		"a tier finds what is bound to it or to none":         {search.Query{Tiers: []domain.Code{"srdi"}}, []domain.OfferID{"a", "b", "c", "e"}},
		"a provider that no offer has finds nothing":          {search.Query{Providers: []domain.ProviderID{"p9"}}, nil},
		"values are compared and never parsed":                {search.Query{Providers: []domain.ProviderID{"p2 OR p1", "p*", `"p1"`}}, nil},
		"a value is not a part of one":                        {search.Query{Providers: []domain.ProviderID{"p"}}, nil},
		"an amount at the least passes":                       {search.Query{Amount: ptr(domain.Fen(500))}, []domain.OfferID{"a", "b", "c", "d", "e"}},
		"an amount one fen below the least does not":          {search.Query{Amount: ptr(domain.Fen(499))}, []domain.OfferID{"a", "c", "d", "e"}},
		"an amount at the most passes":                        {search.Query{Amount: ptr(domain.Fen(3000))}, []domain.OfferID{"b", "c", "d", "e"}},
		"an amount one fen above the most does not":           {search.Query{Amount: ptr(domain.Fen(3001))}, []domain.OfferID{"c", "d", "e"}},
		"bounds that are not known pass":                      {search.Query{Amount: ptr(domain.MaxFen)}, []domain.OfferID{"d", "e"}},
		"a term at the least passes":                          {search.Query{Term: ptr(domain.Months(3))}, []domain.OfferID{"b", "c", "d", "e"}},
		"a term at the most passes":                           {search.Query{Term: ptr(domain.Months(12))}, []domain.OfferID{"b", "c", "d", "e"}},
		"a term one month above the most does not":            {search.Query{Term: ptr(domain.Months(13))}, []domain.OfferID{"c", "d", "e"}},
		"a text and a filter must both hold":                  {search.Query{Text: "小巨人", Kinds: []domain.OfferKind{"award"}}, []domain.OfferID{"d"}},
		"a text that nothing has finds nothing":               {search.Query{Text: "鸳鸯"}, nil},
		"a text that nothing has finds nothing with a filter": {search.Query{Text: "鸳鸯", Kinds: []domain.OfferKind{"loan"}}, nil},
		"a word of letters that nothing has finds nothing":    {search.Query{Text: "qqqqqqq", Kinds: []domain.OfferKind{"loan"}}, nil},
		"signs alone find nothing":                            {search.Query{Text: "*:?+-"}, nil},
		"a query language is text":                            {search.Query{Text: "kind:loan"}, []domain.OfferID{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := find(t, idx, c.query)
			if have := sorted(idsOf(r)); !slices.Equal(have, c.want) {
				t.Errorf("found %v, want %v", have, c.want)
			}
			if r.Total != len(c.want) {
				t.Errorf("total %d, want %d", r.Total, len(c.want))
			}
		})
	}
}

func testSorts(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: offers(), Seq: 1})
	for name, c := range map[string]struct {
		query search.Query
		want  []domain.OfferID
	}{
		"by rate the lowest comes first, ties by id, unknown last": {search.Query{Sort: search.SortRate}, []domain.OfferID{"a", "b", "e", "c", "d"}},
		"by amount the highest ceiling comes first, unknown last":  {search.Query{Sort: search.SortAmountDesc}, []domain.OfferID{"c", "b", "a", "d", "e"}},
		"by name in the order of pinyin":                           {search.Query{Sort: search.SortName}, []domain.OfferID{"e", "b", "d", "a", "c"}}, // bao, shui, xiao, zhuandai, zhuanjing
		"by relevance without a text by id":                        {search.Query{}, []domain.OfferID{"a", "b", "c", "d", "e"}},
		"by relevance a name outweighs a text":                     {search.Query{Text: "小巨人"}, []domain.OfferID{"d", "c"}},
		"ties of a sort break by relevance":                        {search.Query{Text: "工商银行 保证", Sort: search.SortRate}, []domain.OfferID{"e", "b"}},
		"a sort orders what a text found":                          {search.Query{Text: "小巨人", Sort: search.SortAmountDesc}, []domain.OfferID{"c", "d"}},
	} {
		t.Run(name, func(t *testing.T) {
			if have := idsOf(find(t, idx, c.query)); !slices.Equal(have, c.want) {
				t.Errorf("found %v, want %v", have, c.want)
			}
		})
	}
	scores := find(t, idx, search.Query{Text: "小巨人"}).Hits
	if len(scores) == 2 && scores[0].Score < scores[1].Score {
		t.Errorf("scores %v and %v do not fall", scores[0].Score, scores[1].Score)
	}
}

func testFacets(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: offers(), Seq: 1})
	for name, c := range map[string]struct {
		query search.Query
		want  map[string][]search.Facet
	}{
		"over everything, by count, then by value, whatever the page": {search.Query{Limit: 1}, map[string][]search.Facet{
			"kind":     {{Value: "loan", Count: 3}, {Value: "award", Count: 1}, {Value: "fund", Count: 1}},
			"product":  {{Value: "tax", Count: 2}, {Value: "award", Count: 1}, {Value: "bridge", Count: 1}, {Value: "direct", Count: 1}, {Value: "unsecured", Count: 1}},
			"provider": {{Value: "p2", Count: 2}, {Value: "p1", Count: 1}, {Value: "p3", Count: 1}, {Value: "p4", Count: 1}},
			"district": {{Value: "500000", Count: 2}, {Value: "500115", Count: 1}},
			"industry": {{Value: "C", Count: 1}},
			"tier":     {{Value: "little_giant", Count: 2}, {Value: "srdi", Count: 1}},
			"verified": {{Value: "true", Count: 3}, {Value: "false", Count: 2}},
		}},
		"over what a text and a filter leave": {search.Query{Text: "小巨人", Kinds: []domain.OfferKind{"fund"}}, map[string][]search.Facet{
			"kind": {{Value: "fund", Count: 1}}, "product": {{Value: "direct", Count: 1}}, "provider": {{Value: "p3", Count: 1}},
			"district": {}, "industry": {{Value: "C", Count: 1}}, "tier": {{Value: "little_giant", Count: 1}, {Value: "srdi", Count: 1}},
			"verified": {{Value: "true", Count: 1}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			have := find(t, idx, c.query).Facets
			if len(have) != len(c.want) {
				t.Errorf("%d facets, want %d", len(have), len(c.want))
			}
			for field, want := range c.want {
				if !slices.Equal(have[field], want) {
					t.Errorf("%s: %v, want %v", field, have[field], want)
				}
			}
		})
	}
}

func testPages(t *testing.T, idx search.Index) {
	var many []search.Document
	for i := range 250 {
		many = append(many, search.Document{ID: domain.OfferID(fmt.Sprintf("n%03d", i)), Kind: domain.OfferLoan, NameZH: "技改专项贷", RateMin: ptr(domain.BasisPoints(300 + i%7))})
	}
	apply(t, idx, search.Batch{Upserts: many, Seq: 1})
	for name, q := range map[string]search.Query{
		"without a text": {}, "with a text": {Text: "技改"}, "with a text and a sort": {Text: "技改", Sort: search.SortRate},
	} {
		t.Run(name, func(t *testing.T) {
			q.Limit = 100
			whole := append(append(idsOf(find(t, idx, q)), idsOf(find(t, idx, at(q, 100)))...), idsOf(find(t, idx, at(q, 200)))...)
			if unique := slices.Compact(sorted(whole)); len(unique) != 250 {
				t.Errorf("three pages hold %d offers, want 250", len(unique))
			}
			q.Limit = 17
			for offset := 0; offset < 250; offset += 17 {
				r := find(t, idx, at(q, offset))
				if want := whole[offset:min(offset+17, 250)]; !slices.Equal(idsOf(r), want) || r.Total != 250 {
					t.Fatalf("from %d: %v of %d, want %v of 250", offset, idsOf(r), r.Total, want)
				}
			}
			if r := find(t, idx, at(q, search.MaxOffset)); len(r.Hits) != 0 || r.Total != 250 {
				t.Errorf("beyond the end: %d hits of %d, want none of 250", len(r.Hits), r.Total)
			}
		})
	}
}

func at(q search.Query, offset int) search.Query {
	q.Offset = offset
	return q
}

func testHighlights(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: append(offers(), search.Document{
		ID: "h", Kind: domain.OfferAward, NameZH: "首台（套）<b>装备</b>", NameEN: "First sets & <i>materials</i>", ProviderZH: "重庆ＩＣＢＣ分行", Text: []string{"奖励使用方"},
	}), Seq: 1})
	for name, c := range map[string]struct {
		text, field string
		id          domain.OfferID
		want        []string // the marked parts
	}{
		"Chinese in the name":                {"小巨人", "name_zh", "d", []string{"小巨人"}},
		"Chinese in a text":                  {"小巨人", "text", "c", []string{"小巨人"}},
		"a provider":                         {"工商银行", "provider_zh", "b", []string{"工商银行"}},
		"English":                            {"bridge", "name_en", "a", []string{"Bridge"}},
		"English of a provider":              {"icbc", "provider_en", "b", []string{"ICBC"}},
		"full-width letters stay as written": {"icbc", "provider_zh", "h", []string{"ＩＣＢＣ"}},
		"brackets stay as written":           {"台套", "name_zh", "h", []string{"台（套"}},
		"markup is text":                     {"materials", "name_en", "h", []string{"materials"}},
		"pinyin":                             {"xiaojuren", "name_zh", "d", []string{"小巨人"}},
		"initials":                           {"xjr", "name_zh", "d", []string{"小巨人"}},
		"two words apart":                    {"税务 工商", "name_zh", "b", []string{"税务"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, hit := range find(t, idx, search.Query{Text: c.text}).Hits {
				if hit.ID != c.id {
					continue
				}
				for _, h := range hit.Highlights {
					if h.Field == c.field && slices.Equal(marked(t, h), c.want) {
						return
					}
				}
				t.Errorf("%s marks %+v; want %q in %s", c.text, hit.Highlights, c.want, c.field)
				return
			}
			t.Errorf("%s does not find %s", c.text, c.id)
		})
	}
	if hits := find(t, idx, search.Query{}).Hits; len(hits[0].Highlights) != 0 {
		t.Errorf("without a text %v is marked", hits[0].Highlights)
	}
}

// marked cuts out what is marked, and checks that spans are in order, apart,
// and between characters.
func marked(t *testing.T, h search.Highlight) []string {
	t.Helper()
	var out []string
	end := 0
	for _, s := range h.Spans {
		if s.Start < end || s.Start >= s.End || s.End > len(h.Text) {
			t.Fatalf("spans %v of %q are not in order", h.Spans, h.Text)
		}
		if part := h.Text[s.Start:s.End]; utf8.ValidString(part) {
			out = append(out, part)
		} else {
			t.Errorf("span %v of %q cuts a character", s, h.Text)
		}
		end = s.End
	}
	return out
}

func testBadQueries(t *testing.T, idx search.Index) {
	for name, q := range map[string]search.Query{
		"no limit":                {},
		"a negative limit":        {Limit: -1},
		"a limit over 100":        {Limit: 101},
		"a negative offset":       {Limit: 1, Offset: -1},
		"an offset over the most": {Limit: 1, Offset: search.MaxOffset + 1},
		"an unknown sort":         {Limit: 1, Sort: "rate desc"},
		"an unknown kind":         {Limit: 1, Kinds: []domain.OfferKind{"grant"}},
		"an amount of nothing":    {Limit: 1, Amount: ptr(domain.Fen(0))},
		"an amount over the most": {Limit: 1, Amount: ptr(domain.MaxFen + 1)},
		"a term of nothing":       {Limit: 1, Term: ptr(domain.Months(0))},
		"text that is no UTF-8":   {Limit: 1, Text: "\xff"},
		"a text without end":      {Limit: 1, Text: string(make([]byte, search.MaxText+1))},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := idx.Search(context.Background(), q); !domain.IsKind(err, domain.KindInvalid) {
				t.Errorf("have %v, want an error of kind invalid", err)
			}
		})
	}
}

func testSameAnswer(t *testing.T, idx search.Index) {
	documents := readDocuments(t, ownTestdata)
	apply(t, idx, search.Batch{Upserts: documents, Seq: 1})
	for _, q := range []search.Query{{Text: "信用贷"}, {Text: "小巨人 贷款"}, {Text: "yinhang"}, {Sort: search.SortName}, {Sort: search.SortRate}} {
		first := find(t, idx, q)
		apply(t, idx, search.Batch{Upserts: documents, Seq: 1})
		if again := find(t, idx, q); !slices.Equal(idsOf(first), idsOf(again)) || !reflect.DeepEqual(first.Facets, again.Facets) {
			t.Errorf("%+v: %v, after the same batch again %v", q, idsOf(first), idsOf(again))
		}
	}
}
