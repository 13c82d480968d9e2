package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var receivables = kind{noun: "receivable", coll: collReceivables}

// Receivable answers the receivable with the id.
func (s *Store) Receivable(ctx context.Context, id domain.ReceivableID) (domain.Receivable, error) {
	return read(ctx, s, receivables, oneByID.filter(is("_id", string(id))), string(id), record.Receivable.Receivable)
}

// Receivables lists the newest first.
func (s *Store) Receivables(ctx context.Context, filter store.ReceivableFilter, page store.Page) ([]domain.Receivable, string, error) {
	var fields bson.D
	if filter.Enterprise != "" {
		fields = append(fields, is("enterprise_id", string(filter.Enterprise)))
	}
	if filter.District != "" {
		fields = append(fields, is("firm_district", string(filter.District)))
	}
	if filter.State != "" {
		fields = append(fields, is("state", string(filter.State)))
	}
	return list(ctx, s, receivables, fields, page, record.Receivable.Receivable)
}

// SaveReceivable saves the receivable and its events in one step.
func (s *Store) SaveReceivable(ctx context.Context, r domain.Receivable, events ...domain.Event) (domain.Receivable, error) {
	doc := record.NewReceivable(r)
	version, err := s.save(ctx, receivables, row{id: string(doc.ID), version: r.Version, doc: doc, columns: receivableColumns(doc)}, events)
	if err != nil {
		return domain.Receivable{}, err
	}
	return doc.Receivable(version), nil
}

func receivableColumns(doc record.Receivable) bson.D {
	return bson.D{is("enterprise_id", string(doc.EnterpriseID)), is("firm_district", string(doc.District)), is("state", string(doc.State))}
}
