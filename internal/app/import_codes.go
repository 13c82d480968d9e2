package app

import (
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/tabular"
)

// codeBook finds the code of what people write in a cell: the code itself, its
// name in either language, or both, "34 通用设备制造业".
type codeBook struct {
	about  domain.Text
	byName map[string][]domain.Code
}

func newCodeBook(v *rules.Vocabulary, takes func(domain.Code) bool) codeBook {
	b := codeBook{byName: map[string][]domain.Code{}}
	if v == nil {
		return b
	}
	b.about = v.About
	for _, e := range v.Entries {
		if !takes(e.Code) {
			continue
		}
		names := map[string]bool{}
		for _, n := range []string{string(e.Code), e.Name.ZH, e.Name.EN} {
			if n = tabular.Normal(n); n != "" && !names[n] {
				names[n] = true
				b.byName[n] = append(b.byName[n], e.Code)
			}
		}
	}
	return b
}

func (b codeBook) add(name string, c domain.Code) {
	b.byName[tabular.Normal(name)] = append(b.byName[tabular.Normal(name)], c)
}

// code answers the code, or code_unreadable or code_ambiguous.
func (b codeBook) code(cell string) (domain.Code, *domain.FieldError) {
	first, _, _ := strings.Cut(strings.TrimSpace(cell), " ")
	for _, name := range []string{cell, first} {
		switch found := b.byName[tabular.Normal(name)]; len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return "", &domain.FieldError{Code: "code_ambiguous", Facts: domain.Facts{"vocabulary": b.about.ZH}}
		}
	}
	return "", &domain.FieldError{Code: "code_unreadable", Facts: domain.Facts{"vocabulary": b.about.ZH}}
}

// codeBooks are those of the columns that hold codes.
func codeBooks(rs *rules.RuleSet) map[string]codeBook {
	any := func(domain.Code) bool { return true }
	books := map[string]codeBook{
		"district": newCodeBook(rs.Vocabularies["places"], rs.IsDistrict),
		"zone": newCodeBook(rs.Vocabularies["places"], func(c domain.Code) bool {
			e, ok := rs.Vocabularies["places"].Entry(c)
			return ok && len(e.LiesIn) > 0
		}),
		"industry": newCodeBook(rs.Vocabularies["industries"], rs.HasIndustry),
	}
	for column, vocabulary := range map[string]string{
		"size_class": "size_classes", "ownership": "ownership", "organisation_kind": "organisation_kinds",
		"operating_state": "operating_states", "tax_grade": "tax_grades",
	} {
		books[column] = newCodeBook(rs.Vocabularies[vocabulary], any)
	}
	for _, none := range []string{"无", "不在开发区", "none"} {
		books["zone"].add(none, domain.ZoneNone)
	}
	industries := rs.Vocabularies["industries"]
	for _, e := range industries.Entries { // "C34": the section's letter before the division
		if e.Parent != "" && rs.HasIndustry(e.Code) {
			books["industry"].add(string(e.Parent+e.Code), e.Code)
		}
	}
	return books
}
