package cost

import (
	"testing"

	"rongqiao/internal/domain"
)

func TestDailyFee(t *testing.T) {
	tests := map[string]struct {
		principal domain.Fen
		daily     Rate
		days      int
		want      domain.Fen
	}{
		"5,000,000 × 0.0001 × 4 days = 2,000.00":          {500 * domain.Wan, 100, 4, 2_000 * domain.Yuan},
		"7,560,000 × 0.0001 × 3 days = 2,268.00":          {756 * domain.Wan, 100, 3, 2_268 * domain.Yuan},
		"600,000,000 × 0.0001 × 1 day = 60,000.00":        {60_000 * domain.Wan, 100, 1, 60_000 * domain.Yuan},
		"0.2 ‰: 30,000,000 × 0.0002 × 7 days = 42,000.00": {3_000 * domain.Wan, 200, 7, 42_000 * domain.Yuan},
		"a waived fee":  {500 * domain.Wan, 0, 4, 0},
		"no day billed": {500 * domain.Wan, 100, 0, 0},
		"half a fen rounds up: 50.00 × 0.0001 × 1 day = 0.005":         {5_000, 100, 1, 1},
		"just under half a fen rounds down: 49.99 × 0.0001 = 0.004999": {4_999, 100, 1, 0},
		"the largest amount for a year: 9 × 10^15 fen × 0.0001 × 366":  {domain.MaxFen, 100, 366, 329_400_000_000_000},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := DailyFee(tc.principal, tc.daily, tc.days)
			if err != nil || got != tc.want {
				t.Errorf("%v, %v; want %v", got, err, tc.want)
			}
		})
	}
}

func TestBridges(t *testing.T) {
	drawn := domain.NewDate(2025, 3, 6) // a Thursday
	tests := map[string]struct {
		daily              Rate
		charged, held      int
		due                string
		fee                domain.Fen
		annualised, simple domain.BasisPoints
	}{
		// 1.0004^(365/6) − 1 = 2.46268 %; 365 × (1.0004^(1/6) − 1) = 2.43293 %
		"4 working days over a weekend are 6 days of use": {100, 4, 6, "2025-03-12", 200_000, 246, 243},
		// 1.0004^(365/4) − 1 = 3.71667 %; 365 × (1.0004^(1/4) − 1) = 3.64945 %
		"4 calendar days": {100, 4, 4, "2025-03-10", 200_000, 372, 365},
		// 1.0001^365 − 1 = 3.71724 %; 365 × 0.01 % = 3.65 %
		"a day":                      {100, 1, 1, "2025-03-07", 50_000, 372, 365},
		"a waived fee costs nothing": {0, 4, 6, "2025-03-12", 0, 0, 0},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := ComputeBridge(Bridge{500 * domain.Wan, tc.daily, tc.charged, tc.held, drawn})
			if err != nil {
				t.Fatal(err)
			}
			want := costOut{
				Drawn: 500 * domain.Wan, Fees: tc.fee, Total: tc.fee, Net: tc.fee,
				Annualised: tc.annualised, Simple: tc.simple, NetAnnualised: tc.annualised, NetSimple: tc.simple,
			}
			if asOut(c) != want {
				t.Errorf("cost\n got %+v\nwant %+v", asOut(c), want)
			}
			wantRow := Payment{No: tc.held, Due: day(t, tc.due), Principal: 500 * domain.Wan, Fee: tc.fee}
			if len(c.Schedule) != 1 || c.Schedule[0] != wantRow {
				t.Errorf("schedule %+v, want %+v", c.Schedule, wantRow)
			}
		})
	}
}

