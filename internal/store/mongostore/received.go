package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var receivedOnes = kind{noun: "received", coll: collReceivedList}

// Received answers the received record with the id.
func (s *Store) Received(ctx context.Context, id domain.ReceivedID) (domain.Received, error) {
	return read(ctx, s, receivedOnes, oneByID.filter(is("_id", string(id))), string(id), record.Received.Received)
}

// ReceivedList lists by id.
func (s *Store) ReceivedList(ctx context.Context, filter store.ReceivedFilter, page store.Page) ([]domain.Received, string, error) {
	var fields bson.D
	if filter.Kind != "" {
		fields = append(fields, is("kind", string(filter.Kind)))
	}
	if filter.USCC != "" {
		fields = append(fields, is("uscc", string(filter.USCC)))
	}
	return list(ctx, s, receivedOnes, fields, page, record.Received.Received)
}

// SaveReceived saves the received record and its events in one step.
func (s *Store) SaveReceived(ctx context.Context, r domain.Received, events ...domain.Event) (domain.Received, error) {
	doc := record.NewReceived(r)
	version, err := s.save(ctx, receivedOnes, row{id: string(doc.ID), version: r.Version, doc: doc, columns: receivedColumns(doc)}, events)
	if err != nil {
		return domain.Received{}, err
	}
	return doc.Received(version), nil
}

func receivedColumns(doc record.Received) bson.D {
	return bson.D{is("kind", string(doc.Kind)), is("uscc", string(doc.USCC))}
}
