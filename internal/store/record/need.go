package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Need is a financing need as stored.
type Need struct {
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
	AcceptedAt   *time.Time              `json:"accepted_at,omitzero"`
	Turns        turnsDoc                `json:"turns,omitzero"`
}

type projectDoc struct {
	Kind       *domain.Code `json:"kind,omitzero"`
	Field      *domain.Code `json:"field,omitzero"`
	State      *domain.Code `json:"state,omitzero"`
	Investment *domain.Fen  `json:"investment_fen,omitzero"`
}

// NewNeed is the shape of a financing need.
func NewNeed(n domain.Need) Need {
	return Need{
		ID: n.ID, EnterpriseID: n.EnterpriseID, State: n.State,
		Amount: n.Amount, Term: n.Term, Purpose: n.Purpose,
		Collateral: each(n.Collateral, newCollateralDoc),
		Guarantee:  n.Guarantee, RateCeiling: n.RateCeiling, LatestOn: n.LatestOn, Repayment: n.Repayment,
		Project: (*projectDoc)(n.Project), Note: n.Note,
		CreatedAt: at(n.CreatedAt), UpdatedAt: at(n.UpdatedAt), SubmittedAt: atOrNil(n.SubmittedAt), AcceptedAt: atOrNil(n.AcceptedAt),
		Turns: newTurnsDoc(n.Turns),
	}
}

// Need is the need with the version that it is stored at.
func (d Need) Need(version int64) domain.Need {
	return domain.Need{
		ID: d.ID, Version: version, EnterpriseID: d.EnterpriseID, State: d.State,
		Amount: d.Amount, Term: d.Term, Purpose: d.Purpose,
		Collateral: each(d.Collateral, collateralDoc.collateral),
		Guarantee:  d.Guarantee, RateCeiling: d.RateCeiling, LatestOn: d.LatestOn, Repayment: d.Repayment,
		Project: (*domain.Project)(d.Project), Note: d.Note,
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, SubmittedAt: d.SubmittedAt, AcceptedAt: d.AcceptedAt,
		Turns: d.Turns.turns(),
	}
}
