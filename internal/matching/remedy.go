package matching

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// leafRemedy answers what meets a plain criterion that is not met, where
// anything does: waiting, obtaining a title, or another number.
func (m *matcher) leafRemedy(c domain.Criterion) (remedy, bool) {
	field, ok := m.e.rs.Field(c.Field)
	w, inForce := rules.Wanted(c, m.day)
	if !ok || !inForce || field.Effort == rules.EffortNever || field.Type == rules.TypePlace {
		return remedy{}, false
	}
	have := m.facts.Get(field)
	r := remedy{field: field, change: Change{Criterion: c.ID, Field: field.Name, Label: m.e.rs.LabelOf(c),
		Have: m.e.rs.ShowFact(field, have), Want: m.e.rs.ShowWanted(c, m.day), Clause: c.Clause, Changeable: true}}
	switch {
	case field.Effort == rules.EffortTime:
		return m.wait(r, have, c.Op, w)
	case field.Type == rules.TypeCode || field.Type == rules.TypeCodes:
		return m.obtain(r, have, c.Op, w)
	}
	return m.amend(r, c, have, w)
}

// wait answers from which day a span that grows by itself is long enough. A
// span that is already too long never comes back.
func (m *matcher) wait(r remedy, have rules.Fact, op domain.Op, w domain.Wanted) (remedy, bool) {
	if have.Since == nil || (op != domain.OpAtLeast && op != domain.OpMore) {
		return remedy{}, false
	}
	from := have.Since.AddMonths(domain.Months(w.Number))
	if op == domain.OpMore {
		from++ // a day past the whole months is more
	}
	r.change.Changeable, r.change.From = false, &from
	r.change.Advice = domain.Text{ZH: "自" + from.String() + "起满足", EN: "from " + from.String()}
	r.effort = 2 + int(from.MonthsSince(m.day))
	return r, true
}

// obtain answers which code to get: any of the wanted ones. A tax grade is
// raised to the lowest that will do, the last of the list.
func (m *matcher) obtain(r remedy, have rules.Fact, op domain.Op, w domain.Wanted) (remedy, bool) {
	codes := append([]domain.Code(nil), have.Codes...)
	target := w.Codes
	switch op {
	case domain.OpContainsAll:
		codes = append(codes, w.Codes...)
	case domain.OpIn, domain.OpWithin:
		target = w.Codes[len(w.Codes)-1:]
		codes = target
	default:
		codes = append(codes, w.Codes[0])
	}
	r.fact = rules.Fact{Known: true, Codes: codes, Own: len(codes)}
	r.change.Advice = m.advice(r, m.e.rs.ShowCodes(r.field.Vocabulary, target), true)
	r.effort = effortAct
	return r, true
}

// amend answers which number to reach: the border itself, or one past it.
func (m *matcher) amend(r remedy, c domain.Criterion, have rules.Fact, w domain.Wanted) (remedy, bool) {
	n, up := w.Number, true
	switch c.Op {
	case domain.OpAtMost:
		up = false
	case domain.OpLess:
		n, up = n-1, false
	case domain.OpMore:
		n++
	case domain.OpEqual:
		up = w.Number > 0
	case domain.OpIsKnown, domain.OpIn, domain.OpWithin, domain.OpContainsAny, domain.OpContainsAll, domain.OpAtLeast:
	}
	if n < 0 || (r.field.Name == "need.amount" && n == 0) {
		return remedy{}, false
	}
	r.fact = rules.Fact{Known: true, Number: n, Since: have.Since}
	if r.field.Type == rules.TypeRate {
		r.fact.Den = 10_000
	}
	strict := c.Op == domain.OpLess || c.Op == domain.OpMore
	switch {
	case r.field.Name == "need.collateral_value" && c.Op == domain.OpMore && w.Number == 0:
		r.change.Advice = domain.Text{ZH: "提供抵质押物（该产品要求抵质押，折率未公布）", EN: "offer collateral: the product requires it (the ratio lent on it is not published)"}
	case strict && r.field.Type != rules.TypeRate:
		r.change.Advice = plainAdvice(r) // the field's sentence would name the border itself, which does not do
	default:
		r.change.Advice = m.advice(r, rules.ShowNumber(r.field.Type, w.Number), up)
	}
	r.effort = effortAct
	if r.field.Effort == rules.EffortFree {
		r.effort = effortFree
	}
	return r, true
}

// advice fills the field's own sentence, or a plain one where it has none.
func (m *matcher) advice(r remedy, want domain.Text, up bool) domain.Text {
	if t, ok := r.field.Advice(want, r.change.Have, up); ok {
		return t
	}
	return plainAdvice(r)
}

// plainAdvice says what is wanted and no more.
func plainAdvice(r remedy) domain.Text {
	return domain.Text{ZH: r.change.Label.ZH + "：" + r.change.Want.ZH, EN: r.change.Label.In("en") + ": " + r.change.Want.In("en")}
}
