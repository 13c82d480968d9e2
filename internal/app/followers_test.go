package app_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"testing"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/search"
)

// lost is an index that is gone until it is rebuilt.
type lost struct {
	search.Index
	built   bool
	seq     int64
	rebuilt []domain.OfferID
	broken  error
}

func (l *lost) Seq(context.Context) (int64, error) {
	if !l.built {
		return 0, search.ErrNotBuilt
	}
	return l.seq, nil
}

func (l *lost) Apply(_ context.Context, b search.Batch) error {
	if !l.built {
		return search.ErrNotBuilt
	}
	l.seq = b.Seq
	return nil
}

func (l *lost) Rebuild(_ context.Context, seq int64, documents iter.Seq2[search.Document, error], _ func(int)) error {
	for d, err := range documents {
		if err := errors.Join(err, l.broken); err != nil {
			return err
		}
		l.rebuilt = append(l.rebuilt, d.ID)
	}
	l.built, l.seq = true, seq
	return nil
}

// offersAlone lets shelf have a method of the interface's name.
type offersAlone interface{ store.Offers }

// shelf is a store of two published offers, at event 9.
type shelf struct {
	offersAlone
	store.Outbox
}

func (shelf) LastSeq(context.Context) (int64, error) { return 9, nil }

func (shelf) Offers(_ context.Context, _ store.OfferFilter, p store.Page) ([]domain.Offer, string, error) {
	if p.After == "" {
		return []domain.Offer{{ID: "a", Kind: domain.OfferLoan}}, "a", nil
	}
	return []domain.Offer{{ID: "b", Kind: domain.OfferLoan}}, "", nil
}

func (shelf) OffersByID(context.Context, []domain.OfferID) ([]domain.Offer, error) { return nil, nil }

func TestAFollowerRebuildsAnIndexThatIsGone(t *testing.T) {
	for name, step := range map[string]func(f *app.IndexFollower) error{
		"when it asks for the position": func(f *app.IndexFollower) error { _, err := f.Position(context.Background()); return err },
		"when it has events to hand on": func(f *app.IndexFollower) error {
			return f.Handle(context.Background(), []domain.Event{{Seq: 8, Type: domain.OfferSaved, ID: "a"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			idx := &lost{}
			f := &app.IndexFollower{Rules: &rules.RuleSet{}, Offers: shelf{}, Index: idx, Log: slog.New(slog.DiscardHandler)}
			if err := step(f); err != nil {
				t.Fatal(err)
			}
			if seq, err := f.Position(context.Background()); seq != 9 || err != nil || !slices.Equal(idx.rebuilt, []domain.OfferID{"a", "b"}) {
				t.Errorf("at %d with %v, %v; want 9 with a and b", seq, idx.rebuilt, err)
			}
			broken := &lost{broken: errors.New("no room")}
			f.Index = broken
			if err := step(f); !errors.Is(err, broken.broken) {
				t.Errorf("have %v, want what the rebuild failed with", err)
			}
		})
	}
}
