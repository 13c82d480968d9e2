package rules

import (
	"rongqiao/internal/domain"
)

// Implied are the criteria that an offer's terms make without saying so: a
// product that lends at most 5,000,000 yuan is no match for a need of more.
// Their ids start with "terms.".
func Implied(o domain.Offer) []domain.Criterion {
	t := o.Terms
	im := &implied{clause: domain.Clause{Document: o.Source.Title, Href: o.Source.Address}}
	switch o.Kind {
	case domain.OfferLoan:
		im.amount("terms.amount_min", domain.OpAtLeast, t.AmountMin)
		if len(t.AmountRows) == 0 {
			im.amount("terms.amount_max", domain.OpAtMost, t.AmountMax)
		}
		im.number("terms.term_min", "need.term", domain.OpAtLeast, (*int32)(t.TermMin))
		im.number("terms.term_max", "need.term", domain.OpAtMost, (*int32)(t.TermMax))
		if t.Collateral != nil && *t.Collateral {
			im.add("terms.collateral", "need.collateral_value", domain.OpMore, 0)
		}
		if t.Guarantee != nil && *t.Guarantee {
			im.add("terms.guarantee", "need.guarantee", domain.OpEqual, 1)
		}
	case domain.OfferFund:
		im.amount("terms.ticket_min", domain.OpAtLeast, t.Fund.TicketMin)
		im.amount("terms.ticket_max", domain.OpAtMost, t.Fund.TicketMax)
	case domain.OfferAward: // an award asks nothing of the need's amount and term
	}
	return im.out
}

type implied struct {
	clause domain.Clause
	out    []domain.Criterion
}

func (im *implied) add(id, field string, op domain.Op, n int64) {
	im.out = append(im.out, domain.Criterion{ID: id, Field: field, Op: op, Clause: im.clause,
		Values: Always(n)})
}

func (im *implied) amount(id string, op domain.Op, v *domain.Fen) {
	if v != nil {
		im.add(id, "need.amount", op, int64(*v))
	}
}

func (im *implied) number(id, field string, op domain.Op, v *int32) {
	if v != nil {
		im.add(id, field, op, int64(*v))
	}
}

// beginning is before every day that a rule can name.
var beginning = domain.NewDate(1, 1, 1)

// Always is a wanted number that holds on every day that a rule can name.
func Always(n int64) []domain.Wanted {
	return []domain.Wanted{{From: beginning, Number: n}}
}

// Ceiling is what an offer with amount rows lends at most. Low and High differ
// where a row hangs on something unknown; Fields are those it hangs on. Nil
// bounds: not published.
type Ceiling struct {
	Low, High *domain.Fen
	Fields    []string
}

// Ceiling answers the amount rows. Of the rows that hold, the one with most
// criteria wins, and of two with as many the lower ceiling; a row without
// criteria counts only where no other holds; where none does, AmountMax.
func (rs *RuleSet) Ceiling(t domain.Terms, f *Facts) Ceiling {
	if len(t.AmountRows) == 0 {
		return Ceiling{Low: t.AmountMax, High: t.AmountMax}
	}
	var holds, open []domain.AmountRow
	var out Ceiling
	seen := map[string]bool{}
	for _, row := range t.AmountRows {
		switch all := rs.JudgeRoute(domain.Route{Criteria: row.When}, f); all {
		case True:
			holds = append(holds, row)
		case Unknown:
			open = append(open, row)
			for _, c := range row.When {
				for _, name := range rs.Unknowns(c, f) {
					if !seen[name] {
						seen[name] = true
						out.Fields = append(out.Fields, name)
					}
				}
			}
		case False:
		}
	}
	out.widen(winner(holds, t.AmountMax), true)
	// A row that beats all that hold is the ceiling where it alone of the open
	// ones holds; one that does not is never the ceiling.
	for _, row := range open {
		out.widen(winner(append(holds[:len(holds):len(holds)], row), t.AmountMax), false)
	}
	return out
}

func winner(rows []domain.AmountRow, outer *domain.Fen) *domain.Fen {
	best := -1
	for i, row := range rows {
		if best < 0 || len(row.When) > len(rows[best].When) ||
			(len(row.When) == len(rows[best].When) && row.Max < rows[best].Max) {
			best = i
		}
	}
	if best < 0 {
		return outer
	}
	return &rows[best].Max
}

// widen takes one possible ceiling in; nil is no published bound.
func (c *Ceiling) widen(v *domain.Fen, first bool) {
	if first {
		c.Low, c.High = v, v
		return
	}
	if v == nil {
		c.High = nil
		return
	}
	if c.Low == nil || *v < *c.Low {
		c.Low = v
	}
	if c.High != nil && *v > *c.High {
		c.High = v
	}
}

// JudgeCeiling answers whether the amount fits under the ceiling.
func (c Ceiling) JudgeCeiling(amount domain.Fen) Truth {
	if c.High != nil && amount > *c.High {
		return False
	}
	if c.Low != nil && amount > *c.Low {
		return Unknown
	}
	return True
}
