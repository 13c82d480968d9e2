// Package marks finds what a query was looked for as again in the texts of a
// hit. Every engine marks by it, so that a found text looks the same whichever
// engine found it.
package marks

import (
	"slices"
	"strings"

	"rongqiao/search"
	"rongqiao/search/words"
)

// mostTexts bounds the texts shown of one hit; names come besides.
const mostTexts = 3

// ShortText bounds, in characters, the texts that answer to pinyin.
const ShortText = 16

// Texts are what highlights are cut from, as engines store it.
type Texts struct {
	NameZH     string   `json:"nz,omitempty"`
	NameEN     string   `json:"ne,omitempty"`
	ProviderZH string   `json:"pz,omitempty"`
	ProviderEN string   `json:"pe,omitempty"`
	Text       []string `json:"t,omitempty"`
}

// Marks are what a query was looked for as.
type Marks struct {
	terms    map[string]bool
	chars    map[string]bool
	readings []string // beginnings of readings
	initials []string
	begun    []string // beginnings of words of letters
	near     []string // words of letters, perhaps misspelt
}

// Empty tells that there is nothing to mark.
func (m *Marks) Empty() bool {
	return len(m.terms)+len(m.chars)+len(m.readings)+len(m.initials)+len(m.begun)+len(m.near) == 0
}

// Add marks terms, as words.Terms cuts them.
func (m *Marks) Add(terms ...string) {
	if m.terms == nil {
		m.terms = map[string]bool{}
	}
	for _, t := range terms {
		m.terms[t] = true
	}
}

// Char marks one character wherever it stands.
func (m *Marks) Char(c string) {
	if m.chars == nil {
		m.chars = map[string]bool{}
	}
	m.chars[c] = true
}

// Reading marks what sounds like the letters, or begins so.
func (m *Marks) Reading(letters string) {
	if !slices.Contains(m.readings, letters) {
		m.readings = append(m.readings, letters)
	}
}

// Initial marks what has these first letters.
func (m *Marks) Initial(letters string) {
	if !slices.Contains(m.initials, letters) {
		m.initials = append(m.initials, letters)
	}
}

// Begun marks words of letters that begin so.
func (m *Marks) Begun(letters string) { m.begun = append(m.begun, letters) }

// Near marks words of letters that are the word but for a slip or two.
func (m *Marks) Near(word string) { m.near = append(m.near, word) }

// Highlights cuts out the texts that have a mark.
func (m *Marks) Highlights(w *words.Words, texts Texts) []search.Highlight {
	var out []search.Highlight
	add := func(field, text string, read bool) bool {
		spans := m.spans(w, text, read)
		if len(spans) > 0 {
			out = append(out, search.Highlight{Field: field, Text: text, Spans: spans})
		}
		return len(spans) > 0
	}
	add("name_zh", texts.NameZH, true)
	add("name_en", texts.NameEN, false)
	add("provider_zh", texts.ProviderZH, true)
	add("provider_en", texts.ProviderEN, false)
	shown := 0
	for _, text := range texts.Text {
		if shown < mostTexts && add("text", text, len([]rune(text)) <= ShortText) {
			shown++
		}
	}
	return out
}

// spans are where the marks are in a text: in order, apart from one another.
func (m *Marks) spans(w *words.Words, text string, read bool) []search.Span {
	var spans []search.Span
	units := w.Units(text)
	for _, t := range words.Terms(units) {
		if m.terms[t.Text] {
			spans = append(spans, search.Span{Start: t.Start, End: t.End})
		}
	}
	for _, u := range units {
		if m.chars[u.Norm] || !u.Han && m.guessed(u.Norm) {
			spans = append(spans, search.Span{Start: u.Start, End: u.End})
		}
	}
	if read && len(m.readings)+len(m.initials) > 0 {
		for _, run := range w.Read(text) {
			spans = append(spans, sounding(run, m.readings, func(s string) string { return s })...)
			spans = append(spans, sounding(run, m.initials, firstOf)...)
		}
	}
	return merged(spans)
}

func (m *Marks) guessed(word string) bool {
	return slices.ContainsFunc(m.begun, func(b string) bool { return strings.HasPrefix(word, b) }) ||
		slices.ContainsFunc(m.near, func(n string) bool { return words.Slips(word, n) <= mostSlips })
}

// mostSlips is how many letters may be wrong in a word.
const mostSlips = 2

func firstOf(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// sounding finds where a run of syllables, or its initials, begins as wanted.
func sounding(run []words.Syllable, wanted []string, part func(string) string) []search.Span {
	var spans []search.Span
	for _, want := range wanted {
		for i := range run {
			rest := want
			for _, s := range run[i:] {
				have := part(s.Text)
				if strings.HasPrefix(have, rest) {
					spans = append(spans, search.Span{Start: run[i].Start, End: s.End})
					break
				}
				var ok bool
				if rest, ok = strings.CutPrefix(rest, have); !ok || have == "" {
					break
				}
			}
		}
	}
	return spans
}

// merged joins spans that touch.
func merged(spans []search.Span) []search.Span {
	slices.SortFunc(spans, func(a, b search.Span) int { return a.Start - b.Start })
	var out []search.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
