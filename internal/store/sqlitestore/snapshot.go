package sqlitestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Contents is what a store's file holds: enough to tell that two files hold
// the same, however their pages lie.
type Contents struct {
	Schema    int   // version of the schema
	LastEvent int64 // number of the newest event, 0 for none
	Tables    []Table
}

// Table is one table of the file, those of the schema's own history included.
type Table struct {
	Name   string
	Rows   int64
	SHA256 string // of all values, rows in the order of their key, in hex
}

// SchemaVersion is the newest schema that this program knows.
func SchemaVersion() (int, error) {
	steps, err := loadMigrations(migrationFiles)
	return len(steps), err
}

// Exists tells whether the data directory has a store.
func Exists(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, FileName))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Snapshot writes the store of the data directory to a new file as of one
// moment: all that was committed before the call is in it. It reads through a
// connection of its own that cannot write, so the directory may be in use, and
// nobody waits for it. The file is for its owner alone.
func Snapshot(ctx context.Context, dir, to string) (err error) {
	name, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	if there, err := Exists(dir); err != nil || !there {
		return errors.Join(fmt.Errorf("want a data directory with a store, have no %s", name), err)
	}
	// SQLite makes files that others may read; it takes an empty one as it is.
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the snapshot's file: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("make the snapshot's file: %w", err)
	}
	db, err := sql.Open("sqlite", readOnly(name, ""))
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return fmt.Errorf("snapshot of %s: %w", name, interrupted(ctx, err))
	}
	return nil
}

// Inspect checks a file that no process writes to, and answers what it holds.
// A file that SQLite finds damaged is an error.
func Inspect(ctx context.Context, file string) (c Contents, err error) {
	name, err := filepath.Abs(file)
	if err != nil {
		return Contents{}, err
	}
	// immutable: no log beside the file is read or made.
	db, err := sql.Open("sqlite", readOnly(name, "1"))
	if err != nil {
		return Contents{}, fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if err := intact(ctx, db); err != nil {
		return Contents{}, fmt.Errorf("the store's file is damaged: %w", interrupted(ctx, err))
	}
	if c, err = contents(ctx, db); err != nil {
		return Contents{}, fmt.Errorf("read the store's file: %w", interrupted(ctx, err))
	}
	return c, nil
}

// readOnly is a connection that cannot write; immutable may be "".
func readOnly(name, immutable string) string {
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)"}}
	if immutable != "" {
		q.Set("immutable", immutable)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(name), RawQuery: q.Encode()}).String()
}

func intact(ctx context.Context, db *sql.DB) error {
	findings, err := texts(ctx, db, "PRAGMA integrity_check(5)")
	if err != nil {
		return err
	}
	if len(findings) != 1 || findings[0] != "ok" {
		return fmt.Errorf("integrity check: %s", strings.Join(findings, "; "))
	}
	return nil
}

func contents(ctx context.Context, db *sql.DB) (Contents, error) {
	var c Contents
	if err := db.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM schema_version").Scan(&c.Schema); err != nil {
		return c, err
	}
	if err := db.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM outbox").Scan(&c.LastEvent); err != nil {
		return c, err
	}
	// Whatever tables there are: a later schema needs no change here.
	names, err := texts(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return c, err
	}
	for _, name := range names {
		t, err := tableOf(ctx, db, name)
		if err != nil {
			return c, fmt.Errorf("table %s: %w", name, err)
		}
		c.Tables = append(c.Tables, t)
	}
	return c, nil
}

// tableOf reads the whole table in the order of its primary key.
func tableOf(ctx context.Context, db *sql.DB, name string) (Table, error) {
	key, err := texts(ctx, db, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", name)
	if err != nil {
		return Table{}, err
	}
	if len(key) == 0 {
		return Table{}, errors.New("want a primary key to read it in order")
	}
	rows, err := db.QueryContext(ctx, inOrder(name, key))
	if err != nil {
		return Table{}, err
	}
	defer func() { _ = rows.Close() }()
	t := Table{Name: name}
	h := sha256.New()
	if t.Rows, err = hashRows(h, rows); err != nil {
		return Table{}, err
	}
	t.SHA256 = hex.EncodeToString(h.Sum(nil))
	return t, nil
}

// inOrder is the query of all rows by the columns of the key.
func inOrder(table string, key []string) string {
	names := make([]string, len(key))
	for i, column := range key {
		names[i] = quoted(column)
	}
	return "SELECT * FROM " + quoted(table) + " ORDER BY " + strings.Join(names, ", ")
}

// hashRows hashes every value with its kind and its length, so that no two
// rows of different values give the same bytes.
func hashRows(h hash.Hash, rows *sql.Rows) (n int64, err error) {
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	var text []byte
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return n, err
		}
		for _, v := range values {
			text = fmt.Appendf(text[:0], "%T:%v", v, v)
			_ = binary.Write(h, binary.BigEndian, int64(len(text))) // a hash never fails to write
			h.Write(text)
		}
		n++
	}
	return n, rows.Err()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// texts answers a query's only column.
func texts(ctx context.Context, db *sql.DB, query string, args ...any) (out []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}
