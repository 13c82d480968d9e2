package meili

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/marks"
)

// enough is how many offers with all words make those with some words
// unwanted: they would fill the counts with what nobody asked for.
const enough = 10

// Search asks the server first, where that is not known, how each word can be
// found, then for all words, and where that gives little for some. Each
// answer is of one moment of the index.
func (x *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := q.Validate(); err != nil {
		return search.Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return search.Result{}, err
	}
	ctx, cancel := x.short(ctx)
	defer cancel()
	if strings.TrimSpace(q.Text) == "" {
		return x.answer(ctx, q, []ranked{{weight: 1}}, &marks.Marks{})
	}
	p, err := x.plan(ctx, q.Text, true)
	if err != nil {
		return search.Result{}, err
	}
	if len(p.words) == 0 && len(p.pairs) == 0 {
		return x.answer(ctx, q, []ranked{{nothing: true}}, &p.marks)
	}
	all := p.all()
	if len(all) > 0 {
		r, err := x.answer(ctx, q, all, &p.marks)
		if err != nil || r.Total >= enough {
			return r, err
		}
	}
	some, err := x.some(ctx, p)
	if err != nil {
		return search.Result{}, err
	}
	if len(all)+len(some) == 0 {
		some = []ranked{{nothing: true}}
	}
	return x.answer(ctx, q, append(all, some...), &p.marks)
}

// ranked is one query of a search; an offer that several find has the best of
// their scores.
type ranked struct {
	terms   string
	near    bool
	names   bool // in names alone
	some    bool // the later terms are wishes
	nothing bool
	weight  float64
}

// plan cuts the text and asks what has to be known. English words that nothing
// answers to are corrected once, before synonyms are looked for: "litle giant"
// is a little giant too.
func (x *Index) plan(ctx context.Context, text string, correct bool) (*plan, error) {
	p := &planner{words: x.o.Words, asks: &probes{}}
	split := x.o.Words.Split(text)
	cuts := p.cuts(split)
	if err := p.asks.ask(ctx, x); err != nil {
		return nil, err
	}
	if better := p.corrected(text, cuts); correct && better != text {
		return x.plan(ctx, better, false)
	}
	out := &plan{}
	for _, c := range cuts {
		ways := p.asks.ways(c)
		for _, w := range ways {
			w.mark(&out.marks)
		}
		out.words = append(out.words, ways)
	}
	var texts []string
	out.pairs, out.edges, texts = p.pairs(x.o.Words.Units(text), split)
	out.marks.Add(texts...)
	return out, nil
}

// mostWays bounds the queries that words with several ways multiply to.
const mostWays = 6

// Weights of the tiers: far enough apart that no score of one reaches into
// another.
const (
	tierBest = 1.0
	tierAll  = 1e-3
	tierSome = 1e-7
)

// all asks for all words; first come those in whose names the words also stand
// together as they were typed.
func (p *plan) all() []ranked {
	if len(p.words) == 0 || p.missing() {
		return nil
	}
	combined := [][]way{nil}
	for _, ways := range p.words {
		var next [][]way
		for _, c := range combined {
			for _, w := range ways {
				if len(next) < mostWays {
					next = append(next, append(slices.Clone(c), w))
				}
			}
		}
		combined = next
	}
	var out []ranked
	for _, c := range combined {
		r := ranked{terms: queryOf(c), weight: tierAll}
		for _, w := range c {
			r.weight *= w.weight
			r.near = r.near || w.near
		}
		out = append(out, r)
		if len(p.edges) > 0 && len(c)+len(p.edges) <= mostTerms {
			best := r
			best.terms, best.names, best.weight = strings.Join(p.edges, " ")+" "+r.terms, true, r.weight/tierAll*tierBest
			out = append(out, best)
		}
	}
	return out
}

// queryOf puts the ways of several words into one query. Only its last term
// may be begun, so that of others has to be there as it is.
func queryOf(ways []way) string {
	var terms []string
	last := ""
	for _, w := range ways {
		if w.terms != "" && !slices.Contains(terms, w.terms) {
			terms = append(terms, w.terms)
		}
		if w.begun == "" || w.begun == last {
			continue
		}
		if last != "" {
			terms = append(terms, last)
		}
		last = w.begun
	}
	if last != "" {
		terms = append(terms, last)
	}
	return strings.Join(terms, " ")
}

