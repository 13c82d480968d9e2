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
	// EnterprisesByUSCC answers those that exist, in no order.
	EnterprisesByUSCC(ctx context.Context, codes []domain.USCC) ([]domain.Enterprise, error)
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

// CandidacyFilter narrows a list of candidacies; empty parts do not.
type CandidacyFilter struct {
	Stages []domain.Code
}

// Candidacies keeps cultivation records, one for a firm.
type Candidacies interface {
	Candidacy(ctx context.Context, id domain.CandidacyID) (domain.Candidacy, error)
	// CandidacyOf answers the record of the firm, or candidacy_not_found.
	CandidacyOf(ctx context.Context, id domain.EnterpriseID) (domain.Candidacy, error)
	// CandidaciesByID answers those that exist, in no order.
	CandidaciesByID(ctx context.Context, ids []domain.CandidacyID) ([]domain.Candidacy, error)
	// Candidacies lists the newest first.
	Candidacies(ctx context.Context, filter CandidacyFilter, page Page) (items []domain.Candidacy, next string, err error)
	SaveCandidacy(ctx context.Context, c domain.Candidacy, events ...domain.Event) (domain.Candidacy, error)
}

// ShortlistFilter narrows a list of shortlists; empty parts do not.
type ShortlistFilter struct {
	States []domain.ShortlistState
}

// Shortlists keeps shortlists.
type Shortlists interface {
	Shortlist(ctx context.Context, id domain.ShortlistID) (domain.Shortlist, error)
	// Shortlists lists the newest first.
	Shortlists(ctx context.Context, filter ShortlistFilter, page Page) (items []domain.Shortlist, next string, err error)
	SaveShortlist(ctx context.Context, l domain.Shortlist, events ...domain.Event) (domain.Shortlist, error)
}

// RosterFilter narrows a list of roster entries; empty parts do not.
type RosterFilter struct {
	Roster domain.Code
}

// Rosters keeps the entries of rosters. Roster and USCC together are unique.
type Rosters interface {
	RosterEntry(ctx context.Context, id domain.RosterEntryID) (domain.RosterEntry, error)
	// RosterEntries lists by id.
	RosterEntries(ctx context.Context, filter RosterFilter, page Page) (items []domain.RosterEntry, next string, err error)
	// RosterEntriesOf answers all entries of the firms with the codes, in no order.
	RosterEntriesOf(ctx context.Context, codes []domain.USCC) ([]domain.RosterEntry, error)
	SaveRosterEntry(ctx context.Context, e domain.RosterEntry, events ...domain.Event) (domain.RosterEntry, error)
	// SaveRosterEntries saves all or none, as SaveRosterEntry would each.
	SaveRosterEntries(ctx context.Context, entries []domain.RosterEntry, events ...domain.Event) error
}

// ApplicationFilter narrows a list of applications; empty parts do not. At
// most one of Need, Enterprise and Provider is given.
type ApplicationFilter struct {
	Need       domain.NeedID
	Enterprise domain.EnterpriseID
	Provider   domain.ProviderID
	States     []domain.ApplicationState
}

// Applications keeps applications.
type Applications interface {
	Application(ctx context.Context, id domain.ApplicationID) (domain.Application, error)
	// ApplicationsByID answers those that exist, in no order.
	ApplicationsByID(ctx context.Context, ids []domain.ApplicationID) ([]domain.Application, error)
	// Applications lists the newest first.
	Applications(ctx context.Context, filter ApplicationFilter, page Page) (items []domain.Application, next string, err error)
	SaveApplication(ctx context.Context, a domain.Application, events ...domain.Event) (domain.Application, error)
	// SaveNeedAndApplications saves all of them or none, as SaveNeed and
	// SaveApplication would each: what is decided about a need's applications
	// together is saved with the need's version.
	SaveNeedAndApplications(ctx context.Context, n domain.Need, all []domain.Application, events ...domain.Event) error
}

