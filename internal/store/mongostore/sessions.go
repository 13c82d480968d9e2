package mongostore

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var sessions = kind{noun: "session", coll: collSessions}

// Session answers the sign-in with the id.
func (s *Store) Session(ctx context.Context, id domain.SessionID) (domain.Session, error) {
	return read(ctx, s, sessions, oneByID.filter(is("_id", string(id))), string(id), record.Session.Session)
}

// SaveSession saves the sign-in.
func (s *Store) SaveSession(ctx context.Context, v domain.Session) (domain.Session, error) {
	doc := record.NewSession(v)
	r := row{id: string(doc.ID), version: v.Version, doc: doc, columns: sessionColumns(doc)}
	version, err := s.save(ctx, sessions, r, nil)
	if err != nil {
		return domain.Session{}, err
	}
	return doc.Session(version), nil
}

func sessionColumns(doc record.Session) bson.D { return bson.D{is("expires_at", doc.ExpiresAt.Unix())} }

// PurgeSessions drops the sign-ins that expired before the time, in unix
// seconds.
func (s *Store) PurgeSessions(ctx context.Context, before int64) (dropped int, err error) {
	if err := notIfOver(ctx); err != nil {
		return 0, fmt.Errorf("purge sessions: %w", err)
	}
	result, err := s.coll(collSessions).DeleteMany(ctx, overdue.filter(is("expires_at", op("$lt", before))))
	if err != nil {
		return 0, fmt.Errorf("purge sessions: %w", fault(ctx, err))
	}
	return int(result.DeletedCount), nil
}
