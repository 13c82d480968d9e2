package rules_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

func TestTermsImplyConditions(t *testing.T) {
	loan := func(t domain.Terms) domain.Offer {
		return domain.Offer{Kind: domain.OfferLoan, Terms: t, Source: domain.Source{Title: "Book", Address: "book"}}
	}
	fund := func(f domain.FundTerms) domain.Offer {
		return domain.Offer{Kind: domain.OfferFund, Terms: domain.Terms{Fund: &f}}
	}
	rows := map[string]struct {
		offer domain.Offer
		want  []string
	}{
		"a loan that publishes nothing implies nothing": {loan(domain.Terms{}), nil},
		"all that a loan may say": {
			loan(domain.Terms{AmountMin: yuan(1), AmountMax: yuan(9), TermMin: ptr(domain.Months(3)), TermMax: ptr(domain.Months(36)), Collateral: ptr(true), Guarantee: ptr(true)}),
			[]string{"terms.amount_min need.amount >= 100", "terms.amount_max need.amount <= 900", "terms.term_min need.term >= 3", "terms.term_max need.term <= 36",
				"terms.collateral need.collateral_value > 0", "terms.guarantee need.guarantee == 1"},
		},
		"security that is not required":                   {loan(domain.Terms{Collateral: ptr(false), Guarantee: ptr(false)}), nil},
		"with amount rows they are the ceiling":           {loan(domain.Terms{AmountMax: yuan(9), AmountRows: []domain.AmountRow{{Max: 1}}}), nil},
		"a fund implies its tickets":                      {fund(domain.FundTerms{TicketMin: yuan(1), TicketMax: yuan(2), Size: yuan(9)}), []string{"terms.ticket_min need.amount >= 100", "terms.ticket_max need.amount <= 200"}},
		"a fund that publishes none implies none":         {fund(domain.FundTerms{}), nil},
		"an award asks nothing of the need":               {domain.Offer{Kind: domain.OfferAward, Terms: domain.Terms{Award: &domain.AwardTerms{Max: yuan(1)}}}, nil},
		"a loan that lends nothing below its least sum":   {loan(domain.Terms{AmountMin: yuan(0)}), []string{"terms.amount_min need.amount >= 0"}},
		"a term of one month is a month at the very most": {loan(domain.Terms{TermMax: ptr(domain.Months(1))}), []string{"terms.term_max need.term <= 1"}},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			var have []string
			for _, c := range rules.Implied(r.offer) {
				have = append(have, fmt.Sprintf("%s %s %s %d", c.ID, c.Field, c.Op, c.Values[0].Number))
				if c.Clause.Document != r.offer.Source.Title || c.Clause.Href != r.offer.Source.Address {
					t.Errorf("%s: the clause is the offer's source, have %+v", c.ID, c.Clause)
				}
				if _, ok := rules.Wanted(c, domain.NewDate(1, 1, 2)); !ok {
					t.Errorf("%s: in force always", c.ID)
				}
			}
			if !slices.Equal(have, r.want) {
				t.Errorf("want %q, have %q", r.want, have)
			}
		})
	}
}

// A firm of 2 points: routeOf gives criteria that are true, false or unknown.
func row(millions int64, when ...rules.Truth) domain.AmountRow {
	return domain.AmountRow{Max: domain.Fen(millions) * 100 * domain.Wan, When: routeOf(when...).Criteria}
}

func millions(f *domain.Fen) string {
	if f == nil {
		return "-"
	}
	return fmt.Sprint(int64(*f / (100 * domain.Wan)))
}

