package demo

import (
	"math"
	"math/rand/v2"

	"rongqiao/internal/domain"
)

// dice are the random choices of one firm or need. Each has its own stream,
// so that one more firm changes none of the others.
type dice struct{ *rand.Rand }

// Streams of a seed; no two kinds share one.
const (
	streamFirm  uint64 = 1 << 32
	streamNeed  uint64 = 2 << 32
	streamAsked uint64 = 3 << 32
)

func newDice(seed, stream uint64, i int) dice {
	return dice{rand.New(rand.NewPCG(seed, stream+uint64(i)))}
}

// chance is true in p of 100 cases.
func (d dice) chance(p int) bool { return d.IntN(100) < p }

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// logNormal spreads around its median; sigma is that of the logarithm.
func (d dice) logNormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*d.NormFloat64())
}

// around is a normal spread, cut off at both ends.
func (d dice) around(mean, sigma, low, high float64) float64 {
	return min(max(mean+sigma*d.NormFloat64(), low), high)
}

// share is one choice with its weight.
type share struct {
	code   domain.Code
	weight int
}

// pick takes one of the choices by weight.
func (d dice) pick(choices []share) domain.Code {
	total := 0
	for _, c := range choices {
		total += c.weight
	}
	n := d.IntN(total)
	for _, c := range choices {
		if n -= c.weight; n < 0 {
			return c.code
		}
	}
	return choices[len(choices)-1].code
}

// known answers the value, or nil in unknownPercent of 100 cases: profiles
// have gaps, and the product must show what it does with them.
func known[T any](d dice, unknownPercent int, v T) *T {
	if d.chance(unknownPercent) {
		return nil
	}
	return &v
}

// yuan is an amount rounded to whole hundreds of yuan, as books rarely are
// and demonstration figures may be.
func yuan(v float64) domain.Fen {
	return domain.Fen(math.Round(v/100)) * 100 * domain.Yuan
}

// wan is an amount rounded to whole 万元.
func wan(v float64) domain.Fen {
	return domain.Fen(math.Round(v/10_000)) * domain.Wan
}

func ptr[T any](v T) *T { return &v }
