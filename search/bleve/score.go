package bleve

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/index/scorch"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
)

// scorer adds up what a plan finds. Bleve answers which documents match, and
// is not asked for scores: walking bare postings is several times faster, the
// score is the same after any order of writing, and offers are short enough
// for the count of a word in a text to say little.
type scorer struct {
	ctx      context.Context
	snapshot *scorch.IndexSnapshot
	table    *table
	live     float64 // documents

	score   []float64
	words   []uint16 // of the plan found
	alone   []bool   // a word found that is enough
	pairs   []uint16
	best    []float64 // scratch: the best way of one word
	numbers []uint64  // scratch: documents of one query
}

func newScorer(ctx context.Context, s *scorch.IndexSnapshot, t *table, documents uint64) *scorer {
	n := t.size()
	return &scorer{
		ctx: ctx, snapshot: s, table: t, live: float64(documents),
		score: make([]float64, n), words: make([]uint16, n), alone: make([]bool, n), pairs: make([]uint16, n), best: make([]float64, n),
	}
}

// run follows the plan; collect reads what came of it.
func (s *scorer) run(p plan) error {
	for _, w := range p.words {
		if err := s.word(w); err != nil {
			return err
		}
	}
	for _, w := range p.wishes {
		if err := s.match(w.query()); err != nil {
			return err
		}
		gain := w.weight * s.rarity(len(s.numbers))
		for _, n := range s.numbers {
			_, r := s.table.at(n)
			s.score[n] += gain * r.brevity
		}
	}
	return nil
}

func (s *scorer) word(w wanted) error {
	var found []uint64
	for _, way := range w.ways {
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
	for _, n := range found {
		s.score[n] += rarity * s.best[n]
		s.words[n]++
		s.alone[n] = s.alone[n] || w.enough
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
func (s *scorer) rarity(matches int) float64 { return math.Log1p(s.live / float64(1+matches)) }

// match reads the numbers of all documents that the query finds, rising.
func (s *scorer) match(q query.Query) (err error) {
	s.numbers = s.numbers[:0]
	if err := s.ctx.Err(); err != nil {
		return err
	}
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

// all hands over the documents with every word, rest those others that have
// enough. Scores of the first lie between 1 and 2, of the others below, so
// that all words come before some.
func (s *scorer) all(p plan, c *collector) {
	for n := range s.words {
		if int(s.words[n]) == len(p.words) {
			s.hand(c, uint64(n), 1)
		}
	}
}

func (s *scorer) rest(p plan, c *collector) {
	for n := range s.words {
		if int(s.words[n]) < len(p.words) && (s.alone[n] || (p.least > 0 && int(s.pairs[n]) >= p.least)) {
			s.hand(c, uint64(n), 0)
		}
	}
}

// middle is the sum that scores half way between none and the most.
const middle = 10

func (s *scorer) hand(c *collector, n uint64, tier float64) {
	_, r := s.table.at(n)
	c.add(found{row: r, number: n, score: tier + s.score[n]/(middle+s.score[n])})
}
