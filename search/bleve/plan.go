package bleve

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"

	"rongqiao/search/marks"
	"rongqiao/search/words"
)

// Weights of a match by how and where it was found: what was typed outweighs
// a synonym or a reading, and a name outweighs the name of its provider, and
// that a text.
const (
	weightSame     = 0.6 // a synonym
	weightPinyin   = 0.8
	weightInitials = 0.6
	weightGuess    = 0.4 // begun, misspelt, or only sounding alike

	weightName     = 3.0
	weightProvider = 1.5
)

// A word is common when it is in more than a quarter of the documents, and in
// more than fifty: then it says too little to be enough alone.
const (
	commonShare = 4
	commonLeast = 50
)

// leastSounding is how many characters a word needs to be found by its sound:
// with two, too many others sound the same.
const leastSounding = 3

// mostWords bounds the words of a query that are looked for.
const mostWords = 32

// plan is how a text is looked for.
type plan struct {
	words  [][]way  // for each word the ways to find it, of which the best counts
	pairs  []string // neighbouring characters, of which some are enough
	least  int      // as many: two fifths
	wishes []wish
	marks  marks.Marks
}

// way is one way to find a word.
type way struct {
	query  query.Query
	weight float64
}

// wish makes a document better, but does not find it.
type wish struct {
	field, text string
	begins      bool // the field's term begins with the text
	weight      float64
}

func (w wish) query() query.Query {
	if w.begins {
		return prefix(w.field, w.text)
	}
	return term(w.field, w.text)
}

// planner makes a plan against one snapshot, whose dictionary it asks which
// readings of a word can be meant at all.
type planner struct {
	ctx   context.Context
	words *words.Words
	dict  dictionary
	out   plan
}

// plan cuts the text into words and says how to look for each.
func (p *planner) plan(text string) (plan, error) {
	text, err := p.corrected(text)
	if err != nil {
		return plan{}, err
	}
	split := p.words.Split(text)
	split = split[:min(len(split), mostWords)]
	for i := 0; i < len(split); i++ {
		v := split[i]
		if n := latinRun(split[i:]); n > 1 {
			if err := p.latinWords(split[i : i+n]); err != nil {
				return plan{}, err
			}
			i += n - 1
			continue
		}
		if v.Attached && v.Units[0].Han && len(v.Units) == 1 {
			continue // the 贷 of 小巨人贷: counts through the pairs
		}
		ways, err := p.word(v)
		if err != nil {
			return plan{}, err
		}
		p.out.words = append(p.out.words, ways)
	}
	return p.out, p.pairs(text)
}

// word looks for one word as typed, by its synonyms, or by its sound.
func (p *planner) word(v words.Word) ([]way, error) {
	if v.Latin() && len(v.Same) == 0 {
		return p.latin(v.Units[0])
	}
	ways := []way{p.phrase(v.Units, 1)}
	for _, same := range v.Same {
		ways = append(ways, p.phrase(same, weightSame))
	}
	if len(v.Same) == 0 && len(v.Units) >= leastSounding {
		known, err := p.dict.all(fieldAll, words.Pairs(v.Units))
		if err != nil {
			return nil, err
		}
		if !known {
			ways = append(ways, p.reading(p.words.Pinyin(v.Text()), weightGuess)...)
		}
	}
	return ways, nil
}

// phrase looks for units that stand together.
func (p *planner) phrase(units []words.Unit, weight float64) way {
	if len(units) == 1 && units[0].Han {
		c := units[0].Norm
		p.out.marks.Char(c)
		p.wish(wish{fieldName, c, true, weight * weightName})
		return way{prefix(fieldAll, c), weight}
	}
	pairs := words.Pairs(units)
	p.out.marks.Add(pairs...)
	qs := make([]query.Query, len(pairs))
	for i, t := range pairs {
		qs[i] = term(fieldAll, t)
		p.prefer(t, weight/float64(len(pairs))) // a long synonym is worth no more than a short one
	}
	return way{conjunction(qs...), weight}
}

// reading looks for what sounds like the letters, which may end anywhere in
// the last syllable.
func (p *planner) reading(letters string, weight float64) []way {
	if syllables := words.Syllables(letters); syllables != nil {
		n := 0
		for _, s := range syllables {
			n += len(s)
		}
		letters = letters[:n] // the first six syllables, as many as are indexed
	}
	p.out.marks.Reading(letters)
	p.wish(wish{fieldPinyin, letters, true, weight * weightName})
	return []way{{prefix(fieldPinyin, letters), weight}, {prefix(fieldTextPinyin, letters), weight}}
}

func (p *planner) initials(letters string) []way {
	p.out.marks.Initial(letters)
	p.wish(wish{fieldInitials, letters, true, weightInitials * weightName})
	return []way{{prefix(fieldInitials, letters), weightInitials}, {prefix(fieldTextInitials, letters), weightInitials}}
}

// prefer makes documents better that have the term in a name.
func (p *planner) prefer(term string, weight float64) {
	p.wish(wish{fieldName, term, false, weight * weightName})
	p.wish(wish{fieldProvider, term, false, weight * weightProvider})
}

func (p *planner) wish(w wish) {
	same := func(o wish) bool { return o.field == w.field && o.text == w.text && o.begins == w.begins }
	if i := slices.IndexFunc(p.out.wishes, same); i >= 0 {
		p.out.wishes[i].weight = max(p.out.wishes[i].weight, w.weight)
		return
	}
	p.out.wishes = append(p.out.wishes, w)
}

// pairs are the neighbouring characters of the whole text: enough of the rarer
// ones find a document too, which forgives a wrong character; and those in a
// name make it better, which brings the name itself to the top.
func (p *planner) pairs(text string) error {
	var rare, usual []string
	for _, t := range words.Pairs(p.words.Units(text)) {
		if utf8.RuneCountInString(t) < 2 || slices.Contains(rare, t) || slices.Contains(usual, t) {
			continue
		}
		n, err := p.dict.count(fieldAll, t)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		p.out.marks.Add(t)
		p.prefer(t, 1)
		if common(n, p.dict.documents) {
			usual = append(usual, t)
		} else {
			rare = append(rare, t)
		}
	}
	if len(rare) == 0 {
		rare = usual
	}
	p.out.pairs, p.out.least = rare, (2*len(rare)+4)/5
	return nil
}

func common(matches, documents int) bool {
	return matches > commonLeast && matches*commonShare > documents
}
