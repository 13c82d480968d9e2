package mongostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore/mongotest"
)

// follow reads events until it has so many.
func follow(s *Store, want int) ([]domain.Event, error) {
	var seen []domain.Event
	after := int64(0)
	for len(seen) < want {
		events, err := s.Events(context.Background(), after, 50)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			seen, after = append(seen, e), e.Seq
		}
	}
	return seen, nil
}

func TestTwoProcessesSaveAtOnceAndSeeOneOrderOfEvents(t *testing.T) {
	const things, rounds = 6, 8
	database := mongotest.Database(t)
	replicas := []*Store{openOn(t, Options{Database: database, Log: quiet}), openOn(t, Options{Database: database, Log: quiet})}
	var all sync.WaitGroup
	seen := make([][]domain.Event, len(replicas))
	errs := make([]error, 2*len(replicas))
	for r, s := range replicas {
		all.Go(func() { seen[r], errs[r] = follow(s, things*rounds) })
		all.Go(func() { errs[len(replicas)+r] = raceOn(s, things, rounds) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen[0], seen[1]) {
		t.Error("the two saw different orders")
	}
	last := map[string]domain.EventType{}
	for i, e := range seen[0] {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
		if e.Type <= last[e.ID] {
			t.Errorf("%s of %s came after %s", e.Type, e.ID, last[e.ID])
		}
		last[e.ID] = e.Type
	}
}

// raceOn saves each thing until it has had so many versions, whoever of those
// who race makes them. The event's type is the version that it was saved as.
func raceOn(s *Store, things, rounds int) error {
	ctx := context.Background()
	for round := range rounds {
		for n := range things {
			o := domain.Offer{ID: domain.OfferID(fmt.Sprintf("o%d", n)), Version: int64(round)}
			_, err := s.SaveOffer(ctx, o, domain.Event{Type: domain.EventType(fmt.Sprintf("v%04d", round+1)), ID: string(o.ID), At: now()})
			if err != nil && !domain.IsKind(err, domain.KindConflict) {
				return err
			}
		}
	}
	return nil
}

func TestOfTwoProcessesThatSaveTheSameSeveralOneWins(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	replicas := []*Store{still(t, database), still(t, database)}
	for round := range 5 {
		errs := make([]error, len(replicas))
		var all sync.WaitGroup
		for r, s := range replicas {
			all.Go(func() {
				list := []domain.Offer{}
				for n := range 5 {
					list = append(list, domain.Offer{ID: domain.OfferID(fmt.Sprintf("o%d", n)), Version: int64(round), Notes: fmt.Sprint(r)})
				}
				if r == 1 {
					slices.Reverse(list) // crosswise
				}
				errs[r] = s.SaveOffers(ctx, list, offerEvent(fmt.Sprint("round ", round)))
			})
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("want one that wins: %v", errs)
		}
		for _, s := range replicas {
			found, _, err := s.Offers(ctx, store.OfferFilter{}, store.Page{Limit: 99})
			if err != nil || len(found) != 5 {
				t.Fatalf("have %d offers, %v", len(found), err)
			}
			for _, o := range found {
				if o.Version != int64(round+1) || o.Notes != found[0].Notes {
					t.Errorf("round %d: %s has version %d by %s, the first is by %s", round, o.ID, o.Version, o.Notes, found[0].Notes)
				}
			}
		}
	}
	events, err := replicas[0].Events(ctx, 0, 99)
	if err != nil || len(events) != 5 {
		t.Errorf("want five events, have %v, %v", events, err)
	}
}

func TestAFirmMovesWhileTwoProcessesSaveItsNeeds(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	a, b := openOn(t, Options{Database: database, Log: quiet}), openOn(t, Options{Database: database, Log: quiet})
	if _, err := a.SaveEnterprise(ctx, firmIn("D0", 0)); err != nil {
		t.Fatal(err)
	}
	const moves = 10
	errs := make([]error, 2)
	var all sync.WaitGroup
	all.Go(func() {
		for n := range moves {
			if _, err := a.SaveEnterprise(ctx, firmIn(domain.Code(fmt.Sprintf("D%d", n+1)), int64(n+1))); err != nil {
				errs[0] = err
				return
			}
		}
	})
	all.Go(func() {
		for n := range 3 * moves {
			if _, err := b.SaveNeed(ctx, domain.Need{ID: domain.NeedID(fmt.Sprintf("n%02d", n)), EnterpriseID: "firm"}); err != nil {
				errs[1] = err
				return
			}
		}
	})
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	found, _, err := b.Needs(ctx, store.NeedFilter{Districts: []domain.Code{domain.Code(fmt.Sprintf("D%d", moves))}}, store.Page{Limit: 99})
	if err != nil || len(found) != 3*moves {
		t.Errorf("%d of %d needs are where their firm is, %v", len(found), 3*moves, err)
	}
}
