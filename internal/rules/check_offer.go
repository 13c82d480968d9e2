package rules

import (
	"fmt"

	"rongqiao/internal/domain"
)

// CheckOffer checks an offer against fields and vocabularies: kinds, codes,
// operators that fit the field, bounds the right way round, a clause on each
// criterion. It answers a domain.Error of kind invalid with every fault.
func (rs *RuleSet) CheckOffer(o domain.Offer) error {
	c := &offerCheck{rs: rs}
	c.head(o)
	c.terms(o)
	ids := map[string]bool{}
	for i, cr := range o.Criteria {
		at := fmt.Sprintf("criteria[%d]", i)
		if ids[cr.ID] || cr.ID == "" {
			c.bad(at+".id", "given_twice", "an id that is used once in the offer", cr.ID)
		}
		ids[cr.ID] = true
		c.criterion(at, cr)
	}
	return c.err()
}

type offerCheck struct {
	rs     *RuleSet
	faults []domain.FieldError
}

func (c *offerCheck) bad(field, code string, want, have any) {
	c.faults = append(c.faults, domain.FieldError{Field: field, Code: code, Facts: domain.Facts{"want": want, "have": have}})
}

func (c *offerCheck) code(field, vocabulary string, code domain.Code) {
	if !c.rs.Vocabularies[vocabulary].Has(code) {
		c.bad(field, "unknown_code", "a code of "+vocabulary, string(code))
	}
}

func (c *offerCheck) head(o domain.Offer) {
	if o.ID == "" {
		c.bad("id", "required", "an id", "")
	}
	if o.Name.ZH == "" {
		c.bad("name", "required", "a name", "")
	}
	switch o.Kind {
	case domain.OfferLoan, domain.OfferFund, domain.OfferAward:
	default:
		c.bad("kind", "unknown_code", "loan, fund or award", string(o.Kind))
	}
	switch o.Status {
	case domain.StatusCurrent, domain.StatusDated, domain.StatusCurrentUnknown:
	default:
		c.bad("status", "unknown_code", "current, dated or current_unknown", string(o.Status))
	}
	if _, ok := c.rs.Providers[o.Provider]; !ok {
		c.bad("provider", "unknown_provider", "a provider of the catalogue", string(o.Provider))
	}
	if len(o.Products) == 0 {
		c.bad("products", "required", "at least one kind of product", "")
	}
	for i, p := range o.Products {
		c.code(fmt.Sprintf("products[%d]", i), "products", p)
	}
	if o.ValidFrom != nil && o.ValidUntil != nil && *o.ValidUntil < *o.ValidFrom {
		c.bad("valid_until", "date_before_start", o.ValidFrom.String(), o.ValidUntil.String())
	}
}

func (c *offerCheck) terms(o domain.Offer) {
	t := o.Terms
	ordered(c, "terms.amount", t.AmountMin, t.AmountMax, 0, domain.MaxFen)
	ordered(c, "terms.term", t.TermMin, t.TermMax, domain.MinTerm, domain.MaxTerm)
	ordered(c, "terms.guarantee_fee", t.GuaranteeFeeMin, t.GuaranteeFeeMax, 0, 10_000)
	ordered(c, "terms.guarantee_fee.subsidy", t.GuaranteeFeeSubsidyMin, t.GuaranteeFeeSubsidyMax, 0, 10_000)
	ordered(c, "terms.appraisal_fee", t.AppraisalFee, nil, 0, 10_000)
	ordered(c, "terms.interest_subsidy", t.InterestSubsidy, nil, 0, 10_000)
	ordered(c, "terms.own_funds", t.OwnFunds, nil, 0, 10_000)
	ordered(c, "terms.response_days", t.ResponseDays, nil, 0, 365)
	ordered(c, "terms.max_working_days", t.MaxWorkingDays, nil, 1, 365)
	for i, m := range t.Repayments {
		if !m.Known() {
			c.bad(fmt.Sprintf("terms.repayment[%d]", i), "unknown_code", domain.RepaymentMethods, string(m))
		}
	}
	for i, row := range t.AmountRows {
		at := fmt.Sprintf("terms.amount_rows[%d]", i)
		ordered(c, at, &row.Max, t.AmountMax, 0, domain.MaxFen)
		for j, cr := range row.When {
			c.criterion(fmt.Sprintf("%s.when[%d]", at, j), cr)
		}
	}
	if t.Rate != nil {
		c.rate(*t.Rate)
	}
	if (o.Kind == domain.OfferFund) != (t.Fund != nil) {
		c.bad("terms.fund", "required", "fund terms for a fund, and only for a fund", string(o.Kind))
	}
	if (o.Kind == domain.OfferAward) != (t.Award != nil) {
		c.bad("terms.award", "required", "award terms for an award, and only for an award", string(o.Kind))
	}
	if t.Fund != nil {
		c.fund(*t.Fund)
	}
	if t.Award != nil {
		c.award(*t.Award)
	}
}

type quantity interface {
	~int64 | ~int32
}

// ordered checks that both bounds are in range and the right way round.
func ordered[T quantity](c *offerCheck, field string, low, high *T, least, most T) {
	for _, b := range []struct {
		name string
		v    *T
	}{{".min", low}, {".max", high}} {
		if b.v != nil && (*b.v < least || *b.v > most) {
			c.bad(field+b.name, "out_of_range", fmt.Sprintf("%v to %v", least, most), *b.v)
		}
	}
	if low != nil && high != nil && *low > *high {
		c.bad(field+".max", "bounds_reversed", fmt.Sprintf("at least %v", *low), *high)
	}
}

