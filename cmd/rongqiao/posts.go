package main

import (
	"context"
	"maps"
	"slices"
	"sync"

	"rongqiao/internal/app"
	"rongqiao/internal/outbox"
)

// posts are the pieces of work that one process does at a time, and whether it
// is this one.
type posts struct {
	mu   sync.Mutex
	held map[string]bool
}

func (p *posts) set(name string, held bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		p.held = map[string]bool{}
	}
	p.held[name] = held
}

// parts lists them for readiness. A process is ready with or without them.
func (p *posts) parts(context.Context) []app.Part {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []app.Part
	for _, name := range slices.Sorted(maps.Keys(p.held)) {
		held := p.held[name]
		out = append(out, app.Part{Name: "lease." + name, Ready: true, Held: &held})
	}
	return out
}

// post does the work whenever this process holds the lease of its name, until
// ctx ends.
func (p *platform) post(ctx context.Context, name string, work func(context.Context)) {
	tell := func(held bool) {
		p.posts.set(name, held)
		p.metrics.Held(name, held)
	}
	tell(false)
	// A name may be used again by the process that comes after; the id may not.
	holder := p.replica + " " + p.ids("proc_")
	p.following.Go(func() {
		outbox.Hold(ctx, p.store, outbox.Post{Name: name, Holder: holder, Now: p.now, Work: work, Log: p.log, Held: tell})
	})
}
