package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/jedib0t/go-pretty/v6/table"

	"rongqiao/config"
	"rongqiao/internal/archive"
	"rongqiao/internal/matching"
	"rongqiao/internal/store/sqlitestore"
)

// backup writes the store and the signing keys of a data folder into one
// file, also while a server runs on it. The search index stays out: it is
// built from the store.
func backup(ctx context.Context, args []string, e env) error {
	f := flags("backup", "--data DIR --to FILE [--force] | --verify FILE", e)
	data := f.String("data", "data", "data folder; a server may run on it")
	to := f.String("to", "", "file to write; - for standard output")
	force := f.Bool("force", false, "write over a file that is there")
	verify := f.String("verify", "", "backup to check, without restoring it; - for standard input")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	switch {
	case (*to == "") == (*verify == ""):
		return fmt.Errorf("%w: want either --to FILE or --verify FILE", config.ErrUsage)
	case *verify != "":
		return verifyBackup(ctx, e, *verify)
	case *to == "-":
		return backupToStream(ctx, e, *data)
	}
	return backupToFile(ctx, e, *data, *to, *force)
}

func backupToStream(ctx context.Context, e env, data string) (err error) {
	scratch, err := os.MkdirTemp("", "rongqiao-backup-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	m, err := writeBackup(ctx, e, data, scratch, e.out)
	if err != nil {
		return err
	}
	printManifest(e.err, m)
	return nil
}

// backupToFile works in a hidden folder beside the file and puts the file in
// its place whole, in one step. A kill leaves the hidden folder at most.
func backupToFile(ctx context.Context, e env, data, to string, force bool) (err error) {
	place := putNew
	if force {
		place = os.Rename
	} else if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s is there already: choose another name, or --force to write over it", to)
	}
	scratch, err := os.MkdirTemp(filepath.Dir(to), "."+filepath.Base(to)+".partial-") // for its owner alone
	if err != nil {
		return fmt.Errorf("make the backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	draft := filepath.Join(scratch, "backup")
	out, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the backup: %w", err)
	}
	m, err := writeBackup(ctx, e, data, scratch, out)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	info, err := os.Stat(draft)
	if err != nil {
		return err
	}
	if err := errors.Join(place(draft, to), syncFolder(filepath.Dir(to))); err != nil {
		return fmt.Errorf("put the backup in place: %w", err)
	}
	printManifest(e.out, m)
	fmt.Fprintf(e.out, "%s: %s\n", to, megabytes(info.Size()))
	return nil
}

// putNew puts the file in a place that must be free. A link fails where the
// place was taken meanwhile; on disks that know no links a look has to do.
func putNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w", to, os.ErrExist)
	}
	return os.Rename(from, to)
}

// writeBackup takes the snapshot into the scratch folder and writes the
// archive from there.
func writeBackup(ctx context.Context, e env, data, scratch string, w io.Writer) (archive.Manifest, error) {
	m := archive.Manifest{Program: "rongqiao " + buildVersion() + ", engine " + matching.EngineVersion, MadeAt: e.now().UTC()}
	database := filepath.Join(scratch, archive.Database)
	if err := sqlitestore.Snapshot(ctx, data, database); err != nil {
		return m, err
	}
	if err := copyKeys(data, scratch); err != nil {
		return m, err
	}
	c, err := sqlitestore.Inspect(ctx, database)
	if err != nil {
		return m, err
	}
	m.Schema, m.LastEvent, m.Tables = c.Schema, c.LastEvent, archiveTables(c)
	for _, name := range []string{archive.Database, archive.Keys} {
		file, err := measure(filepath.Join(scratch, name))
		if errors.Is(err, os.ErrNotExist) && name == archive.Keys {
			fmt.Fprintf(e.err, "%s has no %s: after a restore everyone signs in anew\n", data, name)
			continue
		}
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, file)
	}
	p := newProgress(e, "backup, bytes", m.Size(), bytesWorthTelling)
	return m, archive.Write(w, m, func(name string) (io.ReadCloser, error) {
		file, err := os.Open(filepath.Join(scratch, name))
		if err != nil {
			return nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{watched{ctx, file, p}, file}, nil
	})
}

// copyKeys takes the key file as it is now. It is only ever replaced whole,
// and keeps old keys for the life of a token, so whatever was signed before
// the backup began is verified by it.
func copyKeys(data, scratch string) error {
	text, err := os.ReadFile(filepath.Join(data, archive.Keys))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the signing keys: %w", err)
	}
	return os.WriteFile(filepath.Join(scratch, archive.Keys), text, 0o600) //nolint:gosec // G703: the operator names the folder
}

func measure(name string) (archive.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return archive.File{}, err
	}
	defer func() { _ = f.Close() }()
	return archive.FileOf(filepath.Base(name), f)
}

func archiveTables(c sqlitestore.Contents) []archive.Table {
	out := make([]archive.Table, len(c.Tables))
	for i, t := range c.Tables {
		out[i] = archive.Table(t)
	}
	return out
}

func printManifest(w io.Writer, m archive.Manifest) {
	t := newTable(w, "table", "rows", "SHA-256")
	for _, each := range m.Tables {
		t.AppendRow(table.Row{each.Name, each.Rows, each.SHA256[:16] + "…"})
	}
	t.Render()
	keys := "with the signing keys"
	if !m.Has(archive.Keys) {
		keys = "without signing keys"
	}
	fmt.Fprintf(w, "as of %s, last event %d, schema %d, by %s: %d rows, %s, %s\n",
		m.MadeAt.Format("2006-01-02 15:04:05 MST"), m.LastEvent, m.Schema, m.Program, m.Rows(), megabytes(m.Size()), keys)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
