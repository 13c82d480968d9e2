package matching

import (
	"testing"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
)

// do puts one advice into the question, where the question holds its field.
func do(a *asked, c Change, n int64) bool {
	switch c.Field {
	case "need.amount":
		a.need.Amount = domain.Fen(n)
	case "need.term":
		a.need.Term = domain.Months(n)
	case "need.guarantee":
		yes := n != 0
		a.need.Guarantee = &yes
	case "need.rate_ceiling":
		bp := domain.BasisPoints(n)
		a.need.RateCeiling = &bp
	default:
		return false
	}
	return true
}

func verdictOf(e *Engine, a asked, day domain.Date, id domain.OfferID) Verdict {
	m := e.matcher(a.firm, a.need, day)
	return m.verdict(e.byID[id])
}

// wantedNumber finds what the criterion of a change asks for.
func wantedNumber(e *Engine, a asked, id domain.OfferID, c Change) int64 {
	m := e.matcher(a.firm, a.need, today)
	for _, f := range Plain(e.rs, *e.byID[id].offer, m.facts, m.price).Findings {
		if f.Criterion.ID == c.Criterion {
			return f.Criterion.Values[len(f.Criterion.Values)-1].Number
		}
	}
	return 0
}

func TestFollowingTheAdviceOpensTheOffer(t *testing.T) {
	e := loadEngine(t)
	followed, dated := 0, 0
	for _, a := range population(t, e) {
		got, err := e.Match(a.firm, a.need, today, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, miss := range got.NearMisses {
			if n := len(miss.Unmet); n < 1 || n > 2 {
				t.Fatalf("offer %s: %d changes", miss.Offer.ID, n)
			}
			after, day, all := a, today, true
			for _, c := range miss.Unmet {
				if !c.Changeable {
					day = max(day, *c.From)
					dated++
					continue
				}
				all = do(&after, c, wantedNumber(e, a, miss.Offer.ID, c)) && all
			}
			if !all {
				continue
			}
			followed++
			if v := verdictOf(e, after, day, miss.Offer.ID); v == Ineligible {
				t.Errorf("firm %s, offer %s: still ineligible after %v", a.firm.Name, miss.Offer.ID, miss.Unmet)
			}
		}
	}
	if followed == 0 || dated == 0 {
		t.Fatalf("followed %d near misses, %d of them dated: the population shows too little", followed, dated)
	}
	t.Logf("followed %d near misses, %d changes by waiting", followed, dated)
}

func TestAPairOfChangesIsNeededAsAPair(t *testing.T) {
	e := loadEngine(t)
	for _, a := range population(t, e)[:300] {
		got, err := e.Match(a.firm, a.need, today, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, miss := range got.NearMisses {
			if len(miss.Unmet) < 2 {
				continue
			}
			for _, c := range miss.Unmet {
				after := a
				if c.Changeable && do(&after, c, wantedNumber(e, a, miss.Offer.ID, c)) && verdictOf(e, after, today, miss.Offer.ID) != Ineligible {
					t.Errorf("offer %s: %q alone is enough", miss.Offer.ID, c.Advice.EN)
				}
			}
		}
	}
}

func TestADatedAdviceHoldsFromItsDayAndNotBefore(t *testing.T) {
	e := loadEngine(t)
	firm, need := demo.Flagship(today), demo.FlagshipNeed(today)
	need.Amount = 1_000_000 * domain.Yuan
	firm.FoundedOn = today.AddMonths(-23)
	got, err := e.Match(firm, need, today, 1)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, miss := range got.NearMisses {
		if len(miss.Unmet) != 1 || miss.Unmet[0].From == nil {
			continue
		}
		found = true
		from, a := *miss.Unmet[0].From, asked{firm, need}
		if v := verdictOf(e, a, from, miss.Offer.ID); v == Ineligible {
			t.Errorf("offer %s: ineligible on %s", miss.Offer.ID, from)
		}
		if v := verdictOf(e, a, from-1, miss.Offer.ID); v != Ineligible {
			t.Errorf("offer %s: %s already the day before %s", miss.Offer.ID, v, from)
		}
	}
	if !found {
		t.Error("want a near miss that waiting mends")
	}
}

func TestWhatCannotBeChangedIsNeverAdvised(t *testing.T) {
	e := loadEngine(t)
	for _, a := range population(t, e) {
		got, err := e.Match(a.firm, a.need, today, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, miss := range got.NearMisses {
			for _, c := range miss.Unmet {
				if c.Field == "enterprise.place" || c.Field == "enterprise.industry" || c.Field == "need.purpose" || (c.Field == "enterprise.age" && c.Changeable) {
					t.Fatalf("offer %s advises %s", miss.Offer.ID, c.Advice.EN)
				}
			}
		}
	}
}
