package sqlitestore

import (
	"context"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var applications = newKind("application", "applications", "need_id", "enterprise_id", "provider_id", "state")

// Application answers the application with the id.
func (s *Store) Application(ctx context.Context, id domain.ApplicationID) (domain.Application, error) {
	return document(ctx, s, applications, "id", string(id), record.Application.Application)
}

// ApplicationsByID answers those that exist.
func (s *Store) ApplicationsByID(ctx context.Context, ids []domain.ApplicationID) ([]domain.Application, error) {
	return byIDs(ctx, s, applications, ids, record.Application.Application)
}

// Applications lists the newest first.
func (s *Store) Applications(ctx context.Context, filter store.ApplicationFilter, page store.Page) ([]domain.Application, string, error) {
	var c conditions
	if filter.Need != "" {
		c.add("need_id = ?", string(filter.Need))
	}
	if filter.Enterprise != "" {
		c.add("enterprise_id = ?", string(filter.Enterprise))
	}
	if filter.Provider != "" {
		c.add("provider_id = ?", string(filter.Provider))
	}
	if len(filter.States) > 0 {
		if err := among(&c, "state", filter.States); err != nil {
			return nil, "", err
		}
	}
	return list(ctx, s, applications, c, newestIDs, page, record.Application.Application,
		func(a domain.Application) domain.ApplicationID { return a.ID })
}

// SaveApplication saves the application and its events in one step.
func (s *Store) SaveApplication(ctx context.Context, a domain.Application, events ...domain.Event) (domain.Application, error) {
	doc, r, err := applicationRow(a)
	if err != nil {
		return domain.Application{}, err
	}
	version, err := s.saveRow(ctx, applications, r, events)
	if err != nil {
		return domain.Application{}, err
	}
	return doc.Application(version), nil
}

// SaveNeedAndApplications saves all of them and the events in one step, or
// none.
func (s *Store) SaveNeedAndApplications(ctx context.Context, n domain.Need, all []domain.Application, events ...domain.Event) error {
	need, err := newRow(n.ID, n.Version, record.NewNeed(n), string(n.EnterpriseID), string(n.State))
	if err != nil {
		return err
	}
	rows := make([]row, 0, len(all))
	for _, a := range all {
		_, r, err := applicationRow(a)
		if err != nil {
			return err
		}
		rows = append(rows, r)
	}
	events = slices.Clone(events)
	return s.writer.submit(ctx, func(w *session) error {
		if _, err := w.saveNeed(need); err != nil {
			return err
		}
		for _, r := range rows {
			if _, err := w.save(applications, r); err != nil {
				return err
			}
		}
		return w.leave(events)
	})
}

func applicationRow(a domain.Application) (record.Application, row, error) {
	doc := record.NewApplication(a)
	r, err := newRow(a.ID, a.Version, doc, applicationColumns(doc, store.Record{})...)
	return doc, r, err
}

func applicationColumns(d record.Application, _ store.Record) []any {
	return []any{string(d.NeedID), string(d.EnterpriseID), string(d.Provider), string(d.State)}
}
