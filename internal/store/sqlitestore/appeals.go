package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var appeals = newKind("appeal", "appeals", "enterprise_id", "firm_district", "state")

// Appeal answers the appeal with the id.
func (s *Store) Appeal(ctx context.Context, id domain.AppealID) (domain.Appeal, error) {
	return document(ctx, s, appeals, "id", string(id), record.Appeal.Appeal)
}

// AppealsByID answers those that exist.
func (s *Store) AppealsByID(ctx context.Context, ids []domain.AppealID) ([]domain.Appeal, error) {
	return byIDs(ctx, s, appeals, ids, record.Appeal.Appeal)
}

// Appeals lists the newest first.
func (s *Store) Appeals(ctx context.Context, filter store.AppealFilter, page store.Page) ([]domain.Appeal, string, error) {
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
	return list(ctx, s, appeals, c, newestIDs, page, record.Appeal.Appeal, func(a domain.Appeal) domain.AppealID { return a.ID })
}

// SaveAppeal saves the appeal and its events in one step.
func (s *Store) SaveAppeal(ctx context.Context, a domain.Appeal, events ...domain.Event) (domain.Appeal, error) {
	doc := record.NewAppeal(a)
	w, err := newRow(a.ID, a.Version, doc, appealColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Appeal{}, err
	}
	version, err := s.saveRow(ctx, appeals, w, events)
	if err != nil {
		return domain.Appeal{}, err
	}
	return doc.Appeal(version), nil
}

func appealColumns(d record.Appeal, _ store.Record) []any {
	return []any{string(d.EnterpriseID), string(d.District), string(d.State)}
}
