package sqlitestore

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// The test binary is its own child: with childDir set it opens the store
// there and writes until it is killed.
const (
	childDir    = "RONGQIAO_TEST_CHILD_DIR"
	childWrites = "RONGQIAO_TEST_CHILD_WRITES" // the prefix of its ids, or "none"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := childMain(dir, os.Getenv(childWrites), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childMain writes from several goroutines. It prints each write's id and
// version after the save has returned.
func childMain(dir, prefix string, out io.Writer) error {
	s, err := Open(context.Background(), Options{Dir: dir, Now: now})
	if err != nil {
		return err
	}
	if prefix == "none" {
		return s.Close()
	}
	var printing sync.Mutex
	failed := make(chan error)
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				if err := childWrite(s, fmt.Sprintf("%s-%d-%06d", prefix, w, i), &printing, out); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// childWrite inserts a need and saves it once more, each with its event.
func childWrite(s *Store, id string, printing *sync.Mutex, out io.Writer) error {
	n := domain.Need{ID: domain.NeedID(id), Note: strings.Repeat("融", len(id))}
	for range 2 {
		var err error
		if n, err = s.SaveNeed(context.Background(), n, saved(n)); err != nil {
			return err
		}
		printing.Lock()
		_, err = fmt.Fprintf(out, "%s %d\n", n.ID, n.Version)
		printing.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

func TestNothingAcknowledgedIsLostByKill(t *testing.T) {
	const kills = 8
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(26, 11))
	acknowledged := map[string]int64{}
	for round := range kills {
		writeAndKill(t, dir, fmt.Sprintf("r%d", round), 1+random.IntN(400), time.Duration(random.IntN(3000))*time.Microsecond, acknowledged)
		s := openIn(t, Options{Dir: dir})
		checkAfterKill(t, s, acknowledged)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d needs acknowledged", kills, len(acknowledged))
}

// writeAndKill kills the child a while after so many acknowledgements, and
// notes all that it gave, also those that were still in the pipe.
func writeAndKill(t *testing.T, dir, prefix string, after int, while time.Duration, acknowledged map[string]int64) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childDir+"="+dir, childWrites+"="+prefix)
	var complaints strings.Builder
	child.Stderr = &complaints
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // what is after the last line's end was not acknowledged
		}
		var id string
		var version int64
		if _, err := fmt.Sscanf(line, "%s %d\n", &id, &version); err != nil {
			t.Fatalf("the child said %q", line)
		}
		acknowledged[id] = max(acknowledged[id], version)
		if n == after {
			time.AfterFunc(while, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || complaints.Len() > 0 {
		t.Fatalf("want the child to end by the kill alone, have %v: %s", err, complaints.String())
	}
}

// checkAfterKill asks for every acknowledged version and event, and for as
// many events as versions: nothing is there by half.
func checkAfterKill(t *testing.T, s *Store, acknowledged map[string]int64) {
	t.Helper()
	var verdict string
	if err := s.readers.db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity check: %s, %v", verdict, err)
	}
	ctx := context.Background()
	events, err := s.Events(ctx, 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]int64{}
	for _, e := range events {
		left[e.ID]++
	}
	stored, _, err := s.Needs(ctx, store.NeedFilter{}, store.Page{Limit: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]int64{}
	for _, n := range stored {
		versions[string(n.ID)] = n.Version
		if left[string(n.ID)] != n.Version {
			t.Errorf("%s has version %d and %d events", n.ID, n.Version, left[string(n.ID)])
		}
	}
	if len(left) != len(versions) {
		t.Errorf("%d things have events, %d are stored", len(left), len(versions))
	}
	for id, version := range acknowledged {
		if versions[id] < version {
			t.Errorf("%s: version %d was acknowledged, %d is there", id, version, versions[id])
		}
	}
}
