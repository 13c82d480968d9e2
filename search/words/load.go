package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// item is a text with the line it was read from.
type item struct {
	text string
	line int
}

// UnmarshalYAML reads a plain text; a number or a list is not one.
func (i *item) UnmarshalYAML(node ast.Node) error {
	s, ok := node.(*ast.StringNode)
	if !ok {
		return fmt.Errorf(":%d: want a text, have %s", line(node), node)
	}
	i.text, i.line = strings.TrimSpace(s.Value), line(node)
	return nil
}

// table is a mapping of texts in the file's order.
type table []struct{ key, value item }

// UnmarshalYAML reads the mapping, keys included, with their lines.
func (t *table) UnmarshalYAML(node ast.Node) error {
	m, ok := node.(*ast.MappingNode)
	if !ok {
		return fmt.Errorf(":%d: want a mapping, have %s", line(node), node)
	}
	for _, v := range m.Values {
		var row struct{ key, value item }
		if err := row.key.UnmarshalYAML(v.Key); err != nil {
			return err
		}
		if err := row.value.UnmarshalYAML(v.Value); err != nil {
			return err
		}
		*t = append(*t, row)
	}
	return nil
}

func line(node ast.Node) int { return node.GetToken().Position.Line }

func fault(i item, format string, args ...any) error {
	return fmt.Errorf(":%d: "+format, append([]any{i.line}, args...)...)
}

// strictly reads a file of the known keys only; the reader's own errors name
// line and column, ours the line.
func strictly(data []byte, into any) error {
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		if strings.HasPrefix(err.Error(), ":") {
			return err
		}
		return fmt.Errorf(": %w", err)
	}
	return nil
}

func (w *Words) readSynonyms(data []byte) error {
	var file struct {
		Groups [][]item `yaml:"groups"`
		Terms  []item   `yaml:"terms"`
	}
	if err := strictly(data, &file); err != nil {
		return err
	}
	lines := map[string]int{}
	add := func(i item, group int) (Phrase, error) {
		p := Phrase(w.Units(i.text))
		if len(p) == 0 {
			return nil, fault(i, "the word is empty; write one, or take the entry out")
		}
		k := key(p)
		if at, twice := lines[k]; twice {
			return nil, fault(i, "%q is already on line %d; a word belongs to one group", i.text, at)
		}
		lines[k] = i.line
		w.group[k], w.longest = group, max(w.longest, len(p))
		return p, nil
	}
	for n, g := range file.Groups {
		if len(g) < 2 {
			where := item{line: 1}
			if len(g) == 1 {
				where = g[0]
			}
			return fault(where, "group %d: want at least two words that mean the same, have %d", n+1, len(g))
		}
		phrases := make([]Phrase, 0, len(g))
		for _, i := range g {
			p, err := add(i, n)
			if err != nil {
				return err
			}
			phrases = append(phrases, p)
		}
		w.groups = append(w.groups, phrases)
	}
	for _, i := range file.Terms {
		if _, err := add(i, -1); err != nil {
			return err
		}
	}
	return nil
}

func (w *Words) readReadings(data []byte) error {
	var file struct {
		Readings table `yaml:"readings"`
	}
	if err := strictly(data, &file); err != nil {
		return err
	}
	for _, row := range file.Readings {
		syllables := strings.Fields(row.value.text)
		length := utf8.RuneCountInString(row.key.text)
		if length == 0 || len(syllables) != length {
			return fault(row.key, "%q: want one syllable for each of its %d characters, have %d", row.key.text, length, len(syllables))
		}
		for _, s := range syllables {
			if dictionary().syllables[s] != whole {
				return fault(row.key, "%q: %q is no syllable of pinyin without tones (ü is v)", row.key.text, s)
			}
		}
		if _, twice := w.readings[row.key.text]; twice {
			return fault(row.key, "%q is there twice", row.key.text)
		}
		w.readings[row.key.text], w.longRead = syllables, max(w.longRead, length)
	}
	return nil
}

func (w *Words) readTraditional(data []byte) error {
	var file struct {
		Traditional table `yaml:"traditional"`
	}
	if err := strictly(data, &file); err != nil {
		return err
	}
	for _, row := range file.Traditional {
		from, to := []rune(row.value.text), []rune(row.key.text)
		if len(from) == 0 || len(from) != len(to) {
			return fault(row.key, "want as many simplified characters as traditional ones, have %d and %d", len(to), len(from))
		}
		for i := range from {
			if !unicode.Is(unicode.Han, from[i]) || !unicode.Is(unicode.Han, to[i]) {
				return fault(row.key, "%c and %c: want two Chinese characters", to[i], from[i])
			}
			if old, twice := w.folds[from[i]]; twice && old != to[i] {
				return fault(row.key, "%c already stands for %c", from[i], old)
			}
			if from[i] != to[i] {
				w.folds[from[i]] = to[i]
			}
		}
	}
	return nil
}
