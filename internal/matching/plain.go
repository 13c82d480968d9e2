package matching

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Finding is how one criterion of an offer came out.
type Finding struct {
	Criterion domain.Criterion
	Truth     rules.Truth
	Fields    []string // what it hangs on, where unknown
}

// Evaluation is what the plain evaluator says of one offer for one need.
type Evaluation struct {
	Verdict  Verdict
	Findings []Finding // in the offer's order, its terms' own criteria first
}

// Plain judges one offer: one criterion after the other, nothing kept,
// nothing shared. It is slow and meant to be obviously right; the engine is
// checked against it.
func Plain(rs *rules.RuleSet, o domain.Offer, f *rules.Facts, p *pricer) Evaluation {
	var ev Evaluation
	for _, c := range append(rules.Implied(o), o.Criteria...) {
		ev.Findings = append(ev.Findings, Finding{Criterion: c, Truth: rs.Judge(c, f), Fields: rs.Unknowns(c, f)})
	}
	if len(o.Terms.AmountRows) > 0 {
		ev.Findings = append(ev.Findings, judgeRows(rs, o, f))
	}
	if c, ok := p.rateCriterion(o); ok {
		ev.Findings = append(ev.Findings, Finding{Criterion: c, Truth: rs.Judge(c, f)})
	}
	ev.Verdict = fold(o, ev.Findings, f.Day)
	return ev
}

func fold(o domain.Offer, findings []Finding, day domain.Date) Verdict {
	if !o.InDates(day) {
		return Expired
	}
	all := rules.True
	for _, x := range findings {
		all = min(all, x.Truth)
	}
	switch {
	case all == rules.False:
		return Ineligible
	case all == rules.Unknown || len(o.Judgements) > 0:
		return Conditional
	}
	return Eligible
}

// judgeRows judges the amount against ceilings that depend on the firm.
func judgeRows(rs *rules.RuleSet, o domain.Offer, f *rules.Facts) Finding {
	field, _ := rs.Field("need.amount")
	amount := domain.Fen(f.Get(field).Number)
	ceiling := rs.Ceiling(o.Terms, f)
	x := Finding{Truth: ceiling.JudgeCeiling(amount), Criterion: rowsCriterion(o, ceiling)}
	if x.Truth == rules.Unknown {
		x.Fields = ceiling.Fields
	}
	return x
}

// rowsCriterion writes the ceiling that holds for the firm as a criterion:
// the lowest that is possible, so that advice is safe.
func rowsCriterion(o domain.Offer, ceiling rules.Ceiling) domain.Criterion {
	most := ceiling.Low
	if most == nil {
		most = ceiling.High
	}
	c := domain.Criterion{ID: "terms.amount_max", Field: "need.amount", Op: domain.OpAtMost,
		Clause: domain.Clause{Document: o.Source.Title, Href: o.Source.Address}}
	if most != nil {
		c.Values = rules.Always(int64(*most))
	}
	return c
}