// BridgeFilter narrows a list of bridges; empty parts do not. At most one is
// given. Provider is the lender or the fund's.
type BridgeFilter struct {
	Enterprise domain.EnterpriseID
	Provider   domain.ProviderID
}

// Bridges keeps bridges and the funds behind them.
type Bridges interface {
	Bridge(ctx context.Context, id domain.BridgeID) (domain.Bridge, error)
	// BridgesByID answers those that exist, in no order.
	BridgesByID(ctx context.Context, ids []domain.BridgeID) ([]domain.Bridge, error)
	// Bridges lists the newest first.
	Bridges(ctx context.Context, filter BridgeFilter, page Page) (items []domain.Bridge, next string, err error)
	SaveBridge(ctx context.Context, b domain.Bridge, events ...domain.Event) (domain.Bridge, error)
	BridgeFund(ctx context.Context, id domain.OfferID) (domain.BridgeFund, error)
	SaveBridgeFund(ctx context.Context, f domain.BridgeFund, events ...domain.Event) (domain.BridgeFund, error)
	// SaveBridgeAndFund saves both or none, as SaveBridge and SaveBridgeFund
	// would each.
	SaveBridgeAndFund(ctx context.Context, b domain.Bridge, f domain.BridgeFund, events ...domain.Event) error
}

// Notices keeps what people are told of.
type Notices interface {
	Notice(ctx context.Context, id domain.NoticeID) (domain.Notice, error)
	// NoticesByID answers those that exist, in no order.
	NoticesByID(ctx context.Context, ids []domain.NoticeID) ([]domain.Notice, error)
	// Notices lists those for any of the addressees, the newest first.
	Notices(ctx context.Context, to []domain.Addressee, page Page) (items []domain.Notice, next string, err error)
	SaveNotice(ctx context.Context, n domain.Notice, events ...domain.Event) (domain.Notice, error)
}

// WebhookFilter narrows a list of webhooks; empty parts do not.
type WebhookFilter struct {
	Provider domain.ProviderID
}

// DeliveryFilter narrows a list of deliveries; an empty State does not.
type DeliveryFilter struct {
	Webhook domain.WebhookID
	State   domain.DeliveryState
}

// Webhooks keeps where providers' systems are told of things, and what they
// are told.
type Webhooks interface {
	Webhook(ctx context.Context, id domain.WebhookID) (domain.Webhook, error)
	// Webhooks lists by id.
	Webhooks(ctx context.Context, filter WebhookFilter, page Page) (items []domain.Webhook, next string, err error)
	SaveWebhook(ctx context.Context, w domain.Webhook, events ...domain.Event) (domain.Webhook, error)
	Delivery(ctx context.Context, id domain.DeliveryID) (domain.Delivery, error)
	// Deliveries lists the newest first.
	Deliveries(ctx context.Context, filter DeliveryFilter, page Page) (items []domain.Delivery, next string, err error)
	// DeliveriesPending lists those of the webhook that wait, the oldest first.
	DeliveriesPending(ctx context.Context, id domain.WebhookID, page Page) (items []domain.Delivery, next string, err error)
	SaveDelivery(ctx context.Context, d domain.Delivery, events ...domain.Event) (domain.Delivery, error)
}

// KeptAnswers keeps answers to requests that have an idempotency key.
type KeptAnswers interface {
	KeptAnswer(ctx context.Context, id domain.KeptAnswerID) (domain.KeptAnswer, error)
	// PurgeKeptAnswers drops those that were taken up before the time, in unix seconds.
	PurgeKeptAnswers(ctx context.Context, before int64) (dropped int, err error)
	SaveKeptAnswer(ctx context.Context, k domain.KeptAnswer, events ...domain.Event) (domain.KeptAnswer, error)
}

// APIKeyFilter narrows a list of API keys; empty parts do not.
type APIKeyFilter struct {
	Organisation domain.OrganisationID
}

