package matching

import (
	"fmt"
	"testing"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
)

// Many makes n published offers out of the catalogue's, each a little
// different, as a market with many providers would have them.
func many(e *Engine, n int) []domain.Offer {
	out := make([]domain.Offer, n)
	for i := range out {
		o := e.rs.Offers[i%len(e.rs.Offers)]
		o.ID = domain.OfferID(fmt.Sprintf("%s-%06d", o.ID, i))
		if o.Terms.AmountMax != nil {
			most := *o.Terms.AmountMax + domain.Fen(i%97)*domain.Wan
			o.Terms.AmountMax = &most
		}
		out[i] = o
	}
	return out
}

func BenchmarkMatch(b *testing.B) {
	base := loadEngine(b)
	firm, need := demo.Flagship(today), demo.FlagshipNeed(today)
	for _, n := range []int{1_000, 10_000, 100_000} {
		e, err := New(base.rs, many(base, n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("engine/%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Match(firm, need, today, DefaultItems); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("plain/%d", n), func(b *testing.B) {
			for b.Loop() {
				m := e.matcher(firm, need, today)
				for _, c := range e.offers {
					Plain(e.rs, *c.offer, m.facts, m.price)
				}
			}
		})
	}
}
