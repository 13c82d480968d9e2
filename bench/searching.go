package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	searchdata "rongqiao/config/search"
	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/bleve"
	"rongqiao/search/words"
)

// searchQuery is one of the kinds that people type. OursAlone marks what
// trigrams cannot answer.
type searchQuery struct {
	name      string
	query     search.Query
	oursAlone bool
}

func searchQueries() []searchQuery {
	amount := 300 * domain.Wan
	list := []searchQuery{
		{"a short word", search.Query{Text: "技改"}, false},
		{"a long word", search.Query{Text: "知识产权质押"}, false},
		{"words run together", search.Query{Text: "专精特新小巨人信用贷款"}, false},
		{"two words", search.Query{Text: "建设银行 知识产权"}, false},
		{"a word in most offers", search.Query{Text: "贷款"}, false},
		{"a word with filters", search.Query{Text: "技术改造", Kinds: []domain.OfferKind{domain.OfferLoan}, Districts: []domain.Code{"500115"}}, false},
		{"filters alone", search.Query{Districts: []domain.Code{"500115"}, Amount: &amount}, false},
		{"everything", search.Query{}, false},
		{"a wrong character", search.Query{Text: "知识产全质押"}, false},
		{"pinyin", search.Query{Text: "xiaojuren"}, true},
		{"initials of pinyin", search.Query{Text: "zjtx"}, true},
	}
	for i := range list {
		list[i].query.Limit = 20
	}
	return list
}

// searchPart times our index and FTS5 over the same offers and queries, and
// asks both the relevance suite.
func searchPart(ctx context.Context, b *bench) (string, error) {
	relevance, err := compareRelevance(ctx, b)
	if err != nil {
		return "", fmt.Errorf("relevance: %w", err)
	}
	all := &table{head: []string{"offers", "ours, p50 / p95", "FTS5, p50 / p95", "FTS5 with total and facets, p50 / p95", "FTS5 over ours", "with facets over ours", "filled: ours", "filled: FTS5"}}
	each := &table{head: []string{"query", "hits", "ours, p50 / p95", "FTS5, p50 / p95", "FTS5 with total and facets, p50 / p95", "FTS5 finds"}}
	for i, n := range b.sizes {
		row, err := searchAmong(ctx, b, n)
		if err != nil {
			return "", fmt.Errorf("%d offers: %w", n, err)
		}
		s := row.together
		all.add(whole(n), both(s[0]), both(s[1]), both(s[2]), times(s[1].p50(), s[0].p50()), times(s[2].p50(), s[0].p50()),
			span(row.filled[0]), span(row.filled[1]))
		if i < len(b.sizes)-1 {
			continue
		}
		for k, q := range searchQueries() {
			t := row.took[k]
			cells := []string{q.name + described(q.query), whole(row.totals[k][0]), both(t[0]), both(t[1]), both(t[2]), whole(row.totals[k][1])}
			if q.oursAlone {
				cells[3], cells[4], cells[5] = "–", "–", "nothing"
			}
			each.add(cells...)
		}
	}
	largest := whole(b.sizes[len(b.sizes)-1])
	return relevance + "\nAll queries that both can answer, mixed; ours always with total, facets and highlights:\n\n" + all.String() +
		"\nBy query, over " + largest + " offers:\n\n" + each.String(), nil
}

func both(s sample) string { return span(s.p50()) + " / " + span(s.p95()) }

