package rules

import (
	"fmt"

	"rongqiao/internal/domain"
)

// CheckProfile checks an enterprise's codes against the vocabularies, and its
// declarations against their fields. The codes are unknown_district,
// unknown_industry and unknown_code, each with the field.
func (rs *RuleSet) CheckProfile(e domain.Enterprise) error {
	c := &offerCheck{rs: rs}
	if len(e.Residences) == 0 {
		c.bad("residences", "required", "the district", "")
	}
	for i, r := range e.Residences {
		at := fmt.Sprintf("residences[%d]", i)
		if !rs.IsDistrict(r.District) {
			c.bad(at+".district", "unknown_district", "a district of "+rs.RegionName.In("en"), string(r.District))
		}
		if i > 0 && r.From < e.Residences[i-1].From {
			c.bad(at+".from", "date_before_start", e.Residences[i-1].From.String(), r.From.String())
		}
	}
	if e.Zone != nil && *e.Zone != domain.ZoneNone {
		if z, ok := rs.Vocabularies[placesVocabulary].Entry(*e.Zone); !ok || len(z.LiesIn) == 0 {
			c.bad("zone", "unknown_code", "a development zone, or none", string(*e.Zone))
		}
	}
	if !rs.HasIndustry(e.Industry) {
		c.bad("industry", "unknown_industry", "a GB/T 4754-2017 division", string(e.Industry))
	}
	for _, o := range []struct {
		field, vocabulary string
		code              *domain.Code
	}{
		{"size_class", "size_classes", e.SizeClass}, {"ownership", "ownership", e.Ownership}, {"tax_grade", "tax_grades", e.TaxGrade},
		{"organisation_kind", "organisation_kinds", e.OrganisationKind}, {"operating_state", "operating_states", e.OperatingState},
	} {
		if o.code != nil {
			c.code(o.field, o.vocabulary, *o.code)
		}
	}
	c.titles("certificates", "certificates", e.Certificates)
	c.titles("tiers", "tiers", e.Tiers)
	c.titles("rosters", "rosters", e.Rosters)
	for i, p := range e.Patents {
		c.code(fmt.Sprintf("patents[%d].kind", i), "patent_kinds", p.Kind)
	}
	c.collateral(e.Collateral)
	for i, d := range e.Declarations {
		c.declaration(fmt.Sprintf("declarations[%d]", i), d)
	}
	return c.err()
}

// CheckNeed checks a need's codes against the vocabularies.
func (rs *RuleSet) CheckNeed(n domain.Need) error {
	c := &offerCheck{rs: rs}
	c.code("purpose", "purposes", n.Purpose)
	c.collateral(n.Collateral)
	if n.Project != nil {
		c.project("project.", *n.Project)
	}
	return c.err()
}

// CheckProject checks a project's codes against the vocabularies. The faults
// are at the prefix and kind, field or state.
func (rs *RuleSet) CheckProject(prefix string, p domain.Project) error {
	c := &offerCheck{rs: rs}
	c.project(prefix, p)
	return c.err()
}

func (c *offerCheck) project(prefix string, p domain.Project) {
	for _, o := range []struct {
		field, vocabulary string
		code              *domain.Code
	}{{"kind", "project_kinds", p.Kind}, {"field", "project_fields", p.Field}, {"state", "project_states", p.State}} {
		if o.code != nil {
			c.code(prefix+o.field, o.vocabulary, *o.code)
		}
	}
}

// IsDistrict tells whether a firm can be registered under the code: any place
// but the root and the development zones, which cut across districts.
func (rs *RuleSet) IsDistrict(c domain.Code) bool {
	e, ok := rs.Vocabularies[placesVocabulary].Entry(c)
	return ok && c != rs.RootPlace && len(e.LiesIn) == 0
}

func (c *offerCheck) err() error {
	if len(c.faults) == 0 {
		return nil
	}
	return domain.InvalidFields(c.faults...)
}

func (c *offerCheck) titles(list, vocabulary string, titles []domain.Title) {
	for i, t := range titles {
		c.code(fmt.Sprintf("%s[%d].code", list, i), vocabulary, t.Code)
	}
}

func (c *offerCheck) collateral(items []domain.Collateral) {
	for i, x := range items {
		c.code(fmt.Sprintf("collateral[%d].kind", i), "collateral_kinds", x.Kind)
	}
}

func (c *offerCheck) declaration(at string, d domain.Fact) {
	f, ok := c.rs.Field(d.Field)
	if !ok || !f.Declared {
		c.bad(at+".field", "unknown_field", "a declared field of the rule data", d.Field)
		return
	}
	if coded := f.Vocabulary != ""; coded != (d.Codes != nil) || coded == (d.Number != nil) {
		c.bad(at, "wrong_type", "a value of type "+string(f.Type), "")
		return
	}
	for _, code := range d.Codes {
		c.code(at+".codes", f.Vocabulary, code)
	}
	if f.Type == TypeCode && len(d.Codes) != 1 {
		c.bad(at+".codes", "wrong_type", "one code", len(d.Codes))
	}
	if b, ok := declaredBounds[f.Type]; ok && (*d.Number < b.least || *d.Number > b.most) {
		c.bad(at+".number", b.fault, fmt.Sprintf("%d to %d", b.least, b.most), *d.Number)
	}
}

// declaredBounds keep typing slips out of what a firm declares.
var declaredBounds = map[FieldType]struct {
	least, most int64
	fault       string
}{
	TypeMoney:  {-int64(domain.MaxFen), int64(domain.MaxFen), "out_of_range"},
	TypeRate:   {-1_000_000, 1_000_000, "out_of_range"}, // basis points: 10,000 %
	TypeMonths: {0, 12_000, "out_of_range"},             // a thousand years
	TypeCount:  {0, 1_000_000_000, "out_of_range"},
	TypeDay:    {int64(beginning), int64(domain.NewDate(9999, 12, 31)), "out_of_range"},
	TypeFlag:   {0, 1, "wrong_type"},
}

// HasPlace tells whether a firm can be registered under the code.
func (rs *RuleSet) HasPlace(c domain.Code) bool { return rs.IsDistrict(c) }

// HasIndustry tells whether the code is an industry that a firm can be in: a
// division, not the section above it.
func (rs *RuleSet) HasIndustry(c domain.Code) bool {
	industries := rs.Vocabularies["industries"]
	return industries.Has(c) && len(industries.Children(c)) == 0
}

// Has tells whether a vocabulary holds the code.
func (rs *RuleSet) Has(vocabulary string, c domain.Code) bool {
	return rs.Vocabularies[vocabulary].Has(c)
}
