package sqlitestore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rongqiao/internal/domain"
)

// kind is how one noun is written: its table, the columns beside id, version
// and doc, and the texts of its statements.
type kind struct {
	noun    string // as in the codes: need → need_changed
	table   string
	columns []string
	insert  string
	update  string
	put     string // with its version, in place of what has the id
	version string
}

func newKind(noun, table string, columns ...string) kind {
	names := strings.Join(append([]string{"id", "doc"}, columns...), ", ")
	marks := strings.Repeat(", ?", len(columns)+2)
	var sets, taken strings.Builder
	for _, c := range columns {
		sets.WriteString(", " + c + " = ?")
		taken.WriteString(", " + c + " = excluded." + c)
	}
	return kind{
		noun:    noun,
		table:   table,
		columns: columns,
		// A taken id or unique key shows as no row changed.
		insert:  "INSERT INTO " + table + " (version, " + names + ") VALUES (1" + marks + ") ON CONFLICT DO NOTHING",
		update:  "UPDATE OR IGNORE " + table + " SET version = version + 1, doc = ?" + sets.String() + " WHERE id = ? AND version = ?",
		put:     "INSERT INTO " + table + " (version, " + names + ") VALUES (?" + marks + ") ON CONFLICT (id) DO UPDATE SET version = excluded.version, doc = excluded.doc" + taken.String(),
		version: "SELECT version FROM " + table + " WHERE id = ?",
	}
}

// row is a thing on its way into its table: what it is, the version it was
// read at (0: it is new), its JSON form and its columns, in the kind's order.
type row struct {
	id      string
	version int64
	doc     string
	columns []any
}

// newRow writes the document as JSON. That is done before the write is
// queued: the one writer has better things to do.
func newRow[ID ~string](id ID, version int64, doc any, columns ...any) (row, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return row{}, fmt.Errorf("write %s as JSON: %w", id, err)
	}
	return row{id: string(id), version: version, doc: string(text), columns: columns}, nil
}

// saveOne saves one thing with its events in one step and answers the thing's
// new version. do makes the write, which is more than the row for some nouns.
func (s *Store) saveOne(ctx context.Context, events []domain.Event, do func(*session) (int64, error)) (int64, error) {
	events = slices.Clone(events) // the writer may still read them after ctx ended the wait
	var version int64
	err := s.writer.submit(ctx, func(w *session) (err error) {
		if version, err = do(w); err != nil {
			return err
		}
		return w.leave(events)
	})
	if err != nil {
		return 0, err // version may be the writer's still
	}
	return version, nil
}

// saveRow is saveOne where the row is all there is to write.
func (s *Store) saveRow(ctx context.Context, k kind, r row, events []domain.Event) (int64, error) {
	return s.saveOne(ctx, events, func(w *session) (int64, error) { return w.save(k, r) })
}

// save writes the row and answers its new version, or why it could not be:
// exists, changed or not found.
func (s *session) save(k kind, r row) (version int64, err error) {
	if r.version == 0 {
		rows, err := s.change(k.insert, append([]any{r.id, r.doc}, r.columns...)...)
		if err == nil && rows == 0 {
			err = exists(k, r)
		}
		return 1, wrapSave(k, err)
	}
	args := append([]any{r.doc}, r.columns...)
	rows, err := s.change(k.update, append(args, r.id, r.version)...)
	if err == nil && rows == 0 {
		err = s.refusal(k, r)
	}
	return r.version + 1, wrapSave(k, err)
}

// refusal says why an update changed no row.
func (s *session) refusal(k kind, r row) error {
	stored, found, err := lookup[int64](s, k.version, r.id)
	switch {
	case err != nil:
		return err
	case !found:
		return domain.NotFound(k.noun, r.id)
	case stored != r.version:
		return domain.Changed(k.noun, r.id, stored)
	default: // the unique key is another's
		return exists(k, r)
	}
}

func exists(k kind, r row) error {
	return domain.NewError(domain.KindConflict, k.noun+"_exists", domain.Facts{"id": r.id})
}

func wrapSave(k kind, err error) error {
	if err != nil {
		return fmt.Errorf("save %s: %w", k.noun, err)
	}
	return nil
}
