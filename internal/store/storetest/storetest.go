// Package storetest is the suite that every store passes: each sentence of
// the comments in package store is a test here. Times in it are in UTC and
// have no part below the millisecond, since not every database keeps more.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// Open answers an empty store and closes it when the test ends.
type Open func(t *testing.T) store.Store

// Run runs the whole suite; every test opens a store of its own.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Run("enterprises", func(t *testing.T) { saves(t, open, enterprises) })
	t.Run("needs", func(t *testing.T) { saves(t, open, needs) })
	t.Run("offers", func(t *testing.T) { saves(t, open, offers) })
	t.Run("candidacies", func(t *testing.T) { saves(t, open, candidacies) })
	t.Run("shortlists", func(t *testing.T) { saves(t, open, shortlists) })
	t.Run("organisations", func(t *testing.T) { saves(t, open, organisations) })
	t.Run("users", func(t *testing.T) { saves(t, open, users) })
	t.Run("sessions", func(t *testing.T) { saves(t, open, sessions) })
	t.Run("roster entries", func(t *testing.T) { saves(t, open, rosterEntries) })
	t.Run("applications", func(t *testing.T) { saves(t, open, applications) })
	t.Run("bridges", func(t *testing.T) { saves(t, open, bridges) })
	t.Run("bridge funds", func(t *testing.T) { saves(t, open, bridgeFunds) })
	t.Run("notices", func(t *testing.T) { saves(t, open, notices) })
	t.Run("webhooks", func(t *testing.T) { saves(t, open, webhooks) })
	t.Run("deliveries", func(t *testing.T) { saves(t, open, deliveries) })
	t.Run("kept answers", func(t *testing.T) { saves(t, open, keptAnswers) })
	t.Run("API keys", func(t *testing.T) { saves(t, open, apiKeys) })
	t.Run("documents", func(t *testing.T) { saves(t, open, files) })
	t.Run("chunks", func(t *testing.T) { saves(t, open, chunks) })
	t.Run("appeals", func(t *testing.T) { saves(t, open, appeals) })
	t.Run("liaisons", func(t *testing.T) { saves(t, open, liaisons) })
	t.Run("receivables", func(t *testing.T) { saves(t, open, receivables) })
	t.Run("mortgage terms", func(t *testing.T) { saves(t, open, mortgageTerms) })
	t.Run("e-mails", func(t *testing.T) { saves(t, open, mails) })
	t.Run("received records", func(t *testing.T) { saves(t, open, receivedOnes) })
	t.Run("weekly sheet", func(t *testing.T) { saves(t, open, monitoringLines) })
	t.Run("credit assessments", func(t *testing.T) { saves(t, open, creditAssessments) })
	t.Run("copies", func(t *testing.T) { copies(t, open) })
	for _, part := range []struct {
		name  string
		tests []test
	}{
		{"paging", pagingTests}, {"enterprise lists", enterpriseListTests}, {"need lists", needListTests},
		{"offer lists", offerListTests}, {"candidacy lists", candidacyListTests}, {"shortlist lists", shortlistListTests}, {"reads by id", byIDTests}, {"saving many offers", manyOffersTests}, {"registration", registerTests},
		{"session purge", purgeTests}, {"outbox", outboxTests}, {"audit", auditTests}, {"meta", metaTests},
		{"rosters", rosterTests}, {"people", peopleTests}, {"application lists", applicationTests}, {"bridge lists", bridgeTests}, {"notice lists", noticeTests}, {"webhook lists", webhookTests},
		{"kept answer lists", keptAnswerTests}, {"API key lists", apiKeyTests}, {"document lists", documentTests}, {"appeal lists", appealTests}, {"receivable lists", receivableTests}, {"mortgage terms lists", mortgageTermsOfTests}, {"e-mail lists", mailTests}, {"received record lists", receivedTests}, {"line of the weekly sheet lists", monitoringTests}, {"credit assessment lists", creditAssessmentTests}, {"leases", leaseTests}, {"contexts", contextTests},
	} {
		t.Run(part.name, func(t *testing.T) {
			for _, c := range part.tests {
				t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
			}
		})
	}
}

// test is one sentence and its proof on an empty store.
type test struct {
	name string
	run  func(t *testing.T, s store.Store)
}

// day is when everything in the suite happens.
var day = time.Date(2026, 11, 23, 9, 30, 0, 125e6, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("want no error, have %v", err)
	}
}

// wantError asks for a domain error of the kind and code.
func wantError(t *testing.T, err error, kind domain.Kind, code string) {
	t.Helper()
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Fatalf("want %s of kind %s, have %v", code, kind, err)
	}
}

// allEvents reads the whole outbox.
func allEvents(t *testing.T, s store.Store) []domain.Event {
	t.Helper()
	events, err := s.Events(context.Background(), 0, 100_000)
	must(t, err)
	return events
}

// wantEvents asks for exactly these events, numbers aside, in rising order.
func wantEvents(t *testing.T, s store.Store, want ...domain.Event) {
	t.Helper()
	have := allEvents(t, s)
	if len(have) != len(want) {
		t.Fatalf("want %d events, have %d: %v", len(want), len(have), have)
	}
	last := int64(0)
	for i, e := range have {
		if e.Seq <= last {
			t.Errorf("event %d has number %d after %d", i, e.Seq, last)
		}
		last, e.Seq = e.Seq, want[i].Seq
		wantSame(t, e, want[i])
	}
}
