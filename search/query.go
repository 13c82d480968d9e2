package search

import (
	"unicode/utf8"

	"rongqiao/internal/domain"
)

// Bounds of a query, besides MaxOffset.
const (
	MaxLimit  = 100
	MaxText   = 200 // characters of a query's text
	MaxValues = 200 // values of one filter
)

// Validate answers all that is wrong with a query, as a domain.Error of kind
// invalid. Every engine asks it before anything else.
func (q Query) Validate() error {
	var faults []domain.FieldError
	add := func(field, code string, facts domain.Facts) {
		faults = append(faults, domain.FieldError{Field: field, Code: code, Facts: facts})
	}
	between := func(field string, have, least, most int) {
		if have < least || have > most {
			add(field, "out_of_range", domain.Facts{"min": least, "max": most, "have": have})
		}
	}
	if !utf8.ValidString(q.Text) {
		add("q", "invalid_utf8", nil)
	} else if n := utf8.RuneCountInString(q.Text); n > MaxText {
		add("q", "too_long", domain.Facts{"max": MaxText, "have": n})
	}
	for _, k := range q.Kinds {
		if k != domain.OfferLoan && k != domain.OfferFund && k != domain.OfferAward {
			add("kind", "unknown_value", domain.Facts{"have": k})
		}
	}
	between("offset", q.Offset, 0, MaxOffset)
	between("limit", q.Limit, 1, MaxLimit)
	for _, f := range []struct {
		field string
		n     int
	}{
		{"kind", len(q.Kinds)}, {"provider", len(q.Providers)}, {"district", len(q.Districts)},
		{"industry", len(q.Industries)}, {"tier", len(q.Tiers)},
	} {
		if f.n > MaxValues {
			add(f.field, "too_many_values", domain.Facts{"max": MaxValues, "have": f.n})
		}
	}
	if q.Amount != nil && (*q.Amount <= 0 || *q.Amount > domain.MaxFen) {
		add("amount_fen", "out_of_range", domain.Facts{"min": 1, "max": domain.MaxFen, "have": *q.Amount})
	}
	if q.Term != nil {
		between("term_months", int(*q.Term), 1, 360)
	}
	switch q.Sort {
	case SortRelevance, SortRate, SortAmountDesc, SortName:
	default:
		add("sort", "unknown_value", domain.Facts{"have": q.Sort})
	}
	if len(faults) > 0 {
		return domain.InvalidFields(faults...)
	}
	return nil
}
