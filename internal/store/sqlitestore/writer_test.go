package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

// hold keeps the writer inside a write until release is called, so that a
// test decides what is queued behind it.
func hold(t *testing.T, s *Store) (release func()) {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- s.writer.submit(context.Background(), func(*session) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	return func() {
		close(end)
		if err := <-done; err != nil {
			t.Errorf("the held write: %v", err)
		}
	}
}

// queued waits until so many writes are behind the held one.
func queued(s *Store, n int) {
	for len(s.writer.queue) < n {
		time.Sleep(time.Millisecond)
	}
}

func need(n int) domain.Need { return domain.Need{ID: domain.NeedID(fmt.Sprintf("need_%04d", n))} }

func saved(n domain.Need) domain.Event {
	return domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: now()}
}

// saveLater saves in the background; the channel gives the outcome.
func saveLater(ctx context.Context, s *Store, n domain.Need) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := s.SaveNeed(ctx, n, saved(n))
		done <- err
	}()
	return done
}

func TestQueuedWritesShareACommit(t *testing.T) {
	var commits atomic.Int32
	s := openIn(t, Options{Dir: t.TempDir(), OnCommit: func() { commits.Add(1) }})
	if _, err := s.SaveNeed(context.Background(), need(0)); err != nil {
		t.Fatal(err)
	}
	release := hold(t, s)
	var good []<-chan error
	for n := 1; n <= 5; n++ {
		good = append(good, saveLater(context.Background(), s, need(n)))
	}
	taken := saveLater(context.Background(), s, need(0))
	queued(s, 6)
	for n := 6; n <= 9; n++ {
		good = append(good, saveLater(context.Background(), s, need(n)))
	}
	queued(s, 10)
	release()
	for _, done := range good {
		if err := <-done; err != nil {
			t.Errorf("a neighbour of the one that fails: %v", err)
		}
	}
	if err := <-taken; !domain.IsKind(err, domain.KindConflict) {
		t.Errorf("want need_exists, have %v", err)
	}
	if n := commits.Load(); n != 1 {
		t.Errorf("want one commit for all, have %d", n)
	}
	if last, err := s.LastSeq(context.Background()); err != nil || last == 0 {
		t.Errorf("want events, have %d, %v", last, err)
	}
}

func TestCommitsWithoutEventsSignalNobody(t *testing.T) {
	var commits atomic.Int32
	s := openIn(t, Options{Dir: t.TempDir(), OnCommit: func() { commits.Add(1) }})
	ctx := context.Background()
	if err := errors.Join(s.SetMeta(ctx, "key", "value"), s.Ping(ctx)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveNeed(ctx, domain.Need{ID: "x", Version: 7}, saved(need(1))); err == nil {
		t.Fatal("want need_not_found")
	}
	if n := commits.Load(); n != 0 {
		t.Errorf("want no signal, have %d", n)
	}
}

func TestAFullQueueWaitsForTheContext(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir(), Queue: 1})
	release := hold(t, s)
	waiting := saveLater(context.Background(), s, need(1))
	queued(s, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := <-saveLater(ctx, s, need(2)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("want context.DeadlineExceeded, have %v", err)
	}
	release()
	if err := <-waiting; err != nil {
		t.Error(err)
	}
	if _, err := s.Need(context.Background(), "need_0002"); !domain.IsKind(err, domain.KindNotFound) {
		t.Errorf("want the abandoned write not to be there, have %v", err)
	}
}

func TestAWriteAbandonedInTheQueueIsNeverMade(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir()})
	release := hold(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	abandoned := saveLater(ctx, s, need(1))
	queued(s, 1)
	cancel()
	if err := <-abandoned; !errors.Is(err, context.Canceled) {
		t.Errorf("want context.Canceled, have %v", err)
	}
	release()
	if err := s.Ping(context.Background()); err != nil { // the queue is empty now
		t.Fatal(err)
	}
	if _, err := s.Need(context.Background(), "need_0001"); !domain.IsKind(err, domain.KindNotFound) {
		t.Errorf("want the abandoned write not to be there, have %v", err)
	}
}

func TestCloseCommitsWhatIsQueuedAndRefusesTheRest(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, Options{Dir: dir})
	release := hold(t, s)
	var waiting []<-chan error
	for n := range 20 {
		waiting = append(waiting, saveLater(context.Background(), s, need(n)))
	}
	queued(s, 20)
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	<-s.writer.closing
	if _, err := s.SaveNeed(context.Background(), need(99)); !errors.Is(err, ErrClosed) {
		t.Errorf("want ErrClosed, have %v", err)
	}
	release()
	for _, done := range waiting {
		if err := <-done; err != nil {
			t.Errorf("a queued write: %v", err)
		}
	}
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(context.Background()); err == nil {
		t.Error("want a closed store to answer a ping with an error")
	}
	again := openIn(t, Options{Dir: dir})
	if events, err := again.Events(context.Background(), 0, 100); err != nil || len(events) != 20 {
		t.Errorf("want 20 events, have %d, %v", len(events), err)
	}
}

func TestAWriteLeftBehindByTheWriterIsAnswered(t *testing.T) {
	w := newWriter(nil, 1, 1, nil) // one whose goroutine is gone
	close(w.stopped)
	if err := w.submit(context.Background(), func(*session) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("want ErrClosed, have %v", err)
	}
}

func TestALostConnectionFailsWritesAtOnce(t *testing.T) {
	s, err := Open(context.Background(), Options{Dir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // says that the connection is gone already
	lost := errors.New("lost")
	err = s.writer.submit(context.Background(), func(w *session) error {
		return w.exec("ROLLBACK") // what SQLite does by itself on some failures of the disk
	})
	if err == nil {
		t.Error("want the loss of the transaction to fail the write")
	}
	err = s.writer.submit(context.Background(), func(w *session) error { return errors.Join(lost, w.exec("ROLLBACK")) })
	if !errors.Is(err, lost) {
		t.Errorf("want the failure and what led to it, have %v", err)
	}
	if _, err := s.SaveNeed(context.Background(), need(1)); err != nil {
		t.Errorf("want the next write to begin anew, have %v", err)
	}
	if err := s.writer.session.conn.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.SaveNeed(context.Background(), need(2)); err == nil {
			t.Error("want an error without a connection")
		}
		if err := s.Ping(context.Background()); err == nil {
			t.Error("want the ping to fail without a connection")
		}
	}
}

func TestAFullDiskFailsTheWriteAndRoomMendsIt(t *testing.T) {
	s := openIn(t, Options{Dir: t.TempDir()})
	ctx := context.Background()
	limitPages := func(n int) {
		t.Helper()
		if err := s.writer.submit(ctx, func(w *session) error {
			_, err := w.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", n))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	limitPages(1) // SQLite takes the present size instead
	big := need(1)
	big.Note = strings.Repeat("大", 100_000)
	if _, err := s.SaveNeed(ctx, big, saved(big)); err == nil || domain.IsKind(err, domain.KindConflict) {
		t.Fatalf("want the disk to be full, have %v", err)
	}
	if last, err := s.LastSeq(ctx); err != nil || last != 0 {
		t.Errorf("want no event, have %d, %v", last, err)
	}
	limitPages(1 << 20)
	if _, err := s.SaveNeed(ctx, big, saved(big)); err != nil {
		t.Errorf("want room again, have %v", err)
	}
}
