package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var candidacies = newKind("candidacy", "candidacies", "enterprise_id", "stage")

// Candidacy answers the record with the id.
func (s *Store) Candidacy(ctx context.Context, id domain.CandidacyID) (domain.Candidacy, error) {
	return document(ctx, s, candidacies, "id", string(id), record.Candidacy.Candidacy)
}

// CandidacyOf answers the record of a firm.
func (s *Store) CandidacyOf(ctx context.Context, id domain.EnterpriseID) (domain.Candidacy, error) {
	return document(ctx, s, candidacies, "enterprise_id", string(id), record.Candidacy.Candidacy)
}

// CandidaciesByID answers those that exist.
func (s *Store) CandidaciesByID(ctx context.Context, ids []domain.CandidacyID) ([]domain.Candidacy, error) {
	return byIDs(ctx, s, candidacies, ids, record.Candidacy.Candidacy)
}

// Candidacies lists the newest first.
func (s *Store) Candidacies(ctx context.Context, filter store.CandidacyFilter, page store.Page) ([]domain.Candidacy, string, error) {
	var c conditions
	if len(filter.Stages) > 0 {
		if err := among(&c, "stage", filter.Stages); err != nil {
			return nil, "", err
		}
	}
	return list(ctx, s, candidacies, c, newestIDs, page, record.Candidacy.Candidacy, func(x domain.Candidacy) domain.CandidacyID { return x.ID })
}

// SaveCandidacy saves the record and its events in one step.
func (s *Store) SaveCandidacy(ctx context.Context, c domain.Candidacy, events ...domain.Event) (domain.Candidacy, error) {
	doc := record.NewCandidacy(c)
	r, err := newRow(c.ID, c.Version, doc, string(c.EnterpriseID), string(c.Stage))
	if err != nil {
		return domain.Candidacy{}, err
	}
	version, err := s.saveRow(ctx, candidacies, r, events)
	if err != nil {
		return domain.Candidacy{}, err
	}
	return doc.Candidacy(version), nil
}

func candidacyColumns(d record.Candidacy, _ store.Record) []any {
	return []any{string(d.EnterpriseID), string(d.Stage)}
}
