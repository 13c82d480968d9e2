package app

import (
	"context"
	"fmt"
	"sync/atomic"

	"rongqiao/search"
)

// Part is one part of the platform that serving needs.
type Part struct {
	Name     string // store, index or engine
	Ready    bool
	Degraded bool   // it works, but not as it should: the index without its server
	Offers   *int   // how many it holds, for the index
	Lag      *int64 // events of the store that it has not followed yet
	Err      error  // why it is not ready, or degraded, for the log
}

// caughtUp remembers that a follower has reached the store's end once since
// the start: before, its answers would lack offers; after, a burst of changes
// must not take every process out of service.
type caughtUp struct {
	index, engine atomic.Bool
}

// Parts tells the state of each part. An index or engine is ready once it has
// caught up with the store.
func (a *App) Parts(ctx context.Context) []Part {
	storePart := Part{Name: "store", Err: a.Store.Ping(ctx)}
	last := int64(0)
	if storePart.Err == nil {
		last, storePart.Err = a.Store.LastSeq(ctx)
	}
	storePart.Ready = storePart.Err == nil

	index := Part{Name: "index"}
	seq, err := a.Index.Seq(ctx)
	if err == nil {
		var n int
		n, err = a.Index.Count(ctx)
		index.Offers = &n
	}
	index.Err = err
	follow(&index, &a.caughtUp.index, storePart.Ready, last, seq)

	if two, ok := a.Index.(interface{ State() search.State }); ok && index.Err == nil {
		if state := two.State(); state.Degraded {
			index.Degraded = true
			index.Err = fmt.Errorf("%s: %s; the embedded index answers", state.Primary, state.Reason)
		}
	}

	engine := Part{Name: "engine"}
	follow(&engine, &a.caughtUp.engine, storePart.Ready, last, a.Matcher.Seq())
	return []Part{storePart, index, engine}
}

func follow(p *Part, caughtUp *atomic.Bool, known bool, last, seq int64) {
	if p.Err != nil || !known {
		p.Ready = p.Err == nil && caughtUp.Load()
		return
	}
	lag := max(last-seq, 0)
	p.Lag = &lag
	if lag == 0 {
		caughtUp.Store(true)
	}
	p.Ready = caughtUp.Load()
}
