package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

// readers is a pool of connections that cannot write. Each read sees all that
// was committed before it began, and never waits for the writer.
type readers struct {
	db       *sql.DB
	prepared sync.Map // query text → *sql.Stmt; the texts are the few of this package
}

func openReaders(name string, limit int) (*readers, error) {
	db, err := sql.Open("sqlite", dsn(name, "query_only(1)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(limit)
	db.SetMaxIdleConns(limit)
	return &readers{db: db}, nil
}

func (r *readers) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := r.prepared.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if other, ok := r.prepared.LoadOrStore(query, st); ok {
		_ = st.Close() // another read was first
		return other.(*sql.Stmt), nil
	}
	return st, nil
}

func (r *readers) close() error {
	r.prepared.Range(func(_, st any) bool {
		_ = st.(*sql.Stmt).Close()
		return true
	})
	return r.db.Close()
}

// each runs the query and hands every row to scan.
func (r *readers) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	st, err := r.statement(ctx, query)
	if err != nil {
		return interrupted(ctx, err)
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return interrupted(ctx, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return interrupted(ctx, err)
		}
	}
	return interrupted(ctx, rows.Err())
}

// interrupted is the context's error where that has ended the read; SQLite's
// own word for it is no help to a caller.
func interrupted(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// documents answers what the query finds; its columns are version and doc.
func documents[D, T any](ctx context.Context, s *Store, query string, args []any, thing func(D, int64) T) ([]T, error) {
	var found []T
	err := s.readers.each(ctx, query, args, func(rows *sql.Rows) error {
		var version int64
		var text sql.RawBytes
		if err := rows.Scan(&version, &text); err != nil {
			return err
		}
		var doc D
		if err := json.Unmarshal(text, &doc); err != nil {
			return fmt.Errorf("stored document: %w", err)
		}
		if err := record.Unpack(&doc); err != nil {
			return err
		}
		found = append(found, thing(doc, version))
		return nil
	})
	return found, err
}

// document answers the only thing that has the value in the column, or
// <noun>_not_found.
func document[D, T any](ctx context.Context, s *Store, k kind, column, value string, thing func(D, int64) T) (T, error) {
	found, err := documents(ctx, s, "SELECT version, doc FROM "+k.table+" WHERE "+column+" = ?", []any{value}, thing)
	var none T
	switch {
	case err != nil:
		return none, fmt.Errorf("read %s: %w", k.noun, err)
	case len(found) == 0:
		return none, domain.NotFound(k.noun, value)
	}
	return found[0], nil
}

// errLimit is a mistake of the caller, not of the caller's user.
var errLimit = errors.New("want a limit of at least 1")
