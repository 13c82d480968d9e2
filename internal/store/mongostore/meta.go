package mongostore

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// Meta answers the setting, "" where it was never set.
func (s *Store) Meta(ctx context.Context, key string) (string, error) {
	if err := notIfOver(ctx); err != nil {
		return "", err
	}
	var found struct {
		Value string `bson:"value"`
	}
	err := s.coll(collMeta).FindOne(ctx, oneByID.filter(is("_id", key))).Decode(&found)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return "", fmt.Errorf("read setting %s: %w", key, fault(ctx, err))
	}
	return found.Value, nil
}

// SetMeta keeps the setting.
func (s *Store) SetMeta(ctx context.Context, key, value string) error {
	if err := notIfOver(ctx); err != nil {
		return err
	}
	_, err := s.coll(collMeta).UpdateOne(ctx, oneByID.filter(is("_id", key)),
		op("$set", bson.D{is("value", value)}), options.UpdateOne().SetUpsert(true))
	if err != nil {
		return fmt.Errorf("keep setting %s: %w", key, fault(ctx, err))
	}
	return nil
}

type leaseDoc struct {
	ID     string `bson:"_id"`
	Holder string `bson:"holder"`
	Beat   int64  `bson:"beat"`
}

// Lease answers the lease as it stands.
func (s *Store) Lease(ctx context.Context, name string) (store.Lease, error) {
	if err := notIfOver(ctx); err != nil {
		return store.Lease{}, err
	}
	var found leaseDoc
	err := s.coll(collLeases).FindOne(ctx, oneByID.filter(is("_id", name))).Decode(&found)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return store.Lease{}, fmt.Errorf("read lease %s: %w", name, fault(ctx, err))
	}
	return store.Lease{Name: name, Holder: found.Holder, Beat: found.Beat}, nil
}

// SaveLease writes the holder where nobody wrote since the lease was read.
func (s *Store) SaveLease(ctx context.Context, l store.Lease) (store.Lease, error) {
	if err := notIfOver(ctx); err != nil {
		return store.Lease{}, err
	}
	won, err := s.writeLease(ctx, l)
	if err == nil && !won {
		err = domain.NewError(domain.KindConflict, "lease_changed", domain.Facts{"id": l.Name})
	}
	if err != nil {
		return store.Lease{}, fmt.Errorf("save lease %s: %w", l.Name, fault(ctx, err))
	}
	l.Beat++
	return l, nil
}

func (s *Store) writeLease(ctx context.Context, l store.Lease) (won bool, err error) {
	if l.Beat == 0 {
		_, err := s.coll(collLeases).InsertOne(ctx, leaseDoc{ID: l.Name, Holder: l.Holder, Beat: 1})
		if mongo.IsDuplicateKeyError(err) {
			return false, nil
		}
		return err == nil, err
	}
	filter := oneByID.filter(is("_id", l.Name), is("beat", l.Beat))
	result, err := s.coll(collLeases).UpdateOne(ctx, filter, op("$set", bson.D{is("holder", l.Holder), is("beat", l.Beat+1)}))
	return err == nil && result.MatchedCount == 1, err
}
