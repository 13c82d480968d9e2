package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var appeals = kind{noun: "appeal", coll: collAppeals}

// Appeal answers the appeal with the id.
func (s *Store) Appeal(ctx context.Context, id domain.AppealID) (domain.Appeal, error) {
	return read(ctx, s, appeals, oneByID.filter(is("_id", string(id))), string(id), record.Appeal.Appeal)
}

// AppealsByID answers those that exist.
func (s *Store) AppealsByID(ctx context.Context, ids []domain.AppealID) ([]domain.Appeal, error) {
	return byIDs(ctx, s, appeals, ids, record.Appeal.Appeal)
}

// Appeals lists the newest first.
func (s *Store) Appeals(ctx context.Context, filter store.AppealFilter, page store.Page) ([]domain.Appeal, string, error) {
	var fields bson.D
	if filter.Enterprise != "" {
		fields = append(fields, is("enterprise_id", string(filter.Enterprise)))
	}
	if filter.District != "" {
		fields = append(fields, is("firm_district", string(filter.District)))
	}
	if filter.State != "" {
		fields = append(fields, is("state", string(filter.State)))
	}
	return list(ctx, s, appeals, fields, page, record.Appeal.Appeal)
}

// SaveAppeal saves the appeal and its events in one step.
func (s *Store) SaveAppeal(ctx context.Context, a domain.Appeal, events ...domain.Event) (domain.Appeal, error) {
	doc := record.NewAppeal(a)
	version, err := s.save(ctx, appeals, row{id: string(doc.ID), version: a.Version, doc: doc, columns: appealColumns(doc)}, events)
	if err != nil {
		return domain.Appeal{}, err
	}
	return doc.Appeal(version), nil
}

func appealColumns(doc record.Appeal) bson.D {
	return bson.D{is("enterprise_id", string(doc.EnterpriseID)), is("firm_district", string(doc.District)), is("state", string(doc.State))}
}
