package mongostore

import (
	"bufio"
	"context"
	"errors"
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
	"rongqiao/internal/store/mongostore/mongotest"
)

// The test binary is its own child: with childURI set it opens the store there
// and writes until it is killed.
const (
	childURI      = "RONGQIAO_TEST_CHILD_URI"
	childDatabase = "RONGQIAO_TEST_CHILD_DATABASE"
	childWrites   = "RONGQIAO_TEST_CHILD_WRITES" // the prefix of its ids
)

func TestMain(m *testing.M) {
	if uri := os.Getenv(childURI); uri != "" {
		if err := childMain(uri, os.Getenv(childDatabase), os.Getenv(childWrites), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childMain writes from several goroutines. It prints each write's id and
// version after the save has returned.
func childMain(uri, database, prefix string, out io.Writer) error {
	s, err := Open(context.Background(), Options{URI: uri, Database: database, Now: now})
	if err != nil {
		return err
	}
	var printing sync.Mutex
	failed := make(chan error)
	for w := range 6 {
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

// childWrite saves a need twice, or two offers at once, each with its event.
func childWrite(s *Store, id string, printing *sync.Mutex, out io.Writer) error {
	ctx := context.Background()
	said := func(id string, version int64) error {
		printing.Lock()
		defer printing.Unlock()
		_, err := fmt.Fprintf(out, "%s %d\n", id, version)
		return err
	}
	if strings.HasSuffix(id, "3") {
		a, b := domain.OfferID(id+"-a"), domain.OfferID(id+"-b")
		if err := s.SaveOffers(ctx, []domain.Offer{{ID: a}, {ID: b}}, offerEvent(string(a)), offerEvent(string(b))); err != nil {
			return err
		}
		return errors.Join(said(string(a), 1), said(string(b), 1))
	}
	n := domain.Need{ID: domain.NeedID(id)}
	for range 2 {
		var err error
		if n, err = s.SaveNeed(ctx, n, domain.Event{Type: domain.NeedSaved, ID: id, At: now()}); err != nil {
			return err
		}
		if err := said(id, n.Version); err != nil {
			return err
		}
	}
	return nil
}

func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	const kills = 5
	database := mongotest.Database(t)
	random := rand.New(rand.NewPCG(26, 11))
	acknowledged := map[string]int64{}
	for round := range kills {
		writeAndKill(t, database, fmt.Sprintf("r%d", round), 1+random.IntN(60), time.Duration(random.IntN(20_000))*time.Microsecond, acknowledged)
	}
	s := openOn(t, Options{Database: database, SweepEvery: -1})
	patience(t, s)
	checkAfterKill(t, s, acknowledged)
	wantNothingLeft(t, s)
	t.Logf("%d kills, %d things acknowledged", kills, len(acknowledged))
}

// writeAndKill kills the child a while after so many acknowledgements, and
// notes all that it gave, also those that were still in the pipe.
func writeAndKill(t *testing.T, database, prefix string, after int, while time.Duration, acknowledged map[string]int64) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childURI+"="+mongotest.URI(t), childDatabase+"="+database, childWrites+"="+prefix)
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

// checkAfterKill asks for every acknowledged version and event, for as many
// events as versions, in numbers without a gap, and for pairs that are whole.
func checkAfterKill(t *testing.T, s *Store, acknowledged map[string]int64) {
	t.Helper()
	ctx := context.Background()
	events, err := s.Events(ctx, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]int64{}
	for i, e := range events {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
		left[e.ID]++
	}
	versions := map[string]int64{}
	stored, _, err := s.Needs(ctx, store.NeedFilter{}, store.Page{Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range stored {
		versions[string(n.ID)] = n.Version
	}
	pairs, _, err := s.Offers(ctx, store.OfferFilter{}, store.Page{Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range pairs {
		versions[string(o.ID)] = o.Version
	}
	for id, version := range versions {
		if left[id] != version {
			t.Errorf("%s has version %d and %d events", id, version, left[id])
		}
		if whole, found := strings.CutSuffix(id, "-a"); found && versions[whole+"-b"] == 0 {
			t.Errorf("%s is there without the other of its pair", id)
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
