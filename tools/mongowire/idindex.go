package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite", FerretDB's own
)

// FerretDB indexes a collection by the expression _ferretdb_sjson->"_id" and
// looks for documents by _ferretdb_sjson->'$._id'. They mean the same, but
// SQLite uses an index for the very expression alone: so every read and write
// by _id walks the whole table and parses every document. idIndexes gives each
// table the same index in the other spelling.
type idIndexes struct {
	dir  string
	seen map[string]int64 // file to the version of its schema when it was last complete
}

// idIndexEvery is how often new tables are looked for; until then they are
// small.
const idIndexEvery = 100 * time.Millisecond

// run looks after new tables until ctx ends.
func (x *idIndexes) run(ctx context.Context) {
	tick := time.NewTicker(idIndexEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		files, err := filepath.Glob(filepath.Join(x.dir, "*.sqlite"))
		if err != nil {
			slog.Error("look for databases", "cause", err)
		}
		for _, file := range files {
			// A database that is being dropped, or made, fails for a moment.
			if err := x.complete(ctx, file); err != nil && ctx.Err() == nil {
				slog.Debug("index by _id", "file", file, "cause", err)
			}
		}
	}
}

func (x *idIndexes) complete(ctx context.Context, file string) error {
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: "mode=rw&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return err
	}
	defer db.Close()
	var version int64
	if err := db.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version); err != nil || version == x.seen[file] {
		return err
	}
	tables, err := collections(ctx, db)
	if err != nil {
		return err
	}
	for _, t := range tables {
		index := fmt.Sprintf(`CREATE INDEX IF NOT EXISTS %q ON %q (_ferretdb_sjson->'$._id')`, t+"_by_id", t)
		if _, err := db.ExecContext(ctx, index); err != nil {
			return err
		}
	}
	if err := db.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version); err != nil {
		return err
	}
	x.seen[file] = version
	return nil
}

// collections are the tables that hold documents.
func collections(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT table_name FROM _ferretdb_collections")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
