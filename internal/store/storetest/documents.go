package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var files = noun[domain.Document]{
	name: "document",
	read: func(ctx context.Context, s store.Store, id string) (domain.Document, error) {
		return s.Document(ctx, domain.DocumentID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Document, events ...domain.Event) (domain.Document, error) {
		return s.SaveDocument(ctx, v, events...)
	},
	events: true,
}

func documentPages(filter store.DocumentFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Documents(context.Background(), filter, page)
		return idsOf(files, items, next, err)
	}
}

var documentTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := files.sample(n + 1)
			v.NeedID = []domain.NeedID{"a", "b"}[(n>>0)&1]
			v.Application = []domain.ApplicationID{"a", "b"}[(n>>1)&1]
			_, err := s.SaveDocument(context.Background(), v)
			must(t, err)
		}
		documentPages(store.DocumentFilter{}).want(t, s, "document_0004", "document_0003", "document_0002", "document_0001")
		documentPages(store.DocumentFilter{Need: "a"}).want(t, s, "document_0003", "document_0001")
		documentPages(store.DocumentFilter{Need: "nobody"}).want(t, s)
		documentPages(store.DocumentFilter{Application: "a"}).want(t, s, "document_0002", "document_0001")
		documentPages(store.DocumentFilter{Application: "nobody"}).want(t, s)
		documentPages(store.DocumentFilter{Need: "b", Application: "b"}).want(t, s, "document_0004")
	}},
}