// APIKeys keeps the keys of providers' systems.
type APIKeys interface {
	APIKey(ctx context.Context, id domain.APIKeyID) (domain.APIKey, error)
	// APIKeys lists by id.
	APIKeys(ctx context.Context, filter APIKeyFilter, page Page) (items []domain.APIKey, next string, err error)
	SaveAPIKey(ctx context.Context, a domain.APIKey, events ...domain.Event) (domain.APIKey, error)
}

// DocumentFilter narrows a list of documents; empty parts do not.
type DocumentFilter struct {
	Need        domain.NeedID
	Application domain.ApplicationID
}

// Documents keeps what is known of uploaded files.
type Documents interface {
	Document(ctx context.Context, id domain.DocumentID) (domain.Document, error)
	// Documents lists the newest first.
	Documents(ctx context.Context, filter DocumentFilter, page Page) (items []domain.Document, next string, err error)
	SaveDocument(ctx context.Context, d domain.Document, events ...domain.Event) (domain.Document, error)
}

// Chunks keeps the contents of uploaded files in parts.
type Chunks interface {
	Chunk(ctx context.Context, id domain.ChunkID) (domain.Chunk, error)
	SaveChunk(ctx context.Context, c domain.Chunk, events ...domain.Event) (domain.Chunk, error)
}

// AppealFilter narrows a list of appeals; empty parts do not.
type AppealFilter struct {
	Enterprise domain.EnterpriseID
	District   domain.Code
	State      domain.AppealState
}

// Appeals keeps what firms have raised.
type Appeals interface {
	Appeal(ctx context.Context, id domain.AppealID) (domain.Appeal, error)
	// AppealsByID answers those that exist, in no order.
	AppealsByID(ctx context.Context, ids []domain.AppealID) ([]domain.Appeal, error)
	// Appeals lists the newest first.
	Appeals(ctx context.Context, filter AppealFilter, page Page) (items []domain.Appeal, next string, err error)
	SaveAppeal(ctx context.Context, a domain.Appeal, events ...domain.Event) (domain.Appeal, error)
}

// Liaisons keeps who looks after which key firm.
type Liaisons interface {
	Liaison(ctx context.Context, id domain.LiaisonID) (domain.Liaison, error)
	// LiaisonsByID answers those that exist, in no order.
	LiaisonsByID(ctx context.Context, ids []domain.LiaisonID) ([]domain.Liaison, error)
	SaveLiaison(ctx context.Context, l domain.Liaison, events ...domain.Event) (domain.Liaison, error)
}

// ReceivableFilter narrows a list of receivables; empty parts do not.
type ReceivableFilter struct {
	Enterprise domain.EnterpriseID
	District   domain.Code
	State      domain.ReceivableState
}

// Receivables keeps money that is owed to firms.
type Receivables interface {
	Receivable(ctx context.Context, id domain.ReceivableID) (domain.Receivable, error)
	// Receivables lists the newest first.
	Receivables(ctx context.Context, filter ReceivableFilter, page Page) (items []domain.Receivable, next string, err error)
	SaveReceivable(ctx context.Context, r domain.Receivable, events ...domain.Event) (domain.Receivable, error)
}

// MortgageTermsFilter narrows a list of mortgage terms; empty parts do not.
type MortgageTermsFilter struct {
	Collateral domain.Code
}

// MortgageTermsList keeps the parameters of mortgage value-added loans.
type MortgageTermsList interface {
	MortgageTerms(ctx context.Context, id domain.MortgageTermsID) (domain.MortgageTerms, error)
	// MortgageTermsList lists the newest first.
	MortgageTermsList(ctx context.Context, filter MortgageTermsFilter, page Page) (items []domain.MortgageTerms, next string, err error)
	SaveMortgageTerms(ctx context.Context, m domain.MortgageTerms, events ...domain.Event) (domain.MortgageTerms, error)
}

// MailFilter narrows a list of e-mails; empty parts do not.
type MailFilter struct {
	State domain.DeliveryState
}

