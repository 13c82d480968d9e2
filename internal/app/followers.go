package app

import (
	"context"
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/search"
)

// IndexFollower keeps the search index in step with the saved offers. The
// index holds its own position, moved in the same step as its documents.
type IndexFollower struct {
	Rules  *rules.RuleSet
	Offers store.Offers
	Index  search.Index
}

// Position is the newest event that the index knows.
func (f *IndexFollower) Position(ctx context.Context) (int64, error) { return f.Index.Seq(ctx) }

// Handle takes the offers as they are now into the index.
func (f *IndexFollower) Handle(ctx context.Context, events []domain.Event) error {
	changed, gone, err := offersOf(ctx, f.Offers, events)
	if err != nil {
		return err
	}
	batch := search.Batch{Seq: events[len(events)-1].Seq, Deletes: gone}
	for _, o := range changed {
		if o.State == domain.OfferPublished {
			batch.Upserts = append(batch.Upserts, Document(f.Rules, o))
		} else {
			batch.Deletes = append(batch.Deletes, o.ID)
		}
	}
	if err := f.Index.Apply(ctx, batch); err != nil {
		return fmt.Errorf("index offers up to event %d: %w", batch.Seq, err)
	}
	return nil
}

// EngineFollower keeps the matching engine in step with the saved offers.
type EngineFollower struct {
	Offers store.Offers
	Live   *matching.Live
}

// Position is the newest event that the engine knows.
func (f *EngineFollower) Position(context.Context) (int64, error) { return f.Live.Seq(), nil }

// Handle takes the offers as they are now into the engine.
func (f *EngineFollower) Handle(ctx context.Context, events []domain.Event) error {
	changed, _, err := offersOf(ctx, f.Offers, events)
	if err != nil {
		return err
	}
	return f.Live.Apply(changed, events[len(events)-1].Seq)
}

// offersOf reads the offers that events speak of; gone are those that no
// longer exist.
func offersOf(ctx context.Context, offers store.Offers, events []domain.Event) (changed []domain.Offer, gone []domain.OfferID, err error) {
	var ids []domain.OfferID
	seen := map[domain.OfferID]bool{}
	for _, e := range events {
		if id := domain.OfferID(e.ID); e.Type == domain.OfferSaved && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	changed, err = offers.OffersByID(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range changed {
		delete(seen, o.ID)
	}
	for _, id := range ids {
		if seen[id] {
			gone = append(gone, id)
		}
	}
	return changed, gone, nil
}

// PublishedOffers reads every published offer, page by page.
func PublishedOffers(ctx context.Context, offers store.Offers) ([]domain.Offer, error) {
	var all []domain.Offer
	page := store.Page{Limit: 500}
	for {
		items, next, err := offers.Offers(ctx, store.OfferFilter{States: []domain.OfferState{domain.OfferPublished}}, page)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" {
			return all, nil
		}
		page.After = next
	}
}
