package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
)

// Meta answers the setting, "" where it was never set.
func (s *Store) Meta(ctx context.Context, key string) (string, error) {
	var value string
	err := s.readers.each(ctx, "SELECT value FROM meta WHERE key = ?", []any{key}, func(rows *sql.Rows) error {
		return rows.Scan(&value)
	})
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", key, err)
	}
	return value, nil
}

// SetMeta keeps the setting.
func (s *Store) SetMeta(ctx context.Context, key, value string) error {
	err := s.writer.submit(ctx, func(w *session) error {
		return w.exec("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
	})
	if err != nil {
		return fmt.Errorf("keep setting %s: %w", key, err)
	}
	return nil
}
