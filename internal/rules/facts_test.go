package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// shown writes a fact: "?" for not known, the number, the ratio, or the codes.
func shown(f rules.Fact) string {
	switch {
	case !f.Known:
		return "?"
	case f.Codes != nil:
		var out []string
		for _, c := range f.Codes[:f.Own] {
			out = append(out, string(c))
		}
		return "[" + strings.Join(out, " ") + "]"
	case f.Den != 0:
		return fmt.Sprintf("%d/%d", f.Number, f.Den)
	}
	return fmt.Sprint(f.Number)
}

type profile func(*domain.Enterprise, *domain.Need)

func fin(y ...domain.FinancialYear) profile {
	return func(e *domain.Enterprise, _ *domain.Need) { e.Financials = y }
}

func yuan(n int64) *domain.Fen { return ptr(domain.Fen(n) * domain.Yuan) }

func pledge(c ...domain.Collateral) profile {
	return func(_ *domain.Enterprise, n *domain.Need) { n.Collateral = append([]domain.Collateral{}, c...) }
}

func loans(l ...domain.ExistingLoan) profile {
	return func(e *domain.Enterprise, _ *domain.Need) { e.Loans = append([]domain.ExistingLoan{}, l...) }
}

func tiers(l ...domain.Title) profile {
	return func(e *domain.Enterprise, _ *domain.Need) { e.Tiers = append([]domain.Title{}, l...) }
}

