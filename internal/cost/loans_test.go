package cost

import (
	"encoding/json"
	"os"
	"testing"

	"rongqiao/internal/domain"
)

// The rows of testdata/loans.json carry their working, by which they were
// checked by hand. Every amount and rate in them comes from a separate program
// in exact fractions and, for rates without a closed form, from bisection in
// 60-digit decimals.
type loanCase struct {
	Name     string
	Working  []string
	Loan     loanIn
	Want     costOut
	Payments int
	Rows     []rowOut
}

type loanIn struct {
	Amount       domain.Fen             `json:"amount_fen"`
	Term         domain.Months          `json:"term_months"`
	Rate         Rate                   `json:"rate_ppm"`
	DrawnOn      string                 `json:"drawn_on"`
	Method       domain.RepaymentMethod `json:"method"`
	Use          domain.BasisPoints     `json:"use_bp"`
	Guarantee    Rate                   `json:"guarantee_fee_ppm"`
	GuaranteeOn  FeeBase                `json:"guarantee_fee_on"`
	AppraisalFee domain.Fen             `json:"appraisal_fee_fen"`
	Subsidies    []struct {
		Kind SubsidyKind `json:"kind"`
		Rate Rate        `json:"rate_ppm"`
		Cap  domain.Fen  `json:"cap_fen"`
	} `json:"subsidies"`
}

type costOut struct {
	Drawn         domain.Fen         `json:"drawn_fen"`
	Interest      domain.Fen         `json:"total_interest_fen"`
	Fees          domain.Fen         `json:"total_fees_fen"`
	Subsidy       domain.Fen         `json:"total_subsidy_fen"`
	Total         domain.Fen         `json:"total_fen"`
	Net           domain.Fen         `json:"net_fen"`
	Annualised    domain.BasisPoints `json:"annualised_bp"`
	Simple        domain.BasisPoints `json:"simple_bp"`
	NetAnnualised domain.BasisPoints `json:"net_annualised_bp"`
	NetSimple     domain.BasisPoints `json:"net_simple_bp"`
}

type rowOut struct {
	No        int        `json:"no"`
	Due       string     `json:"due"`
	Principal domain.Fen `json:"principal_fen"`
	Interest  domain.Fen `json:"interest_fen"`
	Fee       domain.Fen `json:"fee_fen"`
	Subsidy   domain.Fen `json:"subsidy_fen"`
}

func (in loanIn) loan(t *testing.T) Loan {
	t.Helper()
	l := Loan{
		Principal: in.Amount, Term: in.Term, Method: in.Method, AnnualRate: in.Rate, DrawnOn: day(t, in.DrawnOn),
		Use: in.Use, GuaranteeFee: in.Guarantee, GuaranteeFeeOn: in.GuaranteeOn, AppraisalFee: in.AppraisalFee,
	}
	for _, s := range in.Subsidies {
		l.Subsidies = append(l.Subsidies, Subsidy{s.Kind, s.Rate, s.Cap})
	}
	return l
}

func asOut(c Cost) costOut {
	return costOut{
		c.Drawn, c.TotalInterest, c.TotalFees, c.TotalSubsidy, c.Total, c.Net,
		c.AnnualisedBP, c.SimpleBP, c.NetAnnualisedBP, c.NetSimpleBP,
	}
}

func day(t *testing.T, text string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLoansWorkedByHand(t *testing.T) {
	raw, err := os.ReadFile("testdata/loans.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []loanCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	methods := map[domain.RepaymentMethod]bool{}
	for _, tc := range cases {
		methods[tc.Loan.Method] = true
		t.Run(tc.Name, func(t *testing.T) {
			if len(tc.Working) == 0 {
				t.Error("the case does not say how it was worked")
			}
			got, err := Compute(tc.Loan.loan(t))
			if err != nil {
				t.Fatal(err)
			}
			if asOut(got) != tc.Want {
				t.Errorf("cost\n got %+v\nwant %+v", asOut(got), tc.Want)
			}
			if len(got.Schedule) != tc.Payments {
				t.Fatalf("%d payments, want %d", len(got.Schedule), tc.Payments)
			}
			compareRows(t, got.Schedule, tc.Rows)
		})
	}
	if len(cases) < 14 || len(methods) != len(domain.RepaymentMethods) {
		t.Errorf("%d cases over %d methods", len(cases), len(methods))
	}
}

func compareRows(t *testing.T, schedule []Payment, want []rowOut) {
	t.Helper()
	byNo := map[int]rowOut{}
	for _, p := range schedule {
		byNo[p.No] = rowOut{p.No, p.Due.String(), p.Principal, p.Interest, p.Fee, p.Subsidy}
	}
	for _, w := range want {
		if byNo[w.No] != w {
			t.Errorf("row %d\n got %+v\nwant %+v", w.No, byNo[w.No], w)
		}
	}
}
