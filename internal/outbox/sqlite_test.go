package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/outbox"
	"rongqiao/internal/store/sqlitestore"
)

// counting is a consumer that keeps its position in the store and fails now
// and then, before and after its effect.
type counting struct {
	store *sqlitestore.Store
	calls int
	seen  map[string]int
	done  func() // called when each of want was seen
	want  int
}

const positionKey = "position of the counting consumer"

func (c *counting) Position(ctx context.Context) (int64, error) {
	text, err := c.store.Meta(ctx, positionKey)
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

func (c *counting) Handle(ctx context.Context, events []domain.Event) error {
	c.calls++
	for _, e := range events {
		c.seen[e.ID]++
	}
	if c.calls%3 == 0 {
		return fmt.Errorf("call %d fails after its effect", c.calls)
	}
	if err := c.store.SetMeta(ctx, positionKey, strconv.FormatInt(events[len(events)-1].Seq, 10)); err != nil {
		return err
	}
	if len(c.seen) == c.want {
		c.done()
	}
	return nil
}

func TestFollowingTheSQLiteStoreWhileManyWrite(t *testing.T) {
	const writers, each = 4, 50
	var notifier outbox.Notifier
	now := func() time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) }
	s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Dir: t.TempDir(), Now: now, OnCommit: notifier.Signal})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := &counting{store: s, seen: map[string]int{}, want: writers * each, done: cancel}
	followed := make(chan struct{})
	go func() { // only signals wake it: a poll is an hour away
		outbox.Follow(ctx, s, c, outbox.Options{
			Name: "counting", Log: slog.New(slog.DiscardHandler), Notifier: &notifier,
			Batch: 7, Poll: time.Hour, FirstTry: time.Millisecond, LastTry: time.Millisecond,
		})
		close(followed)
	}()
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				id := domain.NeedID(fmt.Sprintf("need_%d_%d", w, i))
				if _, err := s.SaveNeed(context.Background(), domain.Need{ID: id}, domain.Event{Type: domain.NeedSaved, ID: string(id)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	<-followed
	if len(c.seen) != writers*each {
		t.Errorf("want %d things followed, have %d", writers*each, len(c.seen))
	}
}

func TestCatchingUpAfterARestart(t *testing.T) {
	dir := t.TempDir()
	now := func() time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) }
	for round := range 3 {
		s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Dir: dir, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		id := fmt.Sprint(round)
		if _, err := s.SaveNeed(ctx, domain.Need{ID: domain.NeedID(id)}, domain.Event{Type: domain.NeedSaved, ID: id}); err != nil {
			t.Fatal(err)
		}
		c := &counting{store: s, seen: map[string]int{}}
		for _, want := range []int{1, 0} {
			handled, err := outbox.CatchUp(ctx, s, c, outbox.Options{Name: "counting"})
			if err != nil || handled != want {
				t.Errorf("round %d: want %d handled, have %d, %v", round, want, handled, err)
			}
		}
		if c.seen[id] != 1 || len(c.seen) != 1 {
			t.Errorf("round %d: want only its own event, have %v", round, c.seen)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
