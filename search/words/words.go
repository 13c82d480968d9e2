// Package words knows the trade's words for every search engine: which mean
// the same, how they are read in pinyin, and how different ways of writing
// fold into one. What it knows are files, read and checked once at start.
package words

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// The files that Load reads.
const (
	SynonymsFile    = "synonyms.yaml"
	ReadingsFile    = "readings.yaml"
	TraditionalFile = "traditional.yaml"
)

// Words is the loaded knowledge. It does not change, so that any number of
// goroutines may use it.
type Words struct {
	folds    map[rune]rune       // traditional to simplified
	groups   [][]Phrase          // words of one meaning
	group    map[string]int      // a phrase's key to its group; -1 for a plain term
	longest  int                 // units in the longest phrase
	sounds   map[string][]int    // a phrase's reading, or its initials, to the groups
	readings map[string][]string // a phrase to its syllables
	longRead int                 // runes in the longest of them
	version  string
}

// Phrase is a word as the units it is compared by.
type Phrase []Unit

// Load reads the three files from fsys, whole, or answers what is wrong with
// the file and the line.
func Load(fsys fs.FS) (*Words, error) {
	w := &Words{folds: map[rune]rune{}, group: map[string]int{}, readings: map[string][]string{}}
	hash := sha256.New()
	for _, step := range []struct {
		file string
		read func([]byte) error
	}{
		{TraditionalFile, w.readTraditional},
		{SynonymsFile, w.readSynonyms},
		{ReadingsFile, w.readReadings},
	} {
		data, err := fs.ReadFile(fsys, step.file)
		if err != nil {
			return nil, fmt.Errorf("search words: %w", err)
		}
		if err := step.read(data); err != nil {
			return nil, fmt.Errorf("search words: %s%w", step.file, err)
		}
		fmt.Fprintf(hash, "%s %d\n", step.file, len(data))
		hash.Write(data)
	}
	w.sounds = w.soundsOfGroups()
	w.version = hex.EncodeToString(hash.Sum(nil)[:16])
	return w, nil
}

// Version changes with the content of any file, so that an index built with
// other words can be told.
func (w *Words) Version() string { return w.version }

// Word is one thing asked for in a query.
type Word struct {
	Units    []Unit
	Same     []Phrase // other ways to say it, from the synonyms
	Attached bool     // written together with a neighbour, without a space
	Known    bool     // stands in the synonyms file
}

// Text is the word folded, without spaces.
func (v Word) Text() string { return joined(v.Units, "") }

// Latin tells that the word is one run of letters and digits.
func (v Word) Latin() bool { return len(v.Units) == 1 && !v.Units[0].Han }

// Split cuts a query into its words: at spaces and marks, between scripts, and
// around the phrases of the synonyms file, longest first, so that words run
// together are still looked for apart.
func (w *Words) Split(query string) []Word {
	units := w.Units(query)
	var out []Word
	var rest []Unit
	flush := func() {
		if len(rest) > 0 {
			out = append(out, Word{Units: rest})
			rest = nil
		}
	}
	for i := 0; i < len(units); {
		n, group := w.phraseAt(units[i:])
		if n > 0 {
			flush()
			v := Word{Units: units[i : i+n], Known: true}
			if group >= 0 {
				own := key(v.Units)
				for _, p := range w.groups[group] {
					if key(p) != own {
						v.Same = append(v.Same, p)
					}
				}
			}
			out = append(out, v)
			i += n
			continue
		}
		u := units[i]
		if len(rest) > 0 && (!u.Han || !rest[len(rest)-1].Han || !u.Joined) {
			flush()
		}
		rest = append(rest, u)
		i++
	}
	flush()
	for i := range out {
		before := out[i].Units[0].Joined
		after := i+1 < len(out) && out[i+1].Units[0].Joined
		out[i].Attached = before || after
	}
	return out
}

// phraseAt finds the longest phrase that the units begin with, and its group.
func (w *Words) phraseAt(units []Unit) (n, group int) {
	for n = min(w.longest, len(units)); n > 0; n-- {
		if !contiguous(units[:n]) {
			continue
		}
		if g, ok := w.group[key(units[:n])]; ok {
			return n, g
		}
	}
	return 0, 0
}

// contiguous tells that Chinese characters stand together; letters may have
// spaces between them.
func contiguous(units []Unit) bool {
	for i := 1; i < len(units); i++ {
		if !units[i].Joined && (units[i].Han || units[i-1].Han) {
			return false
		}
	}
	return true
}

// leastInitials keeps initials of synonyms from being found in any short word.
const leastInitials = 4

// soundsOfGroups lists how the Chinese phrases of the groups are typed in
// letters.
func (w *Words) soundsOfGroups() map[string][]int {
	out := map[string][]int{}
	add := func(letters string, group int) {
		if !slices.Contains(out[letters], group) {
			out[letters] = append(out[letters], group)
		}
	}
	for n, phrases := range w.groups {
		for _, p := range phrases {
			if !p[0].Han {
				continue
			}
			var initials strings.Builder
			for _, run := range w.Read(key(p)) {
				for _, s := range run {
					initials.WriteString(firstLetter(s.Text))
				}
			}
			add(w.Pinyin(key(p)), n)
			if initials.Len() >= leastInitials {
				add(initials.String(), n)
			}
		}
	}
	return out
}

// Sounding are the phrases of all groups that hold a word typed so in pinyin
// or, from four on, in initials: pufa is 浦发, and so 浦东发展银行 too.
func (w *Words) Sounding(letters string) []Phrase {
	var out []Phrase
	for _, n := range w.sounds[letters] {
		out = append(out, w.groups[n]...)
	}
	return out
}

// Groups are the groups of the synonyms file, in its order.
func (w *Words) Groups() [][]Phrase { return w.groups }

// Nearest is the word of letters in the synonyms file that is one slip away and
// begins alike; empty where there is none.
func (w *Words) Nearest(letters string) string {
	best := ""
	for _, g := range w.groups {
		for _, p := range g {
			for _, u := range p {
				if !u.Han && len(u.Norm) > 3 && u.Norm[0] == letters[0] && Slips(u.Norm, letters) == 1 && (best == "" || u.Norm < best) {
					best = u.Norm
				}
			}
		}
	}
	return best
}

// Same are the other phrases of a phrase's group.
func (w *Words) Same(p Phrase) []Phrase {
	g, ok := w.group[key(p)]
	if !ok || g < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.groups[g]), func(q Phrase) bool { return key(q) == key(p) })
}

// Standing are the phrases of the synonyms file that stand anywhere in the
// units, those within longer ones too, each once. An engine that indexes them
// finds a long word by one term.
func (w *Words) Standing(units []Unit) []Phrase {
	var out []Phrase
	seen := map[string]bool{}
	for i := range units {
		for n := min(w.longest, len(units)-i); n > 0; n-- {
			part := units[i : i+n]
			if k := key(part); contiguous(part) && !seen[k] {
				if _, ok := w.group[k]; ok {
					seen[k] = true
					out = append(out, Phrase(part))
				}
			}
		}
	}
	return out
}

// Key tells a phrase from all others, however it is written.
func (p Phrase) Key() string { return key(p) }

func key(units []Unit) string { return joined(units, " ") }

// joined writes units one after the other, with the separator between two
// runs of letters.
func joined(units []Unit, between string) string {
	var b strings.Builder
	for i, u := range units {
		if i > 0 && !u.Han && !units[i-1].Han {
			b.WriteString(between)
		}
		b.WriteString(u.Norm)
	}
	return b.String()
}
