package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/store/sqlitestore"
)

// migratePart makes a large embedded store, backs it up, and moves it to
// another store in a process that is killed at a third and at two thirds of
// the records. What differs at the end makes it fail.
func migratePart(ctx context.Context, b *bench) (string, error) {
	source := filepath.Join(b.dir, "migrate-source")
	target := b.migrateTo
	if target == "" {
		target = "sqlite://" + filepath.Join(b.dir, "migrate-target")
	}
	t := &table{head: []string{"step", "seconds"}}
	timed := func(step string, do func() error) error {
		start := time.Now()
		if err := do(); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
		t.add(step, fmt.Sprintf("%.1f", time.Since(start).Seconds()))
		return nil
	}
	m := mover{binary: b.binary, source: "sqlite://" + source, target: target}
	file := filepath.Join(b.dir, "migrate-backup")
	var last, again string
	steps := []struct {
		name string
		do   func() error
	}{
		{fmt.Sprintf("make the demo's store with %d firms", b.enterprises), func() error { return makeLargeStore(ctx, b, source) }},
		{"back it up", func() error { _, err := m.verb(ctx, "backup", "--data", source, "--to", file); return err }},
		{"check the backup", func() error { _, err := m.verb(ctx, "backup", "--verify", file); return err }},
		{"move it, killed at a third", func() error { return m.killedAt(ctx, 1) }},
		{"go on, killed at two thirds", func() error { return m.killedAt(ctx, 2) }},
		{"go on to the end, comparison included", func() (err error) { last, err = m.migrate(ctx); return err }},
		{"run it once more: comparison alone", func() (err error) { again, err = m.migrate(ctx); return err }},
	}
	for _, s := range steps {
		if err := timed(s.name, s.do); err != nil {
			return "", err
		}
	}
	if !strings.Contains(again, "finished before") {
		return "", fmt.Errorf("want a finished transfer to say so, have %s", again)
	}
	sizes, err := sizesOf(filepath.Join(source, sqlitestore.FileName), file)
	if err != nil {
		return "", err
	}
	return t.String() + "\n" + sizes + "\n\n```\n" + last + "```\n", nil
}

func sizesOf(database, backup string) (string, error) {
	d, errDatabase := os.Stat(database)
	k, errBackup := os.Stat(backup)
	if err := errors.Join(errDatabase, errBackup); err != nil {
		return "", err
	}
	return fmt.Sprintf("The store's file has %.0f MB, its backup %.0f MB.", float64(d.Size())/1e6, float64(k.Size())/1e6), nil
}

// makeLargeStore has the demo's offers, accounts and firms, and so many more
// firms, each saved with its event as a server would.
func makeLargeStore(ctx context.Context, b *bench, folder string) (err error) {
	if _, err := (mover{binary: b.binary}).verb(ctx, "demo", "--data", folder); err != nil {
		return err
	}
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Dir: folder, Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rs, err := loadRules()
	if err != nil {
		return err
	}
	firms := demo.Firms(1, b.enterprises, demo.RegionOf(rs, today), today)
	needs := demo.Needs(1, b.enterprises/10, firms, today)
	err = saveAll(ctx, len(firms), func(ctx context.Context, i int) error {
		f := firms[i]
		f.Version = 0
		_, err := s.SaveEnterprise(ctx, f, domain.Event{Type: domain.EnterpriseSaved, ID: string(f.ID), At: time.Now()})
		return err
	})
	if err != nil {
		return err
	}
	return saveAll(ctx, len(needs), func(ctx context.Context, i int) error {
		n := needs[i]
		n.Version = 0
		_, err := s.SaveNeed(ctx, n, savedEvent(n))
		return err
	})
}

// saveAll saves n things, many at once; what the demo has made already stays.
func saveAll(ctx context.Context, n int, save func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var callers sync.WaitGroup
	for range storeCallers {
		callers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil; i = next.Add(1) - 1 {
				if err := save(ctx, int(i)); err != nil && !domain.IsKind(err, domain.KindConflict) {
					cancel(err)
				}
			}
		})
	}
	callers.Wait()
	return context.Cause(ctx)
}

// mover runs the product's verbs.
type mover struct {
	binary, source, target string
}

// verb runs one to its end and answers what it printed.
func (m mover) verb(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, m.binary, args...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", args[0], err, out.String(), complaints.String())
	}
	return out.String(), nil
}

func (m mover) migrate(ctx context.Context) (string, error) {
	return m.verb(ctx, "migrate", "--from", m.source, "--to", m.target)
}

// killedAt runs the move and kills it, without a warning, when it says that
// so many thirds of the records are copied.
func (m mover) killedAt(ctx context.Context, thirds int64) error {
	cmd := exec.CommandContext(ctx, m.binary, "migrate", "--from", m.source, "--to", m.target)
	said, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	killed := false
	var lines []string
	for in := bufio.NewScanner(said); in.Scan(); {
		lines = append(lines, in.Text())
		var done, total int64
		if n, _ := fmt.Sscanf(in.Text(), "copy: %d of %d", &done, &total); n == 2 && 3*done >= thirds*total && !killed {
			killed = true
			if err := cmd.Process.Kill(); err != nil {
				return err
			}
		}
	}
	if err := cmd.Wait(); err == nil || !killed {
		return fmt.Errorf("want it to end by the kill, have %v after %q", err, lines)
	}
	return nil
}
