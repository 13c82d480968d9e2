package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var creditAssessments = newKind("credit_assessment", "credit_assessments", "enterprise_id", "sheet")

// CreditAssessment answers the kept result with the id.
func (s *Store) CreditAssessment(ctx context.Context, id domain.CreditAssessmentID) (domain.CreditAssessment, error) {
	return document(ctx, s, creditAssessments, "id", string(id), record.CreditAssessment.CreditAssessment)
}

// CreditAssessments lists the newest first.
func (s *Store) CreditAssessments(ctx context.Context, filter store.CreditAssessmentFilter, page store.Page) ([]domain.CreditAssessment, string, error) {
	var c conditions
	if filter.Enterprise != "" {
		c.add("enterprise_id = ?", string(filter.Enterprise))
	}
	if filter.Sheet != "" {
		c.add("sheet = ?", filter.Sheet)
	}
	return list(ctx, s, creditAssessments, c, newestIDs, page, record.CreditAssessment.CreditAssessment, func(m domain.CreditAssessment) domain.CreditAssessmentID { return m.ID })
}

// SaveCreditAssessment saves the kept result and its events in one step.
func (s *Store) SaveCreditAssessment(ctx context.Context, m domain.CreditAssessment, events ...domain.Event) (domain.CreditAssessment, error) {
	doc := record.NewCreditAssessment(m)
	w, err := newRow(m.ID, m.Version, doc, creditAssessmentColumns(doc, store.Record{})...)
	if err != nil {
		return domain.CreditAssessment{}, err
	}
	version, err := s.saveRow(ctx, creditAssessments, w, events)
	if err != nil {
		return domain.CreditAssessment{}, err
	}
	return doc.CreditAssessment(version), nil
}

func creditAssessmentColumns(d record.CreditAssessment, _ store.Record) []any {
	return []any{string(d.EnterpriseID), d.Sheet}
}
