package mongostore

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The collections.
const (
	collEnterprises       = "enterprises"
	collNeeds             = "needs"
	collOffers            = "offers"
	collCandidacies       = "candidacies"
	collShortlists        = "shortlists"
	collOrganisations     = "organisations"
	collUsers             = "users"
	collSessions          = "sessions"
	collRosterEntries     = "roster_entries"
	collApplications      = "applications"
	collBridges           = "bridges"
	collBridgeFunds       = "bridge_funds"
	collNotices           = "notices"
	collWebhooks          = "webhooks"
	collDeliveries        = "deliveries"
	collKeptAnswers       = "kept_answers"
	collAPIKeys           = "api_keys"
	collDocuments         = "documents"
	collChunks            = "chunks"
	collAppeals           = "appeals"
	collLiaisons          = "liaisons"
	collReceivables       = "receivables"
	collMortgageTermsList = "mortgage_terms"
	collMails             = "mails"
	collReceivedList      = "received"
	collMonitoringLines   = "monitoring"
	collCreditAssessments = "credit_assessments"
	collOutbox            = "outbox"
	collAudit             = "audit"
	collMeta              = "meta"
	collSteps             = "steps"
	collLeases            = "leases"
	collCounters          = "counters" // hints where the numbered logs end
	collSchema            = "schema_version"
)

// submittedAt is when a need was submitted, inside its shape.
const submittedAt = "doc.submitted_at"

// Where people and organisations are asked for by, inside their shapes.
const (
	userOrganisation     = "doc.organisation"
	organisationRole     = "doc.role"
	organisationFirm     = "doc.enterprise"
	organisationProvider = "doc.provider"
)

// thingCollections hold the nouns, each a document with a version.
var thingCollections = []string{collEnterprises, collNeeds, collOffers, collCandidacies, collShortlists, collOrganisations, collUsers, collSessions, collRosterEntries, collApplications, collBridges, collBridgeFunds, collNotices, collWebhooks, collDeliveries, collKeptAnswers, collAPIKeys, collDocuments, collChunks, collAppeals, collLiaisons, collReceivables, collMortgageTermsList, collMails, collReceivedList, collMonitoringLines, collCreditAssessments}

// query is the shape of a filter and its order. Every filter that this package
// sends is built from a row of the table below, so that a test can hold all of
// them against the indexes: none may scan a collection or sort in memory.
type query struct {
	name  string
	from  string   // collection; "" for each that holds things
	where []string // fields that are asked for by value or by a list of values, in the index's order
	above string   // the field whose range is asked for, if any
	order int      // 1 or -1: sorted by it; 0: in no order
	rest  []string // fields that are looked at on what the index has found
}

// Lists also look at version (a placeholder has 0) on what the index found.
var (
	oneByID     = query{name: "one by id", where: []string{"_id"}, rest: []string{"version", "claim", "state", "beat"}}
	manyByID    = query{name: "many by id", where: []string{"_id"}, rest: []string{"version", "unsent"}}
	unsentOnes  = query{name: "what is not sent yet", where: nil, above: "unsent"}
	firmByUSCC  = query{name: "firm by USCC", from: collEnterprises, where: []string{"uscc"}}
	firmsByUSCC = query{name: "firms by USCC", from: collEnterprises, where: []string{"uscc"}, rest: []string{"version"}}
	userByEmail = query{name: "user by e-mail", from: collUsers, where: []string{"email"}}

	peopleOf                = query{name: "people of an organisation", from: collUsers, where: []string{userOrganisation}, rest: []string{"version"}}
	organisationsOfFirm     = query{name: "organisations of a firm", from: collOrganisations, where: []string{organisationFirm}, rest: []string{"version"}}
	organisationsOfProvider = query{name: "organisations of a provider", from: collOrganisations, where: []string{organisationProvider}, rest: []string{"version"}}
	organisationsOf         = query{name: "organisations of a role", from: collOrganisations, where: []string{organisationRole}, rest: []string{"version"}}

	candidacyOfFirm = query{name: "candidacy of a firm", from: collCandidacies, where: []string{"enterprise_id"}}
	rosterByKey     = query{name: "roster entry by roster and firm", from: collRosterEntries, where: []string{"key"}}
	entriesOfFirms  = query{name: "roster entries of firms", from: collRosterEntries, where: []string{"uscc"}, rest: []string{"version"}}

	needsOfFirm = query{name: "needs of a firm elsewhere", from: collNeeds, where: []string{"enterprise_id"}, rest: []string{"district"}}
	oldAnswers  = query{name: "kept answers that are old", from: collKeptAnswers, above: "at"}
	overdue     = query{name: "sessions that are over", from: collSessions, above: "expires_at"}

	firstWaiting = query{name: "the need that waits longest", from: collNeeds, where: []string{"state"}, above: submittedAt, order: 1}

	numbersAfter = query{name: "numbers after one", above: "_id", order: 1} // of the outbox and the audit log
	entryByKey   = query{name: "entry by its key", where: []string{"key"}}  // of the same
	openSteps    = query{name: "steps under way", from: collSteps, above: "_id", order: 1}
	allSchema    = query{name: "schema versions", from: collSchema}
	everything   = query{name: "a whole collection, for a copy"}
	recordsAfter = query{name: "records after an id, for a copy", above: "_id", order: 1, rest: []string{"version"}}
)

