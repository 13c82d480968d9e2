package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Appeal is an appeal as stored.
type Appeal struct {
	ID           domain.AppealID                 `json:"id"`
	EnterpriseID domain.EnterpriseID             `json:"enterprise_id,omitzero"`
	District     domain.Code                     `json:"district,omitzero"`
	Category     domain.Code                     `json:"category,omitzero"`
	Department   domain.Code                     `json:"department,omitzero"`
	Title        string                          `json:"title,omitzero"`
	Text         string                          `json:"text,omitzero"`
	NeedID       domain.NeedID                   `json:"need_id,omitzero"`
	State        domain.AppealState              `json:"state,omitzero"`
	Answer       string                          `json:"answer,omitzero"`
	Rating       int                             `json:"rating,omitzero"`
	Remark       string                          `json:"remark,omitzero"`
	Moves        []appliedDoc[domain.AppealMove] `json:"moves,omitzero"`
	CreatedAt    time.Time                       `json:"created_at"`
	CreatedBy    domain.UserID                   `json:"created_by,omitzero"`
	ByName       string                          `json:"by_name,omitzero"`
	UpdatedAt    time.Time                       `json:"updated_at"`
	Turns        turnsDoc                        `json:"turns,omitzero"`
}

// NewAppeal is the shape of an appeal.
func NewAppeal(a domain.Appeal) Appeal {
	return Appeal{
		ID: a.ID, EnterpriseID: a.EnterpriseID, District: a.District, Category: a.Category, Department: a.Department, Title: a.Title, Text: a.Text, NeedID: a.NeedID, State: a.State, Answer: a.Answer, Rating: a.Rating, Remark: a.Remark, Moves: each(a.Moves, newAppliedDoc[domain.AppealMove]), CreatedAt: at(a.CreatedAt), CreatedBy: a.CreatedBy, ByName: a.ByName, UpdatedAt: at(a.UpdatedAt), Turns: newTurnsDoc(a.Turns),
	}
}

// Appeal is the appeal with the version that it is stored at.
func (d Appeal) Appeal(version int64) domain.Appeal {
	return domain.Appeal{
		Version: version, ID: d.ID, EnterpriseID: d.EnterpriseID, District: d.District, Category: d.Category, Department: d.Department, Title: d.Title, Text: d.Text, NeedID: d.NeedID, State: d.State, Answer: d.Answer, Rating: d.Rating, Remark: d.Remark, Moves: each(d.Moves, appliedDoc[domain.AppealMove].applied), CreatedAt: d.CreatedAt, CreatedBy: d.CreatedBy, ByName: d.ByName, UpdatedAt: d.UpdatedAt, Turns: d.Turns.turns(),
	}
}
