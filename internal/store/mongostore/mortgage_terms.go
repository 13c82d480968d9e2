package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var mortgageTerms = kind{noun: "mortgage_terms", coll: collMortgageTermsList}

// MortgageTerms answers the mortgage terms with the id.
func (s *Store) MortgageTerms(ctx context.Context, id domain.MortgageTermsID) (domain.MortgageTerms, error) {
	return read(ctx, s, mortgageTerms, oneByID.filter(is("_id", string(id))), string(id), record.MortgageTerms.MortgageTerms)
}

// MortgageTermsList lists the newest first.
func (s *Store) MortgageTermsList(ctx context.Context, filter store.MortgageTermsFilter, page store.Page) ([]domain.MortgageTerms, string, error) {
	var fields bson.D
	if filter.Collateral != "" {
		fields = append(fields, is("collateral", string(filter.Collateral)))
	}
	return list(ctx, s, mortgageTerms, fields, page, record.MortgageTerms.MortgageTerms)
}

// SaveMortgageTerms saves the mortgage terms and its events in one step.
func (s *Store) SaveMortgageTerms(ctx context.Context, m domain.MortgageTerms, events ...domain.Event) (domain.MortgageTerms, error) {
	doc := record.NewMortgageTerms(m)
	version, err := s.save(ctx, mortgageTerms, row{id: string(doc.ID), version: m.Version, doc: doc, columns: mortgageTermsOfColumns(doc)}, events)
	if err != nil {
		return domain.MortgageTerms{}, err
	}
	return doc.MortgageTerms(version), nil
}

func mortgageTermsOfColumns(doc record.MortgageTerms) bson.D {
	return bson.D{is("collateral", string(doc.Collateral))}
}
