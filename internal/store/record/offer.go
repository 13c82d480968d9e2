package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Offer is an offer as stored.
type Offer struct {
	ID         domain.OfferID     `json:"id"`
	Kind       domain.OfferKind   `json:"kind"`
	Products   []domain.Code      `json:"products,omitzero"`
	Provider   domain.ProviderID  `json:"provider"`
	Name       textDoc            `json:"name"`
	Summary    textDoc            `json:"summary,omitzero"`
	Features   []string           `json:"features,omitzero"`
	Notes      string             `json:"notes,omitzero"`
	Terms      termsDoc           `json:"terms"`
	Criteria   []criterionDoc     `json:"criteria,omitzero"`
	Judgements []textDoc          `json:"judgements,omitzero"`
	Source     sourceDoc          `json:"source,omitzero"`
	Verified   bool               `json:"verified,omitzero"`
	Status     domain.TermsStatus `json:"status,omitzero"`
	ValidFrom  *domain.Date       `json:"valid_from,omitzero"`
	ValidUntil *domain.Date       `json:"valid_until,omitzero"`
	State      domain.OfferState  `json:"state"`
	Catalogue  bool               `json:"catalogue,omitzero"`
	UpdatedAt  time.Time          `json:"updated_at"`
}

// NewOffer is the shape of an offer.
func NewOffer(o domain.Offer) Offer {
	return Offer{
		ID: o.ID, Kind: o.Kind, Products: o.Products, Provider: o.Provider,
		Name: textDoc(o.Name), Summary: textDoc(o.Summary), Features: o.Features, Notes: o.Notes,
		Terms:      newTermsDoc(o.Terms),
		Criteria:   each(o.Criteria, newCriterionDoc),
		Judgements: each(o.Judgements, newTextDoc),
		Source:     sourceDoc(o.Source), Verified: o.Verified, Status: o.Status,
		ValidFrom: o.ValidFrom, ValidUntil: o.ValidUntil,
		State: o.State, Catalogue: o.Catalogue, UpdatedAt: at(o.UpdatedAt),
	}
}

// Offer is the offer with the version that it is stored at.
func (d Offer) Offer(version int64) domain.Offer {
	return domain.Offer{
		ID: d.ID, Version: version, Kind: d.Kind, Products: d.Products, Provider: d.Provider,
		Name: d.Name.text(), Summary: d.Summary.text(), Features: d.Features, Notes: d.Notes,
		Terms:      d.Terms.terms(),
		Criteria:   each(d.Criteria, criterionDoc.criterion),
		Judgements: each(d.Judgements, textDoc.text),
		Source:     domain.Source(d.Source), Verified: d.Verified, Status: d.Status,
		ValidFrom: d.ValidFrom, ValidUntil: d.ValidUntil,
		State: d.State, Catalogue: d.Catalogue, UpdatedAt: d.UpdatedAt,
	}
}

type textDoc struct {
	ZH string `json:"zh,omitzero"`
	EN string `json:"en,omitzero"`
}

func newTextDoc(t domain.Text) textDoc { return textDoc(t) }
func (d textDoc) text() domain.Text    { return domain.Text(d) }

type sourceDoc struct {
	Kind    string `json:"kind,omitzero"`
	Title   string `json:"title,omitzero"`
	Address string `json:"address,omitzero"`
	Date    string `json:"date,omitzero"`
	Reprint bool   `json:"reprint,omitzero"`
}

type criterionDoc struct {
	ID     string      `json:"id"`
	Label  textDoc     `json:"label,omitzero"`
	Field  string      `json:"field,omitzero"`
	Op     domain.Op   `json:"op,omitzero"`
	Values []wantedDoc `json:"values,omitzero"`
	Routes []routeDoc  `json:"routes,omitzero"`
	Clause clauseDoc   `json:"clause,omitzero"`
}

func newCriterionDoc(c domain.Criterion) criterionDoc {
	return criterionDoc{
		ID: c.ID, Label: textDoc(c.Label), Field: c.Field, Op: c.Op,
		Values: each(c.Values, func(w domain.Wanted) wantedDoc { return wantedDoc(w) }),
		Routes: each(c.Routes, newRouteDoc),
		Clause: clauseDoc{Document: c.Clause.Document, Article: c.Clause.Article, Href: c.Clause.Href, Note: textDoc(c.Clause.Note)},
	}
}

func (d criterionDoc) criterion() domain.Criterion {
	return domain.Criterion{
		ID: d.ID, Label: d.Label.text(), Field: d.Field, Op: d.Op,
		Values: each(d.Values, func(w wantedDoc) domain.Wanted { return domain.Wanted(w) }),
		Routes: each(d.Routes, routeDoc.route),
		Clause: domain.Clause{Document: d.Clause.Document, Article: d.Clause.Article, Href: d.Clause.Href, Note: d.Clause.Note.text()},
	}
}

type wantedDoc struct {
	From   domain.Date   `json:"from,omitzero"`
	Number int64         `json:"number,omitzero"`
	Codes  []domain.Code `json:"codes,omitzero"`
}

type clauseDoc struct {
	Document string  `json:"document,omitzero"`
	Article  string  `json:"article,omitzero"`
	Href     string  `json:"href,omitzero"`
	Note     textDoc `json:"note,omitzero"`
}

type routeDoc struct {
	ID         string         `json:"id"`
	Label      textDoc        `json:"label,omitzero"`
	Criteria   []criterionDoc `json:"criteria,omitzero"`
	Judgements []textDoc      `json:"judgements,omitzero"`
}

func newRouteDoc(r domain.Route) routeDoc {
	return routeDoc{
		ID: r.ID, Label: textDoc(r.Label),
		Criteria:   each(r.Criteria, newCriterionDoc),
		Judgements: each(r.Judgements, newTextDoc),
	}
}

func (d routeDoc) route() domain.Route {
	return domain.Route{
		ID: d.ID, Label: d.Label.text(),
		Criteria:   each(d.Criteria, criterionDoc.criterion),
		Judgements: each(d.Judgements, textDoc.text),
	}
}
