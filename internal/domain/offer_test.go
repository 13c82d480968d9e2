package domain_test

import (
	"errors"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

// Every state with every other; what is not in the table is refused.
func TestAnOfferMovesByItsTable(t *testing.T) {
	states := []domain.OfferState{domain.OfferDraft, domain.OfferPublished, domain.OfferWithdrawn, "", "lost"}
	type move struct{ from, to domain.OfferState }
	legal := map[move]bool{
		{domain.OfferDraft, domain.OfferPublished}:     true,
		{domain.OfferDraft, domain.OfferWithdrawn}:     true,
		{domain.OfferPublished, domain.OfferWithdrawn}: true,
		{domain.OfferWithdrawn, domain.OfferPublished}: true,
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, from := range states {
		for _, to := range states {
			o := domain.Offer{State: from}
			err := o.Move(to, now)
			if legal[move{from, to}] {
				if err != nil || o.State != to || o.UpdatedAt != now {
					t.Errorf("%q to %q: have %s, %v", from, to, o.State, err)
				}
				continue
			}
			var e *domain.Error
			if !errors.As(err, &e) || e.Code != "offer_move_not_allowed" || e.Kind != domain.KindConflict {
				t.Errorf("%q to %q: want offer_move_not_allowed, have %v", from, to, err)
			}
			if o.State != from || !o.UpdatedAt.IsZero() {
				t.Errorf("%q to %q: a refused move changed the offer", from, to)
			}
		}
	}
}

func TestAnOfferIsInForceFromItsFirstToItsLastDay(t *testing.T) {
	from, until := day(t, "2026-01-01"), day(t, "2026-12-31")
	rows := map[string]struct {
		offer domain.Offer
		on    domain.Date
		want  bool
	}{
		"not the day before":        {domain.Offer{ValidFrom: &from, ValidUntil: &until}, from - 1, false},
		"on the first day":          {domain.Offer{ValidFrom: &from, ValidUntil: &until}, from, true},
		"on the last day":           {domain.Offer{ValidFrom: &from, ValidUntil: &until}, until, true},
		"expired the day after":     {domain.Offer{ValidFrom: &from, ValidUntil: &until}, until + 1, false},
		"always without days":       {domain.Offer{}, until + 100_000, true},
		"from a day on":             {domain.Offer{ValidFrom: &from}, until + 100_000, true},
		"up to a day":               {domain.Offer{ValidUntil: &until}, from - 100_000, true},
		"on its only day":           {domain.Offer{ValidFrom: &from, ValidUntil: &from}, from, true},
		"not after its only day":    {domain.Offer{ValidFrom: &from, ValidUntil: &from}, from + 1, false},
		"not before its only start": {domain.Offer{ValidFrom: &from}, from - 1, false},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.offer.InDates(r.on); have != r.want {
				t.Errorf("want %t, have %t", r.want, have)
			}
		})
	}
}

func TestASessionLivesUntilItEndsOrIsEnded(t *testing.T) {
	ends := time.Date(2026, 12, 23, 9, 0, 0, 0, time.UTC)
	revoked := ends.Add(-time.Hour)
	rows := map[string]struct {
		session domain.Session
		now     time.Time
		want    bool
	}{
		"an instant before its end":   {domain.Session{ExpiresAt: ends}, ends.Add(-1), true},
		"not at its end":              {domain.Session{ExpiresAt: ends}, ends, false},
		"not once it was ended":       {domain.Session{ExpiresAt: ends, RevokedAt: &revoked}, ends.Add(-1), false},
		"not even before that moment": {domain.Session{ExpiresAt: ends, RevokedAt: &revoked}, revoked.Add(-time.Hour), false},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.session.Live(r.now); have != r.want {
				t.Errorf("want %t, have %t", r.want, have)
			}
		})
	}
	if (domain.Actor{}).SignedIn() || !(domain.Actor{User: "usr_1"}).SignedIn() {
		t.Error("only a person is signed in")
	}
}
