package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

// AddAudit adds the entry; its Seq is given here.
func (s *Store) AddAudit(ctx context.Context, e domain.AuditEntry) error {
	text, err := json.Marshal(record.NewAuditEntry(e))
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
		var doc record.AuditEntry
		if err := json.Unmarshal(text, &doc); err != nil {
			return fmt.Errorf("entry %d: %w", seq, err)
		}
		entries = append(entries, doc.Entry(seq))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return entries, nil
}
