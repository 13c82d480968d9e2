package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Receivable is a receivable as stored.
type Receivable struct {
	ID           domain.ReceivableID    `json:"id"`
	EnterpriseID domain.EnterpriseID    `json:"enterprise_id,omitzero"`
	District     domain.Code            `json:"district,omitzero"`
	Debtor       string                 `json:"debtor,omitzero"`
	DebtorUSCC   domain.USCC            `json:"debtor_uscc,omitzero"`
	Amount       domain.Fen             `json:"amount_fen,omitzero"`
	DueOn        domain.Date            `json:"due_on,omitzero"`
	Evidence     string                 `json:"evidence,omitzero"`
	Plan         string                 `json:"plan,omitzero"`
	Settlements  []settlementDoc        `json:"settlements,omitzero"`
	State        domain.ReceivableState `json:"state,omitzero"`
	NeedID       domain.NeedID          `json:"need_id,omitzero"`
	CreatedAt    time.Time              `json:"created_at"`
	CreatedBy    domain.UserID          `json:"created_by,omitzero"`
	UpdatedAt    time.Time              `json:"updated_at"`
}

// NewReceivable is the shape of a receivable.
func NewReceivable(r domain.Receivable) Receivable {
	return Receivable{
		ID: r.ID, EnterpriseID: r.EnterpriseID, District: r.District, Debtor: r.Debtor, DebtorUSCC: r.DebtorUSCC, Amount: r.Amount, DueOn: r.DueOn, Evidence: r.Evidence, Plan: r.Plan, Settlements: each(r.Settlements, func(s domain.Settlement) settlementDoc { return settlementDoc(s) }), State: r.State, NeedID: r.NeedID, CreatedAt: at(r.CreatedAt), CreatedBy: r.CreatedBy, UpdatedAt: at(r.UpdatedAt),
	}
}

// Receivable is the receivable with the version that it is stored at.
func (d Receivable) Receivable(version int64) domain.Receivable {
	return domain.Receivable{
		Version: version, ID: d.ID, EnterpriseID: d.EnterpriseID, District: d.District, Debtor: d.Debtor, DebtorUSCC: d.DebtorUSCC, Amount: d.Amount, DueOn: d.DueOn, Evidence: d.Evidence, Plan: d.Plan, Settlements: each(d.Settlements, func(s settlementDoc) domain.Settlement { return domain.Settlement(s) }), State: d.State, NeedID: d.NeedID, CreatedAt: d.CreatedAt, CreatedBy: d.CreatedBy, UpdatedAt: d.UpdatedAt,
	}
}

type settlementDoc struct {
	Amount domain.Fen    `json:"amount_fen"`
	On     domain.Date   `json:"on"`
	By     domain.UserID `json:"by"`
}
