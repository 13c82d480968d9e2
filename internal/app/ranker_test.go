package app_test

import (
	"errors"
	"testing"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// rankedAt is the day of these tests.
var rankedAt = domain.NewDate(2026, 11, 23)

func cultivationRules(t testing.TB) *rules.RuleSet {
	t.Helper()
	rs, err := rules.Load(config.Files)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// The lines say what the score is, and of those known only; the inputs give
// the score again; who lacks much is not ranked and is told what is missing.
func TestAScoreIsItsLinesAndFollowsFromItsInputs(t *testing.T) {
	rs := cultivationRules(t)
	r := app.SheetRanker{Rules: rs}
	firms := append(demo.Firms(1, 400, demo.RegionOf(rs, rankedAt), rankedAt), domain.Enterprise{})
	short := 0
	for _, e := range firms {
		score, err := r.Rank(e, rankedAt)
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Again(score.Inputs, rankedAt)
		if err != nil || again != score {
			t.Errorf("%s: from its inputs: want %+v, have %+v, %v", e.ID, score, again, err)
		}
		out, err := r.Explain(score.Inputs, rankedAt)
		if err != nil {
			t.Fatal(err)
		}
		var points, known, most int64
		for _, l := range out.Lines {
			most += l.Max
			if l.Have.IsZero() {
				if l.Points != 0 {
					t.Errorf("%s: %s is not known and has %d points", e.ID, l.ID, l.Points)
				}
				continue
			}
			points, known = points+l.Points, known+l.Max
		}
		want := int64(0)
		if known > 0 {
			want = (2*10_000*points + known) / (2 * known)
		}
		if score.Score != want || most != 1000 {
			t.Errorf("%s: the lines give %d of %d, the score is %d", e.ID, want, most, score.Score)
		}
		if score.Enough != (known*10 >= 6*most) {
			t.Errorf("%s: %d of %d are known, ranked %v", e.ID, known, most, score.Enough)
		}
		if !score.Enough {
			short++
			if len(out.Missing) == 0 {
				t.Errorf("%s: is not ranked and nothing is missing", e.ID)
			}
		}
	}
	if short == 0 || short == len(firms) {
		t.Errorf("%d of %d are not ranked: the test shows nothing", short, len(firms))
	}
}

func TestInputsOfAnotherSheetAreRefused(t *testing.T) {
	r := app.SheetRanker{Rules: cultivationRules(t)}
	for name, inputs := range map[string]string{
		"a field that the sheet does not ask about": "enterprise.name=1",
		"no field":              "nothing=1",
		"a fact that is none":   "enterprise.tiers={srdi_sme",
		"a ratio over nothing":  "enterprise.rd_share_y0=1/0",
		"a number with letters": "enterprise.rd_share_y0=1a",
	} {
		if _, err := r.Again(inputs, rankedAt); err == nil {
			t.Errorf("%s: %q is taken", name, inputs)
		}
	}
}

func TestNoDayBeforeTheSheetIsScored(t *testing.T) {
	_, err := app.SheetRanker{Rules: cultivationRules(t)}.Rank(domain.Enterprise{}, domain.NewDate(2022, 6, 14))
	var e *domain.Error
	if !errors.As(err, &e) || e.Code != "no_rule_on_day" {
		t.Errorf("want no_rule_on_day, have %v", err)
	}
}

func BenchmarkRank(b *testing.B) {
	rs := cultivationRules(b)
	firms := demo.Firms(1, 500, demo.RegionOf(rs, rankedAt), rankedAt)
	r := app.SheetRanker{Rules: rs}
	b.ResetTimer()
	for i := range b.N {
		if _, err := r.Rank(firms[i%500], rankedAt); err != nil {
			b.Fatal(err)
		}
	}
}
