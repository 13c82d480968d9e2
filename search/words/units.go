package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unit is the smallest thing compared: a Chinese character, or a run of
// letters and digits. A single letter that touches a Chinese character
// (科创e贷) counts as one.
type Unit struct {
	Norm       string // folded: half width, lower case, simplified, singular
	Raw        string // folded, but not made singular
	Start, End int    // bytes in the text
	Han        bool
	Joined     bool // follows the unit before it without a break
}

// Units cuts a text. Brackets, quotes and middle dots do not break: 首台（套）
// is 首台套. Everything else that is no letter or digit does.
func (w *Words) Units(text string) []Unit {
	var out []Unit
	joined, start := false, -1
	var word strings.Builder
	endWord := func(end int) {
		if start < 0 {
			return
		}
		raw := word.String()
		out = append(out, Unit{Norm: singular(raw), Raw: raw, Start: start, End: end, Joined: joined})
		word.Reset()
		start, joined = -1, true
	}
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			size = 1
		}
		switch f := w.fold(r); {
		case unicode.Is(unicode.Han, f):
			endWord(i)
			s := string(f)
			out = append(out, Unit{Norm: s, Raw: s, Start: i, End: i + size, Han: true, Joined: joined})
			joined = true
		case unicode.IsLetter(f) || unicode.IsDigit(f):
			if start < 0 {
				start = i
			}
			word.WriteRune(f)
		case unicode.IsMark(f) && start >= 0:
			word.WriteRune(f)
		case transparent(f):
			endWord(i)
		default:
			endWord(i)
			joined = false
		}
	}
	endWord(len(text))
	if len(out) > 0 {
		out[0].Joined = false
	}
	return adoptLetters(out)
}

// adoptLetters makes single letters beside Chinese characters part of them.
func adoptLetters(units []Unit) []Unit {
	for i := range units {
		u := &units[i]
		if u.Han || len(u.Norm) != 1 || u.Norm[0] < 'a' || u.Norm[0] > 'z' {
			continue
		}
		before := i > 0 && u.Joined && units[i-1].Han
		after := i+1 < len(units) && units[i+1].Joined && units[i+1].Han
		u.Han = before || after
	}
	return units
}

// fold writes a rune as it is compared.
func (w *Words) fold(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms of ASCII
		r -= 0xFEE0
	case r == 0x3000: // full-width space
		r = ' '
	}
	if s, ok := w.folds[r]; ok {
		return s
	}
	return unicode.ToLower(r)
}

func transparent(r rune) bool {
	return strings.ContainsRune("()[]\"'“”‘’「」『』《》〈〉【】·•", r)
}

// singular drops the plural of an English word, so that loans find a loan.
// It only has to be the same on both sides, not right.
func singular(s string) string {
	if len(s) < 4 || s[0] > 'z' || s[0] < 'a' {
		return s
	}
	switch {
	case strings.HasSuffix(s, "ies"):
		return s[:len(s)-3] + "y"
	case strings.HasSuffix(s, "ss"), strings.HasSuffix(s, "us"), strings.HasSuffix(s, "is"):
		return s
	case strings.HasSuffix(s, "s"):
		return s[:len(s)-1]
	}
	return s
}

// Terms are what an engine indexes of a text: every two neighbouring
// characters, the last character of each run alone, and every run of letters.
// Any single character is then the beginning of a term, and two together are
// one exactly where they stand together.
func Terms(units []Unit) []Term {
	var out []Term
	for i, u := range units {
		switch {
		case !u.Han:
			out = append(out, Term{u.Norm, u.Start, u.End})
		case i+1 < len(units) && units[i+1].Han && units[i+1].Joined:
			next := units[i+1]
			out = append(out, Term{u.Norm + next.Norm, u.Start, next.End})
		default:
			out = append(out, Term{u.Norm, u.Start, u.End})
		}
	}
	return out
}

// Pairs are the terms that all stand where the units stand in this order: as
// Terms, without the single last character when there are others.
func Pairs(units []Unit) []string {
	var out []string
	for i, u := range units {
		switch {
		case !u.Han:
			out = append(out, u.Norm)
		case i+1 < len(units) && units[i+1].Han:
			out = append(out, u.Norm+units[i+1].Norm)
		case i == 0 || !units[i-1].Han:
			out = append(out, u.Norm)
		}
	}
	return out
}

// Term is what is indexed, and where it stands in the text, in bytes.
type Term struct {
	Text       string
	Start, End int
}
