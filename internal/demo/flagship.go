package demo

import "rongqiao/internal/domain"

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

func flagshipAnswers() []domain.Fact {
	number := func(field string, n int64) domain.Fact { return domain.Fact{Field: field, Number: &n} }
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
