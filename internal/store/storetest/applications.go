package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var applications = noun[domain.Application]{
	name: "application",
	read: func(ctx context.Context, s store.Store, id string) (domain.Application, error) {
		return s.Application(ctx, domain.ApplicationID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Application, events ...domain.Event) (domain.Application, error) {
		return s.SaveApplication(ctx, v, events...)
	},
	events: true,
}

func applicationPages(filter store.ApplicationFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Applications(context.Background(), filter, page)
		return idsOf(applications, items, next, err)
	}
}

func application(n int, need domain.NeedID, firm domain.EnterpriseID, provider domain.ProviderID, state domain.ApplicationState) domain.Application {
	a := applications.sample(n)
	a.NeedID, a.EnterpriseID, a.Provider, a.State = need, firm, provider, state
	return a
}

var applicationTests = []test{
	{"pages of them, the newest first", func(t *testing.T, s store.Store) {
		paging(t, s, applications, applicationPages(store.ApplicationFilter{}), true)
	}},
	{"each filter alone and with states", func(t *testing.T, s store.Store) {
		for _, a := range []domain.Application{
			application(1, "n1", "e1", "p1", domain.ApplicationSent), application(2, "n1", "e1", "p2", domain.ApplicationQuoted),
			application(3, "n2", "e1", "p1", domain.ApplicationDeclined), application(4, "n3", "e2", "p1", domain.ApplicationSent),
		} {
			_, err := s.SaveApplication(context.Background(), a)
			must(t, err)
		}
		const one, two, three, four = "application_0001", "application_0002", "application_0003", "application_0004"
		sent := []domain.ApplicationState{domain.ApplicationSent}
		open := []domain.ApplicationState{domain.ApplicationSent, domain.ApplicationQuoted}
		for _, c := range []struct {
			filter store.ApplicationFilter
			want   []string
		}{
			{store.ApplicationFilter{}, []string{four, three, two, one}},
			{store.ApplicationFilter{States: sent}, []string{four, one}},
			{store.ApplicationFilter{Need: "n1"}, []string{two, one}},
			{store.ApplicationFilter{Need: "n1", States: sent}, []string{one}},
			{store.ApplicationFilter{Enterprise: "e1"}, []string{three, two, one}},
			{store.ApplicationFilter{Enterprise: "e1", States: open}, []string{two, one}},
			{store.ApplicationFilter{Provider: "p1"}, []string{four, three, one}},
			{store.ApplicationFilter{Provider: "p1", States: open}, []string{four, one}},
			{store.ApplicationFilter{Provider: "p3"}, nil},
		} {
			applicationPages(c.filter).want(t, s, c.want...)
		}
	}},
	{"a need and its applications are saved together, with their events", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		n := needs.sample(1)
		all := []domain.Application{applications.sample(1), applications.sample(2)}
		must(t, s.SaveNeedAndApplications(ctx, n, all, needs.event(n), applications.event(all[0]), applications.event(all[1])))
		found, err := s.ApplicationsByID(ctx, []domain.ApplicationID{all[0].ID, all[1].ID})
		must(t, err)
		if len(found) != 2 {
			t.Errorf("want both applications, have %d", len(found))
		}
		n, err = s.Need(ctx, n.ID)
		must(t, err)
		wantEvents(t, s, needs.event(n), applications.event(all[0]), applications.event(all[1]))
		one, err := s.Application(ctx, all[0].ID)
		must(t, err)
		one.Note = "again"
		must(t, s.SaveNeedAndApplications(ctx, n, []domain.Application{one}, needs.event(n)))
	}},
	{"none of them where one is stale", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		n, err := s.SaveNeed(ctx, needs.sample(1))
		must(t, err)
		a, err := s.SaveApplication(ctx, applications.sample(1))
		must(t, err)
		stale := a
		a.Note = "newer"
		a, err = s.SaveApplication(ctx, a)
		must(t, err)
		wantError(t, s.SaveNeedAndApplications(ctx, n, []domain.Application{stale, applications.sample(2)}), domain.KindConflict, "application_changed")
		n2, err := s.SaveNeed(ctx, n)
		must(t, err)
		wantError(t, s.SaveNeedAndApplications(ctx, n, []domain.Application{a, applications.sample(2)}, applications.event(a)), domain.KindConflict, "need_changed")
		have, err := s.Application(ctx, a.ID)
		must(t, err)
		wantSame(t, have, a)
		now, err := s.Need(ctx, n.ID)
		must(t, err)
		wantSame(t, now, n2)
		_, err = s.Application(ctx, applications.sample(2).ID)
		wantError(t, err, domain.KindNotFound, "application_not_found")
		wantEvents(t, s)
	}},
}
