package matching

import (
	"sort"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// remedy is one way to meet a criterion that is not met: the change to make,
// the fact that it makes, and how hard it is.
type remedy struct {
	change Change
	field  rules.Field
	fact   rules.Fact
	effort int
}

// Efforts order near misses with as many changes: putting the need otherwise
// is easiest; doing something is like waiting for the better part of a year.
const (
	effortFree = 1
	effortAct  = 10 // waiting costs one for each month begun, and one
)

// maxChanges is how many changes together are still called a near miss.
const maxChanges = 2

// maxTried bounds how many of the easiest near misses are tried in full.
const maxTried = 100

type miss struct {
	c        *compiled
	remedies []remedy
	changes  int
	effort   int
}

// nearMisses finds, among the ineligible offers, those that one or two
// changes would open, the easiest first. What it would take is first reckoned
// from the judged conditions alone; only the easiest are then tried in full,
// and one that stays ineligible after the changes is not shown.
func (m *matcher) nearMisses(missed []*compiled) []NearMiss {
	var found []miss
	efforts := make([]int, len(m.e.leaves))
	for _, c := range missed {
		if x, ok := m.reckon(c, efforts); ok {
			found = append(found, x)
		}
	}
	sort.SliceStable(found, func(i, j int) bool {
		if found[i].changes != found[j].changes {
			return found[i].changes < found[j].changes
		}
		return found[i].effort < found[j].effort
	})
	var out []NearMiss
	var effort []int
	for _, x := range found[:min(len(found), maxTried)] {
		x, ok := m.remedies(x.c)
		if !ok {
			continue
		}
		if nm, ok := m.tried(x); ok {
			out, effort = append(out, nm), append(effort, x.effort)
		}
	}
	sort.Stable(&byEase{out, effort})
	return out[:min(len(out), maxNearMisses)]
}

// byEase orders near misses by changes, effort, then the score that the offer
// would have; ties keep the order of the offers' ids.
type byEase struct {
	misses []NearMiss
	effort []int
}

func (b *byEase) Len() int { return len(b.misses) }
func (b *byEase) Swap(i, j int) {
	b.misses[i], b.misses[j] = b.misses[j], b.misses[i]
	b.effort[i], b.effort[j] = b.effort[j], b.effort[i]
}
func (b *byEase) Less(i, j int) bool {
	x, y := b.misses[i], b.misses[j]
	switch {
	case len(x.Unmet) != len(y.Unmet):
		return len(x.Unmet) < len(y.Unmet)
	case b.effort[i] != b.effort[j]:
		return b.effort[i] < b.effort[j]
	}
	return x.Score > y.Score
}

// never marks a condition that no advice can meet.
const never = -1

// reckon estimates changes and effort for an offer, or says that there is no
// way within maxChanges. Efforts of conditions are worked out once.
func (m *matcher) reckon(c *compiled, efforts []int) (miss, bool) {
	x := miss{c: c}
	if !m.reckonAll(&x, c.leaves, c.groups, efforts) {
		return miss{}, false
	}
	if c.rows && judgeRows(m.e.rs, *c.offer, m.facts).Truth == rules.False {
		x.changes, x.effort = x.changes+1, x.effort+effortFree
	}
	if low, _, _ := m.price.rates(c.offer.Terms.Rate); low != nil && m.need.RateCeiling != nil && *low > *m.need.RateCeiling {
		x.changes, x.effort = x.changes+1, x.effort+effortFree
	}
	return x, x.changes > 0 && x.changes <= maxChanges
}

func (m *matcher) reckonAll(x *miss, leaves []int32, groups []group, efforts []int) bool {
	for _, i := range leaves {
		if m.truths[i] != rules.False {
			continue
		}
		if efforts[i] == 0 {
			efforts[i] = never
			if r, ok := m.leafRemedy(m.e.leaves[i]); ok {
				efforts[i] = r.effort
			}
		}
		if x.changes++; efforts[i] == never || x.changes > maxChanges {
			return false
		}
		x.effort += efforts[i]
	}
	for _, g := range groups {
		if m.all(nil, []group{g}) != rules.False {
			continue
		}
		var best *miss
		for _, r := range g {
			y := miss{}
			if m.reckonAll(&y, r.leaves, r.groups, efforts) && (best == nil || y.changes < best.changes || (y.changes == best.changes && y.effort < best.effort)) {
				best = &y
			}
		}
		if best == nil {
			return false
		}
		x.changes, x.effort = x.changes+best.changes, x.effort+best.effort
	}
	return x.changes <= maxChanges
}

// remedies finds a change for every criterion that is not met.
func (m *matcher) remedies(c *compiled) (miss, bool) {
	x := miss{c: c}
	for _, f := range Plain(m.e.rs, *c.offer, m.facts, m.price).Findings {
		if f.Truth != rules.False {
			continue
		}
		more, ok := m.remedy(f.Criterion)
		if !ok {
			return miss{}, false
		}
		x.remedies = append(x.remedies, more...)
	}
	for _, r := range x.remedies {
		x.effort += r.effort
	}
	return x, len(x.remedies) > 0 && len(x.remedies) <= maxChanges
}

// remedy answers the changes that meet one criterion: one for a plain one,
// those of the easiest route for one with routes.
func (m *matcher) remedy(c domain.Criterion) ([]remedy, bool) {
	if len(c.Routes) == 0 {
		r, ok := m.leafRemedy(c)
		return []remedy{r}, ok
	}
	var best []remedy
	bestEffort := 0
	for _, route := range c.Routes {
		list, effort, ok := m.routeRemedy(route)
		if ok && (best == nil || len(list) < len(best) || (len(list) == len(best) && effort < bestEffort)) {
			best, bestEffort = list, effort
		}
	}
	return best, best != nil
}

func (m *matcher) routeRemedy(route domain.Route) (list []remedy, effort int, ok bool) {
	for _, sub := range route.Criteria {
		if m.e.rs.Judge(sub, m.facts) != rules.False {
			continue
		}
		more, ok := m.remedy(sub)
		if !ok {
			return nil, 0, false
		}
		list = append(list, more...)
	}
	for _, r := range list {
		effort += r.effort
	}
	return list, effort, len(list) > 0
}

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
	months := w.Number
	if op == domain.OpMore {
		months++
	}
	from := have.Since.AddMonths(domain.Months(months)) //nolint:gosec // checked at load
	r.change.Changeable, r.change.From = false, &from
	r.change.Advice = domain.Text{ZH: "自" + from.String() + "起满足", EN: "from " + from.String()}
	r.fact, r.effort = rules.Fact{Known: true, Number: months, Since: have.Since}, 2+int(from.MonthsSince(m.day))
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
	shown := rules.ShowNumber(r.field.Type, w.Number)
	if c.ID == "terms.collateral" {
		r.change.Advice = domain.Text{ZH: "提供抵质押物（该产品要求抵质押，折率未公布）", EN: "offer collateral: the product requires it (the ratio lent on it is not published)"}
	} else {
		r.change.Advice = m.advice(r, shown, up)
	}
	r.effort = effortAct
	if r.field.Effort == rules.EffortFree {
		r.effort = effortFree
	}
	return r, true
}

