package matching

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"rongqiao/internal/cost"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

// Engine holds published offers compiled for matching. It never changes;
// With makes the next one. Criteria that are written alike are judged once
// for a need however many offers carry them.
type Engine struct {
	rs       *rules.RuleSet
	lpr      *cost.LPRTable
	card     *scoring.Scorecard
	measures []func(*matcher, *compiled) scoring.Measure
	offers   []*compiled // by id
	byID     map[domain.OfferID]*compiled
	leaves   []domain.Criterion // distinct conditions
	leafOf   map[string]int32
	related  map[string]rules.Relation
	version  string
}

// compiled is one offer with its conditions as numbers into the leaves.
type compiled struct {
	offer    *domain.Offer
	provider domain.Provider
	leaves   []int32 // conditions that must all hold
	groups   []group // conditions with routes
	rows     bool    // the ceiling depends on the firm
	rated    bool    // a rate is published, and can break a ceiling on it
	hash     [32]byte
}

// group is a condition that any one of its routes meets.
type group []route

type route struct {
	judged bool // something in it is for a person to judge
	leaves []int32
	groups []group
}

const fitCard = "scorecards/fit.yaml"

// New compiles offers against a region's rule data. Offers that are not
// published are left out; one that names an unknown field or code is refused.
func New(rs *rules.RuleSet, offers []domain.Offer) (*Engine, error) {
	data, ok := rs.Scorecards[fitCard]
	if !ok {
		return nil, fmt.Errorf("rule data: want %s", fitCard)
	}
	card, err := scoring.Load(fitCard, data)
	if err != nil {
		return nil, err
	}
	e := &Engine{rs: rs, card: card, byID: map[domain.OfferID]*compiled{}, leafOf: map[string]int32{}, related: map[string]rules.Relation{}}
	for _, i := range card.Indicators {
		measure, ok := measurers[i.Measure]
		if !ok {
			return nil, fmt.Errorf("%s: indicator %q: want a known measure, have %q", fitCard, i.ID, i.Measure)
		}
		if err := measure.fits(i); err != nil {
			return nil, err
		}
		e.measures = append(e.measures, measure.take)
	}
	for _, r := range rs.Relations {
		e.related[rules.PairKey(r.A, r.B)] = r
	}
	if len(rs.LPR) > 0 {
		table, err := lprTable(rs.LPR)
		if err != nil {
			return nil, err
		}
		e.lpr = &table
	}
	return e.With(offers)
}

func lprTable(rows []rules.RateRow) (cost.LPRTable, error) {
	out := make([]cost.LPRRow, len(rows))
	for i, r := range rows {
		out[i] = cost.LPRRow{EffectiveOn: r.EffectiveOn, OneYear: cost.FromBP(r.Y1), FiveYear: cost.FromBP(r.Y5), Verified: r.Verified, Source: r.Source}
	}
	return cost.NewLPRTable(out)
}

// With is the engine after some offers were saved: published ones come in or
// are replaced, others go. The engine itself stays as it is for those who use
// it. An offer that the rule data does not allow is refused, and so all are.
func (e *Engine) With(changed []domain.Offer) (*Engine, error) {
	next := *e
	next.byID = make(map[domain.OfferID]*compiled, len(e.byID)+len(changed))
	for id, c := range e.byID {
		next.byID[id] = c
	}
	next.leafOf = make(map[string]int32, len(e.leafOf))
	for k, v := range e.leafOf {
		next.leafOf[k] = v
	}
	next.leaves = e.leaves[:len(e.leaves):len(e.leaves)]
	for i := range changed {
		o := changed[i]
		if o.State != domain.OfferPublished {
			delete(next.byID, o.ID)
			continue
		}
		if err := e.rs.CheckOffer(o); err != nil {
			return nil, fmt.Errorf("offer %s: %w", o.ID, err)
		}
		c, err := next.compile(&o)
		if err != nil {
			return nil, err
		}
		next.byID[o.ID] = c
	}
	next.offers = make([]*compiled, 0, len(next.byID))
	for _, c := range next.byID {
		next.offers = append(next.offers, c)
	}
	sort.Slice(next.offers, func(i, j int) bool { return next.offers[i].offer.ID < next.offers[j].offer.ID })
	next.version = next.hash()
	return &next, nil
}

// hash covers the rule data and every published offer.
func (e *Engine) hash() string {
	h := sha256.New()
	fmt.Fprintln(h, e.rs.Hash)
	for _, c := range e.offers {
		h.Write(c.hash[:])
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (e *Engine) compile(o *domain.Offer) (*compiled, error) {
	c := &compiled{offer: o, provider: e.rs.Providers[o.Provider], rows: len(o.Terms.AmountRows) > 0, rated: o.Terms.Rate != nil}
	c.leaves, c.groups = e.conditions(append(rules.Implied(*o), o.Criteria...))
	// The version counts and the time of saving say nothing of the offer.
	plain := *o
	plain.Version, plain.UpdatedAt, plain.Catalogue = 0, time.Time{}, false
	data, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("offer %s: %w", o.ID, err)
	}
	c.hash = sha256.Sum256(data)
	return c, nil
}

func (e *Engine) conditions(criteria []domain.Criterion) (leaves []int32, groups []group) {
	for _, cr := range criteria {
		if len(cr.Routes) == 0 {
			leaves = append(leaves, e.leaf(cr))
			continue
		}
		var g group
		for _, r := range cr.Routes {
			out := route{judged: len(r.Judgements) > 0}
			out.leaves, out.groups = e.conditions(r.Criteria)
			g = append(g, out)
		}
		groups = append(groups, g)
	}
	return leaves, groups
}

// leaf finds or adds a condition; what only explains it plays no part.
func (e *Engine) leaf(cr domain.Criterion) int32 {
	key := fmt.Sprintf("%s %s %v", cr.Field, cr.Op, cr.Values)
	if i, ok := e.leafOf[key]; ok {
		return i
	}
	i := int32(len(e.leaves))
	e.leaves = append(e.leaves, domain.Criterion{Field: cr.Field, Op: cr.Op, Values: cr.Values})
	e.leafOf[key] = i
	return i
}

// Size is how many offers the engine holds.
func (e *Engine) Size() int { return len(e.offers) }

// RulesVersion is the content hash of the rule data and the offers.
func (e *Engine) RulesVersion() string { return e.version }
