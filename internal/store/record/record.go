// Package record is the form in which every store keeps the platform's things,
// so that a document moves from one store to another unchanged, and a field
// that is added is added once.
//
// The shapes are structs with JSON names; a store that writes BSON uses the
// same names. Their fields have the domain's own scalar types (amounts as
// whole fen, days as numbers from 1970-01-01); times are in UTC, to the
// millisecond, which is what BSON keeps. Absent means
// the zero value: a nil pointer or a nil slice is left out (or null), an empty
// slice is written as []. Version and number are the store's own and stand
// beside the shape.
package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"rongqiao/internal/store"
)

// Canonical writes a stored document as the shape of today does: fields in
// their order, times to the millisecond. Copies are compared in this form. A
// field that the shape does not know is an error, since it would be lost.
func Canonical(c store.Collection, doc []byte) ([]byte, error) {
	rewrite, ok := canonical[c]
	if !ok {
		return nil, fmt.Errorf("no shape for the collection %q", c)
	}
	return rewrite(doc)
}

var canonical = map[store.Collection]func([]byte) ([]byte, error){
	store.EnterpriseRecords:       rewriting(NewEnterprise, Enterprise.Enterprise),
	store.NeedRecords:             rewriting(NewNeed, Need.Need),
	store.OfferRecords:            rewriting(NewOffer, Offer.Offer),
	store.CandidacyRecords:        rewriting(NewCandidacy, Candidacy.Candidacy),
	store.ShortlistRecords:        rewriting(NewShortlist, Shortlist.Shortlist),
	store.OrganisationRecords:     rewriting(NewOrganisation, Organisation.Organisation),
	store.UserRecords:             rewriting(NewUser, User.User),
	store.SessionRecords:          rewriting(NewSession, Session.Session),
	store.RosterRecords:           rewriting(NewRosterEntry, RosterEntry.Entry),
	store.ApplicationRecords:      rewriting(NewApplication, Application.Application),
	store.BridgeRecords:           rewriting(NewBridge, Bridge.Bridge),
	store.NoticeRecords:           rewriting(NewNotice, Notice.Notice),
	store.WebhookRecords:          rewriting(NewWebhook, Webhook.Webhook),
	store.DeliveryRecords:         rewriting(NewDelivery, Delivery.Delivery),
	store.KeptAnswerRecords:       rewriting(NewKeptAnswer, KeptAnswer.KeptAnswer),
	store.APIKeyRecords:           rewriting(NewAPIKey, APIKey.APIKey),
	store.DocumentRecords:         rewriting(NewDocument, Document.Document),
	store.ChunkRecords:            rewriting(NewChunk, Chunk.Chunk),
	store.AppealRecords:           rewriting(NewAppeal, Appeal.Appeal),
	store.LiaisonRecords:          rewriting(NewLiaison, Liaison.Liaison),
	store.ReceivableRecords:       rewriting(NewReceivable, Receivable.Receivable),
	store.MortgageTermsRecords:    rewriting(NewMortgageTerms, MortgageTerms.MortgageTerms),
	store.MailRecords:             rewriting(NewMail, Mail.Mail),
	store.ReceivedRecords:         rewriting(NewReceived, Received.Received),
	store.MonitoringRecords:       rewriting(NewMonitoring, Monitoring.Monitoring),
	store.CreditAssessmentRecords: rewriting(NewCreditAssessment, CreditAssessment.CreditAssessment),
	store.BridgeFundRecords:       rewriting(NewBridgeFund, BridgeFund.BridgeFund),
	store.OutboxRecords:           rewriting(NewEvent, Event.Event),
	store.AuditRecords:            rewriting(NewAuditEntry, AuditEntry.Entry),
	store.MetaRecords:             rewriting(func(s string) string { return s }, func(s string, _ int64) string { return s }),
}

func rewriting[D, T any](shape func(T) D, thing func(D, int64) T) func([]byte) ([]byte, error) {
	return func(doc []byte) ([]byte, error) {
		var d D
		strict := json.NewDecoder(bytes.NewReader(doc))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&d); err != nil {
			return nil, err
		}
		return json.Marshal(shape(thing(d, 0)))
	}
}

// each converts a slice; nil stays nil and empty stays empty.
func each[A, B any](in []A, convert func(A) B) []B {
	if in == nil {
		return nil
	}
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = convert(v)
	}
	return out
}

// at is the time in the form that comes back from every store.
func at(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func atOrNil(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := at(*t)
	return &u
}
