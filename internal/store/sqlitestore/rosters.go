package sqlitestore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var rosterEntries = newKind("roster_entry", "roster_entries", "key", "roster", "uscc")

// RosterEntry answers the entry with the id.
func (s *Store) RosterEntry(ctx context.Context, id domain.RosterEntryID) (domain.RosterEntry, error) {
	return document(ctx, s, rosterEntries, "id", string(id), record.RosterEntry.Entry)
}

// RosterEntries lists by id.
func (s *Store) RosterEntries(ctx context.Context, filter store.RosterFilter, page store.Page) ([]domain.RosterEntry, string, error) {
	var c conditions
	if filter.Roster != "" {
		c.add("roster = ?", string(filter.Roster))
	}
	return list(ctx, s, rosterEntries, c, byID, page, record.RosterEntry.Entry,
		func(e domain.RosterEntry) domain.RosterEntryID { return e.ID })
}

// RosterEntriesOf answers all entries of the firms.
func (s *Store) RosterEntriesOf(ctx context.Context, codes []domain.USCC) ([]domain.RosterEntry, error) {
	return byUSCC(ctx, s, rosterEntries, codes, record.RosterEntry.Entry)
}

// byUSCC answers the things of the firms with the codes, in no order. The
// codes travel as one parameter, however many.
func byUSCC[D, T any](ctx context.Context, s *Store, k kind, codes []domain.USCC, thing func(D, int64) T) ([]T, error) {
	text, err := json.Marshal(codes)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.table, err)
	}
	query := "SELECT version, doc FROM " + k.table + " WHERE uscc IN (SELECT value FROM json_each(?))"
	found, err := documents(ctx, s, query, []any{string(text)}, thing)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.table, err)
	}
	return found, nil
}

// SaveRosterEntry saves the entry and its events in one step.
func (s *Store) SaveRosterEntry(ctx context.Context, e domain.RosterEntry, events ...domain.Event) (domain.RosterEntry, error) {
	doc, r, err := rosterRow(e)
	if err != nil {
		return domain.RosterEntry{}, err
	}
	version, err := s.saveRow(ctx, rosterEntries, r, events)
	if err != nil {
		return domain.RosterEntry{}, err
	}
	return doc.Entry(version), nil
}

// SaveRosterEntries saves all of them and the events in one step, or none.
func (s *Store) SaveRosterEntries(ctx context.Context, all []domain.RosterEntry, events ...domain.Event) error {
	rows := make([]row, 0, len(all))
	for _, e := range all {
		_, r, err := rosterRow(e)
		if err != nil {
			return err
		}
		rows = append(rows, r)
	}
	events = slices.Clone(events)
	return s.writer.submit(ctx, func(w *session) error {
		for _, r := range rows {
			if _, err := w.save(rosterEntries, r); err != nil {
				return err
			}
		}
		return w.leave(events)
	})
}

func rosterRow(e domain.RosterEntry) (record.RosterEntry, row, error) {
	doc := record.NewRosterEntry(e)
	r, err := newRow(e.ID, e.Version, doc, doc.Key(), string(e.Roster), string(e.USCC))
	return doc, r, err
}

func rosterColumns(d record.RosterEntry, _ store.Record) []any {
	return []any{d.Key(), string(d.Roster), string(d.USCC)}
}
