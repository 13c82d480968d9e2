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

// LoadCatalogue brings the store's catalogue offers in line with the rule
// data: new and changed ones are saved as published, those that the files no
// longer hold are withdrawn. It does nothing where the same files were loaded
// last; a kill midway leaves it to the next start.
func LoadCatalogue(ctx context.Context, s store.Store, rs *rules.RuleSet, now time.Time) (saved int, err error) {
	last, err := s.Meta(ctx, catalogueKey)
	if err != nil || last == rs.Hash {
		return 0, err
	}
	have := map[domain.OfferID]domain.Offer{}
	page := store.Page{Limit: 500}
	for {
		items, next, err := s.Offers(ctx, store.OfferFilter{}, page)
		if err != nil {
			return 0, err
		}
		for _, o := range items {
			if o.Catalogue {
				have[o.ID] = o
			}
		}
		if next == "" {
			break
		}
		page.After = next
	}
	var changed []domain.Offer
	for _, o := range rs.Offers {
		o.Version, o.UpdatedAt = have[o.ID].Version, now
		changed = append(changed, o)
		delete(have, o.ID)
	}
	for _, o := range have {
		if o.State == domain.OfferPublished {
			o.State, o.UpdatedAt = domain.OfferWithdrawn, now
			changed = append(changed, o)
		}
	}
	var events []domain.Event
	for _, o := range changed {
		events = append(events, domain.Event{Type: domain.OfferSaved, ID: string(o.ID), At: now})
	}
	if err := s.SaveOffers(ctx, changed, events...); err != nil {
		return 0, err
	}
	return len(changed), s.SetMeta(ctx, catalogueKey, rs.Hash)
}
