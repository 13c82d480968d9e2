package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var creditAssessments = kind{noun: "credit_assessment", coll: collCreditAssessments}

// CreditAssessment answers the kept result with the id.
func (s *Store) CreditAssessment(ctx context.Context, id domain.CreditAssessmentID) (domain.CreditAssessment, error) {
	return read(ctx, s, creditAssessments, oneByID.filter(is("_id", string(id))), string(id), record.CreditAssessment.CreditAssessment)
}

// CreditAssessments lists the newest first.
func (s *Store) CreditAssessments(ctx context.Context, filter store.CreditAssessmentFilter, page store.Page) ([]domain.CreditAssessment, string, error) {
	var fields bson.D
	if filter.Enterprise != "" {
		fields = append(fields, is("enterprise_id", string(filter.Enterprise)))
	}
	if filter.Sheet != "" {
		fields = append(fields, is("sheet", filter.Sheet))
	}
	return list(ctx, s, creditAssessments, fields, page, record.CreditAssessment.CreditAssessment)
}

// SaveCreditAssessment saves the kept result and its events in one step.
func (s *Store) SaveCreditAssessment(ctx context.Context, m domain.CreditAssessment, events ...domain.Event) (domain.CreditAssessment, error) {
	doc := record.NewCreditAssessment(m)
	version, err := s.save(ctx, creditAssessments, row{id: string(doc.ID), version: m.Version, doc: doc, columns: creditAssessmentColumns(doc)}, events)
	if err != nil {
		return domain.CreditAssessment{}, err
	}
	return doc.CreditAssessment(version), nil
}

func creditAssessmentColumns(doc record.CreditAssessment) bson.D {
	return bson.D{is("enterprise_id", string(doc.EnterpriseID)), is("sheet", doc.Sheet)}
}
