package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// What the options of a lease stand at where nothing was said. A holder that
// is killed is followed by another within Patience and one Look.
const (
	defaultPatience = 6 * time.Second
	defaultLook     = time.Second
)

// Post is a piece of work that one process does at a time.
type Post struct {
	Name     string                // of the lease
	Holder   string                // this process, unlike every other
	Now      func() time.Time      // this process's clock; only spans of it count; required
	Work     func(context.Context) // what the holder does; it must return soon after its context ends
	Log      *slog.Logger          // nil: the default one
	Patience time.Duration         // how long a beat may stand still before another takes over; 0: 6 s
	Look     time.Duration         // how often a lease is looked at, and renewed; at most a third of Patience; 0: 1 s
	Held     func(held bool)       // told when this process begins and ends to hold it; may be nil
}

// Hold waits for the lease of the post and does its work while it has it, over
// and over until ctx ends; then it gives the lease free. A lease is taken over
// when its beat has stood still for Patience by this process's own clock, and
// its holder stops working when it could not renew for two thirds of that, so
// that two never work at once unless a process stands still in the midst of a
// step: work must bear that, as with any lease.
func Hold(ctx context.Context, leases store.Leases, p Post) {
	p.Patience = positive(p.Patience, defaultPatience)
	p.Look = min(positive(p.Look, defaultLook), p.Patience/3)
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Held == nil {
		p.Held = func(bool) {}
	}
	w := watch{leases: leases, post: p}
	for ctx.Err() == nil {
		if l, ok := w.try(ctx); ok {
			w.hold(ctx, l)
		}
		sleep(ctx, p.Look, nil) // also after work that ended by itself
	}
}

// watch is what a process has seen of a lease.
type watch struct {
	leases   store.Leases
	post     Post
	seen     store.Lease
	since    time.Time // when the beat was first seen as it is
	failures int
}

// try takes the lease where it is free or its holder is gone.
func (w *watch) try(ctx context.Context) (store.Lease, bool) {
	l, err := w.leases.Lease(ctx, w.post.Name)
	if err != nil {
		w.failed(ctx, err)
		return store.Lease{}, false
	}
	w.recovered(ctx)
	if w.since.IsZero() || l != w.seen {
		w.seen, w.since = l, w.post.Now()
	}
	if l.Holder != "" && w.post.Now().Sub(w.since) < w.post.Patience {
		return store.Lease{}, false
	}
	taken, err := w.leases.SaveLease(ctx, store.Lease{Name: l.Name, Holder: w.post.Holder, Beat: l.Beat})
	switch {
	case domain.IsKind(err, domain.KindConflict): // another was faster
		return store.Lease{}, false
	case err != nil:
		w.failed(ctx, err)
		return store.Lease{}, false
	}
	if l.Holder != "" {
		w.post.Log.WarnContext(ctx, "work taken over from a process that no longer answers", "lease", l.Name, "from", l.Holder)
	}
	return taken, true
}

// hold works and renews until ctx ends or the lease is lost.
func (w *watch) hold(ctx context.Context, l store.Lease) {
	w.post.Held(true)
	work, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.post.Work(work)
	}()
	l, lost := w.renew(work, done, l)
	stop()
	<-done
	w.post.Held(false)
	w.seen, w.since = store.Lease{}, time.Time{}
	if !lost {
		w.release(ctx, l)
	}
}

// renew beats until the work ends, its context does, or the lease is no longer
// this process's.
func (w *watch) renew(ctx context.Context, done <-chan struct{}, l store.Lease) (last store.Lease, lost bool) {
	renewed := w.post.Now()
	tick := time.NewTicker(w.post.Look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return l, false
		case <-done:
			return l, false
		case <-tick.C:
		}
		until, cancel := context.WithTimeout(ctx, w.post.Patience/3)
		next, err := w.leases.SaveLease(until, l)
		cancel()
		switch {
		case err == nil:
			l, renewed = next, w.post.Now()
			w.recovered(ctx)
		case domain.IsKind(err, domain.KindConflict):
			w.post.Log.WarnContext(ctx, "work lost to another process", "lease", l.Name)
			return l, true
		case ctx.Err() != nil:
			return l, false
		default:
			w.failed(ctx, err)
		}
		if w.post.Now().Sub(renewed) > w.post.Patience*2/3 {
			return l, true // another may take it from here on
		}
	}
}

// release gives the lease free, so that the next need not wait.
func (w *watch) release(ctx context.Context, l store.Lease) {
	l.Holder = ""
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.post.Patience/3)
	defer cancel()
	if _, err := w.leases.SaveLease(last, l); err != nil {
		w.post.Log.WarnContext(ctx, "lease not given free: another process takes over later", "lease", l.Name, "cause", err)
	}
}

// failed tells of the first failure in a row: a store that is gone would fill
// the log otherwise.
func (w *watch) failed(ctx context.Context, err error) {
	if w.failures++; w.failures == 1 && ctx.Err() == nil {
		w.post.Log.ErrorContext(ctx, "lease cannot be looked after", "lease", w.post.Name, "cause", fmt.Sprint(err))
	}
}

func (w *watch) recovered(ctx context.Context) {
	if w.failures > 0 {
		w.post.Log.InfoContext(ctx, "lease looked after again", "lease", w.post.Name, "failures", w.failures)
		w.failures = 0
	}
}
