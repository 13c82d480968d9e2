package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	searchdata "rongqiao/config/search"
	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/bleve"
	"rongqiao/search/meili"
	"rongqiao/search/meili/meilitest"
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

// searchPart times our two engines and FTS5 over the same offers and queries,
// and asks all the relevance suite.
func searchPart(ctx context.Context, b *bench) (string, error) {
	relevance, err := compareRelevance(ctx, b)
	if err != nil {
		return "", fmt.Errorf("relevance: %w", err)
	}
	all := &table{head: []string{"offers", "Bleve, p50 / p95", "Meilisearch, p50 / p95", "FTS5, p50 / p95", "FTS5 with total and facets, p50 / p95", "Meilisearch over Bleve", "FTS5 with facets over Bleve", "filled: Bleve", "filled: Meilisearch", "filled: FTS5"}}
	each := &table{head: []string{"query", "hits: Bleve", "hits: Meilisearch", "Bleve, p50 / p95", "Meilisearch, p50 / p95", "FTS5, p50 / p95", "FTS5 with total and facets, p50 / p95", "FTS5 finds"}}
	for i, n := range b.sizes {
		row, err := searchAmong(ctx, b, n)
		if err != nil {
			return "", fmt.Errorf("%d offers: %w", n, err)
		}
		s := row.together
		all.add(whole(n), both(s[0]), both(s[1]), both(s[2]), both(s[3]), times(s[1].p50(), s[0].p50()), times(s[3].p50(), s[0].p50()),
			span(row.filled[0]), span(row.filled[1]), span(row.filled[2]))
		if i < len(b.sizes)-1 {
			continue
		}
		for k, q := range searchQueries() {
			t := row.took[k]
			cells := []string{q.name + described(q.query), whole(row.totals[k][0]), whole(row.totals[k][1]), both(t[0]), both(t[1]), both(t[2]), both(t[3]), whole(row.totals[k][2])}
			if q.oursAlone {
				cells[5], cells[6], cells[7] = "–", "–", "nothing"
			}
			each.add(cells...)
		}
	}
	largest := whole(b.sizes[len(b.sizes)-1])
	return relevance + "\nAll queries that all can answer, mixed; Bleve and Meilisearch always with total, facets and highlights:\n\n" + all.String() +
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

// engines are our two and the other over the same offers.
type engines struct {
	bleve  *bleve.Index
	server *meilitest.Server
	meili  *meili.Index
	theirs *fts
	filled [3]time.Duration
}

func openEngines(ctx context.Context, b *bench, name string, docs []search.Document) (_ *engines, err error) {
	w, err := words.Load(searchdata.Files)
	if err != nil {
		return nil, err
	}
	e := &engines{}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	log := slog.New(slog.DiscardHandler)
	if e.bleve, err = bleve.Open(filepath.Join(b.dir, "bleve-"+name), w, log); err != nil {
		return nil, err
	}
	folder := filepath.Join(b.dir, "meili-"+name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if e.server, err = meilitest.Run(folder); err != nil {
		return nil, err
	}
	e.meili, err = meili.Open(ctx, meili.Options{URL: e.server.URL, Key: e.server.Key, Index: "bench", Words: w, Log: log, Timeout: time.Minute})
	if err != nil {
		return nil, err
	}
	for i, idx := range []search.Index{e.bleve, e.meili} {
		start := time.Now()
		if err := idx.Rebuild(ctx, int64(len(docs)), each(docs), nil); err != nil {
			return nil, err
		}
		e.filled[i] = time.Since(start)
	}
	start := time.Now()
	if e.theirs, err = openFTS(ctx, filepath.Join(b.dir, "fts-"+name+".db"), docs); err != nil {
		return nil, err
	}
	e.filled[2] = time.Since(start)
	return e, nil
}

// each hands the documents on one by one.
func each(docs []search.Document) func(func(search.Document, error) bool) {
	return func(yield func(search.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func (e *engines) close() error {
	var errs []error
	if e.bleve != nil {
		errs = append(errs, e.bleve.Close())
	}
	if e.meili != nil {
		errs = append(errs, e.meili.Close())
	}
	if e.server != nil {
		e.server.Kill()
	}
	if e.theirs != nil {
		errs = append(errs, e.theirs.close())
	}
	return errors.Join(errs...)
}

// searchRow is what one size of market gave.
type searchRow struct {
	filled   [3]time.Duration
	took     [][]sample // by query: Bleve, Meilisearch, FTS5, FTS5 with facets
	totals   [][3]int   // by query: Bleve, Meilisearch, FTS5
	together []sample   // all that all can answer
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
	list := searchQueries()
	row.filled, row.totals = e.filled, make([][3]int, len(list))
	ours := func(idx search.Index, k int) func(i int) error {
		return func(i int) error {
			r, err := idx.Search(ctx, list[i].query)
			row.totals[i][k] = r.Total
			return err
		}
	}
	contestants := []contestant{
		{"Bleve", ours(e.bleve, 0)},
		{"Meilisearch", ours(e.meili, 1)},
		{"FTS5", func(i int) error { _, err := e.theirs.first(ctx, list[i].query); return err }},
		{"FTS5 with facets", func(i int) (err error) { _, row.totals[i][2], err = e.theirs.full(ctx, list[i].query); return err }},
	}
	row.together = make([]sample, len(contestants))
	took, err := contest(2*b.budget, len(list), contestants)
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
// three hits, and names those where an engine of ours has none.
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
	var found [3]int
	var missed []string
	for _, c := range cases {
		q := search.Query{Text: c.Query, Limit: 3}
		for i, idx := range []search.Index{e.bleve, e.meili} {
			r, err := idx.Search(ctx, q)
			if err != nil {
				return "", fmt.Errorf("%q: %w", c.Query, err)
			}
			if slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return slices.Contains(c.Want, h.ID) }) {
				found[i]++
			} else {
				missed = append(missed, c.Query+" ("+[]string{"Bleve", "Meilisearch"}[i]+")")
			}
		}
		ids, err := e.theirs.first(ctx, q)
		if err != nil {
			return "", fmt.Errorf("%q: %w", c.Query, err)
		}
		if slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(c.Want, domain.OfferID(id)) }) {
			found[2]++
		}
	}
	t := &table{head: []string{"relevance suite: a wanted offer in the first 3", "Bleve", "Meilisearch", "FTS5 trigram"}}
	share := func(n int) string { return fmt.Sprintf("%d (%.0f %%)", n, 100*float64(n)/float64(len(cases))) }
	t.add(fmt.Sprintf("of %d queries over %d offers", len(cases), len(docs)), share(found[0]), share(found[1]), share(found[2]))
	if len(missed) == 0 {
		return t.String(), nil
	}
	return t.String() + "\nMissed: " + strings.Join(missed, ", ") + ".\n", nil
}
