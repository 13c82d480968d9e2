package storetest

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// copies asks that a store's records, put into another, make the same store.
func copies(t *testing.T, open Open) {
	ctx := context.Background()
	from, to := open(t), open(t)
	fillStore(t, from)
	want := allRecords(t, from)
	for range 2 { // a repeated copy changes nothing
		for _, c := range store.Collections {
			must(t, to.PutRecords(ctx, c, want[c]))
		}
	}
	t.Run("holds equal records", func(t *testing.T) {
		have := allRecords(t, to)
		for _, c := range store.Collections {
			if len(want[c]) == 0 {
				t.Errorf("%s: the test has no record", c)
			}
			wantSame(t, have[c], want[c])
			n, err := to.CountRecords(ctx, c)
			must(t, err)
			if n != int64(len(want[c])) {
				t.Errorf("%s: %d counted, want %d", c, n, len(want[c]))
			}
		}
	})
	t.Run("answers as the first does, and goes on from there", func(t *testing.T) { sameAnswers(t, from, to) })
	t.Run("a record in place of one with its id", func(t *testing.T) {
		changed := want[store.MetaRecords][:1:1]
		changed[0].Doc = []byte(`"another"`)
		must(t, to.PutRecords(ctx, store.MetaRecords, changed))
		value, err := to.Meta(ctx, changed[0].ID)
		must(t, err)
		if value != "another" {
			t.Errorf("want another, have %q", value)
		}
	})
	t.Run("an unknown collection is an error", func(t *testing.T) {
		for name, do := range map[string]func() error{
			"put":     func() error { return to.PutRecords(ctx, "nothing", nil) },
			"count":   func() error { _, err := to.CountRecords(ctx, "nothing"); return err },
			"records": func() error { return to.Records(ctx, "nothing", func(store.Record) error { return nil }) },
			"after":   func() error { _, err := to.RecordsAfter(ctx, "nothing", "", 1); return err },
		} {
			if do() == nil {
				t.Errorf("%s: want an error", name)
			}
		}
	})
}

