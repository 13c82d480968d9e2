package record

import (
	"time"

	"rongqiao/internal/domain"
)

// turnsDoc are the turns of a thing as stored.
type turnsDoc struct {
	Turn    *turnDoc       `json:"turn,omitzero"`
	History []turnEntryDoc `json:"history,omitzero"`
}

type turnDoc struct {
	Step        domain.Code           `json:"step"`
	Role        domain.Role           `json:"role"`
	Holder      domain.OrganisationID `json:"holder,omitzero"`
	HolderName  string                `json:"holder_name,omitzero"`
	Officer     domain.UserID         `json:"officer,omitzero"`
	OfficerName string                `json:"officer_name,omitzero"`
	Level       int                   `json:"level,omitzero"`
	Since       time.Time             `json:"since"`
	SoonAt      *time.Time            `json:"soon_at,omitzero"`
	DueAt       *time.Time            `json:"due_at,omitzero"`
	Provisional bool                  `json:"provisional,omitzero"`
	Warned      bool                  `json:"warned,omitzero"`
	Overdue     bool                  `json:"overdue,omitzero"`
}

type turnEntryDoc struct {
	At          time.Time             `json:"at"`
	Change      domain.TurnChange     `json:"change"`
	Step        domain.Code           `json:"step"`
	Role        domain.Role           `json:"role"`
	Holder      domain.OrganisationID `json:"holder,omitzero"`
	HolderName  string                `json:"holder_name,omitzero"`
	Officer     domain.UserID         `json:"officer,omitzero"`
	OfficerName string                `json:"officer_name,omitzero"`
	DueAt       *time.Time            `json:"due_at,omitzero"`
	By          domain.UserID         `json:"by,omitzero"`
	Reason      string                `json:"reason,omitzero"`
}

func newTurnsDoc(t domain.Turns) turnsDoc {
	var out turnsDoc
	if t.Turn != nil {
		d := turnDoc(*t.Turn)
		d.Since, d.SoonAt, d.DueAt = at(d.Since), atOrNil(d.SoonAt), atOrNil(d.DueAt)
		out.Turn = &d
	}
	out.History = each(t.History, func(e domain.TurnEntry) turnEntryDoc {
		d := turnEntryDoc(e)
		d.At, d.DueAt = at(d.At), atOrNil(d.DueAt)
		return d
	})
	return out
}

func (d turnsDoc) turns() domain.Turns {
	out := domain.Turns{History: each(d.History, func(e turnEntryDoc) domain.TurnEntry { return domain.TurnEntry(e) })}
	if d.Turn != nil {
		t := domain.Turn(*d.Turn)
		out.Turn = &t
	}
	return out
}
