package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var receivables = newKind("receivable", "receivables", "enterprise_id", "firm_district", "state")

// Receivable answers the receivable with the id.
func (s *Store) Receivable(ctx context.Context, id domain.ReceivableID) (domain.Receivable, error) {
	return document(ctx, s, receivables, "id", string(id), record.Receivable.Receivable)
}

// Receivables lists the newest first.
func (s *Store) Receivables(ctx context.Context, filter store.ReceivableFilter, page store.Page) ([]domain.Receivable, string, error) {
	var c conditions
	if filter.Enterprise != "" {
		c.add("enterprise_id = ?", string(filter.Enterprise))
	}
	if filter.District != "" {
		c.add("firm_district = ?", string(filter.District))
	}
	if filter.State != "" {
		c.add("state = ?", string(filter.State))
	}
	return list(ctx, s, receivables, c, newestIDs, page, record.Receivable.Receivable, func(r domain.Receivable) domain.ReceivableID { return r.ID })
}

// SaveReceivable saves the receivable and its events in one step.
func (s *Store) SaveReceivable(ctx context.Context, r domain.Receivable, events ...domain.Event) (domain.Receivable, error) {
	doc := record.NewReceivable(r)
	w, err := newRow(r.ID, r.Version, doc, receivableColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Receivable{}, err
	}
	version, err := s.saveRow(ctx, receivables, w, events)
	if err != nil {
		return domain.Receivable{}, err
	}
	return doc.Receivable(version), nil
}

func receivableColumns(d record.Receivable, _ store.Record) []any {
	return []any{string(d.EnterpriseID), string(d.District), string(d.State)}
}
