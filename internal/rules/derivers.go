package rules

import (
	"slices"

	"rongqiao/internal/domain"
)

// inputs are what derivers read.
type inputs struct {
	rs     *RuleSet
	e      domain.Enterprise
	n      domain.Need
	day    domain.Date
	latest *domain.FinancialYear
}

// deriver reads one field out of a profile and a need. Its type is the one that
// fields.yaml must state.
type deriver struct {
	t    FieldType
	fact func(*inputs) Fact
}

var derivers = map[string]deriver{
	"need.amount":           {TypeMoney, func(in *inputs) Fact { return positive(int64(in.n.Amount)) }},
	"need.term":             {TypeMonths, func(in *inputs) Fact { return positive(int64(in.n.Term)) }},
	"need.purpose":          {TypeCode, func(in *inputs) Fact { return code(&in.n.Purpose) }},
	"need.guarantee":        {TypeFlag, func(in *inputs) Fact { return flag(in.n.Guarantee) }},
	"need.rate_ceiling":     {TypeRate, func(in *inputs) Fact { return rate(in.n.RateCeiling) }},
	"need.collateral_value": {TypeMoney, func(in *inputs) Fact { return collateralValue(in.n.Collateral) }},
	"need.collateral_kinds": {TypeCodes, func(in *inputs) Fact { return collateralKinds(in.n.Collateral) }},
	"need.project_kind":     {TypeCode, func(in *inputs) Fact { return code(in.project().Kind) }},
	"need.project_field":    {TypeCode, func(in *inputs) Fact { return code(in.project().Field) }},
	"need.project_state":    {TypeCode, func(in *inputs) Fact { return code(in.project().State) }},
	"need.project_investment": {TypeMoney, func(in *inputs) Fact {
		return money(in.project().Investment)
	}},

	"enterprise.place": {TypePlace, func(in *inputs) Fact {
		return Fact{Known: in.e.District() != "", Codes: []domain.Code{in.e.District()}, Where: in.rs.whereabouts(in.e, in.day)}
	}},
	"enterprise.age":                   {TypeMonths, age},
	"enterprise.founded_on":            {TypeDay, func(in *inputs) Fact { return Fact{Known: true, Number: int64(in.e.FoundedOn)} }},
	"enterprise.industry":              {TypeCode, func(in *inputs) Fact { return code(&in.e.Industry) }},
	"enterprise.size_class":            {TypeCode, func(in *inputs) Fact { return code(in.e.SizeClass) }},
	"enterprise.ownership":             {TypeCode, func(in *inputs) Fact { return code(in.e.Ownership) }},
	"enterprise.organisation_kind":     {TypeCode, func(in *inputs) Fact { return code(in.e.OrganisationKind) }},
	"enterprise.operating_state":       {TypeCode, func(in *inputs) Fact { return code(in.e.OperatingState) }},
	"enterprise.above_designated_size": {TypeFlag, func(in *inputs) Fact { return flag(in.e.AboveDesignatedSize) }},
	"enterprise.tiers":                 {TypeCodes, func(in *inputs) Fact { return titles(in.e.Tiers, in.day) }},
	"enterprise.certificates":          {TypeCodes, func(in *inputs) Fact { return titles(in.e.Certificates, in.day) }},
	"enterprise.rosters":               {TypeCodes, func(in *inputs) Fact { return titles(in.e.Rosters, in.day) }},
	"enterprise.tax_grade":             {TypeCode, func(in *inputs) Fact { return code(in.e.TaxGrade) }},
	"enterprise.staff":                 {TypeCount, func(in *inputs) Fact { return count(in.e.Staff) }},
	"enterprise.rd_staff":              {TypeCount, func(in *inputs) Fact { return count(in.e.RDStaff) }},
	"enterprise.rd_staff_share": {TypeRate, func(in *inputs) Fact {
		if in.e.Staff == nil || in.e.RDStaff == nil {
			return Fact{}
		}
		return ratio(int64(*in.e.RDStaff), int64(*in.e.Staff))
	}},
	"enterprise.patents":           {TypeCount, func(in *inputs) Fact { return patents(in.e.Patents, "") }},
	"enterprise.invention_patents": {TypeCount, func(in *inputs) Fact { return patents(in.e.Patents, "invention") }},
	"enterprise.loan_count": {TypeCount, func(in *inputs) Fact {
		return Fact{Known: in.e.Loans != nil, Number: int64(len(in.e.Loans))}
	}},
	"enterprise.loan_due_known":    {TypeFlag, loanDueKnown},
	"enterprise.renewal_committed": {TypeFlag, renewalCommitted},

	"enterprise.revenue":                        {TypeMoney, latestMoney(func(y domain.FinancialYear) *domain.Fen { return y.Revenue })},
	"enterprise.net_profit":                     {TypeMoney, latestMoney(func(y domain.FinancialYear) *domain.Fen { return y.NetProfit })},
	"enterprise.rd_expense":                     {TypeMoney, latestMoney(func(y domain.FinancialYear) *domain.Fen { return y.RDExpense })},
	"enterprise.tax_paid":                       {TypeMoney, latestMoney(func(y domain.FinancialYear) *domain.Fen { return y.TaxPaid })},
	"enterprise.purchases":                      {TypeMoney, latestMoney(func(y domain.FinancialYear) *domain.Fen { return y.Purchases })},
	"enterprise.industrial_value_added":         {TypeMoney, latestMoney(func(y domain.FinancialYear) *domain.Fen { return y.IndustrialValueAdded })},
	"enterprise.industrial_value_added_earlier": {TypeMoney, earlierValueAdded},
	"enterprise.tax_paid_years":                 {TypeCount, taxPaidYears},
	"enterprise.revenue_growth":                 {TypeRate, growth(1, func(y domain.FinancialYear) *domain.Fen { return y.Revenue })},
	"enterprise.net_profit_growth":              {TypeRate, growth(1, func(y domain.FinancialYear) *domain.Fen { return y.NetProfit })},
	"enterprise.rd_change":                      {TypeRate, growth(2, func(y domain.FinancialYear) *domain.Fen { return y.RDExpense })},
	"enterprise.debt_ratio": {TypeRate, latestRatio(func(y domain.FinancialYear) (*domain.Fen, *domain.Fen) {
		return y.TotalLiabilities, y.TotalAssets
	})},
	"enterprise.rd_share": {TypeRate, latestRatio(func(y domain.FinancialYear) (*domain.Fen, *domain.Fen) {
		return y.RDExpense, y.Revenue
	})},
}

