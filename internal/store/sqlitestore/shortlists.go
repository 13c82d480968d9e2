package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var shortlists = newKind("shortlist", "shortlists", "state")

// Shortlist answers the list with the id.
func (s *Store) Shortlist(ctx context.Context, id domain.ShortlistID) (domain.Shortlist, error) {
	return document(ctx, s, shortlists, "id", string(id), record.Shortlist.Shortlist)
}

// Shortlists lists the newest first.
func (s *Store) Shortlists(ctx context.Context, filter store.ShortlistFilter, page store.Page) ([]domain.Shortlist, string, error) {
	var c conditions
	if len(filter.States) > 0 {
		if err := among(&c, "state", filter.States); err != nil {
			return nil, "", err
		}
	}
	return list(ctx, s, shortlists, c, newestIDs, page, record.Shortlist.Shortlist, func(x domain.Shortlist) domain.ShortlistID { return x.ID })
}

// SaveShortlist saves the list and its events in one step.
func (s *Store) SaveShortlist(ctx context.Context, l domain.Shortlist, events ...domain.Event) (domain.Shortlist, error) {
	doc := record.NewShortlist(l)
	r, err := newRow(l.ID, l.Version, doc, string(l.State))
	if err != nil {
		return domain.Shortlist{}, err
	}
	version, err := s.saveRow(ctx, shortlists, r, events)
	if err != nil {
		return domain.Shortlist{}, err
	}
	return doc.Shortlist(version), nil
}

func shortlistColumns(d record.Shortlist, _ store.Record) []any { return []any{string(d.State)} }
