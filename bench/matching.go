package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rongqiao/internal/matching"
)

// matchCases is how many needs take turns.
const matchCases = 12

// matchingPart times one need against many offers: the engine's whole answer,
// its verdicts alone, and the verdicts by other ways.
func matchingPart(ctx context.Context, b *bench) (string, error) {
	t := &table{head: []string{"offers (distinct conditions)", "ours: whole answer, p50 / p95", "ours: verdicts alone",
		"plain evaluator: verdicts", "expr: verdicts", "SQL: rows left by the simple conditions"}}
	ratios := &table{head: []string{"offers", "compared with", "plain evaluator", "expr", "SQL"}}
	var notes []string
	for _, n := range b.sizes {
		row, err := matchAmong(ctx, b, n)
		if err != nil {
			return "", fmt.Errorf("%d offers: %w", n, err)
		}
		s := row.took
		t.add(fmt.Sprintf("%s (%s)", whole(n), whole(row.conditions)), span(s[0].p50())+" / "+span(s[0].p95()),
			span(s[1].p50()), span(s[2].p50()), span(s[3].p50()), span(s[4].p50()))
		for i, ours := range []string{"our whole answer", "our verdicts alone"} {
			ratio := []string{whole(n), ours}
			for _, other := range s[2:] {
				ratio = append(ratio, times(other.p50(), s[i].p50()))
			}
			ratios.add(ratio...)
		}
		notes = append(notes, fmt.Sprintf(
			"- %s offers: the engine was compiled in %s, the programs of expr in %s, the SQL table filled in %s. "+
				"Of all pairs of need and offer %.1f %% are not ruled out; SQL leaves %.1f %% for code to judge.",
			whole(n), span(row.compiled[0]), span(row.compiled[1]), span(row.compiled[2]), 100*row.open, 100*row.left))
	}
	return t.String() + "\nHow many times as long as ours the others take, by the median; above 1× ours is the faster:\n\n" +
		ratios.String() + "\n" + strings.Join(notes, "\n") + "\n", nil
}

// matchRow is what one size of market gave.
type matchRow struct {
	took       []sample // ours, our verdicts, plain, expr, SQL
	compiled   [3]time.Duration
	conditions int
	open, left float64 // shares of all pairs: not ruled out, and left by SQL
}

func matchAmong(ctx context.Context, b *bench, n int) (_ matchRow, err error) {
	base, err := loadRules()
	if err != nil {
		return matchRow{}, err
	}
	m, cases := makeMarket(base, n), asks(base, matchCases)
	row := matchRow{conditions: m.conditions()}
	start := time.Now()
	engine, err := matching.New(m.rules, m.offers)
	if err != nil {
		return row, err
	}
	row.compiled[0] = time.Since(start)
	start = time.Now()
	programs, err := compileAll(m)
	if err != nil {
		return row, err
	}
	row.compiled[1] = time.Since(start)
	start = time.Now()
	rows, err := openRows(ctx, filepath.Join(b.dir, fmt.Sprintf("matching-%d.db", n)), m)
	if err != nil {
		return row, err
	}
	defer func() { _ = rows.close() }()
	row.compiled[2] = time.Since(start)
	if row.open, row.left, err = agree(ctx, engine, programs, rows, cases); err != nil {
		return row, err
	}
	row.took, err = contest(b.budget, len(cases), []contestant{
		{"engine", func(i int) error {
			a, err := engine.Match(cases[i].firm, cases[i].need, today, matching.DefaultItems)
			if err == nil && a.Evaluated != n {
				err = fmt.Errorf("evaluated %d of %d offers", a.Evaluated, n)
			}
			return err
		}},
		{"verdicts", func(i int) error { engine.Verdicts(cases[i].firm, cases[i].need, today); return nil }},
		{"plain", func(i int) error { engine.PlainVerdicts(cases[i].firm, cases[i].need, today); return nil }},
		{"expr", func(i int) error { _, err := programs.verdicts(cases[i]); return err }},
		{"SQL", func(i int) error { _, err := rows.left(ctx, cases[i]); return err }},
	})
	return row, err
}

// agree makes sure that the contestants do the same job: the same verdicts
// from engine, plain evaluator and expr, and no offer lost by SQL.
func agree(ctx context.Context, e *matching.Engine, p *programs, r *rows, cases []ask) (open, left float64, err error) {
	for i, c := range cases {
		ours, plain := e.Verdicts(c.firm, c.need, today), e.PlainVerdicts(c.firm, c.need, today)
		theirs, err := p.verdicts(c)
		if err != nil {
			return 0, 0, err
		}
		kept, err := r.left(ctx, c)
		if err != nil {
			return 0, 0, err
		}
		for k, v := range ours {
			offer := p.order[k]
			if plain[k] != v || theirs[k] != v {
				return 0, 0, fmt.Errorf("need %d, offer %s: engine %s, plain %s, expr %s", i, offer, v, plain[k], theirs[k])
			}
			if v != matching.Eligible && v != matching.Conditional {
				continue
			}
			open++
			if _, found := slices.BinarySearch(kept, int64(k)); !found {
				return 0, 0, fmt.Errorf("need %d, offer %s: %s, but SQL left it out", i, offer, v)
			}
		}
		left += float64(len(kept))
	}
	pairs := float64(e.Size() * len(cases))
	return open / pairs, left / pairs, nil
}
