package mongostore

import (
	"context"
	"crypto/rand"
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

// Events answers the events after the number, in order, at most limit.
func (s *Store) Events(ctx context.Context, after int64, limit int) ([]domain.Event, error) {
	events, err := entriesAfter(ctx, s.events, after, limit, record.Event.Event)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return events, nil
}

// LastSeq is the number of the newest event, 0 for none.
func (s *Store) LastSeq(ctx context.Context) (int64, error) {
	if err := notIfOver(ctx); err != nil {
		return 0, err
	}
	last, err := s.events.end(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the last event's number: %w", fault(ctx, err))
	}
	return last, nil
}

// leaveAlone hands on events that no thing was saved with. They have nowhere
// to wait, so a failure is the caller's to hear.
func (s *Store) leaveAlone(ctx context.Context, events []domain.Event) error {
	var entries []entry
	for _, e := range eventDocs(events) {
		entries = append(entries, entry{key: "alone/" + rand.Text(), doc: e})
	}
	return s.handOn(ctx, entries)
}

// AddAudit adds the entry; its Seq is given here. Its key is drawn, so that a
// write that is sent twice is there once.
func (s *Store) AddAudit(ctx context.Context, e domain.AuditEntry) error {
	if err := notIfOver(ctx); err != nil {
		return err
	}
	if err := s.audit.add(ctx, []entry{{key: rand.Text(), doc: record.NewAuditEntry(e)}}, false); err != nil {
		return fmt.Errorf("add to the audit log: %w", err)
	}
	return nil
}

// AuditEntries answers the entries after the number, in order, at most limit.
func (s *Store) AuditEntries(ctx context.Context, after int64, limit int) ([]domain.AuditEntry, error) {
	entries, err := entriesAfter(ctx, s.audit.log, after, limit, record.AuditEntry.Entry)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return entries, nil
}

func entriesAfter[D, T any](ctx context.Context, l *numbered, after int64, limit int, as func(D, int64) T) ([]T, error) {
	if limit < 1 {
		return nil, errLimit
	}
	if err := notIfOver(ctx); err != nil {
		return nil, err
	}
	found, err := l.after(ctx, after, limit)
	if err != nil {
		return nil, fault(ctx, err)
	}
	var all []T
	for _, f := range found {
		seq, err := numberOf(f.ID)
		if err != nil {
			return nil, err
		}
		doc, err := decode[D](f.Doc)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", seq, err)
		}
		all = append(all, as(doc, seq))
	}
	return all, nil
}
