package cost

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"rongqiao/internal/domain"
)

// randomLoan draws a plausible or an odd loan; the seed is fixed, so every run
// sees the same ones.
func randomLoan(r *rand.Rand) Loan {
	l := Loan{
		Principal:  domain.Fen(math.Pow(10, 2+r.Float64()*13)),
		Term:       domain.Months(1 + r.IntN(int(domain.MaxTerm))),
		Method:     domain.RepaymentMethods[r.IntN(len(domain.RepaymentMethods))],
		AnnualRate: Rate(r.Int64N(240_001)),
		DrawnOn:    domain.NewDate(2020, 1, 1+r.IntN(3000)),
	}
	if r.IntN(2) == 0 {
		l.Term = domain.Months(1 + r.IntN(36))
	}
	if l.Method == domain.Revolving {
		l.Use = domain.BasisPoints(100 + r.IntN(9_901))
	}
	return l
}

func withExtras(r *rand.Rand, l Loan) Loan {
	l.GuaranteeFee, l.GuaranteeFeeOn = Rate(r.IntN(30_001)), OnOutstanding
	l.AppraisalFee = domain.Fen(r.Int64N(int64(l.Principal)/200 + 1))
	if l.Method == domain.Revolving {
		l.AppraisalFee = 0
	}
	for range r.IntN(3) {
		s := Subsidy{SubsidyInterest, Rate(r.IntN(60_001)), domain.Fen(r.Int64N(int64(l.Principal)/50 + 1))}
		if r.IntN(3) == 0 {
			s.Kind = SubsidyGuaranteeFee
		}
		l.Subsidies = append(l.Subsidies, s)
	}
	return l
}

func TestWhatHoldsForEveryLoan(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2022))
	for range 4000 {
		l := withExtras(r, randomLoan(r))
		c, err := Compute(l)
		if err != nil {
			t.Fatalf("%+v: %v", l, err)
		}
		checkSums(t, l, c)
		if c.AnnualisedBP < c.SimpleBP || c.NetAnnualisedBP > c.AnnualisedBP || c.NetSimpleBP > c.SimpleBP {
			t.Errorf("%+v: rates out of order: %+v", l, asOut(c))
		}
		again, err := Compute(l)
		if err != nil || !reflect.DeepEqual(c, again) {
			t.Fatalf("%+v: a second run differs: %v", l, err)
		}
	}
}

func checkSums(t *testing.T, l Loan, c Cost) {
	t.Helper()
	var principal, interest, fee, subsidy domain.Fen
	last := Payment{No: -1}
	for _, p := range c.Schedule {
		if p.Principal < 0 || p.Interest < 0 || p.Fee < 0 || p.Subsidy < 0 {
			t.Errorf("%+v: a negative part: %+v", l, p)
		}
		if p.No <= last.No || p.Due <= last.Due {
			t.Errorf("%+v: rows out of order: %+v after %+v", l, p, last)
		}
		last = p
		principal += p.Principal
		interest += p.Interest
		fee += p.Fee
		subsidy += p.Subsidy
		if subsidy > interest+fee {
			t.Errorf("%+v: more given back than paid by %v", l, p.Due)
		}
	}
	if principal != c.Drawn || interest != c.TotalInterest || fee != c.TotalFees || subsidy != c.TotalSubsidy {
		t.Errorf("%+v: the schedule sums to %v, %v, %v, %v; the cost says %+v", l, principal, interest, fee, subsidy, asOut(c))
	}
	if c.Total != interest+fee || c.Net != c.Total-subsidy || l.Method != domain.Revolving && c.Drawn != l.Principal {
		t.Errorf("%+v: %+v", l, asOut(c))
	}
	for _, s := range l.Subsidies {
		if len(l.Subsidies) == 1 && s.Cap > 0 && subsidy > s.Cap {
			t.Errorf("%+v: subsidy %v above its cap", l, subsidy)
		}
	}
}

func TestWithoutFeesTheInternalRateIsTheNominalRate(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2022))
	for range 2000 {
		l := randomLoan(r)
		l.Principal += domain.Wan
		w := newWork(l)
		w.repay()
		var flows []flow
		for _, p := range w.rows[1:] {
			flows = append(flows, flow{p.No, p.Principal + p.Interest})
		}
		want := float64(l.AnnualRate) / 12e6
		if l.Method == domain.Bullet { // simple interest, so the n-th root of its growth
			want = math.Pow(1+want*float64(l.Term), 1/float64(l.Term)) - 1
		}
		// Each row's interest is off by at most half a fen, on a balance that
		// comes to half of the loan or more over the term.
		tolerance := 1e-12 + 1/float64(w.drawn)
		if got := internalRate(float64(w.drawn), flows); math.Abs(got-want) > tolerance {
			t.Errorf("%+v: %.12f, want %.12f", l, got, want)
		}
	}
}

func TestADearerRateCostsMore(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2022))
	for range 1000 {
		// On a small loan the half fen rounded off each instalment, with
		// decades of interest on it, outweighs 5 bp on the yearly fee.
		l := withExtras(r, randomLoan(r))
		l.Principal += 100 * domain.Wan
		cheap, err := Compute(l)
		if err != nil {
			t.Fatal(err)
		}
		l.AnnualRate += FromBP(5)
		dear, err := Compute(l)
		if err != nil {
			t.Fatal(err)
		}
		if dear.TotalInterest < cheap.TotalInterest || dear.AnnualisedBP < cheap.AnnualisedBP || dear.TotalFees < cheap.TotalFees {
			t.Errorf("%+v: %+v, dearer %+v", l, asOut(cheap), asOut(dear))
		}
	}
}

func TestInstalmentsAreLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2022))
	for range 1000 {
		l := randomLoan(r)
		l.Method, l.Use = domain.EqualInstalments, 0
		l.Principal += domain.Wan
		c, err := Compute(l)
		if err != nil {
			t.Fatal(err)
		}
		level := c.Schedule[0].Principal + c.Schedule[0].Interest
		for _, p := range c.Schedule[:len(c.Schedule)-1] {
			if p.Principal+p.Interest != level {
				t.Fatalf("%+v: %v in row %d, %v in the first", l, p.Principal+p.Interest, p.No, level)
			}
		}
	}
}

func BenchmarkCompute(b *testing.B) {
	for name, term := range map[string]domain.Months{"12 months": 12, "60 months": 60, "360 months": 360} {
		b.Run(name, func(b *testing.B) {
			l := plainLoan()
			l.Term, l.GuaranteeFee, l.GuaranteeFeeOn = term, 10_000, OnOutstanding
			for b.Loop() {
				if _, err := Compute(l); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
