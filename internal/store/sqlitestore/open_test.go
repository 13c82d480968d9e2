package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

func TestOpenNeedsADirectoryAndAClock(t *testing.T) {
	for name, o := range map[string]Options{
		"no directory":         {Now: now},
		"no clock":             {Dir: t.TempDir()},
		"a file as directory":  {Dir: fileIn(t), Now: now},
		"no place to make one": {Dir: filepath.Join(fileIn(t), "data"), Now: now},
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := Open(context.Background(), o); err == nil {
				t.Errorf("want an error, have a store (closed: %v)", s.Close())
			}
		})
	}
}

func fileIn(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("no directory"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestADirectoryMayBeCalledAnything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "数据 a?b=c#d%20&e")
	s := openIn(t, Options{Dir: dir})
	if _, err := s.SaveNeed(context.Background(), need(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, FileName)); err != nil {
		t.Error(err)
	}
}

func TestADirectoryHasOneProcess(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, Options{Dir: dir})
	_, err := Open(context.Background(), Options{Dir: dir, Now: now})
	wantInUse(t, err, dir, os.Getpid())

	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childDir+"="+dir, childWrites+"=none")
	out, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(out), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("want another process to be refused with this one's id, have %v: %s", err, out)
	}

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openIn(t, Options{Dir: dir})
}

func wantInUse(t *testing.T, err error, dir string, pid int) {
	t.Helper()
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", pid)) {
		t.Errorf("want ErrInUse that names %s and process %d, have %v", dir, pid, err)
	}
}

func TestConnectionsAreSetUpToLoseNothing(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir()})
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "query_only": "0"} {
		var have string
		if err := s.writer.session.conn.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&have); err != nil || have != want {
			t.Errorf("the writer's %s: want %s, have %s, %v", pragma, want, have, err)
		}
	}
	if _, err := s.readers.db.Exec("DELETE FROM needs"); err == nil {
		t.Error("want the readers' connections to refuse a write")
	}
}

func TestWhatIsStoredIsThereAfterReopening(t *testing.T) {
	dir := t.TempDir()
	first := openIn(t, Options{Dir: dir})
	n, err := first.SaveNeed(context.Background(), need(1), saved(need(1)))
	if err := errors.Join(err, first.Close(), first.Close()); err != nil {
		t.Fatal(err)
	}
	second := openIn(t, Options{Dir: dir})
	if _, err := second.SaveNeed(context.Background(), n, saved(n)); err != nil {
		t.Fatal(err)
	}
	events, err := second.Events(context.Background(), 0, 10)
	if err != nil || len(events) != 2 || events[0].Seq >= events[1].Seq {
		t.Errorf("want two events in order, have %v, %v", events, err)
	}
}

func TestALimitBelowOneIsRefused(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir()})
	ctx := context.Background()
	for name, call := range map[string]func(limit int) error{
		"Enterprises":  func(n int) error { _, _, err := s.Enterprises(ctx, nil, store.Page{Limit: n}); return err },
		"Needs":        func(n int) error { _, _, err := s.Needs(ctx, store.NeedFilter{}, store.Page{Limit: n}); return err },
		"Offers":       func(n int) error { _, _, err := s.Offers(ctx, store.OfferFilter{}, store.Page{Limit: n}); return err },
		"Events":       func(n int) error { _, err := s.Events(ctx, 0, n); return err },
		"AuditEntries": func(n int) error { _, err := s.AuditEntries(ctx, 0, n); return err },
	} {
		for _, limit := range []int{0, -1} {
			if err := call(limit); !errors.Is(err, errLimit) {
				t.Errorf("%s with limit %d: want a refusal, have %v", name, limit, err)
			}
		}
	}
}

func TestRegisterTakesNewThingsOnly(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir()})
	if err := s.Register(context.Background(), domain.Enterprise{ID: "e", Version: 1}, domain.Organisation{}, domain.User{}); err == nil {
		t.Error("want a refusal")
	}
}

func TestMigrationsGoForwardOnly(t *testing.T) {
	ctx := context.Background()
	s := openIn(t, Options{Dir: t.TempDir()})
	conn := s.writer.session.conn // nothing is queued, so the writer leaves it alone
	shipped, err := loadMigrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	version := func() (n int) {
		t.Helper()
		if err := conn.QueryRowContext(ctx, "SELECT max(version) FROM schema_version").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	bad := slices.Concat(shipped, []migration{{"bad.sql", "CREATE TABLE half (x); CREATE TABLE half (x);"}})
	if err := migrate(ctx, conn, bad, now); err == nil || !strings.Contains(err.Error(), "bad.sql") {
		t.Errorf("want the bad step to be named, have %v", err)
	}
	if _, err := conn.ExecContext(ctx, "SELECT * FROM half"); err == nil || version() != len(shipped) {
		t.Error("want nothing left of a step that failed")
	}
	good := slices.Concat(shipped, []migration{{"good.sql", "CREATE TABLE whole (x)"}})
	for range 2 { // the second time there is nothing to do
		if err := migrate(ctx, conn, good, now); err != nil || version() != len(good) {
			t.Errorf("want version %d, have %d, %v", len(good), version(), err)
		}
	}
	if err := migrate(ctx, conn, shipped, now); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("want data of a newer program to be refused, have %v", err)
	}
}

func TestMigrationFilesAreNumberedWithoutGaps(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"a gap":              {"migrations/0001_a.sql": {}, "migrations/0003_b.sql": {}},
		"a number twice":     {"migrations/0001_a.sql": {}, "migrations/0001_b.sql": {}},
		"a name without one": {"migrations/a.sql": {}},
	} {
		if _, err := loadMigrations(files); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestListsAreAnsweredFromAnIndex(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir()})
	for _, c := range []struct {
		kind    kind
		order   order
		columns []string
		want    string
	}{
		{enterprises, byID, []string{"district"}, "enterprises_by_district"},
		{needs, newestIDs, []string{"enterprise_id"}, "needs_by_enterprise"},
		{needs, newestIDs, []string{"district"}, "needs_by_district"},
		{needs, newestIDs, []string{"district", "state"}, "needs_by_district"},
		{needs, newestIDs, []string{"state"}, "needs_by_state"},
		{offers, byID, []string{"provider_id"}, "offers_by_provider"},
		{offers, byID, []string{"state"}, "offers_by_state"},
	} {
		for _, values := range [][]string{{"one"}, {"one", "two"}} {
			var conditions conditions
			for _, column := range c.columns {
				if err := among(&conditions, column, values); err != nil {
					t.Fatal(err)
				}
			}
			if plan := planOf(t, s, listQuery(c.kind, conditions, c.order), append(conditions.args, 10)); !strings.Contains(plan, "INDEX "+c.want) {
				t.Errorf("%s by %v: want %s, have %s", c.kind.table, c.columns, c.want, plan)
			}
		}
	}
}

func planOf(t *testing.T, s *Store, query string, args []any) string {
	t.Helper()
	rows, err := s.readers.db.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}
