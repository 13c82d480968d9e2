package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var shortlists = kind{noun: "shortlist", coll: collShortlists}

// Shortlist answers the list with the id.
func (s *Store) Shortlist(ctx context.Context, id domain.ShortlistID) (domain.Shortlist, error) {
	return read(ctx, s, shortlists, oneByID.filter(is("_id", string(id))), string(id), record.Shortlist.Shortlist)
}

// Shortlists lists the newest first.
func (s *Store) Shortlists(ctx context.Context, filter store.ShortlistFilter, page store.Page) ([]domain.Shortlist, string, error) {
	var fields bson.D
	if len(filter.States) > 0 {
		fields = append(fields, in("state", filter.States))
	}
	return list(ctx, s, shortlists, fields, page, record.Shortlist.Shortlist)
}

// SaveShortlist saves the list and its events in one step.
func (s *Store) SaveShortlist(ctx context.Context, l domain.Shortlist, events ...domain.Event) (domain.Shortlist, error) {
	doc := record.NewShortlist(l)
	version, err := s.save(ctx, shortlists, row{id: string(doc.ID), version: l.Version, doc: doc, columns: shortlistColumns(doc)}, events)
	if err != nil {
		return domain.Shortlist{}, err
	}
	return doc.Shortlist(version), nil
}

func shortlistColumns(doc record.Shortlist) bson.D { return bson.D{is("state", string(doc.State))} }
