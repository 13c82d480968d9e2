package demo

import (
	"fmt"

	"rongqiao/internal/domain"
)

// Needs makes n submitted needs of the firms, the first one the flagship's.
// Purposes, amounts and terms vary; amounts go with the firm's revenue.
// Firms must not be empty.
func Needs(seed uint64, n int, firms []domain.Enterprise, today domain.Date) []domain.Need {
	out := make([]domain.Need, 0, n)
	for i := range n {
		if i == 0 {
			out = append(out, FlagshipNeed(today))
			continue
		}
		d := newDice(seed, streamNeed, i)
		out = append(out, need(d, i, firms[d.IntN(len(firms))], today))
	}
	return out
}

// FlagshipNeed asks for 6,000,000 yuan for a year: a million above what many
// products lend, so that near misses are seen beside what fits.
func FlagshipNeed(today domain.Date) domain.Need {
	n := blankNeed(0, FlagshipID, today)
	n.Amount, n.Term, n.Purpose = 600*domain.Wan, 12, "working_capital"
	n.Collateral = []domain.Collateral{{Kind: "industrial_property", Appraised: ptr(1800 * domain.Wan), PriorLiens: ptr(600 * domain.Wan)}}
	n.Guarantee = ptr(true)
	n.RateCeiling = ptr(domain.BasisPoints(450))
	n.LatestOn = ptr(today + 45)
	n.Repayment = ptr(domain.InterestOnly)
	n.Note = "新接年度订单，备料和生产周转用（演示）"
	return n
}

func blankNeed(i int, firm domain.EnterpriseID, today domain.Date) domain.Need {
	at := (today - domain.Date(i*5%demoNeedDays)).Time()
	return domain.Need{
		ID: domain.NeedID(fmt.Sprintf("need_demo_%03d", i+1)), Version: 1, EnterpriseID: firm, State: domain.NeedSubmitted,
		CreatedAt: at, UpdatedAt: at, SubmittedAt: &at,
	}
}

// NeedOf is what the firm asks for on the day, for the first time: the same for
// the same seed and number.
func NeedOf(seed uint64, number int, e domain.Enterprise, today domain.Date) domain.Need {
	return need(newDice(seed, streamAsked, number), 0, e, today)
}

// demoNeedDays is over how many days needs were submitted. The first, the
// flagship's, was today.
const demoNeedDays = 14

// AcceptedSoon tells whether the agency takes the i-th need up on the next day.
func AcceptedSoon(i int) bool { return i%3 != 0 }

// wishes says how often a purpose is asked for, for how long, and for which
// part of revenue.
var wishes = []struct {
	purpose    domain.Code
	weight     int
	terms      []domain.Months
	part       float64
	kind       domain.Code // of the project, where there is one
	fields     []domain.Code
	loanNeeded bool
}{
	{purpose: "working_capital", weight: 30, terms: []domain.Months{6, 12, 12, 12, 24, 36}, part: 0.1},
	{purpose: "equipment", weight: 10, terms: []domain.Months{24, 36, 60}, part: 0.12, kind: "technical_transformation"},
	{purpose: "technical_transformation", weight: 10, terms: []domain.Months{36, 60}, part: 0.18, kind: "technical_transformation", fields: []domain.Code{"energy_carbon_resources", "cleaner_production"}},
	{purpose: "expansion", weight: 7, terms: []domain.Months{36, 60, 96}, part: 0.25, kind: "expansion_reinvestment", fields: []domain.Code{"light_alloy", "chemical_new_materials", "other"}},
	{purpose: "rd", weight: 8, terms: []domain.Months{12, 24, 36}, part: 0.06},
	{purpose: "refinancing", weight: 12, terms: []domain.Months{1, 1, 2}, part: 0.08, loanNeeded: true},
	{purpose: "receivables", weight: 7, terms: []domain.Months{3, 6, 12}, part: 0.08},
	{purpose: "order", weight: 6, terms: []domain.Months{3, 6}, part: 0.07},
	{purpose: "bill_discount", weight: 2, terms: []domain.Months{3, 6}, part: 0.05},
	{purpose: "acquisition", weight: 2, terms: []domain.Months{60, 84}, part: 0.3, kind: "merger_restructuring"},
	{purpose: "green", weight: 4, terms: []domain.Months{36, 60}, part: 0.15, kind: "technical_transformation", fields: []domain.Code{"clean_energy", "energy_environment", "solid_waste_reuse"}},
	{purpose: "equity", weight: 6, terms: []domain.Months{60, 84}, part: 0.3},
}

func need(d dice, i int, e domain.Enterprise, today domain.Date) domain.Need {
	n := blankNeed(i, e.ID, today)
	choices := make([]share, 0, len(wishes))
	for w := range wishes {
		if !wishes[w].loanNeeded || len(e.Loans) > 0 {
			choices = append(choices, share{wishes[w].purpose, wishes[w].weight})
		}
	}
	n.Purpose = d.pick(choices)
	for _, w := range wishes {
		if w.purpose != n.Purpose {
			continue
		}
		revenue := 12e6
		if y := e.Latest(); y != nil && y.Revenue != nil {
			revenue = float64(*y.Revenue / domain.Yuan)
		}
		n.Amount = max(wan(d.logNormal(revenue*w.part, 0.5))/(10*domain.Wan)*(10*domain.Wan), 10*domain.Wan)
		n.Term = w.terms[d.IntN(len(w.terms))]
		if w.loanNeeded {
			n.Amount = e.Loans[0].Principal
		}
		if w.kind != "" {
			n.Project = projectOf(d, w.kind, w.fields, n.Amount)
		}
	}
	n.Collateral = offered(d, e)
	n.Guarantee = known(d, 30, d.chance(60))
	if d.chance(35) {
		n.RateCeiling = ptr(domain.BasisPoints(10 * d.between(32, 70)))
	}
	if d.chance(60) {
		n.LatestOn = ptr(today + domain.Date(d.between(10, 120)))
	}
	if d.chance(55) {
		n.Repayment = ptr(domain.RepaymentMethods[d.IntN(len(domain.RepaymentMethods))])
	}
	return n
}

// offered is what the firm puts up: half of those that own something do, some
// say that they will not, and some do not say.
func offered(d dice, e domain.Enterprise) []domain.Collateral {
	switch {
	case len(e.Collateral) > 0 && d.chance(55):
		return []domain.Collateral{e.Collateral[d.IntN(len(e.Collateral))]}
	case d.chance(70):
		return []domain.Collateral{}
	}
	return nil
}

func projectOf(d dice, kind domain.Code, fields []domain.Code, amount domain.Fen) *domain.Project {
	p := &domain.Project{Kind: &kind, State: known(d, 20, d.pick([]share{{"not_started", 5}, {"under_construction", 4}, {"completed", 1}}))}
	if len(fields) > 0 {
		p.Field = known(d, 20, fields[d.IntN(len(fields))])
	}
	p.Investment = known(d, 20, amount/10*domain.Fen(d.between(11, 25)))
	return p
}