// The lists: a row for each set of filters that are not empty.
var lists = []query{
	{name: "firms", from: collEnterprises, above: "_id", order: 1, rest: []string{"version"}},
	{name: "firms of districts", from: collEnterprises, where: []string{"district"}, above: "_id", order: 1, rest: []string{"version"}},

	{name: "needs", from: collNeeds, above: "_id", order: -1, rest: []string{"version"}},
	{name: "needs of a firm", from: collNeeds, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "needs of a firm in districts", from: collNeeds, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"district", "version"}},
	{name: "needs of a firm in states", from: collNeeds, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "needs of a firm in districts and states", from: collNeeds, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"district", "state", "version"}},
	{name: "needs in districts", from: collNeeds, where: []string{"district"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "needs in districts and states", from: collNeeds, where: []string{"district", "state"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "needs in states", from: collNeeds, where: []string{"state"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "applications", from: collApplications, above: "_id", order: -1, rest: []string{"version"}},
	{name: "applications in states", from: collApplications, where: []string{"state"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "applications of a need", from: collApplications, where: []string{"need_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "applications of a need in states", from: collApplications, where: []string{"need_id"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "applications of a firm", from: collApplications, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "applications of a firm in states", from: collApplications, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "applications to a provider", from: collApplications, where: []string{"provider_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "applications to a provider in states", from: collApplications, where: []string{"provider_id", "state"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "bridges", from: collBridges, above: "_id", order: -1, rest: []string{"version"}},
	{name: "bridges of a firm", from: collBridges, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "bridges of a provider", from: collBridges, where: []string{"providers"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "webhooks", from: collWebhooks, above: "_id", order: 1, rest: []string{"version"}},
	{name: "webhooks of a provider", from: collWebhooks, where: []string{"provider_id"}, above: "_id", order: 1, rest: []string{"version"}},
	{name: "deliveries of a webhook", from: collDeliveries, where: []string{"webhook_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "deliveries of a webhook in a state", from: collDeliveries, where: []string{"webhook_id", "state"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "deliveries that wait", from: collDeliveries, where: []string{"waits_for"}, above: "_id", order: 1, rest: []string{"version"}},

	{name: "API keys", from: collAPIKeys, above: "_id", order: 1, rest: []string{"version"}},
	{name: "API keys by organisation", from: collAPIKeys, where: []string{"organisation"}, above: "_id", order: 1, rest: []string{"version"}},

	{name: "documents", from: collDocuments, above: "_id", order: -1, rest: []string{"version"}},
	{name: "documents by need_id", from: collDocuments, where: []string{"need_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "documents by application_id", from: collDocuments, where: []string{"application_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "documents by need_id and application_id", from: collDocuments, where: []string{"need_id"}, above: "_id", order: -1, rest: []string{"application_id", "version"}},

	{name: "appeals", from: collAppeals, above: "_id", order: -1, rest: []string{"version"}},
	{name: "appeals by enterprise_id", from: collAppeals, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "appeals by firm_district", from: collAppeals, where: []string{"firm_district"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "appeals by state", from: collAppeals, where: []string{"state"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "appeals by enterprise_id and firm_district", from: collAppeals, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"firm_district", "version"}},
	{name: "appeals by enterprise_id and state", from: collAppeals, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "appeals by firm_district and state", from: collAppeals, where: []string{"firm_district"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "appeals by enterprise_id and firm_district and state", from: collAppeals, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"firm_district", "state", "version"}},

	{name: "receivables", from: collReceivables, above: "_id", order: -1, rest: []string{"version"}},
	{name: "receivables by enterprise_id", from: collReceivables, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "receivables by firm_district", from: collReceivables, where: []string{"firm_district"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "receivables by state", from: collReceivables, where: []string{"state"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "receivables by enterprise_id and firm_district", from: collReceivables, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"firm_district", "version"}},
	{name: "receivables by enterprise_id and state", from: collReceivables, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "receivables by firm_district and state", from: collReceivables, where: []string{"firm_district"}, above: "_id", order: -1, rest: []string{"state", "version"}},
	{name: "receivables by enterprise_id and firm_district and state", from: collReceivables, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"firm_district", "state", "version"}},

	{name: "mortgage terms", from: collMortgageTermsList, above: "_id", order: -1, rest: []string{"version"}},
	{name: "mortgage terms by collateral", from: collMortgageTermsList, where: []string{"collateral"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "e-mails", from: collMails, above: "_id", order: 1, rest: []string{"version"}},
	{name: "e-mails by state", from: collMails, where: []string{"state"}, above: "_id", order: 1, rest: []string{"version"}},

	{name: "received records", from: collReceivedList, above: "_id", order: 1, rest: []string{"version"}},
	{name: "received records by kind", from: collReceivedList, where: []string{"kind"}, above: "_id", order: 1, rest: []string{"version"}},
	{name: "received records by uscc", from: collReceivedList, where: []string{"uscc"}, above: "_id", order: 1, rest: []string{"version"}},
	{name: "received records by kind and uscc", from: collReceivedList, where: []string{"kind"}, above: "_id", order: 1, rest: []string{"uscc", "version"}},

	{name: "weekly sheet", from: collMonitoringLines, above: "_id", order: -1, rest: []string{"version"}},
	{name: "weekly sheet by uscc", from: collMonitoringLines, where: []string{"uscc"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "weekly sheet by week", from: collMonitoringLines, where: []string{"week"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "weekly sheet by uscc and week", from: collMonitoringLines, where: []string{"uscc"}, above: "_id", order: -1, rest: []string{"week", "version"}},

	{name: "credit assessments", from: collCreditAssessments, above: "_id", order: -1, rest: []string{"version"}},
	{name: "credit assessments by enterprise", from: collCreditAssessments, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "credit assessments by sheet", from: collCreditAssessments, where: []string{"sheet"}, above: "_id", order: -1, rest: []string{"version"}},
	{name: "credit assessments by enterprise and sheet", from: collCreditAssessments, where: []string{"enterprise_id"}, above: "_id", order: -1, rest: []string{"sheet", "version"}},

	{name: "notices for addressees", from: collNotices, where: []string{"addressee"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "candidacies", from: collCandidacies, above: "_id", order: -1, rest: []string{"version"}},
	{name: "candidacies in stages", from: collCandidacies, where: []string{"stage"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "shortlists", from: collShortlists, above: "_id", order: -1, rest: []string{"version"}},
	{name: "shortlists in states", from: collShortlists, where: []string{"state"}, above: "_id", order: -1, rest: []string{"version"}},

	{name: "offers", from: collOffers, above: "_id", order: 1, rest: []string{"version"}},
	{name: "offers of a provider", from: collOffers, where: []string{"provider_id"}, above: "_id", order: 1, rest: []string{"version"}},
	{name: "offers of a provider in states", from: collOffers, where: []string{"provider_id", "state"}, above: "_id", order: 1, rest: []string{"version"}},
	{name: "roster entries", from: collRosterEntries, above: "_id", order: 1, rest: []string{"version"}},
	{name: "roster entries of a roster", from: collRosterEntries, where: []string{"roster"}, above: "_id", order: 1, rest: []string{"version"}},

	{name: "offers in states", from: collOffers, where: []string{"state"}, above: "_id", order: 1, rest: []string{"version"}},
}

// queries are all of them, for the test.
var queries = append([]query{
	oneByID, manyByID, unsentOnes, firmByUSCC, firmsByUSCC, userByEmail, peopleOf, organisationsOf, organisationsOfFirm, organisationsOfProvider, candidacyOfFirm, rosterByKey, entriesOfFirms, needsOfFirm, overdue, oldAnswers,
	firstWaiting, numbersAfter, entryByKey, openSteps, allSchema, everything, recordsAfter,
}, lists...)

// listFor is the row of the list that narrows by exactly these fields.
func listFor(coll string, fields bson.D) query {
	for _, q := range lists {
		if q.from == coll && len(fields)+1 == len(q.where)+len(q.rest) && q.knows(fields) {
			return q
		}
	}
	panic(fmt.Sprintf("mongostore: no row for a list of %s by %v", coll, fields)) // a fault of this package, which its tests reach
}

func (q query) knows(fields bson.D) bool {
	for _, f := range fields {
		if !q.has(f.Key) {
			return false
		}
	}
	return true
}

func (q query) has(field string) bool {
	if field == q.above {
		return true
	}
	for _, known := range append(q.where[:len(q.where):len(q.where)], q.rest...) {
		if field == known {
			return true
		}
	}
	return false
}

// filter is the filter with its values. A field that the row lacks is a fault
// of this package; the suite reaches every call.
func (q query) filter(fields ...bson.E) bson.D {
	for _, f := range fields {
		if !q.has(f.Key) {
			panic(fmt.Sprintf("mongostore: query %q has no field %s", q.name, f.Key))
		}
	}
	return append(bson.D{}, fields...) // never nil, which is no filter
}

// sort is the order of the result, that of the range; nil for none.
func (q query) sort() bson.D {
	if q.order == 0 {
		return nil
	}
	return bson.D{is(q.above, q.order)}
}

// is asks for, or sets, the value.
func is(field string, value any) bson.E { return bson.E{Key: field, Value: value} }

// op is a condition or an update operator with its one argument.
func op(operator string, arg any) bson.D { return bson.D{is(operator, arg)} }

// in asks for one of the values. A single one is asked for by itself: then an
// index that goes on with _id gives the order without a merge.
func in[T ~string](field string, values []T) bson.E {
	if len(values) == 1 {
		return is(field, string(values[0]))
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return is(field, op("$in", texts))
}
