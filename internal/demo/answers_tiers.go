package demo

import "rongqiao/internal/domain"

// tierAnswers are what a firm of tier 专精特新 or above has answered of what the
// tiers, the listing reserve and the boards ask. About half of these firms have
// answered; of those, most questions.
func tierAnswers(d dice, e domain.Enterprise, today domain.Date) []domain.Fact {
	if !d.chance(50) {
		return nil
	}
	const asked = 88
	var out []domain.Fact
	number := func(field string, n int64) {
		if d.chance(asked) {
			out = append(out, domain.Fact{Field: field, Number: &n})
		}
	}
	flag := func(field string, yes int) {
		n := int64(0)
		if d.chance(yes) {
			n = 1
		}
		number(field, n)
	}
	code := func(field string, among ...share) {
		if c := d.pick(among); d.chance(asked) {
			out = append(out, domain.Fact{Field: field, Codes: []domain.Code{c}})
		}
	}
	years := int64(today.MonthsSince(e.FoundedOn)) / 12
	inventions := int64(0)
	for _, p := range e.Patents {
		if p.Kind == "invention" {
			inventions = int64(p.Count)
		}
	}

	flag("enterprise.registered_mainland_china", 100)
	flag("enterprise.on_abnormal_operation_list", 2)
	flag("enterprise.on_serious_dishonesty_list", 1)
	flag("enterprise.product_prohibited", 1)
	flag("enterprise.serious_incident_3y", 2)
	number("enterprise.niche_years", max(years-int64(d.IntN(4)), 0))
	equity := int64(0)
	if d.chance(20) {
		equity = int64(wan(d.logNormal(18e6, 0.8)))
	}
	number("enterprise.equity_raised_2y", equity)
	number("enterprise.ip_class1_applied", min(inventions, int64(d.between(0, 8))))
	code("enterprise.ip_best_kind", share{"class1_high_value", 15}, share{"class1_own_research", 45}, share{"class1", 20}, share{"class2", 20})
	number("enterprise.provincial_award_rank_3y", 0)
	number("enterprise.national_award_rank_3y", 0)
	code("enterprise.rd_institution_level", share{"provincial", 35}, share{"municipal", 35}, share{"none", 30})
	flag("enterprise.product_strategic_emerging", 55)
	code("enterprise.digital_level", share{"level_4", 15}, share{"level_3", 40}, share{"level_2", 35}, share{"level_1", 10})
	number("enterprise.platform_score", int64(d.between(42, 86)))
	flag("enterprise.is_recheck", 20)
	number("enterprise.market_share_y0", int64(100*d.between(2, 30)))
	number("enterprise.market_rank", int64(d.between(1, 12)))
	flag("enterprise.own_brand", 85)
	flag("enterprise.single_champion", 3)
	flag("enterprise.little_giant_related", 3)
	flag("enterprise.intends_to_list", 45)
	form := domain.Code("limited")
	if e.OrganisationKind != nil && *e.OrganisationKind == "joint_stock_company" {
		form = "joint_stock"
	}
	code("enterprise.company_form", share{form, 1})
	flag("enterprise.major_suit_open", 6)
	flag("enterprise.abnormal_list_1y", 2)
	flag("enterprise.dishonesty_list_3y", 1)
	flag("enterprise.title_clear", 92)
	flag("enterprise.audit_unqualified_3y", 85)
	flag("enterprise.independent_business", 95)
	flag("enterprise.harmful_competition", 6)
	flag("enterprise.weighted_voting", 1)
	number("enterprise.operating_years", years)
	if form == "joint_stock" {
		code("enterprise.neeq_layer", share{"none", 70}, share{"basic", 20}, share{"innovation", 10})
	} else {
		code("enterprise.neeq_layer", share{"none", 1})
	}
	return out
}
