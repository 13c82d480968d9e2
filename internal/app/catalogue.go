package app

import (
	"context"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// catalogueKey is where the hash of the catalogue loaded last is kept.
const catalogueKey = "catalogue"

// LoadCatalogue brings the store's offers in line with the rule data: those of
// the catalogue that are new or changed are saved as published, those that the
// files no longer hold are withdrawn. So are providers' published offers that
// the new rule data does not allow, a code being gone say: they come back, so
// that the operator is told. It does nothing where the same files were loaded
// last; a kill midway leaves it to the next start.
func LoadCatalogue(ctx context.Context, s store.Store, rs *rules.RuleSet, now time.Time) (refused []domain.OfferID, err error) {
	last, err := s.Meta(ctx, catalogueKey)
	if err != nil || last == rs.Hash {
		return nil, err
	}
	have := map[domain.OfferID]domain.Offer{}
	var changed []domain.Offer
	var events []domain.Event
	page := store.Page{Limit: 500}
	for {
		items, next, err := s.Offers(ctx, store.OfferFilter{}, page)
		if err != nil {
			return nil, err
		}
		for _, o := range items {
			if o.Catalogue {
				have[o.ID] = o
			} else if o.State == domain.OfferPublished && rs.CheckOffer(o) != nil {
				refused = append(refused, o.ID)
				o.State, o.UpdatedAt = domain.OfferWithdrawn, now
				changed = append(changed, o)
				events = append(events, unpublished(domain.OfferPublished, o)...)
			}
		}
		if next == "" {
			break
		}
		page.After = next
	}
	for _, o := range rs.Offers {
		o.Version, o.UpdatedAt = have[o.ID].Version, now
		changed = append(changed, o)
		delete(have, o.ID)
	}
	for _, o := range have {
		if o.State == domain.OfferPublished {
			o.State, o.UpdatedAt = domain.OfferWithdrawn, now
			changed = append(changed, o)
			events = append(events, unpublished(domain.OfferPublished, o)...)
		}
	}
	for _, o := range changed {
		events = append(events, domain.Event{Type: domain.OfferSaved, ID: string(o.ID), At: now})
	}
	if err := s.SaveOffers(ctx, changed, events...); err != nil {
		return nil, err
	}
	return refused, s.SetMeta(ctx, catalogueKey, rs.Hash)
}
