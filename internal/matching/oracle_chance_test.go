package matching

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// chance makes firms and needs that no one would think of: anything may be
// missing, days lie around the changes of the map, and figures lie on, just
// under and just over the borders that the offers draw.
type chance struct {
	*rand.Rand
	rs      *rules.RuleSet
	day     domain.Date
	borders map[string][]int64
}

func newChance(rs *rules.RuleSet, day domain.Date) *chance {
	c := &chance{Rand: rand.New(rand.NewPCG(7, 7)), rs: rs, day: day, borders: map[string][]int64{}}
	for _, o := range rs.Offers {
		c.learn(append(rules.Implied(o), o.Criteria...))
		for _, row := range o.Terms.AmountRows {
			c.borders["need.amount"] = append(c.borders["need.amount"], int64(row.Max))
			c.learn(row.When)
		}
		if r := o.Terms.Rate; r != nil && r.Min != nil {
			c.borders["need.rate_ceiling"] = append(c.borders["need.rate_ceiling"], int64(*r.Min))
		}
	}
	return c
}

func (c *chance) learn(criteria []domain.Criterion) {
	for _, cr := range criteria {
		for _, v := range cr.Values {
			c.borders[cr.Field] = append(c.borders[cr.Field], v.Number)
		}
		for _, r := range cr.Routes {
			c.learn(r.Criteria)
		}
	}
}

func maybe[T any](c *chance, v T) *T {
	if c.IntN(4) == 0 {
		return nil
	}
	return &v
}

// near is a border of the field, or one to either side of it.
func (c *chance) near(field string) int64 {
	list := c.borders[field]
	if len(list) == 0 {
		return c.Int64N(1_000)
	}
	return max(list[c.IntN(len(list))]+c.Int64N(3)-1, 0)
}

func (c *chance) fen(field string) *domain.Fen { return maybe(c, domain.Fen(c.near(field))) }

func (c *chance) code(vocabulary string) domain.Code {
	list := c.rs.Vocabularies[vocabulary].Entries
	return list[c.IntN(len(list))].Code
}

func (c *chance) titles(vocabulary string) []domain.Title {
	if c.IntN(4) == 0 {
		return nil
	}
	out := []domain.Title{}
	for range c.IntN(4) {
		t := domain.Title{Code: c.code(vocabulary), From: c.day - domain.Date(c.IntN(700)) + 1}
		if c.IntN(2) == 0 {
			until := max(c.day+domain.Date(c.IntN(3)-1), t.From)
			t.Until = &until
		}
		out = append(out, t)
	}
	return out
}

func (c *chance) collateral() []domain.Collateral {
	if c.IntN(4) == 0 {
		return nil
	}
	out := []domain.Collateral{}
	for range c.IntN(3) {
		out = append(out, domain.Collateral{Kind: c.code("collateral_kinds"), Appraised: c.fen("need.collateral_value"), PriorLiens: c.fen("need.collateral_value")})
	}
	return out
}

func (c *chance) need() domain.Need {
	n := domain.Need{Amount: domain.Fen(max(c.near("need.amount"), 1)), Term: domain.Months(max(c.near("need.term"), 1)), Purpose: c.code("purposes"),
		Collateral: c.collateral(), Guarantee: maybe(c, c.IntN(2) == 0), RateCeiling: maybe(c, domain.BasisPoints(max(c.near("need.rate_ceiling"), 1)))}
	n.Project = maybe(c, domain.Project{Kind: maybe(c, c.code("project_kinds")), Field: maybe(c, c.code("project_fields")),
		State: maybe(c, c.code("project_states")), Investment: c.fen("need.project_investment")})
	return n
}

func (c *chance) firm() domain.Enterprise {
	founded := c.day.AddMonths(-domain.Months(c.near("enterprise.age"))) + domain.Date(c.IntN(7)-3)
	if c.IntN(3) == 0 { // a newcomer of the last months
		founded = c.day - domain.Date(c.IntN(500))
	}
	f := domain.Enterprise{Name: "made by chance", FoundedOn: founded, Residences: c.residences(founded), Industry: c.code("industries"),
		SizeClass: maybe(c, c.code("size_classes")), Ownership: maybe(c, c.code("ownership")), OrganisationKind: maybe(c, c.code("organisation_kinds")),
		OperatingState: maybe(c, c.code("operating_states")), AboveDesignatedSize: maybe(c, c.IntN(2) == 0), TaxGrade: maybe(c, c.code("tax_grades")),
		Staff: maybe(c, int32(c.near("enterprise.staff"))), RDStaff: maybe(c, int32(c.IntN(3))), Collateral: c.collateral(),
		Tiers: c.titles("tiers"), Certificates: c.titles("certificates"), Rosters: c.titles("rosters")}
	var zones []domain.Code
	for _, p := range c.rs.Vocabularies["places"].Entries {
		if len(p.LiesIn) > 0 {
			zones = append(zones, p.Code)
		}
	}
	zones = append(zones, domain.ZoneNone)
	f.Zone = maybe(c, zones[c.IntN(len(zones))])
	if c.IntN(4) > 0 {
		f.Patents = []domain.PatentCount{{Kind: c.code("patent_kinds"), Count: int32(c.near("enterprise.patents"))}}
	}
	for y := range c.IntN(4) {
		f.Financials = append(f.Financials, c.year(c.day.Year()-1-y))
	}
	for range c.IntN(4) {
		f.Loans = append(f.Loans, domain.ExistingLoan{DueOn: maybe(c, c.day), RenewalCommitted: maybe(c, c.IntN(2) == 0)})
	}
	for _, field := range c.rs.Fields {
		if field.Declared && c.IntN(3) > 0 {
			f.Declarations = append(f.Declarations, c.declaration(field))
		}
	}
	return f
}

