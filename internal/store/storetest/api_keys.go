package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var apiKeys = noun[domain.APIKey]{
	name: "api_key",
	read: func(ctx context.Context, s store.Store, id string) (domain.APIKey, error) {
		return s.APIKey(ctx, domain.APIKeyID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.APIKey, events ...domain.Event) (domain.APIKey, error) {
		return s.SaveAPIKey(ctx, v, events...)
	},
	events: true,
}

func apiKeyPages(filter store.APIKeyFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.APIKeys(context.Background(), filter, page)
		return idsOf(apiKeys, items, next, err)
	}
}

var apiKeyTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := apiKeys.sample(n + 1)
			v.Organisation = []domain.OrganisationID{"a", "b"}[(n>>0)&1]
			_, err := s.SaveAPIKey(context.Background(), v)
			must(t, err)
		}
		apiKeyPages(store.APIKeyFilter{}).want(t, s, "api_key_0001", "api_key_0002", "api_key_0003", "api_key_0004")
		apiKeyPages(store.APIKeyFilter{Organisation: "a"}).want(t, s, "api_key_0001", "api_key_0003")
		apiKeyPages(store.APIKeyFilter{Organisation: "nobody"}).want(t, s)
	}},
}
