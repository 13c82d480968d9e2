package demo

import "rongqiao/internal/domain"

// answersOf are declared fields that some firms have filled in. Each is left
// open more often than not: that is what makes verdicts conditional.
func answersOf(d dice, tiers []domain.Title, loans []domain.ExistingLoan, founded, today domain.Date) []domain.Fact {
	var out []domain.Fact
	flag := func(field string, asked, yes int) {
		if d.chance(asked) {
			n := int64(0)
			if d.chance(yes) {
				n = 1
			}
			out = append(out, domain.Fact{Field: field, Number: &n})
		}
	}
	number := func(field string, asked int, n int) {
		if d.chance(asked) {
			out = append(out, domain.Fact{Field: field, Number: ptr(int64(n))})
		}
	}
	flag("enterprise.operates_in_city", 45, 96)
	flag("enterprise.in_industrial_park", 40, 65)
	flag("enterprise.on_dishonesty_list", 45, 3)
	flag("enterprise.unlawful_record", 25, 5)
	flag("enterprise.tax_dishonesty_6_months", 30, 3)
	flag("enterprise.receivables_confirmed", 30, 40)
	flag("enterprise.cashflow_query_authorised", 30, 80)
	flag("enterprise.other_own_ip", 30, 60)
	flag("enterprise.strategic_emerging_manufacturer", 30, 30)
	if len(loans) == 0 {
		flag("enterprise.never_borrowed", 40, 70)
	} else {
		flag("enterprise.bridge_own_share_ready", 30, 60)
	}
	if holds(tiers, today, "tech_sme", "high_tech_enterprise") && d.chance(55) {
		grade := d.pick([]share{{"A", 8}, {"B", 18}, {"C", 30}, {"D", 28}, {"E", 16}})
		out = append(out, domain.Fact{Field: "enterprise.knowledge_value_grade", Codes: []domain.Code{grade}})
	}
	number("enterprise.registered_capital", 45, int(wan(d.logNormal(8e6, 1))))
	number("enterprise.controller_share", 30, 100*d.between(8, 100))
	number("enterprise.representative_share", 30, 100*d.between(5, 100))
	age := int(today.MonthsSince(founded))
	number("enterprise.representative_since", 25, d.between(0, age))
	number("enterprise.invoicing_months", 25, d.between(0, age))
	return out
}

// lenders of existing loans: nobody's real name.
var lenders = []string{"甲银行（演示）", "乙银行（演示）", "丙银行（演示）", "丁银行（演示）"}

// loansOf are up to three loans, most due within a year.
func loansOf(d dice, s scale, today domain.Date) []domain.ExistingLoan {
	if d.chance(12) {
		return nil
	}
	out := []domain.ExistingLoan{}
	for range d.IntN(4) {
		loan := domain.ExistingLoan{Lender: lenders[d.IntN(len(lenders))], Principal: wan(max(s.revenue*d.around(0.08, 0.05, 0.01, 0.3), 50_000))}
		loan.DueOn = known(d, 15, today+domain.Date(d.between(5, 420)))
		loan.RenewalCommitted = known(d, 35, d.chance(45))
		out = append(out, loan)
	}
	return out
}

// collateralOf is what the firm owns and could pledge.
func collateralOf(d dice, s scale) []domain.Collateral {
	if d.chance(15) {
		return nil
	}
	out := []domain.Collateral{}
	for _, k := range []struct {
		kind    domain.Code
		percent int
		part    float64 // of revenue
	}{{"industrial_property", 45, 0.35}, {"land_use_right", 30, 0.2}, {"equipment", 40, 0.15}, {"commercial_property", 12, 0.08}, {"intellectual_property", 15, 0.05}} {
		if !d.chance(k.percent) || s.revenue < 2e6 {
			continue
		}
		value := wan(d.logNormal(s.revenue*k.part, 0.5))
		c := domain.Collateral{Kind: k.kind, Appraised: known(d, 10, value)}
		liens := domain.Fen(0)
		if d.chance(40) {
			liens = value / 100 * domain.Fen(d.between(20, 70)) / domain.Wan * domain.Wan
		}
		c.PriorLiens = known(d, 10, liens)
		out = append(out, c)
	}
	return out
}
