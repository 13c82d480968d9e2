package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rongqiao/internal/archive"
)

// tableOf is the manifest's line of a table.
func tableOf(m *archive.Manifest, name string) *archive.Table {
	return &m.Tables[slices.IndexFunc(m.Tables, func(t archive.Table) bool { return t.Name == name })]
}

// forged writes an archive as a good one is written, with what a row changes:
// every hash in it is right.
func forged(t *testing.T, of string, files map[string][]byte, change func(*archive.Manifest)) []byte {
	t.Helper()
	f, err := os.Open(of)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	dir := t.TempDir()
	m, err := archive.Extract(f, dir, notNewer)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range m.Files {
		if m.Files[i], err = measure(filepath.Join(dir, m.Files[i].Name)); err != nil {
			t.Fatal(err)
		}
	}
	change(&m)
	var out bytes.Buffer
	if err := archive.Write(&out, m, func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(dir, name)) }); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestADamagedBackupIsRefusedAndLeavesNothing(t *testing.T) {
	data, file := dataOf(t, 200), filepath.Join(t.TempDir(), "backup")
	mustRun(t, "backup", "--data", data, "--to", file)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := os.ReadFile(filepath.Join(data, archive.Database))
	if err != nil {
		t.Fatal(err)
	}
	half := bytes.Clone(pages)
	clear(half[len(half)/2:])
	middle := bytes.Clone(whole)
	middle[len(middle)/2] ^= 0xff
	same := func(*archive.Manifest) {}
	rows := map[string]struct {
		backup []byte
		says   string
	}{
		"a file cut off in the middle":                  {whole[:len(whole)/2], "cut off"},
		"a file without its last byte":                  {whole[:len(whole)-1], "cut off"},
		"a byte changed in the middle":                  {middle, "altered or is damaged"},
		"a file of another kind":                        {pages, "another kind of file"},
		"a schema of a newer program":                   {forged(t, file, nil, func(m *archive.Manifest) { m.Schema = 99 }), "schema version 99"},
		"another schema than the database has":          {forged(t, file, nil, func(m *archive.Manifest) { m.Schema = 1 }), "schema version 1"},
		"another last event than the database has":      {forged(t, file, nil, func(m *archive.Manifest) { m.LastEvent++ }), "last event 201"},
		"another count than the database has":           {forged(t, file, nil, func(m *archive.Manifest) { tableOf(m, "audit").Rows++ }), "table audit"},
		"another hash than the table has":               {forged(t, file, nil, func(m *archive.Manifest) { tableOf(m, "needs").SHA256 = tableOf(m, "audit").SHA256 }), "table needs"},
		"a table that the manifest does not list":       {forged(t, file, nil, func(m *archive.Manifest) { m.Tables = m.Tables[1:] }), "tables of the manifest"},
		"a database with damaged pages, rightly hashed": {forged(t, file, map[string][]byte{archive.Database: half}, same), "damaged"},
		"something else as a database, rightly hashed":  {forged(t, file, map[string][]byte{archive.Database: []byte(strings.Repeat("x", 5000))}, same), "not a database"},
		"signing keys that are none, rightly hashed":    {forged(t, file, map[string][]byte{archive.Keys: []byte("{}")}, same), "signing keys"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			bad := filepath.Join(parent, "bad")
			if err := os.WriteFile(bad, row.backup, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"restore", "--from", bad, "--data", filepath.Join(parent, "data")}, {"backup", "--verify", bad}} {
				if code, out, errs := command(t, args...); code != exitFailure || !strings.Contains(errs, row.says) || out != "" {
					t.Errorf("%s: want a failure that says %q, have %d %s%s", args[0], row.says, code, out, errs)
				}
			}
			wantOnly(t, parent, "bad")
		})
	}
}

func TestBackupAndRestoreRefuseWhatTheyWouldWriteOver(t *testing.T) {
	data, file := dataOf(t, 1), filepath.Join(t.TempDir(), "backup")
	mustRun(t, "backup", "--data", data, "--to", file)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(empty, link); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a backup is not written over", []string{"backup", "--data", data, "--to", file}, exitFailure, "--force"},
		{"a restore wants an empty folder", []string{"restore", "--from", file, "--data", data}, exitFailure, "not empty"},
		{"a restore wants a folder", []string{"restore", "--from", file, "--data", file}, exitFailure, "not a directory"},
		{"a restore wants a backup", []string{"restore", "--from", "no-such-file", "--data", empty}, exitFailure, "no-such-file"},
		{"a restore wants a plain file", []string{"restore", "--from", data, "--data", empty}, exitFailure, "plain file"},
		{"a restore without a file is bad use", []string{"restore", "--data", empty}, exitUsage, "--from"},
		{"a backup without a file is bad use", []string{"backup", "--data", data}, exitUsage, "--to"},
		{"a backup and a check at once is bad use", []string{"backup", "--to", "x", "--verify", "y"}, exitUsage, "either"},
		{"a backup wants a store", []string{"backup", "--data", empty, "--to", file + "2"}, exitFailure, archive.Database},
		{"a backup wants a folder to go to", []string{"backup", "--data", data, "--to", filepath.Join(empty, "none", "x")}, exitFailure, "none"},
		{"an empty folder will do, also behind a link", []string{"restore", "--from", file, "--data", link}, exitOK, "ready"},
		{"with --force it is written over", []string{"backup", "--data", data, "--to", file, "--force"}, exitOK, "last event 1"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if code, out, errs := command(t, row.args...); code != row.code || !strings.Contains(out+errs, row.says) {
				t.Errorf("want code %d and %q, have %d:\n%s%s", row.code, row.says, code, out, errs)
			}
			if now, err := os.ReadFile(file); err != nil || (row.code != exitOK && !bytes.Equal(before, now)) {
				t.Errorf("the backup that was there is no longer as it was: %v", err)
			}
		})
	}
	wantOnly(t, empty, archive.Database, archive.Keys)
	wantOnly(t, filepath.Dir(file), "backup")
}

func TestABackupWithoutKeysSaysSo(t *testing.T) {
	data, file := dataOf(t, 1), filepath.Join(t.TempDir(), "backup")
	if err := os.Remove(filepath.Join(data, archive.Keys)); err != nil {
		t.Fatal(err)
	}
	if said := mustRun(t, "backup", "--data", data, "--to", file); !strings.Contains(said, "signs in anew") {
		t.Errorf("want it said, have %s", said)
	}
	target := filepath.Join(t.TempDir(), "data")
	mustRun(t, "restore", "--from", file, "--data", target)
	wantOnly(t, target, archive.Database)
}

func TestABackupGoesThroughAPipe(t *testing.T) {
	data := dataOf(t, 5)
	code, out, errs := command(t, "backup", "--data", data, "--to", "-")
	if code != exitOK || !strings.Contains(errs, "last event 5") {
		t.Fatalf("backup: %d %s", code, errs)
	}
	file := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "backup", "--verify", file)
}
