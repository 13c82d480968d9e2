// Package sqlitestore is the embedded store: one SQLite file in the data
// directory, written by one goroutine that commits many writes at once, read
// by a pool of connections that cannot write. It needs no server.
package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"rongqiao/internal/store"
)

// FileName is the store's file in the data directory; SQLite adds -wal and -shm.
const FileName = "rongqiao.db"

const lockName = "rongqiao.lock"

// What the options stand at where nothing was said.
const (
	defaultQueue   = 1024
	defaultBatch   = 256
	defaultReaders = 8
)

var (
	// ErrInUse says that another process has the data directory open.
	ErrInUse = errors.New("the data directory is in use")
	// ErrClosed is answered to writes after Close.
	ErrClosed = errors.New("the store is closed")
)

// Options say where the store lies and how it works.
type Options struct {
	Dir      string           // data directory; made, for its owner alone, where it is missing
	Now      func() time.Time // the clock; required
	OnCommit func()           // called after each commit that left events; must not block; may be nil
	Queue    int              // writes that may wait; more wait for a place; 0: 1024
	Batch    int              // most writes in one commit; 0: 256
	Readers  int              // most reads at once; 0: 8
}

// Store keeps everything in one SQLite file. It is safe for concurrent use.
type Store struct {
	writer  *writer
	readers *readers
	file    *sql.DB // the writer's only connection comes from it
	unlock  func() error
	closing sync.Once
	closed  error
}

var _ store.Store = (*Store)(nil)

// Open opens the store, makes it where it is missing, and brings its schema
// forward. It answers ErrInUse where another process has it open, and an error
// where its schema is newer than this program.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Dir == "" || o.Now == nil {
		return nil, errors.New("sqlitestore: want a data directory and a clock")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	unlock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	s, err := openLocked(ctx, o, filepath.Join(dir, FileName))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", filepath.Join(dir, FileName), err), unlock())
	}
	s.unlock = unlock
	return s, nil
}

func openLocked(ctx context.Context, o Options, name string) (*Store, error) {
	file, err := sql.Open("sqlite", dsn(name, "journal_mode(wal)", "synchronous(full)", "journal_size_limit(67108864)"))
	if err != nil {
		return nil, err
	}
	file.SetMaxOpenConns(1)
	w, err := startWriter(ctx, o, file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	r, err := openReaders(name, positive(o.Readers, defaultReaders))
	if err != nil {
		return nil, errors.Join(err, w.stop(), file.Close())
	}
	return &Store{writer: w, readers: r, file: file}, nil
}

func startWriter(ctx context.Context, o Options, file *sql.DB) (*writer, error) {
	steps, err := loadMigrations(migrationFiles)
	if err != nil {
		return nil, err
	}
	conn, err := file.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, conn, steps, o.Now); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	w := newWriter(conn, positive(o.Queue, defaultQueue), positive(o.Batch, defaultBatch), o.OnCommit)
	go w.run()
	return w, nil
}

// dsn names the file with the settings that every connection has and the
// given ones. The path is escaped: a directory may be called anything.
func dsn(name string, pragmas ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "foreign_keys(1)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(name), RawQuery: q.Encode()}).String()
}

func positive(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Ping answers an error where the file cannot be read or the writer cannot
// begin a transaction.
func (s *Store) Ping(ctx context.Context) error {
	if _, err := s.LastSeq(ctx); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	if err := s.writer.submit(ctx, func(*session) error { return nil }); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

// Close commits the writes that are queued, refuses later ones, folds the
// write-ahead log into the file and gives the directory free. A second Close
// answers what the first did.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.closed = errors.Join(s.readers.close(), s.writer.stop(), s.file.Close(), s.unlock())
	})
	return s.closed
}
