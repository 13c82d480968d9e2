package storetest

import (
	"context"
	"sync"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var leaseTests = []test{
	{"a lease that was never taken has no holder and no beat", func(t *testing.T, s store.Store) {
		have, err := s.Lease(context.Background(), "index")
		must(t, err)
		wantSame(t, have, store.Lease{Name: "index"})
	}},
	{"each write raises the beat, and names are apart", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		first, err := s.SaveLease(ctx, store.Lease{Name: "index", Holder: "a"})
		must(t, err)
		_, err = s.SaveLease(ctx, store.Lease{Name: "purge", Holder: "b"})
		must(t, err)
		second, err := s.SaveLease(ctx, first)
		must(t, err)
		if first.Beat == 0 || second.Beat <= first.Beat {
			t.Errorf("beats %d and %d do not rise", first.Beat, second.Beat)
		}
		second.Holder = ""
		third, err := s.SaveLease(ctx, second)
		must(t, err)
		have, err := s.Lease(ctx, "index")
		must(t, err)
		wantSame(t, have, third)
	}},
	{"who has read an old beat writes nothing", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		first, err := s.SaveLease(ctx, store.Lease{Name: "index", Holder: "a"})
		must(t, err)
		second, err := s.SaveLease(ctx, first)
		must(t, err)
		for _, l := range []store.Lease{{Name: "index", Holder: "b"}, {Name: "index", Holder: "b", Beat: first.Beat}, {Name: "index", Holder: "b", Beat: second.Beat + 1}, {Name: "other", Holder: "b", Beat: 1}} {
			_, err = s.SaveLease(ctx, l)
			wantError(t, err, domain.KindConflict, "lease_changed")
		}
		have, err := s.Lease(ctx, "index")
		must(t, err)
		wantSame(t, have, second)
	}},
	{"of many who take a lease at once one has it", func(t *testing.T, s store.Store) {
		errs := make([]error, racers)
		var all sync.WaitGroup
		for i := range racers {
			all.Go(func() {
				_, errs[i] = s.SaveLease(context.Background(), store.Lease{Name: "index", Holder: string(rune('a' + i))})
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			wantError(t, err, domain.KindConflict, "lease_changed")
		}
		if won != 1 {
			t.Errorf("want one that has it, have %d", won)
		}
	}},
}
