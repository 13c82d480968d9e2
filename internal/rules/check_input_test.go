package rules_test

import (
	"errors"
	"slices"
	"testing"

	"rongqiao/internal/domain"
)

// faults are "field code" for each fault of a domain error, in its order.
func faults(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != domain.KindInvalid {
		t.Fatalf("want an error about the input, have %v", err)
	}
	var out []string
	for _, f := range e.Fields {
		if f.Facts["want"] == nil {
			t.Errorf("%s: the fault does not say what was wanted", f.Field)
		}
		out = append(out, f.Field+" "+f.Code)
	}
	return out
}

func TestAProfilesCodesAreChecked(t *testing.T) {
	rs := loadConfig(t)
	type enterprise = domain.Enterprise
	codeOf := func(c domain.Code) *domain.Code { return &c }
	declare := func(d ...domain.Fact) func(*enterprise) {
		return func(e *enterprise) { e.Declarations = d }
	}
	both := coded("enterprise.never_borrowed")
	both.Number = ptr(int64(1))
	rows := map[string]struct {
		change func(*enterprise)
		want   []string
	}{
		"a good one has no fault":                 {func(*enterprise) {}, nil},
		"no district":                             {func(e *enterprise) { e.Residences = nil }, []string{"residences required"}},
		"a district that is not there":            {func(e *enterprise) { e.Residences[0].District = "510100" }, []string{"residences[0].district unknown_district"}},
		"a district without a code":               {func(e *enterprise) { e.Residences[0].District = "" }, []string{"residences[0].district unknown_district"}},
		"the city is no district":                 {func(e *enterprise) { e.Residences[0].District = "500000" }, []string{"residences[0].district unknown_district"}},
		"an abolished district is kept":           {func(e *enterprise) { e.Residences[0].District = "500112" }, nil},
		"the new district":                        {func(e *enterprise) { e.Residences[0].District = "CQ-LJX" }, nil},
		"a development zone is no district":       {func(e *enterprise) { e.Residences[0].District = "CQ-GX" }, []string{"residences[0].district unknown_district"}},
		"residences in order":                     {func(e *enterprise) { e.Residences = home(t, "500112", "2015-01-01", "CQ-LJX", "2026-01-01") }, nil},
		"residences on one day":                   {func(e *enterprise) { e.Residences = home(t, "500112", "2015-01-01", "CQ-LJX", "2015-01-01") }, nil},
		"residences out of order by a day":        {func(e *enterprise) { e.Residences = home(t, "500112", "2015-01-02", "CQ-LJX", "2015-01-01") }, []string{"residences[1].from date_before_start"}},
		"in a zone":                               {func(e *enterprise) { e.Zone = codeOf("CQ-GX") }, nil},
		"in no zone":                              {func(e *enterprise) { e.Zone = codeOf("none") }, nil},
		"in a zone that is a district":            {func(e *enterprise) { e.Zone = codeOf("500108") }, []string{"zone unknown_code"}},
		"in a zone that is not there":             {func(e *enterprise) { e.Zone = codeOf("CQ-XX") }, []string{"zone unknown_code"}},
		"an industry that is not there":           {func(e *enterprise) { e.Industry = "98" }, []string{"industry unknown_industry"}},
		"no industry":                             {func(e *enterprise) { e.Industry = "" }, []string{"industry unknown_industry"}},
		"a section is no industry of a firm":      {func(e *enterprise) { e.Industry = "C" }, []string{"industry unknown_industry"}},
		"a size class that is not there":          {func(e *enterprise) { e.SizeClass = codeOf("huge") }, []string{"size_class unknown_code"}},
		"an ownership that is not there":          {func(e *enterprise) { e.Ownership = codeOf("mine") }, []string{"ownership unknown_code"}},
		"an organisation kind that is not there":  {func(e *enterprise) { e.OrganisationKind = codeOf("club") }, []string{"organisation_kind unknown_code"}},
		"an operating state that is not there":    {func(e *enterprise) { e.OperatingState = codeOf("asleep") }, []string{"operating_state unknown_code"}},
		"a tax grade that is not there":           {func(e *enterprise) { e.TaxGrade = codeOf("E") }, []string{"tax_grade unknown_code"}},
		"a certificate that is not there":         {func(e *enterprise) { e.Certificates = []domain.Title{{Code: "x"}} }, []string{"certificates[0].code unknown_code"}},
		"a tier that is not there":                {func(e *enterprise) { e.Tiers = []domain.Title{{Code: "srdi_sme"}, {Code: "x"}} }, []string{"tiers[1].code unknown_code"}},
		"a roster that is not there":              {func(e *enterprise) { e.Rosters = []domain.Title{{Code: "x"}} }, []string{"rosters[0].code unknown_code"}},
		"a kind of patent that is not there":      {func(e *enterprise) { e.Patents = []domain.PatentCount{{Kind: "x"}} }, []string{"patents[0].kind unknown_code"}},
		"a kind of collateral that is not there":  {func(e *enterprise) { e.Collateral = []domain.Collateral{{Kind: "x"}} }, []string{"collateral[0].kind unknown_code"}},
		"a declared flag":                         {declare(number("enterprise.never_borrowed", 1)), nil},
		"a flag that is neither":                  {declare(number("enterprise.never_borrowed", 2)), []string{"declarations[0].number wrong_type"}},
		"a flag in words":                         {declare(coded("enterprise.never_borrowed", "yes")), []string{"declarations[0] wrong_type"}},
		"both a number and codes":                 {declare(both), []string{"declarations[0] wrong_type"}},
		"neither":                                 {declare(domain.Fact{Field: "enterprise.never_borrowed"}), []string{"declarations[0] wrong_type"}},
		"a code as a number":                      {declare(number("enterprise.knowledge_value_grade", 1)), []string{"declarations[0] wrong_type"}},
		"a code that is not there":                {declare(coded("enterprise.knowledge_value_grade", "Z9")), []string{"declarations[0].codes unknown_code"}},
		"two codes where one is held":             {declare(coded("enterprise.knowledge_value_grade", "A", "B")), []string{"declarations[0].codes wrong_type"}},
		"no code where one is held":               {declare(coded("enterprise.knowledge_value_grade")), []string{"declarations[0].codes wrong_type"}},
		"a field that nobody knows":               {declare(number("enterprise.colour", 1)), []string{"declarations[0].field unknown_field"}},
		"a field that the profile holds itself":   {declare(number("enterprise.revenue", 1)), []string{"declarations[0].field unknown_field"}},
		"the greatest declared amount":            {declare(number("enterprise.registered_capital", int64(domain.MaxFen))), nil},
		"a fen more":                              {declare(number("enterprise.registered_capital", int64(domain.MaxFen)+1)), []string{"declarations[0].number out_of_range"}},
		"a count below nothing":                   {declare(number("enterprise.torch_innovation_points", -1)), []string{"declarations[0].number out_of_range"}},
		"months below nothing":                    {declare(number("enterprise.invoicing_months", -1)), []string{"declarations[0].number out_of_range"}},
		"a share beyond all sense":                {declare(number("enterprise.controller_share", 1_000_001)), []string{"declarations[0].number out_of_range"}},
		"a day after the calendar":                {declare(number("enterprise.little_giant_recognised_on", int64(domain.NewDate(9999, 12, 31))+1)), []string{"declarations[0].number out_of_range"}},
		"a day":                                   {declare(number("enterprise.little_giant_recognised_on", int64(someDay))), nil},
		"all faults at once, in the form's order": {worst, []string{"residences required", "industry unknown_industry", "tax_grade unknown_code", "tiers[0].code unknown_code", "declarations[0].field unknown_field"}},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			e := domain.Enterprise{Residences: home(t, "500108", "2015-03-01"), Industry: "36", TaxGrade: codeOf("A")}
			r.change(&e)
			if have := faults(t, rs.CheckProfile(e)); !slices.Equal(have, r.want) {
				t.Errorf("want %q, have %q", r.want, have)
			}
		})
	}
}

