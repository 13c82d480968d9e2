package demo

import (
	"slices"

	"rongqiao/internal/domain"
)

// FlagshipID is the enterprise behind the account enterprise@rongqiao.demo.
const FlagshipID domain.EnterpriseID = "ent_demo_flagship"

// flagshipHome is 北碚区, whose borders moved while the firm stayed in it.
const flagshipHome domain.Code = "500109"

// Flagship is the firm of the demonstration account: an SRDI maker of
// precision transmissions with a full profile. It qualifies for many offers,
// misses others by one step (the amount, a guarantee, the next tier), and
// leaves a few answers open so that conditional verdicts are seen too. It is
// no national little giant and lies in no development zone.
func Flagship(today domain.Date) domain.Enterprise {
	founded := domain.NewDate(2014, 3, 18)
	return domain.Enterprise{
		ID: FlagshipID, Version: 1, USCC: demoUSCC(0), Name: "重庆砚澈精密传动有限公司" + demoMark,
		FoundedOn:  founded,
		Residences: []domain.Residence{{District: flagshipHome, From: founded}},
		Zone:       ptr(domain.ZoneNone), Industry: "34",
		SizeClass: ptr(domain.Code("small")), Ownership: ptr(domain.Code("private")), OrganisationKind: ptr(domain.Code("limited_company")),
		OperatingState: ptr(domain.Code("operating")), AboveDesignatedSize: ptr(true),
		Financials: flagshipYears(today.Year() - 1),
		Staff:      ptr(int32(186)), RDStaff: ptr(int32(34)),
		Patents: []domain.PatentCount{{Kind: "invention", Count: 6}, {Kind: "utility_model", Count: 23}, {Kind: "design", Count: 2}},
		Certificates: []domain.Title{
			title("iso_9001", today, 20), title("iso_14001", today, 9), title("rd_institution_city", today, 14),
		},
		Tiers: []domain.Title{
			title("high_tech_enterprise", today, 16), title("innovative_sme", today, 30), title("srdi_sme", today, 14),
		},
		Rosters:  []domain.Title{{Code: "cq_tech_enterprise", From: today.AddMonths(-40)}},
		TaxGrade: ptr(domain.Code("B")),
		Collateral: []domain.Collateral{
			{Kind: "industrial_property", Appraised: ptr(1800 * domain.Wan), PriorLiens: ptr(600 * domain.Wan)},
			{Kind: "equipment", Appraised: ptr(420 * domain.Wan), PriorLiens: ptr(domain.Fen(0))},
		},
		Loans: []domain.ExistingLoan{
			{Lender: lenders[0], Principal: 500 * domain.Wan, DueOn: ptr(today + 61), RenewalCommitted: ptr(true)},
			{Lender: lenders[1], Principal: 300 * domain.Wan, DueOn: ptr(today + 214), RenewalCommitted: ptr(false)},
		},
		Declarations: flagshipAnswers(),
		UpdatedAt:    today.Time(),
	}
}

// flagshipYears are three audited years up to the latest, in 万元.
func flagshipYears(latest int) []domain.FinancialYear {
	var out []domain.FinancialYear
	for i, y := range [][12]domain.Fen{
		// revenue, main, profit, assets, liabilities, R&D, tax, value added, purchases, adjusted profit, R&D investment, cash flow
		{7100, 6750, 560, 7900, 3900, 395, 265, 1650, 4200, 512, 420, 610},
		{8400, 8010, 718, 8800, 4180, 472, 301, 1960, 4980, 671, 505, 745},
		{9600, 9220, 911, 9900, 4550, 561, 342, 2290, 5650, 858, 604, 980},
	} {
		at := func(n int) *domain.Fen { return ptr(y[n] * domain.Wan) }
		out = append(out, domain.FinancialYear{
			Year: latest - 2 + i, Revenue: at(0), MainRevenue: at(1), NetProfit: at(2), TotalAssets: at(3), TotalLiabilities: at(4),
			RDExpense: at(5), TaxPaid: at(6), IndustrialValueAdded: at(7), Purchases: at(8), NetProfitAdjusted: at(9), RDInvestment: at(10), OperatingCashFlow: at(11),
			WeightedROE: ptr(domain.BasisPoints(y[2] * 10_000 / (y[3] - y[4]))), Audited: true,
		})
	}
	return out
}

