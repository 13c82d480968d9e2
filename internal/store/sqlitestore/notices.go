package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var notices = newKind("notice", "notices", "addressee")

// Notice answers the notice with the id.
func (s *Store) Notice(ctx context.Context, id domain.NoticeID) (domain.Notice, error) {
	return document(ctx, s, notices, "id", string(id), record.Notice.Notice)
}

// NoticesByID answers those that exist.
func (s *Store) NoticesByID(ctx context.Context, ids []domain.NoticeID) ([]domain.Notice, error) {
	return byIDs(ctx, s, notices, ids, record.Notice.Notice)
}

// Notices lists those for the addressees, the newest first.
func (s *Store) Notices(ctx context.Context, to []domain.Addressee, page store.Page) ([]domain.Notice, string, error) {
	var c conditions
	if err := among(&c, "addressee", to); err != nil {
		return nil, "", err
	}
	return list(ctx, s, notices, c, newestIDs, page, record.Notice.Notice, func(n domain.Notice) domain.NoticeID { return n.ID })
}

// SaveNotice saves the notice and its events in one step.
func (s *Store) SaveNotice(ctx context.Context, n domain.Notice, events ...domain.Event) (domain.Notice, error) {
	doc := record.NewNotice(n)
	r, err := newRow(n.ID, n.Version, doc, string(n.To))
	if err != nil {
		return domain.Notice{}, err
	}
	version, err := s.saveRow(ctx, notices, r, events)
	if err != nil {
		return domain.Notice{}, err
	}
	return doc.Notice(version), nil
}

func noticeColumns(d record.Notice, _ store.Record) []any { return []any{string(d.To)} }
