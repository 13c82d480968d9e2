package matching

import (
	"sort"

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
		if nm, x, ok := m.least(x); ok {
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
	if m.tooDear(c) {
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

// least tries the changes, and where two are of one field (pledge something,
// pledge so much) whether one of them is enough.
func (m *matcher) least(x miss) (NearMiss, miss, bool) {
	if len(x.remedies) == 2 && x.remedies[0].field.Name == x.remedies[1].field.Name {
		for _, r := range x.remedies {
			one := miss{c: x.c, remedies: []remedy{r}, effort: r.effort}
			if nm, ok := m.tried(one); ok {
				return nm, one, true
			}
		}
	}
	nm, ok := m.tried(x)
	return nm, x, ok
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

// tried puts the changes in force and judges the offer again: on the day to
// which it takes waiting, as titles, dated values and the offer itself may end
// before it.
func (m *matcher) tried(x miss) (NearMiss, bool) {
	after := *m
	out := NearMiss{Offer: *x.c.offer, Provider: x.c.provider}
	for _, r := range x.remedies {
		out.Unmet = append(out.Unmet, r.change)
		if r.change.From != nil {
			after.day = max(after.day, *r.change.From)
		}
	}
	facts := m.facts
	if after.day > m.day {
		facts = m.e.rs.Facts(m.firm, m.need, after.day)
	}
	for _, r := range x.remedies {
		if r.change.From != nil {
			continue // the day itself does it
		}
		facts = facts.With(r.field, r.fact)
		switch r.field.Name {
		case "need.amount":
			after.need.Amount = domain.Fen(r.fact.Number)
		case "need.term":
			after.need.Term = domain.Months(r.fact.Number)
		case "need.rate_ceiling":
			bp := domain.BasisPoints(r.fact.Number)
			after.need.RateCeiling = &bp
		}
	}
	after.facts = facts
	after.price = m.e.pricer(after.need, facts, after.day)
	out.Then = Plain(m.e.rs, *x.c.offer, facts, after.price).Verdict
	if out.Then != Eligible && out.Then != Conditional {
		return NearMiss{}, false
	}
	out.Score, _ = m.e.card.Total(after.measure(x.c))
	return out, true
}
