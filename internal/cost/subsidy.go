package cost

import "rongqiao/internal/domain"

// subsidise fills in what each row's payment would bring back.
func (w *work) subsidise() {
	// What was paid in each row and has not been given back by a subsidy yet.
	interest := make([]domain.Fen, len(w.rows))
	fees := make([]domain.Fen, len(w.rows))
	for k, row := range w.rows {
		interest[k], fees[k] = row.Interest, w.guarded[k]
	}
	for _, s := range w.loan.Subsidies {
		if s.Kind == SubsidyInterest {
			w.giveBack(s.Cap, w.earnedOnInterest(s.Rate), interest)
		} else {
			w.giveBack(s.Cap, w.earnedOnFees(s.Rate), fees)
		}
	}
}

// giveBack walks the rows with one subsidy. At each, no more has been given
// than was earned, than the limit, and than was paid by then. Working on
// running totals makes their sum the formula's result, rounded once.
func (w *work) giveBack(limit domain.Fen, earned, unreturned []domain.Fen) {
	var given, open domain.Fen
	for k := range w.rows {
		open += unreturned[k]
		owed := earned[k]
		if limit > 0 {
			owed = min(owed, limit)
		}
		back := min(owed-given, open)
		given += back
		open -= back
		unreturned[k] -= back
		w.rows[k].Subsidy += back
	}
}

// earnedOnInterest is balance × rate × days/365, summed up to each row.
func (w *work) earnedOnInterest(rate Rate) []domain.Fen {
	earned := make([]domain.Fen, len(w.rows))
	var sum wide
	for k := 1; k < len(w.rows); k++ {
		days := w.rows[k].Due - w.rows[k-1].Due
		sum.addProduct(uint64(w.balance[k]), uint64(rate)*uint64(days))
		earned[k] = sum.over(uint64(whole) * daysOfYear)
	}
	return earned
}

// earnedOnFees is the rate on the guarantee fee's base and months, summed up
// to each row.
func (w *work) earnedOnFees(rate Rate) []domain.Fen {
	earned := make([]domain.Fen, len(w.rows))
	for start := range w.years() {
		earned[start] = w.yearly(start, rate)
	}
	for k := 1; k < len(earned); k++ {
		earned[k] += earned[k-1]
	}
	return earned
}

// SubsidyForDays is min(limit, basis × annual rate × days/365), rounded half
// up: the formula by which subsidies are claimed for a known basis and a known
// number of days, as for a year already past. A zero limit is none. It answers
// an invalid [domain.Error] for a negative amount, rate or number of days, and
// for more than 36,600 days.
func SubsidyForDays(basis domain.Fen, annual Rate, days int, limit domain.Fen) (domain.Fen, error) {
	var c checks
	c.amount("basis_fen", basis, 0)
	c.rate("rate", annual, 0)
	c.number("days", days, 0, 36_600)
	c.amount("cap_fen", limit, 0)
	if err := c.err(); err != nil {
		return 0, err
	}
	amount := portion(basis, uint64(annual)*uint64(days), uint64(whole)*daysOfYear)
	if limit > 0 {
		amount = min(amount, limit)
	}
	return amount, nil
}
