package sqlitestore

import (
	"context"
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var sessions = newKind("session", "sessions", "expires_at")

// Session answers the sign-in with the id.
func (s *Store) Session(ctx context.Context, id domain.SessionID) (domain.Session, error) {
	return document(ctx, s, sessions, "id", string(id), record.Session.Session)
}

// SaveSession saves the sign-in.
func (s *Store) SaveSession(ctx context.Context, v domain.Session) (domain.Session, error) {
	doc := record.NewSession(v)
	r, err := newRow(v.ID, v.Version, doc, v.ExpiresAt.Unix())
	if err != nil {
		return domain.Session{}, err
	}
	version, err := s.saveRow(ctx, sessions, r, nil)
	if err != nil {
		return domain.Session{}, err
	}
	return doc.Session(version), nil
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
