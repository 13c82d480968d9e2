package mongostore

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// read answers the thing that the filter finds. Steps under way have not
// happened, so what they claim is read as it is; decided ones are carried out
// first, so that a save of several is seen as soon as it has happened.
func read[D, T any](ctx context.Context, s *Store, k kind, filter bson.D, id string, as func(D, int64) T) (T, error) {
	var none T
	if err := notIfOver(ctx); err != nil {
		return none, fmt.Errorf("read %s: %w", k.noun, err)
	}
	t, found, err := find(ctx, s.coll(k.coll), filter)
	if err == nil && found && t.Claim != "" {
		var settled bool
		settled, err = s.settle(ctx, t.Claim, item{k.coll, t.ID})
		if err == nil && settled {
			t, found, err = find(ctx, s.coll(k.coll), filter)
		}
	}
	if err != nil {
		return none, fmt.Errorf("read %s: %w", k.noun, fault(ctx, err))
	}
	if !found || t.placeholder() {
		return none, domain.NotFound(k.noun, id)
	}
	doc, err := decode[D](t.Doc)
	if err != nil {
		return none, fmt.Errorf("read %s %s: %w", k.noun, t.ID, err)
	}
	return as(doc, t.Version), nil
}

// list answers one page and the cursor of its last item where more follow. It
// reads one item too many to know that.
func list[D, T any](ctx context.Context, s *Store, k kind, fields bson.D, page store.Page, as func(D, int64) T) (items []T, next string, err error) {
	if page.Limit < 1 {
		return nil, "", fmt.Errorf("list %s: %w", k.coll, errLimit)
	}
	if err := notIfOver(ctx); err != nil {
		return nil, "", fmt.Errorf("list %s: %w", k.coll, err)
	}
	things, err := s.things(ctx, k, fields, page)
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", k.coll, fault(ctx, err))
	}
	if len(things) > page.Limit {
		things = things[:page.Limit]
		next = things[page.Limit-1].ID
	}
	items, err = decodeAll(k, things, as)
	return items, next, err
}

// things reads the page.
func (s *Store) things(ctx context.Context, k kind, fields bson.D, page store.Page) ([]thing, error) {
	q := listFor(k.coll, fields)
	filter := q.filter(append(fields[:len(fields):len(fields)], is("version", op("$gt", int64(0))))...)
	if page.After != "" {
		filter = append(filter, is(q.above, op(map[int]string{1: "$gt", -1: "$lt"}[q.order], page.After)))
	}
	return s.settledOnes(ctx, k, filter, options.Find().SetSort(q.sort()).SetLimit(int64(page.Limit)+1))
}

// settledOnes reads what the filter finds, once more where decided steps had
// not been carried out yet in it.
func (s *Store) settledOnes(ctx context.Context, k kind, filter bson.D, o ...options.Lister[options.FindOptions]) ([]thing, error) {
	things, err := s.found(ctx, k, filter, o...)
	if err != nil {
		return nil, err
	}
	again := false
	for _, t := range things {
		if t.Claim != "" {
			settled, err := s.settle(ctx, t.Claim, item{k.coll, t.ID})
			if err != nil {
				return nil, err
			}
			again = again || settled
		}
	}
	if again {
		return s.found(ctx, k, filter, o...)
	}
	return things, nil
}

func (s *Store) found(ctx context.Context, k kind, filter bson.D, o ...options.Lister[options.FindOptions]) ([]thing, error) {
	cursor, err := s.coll(k.coll).Find(ctx, filter, o...)
	if err != nil {
		return nil, err
	}
	var things []thing
	return things, cursor.All(ctx, &things)
}

func decodeAll[D, T any](k kind, things []thing, as func(D, int64) T) ([]T, error) {
	if len(things) == 0 {
		return nil, nil
	}
	items := make([]T, 0, len(things))
	for _, t := range things {
		doc, err := decode[D](t.Doc)
		if err != nil {
			return nil, fmt.Errorf("read %s %s: %w", k.noun, t.ID, err)
		}
		items = append(items, as(doc, t.Version))
	}
	return items, nil
}

// byIDs answers the things with the ids, those that exist, in no order.
func byIDs[ID ~string, D, T any](ctx context.Context, s *Store, k kind, ids []ID, as func(D, int64) T) ([]T, error) {
	if err := notIfOver(ctx); err != nil {
		return nil, fmt.Errorf("read %s: %w", k.coll, err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	things, err := s.found(ctx, k, manyByID.filter(in("_id", ids), is("version", op("$gt", int64(0)))))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.coll, fault(ctx, err))
	}
	return decodeAll(k, things, as)
}
