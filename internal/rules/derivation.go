package rules

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"rongqiao/internal/domain"
)

// derivation says how a field follows from yearly figures and other fields, as
// rule data: a ratio, a growth rate, a mean of three years. Years count back
// from the last full one before the day of assessment: y0 is that year.
type derivation struct {
	op     string
	args   []derivation
	figure string // op "figure": a yearly figure, back years before y0
	back   int
	field  string // op "field": another field
}

// The operations. Ratio and growth are rates; compound is the yearly rate that
// over two years leads from the second to the first; least is the smallest.
const (
	opFigure   = "figure"
	opField    = "field"
	opSum      = "sum"
	opMean     = "mean"
	opLeast    = "least"
	opLess     = "difference"
	opRatio    = "ratio"
	opGrowth   = "growth"
	opCompound = "compound"
)

// pairs are the operations of exactly two operands, which answer a rate but
// for the difference.
var pairs = map[string]bool{opRatio: true, opGrowth: true, opCompound: true, opLess: true}

// figures are what a year holds.
var figures = map[string]struct {
	t     FieldType
	label domain.Text
	get   func(domain.FinancialYear) Fact
}{
	"revenue":             {TypeMoney, domain.Text{ZH: "营业收入", EN: "revenue"}, func(y domain.FinancialYear) Fact { return money(y.Revenue) }},
	"main_revenue":        {TypeMoney, domain.Text{ZH: "主营业务收入", EN: "main-business revenue"}, func(y domain.FinancialYear) Fact { return money(y.MainRevenue) }},
	"net_profit":          {TypeMoney, domain.Text{ZH: "净利润", EN: "net profit"}, func(y domain.FinancialYear) Fact { return money(y.NetProfit) }},
	"net_profit_adjusted": {TypeMoney, domain.Text{ZH: "扣非净利润", EN: "net profit without one-off items"}, func(y domain.FinancialYear) Fact { return money(y.NetProfitAdjusted) }},
	"total_assets":        {TypeMoney, domain.Text{ZH: "资产总额", EN: "total assets"}, func(y domain.FinancialYear) Fact { return money(y.TotalAssets) }},
	"total_liabilities":   {TypeMoney, domain.Text{ZH: "负债总额", EN: "total liabilities"}, func(y domain.FinancialYear) Fact { return money(y.TotalLiabilities) }},
	"rd_expense":          {TypeMoney, domain.Text{ZH: "研发费用", EN: "R&D expense"}, func(y domain.FinancialYear) Fact { return money(y.RDExpense) }},
	"rd_investment":       {TypeMoney, domain.Text{ZH: "研发投入", EN: "R&D investment"}, func(y domain.FinancialYear) Fact { return money(y.RDInvestment) }},
	"operating_cash_flow": {TypeMoney, domain.Text{ZH: "经营活动现金流量净额", EN: "operating cash flow"}, func(y domain.FinancialYear) Fact { return money(y.OperatingCashFlow) }},
	"weighted_roe":        {TypeRate, domain.Text{ZH: "加权平均净资产收益率", EN: "weighted return on equity"}, func(y domain.FinancialYear) Fact { return rate(y.WeightedROE) }},
}

// lastFullYear is the year that y0 stands for on the day.
func lastFullYear(day domain.Date) int { return day.Year() - 1 }

// readDerivation reads "revenue.y0", "enterprise.staff" or {ratio: [a, b]}.
func readDerivation(v any) (derivation, error) {
	switch x := v.(type) {
	case string:
		name, year, ok := strings.Cut(x, ".y")
		back, err := strconv.Atoi(year)
		if !ok || err != nil {
			return derivation{op: opField, field: x}, nil
		}
		if _, known := figures[name]; !known || back < 0 || back >= domain.MaxFinancialYears {
			return derivation{}, fmt.Errorf("a yearly figure and y0 to y%d, have %q", domain.MaxFinancialYears-1, x)
		}
		return derivation{op: opFigure, figure: name, back: back}, nil
	case map[string]any:
		for op, args := range x {
			list, ok := args.([]any)
			if !ok || len(x) != 1 || len(list) < 2 || (pairs[op] && len(list) != 2) {
				break
			}
			switch op {
			case opSum, opMean, opLeast, opLess, opRatio, opGrowth, opCompound:
			default:
				return derivation{}, fmt.Errorf("want sum, mean, least, difference, ratio, growth or compound, have %q", op)
			}
			d := derivation{op: op}
			for _, a := range list {
				arg, err := readDerivation(a)
				if err != nil {
					return derivation{}, err
				}
				d.args = append(d.args, arg)
			}
			return d, nil
		}
	}
	return derivation{}, fmt.Errorf("want a figure, a field, or one operation with its list, have %v", v)
}

