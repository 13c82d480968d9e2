package policy

// Action is something that can be asked of the platform.
type Action string

// Public is what a route says that asks nothing of the table: liveness, keys,
// signing in. It is allowed to everyone and has no row.
const Public Action = "public"

// The actions that the table speaks of.
const (
	AuthSession Action = "auth.session" // read and end one's own session

	OfferSearch          Action = "offer.search"
	OfferRead            Action = "offer.read"             // published offers
	OfferReadUnpublished Action = "offer.read_unpublished" // drafts and withdrawn ones
	OfferCreate          Action = "offer.create"
	OfferUpdate          Action = "offer.update"
	OfferPublish         Action = "offer.publish"
	OfferWithdraw        Action = "offer.withdraw"

	EnterpriseRead   Action = "enterprise.read"
	EnterpriseUpdate Action = "enterprise.update"
	EnterpriseAssess Action = "enterprise.assess" // tiers, size, credit value, listing readiness
	EnterpriseAwards Action = "enterprise.awards" // what a firm may claim

	NeedCreate   Action = "need.create"
	NeedRead     Action = "need.read"
	NeedList     Action = "need.list"
	NeedUpdate   Action = "need.update"
	NeedSubmit   Action = "need.submit"
	NeedWithdraw Action = "need.withdraw"
	NeedMatch    Action = "need.match"
	NeedQueue    Action = "need.queue" // submitted needs in the order of priority
	NeedAccept   Action = "need.accept"
	NeedPassOn   Action = "need.pass_on"  // hand one's turn to the next
	NeedReassign Action = "need.reassign" // name another officer

	ApplicationCreate  Action = "application.create"
	ApplicationRead    Action = "application.read"
	ApplicationList    Action = "application.list"
	ApplicationQueue   Action = "application.queue"   // what is under way, in the order of priority
	ApplicationMove    Action = "application.move"    // who may make which move is a table of the domain
	ApplicationProfile Action = "application.profile" // what the firm's consent opens
	ConsentRevoke      Action = "consent.revoke"

	RiskShare Action = "application.risk_share" // who bears which part of a loss

	MortgageRead  Action = "mortgage.read"
	MortgageEnter Action = "mortgage.enter" // dated parameters

	DocumentAdd    Action = "document.add"
	DocumentRead   Action = "document.read" // what a provider may read is the consent's to say as well
	DocumentRemove Action = "document.remove"

	BridgeCreate     Action = "bridge.create"
	BridgeRead       Action = "bridge.read"
	BridgeList       Action = "bridge.list"
	BridgeMove       Action = "bridge.move"
	BridgeFundRead   Action = "bridge_fund.read"
	BridgeFundUpdate Action = "bridge_fund.update" // its money, and its rules of days

	NoticeRead Action = "notice.read"

	MonitoringReport Action = "monitoring.report" // of one's own firm
	MonitoringRead   Action = "monitoring.read"
	MonitoringImport Action = "monitoring.import"

	ExchangeExport Action = "exchange.export" // needs, answers, deals and consents as files
	ExchangeImport Action = "exchange.import"
	ExchangeRead   Action = "exchange.read" // what came in

	AppealCreate Action = "appeal.create"
	AppealRead   Action = "appeal.read"
	AppealMove   Action = "appeal.move" // who may make which move is a table of the domain

	LiaisonRead   Action = "liaison.read"
	LiaisonManage Action = "liaison.manage" // who looks after a key firm

	ReceivableRead   Action = "receivable.read"
	ReceivableManage Action = "receivable.manage"

	WebhookRead   Action = "webhook.read"
	WebhookManage Action = "webhook.manage" // where the provider's system is told of things

	APIKeyRead   Action = "api_key.read"
	APIKeyManage Action = "api_key.manage" // by which the provider's system calls

	RosterRead   Action = "roster.read"
	RosterManage Action = "roster.manage" // add, end, correct, import

	MatchTry Action = "match.try" // match what is given, store nothing

	RulesPreview Action = "rules.preview" // what a change of rules would do
	ReportRead   Action = "report.read"   // what the rules do to groups of firms, and what became of needs

	RankingRead     Action = "ranking.read" // candidates for listing cultivation: names, places, scores
	ShortlistRead   Action = "shortlist.read"
	ShortlistCreate Action = "shortlist.create"
	ShortlistUpdate Action = "shortlist.update"
	ShortlistFreeze Action = "shortlist.freeze"
	CandidacyRead   Action = "candidacy.read"
	CandidacyCreate Action = "candidacy.create"
	CandidacyMove   Action = "candidacy.move"
	CandidacyIssue  Action = "candidacy.issue"
	CandidacyNote   Action = "candidacy.note"

	EventsRead Action = "events.read" // that something changed; each thing's own read decides which

	AuditRead  Action = "audit.read"
	UserManage Action = "user.manage"
)

// NeedLetPass is what the audit log calls a turn that was let pass. Nobody may
// do it: the response clock does.
const NeedLetPass Action = "need.let_pass"

// Actions lists every action of the table once; Public is none of them.
var Actions = []Action{
	AuthSession,
	OfferSearch, OfferRead, OfferReadUnpublished, OfferCreate, OfferUpdate, OfferPublish, OfferWithdraw,
	EnterpriseRead, EnterpriseUpdate, EnterpriseAssess, EnterpriseAwards,
	NeedCreate, NeedRead, NeedList, NeedUpdate, NeedSubmit, NeedWithdraw, NeedMatch, NeedQueue, NeedAccept, NeedPassOn, NeedReassign,
	ApplicationCreate, ApplicationRead, ApplicationList, ApplicationQueue, ApplicationMove, ApplicationProfile, ConsentRevoke, RiskShare, MortgageRead, MortgageEnter, DocumentAdd, DocumentRead, DocumentRemove,
	BridgeCreate, BridgeRead, BridgeList, BridgeMove, BridgeFundRead, BridgeFundUpdate,
	NoticeRead, MonitoringReport, MonitoringRead, MonitoringImport, ExchangeExport, ExchangeImport, ExchangeRead, AppealCreate, AppealRead, AppealMove, LiaisonRead, LiaisonManage, ReceivableRead, ReceivableManage,
	WebhookRead, WebhookManage, APIKeyRead, APIKeyManage,
	RosterRead, RosterManage,
	RulesPreview, ReportRead,
	MatchTry,
	RankingRead, ShortlistRead, ShortlistCreate, ShortlistUpdate, ShortlistFreeze,
	CandidacyRead, CandidacyCreate, CandidacyMove, CandidacyIssue, CandidacyNote,
	EventsRead,
	AuditRead, UserManage,
}

// Scope is how far a row reaches.
type Scope string

// The scopes.
const (
	All          Scope = "all"
	Own          Scope = "own"
	OwnOffers    Scope = "own_offers"
	OwnDistricts Scope = "own_districts"
	Addressed    Scope = "addressed"
)

// Scopes lists every scope once.
var Scopes = []Scope{All, Own, OwnOffers, OwnDistricts, Addressed}
