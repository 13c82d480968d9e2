package record

import "rongqiao/internal/domain"

type termsDoc struct {
	AmountMin              *domain.Fen              `json:"amount_min_fen,omitzero"`
	AmountMax              *domain.Fen              `json:"amount_max_fen,omitzero"`
	AmountRows             []amountRowDoc           `json:"amount_rows,omitzero"`
	TermMin                *domain.Months           `json:"term_min_months,omitzero"`
	TermMax                *domain.Months           `json:"term_max_months,omitzero"`
	Rate                   *rateDoc                 `json:"rate,omitzero"`
	Collateral             *bool                    `json:"collateral,omitzero"`
	Guarantee              *bool                    `json:"guarantee,omitzero"`
	SecurityNote           textDoc                  `json:"security_note,omitzero"`
	Repayments             []domain.RepaymentMethod `json:"repayments,omitzero"`
	GuaranteeFeeMin        *domain.BasisPoints      `json:"guarantee_fee_min_bp,omitzero"`
	GuaranteeFeeMax        *domain.BasisPoints      `json:"guarantee_fee_max_bp,omitzero"`
	GuaranteeFeeSubsidyMin *domain.BasisPoints      `json:"guarantee_fee_subsidy_min_bp,omitzero"`
	GuaranteeFeeSubsidyMax *domain.BasisPoints      `json:"guarantee_fee_subsidy_max_bp,omitzero"`
	AppraisalFee           *domain.BasisPoints      `json:"appraisal_fee_bp,omitzero"`
	InterestSubsidy        *domain.BasisPoints      `json:"interest_subsidy_bp,omitzero"`
	OwnFunds               *domain.BasisPoints      `json:"own_funds_bp,omitzero"`
	ResponseDays           *int32                   `json:"response_days,omitzero"`
	MaxWorkingDays         *int32                   `json:"max_working_days,omitzero"`
	Fund                   *fundTermsDoc            `json:"fund,omitzero"`
	Award                  *awardTermsDoc           `json:"award,omitzero"`
}

func newTermsDoc(t domain.Terms) termsDoc {
	return termsDoc{
		AmountMin: t.AmountMin, AmountMax: t.AmountMax, AmountRows: each(t.AmountRows, newAmountRowDoc),
		TermMin: t.TermMin, TermMax: t.TermMax, Rate: (*rateDoc)(t.Rate),
		Collateral: t.Collateral, Guarantee: t.Guarantee, SecurityNote: textDoc(t.SecurityNote),
		Repayments:      t.Repayments,
		GuaranteeFeeMin: t.GuaranteeFeeMin, GuaranteeFeeMax: t.GuaranteeFeeMax,
		GuaranteeFeeSubsidyMin: t.GuaranteeFeeSubsidyMin, GuaranteeFeeSubsidyMax: t.GuaranteeFeeSubsidyMax,
		AppraisalFee: t.AppraisalFee, InterestSubsidy: t.InterestSubsidy, OwnFunds: t.OwnFunds,
		ResponseDays: t.ResponseDays, MaxWorkingDays: t.MaxWorkingDays,
		Fund: (*fundTermsDoc)(t.Fund), Award: newAwardTermsDoc(t.Award),
	}
}

func (d termsDoc) terms() domain.Terms {
	return domain.Terms{
		AmountMin: d.AmountMin, AmountMax: d.AmountMax, AmountRows: each(d.AmountRows, amountRowDoc.amountRow),
		TermMin: d.TermMin, TermMax: d.TermMax, Rate: (*domain.Rate)(d.Rate),
		Collateral: d.Collateral, Guarantee: d.Guarantee, SecurityNote: d.SecurityNote.text(),
		Repayments:      d.Repayments,
		GuaranteeFeeMin: d.GuaranteeFeeMin, GuaranteeFeeMax: d.GuaranteeFeeMax,
		GuaranteeFeeSubsidyMin: d.GuaranteeFeeSubsidyMin, GuaranteeFeeSubsidyMax: d.GuaranteeFeeSubsidyMax,
		AppraisalFee: d.AppraisalFee, InterestSubsidy: d.InterestSubsidy, OwnFunds: d.OwnFunds,
		ResponseDays: d.ResponseDays, MaxWorkingDays: d.MaxWorkingDays,
		Fund: (*domain.FundTerms)(d.Fund), Award: d.Award.awardTerms(),
	}
}