// deriving works out the fields that follow from others.
type deriving struct {
	rs   *RuleSet
	in   *inputs
	out  []Fact
	done []bool
}

func (d *deriving) field(i int) Fact {
	if f := d.rs.Fields[i]; f.derive != nil && !d.done[i] {
		d.done[i] = true
		d.out[i] = d.value(*f.derive)
	}
	return d.out[i]
}

func (d *deriving) value(e derivation) Fact {
	switch e.op {
	case opFigure:
		want := lastFullYear(d.in.day) - e.back
		for _, y := range d.in.e.Financials {
			if y.Year == want {
				return figures[e.figure].get(y)
			}
		}
		return Fact{}
	case opField:
		return d.field(d.rs.fieldByName[e.field])
	}
	args := make([]Fact, len(e.args))
	for i, a := range e.args {
		args[i] = d.value(a)
	}
	switch e.op {
	case opLeast:
		return least(args)
	case opSum:
		return sum(args)
	case opMean:
		return mean(args)
	case opLess:
		return difference(args[0], args[1])
	case opRatio:
		return quotient(args[0], args[1])
	case opGrowth:
		return growthOf(args[0], args[1])
	}
	return compound(args[0], args[1])
}

// said tells whether a number says anything: what it is, or that it is at most
// that.
func (f Fact) said() bool { return f.Known || f.AtMost }

// number is a fact's exact value; a rate of 100 % is 1.
func (f Fact) number() *big.Rat {
	switch {
	case f.Exact != nil:
		return f.Exact
	case f.Den != 0:
		return big.NewRat(f.Number, f.Den)
	}
	return new(big.Rat).SetInt64(f.Number)
}

// least is the smallest of them. Where some are not known, it is at most the
// smallest of the rest.
func least(args []Fact) Fact {
	out, whole := Fact{}, true
	for _, a := range args {
		whole = whole && a.Known
		if a.said() && (!out.AtMost || a.number().Cmp(out.number()) < 0) {
			a.AtMost = true
			out = a
		}
	}
	out.Known, out.AtMost = whole, out.AtMost && !whole
	return out
}

// sum is known where all are, and at most so much where none is open upwards.
func sum(args []Fact) Fact {
	out, whole := Fact{Known: true}, true
	fractions := false
	for _, a := range args {
		if !a.said() {
			return Fact{}
		}
		whole = whole && a.Known
		fractions = fractions || a.Exact != nil || a.Den != 0
		out.Number += a.Number
	}
	if fractions {
		total := new(big.Rat)
		for _, a := range args {
			total.Add(total, a.number())
		}
		out = Fact{Exact: total}
	}
	out.Known, out.AtMost = whole, !whole
	return out
}

func mean(args []Fact) Fact {
	out := sum(args)
	if out.said() {
		n := new(big.Rat).SetInt64(int64(len(args)))
		out.Exact = new(big.Rat).Quo(out.number(), n)
		out.Number, out.Den = 0, 0
	}
	return out
}

func difference(a, b Fact) Fact {
	if !a.said() || !b.Known {
		return Fact{}
	}
	b.Number = -b.Number
	if b.Exact != nil {
		b.Exact = new(big.Rat).Neg(b.Exact)
	}
	return sum([]Fact{a, b})
}

// quotient of two amounts; not known where the whole is not positive.
func quotient(part, whole Fact) Fact {
	if !part.said() || !whole.Known || whole.number().Sign() <= 0 {
		return Fact{}
	}
	out := Fact{Known: part.Known, AtMost: !part.Known, Number: part.Number, Den: whole.Number}
	if part.Exact != nil || whole.Exact != nil || part.Den != 0 || whole.Den != 0 {
		out.Number, out.Den = 0, 0
		out.Exact = new(big.Rat).Quo(part.number(), whole.number())
	}
	return out
}

