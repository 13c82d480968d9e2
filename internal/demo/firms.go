package demo

import (
	"fmt"

	"rongqiao/internal/domain"
)

// Firms makes n demonstration firms, valid on the day. With n at least the
// number of districts and of divisions, each is there at least once. Firm i is
// the same whatever n is. The region must have districts and divisions.
func Firms(seed uint64, n int, r Region, today domain.Date) []domain.Enterprise {
	out := make([]domain.Enterprise, 0, n)
	for i := range n {
		out = append(out, firm(newDice(seed, streamFirm, i), i, r, today))
	}
	return out
}

func firm(d dice, i int, r Region, today domain.Date) domain.Enterprise {
	founded := foundedOn(d, i, r, today)
	s := scaleOf(d, founded, today)
	size := sizeClassOf(s.staff, s.revenue)
	division := divisionOf(d, i, r.Divisions)
	residences := residencesOf(d, i, r, founded, today)
	e := domain.Enterprise{
		ID:               domain.EnterpriseID(fmt.Sprintf("ent_demo_%04d", i+1)),
		Version:          1,
		USCC:             demoUSCC(i + 1),
		Name:             firmName(r.Name, i, division),
		FoundedOn:        founded,
		Residences:       residences,
		Zone:             zoneOf(d, r, residences[len(residences)-1].District),
		Industry:         division,
		SizeClass:        known(d, 6, size),
		Ownership:        known(d, 10, d.pick([]share{{"private", 78}, {"state", 8}, {"mixed", 7}, {"foreign", 5}, {"collective", 2}})),
		OrganisationKind: known(d, 10, d.pick([]share{{"limited_company", 87}, {"joint_stock_company", 13}})),
		OperatingState:   known(d, 10, d.pick([]share{{"operating", 95}, {"half_stopped", 3}, {"stopped", 2}})),
		Financials:       financialsOf(d, s),
		Staff:            known(d, 4, s.staff),
		Patents:          patentsOf(d, s),
		Certificates:     certificatesOf(d, s, founded, today),
		Tiers:            tiersOf(d, s, size, founded, today),
		TaxGrade:         taxGradeOf(d, founded, today),
		Collateral:       collateralOf(d, s),
		Loans:            loansOf(d, s, today),
		UpdatedAt:        today.Time(),
	}
	e.AboveDesignatedSize = known(d, 12, s.revenue >= designatedSize)
	rdPart := d.around(0.08, 0.05, 0, 0.3)
	if s.techy {
		rdPart = d.around(0.2, 0.08, 0.04, 0.6)
	}
	e.RDStaff = known(d, 15, int32(float64(s.staff)*rdPart))
	e.Rosters = rostersOf(d, e.Tiers, size, founded, today)
	e.Declarations = answersOf(d, e.Tiers, e.Loans, founded, today)
	if holds(e.Tiers, today, "srdi_sme", "national_little_giant", "manufacturing_champion", "leading_chain_leader") {
		e.Declarations = append(e.Declarations, tierAnswers(d, e, today)...)
	}
	return e
}

// foundedOn spreads ages around nine years; one firm in ten is younger than
// two. Those that stand for an abolished district are older than its end.
func foundedOn(d dice, i int, r Region, today domain.Date) domain.Date {
	months := int(min(d.logNormal(108, 0.6), 420))
	if d.chance(10) {
		months = d.between(1, 23)
	}
	founded := today.AddMonths(domain.Months(-max(months, 1))) - domain.Date(d.IntN(28))
	if n := i - len(r.Districts); n >= 0 && n < len(r.Abolished) {
		founded = min(founded, r.Abolished[n].LastDay.AddMonths(-12))
	}
	return founded
}
