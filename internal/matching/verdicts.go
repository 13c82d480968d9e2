package matching

import "rongqiao/internal/domain"

// Verdicts judges every offer for a need on a day, in the order of their ids,
// and does nothing else: no score, cost, reasons or near misses.
func (e *Engine) Verdicts(ent domain.Enterprise, need domain.Need, day domain.Date) []Verdict {
	m := e.matcher(ent, need, day)
	out := make([]Verdict, len(e.offers))
	for i, c := range e.offers {
		out[i] = m.verdict(c)
	}
	return out
}

// PlainVerdicts is Verdicts by the plain evaluator, which Verdicts equals.
func (e *Engine) PlainVerdicts(ent domain.Enterprise, need domain.Need, day domain.Date) []Verdict {
	facts := e.rs.Facts(ent, need, day)
	price := e.pricer(need, facts, day)
	out := make([]Verdict, len(e.offers))
	for i, c := range e.offers {
		out[i] = Plain(e.rs, *c.offer, facts, price).Verdict
	}
	return out
}
