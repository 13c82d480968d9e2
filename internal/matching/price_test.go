package matching

import (
	"strings"
	"testing"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
)

// priced answers the cost of a catalogue offer for 3,000,000 yuan over a year.
func priced(t *testing.T, id domain.OfferID, day domain.Date) Cost {
	t.Helper()
	e := loadEngine(t)
	need := domain.Need{Amount: 3_000_000 * domain.Yuan, Term: 12, Purpose: "working_capital"}
	firm := demo.Flagship(day)
	platformRevenue := int64(40_000_000 * domain.Yuan)
	firm.Declarations = []domain.Fact{{Field: "enterprise.platform_service_revenue", Number: &platformRevenue}}
	return e.matcher(firm, need, day).price.price(*e.byID[id].offer)
}

func fen(f *domain.Fen) string {
	if f == nil {
		return "–"
	}
	return f.String()
}

func bp(b *domain.BasisPoints) string {
	if b == nil {
		return "–"
	}
	return b.String()
}

func TestWhatAnOfferCosts(t *testing.T) {
	rows := map[string]struct {
		id                           domain.OfferID
		interest, fees, total, rates string
		subsidy                      string
		note                         string
	}{
		// 3,000,000 × 3.8 % a year, paid monthly: 114,000.00; (1 + 0.038/12)^12 - 1 = 3.87 %
		"a quoted rate": {"cq-ccb-credit-quick", "114000.00 to 114000.00", "0.00 to 0.00", "114000.00 to 114000.00", "3.87% to 3.87%", "–", ""},
		// LPR 3.00 % of 2025-05-20 less 50 bp: 3,000,000 × 2.5 % = 75,000.00; no top of the spread was published
		"a rate linked to the LPR": {"cq-abc-little-giant", "75000.00 to –", "0.00 to –", "75000.00 to –", "2.53% to –", "–", "LPR as of 2025-05-20"},
		// × 3.65 % = 109,500.00; the subsidy of 2 points over 365 days: 60,000.00, beside the cost and not inside it
		"a subsidy stands beside the cost": {"cq-commercial-value", "109500.00 to –", "0.00 to –", "109500.00 to –", "3.71% to –", "60000.00", "not inside the total cost"},
		// a cap says nothing of the least: × 5.5 % = 165,000.00; fee 1 % = 30,000.00 at the start: 6.74 %
		"a capped rate has no least":   {"cq-agri-guarantee", "– to 165000.00", "– to 30000.00", "– to 195000.00", "– to 6.74%", "–", "ceiling"},
		"a rate that is not published": {"cq-tech-upgrade", "– to –", "– to –", "– to –", "– to –", "–", "not published"},
		// the product is made for a tier and says nothing of security: fees are not known, and not nothing
		"fees that are not published": {"icbc-little-giant", "63000.00 to 75000.00", "– to –", "63000.00 to 75000.00", "2.12% to 2.53%", "–", "not published and not included"},
		// 3,000,000 × 0.01 % a day: 300.00; 20 working days: 6,000.00
		"a fee by the day":                  {"cq-bridge-yubei", "0.00 to 0.00", "300.00 to 6000.00", "300.00 to 6000.00", "– to –", "–", "300 yuan a day"},
		"a fee by days that nobody defined": {"cq-bridge-city", "– to –", "– to –", "– to –", "– to –", "–", "working or calendar days"},
		"equity bears no interest":          {"cq-srdi-pe", "– to –", "– to –", "– to –", "– to –", "–", "equity"},
		"a risk pool pays no firm":          {"cq-kv-risk", "– to –", "– to –", "– to –", "– to –", "–", "risk pool"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := priced(t, row.id, today)
			for what, pair := range map[string][2]string{
				"interest": {fen(c.InterestMin) + " to " + fen(c.InterestMax), row.interest},
				"fees":     {fen(c.FeesMin) + " to " + fen(c.FeesMax), row.fees},
				"total":    {fen(c.TotalMin) + " to " + fen(c.TotalMax), row.total},
				"annual":   {bp(c.AnnualMin) + " to " + bp(c.AnnualMax), row.rates},
				"subsidy":  {fen(c.Subsidy), row.subsidy},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: have %s, want %s", what, pair[0], pair[1])
				}
			}
			var notes []string
			for _, n := range c.Notes {
				notes = append(notes, n.In("en"))
			}
			if !strings.Contains(strings.Join(notes, "; "), row.note) {
				t.Errorf("want a note with %q, have %q", row.note, notes)
			}
		})
	}
}

func TestAnAwardIsCountedOnlyAsFarAsItIsCertain(t *testing.T) {
	rows := map[string]struct {
		id          domain.OfferID
		least, most string
	}{
		"a floor is certain and has no top": {"m01-2", "1000000.00", "–"},
		"a cap promises nothing":            {"m05-2", "0.00", "1000000.00"},
		"no amount was published":           {"m03-2", "0.00", "–"},
		// the project's investment is not given: the cap alone
		"a share of a base that is not known":     {"m08-2", "0.00", "2000000.00"},
		"the lower end of a range is not counted": {"m06-1", "0.00", "20000000.00"},
		// 3 % of 40,000,000 = 1,200,000, below the cap of 5,000,000
		"an exact rate of a known base": {"m10-4", "1200000.00", "1200000.00"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := priced(t, row.id, today)
			if fen(c.AwardMin) != row.least || fen(c.AwardMax) != row.most {
				t.Errorf("have %s to %s, want %s to %s", fen(c.AwardMin), fen(c.AwardMax), row.least, row.most)
			}
		})
	}
}

func TestTheLPRIsThatOfTheDay(t *testing.T) {
	rows := map[string]struct {
		day   domain.Date
		rate  string
		stale bool
	}{
		"the day before a step": {domain.NewDate(2025, 5, 19), "2.6%", false},
		"the day of the step":   {domain.NewDate(2025, 5, 20), "2.5%", false},
		"after the last row":    {domain.NewDate(2025, 5, 21), "2.5%", true},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := priced(t, "cq-abc-little-giant", row.day)
			if bp(c.RateMin) != row.rate || c.LPR == nil || c.LPR.Stale != row.stale {
				t.Errorf("have %s, %+v", bp(c.RateMin), c.LPR)
			}
		})
	}
	if c := priced(t, "cq-abc-little-giant", domain.NewDate(2022, 1, 19)); c.Published {
		t.Errorf("before the table's first row nothing is priced, have %+v", c)
	}
}
