package main

import (
	"context"
	"fmt"

	"rongqiao/internal/app"
	"rongqiao/internal/outbox"
)

// reindex empties the search index and fills it from the store. No server may
// run on the data folder meanwhile.
func reindex(ctx context.Context, args []string, e env) error {
	f := flags("reindex", "--data DIR", e)
	data := f.String("data", "data", "data folder; no server may run on it")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	return onData(ctx, *data, e, func(p *platform) error {
		p.stopFollowing()
		p.following.Wait()
		if err := p.index.Reset(ctx); err != nil {
			return err
		}
		follower := &app.IndexFollower{Rules: p.rules, Offers: p.store, Index: p.index}
		events, err := outbox.CatchUp(ctx, p.store, follower, outbox.Options{Name: "index", Log: p.log})
		if err != nil {
			return err
		}
		n, err := p.index.Count(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%d offers indexed from %d events\n", n, events)
		return nil
	})
}
