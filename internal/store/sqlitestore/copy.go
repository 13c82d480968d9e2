package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

// copying is how the records of one collection are read and written. The
// columns of the query are id, version, doc and district; numbered records
// have a number for an id.
type copying struct {
	table    string
	query    string // without its WHERE
	id       string // the column that orders
	numbered bool
	put      func(*session, store.Record) error
}

var copyings = map[store.Collection]copying{
	store.EnterpriseRecords:       {"enterprises", "SELECT id, version, doc, NULL FROM enterprises", "id", false, putThing[record.Enterprise](enterprises, enterpriseColumns)},
	store.NeedRecords:             {"needs", "SELECT id, version, doc, district FROM needs", "id", false, putThing[record.Need](needs, needColumns)},
	store.OfferRecords:            {"offers", "SELECT id, version, doc, NULL FROM offers", "id", false, putThing[record.Offer](offers, offerColumns)},
	store.CandidacyRecords:        {"candidacies", "SELECT id, version, doc, NULL FROM candidacies", "id", false, putThing[record.Candidacy](candidacies, candidacyColumns)},
	store.ShortlistRecords:        {"shortlists", "SELECT id, version, doc, NULL FROM shortlists", "id", false, putThing[record.Shortlist](shortlists, shortlistColumns)},
	store.OrganisationRecords:     {"organisations", "SELECT id, version, doc, NULL FROM organisations", "id", false, putThing[record.Organisation](organisations, organisationColumns)},
	store.UserRecords:             {"users", "SELECT id, version, doc, NULL FROM users", "id", false, putThing[record.User](users, userColumns)},
	store.SessionRecords:          {"sessions", "SELECT id, version, doc, NULL FROM sessions", "id", false, putThing[record.Session](sessions, sessionColumns)},
	store.RosterRecords:           {"roster_entries", "SELECT id, version, doc, NULL FROM roster_entries", "id", false, putThing[record.RosterEntry](rosterEntries, rosterColumns)},
	store.ApplicationRecords:      {"applications", "SELECT id, version, doc, NULL FROM applications", "id", false, putThing[record.Application](applications, applicationColumns)},
	store.BridgeRecords:           {"bridges", "SELECT id, version, doc, NULL FROM bridges", "id", false, putThing[record.Bridge](bridges, bridgeColumns)},
	store.BridgeFundRecords:       {"bridge_funds", "SELECT id, version, doc, NULL FROM bridge_funds", "id", false, putThing[record.BridgeFund](bridgeFunds, bridgeFundColumns)},
	store.NoticeRecords:           {"notices", "SELECT id, version, doc, NULL FROM notices", "id", false, putThing[record.Notice](notices, noticeColumns)},
	store.WebhookRecords:          {"webhooks", "SELECT id, version, doc, NULL FROM webhooks", "id", false, putThing[record.Webhook](webhooks, webhookColumns)},
	store.DeliveryRecords:         {"deliveries", "SELECT id, version, doc, NULL FROM deliveries", "id", false, putThing[record.Delivery](deliveries, deliveryColumns)},
	store.KeptAnswerRecords:       {"kept_answers", "SELECT id, version, doc, NULL FROM kept_answers", "id", false, putThing[record.KeptAnswer](keptAnswers, keptAnswerColumns)},
	store.APIKeyRecords:           {"api_keys", "SELECT id, version, doc, NULL FROM api_keys", "id", false, putThing[record.APIKey](apiKeys, apiKeyColumns)},
	store.DocumentRecords:         {"documents", "SELECT id, version, doc, NULL FROM documents", "id", false, putThing[record.Document](files, documentColumns)},
	store.ChunkRecords:            {"chunks", "SELECT id, version, doc, NULL FROM chunks", "id", false, putThing[record.Chunk](chunks, chunkColumns)},
	store.AppealRecords:           {"appeals", "SELECT id, version, doc, NULL FROM appeals", "id", false, putThing[record.Appeal](appeals, appealColumns)},
	store.LiaisonRecords:          {"liaisons", "SELECT id, version, doc, NULL FROM liaisons", "id", false, putThing[record.Liaison](liaisons, liaisonColumns)},
	store.ReceivableRecords:       {"receivables", "SELECT id, version, doc, NULL FROM receivables", "id", false, putThing[record.Receivable](receivables, receivableColumns)},
	store.MortgageTermsRecords:    {"mortgage_terms", "SELECT id, version, doc, NULL FROM mortgage_terms", "id", false, putThing[record.MortgageTerms](mortgageTerms, mortgageTermsOfColumns)},
	store.MailRecords:             {"mails", "SELECT id, version, doc, NULL FROM mails", "id", false, putThing[record.Mail](mails, mailColumns)},
	store.ReceivedRecords:         {"received", "SELECT id, version, doc, NULL FROM received", "id", false, putThing[record.Received](receivedOnes, receivedColumns)},
	store.MonitoringRecords:       {"monitoring", "SELECT id, version, doc, NULL FROM monitoring", "id", false, putThing[record.Monitoring](monitoringLines, monitoringColumns)},
	store.CreditAssessmentRecords: {"credit_assessments", "SELECT id, version, doc, NULL FROM credit_assessments", "id", false, putThing[record.CreditAssessment](creditAssessments, creditAssessmentColumns)},
	store.OutboxRecords:           {"outbox", "SELECT seq, 0, json_object('type', type, 'id', id, 'at', at), NULL FROM outbox", "seq", true, putEvent},
	store.AuditRecords:            {"audit", "SELECT seq, 0, doc, NULL FROM audit", "seq", true, putAudit},
	store.MetaRecords:             {"meta", "SELECT key, 0, json_quote(value), NULL FROM meta", "key", false, putMeta},
}

