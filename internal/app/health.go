package app

import (
	"context"
	"sync/atomic"
	"time"

	"rongqiao/search"
)

// Part is one part of the platform that serving needs.
type Part struct {
	Name   string // store, index or engine, or as its source calls it
	Ready  bool   // false: this process must not be asked
	Reason string // a code: why it is not ready, or serves less well; empty: in full order
	Offers *int   // how many it holds, for the index
	Lag    *int64 // events of the store that it has not followed yet
	Age    *time.Duration
	Held   *bool // whether this process holds it, for a lease
	Err    error // what is behind the reason, for the log
}

// Degraded tells whether the part serves, but less well.
func (p Part) Degraded() bool { return p.Ready && p.Reason != "" }

// Reasons of the parts here. A search engine has its own beside.
const (
	ReasonUnreachable = "unreachable"
	ReasonCatchingUp  = "catching_up" // since the start, it has not reached the store's end yet
	ReasonLagging     = "lagging"     // an event waits longer than followers ever need
)

// laggingAfter is how long an event may wait to be followed; two seconds are
// usual where another process wrote it.
const laggingAfter = 10 * time.Second

// partsTake bounds how long the parts are waited for: who asks for readiness
// gives up soon.
const partsTake = 2 * time.Second

// caughtUp remembers that a follower has reached the store's end once since
// the start: before, its answers would lack offers; after, a burst of changes
// must not take every process out of service.
type caughtUp struct {
	index, engine atomic.Bool
}

// Parts tells the state of each part. An index or engine is ready once it has
// caught up with the store. An index that is away after that makes the
// platform serve less well, not go out of service: needs and matches do
// without it.
func (a *App) Parts(ctx context.Context) []Part {
	ctx, cancel := context.WithTimeout(ctx, partsTake)
	defer cancel()
	storePart := Part{Name: "store", Err: a.Store.Ping(ctx)}
	last := int64(0)
	if storePart.Err == nil {
		last, storePart.Err = a.Store.LastSeq(ctx)
	}
	if storePart.Ready = storePart.Err == nil; !storePart.Ready {
		storePart.Reason = ReasonUnreachable
	}

	index := Part{Name: "index"}
	seq, err := a.Index.Seq(ctx)
	if err == nil {
		var n int
		n, err = a.Index.Count(ctx)
		index.Offers = &n
	}
	index.Err = err
	a.follow(ctx, &index, &a.caughtUp.index, storePart.Ready, last, seq)
	if d, ok := a.Index.(search.Degradable); ok && index.Ready {
		if reason := d.Degraded(); reason != "" {
			index.Reason = reason
		}
	}

	engine := Part{Name: "engine"}
	a.follow(ctx, &engine, &a.caughtUp.engine, storePart.Ready, last, a.Matcher.Seq())
	parts := []Part{storePart, index, engine}
	if a.MoreParts != nil {
		parts = append(parts, a.MoreParts(ctx)...)
	}
	return parts
}

// follow fills in how far a follower is behind the store's last event.
func (a *App) follow(ctx context.Context, p *Part, caughtUp *atomic.Bool, known bool, last, seq int64) {
	if p.Err == nil && known {
		lag := max(last-seq, 0)
		p.Lag = &lag
		if lag == 0 {
			caughtUp.Store(true)
		}
		p.Age, p.Err = a.oldest(ctx, lag, seq)
	}
	p.Ready = caughtUp.Load()
	switch {
	case p.Err != nil:
		p.Reason = ReasonUnreachable
	case !p.Ready:
		p.Reason = ReasonCatchingUp
	case p.Age != nil && *p.Age > laggingAfter:
		p.Reason = ReasonLagging
	}
}

// oldest is the age of the first event after seq.
func (a *App) oldest(ctx context.Context, lag, seq int64) (*time.Duration, error) {
	age := time.Duration(0)
	if lag > 0 {
		events, err := a.Store.Events(ctx, seq, 1)
		if err != nil {
			return nil, err
		}
		if len(events) > 0 {
			age = max(a.now().Sub(events[0].At), 0)
		}
	}
	return &age, nil
}
