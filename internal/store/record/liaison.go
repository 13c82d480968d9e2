package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Liaison is a liaison as stored.
type Liaison struct {
	ID           domain.LiaisonID      `json:"id"`
	Organisation domain.OrganisationID `json:"organisation,omitzero"`
	Officer      domain.UserID         `json:"officer,omitzero"`
	OfficerName  string                `json:"officer_name,omitzero"`
	By           domain.UserID         `json:"by,omitzero"`
	At           time.Time             `json:"at"`
}

// NewLiaison is the shape of a liaison.
func NewLiaison(l domain.Liaison) Liaison {
	return Liaison{
		ID: l.ID, Organisation: l.Organisation, Officer: l.Officer, OfficerName: l.OfficerName, By: l.By, At: at(l.At),
	}
}

// Liaison is the liaison with the version that it is stored at.
func (d Liaison) Liaison(version int64) domain.Liaison {
	return domain.Liaison{
		Version: version, ID: d.ID, Organisation: d.Organisation, Officer: d.Officer, OfficerName: d.OfficerName, By: d.By, At: d.At,
	}
}