func TestFactsAreDerived(t *testing.T) {
	type year = domain.FinancialYear
	type firm = domain.Enterprise
	type need = domain.Need
	srdi := domain.Title{Code: "srdi_sme", From: someDay - 10, Until: ptr(someDay)}
	rows := map[string]struct {
		field string
		given profile
		want  string
	}{
		"an amount is in fen":                             {"need.amount", func(_ *firm, n *need) { n.Amount = 5 }, "5"},
		"no amount is not known":                          {"need.amount", func(*firm, *need) {}, "?"},
		"a term is in months":                             {"need.term", func(_ *firm, n *need) { n.Term = 12 }, "12"},
		"no term is not known":                            {"need.term", func(*firm, *need) {}, "?"},
		"a purpose":                                       {"need.purpose", func(_ *firm, n *need) { n.Purpose = "rd" }, "[rd]"},
		"a guarantee that is refused":                     {"need.guarantee", func(_ *firm, n *need) { n.Guarantee = ptr(false) }, "0"},
		"a guarantee that was not spoken of":              {"need.guarantee", func(*firm, *need) {}, "?"},
		"a ceiling is a share":                            {"need.rate_ceiling", func(_ *firm, n *need) { n.RateCeiling = ptr(domain.BasisPoints(365)) }, "365/10000"},
		"no project, no kind of it":                       {"need.project_kind", func(*firm, *need) {}, "?"},
		"a project's kind":                                {"need.project_kind", func(_ *firm, n *need) { n.Project = &domain.Project{Kind: ptr(domain.Code("smart_factory"))} }, "[smart_factory]"},
		"a project's field":                               {"need.project_field", func(_ *firm, n *need) { n.Project = &domain.Project{Field: ptr(domain.Code("x"))} }, "[x]"},
		"a project's state":                               {"need.project_state", func(_ *firm, n *need) { n.Project = &domain.Project{State: ptr(domain.Code("done"))} }, "[done]"},
		"a project's investment":                          {"need.project_investment", func(_ *firm, n *need) { n.Project = &domain.Project{Investment: yuan(2)} }, "200"},
		"collateral is net of what was pledged before":    {"need.collateral_value", pledge(domain.Collateral{Appraised: yuan(100), PriorLiens: yuan(30)}), "7000"},
		"liens above the value are nothing, not a debt":   {"need.collateral_value", pledge(domain.Collateral{Appraised: yuan(100), PriorLiens: yuan(130)}, domain.Collateral{Appraised: yuan(5)}), "500"},
		"several things add up":                           {"need.collateral_value", pledge(domain.Collateral{Appraised: yuan(100)}, domain.Collateral{Appraised: yuan(50), PriorLiens: yuan(50)}), "10000"},
		"one without an appraisal leaves all unknown":     {"need.collateral_value", pledge(domain.Collateral{Appraised: yuan(100)}, domain.Collateral{}), "?"},
		"none offered is known to be nothing":             {"need.collateral_value", pledge(), "0"},
		"not spoken of is not known":                      {"need.collateral_value", func(*firm, *need) {}, "?"},
		"kinds of collateral, each once":                  {"need.collateral_kinds", pledge(domain.Collateral{Kind: "a"}, domain.Collateral{Kind: "b"}, domain.Collateral{Kind: "a"}), "[a b]"},
		"no collateral, no kinds":                         {"need.collateral_kinds", pledge(), "[]"},
		"kinds of what was not spoken of":                 {"need.collateral_kinds", func(*firm, *need) {}, "?"},
		"the profile's own collateral is not yet offered": {"need.collateral_value", func(e *firm, _ *need) { e.Collateral = []domain.Collateral{{Appraised: yuan(1)}} }, "?"},
		"two years to the day":                            {"enterprise.age", func(e *firm, _ *need) { e.FoundedOn = domain.NewDate(2024, 11, 23) }, "24"},
		"a day short of two years":                        {"enterprise.age", func(e *firm, _ *need) { e.FoundedOn = domain.NewDate(2024, 11, 24) }, "23"},
		"an industry":                                     {"enterprise.industry", func(e *firm, _ *need) { e.Industry = "36" }, "[36]"},
		"no industry":                                     {"enterprise.industry", func(*firm, *need) {}, "?"},
		"a size class":                                    {"enterprise.size_class", func(e *firm, _ *need) { e.SizeClass = ptr(domain.Code("small")) }, "[small]"},
		"an owner":                                        {"enterprise.ownership", func(e *firm, _ *need) { e.Ownership = ptr(domain.Code("private")) }, "[private]"},
		"a kind of organisation":                          {"enterprise.organisation_kind", func(e *firm, _ *need) { e.OrganisationKind = ptr(domain.Code("x")) }, "[x]"},
		"an operating state":                              {"enterprise.operating_state", func(e *firm, _ *need) { e.OperatingState = ptr(domain.Code("normal")) }, "[normal]"},
		"above designated size":                           {"enterprise.above_designated_size", func(e *firm, _ *need) { e.AboveDesignatedSize = ptr(true) }, "1"},
		"a tax grade":                                     {"enterprise.tax_grade", func(e *firm, _ *need) { e.TaxGrade = ptr(domain.Code("M")) }, "[M]"},
		"a tax grade that was not told":                   {"enterprise.tax_grade", func(*firm, *need) {}, "?"},
		"a tier on its last day":                          {"enterprise.tiers", tiers(srdi), "[srdi_sme]"},
		"a tier the day after its last":                   {"enterprise.tiers", tiers(domain.Title{Code: "srdi_sme", From: 1, Until: ptr(someDay - 1)}), "[]"},
		"a tier the day before its first":                 {"enterprise.tiers", tiers(domain.Title{Code: "srdi_sme", From: someDay + 1}), "[]"},
		"a tier held twice counts once":                   {"enterprise.tiers", tiers(srdi, srdi), "[srdi_sme]"},
		"tiers that were not told":                        {"enterprise.tiers", func(*firm, *need) {}, "?"},
		"a certificate":                                   {"enterprise.certificates", func(e *firm, _ *need) { e.Certificates = []domain.Title{{Code: "iso"}} }, "[iso]"},
		"a roster":                                        {"enterprise.rosters", func(e *firm, _ *need) { e.Rosters = []domain.Title{{Code: "white"}} }, "[white]"},
		"staff":                                           {"enterprise.staff", func(e *firm, _ *need) { e.Staff = ptr(int32(0)) }, "0"},
		"staff that was not told":                         {"enterprise.staff", func(*firm, *need) {}, "?"},
		"the R&D staff":                                   {"enterprise.rd_staff", func(e *firm, _ *need) { e.RDStaff = ptr(int32(7)) }, "7"},
		"the day of founding":                             {"enterprise.founded_on", func(e *firm, _ *need) { e.FoundedOn = domain.NewDate(1970, 1, 2) }, fmt.Sprint(int64(domain.NewDate(1970, 1, 2)))},
		"the share of R&D staff is kept exact":            {"enterprise.rd_staff_share", func(e *firm, _ *need) { e.Staff, e.RDStaff = ptr(int32(3)), ptr(int32(1)) }, "1/3"},
		"no share of nobody":                              {"enterprise.rd_staff_share", func(e *firm, _ *need) { e.Staff, e.RDStaff = ptr(int32(0)), ptr(int32(0)) }, "?"},
		"no share of unknown staff":                       {"enterprise.rd_staff_share", func(e *firm, _ *need) { e.RDStaff = ptr(int32(1)) }, "?"},
		"patents of all kinds": {"enterprise.patents", func(e *firm, _ *need) {
			e.Patents = []domain.PatentCount{{Kind: "invention", Count: 2}, {Kind: "design", Count: 3}}
		}, "5"},
		"invention patents": {"enterprise.invention_patents", func(e *firm, _ *need) {
			e.Patents = []domain.PatentCount{{Kind: "invention", Count: 2}, {Kind: "design", Count: 3}}
		}, "2"},
		"known to have none":                         {"enterprise.patents", func(e *firm, _ *need) { e.Patents = []domain.PatentCount{} }, "0"},
		"patents that were not told":                 {"enterprise.invention_patents", func(*firm, *need) {}, "?"},
		"loans are counted":                          {"enterprise.loan_count", loans(domain.ExistingLoan{}, domain.ExistingLoan{}), "2"},
		"known to owe nothing":                       {"enterprise.loan_count", loans(), "0"},
		"loans that were not told":                   {"enterprise.loan_count", func(*firm, *need) {}, "?"},
		"a loan with its due day":                    {"enterprise.loan_due_known", loans(domain.ExistingLoan{}, domain.ExistingLoan{DueOn: ptr(someDay)}), "1"},
		"loans without a due day may have one":       {"enterprise.loan_due_known", loans(domain.ExistingLoan{}), "?"},
		"no loan, no due day":                        {"enterprise.loan_due_known", loans(), "0"},
		"due days of loans that were not told":       {"enterprise.loan_due_known", func(*firm, *need) {}, "?"},
		"one bank renews":                            {"enterprise.renewal_committed", loans(domain.ExistingLoan{}, domain.ExistingLoan{RenewalCommitted: ptr(true)}), "1"},
		"no bank renews":                             {"enterprise.renewal_committed", loans(domain.ExistingLoan{RenewalCommitted: ptr(false)}), "0"},
		"one bank has not answered":                  {"enterprise.renewal_committed", loans(domain.ExistingLoan{RenewalCommitted: ptr(false)}, domain.ExistingLoan{}), "?"},
		"no loan to renew":                           {"enterprise.renewal_committed", loans(), "0"},
		"renewals of loans that were not told":       {"enterprise.renewal_committed", func(*firm, *need) {}, "?"},
		"revenue is that of the latest year":         {"enterprise.revenue", fin(year{Year: 2025, Revenue: yuan(2)}, year{Year: 2024, Revenue: yuan(1)}), "200"},
		"a latest year without revenue is not known": {"enterprise.revenue", fin(year{Year: 2025}, year{Year: 2024, Revenue: yuan(1)}), "?"},
		"no figures, no revenue":                     {"enterprise.revenue", func(*firm, *need) {}, "?"},
		"a loss is below nothing":                    {"enterprise.net_profit", fin(year{Year: 2025, NetProfit: yuan(-3)}), "-300"},
		"R&D expense":                                {"enterprise.rd_expense", fin(year{Year: 2025, RDExpense: yuan(3)}), "300"},
		"tax paid":                                   {"enterprise.tax_paid", fin(year{Year: 2025, TaxPaid: yuan(0)}), "0"},
		"purchases":                                  {"enterprise.purchases", fin(year{Year: 2025, Purchases: yuan(4)}), "400"},
		"value added":                                {"enterprise.industrial_value_added", fin(year{Year: 2025, IndustrialValueAdded: yuan(4)}), "400"},
		"a debt ratio":                               {"enterprise.debt_ratio", fin(year{Year: 2025, TotalLiabilities: yuan(7), TotalAssets: yuan(10)}), "700/1000"},
		"no debt ratio of nothing":                   {"enterprise.debt_ratio", fin(year{Year: 2025, TotalLiabilities: yuan(7), TotalAssets: yuan(0)}), "?"},
		"no debt ratio without assets":               {"enterprise.debt_ratio", fin(year{Year: 2025, TotalLiabilities: yuan(7)}), "?"},
		"an R&D share":                               {"enterprise.rd_share", fin(year{Year: 2025, RDExpense: yuan(3), Revenue: yuan(100)}), "300/10000"},
		"an R&D share without revenue":               {"enterprise.rd_share", fin(year{Year: 2025, RDExpense: yuan(3), Revenue: yuan(0)}), "?"},
		"growth":                                     {"enterprise.revenue_growth", fin(year{Year: 2024, Revenue: yuan(3)}, year{Year: 2025, Revenue: yuan(4)}), "100/300"},
		"shrinking":                                  {"enterprise.revenue_growth", fin(year{Year: 2024, Revenue: yuan(4)}, year{Year: 2025, Revenue: yuan(3)}), "-100/400"},
		"no growth from nothing":                     {"enterprise.revenue_growth", fin(year{Year: 2024, Revenue: yuan(0)}, year{Year: 2025, Revenue: yuan(4)}), "?"},
		"no growth from a loss":                      {"enterprise.net_profit_growth", fin(year{Year: 2024, NetProfit: yuan(-1)}, year{Year: 2025, NetProfit: yuan(4)}), "?"},
		"into a loss":                                {"enterprise.net_profit_growth", fin(year{Year: 2024, NetProfit: yuan(1)}, year{Year: 2025, NetProfit: yuan(-1)}), "-200/100"},
		"no growth over a year that is missing":      {"enterprise.revenue_growth", fin(year{Year: 2023, Revenue: yuan(3)}, year{Year: 2025, Revenue: yuan(4)}), "?"},
		"no growth of a year alone":                  {"enterprise.revenue_growth", fin(year{Year: 2025, Revenue: yuan(4)}), "?"},
		"no growth of nothing known":                 {"enterprise.revenue_growth", func(*firm, *need) {}, "?"},
		"the change of R&D goes two years back":      {"enterprise.rd_change", fin(year{Year: 2023, RDExpense: yuan(4)}, year{Year: 2024, RDExpense: yuan(9)}, year{Year: 2025, RDExpense: yuan(5)}), "100/400"},
		"and needs the year between neither":         {"enterprise.rd_change", fin(year{Year: 2023, RDExpense: yuan(4)}, year{Year: 2025, RDExpense: yuan(4)}), "0/400"},
		"but needs both ends":                        {"enterprise.rd_change", fin(year{Year: 2024, RDExpense: yuan(4)}, year{Year: 2025, RDExpense: yuan(4)}), "?"},
		"tax paid in both years":                     {"enterprise.tax_paid_years", fin(year{Year: 2024, TaxPaid: ptr(domain.Fen(1))}, year{Year: 2025, TaxPaid: yuan(1)}), "2"},
		"tax paid in one":                            {"enterprise.tax_paid_years", fin(year{Year: 2024, TaxPaid: yuan(0)}, year{Year: 2025, TaxPaid: yuan(1)}), "1"},
		"tax of one year not known":                  {"enterprise.tax_paid_years", fin(year{Year: 2024}, year{Year: 2025, TaxPaid: yuan(1)}), "?"},
		"tax of a missing year not known":            {"enterprise.tax_paid_years", fin(year{Year: 2025, TaxPaid: yuan(1)}), "?"},
		"tax of no year":                             {"enterprise.tax_paid_years", func(*firm, *need) {}, "?"},
		"the highest value added of all years before": {"enterprise.industrial_value_added_earlier", func(e *firm, n *need) {
			e.FoundedOn = domain.NewDate(2023, 5, 1)
			fin(year{Year: 2023, IndustrialValueAdded: yuan(9)}, year{Year: 2024, IndustrialValueAdded: yuan(3)}, year{Year: 2025, IndustrialValueAdded: yuan(11)})(e, n)
		}, "900"},
		"not known while a year since the founding is missing": {"enterprise.industrial_value_added_earlier", func(e *firm, n *need) {
			e.FoundedOn = domain.NewDate(2022, 12, 31)
			fin(year{Year: 2023, IndustrialValueAdded: yuan(9)}, year{Year: 2024, IndustrialValueAdded: yuan(3)}, year{Year: 2025})(e, n)
		}, "?"},
		"a firm in its first year has no earlier one": {"enterprise.industrial_value_added_earlier", func(e *firm, n *need) {
			e.FoundedOn = domain.NewDate(2025, 1, 1)
			fin(year{Year: 2025, IndustrialValueAdded: yuan(9)})(e, n)
		}, "0"},
		"without figures no earlier ones": {"enterprise.industrial_value_added_earlier", func(*firm, *need) {}, "?"},
		"a declared flag":                 {"enterprise.never_borrowed", func(e *firm, _ *need) { e.Declarations = []domain.Fact{number("enterprise.never_borrowed", 1)} }, "1"},
		"a declared share is a ratio":     {"enterprise.controller_share", func(e *firm, _ *need) { e.Declarations = []domain.Fact{number("enterprise.controller_share", 5100)} }, "5100/10000"},
		"a declared code":                 {"enterprise.knowledge_value_grade", func(e *firm, _ *need) { e.Declarations = []domain.Fact{coded("enterprise.knowledge_value_grade", "A")} }, "[A]"},
		"what was not declared":           {"enterprise.never_borrowed", func(*firm, *need) {}, "?"},
	}
	rs := loadConfig(t)
	tested := map[string]bool{"enterprise.place": true} // the map has its own tests
	for name, r := range rows {
		tested[r.field] = true
		t.Run(name, func(t *testing.T) {
			field, ok := rs.Field(r.field)
			if !ok {
				t.Fatalf("no field %s", r.field)
			}
			e, n := domain.Enterprise{FoundedOn: domain.NewDate(2015, 3, 1)}, domain.Need{}
			r.given(&e, &n)
			if have := shown(rs.Facts(e, n, someDay).Get(field)); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
	for _, f := range rs.Fields {
		if !f.Declared && !f.Derived() && !tested[f.Name] {
			t.Errorf("no row derives %s", f.Name)
		}
	}
}

func TestACodeCarriesWhatLiesAboveIt(t *testing.T) {
	rs := loadConfig(t)
	field, _ := rs.Field("enterprise.industry")
	f := rs.Facts(domain.Enterprise{Industry: "36"}, domain.Need{}, someDay).Get(field)
	if want := []domain.Code{"36", "C"}; !slices.Equal(f.Codes, want) || f.Own != 1 {
		t.Errorf("want %v of which 1 own, have %v of which %d", want, f.Codes, f.Own)
	}
}