func TestBridgesThatCannotBePriced(t *testing.T) {
	good := Bridge{500 * domain.Wan, 100, 4, 6, domain.NewDate(2025, 3, 6)}
	tests := map[string]struct {
		edit        func(b *Bridge)
		code, field string
	}{
		"no amount":               {func(b *Bridge) { b.Principal = 0 }, CodeAmountNotPositive, "amount_fen"},
		"too large an amount":     {func(b *Bridge) { b.Principal = domain.MaxFen + 1 }, CodeAmountTooLarge, "amount_fen"},
		"a negative fee":          {func(b *Bridge) { b.DailyRate = -1 }, CodeRateOutOfRange, "daily_rate"},
		"negative days":           {func(b *Bridge) { b.DaysCharged = -1 }, CodeValueOutOfRange, "days_charged"},
		"more days than a year":   {func(b *Bridge) { b.DaysCharged = 367 }, CodeValueOutOfRange, "days_charged"},
		"held for no day":         {func(b *Bridge) { b.DaysHeld = 0 }, CodeValueOutOfRange, "days_held"},
		"no day of drawing":       {func(b *Bridge) { b.DrawnOn = 0 }, CodeValueOutOfRange, "drawn_on"},
		"a fee beyond the bounds": {func(b *Bridge) { b.Principal, b.DailyRate = domain.MaxFen, MaxRate }, CodeCostTooLarge, "amount_fen"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			b := good
			tc.edit(&b)
			_, err := ComputeBridge(b)
			wantFault(t, err, tc.code, tc.field)
		})
	}
}

func TestSubsidyForDays(t *testing.T) {
	tests := map[string]struct {
		basis domain.Fen
		rate  Rate
		days  int
		limit domain.Fen
		want  domain.Fen
	}{
		"3,000,000 × 2 % × 365/365 = 60,000.00":   {300 * domain.Wan, 20_000, 365, 0, 60_000 * domain.Yuan},
		"3,000,000 × 2 % × 90/365 = 14,794.5205…": {300 * domain.Wan, 20_000, 90, 0, 1_479_452},
		"exactly the cap":                              {300 * domain.Wan, 20_000, 365, 60_000 * domain.Yuan, 60_000 * domain.Yuan},
		"a fen above the cap":                          {300 * domain.Wan, 20_000, 365, 5_999_999, 5_999_999},
		"half of an LPR of 3.70 %: 1,000,000 × 1.85 %": {100 * domain.Wan, 18_500, 365, 0, 18_500 * domain.Yuan},
		"no day": {300 * domain.Wan, 20_000, 0, 0, 0},
		"the largest basis at 100 % for a hundred years": {domain.MaxFen, MaxRate, 36_500, 0, 900_000_000_000_000_000},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := SubsidyForDays(tc.basis, tc.rate, tc.days, tc.limit)
			if err != nil || got != tc.want {
				t.Errorf("%v, %v; want %v", got, err, tc.want)
			}
		})
	}
	_, err := SubsidyForDays(-1, -1, -1, -1)
	wantFault(t, err, CodeValueOutOfRange, "basis_fen")
	wantFault(t, err, CodeRateOutOfRange, "rate")
	wantFault(t, err, CodeValueOutOfRange, "days")
	wantFault(t, err, CodeValueOutOfRange, "cap_fen")
}

func TestRanges(t *testing.T) {
	low, high := Rate(36_500), Rate(60_000)
	price := func(rate Rate) domain.Fen {
		l := plainLoan()
		l.AnnualRate = rate
		c, err := Compute(l)
		if err != nil {
			t.Fatal(err)
		}
		return c.Total
	}
	tests := map[string]struct{ least, most *Rate }{
		"both ends are published": {&low, &high},
		"only the lowest: from":   {&low, nil},
		"only the highest: up to": {nil, &high},
		"neither: not published":  {nil, nil},
		"one rate for both ends":  {&low, &low},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := Range(plainLoan(), tc.least, tc.most)
			if err != nil {
				t.Fatal(err)
			}
			for _, end := range []struct {
				rate *Rate
				cost *Cost
			}{{tc.least, s.From}, {tc.most, s.To}} {
				if (end.rate == nil) != (end.cost == nil) {
					t.Errorf("rate %v, cost %v", end.rate, end.cost)
				} else if end.rate != nil && end.cost.Total != price(*end.rate) {
					t.Errorf("at %v: %v", end.rate, end.cost.Total)
				}
			}
		})
	}
	_, err := Range(plainLoan(), &high, &low)
	wantFault(t, err, CodeRateMaxBelowMin, "rate")
	beyond := MaxRate + 1
	_, err = Range(plainLoan(), &low, &beyond)
	wantFault(t, err, CodeRateOutOfRange, "rate")
}
