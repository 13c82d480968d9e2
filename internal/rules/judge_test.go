package rules_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

var (
	yes, no, unknown = rules.True, rules.False, rules.Unknown
	someDay          = domain.NewDate(2026, 11, 23)
)

func one(field string, op domain.Op, w domain.Wanted) domain.Criterion {
	return domain.Criterion{ID: "x", Field: field, Op: op, Values: []domain.Wanted{w}, Clause: domain.Clause{Document: "Book"}}
}

func num(n int64) domain.Wanted               { return domain.Wanted{Number: n} }
func oneOf(c ...domain.Code) domain.Wanted    { return domain.Wanted{Codes: c} }
func number(f string, n int64) domain.Fact    { return domain.Fact{Field: f, Number: &n} }
func firm(d ...domain.Fact) domain.Enterprise { return domain.Enterprise{Declarations: d} }
func coded(f string, c ...domain.Code) domain.Fact {
	return domain.Fact{Field: f, Codes: append([]domain.Code{}, c...)}
}

// Every operator on every type of number, on the border and one base unit (a
// fen, a basis point, a month, a thing, a day) to each side.
func TestNumbersAreJudgedExactlyOnTheBorder(t *testing.T) {
	rs := loadSmall(t)
	fields := map[string]int64{
		"enterprise.harbour_dues":  200_500_000,
		"enterprise.own_share":     325,
		"enterprise.months_billed": 24,
		"enterprise.points":        300,
		"enterprise.listed_on":     int64(day(t, "2024-02-29")),
	}
	answers := map[domain.Op][3]rules.Truth{ // below, on, above
		domain.OpEqual:   {no, yes, no},
		domain.OpLess:    {yes, no, no},
		domain.OpAtMost:  {yes, yes, no},
		domain.OpMore:    {no, no, yes},
		domain.OpAtLeast: {no, yes, yes},
		domain.OpIsKnown: {yes, yes, yes},
	}
	for field, border := range fields {
		for op, want := range answers {
			c := one(field, op, num(border))
			for side := range 3 {
				f := rs.Facts(firm(number(field, border+int64(side)-1)), domain.Need{}, someDay)
				if have := rs.Judge(c, f); have != want[side] {
					t.Errorf("%s: %d %s %d: want %s, have %s", field, border+int64(side)-1, op, border, want[side], have)
				}
			}
			if have := rs.Judge(c, rs.Facts(firm(), domain.Need{}, someDay)); have != unknown {
				t.Errorf("%s %s: not known is unknown, have %s", field, op, have)
			}
		}
	}
}

func TestNothingIsAnAmountThatIsKnown(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.harbour_dues", 0)), domain.Need{}, someDay)
	if have := rs.Judge(one("enterprise.harbour_dues", domain.OpAtLeast, num(1)), f); have != no {
		t.Errorf("have %s", have)
	}
}

func year(revenue, rd domain.Fen) domain.Enterprise {
	return domain.Enterprise{Financials: []domain.FinancialYear{{Year: 2025, Revenue: &revenue, RDExpense: &rd}}}
}

// A share is kept as its two amounts, so one fen to either side of a border
// decides, however large the amounts.
func TestAShareNeverCrossesABorderByRounding(t *testing.T) {
	rs := loadSmall(t)
	atLeast3, atMost3 := one("enterprise.rd_share", domain.OpAtLeast, num(300)), one("enterprise.rd_share", domain.OpAtMost, num(300))
	more3, less3, is3 := one("enterprise.rd_share", domain.OpMore, num(300)), one("enterprise.rd_share", domain.OpLess, num(300)), one("enterprise.rd_share", domain.OpEqual, num(300))
	rows := map[string]struct {
		revenue, rd                         domain.Fen
		atLeast, atMost, more, less, equals rules.Truth
	}{
		"exactly 3 %":                              {100_000_000, 3_000_000, yes, yes, no, no, yes},
		"one fen below":                            {100_000_000, 2_999_999, no, yes, no, yes, no},
		"one fen above":                            {100_000_000, 3_000_001, yes, no, yes, no, no},
		"exactly 3 % of the greatest revenue":      {domain.MaxFen, domain.MaxFen / 100 * 3, yes, yes, no, no, yes},
		"one fen below, of the greatest revenue":   {domain.MaxFen, domain.MaxFen/100*3 - 1, no, yes, no, yes, no},
		"one fen above, of the greatest revenue":   {domain.MaxFen, domain.MaxFen/100*3 + 1, yes, no, yes, no, no},
		"one fen more revenue than would give 3 %": {100_000_001, 3_000_000, no, yes, no, yes, no},
		"one fen less revenue":                     {99_999_999, 3_000_000, yes, no, yes, no, no},
		"no R&D":                                   {100_000_000, 0, no, yes, no, yes, no},
		"R&D above revenue":                        {1, domain.MaxFen, yes, no, yes, no, no},
		"three fen of a yuan":                      {100, 3, yes, yes, no, no, yes},
		"without revenue there is no share":        {0, 3_000_000, unknown, unknown, unknown, unknown, unknown},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			f := rs.Facts(year(r.revenue, r.rd), domain.Need{}, someDay)
			have := []rules.Truth{rs.Judge(atLeast3, f), rs.Judge(atMost3, f), rs.Judge(more3, f), rs.Judge(less3, f), rs.Judge(is3, f)}
			if want := []rules.Truth{r.atLeast, r.atMost, r.more, r.less, r.equals}; !slices.Equal(have, want) {
				t.Errorf("at least, at most, more, less, equal: want %v, have %v", want, have)
			}
		})
	}
}

