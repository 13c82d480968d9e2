package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var outboxTests = []test{
	{"an empty outbox has no last number", func(t *testing.T, s store.Store) {
		wantEvents(t, s)
		wantLast(t, s, 0)
	}},
	{"events come after a number, in order, at most so many", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		for n := range 5 {
			v := needs.sample(n)
			_, err := s.SaveNeed(ctx, v, needs.event(v))
			must(t, err)
		}
		all := allEvents(t, s)
		wantLast(t, s, all[4].Seq)
		for _, c := range []struct {
			after int64
			limit int
			want  []domain.Event
		}{
			{0, 2, all[:2]}, {all[1].Seq, 2, all[2:4]}, {all[3].Seq, 2, all[4:]}, {all[4].Seq, 2, nil},
			{all[0].Seq - 1, 100, all}, {all[4].Seq + 1000, 1, nil},
		} {
			have, err := s.Events(ctx, c.after, c.limit)
			must(t, err)
			if len(have) != len(c.want) {
				t.Fatalf("after %d: want %v, have %v", c.after, c.want, have)
			}
			for i := range have {
				wantSame(t, have[i], c.want[i])
			}
		}
	}},
	{"who follows while many write misses none", followWriters},
}

func wantLast(t *testing.T, s store.Store, want int64) {
	t.Helper()
	last, err := s.LastSeq(context.Background())
	must(t, err)
	if last != want {
		t.Errorf("want the last number to be %d, have %d", want, last)
	}
}

const (
	writers   = 8
	writesOf  = 25
	allWrites = writers * writesOf
)

// followWriters lets writers save, each now and then failing, while a
// follower polls. A number that appeared late, behind the follower, would be
// in the outbox at the end but not in what the follower saw.
func followWriters(t *testing.T, s store.Store) {
	done := make(chan error, 1)
	var seen []domain.Event
	go func() {
		after := int64(0)
		for left := 2 * allWrites; left > 0; {
			events, err := s.Events(context.Background(), after, 7)
			if err != nil {
				done <- err
				return
			}
			for _, e := range events {
				seen, after = append(seen, e), e.Seq
			}
			left -= len(events)
		}
		done <- nil
	}()
	errs := make([]error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() { errs[w] = writeMany(s, w) })
	}
	all.Wait()
	must(t, errors.Join(errs...))
	must(t, <-done)
	have := allEvents(t, s)
	if len(have) != 2*allWrites {
		t.Fatalf("want %d events, have %d", 2*allWrites, len(have))
	}
	seq, firsts := int64(0), map[string]bool{}
	for i, e := range have {
		wantSame(t, seen[i], e)
		if e.Seq <= seq {
			t.Fatalf("number %d after %d", e.Seq, seq)
		}
		seq = e.Seq
		if e.Type == "second" && !firsts[e.ID] {
			t.Fatalf("the second event of %s came before its first", e.ID)
		}
		firsts[e.ID] = true
	}
}

// writeMany saves needs with two events each, and fails between them.
func writeMany(s store.Store, writer int) error {
	ctx := context.Background()
	for n := range writesOf {
		v := needs.sample(writer*writesOf + n)
		saved, err := s.SaveNeed(ctx, v, needs.event(v), domain.Event{Type: "second", ID: string(v.ID), At: day})
		if err != nil {
			return err
		}
		saved.Version++
		if _, err := s.SaveNeed(ctx, saved, domain.Event{Type: "never", ID: string(v.ID), At: day}); !domain.IsKind(err, domain.KindConflict) {
			return fmt.Errorf("want a conflict, have %w", err)
		}
	}
	return nil
}
