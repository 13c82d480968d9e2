package domain_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rongqiao/internal/domain"
)

var today = domain.NewDate(2026, 11, 23)

func ptr[T any](v T) *T { return &v }

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
		out = append(out, f.Field+" "+f.Code)
	}
	return out
}

func goodEnterprise() domain.Enterprise {
	return domain.Enterprise{
		USCC: "91350100M000100Y43", Name: "示例机械有限公司", FoundedOn: domain.NewDate(2015, 3, 1),
		Financials: []domain.FinancialYear{
			{Year: 2024, Revenue: ptr(50_000_000 * domain.Yuan), MainRevenue: ptr(50_000_000 * domain.Yuan), NetProfit: ptr(-domain.Yuan)},
			{Year: 2025, Revenue: ptr(domain.Fen(0))},
		},
		Staff: ptr(int32(120)), RDStaff: ptr(int32(120)),
		Patents:      []domain.PatentCount{{Kind: "invention", Count: 0}, {Kind: "utility_model", Count: 12}},
		Tiers:        []domain.Title{{Code: "srdi_sme", From: today, Until: ptr(today)}},
		Collateral:   []domain.Collateral{{Kind: "plant", Appraised: ptr(domain.MaxFen)}},
		Loans:        []domain.ExistingLoan{{Principal: 0}},
		Declarations: []domain.Fact{{Field: "a", Number: ptr(int64(1))}, {Field: "b", Number: ptr(int64(1))}},
	}
}

