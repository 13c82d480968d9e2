package cost

import "rongqiao/internal/domain"

// maxBridgeDays bounds both counts of days: a bridge is lent for days.
const maxBridgeDays = 366

// Bridge is emergency money for refinancing (转贷应急周转资金), priced by the
// day. How a fund counts days (working or calendar, part days, first and last
// day) is data of the fund; this package is given the results.
type Bridge struct {
	Principal domain.Fen
	DailyRate Rate // per day charged; 0.1 ‰ is 100
	// DaysCharged is how many days the fund bills, 1 to 366, or zero with a fee
	// waived in full.
	DaysCharged int
	// DaysHeld is the calendar days from drawing to repayment, 1 to 366. It
	// differs from DaysCharged where working days are billed.
	DaysHeld int
	DrawnOn  domain.Date
}

// DailyFee is principal × daily rate × days, rounded half up to the fen. It
// answers an invalid [domain.Error] for a principal outside 1 to
// [domain.MaxFen], a rate outside 0 to 100 % or days outside 0 to 366.
func DailyFee(principal domain.Fen, daily Rate, days int) (domain.Fen, error) {
	var c checks
	c.amount("amount_fen", principal, 1)
	c.rate("daily_rate", daily, 0)
	c.number("days_charged", days, 0, maxBridgeDays)
	if err := c.err(); err != nil {
		return 0, err
	}
	return portion(principal, uint64(daily)*uint64(days), uint64(whole)), nil
}

// ComputeBridge prices a bridge: principal and fee come back together, after
// DaysHeld days. The schedule's No then counts days. The annualised cost takes
// the calendar day as its period and 365 of them to the year.
func ComputeBridge(b Bridge) (Cost, error) {
	fee, err := DailyFee(b.Principal, b.DailyRate, b.DaysCharged)
	if err != nil {
		return Cost{}, err
	}
	var k checks
	k.number("days_held", b.DaysHeld, 1, maxBridgeDays)
	k.day("drawn_on", b.DrawnOn)
	if err := k.err(); err != nil {
		return Cost{}, err
	}
	if fee > domain.MaxFen {
		return Cost{}, tooLarge(fee)
	}
	c := Cost{
		Schedule: []Payment{{
			No: b.DaysHeld, Due: b.DrawnOn + domain.Date(b.DaysHeld), Principal: b.Principal, Fee: fee,
		}},
		Drawn:     b.Principal,
		TotalFees: fee,
		Total:     fee,
		Net:       fee,
	}
	if err := c.annualise(c.Schedule, daysOfYear); err != nil {
		return Cost{}, err
	}
	return c, nil
}
