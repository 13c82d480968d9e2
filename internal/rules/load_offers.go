package rules

import (
	"errors"
	"fmt"
	"sort"

	"rongqiao/internal/domain"
)

func (l *loader) providers() {
	l.each("catalogue/providers.yaml", func(d *document) {
		var form struct {
			Providers []struct {
				ID       string        `yaml:"id"`
				Name     textForm      `yaml:"name"`
				Kind     domain.Code   `yaml:"kind"`
				Branches []domain.Code `yaml:"branches"`
				Note     string        `yaml:"note"`
			} `yaml:"providers"`
		}
		if !l.read(d, &form) {
			return
		}
		for i, p := range form.Providers {
			path := fmt.Sprintf("$.providers[%d]", i)
			l.once(d, path+".id", "provider", p.ID)
			if p.ID == "" || p.Name.ZH == "" {
				d.add(path, p.ID, "id, name.zh", "both", "")
			}
			l.code(d, path+".kind", p.ID, "provider_kinds", p.Kind)
			for _, b := range p.Branches {
				l.code(d, path+".branches", p.ID, placesVocabulary, b)
			}
			l.rs.Providers[domain.ProviderID(p.ID)] = domain.Provider{ID: domain.ProviderID(p.ID), Name: p.Name.text(), Kind: p.Kind, Branches: p.Branches}
		}
	})
}

// code notes a value that its vocabulary does not hold.
func (l *loader) code(d *document, path, entry, vocabulary string, c domain.Code) {
	if !l.rs.Vocabularies[vocabulary].Has(c) {
		d.add(path, entry, path[lastDot(path):], "a code of "+vocabulary, string(c))
	}
}

func (l *loader) offers() {
	for _, folder := range []string{"catalogue/loans", "catalogue/funds", "catalogue/awards"} {
		l.each(folder, func(d *document) {
			var form offerFile
			if !l.read(d, &form) {
				return
			}
			for i, f := range form.Offers {
				path := fmt.Sprintf("$.offers[%d]", i)
				l.once(d, path+".id", "offer", f.ID)
				r := &offerReader{l: l, d: d, path: path, id: f.ID, source: f.Source}
				l.rs.Offers = append(l.rs.Offers, r.offer(f))
			}
		})
	}
	sort.Slice(l.rs.Offers, func(i, j int) bool { return l.rs.Offers[i].ID < l.rs.Offers[j].ID })
}

// offerReader turns one written offer into the domain's.
type offerReader struct {
	l       *loader
	d       *document
	path    string
	id      string
	source  *sourceForm
	article string // what the word source means besides the document
}

func (r *offerReader) fault(at, want, have string) {
	p := r.path + "." + at
	r.d.add(p, r.id, at, want, have)
}

func (r *offerReader) offer(f offerForm) domain.Offer {
	o := domain.Offer{
		ID: domain.OfferID(f.ID), Kind: domain.OfferKind(f.Kind), Provider: domain.ProviderID(f.Provider),
		Name: f.Name.text(), Summary: f.Summary.text(), Features: f.Features, Notes: f.Notes,
		Status: domain.TermsStatus(f.Status), State: domain.OfferPublished, Catalogue: true,
		ValidFrom:  optionalDay(r.d, r.path+".valid_from", r.id, f.ValidFrom),
		ValidUntil: optionalDay(r.d, r.path+".valid_until", r.id, f.ValidUntil),
	}
	if f.Verified == nil {
		r.fault("verified", "true or false", "")
	} else {
		o.Verified = *f.Verified
	}
	if f.Source == nil || f.Source.Title == "" || f.Source.Kind == "" {
		r.fault("source", "where the terms were read: kind and title", "")
	} else {
		o.Source = domain.Source(*f.Source)
	}
	for _, p := range f.Products {
		o.Products = append(o.Products, domain.Code(p))
	}
	for _, j := range f.Judgements {
		o.Judgements = append(o.Judgements, j.text())
	}
	o.Terms = r.terms(f.Terms)
	o.Criteria = r.criteria("criteria", f.Criteria)
	r.check(o)
	return o
}

// check runs the checks that an offer from a provider's clerk runs too.
func (r *offerReader) check(o domain.Offer) {
	var e *domain.Error
	if errors.As(r.l.rs.CheckOffer(o), &e) {
		for _, f := range e.Fields {
			r.fault(f.Field, fmt.Sprint(f.Facts["want"]), fmt.Sprint(f.Facts["have"]))
		}
	}
}

func (r *offerReader) criteria(at string, forms []criterionForm) []domain.Criterion {
	var out []domain.Criterion
	for i, f := range forms {
		out = append(out, r.criterion(fmt.Sprintf("%s[%d]", at, i), f))
	}
	return out
}

