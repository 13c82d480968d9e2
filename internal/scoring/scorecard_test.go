package scoring_test

import (
	"os"
	"strings"
	"testing"

	"rongqiao/internal/scoring"
)

const smallCard = `
scorecard: small
title: {zh: 小, en: small}
source: {title: a test}
least_coverage: 4000
tie_rule: {zh: 编号, en: id}
indicators:
  - id: size
    weight: 6000
    measure: size
    unit: share
    label: {zh: 大小, en: size}
    reason: {zh: 因为, en: because}
    bands:
      - {from: 0, points: 0}
      - {from: 10, points: 10000}
  - id: colour
    weight: 4000
    measure: colour
    label: {zh: 颜色, en: colour}
    reason: {zh: 因为, en: because}
    words: {red: {zh: 红, en: red}, blue: {zh: 蓝, en: blue}}
    values: {red: 10000, blue: 0}
`

func TestACardLoads(t *testing.T) {
	card, err := scoring.Load("small.yaml", []byte(smallCard))
	if err != nil {
		t.Fatal(err)
	}
	if card.ID != "small" || card.Title.EN != "small" || card.TieRule.ZH != "编号" || card.LeastCoverage != 4000 || len(card.Indicators) != 2 {
		t.Errorf("have %+v", card)
	}
	if i := card.Indicators[1]; i.Label().EN != "colour" || i.Reason().ZH != "因为" || i.Values["red"] != 10_000 {
		t.Errorf("have %+v", i)
	}
}

func TestAWrongCardIsRefused(t *testing.T) {
	rows := map[string]struct{ old, new, want string }{
		"a key that nobody knows":             {"measure: size", "measures: size", "measures"},
		"a key given twice":                   {"    weight: 6000", "    weight: 6000\n    weight: 6000", "weight"},
		"weights one short":                   {"weight: 4000", "weight: 3999", "want weights that add up to 10000, have 9999"},
		"weights one over":                    {"weight: 4000", "weight: 4001", "want weights that add up to 10000, have 10001"},
		"a weight of nothing":                 {"weight: 4000", "weight: 0", `indicator "colour": want a weight from 1 to 10000, have 0`},
		"a weight below nothing":              {"weight: 4000", "weight: -1", `indicator "colour": want a weight from 1 to 10000, have -0.01%`},
		"a weight above the whole":            {"weight: 4000", "weight: 10001", `indicator "colour": want a weight from 1 to 10000`},
		"a weight that overflows":             {"weight: 4000", "weight: 9999999999", "9999999999"},
		"a weight that is no number":          {"weight: 4000", "weight: much", "much"},
		"a fraction of a weight":              {"weight: 4000", "weight: 4000.5", "want whole numbers"},
		"a fraction of a point":               {"blue: 0", "blue: 0.5", "want whole numbers"},
		"a band from a fraction":              {"from: 10,", "from: 9.5,", "want whole numbers"},
		"an id used twice":                    {"id: colour", "id: size", `indicator "size": want an id that is used once`},
		"no id":                               {"id: colour", `id: ""`, `indicator "": want an id that is used once`},
		"no label":                            {"label: {zh: 颜色, en: colour}", "label: {}", `indicator "colour": want a label and a reason`},
		"no reason":                           {"    reason: {zh: 因为, en: because}\n    words", "    words", `indicator "colour": want a label and a reason`},
		"neither bands nor values":            {"    values: {red: 10000, blue: 0}\n", "", `indicator "colour": want either bands or values`},
		"both bands and values":               {"    values: {red: 10000, blue: 0}", "    values: {red: 10000}\n    bands: [{from: 0, points: 0}]", `indicator "colour": want either bands or values`},
		"a number without a unit":             {"    unit: share\n", "", `indicator "size": want unit share, rate or working_days`},
		"a unit that nobody knows":            {"unit: share", "unit: miles", `have miles`},
		"a word that nobody can read":         {"blue: {zh: 蓝, en: blue}", "blue: {zh: 蓝}", `indicator "colour": want words in zh and en for blue`},
		"bands in falling order":              {"from: 10,", "from: -10,", `indicator "size": want bands in rising order, have -10`},
		"a band that begins where one begins": {"from: 10,", "from: 0,", `indicator "size": want bands in rising order, have 0`},
		"points of a band above the whole":    {"{from: 10, points: 10000}", "{from: 10, points: 10001}", `indicator "size": want points from 0 to 10000`},
		"points of a band below nothing":      {"{from: 0, points: 0}", "{from: 0, points: -1}", `indicator "size": want points from 0 to 10000`},
		"points of a word above the whole":    {"red: 10000", "red: 10001", `indicator "colour": want points from 0 to 10000`},
		"points of a word below nothing":      {"blue: 0", "blue: -1", `indicator "colour": want points from 0 to 10000`},
		"a coverage above the whole":          {"least_coverage: 4000", "least_coverage: 10001", "want least_coverage from 0 to 10000, have 10001"},
		"a coverage below nothing":            {"least_coverage: 4000", "least_coverage: -1", "want least_coverage from 0 to 10000, have -1"},
		"no YAML":                             {"indicators:", "indicators: [", "["},
		"a second document behind it":         {"values: {red: 10000, blue: 0}\n", "values: {red: 10000, blue: 0}\n---\nscorecard: other\n", "want one document"},
		"nothing at all":                      {smallCard, "", "want weights that add up to 10000, have 0"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if strings.Count(smallCard, r.old) != 1 {
				t.Fatalf("%q stands %d times in the card", r.old, strings.Count(smallCard, r.old))
			}
			card, err := scoring.Load("small.yaml", []byte(strings.Replace(smallCard, r.old, r.new, 1)))
			if err == nil || card != nil {
				t.Fatal("the card was taken")
			}
			if !strings.Contains(err.Error(), "small.yaml") || !strings.Contains(err.Error(), r.want) {
				t.Errorf("want small.yaml and %q, have %v", r.want, err)
			}
		})
	}
}

func TestAllFaultsOfACardComeAtOnce(t *testing.T) {
	wrong := strings.NewReplacer("weight: 4000", "weight: 0", "from: 10,", "from: 0,", "red: 10000", "red: -1").Replace(smallCard)
	_, err := scoring.Load("small.yaml", []byte(wrong))
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("want four faults, have %v", err)
	}
}

func TestTheBuiltInCardLoads(t *testing.T) {
	data, err := os.ReadFile("../../config/scorecards/fit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	card, err := scoring.Load("scorecards/fit.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if card.ID != "fit" || card.TieRule.ZH == "" || card.TieRule.EN == "" {
		t.Errorf("have %q and tie rule %+v", card.ID, card.TieRule)
	}
	for _, i := range card.Indicators {
		if i.Label().ZH == "" || i.Label().EN == "" || i.Reason().ZH == "" || i.Reason().EN == "" || i.Measure == "" {
			t.Errorf("%s: a label and a reason in both languages, and a measure", i.ID)
		}
	}
}
