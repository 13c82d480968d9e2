package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var bridges = noun[domain.Bridge]{
	name: "bridge",
	read: func(ctx context.Context, s store.Store, id string) (domain.Bridge, error) {
		return s.Bridge(ctx, domain.BridgeID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Bridge, events ...domain.Event) (domain.Bridge, error) {
		return s.SaveBridge(ctx, v, events...)
	},
	events: true,
}

var bridgeFunds = noun[domain.BridgeFund]{
	name: "bridge_fund",
	read: func(ctx context.Context, s store.Store, id string) (domain.BridgeFund, error) {
		return s.BridgeFund(ctx, domain.OfferID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.BridgeFund, events ...domain.Event) (domain.BridgeFund, error) {
		return s.SaveBridgeFund(ctx, v, events...)
	},
	events: true,
}

func bridgePages(filter store.BridgeFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Bridges(context.Background(), filter, page)
		return idsOf(bridges, items, next, err)
	}
}

var bridgeTests = []test{
	{"pages of them, the newest first", func(t *testing.T, s store.Store) {
		paging(t, s, bridges, bridgePages(store.BridgeFilter{}), true)
	}},
	{"by firm, and by provider as lender or as fund", func(t *testing.T, s store.Store) {
		for n, of := range [][3]string{{"e1", "bank", "fund"}, {"e2", "bank", "other fund"}, {"e1", "fund", "fund"}} {
			b := bridges.sample(n + 1)
			b.EnterpriseID, b.Lender, b.FundProvider = domain.EnterpriseID(of[0]), domain.ProviderID(of[1]), domain.ProviderID(of[2])
			_, err := s.SaveBridge(context.Background(), b)
			must(t, err)
		}
		for _, c := range []struct {
			filter store.BridgeFilter
			want   []string
		}{
			{store.BridgeFilter{Enterprise: "e1"}, []string{"bridge_0003", "bridge_0001"}},
			{store.BridgeFilter{Provider: "bank"}, []string{"bridge_0002", "bridge_0001"}},
			{store.BridgeFilter{Provider: "fund"}, []string{"bridge_0003", "bridge_0001"}},
			{store.BridgeFilter{Provider: "nobody"}, nil},
		} {
			bridgePages(c.filter).want(t, s, c.want...)
		}
		found, err := s.BridgesByID(context.Background(), []domain.BridgeID{"bridge_0002", "bridge_0009"})
		must(t, err)
		if len(found) != 1 || found[0].ID != "bridge_0002" {
			t.Errorf("by id: %v", found)
		}
	}},
	{"a bridge and its fund are saved together or not at all", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		b, f := bridges.sample(1), bridgeFunds.sample(1)
		must(t, s.SaveBridgeAndFund(ctx, b, f, bridges.event(b)))
		wantEvents(t, s, bridges.event(b))
		b, err := s.Bridge(ctx, b.ID)
		must(t, err)
		f, err = s.BridgeFund(ctx, f.ID)
		must(t, err)
		stale := f
		f.Committed++
		f, err = s.SaveBridgeFund(ctx, f)
		must(t, err)
		b.Contract = "other"
		wantError(t, s.SaveBridgeAndFund(ctx, b, stale, bridges.event(b)), domain.KindConflict, "bridge_fund_changed")
		now, err := s.Bridge(ctx, b.ID)
		must(t, err)
		if now.Contract == "other" {
			t.Error("the bridge was saved without its fund")
		}
		must(t, s.SaveBridgeAndFund(ctx, b, f))
	}},
}
