package cost

import "rongqiao/internal/domain"

// Payment is what is paid on one day.
type Payment struct {
	No        int // months since the money was drawn; 0 is that day itself
	Due       domain.Date
	Principal domain.Fen
	Interest  domain.Fen
	Fee       domain.Fen // guarantee and appraisal
	Subsidy   domain.Fen // given back for this payment, if the subsidy is granted
}

// Cost is the total cost of a loan. Fields that begin with Net are conditional
// on the subsidy being granted; the others leave it out.
type Cost struct {
	Schedule      []Payment  // days on which something is paid, in order
	Drawn         domain.Fen // principal in use: the loan's, or the drawn share of a line
	TotalInterest domain.Fen
	TotalFees     domain.Fen
	TotalSubsidy  domain.Fen
	Total         domain.Fen // interest and fees
	Net           domain.Fen // Total less TotalSubsidy

	// The internal rate of return per year, rounded half up to a basis point:
	// Annualised is compounded, Simple is 12 times the monthly rate. A loan
	// repaid once after a year at 4 % has 4 % compounded and 3.93 % simple. See
	// the package's comment for method and source.
	AnnualisedBP, SimpleBP       domain.BasisPoints
	NetAnnualisedBP, NetSimpleBP domain.BasisPoints
}

// Compute prices a loan. It answers an invalid [domain.Error] that names every
// field that makes no sense; fees_reach_amount when fees leave nothing of the
// loan on the first day; cost_too_large when interest and fees exceed
// [domain.MaxFen].
func Compute(l Loan) (Cost, error) {
	if err := l.check(); err != nil {
		return Cost{}, err
	}
	w := newWork(l)
	w.repay()
	w.charge()
	w.subsidise()
	c := w.total()
	if c.Total > domain.MaxFen {
		return Cost{}, tooLarge(c.Total)
	}
	if err := c.annualise(w.rows, monthsOfYear); err != nil {
		return Cost{}, err
	}
	c.Schedule = paid(w.rows)
	return c, nil
}

// work is one calculation: a row for each month, the day of drawing included.
type work struct {
	loan    Loan
	drawn   domain.Fen
	rows    []Payment
	balance []domain.Fen // owed during month k, 1 to the term
	guarded []domain.Fen // guarantee fee paid in row k
}

func newWork(l Loan) *work {
	n := int(l.Term)
	w := &work{
		loan:    l,
		drawn:   l.Principal,
		rows:    make([]Payment, n+1),
		balance: make([]domain.Fen, n+1),
		guarded: make([]domain.Fen, n+1),
	}
	if l.Method == domain.Revolving {
		w.drawn = portion(l.Principal, uint64(l.Use), uint64(FullUse))
	}
	for k := range w.rows {
		w.rows[k].No = k
		w.rows[k].Due = l.DrawnOn.AddMonths(domain.Months(k))
	}
	return w
}

// charge adds the fees: appraisal when the money is drawn, and the guarantee
// fee at the start of each year.
func (w *work) charge() {
	w.rows[0].Fee += w.loan.AppraisalFee
	for start := range w.years() {
		fee := w.yearly(start, w.loan.GuaranteeFee)
		w.rows[start].Fee += fee
		w.guarded[start] = fee
	}
}

// years yields the month in which each year of the term starts: 0, 12, 24 …
func (w *work) years() func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for start := 0; start < int(w.loan.Term); start += monthsOfYear {
			if !yield(start) {
				return
			}
		}
	}
}

// yearly is rate on the guarantee's base for the year that starts in the given
// month, or for what is left of the term.
func (w *work) yearly(start int, rate Rate) domain.Fen {
	base := w.loan.Principal
	if w.loan.GuaranteeFeeOn == OnOutstanding {
		base = w.balance[start+1]
	}
	months := min(int(w.loan.Term)-start, monthsOfYear)
	return portion(base, uint64(rate)*uint64(months), uint64(whole)*monthsOfYear)
}

func (w *work) total() Cost {
	c := Cost{Drawn: w.drawn}
	for _, p := range w.rows {
		c.TotalInterest += p.Interest
		c.TotalFees += p.Fee
		c.TotalSubsidy += p.Subsidy
	}
	c.Total = c.TotalInterest + c.TotalFees
	c.Net = c.Total - c.TotalSubsidy
	return c
}

// annualise solves the cost per year, before and after subsidy, from rows that
// lie whole periods apart.
func (c *Cost) annualise(rows []Payment, periods int) error {
	gross := make([]flow, len(rows))
	net := make([]flow, len(rows))
	for i, p := range rows {
		pay := p.Principal + p.Interest + p.Fee
		gross[i] = flow{p.No, pay}
		net[i] = flow{p.No, pay - p.Subsidy}
	}
	var err error
	if c.AnnualisedBP, c.SimpleBP, err = perYear(c.Drawn, gross, periods); err != nil {
		return err
	}
	if c.TotalSubsidy == 0 {
		c.NetAnnualisedBP, c.NetSimpleBP = c.AnnualisedBP, c.SimpleBP
		return nil
	}
	c.NetAnnualisedBP, c.NetSimpleBP, err = perYear(c.Drawn, net, periods)
	return err
}

// paid leaves out the days on which nothing is paid.
func paid(rows []Payment) []Payment {
	kept := make([]Payment, 0, len(rows))
	for _, p := range rows {
		if p.Principal != 0 || p.Interest != 0 || p.Fee != 0 || p.Subsidy != 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

func tooLarge(cost domain.Fen) error {
	return domain.Invalid(CodeCostTooLarge, "amount_fen", domain.Facts{"want": int64(domain.MaxFen), "have": int64(cost)})
}
