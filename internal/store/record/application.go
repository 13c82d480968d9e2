package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Application is an application as stored.
type Application struct {
	ID            domain.ApplicationID                 `json:"id"`
	NeedID        domain.NeedID                        `json:"need_id"`
	EnterpriseID  domain.EnterpriseID                  `json:"enterprise_id"`
	OfferID       domain.OfferID                       `json:"offer_id"`
	OfferName     string                               `json:"offer_name"`
	Provider      domain.ProviderID                    `json:"provider_id"`
	State         domain.ApplicationState              `json:"state"`
	Amount        domain.Fen                           `json:"amount_fen"`
	Term          domain.Months                        `json:"term_months"`
	Note          string                               `json:"note,omitzero"`
	Consent       consentDoc                           `json:"consent,omitzero"`
	Documents     string                               `json:"documents,omitzero"`
	Quotes        []quoteDoc                           `json:"quotes,omitzero"`
	Taken         int                                  `json:"taken,omitzero"`
	Contract      string                               `json:"contract,omitzero"`
	SignedOn      *domain.Date                         `json:"signed_on,omitzero"`
	Disbursements []disbursementDoc                    `json:"disbursements,omitzero"`
	RepaidOn      *domain.Date                         `json:"repaid_on,omitzero"`
	RiskShares    []riskShareDoc                       `json:"risk_shares,omitzero"`
	Closing       *closingDoc                          `json:"closing,omitzero"`
	Moves         []appliedDoc[domain.ApplicationMove] `json:"moves,omitzero"`
	Accesses      []accessDoc                          `json:"accesses,omitzero"`
	CreatedAt     time.Time                            `json:"created_at"`
	UpdatedAt     time.Time                            `json:"updated_at"`
	Turns         turnsDoc                             `json:"turns,omitzero"`
}

type consentDoc struct {
	Scopes    []domain.Code `json:"scopes,omitzero"`
	Purpose   string        `json:"purpose,omitzero"`
	Until     domain.Date   `json:"until,omitzero"`
	GivenBy   domain.UserID `json:"given_by,omitzero"`
	GivenAt   time.Time     `json:"given_at,omitzero"`
	RevokedAt *time.Time    `json:"revoked_at,omitzero"`
}

type quoteDoc struct {
	Number       int                     `json:"number"`
	Amount       domain.Fen              `json:"amount_fen"`
	Rate         *domain.BasisPoints     `json:"rate_bp,omitzero"`
	Term         domain.Months           `json:"term_months"`
	Repayment    *domain.RepaymentMethod `json:"repayment,omitzero"`
	GuaranteeFee domain.BasisPoints      `json:"guarantee_fee_bp,omitzero"`
	OneOffFee    domain.Fen              `json:"one_off_fee_fen,omitzero"`
	ValidUntil   domain.Date             `json:"valid_until"`
	Note         string                  `json:"note,omitzero"`
	Annualised   *domain.BasisPoints     `json:"annualised_bp,omitzero"`
	Total        *domain.Fen             `json:"total_fen,omitzero"`
	By           domain.UserID           `json:"by"`
	ByName       string                  `json:"by_name"`
	At           time.Time               `json:"at"`
}

type disbursementDoc struct {
	Amount domain.Fen    `json:"amount_fen"`
	On     domain.Date   `json:"on"`
	By     domain.UserID `json:"by"`
}

type riskShareDoc struct {
	Party domain.Code        `json:"party"`
	Name  string             `json:"name,omitzero"`
	Share domain.BasisPoints `json:"share_bp"`
}

type closingDoc struct {
	Reason domain.Code `json:"reason"`
	Text   string      `json:"text,omitzero"`
}

type accessDoc struct {
	On     domain.Date   `json:"on"`
	By     domain.UserID `json:"by"`
	ByName string        `json:"by_name"`
	First  time.Time     `json:"first"`
	Last   time.Time     `json:"last"`
	Times  int           `json:"times"`
}

// NewApplication is the shape of an application.
func NewApplication(a domain.Application) Application {
	consent := consentDoc(a.Consent)
	consent.GivenAt, consent.RevokedAt = at(consent.GivenAt), atOrNil(consent.RevokedAt)
	return Application{
		ID: a.ID, NeedID: a.NeedID, EnterpriseID: a.EnterpriseID, OfferID: a.OfferID, OfferName: a.OfferName, Provider: a.Provider,
		State: a.State, Amount: a.Amount, Term: a.Term, Note: a.Note, Consent: consent, Documents: a.Documents,
		Quotes: each(a.Quotes, func(q domain.Quote) quoteDoc {
			d := quoteDoc(q)
			d.At = at(d.At)
			return d
		}),
		Taken: a.Taken, Contract: a.Contract, SignedOn: a.SignedOn,
		Disbursements: each(a.Disbursements, func(d domain.Disbursement) disbursementDoc { return disbursementDoc(d) }),
		RepaidOn:      a.RepaidOn, RiskShares: each(a.RiskShares, func(s domain.RiskShare) riskShareDoc { return riskShareDoc(s) }), Closing: (*closingDoc)(a.Closing),
		Moves: each(a.Moves, newAppliedDoc[domain.ApplicationMove]),
		Accesses: each(a.Accesses, func(x domain.Access) accessDoc {
			d := accessDoc(x)
			d.First, d.Last = at(d.First), at(d.Last)
			return d
		}),
		CreatedAt: at(a.CreatedAt), UpdatedAt: at(a.UpdatedAt), Turns: newTurnsDoc(a.Turns),
	}
}

// Application is the application with the version that it is stored at.
func (d Application) Application(version int64) domain.Application {
	return domain.Application{
		ID: d.ID, Version: version, NeedID: d.NeedID, EnterpriseID: d.EnterpriseID, OfferID: d.OfferID, OfferName: d.OfferName, Provider: d.Provider,
		State: d.State, Amount: d.Amount, Term: d.Term, Note: d.Note, Consent: domain.Consent(d.Consent), Documents: d.Documents,
		Quotes: each(d.Quotes, func(q quoteDoc) domain.Quote { return domain.Quote(q) }),
		Taken:  d.Taken, Contract: d.Contract, SignedOn: d.SignedOn,
		Disbursements: each(d.Disbursements, func(x disbursementDoc) domain.Disbursement { return domain.Disbursement(x) }),
		RepaidOn:      d.RepaidOn, RiskShares: each(d.RiskShares, func(s riskShareDoc) domain.RiskShare { return domain.RiskShare(s) }), Closing: (*domain.Closing)(d.Closing),
		Moves:     each(d.Moves, appliedDoc[domain.ApplicationMove].applied),
		Accesses:  each(d.Accesses, func(x accessDoc) domain.Access { return domain.Access(x) }),
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, Turns: d.Turns.turns(),
	}
}
