package storetest

import (
	"context"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

func offer(n int, provider domain.ProviderID, state domain.OfferState) domain.Offer {
	o := offers.sample(n)
	o.Provider, o.State = provider, state
	return o
}

var offerListTests = []test{
	{"parts of the filter must both hold, empty parts do not narrow", func(t *testing.T, s store.Store) {
		must(t, s.SaveOffers(context.Background(), []domain.Offer{
			offer(1, "P", domain.OfferDraft), offer(2, "P", domain.OfferPublished),
			offer(3, "Q", domain.OfferPublished), offer(4, "Q", domain.OfferWithdrawn),
		}))
		one, two, three, four := "offer_0001", "offer_0002", "offer_0003", "offer_0004"
		for _, c := range []struct {
			filter store.OfferFilter
			want   []string
		}{
			{store.OfferFilter{}, []string{one, two, three, four}},
			{store.OfferFilter{States: []domain.OfferState{}}, []string{one, two, three, four}},
			{store.OfferFilter{Provider: "P"}, []string{one, two}},
			{store.OfferFilter{Provider: "nobody"}, nil},
			{store.OfferFilter{States: []domain.OfferState{domain.OfferPublished}}, []string{two, three}},
			{store.OfferFilter{States: []domain.OfferState{domain.OfferDraft, domain.OfferWithdrawn}}, []string{one, four}},
			{store.OfferFilter{Provider: "Q", States: []domain.OfferState{domain.OfferPublished}}, []string{three}},
		} {
			offerPages(c.filter).want(t, s, c.want...)
		}
	}},
	{"an offer that is moved on changes its list", func(t *testing.T, s store.Store) {
		o, err := s.SaveOffer(context.Background(), offer(1, "P", domain.OfferDraft))
		must(t, err)
		o.Provider, o.State = "Q", domain.OfferPublished
		_, err = s.SaveOffer(context.Background(), o)
		must(t, err)
		offerPages(store.OfferFilter{Provider: "P"}).want(t, s)
		offerPages(store.OfferFilter{Provider: "Q", States: []domain.OfferState{domain.OfferPublished}}).want(t, s, "offer_0001")
	}},
	{"offers by id are those that exist, each once", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		must(t, s.SaveOffers(ctx, []domain.Offer{offers.sample(1), offers.sample(2), offers.sample(3)}))
		for _, c := range []struct{ ask, want []domain.OfferID }{
			{[]domain.OfferID{"offer_0003", "nobody", "offer_0001", "offer_0003"}, []domain.OfferID{"offer_0001", "offer_0003"}},
			{[]domain.OfferID{"nobody"}, nil},
			{[]domain.OfferID{}, nil},
			{nil, nil},
		} {
			found, err := s.OffersByID(ctx, c.ask)
			must(t, err)
			var have []domain.OfferID
			for _, o := range found {
				have = append(have, o.ID)
			}
			slices.Sort(have)
			if !slices.Equal(have, c.want) {
				t.Errorf("asked for %v: want %v, have %v", c.ask, c.want, have)
			}
		}
	}},
	{"offers by id hold all that a single read does", func(t *testing.T, s store.Store) {
		saved, err := s.SaveOffer(context.Background(), offers.at(filled[domain.Offer](t, full), 0))
		must(t, err)
		found, err := s.OffersByID(context.Background(), []domain.OfferID{saved.ID})
		must(t, err)
		wantSame(t, found, []domain.Offer{saved})
	}},
}

var manyOffersTests = []test{
	{"new ones and stored ones are saved together with the events", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		old, err := s.SaveOffer(ctx, offers.sample(1))
		must(t, err)
		old.Notes = "changed"
		event, other := offers.event(old), offers.event(offers.sample(2))
		must(t, s.SaveOffers(ctx, []domain.Offer{old, offers.sample(2)}, event, other))
		have, err := s.Offer(ctx, old.ID)
		must(t, err)
		if have.Version == old.Version {
			t.Error("want a new version")
		}
		wantSame(t, offers.at(have, old.Version), old)
		_, err = s.Offer(ctx, offers.sample(2).ID)
		must(t, err)
		wantEvents(t, s, event, other)
	}},
	{"no offers are no mistake", func(t *testing.T, s store.Store) {
		must(t, s.SaveOffers(context.Background(), nil))
		offerPages(store.OfferFilter{}).want(t, s)
	}},
	{"one that fails keeps all from being saved", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		stored, err := s.SaveOffer(ctx, offers.sample(1))
		must(t, err)
		update := stored
		update.Notes = "changed"
		for _, c := range []struct {
			bad  domain.Offer
			kind domain.Kind
			code string
		}{
			{offers.sample(1), domain.KindConflict, "offer_exists"},
			{offers.sample(5), domain.KindConflict, "offer_exists"}, // a second time in the same call
			{offers.at(stored, stored.Version+99), domain.KindConflict, "offer_changed"},
			{offers.at(offers.sample(9), 1), domain.KindNotFound, "offer_not_found"},
		} {
			err := s.SaveOffers(ctx, []domain.Offer{offers.sample(5), c.bad, offers.sample(6)}, offers.event(c.bad))
			wantError(t, err, c.kind, c.code)
			err = s.SaveOffers(ctx, []domain.Offer{offers.sample(5), offers.sample(6), update, c.bad}, offers.event(c.bad))
			if err == nil {
				t.Fatal("want an error")
			}
			offerPages(store.OfferFilter{}).want(t, s, "offer_0001")
			have, err := s.Offer(ctx, stored.ID)
			must(t, err)
			wantSame(t, have, stored)
		}
		wantEvents(t, s)
	}},
}
