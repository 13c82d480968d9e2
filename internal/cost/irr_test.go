package cost

import (
	"math"
	"testing"

	"rongqiao/internal/domain"
)

func TestTheCentralBanksExample(t *testing.T) {
	// 〔2021〕第3号: 100,000 yuan, 1,000 of fee when drawn, then 8,833.30 in
	// each of twelve months: 12.80 % simple, 13.58 % compound.
	flows := []flow{{0, 1_000 * domain.Yuan}}
	for k := 1; k <= 12; k++ {
		flows = append(flows, flow{k, 883_330})
	}
	compound, simple, err := perYear(100_000*domain.Yuan, flows, monthsOfYear)
	if err != nil {
		t.Fatal(err)
	}
	if compound != 1358 || simple != 1280 {
		t.Errorf("compound %v, simple %v; want 13.58%%, 12.8%%", compound, simple)
	}
}

// The wanted rates are closed forms, but for the last, which was bisected in
// 40-digit decimals.
func TestInternalRate(t *testing.T) {
	tests := map[string]struct {
		received float64
		flows    []flow
		want     float64
	}{
		"one payment: 100,500 for 99,500":                {99_500, []flow{{1, 100_500}}, 1000.0 / 99_500},
		"two payments: 600 and 600 for 1,000":            {1000, []flow{{1, 600}, {2, 600}}, (0.6+math.Sqrt(0.36+2.4))/2 - 1},
		"paid back exactly":                              {1000, []flow{{1, 400}, {7, 600}}, 0},
		"less paid back than received counts as no cost": {1000, []flow{{3, 900}}, 0},
		"all paid late: doubled in 360 periods":          {1000, []flow{{360, 2000}}, math.Exp2(1.0/360) - 1},
		"a cost of 900% a period":                        {100, []flow{{1, 1000}}, 9},
		"a thousandfold over 360 level payments":         {1, repeated(360, 1000), 1000},
		"the least rate that the largest amounts have":   {9e15, []flow{{12, 9e15 + 1}}, 1.0 / 9e15 / 12},
		"a small negative flow in between":               {1000, []flow{{1, 10}, {2, -1}, {3, 1010}}, 0.00633338204958887132},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := internalRate(tc.received, tc.flows)
			tolerance := 1e-12 * math.Max(1, tc.want)
			if math.Abs(got-tc.want) > tolerance {
				t.Errorf("%.15g, want %.15g", got, tc.want)
			}
		})
	}
}

func repeated(n int, pay domain.Fen) []flow {
	flows := make([]flow, n)
	for k := range flows {
		flows[k] = flow{k + 1, pay}
	}
	return flows
}

func TestBasisPointsRoundHalfUp(t *testing.T) {
	tests := map[string]struct {
		rate float64
		want domain.BasisPoints
	}{
		"3.655 %, which binary writes lower, rounds up": {0.03655, 366},
		"3.6549 % rounds down":                          {0.036549, 365},
		"a half basis point rounds up":                  {0.00005, 1},
		"none":                                          {0, 0},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := basisPoints(tc.rate)
			if err != nil || got != tc.want {
				t.Errorf("%d, %v; want %d", got, err, tc.want)
			}
		})
	}
	for name, rate := range map[string]float64{"too large": 214_749, "infinite": math.Inf(1), "not a number": math.NaN()} {
		if _, err := basisPoints(rate); !domain.IsKind(err, domain.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