// advice fills the field's own sentence, or a plain one where it has none.
func (m *matcher) advice(r remedy, want domain.Text, up bool) domain.Text {
	form := r.field.AdviceUp
	if !up {
		form = r.field.AdviceDown
	}
	if form.IsZero() {
		return domain.Text{ZH: r.change.Label.ZH + "：" + r.change.Want.ZH, EN: r.change.Label.In("en") + ": " + r.change.Want.In("en")}
	}
	fill := func(s, want, have string) string {
		return strings.NewReplacer("{want}", want, "{have}", have).Replace(s)
	}
	return domain.Text{ZH: fill(form.ZH, want.ZH, r.change.Have.ZH), EN: fill(form.In("en"), want.In("en"), r.change.Have.In("en"))}
}

// tried puts the changes in force and judges the offer again.
func (m *matcher) tried(x miss) (NearMiss, bool) {
	after := *m
	facts := m.facts
	out := NearMiss{Offer: *x.c.offer, Provider: x.c.provider}
	for _, r := range x.remedies {
		facts = facts.With(r.field, r.fact)
		out.Unmet = append(out.Unmet, r.change)
		switch r.field.Name {
		case "need.amount":
			after.need.Amount = domain.Fen(r.fact.Number)
		case "need.term":
			after.need.Term = domain.Months(r.fact.Number) //nolint:gosec // a term
		case "need.rate_ceiling":
			bp := domain.BasisPoints(r.fact.Number) //nolint:gosec // a rate
			after.need.RateCeiling = &bp
		}
	}
	after.facts = facts
	after.price = m.e.pricer(after.need, facts, m.day)
	out.Then = Plain(m.e.rs, *x.c.offer, facts, after.price).Verdict
	if out.Then != Eligible && out.Then != Conditional {
		return NearMiss{}, false
	}
	out.Score, _ = m.e.card.Total(after.measure(x.c))
	return out, true
}
