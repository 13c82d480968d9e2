package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var notices = kind{noun: "notice", coll: collNotices}

// Notice answers the notice with the id.
func (s *Store) Notice(ctx context.Context, id domain.NoticeID) (domain.Notice, error) {
	return read(ctx, s, notices, oneByID.filter(is("_id", string(id))), string(id), record.Notice.Notice)
}

// NoticesByID answers those that exist.
func (s *Store) NoticesByID(ctx context.Context, ids []domain.NoticeID) ([]domain.Notice, error) {
	return byIDs(ctx, s, notices, ids, record.Notice.Notice)
}

// Notices lists those for the addressees, the newest first.
func (s *Store) Notices(ctx context.Context, to []domain.Addressee, page store.Page) ([]domain.Notice, string, error) {
	return list(ctx, s, notices, bson.D{in("addressee", to)}, page, record.Notice.Notice)
}

// SaveNotice saves the notice and its events in one step.
func (s *Store) SaveNotice(ctx context.Context, n domain.Notice, events ...domain.Event) (domain.Notice, error) {
	doc := record.NewNotice(n)
	version, err := s.save(ctx, notices, row{id: string(doc.ID), version: n.Version, doc: doc, columns: noticeColumns(doc)}, events)
	if err != nil {
		return domain.Notice{}, err
	}
	return doc.Notice(version), nil
}

func noticeColumns(doc record.Notice) bson.D { return bson.D{is("addressee", string(doc.To))} }
