package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// Lease answers the lease as it stands.
func (s *Store) Lease(ctx context.Context, name string) (store.Lease, error) {
	l := store.Lease{Name: name}
	err := s.readers.each(ctx, "SELECT holder, beat FROM leases WHERE name = ?", []any{name}, func(rows *sql.Rows) error {
		return rows.Scan(&l.Holder, &l.Beat)
	})
	if err != nil {
		return store.Lease{}, fmt.Errorf("read lease %s: %w", name, err)
	}
	return l, nil
}

// SaveLease writes the holder where nobody wrote since the lease was read.
func (s *Store) SaveLease(ctx context.Context, l store.Lease) (store.Lease, error) {
	err := s.writer.submit(ctx, func(w *session) error {
		const insert = "INSERT INTO leases (holder, name, beat) VALUES (?, ?, 1) ON CONFLICT DO NOTHING"
		const update = "UPDATE leases SET holder = ?, beat = beat + 1 WHERE name = ? AND beat = ?"
		query, args := update, []any{l.Holder, l.Name, l.Beat}
		if l.Beat == 0 {
			query, args = insert, args[:2]
		}
		rows, err := w.change(query, args...)
		if err == nil && rows == 0 {
			return domain.NewError(domain.KindConflict, "lease_changed", domain.Facts{"id": l.Name})
		}
		return err
	})
	if err != nil {
		return store.Lease{}, fmt.Errorf("save lease %s: %w", l.Name, err)
	}
	l.Beat++
	return l, nil
}
