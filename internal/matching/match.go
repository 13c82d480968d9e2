package matching

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

// Limits of an answer.
const (
	DefaultItems  = 20
	MaxItems      = 500
	maxNearMisses = 20
	maxAsks       = 5
)

// matcher is one need against an engine.
type matcher struct {
	e      *Engine
	firm   domain.Enterprise
	need   domain.Need
	facts  *rules.Facts
	day    domain.Date
	price  *pricer
	truths []rules.Truth // of the engine's leaves
	near   map[domain.ProviderID]string
}

// candidate is an offer that is not ruled out, with its place in the order.
type candidate struct {
	c        *compiled
	verdict  Verdict
	score    domain.BasisPoints
	coverage domain.BasisPoints
}

// Match answers a need of a firm on a day. Limit is how many items come back,
// DefaultItems for 0 and at most MaxItems; the counts are of all offers.
func (e *Engine) Match(ent domain.Enterprise, need domain.Need, day domain.Date, limit int) (Answer, error) {
	if limit <= 0 {
		limit = DefaultItems
	}
	limit = min(limit, MaxItems)
	inputs, err := hashInputs(ent, need, day)
	if err != nil {
		return Answer{}, err
	}
	m := e.matcher(ent, need, day)
	out := Answer{EngineVersion: EngineVersion, RulesVersion: e.version, InputsHash: inputs, Day: day, Evaluated: len(e.offers)}
	var ranked []candidate
	var missed []*compiled
	for _, c := range e.offers {
		v := m.verdict(c)
		switch v {
		case Eligible:
			out.Counts.Eligible++
		case Conditional:
			out.Counts.Conditional++
		case Ineligible:
			out.Counts.Ineligible++
			missed = append(missed, c)
			continue
		case Expired:
			out.Counts.Expired++
			continue
		}
		score, coverage := e.card.Total(m.measure(c))
		ranked = append(ranked, candidate{c, v, score, coverage})
	}
	sortCandidates(ranked, e.card.LeastCoverage)
	for _, x := range ranked[:min(limit, len(ranked))] {
		out.Items = append(out.Items, m.item(x))
	}
	out.NearMisses = m.nearMisses(missed)
	out.AskFirst = m.askFirst(ranked)
	out.Best = m.combine(ranked)
	return out, nil
}

// matcher derives the facts and judges every distinct condition once.
func (e *Engine) matcher(ent domain.Enterprise, need domain.Need, day domain.Date) *matcher {
	facts := e.rs.Facts(ent, need, day)
	m := &matcher{e: e, firm: ent, need: need, facts: facts, day: day, truths: make([]rules.Truth, len(e.leaves)), near: map[domain.ProviderID]string{}}
	m.price = e.pricer(need, facts, day)
	for i, leaf := range e.leaves {
		m.truths[i] = e.rs.Judge(leaf, facts)
	}
	place, _ := e.rs.Field("enterprise.place")
	where := facts.Get(place).Where
	for id, p := range e.rs.Providers {
		m.near[id] = e.rs.Near(p.Branches, where, ent.District())
	}
	return m
}

func (e *Engine) pricer(need domain.Need, facts *rules.Facts, day domain.Date) *pricer {
	return &pricer{rs: e.rs, lpr: e.lpr, need: need, facts: facts, day: day, known: map[priceKey]Cost{}}
}

// verdict folds the judged conditions of one offer.
func (m *matcher) verdict(c *compiled) Verdict {
	if !c.offer.InDates(m.day) {
		return Expired
	}
	all := m.all(c.leaves, c.groups)
	if all != rules.False && c.rows {
		all = min(all, judgeRows(m.e.rs, *c.offer, m.facts).Truth)
	}
	if all != rules.False && m.tooDear(c) {
		all = rules.False
	}
	switch {
	case all == rules.False:
		return Ineligible
	case all == rules.Unknown || len(c.offer.Judgements) > 0:
		return Conditional
	}
	return Eligible
}

// tooDear tells whether the lowest published rate is above the need's ceiling.
func (m *matcher) tooDear(c *compiled) bool {
	if !c.rated || m.need.RateCeiling == nil {
		return false
	}
	low, _, _ := m.price.rates(c.offer.Terms.Rate)
	return low != nil && *low > *m.need.RateCeiling
}

func (m *matcher) all(leaves []int32, groups []group) rules.Truth {
	t := rules.True
	for _, i := range leaves {
		if m.truths[i] < t {
			t = m.truths[i]
			if t == rules.False {
				return t
			}
		}
	}
	for _, g := range groups {
		best := rules.False
		for _, r := range g {
			one := m.all(r.leaves, r.groups)
			if r.judged {
				one = min(one, rules.Unknown)
			}
			best = max(best, one)
		}
		t = min(t, best)
	}
	return t
}

func (m *matcher) measure(c *compiled) []scoring.Measure {
	out := make([]scoring.Measure, len(m.e.measures))
	for i, take := range m.e.measures {
		out[i] = take(m, c)
	}
	return out
}

// sortCandidates applies the scorecard's published tie rule: verdict, whether
// enough is known, score, share of weights known, offer id.
func sortCandidates(list []candidate, least domain.BasisPoints) {
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		switch {
		case a.verdict != b.verdict:
			return a.verdict == Eligible
		case (a.coverage >= least) != (b.coverage >= least):
			return a.coverage >= least
		case a.score != b.score:
			return a.score > b.score
		case a.coverage != b.coverage:
			return a.coverage > b.coverage
		}
		return a.c.offer.ID < b.c.offer.ID
	})
}

// hashInputs identifies what was asked: profile, need and day.
func hashInputs(ent domain.Enterprise, need domain.Need, day domain.Date) (string, error) {
	ent.UpdatedAt, need.CreatedAt, need.UpdatedAt, need.SubmittedAt = time.Time{}, time.Time{}, time.Time{}, nil
	ent.ID, ent.Version, need.ID, need.EnterpriseID, need.Version, need.State = "", 0, "", "", 0, ""
	data, err := json.Marshal(struct {
		Enterprise domain.Enterprise
		Need       domain.Need
		Day        domain.Date
	}{ent, need, day})
	if err != nil {
		return "", fmt.Errorf("hash inputs: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:16], nil
}
