package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/archive"
	"rongqiao/internal/domain"
	"rongqiao/internal/store/sqlitestore"
)

// snapshot is what has been acknowledged up to now.
func (a *acknowledged) snapshot() map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.names)
}

// reach waits until so many are acknowledged.
func (a *acknowledged) reach(t *testing.T, n int) map[string]string {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		if now := a.snapshot(); len(now) >= n {
			return now
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%d offers were not acknowledged within a minute", n)
	return nil
}

func TestABackupUnderWritersRestoresToTheSameStore(t *testing.T) {
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	s := start(t, data, "--demo")
	token := s.login("bank")
	acked := &acknowledged{names: map[string]string{}}
	var writers sync.WaitGroup
	for w := range killWriters {
		writers.Go(func() { s.publishUntilKilled(token, fmt.Sprintf("b%d", w), acked) })
	}
	before := acked.reach(t, 20)
	mustRun(t, "backup", "--data", data, "--to", file)
	acked.reach(t, len(acked.snapshot())+10) // the writers were not stopped by it
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	writers.Wait()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("want a file of mode 0600, have %v, %v", info, err)
	}
	wantOnly(t, filepath.Dir(file), "backup")
	if out := mustRun(t, "backup", "--verify", file); !strings.Contains(out, "whole") {
		t.Errorf("want it to be whole, have %s", out)
	}

	restored := filepath.Join(t.TempDir(), "deep", "restored")
	mustRun(t, "restore", "--from", file, "--data", restored)
	wantOnly(t, filepath.Dir(restored), "restored")
	wantOnly(t, restored, archive.Database, archive.Keys)
	c, err := sqlitestore.Inspect(context.Background(), filepath.Join(restored, archive.Database))
	if err != nil {
		t.Fatal(err)
	}
	m := manifestOf(t, file)
	if err := asManifested(c, m); err != nil {
		t.Error(err)
	}
	second := start(t, restored)
	for id := range before {
		status, offer, err := second.call("GET", "/api/v1/offers/"+id, "", nil)
		if err != nil || status != http.StatusOK || offer["state"] != "published" {
			t.Errorf("offer %s was acknowledged before the backup and is not in it: %d %v", id, status, err)
		}
	}
	for id, name := range before {
		if !second.finds(name, id) {
			t.Errorf("offer %s is not in the index that was built anew", id)
		}
		break
	}
	for name, token := range map[string]string{"the token from before": token, "a new sign-in": second.login("bank")} {
		if status, answer, err := second.call("POST", "/api/v1/offers", token, offerInput("恢复之后")); err != nil || status != http.StatusCreated {
			t.Errorf("%s: %d %v %v", name, status, answer, err)
		}
	}
	t.Logf("%d offers acknowledged before the backup, %d rows in it", len(before), m.Rows())
}

// mustRun runs a verb that has to succeed.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := command(t, args...)
	if code != exitOK {
		t.Fatalf("%v: code %d\n%s%s", args, code, out, errs)
	}
	return out + errs
}

// wantOnly asks for exactly these names in the folder, hidden ones included.
func wantOnly(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	have := []string{}
	for _, e := range entries {
		have = append(have, e.Name())
	}
	if !slices.Equal(have, names) {
		t.Errorf("%s: want %v, have %v", folder, names, have)
	}
}

func manifestOf(t *testing.T, file string) archive.Manifest {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	m, err := archive.Extract(f, t.TempDir(), notNewer)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// dataOf makes a data folder with keys and some needs, quickly.
func dataOf(t *testing.T, needs int) string {
	t.Helper()
	data := t.TempDir()
	s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Dir: data, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	all := make([]domain.Need, needs)
	for i := range all {
		all[i] = domain.Need{ID: domain.NeedID(fmt.Sprintf("need_%06d", i)), Note: strings.Repeat(fmt.Sprint("流动资金", i), 40)}
	}
	err = together(all, func(n domain.Need) error {
		_, err := s.SaveNeed(context.Background(), n, domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: time.Now()})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := writeKeys(filepath.Join(data, archive.Keys), []byte(someKeys)); err != nil {
		t.Fatal(err)
	}
	return data
}

// someKeys is the example key of RFC 8037, appendix A.
const someKeys = `{"keys":[{"kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","made_at":"2026-11-23T09:30:00Z","seed":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}`

// A backup is killed once a file of its scratch folder is there, so at each of
// its steps.
func TestAKilledBackupLeavesNothingThatLooksWhole(t *testing.T) {
	data := dataOf(t, 3000)
	for _, step := range []string{archive.Database, archive.Database + "-journal", archive.Keys, "backup"} {
		for _, older := range []bool{false, true} {
			t.Run(fmt.Sprintf("killed when %s is there, an older backup: %t", step, older), func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "backup")
				if older {
					mustRun(t, "backup", "--data", data, "--to", file)
				}
				child := exec.Command(os.Args[0], "backup", "--data", data, "--to", file, "--force")
				child.Env = append(os.Environ(), childMark+"=1")
				child.Stdout, child.Stderr = io.Discard, io.Discard
				if err := child.Start(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan struct{})
				go func() { _ = child.Wait(); close(ended) }()
				killWhenThere(t, child.Process, ended, filepath.Join(filepath.Dir(file), ".backup.partial-*", step))
				if _, err := os.Stat(file); err == nil {
					mustRun(t, "backup", "--verify", file) // the older one, or the new one whole
				} else if older {
					t.Error("the older backup is gone")
				}
				mustRun(t, "backup", "--data", data, "--to", file, "--force")
			})
		}
	}
}

// killWhenThere kills the process once a file of the pattern is there, or
// notes that it ended before.
func killWhenThere(t *testing.T, p *os.Process, ended <-chan struct{}, pattern string) {
	t.Helper()
	for {
		select {
		case <-ended:
			t.Log("it ended before the kill")
			return
		default:
		}
		if found, err := filepath.Glob(pattern); err != nil || len(found) > 0 {
			if err != nil {
				t.Error(err)
			}
			_ = p.Kill()
			<-ended
			return
		}
	}
}
