package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var appeals = noun[domain.Appeal]{
	name: "appeal",
	read: func(ctx context.Context, s store.Store, id string) (domain.Appeal, error) {
		return s.Appeal(ctx, domain.AppealID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Appeal, events ...domain.Event) (domain.Appeal, error) {
		return s.SaveAppeal(ctx, v, events...)
	},
	events: true,
}

func appealPages(filter store.AppealFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Appeals(context.Background(), filter, page)
		return idsOf(appeals, items, next, err)
	}
}

var appealTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := appeals.sample(n + 1)
			v.EnterpriseID = []domain.EnterpriseID{"a", "b"}[(n>>0)&1]
			v.District = []domain.Code{"a", "b"}[(n>>1)&1]
			v.State = []domain.AppealState{"a", "b"}[(n>>0)&1]
			_, err := s.SaveAppeal(context.Background(), v)
			must(t, err)
		}
		appealPages(store.AppealFilter{}).want(t, s, "appeal_0004", "appeal_0003", "appeal_0002", "appeal_0001")
		appealPages(store.AppealFilter{Enterprise: "a"}).want(t, s, "appeal_0003", "appeal_0001")
		appealPages(store.AppealFilter{Enterprise: "nobody"}).want(t, s)
		appealPages(store.AppealFilter{District: "a"}).want(t, s, "appeal_0002", "appeal_0001")
		appealPages(store.AppealFilter{District: "nobody"}).want(t, s)
		appealPages(store.AppealFilter{State: "a"}).want(t, s, "appeal_0003", "appeal_0001")
		appealPages(store.AppealFilter{State: "nobody"}).want(t, s)
		appealPages(store.AppealFilter{Enterprise: "b", District: "b"}).want(t, s, "appeal_0004")
		appealPages(store.AppealFilter{Enterprise: "b", State: "b"}).want(t, s, "appeal_0004", "appeal_0002")
		appealPages(store.AppealFilter{District: "b", State: "b"}).want(t, s, "appeal_0004")
		appealPages(store.AppealFilter{Enterprise: "b", District: "b", State: "b"}).want(t, s, "appeal_0004")
	}},
}
