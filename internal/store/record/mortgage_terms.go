package record

import (
	"time"

	"rongqiao/internal/domain"
)

// MortgageTerms is an entry of mortgage terms as stored.
type MortgageTerms struct {
	ID         domain.MortgageTermsID `json:"id"`
	Collateral domain.Code            `json:"collateral,omitzero"`
	From       domain.Date            `json:"from,omitzero"`
	Ratio      *domain.BasisPoints    `json:"ratio_bp,omitzero"`
	ValueAdded *domain.BasisPoints    `json:"value_added_bp,omitzero"`
	Cap        *domain.Fen            `json:"cap_fen,omitzero"`
	Source     string                 `json:"source,omitzero"`
	EnteredBy  domain.UserID          `json:"entered_by,omitzero"`
	EnteredAt  time.Time              `json:"entered_at"`
}

// NewMortgageTerms is the shape of an entry of mortgage terms.
func NewMortgageTerms(m domain.MortgageTerms) MortgageTerms {
	return MortgageTerms{
		ID: m.ID, Collateral: m.Collateral, From: m.From, Ratio: m.Ratio, ValueAdded: m.ValueAdded, Cap: m.Cap, Source: m.Source, EnteredBy: m.EnteredBy, EnteredAt: at(m.EnteredAt),
	}
}

// MortgageTerms is the mortgage terms with the version that it is stored at.
func (d MortgageTerms) MortgageTerms(version int64) domain.MortgageTerms {
	return domain.MortgageTerms{
		Version: version, ID: d.ID, Collateral: d.Collateral, From: d.From, Ratio: d.Ratio, ValueAdded: d.ValueAdded, Cap: d.Cap, Source: d.Source, EnteredBy: d.EnteredBy, EnteredAt: d.EnteredAt,
	}
}
