package meili

import (
	"context"
	"slices"
	"strings"
)

// A word or pair is common when it is in more than a quarter of the offers,
// and in more than fifty: then it says too little to be enough alone.
const (
	commonShare = 4
	commonLeast = 50
)

// Bounds of what is asked about a text that few offers have as a whole.
const (
	mostPairs = 32
	mostSome  = 16
)

// some asks for what has a word that is not common, or two fifths of the rarer
// pairs of characters, which forgives a wrong one. The more of the others an
// offer has, the earlier it comes.
func (x *Index) some(ctx context.Context, p *plan) ([]ranked, error) {
	asks := &probes{}
	documents := asks.add("", false)
	var found []item
	for _, ways := range p.words {
		if len(ways) > 0 {
			found = append(found, item{way: ways[0], ask: asks.add(ways[0].query(), ways[0].near), word: true})
		}
	}
	for _, t := range p.pairs[:min(len(p.pairs), mostPairs)] {
		found = append(found, item{way: way{terms: t}, ask: asks.add(t, false)})
	}
	if err := asks.ask(ctx, x); err != nil {
		return nil, err
	}
	all := asks.counts[documents]
	for i := range found {
		found[i].count = asks.counts[found[i].ask]
	}
	found = slices.DeleteFunc(found, func(i item) bool { return i.count == 0 })
	return someOf(found, all, len(p.words)), nil
}

// item is a word or a pair that the index has.
type item struct {
	way   way
	ask   int
	count int
	word  bool
}

func (i item) common(documents int) bool {
	return i.count > commonLeast && i.count*commonShare > documents
}

func someOf(found []item, documents, asked int) []ranked {
	var heads []ranked
	add := func(head string, near bool, rest []item) {
		terms := []string{head}
		for _, i := range rest {
			for t := range strings.FieldsSeq(strings.ReplaceAll(i.way.query(), `"`, "")) { // quoted they would be musts
				if len(terms) < mostTerms && !strings.Contains(head, t) && !slices.Contains(terms, t) {
					terms = append(terms, t)
				}
			}
		}
		heads = append(heads, ranked{terms: strings.Join(terms, " "), near: near, some: true, weight: tierSome})
	}
	rarest := slices.Clone(found)
	slices.SortStableFunc(rarest, func(a, b item) int { return a.count - b.count })
	for _, i := range found {
		if i.word && (asked == 1 || !i.common(documents)) {
			add(i.way.query(), i.way.near, rarest)
		}
	}
	for _, group := range groups(pairsOf(found, documents)) {
		add(phraseOf(group), false, rarest)
	}
	return heads[:min(len(heads), mostSome)]
}

// pairsOf are the pairs that can be enough: the rarer ones, or the common
// where there are no others.
func pairsOf(found []item, documents int) []string {
	var rare, usual []string
	for _, i := range found {
		switch {
		case i.word:
		case i.common(documents):
			usual = append(usual, i.way.terms)
		default:
			rare = append(rare, i.way.terms)
		}
	}
	if len(rare) == 0 {
		return usual
	}
	return rare
}

// groups are the choices of two fifths of the pairs: all of them where they
// are few, else neighbouring ones.
func groups(pairs []string) [][]string {
	n := len(pairs)
	if n == 0 {
		return nil
	}
	least := (2*n + 4) / 5
	if n > 5 {
		var out [][]string
		for i := 0; i+least <= n; i++ {
			out = append(out, pairs[i:i+least])
		}
		return out
	}
	var out [][]string
	for set := 1; set < 1<<n; set++ {
		var group []string
		for i := range n {
			if set&(1<<i) != 0 {
				group = append(group, pairs[i])
			}
		}
		if len(group) == least {
			out = append(out, group)
		}
	}
	return out
}
