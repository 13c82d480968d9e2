package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var liaisons = kind{noun: "liaison", coll: collLiaisons}

// Liaison answers the liaison with the id.
func (s *Store) Liaison(ctx context.Context, id domain.LiaisonID) (domain.Liaison, error) {
	return read(ctx, s, liaisons, oneByID.filter(is("_id", string(id))), string(id), record.Liaison.Liaison)
}

// LiaisonsByID answers those that exist.
func (s *Store) LiaisonsByID(ctx context.Context, ids []domain.LiaisonID) ([]domain.Liaison, error) {
	return byIDs(ctx, s, liaisons, ids, record.Liaison.Liaison)
}

// SaveLiaison saves the liaison and its events in one step.
func (s *Store) SaveLiaison(ctx context.Context, l domain.Liaison, events ...domain.Event) (domain.Liaison, error) {
	doc := record.NewLiaison(l)
	version, err := s.save(ctx, liaisons, row{id: string(doc.ID), version: l.Version, doc: doc, columns: liaisonColumns(doc)}, events)
	if err != nil {
		return domain.Liaison{}, err
	}
	return doc.Liaison(version), nil
}

func liaisonColumns(record.Liaison) bson.D { return nil }
