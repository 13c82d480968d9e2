package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var enterprises = newKind("enterprise", "enterprises", "uscc", "district")

// Enterprise answers the firm with the id.
func (s *Store) Enterprise(ctx context.Context, id domain.EnterpriseID) (domain.Enterprise, error) {
	return document(ctx, s, enterprises, "id", string(id), record.Enterprise.Enterprise)
}

// EnterprisesByID answers those that exist.
func (s *Store) EnterprisesByID(ctx context.Context, ids []domain.EnterpriseID) ([]domain.Enterprise, error) {
	return byIDs(ctx, s, enterprises, ids, record.Enterprise.Enterprise)
}

// EnterpriseByUSCC answers the firm with the code.
func (s *Store) EnterpriseByUSCC(ctx context.Context, code domain.USCC) (domain.Enterprise, error) {
	return document(ctx, s, enterprises, "uscc", string(code), record.Enterprise.Enterprise)
}

// EnterprisesByUSCC answers those that exist.
func (s *Store) EnterprisesByUSCC(ctx context.Context, codes []domain.USCC) ([]domain.Enterprise, error) {
	return byUSCC(ctx, s, enterprises, codes, record.Enterprise.Enterprise)
}

// Enterprises lists firms by id; districts nil means all.
func (s *Store) Enterprises(ctx context.Context, districts []domain.Code, page store.Page) ([]domain.Enterprise, string, error) {
	var c conditions
	if districts != nil {
		if err := among(&c, "district", districts); err != nil {
			return nil, "", err
		}
	}
	return list(ctx, s, enterprises, c, byID, page, record.Enterprise.Enterprise,
		func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
}

// SaveEnterprise saves the firm and its events in one step.
func (s *Store) SaveEnterprise(ctx context.Context, e domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
	doc, r, err := enterpriseRow(e)
	if err != nil {
		return domain.Enterprise{}, err
	}
	version, err := s.saveOne(ctx, events, func(w *session) (int64, error) { return w.saveEnterprise(r) })
	if err != nil {
		return domain.Enterprise{}, err
	}
	return doc.Enterprise(version), nil
}

// saveEnterprise also moves the firm's needs to its district.
func (s *session) saveEnterprise(r row) (version int64, err error) {
	if version, err = s.save(enterprises, r); err != nil {
		return 0, err
	}
	district := r.columns[1]
	err = s.exec("UPDATE needs SET district = ? WHERE enterprise_id = ? AND district IS NOT ?", district, r.id, district)
	return version, wrapSave(enterprises, err)
}

func enterpriseRow(e domain.Enterprise) (record.Enterprise, row, error) {
	doc := record.NewEnterprise(e)
	r, err := newRow(e.ID, e.Version, doc, string(e.USCC), string(e.District()))
	return doc, r, err
}
