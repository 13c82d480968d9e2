package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore"
	"rongqiao/internal/store/mongostore/mongotest"
	"rongqiao/internal/store/sqlitestore"
	"rongqiao/internal/transfer"
)

func now() time.Time { return time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC) }

var options = transfer.Options{From: "sqlite://source", Now: now, Batch: 4}

func openSQLite(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Dir: t.TempDir(), Now: now})
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

// targets are the stores that a transfer must be able to fill. Another kind of
// store is a line here.
var targets = map[string]func(*testing.T) store.Store{"sqlite": openSQLite, "mongodb": openMongo}

func openMongo(t *testing.T) store.Store {
	t.Helper()
	s, err := mongostore.Open(context.Background(), mongostore.Options{URI: mongotest.URI(t), Database: mongotest.Database(t), Now: now})
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// filled has some of each collection; one need's firm is not stored.
func filled(t *testing.T) store.Store {
	t.Helper()
	s := openSQLite(t)
	ctx := context.Background()
	for n := range 9 {
		e := domain.Enterprise{ID: domain.EnterpriseID(fmt.Sprintf("ent_%d", n)), USCC: domain.USCC(fmt.Sprintf("uscc %d", n)), Residences: []domain.Residence{{District: "500112", From: 1}}}
		_, err := s.SaveEnterprise(ctx, e, domain.Event{Type: domain.EnterpriseSaved, ID: string(e.ID), At: now()})
		must(t, err)
		v, err := s.SaveNeed(ctx, domain.Need{ID: domain.NeedID(fmt.Sprintf("need_%d", n)), EnterpriseID: domain.EnterpriseID(fmt.Sprintf("ent_%d", n+1)), Note: "融资 <&>"})
		must(t, err)
		_, err = s.SaveNeed(ctx, v, domain.Event{Type: domain.NeedSaved, ID: string(v.ID), At: now()})
		must(t, err)
		_, err = s.SaveSession(ctx, domain.Session{ID: domain.SessionID(fmt.Sprintf("ses_%d", n)), ExpiresAt: now()})
		must(t, err)
		_, err = s.SaveCandidacy(ctx, domain.Candidacy{ID: domain.CandidacyID(fmt.Sprintf("cdy_%d", n)), EnterpriseID: domain.EnterpriseID(fmt.Sprintf("ent_%d", n)), Stage: "reserve"})
		must(t, err)
		_, err = s.SaveShortlist(ctx, domain.Shortlist{ID: domain.ShortlistID(fmt.Sprintf("sl_%d", n)), State: domain.ShortlistDraft, Candidates: []domain.ShortlistCandidate{{Name: "甲"}}})
		must(t, err)
		must(t, s.AddAudit(ctx, domain.AuditEntry{At: now(), Action: "need.create", Outcome: "ok"}))
		must(t, s.SetMeta(ctx, fmt.Sprintf("tran%d", n), "值")) // around the transfer's own key
		must(t, s.SetMeta(ctx, fmt.Sprintf("tranz%d", n), "\"\n"))
	}
	_, err := s.SaveOffer(ctx, domain.Offer{ID: "off_1", Provider: "p"})
	must(t, err)
	_, err = s.SaveOrganisation(ctx, domain.Organisation{ID: "org_1"})
	must(t, err)
	_, err = s.SaveRosterEntry(ctx, domain.RosterEntry{ID: "ros_1", Roster: "whitelist", USCC: "uscc 1"})
	must(t, err)
	_, err = s.SaveNotice(ctx, domain.Notice{ID: "ntc_1"})
	must(t, err)
	_, err = s.SaveWebhook(ctx, domain.Webhook{ID: "whk_1"})
	must(t, err)
	_, err = s.SaveDelivery(ctx, domain.Delivery{ID: "dlv_1"})
	must(t, err)
	_, err = s.SaveKeptAnswer(ctx, domain.KeptAnswer{ID: "idk_1"})
	must(t, err)
	_, err = s.SaveAPIKey(ctx, domain.APIKey{ID: "key_1"})
	must(t, err)
	_, err = s.SaveDocument(ctx, domain.Document{ID: "doc_1"})
	must(t, err)
	_, err = s.SaveChunk(ctx, domain.Chunk{ID: "9c1b/0001"})
	must(t, err)
	_, err = s.SaveAppeal(ctx, domain.Appeal{ID: "apl_1"})
	must(t, err)
	_, err = s.SaveLiaison(ctx, domain.Liaison{ID: "ent_1"})
	must(t, err)
	_, err = s.SaveReceivable(ctx, domain.Receivable{ID: "rcv_1"})
	must(t, err)
	_, err = s.SaveMortgageTerms(ctx, domain.MortgageTerms{ID: "mtg_1"})
	must(t, err)
	_, err = s.SaveMail(ctx, domain.Mail{ID: "mail_1"})
	must(t, err)
	_, err = s.SaveReceived(ctx, domain.Received{ID: "n/needs/1"})
	must(t, err)
	_, err = s.SaveMonitoring(ctx, domain.Monitoring{ID: "mon_1"})
	must(t, err)
	_, err = s.SaveCreditAssessment(ctx, domain.CreditAssessment{ID: "cra_1"})
	must(t, err)
	must(t, s.SaveBridgeAndFund(ctx, domain.Bridge{ID: "brg_1"}, domain.BridgeFund{ID: "off_1"}))
	_, err = s.SaveApplication(ctx, domain.Application{ID: "app_1", NeedID: "need_1"})
	must(t, err)
	_, err = s.SaveUser(ctx, domain.User{ID: "usr_1", Email: "a@b.c"})
	must(t, err)
	return s
}

func wantEqual(t *testing.T, r transfer.Report, err error) {
	t.Helper()
	if err != nil || !r.Equal() || len(r.Lines) != len(store.Collections) {
		t.Fatalf("want equal sides, have %+v, %v", r, err)
	}
	for _, l := range r.Lines {
		if l.Source.Count == 0 || l.Source.Hash == (transfer.Hash{}) {
			t.Errorf("%s: the test has no record", l.Collection)
		}
	}
}

func TestATransferMovesEverything(t *testing.T) {
	for name, open := range targets {
		t.Run(name, func(t *testing.T) {
			from, to := filled(t), open(t)
			must(t, transfer.CheckFinished(context.Background(), to))
			r, err := transfer.Run(context.Background(), from, to, options)
			wantEqual(t, r, err)
			if r.Resumed || r.FinishedBefore != nil || r.Copied != 9*10+22 {
				t.Errorf("want a first run that copies all, have %+v", r)
			}
			must(t, transfer.CheckFinished(context.Background(), to))
			again, err := transfer.Run(context.Background(), from, to, options)
			wantEqual(t, again, err)
			if again.FinishedBefore == nil || again.Copied != 0 {
				t.Errorf("want a finished one to be compared alone, have %+v", again)
			}
			// Back, and on into a third: what a transfer leaves is not taken along.
			r, err = transfer.Run(context.Background(), to, openSQLite(t), options)
			wantEqual(t, r, err)
		})
	}
}

var errKilled = errors.New("killed")

// dying fails for good at its nth write. It is not made: one that is made and
// not answered leaves what the death at the next write leaves.
type dying struct {
	store.Store
	left int
}

func (d *dying) write(do func() error) error {
	if d.left--; d.left > 0 {
		return do()
	}
	return errKilled
}

func (d *dying) PutRecords(ctx context.Context, c store.Collection, records []store.Record) error {
	return d.write(func() error { return d.Store.PutRecords(ctx, c, records) })
}

func (d *dying) SetMeta(ctx context.Context, k, v string) error {
	return d.write(func() error { return d.Store.SetMeta(ctx, k, v) })
}

// apart is how many writes lie between two deaths: a new database for each
// takes the other store's server seconds.
var apart = map[string]int{"sqlite": 1, "mongodb": 5}

// Every write of a transfer, a batch or its state, is where the first run dies;
// the second dies some writes later, and the third ends it.
func TestATransferGoesOnWhereItWasKilled(t *testing.T) {
	for name, open := range targets {
		t.Run(name, func(t *testing.T) {
			from := filled(t)
			ctx := context.Background()
			options := options
			options.Batch = 9 // one batch for most collections, several for some
			for n := 1; ; n += apart[name] {
				to := open(t)
				_, err := transfer.Run(ctx, from, &dying{to, n}, options)
				if err == nil {
					if n < 25 {
						t.Errorf("only %d writes: the test shows little", n)
					}
					t.Logf("killed at writes up to %d, %d apart", n-1, apart[name])
					return
				}
				if !errors.Is(err, errKilled) {
					t.Fatal(err)
				}
				if n > 1 { // the first write is the mark that it has begun
					if err := transfer.CheckFinished(ctx, to); !errors.Is(err, transfer.ErrUnfinished) {
						t.Errorf("killed at write %d: want no server to start on it, have %v", n, err)
					}
				}
				if _, err := transfer.Run(ctx, from, &dying{to, 5}, options); err != nil && !errors.Is(err, errKilled) {
					t.Fatal(err)
				}
				r, err := transfer.Run(ctx, from, to, options)
				wantEqual(t, r, err)
			}
		})
	}
}

func TestWhatDiffersIsNamed(t *testing.T) {
	ctx := context.Background()
	record := func(t *testing.T, s store.Store, c store.Collection, after string) store.Record {
		t.Helper()
		page, err := s.RecordsAfter(ctx, c, after, 1)
		must(t, err)
		return page[0]
	}
	rows := map[string]struct {
		damage func(t *testing.T, from, to store.Store)
		line   store.Collection
		want   []transfer.Difference
	}{
		"a document that changed": {func(t *testing.T, _, to store.Store) {
			r := record(t, to, store.NeedRecords, "need_2")
			r.Doc = []byte(strings.Replace(string(r.Doc), "融资", "融券", 1))
			must(t, to.PutRecords(ctx, store.NeedRecords, []store.Record{r}))
		}, store.NeedRecords, []transfer.Difference{{ID: "need_3", What: "is not the same"}}},
		"a version that changed": {func(t *testing.T, _, to store.Store) {
			r := record(t, to, store.EnterpriseRecords, "")
			r.Version++
			must(t, to.PutRecords(ctx, store.EnterpriseRecords, []store.Record{r}))
		}, store.EnterpriseRecords, []transfer.Difference{{ID: "ent_0", What: "is not the same"}}},
		"a district that was lost": {func(t *testing.T, _, to store.Store) {
			r := record(t, to, store.NeedRecords, "")
			r.District = nil
			must(t, to.PutRecords(ctx, store.NeedRecords, []store.Record{r}))
		}, store.NeedRecords, []transfer.Difference{{ID: "need_0", What: "is not the same"}}},
		"records that are missing": {func(t *testing.T, _, to store.Store) {
			if n, err := to.PurgeSessions(ctx, now().Unix()+1); err != nil || n != 9 {
				t.Fatal(n, err)
			}
		}, store.SessionRecords, []transfer.Difference{
			{ID: "ses_0", What: "is missing in the target"}, {ID: "ses_1", What: "is missing in the target"}, {ID: "ses_2", What: "is missing in the target"},
			{ID: "ses_3", What: "is missing in the target"}, {ID: "ses_4", What: "is missing in the target"},
		}},
		"records in the target alone, numbered": {func(t *testing.T, _, to store.Store) {
			must(t, to.AddAudit(ctx, domain.AuditEntry{At: now()}))
			must(t, to.AddAudit(ctx, domain.AuditEntry{At: now()}))
		}, store.AuditRecords, []transfer.Difference{{ID: "10", What: "is in the target alone"}, {ID: "11", What: "is in the target alone"}}},
		"a setting on either side of the transfer's own": {func(t *testing.T, from, to store.Store) {
			must(t, to.SetMeta(ctx, "trans", "x"))
			must(t, from.SetMeta(ctx, "transfes", "x"))
		}, store.MetaRecords, []transfer.Difference{{ID: "trans", What: "is in the target alone"}, {ID: "transfes", What: "is missing in the target"}}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			from, to := filled(t), openSQLite(t)
			r, err := transfer.Run(ctx, from, to, options)
			wantEqual(t, r, err)
			row.damage(t, from, to)
			r, err = transfer.Run(ctx, from, to, options)
			must(t, err)
			for _, l := range r.Lines {
				if l.Equal() == (l.Collection == row.line) {
					t.Errorf("%s: equal: %t", l.Collection, l.Equal())
				}
				if l.Collection == row.line && !slices.Equal(l.Differ, row.want) {
					t.Errorf("want %v, have %v", row.want, l.Differ)
				}
			}
		})
	}
}

