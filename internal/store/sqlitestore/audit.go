package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"rongqiao/internal/domain"
)

// auditDoc has no number: the store gives it.
type auditDoc struct {
	At      time.Time     `json:"at"`
	User    domain.UserID `json:"user,omitzero"`
	Role    domain.Role   `json:"role,omitzero"`
	Action  string        `json:"action"`
	Target  string        `json:"target,omitzero"`
	Address string        `json:"address,omitzero"`
	Outcome string        `json:"outcome"`
}

func newAuditDoc(e domain.AuditEntry) auditDoc {
	return auditDoc{
		At: e.At.UTC(), User: e.User, Role: e.Role, Action: e.Action,
		Target: e.Target, Address: e.Address, Outcome: e.Outcome,
	}
}

func (d auditDoc) entry(seq int64) domain.AuditEntry {
	return domain.AuditEntry{
		Seq: seq, At: d.At, User: d.User, Role: d.Role, Action: d.Action,
		Target: d.Target, Address: d.Address, Outcome: d.Outcome,
	}
}

// AddAudit adds the entry; its Seq is given here.
func (s *Store) AddAudit(ctx context.Context, e domain.AuditEntry) error {
	text, err := json.Marshal(newAuditDoc(e))
	if err != nil {
		return fmt.Errorf("write the audit entry as JSON: %w", err)
	}
	err = s.writer.submit(ctx, func(w *session) error {
		return w.exec("INSERT INTO audit (doc) VALUES (?)", string(text))
	})
	if err != nil {
		return fmt.Errorf("add to the audit log: %w", err)
	}
	return nil
}

// AuditEntries answers the entries after the number, in order, at most limit.
func (s *Store) AuditEntries(ctx context.Context, after int64, limit int) ([]domain.AuditEntry, error) {
	if limit < 1 {
		return nil, fmt.Errorf("read the audit log: %w", errLimit)
	}
	var entries []domain.AuditEntry
	const query = "SELECT seq, doc FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
	err := s.readers.each(ctx, query, []any{after, limit}, func(rows *sql.Rows) error {
		var seq int64
		var text sql.RawBytes
		if err := rows.Scan(&seq, &text); err != nil {
			return err
		}
		var doc auditDoc
		if err := json.Unmarshal(text, &doc); err != nil {
			return fmt.Errorf("entry %d: %w", seq, err)
		}
		entries = append(entries, doc.entry(seq))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return entries, nil
}