func (r *offerReader) criterion(at string, f criterionForm) domain.Criterion {
	c := domain.Criterion{ID: f.ID, Label: f.Label.text(), Field: f.Field, Op: domain.Op(f.Op), Clause: r.clause(f.Clause)}
	if c.ID == "" {
		c.ID = f.Field
	}
	if f.Value != nil && len(f.Values) > 0 || len(f.Routes) > 0 && (f.Value != nil || len(f.Values) > 0) {
		r.fault(at, "one of value, values and routes", "more")
	}
	if len(f.Routes) > 0 {
		for i, route := range f.Routes {
			in := fmt.Sprintf("%s.routes[%d]", at, i)
			out := domain.Route{ID: route.ID, Label: route.Label.text(), Criteria: r.criteria(in+".criteria", route.Criteria)}
			for _, j := range route.Judgements {
				out.Judgements = append(out.Judgements, j.text())
			}
			c.Routes = append(c.Routes, out)
		}
		return c
	}
	field, ok := r.l.rs.Field(f.Field)
	if !ok {
		r.fault(at+".field", "a field of fields.yaml or fields_declared.yaml", f.Field)
		return c
	}
	dated := f.Values
	if len(dated) == 0 {
		dated = []datedForm{{From: "0001-01-01", Value: f.Value, Unit: f.Unit}}
	}
	for i, v := range dated {
		in := at + ".value"
		if len(f.Values) > 0 {
			in = fmt.Sprintf("%s.values[%d]", at, i)
		}
		from, err := domain.ParseDate(v.From)
		if err != nil {
			r.fault(in+".from", "a day as YYYY-MM-DD", v.From)
		}
		unit := v.Unit
		if unit == "" {
			unit = f.Unit
		}
		w := r.wanted(in, field, c.Op, v.Value, unit)
		w.From = from
		c.Values = append(c.Values, w)
	}
	sort.Slice(c.Values, func(i, j int) bool { return c.Values[i].From < c.Values[j].From })
	return c
}

func (r *offerReader) clause(f clauseForm) domain.Clause {
	if f.source && r.source != nil {
		return domain.Clause{Document: r.source.Title, Article: r.article, Href: r.source.Address}
	}
	return domain.Clause{Document: f.Document, Article: f.Article, Href: f.Href, Note: f.Note.text()}
}

// wanted reads a criterion's value by the type of its field.
func (r *offerReader) wanted(at string, field Field, op domain.Op, v any, unit string) domain.Wanted {
	if op == domain.OpIsKnown {
		return domain.Wanted{Number: 1}
	}
	if unit != "" && unitScale[field.Type] == nil {
		r.fault(at, "no unit for a field of type "+string(field.Type), unit)
	}
	switch field.Type {
	case TypeFlag:
		b, ok := v.(bool)
		if !ok {
			r.fault(at, "true or false", fmt.Sprint(v))
		}
		if b {
			return domain.Wanted{Number: 1}
		}
		return domain.Wanted{}
	case TypeCode, TypeCodes, TypePlace:
		return domain.Wanted{Codes: r.codes(at, v)}
	case TypeDay:
		s, _ := scalar(v)
		day, err := domain.ParseDate(s)
		if err != nil {
			r.fault(at, "a day as YYYY-MM-DD", s)
		}
		return domain.Wanted{Number: int64(day)}
	}
	scale, ok := unitScale[field.Type][unit]
	if !ok {
		r.fault(at, "a unit: "+unitNames(field.Type), unit)
		return domain.Wanted{}
	}
	return domain.Wanted{Number: r.number(at, v, scale)}
}

func (r *offerReader) number(at string, v any, scale int64) int64 {
	s, ok := scalar(v)
	n, err := scaled(s, scale)
	if !ok || err != nil {
		r.fault(at, "a whole number of the smallest unit", fmt.Sprint(v))
	}
	return n
}

func (r *offerReader) codes(at string, v any) []domain.Code {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []domain.Code
	for _, x := range list {
		s, ok := scalar(x)
		if !ok {
			r.fault(at, "a code or a list of codes", fmt.Sprint(v))
		}
		out = append(out, domain.Code(s))
	}
	return out
}

func (l *loader) relations() {
	l.each("catalogue/relations.yaml", func(d *document) {
		var form struct {
			About     any `yaml:"about"`
			Relations []struct {
				Kind     string         `yaml:"kind"`
				A        domain.OfferID `yaml:"a"`
				B        domain.OfferID `yaml:"b"`
				Clause   clauseForm     `yaml:"clause"`
				Note     textForm       `yaml:"note"`
				Verified *bool          `yaml:"verified"`
			} `yaml:"relations"`
		}
		if !l.read(d, &form) {
			return
		}
		for i, r := range form.Relations {
			path := fmt.Sprintf("$.relations[%d]", i)
			entry := string(r.A) + " / " + string(r.B)
			if r.Kind != "excludes" && r.Kind != "combinable" {
				d.add(path+".kind", entry, "kind", "excludes or combinable", r.Kind)
			}
			if r.A == r.B {
				d.add(path+".b", entry, "b", "another offer than a", string(r.B))
			}
			if r.Clause.empty() || r.Clause.source {
				d.add(path+".clause", entry, "clause", "the clause or source that it comes from", "")
			}
			for _, id := range []domain.OfferID{r.A, r.B} {
				if _, ok := l.seen["offer "+string(id)]; !ok {
					d.add(path, entry, "a, b", "ids of two offers", string(id))
				}
			}
			l.once(d, path, "relation", PairKey(r.A, r.B))
			c := domain.Clause{Document: r.Clause.Document, Article: r.Clause.Article, Href: r.Clause.Href, Note: r.Note.text()}
			if c.Note.IsZero() {
				c.Note = r.Clause.Note.text()
			}
			l.rs.Relations = append(l.rs.Relations, Relation{Kind: r.Kind, A: r.A, B: r.B, Clause: c, Verified: r.Verified == nil || *r.Verified})
		}
	})
}

// PairKey is the same for both orders of two ids.
func PairKey(a, b domain.OfferID) string {
	if b < a {
		a, b = b, a
	}
	return string(a) + " " + string(b)
}
