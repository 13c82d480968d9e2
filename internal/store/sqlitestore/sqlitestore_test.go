package sqlitestore

import (
	"context"
	"testing"
	"time"

	"rongqiao/internal/store"
	"rongqiao/internal/store/storetest"
)

func now() time.Time { return time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC) }

// openIn opens the store in the directory and closes it when the test ends.
func openIn(t testing.TB, o Options) *Store {
	t.Helper()
	o.Now = now
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
	storetest.Run(t, func(t *testing.T) store.Store { return openIn(t, Options{Dir: t.TempDir()}) })
}
