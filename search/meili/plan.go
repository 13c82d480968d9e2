package meili

import (
	"slices"
	"strings"

	"rongqiao/search/marks"
	"rongqiao/search/words"
)

// Least letters for a guess: with fewer, nearly anything is one slip away.
const (
	leastBegun    = 3 // machin for machinery
	leastMisspelt = 4
	leastInitials = 2
	mostInitials  = 6 // as many as are indexed
	leastSounding = 3 // characters that a word needs to be found by its sound
)

// mostTerms is how many words of a query the server looks at.
const mostTerms = 10

// way is one way to find a word: a term or a phrase of terms in the server's
// query, and perhaps a last one that is only begun.
type way struct {
	terms  string
	begun  string // what the last term begins with
	near   bool   // slips are forgiven
	weight float64
	mark   func(*marks.Marks)
}

// Weights of the ways: what was typed outweighs what only sounds so.
const (
	weightTyped = 1.0
	weightSound = 0.9
	weightGuess = 0.8
)

// plan is how a text is looked for.
type plan struct {
	words [][]way  // for each word the ways to find it; none: nothing has it
	edges []string // pairs of characters across two words
	pairs []string // all pairs of characters
	marks marks.Marks
}

// missing tells that some word is nowhere.
func (p *plan) missing() bool {
	for _, ways := range p.words {
		if len(ways) == 0 {
			return true
		}
	}
	return false
}

// planner cuts a text and notes what has to be asked of the server before it
// is known how each word is found.
type planner struct {
	words *words.Words
	asks  *probes
}

// cut is a word with its candidates, in the order in which they are wanted.
type cut struct {
	always  []candidate // all of them that are there
	instead []candidate // the first that is there, where none of always is
	letters words.Unit  // of a word of letters
}

// candidate is a way that counts if the server has something for it; sure ones
// need not be asked about.
type candidate struct {
	way  way
	sure bool
	ask  int // its number among the probes
}

// cuts gives the words of a text with their candidates.
func (p *planner) cuts(split []words.Word) []cut {
	var out []cut
	for i := 0; i < len(split); i++ {
		v := split[i]
		if n := latinRun(split[i:]); n > 1 {
			out = append(out, p.together(split[i:i+n])...)
			i += n - 1
			continue
		}
		switch {
		case v.Attached && v.Units[0].Han && len(v.Units) == 1:
			// the 贷 of 小巨人贷: counts through the pairs
		case v.Latin() && !v.Known:
			out = append(out, p.latin(v.Units[0]))
		default:
			out = append(out, p.han(v))
		}
	}
	return out[:min(len(out), mostTerms)]
}

// latinRun counts the words of letters at the beginning that are no synonyms.
func latinRun(split []words.Word) int {
	n := 0
	for n < len(split) && split[n].Latin() && !split[n].Known {
		n++
	}
	return n
}

// han finds a phrase by its term, which stands for its synonyms too, and other
// characters by their pairs, or where these are not together by their sound.
func (p *planner) han(v words.Word) cut {
	if v.Known {
		return cut{always: []candidate{p.phrase(words.Phrase(v.Units), v.Same, weightTyped)}}
	}
	written := way{weight: weightTyped}
	if len(v.Units) == 1 && v.Units[0].Han {
		c := v.Units[0].Norm
		written.begun = hanTerm(c)
		written.mark = func(m *marks.Marks) { m.Char(c) }
		return cut{always: []candidate{{way: written, sure: true}}}
	}
	pairs := words.Pairs(v.Units)
	written.terms = phraseOf(termsOf(v.Units))
	written.mark = func(m *marks.Marks) { m.Add(pairs...) }
	if len(v.Units) < leastSounding {
		return cut{always: []candidate{{way: written, sure: true}}}
	}
	out := cut{always: []candidate{p.asks.candidate(written)}}
	letters := p.words.Pinyin(v.Text())
	for _, s := range p.sounding(letters) {
		s.way.weight = weightGuess
		out.instead = append(out.instead, s)
	}
	if w, ok := reading(letters, weightGuess); ok {
		out.instead = append(out.instead, p.asks.candidate(w))
	}
	return out
}

// phrase finds a phrase of the synonyms file and those that mean the same.
func (p *planner) phrase(typed words.Phrase, same []words.Phrase, weight float64) candidate {
	return candidate{sure: true, way: way{terms: phraseTerm(typed), weight: weight, mark: func(m *marks.Marks) {
		m.Add(words.Pairs(typed)...)
		for _, q := range same {
			m.Add(words.Pairs(q)...)
		}
	}}}
}

// sounding are the phrases typed so in pinyin or initials, a term for each
// group.
func (p *planner) sounding(letters string) []candidate {
	var out []candidate
	all := p.words.Sounding(letters)
	taken := map[string]bool{}
	for _, phrase := range all {
		if taken[phrase.Key()] {
			continue
		}
		same := p.words.Same(phrase)
		for _, q := range same {
			taken[q.Key()] = true
		}
		out = append(out, p.phrase(phrase, same, weightSound))
	}
	return out
}

