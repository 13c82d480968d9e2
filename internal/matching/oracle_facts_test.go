package matching

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"rongqiao/internal/domain"
)

// known is what the oracle knows of a field; a span is kept as the day that
// it began, and compared as days of the calendar.
type known struct {
	ok    bool
	n     *big.Rat
	codes []string
	since *domain.Date
	day   domain.Date
}

var unknown = known{}

func compare(op string, have known, want *big.Rat) answer {
	if !have.ok {
		return open
	}
	var sign int
	if have.since != nil {
		sign = int(have.day) - int(after(*have.since, want))
	} else {
		sign = have.n.Cmp(want)
	}
	return answerOf(map[string]bool{"==": sign == 0, "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[op])
}

// after is the day that lies whole months later: the same day of the month,
// or that month's last where it has none such.
func after(from domain.Date, months *big.Rat) domain.Date {
	t := time.Unix(int64(from)*86_400, 0).UTC()
	month := int(t.Month()) + int(months.Num().Int64())
	last := time.Date(t.Year(), time.Month(month+1), 0, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), last.Day())
	return domain.Date(time.Date(last.Year(), last.Month(), day, 0, 0, 0, 0, time.UTC).Unix() / 86_400)
}

func fraction(a, b int64) known {
	if b <= 0 {
		return unknown
	}
	return known{ok: true, n: big.NewRat(a, b)}
}

func yuan(f *domain.Fen) known {
	if f == nil {
		return unknown
	}
	return known{ok: true, n: big.NewRat(int64(*f), 100)}
}

func flagged(b bool) known {
	if b {
		return fraction(1, 1)
	}
	return fraction(0, 1)
}

func coded(c *domain.Code) known {
	if c == nil || *c == "" {
		return unknown
	}
	return known{ok: true, codes: []string{string(*c)}}
}

// value derives a field from the profile and the need. What was not given is
// not known; an empty list is known to be empty.
func (w world) value(field string) known {
	if w.o.fields[field] == nil {
		panic("the oracle knows no field " + field)
	}
	if rest, ok := strings.CutPrefix(field, "need."); ok {
		return w.needValue(rest)
	}
	for _, d := range w.firm.Declarations {
		if d.Field == field {
			return w.declared(d)
		}
	}
	rest, _ := strings.CutPrefix(field, "enterprise.")
	if v, ok := w.standing(rest); ok {
		return v
	}
	return w.figure(rest)
}

func (w world) declared(d domain.Fact) known {
	if d.Number == nil {
		out := known{ok: d.Codes != nil}
		for _, c := range d.Codes {
			out.codes = append(out.codes, string(c))
		}
		return out
	}
	per := map[any]int64{"money": 100, "rate": 10_000}[w.o.fields[d.Field]["type"]]
	return fraction(*d.Number, max(per, 1))
}

func (w world) needValue(field string) known {
	n := w.need
	var p domain.Project
	if n.Project != nil {
		p = *n.Project
	}
	switch field {
	case "amount":
		return yuan(&n.Amount)
	case "term":
		return fraction(int64(n.Term), 1)
	case "purpose":
		return coded(&n.Purpose)
	case "guarantee":
		if n.Guarantee != nil {
			return flagged(*n.Guarantee)
		}
	case "rate_ceiling":
		if n.RateCeiling != nil {
			return fraction(int64(*n.RateCeiling), 10_000)
		}
	case "collateral_value", "collateral_kinds":
		return pledged(n.Collateral, field)
	case "project_kind":
		return coded(p.Kind)
	case "project_field":
		return coded(p.Field)
	case "project_state":
		return coded(p.State)
	case "project_investment":
		return yuan(p.Investment)
	}
	return unknown
}

// pledged is what is offered: its kinds, or its value, each piece net of prior
// liens and never under nothing; one piece without an appraisal, and the
// value is not known.
func pledged(list []domain.Collateral, field string) known {
	out := known{ok: list != nil, n: new(big.Rat)}
	for _, c := range list {
		out.codes = append(out.codes, string(c.Kind))
		if c.Appraised == nil {
			out.ok = out.ok && field == "collateral_kinds"
			continue
		}
		net := yuan(c.Appraised).n
		if c.PriorLiens != nil {
			net = new(big.Rat).Sub(net, yuan(c.PriorLiens).n)
		}
		if net.Sign() > 0 {
			out.n.Add(out.n, net)
		}
	}
	return out
}

// standing is what a firm is and holds; ok is false where the field is a
// figure of its accounts.
func (w world) standing(field string) (known, bool) {
	f := w.firm
	coding := map[string]*domain.Code{"industry": &f.Industry, "size_class": f.SizeClass, "ownership": f.Ownership,
		"organisation_kind": f.OrganisationKind, "operating_state": f.OperatingState, "tax_grade": f.TaxGrade}
	titles := map[string][]domain.Title{"tiers": f.Tiers, "certificates": f.Certificates, "rosters": f.Rosters}
	if c, ok := coding[field]; ok {
		return coded(c), true
	}
	if list, ok := titles[field]; ok {
		out := known{ok: list != nil}
		for _, t := range list {
			if t.From <= w.day && (t.Until == nil || *t.Until >= w.day) {
				out.codes = append(out.codes, string(t.Code))
			}
		}
		return out, true
	}
	switch field {
	case "age":
		return known{ok: true, since: &f.FoundedOn, day: w.day}, true
	case "above_designated_size":
		if f.AboveDesignatedSize == nil {
			return unknown, true
		}
		return flagged(*f.AboveDesignatedSize), true
	case "staff", "rd_staff_share":
		if f.Staff == nil || (field == "rd_staff_share" && f.RDStaff == nil) {
			return unknown, true
		}
		if field == "staff" {
			return fraction(int64(*f.Staff), 1), true
		}
		return fraction(int64(*f.RDStaff), int64(*f.Staff)), true
	case "patents", "invention_patents":
		out := known{ok: f.Patents != nil, n: new(big.Rat)}
		for _, p := range f.Patents {
			if field == "patents" || p.Kind == "invention" {
				out.n.Add(out.n, big.NewRat(int64(p.Count), 1))
			}
		}
		return out, true
	case "loan_count", "loan_due_known", "renewal_committed":
		return owed(f.Loans, field), true
	}
	return unknown, false
}

// owed answers for the loans: how many, whether one has a due day, whether a
// bank will renew one. One loan that says yes is enough; where one does not
// say, and none says yes, it is not known. A day not given is not known.
func owed(list []domain.ExistingLoan, field string) known {
	if list == nil || field == "loan_count" {
		return known{ok: list != nil, n: big.NewRat(int64(len(list)), 1)}
	}
	var each []answer
	for _, l := range list {
		says := open
		if field == "loan_due_known" && l.DueOn != nil {
			says = yes
		}
		if field == "renewal_committed" && l.RenewalCommitted != nil {
			says = answerOf(*l.RenewalCommitted)
		}
		each = append(each, says)
	}
	all := either(each...)
	if all == open {
		return unknown
	}
	return flagged(all == yes)
}

// figure is a figure of the accounts: the latest year's, unless it says
// otherwise.
func (w world) figure(field string) known {
	years := slices.Clone(w.firm.Financials)
	if len(years) == 0 {
		return unknown
	}
	slices.SortFunc(years, func(a, b domain.FinancialYear) int { return b.Year - a.Year })
	last := years[0]
	back := func(n int) domain.FinancialYear {
		for _, y := range years {
			if y.Year == last.Year-n {
				return y
			}
		}
		return domain.FinancialYear{}
	}
	switch field {
	case "tax_paid_years":
		a, b := yuan(back(0).TaxPaid), yuan(back(1).TaxPaid)
		if !a.ok || !b.ok {
			return unknown
		}
		return fraction(int64(a.n.Sign()+b.n.Sign()), 1)
	case "industrial_value_added_earlier":
		most := fraction(0, 1)
		for y := last.Year - 1; y >= time.Unix(int64(w.firm.FoundedOn)*86_400, 0).UTC().Year(); y-- {
			v := yuan(back(last.Year - y).IndustrialValueAdded)
			if !v.ok {
				return unknown
			}
			if v.n.Cmp(most.n) > 0 {
				most = v
			}
		}
		return most
	case "revenue_growth":
		return grown(last.Revenue, back(1).Revenue)
	case "net_profit_growth":
		return grown(last.NetProfit, back(1).NetProfit)
	case "rd_change":
		return grown(last.RDExpense, back(2).RDExpense)
	case "debt_ratio":
		return part(last.TotalLiabilities, last.TotalAssets)
	case "rd_share":
		return part(last.RDExpense, last.Revenue)
	}
	return yuan(map[string]*domain.Fen{
		"revenue": last.Revenue, "net_profit": last.NetProfit, "rd_expense": last.RDExpense, "tax_paid": last.TaxPaid,
		"purchases": last.Purchases, "industrial_value_added": last.IndustrialValueAdded,
	}[field])
}

func part(a, b *domain.Fen) known {
	if a == nil || b == nil {
		return unknown
	}
	return fraction(int64(*a), int64(*b))
}

func grown(now, before *domain.Fen) known {
	if now == nil || before == nil {
		return unknown
	}
	return fraction(int64(*now)-int64(*before), int64(*before))
}
