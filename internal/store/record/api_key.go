package record

import (
	"slices"
	"time"

	"rongqiao/internal/domain"
)

// APIKey is an API key as stored.
type APIKey struct {
	ID           domain.APIKeyID       `json:"id"`
	Organisation domain.OrganisationID `json:"organisation,omitzero"`
	User         domain.UserID         `json:"user,omitzero"`
	Name         string                `json:"name,omitzero"`
	Scopes       []domain.Code         `json:"scopes,omitzero"`
	Hash         string                `json:"hash,omitzero"`
	OldHash      string                `json:"old_hash,omitzero"`
	OldUntil     *time.Time            `json:"old_until,omitzero"`
	PerMinute    int                   `json:"per_minute,omitzero"`
	Until        *domain.Date          `json:"until,omitzero"`
	LastUsedOn   *domain.Date          `json:"last_used_on,omitzero"`
	CreatedAt    time.Time             `json:"created_at"`
	CreatedBy    domain.UserID         `json:"created_by,omitzero"`
	UpdatedAt    time.Time             `json:"updated_at"`
	RevokedAt    *time.Time            `json:"revoked_at,omitzero"`
}

// NewAPIKey is the shape of an API key.
func NewAPIKey(a domain.APIKey) APIKey {
	return APIKey{
		ID: a.ID, Organisation: a.Organisation, User: a.User, Name: a.Name, Scopes: slices.Clone(a.Scopes), Hash: a.Hash, OldHash: a.OldHash, OldUntil: atOrNil(a.OldUntil), PerMinute: a.PerMinute, Until: a.Until, LastUsedOn: a.LastUsedOn, CreatedAt: at(a.CreatedAt), CreatedBy: a.CreatedBy, UpdatedAt: at(a.UpdatedAt), RevokedAt: atOrNil(a.RevokedAt),
	}
}

// APIKey is the API key with the version that it is stored at.
func (d APIKey) APIKey(version int64) domain.APIKey {
	return domain.APIKey{
		Version: version, ID: d.ID, Organisation: d.Organisation, User: d.User, Name: d.Name, Scopes: d.Scopes, Hash: d.Hash, OldHash: d.OldHash, OldUntil: d.OldUntil, PerMinute: d.PerMinute, Until: d.Until, LastUsedOn: d.LastUsedOn, CreatedAt: d.CreatedAt, CreatedBy: d.CreatedBy, UpdatedAt: d.UpdatedAt, RevokedAt: d.RevokedAt,
	}
}
