package main

import (
	"context"
	"fmt"

	"rongqiao/config"
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
	s, err := config.Load([]string{"--data", *data}, e.getenv, e.err)
	if err != nil {
		return err
	}
	p, err := openPlatform(ctx, s, e)
	if err != nil {
		return err
	}
	p.stopFollowing()
	p.following.Wait()
	if err := p.index.Reset(ctx); err != nil {
		return joinClose(err, p)
	}
	follower := &app.IndexFollower{Rules: p.rules, Offers: p.store, Index: p.index}
	events, err := outbox.CatchUp(ctx, p.store, follower, outbox.Options{Name: "index", Log: p.log})
	if err != nil {
		return joinClose(err, p)
	}
	n, err := p.index.Count(ctx)
	if err != nil {
		return joinClose(err, p)
	}
	fmt.Fprintf(e.out, "%d offers indexed from %d events\n", n, events)
	return p.close()
}
