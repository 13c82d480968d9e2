package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var creditAssessments = noun[domain.CreditAssessment]{
	name: "credit_assessment",
	read: func(ctx context.Context, s store.Store, id string) (domain.CreditAssessment, error) {
		return s.CreditAssessment(ctx, domain.CreditAssessmentID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.CreditAssessment, events ...domain.Event) (domain.CreditAssessment, error) {
		return s.SaveCreditAssessment(ctx, v, events...)
	},
	events: true,
}

func creditAssessmentPages(filter store.CreditAssessmentFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.CreditAssessments(context.Background(), filter, page)
		return idsOf(creditAssessments, items, next, err)
	}
}

var creditAssessmentTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := creditAssessments.sample(n + 1)
			v.EnterpriseID = []domain.EnterpriseID{"a", "b"}[(n>>0)&1]
			v.Sheet = []string{"a", "b"}[(n>>1)&1]
			_, err := s.SaveCreditAssessment(context.Background(), v)
			must(t, err)
		}
		creditAssessmentPages(store.CreditAssessmentFilter{}).want(t, s, "credit_assessment_0004", "credit_assessment_0003", "credit_assessment_0002", "credit_assessment_0001")
		creditAssessmentPages(store.CreditAssessmentFilter{Enterprise: "a"}).want(t, s, "credit_assessment_0003", "credit_assessment_0001")
		creditAssessmentPages(store.CreditAssessmentFilter{Enterprise: "nobody"}).want(t, s)
		creditAssessmentPages(store.CreditAssessmentFilter{Sheet: "a"}).want(t, s, "credit_assessment_0002", "credit_assessment_0001")
		creditAssessmentPages(store.CreditAssessmentFilter{Sheet: "nobody"}).want(t, s)
		creditAssessmentPages(store.CreditAssessmentFilter{Enterprise: "b", Sheet: "b"}).want(t, s, "credit_assessment_0004")
	}},
}
