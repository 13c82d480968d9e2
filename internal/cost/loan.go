package cost

import (
	"fmt"

	"rongqiao/internal/domain"
)

// FullUse is a share of 100 %.
const FullUse domain.BasisPoints = 10_000

// FeeBase is what a guarantee fee is reckoned on.
type FeeBase string

// The bases. Contracts differ, so there is no default: a guarantee fee without
// a base is an error.
const (
	// OnOriginal is the principal of the contract in every year; for a
	// revolving line the whole line, since the guarantor stands behind all of it.
	OnOriginal FeeBase = "original"
	// OnOutstanding is what is owed when the year begins; for a revolving line
	// the share drawn.
	OnOutstanding FeeBase = "outstanding"
)

// Loan is what is priced. Zero stands for "none" in every fee and subsidy;
// what is unknown must not be passed as zero but left out by the caller and said.
type Loan struct {
	// Principal is the amount of the contract; for a revolving line its limit.
	Principal  domain.Fen
	Term       domain.Months // 1 to 360
	Method     domain.RepaymentMethod
	AnnualRate Rate // nominal, per year, 0 to 100 %
	// DrawnOn is the day the money arrives. It fixes the due dates and, through
	// them, the days of a subsidy.
	DrawnOn domain.Date

	// Use is for revolving loans, and must be zero for the others: the mean
	// share of the line that is drawn, 1 to 10,000. The line is taken to be
	// drawn at that share from the first day to the last, with interest on the
	// drawn part paid monthly; no fee is charged on what is not drawn, other
	// than a guarantee fee OnOriginal.
	Use domain.BasisPoints

	// GuaranteeFee is per year and paid at the start of each year of the term.
	// A last year that is not full is paid by its months.
	GuaranteeFee   Rate
	GuaranteeFeeOn FeeBase
	// AppraisalFee is paid once, when the money is drawn.
	AppraisalFee domain.Fen

	// Subsidies are reckoned separately and never lower the quoted rate. All
	// of them are added up, to at most what was paid: whether they may be
	// combined is a rule that the caller has applied.
	Subsidies []Subsidy
}

// SubsidyKind is what a subsidy gives back.
type SubsidyKind string

// The kinds of subsidy.
const (
	SubsidyInterest     SubsidyKind = "interest"      // 贷款贴息
	SubsidyGuaranteeFee SubsidyKind = "guarantee_fee" // 担保费补贴
)

// Subsidy is public money that gives back part of a cost after it was paid
// ("first pay, then subsidise"). On interest it is
//
//	min(Cap, principal outstanding × Rate × days/365)
//
// by the days between due dates, summed over the term, and never more than
// the interest paid by then. On a guarantee fee it is Rate on the fee's base
// and months. It is counted on the day of the payment that it gives back; how
// much later it really comes is not in any rule read, so the annualised cost
// after subsidy is the lowest that can be reached.
type Subsidy struct {
	Kind SubsidyKind
	Rate Rate       // per year
	Cap  domain.Fen // of this subsidy over the whole term; zero when the rule states none
}

func (l Loan) check() error {
	var c checks
	c.amount("amount_fen", l.Principal, 1)
	if l.Term < domain.MinTerm || l.Term > domain.MaxTerm {
		c.add(CodeTermOutOfRange, "term_months", domain.Facts{
			"min": int(domain.MinTerm), "max": int(domain.MaxTerm), "have": int(l.Term)})
	}
	c.rate("rate", l.AnnualRate, 0)
	c.day("drawn_on", l.DrawnOn)
	switch l.Method {
	case domain.EqualInstalments, domain.EqualPrincipal, domain.InterestOnly, domain.Bullet:
		c.number("use_bp", int(l.Use), 0, 0)
	case domain.Revolving:
		c.number("use_bp", int(l.Use), 1, int(FullUse))
	default:
		c.add(CodeRepaymentUnknown, "repayment", domain.Facts{"want": domain.RepaymentMethods, "have": l.Method})
	}
	l.checkExtras(&c)
	return c.err()
}

func (l Loan) checkExtras(c *checks) {
	c.rate("guarantee_fee", l.GuaranteeFee, 0)
	if l.GuaranteeFee != 0 && l.GuaranteeFeeOn != OnOriginal && l.GuaranteeFeeOn != OnOutstanding {
		c.add(CodeValueUnknown, "guarantee_fee_on", domain.Facts{"want": []FeeBase{OnOriginal, OnOutstanding}, "have": l.GuaranteeFeeOn})
	}
	c.amount("appraisal_fee_fen", l.AppraisalFee, 0)
	for i, s := range l.Subsidies {
		field := fmt.Sprintf("subsidies[%d].", i)
		if s.Kind != SubsidyInterest && s.Kind != SubsidyGuaranteeFee {
			c.add(CodeValueUnknown, field+"kind", domain.Facts{"want": []SubsidyKind{SubsidyInterest, SubsidyGuaranteeFee}, "have": s.Kind})
		}
		c.rate(field+"rate", s.Rate, 0)
		c.amount(field+"cap_fen", s.Cap, 0)
	}
}
