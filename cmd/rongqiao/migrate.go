package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"rongqiao/config"
	"rongqiao/internal/transfer"
)

// migrateVerb moves everything from one store into another. Interrupted, it
// goes on when it is run again; finished, it compares.
func migrateVerb(ctx context.Context, args []string, e env) (err error) {
	f := flags("migrate", "--from sqlite://DIR --to ADDRESS [--batch N]", e)
	source := f.String("from", "", "address of the store to read, or env:NAME of the variable that holds it; no server may run on it")
	target := f.String("to", "", "address of the store to fill, likewise: sqlite://DIR or mongodb://HOST/DATABASE; empty, or begun by an earlier run")
	batch := f.Int("batch", 500, "records written in one step")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if *source == "" || *target == "" || *source == *target || *batch < 1 {
		return fmt.Errorf("%w: want --from and --to, two addresses, and a batch of at least 1", config.ErrUsage)
	}
	from, err := openStore(ctx, *source, true, e)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := openStore(ctx, *target, false, e)
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	start := e.now()
	r, err := transfer.Run(ctx, from, to, transfer.Options{From: from.name, Now: e.now, Batch: *batch, Progress: progressOf(e)})
	if err != nil {
		return err
	}
	return conclude(e, r, from, to, e.now().Sub(start))
}

// progressOf begins a new bar with each step.
func progressOf(e env) func(step string, done, total int64) {
	var p *progress
	return func(step string, done, total int64) {
		if p == nil || p.what != step {
			p = newProgress(e, step, total, recordsWorthTelling)
		}
		p.set(done)
	}
}

// conclude prints the comparison; what differs is a failure.
func conclude(e env, r transfer.Report, from, to endpoint, took time.Duration) error {
	printReport(e.out, r)
	took = took.Round(time.Millisecond)
	if !r.Equal() {
		return differing(r)
	}
	keys, err := carrySigningKeys(from, to)
	if err != nil {
		return err
	}
	switch {
	case r.FinishedBefore != nil:
		fmt.Fprintf(e.out, "finished before, at %s; both sides are equal (compared in %s); %s\n", r.FinishedBefore.Format(time.RFC3339), took, keys)
	case r.Resumed:
		fmt.Fprintf(e.out, "finished: went on with an earlier run, %d records copied by this one in %s; both sides are equal; %s\n", r.Copied, took, keys)
	default:
		fmt.Fprintf(e.out, "finished: %d records copied in %s; both sides are equal; %s\n", r.Copied, took, keys)
	}
	return nil
}

func printReport(w io.Writer, r transfer.Report) {
	t := newTable(w, "collection", "in the source", "in the target", "checksum", "")
	for _, l := range r.Lines {
		word := "equal"
		if !l.Equal() {
			word = "DIFFERS"
		}
		t.AppendRow(table.Row{l.Collection, l.Source.Count, l.Target.Count, l.Source.Hash.String()[:16] + "…", word})
	}
	t.Render()
}

// differing names each collection that is not the same, with its first records.
func differing(r transfer.Report) error {
	var faults []string
	for _, l := range r.Lines {
		for _, d := range l.Differ {
			faults = append(faults, fmt.Sprintf("%s: %s %s", l.Collection, d.ID, d.What))
		}
		if !l.Equal() && len(l.Differ) == 0 { // written to between the two readings
			faults = append(faults, fmt.Sprintf("%s: changes while it is read", l.Collection))
		}
	}
	advice := "run it again to write every record anew; what is in the target alone stays: then empty the target and begin anew"
	if r.FinishedBefore != nil {
		advice = "the transfer finished at " + r.FinishedBefore.Format(time.RFC3339) + "; whoever used either side since has changed it, and nothing is written now"
	}
	return fmt.Errorf("the two sides differ (%s):\n  %s", advice, strings.Join(faults, "\n  "))
}
