package rules

import (
	"fmt"

	"rongqiao/internal/domain"
)

func (r *offerReader) terms(f termsForm) domain.Terms {
	t := domain.Terms{
		AmountMin: r.money("terms.amount.min", f.Amount.Min, f.Amount.Unit), AmountMax: r.money("terms.amount.max", f.Amount.Max, f.Amount.Unit),
		TermMin: (*domain.Months)(r.whole("terms.term.min", f.Term.Min)), TermMax: (*domain.Months)(r.whole("terms.term.max", f.Term.Max)),
		Collateral: f.Collateral, Guarantee: f.Guarantee, SecurityNote: f.SecurityNote.text(),
		GuaranteeFeeMin:        r.share("terms.guarantee_fee.min", f.GuaranteeFee.Min),
		GuaranteeFeeMax:        r.share("terms.guarantee_fee.max", f.GuaranteeFee.Max),
		GuaranteeFeeSubsidyMin: r.share("terms.guarantee_fee.subsidy_min", f.GuaranteeFee.SubsidyMin),
		GuaranteeFeeSubsidyMax: r.share("terms.guarantee_fee.subsidy_max", f.GuaranteeFee.SubsidyMax),
		AppraisalFee:           r.share("terms.appraisal_fee", f.AppraisalFee),
		InterestSubsidy:        r.share("terms.interest_subsidy", f.InterestSubsidy),
		OwnFunds:               r.share("terms.own_funds", f.OwnFunds),
		ResponseDays:           r.whole("terms.response_days", f.ResponseDays), MaxWorkingDays: r.whole("terms.max_working_days", f.MaxWorkingDays),
	}
	for i, row := range f.AmountRows {
		at := fmt.Sprintf("terms.amount_rows[%d]", i)
		most := r.money(at+".max", row.Max, row.Unit)
		if most == nil {
			r.fault(at+".max", "an amount", "")
			continue
		}
		for j := range row.When {
			if row.When[j].Clause.empty() {
				row.When[j].Clause.source = true
			}
		}
		t.AmountRows = append(t.AmountRows, domain.AmountRow{Max: *most, AsOf: row.AsOf, When: r.criteria(at+".when", row.When)})
	}
	for _, m := range f.Repayment {
		t.Repayments = append(t.Repayments, domain.RepaymentMethod(m))
	}
	t.Rate = r.rate(f.Rate)
	t.Fund = r.fund(f.Fund)
	t.Award = r.award(f.Award)
	return t
}

// money reads an amount; yuan where no unit is written. Nil stays nil.
func (r *offerReader) money(at string, v any, unit string) *domain.Fen {
	if v == nil {
		return nil
	}
	if unit == "" {
		unit = "yuan"
	}
	scale, ok := unitScale[TypeMoney][unit]
	if !ok {
		r.fault(at, "a unit: "+unitNames(TypeMoney), unit)
		return nil
	}
	n := domain.Fen(r.number(at, v, scale))
	return &n
}

// whole reads a count of months, days or basis points. Nil stays nil. The YAML
// reader is not asked for a number: it would cut a fraction off.
func (r *offerReader) whole(at string, v any) *int32 {
	if v == nil {
		return nil
	}
	n := r.number(at, v, 1)
	if n != int64(int32(n)) {
		r.fault(at, "a number in range", fmt.Sprint(v))
	}
	small := int32(n)
	return &small
}

// share reads per cent; an empty string stays nil.
func (r *offerReader) share(at, s string) *domain.BasisPoints {
	if s == "" {
		return nil
	}
	bp := percent(r.d, r.path+"."+at, r.id, s)
	return &bp
}

func (r *offerReader) rate(f *rateForm) *domain.Rate {
	if f == nil {
		return nil
	}
	rate := &domain.Rate{
		Basis: domain.RateBasis(f.Basis), Min: r.share("terms.rate.min", f.Min), Max: r.share("terms.rate.max", f.Max),
		LPRTenor: f.LPR, SpreadMin: (*domain.BasisPoints)(r.whole("terms.rate.spread_min", f.SpreadMin)), SpreadMax: (*domain.BasisPoints)(r.whole("terms.rate.spread_max", f.SpreadMax)),
		DayBasis: f.DayBasis, PartDay: f.PartDay, AsOf: f.AsOf,
	}
	if f.DailyFee != "" {
		// yuan per 10,000 yuan are hundreds of millionths
		n := r.number("terms.rate.daily_fee_per_10000", f.DailyFee, 100)
		rate.DailyFee = &n
	}
	return rate
}

func (r *offerReader) fund(f *fundForm) *domain.FundTerms {
	if f == nil {
		return nil
	}
	t := &domain.FundTerms{
		Level: domain.Code(f.Level), Form: domain.Code(f.Form), Manager: f.Manager,
		Size: r.money("terms.fund.size", f.Size, ""), FirstClose: r.money("terms.fund.first_close", f.FirstClose, ""),
		TicketMin: r.money("terms.fund.ticket_min", f.TicketMin, ""), TicketMax: r.money("terms.fund.ticket_max", f.TicketMax, ""),
		Sectors: f.Sectors, Locality: f.Locality, Mode: f.Mode, Direct: f.Direct,
	}
	for _, s := range f.Stages {
		t.Stages = append(t.Stages, domain.Code(s))
	}
	return t
}

func (r *offerReader) award(f *awardForm) *domain.AwardTerms {
	if f == nil {
		return nil
	}
	measure, item := r.whole("terms.award.measure", f.Measure), r.whole("terms.award.item", f.Item)
	t := &domain.AwardTerms{
		AmountKind: domain.AmountKind(f.Amount),
		Min:        r.money("terms.award.min", f.Min, ""), Max: r.money("terms.award.max", f.Max, ""), Per: f.Per,
		Rate: r.share("terms.award.rate", f.Rate), BaseField: f.BaseField, Base: f.Base.text(), Selection: f.Selection.text(),
		Wording: f.Wording, ServedBy: f.ServedBy.text(),
	}
	if measure != nil {
		t.Measure = int(*measure)
	}
	if item != nil {
		t.Item = int(*item)
	}
	return t
}
