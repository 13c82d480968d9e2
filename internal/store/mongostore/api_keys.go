package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var apiKeys = kind{noun: "api_key", coll: collAPIKeys}

// APIKey answers the API key with the id.
func (s *Store) APIKey(ctx context.Context, id domain.APIKeyID) (domain.APIKey, error) {
	return read(ctx, s, apiKeys, oneByID.filter(is("_id", string(id))), string(id), record.APIKey.APIKey)
}

// APIKeys lists by id.
func (s *Store) APIKeys(ctx context.Context, filter store.APIKeyFilter, page store.Page) ([]domain.APIKey, string, error) {
	var fields bson.D
	if filter.Organisation != "" {
		fields = append(fields, is("organisation", string(filter.Organisation)))
	}
	return list(ctx, s, apiKeys, fields, page, record.APIKey.APIKey)
}

// SaveAPIKey saves the API key and its events in one step.
func (s *Store) SaveAPIKey(ctx context.Context, a domain.APIKey, events ...domain.Event) (domain.APIKey, error) {
	doc := record.NewAPIKey(a)
	version, err := s.save(ctx, apiKeys, row{id: string(doc.ID), version: a.Version, doc: doc, columns: apiKeyColumns(doc)}, events)
	if err != nil {
		return domain.APIKey{}, err
	}
	return doc.APIKey(version), nil
}

func apiKeyColumns(doc record.APIKey) bson.D {
	return bson.D{is("organisation", string(doc.Organisation))}
}
