package mongostore

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore/mongotest"
	"rongqiao/internal/store/record"
)

// writeAndDie makes the atomic write of a save and nothing of what follows.
func writeAndDie(t *testing.T, s *Store, k kind, r row, events ...domain.Event) {
	t.Helper()
	if _, err := s.write(context.Background(), k, r, events); err != nil {
		t.Fatal(err)
	}
}

func firm(version int64, district domain.Code) row {
	return enterpriseRow(record.NewEnterprise(domain.Enterprise{
		ID: "firm", USCC: "U", Residences: []domain.Residence{{District: district}},
	}), version)
}

func TestTheNextStartHandsOnWhatAKilledProcessLeft(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	saved := func(id string) domain.Event {
		return domain.Event{Type: domain.EnterpriseSaved, ID: id, At: now()}
	}
	writeAndDie(t, s, enterprises, firm(0, "A"), saved("first"), saved("second"))
	writeAndDie(t, s, enterprises, firm(1, "A"), saved("third"))
	wantEventsInAnyOrder(t, s, nil)
	after := openOn(t, Options{Database: database})
	want := []domain.Event{saved("first"), saved("second"), saved("third")}
	wantEventsInAnyOrder(t, after, want)
	events, err := after.Events(ctx, 0, 9)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		if e.ID != want[i].ID || e.Seq != int64(i+1) {
			t.Errorf("event %d is %v, want %v", i, e, want[i])
		}
	}
	wantNothingLeft(t, after)
	wantEventsInAnyOrder(t, after, want)
}

func TestASaveHandsOnFirstWhatAKilledOneLeftInTheSameThing(t *testing.T) {
	ctx := context.Background()
	s := still(t, mongotest.Database(t))
	writeAndDie(t, s, offers, offerRow(record.NewOffer(domain.Offer{ID: "o"}), 0), domain.Event{Type: "first", ID: "o", At: now()})
	if _, err := s.SaveOffer(ctx, domain.Offer{ID: "o", Version: 1}, domain.Event{Type: "second", ID: "o", At: now()}); err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(ctx, 0, 9)
	if err != nil || len(events) != 2 || events[0].Type != "first" || events[1].Type != "second" {
		t.Errorf("have %v, %v", events, err)
	}
}

func TestNeedsFollowAFirmWhoseMoveWasKilled(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	if _, err := s.SaveEnterprise(ctx, firmIn("A", 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveNeed(ctx, domain.Need{ID: "n", EnterpriseID: "firm"}); err != nil {
		t.Fatal(err)
	}
	writeAndDie(t, s, enterprises, firm(1, "B"))
	needsIn := func(s *Store, d domain.Code) int {
		items, _, err := s.Needs(ctx, store.NeedFilter{Districts: []domain.Code{d}}, store.Page{Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		return len(items)
	}
	if needsIn(s, "A") != 1 {
		t.Fatal("the test shows nothing")
	}
	after := openOn(t, Options{Database: database})
	if needsIn(after, "A") != 0 || needsIn(after, "B") != 1 {
		t.Errorf("%d in A and %d in B", needsIn(after, "A"), needsIn(after, "B"))
	}
}

func TestANeedThatWasWrittenWithItsFirmsOldDistrictIsMended(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	if _, err := s.SaveEnterprise(ctx, firmIn("B", 0)); err != nil {
		t.Fatal(err)
	}
	old, doc := "A", record.NewNeed(domain.Need{ID: "n", EnterpriseID: "firm"})
	writeAndDie(t, s, needs, row{id: "n", doc: doc, columns: needColumns(doc, &old)})
	if err := s.sweep(ctx); err != nil {
		t.Fatal(err)
	}
	items, _, err := s.Needs(ctx, store.NeedFilter{Districts: []domain.Code{"B"}}, store.Page{Limit: 9})
	if err != nil || len(items) != 1 {
		t.Errorf("have %v, %v", items, err)
	}
}

func firmIn(district domain.Code, version int64) domain.Enterprise {
	return domain.Enterprise{ID: "firm", Version: version, USCC: "U", Residences: []domain.Residence{{District: district}}}
}

func TestAMarkIsLeftToItsSaveUntilTheSecondSweep(t *testing.T) {
	ctx := context.Background()
	s := still(t, mongotest.Database(t))
	event := domain.Event{Type: domain.OfferSaved, ID: "o", At: now()}
	writeAndDie(t, s, offers, offerRow(record.NewOffer(domain.Offer{ID: "o"}), 0), event)
	if err := s.sweepFor(ctx, s.waited()); err != nil {
		t.Fatal(err)
	}
	wantEventsInAnyOrder(t, s, nil)
	if err := s.sweepFor(ctx, s.waited()); err != nil {
		t.Fatal(err)
	}
	wantEventsInAnyOrder(t, s, []domain.Event{event})
}
