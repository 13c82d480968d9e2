package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"rongqiao/config"
	"rongqiao/internal/archive"
	"rongqiao/internal/auth"
	"rongqiao/internal/store/sqlitestore"
)

// restore makes a data folder from a backup. The folder appears whole or not
// at all; the next start builds its search index.
func restore(ctx context.Context, args []string, e env) (err error) {
	f := flags("restore", "--from FILE --data DIR", e)
	from := f.String("from", "", "backup to restore; - for standard input")
	data := f.String("data", "data", "data folder to make; missing or empty")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if *from == "" {
		return fmt.Errorf("%w: want --from FILE", config.ErrUsage)
	}
	target, err := freeFolder(*data)
	if err != nil {
		return err
	}
	parent := filepath.Dir(target)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(parent, "."+filepath.Base(target)+".restore-") // for its owner alone
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }() // in its place by then, where all went well
	m, err := unpack(ctx, e, *from, draft)
	if err != nil {
		return err
	}
	if err := errors.Join(syncFolder(draft), ctx.Err()); err != nil {
		return err
	}
	if err := putFolder(draft, target); err != nil {
		return err
	}
	printManifest(e.out, m)
	fmt.Fprintf(e.out, "%s is ready; its search index is built at the next start\n", target)
	return nil
}

// putFolder puts the folder in its place in one step. An empty one makes way
// first; one that was filled meanwhile stays, and so does a mounted disk.
func putFolder(draft, target string) error {
	err := os.Remove(target)
	if err == nil || errors.Is(err, os.ErrNotExist) {
		err = os.Rename(draft, target)
	}
	if err != nil {
		return fmt.Errorf("put the data folder in place (where %s is a disk of its own, name a folder in it): %w", target, err)
	}
	return syncFolder(filepath.Dir(target))
}

// freeFolder is where the data folder goes: one that is missing or empty. A
// link to an empty folder stands for that.
func freeFolder(data string) (string, error) {
	target, err := filepath.Abs(data)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real
	}
	entries, err := os.ReadDir(target)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return target, nil
	case err != nil:
		return "", err
	case len(entries) > 0:
		return "", fmt.Errorf("%s is not empty: restore into a new folder, and move that into place", target)
	}
	return target, nil
}

// verifyBackup checks all that restore would.
func verifyBackup(ctx context.Context, e env, from string) (err error) {
	scratch, err := os.MkdirTemp("", "rongqiao-verify-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	m, err := unpack(ctx, e, from, scratch)
	if err != nil {
		return err
	}
	printManifest(e.out, m)
	fmt.Fprintf(e.out, "%s is whole\n", from)
	return nil
}

// unpack writes the backup's files into the folder and checks each in itself
// and all against the manifest.
func unpack(ctx context.Context, e env, from, folder string) (m archive.Manifest, err error) {
	in := os.Stdin
	var size int64
	if from != "-" {
		if in, err = os.Open(from); err != nil {
			return m, err
		}
		defer func() { _ = in.Close() }()
		info, err := in.Stat()
		if err != nil {
			return m, err
		}
		if !info.Mode().IsRegular() {
			return m, fmt.Errorf("want a plain file, have %s", from)
		}
		size = info.Size()
	}
	p := newProgress(e, "read the backup, bytes", size, bytesWorthTelling)
	if m, err = unpackStream(ctx, e, watched{ctx, in, p}, folder); err != nil {
		return m, fmt.Errorf("backup %s: %w", from, err)
	}
	return m, nil
}

func unpackStream(ctx context.Context, e env, r io.Reader, folder string) (archive.Manifest, error) {
	m, err := archive.Extract(r, folder, notNewer)
	if err != nil {
		return m, err
	}
	c, err := sqlitestore.Inspect(ctx, filepath.Join(folder, archive.Database))
	if err != nil {
		return m, err
	}
	if err := asManifested(c, m); err != nil {
		return m, err
	}
	if m.Has(archive.Keys) {
		if _, err := auth.OpenKeyring(filepath.Join(folder, archive.Keys), e.now()); err != nil {
			return m, err
		}
	}
	return m, nil
}

// notNewer refuses data that this program would not open.
func notNewer(m archive.Manifest) error {
	known, err := sqlitestore.SchemaVersion()
	if err == nil && m.Schema > known {
		err = fmt.Errorf("it has schema version %d and was made by %s, this program knows up to %d: use the newer program", m.Schema, m.Program, known)
	}
	return err
}

// asManifested asks that the database holds what the manifest says.
func asManifested(c sqlitestore.Contents, m archive.Manifest) error {
	if c.Schema != m.Schema || c.LastEvent != m.LastEvent {
		return fmt.Errorf("want schema version %d and last event %d as in the manifest, have %d and %d", m.Schema, m.LastEvent, c.Schema, c.LastEvent)
	}
	have := archiveTables(c)
	for _, t := range m.Tables {
		if !slices.Contains(have, t) {
			return fmt.Errorf("table %s is not as the manifest says (%d rows, SHA-256 %s)", t.Name, t.Rows, t.SHA256)
		}
	}
	if len(have) != len(m.Tables) {
		return fmt.Errorf("want the %d tables of the manifest, have %d", len(m.Tables), len(have))
	}
	return nil
}
