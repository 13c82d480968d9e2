package sqlitestore

import (
	"context"
	"database/sql"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var needs = newKind("need", "needs", "enterprise_id", "state", "district")

// Need answers the need with the id.
func (s *Store) Need(ctx context.Context, id domain.NeedID) (domain.Need, error) {
	return document(ctx, s, needs, "id", string(id), needDoc.need)
}

// NeedsByID answers those that exist.
func (s *Store) NeedsByID(ctx context.Context, ids []domain.NeedID) ([]domain.Need, error) {
	return byIDs(ctx, s, needs, ids, needDoc.need)
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
	return list(ctx, s, needs, c, newestIDs, page, needDoc.need, func(n domain.Need) domain.NeedID { return n.ID })
}

// SaveNeed saves the need and its events in one step.
func (s *Store) SaveNeed(ctx context.Context, n domain.Need, events ...domain.Event) (domain.Need, error) {
	doc := newNeedDoc(n)
	r, err := newRow(n.ID, n.Version, doc, string(n.EnterpriseID), string(n.State))
	if err != nil {
		return domain.Need{}, err
	}
	version, err := s.saveOne(ctx, events, func(w *session) (int64, error) { return w.saveNeed(r) })
	if err != nil {
		return domain.Need{}, err
	}
	return doc.need(version), nil
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

type needDoc struct {
	ID           domain.NeedID           `json:"id"`
	EnterpriseID domain.EnterpriseID     `json:"enterprise_id"`
	State        domain.NeedState        `json:"state"`
	Amount       domain.Fen              `json:"amount_fen"`
	Term         domain.Months           `json:"term_months"`
	Purpose      domain.Code             `json:"purpose"`
	Collateral   []collateralDoc         `json:"collateral,omitzero"`
	Guarantee    *bool                   `json:"guarantee,omitzero"`
	RateCeiling  *domain.BasisPoints     `json:"rate_ceiling_bp,omitzero"`
	LatestOn     *domain.Date            `json:"latest_on,omitzero"`
	Repayment    *domain.RepaymentMethod `json:"repayment,omitzero"`
	Project      *projectDoc             `json:"project,omitzero"`
	Note         string                  `json:"note,omitzero"`
	CreatedAt    time.Time               `json:"created_at"`
	UpdatedAt    time.Time               `json:"updated_at"`
	SubmittedAt  *time.Time              `json:"submitted_at,omitzero"`
}

type projectDoc struct {
	Kind       *domain.Code `json:"kind,omitzero"`
	Field      *domain.Code `json:"field,omitzero"`
	State      *domain.Code `json:"state,omitzero"`
	Investment *domain.Fen  `json:"investment_fen,omitzero"`
}

func newNeedDoc(n domain.Need) needDoc {
	return needDoc{
		ID: n.ID, EnterpriseID: n.EnterpriseID, State: n.State,
		Amount: n.Amount, Term: n.Term, Purpose: n.Purpose,
		Collateral: each(n.Collateral, newCollateralDoc),
		Guarantee:  n.Guarantee, RateCeiling: n.RateCeiling, LatestOn: n.LatestOn, Repayment: n.Repayment,
		Project: (*projectDoc)(n.Project), Note: n.Note,
		CreatedAt: n.CreatedAt.UTC(), UpdatedAt: n.UpdatedAt.UTC(), SubmittedAt: utc(n.SubmittedAt),
	}
}

func (d needDoc) need(version int64) domain.Need {
	return domain.Need{
		ID: d.ID, Version: version, EnterpriseID: d.EnterpriseID, State: d.State,
		Amount: d.Amount, Term: d.Term, Purpose: d.Purpose,
		Collateral: each(d.Collateral, collateralDoc.collateral),
		Guarantee:  d.Guarantee, RateCeiling: d.RateCeiling, LatestOn: d.LatestOn, Repayment: d.Repayment,
		Project: (*domain.Project)(d.Project), Note: d.Note,
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, SubmittedAt: d.SubmittedAt,
	}
}
