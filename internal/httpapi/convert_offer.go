package httpapi

import (
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func toOffer(in apigen.OfferInput) (domain.Offer, error) {
	var r reader
	o := domain.Offer{
		Kind: domain.OfferKind(in.Kind), Products: each(in.Products, same[domain.Code, apigen.Code]),
		Name: toText(in.Name), Summary: toMaybeText(in.Summary), Notes: orEmpty(in.Notes),
		ValidFrom: r.maybeDay("valid_from", in.ValidFrom), ValidUntil: r.maybeDay("valid_until", in.ValidUntil),
		Terms: r.terms(in.Terms),
	}
	if in.Features != nil {
		o.Features = *in.Features
	}
	if in.Criteria != nil {
		o.Criteria = r.criteria("criteria", *in.Criteria)
	}
	o.Judgements = toTexts(in.Judgements)
	return o, r.fault()
}

func toTexts(list *[]apigen.Text) []domain.Text {
	return fromMaybe(list, func(_ int, t apigen.Text) domain.Text { return toText(t) })
}

func (r *reader) criteria(at string, in []apigen.Criterion) []domain.Criterion {
	var out []domain.Criterion
	for i, c := range in {
		at := fmt.Sprintf("%s[%d]", at, i)
		d := domain.Criterion{ID: c.ID, Label: toText(c.Label), Field: orEmpty(c.Field)}
		if c.Op != nil {
			d.Op = domain.Op(*c.Op)
		}
		if c.Clause != nil {
			d.Clause = toClause(*c.Clause)
		}
		d.Values = fromMaybe(c.Values, func(i int, w apigen.Wanted) domain.Wanted {
			return r.wanted(fmt.Sprintf("%s.values[%d]", at, i), w)
		})
		d.Routes = fromMaybe(c.Routes, func(i int, x apigen.Route) domain.Route {
			return domain.Route{
				ID: x.ID, Label: toMaybeText(x.Label), Judgements: toTexts(x.Judgements),
				Criteria: r.criteria(fmt.Sprintf("%s.routes[%d].criteria", at, i), x.Criteria),
			}
		})
		out = append(out, d)
	}
	return out
}

func (r *reader) wanted(at string, w apigen.Wanted) domain.Wanted {
	out := domain.Wanted{From: r.day(at+".from", w.From), Codes: fromMaybe(w.Codes, sameAt[domain.Code, apigen.Code])}
	if w.Number != nil {
		out.Number = *w.Number
	}
	return out
}

func toClause(c apigen.Clause) domain.Clause {
	return domain.Clause{Document: c.Document, Article: orEmpty(c.Article), Href: orEmpty(c.Href), Note: toMaybeText(c.Note)}
}

// describer says what a criterion is called and what it asks for today.
type describer func(domain.Criterion) (title, want domain.Text)

// offerOut needs the provider beside the offer, and the words of criteria.
func offerOut(o domain.Offer, p domain.Provider, say describer) apigen.Offer {
	return apigen.Offer{
		ID: string(o.ID), Version: o.Version, Kind: apigen.OfferKind(o.Kind), Products: each(o.Products, same[apigen.Code, domain.Code]),
		Provider: fromProvider(p), Name: fromText(o.Name), Summary: fromText(o.Summary),
		Features: each(o.Features, same[string, string]), Notes: o.Notes, Terms: say.terms(o.Terms),
		Criteria: each(o.Criteria, say.criterion), Judgements: each(o.Judgements, fromText), Source: fromSource(o.Source),
		Verified: o.Verified, Status: apigen.TermsStatus(o.Status), ValidFrom: maybeDayOf(o.ValidFrom), ValidUntil: maybeDayOf(o.ValidUntil),
		State: apigen.OfferState(o.State), Catalogue: o.Catalogue, UpdatedAt: o.UpdatedAt.UTC(),
	}
}

func summaryOut(o domain.Offer, p domain.Provider) apigen.OfferSummary {
	o.Terms.AmountRows = nil // a summary has none
	t := describer(nil).terms(o.Terms)
	return apigen.OfferSummary{
		ID: string(o.ID), Kind: apigen.OfferKind(o.Kind), Products: each(o.Products, same[apigen.Code, domain.Code]),
		Provider: fromProvider(p), Name: fromText(o.Name), Summary: fromText(o.Summary),
		AmountMinFen: t.AmountMinFen, AmountMaxFen: t.AmountMaxFen, TermMinMonths: t.TermMinMonths, TermMaxMonths: t.TermMaxMonths,
		Rate: t.Rate, CollateralRequired: t.CollateralRequired, GuaranteeRequired: t.GuaranteeRequired,
		ResponseDays: t.ResponseDays, Fund: t.Fund, Award: t.Award, Source: fromSource(o.Source),
		Verified: o.Verified, Status: apigen.TermsStatus(o.Status), ValidFrom: maybeDayOf(o.ValidFrom), ValidUntil: maybeDayOf(o.ValidUntil),
		State: apigen.OfferState(o.State),
	}
}

func fromProvider(p domain.Provider) apigen.Provider {
	kind := string(p.Kind)
	if kind == "" {
		kind = "unknown" // a provider that the rule data no longer holds
	}
	return apigen.Provider{ID: string(p.ID), Name: fromText(p.Name), Kind: kind, Branches: maybeEach(p.Branches, same[apigen.Code, domain.Code])}
}

func fromSource(s domain.Source) apigen.Source {
	return apigen.Source{Kind: apigen.SourceKind(s.Kind), Title: s.Title, Address: s.Address, Date: s.Date, Reprint: s.Reprint}
}

func fromClause(c domain.Clause) apigen.Clause {
	return apigen.Clause{Document: c.Document, Article: &c.Article, Href: &c.Href, Note: maybeText(c.Note)}
}

func (say describer) criterion(c domain.Criterion) apigen.Criterion {
	clause := fromClause(c.Clause)
	title, want := say(c)
	out := apigen.Criterion{ID: c.ID, Label: fromText(c.Label), Clause: &clause, Title: maybeText(title), Want: maybeText(want)}
	if len(c.Routes) > 0 {
		out.Routes = maybeEach(c.Routes, say.route)
		return out
	}
	out.Field, out.Op = &c.Field, word[apigen.Operator](&c.Op)
	out.Values = maybeEach(c.Values, fromWanted)
	return out
}

func (say describer) route(r domain.Route) apigen.Route {
	return apigen.Route{
		ID: r.ID, Label: maybeText(r.Label), Criteria: each(r.Criteria, say.criterion), Judgements: maybeEach(r.Judgements, fromText),
	}
}

func fromWanted(w domain.Wanted) apigen.Wanted {
	if w.Codes != nil {
		return apigen.Wanted{From: dayOf(w.From), Codes: maybeEach(w.Codes, same[apigen.Code, domain.Code])}
	}
	return apigen.Wanted{From: dayOf(w.From), Number: &w.Number}
}