func TestCodesAreJudged(t *testing.T) {
	rs := loadSmall(t)
	const rank, skills = "enterprise.rank", "enterprise.skills"
	boats := domain.Enterprise{Industry: "boat"}
	rows := map[string]struct {
		firm domain.Enterprise
		c    domain.Criterion
		want rules.Truth
	}{
		"one of the list":                              {firm(coded(rank, "silver")), one(rank, domain.OpIn, oneOf("gold", "silver")), yes},
		"none of the list":                             {firm(coded(rank, "bronze")), one(rank, domain.OpIn, oneOf("gold", "silver")), no},
		"a code that was not told":                     {firm(), one(rank, domain.OpIn, oneOf("gold")), unknown},
		"a code that is known":                         {firm(coded(rank, "bronze")), one(rank, domain.OpIsKnown, num(1)), yes},
		"a code that is not known":                     {firm(), one(rank, domain.OpIsKnown, num(1)), unknown},
		"within itself":                                {boats, one("enterprise.industry", domain.OpWithin, oneOf("boat")), yes},
		"within what lies above it":                    {boats, one("enterprise.industry", domain.OpWithin, oneOf("sea")), yes},
		"not within its sister":                        {boats, one("enterprise.industry", domain.OpWithin, oneOf("net")), no},
		"not within what lies below it":                {domain.Enterprise{Industry: "sea"}, one("enterprise.industry", domain.OpWithin, oneOf("boat")), no},
		"within nothing while not told":                {domain.Enterprise{}, one("enterprise.industry", domain.OpWithin, oneOf("sea")), unknown},
		"any of a set":                                 {firm(coded(skills, "gold", "bronze")), one(skills, domain.OpContainsAny, oneOf("silver", "gold")), yes},
		"none of a set":                                {firm(coded(skills, "bronze")), one(skills, domain.OpContainsAny, oneOf("silver", "gold")), no},
		"a set known to be empty holds none":           {firm(coded(skills)), one(skills, domain.OpContainsAny, oneOf("silver")), no},
		"a set that is not known":                      {firm(), one(skills, domain.OpContainsAny, oneOf("silver")), unknown},
		"all of a set":                                 {firm(coded(skills, "gold", "silver", "bronze")), one(skills, domain.OpContainsAll, oneOf("silver", "gold")), yes},
		"all but one of a set":                         {firm(coded(skills, "gold")), one(skills, domain.OpContainsAll, oneOf("silver", "gold")), no},
		"all of a set that is not known":               {firm(), one(skills, domain.OpContainsAll, oneOf("silver")), unknown},
		"an empty set is known":                        {firm(coded(skills)), one(skills, domain.OpIsKnown, num(1)), yes},
		"a flag that is true":                          {firm(number("enterprise.insured", 1)), one("enterprise.insured", domain.OpEqual, num(1)), yes},
		"a flag that is false":                         {firm(number("enterprise.insured", 0)), one("enterprise.insured", domain.OpEqual, num(1)), no},
		"a flag that must be false":                    {firm(number("enterprise.insured", 0)), one("enterprise.insured", domain.OpEqual, num(0)), yes},
		"a flag that was not told":                     {firm(), one("enterprise.insured", domain.OpEqual, num(0)), unknown},
		"a flag that is known":                         {firm(number("enterprise.insured", 0)), one("enterprise.insured", domain.OpIsKnown, num(1)), yes},
		"a field that the rule data do not have":       {firm(), one("enterprise.colour", domain.OpEqual, num(1)), unknown},
		"a firm without a place is within it perhaps":  {domain.Enterprise{}, one("enterprise.place", domain.OpWithin, oneOf("A")), unknown},
		"one of several places":                        {domain.Enterprise{Zone: ptr(domain.ZoneNone), Residences: []domain.Residence{{District: "A"}}}, one("enterprise.place", domain.OpWithin, oneOf("B", "A")), yes},
		"the root holds all":                           {domain.Enterprise{Residences: []domain.Residence{{District: "A"}}}, one("enterprise.place", domain.OpWithin, oneOf("R")), yes},
		"none of several places":                       {domain.Enterprise{Residences: []domain.Residence{{District: "B"}}}, one("enterprise.place", domain.OpWithin, oneOf("A", "Z")), no},
		"a certain place is not outdone by an unknown": {domain.Enterprise{Residences: []domain.Residence{{District: "A"}}}, one("enterprise.place", domain.OpWithin, oneOf("Z", "A")), yes},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rs.Judge(r.c, rs.Facts(r.firm, domain.Need{}, someDay)); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

// routeOf makes a route of criteria that are answered so for a firm of 2 points.
func routeOf(answers ...rules.Truth) domain.Route {
	var r domain.Route
	for i, a := range answers {
		c := map[rules.Truth]domain.Criterion{
			yes:     one("enterprise.points", domain.OpAtLeast, num(1)),
			no:      one("enterprise.points", domain.OpAtLeast, num(3)),
			unknown: one("enterprise.months_billed", domain.OpAtLeast, num(1)),
		}[a]
		c.ID = fmt.Sprint(i)
		r.Criteria = append(r.Criteria, c)
	}
	return r
}

func judged(r domain.Route) domain.Route {
	r.Judgements = []domain.Text{{ZH: "由人判断"}}
	return r
}

func TestRoutesFollowKleenesLogic(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.points", 2)), domain.Need{}, someDay)
	rows := map[string]struct {
		routes []domain.Route
		want   rules.Truth
	}{
		"one that holds":                               {[]domain.Route{routeOf(yes)}, yes},
		"one that does not":                            {[]domain.Route{routeOf(no)}, no},
		"one that is not known":                        {[]domain.Route{routeOf(unknown)}, unknown},
		"true and unknown is unknown":                  {[]domain.Route{routeOf(yes, unknown)}, unknown},
		"false and unknown is false":                   {[]domain.Route{routeOf(unknown, no)}, no},
		"true and false is false":                      {[]domain.Route{routeOf(yes, no)}, no},
		"true and true is true":                        {[]domain.Route{routeOf(yes, yes)}, yes},
		"false or true is true":                        {[]domain.Route{routeOf(no), routeOf(yes)}, yes},
		"unknown or true is true":                      {[]domain.Route{routeOf(unknown), routeOf(yes)}, yes},
		"true or unknown is true":                      {[]domain.Route{routeOf(yes), routeOf(unknown)}, yes},
		"false or unknown is unknown":                  {[]domain.Route{routeOf(no), routeOf(unknown)}, unknown},
		"false or false is false":                      {[]domain.Route{routeOf(no), routeOf(no)}, no},
		"a person's judgement leaves it unknown":       {[]domain.Route{judged(routeOf(yes))}, unknown},
		"a judgement does not save what is false":      {[]domain.Route{judged(routeOf(yes, no))}, no},
		"a judgement alone is unknown":                 {[]domain.Route{judged(domain.Route{})}, unknown},
		"another route may still be certain":           {[]domain.Route{judged(routeOf(yes)), routeOf(yes)}, yes},
		"a judgement beside what is false is possible": {[]domain.Route{judged(routeOf(yes)), routeOf(no)}, unknown},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rs.Judge(domain.Criterion{Routes: r.routes}, f); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestARouteMayHoldRoutes(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.points", 2)), domain.Need{}, someDay)
	inner := domain.Criterion{Routes: []domain.Route{routeOf(no), routeOf(unknown)}}
	both := domain.Route{Criteria: append(routeOf(yes).Criteria, inner)}
	if have := rs.Judge(domain.Criterion{Routes: []domain.Route{both}}, f); have != unknown {
		t.Errorf("true and (false or unknown) is unknown, have %s", have)
	}
}

// Of three values, "and" is the least and "or" the greatest: held against the
// definition over random routes.
func TestRoutesAreTheGreatestOfTheLeast(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.points", 2)), domain.Need{}, someDay)
	random := rand.New(rand.NewPCG(4, 8))
	for range 2000 {
		want, c := no, domain.Criterion{}
		for range 1 + random.IntN(4) {
			var answers []rules.Truth
			for range 1 + random.IntN(4) {
				answers = append(answers, rules.Truth(random.IntN(3)))
			}
			c.Routes = append(c.Routes, routeOf(answers...))
			want = max(want, slices.Min(answers))
		}
		if have := rs.Judge(c, f); have != want {
			t.Fatalf("want %s, have %s for %+v", want, have, c)
		}
	}
}

func TestADatedValueHoldsFromItsDayOn(t *testing.T) {
	rs := loadSmall(t)
	c := domain.Criterion{ID: "x", Field: "enterprise.points", Op: domain.OpAtLeast, Values: []domain.Wanted{
		{From: day(t, "2024-01-01"), Number: 5}, {From: day(t, "2025-07-01"), Number: 3},
	}}
	rows := map[string]struct {
		on     string
		points int64
		want   rules.Truth
	}{
		"the day before the first it asks for nothing": {"2023-12-31", 0, yes},
		"on the first day it asks for five":            {"2024-01-01", 4, no},
		"and five are enough":                          {"2024-01-01", 5, yes},
		"the day before the change four are too few":   {"2025-06-30", 4, no},
		"and five are enough still":                    {"2025-06-30", 5, yes},
		"on the day of the change three are enough":    {"2025-07-01", 3, yes},
		"and two are not":                              {"2025-07-01", 2, no},
		"long after it is the same":                    {"2035-07-01", 3, yes},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			f := rs.Facts(firm(number("enterprise.points", r.points)), domain.Need{}, day(t, r.on))
			if have := rs.Judge(c, f); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
	if have := rs.Judge(c, rs.Facts(firm(), domain.Need{}, day(t, "2023-12-31"))); have != yes {
		t.Errorf("what does not apply yet asks nobody, have %s", have)
	}
	if _, ok := rules.Wanted(c, day(t, "2023-12-31")); ok {
		t.Error("no value is in force before the first")
	}
}

func TestAnUnknownAnswerNamesWhatItHangsOn(t *testing.T) {
	rs := loadSmall(t)
	f := rs.Facts(firm(number("enterprise.points", 2)), domain.Need{}, someDay)
	dues := domain.Route{Criteria: []domain.Criterion{one("enterprise.harbour_dues", domain.OpMore, num(0)), one("enterprise.months_billed", domain.OpMore, num(0))}}
	rows := map[string]struct {
		c    domain.Criterion
		want []string
	}{
		"a field":                                 {one("enterprise.own_share", domain.OpMore, num(0)), []string{"enterprise.own_share"}},
		"nothing where the answer is known":       {one("enterprise.points", domain.OpMore, num(0)), nil},
		"nothing where a route holds anyway":      {domain.Criterion{Routes: []domain.Route{dues, routeOf(yes)}}, nil},
		"the open routes' fields, each once":      {domain.Criterion{Routes: []domain.Route{routeOf(unknown), dues}}, []string{"enterprise.months_billed", "enterprise.harbour_dues"}},
		"no field of a route that is closed":      {domain.Criterion{Routes: []domain.Route{routeOf(no, unknown), dues}}, []string{"enterprise.harbour_dues", "enterprise.months_billed"}},
		"no field where a person is to judge":     {domain.Criterion{Routes: []domain.Route{judged(routeOf(yes))}}, nil},
		"the fields of routes within routes":      {domain.Criterion{Routes: []domain.Route{{Criteria: []domain.Criterion{{Routes: []domain.Route{dues}}}}}}, []string{"enterprise.harbour_dues", "enterprise.months_billed"}},
		"nothing where a route is false for good": {domain.Criterion{Routes: []domain.Route{routeOf(no, unknown)}}, nil},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rs.Unknowns(r.c, f); !slices.Equal(have, r.want) {
				t.Errorf("want %v, have %v", r.want, have)
			}
		})
	}
}

func TestATriedFactLeavesTheOthersAlone(t *testing.T) {
	rs := loadSmall(t)
	points, _ := rs.Field("enterprise.points")
	f := rs.Facts(firm(number("enterprise.points", 2), number("enterprise.insured", 1)), domain.Need{}, someDay)
	tried := f.With(points, rules.Fact{Known: true, Number: 9})
	insured, _ := rs.Field("enterprise.insured")
	if f.Get(points).Number != 2 || tried.Get(points).Number != 9 || tried.Get(insured).Number != 1 || tried.Day != someDay {
		t.Errorf("have %v and %v", f.Get(points), tried.Get(points))
	}
}
