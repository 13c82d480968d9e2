package domain

import "fmt"

// earliestFounding keeps typing slips out; no firm on the register is older.
var earliestFounding = NewDate(1840, 1, 1)

// Counts above these are typing slips.
const (
	maxStaff   = 5_000_000
	maxPatents = 1_000_000
	maxReturn  = BasisPoints(1_000_000) // a return on equity of 10,000 %
)

// Validate checks what needs no vocabulary: the USCC, days, years, amounts.
// All faults come back at once, each with its field.
func (e Enterprise) Validate(today Date) error {
	var f faults
	if err := e.USCC.Check(); err != nil {
		f = append(f, err.Fields...)
	}
	if n := len([]rune(e.Name)); n < 2 || n > 100 {
		f.add("name", "name_length", Facts{"min": 2, "max": 100, "have": n})
	}
	switch {
	case e.FoundedOn > today:
		f.add("founded_on", "date_in_future", Facts{"want": today.String(), "have": e.FoundedOn.String()})
	case e.FoundedOn < earliestFounding:
		f.add("founded_on", "date_too_early", Facts{"want": earliestFounding.String(), "have": e.FoundedOn.String()})
	}
	e.checkFinancials(&f, today)
	e.checkPeople(&f)
	checkCollateral(&f, "collateral", e.Collateral)
	for i, l := range e.Loans {
		checkAmount(&f, fmt.Sprintf("loans[%d].principal_fen", i), l.Principal)
	}
	checkTitles(&f, "certificates", e.Certificates)
	checkTitles(&f, "tiers", e.Tiers)
	checkTitles(&f, "rosters", e.Rosters)
	e.checkRepeats(&f)
	return f.err()
}

func (e Enterprise) checkFinancials(f *faults, today Date) {
	if len(e.Financials) > MaxFinancialYears {
		f.add("financials", "too_many_years", Facts{"max": MaxFinancialYears, "have": len(e.Financials)})
	}
	seen := map[int]bool{}
	for i, y := range e.Financials {
		at := func(name string) string { return fmt.Sprintf("financials[%d].%s", i, name) }
		if y.Year > today.Year() || y.Year < 1990 {
			f.add(at("year"), "year_out_of_range", Facts{"min": 1990, "max": today.Year(), "have": y.Year})
		}
		if seen[y.Year] {
			f.add(at("year"), "year_given_twice", Facts{"have": y.Year})
		}
		seen[y.Year] = true
		for _, a := range []struct {
			name  string
			value *Fen
		}{
			{"revenue_fen", y.Revenue}, {"main_revenue_fen", y.MainRevenue}, {"total_assets_fen", y.TotalAssets},
			{"total_liabilities_fen", y.TotalLiabilities}, {"rd_expense_fen", y.RDExpense}, {"rd_investment_fen", y.RDInvestment}, {"tax_paid_fen", y.TaxPaid},
			{"industrial_value_added_fen", y.IndustrialValueAdded}, {"purchases_fen", y.Purchases},
		} {
			if a.value != nil {
				checkAmount(f, at(a.name), *a.value)
			}
		}
		for _, a := range []struct {
			name  string
			value *Fen
		}{
			{"net_profit_fen", y.NetProfit}, {"net_profit_adjusted_fen", y.NetProfitAdjusted}, {"operating_cash_flow_fen", y.OperatingCashFlow},
		} {
			if p := a.value; p != nil && (*p > MaxFen || *p < -MaxFen) {
				f.add(at(a.name), "amount_too_large", Facts{"want": int64(MaxFen), "have": int64(*p)})
			}
		}
		if r := y.WeightedROE; r != nil && (*r > maxReturn || *r < -maxReturn) {
			f.add(at("weighted_roe_bp"), "out_of_range", Facts{"want": fmt.Sprintf("%d to %d", -maxReturn, maxReturn), "have": int64(*r)})
		}
		if y.Revenue != nil && y.MainRevenue != nil && *y.MainRevenue > *y.Revenue {
			f.add(at("main_revenue_fen"), "part_above_whole", Facts{"want": int64(*y.Revenue), "have": int64(*y.MainRevenue)})
		}
	}
}

func (e Enterprise) checkPeople(f *faults) {
	for _, c := range []struct {
		name  string
		value *int32
	}{{"staff", e.Staff}, {"rd_staff", e.RDStaff}} {
		if c.value != nil && (*c.value < 0 || *c.value > maxStaff) {
			f.add(c.name, "count_out_of_range", Facts{"min": 0, "max": maxStaff, "have": *c.value})
		}
	}
	if e.Staff != nil && e.RDStaff != nil && *e.RDStaff > *e.Staff {
		f.add("rd_staff", "part_above_whole", Facts{"want": *e.Staff, "have": *e.RDStaff})
	}
	for i, p := range e.Patents {
		if p.Count < 0 || p.Count > maxPatents {
			f.add(fmt.Sprintf("patents[%d].count", i), "count_out_of_range", Facts{"min": 0, "max": maxPatents, "have": p.Count})
		}
	}
}

func (e Enterprise) checkRepeats(f *faults) {
	kinds := map[Code]bool{}
	for i, p := range e.Patents {
		if kinds[p.Kind] {
			f.add(fmt.Sprintf("patents[%d].kind", i), "given_twice", Facts{"have": p.Kind})
		}
		kinds[p.Kind] = true
	}
	fields := map[string]bool{}
	for i, d := range e.Declarations {
		if fields[d.Field] {
			f.add(fmt.Sprintf("declarations[%d].field", i), "given_twice", Facts{"have": d.Field})
		}
		fields[d.Field] = true
	}
}

func checkTitles(f *faults, list string, titles []Title) {
	for i, t := range titles {
		if t.Until != nil && *t.Until < t.From {
			f.add(fmt.Sprintf("%s[%d].until", list, i), "date_before_start", Facts{"want": t.From.String(), "have": t.Until.String()})
		}
	}
}

func checkCollateral(f *faults, list string, items []Collateral) {
	for i, c := range items {
		if c.Appraised != nil {
			checkAmount(f, fmt.Sprintf("%s[%d].appraised_fen", list, i), *c.Appraised)
		}
		if c.PriorLiens != nil {
			checkAmount(f, fmt.Sprintf("%s[%d].prior_liens_fen", list, i), *c.PriorLiens)
		}
	}
}

func checkAmount(f *faults, field string, v Fen) {
	if v < 0 {
		f.add(field, "amount_negative", Facts{"want": ">= 0", "have": int64(v)})
	} else if v > MaxFen {
		f.add(field, "amount_too_large", Facts{"want": int64(MaxFen), "have": int64(v)})
	}
}
