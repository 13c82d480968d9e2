package cost

import (
	"math/big"

	"rongqiao/internal/domain"
)

// repay fills in principal and interest of every row, and the balances.
func (w *work) repay() {
	n := int(w.loan.Term)
	if w.loan.Method == domain.Bullet {
		for k := 1; k <= n; k++ {
			w.balance[k] = w.drawn
		}
		w.rows[n].Principal = w.drawn
		w.rows[n].Interest = interest(w.drawn, w.loan.AnnualRate, n)
		return
	}
	share := w.share()
	left := w.drawn
	for k := 1; k <= n; k++ {
		w.balance[k] = left
		row := &w.rows[k]
		row.Interest = interest(left, w.loan.AnnualRate, 1)
		row.Principal = min(share(row.Interest), left)
		if k == n {
			row.Principal = left
		}
		left -= row.Principal
	}
}

// share says how much principal a month repays, given its interest. Where a
// share was rounded up on a tiny loan the principal may be repaid before the
// term ends; repay never takes more than is left.
func (w *work) share() func(interest domain.Fen) domain.Fen {
	switch w.loan.Method {
	case domain.EqualInstalments:
		sum := instalment(w.drawn, w.loan.AnnualRate, int(w.loan.Term))
		return func(interest domain.Fen) domain.Fen { return sum - interest }
	case domain.EqualPrincipal:
		each := portion(w.drawn, 1, uint64(w.loan.Term))
		return func(domain.Fen) domain.Fen { return each }
	default: // interest only, and a line held at one level: all at the end
		return func(domain.Fen) domain.Fen { return 0 }
	}
}

// interest is simple interest for whole months at a twelfth of the annual rate
// each.
func interest(balance domain.Fen, annual Rate, months int) domain.Fen {
	return portion(balance, uint64(annual)*uint64(months), uint64(whole)*monthsOfYear)
}

// instalment is the level monthly sum P × r(1+r)^n / ((1+r)^n − 1), with r a
// twelfth of the annual rate, rounded half up. With r = a/d it is the fraction
//
//	P × a × (d+a)^n / (d × ((d+a)^n − d^n))
//
// of integers, so it is exact whatever the term.
func instalment(principal domain.Fen, annual Rate, n int) domain.Fen {
	if annual == 0 {
		return portion(principal, 1, uint64(n))
	}
	a := big.NewInt(int64(annual))
	d := big.NewInt(int64(whole) * monthsOfYear)
	// Common factors make the powers longer for nothing.
	common := new(big.Int).GCD(nil, nil, a, d)
	a.Quo(a, common)
	d.Quo(d, common)

	months := big.NewInt(int64(n))
	grown := new(big.Int).Add(d, a)
	grown.Exp(grown, months, nil)
	below := new(big.Int).Exp(d, months, nil)
	below.Sub(grown, below)
	below.Mul(below, d)

	above := big.NewInt(int64(principal))
	above.Mul(above, a)
	above.Mul(above, grown)

	// Half up: floor((2×above + below) / (2×below)).
	above.Lsh(above, 1)
	above.Add(above, below)
	below.Lsh(below, 1)
	return domain.Fen(above.Quo(above, below).Int64())
}
