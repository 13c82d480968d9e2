package mongostore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

// copying is how the records of one collection are read and written: stored is
// the document for a record, doc the JSON of a document's shape.
type copying struct {
	numbered bool // ids are numbers
	versions bool // documents have versions, and placeholders none
	stored   func(store.Record) (bson.D, error)
	doc      func(bson.Raw) ([]byte, error)
}

var copyings = map[store.Collection]copying{
	store.EnterpriseRecords: copyThing(func(d record.Enterprise, _ store.Record) bson.D { return enterpriseColumns(d) }),
	store.NeedRecords: copyThing(func(d record.Need, r store.Record) bson.D {
		return needColumns(d, (*string)(r.District))
	}),
	store.OfferRecords:            copyThing(func(d record.Offer, _ store.Record) bson.D { return offerColumns(d) }),
	store.CandidacyRecords:        copyThing(func(d record.Candidacy, _ store.Record) bson.D { return candidacyColumns(d) }),
	store.ShortlistRecords:        copyThing(func(d record.Shortlist, _ store.Record) bson.D { return shortlistColumns(d) }),
	store.OrganisationRecords:     copyThing(func(record.Organisation, store.Record) bson.D { return nil }),
	store.UserRecords:             copyThing(func(d record.User, _ store.Record) bson.D { return userColumns(d) }),
	store.SessionRecords:          copyThing(func(d record.Session, _ store.Record) bson.D { return sessionColumns(d) }),
	store.ApplicationRecords:      copyThing(func(d record.Application, _ store.Record) bson.D { return applicationColumns(d) }),
	store.BridgeRecords:           copyThing(func(d record.Bridge, _ store.Record) bson.D { return bridgeColumns(d) }),
	store.BridgeFundRecords:       copyThing(func(record.BridgeFund, store.Record) bson.D { return nil }),
	store.NoticeRecords:           copyThing(func(d record.Notice, _ store.Record) bson.D { return noticeColumns(d) }),
	store.WebhookRecords:          copyThing(func(d record.Webhook, _ store.Record) bson.D { return webhookColumns(d) }),
	store.DeliveryRecords:         copyThing(func(d record.Delivery, _ store.Record) bson.D { return deliveryColumns(d) }),
	store.RosterRecords:           copyThing(func(d record.RosterEntry, _ store.Record) bson.D { return rosterColumns(d) }),
	store.KeptAnswerRecords:       copyThing(func(d record.KeptAnswer, _ store.Record) bson.D { return keptAnswerColumns(d) }),
	store.APIKeyRecords:           copyThing(func(d record.APIKey, _ store.Record) bson.D { return apiKeyColumns(d) }),
	store.DocumentRecords:         copyThing(func(d record.Document, _ store.Record) bson.D { return documentColumns(d) }),
	store.ChunkRecords:            copyThing(func(d record.Chunk, _ store.Record) bson.D { return chunkColumns(d) }),
	store.AppealRecords:           copyThing(func(d record.Appeal, _ store.Record) bson.D { return appealColumns(d) }),
	store.LiaisonRecords:          copyThing(func(d record.Liaison, _ store.Record) bson.D { return liaisonColumns(d) }),
	store.ReceivableRecords:       copyThing(func(d record.Receivable, _ store.Record) bson.D { return receivableColumns(d) }),
	store.MortgageTermsRecords:    copyThing(func(d record.MortgageTerms, _ store.Record) bson.D { return mortgageTermsOfColumns(d) }),
	store.MailRecords:             copyThing(func(d record.Mail, _ store.Record) bson.D { return mailColumns(d) }),
	store.ReceivedRecords:         copyThing(func(d record.Received, _ store.Record) bson.D { return receivedColumns(d) }),
	store.MonitoringRecords:       copyThing(func(d record.Monitoring, _ store.Record) bson.D { return monitoringColumns(d) }),
	store.CreditAssessmentRecords: copyThing(func(d record.CreditAssessment, _ store.Record) bson.D { return creditAssessmentColumns(d) }),
	store.OutboxRecords:           copyNumbered[record.Event](),
	store.AuditRecords:            copyNumbered[record.AuditEntry](),
	store.MetaRecords:             {stored: storedMeta, doc: metaDoc},
}

func copyingOf(c store.Collection) (copying, error) {
	k, ok := copyings[c]
	if !ok {
		return copying{}, fmt.Errorf("want one of the collections %v, have %q", store.Collections, c)
	}
	return k, nil
}

func copyThing[D any](columns func(D, store.Record) bson.D) copying {
	return copying{versions: true, doc: docJSON[D], stored: func(r store.Record) (bson.D, error) {
		var doc D
		if err := json.Unmarshal(r.Doc, &doc); err != nil {
			return nil, err
		}
		return append(bson.D{is("_id", r.ID), is("version", r.Version), is("doc", doc)}, columns(doc, r)...), nil
	}}
}

func copyNumbered[D any]() copying {
	return copying{numbered: true, doc: docJSON[D], stored: func(r store.Record) (bson.D, error) {
		n, err := numberOf(r.ID)
		if err != nil {
			return nil, err
		}
		var doc D
		if err := json.Unmarshal(r.Doc, &doc); err != nil {
			return nil, err
		}
		return bson.D{is("_id", numberID(n)), is("key", "copied/"+r.ID), is("doc", doc)}, nil
	}}
}

