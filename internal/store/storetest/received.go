package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var receivedOnes = noun[domain.Received]{
	name: "received",
	read: func(ctx context.Context, s store.Store, id string) (domain.Received, error) {
		return s.Received(ctx, domain.ReceivedID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Received, events ...domain.Event) (domain.Received, error) {
		return s.SaveReceived(ctx, v, events...)
	},
	events: true,
}

func receivedPages(filter store.ReceivedFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.ReceivedList(context.Background(), filter, page)
		return idsOf(receivedOnes, items, next, err)
	}
}

var receivedTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := receivedOnes.sample(n + 1)
			v.Kind = []domain.Code{"a", "b"}[(n>>0)&1]
			v.USCC = []domain.USCC{"a", "b"}[(n>>1)&1]
			_, err := s.SaveReceived(context.Background(), v)
			must(t, err)
		}
		receivedPages(store.ReceivedFilter{}).want(t, s, "received_0001", "received_0002", "received_0003", "received_0004")
		receivedPages(store.ReceivedFilter{Kind: "a"}).want(t, s, "received_0001", "received_0003")
		receivedPages(store.ReceivedFilter{Kind: "nobody"}).want(t, s)
		receivedPages(store.ReceivedFilter{USCC: "a"}).want(t, s, "received_0001", "received_0002")
		receivedPages(store.ReceivedFilter{USCC: "nobody"}).want(t, s)
		receivedPages(store.ReceivedFilter{Kind: "b", USCC: "b"}).want(t, s, "received_0004")
	}},
}
