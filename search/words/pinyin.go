package words

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// Syllable is the reading of one character, or a run of letters as it is.
type Syllable struct {
	Text       string // without tones, ü as v
	Start, End int    // bytes in the text
}

// Read gives a text's readings in runs that are read together; runs end where
// the units break. Characters are read as the longest phrase of the readings
// file says, and else in their commonest way.
func (w *Words) Read(text string) [][]Syllable {
	units := w.Units(text)
	var out [][]Syllable
	for i := 0; i < len(units); {
		if !units[i].Joined {
			out = append(out, nil)
		}
		run := &out[len(out)-1]
		if n, syllables := w.readingAt(units[i:]); n > 0 {
			for k, s := range syllables {
				*run = append(*run, Syllable{s, units[i+k].Start, units[i+k].End})
			}
			i += n
			continue
		}
		*run = append(*run, Syllable{readUnit(units[i]), units[i].Start, units[i].End})
		i++
	}
	return out
}

func (w *Words) readingAt(units []Unit) (int, []string) {
	var phrase strings.Builder
	best, syllables := 0, []string(nil)
	for i := 0; i < len(units) && i < w.longRead; i++ {
		if !units[i].Han || (i > 0 && !units[i].Joined) {
			break
		}
		phrase.WriteString(units[i].Norm)
		if s, ok := w.readings[phrase.String()]; ok {
			best, syllables = i+1, s
		}
	}
	return best, syllables
}

func readUnit(u Unit) string {
	if u.Han && len(u.Norm) > 1 {
		for _, r := range u.Norm {
			if s, ok := dictionary().commonest[r]; ok {
				return s
			}
		}
	}
	return u.Raw
}

// Pinyin is the reading of a text in one piece: "小巨人" is "xiaojuren".
func (w *Words) Pinyin(text string) string {
	var b strings.Builder
	for _, run := range w.Read(text) {
		for _, s := range run {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// readingLength is how many syllables of a reading are indexed from each
// place on. Names are told apart well before.
const readingLength = 6

// Readings are the terms that an engine indexes of a text's reading: from each
// syllable on, up to six of them together, and their first letters. A query in
// pinyin or initials is the beginning of one.
func (w *Words) Readings(text string) (full, initials []string) {
	for _, run := range w.Read(text) {
		for i := range run {
			var f, n strings.Builder
			for _, s := range run[i:min(i+readingLength, len(run))] {
				f.WriteString(s.Text)
				n.WriteString(firstLetter(s.Text))
			}
			full = append(full, f.String())
			if n.Len() > 1 {
				initials = append(initials, n.String())
			}
		}
	}
	return full, initials
}

func firstLetter(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// Syllables cuts a run of letters into syllables, the last of which may be
// only begun; at most six, as many as Readings holds. It answers nil where
// the letters cannot be read so.
func Syllables(letters string) []string {
	known := dictionary().syllables
	n := len(letters)
	next := make([]int, n+1) // end of the syllable from here, 0 where none fits
	for i := n - 1; i >= 0; i-- {
		for end := min(i+longestSyllable, n); end > i; end-- {
			kind := known[letters[i:end]]
			if kind == whole && (end == n || next[end] > 0) || kind == begun && end == n {
				next[i] = end
				break
			}
		}
	}
	var out []string
	for i := 0; i < n && len(out) < readingLength; i = next[i] {
		if next[i] == 0 {
			return nil
		}
		out = append(out, letters[i:next[i]])
	}
	return out
}

// longestSyllable is the letters of zhuang.
const longestSyllable = 6

// Whether letters are a syllable, or the beginning of one.
const (
	whole = 1
	begun = 2
)

// readingsOf is what the pinyin library knows, without tones.
type readingsOf struct {
	commonest map[rune]string
	syllables map[string]int // whole or begun
}

// dictionary reads the library's table by itself: its own functions go through
// regular expressions for every character, which made half the cost of
// indexing.
var dictionary = sync.OnceValue(func() readingsOf {
	out := readingsOf{make(map[rune]string, len(pinyin.PinyinDict)), map[string]int{}}
	for r, readings := range pinyin.PinyinDict {
		for i, s := range strings.Split(withoutTones.Replace(readings), ",") {
			if i == 0 {
				out.commonest[rune(r)] = s
			}
			if r < 0x4e00 || r > 0x9fff || len(s) > longestSyllable || !strings.ContainsAny(s, "aeiouv") {
				continue // rare characters, and hm, ng: interjections
			}
			out.syllables[s] = whole
			for n := 1; n < len(s); n++ {
				if out.syllables[s[:n]] == 0 {
					out.syllables[s[:n]] = begun
				}
			}
		}
	}
	return out
})

var withoutTones = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u",
	"ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "\u0300", "", "\u0304", "", "\u030c", "")

// Misspelt gives the readable runs of letters that are one slip away: one
// letter left out, put in, changed, or two swapped. The first letter stays:
// few miss it, and it keeps the list short.
func Misspelt(letters string) []string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz"
	seen := map[string]bool{letters: true}
	var out []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			if Syllables(s) != nil {
				out = append(out, s)
			}
		}
	}
	for i := 1; i < len(letters); i++ {
		head, tail := letters[:i], letters[i+1:]
		add(head + tail)
		if i+1 < len(letters) {
			add(head + letters[i+1:i+2] + letters[i:i+1] + letters[i+2:])
		}
		for _, c := range alphabet {
			add(head + string(c) + tail)
			add(head + string(c) + letters[i:])
		}
	}
	return out
}

// Slips counts how many letters have to be left out, put in, changed, or
// swapped with the next to make one word of another.
func Slips(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := before
		before, row = row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(before[j]+1, row[j-1]+1, before[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], last[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
