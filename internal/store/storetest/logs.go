package storetest

import (
	"context"
	"errors"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var auditTests = []test{
	{"entries come back whole, in order, after a number, at most so many", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		given := []domain.AuditEntry{filled[domain.AuditEntry](t, full), {At: day, Action: "second"}, {At: day, Action: "third"}}
		for _, e := range given {
			must(t, s.AddAudit(ctx, e))
		}
		all, err := s.AuditEntries(ctx, 0, 100)
		must(t, err)
		if len(all) != len(given) {
			t.Fatalf("want %d entries, have %d", len(given), len(all))
		}
		last := int64(0)
		for i, e := range all {
			if e.Seq <= last {
				t.Errorf("entry %d has number %d after %d", i, e.Seq, last)
			}
			last, e.Seq = e.Seq, given[i].Seq
			wantSame(t, e, given[i])
		}
		some, err := s.AuditEntries(ctx, all[0].Seq, 1)
		must(t, err)
		wantSame(t, some, all[1:2])
		none, err := s.AuditEntries(ctx, last, 1)
		must(t, err)
		if len(none) != 0 {
			t.Errorf("want none after the last, have %v", none)
		}
	}},
}

var metaTests = []test{
	{"an unknown key answers nothing, a known one what was set last", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		wantMeta := func(key, want string) {
			t.Helper()
			have, err := s.Meta(ctx, key)
			must(t, err)
			if have != want {
				t.Errorf("%s: want %q, have %q", key, want, have)
			}
		}
		wantMeta("catalogue", "")
		must(t, s.SetMeta(ctx, "catalogue", "first 融桥"))
		must(t, s.SetMeta(ctx, "other", "stays"))
		wantMeta("catalogue", "first 融桥")
		must(t, s.SetMeta(ctx, "catalogue", "second"))
		wantMeta("catalogue", "second")
		must(t, s.SetMeta(ctx, "catalogue", ""))
		wantMeta("catalogue", "")
		wantMeta("other", "stays")
	}},
}

