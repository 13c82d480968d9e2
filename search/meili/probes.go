package meili

import (
	"context"

	"github.com/meilisearch/meilisearch-go"
)

// probes are what is asked of the server before it is known how a text is
// looked for: whether there is anything for a way, or how much. All are asked
// in one call.
type probes struct {
	queries []*meilisearch.SearchRequest
	counts  []int
}

// candidate is a way that counts only if it finds something.
func (p *probes) candidate(w way) candidate {
	return candidate{way: w, ask: p.add(w.query(), w.near)}
}

func (p *probes) add(query string, near bool) int {
	p.queries = append(p.queries, &meilisearch.SearchRequest{
		Query: query, Limit: 1, MatchingStrategy: meilisearch.All, AttributesToRetrieve: []string{fieldKey},
		AttributesToSearchOn: searchOn(near), Locales: locales,
	})
	return len(p.queries) - 1
}

// locales keeps the server from guessing at the language of terms.
var locales = []string{"eng"}

func searchOn(near bool) []string {
	if near {
		return append(append([]string{}, exactly...), fieldNear)
	}
	return exactly
}

func (p *probes) ask(ctx context.Context, x *Index) error {
	if len(p.queries) == 0 {
		return nil
	}
	for _, q := range p.queries {
		q.IndexUID = x.live
		q.Filter = stateIs(stateLive)
	}
	r, err := x.ask(ctx, &meilisearch.MultiSearchRequest{Queries: p.queries})
	if err != nil {
		return err
	}
	p.counts = make([]int, len(p.queries))
	for i := range min(len(r.Results), len(p.counts)) {
		p.counts[i] = int(r.Results[i].EstimatedTotalHits)
	}
	return nil
}

// query is the way as the server is asked for it alone.
func (w way) query() string {
	switch {
	case w.terms == "":
		return w.begun
	case w.begun == "":
		return w.terms
	}
	return w.terms + " " + w.begun
}

// ways are those of the candidates that are there.
func (p *probes) ways(c cut) []way {
	there := func(c candidate) bool { return c.sure || p.counts[c.ask] > 0 }
	var out []way
	for _, c := range c.always {
		if there(c) {
			out = append(out, c.way)
		}
	}
	for _, c := range c.instead {
		if len(out) == 0 && there(c) {
			out = append(out, c.way)
		}
	}
	return out
}
