package bleve

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/index/scorch"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// scorer adds up what a plan finds. Bleve answers which documents match, and
// is not asked for scores: walking bare postings is several times faster, the
// score is the same after any order of writing, and offers are short enough
// for the count of a word in a text to say little.
type scorer struct {
	ctx      context.Context
	snapshot *scorch.IndexSnapshot
	table    *table
	live     int // documents

	score   []float64
	words   []uint16 // of the plan found
	alone   []bool   // a word found that is enough
	pairs   []uint16
	best    []float64 // scratch: the best way of one word
	numbers []uint64  // scratch: documents of one query
}

func newScorer(ctx context.Context, s *scorch.IndexSnapshot, t *table, documents int) *scorer {
	n := t.size()
	return &scorer{
		ctx: ctx, snapshot: s, table: t, live: documents,
		score: make([]float64, n), words: make([]uint16, n), alone: make([]bool, n), pairs: make([]uint16, n), best: make([]float64, n),
	}
}

// run follows the plan and hands over what it finds: the documents with every
// word, and where those are fewer than enough also others that have some.
func (s *scorer) run(p plan, c *collector) error {
	for _, ways := range p.words {
		if err := s.word(ways, len(p.words) == 1); err != nil {
			return err
		}
	}
	few := s.count(p, c) < enough
	if few {
		if err := s.some(p); err != nil {
			return err
		}
	}
	wanted := func(n uint64) bool { return int(s.words[n]) == len(p.words) || few && s.words[n]+s.pairs[n] > 0 }
	for _, w := range p.wishes {
		if err := s.match(w.query()); err != nil {
			return err
		}
		gain := w.weight * s.rarity(len(s.numbers))
		for _, n := range s.numbers {
			if wanted(n) {
				_, r := s.table.at(n)
				s.score[n] += gain * r.brevity
			}
		}
	}
	for n := range uint64(len(s.words)) {
		switch {
		case int(s.words[n]) == len(p.words):
			s.hand(c, n, 1)
		case few && (s.alone[n] || p.least > 0 && int(s.pairs[n]) >= p.least):
			s.hand(c, n, 0)
		}
	}
	return nil
}

// count is how many documents with all words pass the filters, at most enough.
func (s *scorer) count(p plan, c *collector) int {
	total := 0
	for n := 0; n < len(s.words) && total < enough; n++ {
		if int(s.words[n]) == len(p.words) {
			if _, r := s.table.at(uint64(n)); c.filter.passes(r) {
				total++
			}
		}
	}
	return total
}

// word adds up one word. Found alone it is enough where it is the only one, or
// not common.
func (s *scorer) word(ways []way, only bool) error {
	var found []uint64
	for _, way := range ways {
		if err := s.match(way.query); err != nil {
			return err
		}
		for _, n := range s.numbers {
			if s.best[n] == 0 {
				found = append(found, n)
			}
			s.best[n] = max(s.best[n], way.weight)
		}
	}
	rarity := s.rarity(len(found))
	enough := only || !common(len(found), s.live)
	for _, n := range found {
		s.score[n] += rarity * s.best[n]
		s.words[n]++
		s.alone[n] = s.alone[n] || enough
		s.best[n] = 0
	}
	return nil
}

// some looks for the pairs of the plan, which are enough where words are not.
func (s *scorer) some(p plan) error {
	for _, t := range p.pairs {
		if err := s.match(term(fieldAll, t)); err != nil {
			return err
		}
		rarity := s.rarity(len(s.numbers))
		for _, n := range s.numbers {
			s.score[n] += rarity
			s.pairs[n]++
		}
	}
	return nil
}

// rarity is what it counts for to have what few have.
func (s *scorer) rarity(matches int) float64 { return math.Log1p(float64(s.live) / float64(1+matches)) }

// match reads the numbers of all documents that the query finds, rising.
func (s *scorer) match(q query.Query) error {
	s.numbers = s.numbers[:0]
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if t, ok := q.(*query.TermQuery); ok {
		return s.matchTerm(t)
	}
	return s.matchQuery(q)
}

// matchTerm walks the postings of one term.
func (s *scorer) matchTerm(q *query.TermQuery) (err error) {
	r, err := s.snapshot.TermFieldReader(s.ctx, []byte(q.Term), q.Field(), false, false, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var reuse index.TermFieldDoc
	for {
		d, err := r.Next(&reuse)
		if err != nil || d == nil {
			return err
		}
		s.numbers = append(s.numbers, d.ID.Value())
	}
}

func (s *scorer) matchQuery(q query.Query) (err error) {
	searcher, err := q.Searcher(s.ctx, s.snapshot, nil, blevesearch.SearcherOptions{Score: "none"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, searcher.Close()) }()
	c := &blevesearch.SearchContext{
		DocumentMatchPool: blevesearch.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0),
		IndexReader:       s.snapshot,
	}
	for {
		m, err := searcher.Next(c)
		if err != nil || m == nil {
			return err
		}
		s.numbers = append(s.numbers, m.IndexInternalID.Value())
		c.DocumentMatchPool.Put(m)
	}
}

// middle is the sum that scores half way between none and the most.
const middle = 10

// hand scores between 1 and 2 in the tier 1 of documents with all words, and
// below in the tier 0, so that all words come before some.
func (s *scorer) hand(c *collector, n uint64, tier float64) {
	_, r := s.table.at(n)
	c.add(found{row: r, number: n, score: tier + s.score[n]/(middle+s.score[n])})
}
