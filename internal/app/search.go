package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/tracing"
	"rongqiao/search"
)

type (
	// Highlight is a text with what matched in it.
	Highlight = search.Highlight
	// OfferSort is an order of the found offers.
	OfferSort = search.Sort
)

// OfferQuery is a search of published offers; empty parts do not narrow it.
type OfferQuery struct {
	Text       string
	Kinds      []domain.OfferKind
	Providers  []domain.ProviderID
	Districts  []domain.Code
	Industries []domain.Code
	Tiers      []domain.Code
	Amount     *domain.Fen
	Term       *domain.Months
	Sort       OfferSort
	Page       Page
}

// FoundOffer is an offer with what matched in it.
type FoundOffer struct {
	Offer      domain.Offer
	Highlights []Highlight
}

// FacetValue counts the results with one value of a facet.
type FacetValue struct {
	Value string
	Label domain.Text
	Count int
}

// OfferPage is a part of a search's result; the facets and the total are of
// the whole.
type OfferPage struct {
	Items    []FoundOffer
	Facets   map[string][]FacetValue
	Total    int
	Next     string
	Degraded bool // the embedded engine answered, as the search server cannot
}

// SearchOffers finds published offers. A code outside its vocabulary is an
// error at its filter (unknown_district, unknown_industry, unknown_code,
// unknown_provider), and so is a foreign cursor (cursor_invalid).
func (a *App) SearchOffers(ctx context.Context, q OfferQuery) (OfferPage, error) {
	offset, err := readCursor(q.Page.After)
	if err != nil {
		return OfferPage{}, err
	}
	if err := a.checkFilters(q); err != nil {
		return OfferPage{}, err
	}
	result, err := a.search(ctx, search.Query{
		Text: q.Text, Kinds: q.Kinds, Providers: q.Providers, Amount: q.Amount, Term: q.Term, Sort: q.Sort,
		Districts: a.placesToSearch(q.Districts), Industries: related(a.Rules.Vocabularies["industries"], q.Industries), Tiers: q.Tiers,
		Offset: offset, Limit: q.Page.Limit,
	})
	if err != nil {
		return OfferPage{}, err
	}
	page := OfferPage{Total: result.Total, Degraded: result.Degraded, Facets: a.labelled(result.Facets)}
	if next := offset + q.Page.Limit; next < result.Total && next <= search.MaxOffset {
		page.Next = writeCursor(next)
	}
	page.Items, err = a.found(ctx, result.Hits)
	return page, err
}

// search asks the index. That it did not answer in time is the index's fault,
// which no deadline says by itself.
func (a *App) search(ctx context.Context, q search.Query) (search.Result, error) {
	ctx, step := tracing.Start(ctx, "search")
	result, err := a.Index.Search(ctx, q)
	if errors.Is(err, context.DeadlineExceeded) && !domain.IsKind(err, domain.KindUnavailable) {
		err = fmt.Errorf("%w: %w", domain.NewError(domain.KindUnavailable, "search_unavailable", nil), err)
	}
	step.Count("offers.found", result.Total)
	step.End(err)
	return result, err
}

// found loads the hits in their order. One that is no longer published, since
// the index is a moment behind, is left out.
func (a *App) found(ctx context.Context, hits []search.Hit) ([]FoundOffer, error) {
	ids := make([]domain.OfferID, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	offers, err := a.Store.OffersByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("search offers: %w", err)
	}
	byID := make(map[domain.OfferID]domain.Offer, len(offers))
	for _, o := range offers {
		byID[o.ID] = o
	}
	var out []FoundOffer
	for _, h := range hits {
		if o := byID[h.ID]; o.State == domain.OfferPublished {
			out = append(out, FoundOffer{Offer: o, Highlights: h.Highlights})
		}
	}
	return out, nil
}

func (a *App) checkFilters(q OfferQuery) error {
	var faults []domain.FieldError
	check := func(field, vocabulary, code string, values []domain.Code) {
		for _, v := range values {
			if !a.Rules.Vocabularies[vocabulary].Has(v) {
				faults = append(faults, fault(field, code, domain.Facts{"have": string(v), "want": vocabulary}))
			}
		}
	}
	check("district", "places", "unknown_district", q.Districts)
	check("industry", "industries", "unknown_industry", q.Industries)
	check("tier", "tiers", "unknown_code", q.Tiers)
	for _, p := range q.Providers {
		if _, ok := a.Rules.Providers[p]; !ok {
			faults = append(faults, fault("provider", "unknown_provider", domain.Facts{"have": string(p)}))
		}
	}
	return faultsOf(faults)
}

// placesToSearch adds to a place all above and below it, and to an abolished
// one what it became. The whole region is no filter: every offer may be for it.
func (a *App) placesToSearch(codes []domain.Code) []domain.Code {
	if slices.Contains(codes, a.Rules.RootPlace) {
		return nil
	}
	places, day := a.Rules.Vocabularies["places"], a.today()
	out := slices.Clone(codes)
	for i := 0; i < len(out); i++ {
		if e, ok := places.Entry(out[i]); ok && !e.InForce(day) {
			for _, s := range e.Successors {
				out = union(out, []domain.Code{s.Code})
			}
		}
	}
	return related(places, out)
}

// related adds to codes of a tree all that lies above and below them: an offer
// for a section is one for its divisions, and who looks through a section
// means all of them.
func related(tree *rules.Vocabulary, codes []domain.Code) []domain.Code {
	below := slices.Clone(codes)
	for i := 0; i < len(below); i++ {
		below = union(below, tree.Children(below[i]))
	}
	for _, c := range codes {
		below = union(below, tree.Lineage(c))
	}
	return below
}

// kindLabels and verifiedLabels name the values of the facets that no
// vocabulary holds.
var (
	kindLabels = map[string]domain.Text{
		string(domain.OfferLoan):  {ZH: "贷款", EN: "Loan"},
		string(domain.OfferFund):  {ZH: "基金", EN: "Fund"},
		string(domain.OfferAward): {ZH: "奖励", EN: "Award"},
	}
	verifiedLabels = map[string]domain.Text{
		"true":  {ZH: "已核实", EN: "Verified"},
		"false": {ZH: "未核实", EN: "Not verified"},
	}
	facetVocabularies = map[string]string{"product": "products", "district": "places", "industry": "industries", "tier": "tiers"}
)

func (a *App) labelled(facets map[string][]search.Facet) map[string][]FacetValue {
	out := make(map[string][]FacetValue, len(facets))
	for name, values := range facets {
		for _, v := range values {
			out[name] = append(out[name], FacetValue{Value: v.Value, Label: a.facetLabel(name, v.Value), Count: v.Count})
		}
	}
	return out
}

func (a *App) facetLabel(facet, value string) domain.Text {
	var label domain.Text
	switch facet {
	case "kind":
		label = kindLabels[value]
	case "verified":
		label = verifiedLabels[value]
	case "provider":
		label = a.Rules.Providers[domain.ProviderID(value)].Name
	default:
		label = a.Rules.Vocabularies[facetVocabularies[facet]].NameOf(domain.Code(value))
	}
	if label.IsZero() {
		label.ZH = value
	}
	return label
}

// The cursor of a search is where the next page begins.
const cursorMark = "o"

func writeCursor(offset int) string { return cursorMark + strconv.Itoa(offset) }

func readCursor(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(s, cursorMark)
	offset, err := strconv.Atoi(digits)
	if !ok || err != nil || offset < 0 || offset > search.MaxOffset {
		return 0, domain.Invalid("cursor_invalid", "cursor", nil)
	}
	return offset, nil
}
