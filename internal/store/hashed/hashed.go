// Package hashed notes, for the audit log, the hash of each thing that a request
// read before it changed it, and of what it saved: the SHA-256 of the document
// as every store keeps it. Who has a backup of a day can show what stood there.
package hashed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

type notesKey struct{}

// notes are what one request has read and saved.
type notes struct {
	mu            sync.Mutex
	before, after map[string]string // by the thing's id
}

// With begins to note under the context that comes back.
func With(ctx context.Context) context.Context {
	return context.WithValue(ctx, notesKey{}, &notes{before: map[string]string{}, after: map[string]string{}})
}

// Of answers the hash of the thing as it was first read under the context, and
// as it was last saved; empty where it was not.
func Of(ctx context.Context, id string) (before, after string) {
	n, _ := ctx.Value(notesKey{}).(*notes)
	if n == nil {
		return "", ""
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.before[id], n.after[id]
}

// Hash is the hash of a document in its stored form.
func Hash(doc any) string {
	text, err := json.Marshal(doc)
	if err != nil { // no shape of the record package has what JSON cannot write
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// read notes a thing that was read; the first time counts.
func read[ID ~string, T, D any](ctx context.Context, id ID, thing T, err error, shape func(T) D) (T, error) {
	if n, _ := ctx.Value(notesKey{}).(*notes); n != nil && err == nil {
		hash := Hash(shape(thing))
		n.mu.Lock()
		defer n.mu.Unlock()
		if _, ok := n.before[string(id)]; !ok {
			n.before[string(id)] = hash
		}
	}
	return thing, err
}

// saved notes a thing that was saved; the last time counts.
func saved[ID ~string, T, D any](ctx context.Context, id ID, thing T, err error, shape func(T) D) (T, error) {
	if n, _ := ctx.Value(notesKey{}).(*notes); n != nil && err == nil {
		hash := Hash(shape(thing))
		n.mu.Lock()
		defer n.mu.Unlock()
		n.after[string(id)] = hash
	}
	return thing, err
}

// hashing is a store that notes what goes through it.
type hashing struct{ store.Store }

// Store answers the store with its reads and saves noted.
func Store(s store.Store) store.Store { return hashing{s} }

func (s hashing) Need(ctx context.Context, id domain.NeedID) (domain.Need, error) {
	found, err := s.Store.Need(ctx, id)
	return read(ctx, id, found, err, record.NewNeed)
}

func (s hashing) SaveNeed(ctx context.Context, v domain.Need, events ...domain.Event) (domain.Need, error) {
	out, err := s.Store.SaveNeed(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewNeed)
}

func (s hashing) Application(ctx context.Context, id domain.ApplicationID) (domain.Application, error) {
	found, err := s.Store.Application(ctx, id)
	return read(ctx, id, found, err, record.NewApplication)
}

func (s hashing) SaveApplication(ctx context.Context, v domain.Application, events ...domain.Event) (domain.Application, error) {
	out, err := s.Store.SaveApplication(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewApplication)
}

func (s hashing) Bridge(ctx context.Context, id domain.BridgeID) (domain.Bridge, error) {
	found, err := s.Store.Bridge(ctx, id)
	return read(ctx, id, found, err, record.NewBridge)
}

func (s hashing) SaveBridge(ctx context.Context, v domain.Bridge, events ...domain.Event) (domain.Bridge, error) {
	out, err := s.Store.SaveBridge(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewBridge)
}

func (s hashing) Offer(ctx context.Context, id domain.OfferID) (domain.Offer, error) {
	found, err := s.Store.Offer(ctx, id)
	return read(ctx, id, found, err, record.NewOffer)
}

func (s hashing) SaveOffer(ctx context.Context, v domain.Offer, events ...domain.Event) (domain.Offer, error) {
	out, err := s.Store.SaveOffer(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewOffer)
}

func (s hashing) Enterprise(ctx context.Context, id domain.EnterpriseID) (domain.Enterprise, error) {
	found, err := s.Store.Enterprise(ctx, id)
	return read(ctx, id, found, err, record.NewEnterprise)
}

func (s hashing) SaveEnterprise(ctx context.Context, v domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
	out, err := s.Store.SaveEnterprise(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewEnterprise)
}

func (s hashing) Candidacy(ctx context.Context, id domain.CandidacyID) (domain.Candidacy, error) {
	found, err := s.Store.Candidacy(ctx, id)
	return read(ctx, id, found, err, record.NewCandidacy)
}

func (s hashing) SaveCandidacy(ctx context.Context, v domain.Candidacy, events ...domain.Event) (domain.Candidacy, error) {
	out, err := s.Store.SaveCandidacy(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewCandidacy)
}

func (s hashing) Shortlist(ctx context.Context, id domain.ShortlistID) (domain.Shortlist, error) {
	found, err := s.Store.Shortlist(ctx, id)
	return read(ctx, id, found, err, record.NewShortlist)
}

func (s hashing) SaveShortlist(ctx context.Context, v domain.Shortlist, events ...domain.Event) (domain.Shortlist, error) {
	out, err := s.Store.SaveShortlist(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewShortlist)
}

func (s hashing) RosterEntry(ctx context.Context, id domain.RosterEntryID) (domain.RosterEntry, error) {
	found, err := s.Store.RosterEntry(ctx, id)
	return read(ctx, id, found, err, record.NewRosterEntry)
}

func (s hashing) SaveRosterEntry(ctx context.Context, v domain.RosterEntry, events ...domain.Event) (domain.RosterEntry, error) {
	out, err := s.Store.SaveRosterEntry(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewRosterEntry)
}

func (s hashing) Webhook(ctx context.Context, id domain.WebhookID) (domain.Webhook, error) {
	found, err := s.Store.Webhook(ctx, id)
	return read(ctx, id, found, err, record.NewWebhook)
}

func (s hashing) SaveWebhook(ctx context.Context, v domain.Webhook, events ...domain.Event) (domain.Webhook, error) {
	out, err := s.Store.SaveWebhook(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewWebhook)
}

func (s hashing) APIKey(ctx context.Context, id domain.APIKeyID) (domain.APIKey, error) {
	found, err := s.Store.APIKey(ctx, id)
	return read(ctx, id, found, err, record.NewAPIKey)
}

func (s hashing) SaveAPIKey(ctx context.Context, v domain.APIKey, events ...domain.Event) (domain.APIKey, error) {
	out, err := s.Store.SaveAPIKey(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewAPIKey)
}

func (s hashing) Appeal(ctx context.Context, id domain.AppealID) (domain.Appeal, error) {
	found, err := s.Store.Appeal(ctx, id)
	return read(ctx, id, found, err, record.NewAppeal)
}

func (s hashing) SaveAppeal(ctx context.Context, v domain.Appeal, events ...domain.Event) (domain.Appeal, error) {
	out, err := s.Store.SaveAppeal(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewAppeal)
}

func (s hashing) Receivable(ctx context.Context, id domain.ReceivableID) (domain.Receivable, error) {
	found, err := s.Store.Receivable(ctx, id)
	return read(ctx, id, found, err, record.NewReceivable)
}

func (s hashing) SaveReceivable(ctx context.Context, v domain.Receivable, events ...domain.Event) (domain.Receivable, error) {
	out, err := s.Store.SaveReceivable(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewReceivable)
}

func (s hashing) Document(ctx context.Context, id domain.DocumentID) (domain.Document, error) {
	found, err := s.Store.Document(ctx, id)
	return read(ctx, id, found, err, record.NewDocument)
}

func (s hashing) SaveDocument(ctx context.Context, v domain.Document, events ...domain.Event) (domain.Document, error) {
	out, err := s.Store.SaveDocument(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewDocument)
}

func (s hashing) SaveMortgageTerms(ctx context.Context, v domain.MortgageTerms, events ...domain.Event) (domain.MortgageTerms, error) {
	out, err := s.Store.SaveMortgageTerms(ctx, v, events...)
	return saved(ctx, v.ID, out, err, record.NewMortgageTerms)
}

func (s hashing) SaveNeedAndApplications(ctx context.Context, n domain.Need, all []domain.Application, events ...domain.Event) error {
	err := s.Store.SaveNeedAndApplications(ctx, n, all, events...)
	_, _ = saved(ctx, n.ID, n, err, record.NewNeed)
	for _, x := range all {
		_, _ = saved(ctx, x.ID, x, err, record.NewApplication)
	}
	return err
}

func (s hashing) SaveBridgeAndFund(ctx context.Context, b domain.Bridge, f domain.BridgeFund, events ...domain.Event) error {
	err := s.Store.SaveBridgeAndFund(ctx, b, f, events...)
	_, _ = saved(ctx, b.ID, b, err, record.NewBridge)
	_, _ = saved(ctx, f.ID, f, err, record.NewBridgeFund)
	return err
}

func (s hashing) BridgeFund(ctx context.Context, id domain.OfferID) (domain.BridgeFund, error) {
	found, err := s.Store.BridgeFund(ctx, id)
	return read(ctx, id, found, err, record.NewBridgeFund)
}

func (s hashing) SaveBridgeFund(ctx context.Context, f domain.BridgeFund, events ...domain.Event) (domain.BridgeFund, error) {
	out, err := s.Store.SaveBridgeFund(ctx, f, events...)
	return saved(ctx, f.ID, out, err, record.NewBridgeFund)
}