func (in *inputs) project() domain.Project {
	if in.n.Project == nil {
		return domain.Project{}
	}
	return *in.n.Project
}

// year answers the figures of the latest year less back, or nil.
func (in *inputs) year(back int) *domain.FinancialYear {
	if in.latest == nil {
		return nil
	}
	for i := range in.e.Financials {
		if in.e.Financials[i].Year == in.latest.Year-back {
			return &in.e.Financials[i]
		}
	}
	return nil
}

func positive(n int64) Fact { return Fact{Known: n > 0, Number: n} }

func code(c *domain.Code) Fact {
	if c == nil || *c == "" {
		return Fact{}
	}
	return Fact{Known: true, Codes: []domain.Code{*c}}
}

func flag(b *bool) Fact {
	if b == nil {
		return Fact{}
	}
	if *b {
		return Fact{Known: true, Number: 1}
	}
	return Fact{Known: true}
}

func money(f *domain.Fen) Fact {
	if f == nil {
		return Fact{}
	}
	return Fact{Known: true, Number: int64(*f)}
}

func count(n *int32) Fact {
	if n == nil {
		return Fact{}
	}
	return Fact{Known: true, Number: int64(*n)}
}

func rate(bp *domain.BasisPoints) Fact {
	if bp == nil {
		return Fact{}
	}
	return Fact{Known: true, Number: int64(*bp), Den: 10_000}
}

// ratio of two amounts; not known where the whole is not positive.
func ratio(part, whole int64) Fact {
	if whole <= 0 {
		return Fact{}
	}
	return Fact{Known: true, Number: part, Den: whole}
}

func titles(list []domain.Title, day domain.Date) Fact {
	if list == nil {
		return Fact{}
	}
	f := Fact{Known: true, Codes: []domain.Code{}}
	for _, t := range list {
		if t.ValidOn(day) && !slices.Contains(f.Codes, t.Code) {
			f.Codes = append(f.Codes, t.Code)
		}
	}
	return f
}

