package matching

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// item writes out one ranked offer with all its reasons.
func (m *matcher) item(x candidate) Item {
	ev := Plain(m.e.rs, *x.c.offer, m.facts, m.price)
	out := Item{Offer: *x.c.offer, Provider: x.c.provider, Verdict: x.verdict, Score: x.score, Coverage: x.coverage, Cost: m.price.price(*x.c.offer)}
	for _, f := range ev.Findings {
		out.Reasons = append(out.Reasons, m.reason(f))
	}
	for _, j := range judgements(m.e.rs, *x.c.offer, m.facts) {
		out.Reasons = append(out.Reasons, m.judgement(*x.c.offer, j))
	}
	measures := m.measure(x.c)
	for i, line := range m.e.card.Lines(measures) {
		out.Reasons = append(out.Reasons, Reason{Criterion: "fit." + line.Indicator.ID, Label: line.Indicator.Label(), Outcome: Scored,
			Have: line.Indicator.Show(measures[i]), Want: line.Indicator.Reason(), Points: line.Points, MaxPoints: line.Max})
	}
	return out
}

var outcomes = map[rules.Truth]Outcome{rules.True: Met, rules.False: NotMet, rules.Unknown: Unknown}

func (m *matcher) reason(f Finding) Reason {
	field, _ := m.e.rs.Field(f.Criterion.Field)
	r := Reason{Criterion: f.Criterion.ID, Label: m.e.rs.LabelOf(f.Criterion), Field: f.Criterion.Field, Outcome: outcomes[f.Truth],
		Want: m.e.rs.ShowWanted(f.Criterion, m.day), Clause: f.Criterion.Clause}
	if f.Criterion.Field != "" {
		r.Have = m.e.rs.ShowFact(field, m.facts.Get(field))
	}
	for _, route := range f.Criterion.Routes {
		if r.Have.IsZero() && m.e.rs.JudgeRoute(route, m.facts) == rules.True {
			r.Have = route.Label
		}
	}
	if r.Field == "" && len(f.Fields) > 0 {
		r.Field = f.Fields[0]
	}
	return r
}

func (m *matcher) judgement(o domain.Offer, what domain.Text) Reason {
	return Reason{Criterion: "judgement", Label: what, Outcome: Judgement, Clause: domain.Clause{Document: o.Source.Title, Href: o.Source.Address}}
}

// judgements are what a person must check: the offer's own, and those of the
// routes that are still open.
func judgements(rs *rules.RuleSet, o domain.Offer, f *rules.Facts) []domain.Text {
	out := append([]domain.Text(nil), o.Judgements...)
	for _, c := range o.Criteria {
		if rs.Judge(c, f) != rules.Unknown {
			continue
		}
		for _, r := range c.Routes {
			if rs.JudgeRoute(r, f) == rules.Unknown {
				out = append(out, r.Judgements...)
			}
		}
	}
	return out
}