func TestAnEnterpriseIsValidated(t *testing.T) {
	type firm = domain.Enterprise
	year := func(y domain.FinancialYear) func(*firm) {
		return func(e *firm) { e.Financials = []domain.FinancialYear{y} }
	}
	rows := map[string]struct {
		change func(*firm)
		want   []string
	}{
		"a good one has no fault":                    {func(*firm) {}, nil},
		"a bare one has none either":                 {func(e *firm) { *e = firm{USCC: e.USCC, Name: e.Name} }, nil},
		"a short code":                               {func(e *firm) { e.USCC = "9135" }, []string{"uscc uscc_length"}},
		"a code with a letter that is not used":      {func(e *firm) { e.USCC = "9135O100M000100Y43" }, []string{"uscc uscc_character"}},
		"a code with a wrong check character":        {func(e *firm) { e.USCC = "91350100M000100Y44" }, []string{"uscc uscc_check_character"}},
		"a name of one character":                    {func(e *firm) { e.Name = "厂" }, []string{"name name_length"}},
		"a name of two characters":                   {func(e *firm) { e.Name = "工厂" }, nil},
		"a name of a hundred characters":             {func(e *firm) { e.Name = strings.Repeat("厂", 100) }, nil},
		"a name of one more":                         {func(e *firm) { e.Name = strings.Repeat("厂", 101) }, []string{"name name_length"}},
		"founded today":                              {func(e *firm) { e.FoundedOn = today }, nil},
		"founded tomorrow":                           {func(e *firm) { e.FoundedOn = today + 1 }, []string{"founded_on date_in_future"}},
		"founded on the earliest day":                {func(e *firm) { e.FoundedOn = domain.NewDate(1840, 1, 1) }, nil},
		"founded a day earlier":                      {func(e *firm) { e.FoundedOn = domain.NewDate(1839, 12, 31) }, []string{"founded_on date_too_early"}},
		"figures of this year":                       {year(domain.FinancialYear{Year: 2026}), nil},
		"figures of next year":                       {year(domain.FinancialYear{Year: 2027}), []string{"financials[0].year year_out_of_range"}},
		"figures of 1990":                            {year(domain.FinancialYear{Year: 1990}), nil},
		"figures of 1989":                            {year(domain.FinancialYear{Year: 1989}), []string{"financials[0].year year_out_of_range"}},
		"five years of figures":                      {func(e *firm) { e.Financials = years(2021, 2022, 2023, 2024, 2025) }, nil},
		"six years of figures":                       {func(e *firm) { e.Financials = years(2020, 2021, 2022, 2023, 2024, 2025) }, []string{"financials too_many_years"}},
		"a year given twice":                         {func(e *firm) { e.Financials = years(2024, 2025, 2024) }, []string{"financials[2].year year_given_twice"}},
		"the greatest revenue":                       {year(domain.FinancialYear{Year: 2025, Revenue: ptr(domain.MaxFen)}), nil},
		"a fen more than the greatest":               {year(domain.FinancialYear{Year: 2025, Revenue: ptr(domain.MaxFen + 1)}), []string{"financials[0].revenue_fen amount_too_large"}},
		"a fen less than no revenue":                 {year(domain.FinancialYear{Year: 2025, Revenue: ptr(domain.Fen(-1))}), []string{"financials[0].revenue_fen amount_negative"}},
		"the greatest loss":                          {year(domain.FinancialYear{Year: 2025, NetProfit: ptr(-domain.MaxFen)}), nil},
		"a fen more than the greatest loss":          {year(domain.FinancialYear{Year: 2025, NetProfit: ptr(-domain.MaxFen - 1)}), []string{"financials[0].net_profit_fen amount_too_large"}},
		"a fen more than the greatest profit":        {year(domain.FinancialYear{Year: 2025, NetProfit: ptr(domain.MaxFen + 1)}), []string{"financials[0].net_profit_fen amount_too_large"}},
		"main revenue a fen above revenue":           {year(domain.FinancialYear{Year: 2025, Revenue: ptr(domain.Fen(9)), MainRevenue: ptr(domain.Fen(10))}), []string{"financials[0].main_revenue_fen part_above_whole"}},
		"staff below nothing":                        {func(e *firm) { e.Staff, e.RDStaff = ptr(int32(-1)), nil }, []string{"staff count_out_of_range"}},
		"as many staff as a firm can have":           {func(e *firm) { e.Staff = ptr(int32(5_000_000)) }, nil},
		"one more":                                   {func(e *firm) { e.Staff = ptr(int32(5_000_001)) }, []string{"staff count_out_of_range"}},
		"R&D staff below nothing":                    {func(e *firm) { e.RDStaff = ptr(int32(-1)) }, []string{"rd_staff count_out_of_range"}},
		"one more in R&D than in all":                {func(e *firm) { e.RDStaff = ptr(int32(121)) }, []string{"rd_staff part_above_whole"}},
		"R&D staff where all staff is not known":     {func(e *firm) { e.Staff = nil }, nil},
		"patents below nothing":                      {func(e *firm) { e.Patents[1].Count = -1 }, []string{"patents[1].count count_out_of_range"}},
		"more patents than there can be":             {func(e *firm) { e.Patents[0].Count = 1_000_001 }, []string{"patents[0].count count_out_of_range"}},
		"a kind of patent given twice":               {func(e *firm) { e.Patents[1].Kind = "invention" }, []string{"patents[1].kind given_twice"}},
		"an appraisal below nothing":                 {func(e *firm) { e.Collateral[0].Appraised = ptr(domain.Fen(-1)) }, []string{"collateral[0].appraised_fen amount_negative"}},
		"an appraisal that overflows":                {func(e *firm) { e.Collateral[0].Appraised = ptr(domain.MaxFen + 1) }, []string{"collateral[0].appraised_fen amount_too_large"}},
		"liens below nothing":                        {func(e *firm) { e.Collateral[0].PriorLiens = ptr(domain.Fen(-1)) }, []string{"collateral[0].prior_liens_fen amount_negative"}},
		"liens that overflow":                        {func(e *firm) { e.Collateral[0].PriorLiens = ptr(domain.MaxFen + 1) }, []string{"collateral[0].prior_liens_fen amount_too_large"}},
		"a loan below nothing":                       {func(e *firm) { e.Loans[0].Principal = -1 }, []string{"loans[0].principal_fen amount_negative"}},
		"a loan that overflows":                      {func(e *firm) { e.Loans[0].Principal = domain.MaxFen + 1 }, []string{"loans[0].principal_fen amount_too_large"}},
		"a tier that ends a day before it begins":    {func(e *firm) { e.Tiers[0].Until = ptr(today - 1) }, []string{"tiers[0].until date_before_start"}},
		"a certificate that ends before it begins":   {func(e *firm) { e.Certificates = []domain.Title{{From: 10, Until: ptr(domain.Date(9))}} }, []string{"certificates[0].until date_before_start"}},
		"a roster entry that ends before it begins":  {func(e *firm) { e.Rosters = []domain.Title{{}, {From: 10, Until: ptr(domain.Date(9))}} }, []string{"rosters[1].until date_before_start"}},
		"a field declared twice":                     {func(e *firm) { e.Declarations[1].Field = "a" }, []string{"declarations[1].field given_twice"}},
		"the other amounts of a year are looked at":  {year(allAmounts(-1)), atYear0("amount_negative")},
		"and none of them may overflow":              {year(allAmounts(domain.MaxFen + 1)), atYear0("amount_too_large")},
		"the second year's faults say it is the 2nd": {func(e *firm) { e.Financials[1].Revenue = ptr(domain.Fen(-1)) }, []string{"financials[1].revenue_fen amount_negative"}},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			e := goodEnterprise()
			r.change(&e)
			if have := faults(t, e.Validate(today)); !slices.Equal(have, r.want) {
				t.Errorf("want %q, have %q", r.want, have)
			}
		})
	}
}

func years(list ...int) []domain.FinancialYear {
	var out []domain.FinancialYear
	for _, y := range list {
		out = append(out, domain.FinancialYear{Year: y})
	}
	return out
}

func allAmounts(f domain.Fen) domain.FinancialYear {
	return domain.FinancialYear{Year: 2025, Revenue: &f, MainRevenue: &f, TotalAssets: &f, TotalLiabilities: &f,
		RDExpense: &f, RDInvestment: &f, TaxPaid: &f, IndustrialValueAdded: &f, Purchases: &f}
}