func TestTheCeilingIsThatOfTheRowThatSaysMost(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.points", 2)), domain.Need{}, someDay)
	billed := []string{"enterprise.months_billed"}
	rows := map[string]struct {
		outer     *domain.Fen
		rows      []domain.AmountRow
		low, high string
		fields    []string
	}{
		"without rows the outer bound":                    {yuan(9_000_000), nil, "9", "9", nil},
		"without either nothing was published":            {nil, nil, "-", "-", nil},
		"the row that holds":                              {yuan(9_000_000), []domain.AmountRow{row(3, yes)}, "3", "3", nil},
		"no row holds: the outer bound":                   {yuan(9_000_000), []domain.AmountRow{row(3, no)}, "9", "9", nil},
		"no row holds and no outer bound":                 {nil, []domain.AmountRow{row(3, no)}, "-", "-", nil},
		"the row without criteria where no other holds":   {yuan(9_000_000), []domain.AmountRow{row(2), row(3, no)}, "2", "2", nil},
		"but not where one does":                          {yuan(9_000_000), []domain.AmountRow{row(2), row(3, yes)}, "3", "3", nil},
		"not even where it is higher":                     {yuan(9_000_000), []domain.AmountRow{row(8), row(3, yes)}, "3", "3", nil},
		"most criteria win":                               {nil, []domain.AmountRow{row(5, yes), row(3, yes, yes), row(4, yes)}, "3", "3", nil},
		"of as many the lower ceiling":                    {nil, []domain.AmountRow{row(5, yes), row(3, yes)}, "3", "3", nil},
		"whatever their order":                            {nil, []domain.AmountRow{row(3, yes), row(5, yes)}, "3", "3", nil},
		"one criterion that fails closes a row":           {nil, []domain.AmountRow{row(9, yes, yes, no), row(3, yes)}, "3", "3", nil},
		"an open row above what holds gives a range":      {nil, []domain.AmountRow{row(2), row(5, unknown)}, "2", "5", billed},
		"an open row below what holds gives a range":      {nil, []domain.AmountRow{row(2), row(1, unknown)}, "1", "2", billed},
		"an open row that could not win is no matter":     {nil, []domain.AmountRow{row(3, yes, yes), row(9, unknown)}, "3", "3", billed},
		"two open rows give the widest range":             {nil, []domain.AmountRow{row(3), row(5, unknown), row(1, unknown, unknown)}, "1", "5", billed},
		"an open row beside an outer bound":               {yuan(9_000_000), []domain.AmountRow{row(5, unknown)}, "5", "9", billed},
		"an open row and no outer bound: no highest":      {nil, []domain.AmountRow{row(5, unknown)}, "5", "-", billed},
		"two open rows and no outer bound":                {nil, []domain.AmountRow{row(5, unknown), row(4, unknown)}, "4", "-", billed},
		"an open row with as many criteria and more":      {nil, []domain.AmountRow{row(3, yes), row(5, unknown)}, "3", "3", billed},
		"an open row with as many criteria and less":      {nil, []domain.AmountRow{row(3, yes), row(2, unknown)}, "2", "3", billed},
		"a row that is false in part is closed, not open": {nil, []domain.AmountRow{row(3, yes), row(2, unknown, no)}, "3", "3", nil},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			have := rs.Ceiling(domain.Terms{AmountMax: r.outer, AmountRows: r.rows}, f)
			if millions(have.Low) != r.low || millions(have.High) != r.high || !slices.Equal(have.Fields, r.fields) {
				t.Errorf("want %s to %s on %v, have %s to %s on %v", r.low, r.high, r.fields, millions(have.Low), millions(have.High), have.Fields)
			}
		})
	}
}

// The range is what trying every open row both ways gives, over random rows,
// more of them open than anyone would write.
func TestTheRangeIsThatOfAllPossibilities(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.points", 2)), domain.Need{}, someDay)
	random := rand.New(rand.NewPCG(3, 9))
	for range 400 {
		terms := domain.Terms{AmountMax: yuan(50_000_000)}
		for range random.IntN(13) {
			var when []rules.Truth
			for range random.IntN(4) {
				when = append(when, []rules.Truth{yes, yes, unknown, unknown, no}[random.IntN(5)])
			}
			terms.AmountRows = append(terms.AmountRows, row(1+random.Int64N(40), when...))
		}
		low, high := everyCeiling(rs, terms, f)
		have := rs.Ceiling(terms, f)
		if *have.Low != low || *have.High != high {
			t.Fatalf("want %s to %s, have %s to %s for %+v", low, high, have.Low, have.High, terms.AmountRows)
		}
	}
}

func everyCeiling(rs *rules.RuleSet, terms domain.Terms, f *rules.Facts) (low, high domain.Fen) {
	var holds, open []domain.AmountRow
	for _, r := range terms.AmountRows {
		switch rs.JudgeRoute(domain.Route{Criteria: r.When}, f) {
		case rules.True:
			holds = append(holds, r)
		case rules.Unknown:
			open = append(open, r)
		case rules.False:
		}
	}
	low = domain.MaxFen
	for mask := range 1 << len(open) {
		best := domain.AmountRow{Max: *terms.AmountMax}
		found := false
		for i, r := range slices.Concat(open, holds) {
			if i < len(open) && mask&(1<<i) == 0 {
				continue
			}
			if !found || len(r.When) > len(best.When) || (len(r.When) == len(best.When) && r.Max < best.Max) {
				best, found = r, true
			}
		}
		low, high = min(low, best.Max), max(high, best.Max)
	}
	return low, high
}

func TestAnAmountIsJudgedAgainstTheCeiling(t *testing.T) {
	five, nine := domain.Fen(500), domain.Fen(900)
	rows := map[string]struct {
		ceiling rules.Ceiling
		amount  domain.Fen
		want    rules.Truth
	}{
		"on the ceiling":                            {rules.Ceiling{Low: &five, High: &five}, 500, yes},
		"one fen above it":                          {rules.Ceiling{Low: &five, High: &five}, 501, no},
		"on the lower end of a range":               {rules.Ceiling{Low: &five, High: &nine}, 500, yes},
		"one fen above the lower end":               {rules.Ceiling{Low: &five, High: &nine}, 501, unknown},
		"on the upper end":                          {rules.Ceiling{Low: &five, High: &nine}, 900, unknown},
		"one fen above the upper end":               {rules.Ceiling{Low: &five, High: &nine}, 901, no},
		"above the lower end, no upper published":   {rules.Ceiling{Low: &five}, 1 << 50, unknown},
		"below the lower end, no upper published":   {rules.Ceiling{Low: &five}, 500, yes},
		"nothing published is held against nobody":  {rules.Ceiling{}, 1 << 50, yes},
		"one fen below everything is always enough": {rules.Ceiling{Low: &five, High: &nine}, 499, yes},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.ceiling.JudgeCeiling(r.amount); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}
