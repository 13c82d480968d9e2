package rules_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// shipped is the rule data of the first region in memory, to be damaged.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	out, folder := fstest.MapFS{}, os.DirFS("../../config")
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") {
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

func TestTheStagesLeadFromTheReserveToTheListing(t *testing.T) {
	rs, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	c := rs.Cultivation
	if len(c.Stages) != 14 || len(c.Issues) != 21 || len(c.Boards) != 4 || c.StagesFrom.Verified || c.IssuesFrom.Verified {
		t.Errorf("have %d stages, %d issues, %d boards", len(c.Stages), len(c.Issues), len(c.Boards))
	}
	for name, row := range map[string]struct {
		board domain.Code
		want  []domain.Code
	}{
		"the BSE asks for the NEEQ first": {"bse", []domain.Code{"reserve", "share_reform", "neeq_listed", "tutoring_agreement"}},
		"other boards may leave it out":   {"star", []domain.Code{"reserve", "share_reform", "tutoring_agreement"}},
	} {
		record := domain.Candidacy{Board: row.board, Stage: c.First()}
		for _, want := range row.want[1:] {
			if !slices.Contains(record.Allowed(c.Moves), want) {
				t.Errorf("%s: %s does not follow %s", name, want, record.Stage)
			}
			record.Stage = want
		}
		if len(row.want) == 4 && slices.Contains(domain.Candidacy{Board: row.board, Stage: "share_reform"}.Allowed(c.Moves), "tutoring_agreement") {
			t.Errorf("%s: it may be left out", name)
		}
	}
}

func TestAHardIssueKeepsAFirmFromFiling(t *testing.T) {
	rs, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	closed := domain.Date(1)
	record := domain.Candidacy{Issues: []domain.CandidacyIssue{
		{Issue: "controller", Severity: "hard", ClosedOn: &closed}, {Issue: "tax", Severity: "heavy"}, {Issue: "equity_title", Severity: "hard"},
	}}
	if have := rs.Cultivation.Blocking(record, "filed"); !slices.Equal(have, []domain.Code{"equity_title"}) {
		t.Errorf("have %v", have)
	}
	if have := rs.Cultivation.Blocking(record, "tutoring_filed"); have != nil {
		t.Errorf("have %v", have)
	}
}

func TestWhoIsACandidate(t *testing.T) {
	rs, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	until := domain.Date(99)
	for name, row := range map[string]struct {
		firm domain.Enterprise
		want bool
	}{
		"a specialised SME":                       {domain.Enterprise{Tiers: []domain.Title{{Code: "srdi_sme"}}}, true},
		"a little giant":                          {domain.Enterprise{Tiers: []domain.Title{{Code: "national_little_giant"}}}, true},
		"a firm of the reserve":                   {domain.Enterprise{Tiers: []domain.Title{}, Rosters: []domain.Title{{Code: "listing_reserve"}}}, true},
		"a specialised SME whose title has ended": {domain.Enterprise{Tiers: []domain.Title{{Code: "srdi_sme", Until: &until}}, Rosters: []domain.Title{}}, false},
		"an innovative SME":                       {domain.Enterprise{Tiers: []domain.Title{{Code: "innovative_sme"}}, Rosters: []domain.Title{}}, false},
		"a firm of which nothing is known":        {domain.Enterprise{}, false},
	} {
		if have := rs.IsCandidate(rs.Facts(row.firm, domain.Need{}, 100)); have != row.want {
			t.Errorf("%s: have %t", name, have)
		}
	}
}

func TestDamagedCultivationDataIsRefused(t *testing.T) {
	for name, r := range map[string]struct{ file, old, new, field, want string }{
		"an unknown field of the candidates": {"candidates", "field: enterprise.rosters", "field: enterprise.lists", "routes[1].criteria[0].field", "fields.yaml"},
		"an unknown tier":                    {"candidates", "[national_little_giant, srdi_sme]", "[national_giant]", "value", "tiers"},
		"a stage twice":                      {"stages", "- id: inquiry\n", "- id: filed\n", "code", "used once"},
		"a stage without an English name":    {"stages", `, en: "Inquiry"`, "", "name", "zh and en"},
		"a move to no stage":                 {"stages", "{from: filed, to: accepted}", "{from: filed, to: agreed}", "from, to", "two stages"},
		"a move twice":                       {"stages", "{from: filed, to: accepted}", "{from: reserve, to: share_reform}", "from, to", "each pair once"},
		"a stage that no way leads to":       {"stages", "  - {from: inquiry, to: committee_passed}\n", "", "moves", "a way from the first stage"},
		"a move out of the last stage":       {"stages", "    terminal: true\n", "", "terminal", "moves out of every stage"},
		"months the wrong way round":         {"stages", "typical_months: [3, 9]", "typical_months: [9, 3]", "typical_months", "from and to"},
		"a board that is none":               {"stages", "not_for: [bse]", "not_for: [nyse]", "not_for", "a board"},
		"a key that is no part of a stage":   {"stages", "    min_months: 3", "    least_months: 3", "", "a file of this form"},
		"nobody says whether it was read":    {"stages", "verified: false\n", "", "verified", "true or false"},
		"an issue twice":                     {"blocking-issues", "- id: tax\n", "- id: controller\n", "code", "used once"},
		"an unknown severity":                {"blocking-issues", "severity: watch", "severity: mild", "severity", "one of the severities"},
		"a severity that blocks no stage":    {"blocking-issues", "blocks: filed", "blocks: filing", "blocks", "a stage"},
	} {
		t.Run(name, func(t *testing.T) {
			files, file := shipped(t), "standards/"+r.file+".yaml"
			before := string(files[file].Data)
			if !strings.Contains(before, r.old) {
				t.Fatalf("%q does not stand in %s", r.old, file)
			}
			files[file] = &fstest.MapFile{Data: []byte(strings.Replace(before, r.old, r.new, 1))}
			_, err := rules.Load(files)
			var fault *rules.Fault
			if !errors.As(err, &fault) || fault.File != file || !strings.Contains(fault.Field, r.field) || !strings.Contains(fault.Want, r.want) {
				t.Errorf("have %v, want a fault of %s at %q that wants %q", err, file, r.field, r.want)
			}
		})
	}
}
