package app

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/search"
)

// Source is where followers read: the offers as they are, and the events.
type Source interface {
	store.Offers
	store.Outbox
}

// IndexFollower keeps the search index in step with the saved offers. The
// index holds its own position, moved in the same step as its documents. One
// that is not there, or not whole, is rebuilt.
type IndexFollower struct {
	Rules  *rules.RuleSet
	Offers Source
	Index  search.Index
	Log    *slog.Logger // nil: the default one
}

// Position is the newest event that the index knows.
func (f *IndexFollower) Position(ctx context.Context) (int64, error) {
	seq, err := f.Index.Seq(ctx)
	if !errors.Is(err, search.ErrNotBuilt) {
		return seq, err
	}
	if err := f.rebuild(ctx, err); err != nil {
		return 0, err
	}
	return f.Index.Seq(ctx)
}

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
	err = f.Index.Apply(ctx, batch)
	if errors.Is(err, search.ErrNotBuilt) {
		return f.rebuild(ctx, err)
	}
	if err != nil {
		return fmt.Errorf("index offers up to event %d: %w", batch.Seq, err)
	}
	return nil
}

func (f *IndexFollower) rebuild(ctx context.Context, cause error) error {
	log := f.Log
	if log == nil {
		log = slog.Default()
	}
	log.InfoContext(ctx, "the search index is built from the store", "cause", cause)
	return RebuildIndex(ctx, f.Rules, f.Offers, f.Index, nil)
}

// RebuildIndex builds the index anew from the published offers. The position
// is read first, so that what is saved meanwhile is followed after it.
func RebuildIndex(ctx context.Context, rs *rules.RuleSet, from Source, idx search.Index, progress func(done int)) error {
	seq, err := from.LastSeq(ctx)
	if err != nil {
		return fmt.Errorf("rebuild the search index: %w", err)
	}
	documents := func(yield func(search.Document, error) bool) {
		for o, err := range published(ctx, from) {
			if err != nil {
				yield(search.Document{}, err)
				return
			}
			if !yield(Document(rs, o), nil) {
				return
			}
		}
	}
	return idx.Rebuild(ctx, seq, documents, progress)
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

// PublishedOffers reads every published offer.
func PublishedOffers(ctx context.Context, offers store.Offers) ([]domain.Offer, error) {
	var all []domain.Offer
	for o, err := range published(ctx, offers) {
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// published reads them page by page.
func published(ctx context.Context, offers store.Offers) iter.Seq2[domain.Offer, error] {
	return func(yield func(domain.Offer, error) bool) {
		page := store.Page{Limit: 500}
		for {
			items, next, err := offers.Offers(ctx, store.OfferFilter{States: []domain.OfferState{domain.OfferPublished}}, page)
			if err != nil {
				yield(domain.Offer{}, err)
				return
			}
			for _, o := range items {
				if !yield(o, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			page.After = next
		}
	}
}
