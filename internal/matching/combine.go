package matching

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// combine picks the best allowed set of a loan, a fund and an award for the
// need: of each kind the highest ranked that no earlier pick excludes. A fund
// or an award comes in only where nothing but a person's judgement is open.
// The net cost is the loan's, less what is certain of an award and less the
// subsidy, which has its own line since it is still to be granted; an award's
// cap is only shown beside it.
func (m *matcher) combine(ranked []candidate) *Combination {
	var picked []candidate
	for _, kind := range []domain.OfferKind{domain.OfferLoan, domain.OfferFund, domain.OfferAward} {
		for _, x := range ranked {
			if x.c.offer.Kind == kind && m.allowed(x, picked) && (kind == domain.OfferLoan || len(m.openFields(x.c)) == 0) {
				picked = append(picked, x)
				break
			}
		}
	}
	if len(picked) == 0 {
		return nil
	}
	out := &Combination{}
	for i, x := range picked {
		out.Offers = append(out.Offers, x.c.offer.ID)
		for _, y := range picked[:i] {
			out.Relations = append(out.Relations, m.relation(y.c.offer.ID, x.c.offer.ID))
		}
		m.addUp(out, x)
	}
	m.net(out, picked)
	return out
}

func (m *matcher) allowed(x candidate, picked []candidate) bool {
	if x.c.offer.Kind == domain.OfferFund && isPool(m.e.rs, *x.c.offer) {
		return false // it covers banks' losses, no firm gets its money
	}
	for _, y := range picked {
		if m.relation(x.c.offer.ID, y.c.offer.ID).Kind == "excludes" {
			return false
		}
	}
	return true
}

func (m *matcher) relation(a, b domain.OfferID) Relation {
	if r, ok := m.e.related[rules.PairKey(a, b)]; ok {
		return Relation{A: a, B: b, Kind: r.Kind, Clause: r.Clause}
	}
	return Relation{A: a, B: b, Kind: "not_stated"}
}

func (m *matcher) addUp(out *Combination, x candidate) {
	c := m.price.price(*x.c.offer)
	switch x.c.offer.Kind {
	case domain.OfferLoan:
		out.CostMin, out.Subsidy = c.TotalMin, c.Subsidy
		if c.TotalMin == nil {
			out.CostMin = c.TotalMax
		}
		out.Notes = append(out.Notes, c.Notes...)
	case domain.OfferAward:
		if c.AwardMin != nil {
			out.AwardMin = *c.AwardMin
		}
		out.AwardMax = c.AwardMax
	case domain.OfferFund:
		out.Notes = append(out.Notes, c.Notes...)
	}
	if x.verdict == Conditional {
		out.Notes = append(out.Notes, domain.Text{ZH: x.c.offer.Name.ZH + "：尚有条件待确认", EN: x.c.offer.Name.In("en") + ": some conditions are still open"})
	}
}

// net works out the one figure. There is no annual one where an award is
// certain, as the day of its payment is not published.
func (m *matcher) net(out *Combination, picked []candidate) {
	if out.CostMin == nil {
		return
	}
	net := *out.CostMin - out.AwardMin
	if out.Subsidy != nil {
		net -= *out.Subsidy
	}
	out.NetMin = &net
	if picked[0].c.offer.Kind != domain.OfferLoan {
		return
	}
	c := m.price.price(*picked[0].c.offer)
	switch {
	case out.AwardMin > 0:
	case c.NetAnnual != nil:
		out.NetAnnual = c.NetAnnual
	case c.AnnualMin != nil:
		out.NetAnnual = c.AnnualMin
	default:
		out.NetAnnual = c.AnnualMax
	}
}

// poolForm is the kind of fund form that holds money against losses.
const poolForm = "pool"

func isPool(rs *rules.RuleSet, o domain.Offer) bool {
	form, _ := rs.Vocabularies["fund_forms"].Entry(o.Terms.Fund.Form)
	return form.Kind == poolForm
}
