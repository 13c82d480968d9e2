package app

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/tabular"
)

// figures are the amounts of a year, by column. One more is a line here and a
// line in config/import/enterprises.yaml.
var figures = map[string]func(*domain.FinancialYear) **domain.Fen{
	"revenue":                func(y *domain.FinancialYear) **domain.Fen { return &y.Revenue },
	"main_revenue":           func(y *domain.FinancialYear) **domain.Fen { return &y.MainRevenue },
	"net_profit":             func(y *domain.FinancialYear) **domain.Fen { return &y.NetProfit },
	"net_profit_adjusted":    func(y *domain.FinancialYear) **domain.Fen { return &y.NetProfitAdjusted },
	"total_assets":           func(y *domain.FinancialYear) **domain.Fen { return &y.TotalAssets },
	"total_liabilities":      func(y *domain.FinancialYear) **domain.Fen { return &y.TotalLiabilities },
	"rd_expense":             func(y *domain.FinancialYear) **domain.Fen { return &y.RDExpense },
	"rd_investment":          func(y *domain.FinancialYear) **domain.Fen { return &y.RDInvestment },
	"operating_cash_flow":    func(y *domain.FinancialYear) **domain.Fen { return &y.OperatingCashFlow },
	"tax_paid":               func(y *domain.FinancialYear) **domain.Fen { return &y.TaxPaid },
	"industrial_value_added": func(y *domain.FinancialYear) **domain.Fen { return &y.IndustrialValueAdded },
	"purchases":              func(y *domain.FinancialYear) **domain.Fen { return &y.Purchases },
}

// yearRates are the rates of a year, in per cent in the file.
var yearRates = map[string]func(*domain.FinancialYear) **domain.BasisPoints{
	"weighted_roe": func(y *domain.FinancialYear) **domain.BasisPoints { return &y.WeightedROE },
}

// codeColumns are the columns of one code that the profile holds as such.
var codeColumns = map[string]func(*domain.Enterprise) **domain.Code{
	"zone":              func(e *domain.Enterprise) **domain.Code { return &e.Zone },
	"size_class":        func(e *domain.Enterprise) **domain.Code { return &e.SizeClass },
	"ownership":         func(e *domain.Enterprise) **domain.Code { return &e.Ownership },
	"organisation_kind": func(e *domain.Enterprise) **domain.Code { return &e.OrganisationKind },
	"operating_state":   func(e *domain.Enterprise) **domain.Code { return &e.OperatingState },
	"tax_grade":         func(e *domain.Enterprise) **domain.Code { return &e.TaxGrade },
}

// countColumns are the columns of a number of people.
var countColumns = map[string]func(*domain.Enterprise) **int32{
	"staff":    func(e *domain.Enterprise) **int32 { return &e.Staff },
	"rd_staff": func(e *domain.Enterprise) **int32 { return &e.RDStaff },
}

// titleLists are the lists with days.
var titleLists = map[string]func(*domain.Enterprise) *[]domain.Title{
	"tiers":        func(e *domain.Enterprise) *[]domain.Title { return &e.Tiers },
	"certificates": func(e *domain.Enterprise) *[]domain.Title { return &e.Certificates },
}

// cellSetter writes what a cell says into a profile.
type cellSetter func(e *domain.Enterprise, cell string, days tabular.DayForm) *domain.FieldError

// EnterpriseColumns knows what each column of a file of enterprises is.
type EnterpriseColumns struct {
	Heads *tabular.Mapping
	books map[string]codeBook
}

