package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Bridge is a bridge as stored.
type Bridge struct {
	ID           domain.BridgeID                 `json:"id"`
	EnterpriseID domain.EnterpriseID             `json:"enterprise_id"`
	Fund         domain.OfferID                  `json:"fund_id"`
	FundName     string                          `json:"fund_name"`
	FundProvider domain.ProviderID               `json:"fund_provider_id"`
	Lender       domain.ProviderID               `json:"lender_id"`
	State        domain.BridgeState              `json:"state"`
	Principal    domain.Fen                      `json:"principal_fen"`
	DueOn        domain.Date                     `json:"due_on"`
	Contract     string                          `json:"contract,omitzero"`
	Amount       domain.Fen                      `json:"amount_fen"`
	Commitment   *commitmentDoc                  `json:"commitment,omitzero"`
	DisbursedOn  *domain.Date                    `json:"disbursed_on,omitzero"`
	OldRepaidOn  *domain.Date                    `json:"old_repaid_on,omitzero"`
	RenewedOn    *domain.Date                    `json:"renewed_on,omitzero"`
	ReturnedOn   *domain.Date                    `json:"returned_on,omitzero"`
	DaysCharged  *int                            `json:"days_charged,omitzero"`
	Fee          *domain.Fen                     `json:"fee_fen,omitzero"`
	Closing      *closingDoc                     `json:"closing,omitzero"`
	Moves        []appliedDoc[domain.BridgeMove] `json:"moves,omitzero"`
	CreatedAt    time.Time                       `json:"created_at"`
	UpdatedAt    time.Time                       `json:"updated_at"`
}

type commitmentDoc struct {
	Amount     domain.Fen  `json:"amount_fen"`
	PromisedOn domain.Date `json:"promised_on"`
	Note       string      `json:"note,omitzero"`
}

// NewBridge is the shape of a bridge.
func NewBridge(b domain.Bridge) Bridge {
	return Bridge{
		ID: b.ID, EnterpriseID: b.EnterpriseID, Fund: b.Fund, FundName: b.FundName, FundProvider: b.FundProvider, Lender: b.Lender, State: b.State,
		Principal: b.Principal, DueOn: b.DueOn, Contract: b.Contract, Amount: b.Amount, Commitment: (*commitmentDoc)(b.Commitment),
		DisbursedOn: b.DisbursedOn, OldRepaidOn: b.OldRepaidOn, RenewedOn: b.RenewedOn, ReturnedOn: b.ReturnedOn,
		DaysCharged: b.DaysCharged, Fee: b.Fee, Closing: (*closingDoc)(b.Closing),
		Moves:     each(b.Moves, newAppliedDoc[domain.BridgeMove]),
		CreatedAt: at(b.CreatedAt), UpdatedAt: at(b.UpdatedAt),
	}
}

// Bridge is the bridge with the version that it is stored at.
func (d Bridge) Bridge(version int64) domain.Bridge {
	return domain.Bridge{
		ID: d.ID, Version: version, EnterpriseID: d.EnterpriseID, Fund: d.Fund, FundName: d.FundName, FundProvider: d.FundProvider, Lender: d.Lender, State: d.State,
		Principal: d.Principal, DueOn: d.DueOn, Contract: d.Contract, Amount: d.Amount, Commitment: (*domain.Commitment)(d.Commitment),
		DisbursedOn: d.DisbursedOn, OldRepaidOn: d.OldRepaidOn, RenewedOn: d.RenewedOn, ReturnedOn: d.ReturnedOn,
		DaysCharged: d.DaysCharged, Fee: d.Fee, Closing: (*domain.Closing)(d.Closing),
		Moves:     each(d.Moves, appliedDoc[domain.BridgeMove].applied),
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}
}

// BridgeFund is a bridge fund as stored.
type BridgeFund struct {
	ID          domain.OfferID      `json:"id"`
	Provider    domain.ProviderID   `json:"provider_id"`
	Total       domain.Fen          `json:"total_fen"`
	Committed   domain.Fen          `json:"committed_fen"`
	OwnShare    *domain.BasisPoints `json:"own_share_bp,omitzero"`
	DayBasis    domain.Code         `json:"day_basis,omitzero"`
	CountsFirst *bool               `json:"counts_first,omitzero"`
	CountsLast  *bool               `json:"counts_last,omitzero"`
	Source      string              `json:"source,omitzero"`
	UpdatedBy   domain.UserID       `json:"updated_by,omitzero"`
	UpdatedAt   time.Time           `json:"updated_at"`
}

// NewBridgeFund is the shape of a bridge fund.
func NewBridgeFund(f domain.BridgeFund) BridgeFund {
	return BridgeFund{
		ID: f.ID, Provider: f.Provider, Total: f.Total, Committed: f.Committed, OwnShare: f.OwnShare, DayBasis: f.DayBasis,
		CountsFirst: f.CountsFirst, CountsLast: f.CountsLast, Source: f.Source, UpdatedBy: f.UpdatedBy, UpdatedAt: at(f.UpdatedAt),
	}
}

// BridgeFund is the fund with the version that it is stored at.
func (d BridgeFund) BridgeFund(version int64) domain.BridgeFund {
	return domain.BridgeFund{
		ID: d.ID, Version: version, Provider: d.Provider, Total: d.Total, Committed: d.Committed, OwnShare: d.OwnShare, DayBasis: d.DayBasis,
		CountsFirst: d.CountsFirst, CountsLast: d.CountsLast, Source: d.Source, UpdatedBy: d.UpdatedBy, UpdatedAt: d.UpdatedAt,
	}
}
