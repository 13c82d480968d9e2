package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"rongqiao/internal/app"
	"rongqiao/internal/store"
)

// reindex builds the search index anew from the store, and that of the search
// server too where one is set. No server may run on the data folder meanwhile;
// those on other folders go on answering from the old index of the search
// server until the new one takes its place.
func reindex(ctx context.Context, args []string, e env) error {
	f := flags("reindex", "[--data DIR] [--config FILE]", e)
	at := whereFlags(f, e)
	if err := parse(f, args, 0); err != nil {
		return err
	}
	return at.open(ctx, e, openPlatform, func(p *platform) error {
		p.stopFollowing()
		p.following.Wait()
		engines := p.search.engines()
		all, err := p.store.CountRecords(ctx, store.OfferRecords)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(engines)) {
			idx := engines[name]
			shown := newProgress(e, name+", offers", all, recordsWorthTelling)
			err := app.RebuildIndex(ctx, p.rules, p.store, idx, func(done int) { shown.set(int64(done)) })
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			n, err := idx.Count(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			fmt.Fprintf(e.out, "%s: %d offers indexed\n", name, n)
		}
		return nil
	})
}