// spoiling changes what it is given to write in a collection, once.
type spoiling struct {
	store.Store
	spoilt bool
}

func (s *spoiling) PutRecords(ctx context.Context, c store.Collection, records []store.Record) error {
	if c == store.OfferRecords && !s.spoilt {
		s.spoilt = true
		records = nil
	}
	return s.Store.PutRecords(ctx, c, records)
}

func TestADifferenceOfAnUnfinishedTransferIsMendedByAnotherRun(t *testing.T) {
	from, to := filled(t), openSQLite(t)
	r, err := transfer.Run(context.Background(), from, &spoiling{Store: to}, options)
	must(t, err)
	if r.Equal() {
		t.Fatal("want a difference")
	}
	if err := transfer.CheckFinished(context.Background(), to); !errors.Is(err, transfer.ErrUnfinished) {
		t.Errorf("want it to be unfinished, have %v", err)
	}
	r, err = transfer.Run(context.Background(), from, to, options)
	wantEqual(t, r, err)
}

func TestATransferIntoOtherDataIsRefused(t *testing.T) {
	from, to := filled(t), filled(t)
	if _, err := transfer.Run(context.Background(), from, to, options); !errors.Is(err, transfer.ErrNotEmpty) {
		t.Errorf("want a refusal, have %v", err)
	}
}