func age(in *inputs) Fact {
	since := in.e.FoundedOn
	months := in.day.MonthsSince(since)
	return Fact{Known: true, Number: int64(months), Days: int32(in.day - since.AddMonths(months)), Since: &since}
}

// collateralValue adds up what is offered, each net of prior liens and never
// under nothing. One item without an appraisal leaves the sum unknown.
func collateralValue(items []domain.Collateral) Fact {
	if items == nil {
		return Fact{}
	}
	var sum int64
	for _, c := range items {
		if c.Appraised == nil {
			return Fact{}
		}
		net := int64(*c.Appraised)
		if c.PriorLiens != nil {
			net -= int64(*c.PriorLiens)
		}
		sum += max(net, 0)
	}
	return Fact{Known: true, Number: sum}
}

func collateralKinds(items []domain.Collateral) Fact {
	if items == nil {
		return Fact{}
	}
	f := Fact{Known: true, Codes: []domain.Code{}}
	for _, c := range items {
		if !slices.Contains(f.Codes, c.Kind) {
			f.Codes = append(f.Codes, c.Kind)
		}
	}
	return f
}

func patents(list []domain.PatentCount, kind domain.Code) Fact {
	if list == nil {
		return Fact{}
	}
	f := Fact{Known: true}
	for _, p := range list {
		if kind == "" || p.Kind == kind {
			f.Number += int64(p.Count)
		}
	}
	return f
}

// loanDueKnown: a loan whose due day is known; not known while loans are.
func loanDueKnown(in *inputs) Fact {
	if in.e.Loans == nil {
		return Fact{}
	}
	for _, l := range in.e.Loans {
		if l.DueOn != nil {
			return Fact{Known: true, Number: 1}
		}
	}
	return Fact{Known: len(in.e.Loans) == 0}
}

// renewalCommitted: a bank has promised to renew one of the loans.
func renewalCommitted(in *inputs) Fact {
	if in.e.Loans == nil {
		return Fact{}
	}
	known := true
	for _, l := range in.e.Loans {
		if l.RenewalCommitted == nil {
			known = false
		} else if *l.RenewalCommitted {
			return Fact{Known: true, Number: 1}
		}
	}
	return Fact{Known: known}
}

func latestMoney(pick func(domain.FinancialYear) *domain.Fen) func(*inputs) Fact {
	return func(in *inputs) Fact {
		if in.latest == nil {
			return Fact{}
		}
		return money(pick(*in.latest))
	}
}

func latestRatio(pick func(domain.FinancialYear) (*domain.Fen, *domain.Fen)) func(*inputs) Fact {
	return func(in *inputs) Fact {
		if in.latest == nil {
			return Fact{}
		}
		part, whole := pick(*in.latest)
		if part == nil || whole == nil {
			return Fact{}
		}
		return ratio(int64(*part), int64(*whole))
	}
}

// growth of the latest year against the year that lies back before it; not
// known where the base is not positive.
func growth(back int, pick func(domain.FinancialYear) *domain.Fen) func(*inputs) Fact {
	return func(in *inputs) Fact {
		now, before := in.year(0), in.year(back)
		if now == nil || before == nil || pick(*now) == nil || pick(*before) == nil {
			return Fact{}
		}
		return ratio(int64(*pick(*now))-int64(*pick(*before)), int64(*pick(*before)))
	}
}

// earlierValueAdded is the highest of all years before the latest; not known
// where a year since the founding is missing.
func earlierValueAdded(in *inputs) Fact {
	if in.latest == nil {
		return Fact{}
	}
	var most int64
	for y := in.latest.Year - 1; y >= in.e.FoundedOn.Year(); y-- {
		f := in.year(in.latest.Year - y)
		if f == nil || f.IndustrialValueAdded == nil {
			return Fact{}
		}
		most = max(most, int64(*f.IndustrialValueAdded))
	}
	return Fact{Known: true, Number: most}
}

// taxPaidYears counts, of the last two years, those with tax paid.
func taxPaidYears(in *inputs) Fact {
	f := Fact{Known: true}
	for back := range 2 {
		y := in.year(back)
		if y == nil || y.TaxPaid == nil {
			return Fact{}
		}
		if *y.TaxPaid > 0 {
			f.Number++
		}
	}
	return f
}
