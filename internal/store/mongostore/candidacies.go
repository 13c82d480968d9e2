package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var candidacies = kind{noun: "candidacy", coll: collCandidacies, unique: "enterprise_id", byKey: candidacyOfFirm}

// Candidacy answers the record with the id.
func (s *Store) Candidacy(ctx context.Context, id domain.CandidacyID) (domain.Candidacy, error) {
	return read(ctx, s, candidacies, oneByID.filter(is("_id", string(id))), string(id), record.Candidacy.Candidacy)
}

// CandidacyOf answers the record of a firm.
func (s *Store) CandidacyOf(ctx context.Context, id domain.EnterpriseID) (domain.Candidacy, error) {
	return read(ctx, s, candidacies, candidacyOfFirm.filter(is("enterprise_id", string(id))), string(id), record.Candidacy.Candidacy)
}

// CandidaciesByID answers those that exist.
func (s *Store) CandidaciesByID(ctx context.Context, ids []domain.CandidacyID) ([]domain.Candidacy, error) {
	return byIDs(ctx, s, candidacies, ids, record.Candidacy.Candidacy)
}

// Candidacies lists the newest first.
func (s *Store) Candidacies(ctx context.Context, filter store.CandidacyFilter, page store.Page) ([]domain.Candidacy, string, error) {
	var fields bson.D
	if len(filter.Stages) > 0 {
		fields = append(fields, in("stage", filter.Stages))
	}
	return list(ctx, s, candidacies, fields, page, record.Candidacy.Candidacy)
}

// SaveCandidacy saves the record and its events in one step.
func (s *Store) SaveCandidacy(ctx context.Context, c domain.Candidacy, events ...domain.Event) (domain.Candidacy, error) {
	doc := record.NewCandidacy(c)
	version, err := s.save(ctx, candidacies, row{id: string(doc.ID), version: c.Version, doc: doc, columns: candidacyColumns(doc)}, events)
	if err != nil {
		return domain.Candidacy{}, err
	}
	return doc.Candidacy(version), nil
}

func candidacyColumns(doc record.Candidacy) bson.D {
	return bson.D{is("enterprise_id", string(doc.EnterpriseID)), is("stage", string(doc.Stage))}
}
