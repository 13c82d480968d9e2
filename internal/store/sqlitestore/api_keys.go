package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var apiKeys = newKind("api_key", "api_keys", "organisation")

// APIKey answers the API key with the id.
func (s *Store) APIKey(ctx context.Context, id domain.APIKeyID) (domain.APIKey, error) {
	return document(ctx, s, apiKeys, "id", string(id), record.APIKey.APIKey)
}

// APIKeys lists by id.
func (s *Store) APIKeys(ctx context.Context, filter store.APIKeyFilter, page store.Page) ([]domain.APIKey, string, error) {
	var c conditions
	if filter.Organisation != "" {
		c.add("organisation = ?", string(filter.Organisation))
	}
	return list(ctx, s, apiKeys, c, byID, page, record.APIKey.APIKey, func(a domain.APIKey) domain.APIKeyID { return a.ID })
}

// SaveAPIKey saves the API key and its events in one step.
func (s *Store) SaveAPIKey(ctx context.Context, a domain.APIKey, events ...domain.Event) (domain.APIKey, error) {
	doc := record.NewAPIKey(a)
	w, err := newRow(a.ID, a.Version, doc, apiKeyColumns(doc, store.Record{})...)
	if err != nil {
		return domain.APIKey{}, err
	}
	version, err := s.saveRow(ctx, apiKeys, w, events)
	if err != nil {
		return domain.APIKey{}, err
	}
	return doc.APIKey(version), nil
}

func apiKeyColumns(d record.APIKey, _ store.Record) []any { return []any{string(d.Organisation)} }