type amountRowDoc struct {
	When []criterionDoc `json:"when,omitzero"`
	Max  domain.Fen     `json:"max_fen"`
	AsOf string         `json:"as_of,omitzero"`
}

func newAmountRowDoc(r domain.AmountRow) amountRowDoc {
	return amountRowDoc{When: each(r.When, newCriterionDoc), Max: r.Max, AsOf: r.AsOf}
}

func (d amountRowDoc) amountRow() domain.AmountRow {
	return domain.AmountRow{When: each(d.When, criterionDoc.criterion), Max: d.Max, AsOf: d.AsOf}
}

type rateDoc struct {
	Basis     domain.RateBasis    `json:"basis"`
	Min       *domain.BasisPoints `json:"min_bp,omitzero"`
	Max       *domain.BasisPoints `json:"max_bp,omitzero"`
	LPRTenor  string              `json:"lpr_tenor,omitzero"`
	SpreadMin *domain.BasisPoints `json:"spread_min_bp,omitzero"`
	SpreadMax *domain.BasisPoints `json:"spread_max_bp,omitzero"`
	DailyFee  *int64              `json:"daily_fee_millionths,omitzero"`
	DayBasis  string              `json:"day_basis,omitzero"`
	PartDay   string              `json:"part_day,omitzero"`
	AsOf      string              `json:"as_of,omitzero"`
}

type fundTermsDoc struct {
	Level      domain.Code   `json:"level,omitzero"`
	Form       domain.Code   `json:"form,omitzero"`
	Manager    string        `json:"manager,omitzero"`
	Size       *domain.Fen   `json:"size_fen,omitzero"`
	FirstClose *domain.Fen   `json:"first_close_fen,omitzero"`
	Stages     []domain.Code `json:"stages,omitzero"`
	TicketMin  *domain.Fen   `json:"ticket_min_fen,omitzero"`
	TicketMax  *domain.Fen   `json:"ticket_max_fen,omitzero"`
	Sectors    []string      `json:"sectors,omitzero"`
	Locality   string        `json:"locality,omitzero"`
	Mode       string        `json:"mode,omitzero"`
	Direct     *bool         `json:"direct,omitzero"`
}

type awardTermsDoc struct {
	Measure    int                 `json:"measure,omitzero"`
	Item       int                 `json:"item,omitzero"`
	AmountKind domain.AmountKind   `json:"amount_kind"`
	Min        *domain.Fen         `json:"min_fen,omitzero"`
	Max        *domain.Fen         `json:"max_fen,omitzero"`
	Per        string              `json:"per,omitzero"`
	Rate       *domain.BasisPoints `json:"rate_bp,omitzero"`
	BaseField  string              `json:"base_field,omitzero"`
	Base       textDoc             `json:"base,omitzero"`
	Selection  textDoc             `json:"selection,omitzero"`
	Wording    string              `json:"wording,omitzero"`
	ServedBy   textDoc             `json:"served_by,omitzero"`
}

func newAwardTermsDoc(a *domain.AwardTerms) *awardTermsDoc {
	if a == nil {
		return nil
	}
	return &awardTermsDoc{
		Measure: a.Measure, Item: a.Item, AmountKind: a.AmountKind, Min: a.Min, Max: a.Max, Per: a.Per,
		Rate: a.Rate, BaseField: a.BaseField, Base: textDoc(a.Base), Selection: textDoc(a.Selection),
		Wording: a.Wording, ServedBy: textDoc(a.ServedBy),
	}
}

func (d *awardTermsDoc) awardTerms() *domain.AwardTerms {
	if d == nil {
		return nil
	}
	return &domain.AwardTerms{
		Measure: d.Measure, Item: d.Item, AmountKind: d.AmountKind, Min: d.Min, Max: d.Max, Per: d.Per,
		Rate: d.Rate, BaseField: d.BaseField, Base: d.Base.text(), Selection: d.Selection.text(),
		Wording: d.Wording, ServedBy: d.ServedBy.text(),
	}
}
