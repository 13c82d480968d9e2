package mongostore

import (
	"context"
	"testing"
	"time"

	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore/mongotest"
	"rongqiao/internal/store/storetest"
)

func now() time.Time { return time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC) }

// openOn opens the store and closes it when the test ends.
func openOn(t testing.TB, o Options) *Store {
	t.Helper()
	o.Now = now
	if o.URI == "" {
		o.URI = mongotest.URI(t)
	}
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return openOn(t, Options{Database: mongotest.Database(t)}) })
}

func TestTheWaitingNeedsAreCounted(t *testing.T) {
	storetest.Queue(t, func(t *testing.T) store.Store { return openOn(t, Options{Database: mongotest.Database(t)}) })
}