func described(q search.Query) string {
	var parts []string
	if q.Text != "" {
		parts = append(parts, q.Text)
	}
	for _, k := range q.Kinds {
		parts = append(parts, string(k))
	}
	for _, d := range q.Districts {
		parts = append(parts, "district "+string(d))
	}
	if q.Amount != nil {
		parts = append(parts, fmt.Sprintf("%d 万元", *q.Amount/domain.Wan))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// engines are ours and the other over the same offers.
type engines struct {
	ours   *bleve.Index
	theirs *fts
	filled [2]time.Duration
}

func openEngines(ctx context.Context, b *bench, name string, docs []search.Document) (*engines, error) {
	w, err := words.Load(searchdata.Files)
	if err != nil {
		return nil, err
	}
	e := &engines{}
	if e.ours, err = bleve.Open(filepath.Join(b.dir, "bleve-"+name), w, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	start, done := time.Now(), 0
	for batch := range slices.Chunk(docs, 2_000) {
		done += len(batch)
		if err := e.ours.Apply(ctx, search.Batch{Upserts: batch, Seq: int64(done)}); err != nil {
			return nil, errors.Join(err, e.ours.Close())
		}
	}
	e.filled[0] = time.Since(start)
	start = time.Now()
	if e.theirs, err = openFTS(ctx, filepath.Join(b.dir, "fts-"+name+".db"), docs); err != nil {
		return nil, errors.Join(err, e.ours.Close())
	}
	e.filled[1] = time.Since(start)
	return e, nil
}

func (e *engines) close() error { return errors.Join(e.ours.Close(), e.theirs.close()) }

// searchRow is what one size of market gave.
type searchRow struct {
	filled   [2]time.Duration
	took     [][]sample // by query: ours, FTS5, FTS5 with facets
	totals   [][2]int   // by query: ours, FTS5
	together []sample   // all that both can answer
}

func searchAmong(ctx context.Context, b *bench, n int) (row searchRow, err error) {
	base, err := loadRules()
	if err != nil {
		return row, err
	}
	e, err := openEngines(ctx, b, fmt.Sprint(n), documents(makeMarket(base, n)))
	if err != nil {
		return row, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	row.filled, row.together = e.filled, make([]sample, 3)
	list := searchQueries()
	row.totals = make([][2]int, len(list))
	took, err := contest(2*b.budget, len(list), []contestant{
		{"ours", func(i int) error {
			r, err := e.ours.Search(ctx, list[i].query)
			row.totals[i][0] = r.Total
			return err
		}},
		{"FTS5", func(i int) error { _, err := e.theirs.first(ctx, list[i].query); return err }},
		{"FTS5 with facets", func(i int) (err error) { _, row.totals[i][1], err = e.theirs.full(ctx, list[i].query); return err }},
	})
	if err != nil {
		return row, err
	}
	for i, q := range list {
		var one []sample
		for k, s := range took {
			one = append(one, s.ofCase(i, len(list)))
			if !q.oursAlone {
				row.together[k] = append(row.together[k], one[k]...)
			}
		}
		row.took = append(row.took, one)
	}
	return row, nil
}

// compareRelevance counts the queries that have a wanted offer among the first
// three hits.
func compareRelevance(ctx context.Context, b *bench) (_ string, err error) {
	cases, docs, err := relevanceSuite()
	if err != nil {
		return "", err
	}
	e, err := openEngines(ctx, b, "relevance", docs)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	var ours, theirs int
	for _, c := range cases {
		q := search.Query{Text: c.Query, Limit: 3}
		r, err := e.ours.Search(ctx, q)
		if err != nil {
			return "", fmt.Errorf("%q: %w", c.Query, err)
		}
		if slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return slices.Contains(c.Want, h.ID) }) {
			ours++
		}
		ids, err := e.theirs.first(ctx, q)
		if err != nil {
			return "", fmt.Errorf("%q: %w", c.Query, err)
		}
		if slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(c.Want, domain.OfferID(id)) }) {
			theirs++
		}
	}
	t := &table{head: []string{"relevance suite: a wanted offer in the first 3", "ours", "FTS5 trigram"}}
	share := func(n int) string { return fmt.Sprintf("%d (%.0f %%)", n, 100*float64(n)/float64(len(cases))) }
	t.add(fmt.Sprintf("of %d queries over %d offers", len(cases), len(docs)), share(ours), share(theirs))
	return t.String(), nil
}