// NewEnterpriseColumns adds the columns of the vocabularies to the headings.
func NewEnterpriseColumns(rs *rules.RuleSet, heads *tabular.Mapping) (*EnterpriseColumns, error) {
	for _, l := range heads.Lists {
		v := rs.Vocabularies[l.Vocabulary]
		if v == nil {
			return nil, fmt.Errorf("headings of imports: list %s: want a vocabulary, have %q", l.List, l.Vocabulary)
		}
		for _, e := range v.Entries {
			for part, endings := range map[string][]string{"from": l.From, "until": l.Until, "count": l.Count} {
				if len(endings) == 0 {
					continue
				}
				c := tabular.Column{ID: l.List + "." + string(e.Code) + "." + part, Label: domain.Text{ZH: e.Name.ZH + endings[0], EN: e.Name.EN + endings[len(endings)-1]}}
				for _, name := range append([]string{string(e.Code), e.Name.ZH, e.Name.EN}, l.Short[e.Code]...) {
					for _, ending := range endings {
						c.Names = append(c.Names, name+ending)
					}
				}
				if err := heads.Add(c); err != nil {
					return nil, fmt.Errorf("headings of imports: %w", err)
				}
			}
		}
	}
	return &EnterpriseColumns{Heads: heads, books: codeBooks(rs)}, nil
}

// setters answers what writes the cells of a heading; nil for those that are
// read together with others.
func (c *EnterpriseColumns) setter(h tabular.Head) cellSetter {
	switch {
	case h.Yearly:
		return yearSetter(h)
	case codeColumns[h.ID] != nil:
		book, at := c.books[h.ID], codeColumns[h.ID]
		return func(e *domain.Enterprise, cell string, _ tabular.DayForm) *domain.FieldError {
			code, err := book.code(cell)
			*at(e) = &code
			return err
		}
	case countColumns[h.ID] != nil:
		at := countColumns[h.ID]
		return func(e *domain.Enterprise, cell string, _ tabular.DayForm) *domain.FieldError {
			n, err := tabular.Count(cell, math.MaxInt32)
			v := int32(n)
			*at(e) = &v
			return err
		}
	}
	if list, rest, ok := strings.Cut(h.ID, "."); ok {
		code, part, _ := strings.Cut(rest, ".")
		if list == "patents" {
			return patentSetter(domain.Code(code))
		}
		return titleSetter(titleLists[list], domain.Code(code), part)
	}
	switch h.ID {
	case "name":
		return func(e *domain.Enterprise, cell string, _ tabular.DayForm) *domain.FieldError {
			e.Name = cell
			return nil
		}
	case "founded_on":
		return func(e *domain.Enterprise, cell string, days tabular.DayForm) (err *domain.FieldError) {
			e.FoundedOn, err = dayOfCell(cell, days)
			return err
		}
	case "industry":
		return func(e *domain.Enterprise, cell string, _ tabular.DayForm) (err *domain.FieldError) {
			e.Industry, err = c.books["industry"].code(cell)
			return err
		}
	case "above_designated_size":
		return func(e *domain.Enterprise, cell string, _ tabular.DayForm) *domain.FieldError {
			v, ok := tabular.Flag(cell)
			e.AboveDesignatedSize = &v
			return flagFault(ok)
		}
	}
	return nil
}

func flagFault(ok bool) *domain.FieldError {
	if !ok {
		return &domain.FieldError{Code: "flag_unreadable"}
	}
	return nil
}

func dayOfCell(cell string, days tabular.DayForm) (domain.Date, *domain.FieldError) {
	d, ok := days.Day(cell)
	if !ok {
		return 0, &domain.FieldError{Code: "day_unreadable"}
	}
	return d, nil
}

func yearSetter(h tabular.Head) cellSetter {
	return func(e *domain.Enterprise, cell string, _ tabular.DayForm) *domain.FieldError {
		y := yearOf(e, h.Year)
		switch {
		case figures[h.ID] != nil:
			v, err := tabular.Money(cell, h.Unit)
			*figures[h.ID](y) = &v
			return err
		case yearRates[h.ID] != nil:
			v, err := tabular.Percent(cell)
			*yearRates[h.ID](y) = &v
			return err
		default:
			v, ok := tabular.Flag(cell)
			y.Audited = v
			return flagFault(ok)
		}
	}
}

