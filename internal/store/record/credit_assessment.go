package record

import (
	"time"

	"rongqiao/internal/domain"
)

// CreditAssessment is a kept result of a sheet of credit value as stored.
type CreditAssessment struct {
	ID           domain.CreditAssessmentID `json:"id"`
	EnterpriseID domain.EnterpriseID       `json:"enterprise_id,omitzero"`
	Sheet        string                    `json:"sheet,omitzero"`
	Title        textDoc                   `json:"title,omitzero"`
	Document     clauseDoc                 `json:"document,omitzero"`
	RulesVersion string                    `json:"rules_version,omitzero"`
	Day          domain.Date               `json:"day,omitzero"`
	ValidUntil   domain.Date               `json:"valid_until,omitzero"`
	Verdict      string                    `json:"verdict,omitzero"`
	Conditional  bool                      `json:"conditional,omitzero"`
	Limit        *domain.Fen               `json:"limit_fen,omitzero"`
	Lines        []creditLineDoc           `json:"lines,omitzero"`
	Basis        string                    `json:"basis,omitzero"`
	MadeAt       time.Time                 `json:"made_at"`
}

type creditLineDoc struct {
	Criterion string    `json:"criterion,omitzero"`
	Label     textDoc   `json:"label,omitzero"`
	Have      textDoc   `json:"have,omitzero"`
	Want      textDoc   `json:"want,omitzero"`
	Outcome   string    `json:"outcome,omitzero"`
	Clause    clauseDoc `json:"clause,omitzero"`
}

// NewCreditAssessment is the shape of a kept result.
func NewCreditAssessment(c domain.CreditAssessment) CreditAssessment {
	return CreditAssessment{
		ID: c.ID, EnterpriseID: c.EnterpriseID, Sheet: c.Sheet, Title: newTextDoc(c.Title), Document: newClauseDoc(c.Document),
		RulesVersion: c.RulesVersion, Day: c.Day, ValidUntil: c.ValidUntil, Verdict: c.Verdict, Conditional: c.Conditional, Limit: c.Limit,
		Lines: each(c.Lines, func(l domain.CreditLine) creditLineDoc {
			return creditLineDoc{l.Criterion, newTextDoc(l.Label), newTextDoc(l.Have), newTextDoc(l.Want), l.Outcome, newClauseDoc(l.Clause)}
		}),
		Basis: c.Basis, MadeAt: at(c.MadeAt),
	}
}

// CreditAssessment is the kept result with the version that it is stored at.
func (d CreditAssessment) CreditAssessment(version int64) domain.CreditAssessment {
	return domain.CreditAssessment{
		Version: version, ID: d.ID, EnterpriseID: d.EnterpriseID, Sheet: d.Sheet, Title: d.Title.text(), Document: d.Document.clause(),
		RulesVersion: d.RulesVersion, Day: d.Day, ValidUntil: d.ValidUntil, Verdict: d.Verdict, Conditional: d.Conditional, Limit: d.Limit,
		Lines: each(d.Lines, func(l creditLineDoc) domain.CreditLine {
			return domain.CreditLine{Criterion: l.Criterion, Label: l.Label.text(), Have: l.Have.text(), Want: l.Want.text(), Outcome: l.Outcome, Clause: l.Clause.clause()}
		}),
		Basis: d.Basis, MadeAt: d.MadeAt,
	}
}
