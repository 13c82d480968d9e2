package demo

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

const seed = 20251106

// Two days: before the city's map changed, and after.
var (
	before = domain.NewDate(2025, 6, 30)
	after  = domain.NewDate(2026, 11, 23)
)

func ruleData(t *testing.T) *rules.RuleSet {
	t.Helper()
	rs, err := rules.Load(os.DirFS("../../config"))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestTheSameSeedMakesTheSameFirmsAndNeeds(t *testing.T) {
	r := RegionOf(ruleData(t), after)
	firms := Firms(seed, 500, r, after)
	if !reflect.DeepEqual(firms, Firms(seed, 500, r, after)) {
		t.Error("two runs differ")
	}
	if !reflect.DeepEqual(firms[:40], Firms(seed, 40, r, after)) {
		t.Error("a firm changes with how many are made")
	}
	if reflect.DeepEqual(firms, Firms(seed+1, 500, r, after)) {
		t.Error("another seed makes the same firms")
	}
	if !reflect.DeepEqual(Needs(seed, 60, firms, after), Needs(seed, 60, firms, after)) {
		t.Error("two runs of needs differ")
	}
}

func TestFirmsAndNeedsAreValid(t *testing.T) {
	rs := ruleData(t)
	for name, today := range map[string]domain.Date{"before the map changed": before, "after it changed": after} {
		t.Run(name, func(t *testing.T) {
			firms := append(Firms(seed, 500, RegionOf(rs, today), today), Flagship(today))
			for _, e := range firms {
				if err := e.Validate(today); err != nil {
					t.Errorf("%s: %v", e.ID, err)
				}
				if err := rs.CheckProfile(e); err != nil {
					t.Errorf("%s: %v", e.ID, err)
				}
			}
			for _, n := range Needs(seed, 60, firms, today) {
				if err := n.Validate(today); err != nil {
					t.Errorf("%s: %v", n.ID, err)
				}
				if err := rs.CheckNeed(n); err != nil {
					t.Errorf("%s: %v", n.ID, err)
				}
			}
		})
	}
}

func TestNoTwoFirmsShareWhatIdentifiesThem(t *testing.T) {
	firms := append(Firms(seed, 4000, RegionOf(ruleData(t), after), after), Flagship(after))
	seen := map[string]domain.EnterpriseID{}
	for _, e := range firms {
		for _, key := range []string{string(e.ID), string(e.USCC), e.Name} {
			if other, twice := seen[key]; twice {
				t.Errorf("%s and %s share %s", other, e.ID, key)
			}
			seen[key] = e.ID
		}
		if !strings.HasSuffix(e.Name, demoMark) || !strings.Contains(string(e.USCC), "DEM0") {
			t.Errorf("%s is not plainly a demonstration firm: %s %s", e.ID, e.Name, e.USCC)
		}
	}
}

func TestEveryDistrictAndDivisionHasAFirm(t *testing.T) {
	r := RegionOf(ruleData(t), after)
	if len(r.Districts) != 37 || len(r.Abolished) != 2 || len(r.Divisions) != 31 {
		t.Fatalf("districts %d, abolished %d, divisions %d; want 37, 2, 31", len(r.Districts), len(r.Abolished), len(r.Divisions))
	}
	places, divisions := map[domain.Code]int{}, map[domain.Code]int{}
	confirmed, unconfirmed := 0, 0
	for _, e := range Firms(seed, 500, r, after) {
		places[e.Residences[0].District]++
		divisions[e.Industry]++
		if e.Residences[0].District == "500105" || e.Residences[0].District == "500112" {
			if len(e.Residences) > 1 {
				confirmed++
			} else {
				unconfirmed++
			}
		}
	}
	for _, c := range r.Districts {
		if places[c] == 0 {
			t.Errorf("no firm in %s", c)
		}
	}
	for _, c := range r.Divisions {
		if divisions[c] == 0 {
			t.Errorf("no firm of division %s", c)
		}
	}
	if confirmed == 0 || unconfirmed == 0 {
		t.Errorf("firms of abolished districts: %d confirmed their new one, %d did not; want some of each", confirmed, unconfirmed)
	}
}

func TestNoRungOfTheLadderIsSkipped(t *testing.T) {
	climbed := map[domain.Code]int{}
	for _, e := range Firms(seed, 2000, RegionOf(ruleData(t), after), after) {
		date := map[domain.Code]domain.Date{}
		for _, title := range slices.Concat(e.Tiers, e.Certificates, e.Rosters) {
			if title.From < e.FoundedOn {
				t.Errorf("%s holds %s before it was founded", e.ID, title.Code)
			}
		}
		for _, title := range e.Tiers {
			if title.ValidOn(after) {
				date[title.Code] = title.From
				climbed[title.Code]++
			}
		}
		srdi, isSRDI := date["srdi_sme"]
		giant, isGiant := date["national_little_giant"]
		base, hasBase := date["innovative_sme"]
		if tech, ok := date["tech_sme"]; ok {
			base, hasBase = tech, true
		}
		if isSRDI && (!hasBase || base >= srdi) {
			t.Errorf("%s is SRDI without an earlier base tier", e.ID)
		}
		if isGiant && (!isSRDI || srdi >= giant) {
			t.Errorf("%s is a little giant without an earlier SRDI title", e.ID)
		}
		if isSRDI && e.SizeClass != nil && *e.SizeClass == "large" {
			t.Errorf("%s is SRDI and large", e.ID)
		}
	}
	for _, c := range []domain.Code{"tech_sme", "innovative_sme", "srdi_sme", "national_little_giant", "high_tech_enterprise", "leading_chain_leader"} {
		if climbed[c] == 0 {
			t.Errorf("no firm holds %s", c)
		}
	}
}

func TestTheSpreadLooksLikeARegion(t *testing.T) {
	firms := Firms(seed, 500, RegionOf(ruleData(t), after), after)
	var revenue []domain.Fen
	counts := map[string]int{}
	for _, e := range firms {
		if y := e.Latest(); y != nil && y.Revenue != nil {
			revenue = append(revenue, *y.Revenue)
		}
		if e.SizeClass != nil {
			counts[string(*e.SizeClass)]++
		}
		for what, unknown := range map[string]bool{
			"tax grade": e.TaxGrade == nil, "tiers": e.Tiers == nil, "loans": e.Loans == nil, "collateral": e.Collateral == nil, "zone": e.Zone == nil,
		} {
			if unknown {
				counts["unknown "+what]++
			}
		}
	}
	slices.Sort(revenue)
	if m := revenue[len(revenue)/2]; m < 1500*domain.Wan || m > 7000*domain.Wan {
		t.Errorf("median revenue is %s yuan", m)
	}
	if most := revenue[len(revenue)-1]; most < 50_000*domain.Wan {
		t.Errorf("the largest revenue is only %s yuan", most)
	}
	for class, least := range map[string]int{"large": 3, "medium": 20, "small": 200, "micro": 20} {
		if counts[class] < least {
			t.Errorf("%d firms are %s, want at least %d", counts[class], class, least)
		}
	}
	for _, what := range []string{"tax grade", "tiers", "loans", "collateral", "zone"} {
		if n := counts["unknown "+what]; n == 0 || n > len(firms)/2 {
			t.Errorf("%s is unknown for %d firms, want some and no more than half", what, n)
		}
	}
}

func TestNeedsVary(t *testing.T) {
	r := RegionOf(ruleData(t), after)
	needs := Needs(seed, 60, Firms(seed, 500, r, after), after)
	if needs[0].EnterpriseID != FlagshipID {
		t.Errorf("the first need is of %s", needs[0].EnterpriseID)
	}
	purposes, terms := map[domain.Code]bool{}, map[domain.Months]bool{}
	for _, n := range needs {
		purposes[n.Purpose], terms[n.Term] = true, true
	}
	for _, p := range []domain.Code{"working_capital", "refinancing", "technical_transformation", "equity", "receivables"} {
		if !purposes[p] {
			t.Errorf("no need for %s", p)
		}
	}
	if len(terms) < 6 {
		t.Errorf("only %d different terms", len(terms))
	}
}

func TestTheFlagshipProfileIsComplete(t *testing.T) {
	e := Flagship(after)
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		if f := v.Field(i); f.IsZero() {
			t.Errorf("%s is not filled in", v.Type().Field(i).Name)
		}
	}
	if !holds(e.Tiers, after, "srdi_sme") || holds(e.Tiers, after, "national_little_giant") {
		t.Error("the flagship is to be SRDI and no little giant")
	}
}

// TestRostersSayWhatProfilesSay: the follower has nothing to change then.
func TestRostersSayWhatProfilesSay(t *testing.T) {
	rs := ruleData(t)
	firms := append([]domain.Enterprise{Flagship(after)}, Firms(seed, 500, RegionOf(rs, after), after)...)
	entries, err := RosterEntries(firms, "usr_demo", after)
	if err != nil {
		t.Fatal(err)
	}
	of := map[domain.USCC][]domain.RosterEntry{}
	for _, e := range entries {
		if err := rs.CheckRoster(e.Roster); err != nil {
			t.Error(err)
		}
		of[e.USCC] = append(of[e.USCC], e)
	}
	listed := 0
	for _, e := range firms {
		want := domain.RosterTitles(of[e.USCC])
		if !domain.SameTitles(e.Rosters, want) || (e.Rosters == nil) != (want == nil) {
			t.Errorf("%s: the profile says %v, the rosters %v", e.ID, e.Rosters, want)
		}
		if want != nil {
			listed++
		}
	}
	if listed < 20 {
		t.Errorf("only %d firms are on a roster", listed)
	}
}
