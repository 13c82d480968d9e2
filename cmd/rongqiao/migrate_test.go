package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/archive"
	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/sqlitestore"
)

// onStore opens the embedded store of the folder for a moment.
func onStore(t *testing.T, data string, do func(*sqlitestore.Store) error) {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Dir: data, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := do(s); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAServerGoesOnWhereItsDataWasMoved(t *testing.T) {
	data, moved := t.TempDir(), filepath.Join(t.TempDir(), "moved")
	s := start(t, data, "--demo")
	token := s.login("bank")
	if code, _, errs := command(t, "migrate", "--from", "sqlite://"+data, "--to", "sqlite://"+moved); code != exitFailure || !strings.Contains(errs, "stop the server") {
		t.Errorf("want a running server to be named, have %d %s", code, errs)
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	out := mustRun(t, "migrate", "--from", "sqlite://"+data, "--to", "sqlite://"+moved)
	if strings.Count(out, "equal") != len(store.Collections)+1 || strings.Contains(out, "DIFFERS") || !strings.Contains(out, "keys were copied") {
		t.Errorf("want every collection and the whole to be equal, have\n%s", out)
	}
	wantOnly(t, moved, archive.Database, "rongqiao.lock", archive.Keys)
	if out := mustRun(t, "migrate", "--from", "sqlite://"+data, "--to", "sqlite://"+moved); !strings.Contains(out, "finished before") {
		t.Errorf("want a second run to say that it was finished, have\n%s", out)
	}
	second := start(t, moved)
	for name, token := range map[string]string{"the token from before": token, "a new sign-in": second.login("bank")} {
		if status, answer, err := second.call("POST", "/api/v1/offers", token, offerInput("迁移之后")); err != nil || status != http.StatusCreated {
			t.Errorf("%s: %d %v %v", name, status, answer, err)
		}
	}
}

func TestMigrateRefusesAndSaysWhy(t *testing.T) {
	data, other, empty := dataOf(t, 3), dataOf(t, 2), t.TempDir()
	changed, unfinished := t.TempDir(), t.TempDir()
	mustRun(t, "migrate", "--from", "sqlite://"+data, "--to", "sqlite://"+changed)
	onStore(t, changed, func(s *sqlitestore.Store) error {
		_, err := s.SaveNeed(context.Background(), domain.Need{ID: "need_z"})
		return err
	})
	onStore(t, unfinished, func(s *sqlitestore.Store) error {
		return s.SetMeta(context.Background(), "transfer", `{"from":"sqlite://elsewhere","began":"2026-11-23T09:30:00Z"}`)
	})
	rows := map[string]struct {
		args []string
		code int
		says string
	}{
		"no addresses are bad use":                    {[]string{"migrate"}, exitUsage, "--from"},
		"one address twice is bad use":                {[]string{"migrate", "--from", "sqlite://x", "--to", "sqlite://x"}, exitUsage, "two addresses"},
		"a batch of nothing is bad use":               {[]string{"migrate", "--from", "sqlite://x", "--to", "sqlite://y", "--batch", "0"}, exitUsage, "batch"},
		"an address without a scheme is bad use":      {[]string{"migrate", "--from", data, "--to", "sqlite://" + empty}, exitUsage, "sqlite://DIR"},
		"an unknown scheme is bad use":                {[]string{"migrate", "--from", "sqlite://" + data, "--to", "oracle://x"}, exitUsage, "oracle://x"},
		"a source without a store":                    {[]string{"migrate", "--from", "sqlite://" + empty, "--to", "sqlite://" + t.TempDir()}, exitFailure, archive.Database},
		"a target with data of its own":               {[]string{"migrate", "--from", "sqlite://" + data, "--to", "sqlite://" + other}, exitFailure, "not empty"},
		"a finished target that was written to since": {[]string{"migrate", "--from", "sqlite://" + data, "--to", "sqlite://" + changed}, exitFailure, "needs: need_z is in the target alone"},
		"a target that another source began":          {[]string{"migrate", "--from", "sqlite://" + data, "--to", "sqlite://" + unfinished}, exitFailure, "begin anew"},
		"a verb on a target that is not finished":     {[]string{"reindex", "--data", unfinished}, exitFailure, "rongqiao migrate again"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			if code, out, errs := command(t, row.args...); code != row.code || !strings.Contains(errs, row.says) {
				t.Errorf("want code %d and %q, have %d:\n%s%s", row.code, row.says, code, out, errs)
			}
		})
	}
}

func TestMongoAddressesAreNamedWithoutPasswords(t *testing.T) {
	for address, want := range map[string][2]string{
		"mongodb://host/db": {"host", "db"},
		"mongodb://host":    {"host", ""},
		"mongodb://u:p%40s@a:1,b:2/db?authSource=admin": {"a:1,b:2", "db"},
		"mongodb+srv://u:p@example.org/?w=majority":     {"example.org", ""},
	} {
		if hosts, database := mongoParts(address); hosts != want[0] || database != want[1] {
			t.Errorf("%s: want %v, have %s and %s", address, want, hosts, database)
		}
	}
}
