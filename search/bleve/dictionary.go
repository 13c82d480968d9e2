package bleve

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// dictionary answers which terms a snapshot has.
type dictionary struct {
	ctx       context.Context
	snapshot  *scorch.IndexSnapshot
	documents int
}

func newDictionary(ctx context.Context, s *scorch.IndexSnapshot) (dictionary, error) {
	n, err := s.DocCount()
	return dictionary{ctx, s, int(n)}, err
}

// count is how many documents have the term in the field.
func (d dictionary) count(field, term string) (n int, err error) {
	r, err := d.snapshot.TermFieldReader(d.ctx, []byte(term), field, false, false, false)
	if err != nil {
		return 0, err
	}
	return int(r.Count()), r.Close()
}

func (d dictionary) has(field, term string) (bool, error) {
	n, err := d.count(field, term)
	return n > 0, err
}

// all tells whether the field has all the terms, though perhaps apart.
func (d dictionary) all(field string, terms []string) (bool, error) {
	for _, t := range terms {
		if found, err := d.has(field, t); !found || err != nil {
			return false, err
		}
	}
	return true, nil
}

// begins tells whether any term of the field begins so.
func (d dictionary) begins(field, prefix string) (bool, error) {
	terms, err := collect(d.snapshot.FieldDictPrefix(field, []byte(prefix)))(1)
	return len(terms) > 0, err
}

// beginning are terms of the field that begin so.
func (d dictionary) beginning(field, prefix string) ([]string, error) {
	return collect(d.snapshot.FieldDictPrefix(field, []byte(prefix)))(mostGuesses)
}

// near are terms of the field that differ by one letter or two swapped ones,
// with the same first letter.
func (d dictionary) near(field, term string) ([]string, error) {
	return collect(d.snapshot.FieldDictFuzzy(field, term, 1, term[:1]))(mostGuesses)
}

// collect reads the first terms of a dictionary's walk.
func collect(dict index.FieldDict, err error) func(most int) ([]string, error) {
	return func(most int) (out []string, _ error) {
		if err != nil {
			return nil, err
		}
		for len(out) < most {
			entry, err := dict.Next()
			if err != nil {
				return nil, errors.Join(err, dict.Close())
			}
			if entry == nil {
				break
			}
			out = append(out, entry.Term)
		}
		return out, dict.Close()
	}
}