// Mails keeps the e-mails that tell people of notices.
type Mails interface {
	Mail(ctx context.Context, id domain.MailID) (domain.Mail, error)
	// Mails lists by id.
	Mails(ctx context.Context, filter MailFilter, page Page) (items []domain.Mail, next string, err error)
	SaveMail(ctx context.Context, m domain.Mail, events ...domain.Event) (domain.Mail, error)
}

// ReceivedFilter narrows a list of received records; empty parts do not.
type ReceivedFilter struct {
	Kind domain.Code
	USCC domain.USCC
}

// ReceivedList keeps what came in from other nodes.
type ReceivedList interface {
	Received(ctx context.Context, id domain.ReceivedID) (domain.Received, error)
	// ReceivedList lists by id.
	ReceivedList(ctx context.Context, filter ReceivedFilter, page Page) (items []domain.Received, next string, err error)
	SaveReceived(ctx context.Context, r domain.Received, events ...domain.Event) (domain.Received, error)
}

// MonitoringFilter narrows a list of weekly sheet; empty parts do not.
type MonitoringFilter struct {
	USCC domain.USCC
	Week string
}

// MonitoringLines keeps the weekly sheet of firms on a roster.
type MonitoringLines interface {
	Monitoring(ctx context.Context, id domain.MonitoringID) (domain.Monitoring, error)
	// MonitoringLines lists the newest first.
	MonitoringLines(ctx context.Context, filter MonitoringFilter, page Page) (items []domain.Monitoring, next string, err error)
	SaveMonitoring(ctx context.Context, m domain.Monitoring, events ...domain.Event) (domain.Monitoring, error)
}

// CreditAssessmentFilter narrows a list of kept results; empty parts do not.
type CreditAssessmentFilter struct {
	Enterprise domain.EnterpriseID
	Sheet      string
}

