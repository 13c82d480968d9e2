package matching

import (
	"testing"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

func TestAnAwardStandsInTheListOfItsVerdict(t *testing.T) {
	e := loadEngine(t)
	plain := *e.byID["m15-1"].offer
	plain.Judgements = nil
	over := *e.byID["m05-2"].offer
	last := today - 1
	over.ValidUntil = &last
	e, err := e.With([]domain.Offer{plain, over})
	if err != nil {
		t.Fatal(err)
	}
	kind := domain.Code("lighthouse")
	a := e.Awards(demo.Flagship(today), domain.Project{Kind: &kind}, today)
	if len(a.Eligible) != 1 || a.Eligible[0].Offer.ID != "m15-1" || !a.Eligible[0].Ready {
		t.Errorf("an award with nothing to judge is eligible, have %+v", a.Eligible)
	}
	if len(a.Expired) != 1 || a.Expired[0].Offer.ID != "m05-2" || a.Expired[0].Ready || a.Expired[0].Evidence != nil {
		t.Errorf("an award out of its dates is expired, have %+v", a.Expired)
	}
	if n := len(a.Eligible) + len(a.Conditional) + len(a.Ineligible) + len(a.Expired); n != 17 {
		t.Errorf("want each of the 17 awards once, have %d", n)
	}
	for i := 1; i < len(a.Conditional); i++ {
		x, y := a.Conditional[i-1], a.Conditional[i]
		if y.Ready && !x.Ready || x.Ready == y.Ready && x.Offer.ID >= y.Offer.ID {
			t.Errorf("%s stands before %s", x.Offer.ID, y.Offer.ID)
		}
	}
}

// TestAwardsAgreeWithTheMatch: the same offers, firm and project get the same
// verdicts and amounts on both ways.
func TestAwardsAgreeWithTheMatch(t *testing.T) {
	e := loadEngine(t)
	firm := demo.Flagship(today)
	for _, kind := range []domain.Code{"hill_farm_machinery", "technical_transformation", "core_software_technology", "other"} {
		investment := 500 * domain.Wan
		p := domain.Project{Kind: &kind, Investment: &investment}
		a := e.Awards(firm, p, today)
		need := domain.Need{Project: &p}
		all := e.Verdicts(firm, need, today)
		verdicts := map[domain.OfferID]Verdict{}
		for i, c := range e.offers {
			verdicts[c.offer.ID] = all[i]
		}
		m := e.matcher(firm, need, today)
		for _, list := range [][]Award{a.Eligible, a.Conditional, a.Ineligible, a.Expired} {
			for _, x := range list {
				if verdicts[x.Offer.ID] != x.Verdict {
					t.Errorf("%s for %s: awards say %s, the match %s", x.Offer.ID, kind, x.Verdict, verdicts[x.Offer.ID])
				}
				if c := m.price.price(x.Offer); fen(c.AwardMax) != fen(x.Amount.UpTo) {
					t.Errorf("%s for %s: awards say up to %s, the match %s", x.Offer.ID, kind, fen(x.Amount.UpTo), fen(c.AwardMax))
				}
			}
		}
	}
}

func TestAnAmountIsSaidWithoutAPromise(t *testing.T) {
	e := loadEngine(t)
	investment, revenue := 2_000*domain.Wan, int64(40_000_000*domain.Yuan)
	firm := demo.Flagship(today)
	firm.Declarations = []domain.Fact{{Field: "enterprise.platform_service_revenue", Number: &revenue}}
	facts := e.rs.Facts(firm, domain.Need{Project: &domain.Project{Investment: &investment}}, today)
	rows := map[string]struct {
		id                    domain.OfferID
		says, formula, worked string
		facts                 *rules.Facts
	}{
		"a floor":                          {"m01-2", "at least 1,000,000 yuan", "at least 1,000,000 yuan, per project; no cap is stated", "", facts},
		"money without an amount":          {"m03-2", "with funds; the amount is not published", "with funds; the amount is not published", "", facts},
		"a cap":                            {"m05-2", "up to 1,000,000 yuan", "up to 1,000,000 yuan, per project", "", facts},
		"a range":                          {"m06-1", "500,000 yuan to 20,000,000 yuan", "500,000 yuan to 20,000,000 yuan, per project", "", facts},
		"a share that the cap cuts off":    {"m08-2", "up to 2,000,000 yuan", "at most 20% of project investment, no more than 2,000,000 yuan, per project", "20,000,000 yuan × 20% = 4,000,000 yuan, which the cap cuts off at 2,000,000 yuan", facts},
		"a cap of no stated unit":          {"m10-2", "up to 10,000,000 yuan", "up to 10,000,000 yuan; whether per project or per firm is not stated", "", facts},
		"an exact rate of a known base":    {"m10-4", "1,200,000 yuan", "3% of service revenue, no more than 5,000,000 yuan; whether per project or per firm is not stated", "40,000,000 yuan × 3% = 1,200,000 yuan", facts},
		"a rate where no firm is asked of": {"m10-4", "up to 5,000,000 yuan", "3% of service revenue, no more than 5,000,000 yuan; whether per project or per firm is not stated", "", nil},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			a := AmountOf(e.rs, *e.byID[r.id].offer.Terms.Award, r.facts)
			if a.Says.EN != r.says || a.Formula.EN != r.formula || a.Worked.EN != r.worked {
				t.Errorf("have %q, %q, %q", a.Says.EN, a.Formula.EN, a.Worked.EN)
			}
			if a.Says.ZH == "" || a.Formula.ZH == "" || (a.Worked.ZH == "") != (r.worked == "") {
				t.Errorf("not in Chinese: %+v", a)
			}
		})
	}
}
