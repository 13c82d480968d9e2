// Package store is what the platform asks of a database: one small interface
// per noun. Every implementation passes the suite in storetest.
//
// Rules that hold for all of them. A Save with Version 0 inserts, and answers
// <noun>_exists (conflict) where the id or a unique key is taken. Any other
// Version must be the stored one, else <noun>_changed (conflict); an unknown
// id is <noun>_not_found. The saved thing comes back with its new Version.
// Each Save is one atomic step together with its events: after it returns the
// thing and the events survive a kill; if it fails neither is there. Reads of
// an unknown id answer <noun>_not_found. Nothing returned shares memory with
// what the store keeps. Cancelling ctx ends the wait, not a commit under way.
package store

import (
	"context"

	"rongqiao/internal/domain"
)

// Page asks for a part of a list. After is the cursor of the last item seen,
// empty at first; Limit is at least 1.
type Page struct {
	After string
	Limit int
}

// Enterprises keeps firms. The USCC is unique.
type Enterprises interface {
	Enterprise(ctx context.Context, id domain.EnterpriseID) (domain.Enterprise, error)
	// EnterprisesByID answers those that exist, in no order.
	EnterprisesByID(ctx context.Context, ids []domain.EnterpriseID) ([]domain.Enterprise, error)
	EnterpriseByUSCC(ctx context.Context, code domain.USCC) (domain.Enterprise, error)
	// Enterprises lists by id; districts nil means all. next is empty at the end.
	Enterprises(ctx context.Context, districts []domain.Code, page Page) (items []domain.Enterprise, next string, err error)
	SaveEnterprise(ctx context.Context, e domain.Enterprise, events ...domain.Event) (domain.Enterprise, error)
}

// NeedFilter narrows a list of needs; empty parts do not. Districts are those
// of the firm's last residence.
type NeedFilter struct {
	Enterprise domain.EnterpriseID
	Districts  []domain.Code
	States     []domain.NeedState
}

// Needs keeps financing needs.
type Needs interface {
	Need(ctx context.Context, id domain.NeedID) (domain.Need, error)
	// NeedsByID answers those that exist, in no order.
	NeedsByID(ctx context.Context, ids []domain.NeedID) ([]domain.Need, error)
	// Needs lists the newest first (ids rise with time).
	Needs(ctx context.Context, filter NeedFilter, page Page) (items []domain.Need, next string, err error)
	SaveNeed(ctx context.Context, n domain.Need, events ...domain.Event) (domain.Need, error)
}

// OfferFilter narrows a list of offers; empty parts do not.
type OfferFilter struct {
	Provider domain.ProviderID
	States   []domain.OfferState
}

// Offers keeps offers.
type Offers interface {
	Offer(ctx context.Context, id domain.OfferID) (domain.Offer, error)
	// OffersByID answers those that exist, in no order.
	OffersByID(ctx context.Context, ids []domain.OfferID) ([]domain.Offer, error)
	// Offers lists by id.
	Offers(ctx context.Context, filter OfferFilter, page Page) (items []domain.Offer, next string, err error)
	SaveOffer(ctx context.Context, o domain.Offer, events ...domain.Event) (domain.Offer, error)
	// SaveOffers saves all or none, as SaveOffer would each.
	SaveOffers(ctx context.Context, offers []domain.Offer, events ...domain.Event) error
}

// Accounts keeps organisations, people and their sessions. E-mail is unique.
type Accounts interface {
	User(ctx context.Context, id domain.UserID) (domain.User, error)
	UserByEmail(ctx context.Context, email string) (domain.User, error)
	SaveUser(ctx context.Context, u domain.User) (domain.User, error)
	Organisation(ctx context.Context, id domain.OrganisationID) (domain.Organisation, error)
	SaveOrganisation(ctx context.Context, o domain.Organisation) (domain.Organisation, error)
	// Register saves a firm, its organisation and its first person, all with
	// Version 0, in one step, and answers the first conflict otherwise.
	Register(ctx context.Context, e domain.Enterprise, o domain.Organisation, u domain.User, events ...domain.Event) error
	Session(ctx context.Context, id domain.SessionID) (domain.Session, error)
	SaveSession(ctx context.Context, s domain.Session) (domain.Session, error)
	// PurgeSessions drops sessions that expired before the time, in unix seconds.
	PurgeSessions(ctx context.Context, before int64) (dropped int, err error)
}

// Outbox reads the events that saves have left.
type Outbox interface {
	// Events answers those after the sequence number, in order, at most limit.
	// None is ever skipped: an event with a lower Seq never appears later.
	Events(ctx context.Context, after int64, limit int) ([]domain.Event, error)
	// LastSeq is the newest sequence number, 0 for none.
	LastSeq(ctx context.Context) (int64, error)
}

// Audit keeps the audit log.
type Audit interface {
	AddAudit(ctx context.Context, e domain.AuditEntry) error
	// AuditEntries answers entries after the sequence number, in order.
	AuditEntries(ctx context.Context, after int64, limit int) ([]domain.AuditEntry, error)
}

// Meta keeps small settings of the installation, such as the hash of the
// catalogue that was loaded last. An unknown key answers "".
type Meta interface {
	Meta(ctx context.Context, key string) (string, error)
	SetMeta(ctx context.Context, key, value string) error
}

// Store is the whole of it.
type Store interface {
	Enterprises
	Needs
	Offers
	Accounts
	Outbox
	Audit
	Meta
	// Ping answers an error where the store cannot serve.
	Ping(ctx context.Context) error
	Close() error
}
