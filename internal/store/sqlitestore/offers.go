package sqlitestore

import (
	"context"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var offers = newKind("offer", "offers", "provider_id", "state")

// Offer answers the offer with the id.
func (s *Store) Offer(ctx context.Context, id domain.OfferID) (domain.Offer, error) {
	return document(ctx, s, offers, "id", string(id), record.Offer.Offer)
}

// OffersByID answers those that exist.
func (s *Store) OffersByID(ctx context.Context, ids []domain.OfferID) ([]domain.Offer, error) {
	return byIDs(ctx, s, offers, ids, record.Offer.Offer)
}

// Offers lists by id.
func (s *Store) Offers(ctx context.Context, filter store.OfferFilter, page store.Page) ([]domain.Offer, string, error) {
	var c conditions
	if filter.Provider != "" {
		c.add("provider_id = ?", string(filter.Provider))
	}
	if len(filter.States) > 0 {
		if err := among(&c, "state", filter.States); err != nil {
			return nil, "", err
		}
	}
	return list(ctx, s, offers, c, byID, page, record.Offer.Offer, func(o domain.Offer) domain.OfferID { return o.ID })
}

// SaveOffer saves the offer and its events in one step.
func (s *Store) SaveOffer(ctx context.Context, o domain.Offer, events ...domain.Event) (domain.Offer, error) {
	doc, r, err := offerRow(o)
	if err != nil {
		return domain.Offer{}, err
	}
	version, err := s.saveRow(ctx, offers, r, events)
	if err != nil {
		return domain.Offer{}, err
	}
	return doc.Offer(version), nil
}

// SaveOffers saves all of them and the events in one step, or none.
func (s *Store) SaveOffers(ctx context.Context, all []domain.Offer, events ...domain.Event) error {
	rows := make([]row, 0, len(all))
	for _, o := range all {
		_, r, err := offerRow(o)
		if err != nil {
			return err
		}
		rows = append(rows, r)
	}
	events = slices.Clone(events)
	return s.writer.submit(ctx, func(w *session) error {
		for _, r := range rows {
			if _, err := w.save(offers, r); err != nil {
				return err
			}
		}
		return w.leave(events)
	})
}

func offerRow(o domain.Offer) (record.Offer, row, error) {
	doc := record.NewOffer(o)
	r, err := newRow(o.ID, o.Version, doc, string(o.Provider), string(o.State))
	return doc, r, err
}
