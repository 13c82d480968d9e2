package cost

import (
	"fmt"
	"slices"
	"sort"

	"rongqiao/internal/domain"
)

// Tenor is one of the two terms for which the loan prime rate is published.
// Which of them a loan of one to five years takes is agreed in its contract,
// so it is data of the offer.
type Tenor string

// The tenors.
const (
	LPR1Y Tenor = "1y"
	LPR5Y Tenor = "5y" // over five years
)

// LPRRow is the loan prime rate from a day on, until the next row.
type LPRRow struct {
	EffectiveOn       domain.Date
	OneYear, FiveYear Rate
	Verified          bool // whether both rates and the day were read in the source
	Source            string
}

// LPRTable is the dated loan prime rate, published by the interbank funding
// centre on the 20th of each month or the next working day. Rows are needed
// only where it changes; a row that repeats the last one says that it was
// still in force then.
type LPRTable struct{ rows []LPRRow }

// LPRQuote is the loan prime rate on a day, and how sure that is.
type LPRQuote struct {
	Rate        Rate
	Tenor       Tenor
	EffectiveOn domain.Date // the day of the row that it comes from
	// AsOf is the last day for which the table vouches: the day asked for, or
	// the last row's day when that is earlier.
	AsOf domain.Date
	// Stale is set when the day lies after the table's last row, so that a
	// later step may be missing: show "LPR as of AsOf".
	Stale    bool
	Verified bool
	Source   string
}

// NewLPRTable checks the rows: at least one, days strictly ascending, rates
// above 0 and to 100 %. The invalid [domain.Error] names the rows, counted
// from 0.
func NewLPRTable(rows []LPRRow) (LPRTable, error) {
	var c checks
	if len(rows) == 0 {
		c.add(CodeLPRRowsEmpty, "lpr", domain.Facts{"want": "> 0", "have": 0})
	}
	for i, r := range rows {
		field := fmt.Sprintf("lpr[%d].", i)
		c.day(field+"effective_on", r.EffectiveOn)
		if i > 0 && r.EffectiveOn <= rows[i-1].EffectiveOn {
			c.add(CodeLPRNotAscending, field+"effective_on", domain.Facts{
				"want": "> " + rows[i-1].EffectiveOn.String(), "have": r.EffectiveOn.String()})
		}
		// The rate never was 0: that is a cell left empty.
		c.rate(field+"lpr_1y", r.OneYear, 1)
		c.rate(field+"lpr_5y", r.FiveYear, 1)
	}
	if err := c.err(); err != nil {
		return LPRTable{}, err
	}
	return LPRTable{slices.Clone(rows)}, nil
}

// At is the loan prime rate on a day. A day after the last row is answered
// with that row and marked stale. A day before the first row is an error,
// lpr_before_first_row.
func (t LPRTable) At(day domain.Date, tenor Tenor) (LPRQuote, error) {
	var c checks
	if tenor != LPR1Y && tenor != LPR5Y {
		c.add(CodeValueUnknown, "lpr_tenor", domain.Facts{"want": []Tenor{LPR1Y, LPR5Y}, "have": tenor})
	}
	c.day("date", day)
	if len(t.rows) == 0 {
		c.add(CodeLPRRowsEmpty, "lpr", domain.Facts{"want": "> 0", "have": 0})
	}
	if err := c.err(); err != nil {
		return LPRQuote{}, err
	}
	next := sort.Search(len(t.rows), func(i int) bool { return t.rows[i].EffectiveOn > day })
	if next == 0 {
		return LPRQuote{}, domain.Invalid(CodeLPRBeforeFirst, "date", domain.Facts{
			"want": ">= " + t.rows[0].EffectiveOn.String(), "have": day.String()})
	}
	row := t.rows[next-1]
	q := LPRQuote{
		Rate: row.OneYear, Tenor: tenor, EffectiveOn: row.EffectiveOn, AsOf: day,
		Verified: row.Verified, Source: row.Source,
	}
	if tenor == LPR5Y {
		q.Rate = row.FiveYear
	}
	if next == len(t.rows) && day > row.EffectiveOn {
		q.AsOf, q.Stale = row.EffectiveOn, true
	}
	return q, nil
}

// Linked is the rate of a floating loan on the day of its signing or
// repricing: the loan prime rate of its tenor plus a spread, which may be
// negative, with the quote that it rests on. It answers what [LPRTable.At]
// answers, and rate_out_of_range when the sum is below 0 or over 100 %.
func (t LPRTable) Linked(day domain.Date, tenor Tenor, spread domain.BasisPoints) (Rate, LPRQuote, error) {
	q, err := t.At(day, tenor)
	if err != nil {
		return 0, LPRQuote{}, err
	}
	rate := q.Rate + FromBP(spread)
	var c checks
	c.rate("lpr_spread_bp", rate, 0)
	if err := c.err(); err != nil {
		return 0, LPRQuote{}, err
	}
	return rate, q, nil
}
