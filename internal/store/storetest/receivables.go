package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var receivables = noun[domain.Receivable]{
	name: "receivable",
	read: func(ctx context.Context, s store.Store, id string) (domain.Receivable, error) {
		return s.Receivable(ctx, domain.ReceivableID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Receivable, events ...domain.Event) (domain.Receivable, error) {
		return s.SaveReceivable(ctx, v, events...)
	},
	events: true,
}

func receivablePages(filter store.ReceivableFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Receivables(context.Background(), filter, page)
		return idsOf(receivables, items, next, err)
	}
}

var receivableTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := receivables.sample(n + 1)
			v.EnterpriseID = []domain.EnterpriseID{"a", "b"}[(n>>0)&1]
			v.District = []domain.Code{"a", "b"}[(n>>1)&1]
			v.State = []domain.ReceivableState{"a", "b"}[(n>>0)&1]
			_, err := s.SaveReceivable(context.Background(), v)
			must(t, err)
		}
		receivablePages(store.ReceivableFilter{}).want(t, s, "receivable_0004", "receivable_0003", "receivable_0002", "receivable_0001")
		receivablePages(store.ReceivableFilter{Enterprise: "a"}).want(t, s, "receivable_0003", "receivable_0001")
		receivablePages(store.ReceivableFilter{Enterprise: "nobody"}).want(t, s)
		receivablePages(store.ReceivableFilter{District: "a"}).want(t, s, "receivable_0002", "receivable_0001")
		receivablePages(store.ReceivableFilter{District: "nobody"}).want(t, s)
		receivablePages(store.ReceivableFilter{State: "a"}).want(t, s, "receivable_0003", "receivable_0001")
		receivablePages(store.ReceivableFilter{State: "nobody"}).want(t, s)
		receivablePages(store.ReceivableFilter{Enterprise: "b", District: "b"}).want(t, s, "receivable_0004")
		receivablePages(store.ReceivableFilter{Enterprise: "b", State: "b"}).want(t, s, "receivable_0004", "receivable_0002")
		receivablePages(store.ReceivableFilter{District: "b", State: "b"}).want(t, s, "receivable_0004")
		receivablePages(store.ReceivableFilter{Enterprise: "b", District: "b", State: "b"}).want(t, s, "receivable_0004")
	}},
}