// CreditAssessments keeps what sheets of credit value came to for firms.
type CreditAssessments interface {
	CreditAssessment(ctx context.Context, id domain.CreditAssessmentID) (domain.CreditAssessment, error)
	// CreditAssessments lists the newest first.
	CreditAssessments(ctx context.Context, filter CreditAssessmentFilter, page Page) (items []domain.CreditAssessment, next string, err error)
	SaveCreditAssessment(ctx context.Context, c domain.CreditAssessment, events ...domain.Event) (domain.CreditAssessment, error)
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

// Directory finds who can be given work.
type Directory interface {
	// UsersOf answers the people of the organisation, by id.
	UsersOf(ctx context.Context, id domain.OrganisationID) ([]domain.User, error)
	// OrganisationsIn answers those of the role, by id.
	OrganisationsIn(ctx context.Context, role domain.Role) ([]domain.Organisation, error)
	// OrganisationsFor answers those that read for the addressee, by id.
	OrganisationsFor(ctx context.Context, to domain.Addressee) ([]domain.Organisation, error)
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

// Lease says who does a named piece of work at present.
type Lease struct {
	Name   string
	Holder string // the process; empty: nobody
	Beat   int64  // rises with every write: a holder that lives is seen by it, whatever its clock says; 0: never taken
}

// Leases give a piece of work to one process at a time. They hold no times:
// who waits watches the beat by its own clock, so that clocks need not agree.
type Leases interface {
	// Lease answers the lease as it stands; one that was never taken has Beat 0.
	Lease(ctx context.Context, name string) (Lease, error)
	// SaveLease writes the holder where the stored beat is l.Beat, and answers
	// the lease with its next beat; else lease_changed (conflict).
	SaveLease(ctx context.Context, l Lease) (Lease, error)
}

// Collection names one of the sets of records that a store holds.
type Collection string

// The collections, in the order in which they are to be copied: a need's
// district is that of its firm.
const (
	EnterpriseRecords       Collection = "enterprises"
	NeedRecords             Collection = "needs"
	OfferRecords            Collection = "offers"
	CandidacyRecords        Collection = "candidacies"
	ShortlistRecords        Collection = "shortlists"
	OrganisationRecords     Collection = "organisations"
	UserRecords             Collection = "users"
	SessionRecords          Collection = "sessions"
	RosterRecords           Collection = "roster_entries"
	ApplicationRecords      Collection = "applications"
	BridgeRecords           Collection = "bridges"
	BridgeFundRecords       Collection = "bridge_funds"
	NoticeRecords           Collection = "notices"
	WebhookRecords          Collection = "webhooks"
	DeliveryRecords         Collection = "deliveries"
	KeptAnswerRecords       Collection = "kept_answers"
	APIKeyRecords           Collection = "api_keys"
	DocumentRecords         Collection = "documents"
	ChunkRecords            Collection = "chunks"
	AppealRecords           Collection = "appeals"
	LiaisonRecords          Collection = "liaisons"
	ReceivableRecords       Collection = "receivables"
	MortgageTermsRecords    Collection = "mortgage_terms"
	MailRecords             Collection = "mails"
	ReceivedRecords         Collection = "received"
	MonitoringRecords       Collection = "monitoring"
	CreditAssessmentRecords Collection = "credit_assessments"
	OutboxRecords           Collection = "outbox"
	AuditRecords            Collection = "audit"
	MetaRecords             Collection = "meta"
)

// Collections are all that a copy takes along. Leases stay behind: they are
// about processes.
var Collections = []Collection{
	EnterpriseRecords, NeedRecords, OfferRecords, CandidacyRecords, ShortlistRecords, OrganisationRecords, UserRecords, SessionRecords,
	RosterRecords, ApplicationRecords, BridgeRecords, BridgeFundRecords, NoticeRecords, WebhookRecords, DeliveryRecords,
	KeptAnswerRecords,
	APIKeyRecords,
	DocumentRecords,
	ChunkRecords,
	AppealRecords,
	LiaisonRecords,
	ReceivableRecords,
	MortgageTermsRecords,
	MailRecords,
	ReceivedRecords,
	MonitoringRecords,
	CreditAssessmentRecords,
	OutboxRecords, AuditRecords, MetaRecords,
}

// Record is a thing in the form that all stores share.
type Record struct {
	ID      string // of the outbox and the audit log: the number, in decimal
	Version int64  // 0 in the outbox, the audit log and meta
	// Doc is the JSON of the shape in package record, its keys in the order of
	// the shape's fields, so that equal things have equal bytes; in meta, a
	// JSON string.
	Doc []byte
	// District is what is kept beside a need: that of its firm, nil where no
	// such firm is stored.
	District *domain.Code
}

// Copier moves records between stores as they are, versions and numbers
// included.
type Copier interface {
	// Records hands over every record of the collection, in no promised order,
	// and stops at the first error of use, which it answers.
	Records(ctx context.Context, c Collection, use func(Record) error) error
	// RecordsAfter answers records by rising id, numbers by value, at most
	// limit; after is the last id seen, "" at first.
	RecordsAfter(ctx context.Context, c Collection, after string, limit int) ([]Record, error)
	// CountRecords is how many records the collection has.
	CountRecords(ctx context.Context, c Collection) (int64, error)
	// PutRecords writes the records in place of those with the same ids. It may
	// be repeated. No events follow from it: they are records themselves.
	PutRecords(ctx context.Context, c Collection, records []Record) error
}

// Store is the whole of it.
type Store interface {
	Enterprises
	Needs
	Offers
	Candidacies
	Shortlists
	Rosters
	Applications
	Bridges
	Notices
	Webhooks
	KeptAnswers
	APIKeys
	Documents
	Chunks
	Appeals
	Liaisons
	Receivables
	MortgageTermsList
	Mails
	ReceivedList
	MonitoringLines
	CreditAssessments
	Accounts
	Directory
	Outbox
	Audit
	Meta
	Leases
	Copier
	// Ping answers an error where the store cannot serve.
	Ping(ctx context.Context) error
	Close() error
}
