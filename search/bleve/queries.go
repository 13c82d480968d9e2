package bleve

import "github.com/blevesearch/bleve/v2/search/query"

func term(field, text string) query.Query {
	q := query.NewTermQuery(text)
	q.SetField(field)
	return q
}

func prefix(field, text string) query.Query {
	q := query.NewPrefixQuery(text)
	q.SetField(field)
	return q
}

func conjunction(qs ...query.Query) query.Query {
	if len(qs) == 1 {
		return qs[0]
	}
	return query.NewConjunctionQuery(qs)
}
