package bleve

import (
	"slices"
	"strings"

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

// weightJoined is for pinyin typed in syllables: one word rather than several.
const weightJoined = 2 * weightPinyin

// latinRun counts the words of letters at the beginning that are no synonyms.
func latinRun(split []words.Word) int {
	n := 0
	for n < len(split) && split[n].Latin() && len(split[n].Same) == 0 {
		n++
	}
	return n
}

// latinWords looks for several, each alone, or for all as one word of pinyin:
// "xiao ju ren".
func (p *planner) latinWords(split []words.Word) error {
	var b strings.Builder
	for _, v := range split {
		b.WriteString(v.Units[0].Raw)
	}
	together, err := p.readable(b.String())
	if err != nil {
		return err
	}
	var joined []way
	if together {
		joined = p.reading(b.String(), weightJoined)
	}
	for _, phrase := range p.words.Sounding(b.String()) {
		joined = append(joined, p.phrase(phrase, weightSame))
	}
	for _, v := range split {
		ways, err := p.latin(v.Units[0])
		if err != nil {
			return err
		}
		p.out.words = append(p.out.words, append(ways, joined...))
	}
	return nil
}

// latin looks for a run of letters: an English word, pinyin, or initials; and
// where it is none of them, what it may be the beginning or a slip of.
func (p *planner) latin(u words.Unit) ([]way, error) {
	var out []way
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
		out = append(out, p.reading(u.Raw, weightPinyin)...)
	}
	for _, phrase := range p.words.Sounding(u.Raw) {
		out = append(out, p.phrase(phrase, weightSame))
	}
	if len(out) > 0 {
		return out, nil
	}
	if len(u.Raw) <= mostInitials {
		initials, err := p.begins(u.Raw, leastInitials, fieldInitials, fieldTextInitials)
		if err != nil {
			return nil, err
		}
		if initials {
			return p.initials(u.Raw), nil
		}
	}
	return p.guesses(u)
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

// corrected replaces each English word that nothing answers to by the commonest
// one that is a slip away, before synonyms are looked for: "litle giant" is a
// little giant too.
func (p *planner) corrected(text string) (string, error) {
	for _, v := range slices.Backward(p.words.Split(text)) {
		u := v.Units[0]
		if !v.Latin() || len(v.Same) > 0 || len(u.Raw) < leastMisspelt {
			continue
		}
		better, err := p.better(u)
		if err != nil {
			return "", err
		}
		if better != "" {
			text = text[:u.Start] + better + text[u.End:]
		}
	}
	return text, nil
}

// better is the correction of a word, empty where it has a meaning as it is,
// or no word is near.
func (p *planner) better(u words.Unit) (string, error) {
	if len(p.words.Sounding(u.Raw)) > 0 {
		return "", nil
	}
	for _, asItIs := range []func() (bool, error){
		func() (bool, error) { return p.dict.has(fieldAll, u.Norm) },
		func() (bool, error) { return p.readable(u.Raw) },
		func() (bool, error) { return p.begins(u.Raw, leastInitials, fieldInitials, fieldTextInitials) },
		func() (bool, error) { return p.begins(u.Raw, leastBegun, fieldLatin) },
	} {
		if found, err := asItIs(); found || err != nil {
			return "", err
		}
	}
	near, err := p.dict.near(fieldLatin, u.Norm)
	if err != nil {
		return "", err
	}
	best, most := "", 0
	for _, t := range near {
		n, err := p.dict.count(fieldAll, t)
		if err != nil {
			return "", err
		}
		if n > most {
			best, most = t, n
		}
	}
	return best, nil
}

// begun are the words that one may be the beginning of.
func (p *planner) begun(u words.Unit) ([]string, error) {
	if len(u.Raw) < leastBegun {
		return nil, nil
	}
	return p.dict.beginning(fieldLatin, u.Raw)
}

// guesses are what a word may be that nothing matches as it is.
func (p *planner) guesses(u words.Unit) ([]way, error) {
	terms, err := p.begun(u)
	if err != nil {
		return nil, err
	}
	var out []way
	for _, t := range terms {
		p.out.marks.Add(t)
		p.prefer(t, weightGuess)
		out = append(out, way{term(fieldAll, t), weightGuess})
	}
	if len(out) > 0 || len(u.Raw) < leastMisspelt || !asciiLetters(u.Raw) {
		return out, nil
	}
	for _, letters := range words.Misspelt(u.Raw) {
		readable, err := p.readable(letters)
		if err != nil {
			return nil, err
		}
		if readable && len(out) < mostGuesses {
			out = append(out, p.reading(letters, weightGuess)...)
		}
	}
	return out, nil
}

func asciiLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}