func (c *offerCheck) rate(r domain.Rate) {
	ordered(c, "terms.rate", r.Min, r.Max, 0, 3_600)
	ordered(c, "terms.rate.spread", r.SpreadMin, r.SpreadMax, -1_000, 3_600)
	switch r.Basis {
	case domain.RateObserved, domain.RateQuoted, domain.RateRange, domain.RateFrom, domain.RateCap:
		if r.Min == nil && r.Max == nil {
			c.bad("terms.rate", "required", "a figure; leave the rate out where none was published", "")
		}
	case domain.RateLPRSpread:
		if (r.LPRTenor != "1y" && r.LPRTenor != "5y") || (r.SpreadMin == nil && r.SpreadMax == nil) {
			c.bad("terms.rate.lpr", "required", "1y or 5y, and a spread", r.LPRTenor)
		}
	case domain.RateDailyFee:
		if r.DailyFee == nil || *r.DailyFee < 0 || *r.DailyFee > 10_000 {
			c.bad("terms.rate.daily_fee_per_10000", "out_of_range", "0 to 100 yuan per 10,000 yuan a day", r.DailyFee)
		}
	default:
		c.bad("terms.rate.basis", "unknown_code", "observed, quoted, range, from, cap, lpr_spread or daily_fee", string(r.Basis))
	}
}

func (c *offerCheck) fund(f domain.FundTerms) {
	c.code("terms.fund.level", "fund_levels", f.Level)
	c.code("terms.fund.form", "fund_forms", f.Form)
	for i, s := range f.Stages {
		c.code(fmt.Sprintf("terms.fund.stages[%d]", i), "fund_stages", s)
	}
	ordered(c, "terms.fund.ticket", f.TicketMin, f.TicketMax, 0, domain.MaxFen)
	ordered(c, "terms.fund.size", f.FirstClose, f.Size, 0, domain.MaxFen)
}

func (c *offerCheck) award(a domain.AwardTerms) {
	ordered(c, "terms.award", a.Min, a.Max, 0, domain.MaxFen)
	ordered(c, "terms.award.rate", a.Rate, nil, 0, 10_000)
	need := func(ok bool, want string) {
		if !ok {
			c.bad("terms.award.amount", "required", want, string(a.AmountKind))
		}
	}
	switch a.AmountKind {
	case domain.AmountFloor:
		need(a.Min != nil, "a floor has min")
	case domain.AmountCap:
		need(a.Max != nil, "a cap has max")
	case domain.AmountRange:
		need(a.Min != nil && a.Max != nil, "a range has min and max")
	case domain.AmountShareCapped, domain.AmountRateCapped:
		need(a.Rate != nil && a.Max != nil, "a capped share has rate and max")
	case domain.AmountUnspecified:
		need(a.Min == nil && a.Max == nil, "an unspecified amount has neither min nor max")
	default:
		c.bad("terms.award.amount", "unknown_code", "floor, cap, range, share_capped, rate_capped or unspecified", string(a.AmountKind))
	}
	if a.BaseField != "" {
		if f, ok := c.rs.Field(a.BaseField); !ok || f.Type != TypeMoney {
			c.bad("terms.award.base_field", "unknown_field", "a money field", a.BaseField)
		}
	}
}

func (c *offerCheck) criterion(at string, cr domain.Criterion) {
	if cr.Clause.Document == "" && cr.Clause.Note.IsZero() {
		c.bad(at+".clause", "required", "the clause or source that it comes from", "")
	}
	if len(cr.Routes) > 0 {
		if cr.Field != "" || cr.Op != "" {
			c.bad(at, "out_of_range", "either routes or a field, not both", cr.Field)
		}
		for i, r := range cr.Routes {
			if len(r.Criteria) == 0 && len(r.Judgements) == 0 {
				c.bad(fmt.Sprintf("%s.routes[%d]", at, i), "required", "criteria or a judgement, as every firm would meet it without", "")
			}
			for j, sub := range r.Criteria {
				c.criterion(fmt.Sprintf("%s.routes[%d].criteria[%d]", at, i, j), sub)
			}
		}
		return
	}
	f, ok := c.rs.Field(cr.Field)
	if !ok {
		c.bad(at+".field", "unknown_field", "a field of the rule data", cr.Field)
		return
	}
	if !typeOps[f.Type][cr.Op] {
		c.bad(at+".op", "operator_not_allowed", fmt.Sprintf("an operator for a field of type %s", f.Type), string(cr.Op))
	}
	if len(cr.Values) == 0 {
		c.bad(at+".value", "required", "a value", "")
	}
	for i, v := range cr.Values {
		if i > 0 && v.From == cr.Values[i-1].From {
			c.bad(at+".values", "given_twice", "one value a day", v.From.String())
		}
		c.wanted(at+".value", f, cr.Op, v)
	}
}

func (c *offerCheck) wanted(at string, f Field, op domain.Op, w domain.Wanted) {
	coded := f.Type == TypeCode || f.Type == TypeCodes || f.Type == TypePlace
	if !coded || op == domain.OpIsKnown {
		return
	}
	if len(w.Codes) == 0 {
		c.bad(at, "required", "at least one code", "")
	}
	for _, code := range w.Codes {
		c.code(at, f.Vocabulary, code)
	}
	if op == domain.OpIn && c.rs.Vocabularies[f.Vocabulary].tree {
		c.bad(at, "operator_not_allowed", "within, as the vocabulary is a tree", string(op))
	}
}
