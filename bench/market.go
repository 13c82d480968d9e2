package main

import (
	"fmt"
	"math/rand/v2"

	"rongqiao/config"
	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// today is the day that everything is matched on, so that runs compare.
var today = domain.NewDate(2026, 11, 23)

// perProvider is how many offers each made-up provider has: 100,000 offers
// come from 4,000, about as many as there are banks in the country.
const perProvider = 25

// ask is one need with its firm.
type ask struct {
	firm domain.Enterprise
	need domain.Need
}

// market is many offers with the rule data that knows their providers.
type market struct {
	rules  *rules.RuleSet
	offers []domain.Offer
}

// loadRules reads the rule data of the first region.
func loadRules() (*rules.RuleSet, error) { return rules.Load(config.Files) }

// makeMarket makes n published offers out of the catalogue's. Each provider
// has its own amounts, rates, terms and thresholds, as real ones do, so that
// the conditions that differ grow with the offers.
func makeMarket(base *rules.RuleSet, n int) market {
	rs := *base
	rs.Providers = map[domain.ProviderID]domain.Provider{}
	offers := make([]domain.Offer, n)
	var h house
	for i := range offers {
		from := base.Offers[i%len(base.Offers)]
		if i%perProvider == 0 {
			h = newHouse(base, i/perProvider, base.Providers[from.Provider])
			rs.Providers[h.provider.ID] = h.provider
		}
		offers[i] = h.offer(from, i)
	}
	return market{rules: &rs, offers: offers}
}

// house is a provider's own way of setting terms.
type house struct {
	rs        *rules.RuleSet
	brand     string
	provider  domain.Provider
	amount    int64 // per cent of the catalogue's amounts
	threshold int64 // per cent of its thresholds
	longer    domain.Months
	dearer    domain.BasisPoints
}

func newHouse(rs *rules.RuleSet, number int, like domain.Provider) house {
	r := rand.New(rand.NewPCG(1, uint64(number)))
	const from, to = 0x4e00, 0x8e00 // two characters that few other names share
	brand := string([]rune{rune(from + r.IntN(to-from)), rune(from + r.IntN(to-from))})
	return house{
		rs: rs, brand: brand,
		provider: domain.Provider{
			ID: domain.ProviderID(fmt.Sprintf("market-%05d", number)), Kind: like.Kind, Branches: like.Branches,
			Name: domain.Text{ZH: like.Name.ZH + brand + "分行", EN: like.Name.EN},
		},
		amount:    int64(30 + 5*r.IntN(50)),
		threshold: int64(40 + 2*r.IntN(80)),
		longer:    domain.Months(6 * r.IntN(5)),
		dearer:    domain.BasisPoints(5 * r.IntN(40)),
	}
}

func (h house) offer(from domain.Offer, i int) domain.Offer {
	o := from
	o.ID = domain.OfferID(fmt.Sprintf("%s-%06d", from.ID, i))
	o.Provider = h.provider.ID
	o.Name.ZH = h.brand + from.Name.ZH
	t := &o.Terms
	t.AmountMin, t.AmountMax = h.money(t.AmountMin, h.amount), h.money(t.AmountMax, h.amount)
	if t.TermMax != nil {
		longest := min(*t.TermMax+h.longer, domain.MaxTerm)
		t.TermMax = &longest
	}
	if t.Rate != nil {
		rate := *t.Rate
		rate.Min, rate.Max = h.rate(rate.Min), h.rate(rate.Max)
		rate.SpreadMin, rate.SpreadMax = h.rate(rate.SpreadMin), h.rate(rate.SpreadMax)
		t.Rate = &rate
	}
	t.AmountRows = append([]domain.AmountRow(nil), t.AmountRows...)
	for k, row := range t.AmountRows {
		t.AmountRows[k].Max = *h.money(&row.Max, h.amount)
	}
	o.Criteria = h.criteria(o.Criteria)
	return o
}

// money takes a share of an amount, in steps of 10,000 yuan.
func (h house) money(of *domain.Fen, share int64) *domain.Fen {
	if of == nil {
		return nil
	}
	out := *of * domain.Fen(share) / 100 / domain.Wan * domain.Wan
	if *of > 0 {
		out = max(out, domain.Wan)
	}
	return &out
}

func (h house) rate(of *domain.BasisPoints) *domain.BasisPoints {
	if of == nil {
		return nil
	}
	out := min(*of+h.dearer, 10_000)
	return &out
}

// criteria are an offer's own, with other thresholds.
func (h house) criteria(list []domain.Criterion) []domain.Criterion {
	out := make([]domain.Criterion, len(list))
	for i, c := range list {
		out[i] = c
		out[i].Values = make([]domain.Wanted, len(c.Values))
		field, _ := h.rs.Field(c.Field)
		for k, w := range c.Values {
			switch {
			case field.Type == rules.TypeMoney:
				w.Number = int64(*h.money((*domain.Fen)(&w.Number), h.threshold))
			case (field.Type == rules.TypeCount || field.Type == rules.TypeRate) && w.Number > 1:
				w.Number = max(w.Number*h.threshold/100, 1)
			}
			out[i].Values[k] = w
		}
		out[i].Routes = make([]domain.Route, len(c.Routes))
		for k, r := range c.Routes {
			r.Criteria = h.criteria(r.Criteria)
			out[i].Routes[k] = r
		}
	}
	return out
}

// conditions counts those that differ.
func (m market) conditions() int {
	seen := map[string]bool{}
	var walk func(list []domain.Criterion)
	walk = func(list []domain.Criterion) {
		for _, c := range list {
			for _, r := range c.Routes {
				walk(r.Criteria)
			}
			if len(c.Routes) == 0 {
				seen[fmt.Sprintf("%s %s %v", c.Field, c.Op, c.Values)] = true
			}
		}
	}
	for _, o := range m.offers {
		walk(append(rules.Implied(o), o.Criteria...))
	}
	return len(seen)
}

// asks are n needs of demo firms, the flagship's first.
func asks(rs *rules.RuleSet, n int) []ask {
	const firms, seed = 300, 1
	all := append([]domain.Enterprise{demo.Flagship(today)}, demo.Firms(seed, firms-1, demo.RegionOf(rs, today), today)...)
	byID := map[domain.EnterpriseID]domain.Enterprise{}
	for _, f := range all {
		byID[f.ID] = f
	}
	out := make([]ask, 0, n)
	for _, need := range demo.Needs(seed, n, all, today) {
		out = append(out, ask{byID[need.EnterpriseID], need})
	}
	return out
}
