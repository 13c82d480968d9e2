package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rongqiao/internal/domain"
)

// leave adds the events to the outbox, in their order. Their numbers rise by
// commit because there is one writer and its transactions follow each other.
func (s *session) leave(events []domain.Event) error {
	for _, e := range events {
		if err := s.exec("INSERT INTO outbox (type, id, at) VALUES (?, ?, ?)", string(e.Type), e.ID, formatTime(e.At)); err != nil {
			return fmt.Errorf("leave event %s: %w", e.Type, err)
		}
		s.events++
	}
	return nil
}

// Events answers the events after the number, in order, at most limit.
func (s *Store) Events(ctx context.Context, after int64, limit int) ([]domain.Event, error) {
	if limit < 1 {
		return nil, fmt.Errorf("read events: %w", errLimit)
	}
	var events []domain.Event
	const query = "SELECT seq, type, id, at FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?"
	err := s.readers.each(ctx, query, []any{after, limit}, func(rows *sql.Rows) error {
		var e domain.Event
		var at string
		if err := rows.Scan(&e.Seq, &e.Type, &e.ID, &at); err != nil {
			return err
		}
		t, err := time.Parse(time.RFC3339Nano, at)
		e.At = t
		events = append(events, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return events, nil
}

// LastSeq is the number of the newest event, 0 for none.
func (s *Store) LastSeq(ctx context.Context) (int64, error) {
	var last int64
	err := s.readers.each(ctx, "SELECT coalesce(max(seq), 0) FROM outbox", nil, func(rows *sql.Rows) error {
		return rows.Scan(&last)
	})
	if err != nil {
		return 0, fmt.Errorf("read the last event's number: %w", err)
	}
	return last, nil
}
