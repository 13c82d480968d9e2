package mongostore

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/mongostore/mongotest"
)

// acknowledgements are the versions that saves have answered.
type acknowledgements struct {
	mu       sync.Mutex
	versions map[string]int64
	more     chan struct{} // gets something after each, if there is room
}

func (a *acknowledgements) add(id string, version int64) {
	a.mu.Lock()
	a.versions[id] = max(a.versions[id], version)
	a.mu.Unlock()
	select {
	case a.more <- struct{}{}:
	default:
	}
}

// wait waits for so many more of them.
func (a *acknowledgements) wait(t *testing.T, n int) {
	t.Helper()
	for range n {
		select {
		case <-a.more:
		case <-time.After(time.Minute):
			t.Fatal("the writers do not get on")
		}
	}
}

// writeUntil saves until stop is closed. A save that fails because the server
// is away is let go: it may or may not have happened.
func writeUntil(s *Store, prefix string, stop <-chan struct{}, acked *acknowledgements) error {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return nil
		default:
		}
		n := domain.Need{ID: domain.NeedID(fmt.Sprintf("%s-%06d", prefix, i))}
		for range 2 {
			saved, err := s.SaveNeed(context.Background(), n, domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: now()})
			if domain.IsKind(err, domain.KindUnavailable) {
				break
			}
			if err != nil {
				return err
			}
			acked.add(string(saved.ID), saved.Version)
			n = saved
		}
	}
}

func TestAServerThatIsKilledUnderWritersLosesNothingAcknowledged(t *testing.T) {
	const kills, writers = 3, 4
	server := mongotest.Start(t, t.TempDir())
	s := openOn(t, Options{
		URI: server.URI(), Database: "killed", ConnectTimeout: time.Second, Timeout: 5 * time.Second, SweepEvery: -1, Log: quiet,
	})
	acked := &acknowledgements{versions: map[string]int64{}, more: make(chan struct{}, 1)}
	stop := make(chan struct{})
	errs := make([]error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() { errs[w] = writeUntil(s, fmt.Sprintf("w%d", w), stop, acked) })
	}
	for range kills {
		acked.wait(t, 40)
		server.Kill(t)
		if _, err := s.Need(context.Background(), "n"); !domain.IsKind(err, domain.KindUnavailable) {
			t.Errorf("want store_unavailable from a server that is away, have %v", err)
		}
		server.Restart(t)
	}
	acked.wait(t, 40)
	close(stop)
	all.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	patience(t, s)
	checkAfterKill(t, s, acked.versions)
	wantNothingLeft(t, s)
	t.Logf("%d kills of the server, %d needs acknowledged", kills, len(acked.versions))
}
