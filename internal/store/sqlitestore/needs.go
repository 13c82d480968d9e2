package sqlitestore

import (
	"context"
	"database/sql"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var needs = newKind("need", "needs", "enterprise_id", "state", "district")

// Need answers the need with the id.
func (s *Store) Need(ctx context.Context, id domain.NeedID) (domain.Need, error) {
	return document(ctx, s, needs, "id", string(id), record.Need.Need)
}

// NeedsByID answers those that exist.
func (s *Store) NeedsByID(ctx context.Context, ids []domain.NeedID) ([]domain.Need, error) {
	return byIDs(ctx, s, needs, ids, record.Need.Need)
}

// Needs lists the newest first.
func (s *Store) Needs(ctx context.Context, filter store.NeedFilter, page store.Page) ([]domain.Need, string, error) {
	var c conditions
	if filter.Enterprise != "" {
		c.add("enterprise_id = ?", string(filter.Enterprise))
	}
	if len(filter.Districts) > 0 {
		if err := among(&c, "district", filter.Districts); err != nil {
			return nil, "", err
		}
	}
	if len(filter.States) > 0 {
		if err := among(&c, "state", filter.States); err != nil {
			return nil, "", err
		}
	}
	return list(ctx, s, needs, c, newestIDs, page, record.Need.Need, func(n domain.Need) domain.NeedID { return n.ID })
}

// SaveNeed saves the need and its events in one step.
func (s *Store) SaveNeed(ctx context.Context, n domain.Need, events ...domain.Event) (domain.Need, error) {
	doc := record.NewNeed(n)
	r, err := newRow(n.ID, n.Version, doc, string(n.EnterpriseID), string(n.State))
	if err != nil {
		return domain.Need{}, err
	}
	version, err := s.saveOne(ctx, events, func(w *session) (int64, error) { return w.saveNeed(r) })
	if err != nil {
		return domain.Need{}, err
	}
	return doc.Need(version), nil
}

// saveNeed looks the firm's district up in the same transaction, so no change
// of residence comes between.
func (s *session) saveNeed(r row) (version int64, err error) {
	enterprise, state := r.columns[0], r.columns[1]
	district, _, err := lookup[sql.NullString](s, "SELECT district FROM enterprises WHERE id = ?", enterprise)
	if err != nil {
		return 0, wrapSave(needs, err)
	}
	r.columns = []any{enterprise, state, district}
	return s.save(needs, r)
}
