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
	Number int64         // fen, months, count, day or flag; the numerator of a rate's plain ratio
	Den    int64         // rates only: the value is Number/Den, 1 being 100 %
	Root   int           // rates only: 2 where Number/Den is the growth of two years and the value the yearly rate
	Exact  *big.Rat      // in place of Number and Den where neither holds the value: a mean
	AtMost bool          // not Known, but the value is no more than this number
	Among  []domain.Code // not Known, but the code is one of these
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
	in    *inputs
	facts []Fact
}

// Get answers the fact of a field.
func (f *Facts) Get(field Field) Fact { return f.facts[field.index] }

// Put sets the fact of a field that a sheet answers, before others read it.
func (f *Facts) Put(field Field, fact Fact) {
	if fact.Known && len(fact.Codes) > 0 {
		fact = withAncestors(fact, f.rs.Vocabularies[field.Vocabulary])
	}
	f.facts[field.index] = fact
}

// With is a copy in which one field has another value: for trying advice.
func (f *Facts) With(field Field, fact Fact) *Facts {
	out := &Facts{rs: f.rs, Day: f.Day, in: f.in, facts: append([]Fact(nil), f.facts...)}
	out.facts[field.index] = fact
	return out
}

// Facts derives every field once.
func (rs *RuleSet) Facts(e domain.Enterprise, n domain.Need, day domain.Date) *Facts {
	out := &Facts{rs: rs, Day: day, facts: make([]Fact, len(rs.Fields))}
	derive := &deriving{rs: rs, out: out.facts, done: make([]bool, len(rs.Fields))}
	in := &inputs{rs: rs, e: e, n: n, day: day, latest: e.Latest()}
	derive.in, out.in = in, in
	declared := map[string]domain.Fact{}
	for _, d := range e.Declarations {
		declared[d.Field] = d
	}
	for i, f := range rs.Fields {
		switch d, said := declared[f.Name]; {
		case f.derive != nil || f.Assessed != "":
		case !f.Declared:
			out.facts[i] = derivers[f.Name].fact(in)
		case said:
			out.facts[i] = declaredFact(d, f)
		}
		if coded := f.Type == TypeCode || f.Type == TypeCodes; coded && out.facts[i].Known {
			out.facts[i] = withAncestors(out.facts[i], rs.Vocabularies[f.Vocabulary])
		}
	}
	for i := range rs.Fields {
		derive.field(i)
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

// Compare a known number with the wanted one in base units: -1, 0 or 1.
func (f Fact) Compare(t FieldType, want int64) int {
	if f.Exact != nil {
		wanted := new(big.Rat).SetInt64(want)
		if t == TypeRate {
			wanted.SetFrac64(want, 10_000)
		}
		return f.Exact.Cmp(wanted)
	}
	if f.Root > 1 {
		return f.compareRoot(want)
	}
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

// compareRoot: (Number/Den)^(1/2) - 1 against want basis points, which is
// Number·10,000² against Den·(10,000+want)².
func (f Fact) compareRoot(want int64) int {
	base := big.NewInt(10_000 + want)
	if base.Sign() < 0 {
		return 1
	}
	left := new(big.Int).Mul(big.NewInt(f.Number), big.NewInt(10_000*10_000))
	right := new(big.Int).Mul(big.NewInt(f.Den), base.Mul(base, base))
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

// Floor is a known number in base units, cut off downwards.
func (f Fact) Floor(t FieldType) int64 {
	if t == TypeRate {
		bp, rest := f.basisPoints()
		if rest && (f.Root > 1 && bp.Sign() < 0 || f.Root <= 1 && f.number().Sign() < 0) {
			return bp.Int64() - 1
		}
		return bp.Int64()
	}
	if f.Exact != nil {
		return new(big.Int).Div(f.Exact.Num(), f.Exact.Denom()).Int64()
	}
	return f.Number
}
