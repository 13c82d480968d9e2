package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var monitoringLines = kind{noun: "monitoring", coll: collMonitoringLines}

// Monitoring answers the line of the weekly sheet with the id.
func (s *Store) Monitoring(ctx context.Context, id domain.MonitoringID) (domain.Monitoring, error) {
	return read(ctx, s, monitoringLines, oneByID.filter(is("_id", string(id))), string(id), record.Monitoring.Monitoring)
}

// MonitoringLines lists the newest first.
func (s *Store) MonitoringLines(ctx context.Context, filter store.MonitoringFilter, page store.Page) ([]domain.Monitoring, string, error) {
	var fields bson.D
	if filter.USCC != "" {
		fields = append(fields, is("uscc", string(filter.USCC)))
	}
	if filter.Week != "" {
		fields = append(fields, is("week", filter.Week))
	}
	return list(ctx, s, monitoringLines, fields, page, record.Monitoring.Monitoring)
}

// SaveMonitoring saves the line of the weekly sheet and its events in one step.
func (s *Store) SaveMonitoring(ctx context.Context, m domain.Monitoring, events ...domain.Event) (domain.Monitoring, error) {
	doc := record.NewMonitoring(m)
	version, err := s.save(ctx, monitoringLines, row{id: string(doc.ID), version: m.Version, doc: doc, columns: monitoringColumns(doc)}, events)
	if err != nil {
		return domain.Monitoring{}, err
	}
	return doc.Monitoring(version), nil
}

func monitoringColumns(doc record.Monitoring) bson.D {
	return bson.D{is("uscc", string(doc.USCC)), is("week", doc.Week)}
}
