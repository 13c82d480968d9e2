package domain

import "time"

// EventType names what happened to a thing.
type EventType string

// The events that others follow.
const (
	OfferSaved         EventType = "offer.saved"
	NeedSaved          EventType = "need.saved"
	EnterpriseSaved    EventType = "enterprise.saved"
	CandidacySaved     EventType = "candidacy.saved"
	ShortlistSaved     EventType = "shortlist.saved"
	ApplicationSaved   EventType = "application.saved"
	NoticeSaved        EventType = "notice.saved"
	BridgeSaved        EventType = "bridge.saved"
	BridgeFundSaved    EventType = "bridge_fund.saved"
	WebhookSaved       EventType = "webhook.saved"
	DeliverySaved      EventType = "delivery.saved"
	KeptAnswerSaved    EventType = "kept_answer.saved"
	APIKeySaved        EventType = "api_key.saved" //nolint:gosec // the name of an event
	DocumentSaved      EventType = "document.saved"
	ChunkSaved         EventType = "chunk.saved"
	AppealSaved        EventType = "appeal.saved"
	LiaisonSaved       EventType = "liaison.saved"
	ReceivableSaved    EventType = "receivable.saved"
	MortgageTermsSaved EventType = "mortgage_terms.saved"
	MailSaved          EventType = "mail.saved"
	ReceivedSaved      EventType = "received.saved"
	MonitoringSaved    EventType = "monitoring.saved"
	CreditSaved        EventType = "credit_assessment.saved"
	RosterSaved        EventType = "roster.saved" // an entry of a roster

	// OfferUnpublished stands beside the OfferSaved of a published offer's
	// withdrawal: who could read the offer until then learns of that save, and
	// of no later one. The offer's state alone does not tell: a draft can be
	// withdrawn that nobody else has ever seen.
	OfferUnpublished EventType = "offer.unpublished"
)

// Event says that the thing with the id was saved. It is stored in the same
// atomic step as the thing; Seq, given by the store, rises by commit order.
// Followers read the thing itself, so handling an event twice changes nothing.
type Event struct {
	Seq  int64
	Type EventType
	ID   string
	At   time.Time
}