func TestATransferFromAnotherSourceIsRefused(t *testing.T) {
	ctx := context.Background()
	from, to := filled(t), openSQLite(t)
	if _, err := transfer.Run(ctx, from, &dying{to, 9}, options); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	must(t, from.AddAudit(ctx, domain.AuditEntry{At: now()})) // a server ran on it meanwhile
	if _, err := transfer.Run(ctx, from, to, options); !errors.Is(err, transfer.ErrSourceChanged) || !strings.Contains(err.Error(), "audit") {
		t.Errorf("want a refusal that names the audit log, have %v", err)
	}
}

func TestAStateOfAnotherProgramIsRefused(t *testing.T) {
	for name, text := range map[string]string{"no JSON": "x", "an unknown collection": `{"collection":"comets"}`, "a short checksum": `{"source":{"needs":{"hash":"00"}}}`} {
		to := openSQLite(t)
		must(t, to.SetMeta(context.Background(), "transfer", text))
		if _, err := transfer.Run(context.Background(), filled(t), to, options); err == nil {
			t.Errorf("%s: want a refusal", name)
		}
	}
}

func TestProgressGoesUpToAllOfEachStep(t *testing.T) {
	o := options
	last := map[string][2]int64{}
	o.Progress = func(step string, done, total int64) {
		if done < last[step][0] || done > total {
			t.Errorf("%s: %d of %d after %d", step, done, total, last[step][0])
		}
		last[step] = [2]int64{done, total}
	}
	r, err := transfer.Run(context.Background(), filled(t), openSQLite(t), o)
	wantEqual(t, r, err)
	if len(last) != 3 {
		t.Errorf("want three steps, have %v", last)
	}
	for step, l := range last {
		if l[0] != l[1] || l[1] == 0 {
			t.Errorf("%s ended at %d of %d", step, l[0], l[1])
		}
	}
}