// docJSON writes the shape below "doc" as JSON.
func docJSON[D any](raw bson.Raw) ([]byte, error) {
	below, err := raw.LookupErr("doc")
	if err != nil {
		return nil, err
	}
	document, ok := below.DocumentOK()
	if !ok {
		return nil, fmt.Errorf("want a document below doc, have %s", below.Type)
	}
	doc, err := decode[D](document)
	if err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

func storedMeta(r store.Record) (bson.D, error) {
	var value string
	if err := json.Unmarshal(r.Doc, &value); err != nil {
		return nil, err
	}
	return bson.D{is("_id", r.ID), is("value", value)}, nil
}

func metaDoc(raw bson.Raw) ([]byte, error) {
	value, _ := raw.Lookup("value").StringValueOK()
	return json.Marshal(value)
}

// Records hands over the whole collection with one cursor, in the server's
// order.
func (s *Store) Records(ctx context.Context, c store.Collection, use func(store.Record) error) error {
	k, err := copyingOf(c)
	if err == nil {
		err = s.eachRecord(ctx, c, k, everything.filter(), options.Find(), use)
	}
	if err != nil {
		return fmt.Errorf("read all %s: %w", c, fault(ctx, err))
	}
	return nil
}

// RecordsAfter answers a page by rising id.
func (s *Store) RecordsAfter(ctx context.Context, c store.Collection, after string, limit int) ([]store.Record, error) {
	k, err := copyingOf(c)
	if err == nil && limit < 1 {
		err = errLimit
	}
	if err == nil && k.numbered && after != "" {
		var n int64
		n, err = numberOf(after)
		after = numberID(n)
	}
	var page []store.Record
	if err == nil {
		fields := bson.D{is("_id", op("$gt", after))}
		if k.versions {
			fields = append(fields, is("version", op("$gt", int64(0))))
		}
		o := options.Find().SetSort(recordsAfter.sort()).SetLimit(int64(limit))
		err = s.eachRecord(ctx, c, k, recordsAfter.filter(fields...), o, func(r store.Record) error {
			page = append(page, r)
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read %s after %q: %w", c, after, fault(ctx, err))
	}
	return page, nil
}

func (s *Store) eachRecord(ctx context.Context, c store.Collection, k copying, filter bson.D, o options.Lister[options.FindOptions], use func(store.Record) error) (err error) {
	cursor, err := s.coll(string(c)).Find(ctx, filter, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cursor.Close(context.WithoutCancel(ctx))) }()
	for cursor.Next(ctx) {
		r, err := recordOf(k, cursor.Current)
		if err != nil {
			return err
		}
		if k.versions && r.Version == 0 {
			continue // a placeholder
		}
		if err := use(r); err != nil {
			return err
		}
	}
	return cursor.Err()
}

func recordOf(k copying, raw bson.Raw) (store.Record, error) {
	var head struct {
		ID       string       `bson:"_id"`
		Version  int64        `bson:"version"`
		District *domain.Code `bson:"district"`
		Needs    *string      `bson:"enterprise_id"`
	}
	if err := bson.Unmarshal(raw, &head); err != nil {
		return store.Record{}, err
	}
	r := store.Record{ID: head.ID, Version: head.Version}
	if head.Needs != nil { // a firm has the column as well, but a need's record alone has it
		r.District = head.District
	}
	doc, err := k.doc(raw)
	if err != nil {
		return store.Record{}, fmt.Errorf("%s: %w", head.ID, err)
	}
	r.Doc = doc
	if k.numbered {
		n, err := numberOf(head.ID)
		if err != nil {
			return store.Record{}, err
		}
		r.ID = strconv.FormatInt(n, 10)
	}
	return r, nil
}

// CountRecords counts the collection, without placeholders.
func (s *Store) CountRecords(ctx context.Context, c store.Collection) (int64, error) {
	k, err := copyingOf(c)
	var n int64
	if err == nil {
		filter := bson.D{}
		if k.versions {
			filter = append(filter, is("version", op("$gt", int64(0))))
		}
		n, err = s.coll(string(c)).CountDocuments(ctx, filter)
	}
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", c, fault(ctx, err))
	}
	return n, nil
}

// PutRecords writes each in place of the one with its id. Records do not
// depend on each other, so those that can be written are, also where one fails.
func (s *Store) PutRecords(ctx context.Context, c store.Collection, records []store.Record) error {
	k, err := copyingOf(c)
	if err == nil && len(records) > 0 {
		err = s.putRecords(ctx, c, k, records)
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", c, fault(ctx, err))
	}
	return nil
}

func (s *Store) putRecords(ctx context.Context, c store.Collection, k copying, records []store.Record) error {
	docs := make([]bson.D, 0, len(records))
	last := int64(0)
	for _, r := range records {
		doc, err := k.stored(r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.ID, err)
		}
		id := doc[0].Value.(string)
		if k.numbered {
			n, err := numberOf(id)
			if err != nil {
				return err
			}
			last = max(last, n)
		}
		docs = append(docs, doc)
	}
	if err := s.put(ctx, s.coll(string(c)), docs); err != nil {
		return err
	}
	if !k.numbered {
		return nil
	}
	log := s.events
	if c == store.AuditRecords {
		log = s.audit.log
	}
	log.raise(last)
	return log.keepHint(ctx)
}

// put inserts the documents, which is all that a first copy needs and much
// faster than to look for each, and replaces those that were there.
func (s *Store) put(ctx context.Context, coll *mongo.Collection, docs []bson.D) error {
	_, err := coll.InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
	var failed mongo.BulkWriteException
	if !errors.As(err, &failed) || failed.WriteConcernError != nil {
		return err
	}
	var replace []mongo.WriteModel
	for _, f := range failed.WriteErrors {
		if !mongo.IsDuplicateKeyError(f.WriteError) {
			return err
		}
		doc := docs[f.Index]
		replace = append(replace, mongo.NewReplaceOneModel().SetFilter(oneByID.filter(is("_id", doc[0].Value))).SetReplacement(doc).SetUpsert(true))
	}
	_, err = coll.BulkWrite(ctx, replace, options.BulkWrite().SetOrdered(false))
	return err
}
