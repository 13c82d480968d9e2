package demo

import "rongqiao/internal/domain"

// tierAnswers are what a firm of tier 专精特新 or above has answered of what the
// tiers, the listing reserve and the boards ask. About half of these firms have
// answered; of those, most questions.
func tierAnswers(d dice, e domain.Enterprise, today domain.Date) []domain.Fact {
	if !d.chance(50) {
		return nil
	}
	a := &answers{dice: d}
	a.ofTiers(e, today)
	a.ofListing(e, today)
	return a.facts
}

// answers are what one firm has answered so far.
type answers struct {
	dice
	facts []domain.Fact
}

// answeredOf100 is how many of the questions such a firm answers.
const answeredOf100 = 88

func (a *answers) number(field string, n int64) {
	if a.chance(answeredOf100) {
		a.facts = append(a.facts, domain.Fact{Field: field, Number: &n})
	}
}

func (a *answers) flag(field string, yesOf100 int) {
	n := int64(0)
	if a.chance(yesOf100) {
		n = 1
	}
	a.number(field, n)
}

func (a *answers) code(field string, among ...share) {
	if c := a.pick(among); a.chance(answeredOf100) {
		a.facts = append(a.facts, domain.Fact{Field: field, Codes: []domain.Code{c}})
	}
}

func (a *answers) ofTiers(e domain.Enterprise, today domain.Date) {
	years := int64(today.MonthsSince(e.FoundedOn)) / 12
	inventions := int64(0)
	for _, p := range e.Patents {
		if p.Kind == "invention" {
			inventions = int64(p.Count)
		}
	}

	a.flag("enterprise.registered_mainland_china", 100)
	a.flag("enterprise.on_abnormal_operation_list", 2)
	a.flag("enterprise.on_serious_dishonesty_list", 1)
	a.flag("enterprise.product_prohibited", 1)
	a.flag("enterprise.serious_incident_3y", 2)
	a.number("enterprise.niche_years", max(years-int64(a.IntN(4)), 0))
	equity := int64(0)
	if a.chance(20) {
		equity = int64(wan(a.logNormal(18e6, 0.8)))
	}
	a.number("enterprise.equity_raised_2y", equity)
	a.number("enterprise.ip_class1_applied", min(inventions, int64(a.between(0, 8))))
	a.code("enterprise.ip_best_kind", share{"class1_high_value", 15}, share{"class1_own_research", 45}, share{"class1", 20}, share{"class2", 20})
	a.number("enterprise.provincial_award_rank_3y", 0)
	a.number("enterprise.national_award_rank_3y", 0)
	a.code("enterprise.rd_institution_level", share{"provincial", 35}, share{"municipal", 35}, share{"none", 30})
	a.flag("enterprise.product_strategic_emerging", 55)
	a.code("enterprise.digital_level", share{"level_4", 15}, share{"level_3", 40}, share{"level_2", 35}, share{"level_1", 10})
	a.number("enterprise.platform_score", int64(a.between(42, 86)))
	a.flag("enterprise.is_recheck", 20)
	a.number("enterprise.market_share_y0", int64(100*a.between(2, 30)))
	a.number("enterprise.market_rank", int64(a.between(1, 12)))
	a.flag("enterprise.own_brand", 85)
	a.flag("enterprise.single_champion", 3)
	a.flag("enterprise.little_giant_related", 3)
}

func (a *answers) ofListing(e domain.Enterprise, today domain.Date) {
	a.flag("enterprise.intends_to_list", 45)
	form := domain.Code("limited")
	if e.OrganisationKind != nil && *e.OrganisationKind == "joint_stock_company" {
		form = "joint_stock"
	}
	a.code("enterprise.company_form", share{form, 1})
	a.flag("enterprise.major_suit_open", 6)
	a.flag("enterprise.abnormal_list_1y", 2)
	a.flag("enterprise.dishonesty_list_3y", 1)
	a.flag("enterprise.title_clear", 92)
	a.flag("enterprise.audit_unqualified_3y", 85)
	a.flag("enterprise.independent_business", 95)
	a.flag("enterprise.harmful_competition", 6)
	a.flag("enterprise.weighted_voting", 1)
	a.number("enterprise.operating_years", int64(today.MonthsSince(e.FoundedOn))/12)
	if form == "joint_stock" {
		a.code("enterprise.neeq_layer", share{"none", 70}, share{"basic", 20}, share{"innovation", 10})
	} else {
		a.code("enterprise.neeq_layer", share{"none", 1})
	}
}
