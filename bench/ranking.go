package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/selection"
)

// rankedFirms is how many firms the part rank makes up.
const rankedFirms = 100_000

// rankPart times the verb rank on made-up firms, with its memory, and the choice
// alone among as many candidates.
func rankPart(ctx context.Context, b *bench) (string, error) {
	firms := min(rankedFirms, b.enterprises)
	t := &table{head: []string{"what", "took", "peak memory"}}
	caps := filepath.Join(b.dir, "caps.yaml")
	if err := os.WriteFile(caps, []byte("total: 100\ndistrict_cap: 5\nindustry_cap: 8\n"), 0o600); err != nil {
		return "", err
	}
	verb := exec.CommandContext(ctx, b.binary, "rank", "--generate", fmt.Sprint(firms), "--caps", caps, "--json", "--limit", "100")
	verb.Stderr = os.Stderr
	start := time.Now()
	if err := verb.Run(); err != nil {
		return "", fmt.Errorf("rank: %w", err)
	}
	took := time.Since(start)
	t.add(fmt.Sprintf("`rongqiao rank --generate %d`: make the firms, find and score the candidates, choose 100, print", firms),
		span(took), peakMemory(verb.ProcessState))
	candidates := drawCandidates(firms)
	five, eight := 5, 8
	capped := selection.Terms{Total: 100, DistrictCap: &five, IndustryCap: &eight, Districts: map[domain.Code]selection.Bounds{"500109": {Floor: 4}}}
	for _, c := range []struct {
		name  string
		terms selection.Terms
	}{{"no caps", selection.Terms{Total: 100}}, {"caps for each district and industry, and a floor", capped}} {
		took, err := contest(b.budget/4, 1, []contestant{{c.name, func(int) error {
			_, err := selection.Choose(candidates, c.terms)
			return err
		}}})
		if err != nil {
			return "", err
		}
		t.add(fmt.Sprintf("choose 100 of %s candidates, %s: with every reason and the score that would have been enough (median)", whole(firms), c.name), span(took[0].p50()), "")
	}
	return t.String(), nil
}

// drawCandidates are spread over 41 districts and 31 industries.
func drawCandidates(n int) []selection.Candidate {
	d := rand.New(rand.NewPCG(1, 9))
	all := make([]selection.Candidate, n)
	for k := range all {
		all[k] = selection.Candidate{
			ID: fmt.Sprintf("ent_%06d", k), Score: int64(d.IntN(10_001)), FoundedOn: domain.Date(d.IntN(9000)), USCC: domain.USCC(fmt.Sprintf("9150%014d", k)),
			District: domain.Code(fmt.Sprint(500100 + d.IntN(41))), Industry: domain.Code(fmt.Sprint(13 + d.IntN(31))),
		}
	}
	return all
}
