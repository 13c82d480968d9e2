package bleve

import (
	"strings"

	"github.com/blevesearch/bleve/v2/search/query"

	"rongqiao/search/words"
)

// Least letters for a guess: with fewer, nearly anything is one slip away.
const (
	leastBegun    = 3 // machin for machinery
	leastMisspelt = 4
	leastInitials = 2
	mostInitials  = 6 // as many as are indexed
)

// mostGuesses bounds the terms that a begun or misspelt word is tried as.
const mostGuesses = 24

// latinRun counts the words of letters at the beginning that are no synonyms.
func latinRun(split []words.Word) int {
	n := 0
	for n < len(split) && split[n].Latin() && len(split[n].Same) == 0 {
		n++
	}
	return n
}

func (p *planner) latinWords(split []words.Word) ([]query.Query, error) {
	out := make([]query.Query, len(split))
	for i, v := range split {
		q, err := p.latin(v.Units[0])
		if err != nil {
			return nil, err
		}
		out[i] = q
	}
	return out, nil
}

// joinedPinyin reads "xiao ju ren" as one word, where something is read so.
func (p *planner) joinedPinyin(split []words.Word) query.Query {
	var b strings.Builder
	for _, v := range split {
		b.WriteString(v.Units[0].Raw)
	}
	letters := b.String()
	if words.Syllables(letters) == nil {
		return nil
	}
	return p.reading(letters, weightPinyin*weightJoined)
}

// latin looks for a run of letters: an English word, pinyin, or initials; and
// where it is none of them, what it may be the beginning or a slip of.
func (p *planner) latin(u words.Unit) (query.Query, error) {
	var out []query.Query
	exact, err := p.dict.has(fieldAll, u.Norm)
	if err != nil {
		return nil, err
	}
	if exact {
		out = append(out, p.phrase([]words.Unit{u}, 1))
	}
	readable, err := p.readable(u.Raw)
	if err != nil {
		return nil, err
	}
	if readable {
		out = append(out, p.reading(u.Raw, weightPinyin))
	}
	if len(out) == 0 {
		initials, err := p.begins(u.Raw, leastInitials, fieldInitials, fieldTextInitials)
		if err != nil {
			return nil, err
		}
		if initials && len(u.Raw) <= mostInitials {
			out = append(out, p.initials(u.Raw, weightInitials))
		}
	}
	if len(out) == 0 {
		if out, err = p.guesses(u); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return term(fieldAll, u.Norm, weightText), nil
	}
	return disjunction(out...), nil
}

// readable tells whether something in the index sounds so.
func (p *planner) readable(letters string) (bool, error) {
	if words.Syllables(letters) == nil {
		return false, nil
	}
	return p.begins(letters, 2, fieldPinyin, fieldTextPinyin)
}

// begins tells whether a term in one of the fields begins with the letters.
func (p *planner) begins(letters string, least int, fields ...string) (bool, error) {
	if len(letters) < least {
		return false, nil
	}
	for _, f := range fields {
		if found, err := p.dict.begins(f, letters); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// guesses are what a word may be that nothing matches as it is.
func (p *planner) guesses(u words.Unit) ([]query.Query, error) {
	var out []query.Query
	add := func(terms []string) {
		for _, t := range terms {
			p.marks.add(t)
			out = append(out, disjunction(term(fieldAll, t, weightGuess*weightText), term(fieldName, t, weightGuess*weightName)))
		}
	}
	if len(u.Raw) >= leastBegun {
		begun, err := p.dict.beginning(fieldAll, u.Raw)
		if err != nil {
			return nil, err
		}
		add(begun)
	}
	if len(u.Raw) < leastMisspelt {
		return out, nil
	}
	near, err := p.dict.near(fieldAll, u.Norm)
	if err != nil {
		return nil, err
	}
	add(near)
	if !asciiLetters(u.Raw) || len(out) > 0 {
		return out, nil
	}
	for _, letters := range words.Misspelt(u.Raw) {
		readable, err := p.readable(letters)
		if err != nil {
			return nil, err
		}
		if readable && len(out) < mostGuesses {
			out = append(out, p.reading(letters, weightGuess))
		}
	}
	return out, nil
}

func asciiLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}
