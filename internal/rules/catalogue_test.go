package rules_test

import (
	"os"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// leastOffers is what the catalogue promises: every loan, fund and paying
// measure of the data that it was made from.
const leastOffers = 130

func loadConfig(t *testing.T) *rules.RuleSet {
	t.Helper()
	rs, err := rules.Load(os.DirFS("../../config"))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestTheCatalogueLoadsWhole(t *testing.T) {
	rs := loadConfig(t)
	kinds := map[domain.OfferKind]int{}
	for _, o := range rs.Offers {
		kinds[o.Kind]++
		if len(o.Criteria) == 0 && len(o.Judgements) == 0 {
			t.Errorf("offer %s has neither criteria nor a judgement: it would fit every firm", o.ID)
		}
	}
	t.Logf("offers: %d loans, %d funds, %d awards", kinds[domain.OfferLoan], kinds[domain.OfferFund], kinds[domain.OfferAward])
	if len(rs.Offers) < leastOffers {
		t.Errorf("want at least %d offers, have %d", leastOffers, len(rs.Offers))
	}
}
