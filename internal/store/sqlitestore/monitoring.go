package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var monitoringLines = newKind("monitoring", "monitoring", "uscc", "week")

// Monitoring answers the line of the weekly sheet with the id.
func (s *Store) Monitoring(ctx context.Context, id domain.MonitoringID) (domain.Monitoring, error) {
	return document(ctx, s, monitoringLines, "id", string(id), record.Monitoring.Monitoring)
}

// MonitoringLines lists the newest first.
func (s *Store) MonitoringLines(ctx context.Context, filter store.MonitoringFilter, page store.Page) ([]domain.Monitoring, string, error) {
	var c conditions
	if filter.USCC != "" {
		c.add("uscc = ?", string(filter.USCC))
	}
	if filter.Week != "" {
		c.add("week = ?", filter.Week)
	}
	return list(ctx, s, monitoringLines, c, newestIDs, page, record.Monitoring.Monitoring, func(m domain.Monitoring) domain.MonitoringID { return m.ID })
}

// SaveMonitoring saves the line of the weekly sheet and its events in one step.
func (s *Store) SaveMonitoring(ctx context.Context, m domain.Monitoring, events ...domain.Event) (domain.Monitoring, error) {
	doc := record.NewMonitoring(m)
	w, err := newRow(m.ID, m.Version, doc, monitoringColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Monitoring{}, err
	}
	version, err := s.saveRow(ctx, monitoringLines, w, events)
	if err != nil {
		return domain.Monitoring{}, err
	}
	return doc.Monitoring(version), nil
}

func monitoringColumns(d record.Monitoring, _ store.Record) []any {
	return []any{string(d.USCC), d.Week}
}
