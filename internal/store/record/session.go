package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Session is a sign-in as stored.
type Session struct {
	ID         domain.SessionID `json:"id"`
	User       domain.UserID    `json:"user"`
	TokenHash  string           `json:"token_hash"`
	IssuedAt   time.Time        `json:"issued_at"`
	ExpiresAt  time.Time        `json:"expires_at"`
	RevokedAt  *time.Time       `json:"revoked_at,omitzero"`
	RevokedFor string           `json:"revoked_for,omitzero"`
}

// NewSession is the shape of a sign-in.
func NewSession(s domain.Session) Session {
	return Session{
		ID: s.ID, User: s.User, TokenHash: s.TokenHash,
		IssuedAt: at(s.IssuedAt), ExpiresAt: at(s.ExpiresAt),
		RevokedAt: atOrNil(s.RevokedAt), RevokedFor: s.RevokedFor,
	}
}

// Session is the sign-in with the version that it is stored at.
func (d Session) Session(version int64) domain.Session {
	return domain.Session{
		ID: d.ID, Version: version, User: d.User, TokenHash: d.TokenHash,
		IssuedAt: d.IssuedAt, ExpiresAt: d.ExpiresAt, RevokedAt: d.RevokedAt, RevokedFor: d.RevokedFor,
	}
}