// yearOf is the year's figures in the profile, made where there are none.
func yearOf(e *domain.Enterprise, year int) *domain.FinancialYear {
	at := slices.IndexFunc(e.Financials, func(y domain.FinancialYear) bool { return y.Year == year })
	if at < 0 {
		if at = slices.IndexFunc(e.Financials, func(y domain.FinancialYear) bool { return y.Year > year }); at < 0 {
			at = len(e.Financials)
		}
		e.Financials = slices.Insert(e.Financials, at, domain.FinancialYear{Year: year})
	}
	return &e.Financials[at]
}

func patentSetter(kind domain.Code) cellSetter {
	return func(e *domain.Enterprise, cell string, _ tabular.DayForm) *domain.FieldError {
		n, err := tabular.Count(cell, math.MaxInt32)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(e.Patents, func(p domain.PatentCount) bool { return p.Kind == kind })
		if i < 0 {
			i = len(e.Patents)
			e.Patents = append(e.Patents, domain.PatentCount{Kind: kind})
		}
		e.Patents[i].Count = int32(n)
		return nil
	}
}

// titleSetter is called for the first day before the last one: headings are
// sorted so. Another first day is another title.
func titleSetter(list func(*domain.Enterprise) *[]domain.Title, code domain.Code, part string) cellSetter {
	return func(e *domain.Enterprise, cell string, days tabular.DayForm) *domain.FieldError {
		day, fault := dayOfCell(cell, days)
		if fault != nil {
			return fault
		}
		titles := list(e)
		last := -1
		for i, t := range *titles {
			if t.Code == code && (last < 0 || t.From >= (*titles)[last].From) {
				last = i
			}
		}
		if part == "until" {
			if last < 0 {
				return &domain.FieldError{Code: "title_without_start"}
			}
			(*titles)[last].Until = &day
			return nil
		}
		if !slices.ContainsFunc(*titles, func(t domain.Title) bool { return t.Code == code && t.From == day }) {
			*titles = append(*titles, domain.Title{Code: code, From: day})
		}
		return nil
	}
}

// columnOf finds the heading that a fault of the profile is about, by the
// path of its field: "financials[1].revenue_fen", "tiers[0].code", "staff".
func columnOf(field string, e domain.Enterprise, heads tabular.Heads) (tabular.Head, bool) {
	list, rest, _ := strings.Cut(field, "[")
	var at int
	var part string
	if rest != "" {
		number, tail, _ := strings.Cut(rest, "]")
		if _, err := fmt.Sscan(number, &at); err != nil {
			return tabular.Head{}, false
		}
		part = strings.TrimSuffix(strings.TrimPrefix(tail, "."), "_fen")
	}
	of := func(takes func(tabular.Head) bool) (tabular.Head, bool) {
		i := slices.IndexFunc(heads.Known, takes)
		if i < 0 {
			return tabular.Head{}, false
		}
		return heads.Known[i], true
	}
	prefix := func(code domain.Code) func(tabular.Head) bool {
		return func(h tabular.Head) bool { return strings.HasPrefix(h.ID, list+"."+string(code)+".") }
	}
	switch {
	case list == "financials" && rest == "": // too many years: any of them
		return of(func(h tabular.Head) bool { return h.Yearly })
	case list == "financials" && at < len(e.Financials):
		year := e.Financials[at].Year
		return of(func(h tabular.Head) bool { return h.Year == year && (h.ID == part || part == "year") })
	case list == "tiers" && at < len(e.Tiers):
		return of(prefix(e.Tiers[at].Code))
	case list == "certificates" && at < len(e.Certificates):
		return of(prefix(e.Certificates[at].Code))
	case list == "patents" && at < len(e.Patents):
		return of(prefix(e.Patents[at].Kind))
	case list == "residences":
		return of(func(h tabular.Head) bool { return h.ID == "district" })
	}
	return of(func(h tabular.Head) bool { return h.ID == field })
}
