package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var mortgageTerms = newKind("mortgage_terms", "mortgage_terms", "collateral")

// MortgageTerms answers the mortgage terms with the id.
func (s *Store) MortgageTerms(ctx context.Context, id domain.MortgageTermsID) (domain.MortgageTerms, error) {
	return document(ctx, s, mortgageTerms, "id", string(id), record.MortgageTerms.MortgageTerms)
}

// MortgageTermsList lists the newest first.
func (s *Store) MortgageTermsList(ctx context.Context, filter store.MortgageTermsFilter, page store.Page) ([]domain.MortgageTerms, string, error) {
	var c conditions
	if filter.Collateral != "" {
		c.add("collateral = ?", string(filter.Collateral))
	}
	return list(ctx, s, mortgageTerms, c, newestIDs, page, record.MortgageTerms.MortgageTerms, func(m domain.MortgageTerms) domain.MortgageTermsID { return m.ID })
}

// SaveMortgageTerms saves the mortgage terms and its events in one step.
func (s *Store) SaveMortgageTerms(ctx context.Context, m domain.MortgageTerms, events ...domain.Event) (domain.MortgageTerms, error) {
	doc := record.NewMortgageTerms(m)
	w, err := newRow(m.ID, m.Version, doc, mortgageTermsOfColumns(doc, store.Record{})...)
	if err != nil {
		return domain.MortgageTerms{}, err
	}
	version, err := s.saveRow(ctx, mortgageTerms, w, events)
	if err != nil {
		return domain.MortgageTerms{}, err
	}
	return doc.MortgageTerms(version), nil
}

func mortgageTermsOfColumns(d record.MortgageTerms, _ store.Record) []any {
	return []any{string(d.Collateral)}
}