// growthOf is now against before; not known where before is not positive.
func growthOf(now, before Fact) Fact {
	if !now.Known || !before.Known || before.Number <= 0 {
		return Fact{}
	}
	return Fact{Known: true, Number: now.Number - before.Number, Den: before.Number}
}

// compound is the rate r with before·(1+r)² = now. It is kept as the ratio and
// its root, so that no border is crossed by rounding. Not known where before is
// not positive, or now is negative.
func compound(now, before Fact) Fact {
	if !now.Known || !before.Known || before.Number <= 0 || now.Number < 0 {
		return Fact{}
	}
	return Fact{Known: true, Number: now.Number, Den: before.Number, Root: 2}
}

// checkDerived finds what is wrong with a derived field's expression once all
// fields are there: a field that is none, one that is no number, a type that
// does not come out, and a circle.
func (l *loader) checkDerived() {
	for _, p := range l.derived {
		f := l.rs.Fields[p.index]
		t, err := l.derivedType(*f.derive, map[string]bool{f.Name: true})
		if err == nil && t != f.Type {
			err = fmt.Errorf("want type %s, as what it is derived from is, have %s", t, f.Type)
		}
		if err != nil {
			p.d.add(p.path+".derive", f.Name, "derive", err.Error(), "")
			l.faults = append(l.faults, p.d.faults[len(p.d.faults)-1])
		}
	}
}

func (l *loader) derivedType(e derivation, above map[string]bool) (FieldType, error) {
	switch e.op {
	case opFigure:
		return figures[e.figure].t, nil
	case opField:
		i, ok := l.rs.fieldByName[e.field]
		if !ok {
			return "", fmt.Errorf("a field that there is instead of %s", e.field)
		}
		f := l.rs.Fields[i]
		if above[f.Name] {
			return "", fmt.Errorf("no circle: %s follows from itself", f.Name)
		}
		if !f.Type.IsNumber() || f.Type == TypeDay {
			return "", fmt.Errorf("a number instead of %s", e.field)
		}
		if f.derive == nil {
			return f.Type, nil
		}
		below := map[string]bool{f.Name: true}
		for name := range above {
			below[name] = true
		}
		return l.derivedType(*f.derive, below)
	}
	var t FieldType
	for i, a := range e.args {
		at, err := l.derivedType(a, above)
		if err != nil {
			return "", err
		}
		if i > 0 && at != t {
			return "", fmt.Errorf("operands of one type instead of %s and %s", t, at)
		}
		t = at
	}
	if pairs[e.op] && e.op != opLess {
		return TypeRate, nil
	}
	return t, nil
}

// Lacking are the fields and yearly figures to fill in so that the field is
// known: itself, where the profile holds or declares it, and else those it
// follows from that are not known. A yearly figure is named with its year, as
// "revenue@2025".
func (f *Facts) Lacking(name string) []string {
	field, ok := f.rs.Field(name)
	if !ok || field.derive == nil {
		return []string{name}
	}
	return f.lacking(*field.derive, nil)
}

func (f *Facts) lacking(e derivation, out []string) []string {
	switch e.op {
	case opFigure:
		if d := (&deriving{rs: f.rs, in: f.in}); !d.value(e).Known {
			out = append(out, fmt.Sprintf("%s@%d", e.figure, lastFullYear(f.Day)-e.back))
		}
		return out
	case opField:
		field, _ := f.rs.Field(e.field)
		if f.Get(field).Known {
			return out
		}
		return append(out, f.Lacking(e.field)...)
	}
	for _, a := range e.args {
		out = f.lacking(a, out)
	}
	return out
}

// LackingLabel names what Lacking has answered, for people.
func (rs *RuleSet) LackingLabel(name string) (label, paper domain.Text) {
	figure, year, ok := strings.Cut(name, "@")
	if !ok {
		f, _ := rs.Field(name)
		return f.Label, f.Paper
	}
	l := figures[figure].label
	return domain.Text{ZH: year + "年" + l.ZH, EN: l.EN + ", " + year}, domain.Text{ZH: year + "年审计报告", EN: "audit report of " + year}
}