// residences are one to three districts, the later ones from around the days
// on which the map changed.
func (c *chance) residences(founded domain.Date) []domain.Residence {
	out := []domain.Residence{{District: c.district(), From: founded}}
	for range c.IntN(3) {
		from := max(c.day-domain.Date(c.IntN(800)), out[len(out)-1].From)
		for _, p := range c.rs.Vocabularies["places"].Entries {
			if p.ValidUntil != nil && c.IntN(3) == 0 {
				from = max(*p.ValidUntil+domain.Date(c.IntN(3)), out[len(out)-1].From)
			}
		}
		out = append(out, domain.Residence{District: c.district(), From: from})
	}
	return out
}

// district prefers those that the map's changes touched.
func (c *chance) district() domain.Code {
	var all, touched []domain.Code
	for _, p := range c.rs.Vocabularies["places"].Entries {
		if !c.rs.IsDistrict(p.Code) {
			continue
		}
		all = append(all, p.Code)
		if len(p.Successors) > 0 {
			touched = append(touched, p.Code)
		}
		for _, s := range p.Successors {
			touched = append(touched, s.Code)
		}
	}
	if c.IntN(3) > 0 {
		return touched[c.IntN(len(touched))]
	}
	return all[c.IntN(len(all))]
}

func (c *chance) year(year int) domain.FinancialYear {
	y := domain.FinancialYear{Year: year, Revenue: c.fen("enterprise.revenue"), NetProfit: c.fen("enterprise.net_profit"), TaxPaid: c.fen("enterprise.tax_paid"),
		Purchases: c.fen("enterprise.purchases"), IndustrialValueAdded: c.fen("enterprise.industrial_value_added")}
	y.TotalAssets, y.TotalLiabilities = c.fen("enterprise.revenue"), c.share(y.TotalAssets, "enterprise.debt_ratio")
	y.RDExpense = c.share(y.Revenue, "enterprise.rd_share")
	return y
}

// share of an amount at a border of the field, give or take a fen.
func (c *chance) share(of *domain.Fen, field string) *domain.Fen {
	list := c.borders[field]
	if of == nil || len(list) == 0 {
		return nil
	}
	v := *of*domain.Fen(list[c.IntN(len(list))])/10_000 + domain.Fen(c.IntN(3)-1)
	return maybe(c, max(v, 0))
}

func (c *chance) declaration(field rules.Field) domain.Fact {
	if field.Vocabulary != "" {
		return domain.Fact{Field: field.Name, Codes: []domain.Code{c.code(field.Vocabulary)}}
	}
	n := c.near(field.Name)
	if field.Type == rules.TypeFlag {
		n = c.Int64N(2)
	}
	return domain.Fact{Field: field.Name, Number: &n}
}

func TestTheSecondEvaluatorAgreesOnWhatChanceMakes(t *testing.T) {
	for _, dir := range []string{"../../config", "../../testdata/region"} {
		rs, err := rules.Load(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		e, err := New(rs, rs.Offers)
		if err != nil {
			t.Fatal(err)
		}
		o, seen := readOracle(t, dir), map[Verdict]int{}
		days := []domain.Date{today, domain.NewDate(2026, 2, 28), domain.NewDate(2025, 7, 1), domain.NewDate(2025, 11, 6), domain.NewDate(2025, 11, 5), domain.NewDate(2024, 12, 31)}
		for i := range 250 {
			c := newChance(rs, days[i%len(days)])
			c.Rand = rand.New(rand.NewPCG(11, uint64(i)))
			firm, need := c.firm(), c.need()
			got, err := e.Match(firm, need, c.day, MaxItems)
			if err != nil {
				t.Fatal(err)
			}
			w := world{o, firm, need, c.day}
			compareVerdicts(t, w, got, seen)
			compareConditions(t, w, e)
			if t.Failed() {
				t.Fatalf("%s: run %d, residences %+v, zone %v, founded %s", dir, i, firm.Residences, show(firm.Zone), firm.FoundedOn)
			}
		}
		if slices.Contains([]int{seen[Eligible], seen[Conditional], seen[Ineligible]}, 0) {
			t.Errorf("%s: some verdict never came up: %v", dir, seen)
		}
		t.Logf("%s: verdicts compared: %v", dir, seen)
	}
}

// compareConditions compares every written condition by itself, as in most
// offers another one already decides.
func compareConditions(t *testing.T, w world, e *Engine) {
	t.Helper()
	words := map[rules.Truth]answer{rules.True: yes, rules.Unknown: open, rules.False: no}
	m := e.matcher(w.firm, w.need, w.day)
	for _, c := range e.offers {
		have := map[string]answer{}
		for _, f := range Plain(e.rs, *c.offer, m.facts, m.price).Findings {
			have[f.Criterion.ID] = words[f.Truth]
		}
		for _, written := range nodes(w.o.offers[string(c.offer.ID)]["criteria"]) {
			id, _ := written["id"].(string)
			if id == "" {
				id = text(written["field"])
			}
			if want := w.criterion(written); have[id] != want {
				t.Errorf("offer %s, condition %s: the oracle says %s, the plain evaluator %s", c.offer.ID, id, want, have[id])
			}
		}
	}
}

func show[T any](p *T) string {
	if p == nil {
		return "not known"
	}
	return fmt.Sprint(*p)
}
