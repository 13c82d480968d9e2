package matching

import (
	"fmt"

	"rongqiao/internal/cost"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// pricer prices offers for one need on one day. Offers with the same terms
// share one computation.
type pricer struct {
	rs    *rules.RuleSet
	lpr   *cost.LPRTable
	need  domain.Need
	facts *rules.Facts
	day   domain.Date
	known map[priceKey]Cost
}

// priceKey holds all that a loan's price depends on besides the need.
type priceKey struct {
	low, high, feeLow, feeHigh, appraisal, subsidy, feeSubsidy domain.BasisPoints
	method                                                     domain.RepaymentMethod
}

const absent domain.BasisPoints = -1 << 30

func orAbsent(bp *domain.BasisPoints) domain.BasisPoints {
	if bp == nil {
		return absent
	}
	return *bp
}

// rates answers the lowest and highest rate a year, and the LPR used.
func (p *pricer) rates(r *domain.Rate) (low, high *domain.BasisPoints, lpr *LPRUse) {
	if r == nil || r.Basis == domain.RateDailyFee {
		return nil, nil, nil
	}
	if r.Basis != domain.RateLPRSpread {
		return r.Min, r.Max, nil
	}
	if p.lpr == nil {
		return nil, nil, nil
	}
	quote, err := p.lpr.At(p.day, cost.Tenor(r.LPRTenor))
	if err != nil { // before the table's first row: nothing is guessed
		return nil, nil, nil
	}
	base := domain.BasisPoints(quote.Rate / 100)
	lpr = &LPRUse{Tenor: r.LPRTenor, Rate: base, EffectiveOn: quote.EffectiveOn, Stale: quote.Stale, Verified: quote.Verified}
	return plus(base, r.SpreadMin), plus(base, r.SpreadMax), lpr
}

func plus(base domain.BasisPoints, spread *domain.BasisPoints) *domain.BasisPoints {
	if spread == nil {
		return nil
	}
	sum := max(base+*spread, 0)
	return &sum
}

// rateCriterion is the need's rate ceiling against the lowest published rate;
// none where either is not known, so that silence is held against nobody.
func (p *pricer) rateCriterion(o domain.Offer) (domain.Criterion, bool) {
	low, _, _ := p.rates(o.Terms.Rate)
	if low == nil || p.need.RateCeiling == nil {
		return domain.Criterion{}, false
	}
	return domain.Criterion{ID: "terms.rate_ceiling", Field: "need.rate_ceiling", Op: domain.OpAtLeast,
		Values: rules.Always(int64(*low)),
		Clause: domain.Clause{Document: o.Source.Title, Href: o.Source.Address}}, true
}

// price answers the total cost of an offer.
func (p *pricer) price(o domain.Offer) Cost {
	switch o.Kind {
	case domain.OfferFund:
		if isPool(p.rs, o) {
			return Cost{Notes: []domain.Text{notePool}}
		}
		return Cost{Notes: []domain.Text{noteEquity}}
	case domain.OfferAward:
		return p.award(o)
	case domain.OfferLoan:
	}
	t := o.Terms
	if t.Rate == nil {
		return Cost{Notes: []domain.Text{noteNoRate}}
	}
	if t.Rate.Basis == domain.RateDailyFee {
		return p.bridge(o)
	}
	low, high, lpr := p.rates(t.Rate)
	if low == nil && high == nil {
		return Cost{RateBasis: t.Rate.Basis, Notes: []domain.Text{noteNoRate}}
	}
	method, given := p.method(t)
	key := priceKey{orAbsent(low), orAbsent(high), orAbsent(t.GuaranteeFeeMin), orAbsent(t.GuaranteeFeeMax),
		orAbsent(t.AppraisalFee), orAbsent(t.InterestSubsidy), orAbsent(t.GuaranteeFeeSubsidyMin), method}
	c, ok := p.known[key]
	if !ok {
		c = p.loan(t, low, high, method)
		p.known[key] = c
	}
	c.RateBasis, c.LPR, c.MethodGiven = t.Rate.Basis, lpr, given
	c.Notes = append(append([]domain.Text(nil), c.Notes...), p.notes(t, c)...)
	return c
}

// method picks the repayment: the wish where the offer has it, else the
// offer's first, else the wish, else the usual one for the term.
func (p *pricer) method(t domain.Terms) (m domain.RepaymentMethod, given bool) {
	wish := p.need.Repayment
	for _, m := range t.Repayments {
		if wish != nil && m == *wish {
			return m, true
		}
	}
	switch {
	case len(t.Repayments) > 0:
		return t.Repayments[0], true
	case wish != nil:
		return *wish, false
	case p.need.Term <= 12:
		return domain.InterestOnly, false
	}
	return domain.EqualInstalments, false
}

func (p *pricer) loan(t domain.Terms, low, high *domain.BasisPoints, method domain.RepaymentMethod) Cost {
	out := Cost{Published: true, Method: method, RateMin: low, RateMax: high}
	if low != nil {
		c, err := cost.Compute(p.terms(t, *low, t.GuaranteeFeeMin, method))
		if err != nil {
			return Cost{Notes: []domain.Text{noteNotPriced(err)}}
		}
		out.InterestMin, out.FeesMin, out.TotalMin = &c.TotalInterest, feesOf(t, c), &c.Total
		out.AnnualMin = &c.AnnualisedBP
		if c.TotalSubsidy > 0 {
			out.Subsidy, out.NetAnnual = &c.TotalSubsidy, &c.NetAnnualisedBP
		}
	}
	if high != nil {
		fee := t.GuaranteeFeeMax
		if fee == nil {
			fee = t.GuaranteeFeeMin
		}
		c, err := cost.Compute(p.terms(t, *high, fee, method))
		if err != nil {
			return Cost{Notes: []domain.Text{noteNotPriced(err)}}
		}
		out.InterestMax, out.FeesMax, out.TotalMax = &c.TotalInterest, feesOf(t, c), &c.Total
		out.AnnualMax = &c.AnnualisedBP
	}
	return out
}

// feesOf answers the fees that were reckoned, or nil where none are published
// and something that costs a fee may be asked for: not known is not nothing.
func feesOf(t domain.Terms, c cost.Cost) *domain.Fen {
	if !feesKnown(t) {
		return nil
	}
	return &c.TotalFees
}

func feesKnown(t domain.Terms) bool {
	no := func(b *bool) bool { return b != nil && !*b }
	return t.GuaranteeFeeMin != nil || t.GuaranteeFeeMax != nil || t.AppraisalFee != nil || (no(t.Collateral) && no(t.Guarantee))
}

// terms puts the need and the offer's figures together for pricing.
func (p *pricer) terms(t domain.Terms, rate domain.BasisPoints, fee *domain.BasisPoints, method domain.RepaymentMethod) cost.Loan {
	l := cost.Loan{Principal: p.need.Amount, Term: p.need.Term, Method: method, AnnualRate: cost.FromBP(rate), DrawnOn: p.day}
	if method == domain.Revolving {
		l.Use = cost.FullUse
	}
	if fee != nil {
		l.GuaranteeFee, l.GuaranteeFeeOn = cost.FromBP(*fee), cost.OnOriginal
		if t.GuaranteeFeeSubsidyMin != nil {
			l.Subsidies = append(l.Subsidies, cost.Subsidy{Kind: cost.SubsidyGuaranteeFee, Rate: cost.FromBP(*t.GuaranteeFeeSubsidyMin)})
		}
	}
	if t.InterestSubsidy != nil {
		l.Subsidies = append(l.Subsidies, cost.Subsidy{Kind: cost.SubsidyInterest, Rate: cost.FromBP(*t.InterestSubsidy)})
	}
	if t.AppraisalFee != nil {
		field, _ := p.rs.Field("need.collateral_value")
		if value := p.facts.Get(field); value.Known {
			l.AppraisalFee = share(domain.Fen(value.Number), *t.AppraisalFee)
		}
	}
	return l
}

// bridge prices emergency money by the day, at the longest use where both
// that and the way days are counted are published.
func (p *pricer) bridge(o domain.Offer) Cost {
	r := o.Terms.Rate
	out := Cost{Published: true, RateBasis: r.Basis, Method: domain.Bullet, MethodGiven: true}
	daily, err := cost.DailyFee(p.need.Amount, cost.Rate(*r.DailyFee), 1)
	if err != nil {
		return Cost{Notes: []domain.Text{noteNotPriced(err)}}
	}
	m := rules.ShowMoney(daily)
	out.Notes = append(out.Notes, domain.Text{ZH: "按日收费，每天" + m.ZH, EN: "a fee by the day: " + m.In("en") + " a day"})
	if r.DayBasis == "" {
		out.Notes = append(out.Notes, noteDayBasis)
	}
	if days := o.Terms.MaxWorkingDays; days != nil && r.DayBasis == "working_day" {
		most, err := cost.DailyFee(p.need.Amount, cost.Rate(*r.DailyFee), int(*days))
		if err != nil {
			return Cost{Notes: []domain.Text{noteNotPriced(err)}}
		}
		zero := domain.Fen(0)
		out.InterestMax, out.FeesMin, out.FeesMax, out.TotalMin, out.TotalMax = &zero, &daily, &most, &daily, &most
		out.InterestMin = &zero
		out.Notes = append(out.Notes, domain.Text{ZH: fmt.Sprintf("最长使用%d个工作日", *days), EN: fmt.Sprintf("at most %d working days", *days)})
	}
	return out
}

// award answers what is certain and what is "up to".
func (p *pricer) award(o domain.Offer) Cost {
	amount := AmountOf(p.rs, *o.Terms.Award, p.facts)
	out := Cost{Published: amount.Kind != domain.AmountUnspecified, AwardMin: amount.Certain, AwardMax: amount.UpTo}
	if out.AwardMin == nil {
		zero := domain.Fen(0)
		out.AwardMin = &zero
	}
	if note, ok := awardNotes[amount.Kind]; ok {
		out.Notes = append(out.Notes, note)
	}
	return out
}

var awardNotes = map[domain.AmountKind]domain.Text{
	domain.AmountFloor:       noteFloor,
	domain.AmountCap:         noteCap,
	domain.AmountRange:       noteCap,
	domain.AmountShareCapped: noteCap,
	domain.AmountUnspecified: noteNoAmount,
}
