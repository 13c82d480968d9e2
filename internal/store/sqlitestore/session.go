package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// session is the writer's connection with its prepared statements; only the
// writer's goroutine uses it. It takes no context: a write that has begun is
// not interrupted, since that would end its neighbours' transaction too.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	events   int // how many the present transaction has left
}

// statement prepares each text once; the texts are the few of this package.
func (s *session) statement(query string) (*sql.Stmt, error) {
	if st, ok := s.prepared[query]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.prepared[query] = st
	return st, nil
}

func (s *session) exec(query string, args ...any) error {
	_, err := s.change(query, args...)
	return err
}

// change executes the statement and answers how many rows it changed.
func (s *session) change(query string, args ...any) (rows int64, err error) {
	st, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// lookup reads one value; found is false where there is no row.
func lookup[T any](s *session, query string, args ...any) (value T, found bool, err error) {
	st, err := s.statement(query)
	if err != nil {
		return value, false, err
	}
	err = st.QueryRowContext(context.Background(), args...).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return value, false, nil
	}
	return value, err == nil, err
}

// close folds the write-ahead log into the file and lets the connection go.
func (s *session) close() error {
	var errs []error
	for _, st := range s.prepared {
		errs = append(errs, st.Close())
	}
	if _, err := s.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		errs = append(errs, fmt.Errorf("checkpoint: %w", err))
	}
	return errors.Join(append(errs, s.conn.Close())...)
}
