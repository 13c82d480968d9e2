package demo

import (
	"slices"

	"rongqiao/internal/domain"
)

// scale is what the figures of a firm hang on.
type scale struct {
	revenue  float64 // yuan, latest year
	staff    int32
	rdShare  float64 // of revenue
	techy    bool    // spends on research beyond the usual
	latest   int     // latest year of figures
	earliest int     // first year of figures
}

// scaleOf draws revenue, staff that go with it, and research.
func scaleOf(d dice, founded, today domain.Date) scale {
	s := scale{revenue: min(d.logNormal(32e6, 1.25), 6e9), techy: d.chance(45), latest: today.Year() - 1}
	perHead := d.logNormal(620_000, 0.4)
	s.staff = int32(max(s.revenue/perHead, 3))
	s.rdShare = min(d.logNormal(0.018, 0.6), 0.12)
	if s.techy {
		s.rdShare = min(d.logNormal(0.052, 0.4), 0.25)
	}
	s.earliest = max(founded.Year(), s.latest-d.between(2, domain.MaxFinancialYears-1))
	return s
}

// financialsOf walks back from the latest year, each year by its own growth.
// Firms founded this year have none.
func financialsOf(d dice, s scale) []domain.FinancialYear {
	var out []domain.FinancialYear
	margin, debt, added := d.around(0.055, 0.05, -0.15, 0.25), d.around(0.52, 0.17, 0.06, 1.05), d.around(0.24, 0.05, 0.1, 0.4)
	turnover := d.logNormal(0.95, 0.35)
	revenue, rdShare := s.revenue, s.rdShare
	for year := s.latest; year >= s.earliest; year-- {
		gap := 2
		if year < s.latest {
			gap = 6
		}
		total := yuan(revenue)
		assets := yuan(revenue / turnover)
		y := domain.FinancialYear{
			Year:                 year,
			Revenue:              known(d, gap, total),
			NetProfit:            known(d, gap, yuan(revenue*(margin+0.01*d.NormFloat64()))),
			TotalAssets:          known(d, gap, assets),
			TotalLiabilities:     known(d, gap, domain.Fen(float64(assets)*debt)/domain.Yuan*domain.Yuan),
			RDExpense:            known(d, 2*gap, yuan(revenue*rdShare)),
			OperatingCashFlow:    known(d, 3*gap, yuan(revenue*(margin+0.02+0.03*d.NormFloat64()))),
			TaxPaid:              known(d, gap, yuan(revenue*d.around(0.032, 0.015, 0, 0.09))),
			IndustrialValueAdded: known(d, 8*gap, yuan(revenue*added)),
			Purchases:            known(d, 8*gap, yuan(revenue*d.around(0.6, 0.08, 0.3, 0.85))),
			Audited:              d.chance(60),
		}
		if y.NetProfit != nil && d.chance(80) {
			y.NetProfitAdjusted = ptr(*y.NetProfit - yuan(revenue*d.around(0.008, 0.006, 0, 0.04)))
		}
		if y.RDExpense != nil && d.chance(70) {
			y.RDInvestment = ptr(*y.RDExpense + yuan(revenue*d.around(0.004, 0.006, 0, 0.03)))
		}
		if net := assets - domain.Fen(float64(assets)*debt); y.NetProfit != nil && net > domain.Yuan && d.chance(60) {
			y.WeightedROE = ptr(domain.BasisPoints(min(max(*y.NetProfit*10_000/net, -100_000), 100_000)))
		}
		if y.Revenue != nil && d.chance(80) {
			y.MainRevenue = ptr(domain.Fen(float64(total) * d.around(0.9, 0.08, 0.5, 1)))
		}
		out = append(out, y)
		revenue /= 1 + d.around(0.07, 0.16, -0.4, 0.9)
		rdShare *= d.around(1, 0.12, 0.6, 1.5)
		debt = min(max(debt+0.02*d.NormFloat64(), 0.05), 1.1)
	}
	slices.Reverse(out)
	return out
}

// Lower bounds of the size classes of industry: 工信部联企业〔2011〕300号.
// A class takes all its bounds; one short drops the firm a class.
var sizeBounds = []struct {
	class   domain.Code
	staff   int32
	revenue float64 // yuan
}{
	{"large", 1000, 400e6},
	{"medium", 300, 20e6},
	{"small", 20, 3e6},
	{"micro", 0, 0},
}

func sizeClassOf(staff int32, revenue float64) domain.Code {
	for _, b := range sizeBounds {
		if staff >= b.staff && revenue >= b.revenue {
			return b.class
		}
	}
	return "micro"
}

// designatedSize is the statistical line of industry: main business revenue of
// 20,000,000 yuan a year.
const designatedSize = 20e6
