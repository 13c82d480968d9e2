package mongostore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

// Every save of a need is marked: its district must be looked at once more.
var needs = kind{noun: "need", coll: collNeeds, marked: true}

// Need answers the need with the id.
func (s *Store) Need(ctx context.Context, id domain.NeedID) (domain.Need, error) {
	return read(ctx, s, needs, oneByID.filter(is("_id", string(id))), string(id), record.Need.Need)
}

// NeedsByID answers those that exist.
func (s *Store) NeedsByID(ctx context.Context, ids []domain.NeedID) ([]domain.Need, error) {
	return byIDs(ctx, s, needs, ids, record.Need.Need)
}

// Needs lists the newest first.
func (s *Store) Needs(ctx context.Context, filter store.NeedFilter, page store.Page) ([]domain.Need, string, error) {
	var fields bson.D
	if filter.Enterprise != "" {
		fields = append(fields, is("enterprise_id", string(filter.Enterprise)))
	}
	if len(filter.Districts) > 0 {
		fields = append(fields, in("district", filter.Districts))
	}
	if len(filter.States) > 0 {
		fields = append(fields, in("state", filter.States))
	}
	return list(ctx, s, needs, fields, page, record.Need.Need)
}

// SaveNeed saves the need and its events in one step, with the district of its
// firm beside it.
func (s *Store) SaveNeed(ctx context.Context, n domain.Need, events ...domain.Event) (domain.Need, error) {
	district, err := s.districtOf(ctx, string(n.EnterpriseID))
	if err != nil {
		return domain.Need{}, fault(ctx, err)
	}
	doc := record.NewNeed(n)
	r := row{id: string(doc.ID), version: n.Version, doc: doc, columns: needColumns(doc, district)}
	version, err := s.save(ctx, needs, r, events)
	if err != nil {
		return domain.Need{}, err
	}
	return doc.Need(version), nil
}

func needColumns(doc record.Need, district *string) bson.D {
	return bson.D{is("enterprise_id", string(doc.EnterpriseID)), is("state", string(doc.State)), is("district", district)}
}

// lookAtDistrict writes the district of the need's firm to it, where the firm
// moved between the save's read and its write.
func (s *Store) lookAtDistrict(ctx context.Context, id string) error {
	for range districtTries {
		t, found, err := find(ctx, s.coll(collNeeds), oneByID.filter(is("_id", id)))
		if err != nil || !found {
			return err
		}
		doc, err := decode[record.Need](t.Doc)
		if err != nil {
			return err
		}
		district, err := s.districtOf(ctx, string(doc.EnterpriseID))
		if err != nil || same(district, t.District) {
			return err
		}
		if _, err := s.coll(collNeeds).UpdateOne(ctx, oneByID.filter(is("_id", id)), op("$set", bson.D{is("district", district)})); err != nil {
			return err
		}
	}
	return errMoving
}

// WaitingNeeds counts the submitted needs, and finds the first of them, by the
// index on their state and the time of it.
func (s *Store) WaitingNeeds(ctx context.Context) (waiting int, oldest time.Time, err error) {
	if err := notIfOver(ctx); err != nil {
		return 0, time.Time{}, err
	}
	filter := firstWaiting.filter(is("state", string(domain.NeedSubmitted)), is(submittedAt, op("$gt", time.Time{})))
	n, err := s.coll(collNeeds).CountDocuments(ctx, filter)
	if err != nil || n == 0 {
		return 0, time.Time{}, fault(ctx, err)
	}
	first, err := s.found(ctx, needs, filter, options.Find().SetSort(firstWaiting.sort()).SetLimit(1))
	if err != nil || len(first) == 0 {
		return 0, time.Time{}, fault(ctx, err)
	}
	doc, err := decode[record.Need](first[0].Doc)
	if err == nil && doc.SubmittedAt != nil {
		oldest = *doc.SubmittedAt
	}
	return int(n), oldest, err
}