func number(field string, n int64) domain.Fact { return domain.Fact{Field: field, Number: &n} }

func code(field string, c domain.Code) domain.Fact {
	return domain.Fact{Field: field, Codes: []domain.Code{c}}
}

func flagshipAnswers() []domain.Fact {
	return slices.Concat(flagshipOffers(), flagshipTiers(), flagshipListing())
}

// flagshipOffers is what the offers ask.
func flagshipOffers() []domain.Fact {
	return []domain.Fact{
		{Field: "enterprise.knowledge_value_grade", Codes: []domain.Code{"B"}},
		number("enterprise.operates_in_city", 1),
		number("enterprise.on_dishonesty_list", 0),
		number("enterprise.tax_dishonesty_6_months", 0),
		number("enterprise.cashflow_query_authorised", 1),
		number("enterprise.registered_capital", int64(3000*domain.Wan)),
		number("enterprise.representative_share", 4200),
		number("enterprise.representative_since", 96),
		number("enterprise.controller_share", 5800),
		number("enterprise.invoicing_months", 120),
	}
}

// flagshipTiers is what the tiers ask: all of the text of 2026 for an SRDI firm
// but the platform's score of this year, which nobody has filled in.
func flagshipTiers() []domain.Fact {
	return []domain.Fact{
		number("enterprise.registered_mainland_china", 1),
		number("enterprise.on_abnormal_operation_list", 0),
		number("enterprise.on_serious_dishonesty_list", 0),
		number("enterprise.product_prohibited", 0),
		number("enterprise.serious_incident_3y", 0),
		number("enterprise.niche_years", 9),
		number("enterprise.equity_raised_2y", 0),
		number("enterprise.equity_raised_3y", 0),
		number("enterprise.ip_class1_applied", 4),
		code("enterprise.ip_best_kind", "class1_own_research"),
		number("enterprise.science_award_3y", 0),
		number("enterprise.provincial_award_rank_3y", 0),
		number("enterprise.national_award_rank_3y", 0),
		code("enterprise.honours", "high_tech_enterprise"),
		code("enterprise.rd_institution_level", "provincial"),
		number("enterprise.product_strategic_emerging", 1),
		code("enterprise.product_field_63", "six_basics"),
		code("enterprise.digital_level", "level_3"),
		number("enterprise.is_recheck", 0),
		number("enterprise.market_share_y0", 1150),
		number("enterprise.market_rank", 4),
		number("enterprise.own_brand", 1),
		number("enterprise.own_or_joint_rd_institution", 1),
		number("enterprise.management_or_product_certificate", 1),
		number("enterprise.core_business_on_system", 3),
		number("enterprise.single_champion", 0),
		number("enterprise.little_giant_related", 0),
		number("enterprise.tech_staff", 41),
		code("enterprise.tech_sme_ip", "class1_1_or_more"),
	}
}

// flagshipListing is what the reserve and the boards ask: ready to join the
// reserve, short of BSE standard 1 by profit alone.
func flagshipListing() []domain.Fact {
	return []domain.Fact{
		number("enterprise.intends_to_list", 1),
		code("enterprise.company_form", "limited"),
		number("enterprise.major_suit_open", 0),
		number("enterprise.abnormal_list_1y", 0),
		number("enterprise.dishonesty_list_3y", 0),
		number("enterprise.expected_market_cap", int64(26_000*domain.Wan)),
		number("enterprise.share_capital", int64(3000*domain.Wan)),
		code("enterprise.neeq_layer", "none"),
		number("enterprise.weighted_voting", 0),
		number("enterprise.red_chip_listed_abroad", 0),
		number("enterprise.core_invention_patents", 5),
		number("enterprise.full_fiscal_years", 11),
		number("enterprise.operating_years", 11),
		number("enterprise.governance_sound", 1),
		number("enterprise.audit_unqualified_3y", 1),
		number("enterprise.independent_business", 1),
		number("enterprise.harmful_competition", 0),
		number("enterprise.unfair_related_party", 0),
		number("enterprise.title_clear", 1),
		number("enterprise.crime_36m", 0),
	}
}
