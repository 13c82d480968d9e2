package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var liaisons = newKind("liaison", "liaisons")

// Liaison answers the liaison with the id.
func (s *Store) Liaison(ctx context.Context, id domain.LiaisonID) (domain.Liaison, error) {
	return document(ctx, s, liaisons, "id", string(id), record.Liaison.Liaison)
}

// LiaisonsByID answers those that exist.
func (s *Store) LiaisonsByID(ctx context.Context, ids []domain.LiaisonID) ([]domain.Liaison, error) {
	return byIDs(ctx, s, liaisons, ids, record.Liaison.Liaison)
}

// SaveLiaison saves the liaison and its events in one step.
func (s *Store) SaveLiaison(ctx context.Context, l domain.Liaison, events ...domain.Event) (domain.Liaison, error) {
	doc := record.NewLiaison(l)
	w, err := newRow(l.ID, l.Version, doc, liaisonColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Liaison{}, err
	}
	version, err := s.saveRow(ctx, liaisons, w, events)
	if err != nil {
		return domain.Liaison{}, err
	}
	return doc.Liaison(version), nil
}

func liaisonColumns(record.Liaison, store.Record) []any { return nil }