func worst(e *domain.Enterprise) {
	*e = domain.Enterprise{TaxGrade: ptr(domain.Code("E")), Tiers: []domain.Title{{Code: "x"}}, Declarations: []domain.Fact{{Field: "x"}}}
}

func TestANeedsCodesAreChecked(t *testing.T) {
	rs := loadConfig(t)
	codeOf := func(c domain.Code) *domain.Code { return &c }
	rows := map[string]struct {
		need domain.Need
		want []string
	}{
		"a purpose":                              {domain.Need{Purpose: "working_capital"}, nil},
		"no purpose":                             {domain.Need{}, []string{"purpose unknown_code"}},
		"a purpose that is not there":            {domain.Need{Purpose: "holidays"}, []string{"purpose unknown_code"}},
		"a kind of collateral that is not there": {domain.Need{Purpose: "working_capital", Collateral: []domain.Collateral{{Kind: "x"}}}, []string{"collateral[0].kind unknown_code"}},
		"a project of which nothing is said":     {domain.Need{Purpose: "working_capital", Project: &domain.Project{}}, nil},
		"a project of codes that are not there": {
			domain.Need{Purpose: "working_capital", Project: &domain.Project{Kind: codeOf("x"), Field: codeOf("x"), State: codeOf("x")}},
			[]string{"project.kind unknown_code", "project.field unknown_code", "project.state unknown_code"},
		},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := faults(t, rs.CheckNeed(r.need)); !slices.Equal(have, r.want) {
				t.Errorf("want %q, have %q", r.want, have)
			}
		})
	}
}

func TestThePlatformsOwnListsAreAnswered(t *testing.T) {
	rs := loadConfig(t)
	rows := map[string]bool{
		"a district is a place of a firm":       rs.HasPlace("500108"),
		"the city is none":                      !rs.HasPlace("500000"),
		"a development zone is none":            !rs.HasPlace("CQ-GX"),
		"nowhere is none":                       !rs.HasPlace(""),
		"a division is an industry of a firm":   rs.HasIndustry("36"),
		"a section is none":                     !rs.HasIndustry("C"),
		"a purpose of the list":                 rs.Has("purposes", "refinancing"),
		"no purpose of the list":                !rs.Has("purposes", "holidays"),
		"a list that nobody has holds nothing":  !rs.Has("holidays", "refinancing"),
		"a code's name stands for it elsewhere": rs.Vocabularies["holidays"].NameOf("x").ZH == "x",
	}
	for name, holds := range rows {
		if !holds {
			t.Errorf("not so: %s", name)
		}
	}
}

// An offer from a provider's clerk goes through the same checks as the
// catalogue's; every one of those passes them.
func TestEveryCatalogueOfferPassesTheChecksOfAClerksOffer(t *testing.T) {
	rs := loadConfig(t)
	for _, o := range rs.Offers {
		if have := faults(t, rs.CheckOffer(o)); have != nil {
			t.Errorf("%s: %q", o.ID, have)
		}
	}
}
