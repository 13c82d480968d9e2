package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var files = newKind("document", "documents", "need_id", "application_id")

// Document answers the document with the id.
func (s *Store) Document(ctx context.Context, id domain.DocumentID) (domain.Document, error) {
	return document(ctx, s, files, "id", string(id), record.Document.Document)
}

// Documents lists the newest first.
func (s *Store) Documents(ctx context.Context, filter store.DocumentFilter, page store.Page) ([]domain.Document, string, error) {
	var c conditions
	if filter.Need != "" {
		c.add("need_id = ?", string(filter.Need))
	}
	if filter.Application != "" {
		c.add("application_id = ?", string(filter.Application))
	}
	return list(ctx, s, files, c, newestIDs, page, record.Document.Document, func(d domain.Document) domain.DocumentID { return d.ID })
}

// SaveDocument saves the document and its events in one step.
func (s *Store) SaveDocument(ctx context.Context, d domain.Document, events ...domain.Event) (domain.Document, error) {
	doc := record.NewDocument(d)
	w, err := newRow(d.ID, d.Version, doc, documentColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Document{}, err
	}
	version, err := s.saveRow(ctx, files, w, events)
	if err != nil {
		return domain.Document{}, err
	}
	return doc.Document(version), nil
}

func documentColumns(d record.Document, _ store.Record) []any {
	return []any{string(d.NeedID), string(d.Application)}
}
