package cost

import (
	"math"

	"rongqiao/internal/domain"
)

// This file alone works in floats. Its results are rates, rounded to a basis
// point, and go into no amount of money. Only the four operations are used,
// and every product is converted before it is added, which keeps a compiler
// from fusing the two: the same loan gives the same bits on every machine.

// flow is what a borrower pays at the end of a period; period 0 is the day the
// money arrives.
type flow struct {
	period int
	pay    domain.Fen
}

const (
	// irrTolerance is how near to the root the solver stops, as a rate per
	// period: for months about a hundred-millionth of a basis point per year.
	irrTolerance = 1e-13
	// irrSteps bounds the solver. Bisection alone needs under 100 steps for
	// any bracket that an amount of money can give; Newton needs about 6.
	irrSteps = 200
	// halfGuard is in basis points. A rate that lies nearer than this under a
	// half counts as the half, so that a nominal 3.655 % is 366 bp although
	// binary floats write it a little lower.
	halfGuard = 1e-5
)

// perYear gives the cost per year of drawing an amount and paying the flows,
// which are in order of period: compounded and simple, in basis points, half
// up. What is paid in period 0 is taken off what was received.
func perYear(drawn domain.Fen, flows []flow, periods int) (compound, simple domain.BasisPoints, err error) {
	received := drawn
	for len(flows) > 0 && flows[0].period == 0 {
		received -= flows[0].pay
		flows = flows[1:]
	}
	if received <= 0 {
		return 0, 0, domain.Invalid(CodeFeesReachAmount, "amount_fen",
			domain.Facts{"want": "> " + (drawn - received).String(), "have": drawn.String()})
	}
	rate := internalRate(float64(received), flows)
	if compound, err = basisPoints(power(1+rate, periods) - 1); err != nil {
		return 0, 0, err
	}
	if simple, err = basisPoints(rate * float64(periods)); err != nil {
		return 0, 0, err
	}
	return compound, simple, nil
}

// internalRate is the i ≥ 0 at which the flows, discounted by (1+i) per
// period, are worth what was received; 0 when they sum to no more than that.
//
// The excess over what was received falls as i grows and bends upwards, so
// Newton's steps from the left approach the root without passing it. The
// bracket is kept all the same, and a step that leaves it is replaced by
// bisection. It starts as [0, S/received − 1], S being the sum of what is
// paid: all of it paid after one period would make the upper end exact, and
// paying later lowers the rate.
func internalRate(received float64, flows []flow) float64 {
	sum := 0.0
	for _, f := range flows {
		sum += math.Max(float64(f.pay), 0)
	}
	low, high := 0.0, sum/received-1
	if excess, _ := excessAt(0, received, flows); excess <= 0 || high <= 0 {
		return 0
	}
	rate := low
	for range irrSteps {
		excess, slope := excessAt(rate, received, flows)
		if excess > 0 {
			low = rate
		} else {
			high = rate
		}
		next := rate - excess/slope
		if !(next >= low && next <= high) {
			next = low + float64((high-low)/2)
		}
		if math.Abs(next-rate) < irrTolerance || high-low < irrTolerance {
			return next
		}
		rate = next
	}
	return rate
}

// excessAt is what the flows are worth at a rate, less what was received, and
// the derivative of that.
func excessAt(rate, received float64, flows []flow) (excess, slope float64) {
	discount := 1 / (1 + rate)
	factor, period := 1.0, 0
	excess = -received
	for _, f := range flows {
		for ; period < f.period; period++ {
			factor *= discount
		}
		worth := float64(float64(f.pay) * factor)
		excess += worth
		slope -= float64(worth * float64(period) * discount)
	}
	return excess, slope
}

// power is x to a whole power, by squaring.
func power(x float64, n int) float64 {
	result := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result *= x
		}
		x *= x
	}
	return result
}

func basisPoints(rate float64) (domain.BasisPoints, error) {
	bp := math.Floor(float64(rate*10_000) + 0.5 + halfGuard)
	if !(bp >= 0 && bp <= math.MaxInt32) {
		return 0, domain.Invalid(CodeCostTooLarge, "amount_fen", domain.Facts{"want": math.MaxInt32, "have": bp})
	}
	return domain.BasisPoints(bp), nil
}
