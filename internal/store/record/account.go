package record

import (
	"slices"
	"time"

	"rongqiao/internal/domain"
)

// User is a person as stored.
type User struct {
	ID           domain.UserID         `json:"id"`
	Email        string                `json:"email"`
	Name         string                `json:"name,omitzero"`
	Role         domain.Role           `json:"role"`
	Organisation domain.OrganisationID `json:"organisation"`
	PasswordHash string                `json:"password_hash"`
	Disabled     bool                  `json:"disabled,omitzero"`
	CreatedAt    time.Time             `json:"created_at"`
	NoticesSeen  domain.NoticeID       `json:"notices_seen,omitzero"`
	SessionsFrom time.Time             `json:"sessions_from,omitzero"`
	MailOff      []domain.NoticeTopic  `json:"mail_off,omitzero"`
}

// NewUser is the shape of a person.
func NewUser(u domain.User) User {
	return User{
		ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role, Organisation: u.Organisation,
		PasswordHash: u.PasswordHash, Disabled: u.Disabled, CreatedAt: at(u.CreatedAt),
		NoticesSeen: u.NoticesSeen, SessionsFrom: at(u.SessionsFrom), MailOff: slices.Clone(u.MailOff),
	}
}

// User is the person with the version that it is stored at.
func (d User) User(version int64) domain.User {
	return domain.User{
		ID: d.ID, Version: version, Email: d.Email, Name: d.Name, Role: d.Role, Organisation: d.Organisation,
		PasswordHash: d.PasswordHash, Disabled: d.Disabled, CreatedAt: d.CreatedAt,
		NoticesSeen: d.NoticesSeen, SessionsFrom: d.SessionsFrom, MailOff: d.MailOff,
	}
}

// Organisation is an organisation as stored.
type Organisation struct {
	ID         domain.OrganisationID `json:"id"`
	Role       domain.Role           `json:"role"`
	Name       string                `json:"name"`
	Enterprise domain.EnterpriseID   `json:"enterprise,omitzero"`
	Provider   domain.ProviderID     `json:"provider,omitzero"`
	Districts  []domain.Code         `json:"districts,omitzero"`
}

// NewOrganisation is the shape of an organisation.
func NewOrganisation(o domain.Organisation) Organisation {
	return Organisation{
		ID: o.ID, Role: o.Role, Name: o.Name, Enterprise: o.Enterprise, Provider: o.Provider, Districts: o.Districts,
	}
}

// Organisation is the organisation with the version that it is stored at.
func (d Organisation) Organisation(version int64) domain.Organisation {
	return domain.Organisation{
		ID: d.ID, Version: version, Role: d.Role, Name: d.Name,
		Enterprise: d.Enterprise, Provider: d.Provider, Districts: d.Districts,
	}
}
