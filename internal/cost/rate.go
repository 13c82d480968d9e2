package cost

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"rongqiao/internal/domain"
)

// Rate is a rate in whole millionths: 1 bp is 100, 3.65 % is 36,500, and a
// daily fee of 0.1 ‰ is 100. Whether it is per year or per day is said by the
// field that holds it.
type Rate int64

// MaxRate bounds every rate given: 100 % a year, or a day. Anything above is a
// wrong unit, not a loan.
const MaxRate = whole

const (
	whole Rate = 1_000_000 // 100 %

	perBP        = 100
	monthsOfYear = 12
	daysOfYear   = 365
)

// FromBP is the rate of so many basis points.
func FromBP(bp domain.BasisPoints) Rate { return Rate(bp) * perBP }

// ParsePercent reads a rate written in per cent ("3.65", "-0.5"), exactly. It
// answers not_a_percentage, also for a fifth decimal, and rate_out_of_range
// beyond ±100 %; the field of the error is "percent".
func ParsePercent(text string) (Rate, error) {
	digits, negative := strings.CutPrefix(text, "-")
	units, fraction, dotted := strings.Cut(digits, ".")
	if !allDigits(units) || dotted && !allDigits(fraction) || len(fraction) > 4 {
		return 0, domain.Invalid(CodeNotAPercentage, "percent", domain.Facts{"want": "3.65", "have": text})
	}
	n, err := strconv.ParseInt(units+(fraction + "0000")[:4], 10, 64)
	if err != nil || n > int64(MaxRate) {
		return 0, domain.Invalid(CodeRateOutOfRange, "percent", domain.Facts{"min": -100, "max": 100, "have": text})
	}
	if negative {
		n = -n
	}
	return Rate(n), nil
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// String writes the rate in per cent without trailing zeros, "3.65%".
func (r Rate) String() string {
	sign := ""
	if r < 0 {
		sign, r = "-", -r
	}
	text := fmt.Sprintf("%s%d.%04d", sign, r/10_000, r%10_000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + "%"
}

// portion is amount × times / parts, rounded half up to the fen. Callers see
// to it that nothing is negative and that the quotient fits 63 bits, which
// the bounds on amounts, rates and terms guarantee.
func portion(amount domain.Fen, times, parts uint64) domain.Fen {
	var sum wide
	sum.addProduct(uint64(amount), times)
	return sum.over(parts)
}

// wide is an unsigned sum of products in 128 bits.
type wide struct{ hi, lo uint64 }

func (w *wide) addProduct(a, b uint64) {
	hi, lo := bits.Mul64(a, b)
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, lo, 0)
	w.hi, _ = bits.Add64(w.hi, hi, carry)
}

// over divides, rounding half up.
func (w wide) over(parts uint64) domain.Fen {
	quotient, rest := bits.Div64(w.hi, w.lo, parts)
	if rest >= parts-rest {
		quotient++
	}
	return domain.Fen(quotient)
}
