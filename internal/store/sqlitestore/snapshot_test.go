package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"rongqiao/internal/domain"
)

func TestASnapshotHoldsAllThatWasAcknowledgedBefore(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, Options{Dir: dir})
	ctx, stop := context.WithCancel(context.Background())
	var mu sync.Mutex
	var acknowledged []domain.NeedID
	some := make(chan struct{}, 1)
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				n := domain.Need{ID: domain.NeedID(fmt.Sprintf("need_%d_%06d", w, i)), Note: strings.Repeat("融", 200)}
				if _, err := s.SaveNeed(context.Background(), n, saved(n)); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if acknowledged = append(acknowledged, n.ID); len(acknowledged)%500 == 0 {
					select {
					case some <- struct{}{}:
					default:
					}
				}
				mu.Unlock()
			}
		})
	}
	for round := range 3 {
		<-some // the writers go on
		mu.Lock()
		before := len(acknowledged)
		mu.Unlock()
		to := t.TempDir()
		if err := Snapshot(context.Background(), dir, filepath.Join(to, FileName)); err != nil {
			t.Fatal(err)
		}
		c, err := Inspect(context.Background(), filepath.Join(to, FileName))
		if err != nil {
			t.Fatal(err)
		}
		copied := openIn(t, Options{Dir: to})
		for _, id := range acknowledged[:before] {
			if _, err := copied.Need(context.Background(), id); err != nil {
				t.Errorf("round %d: acknowledged before, and not in the snapshot: %v", round, err)
			}
		}
		if last, err := copied.LastSeq(context.Background()); err != nil || last != c.LastEvent || rowsOf(c, "needs") != last || rowsOf(c, "outbox") != last {
			t.Errorf("want as many needs as events, have %d events, %d needs, %v", last, rowsOf(c, "needs"), err)
		}
	}
	stop()
	writers.Wait()
}

func rowsOf(c Contents, table string) int64 {
	for _, t := range c.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return -1
}

func TestContentsAreEqualExactlyWhereTheDataIs(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, Options{Dir: dir})
	ctx := context.Background()
	n := 0
	look := func() Contents {
		t.Helper()
		n++
		file := filepath.Join(t.TempDir(), fmt.Sprint(n))
		if err := Snapshot(ctx, dir, file); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("want mode 0600, have %v, %v", info, err)
		}
		c, err := Inspect(ctx, file)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if err := s.SetMeta(ctx, "key", "value"); err != nil {
		t.Fatal(err)
	}
	first := look()
	if version, err := SchemaVersion(); err != nil || first.Schema != version {
		t.Errorf("want schema version %d, have %d, %v", version, first.Schema, err)
	}
	if again := look(); !reflect.DeepEqual(first, again) {
		t.Errorf("want the same again, have %v and %v", first, again)
	}
	if err := s.SetMeta(ctx, "key", "Value"); err != nil {
		t.Fatal(err)
	}
	changed := look()
	for i, table := range changed.Tables {
		if same := table == first.Tables[i]; same == (table.Name == "meta") {
			t.Errorf("after a change in meta alone: %s was %v, is %v", table.Name, first.Tables[i], table)
		}
	}
}

func TestASnapshotNeedsAStoreAndAFreePlace(t *testing.T) {
	dir := t.TempDir()
	openIn(t, Options{Dir: dir})
	ended, end := context.WithCancel(context.Background())
	end()
	for name, row := range map[string]struct {
		ctx     context.Context
		dir, to string
	}{
		"no store":           {context.Background(), t.TempDir(), filepath.Join(t.TempDir(), "x")},
		"a file in its way":  {context.Background(), dir, fileIn(t)},
		"no folder to go to": {context.Background(), dir, filepath.Join(t.TempDir(), "none", "x")},
		"a context ended":    {ended, dir, filepath.Join(t.TempDir(), "x")},
	} {
		if err := Snapshot(row.ctx, row.dir, row.to); err == nil || errors.Is(row.ctx.Err(), context.Canceled) != errors.Is(err, context.Canceled) {
			t.Errorf("%s: want an error, have %v", name, err)
		}
	}
}

func TestADamagedFileIsFoundDamaged(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, Options{Dir: dir})
	for i := range 200 {
		n := need(i)
		n.Note = strings.Repeat("融", 500)
		if _, err := s.SaveNeed(context.Background(), n, saved(n)); err != nil {
			t.Fatal(err)
		}
	}
	whole := filepath.Join(t.TempDir(), FileName)
	if err := Snapshot(context.Background(), dir, whole); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"no database":          func([]byte) []byte { return []byte(strings.Repeat("no database ", 100)) },
		"an empty file":        func([]byte) []byte { return nil },
		"the half of it":       func(b []byte) []byte { return b[:len(b)/2] },
		"pages of other bytes": func(b []byte) []byte { return append(b[:4096*8:4096*8], make([]byte, len(b)-4096*8)...) },
	} {
		file := filepath.Join(t.TempDir(), "damaged")
		if err := os.WriteFile(file, damage(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := Inspect(context.Background(), file); err == nil {
			t.Errorf("%s: want an error, have %v", name, c)
		}
	}
}
