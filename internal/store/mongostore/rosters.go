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

var rosterEntries = kind{noun: "roster_entry", coll: collRosterEntries, unique: "key", byKey: rosterByKey}

// RosterEntry answers the entry with the id.
func (s *Store) RosterEntry(ctx context.Context, id domain.RosterEntryID) (domain.RosterEntry, error) {
	return read(ctx, s, rosterEntries, oneByID.filter(is("_id", string(id))), string(id), record.RosterEntry.Entry)
}

// RosterEntries lists by id.
func (s *Store) RosterEntries(ctx context.Context, filter store.RosterFilter, page store.Page) ([]domain.RosterEntry, string, error) {
	var fields bson.D
	if filter.Roster != "" {
		fields = append(fields, is("roster", string(filter.Roster)))
	}
	return list(ctx, s, rosterEntries, fields, page, record.RosterEntry.Entry)
}

// RosterEntriesOf answers all entries of the firms.
func (s *Store) RosterEntriesOf(ctx context.Context, codes []domain.USCC) ([]domain.RosterEntry, error) {
	return byUSCC(ctx, s, rosterEntries, entriesOfFirms, codes, record.RosterEntry.Entry)
}

// byUSCC answers the things of the firms with the codes, in no order.
func byUSCC[D, T any](ctx context.Context, s *Store, k kind, q query, codes []domain.USCC, as func(D, int64) T) ([]T, error) {
	if err := notIfOver(ctx); err != nil {
		return nil, fmt.Errorf("read %s: %w", k.coll, err)
	}
	if len(codes) == 0 {
		return nil, nil
	}
	things, err := s.settledOnes(ctx, k, q.filter(in("uscc", codes), is("version", op("$gt", int64(0)))))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.coll, fault(ctx, err))
	}
	return decodeAll(k, things, as)
}

// SaveRosterEntry saves the entry and its events in one step.
func (s *Store) SaveRosterEntry(ctx context.Context, e domain.RosterEntry, events ...domain.Event) (domain.RosterEntry, error) {
	doc := record.NewRosterEntry(e)
	version, err := s.save(ctx, rosterEntries, rosterRow(doc, e.Version), events)
	if err != nil {
		return domain.RosterEntry{}, err
	}
	return doc.Entry(version), nil
}

// SaveRosterEntries saves all of them and the events in one step, or none.
func (s *Store) SaveRosterEntries(ctx context.Context, all []domain.RosterEntry, events ...domain.Event) error {
	if err := notIfOver(ctx); err != nil {
		return fmt.Errorf("save roster entries: %w", err)
	}
	if len(all) == 0 {
		return s.leaveAlone(ctx, events)
	}
	parts := make([]part, 0, len(all))
	for _, e := range all {
		parts = append(parts, part{kind: rosterEntries, row: rosterRow(record.NewRosterEntry(e), e.Version)})
	}
	slices.SortStableFunc(parts, byID)
	return s.saveAll(ctx, parts, events)
}

func rosterRow(doc record.RosterEntry, version int64) row {
	return row{id: string(doc.ID), version: version, doc: doc, columns: rosterColumns(doc)}
}

func rosterColumns(doc record.RosterEntry) bson.D {
	return bson.D{is("key", doc.Key()), is("roster", string(doc.Roster)), is("uscc", string(doc.USCC))}
}
