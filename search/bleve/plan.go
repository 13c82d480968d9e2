package bleve

import (
	"context"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"

	"rongqiao/search/words"
)

// Weights of a match by where and how it was found. A name outweighs the name
// of its provider, and that a text; what was typed outweighs a synonym, and
// that a reading.
const (
	weightName     = 3.0
	weightProvider = 1.5
	weightText     = 1.0

	weightSame     = 0.6 // a synonym
	weightPinyin   = 0.8
	weightInitials = 0.6
	weightGuess    = 0.4 // begun, misspelt, or only sounding alike
	weightJoined   = 2.0 // several short pieces read as one word
)

// common is the share of documents from which on a pair of characters says
// too little to be enough alone.
const common = 4

// plan is how a text is looked for: all asks for every word, any for some of
// them; nil where nothing in the index can match.
type plan struct {
	all, any query.Query
	marks    marks
}

// planner makes a plan against one snapshot, whose dictionary it asks which
// readings of a word can be meant at all.
type planner struct {
	ctx   context.Context
	words *words.Words
	dict  dictionary
	marks marks
}

// plan cuts the text into words and says how to look for them.
func (p *planner) plan(text string) (plan, error) {
	split := p.words.Split(text)
	if len(split) == 0 {
		return plan{}, nil
	}
	var each, some []query.Query
	for i := 0; i < len(split); {
		if n := latinRun(split[i:]); n > 1 {
			qs, err := p.latinWords(split[i : i+n])
			if err != nil {
				return plan{}, err
			}
			each, some = append(each, conjunction(qs...)), append(some, qs...)
			if joined := p.joinedPinyin(split[i : i+n]); joined != nil {
				each[len(each)-1] = disjunction(each[len(each)-1], joined)
				some = append(some, joined)
			}
			i += n
			continue
		}
		v := split[i]
		i++
		if v.Attached && v.Units[0].Han && len(v.Units) == 1 {
			p.marks.char(v.Text())
			continue // the 贷 of 小巨人贷: counts through the pairs
		}
		q, err := p.word(v)
		if err != nil {
			return plan{}, err
		}
		each = append(each, q)
		if rare, err := p.rare(v.Units); err != nil {
			return plan{}, err
		} else if rare || len(split) == 1 {
			some = append(some, q)
		}
	}
	pairs, bonus, err := p.pairs(text)
	if err != nil {
		return plan{}, err
	}
	if len(each) == 0 {
		return plan{}, nil
	}
	if pairs != nil {
		some = append(some, pairs)
	}
	out := plan{all: preferring{conjunction(each...), bonus}, marks: p.marks}
	if len(some) > 0 {
		out.any = preferring{disjunction(some...), bonus}
	}
	return out, nil
}

// word looks for one word as typed, by its synonyms, or by its sound.
func (p *planner) word(v words.Word) (query.Query, error) {
	if v.Latin() && len(v.Same) == 0 {
		return p.latin(v.Units[0])
	}
	alternatives := []query.Query{p.phrase(v.Units, 1)}
	for _, same := range v.Same {
		alternatives = append(alternatives, p.phrase(same, weightSame))
	}
	if len(v.Same) == 0 && len(v.Units) > 1 {
		known, err := p.dict.all(fieldAll, words.Pairs(v.Units))
		if err != nil {
			return nil, err
		}
		if !known {
			alternatives = append(alternatives, p.reading(p.words.Pinyin(v.Text()), weightGuess))
		}
	}
	return disjunction(alternatives...), nil
}

// phrase looks for units that stand together, in each field.
func (p *planner) phrase(units []words.Unit, weight float64) query.Query {
	if len(units) == 1 && units[0].Han {
		p.marks.char(units[0].Norm)
		return disjunction(
			prefix(fieldAll, units[0].Norm, weight*weightText),
			prefix(fieldName, units[0].Norm, weight*weightName))
	}
	pairs := words.Pairs(units)
	p.marks.add(pairs...)
	in := func(field string, weight float64) query.Query {
		qs := make([]query.Query, len(pairs))
		for i, t := range pairs {
			qs[i] = term(field, t, weight)
		}
		return conjunction(qs...)
	}
	return disjunction(in(fieldAll, weight*weightText), in(fieldName, weight*weightName), in(fieldProvider, weight*weightProvider))
}

// reading looks for what sounds like the letters, which may end anywhere in
// the last syllable.
func (p *planner) reading(letters string, weight float64) query.Query {
	if syllables := words.Syllables(letters); syllables != nil {
		var n int
		for _, s := range syllables {
			n += len(s)
		}
		letters = letters[:n] // the first six syllables, as many as are indexed
	}
	p.marks.reading(letters)
	return disjunction(
		prefix(fieldPinyin, letters, weight*weightName),
		prefix(fieldTextPinyin, letters, weight*weightText))
}

func (p *planner) initials(letters string, weight float64) query.Query {
	p.marks.initial(letters)
	return disjunction(
		prefix(fieldInitials, letters, weight*weightName),
		prefix(fieldTextInitials, letters, weight*weightText))
}

// pairs are the neighbouring characters of the whole text: enough of the rarer
// ones are a match of its own, which forgives a wrong character; and all of
// them in a name are a bonus, which finds the name itself first.
func (p *planner) pairs(text string) (enough, bonus query.Query, err error) {
	var rare, frequent, inName []query.Query
	for _, t := range words.Pairs(p.words.Units(text)) {
		if utf8.RuneCountInString(t) < 2 {
			continue
		}
		n, err := p.dict.count(fieldAll, t)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			continue
		}
		p.marks.add(t)
		q := disjunction(term(fieldAll, t, weightText), term(fieldName, t, weightName))
		inName = append(inName, term(fieldName, t, 1))
		if n*common > p.dict.documents {
			frequent = append(frequent, q)
		} else {
			rare = append(rare, q)
		}
	}
	if len(rare) == 0 {
		rare = frequent
	}
	if len(rare) == 0 {
		return nil, nil, nil
	}
	d := query.NewDisjunctionQuery(rare)
	d.SetMin(float64((len(rare) + 3) / 4))
	return d, disjunction(inName...), nil
}

// rare tells whether a word may be enough alone: one whose every pair is in
// many documents is not.
func (p *planner) rare(units []words.Unit) (bool, error) {
	for _, t := range words.Pairs(units) {
		n, err := p.dict.count(fieldAll, t)
		if err != nil || n*common <= p.dict.documents {
			return true, err
		}
	}
	return false, nil
}
