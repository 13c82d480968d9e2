package searchtest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// standing checks the position and the number of documents.
func standing(t *testing.T, idx search.Index, seq int64, count int) {
	t.Helper()
	haveSeq, err := idx.Seq(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	haveCount, err := idx.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if haveSeq != seq || haveCount != count {
		t.Errorf("position %d with %d documents, want %d with %d", haveSeq, haveCount, seq, count)
	}
}

func testApply(t *testing.T, idx search.Index) {
	standing(t, idx, 0, 0)
	apply(t, idx, search.Batch{Upserts: offers(), Seq: 7})
	standing(t, idx, 7, 5)

	changed := offers()[1]
	changed.NameZH, changed.Provider = "发票贷", "p8"
	change := search.Batch{Upserts: []search.Document{changed}, Deletes: []domain.OfferID{"a", "unknown"}, Seq: 8}
	for _, time := range []string{"once", "twice"} {
		apply(t, idx, change)
		standing(t, idx, 8, 4)
		for query, want := range map[string][]domain.OfferID{"发票": {"b"}, "转贷应急": nil, "": {"b", "c", "d", "e"}} {
			if have := idsOf(find(t, idx, search.Query{Text: query})); !slices.Equal(have, want) && len(have)+len(want) > 0 {
				t.Errorf("applied %s, %q finds %v, want %v", time, query, have, want)
			}
		}
		if r := find(t, idx, search.Query{Providers: []domain.ProviderID{"p8"}}); r.Total != 1 {
			t.Errorf("applied %s, the changed provider has %d offers, want 1", time, r.Total)
		}
	}

	apply(t, idx, search.Batch{Seq: 9})
	standing(t, idx, 9, 4)
	if err := idx.Apply(context.Background(), search.Batch{Upserts: []search.Document{offers()[0], {NameZH: "无名"}}, Seq: 10}); err == nil {
		t.Error("a document without an id is taken")
	}
	standing(t, idx, 9, 4)
}

func testReset(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: offers(), Seq: 7})
	for range 2 {
		if err := idx.Reset(context.Background()); err != nil {
			t.Fatal(err)
		}
		standing(t, idx, 0, 0)
		for _, text := range []string{"", "小巨人", "xjr"} {
			if r := find(t, idx, search.Query{Text: text}); r.Total != 0 || len(r.Hits) != 0 {
				t.Errorf("%q finds %d offers in an empty index", text, r.Total)
			}
		}
	}
	apply(t, idx, search.Batch{Upserts: offers()[:2], Seq: 3})
	standing(t, idx, 3, 2)
}

func testAllBeforeSome(t *testing.T, idx search.Index) {
	upserts := []search.Document{
		{ID: "all-in-text", Kind: domain.OfferLoan, NameZH: "某产品", Text: []string{"用于设备采购，可享受技改政策，并给予贴息支持，其他说明很长很长很长很长很长很长"}},
		{ID: "one-in-name", Kind: domain.OfferLoan, NameZH: "技改", ProviderZH: "技改", Text: []string{"技改技改技改"}},
		{ID: "other-in-name", Kind: domain.OfferLoan, NameZH: "贴息", Text: []string{"贴息"}},
		{ID: "none", Kind: domain.OfferLoan, NameZH: "发票融资"},
	}
	apply(t, idx, search.Batch{Upserts: upserts, Seq: 1})
	have := idsOf(find(t, idx, search.Query{Text: "技改 贴息"}))
	if len(have) != 3 || have[0] != "all-in-text" || slices.Contains(have, "none") {
		t.Errorf("found %v, want all-in-text, then the two with one word", have)
	}
}

// testConcurrent writes whole generations of documents; each search sees one.
func testConcurrent(t *testing.T, idx search.Index) {
	generation := func(n int) search.Batch {
		b := search.Batch{Seq: int64(n)}
		for i := range 20 {
			b.Upserts = append(b.Upserts, search.Document{ID: domain.OfferID(fmt.Sprint(i)), Kind: domain.OfferLoan, Provider: domain.ProviderID(fmt.Sprint(n)), NameZH: "技改贷"})
		}
		return b
	}
	apply(t, idx, generation(1))
	done := make(chan struct{})
	var searchers sync.WaitGroup
	for _, text := range []string{"", "技改"} {
		searchers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := idx.Search(context.Background(), search.Query{Text: text, Limit: 100})
				if err != nil {
					t.Errorf("search while writing: %v", err)
					return
				}
				if providers := r.Facets["provider"]; r.Total != 20 && r.Total != 0 || r.Total == 20 && len(providers) != 1 {
					t.Errorf("found %d offers of generations %v, want 20 of one", r.Total, providers)
					return
				}
			}
		})
	}
	for n := 2; n < 12; n++ {
		apply(t, idx, generation(n))
		if n == 6 {
			if err := idx.Reset(context.Background()); err != nil {
				t.Error(err)
			}
		}
	}
	close(done)
	searchers.Wait()
	standing(t, idx, 11, 20)
}

func testContext(t *testing.T, idx search.Index) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := idx.Apply(ctx, search.Batch{Upserts: offers(), Seq: 1}); err == nil {
		t.Error("a batch is applied for nobody")
	}
	standing(t, idx, 0, 0)
	if _, err := idx.Search(ctx, search.Query{Limit: 1}); err == nil {
		t.Error("a search is answered for nobody")
	}
}
