// Package scoring turns measures into points by a scorecard: indicators with
// weights and bands, read from rule data. A score is the list of its lines.
package scoring

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/domain"
)

// Full is a whole score, and the sum of all weights, in basis points.
const Full = 10_000

// Band gives points to values from From (included) up to the next band.
type Band struct {
	From   int64              `yaml:"from"`
	Points domain.BasisPoints `yaml:"points"`
}

type text struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

// Indicator is one line of a scorecard. Exactly one of Bands (for a number)
// and Values (for a word) says what its measure is worth.
type Indicator struct {
	ID      string                        `yaml:"id"`
	Weight  domain.BasisPoints            `yaml:"weight"`
	Measure string                        `yaml:"measure"`
	LabelT  text                          `yaml:"label"`
	ReasonT text                          `yaml:"reason"`
	Bands   []Band                        `yaml:"bands"`
	Values  map[string]domain.BasisPoints `yaml:"values"`
	Unit    string                        `yaml:"unit"`  // how a number is shown: share, rate or working_days
	WordsT  map[string]text               `yaml:"words"` // how a word is shown
}

// units turn a number into what a person reads.
var units = map[string]func(n int64) domain.Text{
	"share": percent, "rate": percent,
	"working_days": func(n int64) domain.Text {
		return domain.Text{ZH: fmt.Sprintf("%d个工作日", n), EN: fmt.Sprintf("%d working days", n)}
	},
}

func percent(n int64) domain.Text {
	s := domain.BasisPoints(n).String()
	return domain.Text{ZH: s, EN: s}
}

// Show writes a measure for a person; nothing where it is not known.
func (i Indicator) Show(m Measure) domain.Text {
	switch {
	case !m.Known:
		return domain.Text{}
	case i.Values != nil:
		return domain.Text(i.WordsT[m.Word])
	}
	return units[i.Unit](m.Number)
}

// Label is what a person reads.
func (i Indicator) Label() domain.Text { return domain.Text(i.LabelT) }

// Reason is why the indicator counts.
func (i Indicator) Reason() domain.Text { return domain.Text(i.ReasonT) }

// Scorecard is a named set of indicators.
type Scorecard struct {
	ID            string
	Title         domain.Text
	TieRule       domain.Text
	LeastCoverage domain.BasisPoints // less known than this ranks after the better known
	Indicators    []Indicator
}

// Measure is the value of one indicator for one subject.
type Measure struct {
	Known  bool
	Number int64
	Word   string
}

// Load reads a scorecard and refuses one whose weights do not add up to Full,
// whose bands are not in order, or whose points are out of range. Every fault
// is told at once.
func Load(name string, data []byte) (*Scorecard, error) {
	var form struct {
		Scorecard  string             `yaml:"scorecard"`
		Title      text               `yaml:"title"`
		Source     any                `yaml:"source"`
		TieRule    text               `yaml:"tie_rule"`
		Least      domain.BasisPoints `yaml:"least_coverage"`
		Indicators []Indicator        `yaml:"indicators"`
	}
	file := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	if err := file.Decode(&form); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var whole any
	if err := yaml.Unmarshal(data, &whole); err == nil && hasFraction(whole) {
		return nil, fmt.Errorf("%s: want whole numbers, have a fraction, which would be cut off", name)
	}
	if err := file.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: want one document, have another behind it", name)
	}
	s := &Scorecard{ID: form.Scorecard, Title: domain.Text(form.Title), TieRule: domain.Text(form.TieRule), LeastCoverage: form.Least, Indicators: form.Indicators}
	if err := s.check(name); err != nil {
		return nil, err
	}
	return s, nil
}

// hasFraction looks for a fraction at any depth.
func hasFraction(v any) bool {
	switch x := v.(type) {
	case float64:
		return true
	case []any:
		return slices.ContainsFunc(x, hasFraction)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(x)), hasFraction)
	}
	return false
}

func (s *Scorecard) check(name string) error {
	var errs []error
	bad := func(id, want string, have any) {
		errs = append(errs, fmt.Errorf("%s: indicator %q: want %s, have %v", name, id, want, have))
	}
	var sum int64
	ids := map[string]bool{}
	for _, i := range s.Indicators {
		sum += int64(i.Weight)
		if i.ID == "" || ids[i.ID] {
			bad(i.ID, "an id that is used once", i.ID)
		}
		ids[i.ID] = true
		if i.Weight <= 0 || i.Weight > Full {
			bad(i.ID, "a weight from 1 to 10000", i.Weight)
		}
		if i.Label().IsZero() || i.Reason().IsZero() {
			bad(i.ID, "a label and a reason", "")
		}
		if (len(i.Bands) == 0) == (len(i.Values) == 0) {
			bad(i.ID, "either bands or values", "")
		}
		if len(i.Bands) > 0 && units[i.Unit] == nil {
			bad(i.ID, "unit share, rate or working_days", i.Unit)
		}
		for n, b := range i.Bands {
			if n > 0 && b.From <= i.Bands[n-1].From {
				bad(i.ID, "bands in rising order", b.From)
			}
			checkPoints(bad, i.ID, b.Points)
		}
		for word, p := range i.Values {
			checkPoints(bad, i.ID, p)
			if t := i.WordsT[word]; t.ZH == "" || t.EN == "" {
				bad(i.ID, "words in zh and en for "+word, t)
			}
		}
	}
	if s.LeastCoverage < 0 || s.LeastCoverage > Full {
		errs = append(errs, fmt.Errorf("%s: want least_coverage from 0 to %d, have %d", name, Full, s.LeastCoverage))
	}
	if sum != Full {
		errs = append(errs, fmt.Errorf("%s: want weights that add up to %d, have %d", name, Full, sum))
	}
	return errors.Join(errs...)
}

func checkPoints(bad func(string, string, any), id string, p domain.BasisPoints) {
	if p < 0 || p > Full {
		bad(id, "points from 0 to 10000", p)
	}
}

// Points of a measure; known is false where it is not known, or lies below
// the first band or outside the words.
func (i Indicator) Points(m Measure) (points domain.BasisPoints, known bool) {
	if !m.Known {
		return 0, false
	}
	if len(i.Values) > 0 {
		points, known = i.Values[m.Word]
		return points, known
	}
	for n := len(i.Bands) - 1; n >= 0; n-- {
		if m.Number >= i.Bands[n].From {
			return i.Bands[n].Points, true
		}
	}
	return 0, false
}
