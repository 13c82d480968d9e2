package mongostore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// index is one that the store needs beside that of _id. Its name follows from
// its fields, as the server would name it.
type index struct {
	coll   string
	fields []string // "-" before a field that falls
	unique bool
}

// indexes are all of them. Partial and sparse ones, which some servers lack,
// are not needed: what has no such field is one entry more.
var indexes = slices.Concat([]index{
	{coll: collEnterprises, fields: []string{"uscc"}, unique: true},
	{coll: collEnterprises, fields: []string{"district", "_id"}},
	{coll: collNeeds, fields: []string{"enterprise_id", "-_id"}},
	{coll: collNeeds, fields: []string{"district", "-_id"}},
	{coll: collNeeds, fields: []string{"district", "state", "-_id"}},
	{coll: collNeeds, fields: []string{"state", "-_id"}},
	{coll: collNeeds, fields: []string{"state", submittedAt}},
	{coll: collOffers, fields: []string{"provider_id", "_id"}},
	{coll: collOffers, fields: []string{"provider_id", "state", "_id"}},
	{coll: collOffers, fields: []string{"state", "_id"}},
	{coll: collCandidacies, fields: []string{"enterprise_id"}, unique: true},
	{coll: collCandidacies, fields: []string{"stage", "-_id"}},
	{coll: collShortlists, fields: []string{"state", "-_id"}},
	{coll: collApplications, fields: []string{"need_id", "-_id"}},
	{coll: collApplications, fields: []string{"enterprise_id", "-_id"}},
	{coll: collApplications, fields: []string{"provider_id", "-_id"}},
	{coll: collApplications, fields: []string{"provider_id", "state", "-_id"}},
	{coll: collApplications, fields: []string{"state", "-_id"}},
	{coll: collBridges, fields: []string{"enterprise_id", "-_id"}},
	{coll: collBridges, fields: []string{"providers", "-_id"}},
	{coll: collNotices, fields: []string{"addressee", "-_id"}},
	{coll: collWebhooks, fields: []string{"provider_id", "_id"}},
	{coll: collDeliveries, fields: []string{"webhook_id", "-_id"}},
	{coll: collDeliveries, fields: []string{"webhook_id", "state", "-_id"}},
	{coll: collDeliveries, fields: []string{"waits_for", "_id"}},
	{coll: collKeptAnswers, fields: []string{"at"}},
	{coll: collAPIKeys, fields: []string{"organisation", "_id"}},
	{coll: collDocuments, fields: []string{"need_id", "-_id"}},
	{coll: collDocuments, fields: []string{"application_id", "-_id"}},
	{coll: collAppeals, fields: []string{"enterprise_id", "-_id"}},
	{coll: collAppeals, fields: []string{"firm_district", "-_id"}},
	{coll: collAppeals, fields: []string{"state", "-_id"}},
	{coll: collReceivables, fields: []string{"enterprise_id", "-_id"}},
	{coll: collReceivables, fields: []string{"firm_district", "-_id"}},
	{coll: collReceivables, fields: []string{"state", "-_id"}},
	{coll: collMortgageTermsList, fields: []string{"collateral", "-_id"}},
	{coll: collMails, fields: []string{"state", "_id"}},
	{coll: collReceivedList, fields: []string{"kind", "_id"}},
	{coll: collReceivedList, fields: []string{"uscc", "_id"}},
	{coll: collMonitoringLines, fields: []string{"uscc", "-_id"}},
	{coll: collMonitoringLines, fields: []string{"week", "-_id"}},
	{coll: collCreditAssessments, fields: []string{"enterprise_id", "-_id"}},
	{coll: collCreditAssessments, fields: []string{"sheet", "-_id"}},
	{coll: collUsers, fields: []string{"email"}, unique: true},
	{coll: collUsers, fields: []string{userOrganisation}},
	{coll: collOrganisations, fields: []string{organisationRole}},
	{coll: collOrganisations, fields: []string{organisationFirm}},
	{coll: collOrganisations, fields: []string{organisationProvider}},
	{coll: collSessions, fields: []string{"expires_at"}},
	{coll: collRosterEntries, fields: []string{"key"}, unique: true},
	{coll: collRosterEntries, fields: []string{"roster", "_id"}},
	{coll: collRosterEntries, fields: []string{"uscc"}},
	{coll: collOutbox, fields: []string{"key"}, unique: true},
	{coll: collAudit, fields: []string{"key"}, unique: true},
}, unsentIndexes())

// unsentIndexes are for the sweep of each collection that can have events or
// other work left to do.
func unsentIndexes() []index {
	var all []index
	for _, coll := range thingCollections {
		all = append(all, index{coll: coll, fields: []string{"unsent"}})
	}
	return all
}

func (x index) keys() bson.D {
	var keys bson.D
	for _, f := range x.fields {
		if name, falls := strings.CutPrefix(f, "-"); falls {
			keys = append(keys, is(name, int32(-1)))
		} else {
			keys = append(keys, is(f, int32(1)))
		}
	}
	return keys
}

func (x index) name() string {
	var parts []string
	for _, k := range x.keys() {
		parts = append(parts, fmt.Sprintf("%s_%d", k.Key, k.Value))
	}
	return strings.Join(parts, "_")
}

// stored is an index as the server lists it.
type storedIndex struct {
	Name   string `bson:"name"`
	Key    bson.D `bson:"key"`
	Unique bool   `bson:"unique"`
}

func (x index) matches(s storedIndex) bool {
	want := x.keys()
	if len(s.Key) != len(want) || s.Unique != x.unique {
		return false
	}
	for i, k := range s.Key {
		if k.Key != want[i].Key || fmt.Sprint(k.Value) != fmt.Sprint(want[i].Value) {
			return false
		}
	}
	return true
}

// ensureIndexes makes what is missing. One that is there by the name but is
// another is an error that says which: it may have been made on purpose, and
// dropping it can take hours to repair.
func ensureIndexes(ctx context.Context, db *mongo.Database, want []index) error {
	for coll, declared := range byCollection(want) {
		have, err := listIndexes(ctx, db.Collection(coll))
		if err != nil {
			return fmt.Errorf("list the indexes of %s: %w", coll, err)
		}
		var missing []mongo.IndexModel
		for _, x := range declared {
			at := slices.IndexFunc(have, func(s storedIndex) bool { return s.Name == x.name() })
			switch {
			case at < 0:
				missing = append(missing, mongo.IndexModel{Keys: x.keys(), Options: options.Index().SetName(x.name()).SetUnique(x.unique)})
			case !x.matches(have[at]):
				return fmt.Errorf("index %s of %s is there, but as %v (unique: %t): drop it, and the next start makes it as %v (unique: %t)",
					x.name(), coll, have[at].Key, have[at].Unique, x.keys(), x.unique)
			}
		}
		if len(missing) == 0 {
			continue
		}
		if _, err := db.Collection(coll).Indexes().CreateMany(ctx, missing); err != nil {
			return fmt.Errorf("make the indexes of %s: %w", coll, err)
		}
	}
	return nil
}

func byCollection(all []index) map[string][]index {
	by := map[string][]index{}
	for _, x := range all {
		by[x.coll] = append(by[x.coll], x)
	}
	return by
}

// namespaceNotFound is the server's code for a collection that does not exist
// yet, which has no indexes.
const namespaceNotFound = 26

func listIndexes(ctx context.Context, coll *mongo.Collection) ([]storedIndex, error) {
	cursor, err := coll.Indexes().List(ctx)
	if hasCode(err, namespaceNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []storedIndex
	return all, cursor.All(ctx, &all)
}
