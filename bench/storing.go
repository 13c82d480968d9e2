package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/sqlitestore"
)

// Of the store's contest: callers at once, and turns of each way.
const (
	storeCallers = 64
	storeTurns   = 4
)

// saver is a way to save needs durably.
type saver struct {
	name string
	save func(ctx context.Context, n domain.Need) error
}

// storePart counts the saves that are acknowledged in a second.
func storePart(ctx context.Context, b *bench) (_ string, err error) {
	sync, err := timeSync(filepath.Join(b.dir, "sync"), 200)
	if err != nil {
		return "", err
	}
	var closers []func() error
	defer func() {
		for _, c := range closers {
			err = errors.Join(err, c())
		}
	}()
	var savers []saver
	for _, way := range []struct {
		name, dir string
		batch     int
	}{{"ours: shared commits", "store-shared", 0}, {"the same store, a commit for each save", "store-each", 1}} {
		s, err := sqlitestore.Open(ctx, sqlitestore.Options{Dir: filepath.Join(b.dir, way.dir), Now: time.Now, Batch: way.batch})
		if err != nil {
			return "", err
		}
		closers = append(closers, s.Close)
		savers = append(savers, saver{way.name, func(ctx context.Context, n domain.Need) error {
			_, err := s.SaveNeed(ctx, n, savedEvent(n))
			return err
		}})
	}
	db, err := openPlainSQL(ctx, filepath.Join(b.dir, "store-plain.db"))
	if err != nil {
		return "", err
	}
	closers = append(closers, db.Close)
	savers = append(savers, saver{"database/sql, one connection, a transaction for each save", func(ctx context.Context, n domain.Need) error {
		return savePlainSQL(ctx, db, n)
	}})
	loads, err := contestSaves(ctx, b, savers)
	if err != nil {
		return "", err
	}
	t := &table{head: []string{"way to save", "saves per second", "p50", "p99", "ours over it"}}
	for i, l := range loads {
		t.add(savers[i].name, figures(l.rate()), span(l.took.p50()), span(l.took.p99()), figures(loads[0].rate()/l.rate())+"×")
	}
	return t.String() + fmt.Sprintf("\n%d callers; a need and its event in one step, `synchronous=FULL`. To write 4 KiB and wait for this disk takes %s (p50; p95 %s).\n",
		storeCallers, span(sync.p50()), span(sync.p95())), nil
}

func contestSaves(ctx context.Context, b *bench, savers []saver) ([]load, error) {
	loads := make([]load, len(savers))
	var number atomic.Int64
	for range storeTurns {
		for k, s := range savers {
			l, err := drive(storeCallers, 1<<30, b.budget/storeTurns/2, func(_, _ int) error { return s.save(ctx, sampleNeed(number.Add(1))) })
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			loads[k] = loads[k].and(l)
		}
	}
	return loads, nil
}

func sampleNeed(i int64) domain.Need {
	now := time.Now().UTC()
	return domain.Need{
		ID: domain.NeedID(fmt.Sprintf("need_%012d", i)), EnterpriseID: "ent_1", State: domain.NeedDraft,
		Amount: 300 * domain.Wan, Term: 12, Purpose: "working_capital", Note: strings.Repeat("流动资金", 25),
		CreatedAt: now, UpdatedAt: now,
	}
}

func savedEvent(n domain.Need) domain.Event {
	return domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: n.UpdatedAt}
}

// openPlainSQL makes the two tables that a need and its event go into, with the
// settings of the store. Callers share one connection: with one each they wait
// for SQLite's lock by sleeping, which is many times slower.
func openPlainSQL(ctx context.Context, name string) (*sql.DB, error) {
	db, err := openSQLite(name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `CREATE TABLE needs (id TEXT PRIMARY KEY, version INTEGER NOT NULL, enterprise TEXT NOT NULL, body TEXT NOT NULL);
		CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL)`)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func savePlainSQL(ctx context.Context, db *sql.DB, n domain.Need) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	body := fmt.Sprintf(`{"id":%q,"enterprise_id":%q,"state":%q,"amount_fen":%d,"term_months":%d,"purpose":%q,"note":%q,"created_at":%q,"updated_at":%q}`,
		n.ID, n.EnterpriseID, n.State, n.Amount, n.Term, n.Purpose, n.Note, n.CreatedAt.Format(time.RFC3339Nano), n.UpdatedAt.Format(time.RFC3339Nano))
	if _, err := tx.ExecContext(ctx, "INSERT INTO needs VALUES (?, 1, ?, ?)", n.ID, n.EnterpriseID, body); err != nil {
		return err
	}
	at := n.UpdatedAt.Format(time.RFC3339Nano)
	if _, err := tx.ExecContext(ctx, "INSERT INTO events (type, id, at) VALUES (?, ?, ?)", domain.NeedSaved, n.ID, at); err != nil {
		return err
	}
	return tx.Commit()
}

// timeSync times what every durable write waits for: 4 KiB on the disk.
func timeSync(name string, n int) (s sample, err error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	page := make([]byte, 4096)
	for range n {
		start := time.Now()
		if _, err := file.Write(page); err != nil {
			return nil, err
		}
		if err := file.Sync(); err != nil {
			return nil, err
		}
		s = append(s, time.Since(start))
	}
	return s, nil
}