func fillStore(t *testing.T, s store.Store) {
	t.Helper()
	ctx := context.Background()
	for n := range 13 {
		e := enterprises.sample(n)
		e.Residences = []domain.Residence{{District: domain.Code("50011" + strconv.Itoa(n%3)), From: 1}}
		_, err := s.SaveEnterprise(ctx, e, enterprises.event(e))
		must(t, err)
		v := needs.sample(n)
		if n > 0 { // the first need's firm is not stored
			v.EnterpriseID = e.ID
		}
		v, err = s.SaveNeed(ctx, v, needs.event(v))
		must(t, err)
		_, err = s.SaveNeed(ctx, v)
		must(t, err)
		must(t, s.AddAudit(ctx, domain.AuditEntry{At: day, Action: "need.create", Target: string(v.ID), Outcome: "ok"}))
		must(t, s.SetMeta(ctx, fmt.Sprintf("key %d", n), "值 \""+strconv.Itoa(n)))
	}
	_, err := s.SaveOffer(ctx, offers.at(filled[domain.Offer](t, full), 0))
	must(t, err)
	_, err = s.SaveCandidacy(ctx, candidacies.at(filled[domain.Candidacy](t, full), 0))
	must(t, err)
	_, err = s.SaveShortlist(ctx, shortlists.at(filled[domain.Shortlist](t, full), 0))
	must(t, err)
	_, err = s.SaveApplication(ctx, applications.at(filled[domain.Application](t, full), 0))
	must(t, err)
	_, err = s.SaveNotice(ctx, notices.at(filled[domain.Notice](t, full), 0))
	must(t, err)
	_, err = s.SaveWebhook(ctx, webhooks.at(filled[domain.Webhook](t, full), 0))
	must(t, err)
	_, err = s.SaveDelivery(ctx, deliveries.at(filled[domain.Delivery](t, full), 0))
	must(t, err)
	_, err = s.SaveKeptAnswer(ctx, keptAnswers.at(filled[domain.KeptAnswer](t, full), 0))
	must(t, err)
	_, err = s.SaveAPIKey(ctx, apiKeys.at(filled[domain.APIKey](t, full), 0))
	must(t, err)
	_, err = s.SaveDocument(ctx, files.at(filled[domain.Document](t, full), 0))
	must(t, err)
	_, err = s.SaveChunk(ctx, chunks.at(filled[domain.Chunk](t, full), 0))
	must(t, err)
	_, err = s.SaveAppeal(ctx, appeals.at(filled[domain.Appeal](t, full), 0))
	must(t, err)
	_, err = s.SaveLiaison(ctx, liaisons.at(filled[domain.Liaison](t, full), 0))
	must(t, err)
	_, err = s.SaveReceivable(ctx, receivables.at(filled[domain.Receivable](t, full), 0))
	must(t, err)
	_, err = s.SaveMortgageTerms(ctx, mortgageTerms.at(filled[domain.MortgageTerms](t, full), 0))
	must(t, err)
	_, err = s.SaveMail(ctx, mails.at(filled[domain.Mail](t, full), 0))
	must(t, err)
	_, err = s.SaveReceived(ctx, receivedOnes.at(filled[domain.Received](t, full), 0))
	must(t, err)
	_, err = s.SaveMonitoring(ctx, monitoringLines.at(filled[domain.Monitoring](t, full), 0))
	must(t, err)
	_, err = s.SaveCreditAssessment(ctx, creditAssessments.at(filled[domain.CreditAssessment](t, full), 0))
	must(t, err)
	must(t, s.SaveBridgeAndFund(ctx, bridges.at(filled[domain.Bridge](t, full), 0), bridgeFunds.at(filled[domain.BridgeFund](t, full), 0)))
	_, err = s.SaveRosterEntry(ctx, rosterEntries.at(filled[domain.RosterEntry](t, full), 0))
	must(t, err)
	_, err = s.SaveOrganisation(ctx, organisations.at(filled[domain.Organisation](t, full), 0))
	must(t, err)
	_, err = s.SaveUser(ctx, users.at(filled[domain.User](t, full), 0))
	must(t, err)
	_, err = s.SaveSession(ctx, sessions.at(filled[domain.Session](t, unknown), 0))
	must(t, err)
}

// allRecords reads every collection twice: whole, and by pages in order.
func allRecords(t *testing.T, s store.Store) map[store.Collection][]store.Record {
	t.Helper()
	ctx := context.Background()
	out := map[store.Collection][]store.Record{}
	for _, c := range store.Collections {
		whole := map[string]store.Record{}
		must(t, s.Records(ctx, c, func(r store.Record) error {
			whole[r.ID] = r
			return nil
		}))
		after := ""
		for {
			page, err := s.RecordsAfter(ctx, c, after, 5)
			must(t, err)
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				wantSame(t, whole[r.ID], r)
			}
			out[c] = append(out[c], page...)
			after = page[len(page)-1].ID
		}
		if len(out[c]) != len(whole) {
			t.Fatalf("%s: %d records by pages, %d in all", c, len(out[c]), len(whole))
		}
	}
	return out
}

func sameAnswers(t *testing.T, from, to store.Store) {
	t.Helper()
	ctx := context.Background()
	page := store.Page{Limit: 100}
	for _, filter := range []store.NeedFilter{{}, {Districts: []domain.Code{"500111"}}, {Enterprise: enterprises.sample(2).ID}} {
		want, _, err := from.Needs(ctx, filter, page)
		must(t, err)
		have, _, err := to.Needs(ctx, filter, page)
		must(t, err)
		wantSame(t, have, want)
	}
	firm, err := to.EnterpriseByUSCC(ctx, enterprises.sample(3).USCC)
	must(t, err)
	last, err := to.LastSeq(ctx)
	must(t, err)
	_, err = to.SaveEnterprise(ctx, firm, domain.Event{Type: domain.EnterpriseSaved, ID: string(firm.ID), At: day.Add(time.Hour)})
	must(t, err)
	events, err := to.Events(ctx, last, 10)
	must(t, err)
	if len(events) != 1 || events[0].ID != string(firm.ID) {
		t.Errorf("after the copied events want the one of the new save, have %v", events)
	}
}
