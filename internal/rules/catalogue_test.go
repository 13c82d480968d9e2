package rules_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// What the catalogue was made from: every loan, fund and paying measure of the
// data, and at least as many offers as were promised.
const (
	leastOffers = 130
	loansInData = 88
	fundsInData = 28
	awardsInAll = 17
)

var builtIn = sync.OnceValues(func() (*rules.RuleSet, error) { return rules.Load(os.DirFS("../../config")) })

// loadConfig answers the built-in rule data, which nothing changes.
func loadConfig(t *testing.T) *rules.RuleSet {
	t.Helper()
	rs, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestTheCatalogueHoldsEveryOfferOfTheData(t *testing.T) {
	rs := loadConfig(t)
	kinds := map[domain.OfferKind]int{}
	ids := map[domain.OfferID]bool{}
	for _, o := range rs.Offers {
		kinds[o.Kind]++
		if ids[o.ID] {
			t.Errorf("%s stands twice", o.ID)
		}
		ids[o.ID] = true
		if o.State != domain.OfferPublished || !o.Catalogue {
			t.Errorf("%s is not published", o.ID)
		}
	}
	want := map[domain.OfferKind]int{domain.OfferLoan: loansInData, domain.OfferFund: fundsInData, domain.OfferAward: awardsInAll}
	for kind, n := range want {
		if kinds[kind] != n {
			t.Errorf("want %d offers of kind %s, have %d", n, kind, kinds[kind])
		}
	}
	if len(rs.Offers) < leastOffers {
		t.Errorf("want at least %d offers, have %d", leastOffers, len(rs.Offers))
	}
	for _, id := range []domain.OfferID{"cq-commercial-value", "cq-bridge-city", "cq-tech-upgrade", "cq-sciencecity-fof", "m06-1"} {
		if !ids[id] {
			t.Errorf("%s is missing", id)
		}
	}
}

func TestEveryOfferSaysWhereItWasRead(t *testing.T) {
	kinds := []string{"official", "bank", "press", "other_region", "intermediary", "memory"}
	days := regexp.MustCompile(`^(\d{4}(-\d{2}(-\d{2})?)?)?$`)
	for _, o := range loadConfig(t).Offers {
		switch {
		case o.Source.Title == "":
			t.Errorf("%s has no source", o.ID)
		case !slices.Contains(kinds, o.Source.Kind):
			t.Errorf("%s has a source of kind %q", o.ID, o.Source.Kind)
		case !days.MatchString(o.Source.Date):
			t.Errorf("%s has a source of %q", o.ID, o.Source.Date)
		}
		if o.Verified && (o.Source.Kind == "memory" || o.Source.Kind == "intermediary") {
			t.Errorf("%s is verified from %s", o.ID, o.Source.Kind)
		}
		if o.Status == domain.StatusCurrent && o.Source.Date == "" {
			t.Errorf("%s is current as of no day", o.ID)
		}
	}
}

// Unverified and dated terms are shown as such: the marks are there, and not
// on every offer, nor on none.
func TestUnverifiedAndDatedOffersAreMarked(t *testing.T) {
	unverified, states := 0, map[domain.TermsStatus]int{}
	for _, o := range loadConfig(t).Offers {
		states[o.Status]++
		if !o.Verified {
			unverified++
		}
		year, _, _ := strings.Cut(o.Source.Date, "-")
		if o.Kind == domain.OfferFund && year != "" && year < "2023" && o.Status == domain.StatusCurrent {
			t.Errorf("%s: a fund read in %s is not current", o.ID, year)
		}
	}
	for _, s := range []domain.TermsStatus{domain.StatusCurrent, domain.StatusDated, domain.StatusCurrentUnknown} {
		if states[s] == 0 {
			t.Errorf("no offer is %s", s)
		}
	}
	if unverified == 0 || unverified == len(loadConfig(t).Offers) {
		t.Errorf("%d offers are unverified", unverified)
	}
}

func TestEveryOfferFitsOnlyWhoItIsFor(t *testing.T) {
	for _, o := range loadConfig(t).Offers {
		if len(o.Criteria) == 0 && len(o.Judgements) == 0 {
			t.Errorf("%s has neither criteria nor a judgement: it would fit every firm", o.ID)
		}
	}
}

func TestEverythingHasANameInBothLanguages(t *testing.T) {
	rs := loadConfig(t)
	named := func(where string, text domain.Text) {
		if strings.TrimSpace(text.ZH) == "" || strings.TrimSpace(text.EN) == "" {
			t.Errorf("%s: want zh and en, have %+v", where, text)
		}
	}
	for _, o := range rs.Offers {
		named(string(o.ID), o.Name)
		named(string(o.ID)+" summary", o.Summary)
		for _, j := range o.Judgements {
			named(string(o.ID)+" judgement", j)
		}
	}
	for id, p := range rs.Providers {
		named(string(id), p.Name)
	}
	for _, f := range rs.Fields {
		named(f.Name, f.Label)
	}
	for name, v := range rs.Vocabularies {
		named(name, v.About)
		for _, e := range v.Entries {
			named(name+" "+string(e.Code), e.Name)
		}
	}
}

// anyRevenue is asked for only to be above nothing, which no value says better.
const anyRevenue = "enterprise.platform_service_revenue"

// An advice names what to reach, so a field with a value has a place for it.
func TestAdviceSaysWhatToReach(t *testing.T) {
	for _, f := range loadConfig(t).Fields {
		for _, advice := range []domain.Text{f.AdviceUp, f.AdviceDown} {
			if advice.IsZero() {
				continue
			}
			if advice.ZH == "" || advice.EN == "" {
				t.Errorf("%s: want advice in zh and en, have %+v", f.Name, advice)
			}
			named := strings.Contains(advice.ZH, "{want}") && strings.Contains(advice.EN, "{want}")
			if f.Type.IsNumber() && !named && f.Name != anyRevenue {
				t.Errorf("%s: the advice names no value: %+v", f.Name, advice)
			}
		}
		if (f.Effort == rules.EffortNever || f.Effort == rules.EffortTime) && !(f.AdviceUp.IsZero() && f.AdviceDown.IsZero()) {
			t.Errorf("%s cannot be changed and yet is advised", f.Name)
		}
	}
}

func TestARelationIsBetweenTwoOffersOnce(t *testing.T) {
	rs := loadConfig(t)
	ids := map[domain.OfferID]bool{}
	for _, o := range rs.Offers {
		ids[o.ID] = true
	}
	type pair struct{ a, b domain.OfferID }
	seen := map[pair]bool{}
	for _, r := range rs.Relations {
		if !ids[r.A] || !ids[r.B] || r.A == r.B {
			t.Errorf("%s and %s are not two offers", r.A, r.B)
		}
		if seen[pair{r.A, r.B}] || seen[pair{r.B, r.A}] {
			t.Errorf("%s and %s are ruled on twice", r.A, r.B)
		}
		seen[pair{r.A, r.B}] = true
		if r.Clause.Document == "" && r.Clause.Note.IsZero() {
			t.Errorf("%s and %s: no clause", r.A, r.B)
		}
	}
	if len(rs.Relations) == 0 {
		t.Error("no relation")
	}
}

func TestThePrimeRatesStandByDay(t *testing.T) {
	rows := loadConfig(t).LPR
	for i, r := range rows {
		if i > 0 && r.EffectiveOn <= rows[i-1].EffectiveOn {
			t.Errorf("%s stands after %s", r.EffectiveOn, rows[i-1].EffectiveOn)
		}
		if r.Y1 <= 0 || r.Y5 < r.Y1 || r.Y5 > 1000 || r.Source == "" {
			t.Errorf("%s: %s and %s, from %q", r.EffectiveOn, r.Y1, r.Y5, r.Source)
		}
	}
	if last := rows[len(rows)-1]; last.EffectiveOn.String() != "2025-05-20" || last.Y1 != 300 || last.Y5 != 350 {
		t.Errorf("have %+v", last)
	}
}
