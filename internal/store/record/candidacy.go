package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Candidacy is a cultivation record as stored.
type Candidacy struct {
	ID           domain.CandidacyID  `json:"id"`
	EnterpriseID domain.EnterpriseID `json:"enterprise_id"`
	Board        domain.Code         `json:"board,omitzero"`
	Stage        domain.Code         `json:"stage"`
	Steps        []candidacyStepDoc  `json:"steps,omitzero"`
	Issues       []candidacyIssueDoc `json:"issues,omitzero"`
	Notes        []candidacyNoteDoc  `json:"notes,omitzero"`
	CreatedAt    time.Time           `json:"created_at"`
	UpdatedAt    time.Time           `json:"updated_at"`
}

type candidacyStepDoc struct {
	Stage domain.Code   `json:"stage"`
	On    domain.Date   `json:"on"`
	Proof string        `json:"proof,omitzero"`
	By    domain.UserID `json:"by,omitzero"`
	At    time.Time     `json:"at"`
}

type candidacyIssueDoc struct {
	Issue    domain.Code   `json:"issue"`
	Severity domain.Code   `json:"severity"`
	Note     string        `json:"note,omitzero"`
	OpenedOn domain.Date   `json:"opened_on"`
	ClosedOn *domain.Date  `json:"closed_on,omitzero"`
	Cure     string        `json:"cure,omitzero"`
	By       domain.UserID `json:"by,omitzero"`
}

type candidacyNoteDoc struct {
	By           domain.UserID `json:"by,omitzero"`
	Name         string        `json:"name,omitzero"`
	Organisation string        `json:"organisation,omitzero"`
	At           time.Time     `json:"at"`
	Text         string        `json:"text"`
}

// NewCandidacy is the shape of a cultivation record.
func NewCandidacy(c domain.Candidacy) Candidacy {
	return Candidacy{
		ID: c.ID, EnterpriseID: c.EnterpriseID, Board: c.Board, Stage: c.Stage,
		Steps: each(c.Steps, func(s domain.CandidacyStep) candidacyStepDoc {
			s.At = at(s.At)
			return candidacyStepDoc(s)
		}),
		Issues: each(c.Issues, func(i domain.CandidacyIssue) candidacyIssueDoc { return candidacyIssueDoc(i) }),
		Notes: each(c.Notes, func(n domain.CandidacyNote) candidacyNoteDoc {
			n.At = at(n.At)
			return candidacyNoteDoc(n)
		}),
		CreatedAt: at(c.CreatedAt), UpdatedAt: at(c.UpdatedAt),
	}
}

// Candidacy is the record with the version that it is stored at.
func (d Candidacy) Candidacy(version int64) domain.Candidacy {
	return domain.Candidacy{
		ID: d.ID, Version: version, EnterpriseID: d.EnterpriseID, Board: d.Board, Stage: d.Stage,
		Steps:     each(d.Steps, func(s candidacyStepDoc) domain.CandidacyStep { return domain.CandidacyStep(s) }),
		Issues:    each(d.Issues, func(i candidacyIssueDoc) domain.CandidacyIssue { return domain.CandidacyIssue(i) }),
		Notes:     each(d.Notes, func(n candidacyNoteDoc) domain.CandidacyNote { return domain.CandidacyNote(n) }),
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}
}
