package rules_test

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// small is the rule data of testdata/small in memory, to be damaged.
func small(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	folder := os.DirFS("testdata/small")
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func loadSmall(t *testing.T) *rules.RuleSet {
	t.Helper()
	rs, err := rules.Load(small(t))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func day(t *testing.T, s string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ptr[T any](v T) *T { return &v }

func offer(t *testing.T, rs *rules.RuleSet, id domain.OfferID) domain.Offer {
	t.Helper()
	i := slices.IndexFunc(rs.Offers, func(o domain.Offer) bool { return o.ID == id })
	if i < 0 {
		t.Fatalf("no offer %s", id)
	}
	return rs.Offers[i]
}

func criterion(t *testing.T, o domain.Offer, id string) domain.Criterion {
	t.Helper()
	i := slices.IndexFunc(o.Criteria, func(c domain.Criterion) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("offer %s has no criterion %s", o.ID, id)
	}
	return o.Criteria[i]
}

func TestTheSmallRegionLoadsAsWritten(t *testing.T) {
	rs := loadSmall(t)
	if rs.Region != "small" || rs.RegionName.EN != "Smallland" || rs.RootPlace != "R" || len(rs.Hash) != 64 {
		t.Errorf("have region %q %q, root %q, hash %q", rs.Region, rs.RegionName.EN, rs.RootPlace, rs.Hash)
	}
	var ids []domain.OfferID
	for _, o := range rs.Offers {
		ids = append(ids, o.ID)
		if o.State != domain.OfferPublished || !o.Catalogue {
			t.Errorf("%s: have state %s, catalogue %t", o.ID, o.State, o.Catalogue)
		}
	}
	if want := []domain.OfferID{"award-a", "fund-a", "loan-a", "loan-b"}; !slices.Equal(ids, want) {
		t.Errorf("want offers %v by id, have %v", want, ids)
	}
	wantLPR := []rules.RateRow{
		{EffectiveOn: day(t, "2024-02-20"), Y1: 345, Y5: 395, Verified: true, Source: "made up"},
		{EffectiveOn: day(t, "2025-05-20"), Y1: 300, Y5: 350, Verified: true, Source: "made up"},
	}
	if !slices.Equal(rs.LPR, wantLPR) {
		t.Errorf("want %v, have %v", wantLPR, rs.LPR)
	}
	wantRelation := rules.Relation{Kind: "combinable", A: "award-a", B: "loan-a", Clause: domain.Clause{Document: "Book", Article: "2"}}
	if len(rs.Relations) != 2 || rs.Relations[1] != wantRelation || !rs.Relations[0].Verified {
		t.Errorf("have %+v", rs.Relations)
	}
	if p := rs.Providers["tide"]; p.Name.EN != "Tide Bank" || !slices.Equal(p.Branches, []domain.Code{"A"}) || rs.Providers["hall"].Branches != nil {
		t.Errorf("have %+v", rs.Providers)
	}
	if f, ok := rs.Field("enterprise.insured"); !ok || !f.Declared || f.Effort != rules.EffortAct {
		t.Errorf("have %+v", f)
	}
	if f, ok := rs.Field("need.amount"); !ok || f.Declared || f.Effort != rules.EffortFree {
		t.Errorf("have %+v", f)
	}
}

func TestTermsAreReadToTheFen(t *testing.T) {
	rs := loadSmall(t)
	have := offer(t, rs, "loan-a").Terms
	rows := have.AmountRows
	have.AmountRows = nil
	want := domain.Terms{
		AmountMin: ptr(domain.Fen(1_000_001)), AmountMax: ptr(5_000_000 * domain.Yuan), TermMin: ptr(domain.Months(3)), TermMax: ptr(domain.Months(36)),
		Rate:       &domain.Rate{Basis: domain.RateLPRSpread, LPRTenor: "1y", SpreadMin: ptr(domain.BasisPoints(-20)), SpreadMax: ptr(domain.BasisPoints(100))},
		Collateral: ptr(false), Repayments: []domain.RepaymentMethod{domain.InterestOnly, domain.Revolving},
		GuaranteeFeeMin: ptr(domain.BasisPoints(50)), GuaranteeFeeMax: ptr(domain.BasisPoints(125)), ResponseDays: ptr(int32(5)),
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("want %+v\nhave %+v", want, have)
	}
	if len(rows) != 2 || rows[0].Max != 2_000_000*domain.Yuan || rows[1].Max != 3_000_000*domain.Yuan || len(rows[1].When) != 1 {
		t.Errorf("have rows %+v", rows)
	}
	if fee := offer(t, rs, "loan-b").Terms.Rate.DailyFee; fee == nil || *fee != 150 {
		t.Errorf("1.5 yuan per 10,000 a day are 150 millionths, have %v", fee)
	}
	if f := offer(t, rs, "fund-a").Terms.Fund; f == nil || *f.Size != 100_000_000*domain.Yuan || *f.TicketMax != 9_000_000*domain.Yuan || f.Direct != nil {
		t.Errorf("have %+v", f)
	}
	if a := offer(t, rs, "award-a").Terms.Award; a == nil || *a.Rate != 1000 || *a.Max != 500_000*domain.Yuan || a.Min != nil {
		t.Errorf("have %+v", a)
	}
}

func TestCriteriaAreReadInTheirSmallestUnit(t *testing.T) {
	rs := loadSmall(t)
	a := offer(t, rs, "loan-a")
	always := domain.NewDate(1, 1, 1)
	rows := map[string]struct {
		id   string
		want []domain.Wanted
	}{
		"200.5 wan are fen":              {"revenue", []domain.Wanted{{From: always, Number: 200_500_000}}},
		"a count needs no unit":          {"staff", []domain.Wanted{{From: always, Number: 300}}},
		"per cent are basis points":      {"rd", []domain.Wanted{{From: always, Number: 325}}},
		"a flag is 0 or 1":               {"insured", []domain.Wanted{{From: always, Number: 1}}},
		"dated values stand by day":      {"age", []domain.Wanted{{From: day(t, "2025-01-01"), Number: 24}, {From: day(t, "2026-01-01"), Number: 12}}},
		"codes stay as they are written": {"industry", []domain.Wanted{{From: always, Codes: []domain.Code{"sea"}}}},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := criterion(t, a, r.id).Values; !reflect.DeepEqual(have, r.want) {
				t.Errorf("want %+v, have %+v", r.want, have)
			}
		})
	}
	if c := criterion(t, a, "purpose").Clause; c.Document != "Price list" {
		t.Errorf("the word source stands for the offer's own source, have %+v", c)
	}
	if c := criterion(t, a, "industry").Clause; c.Document != "Book" || c.Article != "3" {
		t.Errorf("have %+v", c)
	}
	routes := criterion(t, a, "known").Routes
	if len(routes) != 2 || len(routes[1].Judgements) != 1 || routes[1].Criteria[0].Values[0].Number != int64(day(t, "2024-01-01")) {
		t.Errorf("have %+v", routes)
	}
}

func TestTheHashFollowsEveryFile(t *testing.T) {
	first, again := loadSmall(t).Hash, loadSmall(t).Hash
	if first != again {
		t.Error("the same data have two hashes")
	}
	for name := range small(t) {
		files := small(t)
		files[name] = &fstest.MapFile{Data: append([]byte("# a word\n"), files[name].Data...)}
		rs, err := rules.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		if rs.Hash == first {
			t.Errorf("%s may change unseen", name)
		}
	}
}

func TestARegionWithoutDeclaredFieldsAndMeasuresLoads(t *testing.T) {
	files := small(t)
	delete(files, "fields_declared.yaml")
	for name := range files {
		if path.Dir(name) == "catalogue/loans" || path.Dir(name) == "catalogue/awards" || name == "catalogue/relations.yaml" || strings.HasPrefix(name, "measures/") {
			delete(files, name)
		}
	}
	rs, err := rules.Load(files)
	if err != nil || len(rs.Offers) != 1 {
		t.Errorf("have %v", err)
	}
}

func TestTheMadeUpRegionLoads(t *testing.T) {
	if _, err := rules.Load(os.DirFS("../../testdata/region")); err != nil {
		t.Error(err)
	}
}

func TestAMissingPartIsNamed(t *testing.T) {
	for _, part := range []string{"region.yaml", "fields.yaml", "vocabularies", "rates", "scorecards", "catalogue"} {
		files := small(t)
		for name := range files {
			if name == part || strings.HasPrefix(name, part+"/") {
				delete(files, name)
			}
		}
		rs, err := rules.Load(files)
		if err == nil || rs != nil || !strings.Contains(err.Error(), part) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: have %v", part, err)
		}
	}
}
