package storetest

import (
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// Queue holds a store that counts the waiting needs to what it promises.
func Queue(t *testing.T, open func(*testing.T) store.Store) {
	s := open(t)
	q, ok := s.(store.NeedQueue)
	if !ok {
		t.Fatal("the store does not count the waiting needs")
	}
	want := func(needs int, oldest time.Time) {
		t.Helper()
		n, at, err := q.WaitingNeeds(t.Context())
		if err != nil || n != needs || !at.Equal(oldest) {
			t.Errorf("have %d since %s, %v; want %d since %s", n, at, err, needs, oldest)
		}
	}
	want(0, time.Time{})
	first := time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC)
	late, early, draft, gone := need(1, 1, domain.NeedSubmitted), need(2, 1, domain.NeedSubmitted), need(3, 2, domain.NeedDraft), need(4, 2, domain.NeedWithdrawn)
	late.SubmittedAt, early.SubmittedAt, gone.SubmittedAt = new(first.Add(time.Hour)), new(first), new(first.Add(-time.Hour))
	draft.SubmittedAt = nil
	saveNeeds(t, s, late, early, draft, gone)
	want(2, first) // the one submitted first is not the one made first
}