// answer asks the queries as one and reads hits, total and facets.
func (x *Index) answer(ctx context.Context, q search.Query, queries []ranked, m *marks.Marks) (search.Result, error) {
	fields := make([]string, 0, len(facets))
	for _, f := range facets {
		fields = append(fields, f)
	}
	request := &meilisearch.MultiSearchRequest{Federation: &meilisearch.MultiSearchFederation{
		Offset: int64(q.Offset), Limit: int64(q.Limit), FacetsByIndex: map[string][]string{x.live: fields},
		MergeFacets: &meilisearch.MultiSearchFederationMergeFacets{MaxValuesPerFacet: mostFacetValues},
	}}
	wanted := filter(q)
	for _, r := range queries {
		request.Queries = append(request.Queries, r.request(x.live, wanted, order(q, r.terms != "")))
	}
	r, err := x.ask(ctx, request)
	if err != nil {
		return search.Result{}, err
	}
	out := search.Result{Total: int(r.EstimatedTotalHits), Hits: []search.Hit{}, Facets: map[string][]search.Facet{}}
	if out.Facets, err = facetsOf(r.FacetDistribution); err != nil {
		return search.Result{}, err
	}
	for _, hit := range r.Hits {
		h, err := x.hit(hit, m)
		if err != nil {
			return search.Result{}, fmt.Errorf("search on Meilisearch: read a hit: %w", err)
		}
		out.Hits = append(out.Hits, h)
	}
	return out, nil
}

func (r ranked) request(index string, wanted, sort []string) *meilisearch.SearchRequest {
	out := &meilisearch.SearchRequest{
		IndexUID: index, Query: r.terms, Filter: wanted, Sort: sort, MatchingStrategy: meilisearch.All, Locales: locales,
		AttributesToRetrieve: []string{fieldID, fieldTexts}, AttributesToSearchOn: searchOn(r.near),
		FederationOptions: &meilisearch.SearchFederationOptions{Weight: r.weight},
	}
	if r.names {
		out.AttributesToSearchOn = []string{fieldName, fieldProvider}
	}
	if r.some {
		out.MatchingStrategy = meilisearch.Last
	}
	if r.nothing {
		out.Filter = append([]string{stateIs("")}, wanted...)
	}
	return out
}

func (x *Index) hit(hit meilisearch.Hit, m *marks.Marks) (search.Hit, error) {
	var id string
	var federation struct {
		Score float64 `json:"weightedRankingScore"`
	}
	if err := errors.Join(json.Unmarshal(hit[fieldID], &id), json.Unmarshal(hit["_federation"], &federation)); err != nil {
		return search.Hit{}, err
	}
	out := search.Hit{ID: domain.OfferID(id), Score: federation.Score}
	if m.Empty() {
		return out, nil
	}
	var texts marks.Texts
	if err := json.Unmarshal(hit[fieldTexts], &texts); err != nil {
		return search.Hit{}, err
	}
	out.Highlights = m.Highlights(x.o.Words, texts)
	return out, nil
}

func facetsOf(distribution map[string]json.RawMessage) (map[string][]search.Facet, error) {
	out := make(map[string][]search.Facet, len(facets))
	for name, field := range facets {
		list := []search.Facet{}
		if raw := distribution[field]; raw != nil {
			var counts map[string]int
			if err := json.Unmarshal(raw, &counts); err != nil {
				return nil, fmt.Errorf("search on Meilisearch: read facet %s: %w", name, err)
			}
			for value, n := range counts {
				if n > 0 && value != "" {
					list = append(list, search.Facet{Value: value, Count: n})
				}
			}
		}
		slices.SortFunc(list, func(a, b search.Facet) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		out[name] = list
	}
	return out, nil
}

// ask searches with the search key. One that the server no longer knows is
// asked for again, once.
func (x *Index) ask(ctx context.Context, request *meilisearch.MultiSearchRequest) (*meilisearch.MultiSearchResponse, error) {
	for again := false; ; again = true {
		s, err := x.searcher(ctx)
		if err != nil {
			return nil, err
		}
		if x.foreign.Load() {
			return nil, fmt.Errorf("%w: it has other settings", search.ErrNotBuilt)
		}
		r, err := s.MultiSearch(ctx, request)
		if isCode(err, "invalid_api_key") {
			x.forget()
			if !again {
				continue
			}
		}
		if err != nil {
			return nil, x.explain(err)
		}
		return r, nil
	}
}
