package bleve

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

func term(field, text string, weight float64) query.Query {
	q := query.NewTermQuery(text)
	q.SetField(field)
	q.SetBoost(weight)
	return q
}

func prefix(field, text string, weight float64) query.Query {
	q := query.NewPrefixQuery(text)
	q.SetField(field)
	q.SetBoost(weight)
	return q
}

func conjunction(qs ...query.Query) query.Query {
	if len(qs) == 1 {
		return qs[0]
	}
	return query.NewConjunctionQuery(qs)
}

func disjunction(qs ...query.Query) query.Query {
	if len(qs) == 1 {
		return qs[0]
	}
	return query.NewDisjunctionQuery(qs)
}

// preferring finds what must matches, and adds should's score where that
// matches too. The library's boolean query forgets a must that cannot match
// and finds what should matches instead.
type preferring struct{ must, should query.Query }

// Searcher implements query.Query.
func (q preferring) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, o blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	must, err := q.must.Searcher(ctx, r, m, o)
	if err != nil {
		return nil, err
	}
	if _, empty := must.(*searcher.MatchNoneSearcher); empty || q.should == nil {
		return must, nil
	}
	should, err := q.should.Searcher(ctx, r, m, o)
	if err != nil {
		return nil, errors.Join(err, must.Close())
	}
	return searcher.NewBooleanSearcher(ctx, r, must, should, nil, o)
}
