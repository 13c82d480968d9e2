package sqlitestore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema. Steps are numbered from 1 by the order
// of their file names and are never edited once released.
type migration struct {
	name string
	sql  string
}

// loadMigrations reads the steps in the order of their names.
func loadMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	steps := make([]migration, 0, len(names))
	for i, name := range names {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(path.Base(name), want) {
			return nil, fmt.Errorf("migration %s: want a name that begins with %s", name, want)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		steps = append(steps, migration{name: path.Base(name), sql: string(text)})
	}
	return steps, nil
}

// migrate brings the schema forward, each step in one transaction with its
// row in schema_version. Data of a newer schema than the last step is refused
// untouched: an older program would damage it.
func migrate(ctx context.Context, conn *sql.Conn, steps []migration, now func() time.Time) error {
	const table = `CREATE TABLE IF NOT EXISTS schema_version (
		version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT`
	if _, err := conn.ExecContext(ctx, table); err != nil {
		return fmt.Errorf("make the schema_version table: %w", err)
	}
	var have int
	if err := conn.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&have); err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if have > len(steps) {
		return fmt.Errorf("the data has schema version %d, this program knows up to %d: start the newer program, or restore a backup made before it ran", have, len(steps))
	}
	for i := have; i < len(steps); i++ {
		if err := migrateStep(ctx, conn, i+1, steps[i], now()); err != nil {
			return fmt.Errorf("migrate to schema version %d (%s): %w", i+1, steps[i].name, err)
		}
	}
	return nil
}

func migrateStep(ctx context.Context, conn *sql.Conn, version int, step migration, now time.Time) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err := tx.ExecContext(ctx, step.sql); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)`,
		version, step.name, formatTime(now)); err != nil {
		return err
	}
	return tx.Commit()
}
