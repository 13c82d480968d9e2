package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var mortgageTerms = noun[domain.MortgageTerms]{
	name: "mortgage_terms",
	read: func(ctx context.Context, s store.Store, id string) (domain.MortgageTerms, error) {
		return s.MortgageTerms(ctx, domain.MortgageTermsID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.MortgageTerms, events ...domain.Event) (domain.MortgageTerms, error) {
		return s.SaveMortgageTerms(ctx, v, events...)
	},
	events: true,
}

func mortgageTermsOfPages(filter store.MortgageTermsFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.MortgageTermsList(context.Background(), filter, page)
		return idsOf(mortgageTerms, items, next, err)
	}
}

var mortgageTermsOfTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := mortgageTerms.sample(n + 1)
			v.Collateral = []domain.Code{"a", "b"}[(n>>0)&1]
			_, err := s.SaveMortgageTerms(context.Background(), v)
			must(t, err)
		}
		mortgageTermsOfPages(store.MortgageTermsFilter{}).want(t, s, "mortgage_terms_0004", "mortgage_terms_0003", "mortgage_terms_0002", "mortgage_terms_0001")
		mortgageTermsOfPages(store.MortgageTermsFilter{Collateral: "a"}).want(t, s, "mortgage_terms_0003", "mortgage_terms_0001")
		mortgageTermsOfPages(store.MortgageTermsFilter{Collateral: "nobody"}).want(t, s)
	}},
}