func atYear0(code string) []string {
	var out []string
	for _, f := range []string{"revenue", "main_revenue", "total_assets", "total_liabilities", "rd_expense", "rd_investment", "tax_paid", "industrial_value_added", "purchases"} {
		out = append(out, "financials[0]."+f+"_fen "+code)
	}
	return out
}

func TestAllFaultsOfAnEnterpriseComeAtOnceInTheOrderOfTheForm(t *testing.T) {
	e := goodEnterprise()
	e.USCC, e.Name, e.FoundedOn = "1", "", today+1
	e.Financials[0].Year = 2030
	e.Financials[1].Revenue = ptr(domain.Fen(-1))
	e.Staff, e.RDStaff = ptr(int32(-2)), ptr(int32(-1))
	e.Patents[1] = domain.PatentCount{Kind: "invention", Count: -1}
	e.Collateral[0].PriorLiens = ptr(domain.Fen(-1))
	e.Loans[0].Principal = -1
	e.Tiers[0].Until = ptr(today - 1)
	e.Declarations[1].Field = "a"
	want := []string{
		"uscc uscc_length", "name name_length", "founded_on date_in_future",
		"financials[0].year year_out_of_range", "financials[1].revenue_fen amount_negative",
		"staff count_out_of_range", "rd_staff count_out_of_range", "rd_staff part_above_whole", "patents[1].count count_out_of_range",
		"collateral[0].prior_liens_fen amount_negative", "loans[0].principal_fen amount_negative", "tiers[0].until date_before_start",
		"patents[1].kind given_twice", "declarations[1].field given_twice",
	}
	for range 20 {
		if have := faults(t, e.Validate(today)); !slices.Equal(have, want) {
			t.Fatalf("want %q\nhave %q", want, have)
		}
	}
	var one *domain.Error
	if errors.As(e.Validate(today), &one) && one.Code != "invalid_input" {
		t.Errorf("several faults are invalid_input, have %s", one.Code)
	}
}

func TestATitleStandsFromItsFirstToItsLastDay(t *testing.T) {
	from, until := day(t, "2023-07-14"), day(t, "2026-07-13")
	rows := map[string]struct {
		title domain.Title
		on    domain.Date
		want  bool
	}{
		"not the day before":            {domain.Title{From: from, Until: &until}, from - 1, false},
		"on its first day":              {domain.Title{From: from, Until: &until}, from, true},
		"on its last day":               {domain.Title{From: from, Until: &until}, until, true},
		"not the day after":             {domain.Title{From: from, Until: &until}, until + 1, false},
		"without an end it stands long": {domain.Title{From: from}, from + 100_000, true},
		"one day is a time too":         {domain.Title{From: from, Until: &from}, from, true},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.title.ValidOn(r.on); have != r.want {
				t.Errorf("want %t, have %t", r.want, have)
			}
		})
	}
}

func TestTheLastResidenceAndTheNewestYearAreInForce(t *testing.T) {
	var bare domain.Enterprise
	if bare.District() != "" || bare.Latest() != nil {
		t.Error("a bare profile has neither a district nor figures")
	}
	e := domain.Enterprise{
		Residences: []domain.Residence{{District: "500112"}, {District: "500109", From: 1}},
		Financials: years(2023, 2025, 2024),
	}
	if e.District() != "500109" || e.Latest().Year != 2025 {
		t.Errorf("have %s and %d", e.District(), e.Latest().Year)
	}
}

func TestAnErrorSaysWhatWasWantedAndWhatCame(t *testing.T) {
	one := domain.Invalid("amount_negative", "a_fen", domain.Facts{"want": ">= 0", "have": -1})
	two := domain.InvalidFields(one.Fields[0], domain.FieldError{Field: "b", Code: "required"})
	wrapped := fmt.Errorf("while saving: %w", domain.NotFound("offer", "x"))
	rows := map[string]struct{ have, want string }{
		"one field gives its code":    {one.Error(), "amount_negative; a_fen: amount_negative map[have:-1 want:>= 0]"},
		"two are invalid input":       {two.Error(), "invalid_input; a_fen: amount_negative map[have:-1 want:>= 0]; b: required map[]"},
		"a missing thing has its id":  {wrapped.Error(), "while saving: offer_not_found map[id:x]"},
		"a changed thing its version": {domain.Changed("need", "n", 3).Error(), "need_changed map[id:n version:3]"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if r.have != r.want {
				t.Errorf("want %s, have %s", r.want, r.have)
			}
		})
	}
	if !domain.IsKind(wrapped, domain.KindNotFound) || domain.IsKind(wrapped, domain.KindConflict) || domain.IsKind(errors.New("x"), domain.KindNotFound) {
		t.Error("the kind is that of the error within")
	}
}
