package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var monitoringLines = noun[domain.Monitoring]{
	name: "monitoring",
	read: func(ctx context.Context, s store.Store, id string) (domain.Monitoring, error) {
		return s.Monitoring(ctx, domain.MonitoringID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Monitoring, events ...domain.Event) (domain.Monitoring, error) {
		return s.SaveMonitoring(ctx, v, events...)
	},
	events: true,
}

func monitoringPages(filter store.MonitoringFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.MonitoringLines(context.Background(), filter, page)
		return idsOf(monitoringLines, items, next, err)
	}
}

var monitoringTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := monitoringLines.sample(n + 1)
			v.USCC = []domain.USCC{"a", "b"}[(n>>0)&1]
			v.Week = []string{"a", "b"}[(n>>1)&1]
			_, err := s.SaveMonitoring(context.Background(), v)
			must(t, err)
		}
		monitoringPages(store.MonitoringFilter{}).want(t, s, "monitoring_0004", "monitoring_0003", "monitoring_0002", "monitoring_0001")
		monitoringPages(store.MonitoringFilter{USCC: "a"}).want(t, s, "monitoring_0003", "monitoring_0001")
		monitoringPages(store.MonitoringFilter{USCC: "nobody"}).want(t, s)
		monitoringPages(store.MonitoringFilter{Week: "a"}).want(t, s, "monitoring_0002", "monitoring_0001")
		monitoringPages(store.MonitoringFilter{Week: "nobody"}).want(t, s)
		monitoringPages(store.MonitoringFilter{USCC: "b", Week: "b"}).want(t, s, "monitoring_0004")
	}},
}
