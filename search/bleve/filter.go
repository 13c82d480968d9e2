package bleve

import (
	"slices"

	"rongqiao/search"
)

// filter is what a query asks for besides its text.
type filter struct {
	sets         [dimensions][]int32 // wanted places
	set          [dimensions]bool    // whether any was wanted
	amount, term *int64
}

// orUnbound dimensions pass also what is bound to no value.
var orUnbound = [dimensions]bool{byDistrict: true, byIndustry: true, byTier: true}

func newFilter(t *table, q search.Query) filter {
	f := filter{amount: wide(q.Amount), term: wide(q.Term)}
	for d, values := range [dimensions][]string{
		byKind: plain(q.Kinds), byProvider: plain(q.Providers), byDistrict: plain(q.Districts),
		byIndustry: plain(q.Industries), byTier: plain(q.Tiers),
	} {
		f.set[d] = len(values) > 0
		f.sets[d] = t.places(dimension(d), values)
	}
	return f
}

// passes tells whether the row stands in all filters.
func (f *filter) passes(r *row) bool {
	for d := range dimensions {
		if !f.set[d] || (orUnbound[d] && len(r.codes[d]) == 0) {
			continue
		}
		if !slices.ContainsFunc(r.codes[d], func(p int32) bool { return slices.Contains(f.sets[d], p) }) {
			return false
		}
	}
	return within(f.amount, r.amountMin, r.amountMax) && within(f.term, r.termMin, r.termMax)
}

func within(v *int64, least, most int64) bool {
	return v == nil || (least == none || least <= *v) && (most == none || *v <= most)
}