var contextTests = []test{
	{"an open store answers a ping", func(t *testing.T, s store.Store) {
		must(t, s.Ping(context.Background()))
	}},
	{"a cancelled context ends every call and changes nothing", func(t *testing.T, s store.Store) {
		must(t, s.SaveOffers(context.Background(), []domain.Offer{offers.sample(1)}))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		calls := map[string]func() error{
			"Enterprise":       func() error { _, err := s.Enterprise(ctx, "x"); return err },
			"EnterpriseByUSCC": func() error { _, err := s.EnterpriseByUSCC(ctx, "x"); return err },
			"Enterprises":      func() error { _, _, err := s.Enterprises(ctx, nil, store.Page{Limit: 1}); return err },
			"Need":             func() error { _, err := s.Need(ctx, "x"); return err },
			"Needs":            func() error { _, _, err := s.Needs(ctx, store.NeedFilter{}, store.Page{Limit: 1}); return err },
			"Offer":            func() error { _, err := s.Offer(ctx, "offer_0001"); return err },
			"OffersByID":       func() error { _, err := s.OffersByID(ctx, []domain.OfferID{"offer_0001"}); return err },
			"EnterprisesByID":  func() error { _, err := s.EnterprisesByID(ctx, []domain.EnterpriseID{"x"}); return err },
			"NeedsByID":        func() error { _, err := s.NeedsByID(ctx, []domain.NeedID{"x"}); return err },
			"Offers":           func() error { _, _, err := s.Offers(ctx, store.OfferFilter{}, store.Page{Limit: 1}); return err },
			"SaveOffers": func() error {
				return s.SaveOffers(ctx, []domain.Offer{offers.sample(2)}, offers.event(offers.sample(2)))
			},
			"RosterEntry": func() error { _, err := s.RosterEntry(ctx, "x"); return err },
			"RosterEntries": func() error {
				_, _, err := s.RosterEntries(ctx, store.RosterFilter{}, store.Page{Limit: 1})
				return err
			},
			"RosterEntriesOf":   func() error { _, err := s.RosterEntriesOf(ctx, []domain.USCC{"x"}); return err },
			"EnterprisesByUSCC": func() error { _, err := s.EnterprisesByUSCC(ctx, []domain.USCC{"x"}); return err },
			"SaveRosterEntries": func() error {
				return s.SaveRosterEntries(ctx, []domain.RosterEntry{rosterEntries.sample(2)}, rosterEntries.event(rosterEntries.sample(2)))
			},
			"User":             func() error { _, err := s.User(ctx, "x"); return err },
			"UserByEmail":      func() error { _, err := s.UserByEmail(ctx, "x"); return err },
			"Application":      func() error { _, err := s.Application(ctx, "x"); return err },
			"ApplicationsByID": func() error { _, err := s.ApplicationsByID(ctx, []domain.ApplicationID{"x"}); return err },
			"Applications": func() error {
				_, _, err := s.Applications(ctx, store.ApplicationFilter{}, store.Page{Limit: 1})
				return err
			},
			"SaveNeedAndApplications": func() error {
				return s.SaveNeedAndApplications(ctx, needs.sample(2), []domain.Application{applications.sample(2)}, needs.event(needs.sample(2)))
			},
			"Bridge":      func() error { _, err := s.Bridge(ctx, "x"); return err },
			"BridgesByID": func() error { _, err := s.BridgesByID(ctx, []domain.BridgeID{"x"}); return err },
			"Bridges": func() error {
				_, _, err := s.Bridges(ctx, store.BridgeFilter{}, store.Page{Limit: 1})
				return err
			},
			"BridgeFund":        func() error { _, err := s.BridgeFund(ctx, "x"); return err },
			"SaveBridgeAndFund": func() error { return s.SaveBridgeAndFund(ctx, bridges.sample(2), bridgeFunds.sample(2)) },
			"Notice":            func() error { _, err := s.Notice(ctx, "x"); return err },
			"NoticesByID":       func() error { _, err := s.NoticesByID(ctx, []domain.NoticeID{"x"}); return err },
			"Notices": func() error {
				_, _, err := s.Notices(ctx, []domain.Addressee{"x"}, store.Page{Limit: 1})
				return err
			},
			"Webhook":  func() error { _, err := s.Webhook(ctx, "x"); return err },
			"Delivery": func() error { _, err := s.Delivery(ctx, "x"); return err },
			"Webhooks": func() error {
				_, _, err := s.Webhooks(ctx, store.WebhookFilter{}, store.Page{Limit: 1})
				return err
			},
			"Deliveries": func() error {
				_, _, err := s.Deliveries(ctx, store.DeliveryFilter{Webhook: "x"}, store.Page{Limit: 1})
				return err
			},
			"DeliveriesPending": func() error {
				_, _, err := s.DeliveriesPending(ctx, "x", store.Page{Limit: 1})
				return err
			},
			"KeptAnswer":       func() error { _, err := s.KeptAnswer(ctx, "x"); return err },
			"PurgeKeptAnswers": func() error { _, err := s.PurgeKeptAnswers(ctx, day.Unix()); return err },
			"APIKey":           func() error { _, err := s.APIKey(ctx, "x"); return err },
			"APIKeys":          func() error { _, _, err := s.APIKeys(ctx, store.APIKeyFilter{}, store.Page{Limit: 1}); return err },
			"Document":         func() error { _, err := s.Document(ctx, "x"); return err },
			"Documents":        func() error { _, _, err := s.Documents(ctx, store.DocumentFilter{}, store.Page{Limit: 1}); return err },
			"Chunk":            func() error { _, err := s.Chunk(ctx, "x"); return err },
			"Appeal":           func() error { _, err := s.Appeal(ctx, "x"); return err },
			"AppealsByID":      func() error { _, err := s.AppealsByID(ctx, []domain.AppealID{"x"}); return err },
			"Appeals":          func() error { _, _, err := s.Appeals(ctx, store.AppealFilter{}, store.Page{Limit: 1}); return err },
			"Liaison":          func() error { _, err := s.Liaison(ctx, "x"); return err },
			"LiaisonsByID":     func() error { _, err := s.LiaisonsByID(ctx, []domain.LiaisonID{"x"}); return err },
			"Receivable":       func() error { _, err := s.Receivable(ctx, "x"); return err },
			"Receivables": func() error {
				_, _, err := s.Receivables(ctx, store.ReceivableFilter{}, store.Page{Limit: 1})
				return err
			},
			"MortgageTerms": func() error { _, err := s.MortgageTerms(ctx, "x"); return err },
			"MortgageTermsList": func() error {
				_, _, err := s.MortgageTermsList(ctx, store.MortgageTermsFilter{}, store.Page{Limit: 1})
				return err
			},
			"Mail":     func() error { _, err := s.Mail(ctx, "x"); return err },
			"Mails":    func() error { _, _, err := s.Mails(ctx, store.MailFilter{}, store.Page{Limit: 1}); return err },
			"Received": func() error { _, err := s.Received(ctx, "x"); return err },
			"ReceivedList": func() error {
				_, _, err := s.ReceivedList(ctx, store.ReceivedFilter{}, store.Page{Limit: 1})
				return err
			},
			"Monitoring": func() error { _, err := s.Monitoring(ctx, "x"); return err },
			"MonitoringLines": func() error {
				_, _, err := s.MonitoringLines(ctx, store.MonitoringFilter{}, store.Page{Limit: 1})
				return err
			},
			"CreditAssessment": func() error { _, err := s.CreditAssessment(ctx, "x"); return err },
			"CreditAssessments": func() error {
				_, _, err := s.CreditAssessments(ctx, store.CreditAssessmentFilter{}, store.Page{Limit: 1})
				return err
			},
			"UsersOf":          func() error { _, err := s.UsersOf(ctx, "x"); return err },
			"OrganisationsFor": func() error { _, err := s.OrganisationsFor(ctx, domain.ToProvider("x")); return err },
			"OrganisationsIn":  func() error { _, err := s.OrganisationsIn(ctx, "agency"); return err },
			"Organisation":     func() error { _, err := s.Organisation(ctx, "x"); return err },
			"Register": func() error {
				return s.Register(ctx, enterprises.sample(1), organisations.sample(1), users.sample(1), enterprises.event(enterprises.sample(1)))
			},
			"Session":       func() error { _, err := s.Session(ctx, "x"); return err },
			"PurgeSessions": func() error { _, err := s.PurgeSessions(ctx, day.Unix()); return err },
			"Events":        func() error { _, err := s.Events(ctx, 0, 1); return err },
			"LastSeq":       func() error { _, err := s.LastSeq(ctx); return err },
			"AddAudit":      func() error { return s.AddAudit(ctx, domain.AuditEntry{At: day}) },
			"AuditEntries":  func() error { _, err := s.AuditEntries(ctx, 0, 1); return err },
			"Meta":          func() error { _, err := s.Meta(ctx, "key"); return err },
			"SetMeta":       func() error { return s.SetMeta(ctx, "key", "value") },
			"Ping":          func() error { return s.Ping(ctx) },
		}
		for name, call := range calls {
			if err := call(); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: want context.Canceled, have %v", name, err)
			}
		}
		offerPages(store.OfferFilter{}).want(t, s, "offer_0001")
		enterprisePages(nil).want(t, s)
		wantEvents(t, s)
		value, err := s.Meta(context.Background(), "key")
		must(t, err)
		entries, err := s.AuditEntries(context.Background(), 0, 1)
		must(t, err)
		if value != "" || len(entries) != 0 {
			t.Errorf("want no setting and no entry, have %q and %v", value, entries)
		}
	}},
}
