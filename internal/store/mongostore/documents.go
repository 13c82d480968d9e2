package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var files = kind{noun: "document", coll: collDocuments}

// Document answers the document with the id.
func (s *Store) Document(ctx context.Context, id domain.DocumentID) (domain.Document, error) {
	return read(ctx, s, files, oneByID.filter(is("_id", string(id))), string(id), record.Document.Document)
}

// Documents lists the newest first.
func (s *Store) Documents(ctx context.Context, filter store.DocumentFilter, page store.Page) ([]domain.Document, string, error) {
	var fields bson.D
	if filter.Need != "" {
		fields = append(fields, is("need_id", string(filter.Need)))
	}
	if filter.Application != "" {
		fields = append(fields, is("application_id", string(filter.Application)))
	}
	return list(ctx, s, files, fields, page, record.Document.Document)
}

// SaveDocument saves the document and its events in one step.
func (s *Store) SaveDocument(ctx context.Context, d domain.Document, events ...domain.Event) (domain.Document, error) {
	doc := record.NewDocument(d)
	version, err := s.save(ctx, files, row{id: string(doc.ID), version: d.Version, doc: doc, columns: documentColumns(doc)}, events)
	if err != nil {
		return domain.Document{}, err
	}
	return doc.Document(version), nil
}

func documentColumns(doc record.Document) bson.D {
	return bson.D{is("need_id", string(doc.NeedID)), is("application_id", string(doc.Application))}
}
