package cost

import (
	"errors"
	"slices"
	"testing"

	"rongqiao/internal/domain"
)

// wantFault wants an invalid error that names the field with the code.
func wantFault(t *testing.T, err error, code, field string) {
	t.Helper()
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != domain.KindInvalid {
		t.Fatalf("have %v, want %s at %s", err, code, field)
	}
	if !slices.ContainsFunc(e.Fields, func(f domain.FieldError) bool { return f.Code == code && f.Field == field }) {
		t.Errorf("have %v, want %s at %s", err, code, field)
	}
}

func plainLoan() Loan {
	return Loan{
		Principal: 100 * domain.Wan, Term: 12, Method: domain.EqualInstalments,
		AnnualRate: 36_500, DrawnOn: domain.NewDate(2025, 3, 10),
	}
}

func TestLoansThatCannotBePriced(t *testing.T) {
	tests := map[string]struct {
		edit        func(l *Loan)
		code, field string
	}{
		"no amount":                         {func(l *Loan) { l.Principal = 0 }, CodeAmountNotPositive, "amount_fen"},
		"a negative amount":                 {func(l *Loan) { l.Principal = -1 }, CodeAmountNotPositive, "amount_fen"},
		"one fen above the largest amount":  {func(l *Loan) { l.Principal = domain.MaxFen + 1 }, CodeAmountTooLarge, "amount_fen"},
		"no term":                           {func(l *Loan) { l.Term = 0 }, CodeTermOutOfRange, "term_months"},
		"361 months":                        {func(l *Loan) { l.Term = 361 }, CodeTermOutOfRange, "term_months"},
		"a negative rate":                   {func(l *Loan) { l.AnnualRate = -1 }, CodeRateOutOfRange, "rate"},
		"a rate above 100 %":                {func(l *Loan) { l.AnnualRate = MaxRate + 1 }, CodeRateOutOfRange, "rate"},
		"no day":                            {func(l *Loan) { l.DrawnOn = 0 }, CodeValueOutOfRange, "drawn_on"},
		"a day in the year 2200":            {func(l *Loan) { l.DrawnOn = domain.NewDate(2200, 1, 1) }, CodeValueOutOfRange, "drawn_on"},
		"no method":                         {func(l *Loan) { l.Method = "" }, CodeRepaymentUnknown, "repayment"},
		"a method that does not exist":      {func(l *Loan) { l.Method = "balloon" }, CodeRepaymentUnknown, "repayment"},
		"a share in use of a loan":          {func(l *Loan) { l.Use = 1 }, CodeValueOutOfRange, "use_bp"},
		"a line that says not how far used": {func(l *Loan) { l.Method = domain.Revolving }, CodeValueOutOfRange, "use_bp"},
		"a line used beyond its limit":      {func(l *Loan) { l.Method, l.Use = domain.Revolving, FullUse+1 }, CodeValueOutOfRange, "use_bp"},
		"a guarantee fee without a base":    {func(l *Loan) { l.GuaranteeFee = 1 }, CodeValueUnknown, "guarantee_fee_on"},
		"a negative guarantee fee":          {func(l *Loan) { l.GuaranteeFee = -1 }, CodeRateOutOfRange, "guarantee_fee"},
		"a negative appraisal fee":          {func(l *Loan) { l.AppraisalFee = -1 }, CodeValueOutOfRange, "appraisal_fee_fen"},
		"an appraisal fee beyond bounds":    {func(l *Loan) { l.AppraisalFee = domain.MaxFen + 1 }, CodeAmountTooLarge, "appraisal_fee_fen"},
		"fees that take the whole loan":     {func(l *Loan) { l.AppraisalFee = l.Principal }, CodeFeesReachAmount, "amount_fen"},
		"a subsidy of no kind":              {func(l *Loan) { l.Subsidies = []Subsidy{{Rate: 1}} }, CodeValueUnknown, "subsidies[0].kind"},
		"a negative subsidy":                {func(l *Loan) { l.Subsidies = []Subsidy{{SubsidyInterest, -1, 0}} }, CodeRateOutOfRange, "subsidies[0].rate"},
		"a negative cap":                    {func(l *Loan) { l.Subsidies = []Subsidy{{SubsidyInterest, 1, -1}} }, CodeValueOutOfRange, "subsidies[0].cap_fen"},
		"interest beyond the largest amount": {func(l *Loan) {
			l.Principal, l.Term, l.AnnualRate, l.Method = domain.MaxFen, 360, MaxRate, domain.Bullet
		}, CodeCostTooLarge, "amount_fen"},
		"a cost beyond any rate": {func(l *Loan) {
			l.Term, l.AppraisalFee = 1, l.Principal-1
		}, CodeCostTooLarge, "amount_fen"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			l := plainLoan()
			tc.edit(&l)
			c, err := Compute(l)
			wantFault(t, err, tc.code, tc.field)
			if c.Schedule != nil || c.Total != 0 {
				t.Errorf("a cost came with the error: %+v", c)
			}
		})
	}
}

func TestAllFaultsAreNamedAtOnce(t *testing.T) {
	_, err := Compute(Loan{GuaranteeFee: 1})
	for field, code := range map[string]string{
		"amount_fen": CodeAmountNotPositive, "term_months": CodeTermOutOfRange, "drawn_on": CodeValueOutOfRange,
		"repayment": CodeRepaymentUnknown, "guarantee_fee_on": CodeValueUnknown,
	} {
		wantFault(t, err, code, field)
	}
}

func TestPercentagesAreReadExactly(t *testing.T) {
	tests := map[string]struct {
		text string
		want Rate
		code string
	}{
		"two decimals":             {"3.65", 36_500, ""},
		"no decimals":              {"4", 40_000, ""},
		"a tenth of a thousandth":  {"0.01", 100, ""},
		"a millionth":              {"0.0001", 1, ""},
		"a negative spread":        {"-0.5", -5_000, ""},
		"all of it":                {"100", 1_000_000, ""},
		"more than all of it":      {"100.0001", 0, CodeRateOutOfRange},
		"more digits than 64 bits": {"99999999999999999999", 0, CodeRateOutOfRange},
		"a fifth decimal":          {"3.65001", 0, CodeNotAPercentage},
		"nothing":                  {"", 0, CodeNotAPercentage},
		"a sign alone":             {"-", 0, CodeNotAPercentage},
		"a plus":                   {"+3", 0, CodeNotAPercentage},
		"two signs":                {"--3", 0, CodeNotAPercentage},
		"no digits after the dot":  {"3.", 0, CodeNotAPercentage},
		"no digits before the dot": {".5", 0, CodeNotAPercentage},
		"an exponent":              {"3e1", 0, CodeNotAPercentage},
		"a space":                  {" 3", 0, CodeNotAPercentage},
		"a percent sign":           {"3%", 0, CodeNotAPercentage},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ParsePercent(tc.text)
			if tc.code != "" {
				wantFault(t, err, tc.code, "percent")
			} else if err != nil || got != tc.want {
				t.Errorf("%d, %v; want %d", got, err, tc.want)
			}
		})
	}
}

func TestRatesAreWrittenInPercent(t *testing.T) {
	for rate, want := range map[Rate]string{36_500: "3.65%", 40_000: "4%", 100: "0.01%", 1: "0.0001%", 0: "0%", -5_000: "-0.5%", 1_000_000: "100%"} {
		if got := rate.String(); got != want {
			t.Errorf("%d: %s, want %s", int64(rate), got, want)
		}
	}
	if got := FromBP(365); got != 36_500 {
		t.Errorf("365 bp are %d", got)
	}
}
