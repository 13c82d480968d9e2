package bleve

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"rongqiao/search"
	"rongqiao/search/words"
)

// mostTexts bounds the texts shown of one hit; names come besides.
const mostTexts = 3

// marks are what a query was looked for as, to find it again in a text.
type marks struct {
	terms    map[string]bool
	chars    map[string]bool
	readings []string // beginnings of readings
	initials []string
}

func (m *marks) empty() bool {
	return len(m.terms)+len(m.chars)+len(m.readings)+len(m.initials) == 0
}

func (m *marks) add(terms ...string) {
	if m.terms == nil {
		m.terms = map[string]bool{}
	}
	for _, t := range terms {
		m.terms[t] = true
	}
}

func (m *marks) char(c string) {
	if m.chars == nil {
		m.chars = map[string]bool{}
	}
	m.chars[c] = true
}

func (m *marks) reading(letters string) {
	if !slices.Contains(m.readings, letters) {
		m.readings = append(m.readings, letters)
	}
}

func (m *marks) initial(letters string) {
	if !slices.Contains(m.initials, letters) {
		m.initials = append(m.initials, letters)
	}
}

// highlights cuts the texts of a hit that the query is found in.
func (x *Index) highlights(s *scorch.IndexSnapshot, t *table, f found, m marks) ([]search.Highlight, error) {
	segment, _ := t.at(f.number)
	var stored storedTextsOf
	if err := readStored(s.Segments()[segment], f.number-t.offsets[segment], storedTexts, &stored); err != nil {
		return nil, err
	}
	var out []search.Highlight
	add := func(field, text string, read bool) bool {
		spans := x.spans(text, m, read)
		if len(spans) > 0 {
			out = append(out, search.Highlight{Field: field, Text: text, Spans: spans})
		}
		return len(spans) > 0
	}
	add("name_zh", stored.NameZH, true)
	add("name_en", stored.NameEN, false)
	add("provider_zh", stored.ProviderZH, true)
	add("provider_en", stored.ProviderEN, false)
	shown := 0
	for _, text := range stored.Text {
		if shown < mostTexts && add("text", text, len([]rune(text)) <= shortText) {
			shown++
		}
	}
	return out, nil
}

// spans are where the marks are in a text: in order, apart from one another.
func (x *Index) spans(text string, m marks, read bool) []search.Span {
	var spans []search.Span
	units := x.words.Units(text)
	for _, t := range words.Terms(units) {
		if m.terms[t.Text] {
			spans = append(spans, search.Span{Start: t.Start, End: t.End})
		}
	}
	for _, u := range units {
		if m.chars[u.Norm] {
			spans = append(spans, search.Span{Start: u.Start, End: u.End})
		}
	}
	if read && len(m.readings)+len(m.initials) > 0 {
		for _, run := range x.words.Read(text) {
			spans = append(spans, sounding(run, m.readings, func(s string) string { return s })...)
			spans = append(spans, sounding(run, m.initials, firstOf)...)
		}
	}
	return merged(spans)
}

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
