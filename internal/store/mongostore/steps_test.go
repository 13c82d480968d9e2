package mongostore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore/mongotest"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// still is a store that sweeps only when a test says so.
func still(t testing.TB, database string) *Store {
	t.Helper()
	return openOn(t, Options{Database: database, SweepEvery: -1, Log: quiet})
}

// patience is how many sweeps give up steps that stay open.
func patience(t testing.TB, s *Store) {
	t.Helper()
	for range staleAfter {
		if err := s.sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func offerEvent(id string) domain.Event {
	return domain.Event{Type: domain.OfferSaved, ID: id, At: now()}
}

// severalSaves are the saves of several things, each on a store where the
// offer "there" is stored at version 1, with its event.
var severalSaves = map[string]struct {
	save   func(context.Context, *Store) error
	events []domain.Event
	done   func(context.Context, *Store) (all, none bool)
}{
	"offers, new and changed": {
		save: func(ctx context.Context, s *Store) error {
			return s.SaveOffers(ctx, []domain.Offer{
				{ID: "new 1", Provider: "P", State: domain.OfferPublished},
				{ID: "there", Version: 1, Provider: "P", State: domain.OfferPublished, Notes: "changed"},
				{ID: "new 2", Provider: "P", State: domain.OfferPublished},
			}, offerEvent("new 2"), offerEvent("there"), offerEvent("catalogue"))
		},
		events: []domain.Event{offerEvent("new 2"), offerEvent("there"), offerEvent("catalogue")},
		done: func(ctx context.Context, s *Store) (all, none bool) {
			_, err1 := s.Offer(ctx, "new 1")
			_, err2 := s.Offer(ctx, "new 2")
			o, err3 := s.Offer(ctx, "there")
			list, _, err4 := s.Offers(ctx, store.OfferFilter{Provider: "P", States: []domain.OfferState{domain.OfferPublished}}, store.Page{Limit: 9})
			sound := err3 == nil && err4 == nil
			return sound && err1 == nil && err2 == nil && o.Version == 2 && o.Notes == "changed" && len(list) == 3,
				sound && domain.IsKind(err1, domain.KindNotFound) && domain.IsKind(err2, domain.KindNotFound) && o.Version == 1 && o.Notes == "" && len(list) == 0
		},
	},
	"a registration": {
		save: func(ctx context.Context, s *Store) error {
			return s.Register(ctx, domain.Enterprise{ID: "e", USCC: "U", Residences: []domain.Residence{{District: "A"}}},
				domain.Organisation{ID: "o"}, domain.User{ID: "u", Email: "m"}, domain.Event{Type: domain.EnterpriseSaved, ID: "e", At: now()})
		},
		events: []domain.Event{{Type: domain.EnterpriseSaved, ID: "e", At: now()}},
		done: func(ctx context.Context, s *Store) (all, none bool) {
			_, err1 := s.EnterpriseByUSCC(ctx, "U")
			_, err2 := s.Organisation(ctx, "o")
			_, err3 := s.UserByEmail(ctx, "m")
			firms, _, err4 := s.Enterprises(ctx, []domain.Code{"A"}, store.Page{Limit: 9})
			return err1 == nil && err2 == nil && err3 == nil && err4 == nil && len(firms) == 1,
				domain.IsKind(err1, domain.KindNotFound) && domain.IsKind(err2, domain.KindNotFound) && domain.IsKind(err3, domain.KindNotFound) && err4 == nil && len(firms) == 0
		},
	},
}

// stepsOf lists the steps that the save takes when nothing fails.
func stepsOf(t *testing.T, save func(context.Context, *Store) error) []string {
	t.Helper()
	s := prepared(t, mongotest.Database(t))
	var steps []string
	s.hook = func(step string) error {
		steps = append(steps, step)
		return nil
	}
	if err := save(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return steps
}

func prepared(t *testing.T, database string) *Store {
	t.Helper()
	s := still(t, database)
	if _, err := s.SaveOffer(context.Background(), domain.Offer{ID: "there", Provider: "P", State: domain.OfferDraft}, offerEvent("there")); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASaveOfSeveralThatIsKilledBetweenAnyTwoStepsIsThereWholeOrNotAtAll(t *testing.T) {
	for name, c := range severalSaves {
		steps := stepsOf(t, c.save)
		commit := slices.Index(steps, "commit")
		for n, step := range steps {
			t.Run(fmt.Sprintf("%s, killed before %s", name, step), func(t *testing.T) {
				ctx, database := context.Background(), mongotest.Database(t)
				s := prepared(t, database)
				s.hook = killAt(n)
				if err := c.save(ctx, s); (err == nil) != (n > commit) {
					t.Fatalf("step %d of %v: %v", n, steps, err)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				after := still(t, database)
				if all, none := c.done(ctx, after); !all && !none {
					t.Error("right after the kill a reader sees a part of it")
				}
				patience(t, after)
				all, none := c.done(ctx, after)
				if all != (n > commit) || none == all {
					t.Errorf("all %t, none %t", all, none)
				}
				want := []domain.Event{offerEvent("there")}
				if all {
					want = append(want, c.events...)
				}
				wantEventsInAnyOrder(t, after, want)
				wantNothingLeft(t, after)
				if !all {
					if err := c.save(ctx, after); err != nil {
						t.Errorf("a second try: %v", err)
					}
				}
			})
		}
	}
}

// killAt is a hook that kills at the n-th step and at every one after it.
func killAt(n int) func(string) error {
	at := 0
	return func(string) error {
		at++
		if at > n {
			return errKilled
		}
		return nil
	}
}

func wantEventsInAnyOrder(t *testing.T, s *Store, want []domain.Event) {
	t.Helper()
	have, err := s.Events(context.Background(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, e := range have {
		count[string(e.Type)+" "+e.ID]++
	}
	for _, e := range want {
		count[string(e.Type)+" "+e.ID]--
	}
	for event, n := range count {
		if n != 0 {
			t.Errorf("%s: %+d beside what is wanted; have %v", event, n, have)
		}
	}
}

// wantNothingLeft asks for a store without marks, claims and journals.
func wantNothingLeft(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.Background()
	if err := s.sweep(ctx); err != nil { // the cleaner may not have come to it
		t.Fatal(err)
	}
	if n, err := s.coll(collSteps).CountDocuments(ctx, bson.D{}); err != nil || n != 0 {
		t.Errorf("%d journals are left, %v", n, err)
	}
	for _, coll := range thingCollections {
		for _, field := range []string{"unsent", "claim", "next", "events"} {
			n, err := s.coll(coll).CountDocuments(ctx, bson.D{is(field, op("$exists", true))})
			if err != nil || n != 0 {
				t.Errorf("%d of %s still have %s, %v", n, coll, field, err)
			}
		}
	}
}

func TestASaveThatMeetsYoungStepsWaitsAndThenConflicts(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := prepared(t, database)
	s.hook = killAt(4) // journal, three claims
	if err := severalSaves["offers, new and changed"].save(ctx, s); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	s.hook = nil
	there, err := s.Offer(ctx, "there")
	if err != nil || there.Version != 1 {
		t.Fatalf("steps under way have not happened: %v, %v", there, err)
	}
	if _, err := s.SaveOffer(ctx, there); !domain.IsKind(err, domain.KindConflict) {
		t.Errorf("want a conflict, have %v", err)
	}
	if _, err := s.SaveOffer(ctx, domain.Offer{ID: "new 1"}); !domain.IsKind(err, domain.KindConflict) {
		t.Errorf("want a conflict, have %v", err)
	}
	patience(t, s)
	if _, err := s.SaveOffer(ctx, there); err != nil {
		t.Errorf("the steps were given up, and yet: %v", err)
	}
}

func TestStepsThatWereGivenUpCannotBeDoneLater(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s, other := prepared(t, database), still(t, database)
	s.hook = func(step string) error {
		if step == "claim there" { // "new 1" and "new 2" come before it
			patience(t, other)
		}
		return nil
	}
	err := severalSaves["offers, new and changed"].save(ctx, s)
	if !domain.IsKind(err, domain.KindUnavailable) {
		t.Errorf("want it to be told to try again, have %v", err)
	}
	if _, none := severalSaves["offers, new and changed"].done(ctx, other); !none {
		t.Error("want nothing of it")
	}
	wantNothingLeft(t, other)
}
