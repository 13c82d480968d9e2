package matching

import (
	"fmt"
	"math/bits"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

// measurer takes one measure that a fit scorecard can name. Words are all
// that it can answer, none for a number.
type measurer struct {
	take  func(*matcher, *compiled) scoring.Measure
	words []string
}

var measurers = map[string]measurer{
	"amount_cover":    {take: amountCover},
	"term_cover":      {take: termCover},
	"annual_cost":     {take: annualCost},
	"response_days":   {take: responseDays},
	"security_burden": {securityBurden, []string{"none", "guarantee", "collateral", "both"}},
	"tier_preference": {tierPreference, []string{"dedicated", "open", "other"}},
	"nearness":        {nearness, []string{"same", "neighbour", "city", "none"}},
}

// fits refuses an indicator whose values are not the words of its measure.
func (m measurer) fits(i scoring.Indicator) error {
	known := map[string]bool{}
	for _, w := range m.words {
		known[w] = true
		if _, ok := i.Values[w]; !ok {
			return fmt.Errorf("%s: indicator %q: want points for %q, have none", fitCard, i.ID, w)
		}
	}
	for w := range i.Values {
		if !known[w] {
			return fmt.Errorf("%s: indicator %q: want one of %v, have %q", fitCard, i.ID, m.words, w)
		}
	}
	return nil
}

func number(n int64) scoring.Measure { return scoring.Measure{Known: true, Number: n} }

func word(w string) scoring.Measure { return scoring.Measure{Known: w != "", Word: w} }

// amountCover is the share of the need that the offer can give. A cap on an
// award is no promise and stays unknown.
func amountCover(m *matcher, c *compiled) scoring.Measure {
	var most *domain.Fen
	switch t := c.offer.Terms; c.offer.Kind {
	case domain.OfferLoan:
		most = t.AmountMax
		if len(t.AmountRows) > 0 {
			most = m.e.rs.Ceiling(t, m.facts).Low
		}
	case domain.OfferFund:
		most = t.Fund.TicketMax
	case domain.OfferAward:
		if t.Award.AmountKind == domain.AmountFloor {
			most = t.Award.Min
		}
	}
	if most == nil || m.need.Amount <= 0 {
		return scoring.Measure{}
	}
	if *most >= m.need.Amount {
		return number(scoring.Full)
	}
	return number(int64(share128(*most, m.need.Amount)))
}

func termCover(m *matcher, c *compiled) scoring.Measure {
	longest := c.offer.Terms.TermMax
	if longest == nil || m.need.Term <= 0 {
		return scoring.Measure{}
	}
	return number(min(int64(*longest)*scoring.Full/int64(m.need.Term), scoring.Full))
}

// annualCost takes the dearer end of what is published.
func annualCost(m *matcher, c *compiled) scoring.Measure {
	if c.offer.Kind != domain.OfferLoan {
		return scoring.Measure{}
	}
	switch p := m.price.price(*c.offer); {
	case p.AnnualMax != nil:
		return number(int64(*p.AnnualMax))
	case p.AnnualMin != nil:
		return number(int64(*p.AnnualMin))
	}
	return scoring.Measure{}
}

func responseDays(_ *matcher, c *compiled) scoring.Measure {
	if d := c.offer.Terms.ResponseDays; d != nil {
		return number(int64(*d))
	}
	return scoring.Measure{}
}

// securityBurden is known where something is required, or where both
// collateral and guarantee are said not to be.
func securityBurden(_ *matcher, c *compiled) scoring.Measure {
	t := c.offer.Terms
	yes := func(b *bool) bool { return b != nil && *b }
	no := func(b *bool) bool { return b != nil && !*b }
	switch {
	case c.offer.Kind != domain.OfferLoan:
		return scoring.Measure{}
	case yes(t.Collateral) && yes(t.Guarantee):
		return word("both")
	case yes(t.Collateral):
		return word("collateral")
	case yes(t.Guarantee):
		return word("guarantee")
	case no(t.Collateral) && no(t.Guarantee):
		return word("none")
	}
	return scoring.Measure{}
}

// tierPreference: "dedicated" where the offer asks for a tier and the firm
// holds it, "open" where it asks for none.
func tierPreference(m *matcher, c *compiled) scoring.Measure {
	for _, cr := range c.offer.Criteria {
		if cr.Field != "enterprise.tiers" {
			continue
		}
		switch m.e.rs.Judge(cr, m.facts) {
		case rules.True:
			return word("dedicated")
		case rules.False:
			return word("other")
		case rules.Unknown:
			return scoring.Measure{}
		}
	}
	return word("open")
}

func nearness(m *matcher, c *compiled) scoring.Measure {
	return word(m.near[c.provider.ID])
}

// share128 is part over whole in basis points, cut off; part is the smaller.
func share128(part, whole domain.Fen) domain.BasisPoints {
	hi, lo := bits.Mul64(uint64(part), scoring.Full)
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return domain.BasisPoints(q)
}
