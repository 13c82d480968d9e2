package rules

import (
	"math/big"
	"slices"

	"rongqiao/internal/domain"
)

// Fact is what is known of one field. A number may be a fraction (a share or
// a growth rate), kept exactly as Number/Den so that a border is never
// crossed by rounding; Den 0 means a whole number.
type Fact struct {
	Known  bool
	Number int64 // fen, months, count, day or flag; the numerator of a rate's plain ratio
	Den    int64 // rates only: the value is Number/Den, 1 being 100 %
	Since  *domain.Date
	Days   int32         // spans only: days past the whole months of Number
	Codes  []domain.Code // for codes: each with its ancestors; in the order given
	Own    int           // how many of Codes were given, the rest being ancestors
	Where  Whereabouts   // for places
}

// Facts are all that is known of a need and its firm on a day, by field.
type Facts struct {
	rs    *RuleSet
	Day   domain.Date
	facts []Fact
}

// Get answers the fact of a field.
func (f *Facts) Get(field Field) Fact { return f.facts[field.index] }

// With is a copy in which one field has another value: for trying advice.
func (f *Facts) With(field Field, fact Fact) *Facts {
	out := &Facts{rs: f.rs, Day: f.Day, facts: append([]Fact(nil), f.facts...)}
	out.facts[field.index] = fact
	return out
}

// Facts derives every field once.
func (rs *RuleSet) Facts(e domain.Enterprise, n domain.Need, day domain.Date) *Facts {
	out := &Facts{rs: rs, Day: day, facts: make([]Fact, len(rs.Fields))}
	in := &inputs{rs: rs, e: e, n: n, day: day, latest: e.Latest()}
	declared := map[string]domain.Fact{}
	for _, d := range e.Declarations {
		declared[d.Field] = d
	}
	for i, f := range rs.Fields {
		if !f.Declared {
			out.facts[i] = derivers[f.Name].fact(in)
		} else if d, ok := declared[f.Name]; ok {
			out.facts[i] = declaredFact(d, f)
		}
		if coded := f.Type == TypeCode || f.Type == TypeCodes; coded && out.facts[i].Known {
			out.facts[i] = withAncestors(out.facts[i], rs.Vocabularies[f.Vocabulary])
		}
	}
	return out
}

func declaredFact(d domain.Fact, f Field) Fact {
	if d.Number != nil {
		fact := Fact{Known: true, Number: *d.Number}
		if f.Type == TypeRate {
			fact.Den = 10_000
		}
		return fact
	}
	return Fact{Known: d.Codes != nil, Codes: d.Codes}
}

func withAncestors(f Fact, v *Vocabulary) Fact {
	f.Own = len(f.Codes)
	if !v.tree {
		return f
	}
	all := append([]domain.Code(nil), f.Codes...)
	for _, c := range f.Codes {
		for _, up := range v.Lineage(c) {
			if !slices.Contains(all, up) {
				all = append(all, up)
			}
		}
	}
	f.Codes = all
	return f
}

// compare a known number with the wanted one in base units: -1, 0 or 1.
func (f Fact) compare(want int64) int {
	if f.Den == 0 {
		if f.Number == want && f.Days > 0 { // three years and a day are more than three years
			return 1
		}
		return compareInts(f.Number, want)
	}
	// Number/Den against want basis points: Number·10,000 against want·Den
	left := new(big.Int).Mul(big.NewInt(f.Number), big.NewInt(10_000))
	right := new(big.Int).Mul(big.NewInt(want), big.NewInt(f.Den))
	return left.Cmp(right)
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
