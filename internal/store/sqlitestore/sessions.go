package sqlitestore

import (
	"context"
	"fmt"
	"time"

	"rongqiao/internal/domain"
)

var sessions = newKind("session", "sessions", "expires_at")

// Session answers the sign-in with the id.
func (s *Store) Session(ctx context.Context, id domain.SessionID) (domain.Session, error) {
	return document(ctx, s, sessions, "id", string(id), sessionDoc.session)
}

// SaveSession saves the sign-in.
func (s *Store) SaveSession(ctx context.Context, v domain.Session) (domain.Session, error) {
	doc := newSessionDoc(v)
	r, err := newRow(v.ID, v.Version, doc, v.ExpiresAt.Unix())
	if err != nil {
		return domain.Session{}, err
	}
	version, err := s.saveRow(ctx, sessions, r, nil)
	if err != nil {
		return domain.Session{}, err
	}
	return doc.session(version), nil
}

// PurgeSessions drops the sign-ins that expired before the time, in unix
// seconds.
func (s *Store) PurgeSessions(ctx context.Context, before int64) (dropped int, err error) {
	var rows int64
	err = s.writer.submit(ctx, func(w *session) (err error) {
		rows, err = w.change("DELETE FROM sessions WHERE expires_at < ?", before)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("purge sessions: %w", err)
	}
	return int(rows), nil
}

type sessionDoc struct {
	ID         domain.SessionID `json:"id"`
	User       domain.UserID    `json:"user"`
	TokenHash  string           `json:"token_hash"`
	IssuedAt   time.Time        `json:"issued_at"`
	ExpiresAt  time.Time        `json:"expires_at"`
	RevokedAt  *time.Time       `json:"revoked_at,omitzero"`
	RevokedFor string           `json:"revoked_for,omitzero"`
}

func newSessionDoc(s domain.Session) sessionDoc {
	return sessionDoc{
		ID: s.ID, User: s.User, TokenHash: s.TokenHash,
		IssuedAt: s.IssuedAt.UTC(), ExpiresAt: s.ExpiresAt.UTC(),
		RevokedAt: utc(s.RevokedAt), RevokedFor: s.RevokedFor,
	}
}

func (d sessionDoc) session(version int64) domain.Session {
	return domain.Session{
		ID: d.ID, Version: version, User: d.User, TokenHash: d.TokenHash,
		IssuedAt: d.IssuedAt, ExpiresAt: d.ExpiresAt, RevokedAt: d.RevokedAt, RevokedFor: d.RevokedFor,
	}
}
