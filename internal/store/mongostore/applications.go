package mongostore

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var applications = kind{noun: "application", coll: collApplications}

// Application answers the application with the id.
func (s *Store) Application(ctx context.Context, id domain.ApplicationID) (domain.Application, error) {
	return read(ctx, s, applications, oneByID.filter(is("_id", string(id))), string(id), record.Application.Application)
}

// ApplicationsByID answers those that exist.
func (s *Store) ApplicationsByID(ctx context.Context, ids []domain.ApplicationID) ([]domain.Application, error) {
	return byIDs(ctx, s, applications, ids, record.Application.Application)
}

// Applications lists the newest first.
func (s *Store) Applications(ctx context.Context, filter store.ApplicationFilter, page store.Page) ([]domain.Application, string, error) {
	var fields bson.D
	if filter.Need != "" {
		fields = append(fields, is("need_id", string(filter.Need)))
	}
	if filter.Enterprise != "" {
		fields = append(fields, is("enterprise_id", string(filter.Enterprise)))
	}
	if filter.Provider != "" {
		fields = append(fields, is("provider_id", string(filter.Provider)))
	}
	if len(filter.States) > 0 {
		fields = append(fields, in("state", filter.States))
	}
	return list(ctx, s, applications, fields, page, record.Application.Application)
}

// SaveApplication saves the application and its events in one step.
func (s *Store) SaveApplication(ctx context.Context, a domain.Application, events ...domain.Event) (domain.Application, error) {
	doc := record.NewApplication(a)
	version, err := s.save(ctx, applications, applicationRow(doc, a.Version), events)
	if err != nil {
		return domain.Application{}, err
	}
	return doc.Application(version), nil
}

// SaveNeedAndApplications saves all of them and the events in one step, or
// none.
func (s *Store) SaveNeedAndApplications(ctx context.Context, n domain.Need, all []domain.Application, events ...domain.Event) error {
	if err := notIfOver(ctx); err != nil {
		return fmt.Errorf("save a need and its applications: %w", err)
	}
	district, err := s.districtOf(ctx, string(n.EnterpriseID))
	if err != nil {
		return fault(ctx, err)
	}
	doc := record.NewNeed(n)
	parts := []part{{kind: needs, row: row{id: string(doc.ID), version: n.Version, doc: doc, columns: needColumns(doc, district)}}}
	for _, a := range all {
		parts = append(parts, part{kind: applications, row: applicationRow(record.NewApplication(a), a.Version)})
	}
	slices.SortStableFunc(parts, byID)
	return s.saveAll(ctx, parts, events)
}

func applicationRow(doc record.Application, version int64) row {
	return row{id: string(doc.ID), version: version, doc: doc, columns: applicationColumns(doc)}
}

func applicationColumns(doc record.Application) bson.D {
	return bson.D{
		is("need_id", string(doc.NeedID)), is("enterprise_id", string(doc.EnterpriseID)), is("provider_id", string(doc.Provider)),
		is("state", string(doc.State)),
	}
}
