package scoring

import (
	"fmt"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Inputs writes what is known of the fields that a sheet asks about, as
// "field=fact" joined by ";" in the order of the sheet: with the sheet and the
// day all that its points follow from. Errors: a field whose facts have no
// written form.
func Inputs(rs *rules.RuleSet, s *rules.Sheet, f *rules.Facts) (string, error) {
	var out []string
	for _, name := range inputFields(s) {
		field, _ := rs.Field(name)
		fact := f.Get(field)
		if !fact.Known {
			continue
		}
		text, ok := fact.Text()
		if !ok {
			return "", fmt.Errorf("sheet %s: %s has no written form", s.ID, name)
		}
		out = append(out, name+"="+text)
	}
	return strings.Join(out, ";"), nil
}

// FactsOf reads what Inputs wrote. A field of the sheet that is not named is
// not known. Errors: a text that Inputs did not write for this sheet.
func FactsOf(rs *rules.RuleSet, s *rules.Sheet, day domain.Date, inputs string) (*rules.Facts, error) {
	out := rs.Facts(domain.Enterprise{}, domain.Need{}, day)
	asked := inputFields(s)
	for _, name := range asked {
		field, _ := rs.Field(name)
		out.Put(field, rules.Fact{})
	}
	if inputs == "" {
		return out, nil
	}
	for part := range strings.SplitSeq(inputs, ";") {
		name, text, _ := strings.Cut(part, "=")
		field, ok := rs.Field(name)
		if !ok || !slices.Contains(asked, name) {
			return nil, fmt.Errorf("sheet %s: does not ask about %q", s.ID, name)
		}
		fact, err := rules.ParseFact(text)
		if err != nil {
			return nil, fmt.Errorf("sheet %s: %s: %w", s.ID, name, err)
		}
		out.Put(field, fact)
	}
	return out, nil
}

// inputFields are the fields of a sheet, each once.
func inputFields(s *rules.Sheet) []string {
	var out []string
	for _, name := range s.Fields() {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
