package app

import (
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/search"
)

// Document is how an offer is found: its names, what is said of it, and the
// places, industries and tiers that its conditions bind it to.
func Document(rs *rules.RuleSet, o domain.Offer) search.Document {
	p := rs.Providers[o.Provider]
	d := search.Document{
		ID: o.ID, Kind: o.Kind, Products: o.Products, Provider: o.Provider,
		NameZH: o.Name.ZH, NameEN: o.Name.EN, ProviderZH: p.Name.ZH, ProviderEN: p.Name.EN,
		AmountMin: o.Terms.AmountMin, AmountMax: o.Terms.AmountMax, TermMin: o.Terms.TermMin, TermMax: o.Terms.TermMax,
		Verified: o.Verified, Status: o.Status,
	}
	if r := o.Terms.Rate; r != nil {
		d.RateMin = r.Min
	}
	switch o.Kind {
	case domain.OfferFund:
		d.AmountMin, d.AmountMax = o.Terms.Fund.TicketMin, o.Terms.Fund.TicketMax
	case domain.OfferAward:
		d.AmountMax = o.Terms.Award.Max
	case domain.OfferLoan:
	}
	t := texts{rs: rs, doc: &d}
	t.add(o.Summary)
	for _, code := range o.Products {
		t.add(rs.Vocabularies["products"].NameOf(code))
	}
	d.Text = append(d.Text, o.Features...)
	t.terms(o)
	t.criteria(o.Criteria)
	if o.Notes != "" {
		d.Text = append(d.Text, o.Notes)
	}
	return d
}

// texts gathers what can be found of an offer besides its names.
type texts struct {
	rs  *rules.RuleSet
	doc *search.Document
}

func (t texts) add(x domain.Text) {
	for _, s := range []string{x.ZH, x.EN} {
		if s != "" {
			t.doc.Text = append(t.doc.Text, s)
		}
	}
}

func (t texts) terms(o domain.Offer) {
	if f := o.Terms.Fund; f != nil {
		t.doc.Text = append(t.doc.Text, f.Sectors...)
		t.add(domain.Text{ZH: f.Manager})
		t.add(domain.Text{ZH: f.Locality})
		for _, s := range f.Stages {
			t.add(t.rs.Vocabularies["fund_stages"].NameOf(s))
		}
	}
	if a := o.Terms.Award; a != nil {
		t.add(domain.Text{ZH: a.Wording})
	}
}

func (t texts) criteria(list []domain.Criterion) {
	for _, c := range list {
		t.add(c.Label)
		for _, r := range c.Routes {
			t.add(r.Label)
			t.criteria(r.Criteria)
		}
		f, ok := t.rs.Field(c.Field)
		if !ok || f.Vocabulary == "" {
			continue
		}
		v := t.rs.Vocabularies[f.Vocabulary]
		for _, w := range c.Values {
			t.bind(c.Field, w.Codes)
			for _, code := range w.Codes {
				t.add(v.NameOf(code))
			}
		}
	}
}

// bind notes what an offer is bound to. The whole region binds nobody in it.
func (t texts) bind(field string, codes []domain.Code) {
	switch field {
	case "enterprise.place":
		for _, code := range codes {
			if code != t.rs.RootPlace {
				t.doc.Districts = union(t.doc.Districts, t.present(code))
			}
		}
	case "enterprise.industry":
		t.doc.Industries = union(t.doc.Industries, codes)
	case "enterprise.tiers":
		t.doc.Tiers = union(t.doc.Tiers, codes)
	}
}

// present is a place with what it became.
func (t texts) present(code domain.Code) []domain.Code {
	out := []domain.Code{code}
	e, _ := t.rs.Vocabularies["places"].Entry(code)
	for _, s := range e.Successors {
		out = append(out, s.Code)
	}
	return out
}

func union(list, more []domain.Code) []domain.Code {
	for _, c := range more {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
