package bleve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/marks"
)

// enough is how many offers with all words make those with some words
// unwanted: they would fill the counts with what nobody asked for.
const enough = 10

// cancelEvery is how many documents are looked at between two looks at the
// context.
const cancelEvery = 1024

// Search answers from one snapshot of the index: what one Apply wrote is found
// as a whole or not at all.
func (x *Index) Search(ctx context.Context, q search.Query) (result search.Result, err error) {
	if err := q.Validate(); err != nil {
		return search.Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return search.Result{}, err
	}
	x.swap.RLock()
	defer x.swap.RUnlock()
	s, err := x.snapshot()
	if err != nil {
		return search.Result{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	table, err := x.rows.of(s)
	if err != nil {
		return search.Result{}, err
	}
	c := newCollector(table, q)
	var m marks.Marks
	if strings.TrimSpace(q.Text) == "" {
		err = c.everything(ctx, s)
	} else {
		m, err = x.text(ctx, s, q.Text, c)
	}
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	result = search.Result{Total: c.total, Facets: c.facets(), Hits: []search.Hit{}}
	for _, f := range c.page() {
		hit := search.Hit{ID: domain.OfferID(f.row.id), Score: f.score}
		if !m.Empty() {
			if hit.Highlights, err = x.highlights(s, table, f, m); err != nil {
				return search.Result{}, fmt.Errorf("search: highlight offer %s: %w", f.row.id, err)
			}
		}
		result.Hits = append(result.Hits, hit)
	}
	return result, nil
}

// text collects what has all words, and where that is little what has some.
func (x *Index) text(ctx context.Context, s *scorch.IndexSnapshot, text string, c *collector) (marks.Marks, error) {
	dict, err := newDictionary(ctx, s)
	if err != nil {
		return marks.Marks{}, err
	}
	p, err := (&planner{ctx: ctx, words: x.words, dict: dict}).plan(text)
	if err != nil || len(p.words) == 0 {
		return marks.Marks{}, err
	}
	return p.marks, newScorer(ctx, s, c.table, dict.documents).run(p, c)
}

// highlights cuts the texts of a hit that the query is found in.
func (x *Index) highlights(s *scorch.IndexSnapshot, t *table, f found, m marks.Marks) ([]search.Highlight, error) {
	segment, _ := t.at(f.number)
	var texts marks.Texts
	if err := readStored(s.Segments()[segment], f.number-t.offsets[segment], storedTexts, &texts); err != nil {
		return nil, err
	}
	return m.Highlights(x.words, texts), nil
}

// found is a document that stands in the query and its filters.
type found struct {
	row    *row
	number uint64 // in the snapshot
	score  float64
}

// collector keeps the best and counts all.
type collector struct {
	table  *table
	filter filter
	order  func(a, b found) int
	from   int
	limit  int
	keep   int
	total  int
	counts [dimensions][]int
	found  []found
	worst  *found // of the kept, once there are enough
}

func newCollector(t *table, q search.Query) *collector {
	c := &collector{table: t, filter: newFilter(t, q), order: orders[q.Sort], from: q.Offset, limit: q.Limit, keep: q.Offset + q.Limit}
	for d := range dimensions {
		c.counts[d] = make([]int, len(t.values[d]))
	}
	return c
}

// everything collects without a text.
func (c *collector) everything(ctx context.Context, s *scorch.IndexSnapshot) error {
	n := 0
	return eachLive(s, func(segment int, local uint64) error {
		c.add(found{row: &c.table.segments[segment][local], number: c.table.offsets[segment] + local})
		if n++; n%cancelEvery == 0 {
			return ctx.Err()
		}
		return nil
	})
}

// add takes a document that passes the filters. Of the found ones twice as
// many as asked for are held, so that throwing away the worse half costs
// little for each.
func (c *collector) add(f found) {
	if !c.filter.passes(f.row) {
		return
	}
	c.total++
	for d := range dimensions {
		for _, p := range f.row.codes[d] {
			c.counts[d][p]++
		}
	}
	if c.worst != nil && c.order(f, *c.worst) > 0 {
		return
	}
	c.found = append(c.found, f)
	if len(c.found) >= 2*c.keep+64 {
		slices.SortFunc(c.found, c.order)
		c.found = c.found[:c.keep]
		worst := c.found[c.keep-1]
		c.worst = &worst
	}
}

// page is what was asked for, in order.
func (c *collector) page() []found {
	slices.SortFunc(c.found, c.order)
	end := min(c.from+c.limit, len(c.found))
	return c.found[min(c.from, end):end]
}

func (c *collector) facets() map[string][]search.Facet {
	out := make(map[string][]search.Facet, dimensions)
	for d := range dimensions {
		facets := []search.Facet{}
		for p, n := range c.counts[d] {
			if n > 0 {
				facets = append(facets, search.Facet{Value: c.table.values[d][p], Count: n})
			}
		}
		slices.SortFunc(facets, func(a, b search.Facet) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		out[facetNames[d]] = facets
	}
	return out
}

// orders compare by what is asked for, then by relevance, then by id.
var orders = map[search.Sort]func(a, b found) int{
	search.SortRelevance:  byRelevance,
	search.SortRate:       func(a, b found) int { return cmp.Or(rising(a.row.rateMin, b.row.rateMin), byRelevance(a, b)) },
	search.SortAmountDesc: func(a, b found) int { return cmp.Or(falling(a.row.amountMax, b.row.amountMax), byRelevance(a, b)) },
	search.SortName:       func(a, b found) int { return cmp.Or(cmp.Compare(a.row.nameKey, b.row.nameKey), byRelevance(a, b)) },
}

func byRelevance(a, b found) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.row.id, b.row.id))
}

// rising and falling put what has no figure last.
func rising(a, b int64) int {
	if a == none || b == none {
		return cmp.Compare(b, a) // none is the least of all
	}
	return cmp.Compare(a, b)
}

func falling(a, b int64) int { return cmp.Compare(b, a) }
