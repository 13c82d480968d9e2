package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi"
	"rongqiao/internal/matching"
)

// awardCases are the worked cases of one award offer of the built-in
// catalogue: testdata/awards has a file for each.
type awardCases struct {
	Offer   domain.OfferID `yaml:"offer"`
	Day     string         `yaml:"day"`
	Profile map[string]any `yaml:"profile"`
	Project map[string]any `yaml:"project"`
	Cases   []awardCase    `yaml:"cases"`
}

// awardCase changes parts of the profile, or the whole project. What is left
// out of what is wanted has to be nothing.
type awardCase struct {
	Name    string          `yaml:"name"`
	Change  map[string]any  `yaml:"change"`
	Project *map[string]any `yaml:"project"`
	Want    struct {
		Verdict matching.Verdict `yaml:"verdict"`
		Ready   bool             `yaml:"ready"`
		Certain *domain.Fen      `yaml:"certain_fen"`
		From    *domain.Fen      `yaml:"from_fen"`
		UpTo    *domain.Fen      `yaml:"up_to_fen"`
		Unknown []string         `yaml:"unknown"` // fields
		NotMet  []string         `yaml:"not_met"` // criteria
	} `yaml:"want"`
	Worked string `yaml:"worked"`
}

// leastAwardCases is how many worked cases an award offer has.
const leastAwardCases = 2

func TestAwardsWorkedByHand(t *testing.T) {
	rs, engine, err := compileRules("../../config")
	if err != nil {
		t.Fatal(err)
	}
	codec, err := httpapi.NewMatchCodec()
	if err != nil {
		t.Fatal(err)
	}
	files := readAwardCases(t)
	for _, o := range rs.Offers {
		if o.Kind == domain.OfferAward && len(files[o.ID].Cases) < leastAwardCases {
			t.Errorf("want at least %d worked cases of %s, have %d", leastAwardCases, o.ID, len(files[o.ID].Cases))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(files)) {
		f := files[id]
		day, err := domain.ParseDate(f.Day)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range f.Cases {
			t.Run(string(id)+" "+c.Name, func(t *testing.T) {
				firm, need, err := codec.Read(f.input(t, c))
				if err == nil {
					err = app.CheckMatchInput(rs, firm, need, day)
				}
				if err != nil {
					t.Fatal(err)
				}
				c.check(t, find(t, engine.Awards(firm, *need.Project, day), id))
			})
		}
	}
}

func readAwardCases(t *testing.T) map[domain.OfferID]awardCases {
	t.Helper()
	names, err := filepath.Glob("../../testdata/awards/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[domain.OfferID]awardCases{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var f awardCases
		if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[f.Offer] = f
	}
	return out
}

// input is what the API would take: the file's profile with the case's
// changes, and a need of which only the project counts.
func (f awardCases) input(t *testing.T, c awardCase) []byte {
	t.Helper()
	profile := maps.Clone(f.Profile)
	maps.Copy(profile, c.Change)
	project := f.Project
	if c.Project != nil {
		project = *c.Project
	}
	data, err := json.Marshal(map[string]any{
		"profile": profile,
		"need":    map[string]any{"amount_fen": 1, "term_months": 1, "purpose": "working_capital", "project": project},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// find answers the one award, and checks that it stands in the list of its
// verdict.
func find(t *testing.T, a matching.Awards, id domain.OfferID) matching.Award {
	t.Helper()
	for verdict, list := range map[matching.Verdict][]matching.Award{
		matching.Eligible: a.Eligible, matching.Conditional: a.Conditional, matching.Ineligible: a.Ineligible, matching.Expired: a.Expired,
	} {
		for _, x := range list {
			if x.Offer.ID == id && x.Verdict == verdict {
				return x
			}
		}
	}
	t.Fatalf("%s is in no list of its verdict", id)
	return matching.Award{}
}

func (c awardCase) check(t *testing.T, have matching.Award) {
	t.Helper()
	if have.Verdict != c.Want.Verdict || have.Ready != c.Want.Ready {
		t.Errorf("want %s (ready: %t), have %s (ready: %t)\n%s", c.Want.Verdict, c.Want.Ready, have.Verdict, have.Ready, c.Worked)
	}
	for what, pair := range map[string][2]*domain.Fen{
		"certain": {c.Want.Certain, have.Amount.Certain}, "from": {c.Want.From, have.Amount.From}, "up to": {c.Want.UpTo, have.Amount.UpTo},
	} {
		if want, have := pair[0], pair[1]; (want == nil) != (have == nil) || want != nil && *want != *have {
			t.Errorf("%s: want %v, have %v\n%s", what, shown(want), shown(have), c.Worked)
		}
	}
	var unknown, notMet []string
	for _, e := range have.Evidence {
		if !e.Known {
			unknown = append(unknown, e.Field)
		}
	}
	for _, r := range have.Reasons {
		if r.Outcome == matching.NotMet {
			notMet = append(notMet, r.Criterion)
		}
	}
	if !slices.Equal(unknown, c.Want.Unknown) {
		t.Errorf("want the unknown fields %v, have %v\n%s", c.Want.Unknown, unknown, c.Worked)
	}
	if !slices.Equal(notMet, c.Want.NotMet) {
		t.Errorf("want as not met %v, have %v\n%s", c.Want.NotMet, notMet, c.Worked)
	}
}

func shown(f *domain.Fen) string {
	if f == nil {
		return "nothing"
	}
	return f.String()
}
