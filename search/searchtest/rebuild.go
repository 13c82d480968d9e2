package searchtest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// each hands on the documents, and then the error where there is one.
func each(documents []search.Document, last error) iter.Seq2[search.Document, error] {
	return func(yield func(search.Document, error) bool) {
		for _, d := range documents {
			if !yield(d, nil) {
				return
			}
		}
		if last != nil {
			yield(search.Document{}, last)
		}
	}
}

func rebuild(t *testing.T, idx search.Index, seq int64, documents []search.Document) {
	t.Helper()
	if err := idx.Rebuild(context.Background(), seq, each(documents, nil), nil); err != nil {
		t.Fatalf("rebuild: %v", err)
	}
}

func testRebuild(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: offers()[:2], Deletes: []domain.OfferID{"z"}, Seq: 7})
	last := 0
	err := idx.Rebuild(context.Background(), 5, each(offers()[1:], nil), func(done int) {
		if done < last {
			t.Errorf("progress falls from %d to %d", last, done)
		}
		last = done
	})
	if err != nil || last != 4 {
		t.Fatalf("%d documents done, %v; want 4", last, err)
	}
	standing(t, idx, 5, 4) // the position is that of the documents, also where it is an earlier one
	if have := sorted(idsOf(find(t, idx, search.Query{}))); !slices.Equal(have, []domain.OfferID{"b", "c", "d", "e"}) {
		t.Errorf("after the rebuild %v are found", have)
	}
	apply(t, idx, search.Batch{Upserts: offers()[:1], Seq: 8})
	standing(t, idx, 8, 5)
	rebuild(t, idx, 9, nil)
	standing(t, idx, 9, 0)
	if r := find(t, idx, search.Query{Text: "小巨人"}); r.Total != 0 {
		t.Errorf("%d offers are found in an index rebuilt from none", r.Total)
	}
}

func testFailedRebuild(t *testing.T, idx search.Index) {
	apply(t, idx, search.Batch{Upserts: offers(), Seq: 7})
	broken := errors.New("the store failed")
	if err := idx.Rebuild(context.Background(), 9, each(offers()[:2], broken), nil); !errors.Is(err, broken) {
		t.Errorf("have %v, want the store's error", err)
	}
	standing(t, idx, 7, 5)
	ctx, cancel := context.WithCancel(context.Background())
	err := idx.Rebuild(ctx, 9, func(yield func(search.Document, error) bool) {
		cancel()
		yield(offers()[0], nil)
	}, nil)
	if err == nil {
		t.Error("an index is rebuilt for nobody")
	}
	standing(t, idx, 7, 5)
	if r := find(t, idx, search.Query{Text: "小巨人"}); r.Total != 2 {
		t.Errorf("%d offers are found after the failures, want 2", r.Total)
	}
	rebuild(t, idx, 10, offers()[:3]) // what the failures left is in nobody's way
	standing(t, idx, 10, 3)
}

// testRebuildUnderSearch rebuilds with generations of one size; each search
// finds one of them, whole.
func testRebuildUnderSearch(t *testing.T, idx search.Index) {
	generation := func(n int) []search.Document {
		var out []search.Document
		for i := range 30 {
			out = append(out, search.Document{ID: domain.OfferID(fmt.Sprintf("%d-%d", n, i)), Kind: domain.OfferLoan, Provider: domain.ProviderID(fmt.Sprint(n)), NameZH: "技改贷"})
		}
		return out
	}
	rebuild(t, idx, 1, generation(1))
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
				if err != nil || r.Total != 30 || len(r.Facets["provider"]) != 1 {
					t.Errorf("while rebuilding: %d offers of generations %v, %v; want 30 of one", r.Total, r.Facets["provider"], err)
					return
				}
			}
		})
	}
	for n := 2; n < 6; n++ {
		rebuild(t, idx, int64(n), generation(n))
	}
	close(done)
	searchers.Wait()
	standing(t, idx, 5, 30)
}