// copyingOf answers an error for a collection that this program does not know.
func copyingOf(c store.Collection) (copying, error) {
	k, ok := copyings[c]
	if !ok {
		return copying{}, fmt.Errorf("want one of the collections %v, have %q", store.Collections, c)
	}
	return k, nil
}

// Records hands over the whole collection as of one moment.
func (s *Store) Records(ctx context.Context, c store.Collection, use func(store.Record) error) error {
	k, err := copyingOf(c)
	if err == nil {
		err = s.eachRecord(ctx, c, k.query, nil, use)
	}
	if err != nil {
		return fmt.Errorf("read all %s: %w", c, err)
	}
	return nil
}

// RecordsAfter answers a page by rising id.
func (s *Store) RecordsAfter(ctx context.Context, c store.Collection, after string, limit int) ([]store.Record, error) {
	k, err := copyingOf(c)
	if err == nil && limit < 1 {
		err = errLimit
	}
	var from any = after
	if err == nil && k.numbered {
		from, err = numberOf(after)
	}
	var page []store.Record
	if err == nil {
		query := k.query + " WHERE " + k.id + " > ? ORDER BY " + k.id + " LIMIT ?"
		err = s.eachRecord(ctx, c, query, []any{from, limit}, func(r store.Record) error {
			page = append(page, r)
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read %s after %q: %w", c, after, err)
	}
	return page, nil
}

func (s *Store) eachRecord(ctx context.Context, c store.Collection, query string, args []any, use func(store.Record) error) error {
	return s.readers.each(ctx, query, args, func(rows *sql.Rows) error {
		var r store.Record
		var district sql.NullString
		if err := rows.Scan(&r.ID, &r.Version, &r.Doc, &district); err != nil {
			return err
		}
		if district.Valid {
			code := domain.Code(district.String)
			r.District = &code
		}
		doc, err := record.Canonical(c, r.Doc)
		if err != nil {
			return fmt.Errorf("%s: %w", r.ID, err)
		}
		r.Doc = doc
		return use(r)
	})
}

// CountRecords counts the collection.
func (s *Store) CountRecords(ctx context.Context, c store.Collection) (int64, error) {
	k, err := copyingOf(c)
	var n int64
	if err == nil {
		err = s.readers.each(ctx, "SELECT count(*) FROM "+k.table, nil, func(rows *sql.Rows) error { return rows.Scan(&n) })
	}
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", c, err)
	}
	return n, nil
}

// PutRecords writes all of them in one step.
func (s *Store) PutRecords(ctx context.Context, c store.Collection, records []store.Record) error {
	k, err := copyingOf(c)
	if err == nil {
		err = s.writer.submit(ctx, func(w *session) error {
			for _, r := range records {
				if err := k.put(w, r); err != nil {
					return fmt.Errorf("%s: %w", r.ID, err)
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", c, err)
	}
	return nil
}

// putThing writes a document of a kind, with the columns that its shape gives.
func putThing[D any](k kind, columns func(D, store.Record) []any) func(*session, store.Record) error {
	return func(s *session, r store.Record) error {
		var doc D
		if err := json.Unmarshal(r.Doc, &doc); err != nil {
			return err
		}
		args := append([]any{r.Version, r.ID, string(r.Doc)}, columns(doc, r)...)
		return s.exec(k.put, args...)
	}
}

func enterpriseColumns(d record.Enterprise, _ store.Record) []any {
	return []any{string(d.USCC), string(d.Enterprise(0).District())}
}

func needColumns(d record.Need, r store.Record) []any {
	return []any{string(d.EnterpriseID), string(d.State), (*string)(r.District)}
}

func offerColumns(d record.Offer, _ store.Record) []any {
	return []any{string(d.Provider), string(d.State)}
}

func organisationColumns(d record.Organisation, _ store.Record) []any { return []any{string(d.Role)} }

func userColumns(d record.User, _ store.Record) []any { return []any{d.Email, string(d.Organisation)} }

func sessionColumns(d record.Session, _ store.Record) []any { return []any{d.ExpiresAt.Unix()} }

func putEvent(s *session, r store.Record) error {
	seq, err := numberOf(r.ID)
	if err != nil {
		return err
	}
	var e record.Event
	if err := json.Unmarshal(r.Doc, &e); err != nil {
		return err
	}
	const put = "INSERT OR REPLACE INTO outbox (seq, type, id, at) VALUES (?, ?, ?, ?)"
	return s.exec(put, seq, string(e.Type), e.ID, formatTime(e.At))
}

func putAudit(s *session, r store.Record) error {
	seq, err := numberOf(r.ID)
	if err != nil {
		return err
	}
	return s.exec("INSERT OR REPLACE INTO audit (seq, doc) VALUES (?, ?)", seq, string(r.Doc))
}

func putMeta(s *session, r store.Record) error {
	var value string
	if err := json.Unmarshal(r.Doc, &value); err != nil {
		return err
	}
	return s.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", r.ID, value)
}

// numberOf reads the id of a numbered record; "" is before the first.
func numberOf(id string) (int64, error) {
	if id == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("want a number for an id: %w", err)
	}
	return n, nil
}
