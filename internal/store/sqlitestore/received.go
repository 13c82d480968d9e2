package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var receivedOnes = newKind("received", "received", "kind", "uscc")

// Received answers the received record with the id.
func (s *Store) Received(ctx context.Context, id domain.ReceivedID) (domain.Received, error) {
	return document(ctx, s, receivedOnes, "id", string(id), record.Received.Received)
}

// ReceivedList lists by id.
func (s *Store) ReceivedList(ctx context.Context, filter store.ReceivedFilter, page store.Page) ([]domain.Received, string, error) {
	var c conditions
	if filter.Kind != "" {
		c.add("kind = ?", string(filter.Kind))
	}
	if filter.USCC != "" {
		c.add("uscc = ?", string(filter.USCC))
	}
	return list(ctx, s, receivedOnes, c, byID, page, record.Received.Received, func(r domain.Received) domain.ReceivedID { return r.ID })
}

// SaveReceived saves the received record and its events in one step.
func (s *Store) SaveReceived(ctx context.Context, r domain.Received, events ...domain.Event) (domain.Received, error) {
	doc := record.NewReceived(r)
	w, err := newRow(r.ID, r.Version, doc, receivedColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Received{}, err
	}
	version, err := s.saveRow(ctx, receivedOnes, w, events)
	if err != nil {
		return domain.Received{}, err
	}
	return doc.Received(version), nil
}

func receivedColumns(d record.Received, _ store.Record) []any {
	return []any{string(d.Kind), string(d.USCC)}
}
