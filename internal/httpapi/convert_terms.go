package httpapi

import (
	"fmt"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (r *reader) terms(t apigen.OfferTerms) domain.Terms {
	out := domain.Terms{
		AmountMin: as[domain.Fen](t.AmountMinFen), AmountMax: as[domain.Fen](t.AmountMaxFen),
		TermMin: as[domain.Months](t.TermMinMonths), TermMax: as[domain.Months](t.TermMaxMonths), Rate: toRate(t.Rate),
		Collateral: t.CollateralRequired, Guarantee: t.GuaranteeRequired, SecurityNote: toMaybeText(t.SecurityNote),
		Repayments:             fromMaybe(t.Repayments, sameAt[domain.RepaymentMethod, apigen.RepaymentMethod]),
		GuaranteeFeeMin:        as[domain.BasisPoints](t.GuaranteeFeeMinBP),
		GuaranteeFeeMax:        as[domain.BasisPoints](t.GuaranteeFeeMaxBP),
		GuaranteeFeeSubsidyMin: as[domain.BasisPoints](t.GuaranteeFeeSubsidyMinBP),
		GuaranteeFeeSubsidyMax: as[domain.BasisPoints](t.GuaranteeFeeSubsidyMaxBP),
		AppraisalFee:           as[domain.BasisPoints](t.AppraisalFeeBP), InterestSubsidy: as[domain.BasisPoints](t.InterestSubsidyBP),
		OwnFunds: as[domain.BasisPoints](t.OwnFundsBP), ResponseDays: t.ResponseDays, MaxWorkingDays: t.MaxWorkingDays,
		Fund: toFund(t.Fund), Award: toAward(t.Award),
	}
	out.AmountRows = fromMaybe(t.AmountRows, func(i int, row apigen.AmountRow) domain.AmountRow {
		return domain.AmountRow{
			When: r.criteria(fmt.Sprintf("terms.amount_rows[%d].when", i), row.When), Max: domain.Fen(row.MaxFen), AsOf: orEmpty(row.AsOf),
		}
	})
	return out
}

func toRate(x *apigen.Rate) *domain.Rate {
	if x == nil {
		return nil
	}
	return &domain.Rate{
		Basis: domain.RateBasis(x.Basis), Min: as[domain.BasisPoints](x.MinBP), Max: as[domain.BasisPoints](x.MaxBP),
		LPRTenor: orEmpty(x.LPRTenor), SpreadMin: as[domain.BasisPoints](x.SpreadMinBP), SpreadMax: as[domain.BasisPoints](x.SpreadMaxBP),
		DailyFee: x.DailyFeePpm, DayBasis: orEmpty(x.DayBasis), PartDay: orEmpty(x.PartDay), AsOf: orEmpty(x.AsOf),
	}
}

func toFund(f *apigen.FundTerms) *domain.FundTerms {
	if f == nil {
		return nil
	}
	return &domain.FundTerms{
		Level: domain.Code(f.Level), Form: domain.Code(f.Form), Manager: orEmpty(f.Manager),
		Size: as[domain.Fen](f.SizeFen), FirstClose: as[domain.Fen](f.FirstCloseFen), Stages: fromMaybe(f.Stages, sameAt[domain.Code, apigen.Code]),
		TicketMin: as[domain.Fen](f.TicketMinFen), TicketMax: as[domain.Fen](f.TicketMaxFen), Sectors: fromMaybe(f.Sectors, sameAt[string, string]),
		Locality: orEmpty(f.Locality), Mode: orEmpty(f.Mode), Direct: f.TakesDirectApplications,
	}
}

func toAward(a *apigen.AwardTerms) *domain.AwardTerms {
	if a == nil {
		return nil
	}
	return &domain.AwardTerms{
		Measure: int(a.Measure), Item: int(a.Item), AmountKind: domain.AmountKind(a.AmountKind),
		Min: as[domain.Fen](a.MinFen), Max: as[domain.Fen](a.MaxFen), Per: orEmpty(a.Per), Rate: as[domain.BasisPoints](a.RateBP),
		BaseField: orEmpty(a.BaseField), Base: toMaybeText(a.Base), Selection: toMaybeText(a.Selection),
		Wording: orEmpty(a.Wording), ServedBy: toMaybeText(a.ServedBy),
	}
}

func (say describer) terms(t domain.Terms) apigen.OfferTerms {
	return apigen.OfferTerms{
		AmountMinFen: as[int64](t.AmountMin), AmountMaxFen: as[int64](t.AmountMax),
		AmountRows: maybeEach(t.AmountRows, func(row domain.AmountRow) apigen.AmountRow {
			return apigen.AmountRow{When: each(row.When, say.criterion), MaxFen: int64(row.Max), AsOf: &row.AsOf}
		}),
		TermMinMonths: as[int32](t.TermMin), TermMaxMonths: as[int32](t.TermMax), Rate: fromRate(t.Rate),
		CollateralRequired: t.Collateral, GuaranteeRequired: t.Guarantee, SecurityNote: maybeText(t.SecurityNote),
		Repayments:        maybeEach(t.Repayments, same[apigen.RepaymentMethod, domain.RepaymentMethod]),
		GuaranteeFeeMinBP: as[int32](t.GuaranteeFeeMin), GuaranteeFeeMaxBP: as[int32](t.GuaranteeFeeMax),
		GuaranteeFeeSubsidyMinBP: as[int32](t.GuaranteeFeeSubsidyMin), GuaranteeFeeSubsidyMaxBP: as[int32](t.GuaranteeFeeSubsidyMax),
		AppraisalFeeBP: as[int32](t.AppraisalFee), InterestSubsidyBP: as[int32](t.InterestSubsidy), OwnFundsBP: as[int32](t.OwnFunds),
		ResponseDays: t.ResponseDays, MaxWorkingDays: t.MaxWorkingDays, Fund: fromFund(t.Fund), Award: fromAward(t.Award),
	}
}

func fromRate(x *domain.Rate) *apigen.Rate {
	if x == nil {
		return nil
	}
	return &apigen.Rate{
		Basis: apigen.RateBasis(x.Basis), MinBP: as[int32](x.Min), MaxBP: as[int32](x.Max), LPRTenor: filled[string](x.LPRTenor),
		SpreadMinBP: as[int32](x.SpreadMin), SpreadMaxBP: as[int32](x.SpreadMax), DailyFeePpm: x.DailyFee,
		DayBasis: filled[string](x.DayBasis), PartDay: filled[string](x.PartDay), AsOf: filled[string](x.AsOf),
	}
}

func fromFund(f *domain.FundTerms) *apigen.FundTerms {
	if f == nil {
		return nil
	}
	return &apigen.FundTerms{
		Level: string(f.Level), Form: string(f.Form), Manager: &f.Manager, SizeFen: as[int64](f.Size), FirstCloseFen: as[int64](f.FirstClose),
		Stages: maybeEach(f.Stages, same[apigen.Code, domain.Code]), TicketMinFen: as[int64](f.TicketMin), TicketMaxFen: as[int64](f.TicketMax),
		Sectors: maybeEach(f.Sectors, same[string, string]), Locality: &f.Locality, Mode: &f.Mode, TakesDirectApplications: f.Direct,
	}
}

func fromAward(a *domain.AwardTerms) *apigen.AwardTerms {
	if a == nil {
		return nil
	}
	return &apigen.AwardTerms{
		Measure: int32(a.Measure), Item: int32(a.Item), AmountKind: apigen.AmountKind(a.AmountKind),
		MinFen: as[int64](a.Min), MaxFen: as[int64](a.Max), Per: filled[string](a.Per), RateBP: as[int32](a.Rate),
		BaseField: filled[string](a.BaseField), Base: maybeText(a.Base), Selection: maybeText(a.Selection),
		Wording: &a.Wording, ServedBy: maybeText(a.ServedBy),
	}
}

// wireNames turns the names of terms in rule data, which the rules' faults
// speak of, into those of the wire.
var wireNames = strings.NewReplacer(
	"terms.amount.min", "terms.amount_min_fen", "terms.amount.max", "terms.amount_max_fen",
	"terms.term.min", "terms.term_min_months", "terms.term.max", "terms.term_max_months",
	"terms.guarantee_fee.subsidy.min", "terms.guarantee_fee_subsidy_min_bp",
	"terms.guarantee_fee.subsidy.max", "terms.guarantee_fee_subsidy_max_bp",
	"terms.guarantee_fee.min", "terms.guarantee_fee_min_bp", "terms.guarantee_fee.max", "terms.guarantee_fee_max_bp",
	"terms.appraisal_fee.min", "terms.appraisal_fee_bp", "terms.interest_subsidy.min", "terms.interest_subsidy_bp",
	"terms.own_funds.min", "terms.own_funds_bp", "terms.response_days.min", "terms.response_days",
	"terms.max_working_days.min", "terms.max_working_days", "terms.repayment[", "terms.repayments[",
	"terms.rate.spread.min", "terms.rate.spread_min_bp", "terms.rate.spread.max", "terms.rate.spread_max_bp",
	"terms.rate.lpr", "terms.rate.lpr_tenor", "terms.rate.daily_fee_per_10000", "terms.rate.daily_fee_ppm",
	"terms.rate.min", "terms.rate.min_bp", "terms.rate.max", "terms.rate.max_bp",
	"terms.fund.ticket.min", "terms.fund.ticket_min_fen", "terms.fund.ticket.max", "terms.fund.ticket_max_fen",
	"terms.fund.size.min", "terms.fund.first_close_fen", "terms.fund.size.max", "terms.fund.size_fen",
	"terms.award.rate.min", "terms.award.rate_bp", "terms.award.amount", "terms.award.amount_kind",
	"terms.award.min", "terms.award.min_fen", "terms.award.max", "terms.award.max_fen",
)
