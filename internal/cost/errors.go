package cost

import "rongqiao/internal/domain"

// Codes of the errors that this package answers, all of kind invalid. Those
// that a need can have too are spelled as there.
const (
	CodeAmountNotPositive = "amount_not_positive"
	CodeAmountTooLarge    = "amount_too_large"
	CodeTermOutOfRange    = "term_out_of_range"
	CodeRateOutOfRange    = "rate_out_of_range" // facts in millionths
	CodeRepaymentUnknown  = "repayment_unknown"

	CodeValueOutOfRange = "value_out_of_range"   // any other number outside its bounds
	CodeValueUnknown    = "value_unknown"        // not one of the listed words
	CodeNotAPercentage  = "not_a_percentage"     // text that is no decimal number of at most 4 places
	CodeRateMaxBelowMin = "rate_max_below_min"   // a range the wrong way round
	CodeFeesReachAmount = "fees_reach_amount"    // fees on the first day leave nothing of the loan
	CodeCostTooLarge    = "cost_too_large"       // cannot be written as an amount or a rate
	CodeLPRBeforeFirst  = "lpr_before_first_row" // a day that the table does not reach back to
	CodeLPRRowsEmpty    = "lpr_rows_empty"
	CodeLPRNotAscending = "lpr_rows_not_ascending"
)

// checks collects faults, so that all of them are answered at once.
type checks []domain.FieldError

func (c *checks) add(code, field string, facts domain.Facts) {
	*c = append(*c, domain.FieldError{Field: field, Code: code, Facts: facts})
}

// amount wants 1 fen or more for a principal (least 1), or none or more for a
// fee (least 0), and at most domain.MaxFen.
func (c *checks) amount(field string, have, least domain.Fen) {
	switch {
	case have < least && least > 0:
		c.add(CodeAmountNotPositive, field, domain.Facts{"want": "> 0", "have": int64(have)})
	case have < least:
		c.add(CodeValueOutOfRange, field, domain.Facts{"min": int64(least), "max": int64(domain.MaxFen), "have": int64(have)})
	case have > domain.MaxFen:
		c.add(CodeAmountTooLarge, field, domain.Facts{"want": int64(domain.MaxFen), "have": int64(have)})
	}
}

func (c *checks) rate(field string, have, least Rate) {
	if have < least || have > MaxRate {
		c.add(CodeRateOutOfRange, field, domain.Facts{"min": int64(least), "max": int64(MaxRate), "have": int64(have)})
	}
}

func (c *checks) number(field string, have, least, most int) {
	if have < least || have > most {
		c.add(CodeValueOutOfRange, field, domain.Facts{"min": least, "max": most, "have": have})
	}
}

// The days that are priced. A loan's last due date lies at most 30 years after
// the latest, so every date keeps four digits; day 0 (1970-01-01), which is a
// date that nobody set, lies outside.
var firstDay, lastDay = domain.NewDate(1990, 1, 1), domain.NewDate(2199, 12, 31)

func (c *checks) day(field string, have domain.Date) {
	if have < firstDay || have > lastDay {
		c.add(CodeValueOutOfRange, field, domain.Facts{"min": firstDay.String(), "max": lastDay.String(), "have": have.String()})
	}
}

func (c checks) err() error {
	if len(c) == 0 {
		return nil
	}
	return domain.InvalidFields(c...)
}