// together finds several words of letters as one word of pinyin, "xiao ju
// ren", or else each alone.
func (p *planner) together(split []words.Word) []cut {
	var b strings.Builder
	for _, v := range split {
		b.WriteString(v.Units[0].Raw)
	}
	joined := p.sounding(b.String())
	if w, ok := reading(b.String(), weightSound); ok && len(joined) == 0 {
		joined = append(joined, p.asks.candidate(w))
	}
	var out []cut
	for _, v := range split {
		c := p.latin(v.Units[0])
		c.always = append(joined, c.always...)
		out = append(out, c)
	}
	return out
}

// latin finds a run of letters: an English word, pinyin, or initials; and
// where it is none of them, what it may be the beginning or a slip of.
func (p *planner) latin(u words.Unit) cut {
	exact := way{terms: phraseOf([]string{lettersTerm(markLatin, u.Norm)}), weight: weightTyped, mark: func(m *marks.Marks) { m.Add(u.Norm) }}
	out := cut{letters: u, always: append([]candidate{p.asks.candidate(exact)}, p.sounding(u.Raw)...)}
	if w, ok := reading(u.Raw, weightSound); ok {
		out.always = append(out.always, p.asks.candidate(w))
	}
	guess := func(w way) { out.instead = append(out.instead, p.asks.candidate(w)) }
	if n := len(u.Raw); n >= leastInitials && n <= mostInitials {
		guess(way{begun: lettersTerm(markInitial, u.Raw), weight: weightGuess, mark: func(m *marks.Marks) { m.Initial(u.Raw) }})
	}
	if len(u.Raw) >= leastBegun {
		guess(way{begun: lettersTerm(markLatin, u.Raw), weight: weightGuess, mark: func(m *marks.Marks) { m.Begun(u.Raw) }})
	}
	if len(u.Raw) < leastMisspelt || !asciiLetters(u.Raw) {
		return out
	}
	for _, letters := range words.Misspelt(u.Raw) {
		out.instead = append(out.instead, p.sounding(letters)...)
	}
	guess(way{terms: lettersTerm(markLatin, u.Norm), near: true, weight: weightGuess, mark: func(m *marks.Marks) { m.Near(u.Norm) }})
	guess(way{begun: lettersTerm(markReading, u.Raw), near: true, weight: weightGuess, mark: func(m *marks.Marks) {
		for _, letters := range words.Misspelt(u.Raw) {
			m.Reading(letters)
		}
	}})
	return out
}

// corrected replaces each word of letters that nothing answers to by a word of
// the synonyms file that is a slip away.
func (p *planner) corrected(text string, cuts []cut) string {
	for _, c := range slices.Backward(cuts) {
		u := c.letters
		if len(u.Raw) < leastMisspelt || len(p.asks.ways(cut{always: c.always})) > 0 {
			continue
		}
		if better := p.words.Nearest(u.Norm); better != "" {
			text = text[:u.Start] + better + text[u.End:]
		}
	}
	return text
}

func asciiLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// reading finds what sounds like the letters, by each two syllables that
// follow each other; the last may be begun.
func reading(letters string, weight float64) (way, bool) {
	syllables := words.Syllables(letters)
	if len(syllables) == 0 || len(letters) < leastInitials {
		return way{}, false
	}
	whole := strings.Join(syllables, "")
	w := way{weight: weight, mark: func(m *marks.Marks) { m.Reading(whole) }}
	var terms []string
	for i := 0; i+1 < len(syllables); i++ {
		terms = append(terms, lettersTerm(markReading, syllables[i]+syllables[i+1]))
	}
	if len(syllables) == 1 {
		w.begun = lettersTerm(markReading, syllables[0])
		return w, true
	}
	w.begun = terms[len(terms)-1]
	if len(terms) > 1 {
		w.terms = phraseOf(terms[:len(terms)-1])
	}
	return w, true
}

// phraseOf asks for all the terms in one field, and counts as one word.
func phraseOf(terms []string) string { return `"` + strings.Join(terms, " ") + `"` }

// termsOf are the terms that stand where the units stand, as words.Pairs.
func termsOf(units []words.Unit) []string {
	var out []string
	for i, u := range units {
		switch {
		case !u.Han:
			out = append(out, lettersTerm(markLatin, u.Norm))
		case i+1 < len(units) && units[i+1].Han:
			out = append(out, hanTerm(u.Norm+units[i+1].Norm))
		case i == 0 || !units[i-1].Han:
			out = append(out, hanTerm(u.Norm))
		}
	}
	return out
}

// pairs are the neighbouring characters of the whole text, and those of them
// that lie across two words.
func (p *planner) pairs(units []words.Unit, split []words.Word) (all, edges []string, texts []string) {
	begins := map[int]bool{}
	for _, v := range split {
		begins[v.Units[0].Start] = true
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(units); i++ {
		a, b := units[i], units[i+1]
		if t := hanTerm(a.Norm + b.Norm); a.Han && b.Han && b.Joined && !seen[t] {
			seen[t] = true
			all, texts = append(all, t), append(texts, a.Norm+b.Norm)
			if begins[b.Start] {
				edges = append(edges, t)
			}
		}
	}
	return all, edges, texts
}
