package scoring_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/scoring"
)

func fit(t *testing.T) *scoring.Scorecard {
	t.Helper()
	data, err := os.ReadFile("../../config/scorecards/fit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	card, err := scoring.Load("scorecards/fit.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func number(n int64) scoring.Measure                    { return scoring.Measure{Known: true, Number: n} }
func word(w string) scoring.Measure                     { return scoring.Measure{Known: true, Word: w} }
func indicator(bands ...scoring.Band) scoring.Indicator { return scoring.Indicator{Bands: bands} }

func TestABandTakesItsFirstValueAndNotTheNextBands(t *testing.T) {
	bands := indicator(scoring.Band{From: 0, Points: 0}, scoring.Band{From: 5000, Points: 4000}, scoring.Band{From: 10_000, Points: 10_000})
	words := scoring.Indicator{Values: map[string]domain.BasisPoints{"none": 10_000, "both": 0}}
	rows := map[string]struct {
		indicator scoring.Indicator
		measure   scoring.Measure
		points    domain.BasisPoints
		known     bool
	}{
		"one below the first band is not known":  {bands, number(-1), 0, false},
		"the first band's first value":           {bands, number(0), 0, true},
		"one below the second band":              {bands, number(4999), 0, true},
		"the second band's first value":          {bands, number(5000), 4000, true},
		"one above it":                           {bands, number(5001), 4000, true},
		"one below the last band":                {bands, number(9999), 4000, true},
		"the last band's first value":            {bands, number(10_000), 10_000, true},
		"the last band has no end":               {bands, number(1 << 40), 10_000, true},
		"what is not known has no points":        {bands, scoring.Measure{Number: 10_000}, 0, false},
		"a word":                                 {words, word("none"), 10_000, true},
		"a word that is worth nothing is known":  {words, word("both"), 0, true},
		"a word that the card does not hold":     {words, word("some"), 0, false},
		"no word":                                {words, word(""), 0, false},
		"a word that is not known has no points": {words, scoring.Measure{Word: "none"}, 0, false},
		"empty words beside bands do not count": {
			scoring.Indicator{Bands: bands.Bands, Values: map[string]domain.BasisPoints{}}, number(5000), 4000, true,
		},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if points, known := r.indicator.Points(r.measure); points != r.points || known != r.known {
				t.Errorf("want %d %t, have %d %t", r.points, r.known, points, known)
			}
		})
	}
}

// The measures stand in the order of the card: amount, term, cost, speed,
// security, tier, nearness, with weights 25, 15, 25, 10, 10, 10 and 5 per cent.
func TestAnUnknownMeasureLeavesTheDenominator(t *testing.T) {
	none := scoring.Measure{}
	rows := map[string]struct {
		measures        []scoring.Measure
		score, coverage domain.BasisPoints
	}{
		"all known and best": {
			[]scoring.Measure{number(10_000), number(10_000), number(0), number(0), word("none"), word("dedicated"), word("same")}, 10_000, 10_000},
		"all known and worst": {
			[]scoring.Measure{number(0), number(0), number(1500), number(31), word("both"), word("other"), word("none")}, 0, 10_000},
		"nothing known":                     {[]scoring.Measure{none, none, none, none, none, none, none}, 0, 0},
		"the amount alone, best":            {[]scoring.Measure{number(10_000), none, none, none, none, none, none}, 10_000, 2500},
		"the nearness alone, in the city":   {[]scoring.Measure{none, none, none, none, none, none, word("city")}, 6000, 500},
		"best amount and worst term":        {[]scoring.Measure{number(10_000), number(0), none, none, none, none, none}, 6250, 4000},
		"a third of a point is cut":         {[]scoring.Measure{none, none, none, number(0), word("both"), word("other"), none}, 3333, 3000},
		"two thirds of a point are a whole": {[]scoring.Measure{none, none, none, number(0), word("none"), word("other"), none}, 6667, 3000},
		"a middling offer by hand":          {[]scoring.Measure{number(8000), number(10_000), number(365), number(5), word("guarantee"), word("open"), none}, 7684, 9500},
	}
	card := fit(t)
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if score, coverage := card.Total(r.measures); score != r.score || coverage != r.coverage {
				t.Errorf("want %d of what is known, %d known; have %d, %d", r.score, r.coverage, score, coverage)
			}
		})
	}
}

func TestHalvesRoundUp(t *testing.T) {
	half := scoring.Scorecard{Indicators: []scoring.Indicator{
		{ID: "a", Weight: 5000, Bands: []scoring.Band{{From: 0, Points: 1}}},
		{ID: "b", Weight: 5000, Bands: []scoring.Band{{From: 0, Points: 2}}},
	}}
	if score, _ := half.Total([]scoring.Measure{number(0), number(0)}); score != 2 {
		t.Errorf("one and a half is 2, have %d", score)
	}
}

// A score is its list of lines: over random cards and measures the points add
// up to the score exactly, the greatest possible points to a whole, and no
// line has more points than it can have.
func TestTheLinesAddUpToTheScore(t *testing.T) {
	random := rand.New(rand.NewPCG(26, 11))
	for n := range 20_000 {
		card, measures := randomCard(random)
		score, coverage := card.Total(measures)
		var points, most domain.BasisPoints
		var known int
		for i, line := range card.Lines(measures) {
			if line.Points < 0 || line.Points > line.Max {
				t.Fatalf("card %d: line %d has %d points of %d\n%+v", n, i, line.Points, line.Max, measures)
			}
			if !line.Known && (line.Points != 0 || line.Max != 0) {
				t.Fatalf("card %d: line %d is not known and has %d of %d points", n, i, line.Points, line.Max)
			}
			if line.Known {
				known++
			}
			points, most = points+line.Points, most+line.Max
		}
		if points != score {
			t.Fatalf("card %d: the lines add up to %d, the score is %d", n, points, score)
		}
		if known > 0 != (coverage > 0) || (known > 0 && most != scoring.Full) {
			t.Fatalf("card %d: %d lines known, coverage %d, at most %d points", n, known, coverage, most)
		}
	}
}

func randomCard(r *rand.Rand) (*scoring.Scorecard, []scoring.Measure) {
	card := &scoring.Scorecard{}
	var measures []scoring.Measure
	left := scoring.Full
	for lines := 1 + r.IntN(9); lines > 0; lines-- {
		weight := left
		if lines > 1 {
			weight = 1 + r.IntN(left-lines+1)
		}
		left -= weight
		points := r.IntN(scoring.Full + 1)
		if r.IntN(3) == 0 {
			points = scoring.Full * r.IntN(2)
		}
		card.Indicators = append(card.Indicators, scoring.Indicator{
			ID: fmt.Sprint(lines), Weight: domain.BasisPoints(weight), Bands: []scoring.Band{{From: 0, Points: domain.BasisPoints(points)}},
		})
		measures = append(measures, scoring.Measure{Known: r.IntN(4) > 0})
	}
	return card, measures
}
