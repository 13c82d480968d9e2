package rules_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/config"
	"rongqiao/internal/rules"
)

// cityFiles are the rule files of the first region, to be changed.
func cityFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(config.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(config.Files, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	baseTier    = "scorecards/tiers/base.yaml"
	srdiSME     = "scorecards/tiers/srdi-sme.yaml"
	littleGiant = "scorecards/tiers/little-giant.yaml"
	starBoard   = "standards/boards/star.yaml"
	figures     = "fields_figures.yaml"
	queueSheet  = "scorecards/queue/priority.yaml"
	calendar    = "clock/calendar.yaml"
	clockSteps  = "clock/steps.yaml"
)

// TestFaultySheetsAreRefused: each row changes one place of a good file; the
// load stops and names the file, the line, and what was expected.
func TestFaultySheetsAreRefused(t *testing.T) {
	rows := map[string]struct{ file, old, new, want, have string }{
		"bands that overlap":                       {srdiSME, `{in: "[70, 80)", points: 3}`, `{in: "[70, 85)", points: 3}`, "", ""},
		"bands with a gap":                         {srdiSME, `{in: "[70, 80)", points: 3}`, `{in: "[72, 80)", points: 3}`, "", ""},
		"a border that belongs to no band":         {srdiSME, `{in: "[70, 80)", points: 3}`, `{in: "(70, 80)", points: 3}`, "", ""},
		"a border that belongs to two bands":       {srdiSME, `{in: "[70, 80)", points: 3}`, `{in: "[70, 80]", points: 3}`, "", ""},
		"bands that end below everything":          {srdiSME, `{in: "[80, *)", points: 5}`, `{in: "[80, 100)", points: 5}`, "", ""},
		"a band of more points than the indicator": {srdiSME, `{in: "[80, *)", points: 5}`, `{in: "[80, *)", points: 6}`, "", ""},
		"a group of more points than its sum":      {srdiSME, "          label: {zh: 特色化, en: distinctive 特色化}\n          max: 15", "          label: {zh: 特色化, en: distinctive 特色化}\n          max: 16", "the sum of its indicators, 15", "16"},
		"groups that do not add up to the sheet":   {srdiSME, "      max: 100\n      pass: 60", "      max: 101\n      pass: 60", "the sum of the groups, 100", "101"},
		"a pass above the sheet's maximum":         {srdiSME, "      max: 100\n      pass: 60", "      max: 100\n      pass: 101", "0 to 100", "101"},
		"an unknown field":                         {srdiSME, "field: enterprise.niche_years, op: \">=\", value: 2", "field: enterprise.niche_year, op: \">=\", value: 2", "", "enterprise.niche_year"},
		"a field that counts twice":                {srdiSME, "              field: enterprise.net_margin_y0", "              field: enterprise.main_share_y0", "a field that no other indicator counts", "also in main_ratio"},
		"a condition without a clause":             {littleGiant, "{id: g1b, field: enterprise.niche_years, op: \">=\", value: 3, clause: source}", "{id: g1b, field: enterprise.niche_years, op: \">=\", value: 3}", "", ""},
		"a condition id that stands twice":         {littleGiant, "{id: g1b,", "{id: g1a,", "", "g1a"},
		"days that are reversed":                   {srdiSME, "in_force: {from: 2022-08-01, until: 2026-03-31}", "in_force: {from: 2022-08-01, until: 2022-03-31}", "a day from 2022-08-01 on", "2022-03-31"},
		"two texts in force on one day":            {srdiSME, "in_force: {from: 2022-08-01, until: 2026-03-31}", "in_force: {from: 2022-08-01, until: 2026-04-01}", "days on which no other sheet", "overlaps"},
		"no first day":                             {starBoard, "in_force: {from: 2024-04-30}", "in_force: {}", "the day from which it is in force", ""},
		"whether it was verified is not said":      {littleGiant, "    title: {zh: 领军（链主）企业, en: leading (chain-leader) firm}", "    titles: {zh: 领军（链主）企业, en: leading (chain-leader) firm}", "", ""},
		"a figure that lacks its year":             {figures, "derive: revenue.y0,", "derive: revenue.y9,", "", ""},
		"a derivation of an unknown figure":        {figures, "derive: revenue.y0,", "derive: turnover.y0,", "", ""},
		"a derivation that goes in a circle":       {figures, "derive: {sum: [enterprise.profit_y0, enterprise.profit_y1]}", "derive: {sum: [enterprise.profit_2y, enterprise.profit_y1]}", "", ""},
		"a series that answers no field":           {figures, "assessed: sme_size_2011", "assessed: sme_size_2012", "a series of sheets", "sme_size_2012"},
		"a sheet that asks what it answers":        {starBoard, "field: enterprise.issue_conditions_star, op: \"==\", value: true", "field: enterprise.nearest_standard_progress, op: \">=\", value: 50, unit: percent", "no circle", "enterprise.nearest_standard_progress"},
		"an unknown board":                         {starBoard, "    board: star\n    part: base", "    board: moon\n    part: base", "a board of boards", "moon base"},
		"an unknown part of a board":               {starBoard, "    board: star\n    part: base", "    board: star\n    part: bottom", "", "bottom"},
		"an unknown title":                         {littleGiant, "    tier: leading_chain_leader", "    tier: leading", "a code of tiers", "leading"},
		"an include that there is not":             {srdiSME, "include: [quality_sme_base]", "include: [quality_sme_bases]", "", "quality_sme_bases"},
		"a key that means nothing":                 {queueSheet, "    family: queue", "    family: queue\n    colour: red", "", "colour"},
		"an option that is no code":                {baseTier, "{class1_1_or_more: 30,", "{class1_2_or_more: 30,", "", ""},
		"a holiday whose days are reversed":        {calendar, "from: 2026-10-01, until: 2026-10-07", "from: 2026-10-07, until: 2026-10-01", "a first and a last day", "2026-10-07 2026-10-01"},
		"a holiday of another year":                {calendar, "from: 2026-10-01, until: 2026-10-07", "from: 2025-10-01, until: 2025-10-07", "of this year", "2025-10-01"},
		"a day that is off twice":                  {calendar, "from: 2026-09-25, until: 2026-09-27", "from: 2026-09-25, until: 2026-10-01", "once", "2026-10-01"},
		"a made-up working day on a Tuesday":       {calendar, "work: [2026-09-20, 2026-10-10]", "work: [2026-09-22, 2026-10-10]", "a Saturday or Sunday", "2026-09-22"},
		"a year that is left out":                  {calendar, "  - year: 2026\n", "  - year: 2028\n", "the year after", "2028"},
		"a step that nobody takes":                 {clockSteps, "step: signing", "step: singing", "one of", "singing"},
		"a step of the wrong actor":                {clockSteps, "    actor: agency\n", "    actor: provider\n", "agency", "provider"},
		"a step without time":                      {clockSteps, "working_days: 10", "working_days: 0", "1 to 250", "0"},
		"a closing hour that no clock has":         {clockSteps, "closes_at: \"17:30\"", "closes_at: \"25:30\"", "a time as HH:MM", "25:30"},
		"no agency before the city":                {clockSteps, "agencies: 2", "agencies: 0", "at least 1", "0"},
		"waiting for less than no days":            {queueSheet, "first_come_after: 15", "first_come_after: -1", "days, 0 for never", "-1"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			files := cityFiles(t)
			before := string(files[r.file].Data)
			if !strings.Contains(before, r.old) {
				t.Fatalf("%q stands nowhere in %s", r.old, r.file)
			}
			after := strings.Replace(before, r.old, r.new, 1)
			files[r.file] = &fstest.MapFile{Data: []byte(after)}
			rs, err := rules.Load(files)
			if err == nil || rs != nil {
				t.Fatalf("it loads")
			}
			var f *rules.Fault
			if !errors.As(err, &f) || f.File != r.file {
				t.Fatalf("want a fault of %s, have %v", r.file, err)
			}
			if text := err.Error(); !strings.Contains(text, r.want) || !strings.Contains(text, r.have) {
				t.Errorf("want %q and %q in it, have %s", r.want, r.have, text)
			}
			if f.Line == 0 && r.file != figures {
				t.Errorf("no line: %v", err)
			}
			t.Log(err)
		})
	}
}
