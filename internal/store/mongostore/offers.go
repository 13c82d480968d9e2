package mongostore

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var offers = kind{noun: "offer", coll: collOffers}

// Offer answers the offer with the id.
func (s *Store) Offer(ctx context.Context, id domain.OfferID) (domain.Offer, error) {
	return read(ctx, s, offers, oneByID.filter(is("_id", string(id))), string(id), record.Offer.Offer)
}

// OffersByID answers those that exist.
func (s *Store) OffersByID(ctx context.Context, ids []domain.OfferID) ([]domain.Offer, error) {
	return byIDs(ctx, s, offers, ids, record.Offer.Offer)
}

// Offers lists by id.
func (s *Store) Offers(ctx context.Context, filter store.OfferFilter, page store.Page) ([]domain.Offer, string, error) {
	var fields bson.D
	if filter.Provider != "" {
		fields = append(fields, is("provider_id", string(filter.Provider)))
	}
	if len(filter.States) > 0 {
		fields = append(fields, in("state", filter.States))
	}
	return list(ctx, s, offers, fields, page, record.Offer.Offer)
}

// SaveOffer saves the offer and its events in one step.
func (s *Store) SaveOffer(ctx context.Context, o domain.Offer, events ...domain.Event) (domain.Offer, error) {
	doc := record.NewOffer(o)
	version, err := s.save(ctx, offers, offerRow(doc, o.Version), events)
	if err != nil {
		return domain.Offer{}, err
	}
	return doc.Offer(version), nil
}

// SaveOffers saves all of them and the events in one step, or none.
func (s *Store) SaveOffers(ctx context.Context, all []domain.Offer, events ...domain.Event) error {
	if err := notIfOver(ctx); err != nil {
		return fmt.Errorf("save offers: %w", err)
	}
	if len(all) == 0 {
		return s.leaveAlone(ctx, events)
	}
	parts := make([]part, 0, len(all))
	for _, o := range all {
		parts = append(parts, part{kind: offers, row: offerRow(record.NewOffer(o), o.Version)})
	}
	slices.SortStableFunc(parts, byID)
	return s.saveAll(ctx, parts, events)
}

func offerRow(doc record.Offer, version int64) row {
	return row{id: string(doc.ID), version: version, doc: doc, columns: offerColumns(doc)}
}

func offerColumns(doc record.Offer) bson.D {
	return bson.D{is("provider_id", string(doc.Provider)), is("state", string(doc.State))}
}
