package main

import (
	"strings"
	"testing"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Every stored score and shortlist of the demonstration comes out again byte
// for byte, and one that was tampered with does not.
func TestTheDemoReplays(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "demo", "--data", data)
	if out := mustRun(t, "replay", "--data", data); !strings.HasPrefix(out, "2 shortlists with ") || strings.Contains(out, " 0 scores") {
		t.Errorf("have %q", out)
	}
	rs, err := rules.Load(config.Files)
	if err != nil {
		t.Fatal(err)
	}
	r := app.SheetRanker{Rules: rs}
	l := domain.Shortlist{Day: domain.NewDate(2026, 11, 23), Terms: domain.ShortlistTerms{Total: 1}}
	for i, inputs := range []string{"enterprise.tiers={srdi_sme}", "enterprise.tiers={national_little_giant}"} {
		score, err := r.Again(inputs, l.Day)
		if err != nil {
			t.Fatal(err)
		}
		l.Candidates = append(l.Candidates, domain.ShortlistCandidate{EnterpriseID: domain.EnterpriseID(rune('a' + i)), Score: score.Score, Inputs: inputs})
	}
	if err := app.ChooseFrom(&l); err != nil {
		t.Fatal(err)
	}
	same := func() bool {
		out, err := app.ReplayOf(r, l)
		if err != nil {
			t.Fatal(err)
		}
		return out.Same
	}
	if !same() {
		t.Error("a list does not replay")
	}
	l.Candidates[0].Inputs = l.Candidates[1].Inputs
	if same() {
		t.Error("a list with other inputs replays")
	}
}
