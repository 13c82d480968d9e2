package cost

import "rongqiao/internal/domain"

// Span is the cost of a loan whose rate is published as a range. A nil end is
// a rate that is not published: with only From the texts say "from", with only
// To "up to", with neither "not published".
type Span struct {
	From, To *Cost
}

// Range prices a loan at the lowest and the highest published rate in place of
// its own; nil is a rate that is not published, and is never guessed. It
// answers rate_max_below_min, and what [Compute] answers.
func Range(l Loan, least, most *Rate) (Span, error) {
	if least != nil && most != nil && *most < *least {
		return Span{}, domain.Invalid(CodeRateMaxBelowMin, "rate", domain.Facts{"want": least.String(), "have": most.String()})
	}
	var s Span
	var err error
	if s.From, err = at(l, least); err != nil {
		return Span{}, err
	}
	if s.To, err = at(l, most); err != nil {
		return Span{}, err
	}
	return s, nil
}

func at(l Loan, rate *Rate) (*Cost, error) {
	if rate == nil {
		return nil, nil
	}
	l.AnnualRate = *rate
	c, err := Compute(l)
	if err != nil {
		return nil, err
	}
	return &c, nil
}
