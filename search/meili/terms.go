package meili

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"rongqiao/search/words"
)

// A term is written in letters and digits, so that the server takes it for one
// word. Its first letter says what it is, and keeps one kind from being found
// as the beginning of another.
const (
	markHan     = "x" // a pair of characters, or one
	markPhrase  = "p" // a phrase of the synonyms file
	markLatin   = "w" // a run of letters
	markReading = "r"
	markInitial = "i"
)

// hanTerm gives each character four digits of base 36, which hold any; with one
// width for all, a character alone is the beginning of its pairs.
func hanTerm(text string) string {
	var b strings.Builder
	b.WriteString(markHan)
	for _, r := range text {
		s := strconv.FormatInt(int64(r), 36)
		b.WriteString("0000"[len(s):])
		b.WriteString(s)
	}
	return b.String()
}

func phraseTerm(p words.Phrase) string {
	h := fnv.New64a()
	fmt.Fprint(h, p.Key())
	return markPhrase + strconv.FormatUint(h.Sum64(), 36)
}

// lettersTerm keeps letters beyond ASCII from being cut or folded.
func lettersTerm(mark, letters string) string {
	for i := range len(letters) {
		if c := letters[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return mark + "0x" + hex.EncodeToString([]byte(letters))
		}
	}
	return mark + letters
}

// termSet gathers terms of one field, each once.
type termSet struct {
	seen map[string]bool
	list []string
}

func (s *termSet) add(term string) {
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	if !s.seen[term] {
		s.seen[term] = true
		s.list = append(s.list, term)
	}
}

func (s *termSet) String() string { return strings.Join(s.list, " ") }

// found adds what a text can be found by as it is written.
func (s *termSet) found(w *words.Words, text string) {
	units := w.Units(text)
	for _, p := range w.Standing(units) {
		s.add(phraseTerm(p))
	}
	for i, u := range units {
		switch {
		case !u.Han:
			s.add(lettersTerm(markLatin, u.Norm))
		case i+1 < len(units) && units[i+1].Han && units[i+1].Joined:
			s.add(hanTerm(u.Norm + units[i+1].Norm))
		default:
			s.add(hanTerm(u.Norm))
		}
	}
}

// sounds adds what it can be found by as it is read: each two syllables that
// follow each other, each syllable, and the first letters from each place on.
func (s *termSet) sounds(w *words.Words, text string) {
	for _, run := range w.Read(text) {
		for i, syllable := range run {
			s.add(lettersTerm(markReading, syllable.Text))
			if i+1 < len(run) {
				s.add(lettersTerm(markReading, syllable.Text+run[i+1].Text))
			}
		}
	}
	_, initials := w.Readings(text)
	for _, letters := range initials {
		s.add(lettersTerm(markInitial, letters))
	}
}

// near adds what it can be found by with a slip.
func (s *termSet) near(w *words.Words, text string, read bool) {
	for _, u := range w.Units(text) {
		if !u.Han && len(u.Norm) >= leastMisspelt {
			s.add(lettersTerm(markLatin, u.Norm))
		}
	}
	if read {
		full, _ := w.Readings(text)
		for _, letters := range full {
			s.add(lettersTerm(markReading, letters))
		}
	}
}
